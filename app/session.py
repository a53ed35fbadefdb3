"""What a page works with: the one library of this process, and what one person has done in this session."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from app.formats import plain
from app.texts import t
from errors import IndexMismatch, TrichLucError

if TYPE_CHECKING:
    from library import Library

_log = logging.getLogger("trichluc.app")


@st.cache_resource(show_spinner=False)
def _open_library() -> Library:
    # Imported here so that the first page is drawn before the search parts are loaded.
    from library import Library
    from settings import load_settings

    return Library(load_settings())


def library() -> Library:
    """Return the library, opened once in this process; a session may be given another one under "library"."""
    given: Library | None = st.session_state.get("library")
    return given if given is not None else _open_library()


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error as one clear message in place of what could not be drawn."""
    try:
        yield
    except IndexMismatch as error:
        st.error(plain(str(error)), icon=":material/error:")
        _offer_rebuild()
    except TrichLucError as error:
        st.error(plain(str(error)), icon=":material/error:")
    except Exception:
        _log.exception("unexpected error on a page")
        st.error(t("unexpected_error"), icon=":material/error:")


def _offer_rebuild() -> None:
    """Offer to make the index anew, which needs nobody at a terminal: the originals are kept."""
    if st.button(t("rebuild"), type="primary", key="rebuild", icon=":material/build:"):
        with errors_shown(), st.spinner(t("rebuilding")):
            library().rebuild()
            st.rerun()
