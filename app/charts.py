"""Charts in the colours of the page, with numbers written the Vietnamese way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.formats import number_text
from app.texts import t

if TYPE_CHECKING:
    import altair

_DARK_INK, _LIGHT_INK = "#1c2329", "#e8ecef"
_BAR_COLOUR = "#2f7fb5"  # told apart from both the light and the dark page
_ROW_HEIGHT = 30
Cell = tuple[str, str]
"""The names of a row and a column."""


def show_bars(counted: Sequence[tuple[str, float]], title: str, *, horizontal: bool = True, decimals: int = 0) -> None:
    """Show a bar for each named value, in the given order, with its value written at the end of the bar."""
    import altair  # slow to load, and no page needs it to be drawn

    rows = [{"name": name, "value": value, "label": number_text(value, decimals)} for name, value in counted]
    ink = _ink()
    names = _axis(labelLimit=320, labelAngle=0)
    text = altair.Text("label:N")
    chart = altair.Chart(altair.InlineData(values=rows))
    tooltip = [altair.Tooltip("name:N", title=title), altair.Tooltip("label:N", title=t("value"))]
    if horizontal:
        base = chart.encode(altair.X("value:Q", axis=None), altair.Y("name:N", sort=None, axis=names))
        labels = base.mark_text(fontSize=14, align="left", dx=4, color=ink).encode(text=text)
    else:
        base = chart.encode(altair.X("name:N", sort=None, axis=names), altair.Y("value:Q", axis=None))
        labels = base.mark_text(fontSize=14, align="center", dy=-8, color=ink).encode(text=text)
    bars = base.mark_bar(color=_BAR_COLOUR, size=22).encode(tooltip=tooltip)
    st.markdown(f"**{title}**")
    height = 34 * max(2, len(rows)) + 10 if horizontal else 220
    st.altair_chart((bars + labels).properties(height=height), width="stretch")


def choose_cell(
    counts: Mapping[Cell, int], rows: Sequence[str], columns: Sequence[str], title: str, key: str
) -> Cell | None:
    """Show how many there are for each row and column, darker where there are more; return the cell pressed last."""
    import altair

    most = max(counts.values(), default=1)
    values = [
        {"row": row, "column": column, "value": value, "label": number_text(value), "deep": value > most / 2}
        for (row, column), value in counts.items()
    ]
    base = altair.Chart(altair.InlineData(values=values)).encode(
        altair.X("column:N", sort=list(columns), axis=_axis(orient="top", labelAngle=0)),
        altair.Y("row:N", sort=list(rows), axis=_axis(labelLimit=260)),
    )
    pressed = altair.selection_point(name="cell", fields=["row", "column"])
    scale = altair.Scale(range=["#9fc5de", "#17527a"])
    squares = base.mark_rect(cornerRadius=2, cursor="pointer").encode(
        altair.Color("value:Q", scale=scale, legend=None),
        tooltip=[altair.Tooltip(f"{name}:N", title=t(f"cell_{name}")) for name in ("row", "column", "label")],
        opacity=altair.condition(pressed, altair.value(1.0), altair.value(0.45)),
    )
    texts = base.mark_text(fontSize=14).encode(
        altair.Text("label:N"), color=altair.condition("datum.deep", altair.value("white"), altair.value(_DARK_INK))
    )
    chart = (squares.add_params(pressed) + texts).properties(height=_ROW_HEIGHT * max(2, len(rows)) + 30)
    st.markdown(f"**{title}**")
    event = st.altair_chart(chart, width="stretch", on_select="rerun", selection_mode=["cell"], key=key)
    chosen = event["selection"].get("cell") or [{}]
    return (chosen[0]["row"], chosen[0]["column"]) if "row" in chosen[0] else None


def _axis(**options: Any) -> altair.Axis:
    import altair

    return altair.Axis(title=None, labelFontSize=14, labelColor=_ink(), **options)


def _ink() -> str:
    return _LIGHT_INK if st.context.theme.type == "dark" else _DARK_INK
