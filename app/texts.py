"""The words of the interface in two languages; one table for each, with the same keys."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from app import texts_administration
from app.texts_en import ENGLISH
from app.texts_vi import VIETNAMESE

Language = Literal["vi", "en"]
TABLES: dict[Language, dict[str, str]] = {
    "vi": VIETNAMESE | texts_administration.VIETNAMESE,
    "en": ENGLISH | texts_administration.ENGLISH,
}


def current_language() -> Language:
    """Return the language of this session's interface; Vietnamese unless the person chose English."""
    return "en" if st.session_state.get("language") == "en" else "vi"


def t(key: str, **values: object) -> str:
    """Return the words of `key` in the current language, with `values` filled in. Raises KeyError."""
    words = TABLES[current_language()][key]
    return words.format(**values) if values else words
