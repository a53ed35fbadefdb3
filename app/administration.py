"""Quản trị: accounts, groups of documents, the record of changes, and how the library fares."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.administration_groups import show_groups
from app.administration_people import show_people
from app.administration_record import show_record
from app.charts import show_bars
from app.formats import number_text
from app.session import errors_shown, library
from app.texts import t

_DAYS_SHOWN = 30


def show() -> None:
    """Draw the page."""
    st.title(t("administration_title"), anchor=False)
    with errors_shown():
        library().user.require("administrator")
        _tell()
        accounts, groups, record, figures = st.tabs(
            [t(f"tab_{name}") for name in ("accounts", "groups", "record", "figures")]
        )
        with accounts, errors_shown():
            show_people()
        with groups, errors_shown():
            show_groups()
        with record, errors_shown():
            show_record()
        with figures, errors_shown():
            _show_figures()


def _tell() -> None:
    if told := st.session_state.pop("administration-told", ""):
        st.success(told, icon=":material/check:")


def _show_figures() -> None:
    figures = library().administration.figures()
    today = figures.days.get(date.today().isoformat())
    values = [
        ("figure_questions", number_text(today.questions if today else 0)),
        ("figure_refusals", number_text(today.refusals if today else 0)),
        ("figure_errors", number_text(today.errors if today else 0)),
        ("figure_p50", _milliseconds(today.percentile(0.5) if today else None)),
        ("figure_p95", _milliseconds(today.percentile(0.95) if today else None)),
        ("figure_documents", number_text(figures.documents)),
        ("figure_passages", number_text(figures.passages)),
        ("figure_memory", _megabytes(figures.memory)),
        ("figure_indexed", f"{figures.indexed_at:%d/%m/%Y %H:%M}" if figures.indexed_at else t("unknown")),
        ("figure_running", t("hours", value=number_text(figures.running / 3600, 1))),
    ]
    with st.container(horizontal=True):
        for label, value in values:
            st.metric(t(label), value, width="content")
    days = list(figures.days.items())[-_DAYS_SHOWN:]
    if not days:
        st.caption(t("figures_none"))
        return
    names = [date.fromisoformat(name).strftime("%d/%m") for name, _ in days]
    for title, numbers in (
        ("chart_questions", [float(day.questions) for _, day in days]),
        ("chart_refusals", [float(day.refusals) for _, day in days]),
        ("chart_p95", [day.percentile(0.95) or 0.0 for _, day in days]),
    ):
        show_bars(list(zip(names, numbers, strict=True)), t(title), horizontal=False)


def _megabytes(value: int | None) -> str:
    return t("unknown") if value is None else t("megabytes", value=number_text(value / 2**20))


def _milliseconds(value: float | None) -> str:
    return t("unknown") if value is None else t("milliseconds", value=number_text(value))
