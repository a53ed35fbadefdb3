"""Chất lượng: what was measured, in plain words, what people said of answers, and what the program cannot do."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.charts import show_bars
from app.exports import Row
from app.formats import plain
from app.measurements import Measurement, read_measurements
from app.session import errors_shown, exporting, library, may
from app.texts import t
from feedback import VERDICTS, Feedback
from spreadsheets import csv_bytes


def show() -> None:
    """Draw the page."""
    st.title(t("quality_title"), anchor=False)
    with errors_shown():
        st.markdown(t("quality_intro"))
        measurements = read_measurements()
        if not measurements:
            st.info(t("quality_none"), icon=":material/query_stats:")
        for measurement in measurements:
            _show_measurement(measurement)
        st.subheader(t("limits_title"), anchor=False)
        st.markdown(t("limits"))
        if may("curator"):
            st.subheader(t("feedback_title"), anchor=False)
            _show_feedback()


def _show_measurement(measurement: Measurement) -> None:
    with st.expander(plain(measurement.title), expanded=True):
        if measurement.note:
            st.caption(plain(measurement.note))
        if measurement.shares:
            named = [(t(f"measure_{name}"), 100 * value) for name, value in measurement.shares]
            show_bars(named, t("in_percent"), decimals=1)
        for name, value in measurement.others:
            st.markdown(f"- {plain(name)}: **{plain(value)}**")


def _show_feedback() -> None:
    kept = library().feedback()
    if not kept:
        st.caption(t("feedback_none"))
        return
    show_bars(
        [(t(f"feedback_{verdict}"), sum(one.verdict == verdict for one in kept)) for verdict in VERDICTS],
        t("feedback_counts", count=len(kept)),
    )
    rows = _feedback_rows(kept)
    st.download_button(
        t("feedback_export"),
        exporting("gop-y.csv", (), lambda: csv_bytes(rows)),
        file_name="gop-y.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _feedback_rows(kept: Sequence[Feedback]) -> list[Row]:
    head = [t(f"feedback_column_{name}") for name in ("at", "question", "verdict", "note", "abstained", "citations")]
    rows: list[Row] = [head]
    for one in kept:
        abstained = t("yes") if one.abstained else t("no")
        verdict = t(f"feedback_{one.verdict}")
        rows.append([one.at, one.question, verdict, one.note, abstained, "; ".join(one.citations)])
    return rows
