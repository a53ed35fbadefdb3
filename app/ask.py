"""Hỏi đáp: a question, its answer with citations, and the questions before it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from app import basket, conversation
from app.answer_view import show_answer
from app.conversation import Turn
from app.examples import example_questions
from app.formats import number_text, plain
from app.session import errors_shown, library
from app.texts import t
from app.understood_view import show_understood
from feedback import VERDICTS, Feedback

if TYPE_CHECKING:
    from library import Library

FOCUS = ".st-key-question input"
_TAKEN = "example-taken"


def show() -> None:
    """Draw the page."""
    st.title(t("ask_title"), anchor=False)
    with errors_shown():
        count = len(library().documents())
        if not count:
            st.info(t("empty_library"), icon=":material/library_add:")
            return
        _question_box(count)
        if conversation.turns():
            _conversation()
        else:
            _examples()


def _question_box(count: int) -> None:
    with st.form("ask", border=False):
        box, button = st.columns([6, 1], vertical_alignment="bottom")
        question = box.text_input(
            t("question_label", count=number_text(count)),
            key="question",
            placeholder=t("question_hint"),
            max_chars=library().settings.max_question_chars,
        )
        asked = button.form_submit_button(t("ask_button"), type="primary", width="stretch")
    if asked or st.session_state.pop(_TAKEN, False):
        with errors_shown(), st.spinner(t("asking")):
            conversation.ask(question)


def _examples() -> None:
    held = tuple(document.id for document in library().documents())
    questions = _cached_examples(str(library().settings.data), held, library())
    if not questions:
        return
    st.markdown(f"**{t('examples_title')}**")
    with st.container(gap="xxsmall"):
        for index, question in enumerate(questions):
            st.button(
                plain(question),
                key=f"example-{index}",
                icon=":material/chat_bubble:",
                type="tertiary",
                on_click=_take_example,
                args=(question,),
            )


def _take_example(question: str) -> None:
    """Put an example into the question box, as if it had been typed, and have it asked."""
    st.session_state["question"] = question
    st.session_state[_TAKEN] = True


@st.cache_data(max_entries=8, show_spinner=False)
def _cached_examples(data: str, documents: tuple[str, ...], _library: Library) -> list[str]:
    """Return the example questions, made once for each state of the library."""
    return example_questions(_library)


def _conversation() -> None:
    turns = conversation.turns()
    last = len(turns) - 1
    _turn(turns[last], last)
    if last:
        st.markdown(f"**{t('earlier_questions')}**")
        for index in range(last - 1, -1, -1):
            with st.expander(plain(turns[index].question)):
                _turn(turns[index], index, heading=False)
    if st.button(t("clear_conversation"), key="clear", icon=":material/restart_alt:", help=t("clear_help")):
        conversation.clear()
        st.rerun()


def _turn(turn: Turn, index: int, *, heading: bool = True) -> None:
    if heading:
        st.subheader(plain(turn.question), anchor=False)

    def change(switched_off: tuple[str, ...]) -> None:
        conversation.ask_again(index, switched_off)
        st.rerun()

    show_understood(turn.answer.understood, turn.switched_off, change, key=f"turn-{index}")
    with show_answer(turn.answer):
        if turn.answer.statements and st.button(
            t("collect_answer"), key=f"collect-{index}", icon=":material/playlist_add:"
        ):
            basket.add_answer(turn.answer)
            st.rerun()
        _feedback(turn, index)


def _feedback(turn: Turn, index: int) -> None:
    verdict = st.segmented_control(
        t("feedback_label"), VERDICTS, format_func=lambda value: t(f"feedback_{value}"), key=f"verdict-{index}"
    )
    if verdict is None:
        return
    with st.form(f"feedback-{index}", border=False):
        note = st.text_input(t("feedback_note"), key=f"note-{index}", max_chars=1000)
        sent = st.form_submit_button(t("feedback_send"))
    if sent:
        citations = {citation.text: None for statement in turn.answer.statements for citation in statement.citations}
        library().give_feedback(
            Feedback(
                at=datetime.now().astimezone().isoformat(timespec="seconds"),
                question=turn.question,
                verdict=verdict,
                note=note.strip(),
                abstained=turn.answer.abstained,
                citations=tuple(citations),
            ),
        )
        st.success(t("feedback_thanks"))
