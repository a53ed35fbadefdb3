"""Measure refusals on our own questions about the five official plans: `python -m evaluation.refusals`.

Each line of refusals.jsonl is a question and whether the plans answer it. The questions were written while the rules
of refusal were made: read the figures as development figures.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.answering import SHARED
from library import Library
from settings import load_settings

QUESTIONS = Path(__file__).with_suffix(".jsonl")


def treated(library: Library, questions: Path = QUESTIONS) -> Iterator[tuple[str, bool, bool]]:
    """Yield each question, whether the documents answer it, and whether it was refused."""
    for line in questions.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        yield item["question"], item["answerable"], library.ask(item["question"]).abstained


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask every question; print the shares refused and, with --misses, what was treated wrongly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, default=SHARED / "corpus")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args(arguments)
    refused: dict[bool, list[bool]] = {True: [], False: []}
    with tempfile.TemporaryDirectory(prefix="trich-luc-") as folder:
        library = Library(load_settings(data=Path(folder)))
        library.add([options.documents])
        for question, answerable, abstained in treated(library):
            refused[answerable].append(abstained)
            if options.misses and answerable == abstained:
                print(f"{'refused' if abstained else 'answered'}  {question}")
    for answerable, outcomes in refused.items():
        name = "answerable" if answerable else "unanswerable"
        print(f"{name} refused: {sum(outcomes)} of {len(outcomes)} ({sum(outcomes) / len(outcomes):.1%})")


if __name__ == "__main__":
    main()
