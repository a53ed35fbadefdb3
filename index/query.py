"""Understanding of a question: what is sought, in which documents, and what was assumed on the way.

`understand` is pure: the same question, documents and settings give the same result. What it assumes it says in a
note, and the person can switch each kind of assumption off.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.records import Document
from index.query_document import (
    asks_of_several,
    named_document,
    named_sections,
    sets_side_by_side,
    special_sections,
)
from index.query_expansions import expansions_of, worth_seeking
from index.query_follow_up import complete
from index.query_names import LibraryNames, folded_form, library_names
from index.query_numbers import QuestionNumbers, cut_numbers
from index.query_places import PlaceReading, place_spans, read_places
from index.records import Expansion, QuestionReading, SearchFilters, UnderstoodQuestion
from vietnamese.abbreviations import written_short
from vietnamese.document_numbers import find_numbers, find_short_numbers
from vietnamese.english import is_english, phrase_table, translate
from vietnamese.lexicon import Lexicon
from vietnamese.normal_forms import compose, folded, has_marks
from vietnamese.phrases import PhraseTable
from vietnamese.thesaurus import Thesaurus
from vietnamese.tokens import syllables, tokens_with_spans
from vietnamese.typos import Mended, apply, mend, nearest_name, restore_marks

SWITCHES = ("typo", "abbreviation", "synonym", "english", "follow_up", "filter", "place")
"""What a person can switch off: the values of `switched_off`.

A value may name one reading of a kind: "typo:", "abbreviation:" and "synonym:" with the words typed, "filter:" and
"place:" with the id of a document.
"""

_TURNS = 4
_WEIGHTS_IN_ENGLISH = (0.8, 0.7, 0.6, 0.5)
_WEIGHT_BESIDE = 0.4
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
    leans_on: str = ""
    expansions: list[Expansion] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    readings: list[QuestionReading] = field(default_factory=list)

    def assume(self, switch: str, words: str) -> None:
        """Note a reading that can be refused."""
        self.notes.append(words)
        self.readings.append(QuestionReading(switch, words))


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
    documents refer to; `switched_off` values as told at SWITCHES.
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
    keep += _known_wordings(reading)
    _apply(reading, mend(reading.text, reading.lexicon, keep=keep))
    if reading.thesaurus is not None and has_marks(reading.text):
        _apply(reading, restore_marks(reading.text, _known_phrases(reading.thesaurus)))


def _known_wordings(reading: _Reading) -> list[tuple[int, int]]:
    """Return the spans of wordings of the thesaurus: whatever official texts do, people say them so."""
    if reading.thesaurus is None:
        return []
    tokens = list(tokens_with_spans(reading.text))
    found = reading.thesaurus.spans([token.form for token in tokens])
    return [(tokens[start].start, tokens[end - 1].end) for start, end in found]


def _apply(reading: _Reading, mendings: Sequence[Mended]) -> None:
    wanted = [mended for mended in mendings if f"typo:{mended.typed}" not in reading.off]
    reading.text = apply(reading.text, wanted)
    for mended in wanted:
        reading.assume(f"typo:{mended.typed}", f"Đã sửa “{mended.typed}” thành “{mended.text}”.")


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
    typed = reading.text[start:end]
    if f"typo:{typed}" in reading.off:
        return
    reading.assume(f"typo:{typed}", f"Đã hiểu “{typed}” là {found[2]}.")
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
        reading.expansions.append(Expansion(reading.text, completed.beside, _WEIGHT_BESIDE, "follow_up"))
    if completed.leans:
        reading.leans_on = previous.text
        return
    reading.text = completed.text
    reading.assume("follow_up", f"Hiểu là hỏi tiếp: “{completed.text}”.")


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
        for weight, other in zip(_WEIGHTS_IN_ENGLISH, rendered.others, strict=False):
            reading.expansions.append(Expansion(rendered.english, other, weight, "english"))
    reading.text = translation.text
    reading.assume("english", f"Câu hỏi bằng tiếng Anh, đã hiểu là: “{translation.text}”.")
    return True


@lru_cache(maxsize=4)
def _english_terms(thesaurus: Thesaurus | None) -> PhraseTable[tuple[str, ...]] | None:
    return None if thesaurus is None else phrase_table(thesaurus.english_phrases())


# -- all together ----------------------------------------------------------------------------------------------


def _finished(question: str, reading: _Reading) -> UnderstoodQuestion:
    numbers = cut_numbers(reading.text, reading.names)
    text = numbers.text or reading.text
    bare = folded_form(text)
    places = PlaceReading() if "place" in reading.off else read_places(text, reading.names)
    compares = _compares(bare, places, special_sections(bare))
    required, preferred = _documents(places, numbers, compares)
    if reading.leans_on and not required:
        before = _documents_of(reading.leans_on, reading)
        preferred = (*preferred, *before)
        if before:
            reading.assume("follow_up", "Ưu tiên văn bản của câu hỏi trước.")
    if "filter" in reading.off:
        required, preferred = (), (*required, *preferred)
    required = tuple(document for document in required if f"filter:{document}" not in reading.off)
    preferred = tuple(document for document in preferred if f"place:{document}" not in reading.off)
    spans = [(start, end) for start, end, _ in place_spans(text, reading.names)]
    found, short = expansions_of(text, reading.thesaurus, marks=reading.marks, without=reading.off, names=spans)
    named = named_document(bare)
    return UnderstoodQuestion(
        question=question,
        text=text,
        has_marks=reading.marks,
        numbers=numbers.keys,
        filters=SearchFilters(documents=required),
        places=places.typed if required and set(required) <= set(places.required) else (),
        preferred=SearchFilters(
            documents=tuple(dict.fromkeys(preferred)),
            kinds=named.kinds,
            years=named.years,
            levels=named.levels,
            sections=named_sections(text),
        ),
        expansions=worth_seeking([*reading.expansions, *found], text, reading.lexicon, marks=reading.marks),
        about=_about(bare, numbers),
        compares=compares,
        notes=tuple(dict.fromkeys([*reading.notes, *numbers.notes, *places.notes, *(one.words for one in short)])),
        unknown_places=places.unknown,
        readings=(*reading.readings, *short),
    )


def _documents_of(text: str, reading: _Reading) -> tuple[str, ...]:
    """Return the documents that a question of the history asked of."""
    numbers = cut_numbers(text, reading.names)
    places = PlaceReading() if "place" in reading.off else read_places(numbers.text, reading.names)
    return _documents(places, numbers, compares=False)[0]


def _about(bare: str, numbers: QuestionNumbers) -> tuple[str, ...]:
    about = special_sections(bare)
    if numbers.keys and not numbers.own:
        # A document that is only cited has its date and issuer in the text of those that cite it.
        return tuple(part for part in about if part not in ("header", "title"))
    return about


def _compares(bare: str, places: PlaceReading, about: tuple[str, ...]) -> bool:
    if places.localities > 1 or sets_side_by_side(bare):
        return True
    # "gửi cho những ai" asks of one document.
    return places.localities == 0 and "recipients" not in about and asks_of_several(bare)


def _documents(
    places: PlaceReading, numbers: QuestionNumbers, compares: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the documents that must and that should hold the answer.

    A number asked about decides, unless a place speaks of other documents, which then cite it. Comparing with what is
    not named asks of the whole library.
    """
    required = places.required
    if not required:
        required = numbers.subject
    elif any(document in numbers.own for document in required):
        required = tuple(document for document in required if document in numbers.own)
    preferred = (*numbers.own, *places.preferred)
    if compares and places.localities < 2:
        return (), (*required, *preferred)
    return required, preferred
