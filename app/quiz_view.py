"""Câu hỏi trắc nghiệm: questions made from the documents, struck out one by one, and taken along with their key."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from answers.briefing.records import Briefing, QuizQuestion
from app.briefing_files import file_content, file_name
from app.markup import place_address, place_link
from app.session import errors_shown, library
from app.texts import t

REMOVE = "quiz-remove"
_KEY = "quiz"
_LETTERS = "ABCDEFGH"
_MOST = 50
_FORMS = ((".docx", "quiz_word"), (".csv", "quiz_csv"), (".gift", "quiz_gift"))


def show_quiz(topic: str) -> None:
    """Show the questions of this session, and the way to make them: on `topic`, or on anything when it is empty."""
    questions: tuple[QuizQuestion, ...] = st.session_state.get(_KEY, ())
    with st.expander(t("quiz_title"), icon=":material/quiz:", expanded=bool(questions)):
        st.caption(t("quiz_on_topic", topic=topic) if topic else t("quiz_on_all"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            count = st.number_input(
                t("quiz_count"), min_value=1, max_value=_MOST, value=10, key="quiz-count", width=160
            )
            if st.button(t("quiz_make"), key="quiz-make", icon=":material/quiz:"):
                with errors_shown(), st.spinner(t("quiz_making")):
                    questions = library().quiz(count, topic=topic)
                    st.session_state[_KEY] = questions
                    if len(questions) < count:
                        st.info(t("quiz_fewer", count=len(questions)), icon=":material/info:")
        if questions:
            _files(topic, questions)
            st.html("".join(_question(number, one) for number, one in enumerate(questions, start=1)))


def strike_out(index: int) -> None:
    """Drop one question."""
    questions: tuple[QuizQuestion, ...] = st.session_state.get(_KEY, ())
    st.session_state[_KEY] = questions[:index] + questions[index + 1 :] if index >= 0 else questions


def _files(topic: str, questions: Sequence[QuizQuestion]) -> None:
    material = Briefing(topic or t("quiz_title"))
    with st.container(horizontal=True, key="quiz-files"):
        for suffix, label in _FORMS:
            st.download_button(
                t(label),
                file_content(material, suffix, questions),
                file_name=f"trac-nghiem-{file_name(material, suffix)}",
                icon=":material/download:",
                key=f"quiz-file{suffix}",
                on_click="ignore",
            )


def _question(number: int, question: QuizQuestion) -> str:
    """Return a question with its choices, the right one marked, and the place that proves it."""
    choices = []
    for index, (letter, choice) in enumerate(zip(_LETTERS, question.choices, strict=False)):
        right = index == question.answer
        mark = f' <span class="tl-chip">{escape(t("quiz_right"))}</span>' if right else ""
        words = f"<b>{escape(choice)}</b>" if right else escape(choice)
        choices.append(f"<div>{letter}. {words}{mark}</div>")
    cited = question.citation
    address = place_address(cited.document_id, section=cited.section, start=cited.start, end=cited.end)
    label = escape(t("act_remove"))
    return (
        f'<article class="tl-basket-item"><div class="tl-basket-words">'
        f"<p><b>{number}.</b> {escape(question.prompt)}</p>{''.join(choices)}"
        f'<div class="tl-faint">({place_link(cited.text, address)})</div></div><div class="tl-acts">'
        f'<button type="button" class="tl-act" data-action="{REMOVE}" data-section="{number - 1}" data-item="0" '
        f'title="{label}" aria-label="{label}: {number}">✕</button></div></article>'
    )
