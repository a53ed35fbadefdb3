"""The printed page beside the reading text, for documents received as PDF."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.texts import t
from corpus.records import ParsedDocument
from page_images import page_count, page_image


@st.cache_data(max_entries=24, show_spinner=False)
def _image(path: str, number: int, modified: float) -> bytes:
    return page_image(Path(path), number)


def show_page_image(original: Path, parsed: ParsedDocument, span: tuple[int, int] | None) -> None:
    """Show the page that holds `span`, with a way to the other pages."""
    pages = parsed.reading.pages_of(*span) if span else ()
    count = page_count(original)
    first = min(max(pages[0] if pages else 1, 1), count)
    number = st.number_input(
        t("page_of", count=count),
        min_value=1,
        max_value=count,
        value=first,
        key=f"page-{parsed.document.id}-{first}",
        width=200,
    )
    st.image(
        _image(str(original), int(number), original.stat().st_mtime),
        width="stretch",
        alt=t("page_one", page=number),
    )
