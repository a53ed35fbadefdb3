"""Measure retrieval: `python -m evaluation` (`make evaluate`), or `--quick` for a part of it under a minute.

Results go to evaluation/results/ as JSON, which the quality page shows, and as tables. What is absent is skipped, and
the skipping is told on standard error and in the result. `--quick` writes only where `--to` says.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.collections import JudgedSet, judged_sets
from evaluation.experiment import Extent, measure
from evaluation.report import RESULTS, markdown, tell, write
from evaluation.summary import write_summary


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the sets that are there and write one result file for each."""
    names = [one.name for one in judged_sets()]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=names, default=names)
    parser.add_argument("--quick", action="store_true", help="the plans only, no part switched off, no pyvi")
    parser.add_argument("--questions", type=int, help="ask no more than so many questions of a set, a seeded sample")
    parser.add_argument("--no-ablations", action="store_true", help="switch no part off")
    parser.add_argument("--model", type=Path, nargs="*", default=[], help="folders of further encoders to compare with")
    parser.add_argument("--to", type=Path, help="folder of the results (default: evaluation/results)")
    options = parser.parse_args(arguments)
    folder = options.to or (None if options.quick else RESULTS)
    extent = Extent(tuple(options.model), not (options.quick or options.no_ablations), not options.quick)
    for judged in judged_sets():
        if judged.name not in (options.sets if not options.quick else ["plans"]):
            continue
        if judged.missing:
            tell(f"{judged.name}: skipped, no {', '.join(path.name for path in judged.missing)}")
            continue
        judged = _limited(judged, options.questions)
        report = measure(judged, extent, _command(options))
        if folder is None:
            print(markdown(report))
        else:
            write(report, folder, f"retrieval-{judged.name}")
            tell(f"{judged.name}: written")
    if folder == RESULTS:
        write_summary(folder)


def _limited(judged: JudgedSet, questions: int | None) -> JudgedSet:
    return judged if questions is None else replace(judged, asked=min(questions, judged.asked or questions))


def _command(options: argparse.Namespace) -> str:
    """Return the command that repeats the run, with the models by their names only."""
    parts = ["python -m evaluation"]
    if options.quick:
        parts.append("--quick")
    else:
        parts.append("--sets " + " ".join(options.sets))
    if options.no_ablations:
        parts.append("--no-ablations")
    if options.questions is not None:
        parts.append(f"--questions {options.questions}")
    if options.model:
        parts.append("--model " + " ".join(path.name for path in options.model))
    return " ".join(parts)


if __name__ == "__main__":
    main()
