"""How much of the wording of two documents is the same, estimated from small sketches.

A sketch is the k smallest hashes of a document's runs of five syllables; the share of common hashes among the k
smallest of both estimates their Jaccard similarity (Cohen and Kaplan, "Summarizing data using bottom-k sketches",
PODC 2007).
"""

from __future__ import annotations

import hashlib

import numpy
from numpy.typing import NDArray

from vietnamese.tokens import syllables

SHINGLE = 5
SKETCH_SIZE = 128
_REMEMBERED = 100_000
Sketch = NDArray[numpy.uint64]
# Odd 64-bit multipliers, one a place in the run, so that the order of syllables counts.
_MULTIPLIERS = (
    0x9E3779B97F4A7C15,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0xD6E8FEB86659FD93,
    0xFF51AFD7ED558CCD,
)
_FINISH = numpy.uint64(0xBF58476D1CE4E5B9)


class _Hashes(dict[str, int]):
    """Hashes of syllables, remembered; Python's own hash differs from run to run."""

    def __missing__(self, form: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[form] = number = int.from_bytes(hashlib.blake2b(form.encode("utf-8"), digest_size=8).digest(), "little")
        return number


_HASHES = _Hashes()


def sketch(text: str) -> Sketch:
    """Return the sketch of a text: up to SKETCH_SIZE sorted hashes, fewer for a text with fewer runs."""
    forms = syllables(text)
    if not forms:
        return numpy.empty(0, numpy.uint64)
    hashes = numpy.fromiter(map(_HASHES.__getitem__, forms), numpy.uint64, len(forms))
    runs = max(1, len(hashes) - SHINGLE + 1)
    mixed = numpy.zeros(runs, numpy.uint64)
    for place, multiplier in enumerate(_MULTIPLIERS[: len(hashes)]):
        mixed += hashes[place : place + runs] * numpy.uint64(multiplier)
    mixed = (mixed ^ (mixed >> numpy.uint64(31))) * _FINISH
    mixed ^= mixed >> numpy.uint64(29)
    return numpy.unique(mixed)[:SKETCH_SIZE]


def similarity(left: Sketch, right: Sketch) -> float:
    """Return the estimated Jaccard similarity of two texts, in [0, 1]; exact up to SKETCH_SIZE runs together."""
    # Whatever is among the smallest of the union is in the sketch of every text that has it.
    union = numpy.union1d(left, right)[:SKETCH_SIZE]
    if not len(union):
        return 0.0
    common = numpy.intersect1d(left, right, assume_unique=True)
    return float(numpy.isin(union, common, assume_unique=True).sum() / len(union))


def to_bytes(hashes: Sketch) -> bytes:
    """Return a sketch as little-endian bytes."""
    return hashes.astype("<u8").tobytes()


def from_bytes(content: bytes) -> Sketch:
    """Return the sketch that `to_bytes` wrote."""
    return numpy.frombuffer(content, "<u8").astype(numpy.uint64)
