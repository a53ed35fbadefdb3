"""Briefing material as files: Word, PowerPoint, Markdown and HTML to take along, JSON to save and reopen."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from answers.briefing.records import Briefing, QuizQuestion
from app import basket
from app.choosing import bare
from app.session import errors_shown, library
from app.texts import t

_FORMS = (
    (".docx", "briefing_word", ":material/description:"),
    (".pptx", "briefing_slides", ":material/slideshow:"),
    (".html", "briefing_html", ":material/public:"),
    (".md", "briefing_markdown", ":material/notes:"),
    (".json", "briefing_save", ":material/save:"),
)
_LARGEST_MB = 20


def file_content(material: Briefing, suffix: str, quiz: Sequence[QuizQuestion] = ()) -> Callable[[], bytes]:
    """Return what makes the file of a download button when it is pressed, outside the session of the page."""
    held = library()

    def made() -> bytes:
        with tempfile.TemporaryDirectory(prefix="trich-luc-tai-lieu-") as folder:
            path = Path(folder) / f"tai-lieu{suffix}"
            held.export_briefing(material, path, quiz)
            return path.read_bytes()

    return made


def file_name(material: Briefing, suffix: str) -> str:
    """Return a file name of the topic that every system can hold."""
    words = re.sub(r"[^a-z0-9]+", "-", bare(material.topic)).strip("-")[:60].strip("-")
    return f"{words or 'tai-lieu-tap-huan'}{suffix}"


def show_files(material: Briefing) -> None:
    """Show a button for each form; without any item there is nothing to take along."""
    empty = not basket.count()
    with st.container(horizontal=True, key="briefing-files"):
        for suffix, label, icon in _FORMS:
            st.download_button(
                t(label),
                file_content(material, suffix),
                file_name=file_name(material, suffix),
                icon=icon,
                type="primary" if suffix in (".docx", ".pptx") else "secondary",
                key=f"briefing-file{suffix}",
                on_click="ignore",
                disabled=empty,
            )


def show_saved(material: Briefing) -> None:
    """Show where saved material is opened again; it takes the place of what is there, which can be undone."""
    with st.expander(t("briefing_reopen"), icon=":material/folder_open:"):
        st.caption(t("briefing_reopen_help"))
        round_ = st.session_state.setdefault("briefing-round", 0)
        file = st.file_uploader(
            t("briefing_file"), type="json", max_upload_size=_LARGEST_MB, key=f"briefing-upload-{round_}"
        )
        if file is not None and st.button(t("briefing_open"), type="primary", key="briefing-open"):
            with errors_shown():
                opened, said = library().open_briefing(file.getvalue())
                basket.change(opened)
                st.session_state["briefing-said"] = said
                st.session_state["briefing-round"] = round_ + 1
                st.rerun()
