"""What plain markup cannot do: copy to the clipboard, open a place in the same session, scroll, focus."""

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


@cache
def _script() -> str:
    return (_HERE / "behaviour.js").read_text(encoding="utf-8")


def _component() -> Callable[..., Any]:
    # The registry belongs to the running server, so registration is repeated in each run; the same text costs nothing.
    return st.components.v2.component("trich_luc_behaviour", js=_script())


def page_behaviour(key: str, *, focus: str = "", scroll_key: str = "") -> Opened | None:
    """Install the behaviours on the page and return the link that was just followed, if any.

    `focus` is the CSS selector of the box that takes the cursor when the page opens; the element whose
    `data-place-key` is `scroll_key` is brought into view once.
    """
    data = {
        "language": current_language(),
        "copied": t("copied"),
        "copyFailed": t("copy_failed"),
        "nothingSelected": t("reader_nothing_selected"),
        "framework": {english: t(key) for english, key in _FRAMEWORK_WORDS.items()},
        "focus": focus,
        "focusKey": key,
        "scrollKey": scroll_key,
    }
    result = _component()(key=f"behaviour-{key}", data=data, on_opened_change=lambda: None)
    opened = getattr(result, "opened", None)
    if not isinstance(opened, dict):
        return None
    parameters = {str(name): str(value) for name, value in dict(opened.get("parameters") or {}).items()}
    return Opened(str(opened.get("page", "")), parameters)


def page_style() -> None:
    """Put the style sheet on the page."""
    st.html(_HERE / "style.css")
