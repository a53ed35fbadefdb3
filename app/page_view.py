"""The printed page beside the reading text, for documents received as PDF."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.texts import t
from corpus.records import ParsedDocument
from page_images import Box, page_count, page_image, quotation_boxes


@st.cache_data(max_entries=24, show_spinner=False)
def _image(path: str, number: int, modified: float, boxes: tuple[Box, ...]) -> bytes:
    return page_image(Path(path), number, boxes=boxes)


def show_page_image(original: Path, parsed: ParsedDocument, span: tuple[int, int] | None) -> None:
    """Show the page that holds `span`, its words highlighted, with a way to the other pages."""
    pages = parsed.reading.pages_of(*span) if span else ()
    count = page_count(original)
    first = min(max(pages[0] if pages else 1, 1), count)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = int(
            st.number_input(
                t("page_of", count=count),
                min_value=1,
                max_value=count,
                value=first,
                key=f"page-{parsed.document.id}-{first}-{span}",
                width=200,
            )
        )
        boxes: tuple[Box, ...] = ()
        if span is not None and number in pages:
            boxes = quotation_boxes(original, number, parsed.reading, *span)
            st.caption(t("page_highlighted") if boxes else t("page_not_highlighted"))
    st.image(
        _image(str(original), number, original.stat().st_mtime, boxes),
        width="stretch",
        alt=t("page_one", page=number),
    )
