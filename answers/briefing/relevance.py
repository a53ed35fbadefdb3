"""How much of a topic a text says, by the topic's pairs of neighbouring syllables.

A Vietnamese syllable alone says little: "chăm sóc sức khỏe sinh sản" shares four of the six syllables of "chăm sóc sức
khỏe người cao tuổi" and is another topic. Pairs that stand in most lines ("dân số") say little as well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import mul

from answers.matching import TokenText
from index.query_terms import FUNCTION_WORDS
from index.records import UnderstoodQuestion
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

_JOINED = re.compile(r"\s+và\s+|\s*[,;/]\s*", re.IGNORECASE)
_FEWEST_SYLLABLES = 3  # of a part of a topic that is a topic of its own
_TELLING = 4.5  # … or the weight of its pairs together: a pair that stands in one line of ninety
_LEAST_WEIGHT, _MOST_WEIGHT = 0.2, 6.0
_LINKING = 0.3  # a pair with a word that only links, such as "cho" or "của"
# Shares of a part that a text must say, and cosines with the topic.
_SURELY, _LIKELY, _PERHAPS, _ANNOUNCED = 0.6, 0.45, 0.38, 0.75
_NEAR, _NEAR_ANNOUNCED = 0.25, 0.2
_LONG = 3  # pairs
_OF_WHOM = frozenset(("về", "cho", "của", "với"))
_SUBJECT_SAID = 0.5  # share of the words that say of whom or what
_CONCERNS = 0.05  # share of the lines of a text that name what the text is about
_TRUST = 0.2  # what another wording found word for word counts beyond its weight in searching


@dataclass(frozen=True, slots=True)
class TopicPart:
    """A part of a topic that may stand alone: its folded syllables and the weight of each pair of neighbours.

    `wordings` are other words for a stretch of it: the words, first and last position, and how well they stand for it.
    `subject` is where the words after a linking word begin, which say of whom or what: "xử phạt về | dân số"; else 0.
    """

    syllables: tuple[str, ...]
    weights: tuple[float, ...]
    wordings: tuple[tuple[str, int, int, float], ...] = ()
    subject: int = 0

    def share(self, text: TokenText) -> float:
        """Return in [0, 1] how much of the part stands in `text`."""
        said = self._said(text)
        return sum(weight * value for weight, value in zip(self.weights, said, strict=True)) / sum(self.weights)

    def tells(self, text: TokenText) -> bool:
        """Tell whether the pair that says most of the part, or other words for it, stands in `text`."""
        heaviest = self.weights.index(max(self.weights))
        return self._said(text)[heaviest] > 0.0

    def names_subject(self, text: TokenText) -> bool:
        """Tell whether `text` says of whom or what the part is, if the part says so."""
        said, weights = self._said(text)[self.subject :], self.weights[self.subject :]
        return not self.subject or sum(map(mul, said, weights)) >= _SUBJECT_SAID * sum(weights)

    def _said(self, text: TokenText) -> list[float]:
        if len(self.syllables) == 1:
            return [float(self.syllables[0] in text.folded)]
        said = [float(f" {first} {second} " in text.run) for first, second in pairwise(self.syllables)]
        for words, start, end, weight in self.wordings:
            if _stands(words, text):
                for place in range(start, end - 1):
                    said[place] = max(said[place], weight)
        return said


def _stands(words: str, text: TokenText) -> bool:
    """Tell whether other words for a topic stand in a text; an abbreviation only as it is written, in capitals."""
    if " " not in words:
        return bool(re.search(rf"\b{re.escape(words)}\b", text.text))
    return f" {words} " in text.run


@dataclass(frozen=True, slots=True)
class Topic:
    """The parts of a topic."""

    parts: tuple[TopicPart, ...]

    def share(self, text: str) -> float:
        """Return in [0, 1] how much of the part most spoken of stands in `text`."""
        read = TokenText.of(text)
        return max(part.share(read) for part in self.parts)

    def within(self, lines: Iterable[str]) -> Topic:
        """Return the topic for a text of these lines: what the whole text is about, not each sentence need name."""
        read = [TokenText.of(line) for line in lines]

        def concerns(part: TopicPart) -> bool:
            return sum(map(part.names_subject, read)) >= _CONCERNS * len(read)

        return Topic(tuple(replace(part, subject=0) if concerns(part) else part for part in self.parts))

    def is_said(self, text: str, headings: Sequence[str], nearness: float) -> bool:
        """Tell whether a text is on the topic; `nearness` is its cosine with it, `headings` stand above it."""
        read, above = TokenText.of(text), TokenText.of(headings[-1] if headings else "")
        around = TokenText.of(" \n ".join((*headings, text)))
        return any(
            part.names_subject(around) and self._is_part_said(part, read, above, nearness) for part in self.parts
        )

    def _is_part_said(self, part: TopicPart, read: TokenText, above: TokenText, nearness: float) -> bool:
        share = part.share(read)
        if share >= _SURELY:
            return True
        # Half of two pairs is one word of the topic; half of many is most of what it says.
        long = len(part.weights) >= _LONG
        if long and nearness >= _NEAR and (share >= _LIKELY or (share >= _PERHAPS and part.tells(read))):
            return True
        return nearness >= _NEAR_ANNOUNCED and part.share(above) >= _ANNOUNCED


def topic_of_briefing(topic: UnderstoodQuestion, lines: Iterable[str]) -> Topic:
    """Return the parts of a topic that are joined by "và" or commas; `lines` show which of its pairs are common."""
    runs = [tuple(syllables(part)) for part in _JOINED.split(topic.text)]
    runs = [run for run in runs if run]
    weights = _weights([pair for run in runs for pair in pairwise(run)], lines)
    # Pairs that arise only where parts are joined again say nothing.
    weights |= {(fold(one[-1]), fold(other[0])): _LEAST_WEIGHT for one, other in pairwise(runs)}
    parts: list[tuple[str, ...]] = []
    waiting: tuple[str, ...] = ()
    for run in runs:
        # Too short to be a topic of its own, a part belongs to the next one: "tư vấn, khám sức khỏe …".
        waiting = (*waiting, *run)
        if len(run) >= _FEWEST_SYLLABLES or sum(weights[pair] for pair in pairwise(map(fold, run))) >= _TELLING:
            parts.append(waiting)
            waiting = ()
    if waiting:
        parts = [*parts[:-1], (*parts[-1], *waiting)] if parts else [waiting]
    return Topic(tuple(_part(topic, run, weights) for run in parts))


def _part(topic: UnderstoodQuestion, run: Sequence[str], weights: dict[tuple[str, str], float]) -> TopicPart:
    bare = tuple(map(fold, run))
    weighed = tuple(weights[pair] for pair in pairwise(bare)) or (1.0,)
    # Only with its marks is a linking word one: "về", not the "vệ" of "bảo vệ".
    subject = next((place + 1 for place, one in enumerate(run) if one in _OF_WHOM and 0 < place < len(run) - 2), 0)
    return TopicPart(bare, weighed, tuple(_wordings(topic, bare)), subject)


def _weights(pairs: Sequence[tuple[str, str]], lines: Iterable[str]) -> dict[tuple[str, str], float]:
    """Return for each pair, folded, the logarithm of how many lines there are to one that holds it."""
    counted = {(fold(first), fold(second)): 0 for first, second in pairs}
    total = 0
    for line in lines:
        run = TokenText.of(line).run
        total += 1
        for first, second in counted:
            counted[first, second] += f" {first} {second} " in run
    weights = {
        pair: min(max(math.log((total + 1) / (count + 0.5)), _LEAST_WEIGHT), _MOST_WEIGHT)
        for pair, count in counted.items()
    }
    # As typed: "bao" links, "bảo" does not.
    linking = {(fold(one), fold(other)) for one, other in pairs if {one, other} & FUNCTION_WORDS}
    return {pair: weight * (_LINKING if pair in linking else 1.0) for pair, weight in weights.items()}


def _wordings(topic: UnderstoodQuestion, run: Sequence[str]) -> Iterable[tuple[str, int, int, float]]:
    for expansion in topic.expansions:
        source = [fold(one) for one in syllables(expansion.source)]
        words = " ".join(fold(one) for one in syllables(expansion.text))
        words = words if " " in words else expansion.text
        for start in range(len(run) - len(source) + 1):
            if source and words and list(run[start : start + len(source)]) == source:
                yield words, start, start + len(source), min(1.0, expansion.weight + _TRUST)
