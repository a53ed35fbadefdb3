"""Measure retrieval on questions with verbatim evidence: `python -m evaluation.plan_questions [--misses]`.

For development: a few seconds, all questions over one folder of documents, by style. `python -m evaluation` writes the
results that are kept.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from evaluation.collections import SHARED, folder_library
from evaluation.judged import ask, judged_questions
from evaluation.report import figures, groups
from evaluation.systems import own_search

DEPTH = 10
_MEASURES = ("hit@1", "hit@5", "hit@10", "all@5")


def main(arguments: Sequence[str] | None = None) -> None:
    """Build a temporary library from a folder of documents, ask the questions, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, default=SHARED / "corpus")
    parser.add_argument("--questions", type=Path, default=SHARED / "evaluation" / "plan-questions-dev.jsonl")
    parser.add_argument("--misses", action="store_true", help="also print what was not found first")
    options = parser.parse_args(arguments)
    with folder_library(options.documents) as library:
        outcomes = ask(own_search(library), judged_questions(options.questions), DEPTH)
    if options.misses:
        for one in outcomes:
            if one.first != 1:
                asked = one.question
                print(f"{one.first!s:>5} {asked.style:14} {asked.type:15} {asked.question}")
    print(json.dumps(figures(outcomes, _MEASURES), ensure_ascii=False, indent=1))
    for row in groups(outcomes, _MEASURES):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
