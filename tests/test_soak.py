"""Four processes read while a fifth writes: no error, no torn result, and questions stay quick."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy
import pytest

from tests.soak_process import fill, open_library

ROOT = Path(__file__).resolve().parent.parent
_READERS = 4


class Soaked(NamedTuple):
    """What the readers met: the milliseconds of questions without a writer and beside one, and the changes made."""

    quiet: list[float]
    beside: list[float]
    changes: int


def start(role: str, data: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.soak_process", role, str(data)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def ended(process: subprocess.Popen[str]) -> str:
    """Tell a process to end, and return what it printed. A crash or an error fails the test."""
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, f"ended with {process.returncode}"
    return output.strip().splitlines()[-1]


def soak(data: Path, quiet_seconds: float, writing_seconds: float) -> Soaked:
    fill(data)
    readers = [start("read", data) for _ in range(_READERS)]
    writer = None
    try:
        for reader in readers:
            wait_until_ready(reader)
        begun = time.monotonic()
        time.sleep(quiet_seconds)
        quiet_until = time.monotonic()
        writer = start("write", data)
        wait_until_ready(writer)
        written = time.monotonic()
        time.sleep(writing_seconds)
        stopped = time.monotonic()
        changes = int(ended(writer))
        met = [json.loads(ended(reader)) for reader in readers]
    finally:
        for process in [*readers, *([writer] if writer else [])]:
            process.kill()
            process.communicate()
    assert [torn for one in met for torn in one["torn"]] == []
    assert open_library(data).verify() == []
    asked = [pair for one in met for pair in one["asked"]]
    quiet = [taken for when, taken in asked if begun <= when < quiet_until]
    beside = [taken for when, taken in asked if written <= when < stopped]
    return Soaked(quiet, beside, changes)


def test_readers_beside_a_writer_see_whole_generations(tmp_path: Path) -> None:
    soaked = soak(tmp_path / "data", 0.0, 6.0)
    assert soaked.changes > 0
    assert len(soaked.beside) > _READERS


@pytest.mark.prove
def test_questions_stay_quick_beside_a_writer_for_two_minutes(tmp_path: Path) -> None:
    soaked = soak(tmp_path / "data", 60.0, 120.0)
    quiet, beside = (float(numpy.quantile(some, 0.95)) for some in (soaked.quiet, soaked.beside))
    print(
        f"{len(soaked.quiet)} questions without a writer: p95 {quiet:.1f} ms; "
        f"{len(soaked.beside)} beside {soaked.changes} changes: p95 {beside:.1f} ms, {beside / quiet:.2f} times"
    )
    assert beside <= 2 * quiet
