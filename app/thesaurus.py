"""Từ đồng nghĩa: the groups of wordings in use; a curator adds wordings, takes them out, and takes that back."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from app.formats import number_text, plain
from app.session import errors_shown, library, may
from app.texts import t

if TYPE_CHECKING:
    from library import Group, ListedGroup

_PER_PAGE = 20
_LISTS = ("synonyms", "everyday", "english", "abbreviations", "different")
_NEW = ""  # the term of the form that makes a new group
# What this session is about: the term whose form is open, what was removed last, and what to tell once.
_OPEN, _REMOVED, _TOLD = "thesaurus-form", "thesaurus-removed", "thesaurus-told"


def show() -> None:
    """Draw the page."""
    st.title(t("thesaurus_title"), anchor=False)
    st.markdown(t("thesaurus_intro"))
    with errors_shown():
        if problem := library().thesaurus_problem():
            st.error(plain(problem), icon=":material/error:")
        _tell()
        _undo_removal()
        if not may("curator"):
            st.session_state[_OPEN] = None
        elif st.session_state.get(_OPEN) == _NEW:
            with st.container(border=True, key="thesaurus-new-group"):
                _form(_NEW)
        else:
            _open_button(_NEW, t("thesaurus_new"))
        _list()


def _list() -> None:
    sought = st.text_input(t("thesaurus_sought"), key="thesaurus-sought", placeholder=t("thesaurus_sought_hint"))
    found = library().thesaurus_groups(sought)
    if not found:
        st.info(t("thesaurus_none", sought=plain(sought)), icon=":material/info:")
        return
    st.caption(t("thesaurus_count", count=number_text(len(found))))
    pages = -(-len(found) // _PER_PAGE)
    page = st.pagination(pages, key=f"thesaurus-page-{sought}") if pages > 1 else 1
    for listed in found[(page - 1) * _PER_PAGE : page * _PER_PAGE]:
        _row(listed)


def _row(listed: ListedGroup) -> None:
    term = listed.group.term
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(_heading(listed))
            if may("curator"):
                _open_button(term, t("thesaurus_add_words"))
                if listed.added is not None:
                    _remove_button(term)
        st.html(_wordings(listed))
        if st.session_state.get(_OPEN) == term:
            _form(term)


def _heading(listed: ListedGroup) -> str:
    chip = "" if listed.shipped else f'<span class="tl-chip">{escape(t("thesaurus_added_mark"))}</span>'
    return f'<div class="tl-document-heading"><b>{escape(listed.group.term)}</b>{chip}</div>'


def _wordings(listed: ListedGroup) -> str:
    """Return the wordings of a group by kind; in a shipped group those added say so."""
    rows = []
    for name in _LISTS:
        added = getattr(listed.added, name) if listed.added is not None and listed.shipped else ()
        texts = [_wording(text, text in added) for text in getattr(listed.group, name)]
        if texts:
            rows.append(f"<dt>{escape(t(f'thesaurus_{name}'))}</dt><dd>{'; '.join(texts)}</dd>")
    return f'<dl class="tl-card">{"".join(rows)}</dl>'


def _wording(text: str, added: bool) -> str:
    if not added:
        return escape(text)
    return f'<b>{escape(text)}</b> <span class="tl-faint">({escape(t("thesaurus_added_mark"))})</span>'


def _open_button(term: str, label: str) -> None:
    def begin() -> None:
        st.session_state[_OPEN] = term

    st.button(
        label,
        key=f"thesaurus-open-{term}",
        icon=":material/add:",
        type="secondary" if term == _NEW else "tertiary",
        on_click=begin,
    )


def _form(term: str) -> None:
    """Show the boxes for a new group, or for more wordings of `term`; what was typed stays when it is refused."""
    with st.form(f"thesaurus-form-{term}", border=False):
        typed = term or st.text_input(t("thesaurus_term"), key="thesaurus-term", help=t("thesaurus_term_help"))
        st.caption(t("thesaurus_one_a_line"))
        columns = st.columns(2)
        lists = {
            name: columns[number % 2]
            .text_area(
                t(f"thesaurus_{name}"),
                key=f"thesaurus-{name}-{term}",
                height=100,
                help=t("thesaurus_different_help") if name == "different" else None,
            )
            .splitlines()
            for number, name in enumerate(_LISTS)
        }
        with st.container(horizontal=True):
            save = st.form_submit_button(t("save"), type="primary", icon=":material/save:")
            close = st.form_submit_button(t("close"))
        if close:
            _finish()
        if save:
            with errors_shown():
                added = library().add_thesaurus_group(typed, **lists)
                _finish(t("thesaurus_saved", term=plain(added.term)))


def _finish(told: str = "") -> None:
    st.session_state[_OPEN] = None
    st.session_state[_TOLD] = told
    st.rerun()


def _tell() -> None:
    if told := st.session_state.pop(_TOLD, ""):
        st.success(told, icon=":material/check:")


def _remove_button(term: str) -> None:
    if st.button(t("thesaurus_remove"), key=f"thesaurus-remove-{term}", icon=":material/delete:", type="tertiary"):
        with errors_shown():
            st.session_state[_REMOVED] = library().remove_thesaurus_group(term)
            st.rerun()


def _undo_removal() -> None:
    removed: Group | None = st.session_state.get(_REMOVED)
    if removed is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="undo-removal"):
        st.success(t("thesaurus_removed", term=plain(removed.term)), icon=":material/delete:")
        if st.button(t("undo"), key="thesaurus-undo", icon=":material/undo:"):
            with errors_shown():
                library().add_thesaurus_group(removed.term, **{name: getattr(removed, name) for name in _LISTS})
                st.session_state[_REMOVED] = None
                _finish(t("thesaurus_restored"))
