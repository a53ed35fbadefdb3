"""Tài liệu tập huấn: material for a lesson, collected from any page or proposed for a topic, taken along as files."""

from __future__ import annotations

from html import escape

import streamlit as st

from answers.briefing.records import Briefing
from app import basket, briefing_editor
from app.basket_markup import item_block, section_head
from app.briefing_files import show_files, show_saved
from app.formats import number_text
from app.quiz_view import show_quiz
from app.session import errors_shown, library
from app.texts import t

FOCUS = ".st-key-briefing-topic input"
_CHECKED, _SAID = "briefing-checked", "briefing-said"
_FEW = 2  # sentences that are shown without being asked for


def show() -> None:
    """Draw the page."""
    st.title(t("briefing_title"), anchor=False)
    with errors_shown():
        if not library().documents():
            st.info(t("empty_library"), icon=":material/library_add:")
            return
        _propose()
        _recheck()
        _say()
        material = basket.briefing()
        if material.sections:
            show_files(material)
            _tools(material)
            _sections(material)
            _new_section()
        else:
            st.info(t("briefing_empty"), icon=":material/playlist_add:")
        show_quiz(material.topic)
        show_saved(material)


def _propose() -> None:
    with st.form("briefing-propose", border=False):
        topic_box, audience_box, button = st.columns([4, 3, 2], vertical_alignment="bottom")
        topic = topic_box.text_input(
            t("briefing_topic"),
            key="briefing-topic",
            placeholder=t("briefing_topic_hint"),
            max_chars=library().settings.max_question_chars,
            persist_state="session",
        )
        audience = audience_box.text_input(
            t("briefing_audience"),
            key="briefing-audience",
            placeholder=t("briefing_audience_hint"),
            max_chars=120,
            persist_state="session",
        )
        asked = button.form_submit_button(t("briefing_propose"), type="primary", width="stretch")
    if asked:
        with errors_shown(), st.spinner(t("briefing_proposing")):
            proposed = library().propose_briefing(topic, audience=audience)
            basket.change(basket.joined(basket.briefing(), proposed))
            st.session_state[_SAID] = proposed.omitted


def _recheck() -> None:
    """Hold every quotation against its document once more when the documents have changed since."""
    documents = library().documents()
    if basket.briefing().sections and st.session_state.get(_CHECKED) != documents:
        checked, said = library().checked_briefing(basket.briefing())
        basket.correct(checked)
        if said:
            st.session_state[_SAID] = said
    st.session_state[_CHECKED] = documents


def _say() -> None:
    """Tell what a proposal left out, or what a check changed, until it is put away."""
    said: tuple[str, ...] = st.session_state.get(_SAID, ())
    if said:
        with st.expander(t("briefing_said", count=len(said)), icon=":material/info:", expanded=len(said) <= _FEW):
            st.html("".join(f"<p>{escape(sentence)}</p>" for sentence in said))
            if st.button(t("close"), key="briefing-said-close", type="tertiary"):
                st.session_state[_SAID] = ()
                st.rerun()


def _tools(material: Briefing) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="briefing-tools"):
        st.caption(
            t(
                "briefing_count",
                items=number_text(basket.count()),
                sections=number_text(len(material.sections)),
                documents=number_text(len(material.document_ids)),
            )
        )
        if st.button(t("undo"), key="briefing-undo", icon=":material/undo:", disabled=not basket.can_undo()):
            basket.undo()
            st.session_state.pop(_CHECKED, None)  # what comes back may quote what is gone by now
            st.rerun()
        if st.button(t("briefing_clear"), key="briefing-clear", icon=":material/delete_sweep:", type="tertiary"):
            basket.change(Briefing(""))
            st.rerun()


def _sections(material: Briefing) -> None:
    for number, section in enumerate(material.sections):
        with st.container(key=f"briefing-section-{number}"):
            blocks = [section_head(section, number)]
            editing = briefing_editor.open_at(number)
            for index, item in enumerate(section.items):
                blocks.append(item_block(item, number, index))
                if editing == index:
                    st.html("".join(blocks))
                    blocks = []
                    briefing_editor.show_item(number, index)
            if blocks:
                st.html("".join(blocks))
            if editing == briefing_editor.HEADING:
                briefing_editor.show_heading(number)
            if editing == briefing_editor.REMARK:
                briefing_editor.show_remark(number)


def _new_section() -> None:
    with st.form("briefing-new-section", border=False, clear_on_submit=True):
        box, button = st.columns([4, 1], vertical_alignment="bottom")
        heading = box.text_input(t("section_new"), key="section-new", max_chars=200, placeholder=t("section_new_hint"))
        if button.form_submit_button(t("section_add"), width="stretch") and heading.strip():
            basket.change(basket.with_section(basket.briefing(), heading))
            basket.put_under(" ".join(heading.split()))
            st.rerun()
