"""Tokens of Vietnamese text: syllables, numbers and administrative numbers, in index form.

Vietnamese writes a space between syllables, so a word is one or more tokens; pairs of syllables stand in for words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from vietnamese.normal_forms import compose, fold, index_form

# A run of letters, or a figure with its separators (2,0  1.745  168,5), so that a figure stays one token.
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_REMEMBERED = 100_000
_LONGEST_REMEMBERED = 40


class _Forms(dict[str, tuple[str, ...]]):
    """The forms of the tokens between two white spaces, remembered: a text repeats itself, and no token spans one."""

    def __missing__(self, stretch: str) -> tuple[str, ...]:
        forms = tuple(index_form(form) for form in _TOKEN.findall(compose(stretch)))
        if len(stretch) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[stretch] = forms
        return forms


_FORMS = _Forms()


class Token(NamedTuple):
    """One token: its index form and its span in the text it was read from."""

    form: str
    start: int
    end: int


def tokens_with_spans(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`, which must be composed (NFC), with offsets into it."""
    for match in _TOKEN.finditer(text):
        yield Token(index_form(match.group()), match.start(), match.end())


def syllables(text: str) -> list[str]:
    """Return the tokens of `text` in index form: syllables and figures, in order."""
    return list(chain.from_iterable(map(_FORMS.__getitem__, text.split())))


def folded_syllables(text: str) -> list[str]:
    """Return the tokens of `text` in index form without marks, for questions typed without marks."""
    return [fold(form) for form in syllables(text)]
