"""How the library fares: questions, refusals, errors and how long answers took, by day.

Durations are counted in classes that grow by a fifth, so that days and processes can be added up; a percentile is right
to a fifth. A summary of each day is kept in `metrics.json` of the data folder, written at most once a minute.
"""

from __future__ import annotations

import contextlib
import json
import math
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from errors import StorageError
from index.durable_files import storage_errors, write_durably
from index.writer_lock import writer_lock

METRICS_NAME = "metrics.json"
_LOCK = "metrics.lock"
_GROWTH = math.log(1.2)
_SECONDS_BETWEEN_WRITES = 60.0
_DAYS_KEPT = 400


@dataclass(slots=True)
class Day:
    """What happened on one day; `durations` counts answers by class: class n lasted up to 1.2ⁿ milliseconds."""

    questions: int = 0
    refusals: int = 0
    errors: int = 0
    durations: Counter[int] = field(default_factory=Counter)

    def percentile(self, share: float) -> float | None:
        """Return the milliseconds within which `share` (0 to 1) of the answers came; None when there were none."""
        wanted, counted = share * self.durations.total(), 0
        for number in sorted(self.durations):
            counted += self.durations[number]
            if counted >= wanted:
                return math.exp(number * _GROWTH)
        return None

    def add(self, other: Day) -> None:
        """Add what happened in another process or at another time of the day."""
        self.questions += other.questions
        self.refusals += other.refusals
        self.errors += other.errors
        self.durations.update(other.durations)


class Metrics:
    """The figures of one data folder; safe to use from several threads and processes."""

    def __init__(
        self, data: Path, clock: Callable[[], float] = time.monotonic, today: Callable[[], date] = date.today
    ) -> None:
        """Take the data folder; `clock` gives seconds."""
        self._data = data
        self._clock = clock
        self._today = today
        self._lock = threading.Lock()
        self._unwritten: dict[str, Day] = {}
        self._written_at = clock()
        self.started_at = clock()

    def question(self, milliseconds: float, *, refused: bool) -> None:
        """Count one answered question and how long it took."""
        number = max(0, math.ceil(math.log(max(milliseconds, 1.0)) / _GROWTH))
        self._count(Day(1, int(refused), 0, Counter({number: 1})))

    def error(self) -> None:
        """Count one question that ended in an error which was not the question's fault."""
        self._count(Day(errors=1))

    def _count(self, what: Day) -> None:
        with self._lock:
            self._unwritten.setdefault(self._today().isoformat(), Day()).add(what)
            due = self._clock() - self._written_at >= _SECONDS_BETWEEN_WRITES
            if due:
                self._written_at = self._clock()
        if due:
            # Figures are no reason to let a question fail; they are tried again a minute later.
            with contextlib.suppress(StorageError):
                self.write()

    def write(self) -> None:
        """Add what was counted since the last time to the file. Raises StorageError."""
        with self._lock:
            counted, self._unwritten = self._unwritten, {}
        if not counted:
            return
        try:
            with storage_errors(self._data), writer_lock(self._data, _LOCK, patience=1.0):
                days = _read(self._data / METRICS_NAME)
                for name, day in counted.items():
                    days.setdefault(name, Day()).add(day)
                kept = dict(sorted(days.items())[-_DAYS_KEPT:])
                write_durably(self._data / METRICS_NAME, _as_json(kept).encode("utf-8"))
        except BaseException:
            with self._lock:
                for name, day in counted.items():
                    self._unwritten.setdefault(name, Day()).add(day)
            raise

    def days(self) -> dict[str, Day]:
        """Return what happened on each day (ISO date), oldest first, this process' last minute included."""
        days = _read(self._data / METRICS_NAME)
        with self._lock:
            for name, day in self._unwritten.items():
                days.setdefault(name, Day()).add(day)
        return dict(sorted(days.items()))

    @property
    def seconds_running(self) -> float:
        """Seconds since this process opened the library."""
        return self._clock() - self.started_at


def memory_bytes() -> int | None:
    """Return the memory that this process holds, in bytes; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        import resource

        return pages * resource.getpagesize()
    except (OSError, ValueError, IndexError, ImportError):
        return None


def _as_json(days: dict[str, Day]) -> str:
    return json.dumps(
        {
            name: {
                "questions": day.questions,
                "refusals": day.refusals,
                "errors": day.errors,
                "durations": {str(number): count for number, count in sorted(day.durations.items())},
            }
            for name, day in days.items()
        }
    )


def _read(path: Path) -> dict[str, Day]:
    """Return the days on file; none when it is absent or broken, since figures can be done without."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        return {
            name: Day(
                int(day["questions"]),
                int(day["refusals"]),
                int(day["errors"]),
                Counter({int(number): int(count) for number, count in day["durations"].items()}),
            )
            for name, day in stored.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
