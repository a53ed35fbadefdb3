"""A Milvus collection as search engine: a mirror of the library's vectors and words, for many machines or users.

The data folder stays the truth. `mirror` makes the collection hold what the live generation holds, however far apart
they are, so a mirror that was interrupted is mended by the next one; a reader ignores rows that it does not know.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from errors import EngineError, MissingComponent
from index.bm25 import WordStatistics, average_lengths, passage_vector, question_vector
from index.engine import EngineRow, Found, RowIds, WeightedTerm, best
from index.library_reader import LibraryReader

_ATTEMPTS = 4
_FIRST_PAUSE = 0.2
_OVERFETCH = 32
_MOST_RESULTS = 16_384
_INSERTED_AT_ONCE = 500
_LISTED_AT_ONCE = 10_000
_RANGES_IN_FILTER = 200
# The row that holds what the collection was made with; passages have numbers from 1.
_NOTE_ROW = 0
_NOTE_LENGTH = 2_048
_LITE_SUFFIX = ".db"
_DECIMALS = {"dense": 6, "words": 4}
# Average lengths are taken from so many passages at most.
_SAMPLE = 10_000


class _Note(NamedTuple):
    chain: str
    averages: Mapping[str, float]


class MilvusEngine:
    """Searches and fills one collection. Every failure of Milvus is an EngineError, after some attempts."""

    def __init__(
        self,
        uri: str,
        collection: str,
        dimension: int,
        statistics: WordStatistics,
        *,
        client: Any = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Connect to `uri`: http://host:19530 of a cluster, or a path ending in .db for Milvus Lite.

        `statistics` are those of the library, for BM25. Raises MissingComponent and EngineError.
        """
        self._uri, self._name, self._dimension, self._statistics = uri, collection, dimension, statistics
        self._pause = pause
        self._client = client if client is not None else self._connected()

    # Searching

    def dense(self, vector: NDArray[numpy.float32], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows by inner product; see SearchEngine.dense."""
        if len(vector) != self._dimension:
            raise EngineError(f"Vectơ câu hỏi có {len(vector)} chiều, chỉ mục cần {self._dimension} chiều.")
        return self._search("dense", numpy.asarray(vector, numpy.float32).tolist(), k, allowed)

    def words(self, terms: Sequence[WeightedTerm], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows by weighted BM25; see SearchEngine.words."""
        vector = question_vector(terms, self._statistics)
        return self._search("words", vector, k, allowed) if vector else []

    def document_frequency(self, field: str, term: str) -> int:
        """Return the number of rows whose field holds the token."""
        return self._statistics.document_frequency(field, term)

    def vocabulary(self, field: str) -> Mapping[str, int]:
        """Return every token of a field with the number of rows that hold it."""
        return self._statistics.vocabulary(field)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    # Filling

    def prepare(self, chain: str) -> bool:
        """Drop a collection that mirrors another chain of generations; return whether one of this chain is there."""
        if not self._call("has_collection", self._name):
            return False
        note = self._note()
        if note is not None and note.chain == chain:
            return True
        self._call("drop_collection", self._name)
        return False

    def create(self, chain: str, sample: Sequence[EngineRow]) -> None:
        """Make the collection. `sample` tells the average lengths, by which BM25 weighs long passages."""
        from pymilvus import DataType, MilvusClient

        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=self._dimension)
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_field("note", DataType.VARCHAR, max_length=_NOTE_LENGTH)
        indexes = MilvusClient.prepare_index_params()
        indexes.add_index("dense", metric_type="IP", **self._dense_index())
        indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        self._call("create_collection", self._name, schema=schema, index_params=indexes, consistency_level="Strong")
        note = json.dumps({"chain": chain, "averages": average_lengths(sample)})
        empty = [0.0] * self._dimension
        self._call("upsert", self._name, [{"row": _NOTE_ROW, "dense": empty, "words": {0: 1.0}, "note": note}])

    def add(self, rows: Sequence[EngineRow], vectors: Vectors) -> None:
        """Insert rows, or replace those with the same ids."""
        note = self._note()
        if note is None:
            raise EngineError(f"Bộ sưu tập “{self._name}” trên Milvus chưa được tạo. Hãy đồng bộ lại thư viện.")
        for start in range(0, len(rows), _INSERTED_AT_ONCE):
            block = slice(start, start + _INSERTED_AT_ONCE)
            entities = [
                {"row": row.row, "dense": vector.tolist(), "words": passage_vector(row, note.averages), "note": ""}
                for row, vector in zip(rows[block], vectors[block], strict=True)
            ]
            self._call("upsert", self._name, entities)

    def remove(self, rows: RowIds) -> None:
        """Delete rows."""
        ranges = _ranges(rows)
        for start in range(0, len(ranges), _RANGES_IN_FILTER):
            self._call("delete", self._name, filter=_expression(ranges[start : start + _RANGES_IN_FILTER]))

    def row_ids(self) -> RowIds:
        """Return the row ids of the collection, sorted."""
        pages = self._call(
            "query_iterator",
            self._name,
            batch_size=_LISTED_AT_ONCE,
            filter=f"row > {_NOTE_ROW}",
            output_fields=["row"],
            consistency_level="Strong",
        )
        found = [row["row"] for page in _pages(pages) for row in page]
        return numpy.sort(numpy.array(found, numpy.int64))

    def _search(self, field: str, vector: Any, k: int, allowed: RowIds | None) -> list[Found]:
        if k <= 0 or (allowed is not None and len(allowed) == 0):
            return []
        expression = f"row > {_NOTE_ROW}" if allowed is None else _expression(_ranges(allowed))
        limit = min(k + _OVERFETCH, _MOST_RESULTS)
        while True:
            (hits,) = self._call(
                "search", self._name, data=[vector], anns_field=field, limit=limit, filter=expression, output_fields=[]
            )
            found = [(int(hit["row"]), round(float(hit["distance"]), _DECIMALS[field])) for hit in hits]
            # Rows tied with the last one may lie beyond the limit: look further until the tie is broken.
            if len(found) < limit or limit == _MOST_RESULTS or found[k - 1][1] > found[-1][1]:
                return best(found, k)
            limit = min(4 * limit, _MOST_RESULTS)

    def _note(self) -> _Note | None:
        found = self._call("get", self._name, ids=[_NOTE_ROW], output_fields=["note"])
        return _Note(**json.loads(found[0]["note"])) if found else None

    def _dense_index(self) -> dict[str, Any]:
        if self._uri.endswith(_LITE_SUFFIX):
            return {"index_type": "FLAT"}
        return {"index_type": "HNSW", "params": {"M": 16, "efConstruction": 200}}

    def _connected(self) -> Any:
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise MissingComponent(
                'Chưa cài thư viện Milvus. Hãy chạy: pip install "pymilvus[milvus_lite]" rồi làm lại.'
            ) from error
        return self._attempted(lambda: MilvusClient(self._uri))

    def _call(self, verb: str, *arguments: Any, **options: Any) -> Any:
        return self._attempted(lambda: getattr(self._client, verb)(*arguments, **options))

    def _attempted(self, call: Callable[[], Any]) -> Any:
        """Call Milvus, again after a growing pause when it fails; raise EngineError when it goes on failing."""
        for attempt in range(_ATTEMPTS):
            try:
                return call()
            except Exception as error:  # pymilvus raises errors of its own, of gRPC and of the system alike
                if attempt == _ATTEMPTS - 1:
                    raise EngineError(
                        f"Máy chủ Milvus {self._uri} không trả lời đúng sau {_ATTEMPTS} lần thử: {error}"
                    ) from error
                self._pause(_FIRST_PAUSE * 2**attempt)
        raise AssertionError("unreachable")


def attach(reader: LibraryReader, uri: str, collection: str = "trich_luc") -> None:
    """Bring a collection up to the reader's generation and let the reader search there; an empty library is left alone.

    Each library needs a collection of its own. Raises MissingComponent and EngineError.
    """
    if reader.manifest is not None:
        engine = MilvusEngine(uri, collection, reader.dimension, reader.word_index)
        mirror(reader, engine)
        reader.engine = engine


def mirror(
    reader: LibraryReader, engine: MilvusEngine, progress: Callable[[int], None] | None = None
) -> tuple[int, int]:
    """Make the collection hold the passages of a reader's generation; return how many were added and removed.

    `progress` is called with the number of passages added so far. Raises EngineError.
    """
    if reader.manifest is None:
        raise EngineError("Thư viện chưa có văn bản nào để đồng bộ lên Milvus.")
    wanted = reader.vector_engine.row_ids()
    there = engine.row_ids() if engine.prepare(reader.manifest.chain) else None
    if there is None:
        engine.create(reader.manifest.chain, reader.engine_rows(wanted[:_SAMPLE].tolist()))
        there = numpy.empty(0, numpy.int64)
    missing, surplus = numpy.setdiff1d(wanted, there), numpy.setdiff1d(there, wanted)
    for start in range(0, len(missing), _INSERTED_AT_ONCE):
        rows = missing[start : start + _INSERTED_AT_ONCE]
        engine.add(reader.engine_rows(rows.tolist()), reader.vector_engine.vectors(rows))
        if progress is not None:
            progress(start + len(rows))
    engine.remove(surplus)
    return len(missing), len(surplus)


def _pages(iterator: Any) -> Iterator[Sequence[Mapping[str, int]]]:
    try:
        while page := iterator.next():
            yield page
    finally:
        iterator.close()


def _ranges(rows: RowIds) -> list[tuple[int, int]]:
    """Return sorted rows as half-open ranges."""
    if not len(rows):
        return []
    breaks = numpy.flatnonzero(numpy.diff(rows) > 1)
    starts, ends = rows[numpy.r_[0, breaks + 1]], rows[numpy.r_[breaks, len(rows) - 1]] + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _expression(ranges: Sequence[tuple[int, int]]) -> str:
    """Return the filter of rows in any of the ranges; rows are listed where ranges would be too many."""
    if len(ranges) > _RANGES_IN_FILTER:
        return f"row in [{', '.join(str(row) for start, end in ranges for row in range(start, end))}]"
    return " or ".join(f"(row >= {start} and row < {end})" for start, end in ranges)
