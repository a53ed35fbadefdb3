"""How a question was understood, each assumption with a button that refuses it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from app.formats import name_and_issuer, plain
from app.session import library
from app.texts import t
from index.records import SearchFilters, UnderstoodQuestion

SWITCHES = ("typo", "abbreviation", "english", "follow_up", "filter", "place", "synonym")
"""What can be switched off, in the order shown: values of `switched_off` of the façade."""

_NAMED = 2  # documents named in one assumption
_WORDINGS = 12  # near words told of


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption made about a question: the switch that refuses it, its words, and what more there is to say."""

    switch: str
    words: str
    more: str = ""


def assumptions(
    question: str, understood: UnderstoodQuestion, history: Sequence[str], switched_off: Sequence[str]
) -> list[Assumption]:
    """Return what was assumed about the question. Raises TrichLucError.

    Which assumption a note speaks of is told by understanding the question once more without each kind: the notes
    that are gone belong to that kind.
    """
    found = []
    for switch in SWITCHES:
        if switch in switched_off:
            continue
        if switch == "filter":
            words = _documents_named(understood.filters, "reading_only")
        elif switch == "place":
            words = "" if understood.filters else _documents_named(understood.preferred, "reading_first")
        elif switch == "synonym":
            near = _synonyms(understood)
            found += [Assumption(switch, t("reading_synonyms"), near)] if near else []
            continue
        else:
            without = library().understand(question, history=history, switched_off=(*switched_off, switch))
            words = " ".join(note for note in understood.notes if note not in without.notes)
        if words:
            found.append(Assumption(switch, words.rstrip(".")))
    return found


def _documents_named(filters: SearchFilters, key: str) -> str:
    if not filters.documents:
        return ""
    by_id = {document.id: document for document in library().documents()}
    held = [by_id[identifier] for identifier in filters.documents if identifier in by_id]
    if not held:
        return ""
    names = "; ".join(map(name_and_issuer, held[:_NAMED]))
    return t(key, names=names + ("…" if len(held) > _NAMED else ""))


def _synonyms(understood: UnderstoodQuestion) -> str:
    chosen = sorted(
        (expansion for expansion in understood.expansions if expansion.why == "synonym"),
        key=lambda expansion: -expansion.weight,
    )
    texts = list(dict.fromkeys(expansion.text for expansion in chosen))
    return ", ".join(texts[:_WORDINGS]) + ("…" if len(texts) > _WORDINGS else "")


def show_understood(
    understood: UnderstoodQuestion,
    found: Sequence[Assumption],
    switched_off: tuple[str, ...],
    change: Callable[[tuple[str, ...]], None],
    key: str,
) -> None:
    """Show the assumptions; a press calls `change` with the switches that are to be off."""
    told = " ".join(assumption.words for assumption in found)
    other_notes = [note for note in understood.notes if note.rstrip(".") not in told]
    if other_notes:
        st.caption(plain(" ".join(other_notes)))
    if not (found or switched_off):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key=f"understood-{key}"):
        for assumption in found:
            if st.button(
                plain(assumption.words),
                key=f"{key}-off-{assumption.switch}",
                icon=":material/close:",
                icon_position="right",
                help=plain(f"{t('refuse_reading')}. {assumption.more}") if assumption.more else t("refuse_reading"),
            ):
                change((*switched_off, assumption.switch))
        for switch in switched_off:
            if st.button(
                t("restore_reading", what=t(f"switch_{switch}")),
                key=f"{key}-on-{switch}",
                icon=":material/undo:",
                type="tertiary",
            ):
                change(tuple(kept for kept in switched_off if kept != switch))
