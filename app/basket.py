"""The basket of one session: briefing material that grows from any page, with every change undone one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from answers.briefing.records import (
    Briefing,
    BriefingSection,
    ComparedDocument,
    ComparisonTable,
    Item,
    Quotation,
    Remark,
)
from answers.records import Answer, Comparison
from app.formats import document_name
from app.session import library
from app.texts import t

_KEY, _BEFORE, _TOLD, _HEADING = "briefing", "briefing-before", "briefing-told", "briefing-heading"
_UNDO_DEPTH = 100
_COMPARED_QUOTES = 2


def briefing() -> Briefing:
    """Return the material of this session."""
    kept: Briefing = st.session_state.setdefault(_KEY, Briefing(""))
    return kept


def change(changed: Briefing) -> None:
    """Take changed material; what was before can be brought back."""
    if changed != briefing():
        before: list[Briefing] = st.session_state.setdefault(_BEFORE, [])
        st.session_state[_BEFORE] = [*before, briefing()][-_UNDO_DEPTH:]
        st.session_state[_KEY] = changed


def correct(checked: Briefing) -> None:
    """Take the material as it was checked against the documents: no change of a person, so none to take back."""
    st.session_state[_KEY] = checked


def can_undo() -> bool:
    """Tell whether a change can be taken back."""
    return bool(st.session_state.get(_BEFORE))


def undo() -> None:
    """Take the last change back."""
    *before, last = st.session_state[_BEFORE]
    st.session_state[_BEFORE], st.session_state[_KEY] = before, last


def count() -> int:
    """Return the number of items."""
    return sum(len(section.items) for section in briefing().sections)


def tell(words: str) -> None:
    """Keep words to be told when the page is drawn again."""
    st.session_state[_TOLD] = words


def told() -> str:
    """Return, once, the words kept to be told."""
    return str(st.session_state.pop(_TOLD, ""))


# -- adding ----------------------------------------------------------------------------------------------------


def add_span(document_id: str, start: int, end: int) -> None:
    """Add a span of a document as a quotation. Raises UnknownDocument, InputError."""
    _add(_heading(), Quotation(library().cite(document_id, start, end)))


def add_answer(answer: Answer) -> None:
    """Add the quotations of an answer under its question."""
    _add(
        answer.question,
        *(
            Quotation(citation, said.emphasis if said.text == citation.quote else ())
            for said in answer.statements
            for citation in said.citations
        ),
    )


def add_comparison(point: str, compared: Comparison) -> None:
    """Add a comparison as a table, and its chart where there is one."""
    rows = tuple(
        ComparedDocument(
            row.document.id,
            document_name(row.document),
            tuple(citation for said in row.statements[:_COMPARED_QUOTES] for citation in said.citations),
        )
        for row in compared.rows
    )
    table = ComparisonTable(point, rows, compared.differences)
    _add(t("basket_comparison"), table, *([compared.chart] if compared.chart is not None else []))


def _heading() -> str:
    """Return the heading under which passages are put: the one chosen last while it is there, else the default."""
    chosen = st.session_state.get(_HEADING)
    return chosen if chosen in {section.heading for section in briefing().sections} else t("basket_heading")


def put_under(heading: str) -> None:
    """Have passages that are added from other pages put under this heading."""
    st.session_state[_HEADING] = heading


def _add(heading: str, *items: Item) -> None:
    held = {_same(item) for section in briefing().sections for item in section.items}
    changed = briefing()
    new = [item for item in items if _same(item) not in held]
    for item in new:
        changed = changed.with_item(heading, item)
    change(changed)
    tell(t("basket_added", count=count()) if new else t("basket_has_it"))


def _same(item: Item) -> object:
    """Return what two items have in common that are one and the same, whatever a trainer wrote beside them."""
    if isinstance(item, Quotation):
        return item.citation.document_id, item.citation.start, item.citation.end
    return item if isinstance(item, Remark) else replace(item, note="")


# -- the order and the words of sections -----------------------------------------------------------------------


def with_section(material: Briefing, heading: str) -> Briefing:
    """Return the material with an empty section at its end; the same when the heading is there or has no words."""
    heading = " ".join(heading.split())
    if not heading or heading in {section.heading for section in material.sections}:
        return material
    return replace(material, sections=(*material.sections, BriefingSection(heading)))


def without_section(material: Briefing, index: int) -> Briefing:
    """Return the material without one section and what is in it."""
    return replace(material, sections=(*material.sections[:index], *material.sections[index + 1 :]))


def with_section_moved(material: Briefing, index: int, by: int) -> Briefing:
    """Return the material with a section moved up (`by` < 0) or down, as far as it goes."""
    rest = [*material.sections[:index], *material.sections[index + 1 :]]
    rest.insert(max(0, min(len(rest), index + by)), material.sections[index])
    return replace(material, sections=tuple(rest))


def with_heading(material: Briefing, index: int, heading: str) -> Briefing:
    """Return the material with a section under another heading; the same when another section has it already."""
    heading = " ".join(heading.split())
    if not heading or heading in {section.heading for section in material.sections}:
        return material
    renamed = replace(material.sections[index], heading=heading)
    return replace(material, sections=(*material.sections[:index], renamed, *material.sections[index + 1 :]))


def with_item_under(material: Briefing, index: int, item: int, heading: str) -> Briefing:
    """Return the material with an item moved to the end of another section, made when it is new."""
    section = material.sections[index]
    if heading == section.heading:
        return material
    return material.without_item(section.heading, item).with_item(heading, section.items[item])


def joined(material: Briefing, proposed: Briefing) -> Briefing:
    """Return a proposal with what was collected before put first; sections of one heading become one."""
    result = replace(proposed, sections=material.sections)
    for section in proposed.sections:
        result = with_section(result, section.heading)
        for item in section.items:
            held = next(one.items for one in result.sections if one.heading == section.heading)
            if item not in held:
                result = result.with_item(section.heading, item)
    return result


_MOVES: dict[str, Callable[[Briefing, int, int], Briefing]] = {
    "up": lambda material, section, item: material.moved(material.sections[section].heading, item, -1),
    "down": lambda material, section, item: material.moved(material.sections[section].heading, item, 1),
    "remove": lambda material, section, item: material.without_item(material.sections[section].heading, item),
    "section-up": lambda material, section, _: with_section_moved(material, section, -1),
    "section-down": lambda material, section, _: with_section_moved(material, section, 1),
    "section-remove": lambda material, section, _: without_section(material, section),
}


def act(action: str, section: int, item: int) -> bool:
    """Do what a button beside an item or a heading says; tell whether there is such an action at such a place."""
    sections = briefing().sections
    if action not in _MOVES or not 0 <= section < len(sections):
        return False
    if not action.startswith("section") and not 0 <= item < len(sections[section].items):
        return False
    change(_MOVES[action](briefing(), section, item))
    return True
