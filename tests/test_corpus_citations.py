"""The administrative form of citations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corpus.citations import administrative_citation
from corpus.records import Document, PartialDate

_PLAN = Document(
    id="x",
    kind="Kế hoạch",
    number="41-KH/TU",
    issuer="Tỉnh ủy Sơn La",
    issued_on=PartialDate(2025, 9, 5),
    title="thực hiện trồng rừng mẫu",
)
_DECREE = Document(
    id="y",
    kind="Nghị định",
    number="9/2025/NĐ-CP",
    issuer="Chính phủ",
    issued_on=PartialDate(2025, 1, 2),
    title="Về mẫu",
)
_LAW = Document(id="z", kind="Luật", number="77/2025/QH15", issuer="Quốc hội", title="TRẮC ĐỊA MẪU")
_NAME = "Kế hoạch số 41-KH/TU ngày 5/9/2025 của Tỉnh ủy Sơn La"
_DECREE_NAME = "Nghị định số 9/2025/NĐ-CP ngày 2/1/2025 của Chính phủ"


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("II.3.2.2", f"mục II.3.2.2, {_NAME}"),
        ("III.1.a", f"mục III.1.a, {_NAME}"),
        ("", _NAME),
        ("header", f"phần đầu văn bản, {_NAME}"),
        ("title", f"tên văn bản, {_NAME}"),
        ("preamble", f"phần mở đầu, {_NAME}"),
        ("closing", f"phần kết, {_NAME}"),
        ("signature", f"phần ký, {_NAME}"),
        ("recipients", f"phần nơi nhận, {_NAME}"),
        ("Phụ lục I.II.1", f"mục II.1, Phụ lục I kèm theo {_NAME}"),
        ("Phụ lục", f"Phụ lục kèm theo {_NAME}"),
    ],
)
def test_sections_of_a_plan(section: str, expected: str) -> None:
    assert administrative_citation(_PLAN, section) == expected


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("Điều 3", f"Điều 3 {_DECREE_NAME}"),
        ("Điều 3.2", f"khoản 2 Điều 3 {_DECREE_NAME}"),
        ("Điều 3.2.a", f"điểm a khoản 2 Điều 3 {_DECREE_NAME}"),
        ("Điều 1.II.2.a", f"điểm a khoản 2 mục II Điều 1 {_DECREE_NAME}"),
        ("Điều 1.II", f"mục II Điều 1 {_DECREE_NAME}"),
        ("Điều 12a.1.đ", f"điểm đ khoản 1 Điều 12a {_DECREE_NAME}"),
        ("Chương II.Điều 7.1", f"khoản 1 Điều 7 {_DECREE_NAME}"),
        ("Chương II", f"Chương II, {_DECREE_NAME}"),
        ("Phụ lục II.Điều 4.1", f"khoản 1 Điều 4, Phụ lục II kèm theo {_DECREE_NAME}"),
    ],
)
def test_articles(section: str, expected: str) -> None:
    assert administrative_citation(_DECREE, section) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": None}, "Kế hoạch “thực hiện trồng rừng mẫu” ngày 5/9/2025 của Tỉnh ủy Sơn La"),
        ({"number": None, "title": None}, "Kế hoạch (không rõ số) ngày 5/9/2025 của Tỉnh ủy Sơn La"),
        ({"issued_on": PartialDate(2025, 9)}, "Kế hoạch số 41-KH/TU tháng 9/2025 của Tỉnh ủy Sơn La"),
        ({"issued_on": PartialDate(2025)}, "Kế hoạch số 41-KH/TU năm 2025 của Tỉnh ủy Sơn La"),
        ({"issued_on": PartialDate()}, "Kế hoạch số 41-KH/TU của Tỉnh ủy Sơn La"),
        ({"issuer": None}, "Kế hoạch số 41-KH/TU ngày 5/9/2025"),
        ({"digest": True}, f"{_NAME} (bản tóm lược)"),
        ({"kind": None}, "Văn bản số 41-KH/TU ngày 5/9/2025 của Tỉnh ủy Sơn La"),
    ],
)
def test_unknown_parts_are_left_out(changes: dict[str, Any], expected: str) -> None:
    assert administrative_citation(replace(_PLAN, **changes), "II.1") == f"mục II.1, {expected}"


def test_a_document_without_any_name_is_known_by_its_file() -> None:
    document = Document(id="x", source="quet-01.pdf")
    assert administrative_citation(document, "I") == "mục I, Văn bản (không rõ số) (tệp “quet-01.pdf”)"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "khoản 1 Điều 2 Luật Trắc địa mẫu số 77/2025/QH15"),
        ({"number": None, "issued_on": PartialDate(2025, 6, 20)}, "khoản 1 Điều 2 Luật Trắc địa mẫu năm 2025"),
        ({"title": "Luật Trắc địa mẫu"}, "khoản 1 Điều 2 Luật Trắc địa mẫu số 77/2025/QH15"),
    ],
)
def test_laws_are_cited_by_name(changes: dict[str, Any], expected: str) -> None:
    assert administrative_citation(replace(_LAW, **changes), "Điều 2.1") == expected


def test_printed_words_serve_where_the_path_has_none() -> None:
    assert administrative_citation(_DECREE, "2.1", ("Chương II", "Mục 1")) == f"Mục 1 Chương II, {_DECREE_NAME}"


def test_a_long_title_is_cut_between_words() -> None:
    long = replace(_PLAN, number=None, title="về việc trồng rừng mẫu " * 20)
    name = administrative_citation(long, "")
    assert len(name) < 230
    assert "mẫu…”" in name or "rừng…”" in name or "trồng…”" in name or "việc…”" in name or "về…”" in name
