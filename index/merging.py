"""When segments are rewritten: small ones are merged, and the space of removed documents is given back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.faiss_engine import VectorSegment, VectorSegmentWriter
from index.manifest import Removed, Segment
from index.passage_store import StoreWriter

# A segment is merged with its newer neighbour while it is less than twice as large, so their number grows with the
# logarithm of the library and an entry is rewritten that often at most. Below the floor all count as equally small.
_RATIO = 2
_FLOOR = 1_000
_DEAD_SHARE = 0.25


def plan_merges(segments: Sequence[Segment], removed: Removed) -> list[tuple[int, int]]:
    """Return the half-open ranges of segments, oldest first, each of which is to be rewritten as one."""
    dead = [sum(end - start for start, end in removed.within(segment)) for segment in segments]
    live = [segment.entries - gone for segment, gone in zip(segments, dead, strict=True)]
    start, size = len(segments) - 1, live[-1] if live else 0
    while start > 0 and live[start - 1] < _RATIO * max(size, _FLOOR):
        start -= 1
        size += live[start]
    merges = [(one, one + 1) for one in range(max(start, 0)) if dead[one] > _DEAD_SHARE * segments[one].entries]
    tail = len(segments) - start
    if tail > 1 or (tail == 1 and segments and dead[-1] > _DEAD_SHARE * segments[-1].entries):
        merges.append((start, len(segments)))
    return merges


def merge_segments(
    sources: Sequence[tuple[Path, Segment]], removed: Removed, target: Path, name: str, dimension: int
) -> Segment:
    """Write the live entries of adjacent segments, given with their folders, to `target` and describe the result."""
    target.mkdir(parents=True)
    store, vectors = StoreWriter(target), VectorSegmentWriter(target)
    entries = passages = 0
    try:
        for folder, segment in sources:
            ranges = removed.within(segment)
            part = VectorSegment(folder, dimension, ranges)
            store.take_over(folder, ranges)
            vectors.take_over(part)
            entries += segment.entries - sum(end - start for start, end in ranges)
            passages += part.count
        store.finish()
    finally:
        store.abandon()
        vectors.finish()
    return Segment(name, sources[0][1].first, sources[-1][1].end, entries, passages)
