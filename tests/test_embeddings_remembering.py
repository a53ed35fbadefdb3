"""Remembered vectors: the same cosines as fresh ones, each text encoded once, no more kept than allowed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pytest

from embeddings.encoder import Vectors
from embeddings.loading import SHIPPED_MODEL
from embeddings.remembering import RememberedCosines
from embeddings.static_encoder import StaticEncoder


class Counting(StaticEncoder):
    """Keeps the texts it was given."""

    def __init__(self) -> None:
        super().__init__(SHIPPED_MODEL)
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return super().encode_passages(texts)


def test_cosines_are_those_of_fresh_vectors_and_texts_are_encoded_once() -> None:
    encoder = Counting()
    cosines = RememberedCosines(encoder)
    texts = ["mức sinh thay thế", "tuổi thọ bình quân", "mức sinh thay thế", ""]
    fresh = StaticEncoder(SHIPPED_MODEL)
    expected = fresh.encode_passages(texts) @ fresh.encode_queries(["mức sinh"])[0]
    for _ in range(2):
        assert cosines("mức sinh", texts) == pytest.approx(expected.tolist(), abs=1e-6)
    assert sorted(encoder.encoded) == sorted(["mức sinh", *dict.fromkeys(texts)])
    assert cosines("mức sinh", []) == []


def test_no_more_than_the_bound_is_kept_and_nothing_is_lost() -> None:
    encoder = Counting()
    cosines = RememberedCosines(encoder, most=2)
    texts = ["dân số", "mức sinh", "tuổi thọ"]
    first = cosines("dân số", texts)
    assert numpy.allclose(cosines("dân số", texts), first)
    assert len(cosines._passages) == 2
