"""Result files of the evaluation, read leniently: whatever holds a known measure is shown with its plain meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.formats import number_text
from app.texts import t

RESULTS = Path(__file__).resolve().parent.parent / "evaluation" / "results"
# Shares between 0 and 1 that have plain words in the interface, by their name in result files.
SHARES = {
    "hit@1": "hit_1",
    "hit@3": "hit_3",
    "hit@5": "hit_5",
    "hit@10": "hit_10",
    "all@5": "all_5",
    "mrr@10": "mrr_10",
    "ndcg@10": "ndcg_10",
    "recall@100": "recall_100",
}
_TIMES = ("p50_ms", "p95_ms")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured collection: shares (key of the interface's words, value in [0, 1]) and other named values."""

    title: str
    note: str
    shares: tuple[tuple[str, float], ...]
    others: tuple[tuple[str, str], ...]


def read_measurements(folder: Path = RESULTS) -> list[Measurement]:
    """Return what the result files hold, file by file; a file that cannot be read is passed over."""
    found: list[Measurement] = []
    for path in sorted(folder.glob("*.json")):
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        found.extend(_measurements(path.stem, value))
    return found


def _measurements(title: str, value: Any) -> Iterator[Measurement]:
    """Yield a measurement for each object, at any depth, that holds a known measure."""
    if not isinstance(value, dict):
        return
    shares = tuple(
        (words, float(value[name])) for name, words in SHARES.items() if isinstance(value.get(name), int | float)
    )
    if shares:
        times = tuple(
            (name.replace("_ms", ""), f"{number_text(float(value[name]), 1)} ms")
            for name in _TIMES
            if isinstance(value.get(name), int | float)
        )
        note = value.get("note") or value.get("description") or ""
        if isinstance(value.get("questions"), int):
            note = f"{t('measured_questions', count=number_text(value['questions']))} {note}".strip()
        yield Measurement(str(value.get("title") or title), str(note), shares, times)
    for name, inner in value.items():
        yield from _measurements(f"{title} · {name}", inner)
