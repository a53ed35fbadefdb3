"""Documents compared on one point: one row each, silence said, differing figures set side by side."""

from __future__ import annotations

import pytest

from answers.comparison import topic_of
from answers.records import Comparison
from tests.answers_library import small_library


def compared(question: str) -> Comparison:
    comparison = small_library().ask(question).comparison
    assert comparison is not None
    return comparison


def test_each_document_is_quoted_in_its_own_row() -> None:
    rows = compared("Cao Bằng và Bến Tre khác nhau thế nào về tư vấn trước hôn nhân?").rows
    found = {row.document.place: row.statements[0].text for row in rows}
    assert "71%" in found["Cao Bằng"]
    assert "90%" in found["Bến Tre"]
    for row in rows:
        assert {citation.document_id for one in row.statements for citation in one.citations} == {row.document.id}


def test_differing_figures_are_pointed_out() -> None:
    (sentence,) = compared("Tỷ lệ tư vấn trước hôn nhân của Cao Bằng và Bến Tre khác nhau ra sao?").differences
    assert "71%" in sentence
    assert "90%" in sentence


def test_a_document_that_says_nothing_is_silent() -> None:
    comparison = compared("Cao Bằng và Bến Tre khác nhau thế nào về vận động hội viên phụ nữ?")
    silent = [row.document.place for row in comparison.rows if row.silent]
    assert silent == ["Bến Tre"]
    answer = small_library().ask("Cao Bằng và Bến Tre khác nhau thế nào về vận động hội viên phụ nữ?")
    assert "không thấy quy định về điểm này" in answer.answer


def test_the_documents_that_plans_rest_on_are_quoted_from_their_preambles() -> None:
    rows = compared("Kế hoạch của Cao Bằng và Bến Tre khác nhau thế nào về văn bản căn cứ?").rows
    quotes = {row.document.place: " ".join(one.text for one in row.statements) for row in rows}
    assert "19-CTr/TU" in quotes["Cao Bằng"]
    assert "33-NQ/TU" in quotes["Bến Tre"]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Cao Bằng và Bến Tre khác nhau thế nào về tư vấn trước hôn nhân?", "về tư vấn trước hôn nhân"),
        ("So sánh kinh phí của tỉnh Cao Bằng với tỉnh Bến Tre", "kinh phí"),
    ],
)
def test_the_topic_is_the_question_without_places_and_words_that_compare(question: str, topic: str) -> None:
    library = small_library()
    assert topic_of(library.understand(question), library.documents()).text == topic
