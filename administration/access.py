"""Roles, people, and groups of documents that only some people see: who may do and see what.

    reader          asks, searches, reads what is not hidden from them
    curator         also adds, replaces and removes documents and edits the near words; sees every document
    administrator   also keeps accounts, groups, the record of changes and the figures

A document in no group is seen by everyone. A document in groups is seen by readers who belong to one of them. Curators
see everything, since whoever adds documents must see which are there already.
"""

from __future__ import annotations

import functools
import getpass
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast, get_args

from errors import NotAllowed

Role = Literal["reader", "curator", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""The roles, each of which may do what those before it may."""
ROLE_NAMES: dict[Role, str] = {"reader": "người đọc", "curator": "người quản lý văn bản", "administrator": "quản trị"}

Method = TypeVar("Method", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class User:
    """Someone who uses the library: `name` is what the record of changes calls them, `groups` what they belong to."""

    name: str
    role: Role
    groups: tuple[str, ...] = ()

    def may(self, role: Role) -> bool:
        """Tell whether this person may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def require(self, role: Role) -> None:
        """Raise NotAllowed unless this person may do what `role` may."""
        if not self.may(role):
            raise NotAllowed(
                f"Việc này cần quyền {ROLE_NAMES[role]}; tài khoản “{self.name}” có quyền {ROLE_NAMES[self.role]}. "
                "Hãy nhờ người quản trị."
            )


@dataclass(frozen=True, slots=True)
class Account:
    """A person with a password; `password` is an argon2 hash, empty when none was set: then nobody signs in with it."""

    name: str
    role: Role
    groups: tuple[str, ...] = ()
    password: str = ""
    disabled: bool = False

    @property
    def user(self) -> User:
        """The person as the library knows them."""
        return User(self.name, self.role, self.groups)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a sign-in at an OpenID Connect provider gives: people whose `claim` has this `value` get role and groups.

    `claim` is a claim of the identity token ("email", "groups" …) or "domain", the part of the e-mail after the @.
    Values are compared in lower case.
    """

    claim: str
    value: str
    role: Role
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    """Documents, by id, that among readers only the members see."""

    name: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Everything that decides who may do and see what."""

    accounts: tuple[Account, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    groups: tuple[DocumentGroup, ...] = ()

    def account(self, name: str) -> Account | None:
        """Return the account with this name, in any case; None when there is none."""
        return next((one for one in self.accounts if one.name.casefold() == name.strip().casefold()), None)

    def group(self, name: str) -> DocumentGroup | None:
        """Return the group with this name, in any case; None when there is none."""
        return next((one for one in self.groups if one.name.casefold() == name.strip().casefold()), None)

    def hidden_from(self, user: User) -> frozenset[str]:
        """Return the ids of the documents that this person does not see."""
        if user.may("curator"):
            return frozenset()
        return _hidden(self.groups, frozenset(name.casefold() for name in user.groups))

    def user_of(self, claims: dict[str, Any]) -> User | None:
        """Return who signed in with these claims of an OpenID Connect identity; None when no mapping fits.

        Of several that fit, the highest role counts, and the groups of all. An e-mail that the provider says is not
        verified fits nothing.
        """
        email = str(claims.get("email") or "").strip().lower()
        if claims.get("email_verified") is False:
            email = ""
        fitting = [one for one in self.mappings if _fits(one, claims, email)]
        if not fitting:
            return None
        role = max((one.role for one in fitting), key=ROLES.index)
        groups = dict.fromkeys(group for one in fitting for group in one.groups)
        return User(email or str(claims.get("sub") or "oidc"), role, tuple(groups))


@functools.lru_cache(maxsize=256)
def _hidden(groups: tuple[DocumentGroup, ...], own: frozenset[str]) -> frozenset[str]:
    hidden = {document for group in groups if group.name.casefold() not in own for document in group.documents}
    shown = {document for group in groups if group.name.casefold() in own for document in group.documents}
    return frozenset(hidden - shown)


def _fits(mapping: Mapping, claims: dict[str, Any], email: str) -> bool:
    if mapping.claim == "email":
        values = [email]
    elif mapping.claim == "domain":
        values = [email.rpartition("@")[2]]
    else:
        claimed = claims.get(mapping.claim)
        values = [str(one).lower() for one in (claimed if isinstance(claimed, list) else [claimed]) if one is not None]
    return bool(mapping.value) and mapping.value.strip().lower() in values


def local_user() -> User:
    """Return the person at this computer, who may do everything: whoever can read the data folder can anyway."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = "local"
    return User(name, "administrator")


def needs(role: Role) -> Callable[[Method], Method]:
    """Let a method of an object with a `user` be called by that role and those above it; others get NotAllowed.

    The role can be read back as the attribute `needed_role` of the method.
    """

    def restrict(method: Method) -> Method:
        @functools.wraps(method)
        def checked(self: Any, *arguments: Any, **options: Any) -> Any:
            self.user.require(role)
            return method(self, *arguments, **options)

        checked.needed_role = role  # type: ignore[attr-defined]
        return cast(Method, checked)

    return restrict
