"""Passwords: hashed with argon2id, never kept, logged or printed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from errors import InputError, MissingComponent

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
_LONGEST = 256


def hashed(password: str) -> str:
    """Return the argon2id hash of a password. Raises InputError when it is too short or too long."""
    if not SHORTEST <= len(password) <= _LONGEST:
        raise InputError(f"Mật khẩu phải dài từ {SHORTEST} đến {_LONGEST} ký tự; hãy dùng một cụm vài từ dễ nhớ.")
    return _hasher().hash(password)


def matches(password: str, hash_: str) -> bool:
    """Tell whether the hash is that of the password; takes as long when there is no hash (empty)."""
    hasher = _hasher()
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > _LONGEST:
        return False
    try:
        return hasher.verify(hash_ or _nobodys(), password) and bool(hash_)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise MissingComponent("Thiếu thư viện argon2-cffi. Hãy cài đặt: pip install argon2-cffi") from error
    return PasswordHasher()  # the library's own choice follows RFC 9106, low-memory profile


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")
