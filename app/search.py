"""Tra cứu: the passages found, grouped by document, narrowed and exported."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.exports import PASSAGE_WIDTHS, passage_rows, workbook_bytes
from app.facets import choose_filters, clear_choices
from app.formats import date_order, number_text
from app.markup import document_heading, hit_card
from app.session import errors_shown, exporting, library
from app.texts import t
from app.understood_view import show_understood
from corpus.records import Document
from index.records import Hit, SearchResult
from marking import matching_spans, sought_words
from spreadsheets import csv_bytes

FOCUS = ".st-key-search-question input"
_FOUND = 60  # passages asked for; enough that every document with a fair passage is among them
_DOCUMENTS_SHOWN = 8
_SORTS = ("best", "newest", "oldest", "most")


def show() -> None:
    """Draw the page."""
    st.title(t("search_title"), anchor=False)
    with errors_shown():
        if not library().documents():
            st.info(t("empty_library"), icon=":material/library_add:")
            return
        question = _question_box()
        if question:
            _results(question)


def _question_box() -> str:
    with st.form("search", border=False):
        box, button = st.columns([6, 1], vertical_alignment="bottom")
        box.text_input(
            t("search_label"),
            key="search-question",
            placeholder=t("search_hint"),
            persist_state="session",
            max_chars=library().settings.max_question_chars,
        )
        if button.form_submit_button(t("search_button"), type="primary", width="stretch"):
            clear_choices()
            st.session_state["search-off"] = ()
            st.session_state["search-asked"] = st.session_state["search-question"]
            st.session_state["search-shown"] = _DOCUMENTS_SHOWN
    return str(st.session_state.get("search-asked") or "")


def _results(question: str) -> None:
    switched_off: tuple[str, ...] = st.session_state.get("search-off", ())
    found = library().search(question, k=_FOUND, switched_off=switched_off)

    def change(switches: tuple[str, ...]) -> None:
        st.session_state["search-off"] = switches
        st.rerun()

    show_understood(found.understood, switched_off, change, key="search")
    with st.sidebar:
        filters = choose_filters(found.hits)
    if filters:
        found = library().search(question, k=_FOUND, filters=filters, switched_off=switched_off)
    if not found.hits:
        st.warning(t("nothing_found_filtered") if filters else t("nothing_found"), icon=":material/search_off:")
        return
    groups = _grouped(found.hits)
    order = _tools(found, groups)
    _show_groups(found, _sorted(groups, order))


def _grouped(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Return the hits of each document, best first within and among documents."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.document.id, []).append(hit)
    return list(groups.values())


def _sorted(groups: list[list[Hit]], order: str) -> list[list[Hit]]:
    """Return the groups in the chosen order; undated documents stand last when sorting by date."""
    if order == "most":
        return sorted(groups, key=lambda hits: -len(hits))
    if order == "best":
        return groups
    dated = [hits for hits in groups if hits[0].document.issued_on.year is not None]
    undated = [hits for hits in groups if hits[0].document.issued_on.year is None]
    return [*sorted(dated, key=lambda hits: date_order(hits[0].document), reverse=order == "newest"), *undated]


def _tools(found: SearchResult, groups: list[list[Hit]]) -> str:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.caption(t("found_count", passages=number_text(len(found.hits)), documents=number_text(len(groups))))
        order = st.selectbox(
            t("sort_label"), _SORTS, format_func=lambda name: t(f"sort_{name}"), key="search-order", width=240
        )
        rows, title = passage_rows(found.hits), t("search_title")
        held = [hit.document.id for hit in found.hits]
        st.download_button(
            t("export_csv"),
            exporting("doan-trich.csv", held, lambda: csv_bytes(rows)),
            file_name="doan-trich.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            t("export_excel"),
            exporting("doan-trich.xlsx", held, lambda: workbook_bytes(rows, title=title, widths=PASSAGE_WIDTHS)),
            file_name="doan-trich.xlsx",
            on_click="ignore",
        )
    return order


def _show_groups(found: SearchResult, groups: list[list[Hit]]) -> None:
    documents = {document.id: document for document in library().documents()}
    sought = sought_words(found.understood)

    def card(hit: Hit) -> str:
        spans = matching_spans(hit.passage.text, sought)
        also_in = [documents[identifier] for identifier in owners(hit, documents)]
        return hit_card(hit, spans, also_in)

    shown = int(st.session_state.get("search-shown", _DOCUMENTS_SHOWN))
    for hits in groups[:shown]:
        st.html(document_heading(hits[0].document) + card(hits[0]))
        if len(hits) > 1:
            with st.expander(t("more_in_document", count=len(hits) - 1)):
                st.html("".join(map(card, hits[1:])))
    if len(groups) > shown and st.button(t("more_documents", count=len(groups) - shown), key="more-documents"):
        st.session_state["search-shown"] = shown + _DOCUMENTS_SHOWN
        st.rerun()


def owners(hit: Hit, documents: dict[str, Document]) -> list[str]:
    """Return the ids of the other documents that hold the same words: a passage's id begins with its document's."""
    owners = (passage_id.rsplit(":", 1)[0] for passage_id in hit.also_in)
    return [owner for owner in dict.fromkeys(owners) if owner in documents and owner != hit.document.id]
