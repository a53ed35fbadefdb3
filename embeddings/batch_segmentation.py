"""The segmentation of many texts at once, with numpy: the readings of `UnitVocabulary.segment`, several times as fast.

All texts are laid end to end. Where no unit spans two neighbouring syllables one unit ends and another begins, so the
texts fall into short stretches, and the best readings of all stretches are found in step (Viterbi).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise, repeat

import numpy
from numpy.typing import NDArray

from embeddings.segmentation import UNKNOWN

Numbers = NDArray[numpy.int64]
_SPREAD = numpy.uint64(0x9E3779B97F4A7C15)
_MARK_BITS = 21


class BatchSegmenter:
    """Finds the most probable units of many texts."""

    def __init__(self, units: Iterable[tuple[int, Sequence[str], float]]) -> None:
        """Take (number, syllables, log probability) of every unit but the unknown one."""
        units = list(units)
        self._numbers = {syllables[0]: number for number, syllables, _ in units if len(syllables) == 1}
        self._scores = numpy.full(1 + max((number for number, _, _ in units), default=UNKNOWN), -numpy.inf)
        self._longest = max((len(syllables) for _, syllables, _ in units), default=1)
        keys, found = [], []
        for number, syllables, score in units:
            self._scores[number] = score
            parts = [self._numbers.get(syllable, UNKNOWN) for syllable in syllables]
            if len(parts) > 1 and UNKNOWN not in parts:
                keys.append(_key(parts))
                found.append(number)
        order = numpy.argsort(numpy.array(keys, numpy.uint64))
        self._keys, self._found = numpy.array(keys, numpy.uint64)[order], numpy.array(found, numpy.int64)[order]
        # Most runs of syllables are no unit: a look at this small table spares them the search among the keys.
        self._marks = numpy.zeros(1 << _MARK_BITS, numpy.bool_)
        self._marks[_slots(self._keys)] = True

    def segment(self, texts: Sequence[Sequence[str]]) -> list[Numbers]:
        """Return the numbers of the units of each text, unknown syllables left out.

        Among equally probable readings of a stretch the one with the longer last unit wins.
        """
        ends = numpy.cumsum([len(text) for text in texts], dtype=numpy.int64)
        singles = numpy.fromiter(map(self._numbers.get, chain.from_iterable(texts), repeat(UNKNOWN)), numpy.int64)
        borders = numpy.zeros(len(singles) + 1, numpy.bool_)
        borders[0] = borders[ends] = True
        by_length, spanned = self._occurring(singles, borders)
        cuts = numpy.flatnonzero(borders | ~spanned)
        starts, lengths = cuts[:-1], numpy.diff(cuts)
        chosen = self._best_lengths(starts, lengths, by_length)
        taken = _read_back(starts, starts + lengths - 1, chosen, by_length)
        kept = numpy.flatnonzero(taken != UNKNOWN)
        numbers = taken[kept]
        bounds = numpy.searchsorted(kept, numpy.append(0, ends)).tolist()
        return [numbers[start:end] for start, end in pairwise(bounds)]

    def _occurring(self, singles: Numbers, borders: NDArray[numpy.bool_]) -> tuple[list[Numbers], NDArray[numpy.bool_]]:
        """Return for each length the number of the unit that starts at each place, and which places units span."""
        by_length, spanned = [singles], numpy.zeros(len(borders), numpy.bool_)
        parts = singles.astype(numpy.uint64) + numpy.uint64(1)
        keys = parts
        for length in range(2, self._longest + 1):
            keys = keys[:-1] * _SPREAD + parts[length - 1 :]
            starts = numpy.flatnonzero(self._marks[_slots(keys)])
            places = numpy.searchsorted(self._keys, keys[starts])
            are_units = self._keys[numpy.minimum(places, len(self._keys) - 1)] == keys[starts]
            for inside in range(1, length):
                are_units &= ~borders[starts + inside]
            starts, places = starts[are_units], places[are_units]
            numbers = numpy.full(len(singles), UNKNOWN)
            numbers[starts] = self._found[places]
            by_length.append(numbers)
            for inside in range(1, length):
                spanned[starts + inside] = True
        return by_length, spanned

    def _best_lengths(self, starts: Numbers, lengths: Numbers, by_length: list[Numbers]) -> NDArray[numpy.int8]:
        """Return for each place the length of the last unit in the best reading that ends there."""
        order = numpy.argsort(-lengths, kind="stable")
        starts, lengths = starts[order], lengths[order]
        best, chosen = numpy.empty(len(by_length[0])), numpy.ones(len(by_length[0]), numpy.int8)
        for step in range(int(lengths[0]) if len(lengths) else 0):
            # The stretches that go on, longest first, each one syllable further.
            places = starts[: numpy.searchsorted(-lengths, -step, "left")] + step
            top = numpy.full(len(places), -numpy.inf)
            for length in range(min(step + 1, self._longest), 0, -1):
                begins = places - (length - 1)
                scores = self._scores[by_length[length - 1][begins]]
                if length <= step:
                    scores = scores + best[begins - 1]
                better = scores > top
                top[better] = scores[better]
                chosen[places[better]] = length
            best[places] = top
        return chosen


def _read_back(starts: Numbers, places: Numbers, chosen: NDArray[numpy.int8], by_length: list[Numbers]) -> Numbers:
    """Return the unit that begins at each place in the best readings of the stretches, UNKNOWN where none does."""
    taken = numpy.full(len(chosen), UNKNOWN)
    while len(places):
        lengths = chosen[places].astype(numpy.int64)
        begins = places - lengths + 1
        for length, numbers in enumerate(by_length, 1):
            some = begins[lengths == length]
            taken[some] = numbers[some]
        places = begins - 1
        unread = places >= starts
        starts, places = starts[unread], places[unread]
    return taken


def _key(parts: Sequence[int]) -> int:
    """Return the key of a run of syllables, as `_occurring` makes it."""
    key = 0
    for part in parts:
        key = (key * int(_SPREAD) + part + 1) % 2**64
    return key


def _slots(keys: NDArray[numpy.uint64]) -> NDArray[numpy.uint64]:
    return keys * _SPREAD >> numpy.uint64(64 - _MARK_BITS)
