"""A writer that dies, or whose disk is full or closed, leaves the library as it was before the change or after it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import DiskFull, StorageError
from index.generations import commit, open_reader, verify
from index.library_reader import LibraryReader
from index.manifest import generations_folder, originals_folder
from tests.index_samples import HashEncoder, make_document
from tests.index_writer_process import contents_after

ENCODER = HashEncoder()
ROOT = Path(__file__).resolve().parent.parent


def contents(reader: LibraryReader) -> dict[str, str]:
    return {document.id: reader.parsed(document.id).reading.text for document in reader.documents()}


def kill_a_writer(data: Path, first_step: int, draw: random.Random) -> int:
    """Let a writer go on from a step, kill it at a random moment, and return the last step it began."""
    command = [sys.executable, "-m", "tests.index_writer_process", str(data), str(first_step)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = int(process.stdout.readline())
        for _ in range(draw.randrange(3)):
            last = int(process.stdout.readline())
        time.sleep(draw.uniform(0, 0.25))
        process.kill()
        return int((process.stdout.read().split() or [last])[-1])


def prove_kills_do_no_harm(data: Path, kills: int) -> set[int]:
    """Check the library after each kill; return which states were met: 0 before the change, 1 after it."""
    draw, step = random.Random(20), 0
    outcomes: set[int] = set()
    for _ in range(kills):
        begun = kill_a_writer(data, step, draw)
        assert verify(data, ENCODER) == []
        found = contents(open_reader(data, ENCODER))
        states = {begun: contents_after(begun), begun + 1: contents_after(begun + 1)}
        assert found in states.values()
        step = next(number for number, state in states.items() if state == found)
        outcomes.add(step - begun)
    reader = commit(data, ENCODER, add=[make_document("last", ["xong"])])
    kept = {stored.original for key in contents(reader) if (stored := reader.stored(key)) is not None}
    kept |= {past.original for past in reader.history()}
    assert {path.name for path in originals_folder(data).iterdir()} == kept - {""}
    assert len(list(generations_folder(data).iterdir())) == 2
    return outcomes


def test_killed_writer_leaves_the_state_before_or_after(tmp_path: Path) -> None:
    prove_kills_do_no_harm(tmp_path / "data", 10)


@pytest.mark.prove
def test_two_hundred_killed_writers_leave_the_state_before_or_after(tmp_path: Path) -> None:
    assert prove_kills_do_no_harm(tmp_path / "data", 200) == {0, 1}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MiB; skipped where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def free_bytes(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def test_full_disk_keeps_the_state_before(small_disk: Path) -> None:
    data = small_disk / "data"
    commit(data, ENCODER, add=[make_document("a", ["một"])]).close()
    large = make_document("b", [f"đoạn {number} " + "chữ " * 200 for number in range(2000)])
    with pytest.raises(DiskFull, match="đã đầy"):
        commit(data, ENCODER, add=[large])
    assert (contents(open_reader(data, ENCODER)), verify(data, ENCODER)) == ({"a": "một"}, [])
    assert list(contents(commit(data, ENCODER, add=[make_document("c", ["ba"])]))) == ["a", "c"]


@pytest.mark.parametrize("left", [0, 4096, 20_000, 100_000, 900_000])
def test_disk_that_fills_at_any_point_keeps_the_state_before(small_disk: Path, left: int) -> None:
    data = small_disk / "data"
    commit(data, ENCODER, add=[make_document("a", ["một"])]).close()
    with (small_disk / "ballast").open("wb") as ballast:
        ballast.write(bytes(free_bytes(small_disk) - left))
    outcome = {"a": "một"}
    try:
        commit(data, ENCODER, add=[make_document("b", ["hai " * 50] * 20)], remove=["a"]).close()
        outcome = {"b": "\n".join(["hai " * 50] * 20)}
    except DiskFull:
        assert left < 900_000
    assert contents(open_reader(data, ENCODER)) == outcome
    (small_disk / "ballast").unlink()
    assert verify(data, ENCODER) == []
    assert "c" in contents(commit(data, ENCODER, add=[make_document("c", ["ba"])]))


def test_closed_folder_can_be_read_and_says_why_it_cannot_be_written(small_disk: Path) -> None:
    data = small_disk / "data"
    commit(data, ENCODER, add=[make_document("a", ["một"])]).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert (contents(open_reader(data, ENCODER)), verify(data, ENCODER)) == ({"a": "một"}, [])
    with pytest.raises(StorageError, match="Không có quyền ghi"):
        commit(data, ENCODER, remove=["a"])
    with pytest.raises(StorageError, match="Không có quyền ghi"):
        commit(small_disk / "new", ENCODER, add=[make_document("a", ["một"])])
