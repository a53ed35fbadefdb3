"""What is computed of each document from its words alone, in a second process once there are many documents.

python -m index.preparation      the second process, spoken to over its pipes
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

from corpus.ingest_pool import receive, send
from corpus.records import Document, ParsedDocument, Passage
from index.near_duplicates import sketch, to_bytes
from index.word_index import passage_fields

_ROOT = Path(__file__).resolve().parent.parent


class Prepared(NamedTuple):
    """The fields of each passage, their tokens joined by spaces, and the near-duplicate sketch of the document."""

    fields: list[dict[str, str]]
    sketch: bytes


class Preparer:
    """Prepares batches of documents in the order in which they are begun; the caller can go on meanwhile."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._exchange: ThreadPoolExecutor | None = None
        self._batches = 0
        self._waiting: deque[Sequence[ParsedDocument] | Future[list[Prepared]]] = deque()
        self._closed = False

    def begin(self, batch: Sequence[ParsedDocument]) -> None:
        """Begin a batch; several may wait, and are held in memory."""
        self._batches += 1
        # The first batch is mostly the only one, and a process takes longer to start than to prepare it.
        if self._batches == 2:
            self._process, self._exchange = _started(), ThreadPoolExecutor(1)
        self._waiting.append(
            self._exchange.submit(self._prepared_there, batch) if self._exchange is not None else batch
        )

    def result(self) -> list[Prepared]:
        """Return what was prepared of the oldest batch whose result was not taken; nothing when there is none."""
        if not self._waiting:
            return []
        oldest = self._waiting.popleft()
        return oldest.result() if isinstance(oldest, Future) else _prepared_here(map(_told, oldest))

    def close(self) -> None:
        """End the second process, and give up the batches that wait."""
        self._closed = True
        self._waiting.clear()
        if self._process is not None:
            self._process.kill()
        if self._exchange is not None:
            self._exchange.shutdown(cancel_futures=True)
        self._end_process()

    def _prepared_there(self, batch: Sequence[ParsedDocument]) -> list[Prepared]:
        told = [_told(parsed) for parsed in batch]
        if self._process is not None:
            try:
                send(_stream(self._process.stdin), told)
                prepared: list[Prepared] = receive(_stream(self._process.stdout))
                return prepared
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                # The process was ended by someone, or its pipes closed by `close`; the work is done here instead.
                self._end_process()
        return [] if self._closed else _prepared_here(told)

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    _stream(stream).close()


_Words = tuple[tuple[str, ...], str, str]
"""The headings, text and context of a passage."""
_Told = tuple[Document, str, list[_Words]]


def _told(parsed: ParsedDocument) -> _Told:
    """Return what preparing needs of a document; tuples are sent several times as fast as records."""
    document = parsed.document
    about = Document("", number=document.number, title=document.title, issuer=document.issuer, place=document.place)
    return about, parsed.reading.text, [(one.headings, one.text, one.context) for one in parsed.passages]


def _prepared_here(told: Iterable[_Told]) -> list[Prepared]:
    return [_prepare(*one) for one in told]


def _prepare(about: Document, text: str, passages: Sequence[_Words]) -> Prepared:
    fields = []
    for headings, words, context in passages:
        passage = Passage("", "", "", headings, words, 0, 0, (), context)
        fields.append({name: " ".join(tokens) for name, tokens in passage_fields(passage, about).items()})
    return Prepared(fields, to_bytes(sketch(text)))


def _started() -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "index.preparation"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
    except OSError:
        return None


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            send(answers, _prepared_here(receive(questions)))


if __name__ == "__main__":
    # Prepared must be unpickled as index.preparation.Prepared, not as that of __main__.
    from index import preparation

    preparation._serve(sys.stdin.buffer, sys.stdout.buffer)
