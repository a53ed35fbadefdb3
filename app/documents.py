"""Kho văn bản: what the library holds; adding, replacing, removing and taking a removal back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.choosing import matches
from app.formats import date_order, document_name, number_text, plain
from app.markup import document_heading, warnings_block
from app.overview import show_overview
from app.session import errors_shown, library, may
from app.texts import t
from app.upload import PENDING, show_upload
from corpus.records import Document

_PER_PAGE = 15
_ORDERS = ("newest", "name", "issuer", "warnings")


def show() -> None:
    """Draw the page."""
    st.title(t("documents_title"), anchor=False)
    with errors_shown():
        documents = library().documents()
        changes = may("curator")
        if not documents:
            st.info(t("empty_library_add" if changes else "empty_library"), icon=":material/library_add:")
        if changes:
            show_upload()
            _undo_removal()
        if documents:
            listed, charted = st.tabs([t("tab_list", count=number_text(len(documents))), t("tab_overview")])
            with listed:
                _list(documents)
            with charted:
                show_overview(documents)


def _list(documents: Sequence[Document]) -> None:
    words, order = st.columns([3, 1], vertical_alignment="bottom")
    sought = words.text_input(t("filter_documents"), key="filter-documents", placeholder=t("filter_hint"))
    chosen = order.selectbox(t("sort_label"), _ORDERS, format_func=lambda name: t(f"order_{name}"), key="order")
    matching = [document for document in documents if matches(document, sought)]
    if not matching:
        st.caption(t("no_such_document"))
        return
    matching = _ordered(matching, chosen)
    pages = -(-len(matching) // _PER_PAGE)
    page = st.pagination(pages, key=f"list-page-{sought}-{chosen}") if pages > 1 else 1
    for document in matching[(page - 1) * _PER_PAGE : page * _PER_PAGE]:
        _row(document)


def _ordered(documents: list[Document], order: str) -> list[Document]:
    if order == "newest":
        return sorted(documents, key=date_order, reverse=True)
    if order == "warnings":
        return sorted(documents, key=lambda document: -len(document.warnings))
    name = document_name if order == "name" else (lambda document: document.issuer or "￿")
    return sorted(documents, key=name)


def _row(document: Document) -> None:
    with st.container(border=True, key=f"document-{document.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(document_heading(document))
            if may("curator"):
                _action("replace", document, ":material/swap_horiz:")
                _action("remove", document, ":material/delete:")
        if document.warnings:
            st.html(warnings_block(document))
        pending = st.session_state.get(PENDING) if may("curator") else None
        if pending == ("remove", document.id):
            _confirm_removal(document)
        elif pending == ("replace", document.id):
            show_upload(replaces=document)
            _cancel("replace")


def _action(action: str, document: Document, icon: str) -> None:
    def begin() -> None:
        st.session_state[PENDING] = (action, document.id)

    st.button(t(action), key=f"{action}-{document.id}", icon=icon, type="tertiary", on_click=begin)


def _confirm_removal(document: Document) -> None:
    st.markdown(t("remove_question"))
    with st.container(horizontal=True):
        if st.button(t("remove_confirm"), key="confirm-remove", type="primary"):
            st.session_state["removed"] = library().remove([document.id])
            st.session_state[PENDING] = None
            st.rerun()
        _cancel("remove")


def _cancel(action: str) -> None:
    if st.button(t("cancel"), key=f"cancel-{action}"):
        st.session_state[PENDING] = None
        st.rerun()


def _undo_removal() -> None:
    removed: tuple[Document, ...] = st.session_state.get("removed", ())
    if not removed:
        return
    names = ", ".join(document_name(document) for document in removed)
    with st.container(horizontal=True, vertical_alignment="center", key="undo-removal"):
        st.success(t("removed", names=plain(names)), icon=":material/delete:")
        if st.button(t("undo"), key="undo", icon=":material/undo:"):
            restored = library().restore(removed)
            st.session_state["removed"] = ()
            if len(restored) < len(removed):
                st.error(t("not_restored"), icon=":material/error:")
            else:
                st.toast(t("restored"), icon=":material/check:")
                st.rerun()
