"""The protocol of a search engine: vectors and words in, row ids with scores out.

A row id is the stable int64 id of a passage. Results are ordered by score, highest first, and by row id where scores
are equal, so that every engine gives the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy
from numpy.typing import NDArray

RowIds = NDArray[numpy.int64]
"""Sorted int64 row ids without repetition."""

Found = tuple[int, float]
"""A row id and its score."""

WORD_FIELDS = ("marked", "folded", "headings", "headings_folded", "numbers")
"""Fields of the word index; see `index.word_index.passage_fields`."""


class WeightedTerm(NamedTuple):
    """One indexed token sought in one field; `weight` multiplies its BM25 score."""

    field: str
    text: str
    weight: float = 1.0


class EngineRow(NamedTuple):
    """What an engine indexes of one passage: tokens by field, in order."""

    row: int
    fields: Mapping[str, Sequence[str]]


class SearchEngine(Protocol):
    """Finds row ids by vector or by words. Raises EngineError when the engine fails.

    `allowed` keeps only the given rows; None allows all and an empty array finds nothing.
    """

    def dense(self, vector: NDArray[numpy.float32], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows with the highest inner product with `vector`, of shape (dimension,)."""

    def words(self, terms: Sequence[WeightedTerm], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows with the highest weighted BM25 score, all of which hold at least one term."""

    def document_frequency(self, field: str, term: str) -> int:
        """Return the number of rows whose field holds the token."""

    def vocabulary(self, field: str) -> Mapping[str, int]:
        """Return every token of a field with the number of rows that hold it."""

    def close(self) -> None:
        """Release files and connections."""


def best(found: Sequence[Found], k: int) -> list[Found]:
    """Return the `k` best of `found`, by score and then by row id."""
    return sorted(found, key=lambda one: (-one[1], one[0]))[:k]
