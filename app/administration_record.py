"""Quản trị → Nhật ký: who did what and when, checked and taken along."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.exports import Row
from app.formats import plain
from app.session import errors_shown, exporting, library
from app.texts import TABLES, current_language, t
from spreadsheets import csv_bytes

_SHOWN = 200
_IDS_SHOWN = 3


def show_record() -> None:
    """Show the last entries of a month, with the export of all of it and the check of the whole record."""
    st.markdown(t("record_intro"))
    office = library().administration
    months = office.audit_months()
    if not months:
        st.caption(t("record_none"))
        return
    month = st.selectbox(t("record_month"), months, index=len(months) - 1, key="record-month", width=200)
    entries = office.audit(month)
    head = [t(f"record_{name}") for name in ("at", "who", "what", "documents", "detail")]
    rows: list[Row] = [
        [_time(one.at), one.who, _what(one.what), "; ".join(one.documents), one.detail] for one in entries
    ]
    shown = [[*row[:3], _shortened(entry.documents), row[4]] for row, entry in zip(rows, entries, strict=True)]
    st.dataframe(
        [dict(zip(head, row, strict=True)) for row in shown[: -_SHOWN - 1 : -1]],
        hide_index=True,
        width="stretch",
        key="record-table",
    )
    with st.container(horizontal=True):
        st.download_button(
            t("record_export"),
            exporting(f"{t('tab_record')} {month}", (), lambda: csv_bytes([head, *rows])),
            file_name=f"nhat-ky-{month}.csv",
            mime="text/csv",
            on_click="ignore",
        )
        verify = st.button(t("record_verify"), key="record-verify", icon=":material/verified:")
    if verify:
        with errors_shown():
            problems, last = office.verify_audit()
            for problem in problems:
                st.error(plain(problem), icon=":material/error:")
            if not problems:
                st.success(t("record_whole", hash=last), icon=":material/check:")


def _time(at: str) -> str:
    try:
        return datetime.fromisoformat(at).strftime("%d/%m/%Y %H:%M:%S")
    except ValueError:
        return at


def _what(what: str) -> str:
    name = what.replace("-", "_")
    return t(f"what_{name}") if f"what_{name}" in TABLES[current_language()] else what


def _shortened(documents: tuple[str, ...]) -> str:
    more = f" … (+{len(documents) - _IDS_SHOWN})" if len(documents) > _IDS_SHOWN else ""
    return "; ".join(documents[:_IDS_SHOWN]) + more
