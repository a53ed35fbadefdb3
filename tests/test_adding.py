"""Adding many files in portions: what was written before a stop stays, and the same call goes on from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import adding
from adding import Additions
from corpus.ingest import Progress
from index.manifest import current_generation
from library import Library
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def write_files(folder: Path, numbers: range) -> list[Path]:
    """Write small plans of their own wording, each with its own number."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number in numbers:
        words = " ".join(f"việc{number}x{place}" for place in range(30))
        paths.append(folder / f"{number:03}.txt")
        paths[-1].write_text(
            f"ỦY BAN NHÂN DÂN\nXÃ TÂN HÒA\nSố: {number}/KH-UBND\n\nKẾ HOẠCH\nVề việc thứ {number}\n\n1. {words}\n",
            encoding="utf-8",
        )
    return paths


def open_library(data: Path) -> Library:
    return Library(Settings(data=data, shipped_texts=data / "none", workers=1))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(adding, "PORTION_DOCUMENTS", 2)
    return open_library(tmp_path / "data")


def generation(library: Library) -> int | None:
    return current_generation(library.settings.data)


def test_many_files_are_written_in_portions_and_reported_together(library: Library, tmp_path: Path) -> None:
    files = write_files(tmp_path / "in", range(5))
    report = library.add(files)
    assert generation(library) == 3
    assert [document.number for document in report.added] == [f"{number}/KH-UBND" for number in range(5)]
    assert (report.replaced, report.unchanged, report.failed, report.stopped) == ((), (), (), False)
    again = library.add([tmp_path / "in"])
    assert [document.id for document in again.unchanged] == [document.id for document in report.added]
    assert (again.added, generation(library)) == ((), 3)


def test_old_portions_are_written_though_small(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "PORTION_SECONDS", 0.0)
    library.add(write_files(tmp_path / "in", range(3)))
    assert generation(library) == 3


@pytest.mark.parametrize("portion", [1, 9])
def test_versions_and_near_duplicates_are_found_within_and_across_portions(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(adding, "PORTION_DOCUMENTS", portion)
    first, other, newer, copy = write_files(tmp_path / "in", range(4))
    newer.write_text(first.read_text("utf-8") + "2. Việc mới thêm.\n", encoding="utf-8")
    copy.write_text(other.read_text("utf-8").replace("Số: 1/", "Số: 7/"), encoding="utf-8")
    report = library.add([first, other, newer])
    assert [document.source for document in report.added] == ["002.txt", "001.txt"]
    assert len(library.documents()) == 2
    (added,) = library.add([copy]).added
    assert any("Có thể trùng" in warning for warning in added.warnings)


def test_interrupted_addition_keeps_what_was_written_and_goes_on(library: Library, tmp_path: Path) -> None:
    files = write_files(tmp_path / "in", range(7))

    def interrupt(progress: Progress) -> None:
        if progress.done == 6:
            raise KeyboardInterrupt

    report = library.add(files, progress=interrupt)
    assert report.stopped
    assert [document.id for document in report.added] == [document.id for document in library.documents()]
    assert len(report.added) in (2, 4)
    rest = library.add(files)
    assert (len(rest.added) + len(report.added), len(rest.unchanged)) == (7, len(report.added))
    assert library.verify() == []


_ADD = """
import sys, adding
from pathlib import Path
adding.PORTION_DOCUMENTS = 4
from tests.test_adding import open_library
report = open_library(Path(sys.argv[1])).add([Path(sys.argv[2])])
print(len(report.added), len(report.unchanged))
"""


def test_killed_addition_keeps_its_portions_and_goes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_files(tmp_path / "in", range(40))
    command = [sys.executable, "-c", _ADD, str(data), str(tmp_path / "in")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while (current_generation(data) or 0) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
    kept = len(open_library(data).documents())
    assert 8 <= kept < 40
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [int(number) for number in done.stdout.split()] == [40 - kept, kept]
    library = open_library(data)
    assert (library.verify(), len(library.documents())) == ([], 40)


def test_command_line_says_what_was_saved_when_interrupted(tmp_path: Path) -> None:
    write_files(tmp_path / "in", range(300))
    code = "import adding, sys, cli; adding.PORTION_DOCUMENTS = 2; sys.exit(cli.main())"
    command = [sys.executable, "-c", code, "add", str(tmp_path / "in"), "--data", str(tmp_path / "data"), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while (current_generation(tmp_path / "data") or 0) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    added = json.loads(output)["added"]
    assert 0 < len(added) < 300
    assert f"Đã dừng; {len(added)} văn bản đã được lưu." in errors
    assert "Traceback" not in errors


def test_comparing_many_files_tells_how_far_it_has_come(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_files(tmp_path / "in", range(5))
    library.add(files)
    monkeypatch.setattr(adding, "_COMPARED_AT_ONCE", 2)
    heard: list[Progress] = []
    additions = Additions(library.reader(), lambda _: iter(()), {}, heard.append)
    assert list(additions.portions(files)) == []
    assert [(one.done, one.total, one.stage) for one in heard] == [(2, 5, "comparing"), (4, 5, "comparing")]
    assert len(additions.report().unchanged) == 5
