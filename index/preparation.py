"""What is computed of each document from its words alone, in a second process once there are many documents.

python -m index.preparation      the second process, spoken to over its pipes
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
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
    """Prepares batches of documents one after the other; the caller can go on while one is under way."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._batches = 0
        self._waiting: Sequence[ParsedDocument] = ()

    def begin(self, batch: Sequence[ParsedDocument]) -> None:
        """Begin a batch; `result` must have been called for the one before."""
        self._waiting = batch
        self._batches += 1
        # The first batch is mostly the only one, and a process takes longer to start than to prepare it.
        if self._batches == 2:
            self._process = _started()
        if self._process is not None:
            try:
                send(_stream(self._process.stdin), [_told(parsed) for parsed in batch])
            except OSError:
                self.close()

    def result(self) -> list[Prepared]:
        """Return what was prepared of the batch begun last."""
        batch, self._waiting = self._waiting, ()
        if self._process is not None and batch:
            try:
                prepared: list[Prepared] = receive(_stream(self._process.stdout))
                return prepared
            except (EOFError, OSError, pickle.UnpicklingError):
                # The process was ended by someone; the work is done here instead.
                self.close()
        return [_prepare(*_told(parsed)) for parsed in batch]

    def close(self) -> None:
        """End the second process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    _stream(stream).close()


_Words = tuple[tuple[str, ...], str, str]
"""The headings, text and context of a passage."""


def _told(parsed: ParsedDocument) -> tuple[Document, str, list[_Words]]:
    """Return what preparing needs of a document; tuples are sent several times as fast as records."""
    document = parsed.document
    about = Document("", number=document.number, title=document.title, issuer=document.issuer, place=document.place)
    return about, parsed.reading.text, [(one.headings, one.text, one.context) for one in parsed.passages]


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
            send(answers, [_prepare(*told) for told in receive(questions)])


if __name__ == "__main__":
    # Prepared must be unpickled as index.preparation.Prepared, not as that of __main__.
    from index import preparation

    preparation._serve(sys.stdin.buffer, sys.stdout.buffer)
