"""Vectors of immutable segments searched with FAISS: exactly while few, through an approximate index when many.

A segment's vectors lie in a raw float32 file that is memory-mapped, never read whole. The exact search runs FAISS'
inner-product scan on the map itself. The approximate search takes candidates from an IVF index of 8-bit codes and
scores them again with the exact vectors, so that a score never depends on the engine.
"""

from __future__ import annotations

import copy
import os
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import faiss
import numpy
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from errors import CorruptLibrary, EngineError
from index.approximate import APPROXIMATE_NAME, ApproximateIndex
from index.engine import Found, RowIds, best
from index.manifest import REBUILD_ADVICE, Approximation

VECTORS_NAME = "vectors.f32"
ROWS_NAME = "rows.i64"
_OVERFETCH = 16
_COPIED_AT_ONCE = 16_384
EXACT_LIMIT = 20_000
# One question is too little work to share out: starting threads for it takes longer than the search.
faiss.omp_set_num_threads(1)
# Up to this many allowed rows are compared one by one even where there is an approximate index.
_EXACT_AMONG = 5_000
_DECIMALS = 6
Scalar = TypeVar("Scalar", bound=numpy.generic)


class VectorSegment:
    """The vectors of one segment: row `rows[i]` has the vector `vectors[i]`; both lie in mapped files."""

    def __init__(
        self,
        folder: Path,
        dimension: int,
        removed: Sequence[tuple[int, int]] = (),
        approximation: Approximation | None = None,
    ) -> None:
        """Map the files of `folder`; `removed` are half-open ranges of row ids. Raises CorruptLibrary."""
        self.rows = _mapped(folder / ROWS_NAME, numpy.dtype(numpy.int64))
        flat = _mapped(folder / VECTORS_NAME, numpy.dtype(numpy.float32))
        if len(flat) != len(self.rows) * dimension:
            raise CorruptLibrary(
                f"Tệp vectơ {folder / VECTORS_NAME} không khớp số đoạn ({len(self.rows)}). {REBUILD_ADVICE}"
            )
        self.vectors = flat.reshape(len(self.rows), dimension)
        self._live = _live_mask(self.rows, removed)
        self._live_bits = None if self._live is None else _bits(self._live)
        self.count = len(self.rows) if self._live is None else int(self._live.sum())
        self._shared: VectorSegment | None = None
        """The segment that a view must keep open."""
        self._approximate = None
        if approximation is not None:
            self._approximate = ApproximateIndex(folder / APPROXIMATE_NAME, len(self.rows), approximation)
        # Single rows are read from the file: through the map each would bring its neighbours into memory.
        self._descriptor = os.open(folder / VECTORS_NAME, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)

    def without(self, hidden: Sequence[tuple[int, int]]) -> VectorSegment:
        """Return a view of the segment, sharing its files, that finds no row in the half-open ranges `hidden`."""
        masked = _live_mask(self.rows, hidden)
        if masked is None:
            return self
        view = copy.copy(self)
        view._shared = self
        view._live = masked if self._live is None else masked & self._live
        view._live_bits = _bits(view._live)
        view.count = int(view._live.sum())
        return view

    @property
    def live_rows(self) -> RowIds:
        """The row ids that are not removed."""
        rows = numpy.asarray(self.rows)
        return rows if self._live is None else rows[self._live]

    def live_positions(self, block: slice) -> NDArray[numpy.bool_]:
        """Return which positions of a block are not removed."""
        return numpy.ones(len(self.rows[block]), numpy.bool_) if self._live is None else self._live[block]

    def search(self, query: NDArray[numpy.float32], k: int, allowed: RowIds | None) -> list[Found]:
        """Return at least the `k` best rows (more when scores tie), unordered."""
        bits, count = self._live_bits, self.count
        if allowed is not None:
            chosen = self._chosen(allowed)
            bits, count = _bits(chosen), int(chosen.sum())
        if self._approximate is None or count <= _EXACT_AMONG:
            return self._exact(query, k, bits, count)
        positions = self._approximate.candidates(query, k, bits, count / len(self.rows))
        if len(positions) < min(k, count):
            return self._exact(query, k, bits, count)
        return self._found(positions, self._scores(query, positions))

    def scores(self, query: NDArray[numpy.float32], rows: RowIds) -> list[Found]:
        """Return those of the `rows` that are live here with their scores, in the order of `rows`."""
        positions, _ = self.positions(rows)
        return self._found(positions, self._scores(query, positions))

    def positions(self, rows: RowIds) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
        """Return the positions of those rows that are live here, and where they stand among `rows`."""
        if not len(self.rows):
            return numpy.empty(0, numpy.int64), numpy.empty(0, numpy.int64)
        positions = numpy.minimum(numpy.searchsorted(self.rows, rows), len(self.rows) - 1)
        here = self.rows[positions] == rows
        if self._live is not None:
            here &= self._live[positions]
        return positions[here], numpy.flatnonzero(here)

    def _chosen(self, allowed: RowIds) -> NDArray[numpy.bool_]:
        """Return which positions hold a live row among the allowed ones."""
        chosen = numpy.zeros(len(self.rows), numpy.bool_)
        chosen[self.positions(allowed)[0]] = True
        return chosen

    def _exact(
        self, query: NDArray[numpy.float32], k: int, bits: NDArray[numpy.uint8] | None, count: int
    ) -> list[Found]:
        limit = min(k + _OVERFETCH, count)
        while limit > 0:
            scores = numpy.empty(limit, numpy.float32)
            positions = numpy.empty(limit, numpy.int64)
            faiss.knn_inner_product(
                faiss.swig_ptr(query),
                faiss.swig_ptr(self.vectors),
                len(query),
                1,
                len(self.rows),
                limit,
                faiss.swig_ptr(scores),
                faiss.swig_ptr(positions),
                None if bits is None else faiss.IDSelectorBitmap(len(self.rows), faiss.swig_ptr(bits)),
            )
            found = self._found(positions, scores)
            # Rows tied with the last one may lie beyond the limit: look further until the tie is broken.
            if limit == count or found[k - 1][1] > found[-1][1]:
                return found
            limit = min(limit * 4, count)
        return []

    def _scores(self, query: NDArray[numpy.float32], positions: NDArray[numpy.int64]) -> NDArray[numpy.float32]:
        """Return the inner products at some positions, to the bit those of the exact search."""
        size = query.nbytes
        read = b"".join([os.pread(self._descriptor, size, position * size) for position in positions.tolist()])
        if len(read) != size * len(positions):  # what is compared beyond the end would be any memory
            raise CorruptLibrary(f"Tệp {VECTORS_NAME} bị cắt cụt. {REBUILD_ADVICE}")
        vectors = numpy.frombuffer(read, numpy.float32)
        scores, order = numpy.empty(len(positions), numpy.float32), numpy.arange(len(positions))
        faiss.fvec_inner_products_by_idx(  # type: ignore[attr-defined]
            faiss.swig_ptr(scores),
            faiss.swig_ptr(query),
            faiss.swig_ptr(vectors),
            faiss.swig_ptr(order),
            len(query),
            1,
            len(positions),
        )
        return scores

    def _found(self, positions: NDArray[numpy.int64], scores: NDArray[numpy.float32]) -> list[Found]:
        rounded = scores.astype(numpy.float64).round(_DECIMALS)
        return list(zip(self.rows[positions].tolist(), rounded.tolist(), strict=True))


class VectorSegmentWriter:
    """Writes the vectors of a new segment to `folder`, block by block."""

    def __init__(self, folder: Path) -> None:
        self._vectors = (folder / VECTORS_NAME).open("wb")
        self._rows = (folder / ROWS_NAME).open("wb")

    def add(self, rows: NDArray[numpy.int64], vectors: Vectors) -> None:
        """Append rows, whose ids must grow, and their vectors."""
        self._rows.write(numpy.ascontiguousarray(rows, "<i8").tobytes())
        self._vectors.write(numpy.ascontiguousarray(vectors, "<f4").tobytes())

    def take_over(self, segment: VectorSegment) -> None:
        """Append what is not removed from another segment."""
        for start in range(0, len(segment.rows), _COPIED_AT_ONCE):
            block = slice(start, start + _COPIED_AT_ONCE)
            live = segment.live_positions(block)
            self.add(segment.rows[block][live], segment.vectors[block][live])

    def finish(self) -> None:
        """Close the files."""
        try:
            self._vectors.close()
        finally:
            self._rows.close()


class FaissEngine:
    """Searches the vectors of all segments of a generation."""

    def __init__(self, segments: Sequence[VectorSegment], dimension: int) -> None:
        self._segments = tuple(segments)
        self._dimension = dimension

    def without(self, hidden: Sequence[tuple[int, int]]) -> FaissEngine:
        """Return a view, sharing the files, that finds no row in the half-open ranges `hidden`."""
        return FaissEngine([segment.without(hidden) for segment in self._segments], self._dimension)

    @property
    def count(self) -> int:
        """Number of passages that can be found."""
        return sum(segment.count for segment in self._segments)

    def row_ids(self) -> RowIds:
        """Return the live row ids, sorted."""
        parts = [segment.live_rows for segment in self._segments]
        return numpy.sort(numpy.concatenate(parts)) if parts else numpy.empty(0, numpy.int64)

    def vectors(self, rows: RowIds) -> Vectors:
        """Return the vectors of rows, in their order. Raises KeyError for a row that is not there."""
        found = numpy.empty((len(rows), self._dimension), numpy.float32)
        missing = numpy.ones(len(rows), numpy.bool_)
        for segment in self._segments:
            positions, here = segment.positions(rows)
            found[here], missing[here] = segment.vectors[positions], False
        if missing.any():
            raise KeyError(int(rows[missing][0]))
        return found

    def holds(self, rows: RowIds) -> NDArray[numpy.bool_]:
        """Return which of the rows can be found."""
        held = numpy.zeros(len(rows), numpy.bool_)
        for segment in self._segments:
            held[segment.positions(rows)[1]] = True
        return held

    def search(self, vector: NDArray[numpy.float32], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows by inner product; see SearchEngine.dense."""
        query = numpy.ascontiguousarray(vector, dtype=numpy.float32).reshape(-1)
        if len(query) != self._dimension:
            raise EngineError(f"Vectơ câu hỏi có {len(query)} chiều, chỉ mục cần {self._dimension} chiều.")
        if k <= 0:
            return []
        found: list[Found] = []
        for segment in self._segments:
            found.extend(segment.search(query, k, allowed))
        return best(found, k)

    def scores(self, vector: NDArray[numpy.float32], rows: RowIds) -> list[Found]:
        """Return the inner products of rows with `vector`, to the bit those of `search`; a row not held is left out."""
        query = numpy.ascontiguousarray(vector, dtype=numpy.float32).reshape(-1)
        return [one for segment in self._segments for one in segment.scores(query, rows)]


def _mapped(path: Path, kind: numpy.dtype[Scalar]) -> NDArray[Scalar]:
    try:
        size = path.stat().st_size
        if size % kind.itemsize:
            raise CorruptLibrary(f"Tệp {path} bị cắt cụt. {REBUILD_ADVICE}")
        return numpy.memmap(path, dtype=kind, mode="r") if size else numpy.empty(0, kind)
    except FileNotFoundError as error:
        raise CorruptLibrary(f"Thiếu tệp {path} của chỉ mục. {REBUILD_ADVICE}") from error


def _live_mask(rows: NDArray[numpy.int64], removed: Sequence[tuple[int, int]]) -> NDArray[numpy.bool_] | None:
    live = None
    for start, end in removed:
        first, last = numpy.searchsorted(rows, (start, end))
        if first < last:
            live = numpy.ones(len(rows), numpy.bool_) if live is None else live
            live[first:last] = False
    return live


def _bits(mask: NDArray[numpy.bool_]) -> NDArray[numpy.uint8]:
    return numpy.packbits(mask, bitorder="little")
