"""Words sought beside those of a question: abbreviations written out or short, synonyms and everyday wordings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from index.records import Expansion
from vietnamese.abbreviations import WrittenShort, short_forms, written_short
from vietnamese.lexicon import Lexicon
from vietnamese.thesaurus import Thesaurus
from vietnamese.tokens import syllables

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
) -> tuple[list[Expansion], list[str]]:
    """Return the expansions of `text` (NFC) and the notes on abbreviations.

    `without` may hold "abbreviation" and "synonym"; `names` are spans of places, which are no abbreviations.
    """
    found: list[Expansion] = []
    notes: list[str] = []
    tokens = syllables(text)
    if "abbreviation" not in without:
        for short in written_short(text):
            if any(start <= short.start < end or 0 <= start - short.end <= 2 for start, end in names):
                continue
            notes.append(_note(short))
            found += [
                Expansion(short.typed, reading.text, reading.weight, "abbreviation") for reading in short.readings
            ]
        found += _short_forms(tokens, marks)
    if thesaurus is not None and "synonym" not in without:
        for related in thesaurus.expansions(tokens, marks=marks):
            source = " ".join(tokens[related.start : related.end])
            why = "abbreviation" if related.abbreviation else "synonym"
            found.append(Expansion(source, related.text, related.weight, why))
    return found, notes


def _short_forms(tokens: Sequence[str], marks: bool) -> Iterator[Expansion]:
    for start, end, forms in short_forms(tokens, marks=marks):
        source = " ".join(tokens[start:end])
        for form in forms:
            yield Expansion(source, form.text, form.weight, "abbreviation")


def _note(short: WrittenShort) -> str:
    best, *others = [reading.text for reading in short.readings]
    if not others or short.readings[0].weight > _SURE:
        return f"Đã hiểu “{short.typed}” là {best}."
    return f"“{short.typed}” có thể là {' hoặc '.join([best, *others[:2]])}; tìm theo cả các nghĩa này."


def worth_seeking(expansions: Sequence[Expansion], text: str, lexicon: Lexicon) -> tuple[Expansion, ...]:
    """Return the expansions worth seeking: each wording once, the heaviest and those of longer phrases kept.

    Left out are wordings that the question has or that hold the words they stand for (a match of the longer is a match
    of the shorter), and those with words that the library has nowhere.
    """
    typed = f" {' '.join(syllables(text))} "
    best: dict[str, Expansion] = {}
    for expansion in expansions:
        form = f" {' '.join(syllables(expansion.text))} "
        source = f" {' '.join(syllables(expansion.source))} "
        if expansion.weight < _LEAST_WEIGHT or form in typed or source in form or not lexicon.holds(form):
            continue
        if form not in best or best[form].weight < expansion.weight:
            best[form] = expansion
    ordered = sorted(best.values(), key=lambda other: (-other.weight, -len(other.source.split())))
    kept = {id(expansion) for expansion in ordered[:_MOST_EXPANSIONS]}
    return tuple(expansion for expansion in best.values() if id(expansion) in kept)
