"""Texts as arrays of token numbers, so that many can be compared with a question at once.

A token has the same number in every text of one `TokenNumbers`. Cutting a text into tokens takes longer than all that
is computed of them, so each printed word (what stands between spaces) is cut once and found again by a hash of its
bytes, the words of all texts together. The hash is multilinear (Lemire and Kaser 2014, "Strongly universal string
hashing is fast") of 64 bits: it is less likely than one in ten thousand that any two of a million words meet.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy
from numpy.typing import NDArray

from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

Places = NDArray[numpy.int64]
Hashes = NDArray[numpy.uint64]

_SLOTS_BITS = 19
_MOST_WORDS = 1 << 17
_WIDTH = 8  # bytes of a word that are hashed at once
_FACTORS: Hashes = numpy.random.default_rng(1).integers(1 << 62, 1 << 63, 64, dtype=numpy.uint64) * 2 + 1
_FIRST_BYTES: Hashes = numpy.array([(1 << 8 * count) - 1 for count in range(_WIDTH + 1)], numpy.uint64)
_LAST_SPACE = 32  # no token holds a byte up to the space, be it white space or not


class TokenNumbers:
    """Numbers tokens as they come: those of `vietnamese.tokens.syllables`, without marks unless `marked`.

    Safe to use from several threads.
    """

    def __init__(self, marked: bool) -> None:
        """Begin without any word; memory is taken as words come, up to 15 MB."""
        self._marked = marked
        self._numbers: dict[str, int] = {}
        self._words = 0
        self._lock = threading.Lock()
        # The word in a slot, by open addressing, has `count` tokens from `first` on in `tokens`; a free slot has none.
        self._hashes: Hashes = numpy.zeros(1 << _SLOTS_BITS, numpy.uint64)
        self._taken = numpy.zeros(1 << _SLOTS_BITS, numpy.bool_)
        self._first = numpy.zeros(1 << _SLOTS_BITS, numpy.int32)
        self._count = numpy.zeros(1 << _SLOTS_BITS, numpy.int32)
        self._tokens = numpy.empty(1 << 10, numpy.int32)
        self._end = 0

    @classmethod
    def shared(cls, marked: bool) -> TokenNumbers:
        """Return those that all questions share; when they know very many words new ones take their place."""
        if _shared[marked]._words > _MOST_WORDS:
            _shared[marked] = cls(marked)
        return _shared[marked]

    def of(self, texts: Sequence[str]) -> tuple[NDArray[numpy.int32], Places]:
        """Return the tokens of all texts one after the other, and the number of tokens of each text."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        joined = b"\n".join((b"", *encoded, b" " * _WIDTH))
        space = numpy.frombuffer(joined, numpy.uint8) <= _LAST_SPACE
        edges = numpy.flatnonzero(space[1:] != space[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        hashes = _hashes(joined, starts, ends - starts)
        slots = self._find(hashes)
        unknown = numpy.flatnonzero(slots < 0)
        if len(unknown):
            for word in unknown.tolist():
                self._learn(int(hashes[word]), joined[starts[word] : ends[word]].decode("utf-8", "surrogatepass"))
            slots[unknown] = self._find(hashes[unknown])
        counts = self._count[slots]
        ends_of_words = numpy.cumsum(counts, dtype=numpy.int64)
        total = int(ends_of_words[-1]) if len(counts) else 0
        places = numpy.repeat(self._first[slots] - ends_of_words + counts, counts) + numpy.arange(total)
        ends_of_texts = numpy.cumsum([1 + len(one) for one in encoded], dtype=numpy.int64)
        words = numpy.searchsorted(starts, ends_of_texts)
        lengths = numpy.diff(numpy.concatenate(([0], ends_of_words))[words], prepend=0)
        return self._tokens[places], lengths

    def places(self, tokens: Iterable[str]) -> NDArray[numpy.int32]:
        """Return, for each number given so far, where its token stands among `tokens`, which differ; -1 for others."""
        places = numpy.full(len(self._numbers), -1, numpy.int32)
        for place, token in enumerate(tokens):
            number = self._numbers.get(token, len(places))
            if number < len(places):  # another thread may have met the token just now
                places[number] = place
        return places

    def _find(self, hashes: Hashes) -> Places:
        """Return the slot of each word, -1 for one that is not known."""
        slots = _home(hashes)
        searching = numpy.flatnonzero((self._hashes[slots] != hashes) | ~self._taken[slots])
        while len(searching):
            taken = self._taken[slots[searching]]
            slots[searching[~taken]] = -1
            searching = searching[taken]
            slots[searching] = (slots[searching] + 1) & ((1 << _SLOTS_BITS) - 1)
            searching = searching[self._hashes[slots[searching]] != hashes[searching]]
        return slots

    def _learn(self, key: int, printed: str) -> None:
        """Cut a word into tokens and keep them; one that is known already is left as it is."""
        forms = syllables(printed)
        if not self._marked:
            forms = [fold(form) for form in forms]
        with self._lock:
            slot = int(_home(numpy.array([key], numpy.uint64))[0])
            while self._taken[slot]:
                if int(self._hashes[slot]) == key:
                    return
                slot = (slot + 1) & ((1 << _SLOTS_BITS) - 1)
            end = self._end + len(forms)
            if end > len(self._tokens):
                self._tokens = numpy.resize(self._tokens, 2 * end)
            self._tokens[self._end : end] = [self._numbers.setdefault(form, len(self._numbers)) for form in forms]
            self._first[slot], self._count[slot] = self._end, len(forms)
            self._end, self._words = end, self._words + 1
            # Others look at the slot only once these two are set.
            self._hashes[slot] = key
            self._taken[slot] = True


def _home(hashes: Hashes) -> Places:
    """Return the slot at which the search for each word begins."""
    slots: Places = (hashes >> numpy.uint64(64 - _SLOTS_BITS)).astype(numpy.int64)
    return slots


def _hashes(joined: bytes, starts: Places, lengths: Places) -> Hashes:
    """Return the hash of each word of `joined`, which goes on for _WIDTH bytes after the last."""
    eights: Hashes = numpy.ndarray((len(joined) - _WIDTH + 1,), "<u8", joined, strides=(1,))
    hashes: Hashes = (eights[starts] & _FIRST_BYTES[numpy.minimum(lengths, _WIDTH)]) * _FACTORS[0]
    longer, part = numpy.flatnonzero(lengths > _WIDTH), 1
    while len(longer):
        left = lengths[longer] - part * _WIDTH
        bytes_ = eights[starts[longer] + part * _WIDTH] & _FIRST_BYTES[numpy.minimum(left, _WIDTH)]
        hashes[longer] += bytes_ * _FACTORS[part % len(_FACTORS)]
        longer, part = longer[left > _WIDTH], part + 1
    return hashes


_shared = {marked: TokenNumbers(marked) for marked in (True, False)}
