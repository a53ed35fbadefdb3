"""The questions of one person in one session, with their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from answers.records import Answer
from app.session import library

_KEY = "turns"
_REMEMBERED = 6  # questions that a follow-up may refer back to


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer; `switched_off` names what the person refused of its assumptions."""

    question: str
    answer: Answer
    history: tuple[str, ...] = ()
    switched_off: tuple[str, ...] = ()


def turns() -> Sequence[Turn]:
    """Return the turns of this session, oldest first."""
    kept: list[Turn] = st.session_state.setdefault(_KEY, [])
    return kept


def ask(question: str) -> None:
    """Ask a question after those before it. Raises TrichLucError."""
    history = tuple(turn.question for turn in turns() if turn.question != question)[-_REMEMBERED:]
    st.session_state[_KEY] = [*turns(), _turn(question, history)]


def ask_again(index: int, switched_off: tuple[str, ...]) -> None:
    """Ask the question of a turn again with some assumptions switched off, in its place. Raises TrichLucError."""
    turn = turns()[index]
    changed = list(turns())
    changed[index] = _turn(turn.question, turn.history, switched_off)
    st.session_state[_KEY] = changed


def _turn(question: str, history: tuple[str, ...], switched_off: tuple[str, ...] = ()) -> Turn:
    answer = library().ask(question, history=history, switched_off=switched_off)
    return Turn(question, answer, history, switched_off)


def clear() -> None:
    """Forget the questions of this session."""
    st.session_state[_KEY] = []
