"""What a question says of the document itself: its parts, kind, year, section and level; and whether it compares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from vietnamese.document_kinds import kind_name_pattern, kind_named

# Patterns are matched on folded index-form tokens joined by single spaces; in index form "ký" is written "kí".
_KIND = kind_name_pattern().replace(r"\s+", " ")
# Names of kinds that are seldom words of the content. Refuses "báo cáo", "chương trình", "đề án", which mostly are.
_PLAIN_KIND = "ke hoach|nghi quyet|nghi dinh|quyet dinh|ket luan|chi thi|thong tu|cong van|luat|phap lenh|cong dien"
_WHICH = r"(?:nao|may|bao nhieu|gi)"
_DOCUMENT = rf"(?:van ban|{_KIND})"

# "ký" of a document, not of đăng ký, lưu ký, nor "kỳ" of giữa kỳ, định kỳ, nhiệm kỳ…, which fold alike.
_SIGN = "".join(f"(?<!{word} )" for word in "giua dinh thoi cuoi chu hoc nhiem luu dang so".split()) + "ki"

_ABOUT: Mapping[str, re.Pattern[str]] = {
    # Refuses "ký kết", which is of contracts, and "thời kỳ", "giữa kỳ", which are of time.
    "signature": re.compile(
        r"\bai(?: \S+){0,4} ki\b(?! (?:ket|nang|nghi|luat))|\bnguoi ki\b|\b(?:nguoi|ai) dong dau\b|\bai dung ten\b"
        r"|\bky ten\b|\b(?:chu ki|chuc vu|chuc danh) (?:cua )?nguoi ki\b|\b(?:do|boi) ai ki\b|\bsignatory\b"
    ),
    # Refuses times ("giữa kỳ khi nào"), counts ("dân số bao nhiêu") and a deadline for issuing something else
    # ("ban hành kế hoạch trước ngày nào").
    "header": re.compile(
        rf"\bso(?: ki)? hieu\b|\bso van ban\b|\bso (?:cua )?(?:{_KIND}) (?:la|nao)\b"
        r"|(?<!dan )(?<!ti )(?<!chi )(?<!tong )(?<!tan )\bso (?:may|bao nhieu)\b(?! (?:nguoi|con|tuoi))"
        rf"|\b(?:ban hanh|{_SIGN}|ra doi|ra)(?: vao)? (?:ngay|thang|nam|luc|hom)(?: thang| nam){{0,2}} {_WHICH}\b"
        rf"|\b(?:ban hanh|{_SIGN}|ra doi)(?: vao)? khi nao\b|\bngay (?:thang )?(?:nam )?(?:ban hanh|ki)\b"
        r"|\b(?:do|cua) (?:ai|co quan nao|don vi nao|cap nao|noi nao) (?:ban hanh|ra)\b|\bai ban hanh\b"
        rf"|\bco quan (?:nao )?ban hanh\b|^{_DOCUMENT}(?: so)?(?: \S+){{0,8}} (?<!truoc )ngay (?:may|nao|bao nhieu)$"
    ),
    # Refuses those who receive reports: only the document itself is received here.
    "recipients": re.compile(
        r"\bnoi nhan\b|\bkinh gui\b"
        r"|\bgui(?: \S+){0,4}? (?:ai|dau|(?:nhung |cac )?(?:noi|co quan|don vi|ban nganh) nao)\b"
        r"|\bgui (?:toi |den |cho )?nhung (?:ai|dau|noi|co quan|don vi)\b"
        r"|\b(?:ai|nao|noi|don vi|co quan)(?: \S+){0,5} (?:duoc )?nhan (?:duoc )?"
        r"(?:van ban|ke hoach|quyet dinh|nghi quyet|cong van|huong dan|thong bao|chi thi)\b"
    ),
    # Refuses what is done under a document ("thực hiện nghị quyết nào", "cân đối kinh phí theo luật nào"): the ground
    # on which it was issued only.
    "preamble": re.compile(
        rf"\bcan cu (?:vao |theo )?(?:(?:nhung |cac )?{_DOCUMENT} {_WHICH}|dau|phap li|ban hanh)\b"
        rf"|\bcan cu (?:vao|theo) {_WHICH}\b"
        rf"|\bcan cu$|^(?:{_DOCUMENT})(?: \S+){{0,7}}? theo {_DOCUMENT} nao\b"
        rf"|\b(?:duoc )?(?:xay dung|ban hanh)(?: \S+){{0,3}} (?:tren co so|theo|dua tren|dua vao|can cu) "
        rf"(?:(?:nhung |cac )?{_DOCUMENT} nao|dau|co so nao)\b|\bde (?:thuc hien|trien khai) {_DOCUMENT} nao\b"
    ),
    "title": re.compile(
        rf"\btrich yeu\b|\bten (?:day du |goi )?(?:cua )?(?:van ban|{_PLAIN_KIND})\b|\btieu de\b|\b{_DOCUMENT} ten gi\b"
    ),
}


def special_sections(bare: str) -> tuple[str, ...]:
    """Return the special sections a question is about, in the order of the page; `bare` is a `folded_form`."""
    order = ("header", "title", "preamble", "signature", "recipients")
    found = tuple(name for name in order if _ABOUT[name].search(bare))
    return tuple(name for name in found if name != "recipients" or not _REPORTS_SENT.search(bare))


# Reports that are sent are not the document that is asked about.
_REPORT = r"\b(?:bao cao|so lieu|ket qua|ho so|don(?! vi))\b"
_REPORTS_SENT = re.compile(
    rf"^(?!.*\b(?:noi nhan|kinh gui)\b).*(?:{_REPORT}.*\b(?:gui|nhan)\b|\b(?:gui|nhan) {_REPORT})"
)


# Words that set things side by side.
_SETS_SIDE_BY_SIDE = re.compile(
    r"\b(?:khac (?:nhau|gi|biet|the nao|ra sao|voi)|giong (?:nhau|gi|va khac|hay khac)|so sanh|so voi|doi chieu"
    r"|khac o (?:diem|cho) nao)\b"
)
# Several documents or places as those asked about. Refuses them as those who act ("các địa phương có trách nhiệm").
_SEVERAL = re.compile(
    r"\b(?:cac|nhung|may|hai|ba|bon|nam|sau|bay|tam|chin|muoi|ca \w+|tat ca(?: cac)?|\d{1,2}) (?:ban )?ke hoach\b"
    r"(?! (?:hanh dong|phat trien|cong tac|nam|von))"
    r"|\b(?:cac|nhung|may|hai|ba|bon|nam|\d{1,2}) (?:van ban|tinh|tinh thanh)(?: nay| do| tren| kia)?"
    r" (?:noi|dat|de|neu|quy dinh|giao|nhac|co|xac dinh|yeu cau|deu|khac|giong|trien khai)\b"
    r"|\b(?:nhung )?(?:noi|dia phuong|tinh|tinh thanh|phuong|xa|ke hoach|van ban) nao(?: \S+)? "
    r"(?:co|nhac|noi|de cap|dat|neu|quy dinh|giao|yeu cau|khong co|deu|cung|da|dua ra|de ra)\b"
    r"|\bgiua (?:cac|nhung) (?:ke hoach|van ban|tinh|dia phuong|noi)\b"
)


def sets_side_by_side(bare: str) -> bool:
    """Tell whether a question has words of comparison."""
    return bool(_SETS_SIDE_BY_SIDE.search(bare))


def asks_of_several(bare: str) -> bool:
    """Tell whether a question asks of several documents or places without naming them."""
    return bool(_SEVERAL.search(bare))


class NamedDocument(NamedTuple):
    """Kind, year and level of the document a question names, as far as it says."""

    kinds: tuple[str, ...]
    years: tuple[int, ...]
    levels: tuple[str, ...]


# A kind as that of the document asked about: "theo kế hoạch", "kế hoạch của", "kế hoạch này", "kế hoạch (năm) 2018".
# Refuses a kind as the thing to be made ("xây dựng kế hoạch").
_OF_KIND = re.compile(
    rf"(?:\b(?:theo|trong|tai) (?P<a>{_KIND})\b|\b(?P<b>{_PLAIN_KIND}) (?:cua|nay|do|tren|so)\b"
    rf"|\b(?P<c>{_KIND}) (?:cua \S+ \S+ )?(?:nam )?(?P<year>(?:19|20)\d\d)\b(?! [-–]))"
)
_ISSUED_IN = re.compile(r"\b(?:ban hanh|ki|ra doi) (?:trong |vao )?nam (?P<year>(?:19|20)\d\d)\b")
_LEVELS = {
    "xa": "commune",
    "phuong": "commune",
    "thi tran": "commune",
    "dac khu": "commune",
    "huyen": "district",
    "quan": "district",
    "tinh": "province",
    "thanh pho": "province",
    "trung uong": "central",
}
# The level of the document: "kế hoạch của các phường", "văn bản cấp tỉnh". Refuses a level as content ("cán bộ cấp
# xã") and as what is asked for ("kế hoạch của tỉnh nào").
_OF_LEVEL = re.compile(
    rf"\b{_DOCUMENT} (?:cua )?(?:(?:cac|nhung|mot so) (?:cap )?|cap )(?P<level>{'|'.join(_LEVELS)})\b(?! (?:nao|uy)\b)"
)


def named_document(bare: str) -> NamedDocument:
    """Return kind, year and level of the document that a question names."""
    kinds: list[str] = []
    years: list[int] = []
    for match in _OF_KIND.finditer(bare):
        kind = kind_named(match["a"] or match["b"] or match["c"])
        kinds += [kind] if kind else []
        years += [int(match["year"])] if match["year"] else []
    years += [int(match["year"]) for match in _ISSUED_IN.finditer(bare)]
    levels = [_LEVELS[match["level"]] for match in _OF_LEVEL.finditer(bare)]
    return NamedDocument(tuple(dict.fromkeys(kinds)), tuple(dict.fromkeys(years)), tuple(dict.fromkeys(levels)))


# Điều, khoản, điểm and the numbered parts of a plan. Refuses words that only sound alike ("mục tiêu", "phần trăm",
# "điều 1" inside a longer figure), for a numeral or letter must stand alone after the word.
_ARTICLE = re.compile(r"(?<!\w)[đd]i[eề]u\s+(\d{1,3}[a-zđ]?)(?![\w%]|[.,]\d)", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<!\w)kho[aả]n\s+(\d{1,2})(?![\w%]|[.,]\d)", re.IGNORECASE)
_POINT = re.compile(r"(?<!\w)[đd]i[eể]m\s+([a-zđ])(?!\w)", re.IGNORECASE)
_PART = re.compile(
    r"(?<!\w)(?:m[uụ]c|ph[aầ]n|ti[eể]u m[uụ]c)\s+((?:[IVX]{1,5}|\d{1,2})(?:\.\d{1,2}|\.[a-zđ](?!\w))*)(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)


def named_sections(text: str) -> tuple[str, ...]:
    """Return the paths of the sections that a question names: "khoản 2 Điều 5" → "Điều 5.2", "mục II.3" → "II.3"."""
    article, clause, point = (pattern.search(text) for pattern in (_ARTICLE, _CLAUSE, _POINT))
    if article is not None:
        parts = [f"Điều {article[1]}", *([clause[1]] if clause else []), *([point[1].lower()] if point else [])]
        return (".".join(parts),)
    return tuple(dict.fromkeys(_path(match[1]) for match in _PART.finditer(text)))


def _path(printed: str) -> str:
    first, *rest = printed.split(".")
    return ".".join([first.upper(), *(part.lower() for part in rest)])
