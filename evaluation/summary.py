"""The table of docs/results.md, written from the result files so that it cannot drift from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from settings import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "results.md"
START = "<!-- results: written by `python -m evaluation` -->\n"
END = "<!-- end of results -->"
_COLUMNS = ("hit@1", "hit@5", "hit@10", "mrr@10")
_NAMES = {"plans": "Plans", "alqac": "ALQAC", "legal": "Codified law"}


def summary(folder: Path) -> str:
    """Return the tables of all retrieval results in a folder."""
    reports = [
        (name, json.loads(path.read_text(encoding="utf-8")))
        for name in _NAMES
        if (path := folder / f"retrieval-{name}.json").is_file()
    ]
    lines = ["", f"| | questions | passages | {' | '.join(_COLUMNS)} | ms |", "|---|---|---|---|---|---|---|---|"]
    for name, report in reports:
        lines.append(_ours(_NAMES[name], report, report["settings"]["passages"]))
        lines.append(_ours(f"{_NAMES[name]}, without marks", report["without_marks"], report["settings"]["passages"]))
    lines += ["", "mrr@10 of the systems on the same questions:", ""]
    systems = list(dict.fromkeys(row["system"] for _, report in reports for row in report["systems"]))
    headers = [f"{_NAMES[name]}{marks}" for name, _ in reports for marks in ("", ", no marks")]
    lines += [f"| | {' | '.join(headers)} |", "|---" * (len(headers) + 1) + "|"]
    lines += [f"| {system} | {' | '.join(_of_system(system, report) for _, report in reports)} |" for system in systems]
    return "\n".join(lines) + "\n\n"


def _ours(name: str, measured: Mapping[str, Any], passages: int) -> str:
    low, high = measured["intervals_95"]["mrr@10"]
    shares = " | ".join(f"{measured[column]:.3f}" for column in _COLUMNS)
    times = f"{measured['p50_ms']:.0f}, {measured['p95_ms']:.0f}"
    return f"| {name} | {measured['questions']} | {passages:,} | {shares} [{low:.2f}, {high:.2f}] | {times} |"


def _of_system(system: str, report: Mapping[str, Any]) -> str:
    found = [{row["system"]: row for row in report[key]}.get(system) for key in ("systems", "systems_without_marks")]
    return " | ".join("–" if row is None else f"{row['mrr@10']:.3f}" for row in found)


def write_summary(folder: Path, document: Path = DOCUMENT) -> None:
    """Put the tables into the document, between its two comments."""
    before, _, rest = document.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{START}{summary(folder)}{END}{after}", encoding="utf-8")
