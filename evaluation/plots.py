"""The picture of a result file: how well each system finds, with marks and without."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import altair

MEASURE = "mrr@10"


def chart(report: Mapping[str, Any]) -> altair.Chart:
    """Return bars of mrr@10, one group a system in the order of the report."""
    rows = [
        {"system": row["system"], "questions": questions, "value": row[MEASURE]}
        for name, questions in (("systems", "as typed"), ("systems_without_marks", "without marks"))
        for row in report[name]
    ]
    order = [row["system"] for row in report["systems"]]
    bars: altair.Chart = (
        altair.Chart(altair.InlineData(values=rows), width=420)
        .mark_bar()
        .encode(
            x=altair.X("value:Q", title=MEASURE, scale=altair.Scale(domain=[0, 1])),
            y=altair.Y("system:N", sort=order, title=None, axis=altair.Axis(labelLimit=260)),
            yOffset=altair.YOffset("questions:N"),
            color=altair.Color("questions:N", title="questions"),
            tooltip=["system:N", "questions:N", altair.Tooltip("value:Q", format=".3f")],
        )
    )
    return bars


def save_plot(report: Mapping[str, Any], path: Path) -> bool:
    """Write the picture as SVG and return True; False where vl-convert-python, which altair draws with, is absent."""
    if find_spec("vl_convert") is None:
        return False
    chart(report).save(path)
    return True
