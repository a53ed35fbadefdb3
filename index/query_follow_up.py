"""Questions that only make sense after the one before ("Cà Mau thì sao?"), completed from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.query_names import LibraryNames
from index.query_slots import Span, question_slots
from vietnamese.normal_forms import fold, has_marks, normalise
from vietnamese.tokens import tokens_with_spans

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
    xin hỏi biết giúp em nói rõ hơn thêm cụ thể chi tiết chưa chứ ừ ơi làm
    what about how and of the for in who when where why
    """.split()
)
_EMPTY_BARE = frozenset(fold(word) for word in _EMPTY)
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
    slots = question_slots(question, names)
    content = _content(question, [span for spans in slots.values() for span in spans])
    stands = bool(slots["place"] or slots["number"])
    if points_back and stands and not opens:
        points_back = False
    elliptical = opens or points_back or bool(_WHAT_OF_IT.search(bare)) or not content
    if not elliptical and (stands or len(content) > _RATHER_FEW):
        return None
    if not elliptical and len(content) > _FEW:
        return FollowUp(question, _kept(previous, []), leans=True)
    if not content and not points_back:
        return FollowUp(_exchanged(question, previous, slots, question_slots(previous, names)))
    return _merged(question, previous, slots, names, whole=_needs_whole(plain, points_back, len(content)))


_POINTS_TO_PLACE = re.compile(rf"\b(?:ở|tại) (?:đó|đấy)\b|\b(?:{_PLACE_NOUN}) (?:đó|này|ấy|trên|kia)\b")
_POINTS_TO_DOCUMENT = re.compile(rf"\b(?:{_DOCUMENT_NOUN}) (?:đó|này|ấy|trên|nói trên)\b", re.I)


def _needs_whole(plain: str, points_back: bool, content: int) -> bool:
    """Tell whether the content before is needed to know what is pointed at, beyond its place or document."""
    pointed = points_back and not _POINTS_TO_PLACE.search(plain) and not _POINTS_TO_DOCUMENT.search(plain)
    return pointed or (content <= _FEW and not _POINTS_TO_DOCUMENT.search(plain))


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
    old = question_slots(previous, names)
    place = "" if slots["place"] else " và ".join(previous[start:end] for start, end in old["place"])
    numbers = [previous[start:end] for start, end in old["number"]]
    words = question
    if numbers and not slots["number"]:
        words, pointed = _POINTS_TO_DOCUMENT.subn(numbers[0], question, count=1)
        words = words if pointed else f"{words.rstrip(' ?')} {' '.join(numbers)}"
    words = _without_opener(_POINTING_WORDS.sub(r"\1", _POINTING_ADVERBS.sub("", words)))
    replaced = [span for kind, spans in old.items() if slots[kind] or kind in ("place", "number") for span in spans]
    content = _kept(previous, replaced)
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


# What leads to a place and has no sense without it.
_LEADS_TO_PLACE = re.compile(r"(?:(?<!\w)(?:ở|tại|của|do|tỉnh|thành phố|phường|xã|TP\.?)\s+)+$", re.I)


def _kept(text: str, replaced: Sequence[Span]) -> str:
    """Return the question before without what the new one replaces and without what asked."""
    for start, end in sorted(replaced, reverse=True):
        text = f"{_LEADS_TO_PLACE.sub('', text[:start])} {text[end:]}"
    return _tidy(_ASKING.sub(" ", text))


_OPENING_WORDS = re.compile(
    r"^\s*(?:(?:thế|vậy|the|vay) (?:còn|con|thì|thi)|còn|con|thế|the|vậy|vay|và|rồi|what about|how about|and)\s+", re.I
)


# "thì" after the words that are put in place, and a question that only says "thì sao".
_THEN = re.compile(r"\s+(?:thì|thi)(?:\s+(?:sao|ra sao|thế nào|the nao))?\s*\??$|\s+(?:thì|thi)(?=\s)", re.I)


def _without_opener(question: str) -> str:
    words = _OPENING_WORDS.sub("", question, count=1)
    return _THEN.sub("", words, count=1)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
