"""Result files: figures as the quality page reads them (`app.measurements`), and tables for people.

An object with a measure in it is shown on the page under its "title" and "note"; what belongs to the detail (groups,
peers, ablations) is kept in lists, which the page passes over.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from evaluation.engine_scale import machine as processor_and_system
from evaluation.judged import SEED, Outcome
from evaluation.measures import Difference, Values, interval, means, per_question
from evaluation.plots import save_plot
from index.searcher import FusionWeights
from library import Library
from settings import PROJECT_ROOT

RESULTS = PROJECT_ROOT / "evaluation" / "results"
_PACKAGES = ("bm25s", "faiss-cpu", "ir_measures", "numpy", "pyvi", "sentence-transformers", "tantivy")


def rounded(values: Mapping[str, float]) -> dict[str, float]:
    """Return figures with the four decimals that result files keep."""
    return {name: round(value, 4) for name, value in values.items()}


def figures(outcomes: Sequence[Outcome], measures: Sequence[str]) -> dict[str, Any]:
    """Return means, intervals and times of one system on one set of questions."""
    values = per_question(outcomes, measures)
    times = sorted(one.milliseconds for one in outcomes)
    return {
        "questions": len(outcomes),
        **rounded(means(values)),
        "p50_ms": round(times[len(times) // 2], 2),
        "p95_ms": round(times[int(0.95 * len(times))], 2),
        "intervals_95": {name: interval(one) for name, one in values.items()},
    }


def groups(outcomes: Sequence[Outcome], measures: Sequence[str]) -> list[dict[str, Any]]:
    """Return the figures by style and by type of question, for the questions that have them."""
    rows = []
    for by in ("style", "type"):
        for name in sorted({getattr(one.question, by) for one in outcomes} - {""}):
            some = [one for one in outcomes if getattr(one.question, by) == name]
            rows.append(
                {"by": by, "group": name, "questions": len(some)} | rounded(means(per_question(some, measures)))
            )
    return rows


def row(name: str, values: Mapping[str, Values], difference: Difference | None) -> dict[str, Any]:
    """Return one row of a comparison; `difference` is that of mrr@10 to our whole search on the same questions."""
    compared = {} if difference is None else {"mrr@10_difference": asdict(difference) | {"certain": difference.certain}}
    return {"system": name} | rounded(means(values)) | compared


def circumstances(library: Library, command: str) -> dict[str, Any]:
    """Return how, when and on what something was measured, without names or paths of the machine."""
    return {
        "command": command,
        "date": date.today().isoformat(),
        "machine": {
            "processor": processor_and_system(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "load_average": [round(load, 1) for load in os.getloadavg()],
            "threads": os.environ.get("OMP_NUM_THREADS", "as many as cores"),
            "python": platform.python_version(),
        },
        "settings": {
            "commit": _commit(),
            "encoder": library.encoder.fingerprint,
            "passages": library.reader().passage_count,
            "fusion": asdict(FusionWeights()),
            "seed": SEED,
            "packages": {name: found for name in _PACKAGES if (found := _version(name))},
        },
    }


def _commit() -> str | None:
    """Return the commit of the code, with a plus sign when tracked files were changed since; None without git."""
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=PROJECT_ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    return described.stdout.strip()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def write(report: Mapping[str, Any], folder: Path, name: str) -> None:
    """Write the report as JSON, its tables as Markdown and, where it can be drawn, its picture as SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / f"{name}.md").write_text(markdown(report), encoding="utf-8")
    if not save_plot(report, folder / f"{name}.svg"):
        tell(f"{name}.svg: skipped, install it with: pip install vl-convert-python")


def markdown(report: Mapping[str, Any]) -> str:
    """Return the tables of a report."""
    machine = report["machine"]
    lines = [
        f"# {report['title']}",
        "",
        report["note"],
        "",
        f"`{report['command']}`, {report['date']}; {machine['processor']}, {machine['memory_gib']} GiB, "
        f"load {machine['load_average'][0]}; {report['settings']['passages']} passages.",
    ]
    for title, rows in (
        ("Questions as typed", report["systems"]),
        ("Questions without marks", report["systems_without_marks"]),
        ("By style and type", report["groups"]),
        ("Parts switched off", report["ablations"]),
        ("Parts switched off, questions without marks", report["ablations_without_marks"]),
    ):
        if rows:
            lines += ["", f"## {title}", "", *table(rows)]
    if report["skipped"]:
        lines += ["", "Not measured: " + "; ".join(report["skipped"]) + "."]
    return "\n".join(lines) + "\n"


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return rows as a Markdown table; differences are shown with their interval, in bold when it leaves out zero."""
    columns = list(dict.fromkeys(name for one in rows for name in one))
    yield_rows = [[_cell(one.get(name)) for name in columns] for one in rows]
    header = [name.replace("_", " ") for name in columns]
    return [_line(header), _line(["---"] * len(columns)), *map(_line, yield_rows)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        text = f"{value['mean']:+.3f} [{value['low']:+.3f}, {value['high']:+.3f}]"
        return f"**{text}**" if value["certain"] else text
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def tell(text: str) -> None:
    """Print progress to standard error."""
    print(text, file=sys.stderr, flush=True)
