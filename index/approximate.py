"""The approximate vector index of a large segment: an inverted file of 8-bit codes, trained and measured at build.

It only proposes candidates; `faiss_engine` scores them again with the exact vectors, so 8 bits lose next to nothing.
"""

from __future__ import annotations

import math
from pathlib import Path

import faiss
import numpy
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from errors import CorruptLibrary
from index.manifest import REBUILD_ADVICE, Approximation

APPROXIMATE_NAME = "vectors.faiss"
_LISTS_PER_ROOT = 8
_TRAINING_POINTS_PER_LIST = 32
_TRAINING_ROUNDS = 6
_ADDED_AT_ONCE = 65_536
_MEASURED_QUERIES = 200
_RECALL_AT = 10
_SAME_SCORE = 1e-5
# Measured with mixtures of three passages, which are about as hard as questions: at 16, 32, 64 and 128 probes recall@10
# was 0.84, 0.92, 0.96 and 0.99 for them and 0.89, 0.93, 0.97 and 0.98 for 300 real questions over 113,648 passages of
# the codified law. Mixtures of two are easier (0.91, 0.96, 0.98, 0.99) and would promise too much.
_RECALL_SOUGHT = 0.965
_MIXED = 3
_CANDIDATES_PER_RESULT = 2
_LEAST_CANDIDATES = 40


class ApproximateIndex:
    """Proposes positions of a segment for a query; the codes stay on disk and are memory-mapped."""

    def __init__(self, path: Path, size: int, approximation: Approximation) -> None:
        """Map the index of a segment with `size` vectors. Raises CorruptLibrary."""
        try:
            # The other flag for mapping starts 32 threads in each search, which takes three times as long.
            self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise CorruptLibrary(f"Không mở được chỉ mục vectơ {path}. {REBUILD_ADVICE}") from error
        if self._index.ntotal != size:
            raise CorruptLibrary(f"Chỉ mục vectơ {path} không khớp số đoạn ({size}). {REBUILD_ADVICE}")
        self._probes, self._lists = approximation.probes, approximation.lists

    def candidates(
        self, query: NDArray[numpy.float32], k: int, bits: NDArray[numpy.uint8] | None, share: float
    ) -> NDArray[numpy.int64]:
        """Return positions that likely hold the `k` best of those whose bit is set, a `share` of all."""
        # Where few are allowed, as many lists more must be looked into to meet equally many.
        probes = min(self._lists, math.ceil(self._probes / share))
        return _probe(self._index, query, k, probes, bits)


def train(vectors: Vectors, path: Path, *, seed: int = 0) -> Approximation:
    """Build the index of a segment at `path` and return how to search it, with the recall@10 measured."""
    size, dimension = vectors.shape
    lists = max(1, min(2 ** round(math.log2(_LISTS_PER_ROOT * math.sqrt(size))), size // _TRAINING_POINTS_PER_LIST))
    draw = numpy.random.default_rng(seed)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.niter, index.cp.spherical, index.cp.seed = _TRAINING_ROUNDS, True, seed
    # FAISS asks for 39 points a list and warns; the recall is measured anyway.
    index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 1, _TRAINING_POINTS_PER_LIST
    sample = numpy.sort(draw.choice(size, min(size, _TRAINING_POINTS_PER_LIST * lists), replace=False))
    index.train(numpy.ascontiguousarray(vectors[sample]))
    for start in range(0, size, _ADDED_AT_ONCE):
        index.add(numpy.ascontiguousarray(vectors[start : start + _ADDED_AT_ONCE]))
    faiss.write_index(index, str(path))
    return _measured(index, vectors, draw)


def _measured(index: faiss.IndexIVF, vectors: Vectors, draw: numpy.random.Generator) -> Approximation:
    """Return the fewest probes, in steps of a tenth, with the recall sought, or all of them."""
    queries = _mixtures(vectors, draw)
    nearest = faiss.knn(queries, vectors, _RECALL_AT, metric=faiss.METRIC_INNER_PRODUCT)[0]
    probes, recall = 1, 0.0
    while recall < _RECALL_SOUGHT and probes < index.nlist:
        probes = min(index.nlist, math.ceil(probes * 1.1))
        hits = 0
        for query, scores in zip(queries, nearest, strict=True):
            found = vectors[_probe(index, query, _RECALL_AT, probes, None)] @ query
            # Passages with the same wording tie: any of them is as good as another.
            hits += min(_RECALL_AT, int((found >= scores[-1] - _SAME_SCORE).sum()))
        recall = hits / nearest.size
    return Approximation(probes, index.nlist, round(recall, 4))


def _mixtures(vectors: Vectors, draw: numpy.random.Generator) -> Vectors:
    """Return queries between a few passages each: as far from any passage as questions, and in the same space."""
    chosen = draw.integers(0, len(vectors), (_MIXED, _MEASURED_QUERIES))
    mixed = sum((vectors[one] for one in chosen[1:]), vectors[chosen[0]])
    lengths = numpy.linalg.norm(mixed, axis=1, keepdims=True)
    return numpy.ascontiguousarray(mixed / numpy.where(lengths == 0, 1, lengths), numpy.float32)


def _probe(
    index: faiss.Index, query: NDArray[numpy.float32], k: int, probes: int, bits: NDArray[numpy.uint8] | None
) -> NDArray[numpy.int64]:
    parameters = faiss.SearchParametersIVF()
    parameters.nprobe = probes
    if bits is not None:
        parameters.sel = faiss.IDSelectorBitmap(index.ntotal, faiss.swig_ptr(bits))
    wanted = min(index.ntotal, max(_LEAST_CANDIDATES, _CANDIDATES_PER_RESULT * k))
    _, positions = index.search(query.reshape(1, -1), wanted, params=parameters)
    return numpy.sort(positions[0][positions[0] >= 0])
