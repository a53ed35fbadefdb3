"""Worker processes that do one task at a time: one that hangs or dies takes only its own task with it."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_LENGTH = struct.Struct(">Q")
_ROOT = Path(__file__).resolve().parent.parent
# Tasks begun ahead of the one whose result is waited for, for each worker: bounds what results wait in memory.
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Event:
    """Something a worker said about the task of this index: a step on the way, or its `result` when `finished`."""

    index: int
    finished: bool
    result: Any


@dataclass(frozen=True, slots=True)
class Lost:
    """The result of a task whose worker died (`timed_out` False) or was stopped for being too slow."""

    timed_out: bool


def run_isolated(
    module: str, setup: Any, tasks: Sequence[Any], *, workers: int, seconds_of_silence: float
) -> Iterator[Event]:
    """Run `tasks` in processes of `python -m module` and yield what they say; results come in the order of `tasks`.

    `setup` is sent to each process as it starts. Steps of a task may come before results of earlier ones. A task of
    which nothing is heard, neither step nor result, for `seconds_of_silence` is given up with its process.
    """
    waiting: queue.SimpleQueue[tuple[int, Any] | None] = queue.SimpleQueue()
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    lanes = [_Lane(module, setup, seconds_of_silence, waiting, events) for _ in range(min(workers, len(tasks)))]
    for lane in lanes:
        lane.start()
    try:
        yield from _in_order(tasks, waiting, events, ahead=_AHEAD * len(lanes))
    finally:
        for lane in lanes:
            waiting.put(None)
            lane.stop()
        for lane in lanes:
            lane.join()


def _in_order(
    tasks: Sequence[Any],
    waiting: queue.SimpleQueue[tuple[int, Any] | None],
    events: queue.SimpleQueue[Event],
    ahead: int,
) -> Iterator[Event]:
    finished: dict[int, Event] = {}
    sent = following = 0
    while following < len(tasks):
        while sent < min(len(tasks), following + ahead):
            waiting.put((sent, tasks[sent]))
            sent += 1
        event = events.get()
        if not event.finished:
            yield event
            continue
        finished[event.index] = event
        while following in finished:
            yield finished.pop(following)
            following += 1


class _Lane(threading.Thread):
    """Feeds one worker process, and starts another when it is gone."""

    def __init__(
        self,
        module: str,
        setup: Any,
        seconds: float,
        waiting: queue.SimpleQueue[tuple[int, Any] | None],
        events: queue.SimpleQueue[Event],
    ) -> None:
        super().__init__(daemon=True)
        self._module, self._setup, self._seconds = module, setup, seconds
        self._waiting, self._events = waiting, events
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def run(self) -> None:
        """Take tasks until told to stop."""
        while (task := self._waiting.get()) is not None and not self._stopped:
            index, payload = task
            self._events.put(Event(index, True, self._result(index, payload)))
        self._end_process()

    def stop(self) -> None:
        """End the worker at once, whatever it is doing."""
        self._stopped = True
        self._end_process()

    def _result(self, index: int, payload: Any) -> Any:
        watch = _Watch(self._seconds, self._end_process)
        try:
            process = self._running()
            if process is None or process.stdin is None or process.stdout is None:
                return Lost(timed_out=False)
            send(process.stdin, payload)
            while True:
                watch.begin_anew()
                finished, said = receive(process.stdout)
                if finished:
                    return said
                self._events.put(Event(index, False, said))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            # ValueError: another thread ended the worker and closed its pipes while they were being read.
            self._end_process()
            return Lost(watch.gave_up)
        finally:
            watch.stop()

    def _running(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopped:
                return None
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", self._module],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd=_ROOT,
                    env=os.environ | {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"},
                    start_new_session=True,
                )
                if self._process.stdin is not None:
                    send(self._process.stdin, self._setup)
            return self._process

    def _end_process(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        # The worker leads its own group, so that programs it started (tesseract, soffice) end with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


class _Watch:
    """Calls `give_up` when nothing has been heard for so many seconds."""

    def __init__(self, seconds: float, give_up: Callable[[], None]) -> None:
        self._seconds, self._give_up = seconds, give_up
        self._timer: threading.Timer | None = None
        self.gave_up = False

    def begin_anew(self) -> None:
        """Count from now."""
        self.stop()
        self._timer = threading.Timer(self._seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """Stop counting."""
        if self._timer is not None:
            self._timer.cancel()

    def _expire(self) -> None:
        self.gave_up = True
        self._give_up()


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; raises EOFError when the other side is gone."""
    return pickle.loads(_exactly(stream, _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]))


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data
