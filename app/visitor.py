"""Who is at the page: the person at this computer, a guest from another one, or someone who signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from administration.access import User, local_user
from app.texts import t

if TYPE_CHECKING:
    from library import Library
    from settings import Settings

_SIGNED_IN = "signed-in"  # (name, seal) of who signed in with a password, or (e-mail, "") at a provider
_SEEN_AS = "seen-as"  # who this session was drawn for last
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")
_KEPT_AT_SIGN_OUT = ("language",)


def visitor(settings: Settings, whole: Library | None = None) -> User | None:
    """Return who is at the page, None for someone who has to sign in or may not come in.

    With sign-in on, `whole` is the library itself, as nobody in particular. Raises StorageError.
    """
    user = _visitor(settings, whole)
    before: User | None = st.session_state.get(_SEEN_AS)
    if before is not None and before != user:  # another person, or other rights: nothing found before stays
        signed_in = st.session_state.get(_SIGNED_IN)
        forget_session()
        st.session_state[_SIGNED_IN] = signed_in
    st.session_state[_SEEN_AS] = user
    return user


def _visitor(settings: Settings, whole: Library | None) -> User | None:
    if settings.sign_in == "off":
        if from_this_computer():
            return local_user()
        role = settings.network_role
        return None if role == "none" else User(f"{t('guest')} {st.context.ip_address or ''}".strip(), role)  # type: ignore[arg-type]
    assert whole is not None, "sign-in needs the accounts of the library"
    if settings.sign_in == "oidc":
        return _of_provider(whole)
    name, seal = st.session_state.get(_SIGNED_IN) or ("", "")
    return whole.entrance.signed_in(name, seal) if name else None


def from_this_computer() -> bool:
    """Tell whether the browser runs on the computer that serves the page, and nothing stands between them."""
    headers = st.context.headers
    if not len(headers):
        return True  # no browser at all: the page is run by a program of this computer
    host = urlsplit(f"//{headers.get('Host', '')}").hostname
    forwarded = any(name in headers for name in _FORWARDED)
    return st.context.ip_address is None and host in _LOOPBACK and not forwarded


def provider_claims() -> dict[str, Any] | None:
    """Return what an OpenID Connect provider says of the visitor, None before they have signed in there."""
    if not getattr(st.user, "is_logged_in", False):
        return None
    return dict(st.user.to_dict())


def _of_provider(whole: Library) -> User | None:
    claims = provider_claims()
    if claims is None:
        return None
    user = whole.entrance.user_with_claims(claims)
    if user is not None and st.session_state.get(_SIGNED_IN) != (user.name, ""):
        user = whole.entrance.sign_in_with_claims(claims)  # recorded once a session
        st.session_state[_SIGNED_IN] = (user.name, "")
    return user


def remember(user: User, seal: str) -> None:
    """Let this session be that of who has just proved their password; `seal` is that of their account."""
    st.session_state[_SIGNED_IN] = (user.name, seal)


def forget_session() -> None:
    """Forget everything that this session found or typed."""
    for key in list(st.session_state):
        if key not in _KEPT_AT_SIGN_OUT:
            del st.session_state[key]
