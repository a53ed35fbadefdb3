"""The library at a glance: a map of the documents by year and by place, issuer, level or kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from app.charts import Cell, choose_cell
from app.formats import level_name, number_text, plain
from app.markup import document_heading
from app.session import library, may
from app.texts import t
from corpus.records import Document

_ROWS_SHOWN = 16
_YEARS_SHOWN = 20
_LISTED = 15
_BY = ("issuer", "place", "level", "kind")


def show_overview(documents: Sequence[Document]) -> None:
    """Show how many documents and passages there are, and where they lie; a cell of the map lists its documents."""
    _counts(documents)
    by = st.segmented_control(
        t("map_by"), _BY, default="issuer", required=True, format_func=lambda name: t(f"map_{name}"), key="map-by"
    )
    cells = _cells(documents, _row_of(by))
    counted = {cell: len(held) for cell, held in cells.items()}
    totals = Counter({row: sum(n for cell, n in counted.items() if cell[0] == row) for row, _ in counted})
    rows = [name for name, _ in totals.most_common() if name != t("map_others")]
    rows += [t("map_others")] if t("map_others") in totals else []
    years = sorted({year for _, year in counted})
    pressed = choose_cell(counted, rows, years, t("map_title"), key=f"map-{by}")
    if pressed in cells:
        _list(pressed, cells[pressed])
    else:
        st.caption(t("map_hint"))
    if may("curator"):
        _verify()


def _row_of(by: str) -> Callable[[Document], str]:
    """Return what names the row of a document."""
    if by == "place":
        localities = library().localities()
        return lambda document: localities.get(document.id) or level_name(document.issuer_level)
    if by == "level":
        return lambda document: level_name(document.issuer_level)
    if by == "kind":
        return lambda document: document.kind or t("unknown")
    return lambda document: document.issuer or t("unknown_issuer")


def _counts(documents: Sequence[Document]) -> None:
    figures = {
        "metric_documents": len(documents),
        "metric_passages": sum(document.passages for document in documents),
        "metric_digests": sum(document.digest for document in documents),
        "metric_warnings": sum(bool(document.warnings) for document in documents),
    }
    with st.container(horizontal=True):
        for name, value in figures.items():
            st.metric(t(name), number_text(value), width="content")


def _cells(documents: Sequence[Document], row_of: Callable[[Document], str]) -> dict[Cell, list[Document]]:
    """Return the documents of each row and year; small rows, and early years, are put together."""
    shown = {name for name, _ in Counter(map(row_of, documents)).most_common(_ROWS_SHOWN)}
    years = sorted({document.issued_on.year for document in documents if document.issued_on.year})
    first = years[-_YEARS_SHOWN] if len(years) > _YEARS_SHOWN else 0
    cells: dict[Cell, list[Document]] = {}
    for document in documents:
        row = row_of(document)
        year = document.issued_on.year
        column = t("unknown") if year is None else str(year) if year >= first else t("map_before", year=first)
        cells.setdefault((row if row in shown else t("map_others"), column), []).append(document)
    return cells


def _list(cell: Cell, documents: Sequence[Document]) -> None:
    with st.container(border=True, key="map-documents"):
        st.markdown(f"**{plain(' · '.join(cell))}** ({number_text(len(documents))})")
        st.html("".join(map(document_heading, documents[:_LISTED])))
        if len(documents) > _LISTED:
            st.caption(t("map_more", count=number_text(len(documents) - _LISTED)))


def _verify() -> None:
    if st.button(t("verify"), key="verify", icon=":material/health_and_safety:"):
        problems = library().verify()
        for problem in problems:
            st.error(plain(problem), icon=":material/error:")
        if not problems:
            st.success(t("verified"), icon=":material/check:")
