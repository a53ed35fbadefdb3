"""Questions that only make sense after the one before ("Lai Châu thì sao?"), completed from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.query_names import LibraryNames
from index.query_places import place_spans
from vietnamese.document_numbers import find_short_numbers
from vietnamese.normal_forms import fold, has_marks, normalise
from vietnamese.tokens import tokens_with_spans

Span = tuple[int, int]

# How a question that hangs on the one before begins. Refuses "con" (child) typed with other marks in the question.
_OPENER = re.compile(r"^(?:còn|thế còn|vậy còn|thế thì|vậy thì|thế|vậy|và|rồi)\b(?! (?:nào|giới)\b)")
_OPENER_BARE = re.compile(r"^(?:the con|vay con|con|the thi|vay thi|the|vay)\b(?=.*\b(?:thi|sao|nao|may|gi|ai)\b)")
_OPENER_ENGLISH = re.compile(r"^(?:what about|how about|and|and what about)\b")
_WHAT_OF_IT = re.compile(r"\b(?:thi sao|thi the nao|thi bao nhieu|thi ra sao)$")
_NOUN = (
    "cơ quan|đơn vị|nơi|chỗ|tỉnh|thành phố|phường|xã|địa phương|sở|ban|người|văn bản|kế hoạch|nghị quyết|quyết định|"
    "kết luận|chương trình|đề án|việc|điều|nhóm|mục tiêu|chỉ tiêu|mức|nhiệm vụ|nội dung|giải pháp|giai đoạn|thời gian|"
    "thời hạn|mô hình"
)
_PLACE_NOUN = "nơi|chỗ|tỉnh|thành phố|phường|xã|địa phương"
_DOCUMENT_NOUN = "văn bản|kế hoạch|nghị quyết|quyết định|kết luận|chương trình|đề án"
# A word that points back. Refuses "đó" and "này" after any other word, and bare "do" before the one who acts.
_POINTS_BACK = re.compile(rf"\b(?:{_NOUN}) (?:đó|này|ấy|trên|kia|vừa nêu|nói trên)\b|\b(?:ở|tại) đó\b|^(?:nó|họ)\b")
_POINTS_BACK_BARE = re.compile(rf"\b(?:{fold(_NOUN)}) (?:do(?! (?:ai|co quan|don vi))|nay|ay|tren|kia)\b|\bo do\b")

# Words that carry no content of their own.
_EMPTY = frozenset(
    """
    còn thế vậy và rồi thì sao là gì nào ai đâu bao nhiêu mấy lúc tại vì như ra ở của cho với các những có không được bị
    đã sẽ đang này đó kia ấy à ạ nhỉ hả nữa cũng về theo trong mà để đến từ vào phải hay hoặc nên rằng nếu bởi khi giờ
    xin hỏi biết giúp em chưa chứ ừ ơi làm what about how and of the for in who when where why
    """.split()
)
_EMPTY_BARE = frozenset(fold(word) for word in _EMPTY)
_YEAR = re.compile(
    r"(?:(?<!\w)(?:đến |den )?(?:năm|nam) )?(?<!\d)(?:19|20)\d\d(?!\d)(?:\s*[-–]\s*(?:19|20)\d\d)?", re.I
)
_ORDINAL = re.compile(r"(?<!\w)th[uứ] (?:\d{1,2}|nhất|hai|ba|tư|bốn|năm|nhat|tu|bon)(?!\w)", re.I)
_SEXES = {"nam": "m", "nữ": "f", "nu": "f", "trai": "m", "gái": "f", "gai": "f"}
_NOT_A_SEX = re.compile(r"(?:việt|viet|miền|mien|phía|phia|tây|đông|trung|dong|tay) $", re.I)
_FIELDS = (
    "y tế|tài chính|nội vụ|tư pháp|xây dựng|công thương|kế hoạch và đầu tư|giáo dục và đào tạo|giáo dục|"
    "văn hóa và thể thao|văn hóa, thể thao và du lịch|văn hóa|"
    "khoa học và công nghệ|nông nghiệp và môi trường|thông tin và truyền thông|"
    "lao động|dân tộc và tôn giáo|dân tộc|tuyên giáo và dân vận|tuyên giáo|dân vận|tổ chức|nội chính|phụ nữ|nông dân|"
    "cựu chiến binh|thanh niên|người cao tuổi|du lịch|vh&tt|gd&đt|gdđt|khđt"
)
_AGENCY = re.compile(
    rf"(?<!\w)(?:(?:sở|ban|hội|đoàn|phòng|bộ|ngành|so|hoi|doan|phong|bo|nganh) (?:{_FIELDS}|{fold(_FIELDS)})"
    r"|(?:tỉnh|thành|huyện|đảng) ủy|(?:tinh|thanh|huyen|dang) uy|(?:ubnd|ủy ban nhân dân|uy ban nhan dan|hđnd|hdnd"
    r"|hội đồng nhân dân|hoi dong nhan dan)(?: (?:tỉnh|thành phố|xã|phường|tinh|thanh pho|xa|phuong))?"
    r"|công an|cong an|mặt trận tổ quốc|mat tran to quoc|mttq|đài phát thanh(?:(?: và| -)? truyền hình)?|báo)(?!\w)",
    re.I,
)
# Tokens of content: so few lean on the question before; a few more may, and then only the places are leant on.
_FEW = 2
_RATHER_FEW = 4


class FollowUp(NamedTuple):
    """A completed question: the whole text, and content of the question before that is sought with less weight.

    `leans` tells that the question may stand on its own: the places before then only make a preference.
    """

    text: str
    beside: str = ""
    leans: bool = False


def complete(question: str, previous: str, names: LibraryNames) -> FollowUp | None:
    """Return `question` completed from `previous` (both NFC, typos mended), None when it stands on its own."""
    plain, bare = normalise(question).strip(" ?!.,"), fold(normalise(question)).strip(" ?!.,")
    opens = bool(_OPENER.search(plain) or _OPENER_ENGLISH.search(bare))
    points_back = bool(_POINTS_BACK.search(plain))
    if not has_marks(question):
        opens = opens or bool(_OPENER_BARE.search(bare))
        points_back = points_back or bool(_POINTS_BACK_BARE.search(bare))
    slots = _slots(question, names)
    content = _content(question, [span for spans in slots.values() for span in spans])
    stands = bool(slots["place"]) or bool(find_short_numbers(question))
    if points_back and stands and not opens:
        points_back = False
    elliptical = opens or points_back or bool(_WHAT_OF_IT.search(bare)) or not content
    if not elliptical and (stands or len(content) > _RATHER_FEW):
        return None
    if not elliptical and len(content) > _FEW:
        return FollowUp(question, _kept(previous, []), leans=True)
    if not content and not points_back:
        return FollowUp(_exchanged(question, previous, slots, _slots(previous, names)))
    return _merged(question, previous, slots, names, whole=_needs_whole(plain, points_back, len(content)))


_POINTS_TO_PLACE = re.compile(rf"\b(?:ở|tại) (?:đó|đấy)\b|\b(?:{_PLACE_NOUN}) (?:đó|này|ấy|trên|kia)\b")
_POINTS_TO_DOCUMENT = re.compile(rf"\b(?:{_DOCUMENT_NOUN}) (?:đó|này|ấy|trên|nói trên)\b", re.I)


def _needs_whole(plain: str, points_back: bool, content: int) -> bool:
    """Tell whether the content before is needed to know what is pointed at, beyond its place or document."""
    pointed = points_back and not _POINTS_TO_PLACE.search(plain) and not _POINTS_TO_DOCUMENT.search(plain)
    return pointed or (content <= _FEW and not _POINTS_TO_DOCUMENT.search(plain))


def _slots(text: str, names: LibraryNames) -> dict[str, list[Span]]:
    """Return the spans of the exchangeable parts of a question, by kind."""
    places = [(start, end) for start, end, mention in place_spans(text, names)]
    return {
        "place": places,
        "year": [match.span() for match in _YEAR.finditer(text)],
        "ordinal": [match.span() for match in _ORDINAL.finditer(text)],
        "agency": [match.span() for match in _AGENCY.finditer(text)],
        "sex": _sexes(text, places),
    }


def _sexes(text: str, places: Sequence[Span]) -> list[Span]:
    spans = []
    for token in tokens_with_spans(text):
        inside = any(start <= token.start < end for start, end in places)
        year = token.form == "nam" and re.match(r"\s*(?:19|20)\d\d", text[token.end :])
        if token.form in _SEXES and not inside and not year and not _NOT_A_SEX.search(text[: token.start]):
            spans.append((token.start, token.end))
    return spans


def _content(text: str, without: Sequence[Span]) -> list[str]:
    empty = _EMPTY if has_marks(text) else _EMPTY_BARE
    return [
        token.form
        for token in tokens_with_spans(text)
        if token.form not in empty and not any(start <= token.start < end for start, end in without)
    ]


def _exchanged(question: str, previous: str, new: dict[str, list[Span]], old: dict[str, list[Span]]) -> str:
    """Return the question before with each part that the new one names put in the place of its own."""
    edits: list[tuple[int, int, str]] = []
    added: list[str] = []
    for kind, spans in new.items():
        words = " và ".join(question[start:end].strip() for start, end in spans)
        if not words:
            continue
        if old[kind]:
            edits += [(start, end, words if place == 0 else "") for place, (start, end) in enumerate(old[kind])]
        else:
            added.append(words)
    text = previous
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    asked = _asked(question)
    if not edits and not added and asked:
        text = f"{asked} {text.rstrip(' ?')}"
    return _tidy(" ".join([text.rstrip(" ?"), *added]))


_QUESTION_WORDS = re.compile(
    r"\b(?:tại sao|vì sao|khi nào|bao giờ|ở đâu|như thế nào|bao nhiêu|tai sao|vi sao|khi nao|bao gio|o dau|nhu the nao|"
    r"bao nhieu|ai|mấy|why|when|where|who|how)\b",
    re.I,
)


def _asked(question: str) -> str:
    match = _QUESTION_WORDS.search(question)
    return match.group() if match else ""


def _merged(
    question: str, previous: str, slots: dict[str, list[Span]], names: LibraryNames, *, whole: bool
) -> FollowUp:
    """Return the new words with the place of the question before, and its content in the text or beside it."""
    old = _slots(previous, names)
    place = "" if slots["place"] else " và ".join(previous[start:end] for start, end in old["place"])
    numbers = find_short_numbers(previous)
    words = question
    if numbers and not find_short_numbers(question):
        named = f"{numbers[0].kinds[0]} {numbers[0].text}" if len(numbers[0].kinds) == 1 else numbers[0].text
        words, pointed = _POINTS_TO_DOCUMENT.subn(named, question, count=1)
        words = words if pointed else f"{words.rstrip(' ?')} {' '.join(number.text for number in numbers)}"
    words = _without_opener(_POINTING_WORDS.sub(r"\1", _POINTING_ADVERBS.sub("", words)))
    replaced = [span for kind, spans in old.items() if slots[kind] or kind == "place" for span in spans]
    content = _kept(previous, [*replaced, *((number.start, number.end) for number in numbers)])
    text = _tidy(" ".join([words.rstrip(" ?"), content if whole else "", place]))
    return FollowUp(text, "" if whole else content)


_POINTING_ADVERBS = re.compile(r"(?<!\w)(?:ở|tại) (?:đó|đấy)(?!\w)", re.I)
# "đó", "này" after what they point to; the noun itself stays.
_POINTING_WORDS = re.compile(rf"\b({_NOUN}|{fold(_NOUN)}) (?:đó|này|ấy|trên|kia|vừa nêu|nói trên|do|nay)\b", re.I)
# What asks, in the question before: it is no content of the new one.
_ASKING = re.compile(
    r"(?<!\w)(?:là )?(?:bao nhiêu|như thế nào|thế nào|ra sao|khi nào|bao giờ|ở đâu|tại sao|vì sao|nào|gì|ai|mấy|bao lâu"
    r"|bao nhieu|nhu the nao|the nao|khi nao|o dau|nao|may|gi)(?!\w)|(?<!\w)không\s*\??$|[?!]",
    re.I,
)


def _kept(text: str, replaced: Sequence[Span]) -> str:
    """Return the question before without what the new one replaces and without what asked."""
    for start, end in sorted(replaced, reverse=True):
        text = text[:start] + " " + text[end:]
    return _tidy(re.sub(r"(?<!\w)(?:ở|tại|của|tỉnh|thành phố|TP)\s+(?=$)", "", _tidy(_ASKING.sub(" ", text))))


_OPENING_WORDS = re.compile(
    r"^\s*(?:(?:thế|vậy|the|vay) (?:còn|con|thì|thi)|còn|con|thế|the|vậy|vay|và|rồi|what about|how about|and)\s+", re.I
)


def _without_opener(question: str) -> str:
    words = _OPENING_WORDS.sub("", question, count=1)
    strip: Callable[[str], str] = lambda text: re.sub(r"\s+thì(?=\s)|\s+thi(?=\s)", "", text, count=1)  # noqa: E731
    return strip(words) if words != question else words


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
