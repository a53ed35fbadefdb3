"""Documents prepared in a second process are those prepared in this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.generations import commit, verify
from index.preparation import Preparer
from index.records import SearchFilters
from tests.index_samples import HashEncoder, full_document, make_document

ENCODER = HashEncoder()


@pytest.fixture
def preparer():  # type: ignore[no-untyped-def]
    made = Preparer()
    yield made
    made.close()


BATCH = [full_document(), make_document("a", ["mức sinh", "mức chết"], headings=("I. Chung",)), make_document("b", [])]


def prepared(preparer: Preparer, times: int) -> list[object]:
    results = []
    for _ in range(times):
        preparer.begin(BATCH)
        results.append(preparer.result())
    return results


def test_every_batch_is_prepared_alike(preparer: Preparer) -> None:
    first, second, third = prepared(preparer, 3)
    assert preparer._process is not None
    assert first == second == third
    assert [len(one.fields) for one in first] == [1, 2, 0]
    assert first[1].fields[0]["marked"] == "mức sinh mức_sinh"


def test_work_goes_on_when_the_second_process_dies(preparer: Preparer) -> None:
    expected, again = prepared(preparer, 2)
    assert preparer._process is not None
    preparer._process.kill()
    preparer._process.wait()
    assert prepared(preparer, 2) == [expected, again]
    assert preparer._process is None


def test_nothing_begun_is_nothing_prepared(preparer: Preparer) -> None:
    assert preparer.result() == []


def test_library_of_many_batches_is_whole(tmp_path: Path) -> None:
    documents = (
        make_document(
            f"d{number}", [f"đoạn {place} của bản {number}" for place in range(number % 40)], title=f"T{number}"
        )
        for number in range(200)
    )
    reader = commit(tmp_path / "data", ENCODER, add=documents)
    assert (reader.document_count, reader.passage_count) == (200, 5 * sum(range(40)))
    assert verify(tmp_path / "data", ENCODER) == []
    rows = reader.allowed(SearchFilters(documents=("d39",)))
    assert rows is not None
    assert [passage.text for passage in reader.passages(rows.tolist())] == [
        f"đoạn {place} của bản 39" for place in range(39)
    ]
