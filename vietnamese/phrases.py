"""A table of phrases that finds its entries in a list of tokens, longest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class PhraseMatch(NamedTuple, Generic[Value]):
    """One entry found: the tokens `start` to `end` (exclusive) and every value filed under that phrase."""

    start: int
    end: int
    values: tuple[Value, ...]


class PhraseTable(Generic[Value]):
    """Phrases (sequences of tokens) with their values; a phrase may carry several values."""

    def __init__(self, entries: Iterable[tuple[Sequence[str], Value]]) -> None:
        """Build the table; empty phrases are left out."""
        self._values: dict[tuple[str, ...], list[Value]] = {}
        self._lengths: dict[str, list[int]] = {}
        for phrase, value in entries:
            key = tuple(phrase)
            if not key:
                continue
            filed = self._values.setdefault(key, [])
            if value not in filed:
                filed.append(value)
            lengths = self._lengths.setdefault(key[0], [])
            if len(key) not in lengths:
                lengths.append(len(key))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def __len__(self) -> int:
        """Return the number of phrases."""
        return len(self._values)

    def phrases(self) -> Iterable[tuple[str, ...]]:
        """Return the phrases, in the order in which they were filed."""
        return self._values.keys()

    def get(self, phrase: Sequence[str]) -> tuple[Value, ...]:
        """Return the values of a phrase; empty when it is not in the table."""
        return tuple(self._values.get(tuple(phrase), ()))

    def at(self, tokens: Sequence[str], start: int) -> PhraseMatch[Value] | None:
        """Return the longest phrase that begins at token `start`, or None."""
        for length in self._lengths.get(tokens[start], ()):
            # A slice at the end may be shorter than asked for and equal another phrase.
            values = self._values.get(tuple(tokens[start : start + length]))
            if values is not None and start + length <= len(tokens):
                return PhraseMatch(start, start + length, tuple(values))
        return None

    def find(self, tokens: Sequence[str]) -> list[PhraseMatch[Value]]:
        """Return the longest matches from left to right, none overlapping another."""
        found: list[PhraseMatch[Value]] = []
        position = 0
        while position < len(tokens):
            match = self.at(tokens, position)
            if match is None:
                position += 1
            else:
                found.append(match)
                position = match.end
        return found
