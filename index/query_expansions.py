"""Words sought beside those of a question: abbreviations written out or short, synonyms and everyday wordings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from index.records import Expansion, QuestionReading
from vietnamese.abbreviations import WrittenShort, short_forms, written_short
from vietnamese.document_kinds import kind_named, kinds_abbreviated
from vietnamese.lexicon import Lexicon
from vietnamese.thesaurus import Thesaurus
from vietnamese.tokens import folded_syllables, syllables

_MOST_EXPANSIONS = 24
_LEAST_WEIGHT = 0.3
_SURE = 0.9


def expansions_of(
    text: str,
    thesaurus: Thesaurus | None,
    *,
    marks: bool,
    without: Collection[str] = (),
    names: Sequence[tuple[int, int]] = (),
) -> tuple[list[Expansion], list[QuestionReading]]:
    """Return the expansions of `text` (NFC) and how its abbreviations are read.

    `without` may hold "abbreviation" and "synonym", or either for one wording ("synonym:đẻ"); `names` are spans of
    places, which are no abbreviations.
    """
    found: list[Expansion] = []
    readings: list[QuestionReading] = []
    tokens = syllables(text)
    if "abbreviation" not in without:
        for short in written_short(text):
            if any(start <= short.start < end or 0 <= start - short.end <= 2 for start, end in names):
                continue
            switch = f"abbreviation:{short.typed}"
            if switch in without:
                continue
            readings.append(QuestionReading(switch, _note(short)))
            found += [
                Expansion(short.typed, reading.text, reading.weight, "abbreviation") for reading in short.readings
            ]
        found += _short_forms(tokens, marks)
    if "synonym" not in without:
        found += _synonyms(tokens, thesaurus, marks)
        found += _numerals(tokens)
        found += _years_of_decades(text)
    return [one for one in found if one.why != "synonym" or f"synonym:{one.source}" not in without], readings


def _synonyms(tokens: Sequence[str], thesaurus: Thesaurus | None, marks: bool) -> Iterator[Expansion]:
    if thesaurus is None:
        return
    for related in thesaurus.expansions(tokens, marks=marks):
        source = " ".join(tokens[related.start : related.end])
        if not _names_a_kind(source):
            why = "abbreviation" if related.abbreviation else "synonym"
            yield Expansion(source, related.text, related.weight, why)


_KINDS_OF_DOCUMENTS = frozenset(
    "Kế hoạch;Nghị quyết;Quyết định;Kết luận;Chỉ thị;Thông tư;Nghị định;Luật;Công văn;Công điện".split(";")
)


def _names_a_kind(phrase: str) -> bool:
    # "kế hoạch" in a question mostly means the document itself: another word for it finds other things.
    kinds = (kind_named(phrase), *kinds_abbreviated(phrase)[:1])
    return phrase in ("văn bản", "van ban") or any(kind in _KINDS_OF_DOCUMENTS for kind in kinds)


# "một" and "năm" are left out: they are mostly "a" and "year".
_NUMERALS = {"hai": "2", "ba": "3", "bốn": "4", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10"}
_FIGURES = {figure: word for word, figure in _NUMERALS.items()}
_WEIGHT_OF_NUMERALS = 0.6


def _numerals(tokens: Sequence[str]) -> Iterator[Expansion]:
    """Yield numbers in words as figures and back, with the word they go with ("hai con" ↔ "2 con", "thứ 3")."""
    for place, token in enumerate(tokens):
        other = _NUMERALS.get(token) or _FIGURES.get(token)
        if other is None:
            continue
        before, after = tokens[place - 1] if place else "", tokens[place + 1] if place + 1 < len(tokens) else ""
        if before == "thứ":
            yield Expansion(f"thứ {token}", f"thứ {other}", _WEIGHT_OF_NUMERALS, "synonym")
        elif after.isalpha() and after not in _NUMERALS:
            yield Expansion(f"{token} {after}", f"{other} {after}", _WEIGHT_OF_NUMERALS, "synonym")


_DECADE = re.compile(
    r"(?:(đầu|giữa|cuối) (?:những )?)?(?:thập (?:niên|kỷ|kỉ)|những năm)\s+((?:19|20)?[0-9]0)(?!\d)", re.IGNORECASE
)
_PARTS_OF_DECADE = {"đầu": range(0, 5), "giữa": range(3, 8), "cuối": range(6, 10)}
_WEIGHT_OF_YEARS = 0.4


def _years_of_decades(text: str) -> Iterator[Expansion]:
    """Yield the years that a decade spoken of may mean ("cuối những năm 80" → 1986 to 1989)."""
    for match in _DECADE.finditer(text):
        decade = int(match[2])
        if decade < 100:
            decade += 1900 if decade >= 40 else 2000
        for year in _PARTS_OF_DECADE.get((match[1] or "").lower(), range(10)):
            yield Expansion(match.group(), str(decade + year), _WEIGHT_OF_YEARS, "synonym")


def _short_forms(tokens: Sequence[str], marks: bool) -> Iterator[Expansion]:
    for start, end, forms in short_forms(tokens, marks=marks):
        source = " ".join(tokens[start:end])
        for form in () if _names_a_kind(source) else forms:
            yield Expansion(source, form.text, form.weight, "abbreviation")


def _note(short: WrittenShort) -> str:
    best, *others = [reading.text for reading in short.readings]
    if not others or short.readings[0].weight > _SURE:
        return f"Đã hiểu “{short.typed}” là {best}."
    return f"“{short.typed}” có thể là {' hoặc '.join([best, *others[:2]])}; tìm theo cả các nghĩa này."


def worth_seeking(
    expansions: Sequence[Expansion], text: str, lexicon: Lexicon, *, marks: bool = True
) -> tuple[Expansion, ...]:
    """Return the expansions worth seeking: each wording once, the heaviest and those of longer phrases kept.

    Left out are wordings that the question has or that hold the words they stand for (a match of the longer is a match
    of the shorter), and those with words that the library has nowhere.
    """
    read = syllables if marks else folded_syllables
    typed = f" {' '.join(read(text))} "
    best: dict[str, Expansion] = {}
    for expansion in expansions:
        form = f" {' '.join(read(expansion.text))} "
        source = f" {' '.join(read(expansion.source))} "
        if expansion.weight < _LEAST_WEIGHT or form in typed or source in form or not lexicon.holds(form):
            continue
        if form not in best or best[form].weight < expansion.weight:
            best[form] = expansion
    ordered = sorted(best.values(), key=lambda other: (-other.weight, -len(other.source.split())))
    kept = {id(expansion) for expansion in ordered[:_MOST_EXPANSIONS]}
    return tuple(expansion for expansion in best.values() if id(expansion) in kept)
