"""Understanding of a question: what is sought, in which documents, and what was assumed on the way.

`understand` is pure: the same question, documents and settings give the same result. What it assumes it says in a
note, and the person can switch each kind of assumption off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from corpus.records import Document
from index.query_document import (
    asks_of_several,
    bare_form,
    named_document,
    named_sections,
    sets_side_by_side,
    special_sections,
)
from index.query_follow_up import complete
from index.query_names import LibraryNames, library_names
from index.query_places import place_spans, read_places
from index.records import Expansion, SearchFilters, UnderstoodQuestion
from vietnamese.abbreviations import short_forms, written_short
from vietnamese.document_numbers import find_numbers, find_short_numbers, matches
from vietnamese.english import is_english, phrase_table, translate
from vietnamese.normal_forms import compose, folded, has_marks
from vietnamese.phrases import PhraseTable
from vietnamese.thesaurus import Thesaurus
from vietnamese.tokens import syllables, tokens_with_spans
from vietnamese.typos import Lexicon, Mended, apply, mend, nearest_name, restore_marks

SWITCHES = ("typo", "abbreviation", "synonym", "english", "follow_up", "filter", "place")
"""What a person can switch off: the values of `switched_off`."""

_MOST_EXPANSIONS = 24
_LEAST_WEIGHT = 0.3
_TURNS = 4
_EMPTY_VOCABULARY: Mapping[str, int] = {}


@dataclass
class _Reading:
    """What has been understood so far, filled in step by step."""

    text: str
    names: LibraryNames
    lexicon: Lexicon
    thesaurus: Thesaurus | None
    off: frozenset[str]
    marks: bool = True
    typed_short: list[Expansion] = field(default_factory=list)
    expansions: list[Expansion] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def understand(
    question: str,
    *,
    history: Sequence[str] = (),
    documents: Sequence[Document] = (),
    vocabulary: Mapping[str, int] | None = None,
    known_numbers: Collection[str] = (),
    thesaurus: Thesaurus | None = None,
    switched_off: Collection[str] = (),
) -> UnderstoodQuestion:
    """Return what is understood of a question asked of a library.

    `history` are the questions before it, the oldest first; `vocabulary` the tokens of the library (index form) with
    their counts, which must not change after the call; `known_numbers` the canonical keys of numbers that the
    documents refer to; `switched_off` names of SWITCHES.
    """
    names = library_names(documents, known_numbers)
    lexicon = _lexicon(vocabulary if vocabulary is not None else _EMPTY_VOCABULARY)
    reading = _Reading(compose(question).strip(), names, lexicon, thesaurus, frozenset(switched_off))
    _mend(reading)
    _complete(reading, history)
    reading.marks = _translate(reading) or _typed_with_marks(compose(question), reading)
    return _finished(question, reading)


_lexicons: list[tuple[Mapping[str, int], int, Lexicon]] = []


def _lexicon(vocabulary: Mapping[str, int]) -> Lexicon:
    for known, size, lexicon in _lexicons:
        if known is vocabulary and size == len(vocabulary):
            return lexicon
    lexicon = Lexicon(vocabulary)
    _lexicons.insert(0, (vocabulary, len(vocabulary), lexicon))
    del _lexicons[4:]
    return lexicon


# -- typos -----------------------------------------------------------------------------------------------------


def _mend(reading: _Reading) -> None:
    if "typo" in reading.off or is_english(reading.text, _name_spans(reading)):
        return
    _mend_place(reading)
    keep = [(short.start, short.end) for short in written_short(reading.text)]
    keep += [(number.start, number.end) for number in find_short_numbers(reading.text)]
    keep += [(start, end) for start, end, _ in place_spans(reading.text, reading.names)]
    _apply(reading, mend(reading.text, reading.lexicon, keep=keep))
    if has_marks(reading.text) and reading.thesaurus is not None:
        _apply(reading, restore_marks(reading.text, _known_phrases(reading.thesaurus)))


def _apply(reading: _Reading, mendings: Sequence[Mended]) -> None:
    reading.text = apply(reading.text, mendings)
    reading.notes += [f"Đã sửa “{mended.typed}” thành “{mended.text}”." for mended in mendings]


@lru_cache(maxsize=4)
def _known_phrases(thesaurus: Thesaurus) -> PhraseTable[tuple[str, ...]]:
    return PhraseTable(([folded(token) for token in phrase], phrase) for phrase in thesaurus.official_phrases())


def _mend_place(reading: _Reading) -> None:
    """Read a mistyped name of a place as the library's own name nearest to it."""
    tokens = list(tokens_with_spans(reading.text))
    found = nearest_name([token.form for token in tokens], reading.names.spelled, reading.lexicon)
    if found is None:
        return
    start, end = tokens[found[0]].start, tokens[found[1] - 1].end
    reading.notes.append(f"Đã hiểu “{reading.text[start:end]}” là {found[2]}.")
    reading.text = reading.text[:start] + found[2] + reading.text[end:]


def _typed_with_marks(typed: str, reading: _Reading) -> bool:
    """Tell whether marks were typed: a third of the words that need marks lacking theirs counts as without."""
    if not has_marks(typed):
        return not any(reading.lexicon.knows_only_folded(form) for form in syllables(typed))
    named = _name_spans(reading)
    forms = [
        token.form
        for token in tokens_with_spans(reading.text)
        if not any(start <= token.start < end for start, end, _ in named)
    ]
    bare = sum(reading.lexicon.knows_only_folded(form) for form in forms)
    marked = sum(has_marks(form) for form in forms)
    return bare * 2 < max(marked, 1)


# -- follow-ups ------------------------------------------------------------------------------------------------


def _complete(reading: _Reading, history: Sequence[str]) -> None:
    if "follow_up" in reading.off or not history:
        return
    previous = _Reading(compose(history[-1]).strip(), reading.names, reading.lexicon, reading.thesaurus, reading.off)
    _mend(previous)
    _complete(previous, history[-_TURNS:-1])
    completed = complete(reading.text, previous.text, reading.names)
    if completed is None:
        return
    if completed.beside:
        reading.expansions.append(Expansion(reading.text, completed.beside, 0.4, "follow_up"))
    reading.text = completed.text
    reading.notes.append(f"Hiểu là hỏi tiếp: “{completed.text}”.")


# -- English ---------------------------------------------------------------------------------------------------


def _name_spans(reading: _Reading) -> list[tuple[int, int, str]]:
    return [
        (start, end, mention.names[0])
        for start, end, mention in place_spans(reading.text, reading.names)
        if mention.certainty == "name"
    ]


def _translate(reading: _Reading) -> bool:
    """Put a question asked in English into Vietnamese; tell whether it was one."""
    places = _name_spans(reading)
    if "english" in reading.off or not is_english(reading.text, places):
        return False
    numbers = [(number.start, number.end, number.text) for number in find_numbers(reading.text)]
    translation = translate(reading.text, [*places, *numbers], _english_terms(reading.thesaurus))
    if not translation.text:
        return False
    for rendered in translation.rendered:
        for weight, other in zip((0.7, 0.6, 0.5, 0.4), rendered.others, strict=False):
            reading.expansions.append(Expansion(rendered.english, other, weight, "english"))
    reading.text = translation.text
    reading.notes.append(f"Câu hỏi bằng tiếng Anh, đã hiểu là: “{translation.text}”.")
    return True


@lru_cache(maxsize=4)
def _english_terms(thesaurus: Thesaurus | None) -> PhraseTable[tuple[str, ...]] | None:
    return None if thesaurus is None else phrase_table(thesaurus.english_phrases())


# -- numbers ---------------------------------------------------------------------------------------------------


class _Numbers(NamedTuple):
    """The question without its document numbers, their keys, and the library's own documents that bear them."""

    text: str
    keys: tuple[str, ...]
    first: tuple[str, ...]
    own: tuple[str, ...]
    notes: tuple[str, ...]


# The word before a number, cut out with it. Refuses "số" that goes with another word ("tỷ số", "dân số").
_SAID_NUMBER = re.compile(r"(?<!\w)(?:số|so|sô)\s*:?\s*$", re.I)
_EARLY = 6


def _cut_numbers(text: str, names: LibraryNames) -> _Numbers:
    keys: list[str] = []
    first: list[str] = []
    own: list[str] = []
    notes: list[str] = []
    full = {number.start: number for number in find_numbers(text)}
    cut = text
    for short in sorted(find_short_numbers(text), key=lambda short: -short.start):
        number = full.get(short.start)
        known = sorted(key for key in names.numbers if matches(short, key))
        if number is not None:
            found = [number.key]
            words = ""
        elif known:
            found = known
            words = short.kinds[0].lower() if len(short.kinds) == 1 else ""
            if len(known) > 1:
                notes.append(f"“{short.text}” có thể là nhiều văn bản; nên ghi đủ số và ký hiệu.")
        else:
            continue
        keys = [*found, *keys]
        held = [doc.id for key in found for doc in names.by_number.get(key, ())]
        own = [*held, *own]
        if len(syllables(text[: short.start])) <= _EARLY:
            first = [*held, *first]
        before = cut[: short.start]
        before = _SAID_NUMBER.sub("", before) if number is not None else before
        cut = f"{before} {words} {cut[short.end :]}"
    cut = re.sub(r"\s+([?.,;:])", r"\1", re.sub(r"\s+", " ", cut)).strip()
    return _Numbers(cut, *(tuple(dict.fromkeys(values)) for values in (keys, first, own, notes)))


# -- expansions ------------------------------------------------------------------------------------------------


def _expand(reading: _Reading, text: str) -> None:
    if "abbreviation" not in reading.off:
        for short in written_short(text):
            _note_abbreviation(reading, short.typed, [written.text for written in short.readings])
            for written in short.readings:
                reading.expansions.append(Expansion(short.typed, written.text, written.weight, "abbreviation"))
    tokens = syllables(text)
    if "abbreviation" not in reading.off:
        for start, end, forms in short_forms(tokens, marks=reading.marks):
            for form in forms:
                reading.expansions.append(
                    Expansion(" ".join(tokens[start:end]), form.text, form.weight, "abbreviation")
                )
    if reading.thesaurus is not None and "synonym" not in reading.off:
        for related in reading.thesaurus.expansions(tokens, marks=reading.marks):
            source = " ".join(tokens[related.start : related.end])
            why = "abbreviation" if related.abbreviation else "synonym"
            reading.expansions.append(Expansion(source, related.text, related.weight, why))


def _note_abbreviation(reading: _Reading, typed: str, meanings: Sequence[str]) -> None:
    if len(meanings) == 1:
        reading.notes.append(f"Đã hiểu “{typed}” là {meanings[0]}.")
    else:
        reading.notes.append(f"“{typed}” có thể là {' hoặc '.join(meanings[:3])}; tìm theo cả các nghĩa này.")


def _chosen(reading: _Reading, text: str) -> tuple[Expansion, ...]:
    """Return the expansions worth seeking: each wording once, the heaviest and those of longer phrases kept.

    Left out are wordings that the question has or that hold the words they stand for (a match of the longer is a match
    of the shorter), and those with words that the library has nowhere.
    """
    typed = f" {' '.join(syllables(text))} "
    best: dict[str, Expansion] = {}
    for expansion in reading.expansions:
        form = f" {' '.join(syllables(expansion.text))} "
        source = f" {' '.join(syllables(expansion.source))} "
        if expansion.weight < _LEAST_WEIGHT or form in typed or source in form or not reading.lexicon.holds(form):
            continue
        if form not in best or best[form].weight < expansion.weight:
            best[form] = expansion
    ordered = sorted(best.values(), key=lambda other: (-other.weight, -len(other.source.split())))
    kept = {id(expansion) for expansion in ordered[:_MOST_EXPANSIONS]}
    return tuple(expansion for expansion in best.values() if id(expansion) in kept)


# -- all together ----------------------------------------------------------------------------------------------


def _finished(question: str, reading: _Reading) -> UnderstoodQuestion:
    numbers = _cut_numbers(reading.text, reading.names)
    reading.notes += numbers.notes
    text = numbers.text or reading.text
    bare = bare_form(text)
    places = read_places(text, reading.names)
    compares = places.localities > 1 or sets_side_by_side(bare) or (places.localities == 0 and asks_of_several(bare))
    about = special_sections(bare)
    if numbers.keys and not numbers.own:
        # A document that is only cited has its date and issuer in the text of those that cite it.
        about = tuple(part for part in about if part not in ("header", "title"))
    if "recipients" in about and places.localities < 2 and not sets_side_by_side(bare):
        compares = False
    required, preferred = _documents(places.required, places.preferred, numbers)
    if compares and places.localities < 2:
        preferred, required = (*required, *preferred), ()
    if "place" in reading.off:
        required, preferred = ((), ()) if not numbers.own else (numbers.first, numbers.own)
    else:
        reading.notes += places.notes
    if "filter" in reading.off:
        required, preferred = (), (*required, *preferred)
    _expand(reading, text)
    named = named_document(bare)
    return UnderstoodQuestion(
        question=question,
        text=text,
        has_marks=reading.marks,
        numbers=numbers.keys,
        filters=SearchFilters(documents=required),
        preferred=SearchFilters(
            documents=tuple(dict.fromkeys(preferred)),
            kinds=named.kinds,
            years=named.years,
            levels=named.levels,
            sections=named_sections(text),
        ),
        expansions=_chosen(reading, text),
        about=about,
        compares=compares,
        notes=tuple(dict.fromkeys(reading.notes)),
        unknown_places=() if "place" in reading.off else places.unknown,
    )


def _documents(
    required: tuple[str, ...], preferred: tuple[str, ...], numbers: _Numbers
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Join what places and numbers say: a number named first decides unless a place speaks of other documents."""
    if not numbers.own:
        return required, preferred
    if required:
        both = tuple(document for document in required if document in numbers.own)
        return both or required, (*numbers.own, *preferred)
    return numbers.first, (*numbers.own, *preferred)
