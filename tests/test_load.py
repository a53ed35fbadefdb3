"""A sample of the load test: several people ask the library and the page at once, without error."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import StorageError
from evaluation.load import Tally, main, questions_of
from evaluation.page_client import PageClient, PageFailed
from library import Library
from settings import Settings


def test_people_ask_the_library_and_the_page_at_once(tmp_path: Path) -> None:
    arguments = ["--clients", "6", "--sessions", "2", "--minutes", "0.05", "--questions", "20", "--alone", "6"]
    report = main([*arguments, "--to", str(tmp_path / "load.json")])
    direct, page = report["ways"]["direct"], report["ways"]["page"]
    assert (direct["errors"], page["errors"]) == (0, 0), (direct["first_error"], page["first_error"])
    assert direct["questions"] >= 4
    assert page["questions"] >= 2
    assert 0 < direct["p50_ms"] <= direct["p95_ms"]
    assert min(direct["memory_mb_end"], page["memory_mb_end"]) > 50
    assert (tmp_path / "load.json").is_file()


@pytest.mark.prove
def test_a_minute_of_questions_leaves_the_memory_flat() -> None:
    report = main(["--clients", "20", "--sessions", "10", "--minutes", "1.5", "--questions", "300"])
    for way in report["ways"].values():
        assert way["errors"] == 0, way["first_error"]
        assert way["memory_mb_end"] < 1.1 * way["memory_mb_warm"] + 20


class Failing:
    def ask(self, question: str) -> object:
        raise StorageError(question)

    def close(self) -> None: ...


def test_what_goes_wrong_is_counted() -> None:
    tally = Tally()
    tally.timed(Failing(), "a")
    assert (tally.milliseconds, tally.errors, tally.percentile(95)) == ([], ["StorageError: a"], 0.0)
    with pytest.raises(PageFailed):
        PageClient("http://127.0.0.1:1", seconds=1)


def test_questions_come_from_the_documents(tmp_path: Path) -> None:
    library = Library(Settings(data=tmp_path / "data"))
    first, again = questions_of(library, 1), questions_of(library, 1)
    asked = [next(first) for _ in range(40)]
    assert asked == [next(again) for _ in range(40)]
    assert len(set(asked)) > 20
