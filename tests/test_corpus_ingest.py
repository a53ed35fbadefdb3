"""Files become documents, one by one and many at once; a bad file fails alone, with one clear sentence."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus import ingest
from corpus.ingest import Outcome, Progress, _uncertain_figures, read_document, read_many
from corpus.ingest_pool import Lost, run_isolated
from corpus.readers import ReadingLimits
from corpus.records import ExtractedPage
from errors import EmptyFile, RestrictedDocument, UnreadableFile
from tests.pdf_samples import Text, make_pdf
from tests.samples import STATE_PLAN

ROOT = Path(__file__).resolve().parents[1]


def write(path: Path, text: str = STATE_PLAN) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_document_carries_what_its_file_tells(tmp_path: Path) -> None:
    path = write(tmp_path / "ke-hoach.txt")
    parsed = read_document(path)
    document = parsed.document
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (document.source, document.obtained_by, document.pages) == ("ke-hoach.txt", "text", None)
    assert document.number == "27/KH-UBND"
    assert document.passages == len(parsed.passages) > 0
    assert {passage.document_id for passage in parsed.passages} == {document.id}
    assert all(parsed.reading.text[passage.start : passage.end] == passage.text for passage in parsed.passages)
    assert read_document(path, source="tên khác.txt").document.source == "tên khác.txt"


def test_pages_and_warnings_come_from_the_reader(tmp_path: Path) -> None:
    pages = STATE_PLAN.split("\n\n", 2)
    document = read_document(write(tmp_path / "a.txt", "\f".join(pages))).document
    assert document.pages == 3
    path = tmp_path / "b.txt"
    path.write_bytes(STATE_PLAN.encode() + "ế".encode()[:2])
    assert any("1 ký tự" in warning for warning in read_document(path).document.warnings)


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT"])
def test_a_restricted_document_is_refused_unless_allowed(tmp_path: Path, mark: str) -> None:
    head, rest = STATE_PLAN.split("Số:", 1)
    path = write(tmp_path / "mat.txt", f"{head}{mark}\n\nSố:{rest}")
    with pytest.raises(RestrictedDocument, match="dấu mật"):
        read_document(path)
    assert read_document(path, allow_restricted=True).document.secrecy


def test_a_file_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        read_document(write(tmp_path / "a.txt", "-----\n***\n"))


def test_likely_readings_of_damaged_words_are_indexed_and_not_shown(tmp_path: Path) -> None:
    damaged = STATE_PLAN.replace("trong xã", "ữong xã").replace("Phát thanh", "Thực hiện quỵết định, phát thanh")
    parsed = read_document(write(tmp_path / "quet.txt", damaged))
    touched = [passage for passage in parsed.passages if "ữong" in passage.text or "quỵết" in passage.text]
    assert {word for passage in touched for word in passage.context.split()} >= {"trong", "quyết"}
    assert "ữong xã" in parsed.reading.text
    clean = read_document(write(tmp_path / "sach.txt"))
    assert not {"trong", "quyết"} & {word for passage in clean.passages for word in passage.context.split()}


# --- many at once -----------------------------------------------------------------------------------------------------


def plans(folder: Path, count: int) -> list[Path]:
    return [
        write(folder / f"{number:03d}.txt", STATE_PLAN.replace("27/KH-UBND", f"{number + 1}/KH-UBND"))
        for number in range(count)
    ]


def numbers(outcomes: list[Outcome]) -> list[str | None]:
    return [outcome.parsed.document.number if outcome.parsed else None for outcome in outcomes]


def test_outcomes_come_in_order_and_a_bad_file_fails_alone(tmp_path: Path) -> None:
    paths = plans(tmp_path, 7)
    paths[2].write_bytes(b"\x00\x01\x02" * 50)
    paths[4].write_bytes(b"")
    paths[5].unlink()
    outcomes = list(read_many(paths, workers=2))
    assert [outcome.path for outcome in outcomes] == paths
    assert numbers(outcomes) == ["1/KH-UBND", "2/KH-UBND", None, "4/KH-UBND", None, None, "7/KH-UBND"]
    for index, words in ((2, "nhị phân"), (4, "0 byte"), (5, "không tìm thấy")):
        assert words in outcomes[index].error
    assert all(outcome.error == "" for outcome in outcomes if outcome.parsed)


def test_processes_and_this_one_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = plans(tmp_path, 3)
    here = list(read_many(paths))
    monkeypatch.setattr(ingest, "_FEW_FILES", 0)
    assert list(read_many(paths, workers=2)) == here


def test_a_few_small_texts_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Iterator[Any]:
        raise AssertionError("a process was started")

    monkeypatch.setattr(ingest, "run_isolated", refuse)
    assert numbers(list(read_many(plans(tmp_path, 3)))) == ["1/KH-UBND", "2/KH-UBND", "3/KH-UBND"]
    assert list(read_many([])) == []


def test_progress_tells_files_and_pages(tmp_path: Path) -> None:
    page = [Text(85, 100, "Kế hoạch dân số của xã Tân Hòa năm 2026")]
    path = make_pdf(tmp_path / "a.pdf", page, page)
    seen: list[Progress] = []
    list(read_many([path, write(tmp_path / "b.txt")], workers=1, on_progress=seen.append))
    assert seen == [Progress(0, 2, path, 1, 2), Progress(0, 2, path, 2, 2), Progress(1, 2, path),
                    Progress(2, 2, tmp_path / "b.txt")]  # fmt: skip
    assert str(replace(seen[1], seconds=0.0)) == "Đã đọc 0/2 tệp · a.pdf, trang 2/2"
    assert str(replace(seen[3], seconds=0.0)) == "Đã đọc 2/2 tệp"


def test_a_document_that_stumbles_our_own_code_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: Any) -> Any:
        raise KeyError("x")

    monkeypatch.setattr(ingest, "outline", stumble)
    outcome = next(read_many(plans(tmp_path, 1)))
    assert outcome.parsed is None
    assert "lỗi KeyError" in outcome.error


def test_the_process_that_reads_loads_no_model() -> None:
    code = (
        "import sys, corpus.ingest_worker; print(sorted({'torch', 'numpy', 'faiss', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- workers that hang, die or swell ----------------------------------------------------------------------------------

WORKER = "tests.odd_worker"


def results(tasks: list[str], **changes: Any) -> list[Any]:
    settings = {"workers": 2, "seconds_of_silence": 20.0} | changes
    return [event.result for event in run_isolated(WORKER, "setup", tasks, **settings) if event.finished]


def test_a_worker_that_dies_takes_only_its_task_with_it() -> None:
    assert results(["a", "die", "b", "c", "die", "d"]) == ["A", Lost(False), "B", "C", Lost(False), "D"]


def test_a_worker_that_hangs_is_stopped_with_its_children() -> None:
    start = time.monotonic()
    found = results(["a", "hang", "b"], workers=1, seconds_of_silence=2.5)
    assert found == ["A", Lost(True), "B"]
    assert time.monotonic() - start < 20


def test_a_slow_worker_that_comes_forward_is_left_alone() -> None:
    assert results(["crawl"], workers=1, seconds_of_silence=2.0) == ["CRAWL"]


def test_what_a_library_prints_does_not_mix_with_answers() -> None:
    assert results(["print", "a"]) == ["PRINT", "A"]


@pytest.mark.skipif(sys.platform == "win32", reason="memory of a process is not limited on Windows")
def test_a_worker_that_swells_fails_alone() -> None:
    assert results(["swell", "a"]) == ["MEMORY", "A"]


def test_leaving_early_ends_the_processes() -> None:
    stream = run_isolated(WORKER, "setup", ["pid", *["a"] * 50], workers=1, seconds_of_silence=20)
    pid = next(event.result for event in stream if event.finished)
    stream.close()  # type: ignore[attr-defined]
    time.sleep(0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_few_tasks_run_ahead_of_the_one_waited_for() -> None:
    """Results wait in memory for an earlier one, so only so many tasks may be begun before it ends."""
    begun = itertools.count()
    events = run_isolated(WORKER, "setup", ["slow", *["step"] * 40], workers=2, seconds_of_silence=20)
    for event in events:
        if event.finished:
            break
        next(begun)
    assert next(begun) <= 6


def test_limits_reach_the_reader(tmp_path: Path) -> None:
    paths = plans(tmp_path, 5)
    outcomes = list(read_many(paths, workers=1, limits=ReadingLimits(max_bytes=10)))
    assert all("giới hạn" in outcome.error for outcome in outcomes)
    with pytest.raises(UnreadableFile):
        read_document(paths[0], limits=ReadingLimits(max_bytes=10))


@pytest.mark.parametrize(
    ("uncertain", "expected"),
    [
        ((), ""),
        (("sinb", "trang"), ""),
        (("2O30", "sinb", "108%"), "Con số đọc không chắc ở trang 3: “2O30”, “108%”; hãy đối chiếu với bản gốc."),
        (tuple(f"{n}%" for n in range(10)), " và 2 số khác"),
    ],
)
def test_figures_read_with_low_confidence_are_pointed_out(uncertain: tuple[str, ...], expected: str) -> None:
    warning = _uncertain_figures(ExtractedPage((), 3, 0.9, uncertain))
    assert expected in warning
    assert bool(warning) == bool(expected)


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress(1234, 10_000, Path("a"), seconds=14.5), "Đã đọc 1.234/10.000 tệp · 85 tệp/giây · còn khoảng 2 phút"),
        (Progress(3, 4, Path("a"), seconds=6), "Đã đọc 3/4 tệp · 0,5 tệp/giây · còn khoảng 2 giây"),
        (
            Progress(100, 100_000, Path("a"), seconds=5),
            "Đã đọc 100/100.000 tệp · 20 tệp/giây · còn khoảng 1 giờ 23 phút",
        ),
        (Progress(0, 9, Path("a"), seconds=50), "Đã đọc 0/9 tệp"),
        (Progress(5, 9, Path("a"), seconds=0.1), "Đã đọc 5/9 tệp"),
        (Progress(1000, 3000, Path("a"), stage="comparing"), "Đã so với thư viện 1.000/3.000 tệp"),
    ],
)
def test_progress_in_words(progress: Progress, line: str) -> None:
    assert str(progress) == line
