"""How much of a question stands in a text: its content words, each directly or by one of its expansions.

A syllable alone says little in Vietnamese, so a word counts in full only beside a neighbour of the question.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from answers.facts import canonical_dates
from index.query_terms import FUNCTION_WORDS
from index.records import UnderstoodQuestion
from vietnamese.normal_forms import compose, fold, folded
from vietnamese.tokens import syllables, tokens_with_spans

Frequencies = Callable[[str], Mapping[str, int]]
"""From a field ("marked" or "folded") to the number of passages that hold each token."""

# Words that only ask or address; FUNCTION_WORDS of the index are added to them.
_ASKING = frozenset(
    "hỏi biết xin vui lòng giúp nhé nha thế bn mấy liệt kê kể tên cụ thể hiện giờ hồi cứ lại mới cùng đặt theo"
    " bằng cách chuyện việc cái mình mấy đó này khi lúc bao lâu phần trăm chỉ bị".split()
)
_SKIPPED = FUNCTION_WORDS | _ASKING
_SKIPPED_FOLDED = frozenset(fold(word) for word in _SKIPPED)
_ALONE = 0.55  # a syllable without its neighbour
_OTHER_MARKS_ALONE = 0.2  # the same, and with other marks: "phở" is not "phổ"
_FOLDED_ONLY = 0.75  # typed with marks, found with others: often noise of OCR, sometimes another word
_UNMARKED = 0.9  # typed without a mark among words with marks
_NUMBER_RARITY = 0.7
_TRUSTED_SIZE = 500  # passages of a library whose own counts weigh as much as those of everyday language
_EVERYDAY = Path(__file__).with_name("everyday_rarity.json")
_TRUST = 0.2  # what an expansion found word for word counts beyond its weight in searching
_SCATTERED = 0.6  # an expansion whose words stand apart


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text prepared for matching: its tokens in index form and folded, in order."""

    forms: frozenset[str]
    folded: frozenset[str]
    run: str
    compact: str
    text: str

    @staticmethod
    def of(text: str) -> TokenText:
        """Prepare `text`."""
        return _prepared(text)


@lru_cache(maxsize=2048)
def _prepared(text: str) -> TokenText:
    """Return a text prepared; remembered, because headings and sentences are looked at several times."""
    forms = syllables(text)
    bare = [folded(form) for form in forms]
    return TokenText(frozenset(forms), frozenset(bare), f" {' '.join(bare)} ", "".join(bare).upper(), text)


@dataclass(frozen=True, slots=True)
class _Alternative:
    """Another wording of a concept: folded tokens, in order, and how well it stands for what was typed."""

    run: str
    content: frozenset[str]
    weight: float

    @classmethod
    def of(cls, tokens: Sequence[str], weight: float) -> _Alternative:
        content = frozenset(token for token in tokens if token not in _SKIPPED_FOLDED) or frozenset(tokens)
        return cls(f" {' '.join(tokens)} ", content, weight)

    def match(self, text: TokenText) -> float:
        if self.run in text.run:
            return self.weight
        if len(self.content) < 2:
            return 0.0
        share = len(self.content & text.folded) / len(self.content)
        return self.weight * _SCATTERED * share if share >= 0.6 else 0.0


@dataclass(frozen=True, slots=True)
class Concept:
    """One content word of the question: its forms, its rarity in [0.05, 1], its neighbours and its alternatives."""

    form: str
    folded: str
    rarity: float
    neighbours: tuple[str, ...]
    alternatives: tuple[int, ...]
    is_number: bool = False
    """A document number: `form` is its canonical key without separators."""
    position: int = -1
    """Its place among the tokens of the question; -1 for a document number or a date."""
    date: tuple[int, int, int] | None = None
    """A date that must stand in the text, however it is written."""

    def match(self, text: TokenText, others: Sequence[float], *, marked: bool) -> float:
        """Return in [0, 1] how surely the concept stands in `text`; `others` are the matches of the alternatives."""
        direct = 0.0
        if self.is_number:
            return float(self.form in text.compact)
        if self.date is not None:
            return float(self.date in canonical_dates(text.text))
        if self.folded in text.folded:
            direct = 1.0 if not marked or self.form in text.forms else _FOLDED_ONLY
            if direct < 1 and self.form == self.folded:
                direct = _UNMARKED
            if not self.folded.isdigit() and not any(run in text.run for run in self.neighbours):
                direct *= _OTHER_MARKS_ALONE if direct == _FOLDED_ONLY else _ALONE
        return max(direct, max((others[place] for place in self.alternatives), default=0.0))


@dataclass(frozen=True, slots=True)
class Sought:
    """The content of a question, ready to be looked for in texts."""

    concepts: tuple[Concept, ...]
    marked: bool
    alternatives: tuple[_Alternative, ...] = ()

    @property
    def total(self) -> float:
        """Sum of the rarities."""
        return sum(concept.rarity for concept in self.concepts)

    def matches(self, text: TokenText) -> list[float]:
        """Return for each concept in [0, 1] how surely it stands in `text`."""
        others = [alternative.match(text) for alternative in self.alternatives]
        return [concept.match(text, others, marked=self.marked) for concept in self.concepts]

    def names(self, concept: Concept, text: TokenText) -> bool:
        """Tell whether `text` has the very word of a concept, or another wording of it whole."""
        return concept.folded in text.folded or any(
            self.alternatives[one].run in text.run for one in concept.alternatives
        )

    def coverage(self, matches: Sequence[float]) -> float:
        """Return the share of the question that `matches` cover, weighted by rarity; 0 for a question of no content."""
        if not self.concepts:
            return 0.0
        found = sum(concept.rarity * value for concept, value in zip(self.concepts, matches, strict=True))
        return found / self.total

    def without(self, places: Collection[int]) -> Sought:
        """Return the question without the concepts at these places; all of it when nothing would be left."""
        kept = tuple(concept for place, concept in enumerate(self.concepts) if place not in places)
        return replace(self, concepts=kept) if kept else self


NOTHING_SOUGHT = Sought((), True)


def best_of(*matches: Sequence[float]) -> list[float]:
    """Return the greatest match of each concept over several texts."""
    return [max(values) for values in zip(*matches, strict=True)]


def sought_in(
    understood: UnderstoodQuestion,
    frequencies: Frequencies | None = None,
    passages: int = 0,
    asking: Collection[int] = (),
) -> Sought:
    """Return the content of a question with the rarity of each word in a collection of `passages` passages.

    `asking` are positions of tokens that only ask, such as those of "thời hạn", for which any date will do.
    """
    forms = syllables(understood.text)
    bare = [fold(form) for form in forms]
    dates, in_dates = _dates_in(understood.text)
    content = [
        position
        for position, form in enumerate(forms)
        if position not in asking and position not in in_dates and _is_content(form, bare[position], understood)
    ]
    counted = frequencies("marked" if understood.has_marks else "folded") if frequencies else {}
    # Among words with marks one without may only have lost them: "phai co" for "phải có".
    content = [place for place in content if counted.get(forms[place]) or bare[place] not in _SKIPPED_FOLDED]
    alternatives, covered = _alternatives(understood, bare)
    keys = forms if understood.has_marks else bare
    total = max(passages, 1)
    runs = {position: [] for position in range(len(bare))}  # type: dict[int, list[str]]
    for first, second in pairwise(range(len(bare))):
        run = f" {bare[first]} {bare[second]} "
        if not _is_content(forms[first], bare[first], understood) and not _is_content(
            forms[second], bare[second], understood
        ):
            continue
        runs[first].append(run)
        runs[second].append(run)
    concepts = [
        Concept(
            forms[position],
            bare[position],
            _rarity(keys[position], counted, total, marked=understood.has_marks) if frequencies else 1.0,
            tuple(runs[position]),
            tuple(covered.get(position, ())),
            position=position,
        )
        for position in content
    ]
    concepts += [Concept(str(date), str(date), _NUMBER_RARITY, (), (), date=date) for date in dates]
    for key in understood.numbers:
        plain = "".join(character for character in key if character.isalnum())
        concepts.append(Concept(plain, plain.lower(), _NUMBER_RARITY, (), (), is_number=True))
    return Sought(tuple(concepts), understood.has_marks, alternatives)


def _dates_in(text: str) -> tuple[list[tuple[int, int, int]], frozenset[int]]:
    """Return the dates of a question with at least a month, and the positions of their figures among its tokens."""
    found = sorted(canonical_dates(text))
    figures = {str(part) for date in found for part in date if part} | {f"{part:02}" for date in found for part in date}
    places = [place for place, token in enumerate(tokens_with_spans(compose(text))) if token.form in figures]
    return found, frozenset(places) if found else frozenset()


def _is_content(form: str, bare: str, understood: UnderstoodQuestion) -> bool:
    return bare not in _SKIPPED_FOLDED if not understood.has_marks else form not in _SKIPPED


def _rarity(token: str, counted: Mapping[str, int], passages: int, *, marked: bool) -> float:
    """Return the inverse document frequency scaled to [0.05, 1], drawn towards that of everyday language.

    A small library lacks most words; only the language can tell which of those would have been telling.
    """
    own = math.log((passages + 1) / (counted.get(token, 0) + 0.5)) / math.log((passages + 1) / 0.5)
    everyday = _everyday(marked).get(token, 1.0 if token.isalpha() else own)
    trust = passages / (passages + _TRUSTED_SIZE)
    return min(max(trust * own + (1 - trust) * everyday, 0.05), 1.0)


@cache
def _everyday(marked: bool) -> Mapping[str, float]:
    """Return the rarity of syllables in everyday language, by index form or folded."""
    by_form: dict[str, float] = json.loads(_EVERYDAY.read_text(encoding="utf-8"))
    if marked:
        return by_form
    by_folded: dict[str, float] = {}
    for form, value in by_form.items():
        by_folded[fold(form)] = min(value, by_folded.get(fold(form), 1.0))
    return by_folded


def _alternatives(
    understood: UnderstoodQuestion, bare: Sequence[str]
) -> tuple[tuple[_Alternative, ...], dict[int, list[int]]]:
    """Return the wordings that stand for a phrase of the question, and for each position those that cover it."""
    found: list[_Alternative] = []
    covered: dict[int, list[int]] = {}
    for expansion in understood.expansions:
        source = [fold(token) for token in syllables(expansion.source)]
        tokens = [fold(token) for token in syllables(expansion.text)]
        places = [
            start
            for start in range(len(bare) - len(source) + 1)
            if source and list(bare[start : start + len(source)]) == source
        ]
        if not places or not tokens:
            continue
        found.append(_Alternative.of(tokens, min(1.0, expansion.weight + _TRUST)))
        for start in places:
            for position in range(start, start + len(source)):
                covered.setdefault(position, []).append(len(found) - 1)
    return tuple(found), covered
