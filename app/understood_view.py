"""How a question was understood, each reading with a button that refuses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.formats import plain
from app.texts import t
from index.records import UnderstoodQuestion


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was read into a question; `source` is what was typed and what is switched off."""

    source: str
    words: str


def readings(understood: UnderstoodQuestion) -> list[Reading]:
    """Return what was read into the question beyond its words, one reading for each thing typed."""
    by_source: dict[str, list[str]] = {}
    for expansion in understood.expansions:
        by_source.setdefault(expansion.source, []).append(expansion.text)
    return [
        Reading(source, t("read_as", source=source, text=", ".join(dict.fromkeys(texts))))
        for source, texts in by_source.items()
    ]


def show_understood(
    understood: UnderstoodQuestion,
    switched_off: tuple[str, ...],
    change: Callable[[tuple[str, ...]], None],
    key: str,
) -> None:
    """Show the readings; a press calls `change` with the readings that are to be off."""
    found = readings(understood)
    if not (found or switched_off or understood.notes):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"understood-{key}"):
        if understood.notes:
            st.caption(plain(" · ".join(note[0].upper() + note[1:] for note in understood.notes if note)))
        for index, reading in enumerate(found):
            if st.button(
                plain(reading.words),
                key=f"{key}-off-{index}",
                icon=":material/close:",
                icon_position="right",
                help=t("refuse_reading"),
            ):
                change((*switched_off, reading.source))
        for index, source in enumerate(switched_off):
            if st.button(
                t("restore_reading", source=plain(source)),
                key=f"{key}-on-{index}",
                icon=":material/undo:",
                type="tertiary",
            ):
                change(tuple(kept for kept in switched_off if kept != source))
