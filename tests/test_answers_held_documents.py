"""Documents looked up by id keep the order of their library."""

from __future__ import annotations

from answers.held_documents import documents_with
from corpus.records import Document


def test_documents_are_found_in_the_order_of_the_library() -> None:
    held = tuple(Document(name) for name in "cab")
    assert documents_with(held, ["b", "c", "lạ", "c"]) == [held[0], held[2]]
    assert documents_with(held, []) == []
    other = (Document("b"),)
    assert documents_with(other, ["b", "c"]) == [other[0]]
    assert documents_with(held, ["a"]) == [held[1]]
