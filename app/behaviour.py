"""What plain markup cannot do: copy, open a place in the session, collect a passage, act on an item, scroll."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app.texts import current_language, t

_HERE = Path(__file__).resolve().parent
# English words of the framework, which has no other language, and the keys of what stands for them.
_FRAMEWORK_WORDS = {
    "Select all": "select_all",
    "No results": "no_results",
    "Drag and drop files here": "drop_here",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that was followed inside the page: the page's address and its parameters."""

    page: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Collected:
    """A passage that was put into the briefing material: a document and a span of its reading text."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Acted:
    """A button that was pressed beside an item of the briefing material, or beside the heading of a section."""

    action: str
    section: int
    item: int


@dataclass(frozen=True, slots=True)
class Happened:
    """What was just done on the page outside the widgets; at most one of these is set."""

    opened: Opened | None = None
    collected: Collected | None = None
    acted: Acted | None = None


@cache
def _script() -> str:
    return (_HERE / "behaviour.js").read_text(encoding="utf-8")


def _component() -> Callable[..., Any]:
    # The registry belongs to the running server, so registration is repeated in each run; the same text costs nothing.
    return st.components.v2.component("trich_luc_behaviour", js=_script())


def page_behaviour(key: str, *, focus: str = "", scroll_key: str = "") -> Happened:
    """Install the behaviours on the page and return what was just done.

    `focus` is the CSS selector of the box that takes the cursor when the page opens; the element whose
    `data-place-key` is `scroll_key` is brought into view once.
    """
    data = {
        "language": current_language(),
        "copied": t("copied"),
        "copyFailed": t("copy_failed"),
        "collected": t("collected"),
        "nothingSelected": t("reader_nothing_selected"),
        "framework": {english: t(key) for english, key in _FRAMEWORK_WORDS.items()},
        "more": t("nav_more"),
        "focus": focus,
        "focusKey": key,
        "scrollKey": scroll_key,
    }
    result = _component()(
        key=f"behaviour-{key}",
        data=data,
        on_opened_change=lambda: None,
        on_collected_change=lambda: None,
        on_acted_change=lambda: None,
    )
    return Happened(
        _opened(getattr(result, "opened", None)),
        _collected(getattr(result, "collected", None)),
        _acted(getattr(result, "acted", None)),
    )


def _opened(value: Any) -> Opened | None:
    if not isinstance(value, dict):
        return None
    parameters = {str(name): str(given) for name, given in dict(value.get("parameters") or {}).items()}
    return Opened(str(value.get("page", "")), parameters)


def _collected(value: Any) -> Collected | None:
    if not isinstance(value, dict):
        return None
    try:
        return Collected(str(value["document"]), int(value["start"]), int(value["end"]))
    except (KeyError, TypeError, ValueError):
        return None


def _acted(value: Any) -> Acted | None:
    if not isinstance(value, dict):
        return None
    try:
        return Acted(str(value["action"]), int(value["section"]), int(value["item"]))
    except (KeyError, TypeError, ValueError):
        return None


def page_style() -> None:
    """Put the style sheet on the page."""
    st.html(_HERE / "style.css")
