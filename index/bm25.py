"""BM25 as tantivy computes it, for engines that are given sparse vectors instead of words.

    score = Σ weight · idf · (k1 + 1) · tf / (tf + k1 · (1 - b + b · length / average))
    idf   = ln(1 + (N - df + 0.5) / (df + 0.5))

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; k1 = 1.2, b = 0.75.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from index.engine import WORD_FIELDS, EngineRow, WeightedTerm

K1, B = 1.2, 0.75
_EXACT_LENGTHS = 24


class WordStatistics(Protocol):
    """What BM25 asks of a whole library."""

    @property
    def count(self) -> int:
        """Number of passages."""

    def document_frequency(self, field: str, term: str) -> int:
        """Return the number of passages whose field holds the token."""

    def vocabulary(self, field: str) -> Mapping[str, int]:
        """Return every token of a field with the number of passages that hold it."""


def stored_length(tokens: int) -> int:
    """Return the length of a field as an index keeps it in one byte: exact up to 40, then rounded down to 4 bits."""
    beyond = tokens - _EXACT_LENGTHS
    if beyond < 16:
        return tokens
    shift = beyond.bit_length() - 4
    return _EXACT_LENGTHS + (beyond >> shift << shift)


def average_lengths(rows: Sequence[EngineRow]) -> dict[str, float]:
    """Return the mean number of tokens of each field; 1 for a field without any."""
    totals = {name: sum(len(row.fields.get(name, ())) for row in rows) for name in WORD_FIELDS}
    return {name: (total / len(rows) if rows and total else 1.0) for name, total in totals.items()}


def passage_vector(row: EngineRow, averages: Mapping[str, float]) -> dict[int, float]:
    """Return the sparse vector of a passage; its inner product with that of a question is the BM25 score."""
    vector: dict[int, float] = {}
    for name, tokens in row.fields.items():
        norm = K1 * (1 - B + B * stored_length(len(tokens)) / averages[name])
        for token, frequency in Counter(tokens).items():
            vector[place(name, token)] = frequency / (frequency + norm)
    # Milvus refuses an empty vector, and no token has place 0.
    return vector or {0: 1.0}


def question_vector(terms: Sequence[WeightedTerm], statistics: WordStatistics) -> dict[int, float]:
    """Return the sparse vector of a question; empty when no passage holds any of the terms."""
    vector: dict[int, float] = {}
    for field, text, weight in terms:
        frequency = statistics.document_frequency(field, text)
        if frequency:
            where = place(field, text)
            vector[where] = vector.get(where, 0.0) + weight * idf(statistics.count, frequency) * (K1 + 1)
    return vector


def idf(count: int, frequency: int) -> float:
    """Return the weight of a token that `frequency` of `count` passages hold; above 0."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def place(field: str, token: str) -> int:
    """Return the dimension of a token in a field: 32 bits of a hash, so that two tokens seldom share one."""
    return int.from_bytes(hashlib.blake2b(f"{field}\0{token}".encode(), digest_size=4).digest(), "little") or 1
