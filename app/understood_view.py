"""How a question was understood, each reading with a button that refuses it alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.formats import name_and_issuer, plain
from app.session import library
from app.texts import t
from index.records import SearchFilters, UnderstoodQuestion

_ONE_BY_ONE = 4  # documents of a condition that are refused each alone; more are refused together
_WORDINGS = 12  # near words told of


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption made about a question: the switch that refuses it (a value of `switched_off`) and its words."""

    switch: str
    words: str


def assumptions(understood: UnderstoodQuestion) -> list[Assumption]:
    """Return what was assumed about a question, near words last."""
    told: dict[str, str] = {}
    for reading in understood.readings:
        told[reading.switch] = " ".join(filter(None, (told.get(reading.switch), reading.words)))
    found = [Assumption(switch, words.rstrip(".")) for switch, words in told.items()]
    if understood.filters:
        found += _documents_named("filter", understood.filters, "reading_only")
    else:
        found += _documents_named("place", understood.preferred, "reading_first")
    return [*found, *_near_words(understood)]


def _documents_named(switch: str, filters: SearchFilters, key: str) -> list[Assumption]:
    by_id = {document.id: document for document in library().documents()} if filters.documents else {}
    held = [by_id[identifier] for identifier in filters.documents if identifier in by_id]
    if not held:
        return []
    if 1 < len(held) <= _ONE_BY_ONE:
        return [Assumption(f"{switch}:{one.id}", t(key, names=name_and_issuer(one))) for one in held]
    names = "; ".join(map(name_and_issuer, held[:2]))
    return [Assumption(switch, t(key, names=names + ("…" if len(held) > 2 else "")))]


def _near_words(understood: UnderstoodQuestion) -> list[Assumption]:
    near: dict[str, list[str]] = {}
    for expansion in sorted(understood.expansions, key=lambda expansion: -expansion.weight):
        if expansion.why == "synonym":
            near.setdefault(expansion.source, []).append(expansion.text)
    return [
        Assumption(
            f"synonym:{source}",
            t("reading_near", source=source, texts=", ".join(texts[:_WORDINGS]) + ("…" if texts[_WORDINGS:] else "")),
        )
        for source, texts in near.items()
    ]


def show_understood(
    understood: UnderstoodQuestion, switched_off: tuple[str, ...], change: Callable[[tuple[str, ...]], None], key: str
) -> None:
    """Show the assumptions; a press calls `change` with the switches that are to be off."""
    found = assumptions(understood)
    told = {reading.words for reading in understood.readings}
    if others := [note for note in understood.notes if note not in told]:
        st.caption(plain(" ".join(others)))
    if not (found or switched_off):
        return

    def refuse(assumption: Assumption) -> None:
        if st.button(
            plain(assumption.words),
            key=f"{key}-off-{assumption.switch}",
            icon=":material/close:",
            icon_position="right",
            help=t("refuse_reading"),
        ):
            change((*switched_off, assumption.switch))

    near = [assumption for assumption in found if assumption.switch.startswith("synonym:")]
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key=f"understood-{key}"):
        for assumption in found[: len(found) - len(near)]:
            refuse(assumption)
        if near:
            with st.popover(t("reading_synonyms", count=len(near)), key=f"{key}-near"):
                for assumption in near:
                    refuse(assumption)
                if len(near) > 1:
                    refuse(Assumption("synonym", t("reading_no_synonym")))
        for switch in switched_off:
            if st.button(
                t("restore_reading", what=plain(_switch_name(switch))),
                key=f"{key}-on-{switch}",
                icon=":material/undo:",
                type="tertiary",
            ):
                change(tuple(kept for kept in switched_off if kept != switch))


def _switch_name(switch: str) -> str:
    kind, _, value = switch.partition(":")
    if kind in ("filter", "place"):
        value = next((name_and_issuer(one) for one in library().documents() if one.id == value), value)
    return f"{t(f'switch_{kind}')} “{value}”" if value else t(f"switch_{kind}")
