"""Several documents searched at once: what is found in each is what a search of that document alone finds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index import searcher as searching
from index.records import SearchFilters
from tests.answers_library import small_library


@pytest.mark.parametrize("together", [4_000, 1], ids=["together", "one by one"])
@pytest.mark.parametrize(
    "question", ["Các kế hoạch nói gì về tuổi thọ bình quân?", "kinh phi thuc hien", "ai chịu trách nhiệm báo cáo"]
)
def test_each_document_is_found_in_as_alone(monkeypatch: pytest.MonkeyPatch, question: str, together: int) -> None:
    monkeypatch.setattr(searching, "_MOST_TOGETHER", together)
    library = small_library()
    _, searcher = library._search_parts()
    understood = library.understand(question)
    ids = [document.id for document in library.documents()]
    found = searcher.search_each(understood, [*ids, "không có"], 5)
    for document_id, hits in zip(ids, found, strict=False):
        alone = replace(understood, filters=SearchFilters(documents=(document_id,)), compares=False)
        assert hits == searcher.search(alone, 5)
        assert {hit.document.id for hit in hits} <= {document_id}
    assert any(found)
    assert found[len(ids) :] == [()]
    assert searcher.search_each(understood, [], 5) == []
