"""The contract of every search engine: the same scores, computed by hand, in the same order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy
import pytest

from embeddings.encoder import Vectors
from errors import EngineError
from index import faiss_engine
from index.bm25 import average_lengths, stored_length
from index.engine import EngineRow, WeightedTerm
from index.generations import approximate, commit, open_reader
from index.library_reader import LibraryReader
from index.milvus_engine import MilvusEngine, attach, mirror
from index.records import SearchFilters
from tests.index_samples import make_document

_FILLERS = 200
_TITLE = "Kế hoạch dân số"
_VECTORS = {
    "mức sinh giảm": (1, 0, 0, 0),
    "mức sinh mức chết": (0.6, 0.8, 0, 0),
    "già hóa": (0, 1, 0, 0),
    _TITLE: (0, 0, 0, 0),
}


class TableEncoder:
    """Gives the texts of the contract their vectors, and fillers vectors at a right angle to all of them."""

    fingerprint, dimension = "table", 4

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return numpy.array([_VECTORS.get(text) or self._filler(text) for text in texts], numpy.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    @staticmethod
    def _filler(text: str) -> tuple[float, ...]:
        angle = int(text.rsplit(" ", 1)[1]) / _FILLERS
        return (0, 0, float(numpy.cos(angle)), float(numpy.sin(angle)))


ENCODER = TableEncoder()


def fill(data: Path) -> LibraryReader:
    """Rows 2 and 3 are those of a, 5 and 6 those of b; fillers follow."""
    fillers = [make_document(f"f{number}", [f"chuyện khác {number}"]) for number in range(_FILLERS)]
    first = make_document("a", ["mức sinh giảm", "mức sinh mức chết"], title=_TITLE, number="7/KH-UBND")
    second = make_document("b", ["mức sinh giảm", "già hóa"])
    return commit(data, ENCODER, add=[first, second, *fillers])


def exact(data: Path, _: pytest.MonkeyPatch) -> LibraryReader:
    return fill(data)


def trained(data: Path, patch: pytest.MonkeyPatch) -> LibraryReader:
    fill(data).close()
    # A library as small as this one would be searched exactly.
    patch.setattr(faiss_engine, "_EXACT_AMONG", 0)
    reader = approximate(data, ENCODER, above=0)
    assert all(segment.approximation for segment in reader.segments)
    return reader


def milvus(data: Path, _: pytest.MonkeyPatch) -> LibraryReader:
    pytest.importorskip("milvus_lite", reason="Milvus Lite is not installed")
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    reader = fill(data)
    attach(reader, str(data.parent / "lite.db"))
    assert isinstance(reader.engine, MilvusEngine)
    return reader


def milvus_engine(data: Path, reader: LibraryReader) -> MilvusEngine:
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    return MilvusEngine(str(data.parent / "lite.db"), "passages", 4, reader.word_index, pause=lambda _: None)


@pytest.fixture(params=[exact, trained, milvus], ids=["exact", "approximate", "milvus"], scope="module")
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryReader]:
    build: Callable[[Path, pytest.MonkeyPatch], LibraryReader] = request.param
    with pytest.MonkeyPatch.context() as patch:
        opened = build(tmp_path_factory.mktemp("library") / "data", patch)
        yield opened
        opened.close()


QUESTION = numpy.array([1, 0, 0, 0], numpy.float32)


@pytest.mark.parametrize(
    ("vector", "k", "allowed", "found"),
    [
        ((1, 0, 0, 0), 3, None, [(2, 1.0), (5, 1.0), (3, 0.6)]),
        ((1, 0, 0, 0), 1, None, [(2, 1.0)]),
        ((0.6, 0.8, 0, 0), 4, None, [(3, 1.0), (6, 0.8), (2, 0.6), (5, 0.6)]),
        ((1, 0, 0, 0), 2, (3, 6, 999), [(3, 0.6), (6, 0.0)]),
        ((1, 0, 0, 0), 9, (6,), [(6, 0.0)]),
        ((1, 0, 0, 0), 9, (999,), []),
        ((1, 0, 0, 0), 9, (), []),
        ((1, 0, 0, 0), 0, None, []),
    ],
)
def test_dense(
    reader: LibraryReader, vector: tuple[float, ...], k: int, allowed: tuple[int, ...] | None, found: list[Any]
) -> None:
    rows = None if allowed is None else numpy.array(allowed, numpy.int64)
    assert reader.dense(numpy.array(vector, numpy.float32), k, rows) == [
        (row, pytest.approx(score, abs=2e-6)) for row, score in found
    ]


# 204 passages of 5 + 7 + 5 + 3 + 200 · 4 = 820 tokens with pairs. "mức" is in 3 of them: idf = ln(1 + 201.5 / 3.5).
# Row 2: idf · 2.2 · 1 / (1 + 1.2 · (0.25 + 0.75 · 5 / (820 / 204))) = 3.7010; row 3: twice in 7 tokens, 4.6309.
# "già" is in one passage of 3 tokens: ln(1 + 203.5 / 1.5) · 2.2 / (1 + 1.2 · (0.25 + 0.75 · 3 / (820 / 204))) = 5.4869.
# The number 7KHUBND is in 2 passages, and no field "numbers" is longer than 1, 2 / 204 on average:
# ln(1 + 202.5 / 2.5) · 2.2 / (1 + 1.2 · (0.25 + 0.75 · 102)) = 0.1043.
@pytest.mark.parametrize(
    ("terms", "k", "allowed", "found"),
    [
        ([("marked", "mức", 1)], 9, None, [(3, 4.6309), (2, 3.7010), (5, 3.7010)]),
        ([("marked", "mức", 1)], 2, None, [(3, 4.6309), (2, 3.7010)]),
        ([("marked", "mức", 0.5)], 1, None, [(3, 2.3154)]),
        ([("folded", "muc", 1)], 1, None, [(3, 4.6309)]),
        ([("marked", "mức", 1), ("marked", "già", 2)], 2, None, [(6, 10.9738), (3, 4.6309)]),
        ([("marked", "mức", 1), ("numbers", "7KHUBND", 1)], 9, None, [(3, 4.7352), (2, 3.8053), (5, 3.7010)]),
        ([("marked", "mức", 1)], 9, (2, 6), [(2, 3.7010)]),
        ([("marked", "mức", 1)], 9, (), []),
        ([("marked", "không_có", 1)], 9, None, []),
        ([], 9, None, []),
    ],
)
def test_words(
    reader: LibraryReader, terms: list[Any], k: int, allowed: tuple[int, ...] | None, found: list[Any]
) -> None:
    rows = None if allowed is None else numpy.array(allowed, numpy.int64)
    assert reader.words([WeightedTerm(*term) for term in terms], k, rows) == [
        (row, pytest.approx(score, abs=3e-4)) for row, score in found
    ]


def test_many_ties_come_in_the_order_of_their_rows(reader: LibraryReader) -> None:
    rows = [row for row, _ in reader.words([WeightedTerm("marked", "chuyện_khác")], 90)]
    assert rows == list(range(8, 8 + 2 * 90, 2))


def test_scattered_filter_is_honoured(reader: LibraryReader) -> None:
    allowed = numpy.arange(8, 8 + 2 * _FILLERS, 4)
    assert len(reader.words([WeightedTerm("marked", "khác")], 500, allowed)) == len(allowed) == 100
    assert {row for row, _ in reader.dense(QUESTION, 100, allowed)} == set(allowed.tolist())


def test_filters_of_a_search_reach_the_engine(reader: LibraryReader) -> None:
    allowed = reader.allowed(SearchFilters(documents=("b",)))
    assert [row for row, _ in reader.dense(QUESTION, 9, allowed)] == [5, 6]
    nothing = reader.allowed(SearchFilters(years=(1999,)))
    assert reader.dense(QUESTION, 9, nothing) == reader.words([WeightedTerm("marked", "mức")], 9, nothing) == []


def test_wrong_dimension_is_refused(reader: LibraryReader) -> None:
    with pytest.raises(EngineError, match="3 chiều"):
        reader.dense(numpy.zeros(3, numpy.float32), 1)


@pytest.mark.parametrize(
    ("tokens", "length"),
    [(0, 0), (40, 40), (41, 40), (42, 42), (55, 54), (56, 56), (59, 56), (60, 60), (100, 96), (1000, 984)],
)
def test_lengths_are_kept_as_tantivy_keeps_them(tokens: int, length: int) -> None:
    assert stored_length(tokens) == length


def test_average_length_of_an_unused_field_is_one() -> None:
    rows = [EngineRow(1, {"marked": ["một", "hai"]}), EngineRow(2, {"marked": ["ba"]})]
    assert average_lengths(rows)["marked"] == 1.5
    assert average_lengths(rows)["numbers"] == average_lengths([])["marked"] == 1.0


def test_removed_document_no_longer_weighs_on_the_scores(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data).close()
    terms = [WeightedTerm("marked", "già"), WeightedTerm("marked", "hóa", 0.5)]
    before = open_reader(data, ENCODER).words(terms, 9)
    commit(data, ENCODER, add=[make_document("c", ["già hóa già 9"])]).close()
    reader = commit(data, ENCODER, remove=["c"])
    assert len(reader.removed) == 1
    assert reader.document_frequency("marked", "già") == 1
    # Only the average length still counts the removed passage until its segment is merged.
    assert reader.words(terms, 9) == [(row, pytest.approx(score, rel=2e-3)) for row, score in before]


def test_mirror_follows_the_library_and_a_stale_one_does_no_harm(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite", reason="Milvus Lite is not installed")
    data = tmp_path / "data"
    fill(data).close()
    with open_reader(data, ENCODER) as reader:
        reader.engine = milvus_engine(data, reader)
        assert mirror(reader, reader.engine) == (204, 0)
        assert mirror(reader, reader.engine) == (0, 0)
    changed = commit(data, ENCODER, add=[make_document("d", ["già hóa"])], remove=["a"])
    changed.engine = milvus_engine(data, changed)
    assert [row for row, _ in changed.dense(QUESTION, 1)] == [5]
    assert mirror(changed, changed.engine) == (1, 2)
    (new,) = changed.rows_of("d")
    assert [row for row, _ in changed.dense(numpy.array([0, 1, 0, 0], numpy.float32), 2)] == [6, new]
    changed.close()


class FailingClient:
    """Fails some times before each answer."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    def search(self, *_: object, **__: object) -> list[list[dict[str, float]]]:
        self.failures -= 1
        if self.failures >= 0:
            raise ConnectionError("unreachable")
        return [[{"row": 4, "distance": 0.5}]]


@pytest.mark.parametrize(("failures", "pauses"), [(0, []), (1, [0.2]), (3, [0.2, 0.4, 0.8])])
def test_failed_calls_are_tried_again_after_growing_pauses(failures: int, pauses: list[float]) -> None:
    waited: list[float] = []
    engine = MilvusEngine("http://x", "p", 4, SimpleNamespace(), client=FailingClient(failures), pause=waited.append)
    assert engine.dense(QUESTION, 1) == [(4, 0.5)]
    assert waited == pytest.approx(pauses)


def test_lasting_failure_is_an_engine_error() -> None:
    engine = MilvusEngine("http://x", "p", 4, SimpleNamespace(), client=FailingClient(9), pause=lambda _: None)
    with pytest.raises(EngineError, match="sau 4 lần thử"):
        engine.dense(QUESTION, 1)
