"""What decides an answer inside a text: figures with their units, dates, agencies, document numbers, contacts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from vietnamese.document_numbers import find_numbers
from vietnamese.letters import CAPITALS, SMALLS
from vietnamese.normal_forms import fold

FactKind = Literal["figure", "date", "agency", "document_number", "contact", "person", "cause"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact and its span; `unit` is the folded word or sign after a figure, empty where there is none."""

    kind: FactKind
    start: int
    end: int
    unit: str = ""


_MONTH_YEAR = r"(?:tháng\s+\d{1,2}(?:\s*(?:/|năm)\s*\d{4})?|\d{1,2}/(?:19|20)\d\d)"
_DATE = re.compile(
    rf"(?:ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+\d{{4}}|(?:ngày\s+)?\d{{1,2}}/\d{{1,2}}/\d{{4}}|{_MONTH_YEAR}"
    r"|giai đoạn\s+\d{4}\s*[-–]\s*\d{4}|(?:quý|Quý)\s+(?:I{1,3}V?|IV|[1-4])(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?"
    r"|(?:hết|cuối|đầu|trong|trước|từ|vào|đến)?\s*năm\s+\d{4}|\d{4}\s*[-–]\s*\d{4}|(?:trước|sau)\s+ngày\s+\d{1,2}(?!\d|\s+tháng|/)"
    r"|hằng (?:năm|quý|tháng)|hàng (?:năm|quý|tháng)|sáu tháng|6 tháng)",
    re.IGNORECASE,
)
# A figure as written, with thousands and decimals. Refuses what hangs on letters or on a document number.
_NUMBER = r"(?<![\w/.,-])\(?\d+(?:[.,]\d+)*(?:\s*[-–]\s*\d+(?:[.,]\d+)*\)?)?(?!\w)"
_FIGURE = re.compile(rf"{_NUMBER}(?:\s*(?P<sign>%|‰|/)|\s+(?P<unit>[^\W\d_]+(?:\s+[^\W\d_]+){{0,2}}))?")
_LONG_UNITS = (
    "cong tac vien", "to dan pho", "phan tram", "don vi", "bien che", "can bo", "be trai",
    "be gai", "tre em", "chi tieu", "truong hop",
)  # fmt: skip
# "3,6 triệu người"; "tỷ lệ" after a figure is no magnitude.
_MAGNITUDE = re.compile(r"(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)(?:\s+|$)(?!lệ\b|số\b|suất\b|trọng\b)", re.IGNORECASE)
# Small numbers in words, with the thing counted.
_IN_WORDS = re.compile(
    r"\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?P<unit>con|cháu|người|năm|tháng|ngày|lần|tuổi|bé|trẻ|đơn vị)\b"
)
# Refuses "do" before a body that does something ("do Sở Y tế chủ trì").
_CAUSE = re.compile(
    r"\b(?:nguyên nhân|lý do|do đó|vì vậy|bởi|vì|gây|dẫn đến|dẫn tới|xuất phát từ|khiến|làm cho|nên)\b"
    rf"|\bdo\b(?!\s+(?:[{CAPITALS}]|các (?:sở|cơ quan|đơn vị)))",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)]|[IVXLC]+[.)-])(?=\s)", re.MULTILINE)
_CONTACT = re.compile(r"(?<!\d)(?:0|\+84)[\d .]{8,13}\d(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|www\.\S+")

_LAW = re.compile(rf"(?:Bộ luật|Luật|Pháp lệnh|Hiến pháp)(?:\s+[{CAPITALS}][^\W\d_]+)(?:\s+[^\W\d_]+){{0,6}}")
_HEADS = (
    r"Ban Chấp hành|Ban Thường vụ|Ban Bí thư|Ban Chỉ đạo|Ban Tuyên giáo|Ban Tổ chức|Ban Dân vận|Ban Cán sự|Ban cán sự"
    r"|Ban"
    r"|Bộ Chính trị|Bộ|Sở|Cục|Tổng cục|Chi cục|Vụ|Viện kiểm sát|Viện|Ngành|Đài|Báo|Đoàn|Hội|Liên đoàn|Liên minh"
    r"|Công an|Công đoàn"
    r"|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|Đảng ủy|Đảng uỷ|Quận ủy|Đảng đoàn|Mặt trận|UBMTTQ|MTTQ|UBND|HĐND"
    r"|Ủy ban|Uỷ ban|ủy ban|Hội đồng|Văn phòng|Phòng|Trung tâm|Trạm|Trường|Bệnh viện|Thường trực|Chính phủ"
    r"|Thủ tướng|Quốc hội|Chủ tịch|Phó Chủ tịch|Bí thư|Kho bạc|Bảo hiểm xã hội|Thanh tra|Tòa án"
    r"|Tổ dân phố"
)
_CAPITAL = rf"[{CAPITALS}][^\W\d_]*"
_LOWER_PART = (
    r"(?:đảng|tỉnh|thành phố|thành|xã|phường|huyện|quận|nhân dân|cấp|sự|uỷ|ủy|dân phố|trực thuộc|quốc gia|tế|y)"
)
# Words that follow a name and are no part of it.
_AFTER_NAME = (
    r"(?:chủ|phối|tham|tổ|là|có|và|để|các|trong|về|theo|đã|phải|cần|lãnh|chỉ|hướng|tiếp|xây|thực|triển|định|báo|được"
    r"|của|với|cho|tại|trên|chịu|căn|bố|cân|rà|kiểm|ban|gửi|trình|nghiên|quán|vận|tăng|đẩy|làm|tuyên|do|từ)(?!\w)"
)
_SPACE = r"[^\S\n]+"  # a name ends with its line
_NAME_PART = rf"{_CAPITAL}(?:[^\S\n]+(?!{_AFTER_NAME})[{SMALLS}]+(?!\w))?"
# An agency: its head word, then capitalised words, each with a second syllable, joined by "và", a dash or a comma.
_AGENCY = re.compile(
    rf"(?<!\w)(?:{_HEADS})(?!\w)(?:{_SPACE}{_NAME_PART}|{_SPACE}{_LOWER_PART}(?!\w)"
    rf"|{_SPACE}(?:và|-){_SPACE}(?!{_HEADS}){_NAME_PART}|,{_SPACE}(?!{_HEADS}){_NAME_PART})*"
)
_GENERIC_AGENCY = re.compile(
    r"\b(?:các (?:sở|ban|ngành|cấp ủy|cấp uỷ|đơn vị|địa phương|tổ chức|cơ quan|đoàn thể|trường học|trạm y tế)"
    r"|cấp ủy|cấp uỷ|cộng tác viên|ngành [yY] tế|tổ dân phố|nhà trường|gia đình|chính quyền|ủy ban|đoàn thể)\b",
    re.IGNORECASE,
)
# Two to four capitalised words, none in capitals only. Refuses "Chủ tịch Ủy ban nhân dân" and other offices.
_PERSON = re.compile(
    rf"(?:đồng chí|ông|bà|Chủ tịch|Bí thư|Giám đốc|Bộ trưởng|Trưởng ban|Trưởng phòng)[\s:,]+"
    rf"(?P<name>(?!(?:{_HEADS})\b)[{CAPITALS}][{SMALLS}]+(?:\s+[{CAPITALS}][{SMALLS}]+){{1,3}})"
    rf"(?!\s+[{SMALLS}]+\s+(?:tỉnh|nhân))"
)


def figures(text: str) -> list[Fact]:
    """Return the figures of `text`; those of dates, document numbers and list labels are none."""
    taken = [(fact.start, fact.end) for fact in (*dates(text), *document_numbers(text))]
    taken += [match.span() for match in _LABEL.finditer(text)]
    found = []
    for match in _FIGURE.finditer(text):
        number_end = match.start() + len(re.match(_NUMBER, text[match.start() :]).group())  # type: ignore[union-attr]
        if any(start < number_end and match.start() < end for start, end in taken):
            continue
        words = _unit_words(match["unit"] or "")
        end = match.end("sign") if match["sign"] else match.start("unit") + len(words) if words else number_end
        found.append(Fact("figure", match.start(), end, match["sign"] or fold(words).lower()))
    found += [Fact("figure", *match.span(), fold(match["unit"])) for match in _IN_WORDS.finditer(text)]
    return sorted(found, key=lambda fact: fact.start)


def _unit_words(following: str) -> str:
    """Return the words after a figure that name its unit: a known unit of several words, else the first word.

    What is counted goes with a magnitude before it: "triệu người".
    """
    magnitude = _MAGNITUDE.match(following)
    if magnitude:
        return (magnitude.group() + _unit_words(following[magnitude.end() :])).rstrip()
    bare = fold(following).lower()
    for unit in _LONG_UNITS:
        if f"{bare} ".startswith(f"{unit} "):
            return " ".join(following.split(" ")[: len(unit.split())])
    return following.split()[0] if following else ""


def dates(text: str) -> list[Fact]:
    """Return dates, months, years and periods of `text`."""
    return [
        Fact("date", match.start() + len(match.group()) - len(match.group().lstrip()), match.end())
        for match in _DATE.finditer(text)
    ]


def agencies(text: str) -> list[Fact]:
    """Return the named agencies of `text`."""
    return [Fact("agency", *match.span()) for match in _AGENCY.finditer(text)]


def mentions_bodies(text: str) -> bool:
    """Tell whether `text` names an agency or, in general words, bodies that act."""
    return bool(_AGENCY.search(text) or _GENERIC_AGENCY.search(text))


def document_numbers(text: str) -> list[Fact]:
    """Return the document numbers of `text`."""
    return [Fact("document_number", number.start, number.end, number.key) for number in find_numbers(text)]


def named_documents(text: str) -> list[Fact]:
    """Return document numbers and laws called by their names."""
    laws = [Fact("document_number", *match.span()) for match in _LAW.finditer(text)]
    return sorted([*document_numbers(text), *laws], key=lambda fact: fact.start)


def causes(text: str) -> list[Fact]:
    """Return the words that give a cause, or say what something brings about."""
    return [Fact("cause", *match.span()) for match in _CAUSE.finditer(text)]


def persons(text: str) -> list[Fact]:
    """Return names of persons after an office or a form of address."""
    return [Fact("person", *match.span("name")) for match in _PERSON.finditer(text)]


def contacts(text: str) -> list[Fact]:
    """Return telephone numbers, e-mail addresses and web addresses of `text`."""
    return [Fact("contact", *match.span()) for match in _CONTACT.finditer(text)]


_DAY = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})|(\d{1,2})/(\d{1,2})/(\d{4})", re.IGNORECASE
)
_MONTH = re.compile(
    r"(?<![\d/])(?:tháng\s+)?(\d{1,2})(?:/|\s+năm\s+)((?:19|20)\d\d)(?!\d)|tháng\s+(\d{1,2})(?!\d)", re.IGNORECASE
)


def canonical_dates(text: str) -> frozenset[tuple[int, int, int]]:
    """Return the dates of `text` as (year, month, day), 0 for what is not said: "tháng 10 năm 2025" → (2025, 10, 0)."""
    found: set[tuple[int, int, int]] = set()

    for match in _DAY.finditer(text):
        day, month, year = (int(part) for part in match.groups() if part)
        found.add((year, month, day))
    rest = _DAY.sub(lambda match: " " * len(match.group()), text)
    for match in _MONTH.finditer(rest):
        number, written = (match[1], match[2]) if match[1] else (match[3], "0")
        if 1 <= int(number) <= 12:
            found.add((int(written), int(number), 0))
    return frozenset(found)
