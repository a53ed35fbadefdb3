"""From an understood question to found passages: candidates by vectors and by words, fused, ordered, shown once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy

from corpus.citations import administrative_citation
from corpus.records import SPECIAL_SECTIONS, Document, Passage
from embeddings.encoder import Encoder, Vectors
from index.generations import LibraryReader
from index.query_terms import query_terms
from index.records import Hit, SearchFilters, UnderstoodQuestion
from vietnamese.document_numbers import find_numbers

_CANDIDATES = 100
# Two passages of different documents are "the same wording" when nearly all of their five-syllable runs agree.
_SAME_WORDING = 0.85
# Repeated wording is folded together among the first hits, which are what a person reads.
_SHOWN_ONCE = 20
_DATE_FOLLOWS = re.compile(r",?\s*ngày\s+\d")


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """How much each score counts. Scores are scaled to [0, 1] by the best of the question before they are added."""

    dense: float = 0.5
    words: float = 1.0
    introduces: float = 0.6
    """A passage that gives a number asked for together with its date, as at the first mention of a document."""
    preferred: float = 0.25
    about: float = 1.0
    aside: float = 0.35
    """What the score of a letterhead, signature block … is multiplied by when the question is not about it."""


class Searcher:
    """Finds passages in one generation of a library."""

    def __init__(self, reader: LibraryReader, encoder: Encoder, weights: FusionWeights | None = None) -> None:
        """Take an open reader and the encoder that its vectors were made with."""
        self._reader = reader
        self._encoder = encoder
        self._weights = weights or FusionWeights()
        self._documents: Mapping[str, Document] = {document.id: document for document in reader.documents()}

    def search(self, understood: UnderstoodQuestion, k: int) -> tuple[Hit, ...]:
        """Return the k best passages, best first; equal scores in the order of the library."""
        allowed = self._reader.allowed(understood.filters)
        depth = max(_CANDIDATES, 2 * k)
        dense = dict(self._reader.dense(self._question_vector(understood), depth, allowed))
        words = dict(self._reader.words(query_terms(understood), depth, allowed))
        rows = sorted(set(dense) | set(words))
        if not rows:
            return ()
        passages = dict(zip(rows, self._reader.passages(rows), strict=True))
        scored = [
            (row, passages[row], self._parts(passages[row], dense.get(row, 0.0), words.get(row, 0.0), understood))
            for row in rows
        ]
        totals = self._totals(scored, understood)
        order = sorted(range(len(rows)), key=lambda position: (-totals[position], rows[position]))
        return self._hits([(totals[position], *scored[position][1:]) for position in order], k, understood)

    def _question_vector(self, understood: UnderstoodQuestion) -> Vectors:
        expansions = " ".join(expansion.text for expansion in understood.expansions)
        vectors = self._encoder.encode_queries([understood.text, f"{understood.text} {expansions}".strip()])
        mean = vectors.mean(axis=0)
        return mean / max(float(numpy.linalg.norm(mean)), 1e-9)

    def _parts(self, passage: Passage, dense: float, words: float, understood: UnderstoodQuestion) -> dict[str, float]:
        document = self._documents[passage.document_id]
        return {
            "dense": max(dense, 0.0),
            "words": words,
            "introduces": introduces(passage.text, understood.numbers),
            "preferred": float(bool(understood.preferred) and meets(document, passage, understood.preferred)),
        }

    def _totals(
        self, scored: Sequence[tuple[int, Passage, Mapping[str, float]]], understood: UnderstoodQuestion
    ) -> list[float]:
        weights = self._weights
        best = {name: max((parts[name] for _, _, parts in scored), default=0.0) or 1.0 for name in ("dense", "words")}
        totals = []
        for _, passage, parts in scored:
            total = (
                weights.dense * parts["dense"] / best["dense"]
                + weights.words * parts["words"] / best["words"]
                + weights.preferred * parts["preferred"]
                + weights.introduces * parts["introduces"]
            )
            if passage.section in understood.about:
                total += weights.about
            elif passage.section in SPECIAL_SECTIONS and not parts["introduces"]:
                total *= weights.aside
            totals.append(total)
        return totals

    def _hits(
        self, ordered: Sequence[tuple[float, Passage, Mapping[str, float]]], k: int, understood: UnderstoodQuestion
    ) -> tuple[Hit, ...]:
        """Number the first k, showing wording shared by several documents once unless documents are compared."""
        hits: list[Hit] = []
        for score, passage, parts in ordered:
            if not understood.compares and len(hits) <= _SHOWN_ONCE:
                twin = _twin(passage, hits)
                if twin is not None:
                    hits[twin] = replace(hits[twin], also_in=(*hits[twin].also_in, passage.id))
                    continue
            if len(hits) == k:
                break
            document = self._documents[passage.document_id]
            citation = administrative_citation(document, passage.section)
            hits.append(Hit(len(hits) + 1, score, document, passage, citation, parts))
        return tuple(hits)


def _twin(passage: Passage, hits: Sequence[Hit]) -> int | None:
    """Return the position of the first hit from another document with the same wording, None when there is none."""
    for position, hit in enumerate(hits):
        other = hit.passage
        if other.document_id == passage.document_id:
            continue
        longer, shorter = max(len(other.text), len(passage.text)), min(len(other.text), len(passage.text))
        if shorter < _SAME_WORDING * longer:
            continue
        one, two = five_word_runs(passage.text), five_word_runs(other.text)
        if one and two and len(one & two) >= _SAME_WORDING * len(one | two):
            return position
    return None


def introduces(text: str, numbers: Collection[str]) -> float:
    """Return 1.0 if `text` gives one of the document numbers with its date, 0.5 if it gives one at all, else 0.0.

    A document is named in full, with date and issuer, where it is first mentioned (Nghị định 30/2020/NĐ-CP, phụ lục I).
    """
    if not numbers:
        return 0.0
    found = [number for number in find_numbers(text) if number.key in numbers]
    if any(_DATE_FOLLOWS.match(text, number.end) for number in found):
        return 1.0
    return 0.5 if found else 0.0


@lru_cache(maxsize=512)
def five_word_runs(text: str) -> frozenset[str]:
    """Return the runs of five words of `text`, white space and case folded; empty for a shorter text."""
    words = text.lower().split()
    return frozenset(" ".join(words[start : start + 5]) for start in range(len(words) - 4))


def meets(document: Document, passage: Passage, filters: SearchFilters) -> bool:
    """Tell whether a passage meets every condition that is set in `filters`."""

    def one_of(value: object, values: Collection[object]) -> bool:
        return not values or value in values

    return (
        one_of(document.issuer, filters.issuers)
        and one_of(document.kind, filters.kinds)
        and one_of(document.issued_on.year, filters.years)
        and one_of(document.id, filters.documents)
        and one_of(document.issuer_level, filters.levels)
        and (not filters.sections or any(passage.section.startswith(path) for path in filters.sections))
    )
