"""Vectors of passages lean towards the titles of their documents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pytest

from corpus.records import Document, Passage
from embeddings.encoder import Vectors
from index.passage_vectors import TITLE_SHARE, passage_vectors

_VECTORS = {"Giá vé": (1, 0, 0), "Bến đò": (0, 1, 0), "Bến phà": (0, 0, 1), "…": (0, 0, 0)}


class TableEncoder:
    """Knows four texts; remembers what it was asked."""

    fingerprint, dimension = "table", 3

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return numpy.array([_VECTORS[text] for text in texts], numpy.float32).reshape(-1, 3)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)


def of(title: str | None, text: str = "Giá vé") -> tuple[Passage, Document]:
    return Passage("p", "d", "", (), text, 0, len(text), ()), Document("d", title=title)


def test_a_title_draws_the_vector_of_a_passage_and_is_encoded_once() -> None:
    encoder = TableEncoder()
    ferry, again, car_ferry = passage_vectors(encoder, [of("Bến đò"), of("Bến đò"), of("Bến phà")])
    assert ferry.tolist() == again.tolist()
    assert ferry[1] / ferry[0] == pytest.approx(TITLE_SHARE)
    assert car_ferry[2] / car_ferry[0] == pytest.approx(TITLE_SHARE)
    assert numpy.linalg.norm(ferry) == pytest.approx(1)
    assert sorted(encoder.asked) == ["Bến phà", "Bến đò", "Giá vé", "Giá vé", "Giá vé"]


def test_without_a_title_a_passage_keeps_the_vector_of_its_text() -> None:
    assert passage_vectors(TableEncoder(), [of(None), of("", "…")]).tolist() == [[1, 0, 0], [0, 0, 0]]
    assert passage_vectors(TableEncoder(), []).shape == (0, 3)


def test_a_passage_of_which_no_word_is_known_has_the_vector_of_its_title() -> None:
    assert passage_vectors(TableEncoder(), [of("Bến đò", "…")]).tolist() == [[0, 1, 0]]
