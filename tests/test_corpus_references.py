"""Mentions of other documents: found with their spans, resolved only where exactly one document fits."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from corpus.records import Document, PartialDate, ReadingText, Reference, Section
from corpus.references import find_references, resolve

_OWN = Document(id="own", kind="Kế hoạch", number="87/KH-UBND")


def _found(text: str) -> tuple[Reference, ...]:
    return find_references(ReadingText(text), (), _OWN)


class Mention(NamedTuple):
    text: str
    kind: str | None
    number: str | None = None
    issued_on: PartialDate = PartialDate()
    issuer: str | None = None


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        (
            "Thực hiện Kết luận số 901-KL/TW ngày 10/4/2026 của Bộ Chính trị về mẫu.",
            Mention("Kết luận số 901-KL/TW", "Kết luận", "901-KL/TW", PartialDate(2026, 4, 10), "Bộ Chính trị"),
        ),
        (
            "Theo Kết luận số 901-\nKL/TW, ngày 10 tháng 4 năm 2026 của Bộ Chính trị",
            Mention("Kết luận số 901-\nKL/TW", "Kết luận", "901-KL/TW", PartialDate(2026, 4, 10), "Bộ Chính trị"),
        ),
        (
            "Quyết định số 411/QĐ-TTg của Thủ tướng Chính phủ ngày 31/3/2022 phê duyệt mẫu",
            Mention(
                "Quyết định số 411/QĐ-TTg", "Quyết định", "411/QĐ-TTg", PartialDate(2022, 3, 31), "Thủ tướng Chính phủ"
            ),
        ),
        (
            "Công văn số 24/VP-VX ngày 2/9/2025 của Văn phòng Ủy ban nhân dân thành phố Hải Phòng về việc mẫu",
            Mention(
                "Công văn số 24/VP-VX",
                "Công văn",
                "24/VP-VX",
                PartialDate(2025, 9, 2),
                "Văn phòng Ủy ban nhân dân thành phố Hải Phòng",
            ),
        ),
        (
            "Thông tư số 55/2023/TT-BTC ngày 15/8/2023 của Bộ trưởng Bộ Tài chính quy định quản lý mẫu",
            Mention(
                "Thông tư số 55/2023/TT-BTC",
                "Thông tư",
                "55/2023/TT-BTC",
                PartialDate(2023, 8, 15),
                "Bộ trưởng Bộ Tài chính",
            ),
        ),
        (
            "Căn cứ Luật Lưu trữ số 33/2024/QH15, ngày 21/6/2024 của Quốc hội;",
            Mention("Luật Lưu trữ số 33/2024/QH15", "Luật", "33/2024/QH15", PartialDate(2024, 6, 21), "Quốc hội"),
        ),
        ("theo Luật Ngân sách nhà nước và quy định khác", Mention("Luật Ngân sách nhà nước", "Luật")),
        ("theo Luật ngân sách nhà nước.", Mention("Luật ngân sách nhà nước", "Luật")),
        ("Căn cứ Luật Dân số số 113/2025/QH15;", Mention("Luật Dân số số 113/2025/QH15", "Luật", "113/2025/QH15")),
        (
            "Căn cứ Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15;",
            Mention("Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15", "Luật", "64/2025/QH15"),
        ),
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            Mention("Luật Tổ chức chính quyền địa phương", "Luật", None, PartialDate(2025, 6, 16)),
        ),
        (
            "Theo Nghị quyết ngày 5/6/2025 của Hội đồng nhân dân tỉnh Sơn La",
            Mention(
                "Nghị quyết ngày 5/6/2025",
                "Nghị quyết",
                None,
                PartialDate(2025, 6, 5),
                "Hội đồng nhân dân tỉnh Sơn La",
            ),
        ),
        (
            "Kế hoạch số 16-KH/TU ngày 20/9/2025 của Ban Thường vụ Thành ủy Hải Phòng về mẫu",
            Mention(
                "Kế hoạch số 16-KH/TU",
                "Kế hoạch",
                "16-KH/TU",
                PartialDate(2025, 9, 20),
                "Ban Thường vụ Thành ủy Hải Phòng",
            ),
        ),
        (
            "Kế hoạch số 454/KH-UBND ngày 5/3/2020 của UBND tỉnh Kế hoạch hành động mẫu",
            Mention("Kế hoạch số 454/KH-UBND", "Kế hoạch", "454/KH-UBND", PartialDate(2020, 3, 5), "UBND tỉnh"),
        ),
        ("nêu tại Nghị quyết 47 đã ban hành", Mention("Nghị quyết 47", "Nghị quyết", "47")),
    ],
)
def test_mentions(sentence: str, mention: Mention) -> None:
    found = _found(sentence)
    assert [Mention(r.text, r.kind, r.number, r.issued_on, r.issuer) for r in found] == [mention]
    assert sentence[found[0].start : found[0].end] == mention.text


@pytest.mark.parametrize(
    "sentence",
    [
        "Kế hoạch này được thực hiện trong 5 năm.",
        "(Kèm theo Kế hoạch số 87/KH-UBND ngày 1/2/2026)",
        "góp ý dự thảo Luật Dân số",
        "Luật này có hiệu lực từ ngày 1/7/2025.",
        "119 bé trai/100 bé gái; ngày 10/4/2025; C3-M3/KH1174/160",
        "báo cáo 6 tháng, kế hoạch 5 năm 2026-2030",
    ],
)
def test_what_is_no_mention(sentence: str) -> None:
    assert _found(sentence) == ()


def test_the_letterhead_is_no_mention() -> None:
    text = "Số: 41-KH/TU\nThực hiện Kết luận số 901-KL/TW."
    header = Section("header", "", "", 1, 0, text.index("\n"))
    found = find_references(ReadingText(text), (header,), Document(id="x"))
    assert [reference.number for reference in found] == ["901-KL/TW"]


def test_its_own_title_is_no_mention() -> None:
    text = "LUẬT\nTHỐNG KÊ\nCăn cứ Luật Thống kê;"
    title = Section("title", "", "", 1, 0, len("LUẬT\nTHỐNG KÊ"))
    found = find_references(ReadingText(text), (title,), Document(id="x"))
    assert [reference.text for reference in found] == ["Luật Thống kê"]


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        (
            "Quyết định số 11/QĐ-TTg ngày 1/8/2025 của Thủ tướng (sau đây gọi là Quyết định số 11/QĐ-TTg) và",
            "Quyết định số 11/QĐ-TTg",
        ),
        ("Nghị định số 4/2023/NĐ-CP (sau đây được viết là Nghị định số 4/2023/NĐ-CP);", "Nghị định số 4/2023/NĐ-CP"),
        ("Kế hoạch số 345-KH/TU ngày 2/5/2025 về mẫu (Kế hoạch số 345-KH/TU);", "Kế hoạch số 345-KH/TU"),
        ("Nghị quyết số 21-NQ/TW (sau đây gọi tắt là Nghị quyết) nêu", "Nghị quyết"),
    ],
)
def test_aliases(text: str, alias: str) -> None:
    assert _found(text)[0].alias == alias


def test_a_short_name_of_something_else_is_no_alias() -> None:
    text = "Theo Quyết định số 11/QĐ-TTg về Chương trình giảm nghèo (sau đây gọi tắt là Chương trình)."
    assert [reference.alias for reference in _found(text)] == [None]


_LIBRARY = (
    Document(id="kl", kind="Kết luận", number="901-KL/TW", issuer="Bộ Chính trị", issued_on=PartialDate(2026, 4, 10)),
    Document(
        id="hp", kind="Kế hoạch", number="16-KH/TU", issuer="Thành ủy Hải Phòng", issued_on=PartialDate(2025, 9, 20)
    ),
    Document(id="sl", kind="Kế hoạch", number="16-KH/TU", issuer="Tỉnh ủy Sơn La", issued_on=PartialDate(2025, 7, 1)),
    Document(id="luat", kind="Luật", title="Trắc địa mẫu", number="77/2025/QH15", issuer="Quốc hội"),
    Document(
        id="hn", kind="Kế hoạch", number="358-KH/TU", issuer="Thành ủy Hà Nội", issued_on=PartialDate(2025, 8, 22)
    ),
)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("Kết luận số 901-KL/TW", ["kl"]),
        ("Kết luận số 901-KL/TW ngày 10/4/2026 của Ban Chấp hành Trung ương", ["kl"]),
        ("Kết luận số 901-KL/TW ngày 11/4/2026", [None]),
        ("Nghị quyết số 901-NQ/TW", [None]),
        ("Kế hoạch số 16-KH/TU", [None]),
        ("Kế hoạch số 16-KH/TU ngày 20/9/2025 của Ban Thường vụ Thành ủy Hải Phòng", ["hp"]),
        ("Kế hoạch số 16-KH/TU của Tỉnh ủy Sơn La. Sau đó Kế hoạch số 16-KH/TU", ["sl", "sl"]),
        ("Kế hoạch số 16-KH/TU của Tỉnh ủy Lai Châu", [None]),
        ("Kế hoạch số 358-KH/TU", [None]),
        ("Kế hoạch số 358-KH/TU ngày 22/8/2025", ["hn"]),
        ("Luật Trắc địa mẫu số 77/2025/QH15", ["luat"]),
        ("Luật Trắc địa mẫu, Luật Kế toán", ["luat", None]),
        ("Kết luận số 901-KL/TW (sau đây gọi tắt là Kết luận 901). Thực hiện Kết luận 901", ["kl"] * 3),
        ("Kết luận số 901-KL/TW. Thực hiện Kết luận 901", ["kl", None]),
    ],
)
def test_resolves_only_what_is_sure(text: str, documents: list[str | None]) -> None:
    assert [reference.document_id for reference in resolve(_found(text), _LIBRARY)] == documents


def test_two_documents_that_fit_resolve_to_none() -> None:
    twins = (_LIBRARY[0], Document(id="kl2", kind="Kết luận", number="901-KL/TW"))
    assert [reference.document_id for reference in resolve(_found("Kết luận số 901-KL/TW"), twins)] == [None]
