"""The protocol that every embedding model meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy
from numpy.typing import NDArray

Vectors = NDArray[numpy.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors. Raises EncoderError when the model cannot be run."""

    @property
    def fingerprint(self) -> str:
        """A string that differs whenever the vectors could differ."""

    @property
    def dimension(self) -> int:
        """Number of components of a vector."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimension); rows have length 1, or 0 for a text without tokens."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the same for questions, which a model may embed in another way than passages."""
