"""Text without marks, character for character: what patterns are written against when spans must be kept."""

from __future__ import annotations

from functools import lru_cache

from vietnamese.normal_forms import fold


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    folded = fold(character)
    return folded if len(folded) == 1 else character


def flat(text: str) -> str:
    """Return `text` without marks, of the same length, so that an offset in one is an offset in the other.

    `text` must be composed (NFC): a combining mark on its own stays as it is.
    """
    return text if text.isascii() else "".join(map(_bare, text))


def flat_upper(text: str) -> str:
    """Return `flat(text)` in upper case, of the same length."""
    upper = flat(text).upper()
    return upper if len(upper) == len(text) else "".join(c.upper() if len(c.upper()) == 1 else c for c in flat(text))


def flat_lower(text: str) -> str:
    """Return `flat(text)` in lower case, of the same length."""
    lower = flat(text).lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in flat(text))
