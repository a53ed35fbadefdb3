"""Texts as arrays of token numbers, so that many can be compared with a question at once.

A token has the same number in every text of one `TokenNumbers`; what was cut once is remembered, because cutting a text
into tokens takes longer than all that is computed of them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

import numpy
from numpy.typing import NDArray

from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

Numbers = NDArray[numpy.int32]

_REMEMBERED_WORDS = 1 << 18
_REMEMBERED_TEXTS = 2048


class _Words(dict[str, tuple[int, ...]]):
    """Printed words, what stands between two white spaces, and the numbers of their tokens."""

    def __init__(self, marked: bool) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}
        self._marked = marked
        self._lock = threading.Lock()

    def __missing__(self, printed: str) -> tuple[int, ...]:
        forms = syllables(printed)
        if not self._marked:
            forms = [fold(form) for form in forms]
        with self._lock:
            found = tuple([self.numbers.setdefault(form, len(self.numbers)) for form in forms])
        self[printed] = found
        return found


class TokenNumbers:
    """Numbers tokens as they come: those of `vietnamese.tokens.syllables`, without marks unless `marked`."""

    def __init__(self, marked: bool) -> None:
        self._words = _Words(marked)
        self._cut = lru_cache(_REMEMBERED_TEXTS)(self._cut_anew)

    @classmethod
    def shared(cls, marked: bool) -> TokenNumbers:
        """Return those that all questions share; when they have grown large new ones take their place."""
        if len(_shared[marked]._words) > _REMEMBERED_WORDS:
            _shared[marked] = cls(marked)
        return _shared[marked]

    def of(self, texts: Sequence[str]) -> tuple[Numbers, NDArray[numpy.int64]]:
        """Return the tokens of all texts one after the other, and the number of tokens of each text."""
        found = [self._cut(text) for text in texts]
        lengths = numpy.array([len(one) for one in found], numpy.int64)
        return numpy.concatenate(found) if found else numpy.empty(0, numpy.int32), lengths

    def places(self, tokens: Iterable[str]) -> Numbers:
        """Return, for each number given so far, where its token stands among `tokens`, which differ; -1 for others."""
        numbers = self._words.numbers
        places = numpy.full(len(numbers), -1, numpy.int32)
        for place, token in enumerate(tokens):
            number = numbers.get(token, len(places))
            if number < len(places):  # another thread may have met the token just now
                places[number] = place
        return places

    def _cut_anew(self, text: str) -> Numbers:
        return numpy.array(list(chain.from_iterable(map(self._words.__getitem__, text.split()))), numpy.int32)


_shared = {marked: TokenNumbers(marked) for marked in (True, False)}
