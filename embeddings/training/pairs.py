"""Training pairs from articles: what a person might ask, and the text that should be found.

Nothing is labelled by hand. A query is the article's title, another passage of the article, or a span cut out of a
passage (with some words of the title); the passage is what remains. A share of the queries loses its marks, so that
the units without marks learn from the texts that are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy
from numpy.typing import NDArray

from embeddings.segmentation import UnitVocabulary, written
from embeddings.training.texts import Article
from vietnamese.normal_forms import fold

Numbers = NDArray[numpy.int32]


@dataclass(frozen=True, slots=True)
class PairRecipe:
    """Shares of the kinds of pairs. `neighbours` articles in a row stand in one batch: they are the hard negatives.

    `wordings` pairs of a batch come from the thesaurus, the other `batch` from articles.
    """

    batch: int = 512
    neighbours: int = 16
    from_title: float = 0.45
    from_passage: float = 0.15
    title_in_passage: float = 0.4
    without_marks: float = 0.25
    title_before_rest: float = 0.7
    wordings: int = 48
    span: tuple[int, int] = (4, 20)


class WordingSource(Protocol):
    """Pairs that no article gives."""

    def draw(self, random: numpy.random.Generator) -> tuple[int, Numbers, Numbers]:
        """Return the number of a concept, a query and a passage."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries and passages in the same order, as unit numbers; equal `groups` are never negatives of each other."""

    queries: list[Numbers]
    passages: list[Numbers]
    groups: NDArray[numpy.int64]


@dataclass(frozen=True, slots=True)
class SegmentedArticle:
    """An article as unit numbers; articles of the same title share `group`."""

    title: Numbers
    passages: list[Numbers]
    group: int


def segment_articles(articles: Sequence[Article], units: UnitVocabulary) -> list[SegmentedArticle]:
    """Return the articles as unit numbers, without those of which no unit is known."""
    groups: dict[str, int] = {}
    segmented = []
    for article in articles:
        passages = [numpy.array(units.segment(passage), dtype=numpy.int32) for passage in article.passages]
        passages = [passage for passage in passages if len(passage)]
        if passages:
            title = numpy.array(units.segment(article.title), dtype=numpy.int32)
            key = " ".join(article.title) or f"#{len(groups)}"
            segmented.append(SegmentedArticle(title, passages, groups.setdefault(key, len(groups))))
    return segmented


def folded_numbers(pieces: Sequence[tuple[str, float]]) -> Numbers:
    """Return for every unit the number of its form without marks."""
    number_of = {spelling: number for number, (spelling, _) in enumerate(pieces)}
    return numpy.array(
        [
            number_of[written(fold(spelling[1:-1]).split("><"))] if number else 0
            for number, (spelling, _) in enumerate(pieces)
        ],
        dtype=numpy.int32,
    )


class PairSampler:
    """Draws batches of pairs from articles, reproducibly for one seed."""

    def __init__(
        self,
        articles: Sequence[SegmentedArticle],
        folded: Numbers,
        recipe: PairRecipe,
        seed: int,
        wordings: WordingSource | None = None,
    ) -> None:
        """Take segmented articles in their order of publication, so that neighbours are close in subject."""
        self._articles = articles
        self._wordings = wordings
        self._folded = folded
        self._recipe = recipe
        self._random = numpy.random.default_rng(seed)

    def draw(self) -> Batch:
        """Return the next batch; it may be a little smaller than asked where an article gives no pair."""
        recipe, random = self._recipe, self._random
        queries, passages, groups = list[Numbers](), list[Numbers](), list[int]()

        def add(query: Numbers, passage: Numbers, group: int) -> None:
            if len(query) and len(passage):
                queries.append(self._folded[query] if random.random() < recipe.without_marks else query)
                passages.append(passage)
                groups.append(group)

        starts = random.integers(0, max(1, len(self._articles) - recipe.neighbours), recipe.batch // recipe.neighbours)
        for start in starts:
            for article in self._articles[start : start + recipe.neighbours]:
                add(*self._pair(article), article.group)
        for _ in range(recipe.wordings):
            if self._wordings is None:
                break
            concept, query, passage = self._wordings.draw(random)
            # Concepts are numbered below all articles.
            add(query, passage, -1 - concept)
        return Batch(queries, passages, numpy.array(groups, dtype=numpy.int64))

    def _pair(self, article: SegmentedArticle) -> tuple[Numbers, Numbers]:
        """Return one query and the passage it should find."""
        recipe, random = self._recipe, self._random
        kind = random.random()
        index = int(random.integers(len(article.passages)))
        passage = article.passages[index]
        if kind < recipe.from_title and len(article.title):
            with_title = random.random() < recipe.title_in_passage / 2
            return article.title, numpy.concatenate([article.title, passage]) if with_title else passage
        if kind < recipe.from_title + recipe.from_passage and len(article.passages) > 1:
            other = (index + 1 + int(random.integers(len(article.passages) - 1))) % len(article.passages)
            return article.passages[other], passage
        return self._span_and_rest(article.title, passage)

    def _span_and_rest(self, title: Numbers, passage: Numbers) -> tuple[Numbers, Numbers]:
        """Return a span of the passage, perhaps with some words of the title, and what is left of the passage."""
        recipe, random = self._recipe, self._random
        shortest, longest = recipe.span
        if len(passage) < 2 * shortest:
            return title, passage
        length = int(random.integers(shortest, min(longest, len(passage) // 2) + 1))
        start = int(random.integers(0, len(passage) - length + 1))
        query = passage[start : start + length]
        rest = numpy.concatenate([passage[:start], passage[start + length :]])
        if len(title) and random.random() < recipe.title_in_passage:
            query = numpy.concatenate([query, title[random.random(len(title)) < 0.5]])
        if len(title) and random.random() < recipe.title_before_rest:
            rest = numpy.concatenate([title, rest])
        return query, rest
