"""Documents compared on one point: one row each, silence said, differing figures set side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answers.comparison import differing_dates, topic_of
from answers.comparison_figures import chart_of, comparable_figures
from answers.records import Comparison, ComparisonRow, Statement
from corpus.records import Citation, Document
from errors import BadQuestion, UnknownDocument
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
        ("Kế hoạch nào nhắc tới tảo hôn?", "tảo hôn"),
        ("So sánh kinh phí của tỉnh Cao Bằng với tỉnh Bến Tre", "kinh phí"),
    ],
)
def test_the_topic_is_the_question_without_places_and_words_that_compare(question: str, topic: str) -> None:
    library = small_library()
    assert topic_of(library.understand(question), library.documents()).text == topic


def row(identifier: str, *quotes: str) -> ComparisonRow:
    document = Document(identifier, issuer=f"Xã {identifier}")
    said = [Statement(quote, (Citation(quote, identifier, "I", 0, len(quote), (), "mục I"),)) for quote in quotes]
    return ComparisonRow(document, tuple(said))


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        ("Tỷ lệ sàng lọc trước sinh đạt 64%.", "Tỷ lệ sàng lọc trước sinh đạt trên 72,5%.", [64, 72.5]),
        ("Tỷ lệ sàng lọc đạt 64% năm 2026.", "Đến năm 2026, tỷ lệ sàng lọc đạt 70%.", [64, 70]),
        # Another indicator, another unit, another year, a range, a figure in no unit: nothing that can be compared.
        ("Tỷ lệ sàng lọc trước sinh đạt 64%.", "Tỷ lệ tư vấn hôn nhân đạt 90%.", []),
        ("Tuổi thọ bình quân đạt 73 tuổi.", "Tuổi thọ bình quân tăng 2%.", []),
        ("Đến năm 2025, tỷ lệ sàng lọc đạt 64%.", "Đến năm 2030, tỷ lệ sàng lọc đạt 70%.", []),
        ("Tỷ lệ sàng lọc đạt 60 - 64%.", "Tỷ lệ sàng lọc đạt 70%.", []),
        ("Theo Kế hoạch số 12/KH-UBND.", "Theo Kế hoạch số 34/KH-UBND.", []),
        ("Tỷ lệ sàng lọc trước sinh đạt 64%.", "Tỷ lệ sàng lọc sơ sinh đạt 90%.", []),
        ("Trẻ em dưới 5 tuổi thấp còi còn 18%.", "Trẻ em dưới 16 tuổi thấp còi còn 9%.", []),
        (
            "Tỷ số giới tính khi sinh ở mức 109 bé trai trên 100 bé gái.",
            "Tỷ số giới tính khi sinh ở mức 112 bé trai trên 100 bé gái.",
            [109, 112],
        ),
        # Of two figures in one sentence, each has its own indicator.
        (
            "Tỷ lệ sàng lọc trước sinh đạt 64%, tỷ lệ khám sức khỏe trước hôn nhân đạt 81%.",
            "Tỷ lệ khám sức khỏe trước hôn nhân đạt 85%.",
            [81, 85],
        ),
    ],
)
def test_only_figures_of_one_indicator_unit_and_year_share_a_chart(one: str, other: str, points: list[float]) -> None:
    chart = chart_of("chủ đề", comparable_figures([row("A", one), row("B", other)]))
    assert ([point.value for point in chart.points] if chart else []) == points
    for point in chart.points if chart else ():
        assert point.citation.document_id in point.label


def test_two_documents_of_one_issuer_have_a_bar_each() -> None:
    said = [row("A", "Tỷ lệ sàng lọc trước sinh đạt 64%."), row("B", "Tỷ lệ sàng lọc trước sinh đạt 70%.")]
    rows = [
        replace(one, document=replace(one.document, issuer="Xã A", kind="Kế hoạch", number=f"{number}/KH-UBND"))
        for number, one in enumerate(said, start=1)
    ]
    chart = chart_of("chủ đề", comparable_figures(rows))
    assert chart is not None
    assert len({point.label for point in chart.points}) == 2


def test_points_are_compared_over_chosen_documents_or_over_all() -> None:
    library = small_library()
    first, second = library.compare(["tư vấn trước hôn nhân", "câu lạc bộ dưỡng sinh"])
    assert first.chart is not None
    assert sorted(point.value for point in first.chart.points) == [71, 90]
    assert first.differences
    assert [row.document.place for row in second.rows if row.silent] == ["Cao Bằng"]
    (ben_tre,) = [one.id for one in library.documents() if one.place == "Bến Tre"]
    (alone,) = library.compare(["tư vấn trước hôn nhân"], documents=[ben_tre])
    assert [one.document.id for one in alone.rows] == [ben_tre]
    with pytest.raises(UnknownDocument):
        library.compare(["tư vấn"], documents=["khong-co"])
    with pytest.raises(BadQuestion):
        library.compare([" "])


def test_only_documents_that_surely_speak_answer_when_none_is_named() -> None:
    rows = compared("Những kế hoạch nào nhắc tới câu lạc bộ dưỡng sinh?").rows
    assert {row.document.place: row.silent for row in rows} == {"Cao Bằng": True, "Bến Tre": False}


def test_dates_are_set_side_by_side_only_where_dates_are_asked_for() -> None:
    rows = [row("A", "Báo cáo trước ngày 15/11/2025."), row("B", "Báo cáo trong tháng 5/2026."), row("C", "Báo cáo.")]
    assert differing_dates(rows) == ("Thời gian khác nhau – Xã A: ngày 15/11/2025; Xã B: tháng 5/2026.",)
    assert differing_dates([rows[0], rows[0]]) == ()
    (compared,) = small_library().compare(["chỉ tiêu tuổi thọ bình quân và tư vấn trước hôn nhân đến năm"])
    assert not [sentence for sentence in compared.differences if sentence.startswith("Thời gian")]
