"""Figures, dates, agencies, numbers and contacts are found in a text, and told from one another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from answers.facts import Fact, agencies, canonical_dates, contacts, dates, figures, named_documents, persons
from answers.question_kind import AskedFor
from answers.quoting import facts_asked

FOUND: list[tuple[Callable[[str], list[Fact]], str, list[str]]] = [
    (figures, "đạt 73,5 tuổi và 10.000 lượt; tỷ lệ 64%", ["73,5 tuổi", "10.000 lượt", "64%"]),
    (figures, "Kế hoạch số 61/KH-UBND ngày 12/3/2024", []),
    (figures, "1. Sinh đủ hai con", ["hai con"]),
    (figures, "dân số 1,2 triệu người, vốn 30 tỷ đồng", ["1,2 triệu người", "30 tỷ đồng"]),
    (dates, "trước ngày 15 tháng 11 năm 2024 và trong tháng 5/2025", ["ngày 15 tháng 11 năm 2024", "tháng 5/2025"]),
    (dates, "giai đoạn 2026-2030", ["giai đoạn 2026-2030"]),
    (agencies, "Sở Văn hóa và Thể thao phối hợp với Sở Y tế", ["Sở Văn hóa và Thể thao", "Sở Y tế"]),
    (agencies, "gửi về Sở Y tế để tổng hợp", ["Sở Y tế"]),
    (agencies, "trình UBND tỉnh, định kỳ báo cáo", ["UBND tỉnh"]),
    (agencies, "1. Phòng Nội vụ\nTham mưu bố trí", ["Phòng Nội vụ"]),
    (agencies, "rà soát chính sách dân số", []),
    (contacts, "gọi 0206 385 1234 hoặc thư dansо@caobang.gov.vn", ["0206 385 1234", "dansо@caobang.gov.vn"]),
    (named_documents, "dự thảo Luật Dân số và Quyết định 12/QĐ-TTg", ["Luật Dân số và Quyết định", "12/QĐ-TTg"]),
    (persons, "đồng chí Nông Văn Tuấn, Chủ tịch Ủy ban nhân dân", ["Nông Văn Tuấn"]),
]


@pytest.mark.parametrize(("finder", "text", "expected"), FOUND)
def test_facts_are_found(finder: Callable[[str], list[Fact]], text: str, expected: list[str]) -> None:
    assert [text[fact.start : fact.end] for fact in finder(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 05 tháng 3 năm 2024", {(2024, 3, 5)}),
        ("5/3/2024", {(2024, 3, 5)}),
        ("tháng 10 năm 2025", {(2025, 10, 0)}),
        ("10/2025", {(2025, 10, 0)}),
        ("tháng 13", set()),
        ("100 bé gái", set()),
    ],
)
def test_dates_written_differently_are_the_same(text: str, expected: set[tuple[int, int, int]]) -> None:
    assert canonical_dates(text) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (AskedFor("deadline", frozenset({"date"})), ["ngày 30/10/2025"]),
        (AskedFor("document", frozenset({"date"})), ["ngày 20/9/2025", "ngày 30/10/2025"]),
    ],
)
def test_the_date_of_a_cited_document_is_no_deadline(asked: AskedFor, expected: list[str]) -> None:
    text = "Theo Kế hoạch số 16-KH/TU, ngày 20/9/2025, hoàn thành ngày 30/10/2025."
    assert [text[fact.start : fact.end] for fact in facts_asked(text, asked)] == expected
