"""Đăng nhập: the page before all others when sign-in is on, and the line that says who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit.errors import StreamlitAPIException

from administration.access import User
from app import visitor
from app.formats import plain
from app.session import errors_shown
from app.texts import t

if TYPE_CHECKING:
    from library import Library
    from settings import Settings


def show_sign_in(whole: Library | None, settings: Settings) -> None:
    """Draw what someone sees who is not signed in; `whole` is the library when sign-in is on."""
    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        st.title(t("sign_in_title"), anchor=False)
        with errors_shown():
            if whole is None:
                st.warning(t("network_closed"), icon=":material/lock:")
            elif settings.sign_in == "oidc":
                _provider(whole)
            else:
                _password(whole)


def _password(whole: Library) -> None:
    with st.form("sign-in"):
        name = st.text_input(t("sign_in_name"), key="sign-in-name", autocomplete="username", max_chars=80)
        password = st.text_input(
            t("sign_in_password"),
            key="sign-in-password",
            type="password",
            autocomplete="current-password",
            max_chars=256,
        )
        sent = st.form_submit_button(t("sign_in"), type="primary", width="stretch")
    st.caption(t("sign_in_forgotten"))
    if sent:
        user = whole.entrance.sign_in(name, password)
        visitor.forget_session()
        visitor.remember(user, whole.entrance.seal(user.name))
        st.rerun()


def _provider(whole: Library) -> None:
    claims = visitor.provider_claims()
    if claims is not None:
        if st.button(t("sign_out"), key="sign-out-unknown"):
            st.logout()
        whole.entrance.sign_in_with_claims(claims)  # recorded, and refused
        return
    st.markdown(t("provider_intro"))
    if st.button(t("provider_sign_in"), type="primary", key="provider-sign-in", icon=":material/login:"):
        try:
            st.login()
        except StreamlitAPIException:
            st.error(t("provider_not_set"), icon=":material/error:")


def show_who(user: User, whole: Library | None, settings: Settings) -> None:
    """Say who is signed in, with the way out; nothing for the person at this computer."""
    if settings.sign_in == "off":
        if not visitor.from_this_computer():
            st.warning(t("network_guest", role=t(f"role_{user.role}")), icon=":material/lan:")
        return
    assert whole is not None
    with st.container(key="who", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.caption(f"{plain(user.name)} · {t(f'role_{user.role}')}", width="content")
        if settings.sign_in == "password":
            with st.popover(t("change_password"), type="tertiary"):
                _new_password(whole.acting_as(user), user)
        if st.button(t("sign_out"), key="sign-out", icon=":material/logout:", type="tertiary"):
            whole.entrance.signed_out(user)
            visitor.forget_session()
            if settings.sign_in == "oidc":
                st.logout()
            st.rerun()


def _new_password(own: Library, user: User) -> None:
    with st.form("change-password", border=False, clear_on_submit=True):
        old = st.text_input(t("password_old"), type="password", key="password-old", autocomplete="current-password")
        new = st.text_input(
            t("password_new"), type="password", key="password-new", autocomplete="new-password", help=t("password_help")
        )
        if st.form_submit_button(t("change_password")):
            with errors_shown():
                own.administration.change_own_password(old, new)
                visitor.remember(user, own.entrance.seal(user.name))
                st.toast(t("password_changed"), icon=":material/check:")
