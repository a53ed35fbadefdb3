"""Where people come in: passwords checked, identities of a provider turned into people, every attempt recorded."""

from __future__ import annotations

import hashlib
from typing import Any

from administration import passwords
from administration.access import User
from administration.access_file import AccessFile
from administration.audit import AuditLog
from administration.rate_limits import SignInDelays
from errors import NotAllowed, SignInFailed

_WRONG = "Tên hoặc mật khẩu không đúng. Nếu quên mật khẩu, hãy nhờ người quản trị đặt lại."
_UNKNOWN = "—"  # who tried a name that is no account: what was typed there may be a password


class Entrance:
    """Signs people in; anyone may call it."""

    def __init__(self, access: AccessFile, audit: AuditLog, delays: SignInDelays) -> None:
        """Take the accounts, the record of changes, and the waiting times of this process."""
        self._access = access
        self._audit = audit
        self._delays = delays

    def sign_in(self, name: str, password: str) -> User:
        """Return who has this name and password. Raises SignInFailed, the same for an unknown name; StorageError."""
        account = self._access.rules().account(name)
        who = account.name if account else _UNKNOWN
        try:
            self._delays.attempt(name)
        except SignInFailed:
            self._audit.append(who, "sign-in-delayed")
            raise
        if not passwords.matches(password, account.password if account else "") or account is None or account.disabled:
            self._audit.append(who, "sign-in-failed")
            raise SignInFailed(_WRONG)
        self._delays.succeeded(name)
        self._audit.append(who, "signed-in")
        return account.user

    def sign_in_with_claims(self, claims: dict[str, Any]) -> User:
        """Return who an OpenID Connect provider says this is. Raises NotAllowed when no mapping lets them in."""
        user = self.user_with_claims(claims)
        if user is None:
            self._audit.append(_UNKNOWN, "sign-in-failed", detail="oidc")
            raise NotAllowed("Tài khoản này chưa được cấp quyền dùng thư viện. Hãy nhờ người quản trị.")
        self._audit.append(user.name, "signed-in", detail="oidc")
        return user

    def user_with_claims(self, claims: dict[str, Any]) -> User | None:
        """Return who these claims speak of, None when no mapping lets them in."""
        return self._access.rules().user_of(claims)

    def seal(self, name: str) -> str:
        """Return what changes when an account gets a new password, is disabled or removed; empty for the last two."""
        account = self._access.rules().account(name)
        if account is None or account.disabled:
            return ""
        return hashlib.sha256(account.password.encode("utf-8")).hexdigest()

    def signed_in(self, name: str, seal: str) -> User | None:
        """Return who signed in before, with the rights of now; None when `seal` no longer holds."""
        account = self._access.rules().account(name)
        return account.user if account is not None and seal and self.seal(name) == seal else None

    def signed_out(self, user: User) -> None:
        """Record that someone left."""
        self._audit.append(user.name, "signed-out")
