"""Many people ask at once: errors, waiting times beside those of one person alone, and memory from beginning to end.

    python -m evaluation.load --clients 20 --minutes 5 --questions 1000 --to evaluation/results/load.json

Half of the clients call one library in this process from threads of their own; half are sessions on the web page, which
a process of its own serves, over its websocket. Between questions each one thinks, so that `--questions` are asked in
`--minutes`. The questions are the headings of the documents, each with the name of its document's place. One person
alone is measured before, on the same machine in the same run; a page session starts anew after some questions.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy

from errors import TrichLucError
from evaluation.page_client import PageClient, PageFailed, page_server
from library import Library
from settings import load_settings

_TURNS = 5  # questions of one session on the page before it begins anew
_ALONE = 60  # questions of one person alone, per way of asking
_WARMING = 0.2  # share of the time after which memory is taken as that of the beginning


class Asker(Protocol):
    """One client's way of asking. Raises TrichLucError or PageFailed."""

    def ask(self, question: str) -> object: ...
    def close(self) -> None: ...


class DirectAsker:
    """Asks the library itself."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def ask(self, question: str) -> object:
        """Return the answer."""
        return self._library.ask(question)

    def close(self) -> None:
        """Release nothing."""


class PageAsker:
    """Asks on the web page, in a new session after some questions. A new session is part of no waiting time."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = PageClient(address)
        self._asked = 0

    def ask(self, question: str) -> object:
        """Return the text of the page."""
        self._asked += 1
        return self._client.ask(question)

    def rest(self) -> None:
        """Begin a new session when this one has become long."""
        if self._asked >= _TURNS:
            self.close()
            self._client, self._asked = PageClient(self._address), 0

    def close(self) -> None:
        """End the session."""
        self._client.__exit__(None, None, None)


@dataclass
class Tally:
    """What one way of asking took, in milliseconds, and what went wrong; safe to share between threads."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, asker: Asker, question: str) -> None:
        """Ask one question and note how long it took, or what went wrong."""
        started = time.perf_counter()
        try:
            asker.ask(question)
        except (TrichLucError, PageFailed) as error:
            with self._lock:
                self.errors.append(f"{type(error).__name__}: {error}")
            return
        with self._lock:
            self.milliseconds.append(1000 * (time.perf_counter() - started))

    def percentile(self, share: float) -> float:
        """Return the time within which a share of the questions, in percent, was answered; 0 when none was."""
        return round(float(numpy.percentile(self.milliseconds, share)), 1) if self.milliseconds else 0.0


def questions_of(library: Library, seed: int = 0) -> Iterator[str]:
    """Yield questions without end: headings of the documents with the place or the number of their document."""
    found = []
    for document in library.documents():
        about = document.place or document.number or ""
        found += [f"{section.heading} {about}?" for section in library.show(document.id).sections if section.heading]
    draw = random.Random(seed)
    while True:
        yield draw.choice(found)[: library.settings.max_question_chars]


def alone(asker: Asker, questions: Iterator[str], count: int = _ALONE) -> Tally:
    """Return the times of one person who asks without pause; the first few questions warm up and are not counted."""
    for _ in range(5):
        Tally().timed(asker, next(questions))
    tally = Tally()
    for _ in range(count):
        tally.timed(asker, next(questions))
        _rest(asker)
    return tally


def together(
    makers: Sequence[tuple[Callable[[], Asker], Tally]],
    questions: Callable[[int], Iterator[str]],
    seconds: float,
    pause: float,
    at_warm: Callable[[], None],
) -> None:
    """Let every client ask and think, `pause` seconds on average, for a while; `at_warm` is called when all is warm."""
    deadline = time.monotonic() + seconds

    def run(number: int, make: Callable[[], Asker], tally: Tally) -> None:
        draw, own = random.Random(number), questions(number)
        time.sleep(min(seconds / 2, draw.uniform(0, pause)))
        try:
            asker = make()
        except (TrichLucError, PageFailed) as error:
            tally.errors.append(f"{type(error).__name__}: {error}")
            return
        while time.monotonic() < deadline:
            tally.timed(asker, next(own))
            try:
                _rest(asker)
            except PageFailed as error:
                tally.errors.append(f"{type(error).__name__}: {error}")
                break
            time.sleep(max(0.0, min(draw.expovariate(1 / pause), deadline - time.monotonic())))
        asker.close()

    threads = [threading.Thread(target=run, args=(number, *one)) for number, one in enumerate(makers)]
    for thread in threads:
        thread.start()
    time.sleep(seconds * _WARMING)
    at_warm()
    for thread in threads:
        thread.join()


def _rest(asker: Asker) -> None:
    if isinstance(asker, PageAsker):
        asker.rest()


def memory_mb(process: int | None = None) -> float:
    """Return the memory of a process, this one by default, in MiB; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process or os.getpid()}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    return round(int(status.partition("VmRSS:")[2].split()[0]) / 1024, 1)


def measure(library: Library, address: str, server: int | None, options: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of one run; `address` and `server` (a process) are those of the web page, empty for none."""
    pages = min(options.sessions, options.clients) if address else 0
    ways: dict[str, tuple[int, Callable[[], Asker]]] = {
        "direct": (options.clients - pages, lambda: DirectAsker(library))
    }
    if pages:
        ways["page"] = (pages, lambda: PageAsker(address))
    singles = {}
    for name, (_, make) in ways.items():
        asker = make()
        singles[name] = alone(asker, questions_of(library), options.alone)
        asker.close()
    tallies = {name: Tally() for name in ways}
    makers = [(make, tallies[name]) for name, (count, make) in ways.items() for _ in range(count)]
    processes = {"direct": None, "page": server}
    memory = {name: [0.0, 0.0] for name in ways}

    def note(place: int) -> None:
        for name in ways:
            memory[name][place] = memory_mb(processes[name])

    seconds = 60 * options.minutes
    together(
        makers,
        lambda number: questions_of(library, number + 1),
        seconds,
        seconds * options.clients / options.questions,
        lambda: note(0),
    )
    note(1)
    figures = {}
    for name in ways:
        single, many = singles[name], tallies[name]
        figures[name] = {
            "clients": ways[name][0],
            "questions": len(many.milliseconds),
            "errors": len(many.errors) + len(single.errors),
            "first_error": next(iter(single.errors + many.errors), ""),
            "alone_p50_ms": single.percentile(50),
            "alone_p95_ms": single.percentile(95),
            "p50_ms": many.percentile(50),
            "p95_ms": many.percentile(95),
            "p95_ratio": round(many.percentile(95) / max(single.percentile(95), 0.1), 2),
            "memory_mb_warm": memory[name][0],
            "memory_mb_end": memory[name][1],
        }
    return figures


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--sessions", type=int, default=10, help="how many of the clients are sessions on the page")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--questions", type=int, default=1000, help="asked by all clients together, about")
    parser.add_argument("--alone", type=int, default=_ALONE, help="questions of one person alone, of each way")
    parser.add_argument("--data", type=Path, help="a library; a copy of it is used (default: the shipped texts)")
    parser.add_argument("--to", type=Path, help="file of the figures (JSON)")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="trich-luc-load-"))) / "data"
        if options.data:
            shutil.copytree(options.data, data)
        library = Library(load_settings(data=data))
        library.documents()
        address, server = stack.enter_context(page_server(data)) if options.sessions else ("", None)
        figures = measure(library, address, server, options)
    report = {
        "title": "Nhiều người hỏi cùng lúc",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} lõi",
        "load_before": os.getloadavg()[0],
        "minutes": options.minutes,
        "ways": figures,
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
    if options.to:
        options.to.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return report


if __name__ == "__main__":
    main()
