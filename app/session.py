"""What a page works with: the one library of this process, and what one person has done in this session."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from administration.access import Role
from app.formats import plain
from app.texts import t
from app.visitor import visitor
from errors import IndexMismatch, NotAllowed, TrichLucError

if TYPE_CHECKING:
    from library import Library
    from settings import Settings

_log = logging.getLogger("trichluc.app")


def settings() -> Settings:
    """Return the settings of this process. Raises InputError."""
    from settings import load_settings

    return load_settings()


@st.cache_resource(show_spinner=False)
def whole_library() -> Library:
    """Return the library itself, opened once in this process: for signing in only, since it may do everything."""
    # Imported here so that the first page is drawn before the search parts are loaded.
    from library import Library

    return Library(settings())


def library() -> Library:
    """Return the library as the visitor may use it; a session may be given another one under "library".

    Raises NotAllowed for a visitor who has to sign in first.
    """
    given: Library | None = st.session_state.get("library")
    if given is not None:
        return given
    chosen, whole = settings(), whole_library()
    user = visitor(chosen, whole)
    if user is None:
        raise NotAllowed(t("sign_in_first"))
    # The person at this computer is nobody that limits are for.
    return whole if user == whole.user and chosen.sign_in == "off" else whole.acting_as(user)


def may(role: Role) -> bool:
    """Tell whether the visitor may do what `role` may: what they may not do is not offered to them."""
    return library().user.may(role)


def exporting(what: str, document_ids: Iterable[str], make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return `make` with a record of who took what of which documents out of the library, for a download button."""
    taken, own = list(dict.fromkeys(document_ids)), library()

    def made() -> bytes:
        content = make()
        own.record_export(what, taken)
        return content

    return made


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
    if may("curator") and st.button(t("rebuild"), type="primary", key="rebuild", icon=":material/build:"):
        with errors_shown(), st.spinner(t("rebuilding")):
            library().rebuild()
            st.rerun()
