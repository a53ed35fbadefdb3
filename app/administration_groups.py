"""Quản trị → Nhóm văn bản: documents that only some readers see."""

from __future__ import annotations

import streamlit as st

from administration.access import DocumentGroup
from app.choosing import offered
from app.formats import document_choice, number_text, plain
from app.session import errors_shown, library
from app.texts import t

_TOLD = "administration-told"


def show_groups() -> None:
    """Show the groups, each with its documents to change, and a form for a new one."""
    st.markdown(t("groups_intro"))
    groups = library().administration.groups()
    if not groups:
        st.caption(t("groups_none"))
    for group in groups:
        count = t("group_count", count=number_text(len(group.documents)))
        with st.expander(plain(f"{group.name} · {count}"), icon=":material/folder_limited:"):
            _group(group)
    with st.form("group-new"):
        name = st.text_input(t("group_name"), key="group-name", max_chars=80)
        if st.form_submit_button(t("group_new"), type="primary"):
            with errors_shown():
                made = library().administration.make_group(name)
                _tell(t("group_made", name=plain(made.name)))


def _tell(words: str) -> None:
    st.session_state[_TOLD] = words
    st.rerun()


def _group(group: DocumentGroup) -> None:
    documents = library().documents()
    held = {document.id for document in documents}
    kept = [identity for identity in group.documents if identity in held]
    key = f"group-documents-{group.name}-{len(kept)}"
    keep = [*kept, *(st.session_state.get(key) or ())]
    by_id = {document.id: document for document in offered(documents, f"group-{group.name}", keep=keep)}
    chosen = st.multiselect(
        t("group_documents"),
        list(by_id),
        default=kept,
        format_func=lambda identity: document_choice(by_id[identity]),
        key=key,
    )
    with st.container(horizontal=True):
        saved = st.button(t("save"), type="primary", key=f"group-save-{group.name}")
        asked = st.button(t("group_remove"), key=f"group-remove-{group.name}", icon=":material/delete:")
    with errors_shown():
        if saved:
            _save(group, kept, chosen)
        if asked:
            st.session_state["group-going"] = group.name
        if st.session_state.get("group-going") == group.name:
            _confirm_removal(group)


def _save(group: DocumentGroup, kept: list[str], chosen: list[str]) -> None:
    office = library().administration
    if new := [one for one in chosen if one not in kept]:
        office.put_in_group(group.name, new)
    if gone := [one for one in kept if one not in chosen]:
        office.take_from_group(group.name, gone)
    _tell(t("group_saved", name=plain(group.name)))


def _confirm_removal(group: DocumentGroup) -> None:
    st.warning(t("group_remove_question", count=number_text(len(group.documents))), icon=":material/visibility:")
    with st.container(horizontal=True):
        if st.button(t("group_remove_confirm"), type="primary", key="group-remove-confirm"):
            st.session_state["group-going"] = None
            library().administration.remove_group(group.name)
            _tell(t("group_removed", name=plain(group.name)))
        if st.button(t("cancel"), key="group-remove-cancel"):
            st.session_state["group-going"] = None
            st.rerun()
