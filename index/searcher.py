"""From an understood question to found passages: candidates by vectors and by words, fused, ordered, shown once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy
from numpy.typing import NDArray

from corpus.citations import administrative_citation
from corpus.records import SPECIAL_SECTIONS, Document, Passage
from embeddings.encoder import Encoder, Vectors
from index.bm25 import idf
from index.definitions import asked_term, defines
from index.engine import WeightedTerm
from index.generations import LibraryReader
from index.query_terms import query_terms
from index.records import Hit, SearchFilters, UnderstoodQuestion
from index.reranker import Candidate, RankedQuestion, Reranker, alternatives_of, as_ranked
from vietnamese.document_numbers import find_numbers
from vietnamese.mark_restoring import likely_marks
from vietnamese.normal_forms import fold
from vietnamese.tokens import folded_syllables, syllables

# How many each search proposes at least. Words find more of what vectors miss than the other way round.
_BY_VECTOR = 100
_BY_WORDS = 200
# The words' score of what only vectors proposed, as a share of the least score among the words' full list.
_BELOW_THE_LEAST = 0.8
_RANKED = 50
# Up to so many passages of several documents are asked for together.
_MOST_TOGETHER = 4_000
# From so many passages on, tokens that next to all of them hold are not sought.
_LARGE = 20_000
# Two passages of different documents are "the same wording" when nearly all of their five-syllable runs agree.
_SAME_WORDING = 0.85
# Repeated wording is folded together among the first hits, which are what a person reads.
_SHOWN_ONCE = 20
# ", ngày 25/10/2017 của …", "ngày 2 tháng 3 năm 2017". Refuses a mention without its date.
_DATE_FOLLOWS = re.compile(r",?\s*ngày\s+\d[\d/.]*(?:\s+tháng\s+\d+\s+năm\s+\d+)?(?P<issuer>,?\s+của\s)?")


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """How much each part counts beside the ranker's score, which is scaled to [0, 1] over a question's candidates.

    `folded` and `expanded` are the shares of the question without marks and with its expansions in its vector, beside
    1 for the question itself. `first_dense` and `first_words` order the candidates before the ranker sees the first of
    them.
    """

    folded: float = 0.5
    expanded: float = 1.0
    first_dense: float = 0.75
    first_words: float = 1.0
    ranker: float = 1.0
    first: float = 0.5
    introduces: float = 0.6
    defines: float = 1.5
    preferred: float = 0.25
    about: float = 2.0
    aside: float = 0.35
    """What a letterhead, signature block … keeps of its score when the question is not about it."""


@dataclass(slots=True)
class _Candidate:
    """A passage on its way to being a hit."""

    row: int
    dense: float
    words: float | None
    first: float
    passage: Passage | None = None
    parts: dict[str, float] = field(default_factory=dict)
    total: float = 0.0


class Searcher:
    """Finds passages in one generation of a library."""

    def __init__(
        self,
        reader: LibraryReader,
        encoder: Encoder,
        weights: FusionWeights | None = None,
        ranker: Reranker | None = None,
    ) -> None:
        """Take an open reader and the encoder that its vectors were made with."""
        self._reader = reader
        self._encoder = encoder
        self._weights = weights or FusionWeights()
        self._ranker = ranker or Reranker.shipped()
        self._documents: Mapping[str, Document] = {document.id: document for document in reader.documents()}

    def search(self, understood: UnderstoodQuestion, k: int) -> tuple[Hit, ...]:
        """Return the k best passages, best first; equal scores in the order of the library."""
        understood = _beside_places(understood)
        return self._ordered(understood, self._candidates(understood, k + _SHOWN_ONCE), k)

    def search_each(self, understood: UnderstoodQuestion, document_ids: Sequence[str], k: int) -> list[tuple[Hit, ...]]:
        """Return for each document what `search` finds in it alone; the index is asked once for all of them."""
        understood = _beside_places(understood)
        alone = [replace(understood, filters=SearchFilters(documents=(one,)), compares=False) for one in document_ids]
        allowed = [self._reader.allowed(one.filters) for one in alone]
        rows = [one if one is not None else numpy.empty(0, numpy.int64) for one in allowed]
        together = numpy.unique(numpy.concatenate([*rows, numpy.empty(0, numpy.int64)]))
        if len(together) > _MOST_TOGETHER:
            return [self.search(one, k) for one in alone]
        vector = self._question_vector(understood)
        dense = self._reader.dense(vector, len(together), together)
        words = self._reader.words(self._terms(understood), len(together), together)
        found = []
        for one, own in zip(alone, rows, strict=True):
            held = frozenset(own.tolist())
            near = [pair for pair in dense if pair[0] in held][: max(_BY_VECTOR, k + _SHOWN_ONCE)]
            named = [pair for pair in words if pair[0] in held][: max(_BY_WORDS, k + _SHOWN_ONCE)]
            found.append(self._ordered(one, self._fused(vector, dict(near), dict(named), k + _SHOWN_ONCE), k))
        return found

    def _ordered(self, understood: UnderstoodQuestion, candidates: Sequence[_Candidate], k: int) -> tuple[Hit, ...]:
        """Return the k best of the candidates of the first stage, ranked."""
        ranked, rest = candidates[:_RANKED], candidates[_RANKED : k + _SHOWN_ONCE]
        self._open([*ranked, *rest])
        self._rank(ranked, understood)
        least = min((candidate.total for candidate in ranked), default=0.0)
        for candidate in rest:  # beyond what the ranker reads, the order of the first stage goes on
            candidate.total = least - 1.0 + candidate.first
        ordered = sorted([*ranked, *rest], key=lambda one: (-one.total, one.row))
        return self._hits(_each_document_first(ordered) if understood.compares else ordered, k, understood)

    def _candidates(self, understood: UnderstoodQuestion, depth: int) -> list[_Candidate]:
        """Return what vectors and words find, see `_fused`."""
        allowed, vector = self._reader.allowed(understood.filters), self._question_vector(understood)
        dense = dict(self._reader.dense(vector, max(_BY_VECTOR, depth), allowed))
        words = dict(self._reader.words(self._terms(understood), max(_BY_WORDS, depth), allowed))
        return self._fused(vector, dense, words, depth)

    def _fused(
        self, vector: Vectors, dense: dict[int, float], words: Mapping[int, float], depth: int
    ) -> list[_Candidate]:
        """Return the best candidates by the sum of both scores, each scaled by its best: those to rank, and `depth`.

        What words propose is compared by its vector too; what vectors propose and a full list of words does not hold
        counts as a little less than the last of that list.
        """
        dense |= self._reader.cosines(vector, [row for row in words if row not in dense])
        unlisted = _BELOW_THE_LEAST * min(words.values()) if len(words) == max(_BY_WORDS, depth) else 0.0
        best_dense, best_words = max(dense.values(), default=0.0) or 1.0, max(words.values(), default=0.0) or 1.0
        rows = numpy.fromiter(dense, numpy.int64, len(dense))
        cosines = numpy.fromiter(dense.values(), numpy.float64, len(dense))
        scores = numpy.fromiter((words.get(row, unlisted) for row in dense), numpy.float64, len(dense))
        first = (
            self._weights.first_dense * numpy.maximum(cosines, 0.0) / best_dense
            + self._weights.first_words * scores / best_words
        )
        best = numpy.lexsort((rows, -first))[: max(_RANKED, depth)]
        chosen = zip(*(values[best].tolist() for values in (rows, cosines, first)), strict=True)
        return [_Candidate(row, cosine, words.get(row), score) for row, cosine, score in chosen]

    def _terms(self, understood: UnderstoodQuestion) -> list[WeightedTerm]:
        passages = self._reader.passage_count
        if passages < _LARGE:
            return query_terms(understood)
        return query_terms(understood, lambda field, token: idf(passages, self._reader.vocabulary(field).get(token, 0)))

    def _question_vector(self, understood: UnderstoodQuestion) -> Vectors:
        """Return the mean of the question's vectors as typed, without marks and with its expansions, of length 1.

        Marks that were not typed are put back first: without them a text has hardly a unit in common with a passage.
        """
        text = understood.text
        if not understood.has_marks:
            text = " ".join(likely_marks(folded_syllables(text)))
        expansions = " ".join(expansion.text for expansion in understood.expansions)
        shares = {text: 1.0}
        for form, share in (
            (fold(text), self._weights.folded),
            (f"{text} {expansions}".strip(), self._weights.expanded),
        ):
            shares[form] = shares.get(form, 0.0) + share
        vectors = self._encoder.encode_queries(list(shares))
        mean = numpy.array(list(shares.values()), numpy.float32) @ vectors
        vector: Vectors = mean / max(float(numpy.linalg.norm(mean)), 1e-9)
        return vector

    def _open(self, candidates: Sequence[_Candidate]) -> None:
        passages = self._reader.passages([candidate.row for candidate in candidates])
        for candidate, passage in zip(candidates, passages, strict=True):
            candidate.passage = passage

    def _rank(self, candidates: Sequence[_Candidate], understood: UnderstoodQuestion) -> None:
        """Set the total of each candidate and the parts it is made of."""
        weights = self._weights
        asked = self._ranked_question(understood)
        ranker = _scaled(self._ranker.score(asked, [self._as_ranked(one) for one in candidates]))
        term = asked_term(understood.text)
        for candidate, score in zip(candidates, ranker, strict=True):
            passage = _passage_of(candidate)
            document = self._documents[passage.document_id]
            given = introduces(passage.text, understood.numbers)
            preferred = float(bool(understood.preferred) and meets(document, passage, understood.preferred))
            candidate.parts = {
                "dense": candidate.dense,
                "words": candidate.words or 0.0,
                "ranker": score,
                "introduces": given,
                "defines": float(bool(term) and defines(passage.text, term, marked=understood.has_marks)),
                "preferred": preferred,
            }
            candidate.total = (
                weights.ranker * score
                + weights.first * candidate.first
                + weights.preferred * preferred
                + weights.introduces * given
                + weights.defines * candidate.parts["defines"]
            )
            if passage.section in understood.about:
                candidate.total += weights.about
            elif passage.section in SPECIAL_SECTIONS and not given:
                candidate.total *= weights.aside

    def _as_ranked(self, candidate: _Candidate) -> Candidate:
        passage = _passage_of(candidate)
        return as_ranked(passage, self._documents[passage.document_id], candidate.words, candidate.dense)

    def _ranked_question(self, understood: UnderstoodQuestion) -> RankedQuestion:
        marked = understood.has_marks
        tokens = syllables(understood.text) if marked else folded_syllables(understood.text)
        expansions = [(one.source, one.text, one.weight) for one in understood.expansions]
        frequencies = self._reader.vocabulary("marked" if marked else "folded")
        return RankedQuestion(
            tokens=tokens,
            frequency=lambda token: frequencies.get(token, 0),
            passages=self._reader.passage_count,
            marked=marked,
            alternatives=alternatives_of(tokens, expansions, marked=marked),
        )

    def _hits(self, candidates: Sequence[_Candidate], k: int, understood: UnderstoodQuestion) -> tuple[Hit, ...]:
        """Number the first k, showing wording shared by several documents once unless documents are compared."""
        hits: list[Hit] = []
        for candidate in candidates:
            passage = _passage_of(candidate)
            if not understood.compares and len(hits) <= _SHOWN_ONCE:
                twin = _twin(passage, hits)
                if twin is not None:
                    hits[twin] = replace(hits[twin], also_in=(*hits[twin].also_in, passage.id))
                    continue
            if len(hits) == k:
                break
            document = self._documents[passage.document_id]
            citation = administrative_citation(document, passage.section)
            hits.append(Hit(len(hits) + 1, candidate.total, document, passage, citation, candidate.parts))
        return tuple(hits)


def _beside_places(understood: UnderstoodQuestion) -> UnderstoodQuestion:
    """Return the question without the places whose documents are searched: passages that name one are no better."""
    text = understood.text
    for place in understood.places:
        # Typed without marks a name may also begin or end other words: "ha noi" in "nha noi tru".
        text = re.sub(rf"(?<!\w){re.escape(place)}(?!\w)", " ", text)
    tokens = syllables(text)
    return replace(understood, text=" ".join(text.split()), places=()) if len(tokens) > 1 else understood


def _each_document_first(ordered: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the best passage of every document, then the second best of every one …, for a comparison."""
    rounds: Counter[str] = Counter()
    numbered = []
    for position, candidate in enumerate(ordered):
        document_id = _passage_of(candidate).document_id
        numbered.append((rounds[document_id], position, candidate))
        rounds[document_id] += 1
    return [candidate for _, _, candidate in sorted(numbered, key=lambda one: one[:2])]


def _passage_of(candidate: _Candidate) -> Passage:
    assert candidate.passage is not None, "opened before it is ranked"
    return candidate.passage


def _scaled(scores: NDArray[numpy.float64]) -> list[float]:
    """Return the scores moved and stretched to [0, 1]; all 1 when they are equal."""
    if not len(scores):
        return []
    low, high = float(scores.min()), float(scores.max())
    return [(float(score) - low) / (high - low) if high > low else 1.0 for score in scores]


def _twin(passage: Passage, hits: Sequence[Hit]) -> int | None:
    """Return the position of the first hit from another document with the same wording, None when there is none."""
    for position, hit in enumerate(hits):
        other = hit.passage
        if other.document_id == passage.document_id:
            continue
        longer, shorter = max(len(other.text), len(passage.text)), min(len(other.text), len(passage.text))
        if shorter >= _SAME_WORDING * longer and _same_wording(passage.text, other.text):
            return position
    return None


def _same_wording(text: str, other: str) -> bool:
    # Each different word that the other lacks begins a run that it lacks, but for the last four words: most texts are
    # told apart without making their runs.
    (words, count), (others, other_count) = _words(text), _words(other)
    most = (1 - _SAME_WORDING) / _SAME_WORDING * min(count, other_count)
    lacking = len(words - others) - 4
    if lacking > most or lacking + len(others - words) - 4 > most:
        return False
    one, two = five_word_runs(text), five_word_runs(other)
    shared = len(one & two)
    return shared > 0 and shared >= _SAME_WORDING * (len(one) + len(two) - shared)


def introduces(text: str, numbers: Collection[str]) -> float:
    """Return 1.0 if `text` gives one of the document numbers with date and issuer, less if it gives less, else 0.0.

    A document is named in full, with date and issuer, where it is first mentioned (Nghị định 30/2020/NĐ-CP, phụ lục I).
    """
    if not numbers:
        return 0.0
    found = [number for number in find_numbers(text) if number.key in numbers]
    dated = [match for number in found if (match := _DATE_FOLLOWS.match(text, number.end))]
    if dated:
        return 1.0 if any(match["issuer"] for match in dated) else 0.8
    return 0.5 if found else 0.0


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[frozenset[str], int]:
    """Return the different words of `text`, case folded, and how many words it has."""
    words = text.lower().split()
    return frozenset(words), len(words)


@lru_cache(maxsize=512)
def five_word_runs(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of five words of `text`, white space and case folded; empty for a shorter text."""
    words = text.lower().split()
    return frozenset(zip(*(words[start:] for start in range(5)), strict=False))


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
