"""So sánh: what several documents say on the same points, side by side, each in its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from answers.records import Statement
from app.exports import Row, comparison_document, workbook_bytes
from app.formats import document_choice, document_line, document_name
from app.markup import copy_buttons, marked, place_address, place_link
from app.session import errors_shown, library
from app.texts import t
from corpus.records import Document
from index.records import SearchFilters

_STATEMENTS = 2  # quotations shown of one document on one point
_MOST_DOCUMENTS = 6
_MOST_POINTS = 8


@dataclass(frozen=True, slots=True)
class Comparison:
    """Points by documents: `cells[i][j]` are the quotations of document j on point i, none when it says nothing."""

    points: tuple[str, ...]
    documents: tuple[Document, ...]
    cells: tuple[tuple[tuple[Statement, ...], ...], ...]

    def rows(self) -> list[Row]:
        """Return the comparison as rows of text, with the citation under each quotation."""
        head = [t("point"), *(f"{document_name(document)}\n{document_line(document)}" for document in self.documents)]
        return [head, *([point, *map(_cell_text, cells)] for point, cells in zip(self.points, self.cells, strict=True))]


def show() -> None:
    """Draw the page."""
    st.title(t("compare_title"), anchor=False)
    with errors_shown():
        documents = {document.id: document for document in library().documents()}
        if len(documents) < 2:
            st.info(t("compare_needs_two"), icon=":material/library_add:")
            return
        st.caption(t("compare_intro"))
        _choose(documents)
        compared = st.session_state.get("comparison")
        if compared is not None:
            _show(compared)


def _choose(documents: dict[str, Document]) -> None:
    with st.form("compare", border=False):
        chosen = st.multiselect(
            t("compare_documents"),
            list(documents),
            format_func=lambda identifier: document_choice(documents[identifier]),
            max_selections=_MOST_DOCUMENTS,
            placeholder=t("compare_choose"),
            key="compare-documents",
            persist_state="session",
        )
        written = st.text_area(
            t("compare_points", most=_MOST_POINTS),
            placeholder=t("compare_points_hint"),
            key="compare-points",
            persist_state="session",
            height=120,
        )
        asked = st.form_submit_button(t("compare_button"), type="primary")
    if not asked:
        return
    points = list(dict.fromkeys(line.strip() for line in str(written).splitlines() if line.strip()))[:_MOST_POINTS]
    if len(chosen) < 2 or not points:
        st.warning(t("compare_incomplete"))
        return
    with st.spinner(t("asking")):
        st.session_state["comparison"] = compare(points, [documents[identifier] for identifier in chosen])


def compare(points: Sequence[str], documents: Sequence[Document]) -> Comparison:
    """Ask each document alone about each point. Raises TrichLucError."""
    cells = tuple(
        tuple(
            library().ask(point, filters=SearchFilters(documents=(document.id,))).statements[:_STATEMENTS]
            for document in documents
        )
        for point in points
    )
    return Comparison(tuple(points), tuple(documents), cells)


def _show(compared: Comparison) -> None:
    heads = "".join(
        f'<th scope="col">{place_link(document_name(document), place_address(document.id))}'
        f'<div class="tl-faint">{escape(document_line(document))}</div></th>'
        for document in compared.documents
    )
    body = "".join(
        f'<tr><th scope="row">{escape(point)}</th>{"".join(f"<td>{_cell(cell)}</td>" for cell in cells)}</tr>'
        for point, cells in zip(compared.points, compared.cells, strict=True)
    )
    st.html(
        f'<div class="tl-matrix-frame" tabindex="0"><table class="tl-matrix"><thead><tr><th scope="col">'
        f"{escape(t('point'))}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    rows, title = compared.rows(), t("compare_title")
    with st.container(horizontal=True):
        st.download_button(
            t("export_excel"),
            lambda: workbook_bytes(rows, title=title, widths=(28, *(60 for _ in compared.documents))),
            file_name="so-sanh.xlsx",
            on_click="ignore",
        )
        st.download_button(
            t("export_word"),
            lambda: comparison_document(rows, title=title),
            file_name="so-sanh.docx",
            on_click="ignore",
        )


def _cell(statements: Sequence[Statement]) -> str:
    if not statements:
        return f'<span class="tl-faint">{escape(t("compare_silent"))}</span>'
    pieces = []
    for statement in statements:
        pieces.append(f'<div class="tl-text">“{marked(statement.text, statement.emphasis, "b")}”</div>')
        for citation in statement.citations:
            address = place_address(
                citation.document_id, section=citation.section, start=citation.start, end=citation.end
            )
            pieces.append(place_link(citation.text, address))
            pieces.append(f'<div class="tl-actions">{copy_buttons(citation)}</div>')
    return "".join(pieces)


def _cell_text(statements: Sequence[Statement]) -> str:
    if not statements:
        return t("compare_silent")
    return "\n\n".join(
        f"“{statement.text}”\n({'; '.join(citation.text for citation in statement.citations)})"
        for statement in statements
    )
