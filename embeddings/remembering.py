"""Cosines of a question with sentences, whose vectors are remembered: answers look at the same sentences again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy

from embeddings.encoder import Encoder, Vectors

_MOST = 4096


class RememberedCosines:
    """Cosines by one encoder; keeps the vectors of the texts met last. Safe to use from several threads."""

    def __init__(self, encoder: Encoder, most: int = _MOST) -> None:
        """Take the encoder; at most `most` vectors are kept, about 1 kB each for 256 dimensions."""
        self._encoder = encoder
        self._most = most
        self._lock = threading.Lock()
        self._questions: OrderedDict[str, Vectors] = OrderedDict()
        self._passages: OrderedDict[str, Vectors] = OrderedDict()

    def __call__(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the cosine of a question with each text, in order; 0 for one without known words."""
        if not texts:
            return []
        (asked,) = self._vectors(self._questions, [question])
        return [float(value) for value in numpy.stack(self._vectors(self._passages, texts)) @ asked]

    def _vectors(self, known: OrderedDict[str, Vectors], texts: Sequence[str]) -> list[Vectors]:
        with self._lock:
            found = {text: known[text] for text in texts if text in known}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            encode = self._encoder.encode_queries if known is self._questions else self._encoder.encode_passages
            found.update(zip(missing, encode(missing), strict=True))
        with self._lock:
            for text, vector in found.items():
                known[text] = vector
                known.move_to_end(text)
            while len(known) > self._most:
                known.popitem(last=False)
        return [found[text] for text in texts]
