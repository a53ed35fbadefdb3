"""So sánh: what several documents say on a topic or on several points, side by side, each in its own words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import basket
from app.charts import show_bars
from app.choosing import offered
from app.comparison_table import Compared, comparison_markup, comparison_rows, documents_of
from app.exports import comparison_document, workbook_bytes
from app.formats import document_choice, plain
from app.session import errors_shown, exporting, library
from app.texts import t
from corpus.records import Document

FOCUS = ".st-key-compare-points textarea"
_MOST_DOCUMENTS = 12
_MOST_POINTS = 8
_COMPARED = "comparison"


def show() -> None:
    """Draw the page."""
    st.title(t("compare_title"), anchor=False)
    with errors_shown():
        documents = library().documents()
        if len(documents) < 2:
            st.info(t("compare_needs_two"), icon=":material/library_add:")
            return
        st.caption(t("compare_intro"))
        _choose(documents)
        compared = st.session_state.get(_COMPARED)
        if compared:
            _show(compared)


def _choose(documents: Sequence[Document]) -> None:
    written = st.text_area(
        t("compare_points", most=_MOST_POINTS),
        placeholder=t("compare_points_hint"),
        key="compare-points",
        persist_state="session",
        height=100,
    )
    kept = st.session_state.get("compare-documents") or []
    by_id = {document.id: document for document in offered(documents, "compare", keep=kept)}
    chosen = st.multiselect(
        t("compare_documents", most=_MOST_DOCUMENTS),
        list(by_id),
        format_func=lambda identifier: document_choice(by_id[identifier]),
        max_selections=_MOST_DOCUMENTS,
        placeholder=t("compare_all") if len(documents) <= _MOST_DOCUMENTS else t("compare_nearest"),
        key="compare-documents",
        persist_state="session",
    )
    if not st.button(t("compare_button"), type="primary", key="compare-now"):
        return
    points = list(dict.fromkeys(line.strip() for line in str(written).splitlines() if line.strip()))
    if len(chosen) == 1 or not 0 < len(points) <= _MOST_POINTS:
        st.warning(t("compare_incomplete", most=_MOST_POINTS))
        return
    if not chosen and len(documents) <= _MOST_DOCUMENTS:
        chosen = [document.id for document in documents]
    with st.spinner(t("asking")):
        found = library().compare(points, documents=chosen)
        st.session_state[_COMPARED] = tuple(zip(points, found, strict=True))


def _show(compared: Compared) -> None:
    for _, one in compared:
        for sentence in one.differences:
            st.info(plain(sentence), icon=":material/compare_arrows:")
    st.html(comparison_markup(compared))
    for point, one in compared:
        if one.chart is not None:
            unit = f" ({one.chart.unit})" if one.chart.unit else ""
            values = [(chart_point.label, chart_point.value) for chart_point in one.chart.points]
            decimals = 0 if all(value == int(value) for _, value in values) else 2
            show_bars(values, plain(point + unit), decimals=decimals)
            st.caption(t("compare_chart_note"))
    rows, title = comparison_rows(compared), t("compare_title")
    held = [document.id for document in documents_of(compared)]
    widths = (28, *(60 for _ in held))
    with st.container(horizontal=True):
        st.download_button(
            t("export_word"),
            exporting("so-sanh.docx", held, lambda: comparison_document(rows, title=title)),
            file_name="so-sanh.docx",
            on_click="ignore",
        )
        st.download_button(
            t("export_excel"),
            exporting("so-sanh.xlsx", held, lambda: workbook_bytes(rows, title=title, widths=widths)),
            file_name="so-sanh.xlsx",
            on_click="ignore",
        )
        if st.button(t("collect_comparison"), key="collect-comparison", icon=":material/playlist_add:"):
            for point, one in compared:
                basket.add_comparison(point, one)
            st.rerun()
