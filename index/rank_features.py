"""What is compared between a question and a found passage to put the passages in order.

All features of all candidates of one question are computed together on arrays of token numbers. A *term* is a token of
the question, a *pair* or *triple* is two or three neighbouring tokens of it. Each is weighted by the rarity of its
tokens (inverse document frequency), and sums are divided by the sum over the question, so that questions of any length
compare.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy
from numpy.typing import NDArray

from index.token_numbers import TokenNumbers

Matrix = NDArray[numpy.float64]
Numbers = NDArray[numpy.int64]

FEATURES = (
    "words",  # the word index's score over the best one of the question
    "dense",  # the cosine less the best one of the question
    "bm25_all",  # BM25 of the terms in text, title and headings above
    "bm25_text",
    "bm25_title",
    "bm25_pairs_all",
    "bm25_pairs_text",
    "bm25_pairs_title",
    "terms_all",  # share of the question's terms that occur
    "terms_text",
    "terms_title",
    "pairs_all",
    "pairs_text",
    "pairs_title",
    "triples_text",
    "triples_title",
    "title_in_question",  # share of the title's tokens that the question holds
    "title_pairs_in_question",
    "nearest",  # share of the terms that stand within WINDOW tokens of each other
    "longest_run_text",  # longest stretch of the question's wording
    "longest_run_title",
)

_WINDOW = 40
_SATURATION = 1.2
_LENGTH_SHARE = 0.75
_USUAL_TEXT = 150.0
_USUAL_TITLE = 12.0
_LONGEST_RUN = 10
# Rarity of a title's token that the question does not hold: that of a word found in one passage of about 150.
_OTHER_RARITY = 5.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another wording of the question's tokens `start` to `end` (exclusive); found in a passage it counts as them.

    `tokens` are in index form; `weight` in (0, 1] is what a match counts beside a match of the question's own words.
    """

    start: int
    end: int
    tokens: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """A question as the ranker compares it.

    `tokens` are `vietnamese.tokens.syllables` of the question (without marks when `marked` is False, which makes the
    candidates compared without marks too). `frequency` gives the number of the library's passages that hold a token
    (in its field with or without marks), `passages` how many there are.
    """

    tokens: Sequence[str]
    frequency: Callable[[str], int]
    passages: int
    marked: bool = True
    alternatives: Sequence[Alternative] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A found passage: its text, the heading nearest to it, what stands above, and the scores it was found with.

    `words` is the score of the word index, `dense` the cosine; None where that search did not find the passage, which
    then counts as the lowest that it found.
    """

    text: str
    title: str
    above: str
    words: float | None
    dense: float | None


@dataclass(frozen=True, slots=True)
class _Counts:
    """Occurrences in one part of the candidates, rows are candidates: terms, pairs, triples; lengths in tokens."""

    terms: Matrix
    pairs: Matrix
    triples: Matrix
    lengths: Matrix
    run: Matrix
    nearest: Matrix

    def of_rows(self, rows: slice) -> _Counts:
        """Return what was counted in some of the rows."""
        return _Counts(*(getattr(self, one.name)[rows] for one in fields(self)))


def rank_features(question: RankedQuestion, candidates: Sequence[Candidate]) -> Matrix:
    """Return an array of shape (len(candidates), len(FEATURES)); without tokens only the search's scores are set."""
    values = numpy.zeros((len(candidates), len(FEATURES)))
    if not candidates:
        return values
    words = _or_lowest([candidate.words for candidate in candidates])
    dense = _or_lowest([candidate.dense for candidate in candidates])
    columns = {"words": words / max(float(words.max()), 1e-9), "dense": dense - dense.max()}
    if question.tokens:
        terms = _Terms(question)
        columns |= _comparisons(terms, *terms.count(candidates))
    for column, name in enumerate(FEATURES):
        if name in columns:
            values[:, column] = columns[name]
    return values


def _or_lowest(scores: Sequence[float | None]) -> Matrix:
    lowest = min((score for score in scores if score is not None), default=0.0)
    return numpy.array([lowest if score is None else score for score in scores])


def _comparisons(terms: _Terms, text: _Counts, title: _Counts, above: _Counts) -> dict[str, Matrix]:
    everything = [text.terms + title.terms + above.terms, text.pairs + title.pairs + above.pairs]
    long, short = _length_norm(text.lengths, _USUAL_TEXT), _length_norm(title.lengths, _USUAL_TITLE)
    whole = _length_norm(text.lengths + title.lengths, _USUAL_TEXT + _USUAL_TITLE)
    held = (title.terms > 0) @ terms.rarity
    # Each token of the title counts once, however often the question holds it.
    matched = numpy.minimum(title.terms, 1.0).sum(axis=1)
    return {
        "bm25_all": _saturated(everything[0], whole) @ terms.share,
        "bm25_text": _saturated(text.terms, long) @ terms.share,
        "bm25_title": _saturated(title.terms, short) @ terms.share,
        "bm25_pairs_all": _saturated(everything[1], whole) @ terms.pair_share,
        "bm25_pairs_text": _saturated(text.pairs, long) @ terms.pair_share,
        "bm25_pairs_title": _saturated(title.pairs, short) @ terms.pair_share,
        "terms_all": numpy.minimum(everything[0], 1.0) @ terms.share,
        "terms_text": numpy.minimum(text.terms, 1.0) @ terms.share,
        "terms_title": numpy.minimum(title.terms, 1.0) @ terms.share,
        "pairs_all": numpy.minimum(everything[1], 1.0) @ terms.pair_share,
        "pairs_text": numpy.minimum(text.pairs, 1.0) @ terms.pair_share,
        "pairs_title": numpy.minimum(title.pairs, 1.0) @ terms.pair_share,
        "triples_text": numpy.minimum(text.triples, 1.0) @ terms.triple_share,
        "triples_title": numpy.minimum(title.triples, 1.0) @ terms.triple_share,
        "title_in_question": held / (held + _OTHER_RARITY * numpy.maximum(title.lengths - matched, 0.0) + 1e-9),
        "title_pairs_in_question": title.pairs.sum(axis=1) / numpy.maximum(title.lengths - 1.0, 1.0),
        "nearest": text.nearest,
        "longest_run_text": text.run,
        "longest_run_title": title.run,
    }


def _length_norm(lengths: Matrix, usual: float) -> Matrix:
    return 1.0 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / usual


def _saturated(counts: Matrix, norm: Matrix) -> Matrix:
    """Return BM25's saturated counts (Robertson and Zaragoza 2009, section 3.4)."""
    return counts * (_SATURATION + 1.0) / (counts + _SATURATION * norm[:, None])


class _Terms:
    """The terms, pairs and triples of a question, and how often candidates hold them."""

    def __init__(self, question: RankedQuestion) -> None:
        numbers: dict[str, int] = {}
        for token in question.tokens:
            numbers.setdefault(token, len(numbers))
        self.size = len(numbers)
        self._asked = numpy.array([numbers[token] for token in question.tokens])
        self.rarity = numpy.array([_rarity(question.frequency(token), question.passages) for token in numbers])
        self._alternatives = [
            (alternative, [numbers.setdefault(token, len(numbers)) for token in alternative.tokens])
            for alternative in question.alternatives
            if alternative.tokens
        ]
        self._known = list(numbers)
        self._tokens = TokenNumbers.shared(question.marked)
        asked, size = self._asked, self.size
        self._pairs, self._pair_of = numpy.unique(asked[:-1] * size + asked[1:], return_inverse=True)
        self._triples = numpy.unique((asked[:-2] * size + asked[1:-1]) * size + asked[2:])
        rarity = self.rarity
        self.share = _shares(rarity)
        self.pair_share = _shares(rarity[self._pairs // size] + rarity[self._pairs % size])
        first = self._triples // (size * size)
        self.triple_share = _shares(rarity[first] + rarity[self._triples // size % size] + rarity[self._triples % size])

    def count(self, candidates: Sequence[Candidate]) -> tuple[_Counts, _Counts, _Counts]:
        """Count what the candidates' texts, titles and headings above hold of the question."""
        # All parts are counted together, for most of the time goes into the number of steps.
        texts = [one.text for one in candidates]
        texts += [one.title for one in candidates]
        texts += [one.above for one in candidates]
        tokens, lengths = self._tokens.of(texts)
        numbers = self._tokens.places(self._known)[tokens]
        # All but a few tokens are none of the question's: what follows looks at those few alone.
        met = numpy.flatnonzero(numbers >= 0)
        row = numpy.repeat(numpy.arange(len(texts)), lengths)[met]
        known = numbers[met].astype(numpy.int64)
        # Places of neighbours differ by one, those in different texts by more.
        place = met + row
        # Tokens of other wordings are known, but are no terms of the question.
        flat = numpy.where(known < self.size, known, -1)
        together = (flat[:-1] >= 0) & (flat[1:] >= 0) & (place[1:] - place[:-1] == 1)
        pair = numpy.where(together, flat[:-1] * self.size + flat[1:], -1)
        triple = numpy.where(together[:-1] & together[1:], pair[:-1] * self.size + flat[2:], -1)
        pair_number, triple_number = _position(pair, self._pairs), _position(triple, self._triples)
        counts = _Counts(
            _tally(row, flat, len(texts), self.size),
            _tally(row[:-1], pair_number, len(texts), len(self._pairs)),
            _tally(row[:-2], triple_number, len(texts), len(self._triples)),
            lengths.astype(numpy.float64),
            self._longest_run(pair_number, row, len(texts)),
            self._nearest(flat, row, met, lengths, len(candidates)),
        )
        for alternative, wording in self._alternatives:
            self._credit(counts, alternative, _rows_with(known, place, row, wording, len(texts)))
        parts = (slice(start, start + len(candidates)) for start in range(0, len(texts), len(candidates)))
        text, title, above = (counts.of_rows(part) for part in parts)
        return text, title, above

    def _credit(self, counts: _Counts, alternative: Alternative, rows: NDArray[numpy.bool_]) -> None:
        """Let the question's tokens that another wording stands for count as found in the rows."""
        if not rows.any():
            return
        terms = self._asked[alternative.start : alternative.end]
        pairs = self._pair_of[alternative.start : max(alternative.end - 1, alternative.start)]
        for matrix, columns in ((counts.terms, terms), (counts.pairs, pairs)):
            for column in columns:
                matrix[rows, column] = numpy.maximum(matrix[rows, column], alternative.weight)

    def _longest_run(self, pair_number: Numbers, row: Numbers, rows: int) -> Matrix:
        """Return, for each row, the longest stretch of the question's pairs as a share of what it could be."""
        longest = numpy.zeros(rows)
        if len(pair_number):
            places = numpy.arange(len(pair_number))
            last_gap = numpy.maximum.accumulate(numpy.where(pair_number < 0, places, -1))
            hit = numpy.flatnonzero(pair_number >= 0)
            numpy.maximum.at(longest, row[hit], (places - last_gap)[hit])
        return numpy.minimum(longest, _LONGEST_RUN) / max(1, min(_LONGEST_RUN, len(self._asked) - 1))

    def _nearest(self, flat: Numbers, row: Numbers, met: Numbers, lengths: Numbers, rows: int) -> Matrix:
        """Return the largest share of the terms within one window, for the first rows; windows overlap by half."""
        best = numpy.zeros(len(lengths))
        hit = (flat >= 0) & (row < rows)
        if not hit.any():
            return best
        row, term = row[hit], flat[hit]
        place = met[hit] - (numpy.cumsum(lengths) - lengths)[row]
        for shift in (0, _WINDOW // 2):
            window = (place + shift) // _WINDOW
            windows = int(window.max()) + 1
            held = numpy.zeros((rows * windows, self.size))
            held[row * windows + window, term] = 1.0
            best[:rows] = numpy.maximum(best[:rows], (held @ self.share).reshape(rows, windows).max(axis=1))
        return best


def _rarity(frequency: int, passages: int) -> float:
    """Return BM25's inverse document frequency, never negative."""
    return math.log(1.0 + (max(passages, frequency) - frequency + 0.5) / (frequency + 0.5))


def _shares(weights: Matrix) -> Matrix:
    return weights / max(float(weights.sum()), 1e-9)


def _position(keys: Numbers, sought: Numbers) -> Numbers:
    """Return the place of each key among the sorted `sought`, -1 for one that is not among them."""
    if not len(sought):
        return numpy.full(len(keys), -1)
    places = numpy.minimum(numpy.searchsorted(sought, keys), len(sought) - 1)
    return numpy.where(sought[places] == keys, places, -1)


def _tally(row: Numbers, column: Numbers, rows: int, columns: int) -> Matrix:
    """Return how often each column number stands in each row; -1 is no column."""
    hit = column >= 0
    places = row[: len(column)][hit] * columns + column[hit]
    return numpy.bincount(places, minlength=rows * columns).reshape(rows, columns).astype(numpy.float64)


def _rows_with(known: Numbers, place: Numbers, row: Numbers, wording: Sequence[int], rows: int) -> NDArray[numpy.bool_]:
    """Tell which rows hold the numbers of `wording` one after another."""
    found = numpy.zeros(rows, dtype=bool)
    starts = numpy.flatnonzero(known[: max(len(known) - len(wording) + 1, 0)] == wording[0])
    for offset, number in enumerate(wording[1:], start=1):
        starts = starts[(known[starts + offset] == number) & (place[starts + offset] - place[starts] == offset)]
    found[row[starts]] = True
    return found
