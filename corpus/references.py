"""Mentions of other documents in a text: find every one with its span, then resolve those that are in the library.

Finding and resolving are apart: a mention is a fact of the text, its document depends on what the library holds, and
an ambiguous one stays unresolved. Conventions: Nghị định 30/2020/NĐ-CP, phụ lục I (first mention in full: kind,
number, date, issuer; later kind and number; laws by kind and name).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from corpus.issuers import MINISTRIES
from corpus.records import Document, PartialDate, ReadingText, Reference, Section
from corpus.reference_resolution import resolve
from vietnamese.document_kinds import LAWS, kind_name_pattern, kind_named
from vietnamese.document_numbers import FoundNumber, canonical_key, find_numbers, find_short_numbers
from vietnamese.flat_text import flat_lower

__all__ = ["find_references", "resolve"]

_KIND = kind_name_pattern()
_GAP = r"[ \t\n]+"
_MAYBE = r"[ \t\n]*"
# The kind before a number: "Kết luận số", "Nghị quyết", "Kế hoạch hành động số", "Luật Lưu trữ số". Refuses a kind
# that a sentence, a clause or another number stands after.
_KIND_BEFORE = re.compile(
    rf"(?<!\w)(?P<kind>{_KIND})(?P<name>(?:{_GAP}(?!so\b(?!{_GAP}so\b))[^\W\d]+,?){{0,14}}?){_MAYBE}(?:so{_MAYBE}:?{_MAYBE})?$"
)
# Refuses the kind within "quy phạm pháp luật".
_ANY_KIND = re.compile(rf"(?<!\w)(?<!phap[ \n])(?:{_KIND})(?!\w)")
_DATE = (
    rf"ngay{_GAP}(?P<day>\d{{1,2}})(?:{_MAYBE}[/.-]{_MAYBE}|{_GAP}thang{_GAP})(?P<month>\d{{1,2}})"
    rf"(?:{_MAYBE}[/.-]{_MAYBE}|{_GAP}nam{_GAP})(?P<year>(?:19|20)\d\d)(?!\d)"
)
_DATE_NEXT = re.compile(rf"{_MAYBE},?{_MAYBE}(?:ban{_GAP}hanh{_GAP})?{_DATE}")
_YEAR_NEXT = re.compile(rf"{_GAP}nam{_GAP}(?P<year>(?:19|20)\d\d)(?!\d)(?!\s*[-–])")
_UNIT = rf"(?:tinh|thanh{_GAP}pho|huyen|quan|thi{_GAP}xa|thi{_GAP}tran|xa|phuong|dac{_GAP}khu)"
# Words of a name with a capital. Refuses small words, and the first words of a subject, where the name has ended.
_CAPITALS = (
    rf"(?:{_GAP}(?!(?:Ke{_GAP}hoach|Thuc{_GAP}hien|Sua{_GAP}doi|Ban{_GAP}hanh|Phe{_GAP}duyet|Trien{_GAP}khai|Quy{_GAP}dinh"
    rf"|Ve|Huong{_GAP}dan|Tang{_GAP}cuong|Bai{_GAP}bo|Cong{_GAP}bo|Thanh{_GAP}lap)(?!\w))[A-Z][A-Za-z]*){{1,5}}"
)
_PLACED = rf"(?:{_GAP}{_UNIT})?(?:{_CAPITALS})?"


def _words(*names: str) -> str:
    return "|".join(name.replace(" ", _GAP) for name in names)


_CENTRAL_BODIES = _words(
    r"hoi nghi lan thu \w+,? ban chap hanh trung uong(?: dang)?",
    r"hoi nghi trung uong \w+",
    r"ban chap hanh trung uong(?: dang)?",
    "bo chinh tri",
    "ban bi thu(?: trung uong)?(?: dang)?",
    "uy ban thuong vu quoc hoi",
    "thu tuong chinh phu",
    "van phong chinh phu",
    "chinh phu",
    "quoc hoi",
)
_COUNCILS = rf"(?:{_words('van phong ')})?(?:{_words('uy ban nhan dan', 'hoi dong nhan dan', 'ubnd', 'hdnd')})"
_COMMITTEES = (
    rf"(?:(?:{_words('ban thuong vu ', 'ban chap hanh ')})?(?:{_words('tinh uy', 'thanh uy', 'huyen uy', 'dang bo')})"
    rf"|{_words('dang uy')}(?:{_GAP}(?:{_words('uy ban nhan dan', 'ubnd')}))?"
    rf"|{_words('ban thuong vu', 'ban chap hanh')})"
)
_MINISTRY = rf"(?:bo{_GAP}truong{_GAP})?(?:{_words(*sorted(map(flat_lower, MINISTRIES), key=len, reverse=True))})"
# A body as running text names it, after "của" or "do". Refuses any word of the subject that may follow ("về …").
_BODY = re.compile(
    rf"{_MAYBE},?{_MAYBE}(?i:cua|do){_GAP}"
    rf"(?P<body>(?i:{_CENTRAL_BODIES}|{_MINISTRY})(?!\w)|(?i:{_COUNCILS}|{_COMMITTEES})(?!\w){_PLACED})"
)
_ALIAS = re.compile(
    rf"\(\s*(?:sau{_GAP}day{_GAP})?(?:duoc{_GAP})?(?:goi|viet)(?:{_GAP}(?:tat|chung))?{_GAP}(?:la|:){_MAYBE}"
    r"(?P<alias>[^()]{2,90}?)\s*\)"
)
_WHOLE_PARENTHESIS = re.compile(r"\(\s*$"), re.compile(r"\s*\)")
_ALIAS_REACH = 1500
_NEXT_TO = 320
# A kind with a date and no number: "Nghị quyết ngày 10/4/2025". Refuses a kind whose date is its coming into force.
_KIND_AND_DATE = re.compile(rf"(?<!\w)(?P<kind>{_KIND}){_GAP}{_DATE}")
# A law by name where the name is in no list: a capital, then words up to a stop. Refuses "Luật này", "Luật số".
_UNLISTED_LAW = re.compile(
    rf"(?<!\w)(?P<kind>Bo{_GAP}luat|Luat|Phap{_GAP}lenh){_GAP}(?!so\b|nay\b|do\b)"
    rf"(?P<name>[A-Z][a-z]+(?:,?{_GAP}(?!so\b|ngay\b|nam\b|nay\b|va\b"
    r"|cua\b|duoc\b|co\b|quy\b|theo\b|tai\b|tren\b|de\b|da\b|do\b|ve\b|la\b|thi\b|cac\b|khi\b|trong\b|doi\b|hoac\b|voi\b|gom\b|Luat\b|Nghi\b"
    r"|Bo\b)[a-z]+){0,9})"
)
_DRAFT_BEFORE = re.compile(rf"(?:du{_GAP}thao|du{_GAP}an){_GAP}$")


def find_references(reading: ReadingText, sections: Sequence[Section], document: Document) -> tuple[Reference, ...]:
    """Return every mention of another document in the reading text, in order; none of the document itself.

    The span is that of the kind and the number ("Kết luận số 149-KL/TW"), of the kind, name and date of a law, or of
    the kind and date where no number is given. Date and issuer are those printed next to it.
    """
    text = reading.text
    bare = _folded_keeping_case(text)
    own = canonical_key(document.number) if document.number else None
    found: list[Reference] = []
    taken = bytearray(len(text))
    for reference in _every_mention(text, bare):
        key = canonical_key(reference.number) if reference.number else None
        if (key and key == own) or any(taken[reference.start : reference.end]):
            continue
        taken[reference.start : reference.end] = b"\1" * (reference.end - reference.start)
        found.append(reference)
    found.sort(key=lambda reference: reference.start)
    header = next((section for section in sections if section.path == "header"), None)
    if header is not None:
        found = [reference for reference in found if reference.start >= header.end]
    title = next((section for section in sections if section.path == "title"), None)
    if title is not None:
        # The kind and the first words of the document's own title: "LUẬT ⏎ DÂN SỐ".
        found = [reference for reference in found if reference.start != title.start]
    return tuple(_with_aliases(found, text, bare))


def _every_mention(text: str, bare: str) -> Iterator[Reference]:
    """Yield mentions, the surest form first, so that a later form never takes a span of an earlier one."""
    numbers = find_numbers(text)
    yield from (_numbered(number, text, bare) for number in numbers)
    yield from _laws(text, bare)
    for match in _KIND_AND_DATE.finditer(bare.lower()):
        kind = kind_named(match["kind"])
        if kind and text[match.start()].isupper():
            yield _dated(match, kind, text, bare)
    for short in find_short_numbers(text):
        kind = kind_named(re.split(r"\s+s[ốo]\b|\s+\d", short.text, maxsplit=1)[0])
        if kind and short.text[0].isupper() and not re.match(r"\s*/", text[short.end : short.end + 3]):
            date, issuer = _date_and_issuer(bare, text, short.end)
            printed = re.sub(r"\s+", "", text[short.start : short.end])
            number = re.search(r"\d+(?:\.\d+)?(?:/\d{4})?", printed)
            yield Reference(
                text=text[short.start : short.end],
                start=short.start,
                end=short.end,
                kind=kind,
                number=number.group() if number else None,
                issuer=issuer,
                issued_on=date,
            )


def _numbered(number: FoundNumber, text: str, bare: str) -> Reference:
    """Return the mention around a full number: the kind before it, the date and the issuer behind it."""
    start = number.start
    kind = number.kind
    before = bare[max(0, start - 160) : start].lower()
    named_before = list(_ANY_KIND.finditer(before))
    for match in named_before[-1:]:
        whole = _KIND_BEFORE.match(before, match.start())
        named = kind_named(match.group())
        printed_start = start - len(before) + match.start()
        if whole and named and (not whole["name"] or named in LAWS or _qualifies(whole["name"])):
            kind, start = named, printed_start
    date, issuer = _date_and_issuer(bare, text, number.end)
    return Reference(
        text=text[start : number.end],
        start=start,
        end=number.end,
        kind=kind,
        number=re.sub(r"\s+", "", number.text),
        issuer=issuer,
        issued_on=date,
    )


def _qualifies(words: str) -> bool:
    """Tell whether the words between a kind and "số" belong to the kind: "Kế hoạch hành động số"."""
    return len(words.split()) <= 3 and not re.search(r"\b(?:cua|va|theo|tai|nay|ve|thuc|ngay|nam)\b", words)


def _date_and_issuer(bare: str, text: str, end: int) -> tuple[PartialDate, str | None]:
    """Return the date and the issuer printed next to a mention that ends at `end`, in either order."""
    # Printed next to it: within the reach of the longest issuer and a date in words.
    near, printed = bare[end : end + _NEXT_TO], text[end : end + _NEXT_TO]
    lower = near.lower()
    date, issuer, at = PartialDate(), None, 0
    for _ in range(2):
        dated = _DATE_NEXT.match(lower, at)
        if dated and date == PartialDate():
            date, at = _date(dated), dated.end()
            continue
        body = _BODY.match(near, at)
        if body and issuer is None:
            issuer, at = " ".join(printed[body.start("body") : body.end("body")].split()).rstrip(" ,"), body.end()
            continue
        year = _YEAR_NEXT.match(lower, at)
        if year and date == PartialDate():
            date, at = PartialDate(int(year["year"])), year.end()
    return date, issuer


def _date(match: re.Match[str]) -> PartialDate:
    day, month = int(match["day"]), int(match["month"])
    year = int(match["year"])
    return PartialDate(year, month, day) if day <= 31 and month <= 12 else PartialDate(year)


def _laws(text: str, bare: str) -> Iterator[Reference]:
    """Yield mentions of laws by name."""
    for pattern in (_listed_laws(), _UNLISTED_LAW):
        for match in pattern.finditer(bare if pattern is _UNLISTED_LAW else bare.lower()):
            start, end = match.span()
            if not text[start].isupper() or _DRAFT_BEFORE.search(bare[max(0, start - 12) : start].lower()):
                continue
            date, issuer = _date_and_issuer(bare, text, end)
            yield Reference(
                text=text[start:end],
                start=start,
                end=end,
                kind=kind_named(match["kind"]),
                issuer=issuer,
                issued_on=date,
            )


@cache
def _listed_laws() -> re.Pattern[str]:
    """Return the pattern of the laws in law_names.txt, the longest name first, any white space between words."""
    lines = (Path(__file__).parent / "law_names.txt").read_text(encoding="utf-8").splitlines()
    names = [flat_lower(line) for line in lines if line and not line.startswith("#")]
    by_kind = {
        kind: [n[len(kind) + 1 :] for n in names if n.startswith(f"{kind} ")]
        for kind in ("bo luat", "luat", "phap lenh")
    }
    sources = []
    for kind, kept in by_kind.items():
        alternatives = "|".join(re.escape(name).replace(r"\ ", _GAP) for name in sorted(kept, key=len, reverse=True))
        sources.append(rf"{kind.replace(' ', _GAP)}{_GAP}(?:{alternatives})")
    return re.compile(rf"(?<!\w)(?=(?P<kind>bo{_GAP}luat|luat|phap{_GAP}lenh))(?:{'|'.join(sources)})(?!\w)")


def _dated(match: re.Match[str], kind: str, text: str, bare: str) -> Reference:
    _, issuer = _date_and_issuer(bare, text, match.end())
    return Reference(
        text=text[match.start() : match.end()],
        start=match.start(),
        end=match.end(),
        kind=kind,
        issuer=issuer,
        issued_on=_date(match),
    )


def _with_aliases(found: list[Reference], text: str, bare: str) -> list[Reference]:
    """Return the mentions, each with the short name that the text gives it."""
    aliased = list(found)
    for match in _ALIAS.finditer(bare.lower()):
        alias = " ".join(text[match.start("alias") : match.end("alias")].split()).strip(" “”\"'")
        at = _named_by(alias, match.start(), found)
        if at is not None and aliased[at].alias is None:
            aliased[at] = replace(aliased[at], alias=alias)
    opening, closing = _WHOLE_PARENTHESIS
    for reference in found:
        # "(Kế hoạch số 345-KH/TU)": a mention that fills a parenthesis names the same document mentioned before it.
        if opening.search(text[: reference.start][-4:]) and closing.match(text, reference.end):
            alias = " ".join(reference.text.split())
            at = _named_by(alias, reference.start, found)
            if at is not None and aliased[at].alias is None:
                aliased[at] = replace(aliased[at], alias=alias)
    return aliased


def _named_by(alias: str, position: int, found: Sequence[Reference]) -> int | None:
    """Return the index of the mention that an alias printed at `position` names, None when that is not sure."""
    first = bisect_left(found, position - _ALIAS_REACH, key=lambda reference: reference.end)
    last = bisect_right(found, position, key=lambda reference: reference.end)
    before = list(range(first, last))
    numbers = find_numbers(alias)
    if numbers:
        keys = {number.key for number in numbers}
        # The mention in full: the nearest one that carries its date, else the nearest.
        same = [i for i in before if found[i].number and canonical_key(found[i].number or "") in keys]
        full = [i for i in same if found[i].issued_on != PartialDate()]
        return (full or same)[-1] if same else None
    kind = next((r.kind for i in reversed(before) if (r := found[i]).kind and _begins(alias, r.kind)), None)
    if kind is None or not before:
        return None
    nearest = before[-1]
    return nearest if found[nearest].kind == kind and position - found[nearest].end <= 300 else None


def _begins(alias: str, kind: str) -> bool:
    return re.match(rf"{re.escape(flat_lower(kind))}(?!\w)", flat_lower(alias)) is not None


def _folded_keeping_case(text: str) -> str:
    bare = flat_lower(text)
    return "".join(b.upper() if c.isupper() else b for b, c in zip(bare, text, strict=True))
