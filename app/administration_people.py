"""Quản trị → Tài khoản: who may come in, with which role, in which groups."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from administration.access import ROLES, Account, Mapping, Role
from app.formats import plain
from app.session import errors_shown, library
from app.texts import t

_TOLD = "administration-told"


def show_people() -> None:
    """Show the accounts, each with a form to change it, and what sign-ins at a provider give."""
    settings = library().settings
    if settings.sign_in == "off":
        st.info(t("sign_in_is_off", role=_network_role()), icon=":material/info:")
    if settings.sign_in == "oidc":
        _mappings()
        return
    accounts = library().administration.accounts()
    if not accounts:
        st.caption(t("accounts_none"))
    for account in accounts:
        _account(account)
    with st.expander(t("account_new"), icon=":material/person_add:", expanded=not accounts):
        _new_account(first=not accounts)


def _network_role() -> str:
    role = library().settings.network_role
    return t("no") if role == "none" else t(f"role_{role}")


def _told(words: str) -> None:
    st.session_state[_TOLD] = words
    st.rerun()


def _groups_box(key: str, chosen: Sequence[str] = ()) -> list[str]:
    """Let the administrator choose among the groups of documents; nothing is shown while there are none."""
    names = [group.name for group in library().administration.groups()]
    if not names:
        return []
    default = [name for name in names if name in chosen]
    return st.multiselect(t("account_groups"), names, default=default, help=t("account_groups_help"), key=key)


def _role_box(key: str, role: Role = "reader") -> Role:
    chosen: Role = st.selectbox(
        t("account_role"), ROLES, index=ROLES.index(role), format_func=lambda one: t(f"role_{one}"), key=key
    )
    return chosen


def _account(account: Account) -> None:
    name = account.name
    locked = f" · {t('account_locked')}" if account.disabled else ""
    groups = f" · {', '.join(account.groups)}" if account.groups else ""
    with st.expander(plain(f"{name} · {t(f'role_{account.role}')}{groups}{locked}"), icon=":material/person:"):
        with st.form(f"account-{name}", border=False):
            role = _role_box(f"role-{name}", account.role)
            members = _groups_box(f"groups-{name}", account.groups)
            password = st.text_input(
                t("account_new_password"),
                type="password",
                key=f"password-{name}",
                autocomplete="new-password",
                help=t("password_help"),
            )
            disabled = st.checkbox(t("account_disabled"), value=account.disabled, key=f"disabled-{name}")
            with st.container(horizontal=True):
                saved = st.form_submit_button(t("save"), type="primary")
                removed = st.form_submit_button(t("account_remove"), icon=":material/delete:")
        with errors_shown():
            if saved:
                library().administration.change_account(
                    name, role=role, groups=members, disabled=disabled, password=password or None
                )
                _told(t("account_changed", name=plain(name)))
            if removed:
                library().administration.remove_account(name)
                _told(t("account_removed", name=plain(name)))


def _new_account(*, first: bool) -> None:
    with st.form("account-new", border=False):
        name = st.text_input(t("account_name"), key="new-name", max_chars=80, autocomplete="off")
        role = _role_box("new-role", "administrator" if first else "reader")
        members = _groups_box("new-groups")
        password = st.text_input(
            t("account_password"),
            type="password",
            key="new-password",
            autocomplete="new-password",
            help=t("password_help"),
        )
        if st.form_submit_button(t("account_new"), type="primary"):
            with errors_shown():
                account = library().administration.add_account(name, role, password, members)
                _told(t("account_added", name=plain(account.name)))


def _mappings() -> None:
    st.subheader(t("mappings_title"), anchor=False)
    mappings = library().administration.mappings()
    if not mappings:
        st.warning(t("mappings_none"), icon=":material/warning:")
    for index, mapping in enumerate(mappings):
        with st.container(horizontal=True, vertical_alignment="center", key=f"mapping-{index}"):
            line = t("mapping_line", claim=mapping.claim, value=mapping.value, role=t(f"role_{mapping.role}"))
            st.markdown(plain(f"{line} · {', '.join(mapping.groups)}".rstrip(" ·")))
            if st.button(t("mapping_remove"), key=f"mapping-remove-{index}", type="tertiary"):
                with errors_shown():
                    library().administration.remove_mapping(mapping.claim, mapping.value)
                    _told(t("mapping_saved"))
    with st.form("mapping-new"):
        claim = st.text_input(t("mapping_claim"), value="email", help=t("mapping_claim_help"), key="mapping-claim")
        value = st.text_input(t("mapping_value"), key="mapping-value")
        role = _role_box("mapping-role")
        members = _groups_box("mapping-groups")
        if st.form_submit_button(t("mapping_add"), type="primary"):
            with errors_shown():
                library().administration.set_mapping(Mapping(claim, value, role, tuple(members)))
                _told(t("mapping_saved"))
