"""The process that reads files for `ingest.read_many`: `python -m corpus.ingest_worker`, spoken to over its pipes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from corpus.ingest import ReadingSetup, outcome_of
from corpus.ingest_pool import receive, send


def main() -> None:
    """Read the setup, then answer each path with its pages as they are read and its outcome, until the pipe closes."""
    answers = own_output()
    questions = sys.stdin.buffer
    try:
        setup: ReadingSetup = receive(questions)
        limit_memory(setup.max_memory)
        while True:
            path: Path = receive(questions)
            send(answers, (True, outcome_of(path, setup, lambda page, pages: send(answers, (False, (page, pages))))))
    except (EOFError, BrokenPipeError):
        return


def own_output() -> IO[bytes]:
    """Keep the pipe for answers to ourselves: what a library prints must not get between them."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def limit_memory(limit: int) -> None:
    """Make allocations beyond `limit` bytes fail in this process, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    # Programs started from here (soffice) may raise their own soft limit up to the hard one, which is left alone.
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    main()
