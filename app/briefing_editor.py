"""The small forms under an item or a heading of briefing material: a trainer's words, another section, another name."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from answers.briefing.records import Briefing, Item, Remark
from app import basket, quiz_view
from app.texts import t

HEADING, REMARK = -1, -2  # what is edited of a section, in place of the number of an item
_OPEN = "briefing-editing"
_LONGEST = 4000
_OPENED_BY = {"edit": None, "section-edit": HEADING, "section-remark": REMARK}


def act(action: str, section: int, item: int) -> None:
    """Do what a button beside an item or a heading says: open a form here, or change the material."""
    if action == quiz_view.REMOVE:
        quiz_view.strike_out(section)
    elif action in _OPENED_BY:
        place = _OPENED_BY[action]
        st.session_state[_OPEN] = (section, item if place is None else place)
    elif basket.act(action, section, item):
        st.session_state[_OPEN] = None


def open_at(section: int) -> int | None:
    """Return what is being edited in a section: the number of an item, HEADING, REMARK, or None."""
    opened: tuple[int, int] | None = st.session_state.get(_OPEN)
    return opened[1] if opened is not None and opened[0] == section else None


def show_item(section: int, index: int) -> None:
    """Show the form of an item: the trainer's words on it (of a remark its own words) and the section it stands in."""
    material = basket.briefing()
    heading = material.sections[section].heading
    item = material.sections[section].items[index]
    headings = [one.heading for one in material.sections]
    with st.form(f"edit-item-{section}-{index}"):
        words = st.text_area(t("remark_label"), value=_words(item), max_chars=_LONGEST, height=100, key="edit-words")
        under = st.selectbox(t("move_under"), headings, index=section, key="edit-under")
        save, close = _buttons()
    if save:
        changed = material.with_replaced(heading, index, _with_words(item, words.strip()))
        _done(basket.with_item_under(changed, section, index, under))
    if close:
        _done(material)


def show_heading(section: int) -> None:
    """Show the form that names a section anew."""
    material = basket.briefing()
    with st.form(f"edit-heading-{section}"):
        heading = st.text_input(t("section_name"), value=material.sections[section].heading, max_chars=200)
        save, close = _buttons()
    if save:
        _done(basket.with_heading(material, section, heading))
    if close:
        _done(material)


def show_remark(section: int) -> None:
    """Show the form that adds words of the trainer to a section."""
    material = basket.briefing()
    with st.form(f"add-remark-{section}"):
        words = st.text_area(t("remark_label"), max_chars=_LONGEST, height=100, key="remark-words")
        save, close = _buttons()
    if save and words.strip():
        _done(material.with_item(material.sections[section].heading, Remark(words.strip())))
    elif save or close:
        _done(material)


def _words(item: Item) -> str:
    return item.text if isinstance(item, Remark) else item.note


def _with_words(item: Item, words: str) -> Item:
    """Return the item with other words of the trainer; a proposed remark that is changed becomes the trainer's own."""
    if isinstance(item, Remark):
        return Remark(words) if words and words != item.text else item
    return replace(item, note=words)


def _buttons() -> tuple[bool, bool]:
    with st.container(horizontal=True):
        save = st.form_submit_button(t("save"), type="primary", icon=":material/save:")
        return save, st.form_submit_button(t("close"))


def _done(changed: Briefing) -> None:
    basket.change(changed)
    st.session_state[_OPEN] = None
    st.rerun()
