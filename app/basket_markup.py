"""Briefing material as markup: what documents say as quotations, what a trainer says in a frame of its own."""

from __future__ import annotations

from html import escape

from answers.briefing.records import (
    BriefingSection,
    ComparisonTable,
    FigureChart,
    Item,
    Quotation,
    Remark,
)
from app.formats import number_text
from app.markup import marked, place_address, place_link
from app.texts import t
from corpus.records import Citation

_ITEM_ACTIONS = (("up", "↑"), ("down", "↓"), ("edit", "✎"), ("remove", "✕"))
_SECTION_ACTIONS = (
    ("section-up", "↑"),
    ("section-down", "↓"),
    ("section-edit", "✎"),
    ("section-remark", "＋"),
    ("section-remove", "✕"),
)


def section_head(section: BriefingSection, index: int) -> str:
    """Return the heading of a section with its buttons; an empty one says so."""
    empty = "" if section.items else f'<p class="tl-faint">{escape(t("section_empty"))}</p>'
    return (
        f'<div class="tl-basket-head"><h3>{escape(section.heading)}</h3>'
        f"{_buttons(_SECTION_ACTIONS, index, -1, section.heading)}</div>{empty}"
    )


def item_block(item: Item, section: int, index: int) -> str:
    """Return an item with the buttons that move, edit and strike it out."""
    return (
        f'<article class="tl-basket-item"><div class="tl-basket-words">{item_words(item)}</div>'
        f"{_buttons(_ITEM_ACTIONS, section, index, _name(item))}</article>"
    )


def item_words(item: Item) -> str:
    """Return what an item says; every word of a document or of a trainer is escaped."""
    match item:
        case Quotation():
            quote = marked(item.citation.quote, item.emphasis, "b")
            return f'<blockquote class="tl-text">“{quote}”</blockquote>{_source(item.citation)}{_note(item.note)}'
        case ComparisonTable():
            return _table(item)
        case FigureChart():
            return _chart(item)
        case Remark():
            key = "remark_generated" if item.generated else "remark_proposed" if item.proposed else "remark"
            return _trainer(item.text, t(key)) + "".join(map(_source, item.citations))


def _table(item: ComparisonTable) -> str:
    rows = []
    for row in item.rows:
        said = "".join(
            f'<div class="tl-text">“{escape(citation.quote)}”</div>{_source(citation)}' for citation in row.citations
        )
        silent = f'<span class="tl-faint">{escape(t("compare_silent"))}</span>'
        rows.append(f'<tr><th scope="row">{escape(row.name)}</th><td>{said or silent}</td></tr>')
    told = "".join(f'<p class="tl-note">{escape(sentence)}</p>' for sentence in item.differences)
    return (
        f'<p><b>{escape(t("basket_comparison"))}: {escape(item.topic)}</b></p>{told}<div class="tl-matrix-frame">'
        f'<table class="tl-matrix"><tbody>{"".join(rows)}</tbody></table></div>{_note(item.note)}'
    )


def _chart(item: FigureChart) -> str:
    longest = max((abs(point.value) for point in item.points), default=0.0) or 1.0
    bars = []
    for point in item.points:
        decimals = 0 if point.value == int(point.value) else 2
        share = 100 * abs(point.value) / longest
        value = f"{number_text(point.value, decimals)} {item.unit}".strip()
        bars.append(
            f'<div class="tl-bar-row"><span>{escape(point.label)}</span><span class="tl-bar-track">'
            f'<span class="tl-bar" style="width:{share:.1f}%"></span></span><b>{escape(value)}</b>'
            f"{_source(point.citation)}</div>"
        )
    return f"<p><b>{escape(item.title)}</b></p>{''.join(bars)}{_note(item.note)}"


def _source(citation: Citation) -> str:
    address = place_address(citation.document_id, section=citation.section, start=citation.start, end=citation.end)
    return f'<div class="tl-faint">({place_link(citation.text, address)})</div>'


def _note(note: str) -> str:
    return _trainer(note, t("remark")) if note else ""


def _trainer(words: str, who: str) -> str:
    return f'<div class="tl-trainer"><span class="tl-faint">{escape(who)}</span><p>{escape(words)}</p></div>'


def _name(item: Item) -> str:
    """Return the first words of an item, by which its buttons are told apart when they are read aloud."""
    match item:
        case Quotation():
            words = item.citation.quote
        case ComparisonTable():
            words = item.topic
        case FigureChart():
            words = item.title
        case Remark():
            words = item.text
    return " ".join(words.split()[:6])


def _buttons(actions: tuple[tuple[str, str], ...], section: int, item: int, name: str) -> str:
    buttons = []
    for action, sign in actions:
        label = escape(t(f"act_{action.replace('-', '_')}"))
        buttons.append(
            f'<button type="button" class="tl-act" data-action="{action}" data-section="{section}" data-item="{item}" '
            f'title="{label}" aria-label="{label}: {escape(name)}">{sign}</button>'
        )
    return f'<div class="tl-acts">{"".join(buttons)}</div>'
