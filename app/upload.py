"""Adding files from the browser: many at once, with progress and an outcome for each."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.formats import document_line, document_name, number_text
from app.markup import chips, place_address, place_link
from app.session import library
from app.texts import t
from corpus.records import Document

if TYPE_CHECKING:
    from library import AddReport

_LONGEST_NAME = 80  # letters of up to three bytes; a file name holds 255 bytes
PENDING = "pending-change"  # the removal or replacement that waits for a person to go on: (what, document id)


class _Step(Protocol):
    """How far the reading of files has come."""

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int: ...

    @property
    def rate(self) -> float | None: ...

    @property
    def seconds_left(self) -> float | None: ...


def show_upload(replaces: Document | None = None) -> None:
    """Show the upload box; what is added takes the place of `replaces` when that is given."""
    name = replaces.id if replaces else "new"
    round_ = st.session_state.setdefault("upload-round", 0)  # a new key empties the box after each addition
    limit = library().settings.max_file_mb
    files = st.file_uploader(
        t("upload_label", limit=number_text(limit)),
        accept_multiple_files=True,
        max_upload_size=limit,
        key=f"upload-{name}-{round_}",
        help=t("upload_help"),
    )
    groups = library().groups_of(replaces.id) if replaces else _groups(name)
    most = library().settings.max_upload_files
    if len(files) > most:
        st.error(t("upload_too_many", limit=number_text(most), count=number_text(len(files))), icon=":material/error:")
        return
    label = t("upload_replace") if replaces else t("upload_add", count=len(files))
    if files and st.button(label, type="primary", key=f"add-{name}"):
        report = _add(files, groups)
        if replaces is not None:
            _remove_replaced(replaces, report)
            st.session_state[PENDING] = None
        st.session_state["upload-report"] = report
        st.session_state["upload-round"] = round_ + 1
        st.rerun()
    if replaces is None and st.session_state.get("upload-report") is not None:
        _show_report(st.session_state["upload-report"])


def _groups(name: str) -> Sequence[str]:
    """Let a person choose the document groups that new files go to, where there are any."""
    groups = list(library().group_names())
    return st.multiselect(t("upload_group"), groups, key=f"upload-groups-{name}") if groups else ()


def _add(files: Sequence[UploadedFile], groups: Sequence[str]) -> AddReport:
    bar = st.progress(0.0, text=t("upload_reading"))
    with tempfile.TemporaryDirectory(prefix="trich-luc-tai-len-") as folder:
        names: dict[Path, str] = {}
        for index, file in enumerate(files):
            path = Path(folder) / str(index) / harmless_name(file.name)
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
            names[path] = file.name

        def progress(step: _Step) -> None:
            share = min(1.0, step.done / max(step.total, 1))
            bar.progress(share, text=_progress_text(step))

        report = library().add(list(names), progress=progress, names=names, groups=groups)
    bar.empty()
    return report


def _progress_text(step: _Step) -> str:
    text = t("upload_progress", done=number_text(step.done), total=number_text(step.total))
    if step.rate is None or step.seconds_left is None:
        return text
    minutes = round(step.seconds_left / 60)
    left = t("minutes_long", count=minutes) if minutes else t("seconds_long", count=max(1, round(step.seconds_left)))
    return text + t("upload_pace", rate=number_text(step.rate, 0 if step.rate >= 10 else 1), left=left)


def harmless_name(name: str) -> str:
    """Return the name a browser gave, fit to be the name of a file in a folder of its own; messages repeat it."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w.()\- ]", "_", last).strip(". ")[-_LONGEST_NAME:] or "tep"


def _remove_replaced(old: Document, report: AddReport) -> None:
    """Remove the old document once a new one is in; a version found by its number has replaced it already."""
    new = {document.id for document in (*report.added, *report.replaced)}
    kept = {document.id for document in library().documents()}
    if new and old.id in kept and old.id not in new:
        library().remove([old.id])


def _show_report(report: AddReport) -> None:
    outcomes = (
        ("outcome_added", report.added),
        ("outcome_replaced", report.replaced),
        ("outcome_unchanged", report.unchanged),
    )
    lines = [_outcome(t(label), document) for label, documents in outcomes for document in documents]
    lines += [
        f'<li class="tl-failed"><b>{escape(t("outcome_failed"))}</b> {escape(Path(failed.path).name)}: '
        f"{escape(failed.error)}</li>"
        for failed in report.failed
    ]
    with st.container(key="upload-report", border=True):
        st.html(f'<ul class="tl-outcomes" role="status">{"".join(lines)}</ul>')
        if st.button(t("close"), key="close-report", type="tertiary"):
            st.session_state["upload-report"] = None
            st.rerun()


def _outcome(label: str, document: Document) -> str:
    warnings = "".join(f"<div>{escape(warning)}</div>" for warning in document.warnings)
    return (
        f"<li><b>{escape(label)}</b> {place_link(document_name(document), place_address(document.id))}{chips(document)}"
        f'<div class="tl-faint">{escape(document_line(document))}</div>{warnings}</li>'
    )
