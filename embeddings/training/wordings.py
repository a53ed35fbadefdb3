"""Training pairs from the thesaurus: what people say, against passages of the texts that hold the official term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy

from embeddings.segmentation import UnitVocabulary
from embeddings.training.pairs import Numbers
from embeddings.training.texts import Article
from vietnamese.thesaurus import Thesaurus
from vietnamese.tokens import syllables

Wording = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """One group of the thesaurus in index form: official wordings, and all wordings."""

    official: tuple[Wording, ...]
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a passage holds an official wording: syllables `start` to `end` (exclusive)."""

    passage: list[str]
    start: int
    end: int


def concepts_of(thesaurus: Thesaurus) -> list[Concept]:
    """Return the groups of a thesaurus."""
    concepts = []
    for group in thesaurus.groups:
        official = tuple(tuple(syllables(text)) for text in (group.term, *group.synonyms))
        spoken = (*group.everyday, *group.english, *group.abbreviations)
        concepts.append(Concept(official, (*official, *(tuple(syllables(text)) for text in spoken))))
    return concepts


class WordingSampler:
    """Draws (query, passage) pairs on the concepts of a thesaurus."""

    def __init__(self, articles: Sequence[Article], concepts: Sequence[Concept], units: UnitVocabulary) -> None:
        """Find the official wordings in the articles' passages; a concept found nowhere is paired with its term."""
        self._concepts = concepts
        self._units = units
        self._found: dict[int, list[Occurrence]] = defaultdict(list)
        for concept, occurrence in _occurrences(articles, concepts):
            self._found[concept].append(occurrence)

    def draw(self, random: numpy.random.Generator) -> tuple[int, Numbers, Numbers]:
        """Return the number of a concept, a query and a passage, as unit numbers.

        The query is another wording alone, or the words around the official one with another in its place.
        """
        number = int(random.integers(len(self._concepts)))
        concept = self._concepts[number]
        wording = list(concept.wordings[int(random.integers(len(concept.wordings)))])
        found = self._found.get(number)
        if not found:
            return number, self._segment(wording), self._segment(list(concept.official[0]))
        place = found[int(random.integers(len(found)))]
        if random.random() < 0.5:
            before, after = (int(count) for count in random.integers(0, 6, 2))
            wording = place.passage[max(0, place.start - before) : place.start] + wording
            wording += place.passage[place.end : place.end + after]
        return number, self._segment(wording), self._segment(place.passage)

    def _segment(self, words: list[str]) -> Numbers:
        return numpy.array(self._units.segment(words), dtype=numpy.int32)


def _occurrences(articles: Sequence[Article], concepts: Sequence[Concept]) -> Iterator[tuple[int, Occurrence]]:
    """Yield concept numbers with the places that hold one of their official wordings of two syllables and more."""
    by_pair: dict[Wording, list[tuple[Wording, int]]] = defaultdict(list)
    for number, concept in enumerate(concepts):
        for wording in concept.official:
            if len(wording) > 1:
                by_pair[wording[:2]].append((wording, number))
    firsts = {pair[0] for pair in by_pair}
    for article in articles:
        for passage in article.passages:
            for start, token in enumerate(passage):
                if token in firsts:
                    for wording, number in by_pair.get(tuple(passage[start : start + 2]), ()):
                        if tuple(passage[start : start + len(wording)]) == wording:
                            yield number, Occurrence(passage, start, start + len(wording))
