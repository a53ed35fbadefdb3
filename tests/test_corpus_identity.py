"""Identity of documents: sample letterheads in every layout, ids, and when two records are one document."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.identity import document_id, identify, same_document
from corpus.issuers import issuer_named, issuer_of_letterhead
from corpus.layout import reading_text
from corpus.outline import outline
from corpus.readers import read
from corpus.records import Document, PartialDate
from corpus.references import find_references
from tests.letterheads import MOTTO, SAMPLES, Sample, reading

_FIELDS = (
    "kind number issuer issuer_level place issued_on title signer signer_title on_behalf_of recipients urgency secrecy"
).split()
_EMPTY = {"issued_on": PartialDate(), "recipients": ()}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_reads_every_field_and_invents_none(sample: Sample) -> None:
    document = identify(reading(sample.text), ())
    expected = {field: sample.expected.get(field, _EMPTY.get(field)) for field in _FIELDS}
    if "title" not in sample.expected and document.title:
        # A title of several lines is tested where the outline gives its span.
        expected["title"] = document.title
    assert {field: getattr(document, field) for field in _FIELDS} == expected


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_reads_the_same_through_reader_layout_and_outline(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "mau.txt"
    path.write_text(sample.text, encoding="utf-8")
    extraction = read(path)
    text = reading_text(extraction)
    document = identify(text, outline(text), extraction.front_matter, path.name, extraction.obtained_by)
    checked = [field for field in _FIELDS if field != "title" or "title" in sample.expected]
    expected = {field: sample.expected.get(field, _EMPTY.get(field)) for field in checked}
    assert {field: getattr(document, field) for field in checked} == expected


def _warnings(name: str) -> str:
    sample = next(sample for sample in SAMPLES if sample.name == name)
    return "\n".join(identify(reading(sample.text), ()).warnings)


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        ("draft with a blank number and a blank day", ["Dự thảo", "Số văn bản để trống", "Ngày ban hành để trống"]),
        (
            "scan with damaged capitals, a handwritten day and no number",
            ["Số văn bản để trống", "Ngày ban hành viết tay", "chức vụ người ký"],
        ),
        ("no letterhead: the opening sentence names the issuer", ["Không có phần đầu văn bản", "không rõ số, ngày"]),
    ],
)
def test_warns_of_what_is_missing(sample: str, words: list[str]) -> None:
    found = _warnings(sample)
    assert [word for word in words if word not in found] == []


def test_does_not_warn_of_a_complete_document() -> None:
    assert _warnings("State plan of a province, columns one after the other") == ""


@pytest.mark.parametrize(
    ("lines", "name", "level"),
    [
        (["TÍNH ỦY QUÁNG NAM"], "Tỉnh ủy Quảng Nam", "province"),
        (["UỶ BAN NHÂN DÂN", "TỈNH SƠN LA"], "Ủy ban nhân dân tỉnh Sơn La", "province"),
        (["UBND XÃ MƯỜNG MẪU"], "Ủy ban nhân dân xã Mường Mẫu", "commune"),
        (["ỦY BAN NHÂN DÂN ĐẶC KHU ĐẢO MẪU"], "Ủy ban nhân dân đặc khu Đảo Mẫu", "commune"),
        (["ỦY BAN NHÂN DÂN", "QUẬN 12"], "Ủy ban nhân dân quận 12", "district"),
        (["ỦY BAN NHÂN DÂN", "THÀNH PHỐ BẾN MẪU"], "Ủy ban nhân dân thành phố Bến Mẫu", "district"),
        (["ỦY BAN NHÂN DÂN TỈNH SƠN LA SỞ Y TẾ"], "Sở Y tế tỉnh Sơn La", "province"),
        (["BỘ Y TẾ", "CỤC DÂN SỐ"], "Cục Dân số", "central"),
        (["TỈNH ỦY SƠN LA", "BAN TUYÊN GIÁO VÀ DÂN VẬN"], "Ban Tuyên giáo và Dân vận Tỉnh ủy Sơn La", "province"),
        (["BỘ LAO ĐỘNG - THƯƠNG BINH", "VÀ XÃ HỘI"], "Bộ Lao động - Thương binh và Xã hội", "central"),
        (["CHÍNH PHỦ"], "Chính phủ", "central"),
        (["BỘ Y TẾ", "THƯ CỦA BỘ TRƯỞNG NHÂN NGÀY MẪU"], "Bộ Y tế", "central"),
        (
            ["SỞ VĂN HÓA, THỂ THAO", "VÀ DU LỊCH", "TỈNH SƠN LA"],
            "Sở Văn hóa, Thể thao và Du lịch tỉnh Sơn La",
            "province",
        ),
        (["SỞ Y TẾ", "SƠN LA"], "Sở Y tế Sơn La", "province"),
        (["SỞ Y TẾ SƠN LA", "TRUNG TÂM Y TẾ KHU VỰC MẪU"], "Trung tâm Y tế khu vực Mẫu tỉnh Sơn La", "province"),
        (
            ["LIÊN ĐOÀN LAO ĐỘNG TỈNH SƠN LA - SỞ Y TẾ TỈNH SƠN LA"],
            "Liên đoàn Lao động tỉnh Sơn La - Sở Y tế tỉnh Sơn La",
            "province",
        ),
        (["VĂN PHÒNG HĐND - UBND HUYỆN MẪU"], "Văn phòng Hội đồng nhân dân - Ủy ban nhân dân huyện Mẫu", "district"),
        (["UBND XÃ MẪU", "PHÒNG VĂN HÓA - XÃ HỘI"], "Phòng Văn hóa - Xã hội xã Mẫu", "commune"),
        (
            ["MẶT TRẬN TỔ QUỐC VIỆT NAM", "ỦY BAN TRUNG ƯƠNG", "BAN THƯỜNG TRỰC"],
            "Ban Thường trực Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
            "central",
        ),
        (["VĂN PHÒNG CHÍNH PHỦ"], "Văn phòng Chính phủ", "central"),
    ],
)
def test_issuers_of_letterheads(lines: list[str], name: str, level: str) -> None:
    issuer = issuer_of_letterhead(lines)
    assert issuer is not None
    assert (issuer.name, issuer.level) == (name, level)


def test_the_symbol_of_an_unread_number_is_no_place() -> None:
    head = f"ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\n{MOTTO}\nSố : 0 145 / QĐ - UBND\nSơn La, ngày 5 tháng 1 năm 2026\n"
    document = identify(reading(head + "QUYẾT ĐỊNH\nVề việc mẫu\nĐiều 1. Một việc."), ())
    assert (document.number, document.place) == (None, "Sơn La")


@pytest.mark.parametrize("text", ["Ủy ban nhân dân tỉnh", "Ban Thường vụ Tỉnh ủy", "các sở, ban, ngành", ""])
def test_a_body_without_its_place_is_no_issuer(text: str) -> None:
    assert issuer_named(text) is None


_PLAN = Document(
    id="",
    kind="Kế hoạch",
    number="41-KH/TU",
    issuer="Tỉnh ủy Sơn La",
    issued_on=PartialDate(2025, 9, 25),
    title="thực hiện Nghị quyết về trồng rừng mẫu",
)


@pytest.mark.parametrize(
    ("changes", "identifier"),
    [
        ({}, "ke-hoach-41-kh-tu-tinh-uy-son-la-2025"),
        ({"issuer": "Tỉnh ủy Lai Châu"}, "ke-hoach-41-kh-tu-tinh-uy-lai-chau-2025"),
        ({"title": "trồng rừng", "digest": True}, "ke-hoach-41-kh-tu-tinh-uy-son-la-2025"),
        ({"number": "041-KH/TU"}, "ke-hoach-41-kh-tu-tinh-uy-son-la-2025"),
        (
            {"number": None, "issued_on": PartialDate(2025, 9)},
            "ke-hoach-tinh-uy-son-la-2025-09-thuc-hien-nghi-quyet-ve-trong-rung-mau",
        ),
        (
            {"number": None, "title": None, "issued_on": PartialDate(), "signer": "Lê Văn Mẫu"},
            "ke-hoach-tinh-uy-son-la-le-van-mau",
        ),
    ],
)
def test_ids(changes: dict[str, Any], identifier: str) -> None:
    assert document_id(replace(_PLAN, **changes)) == identifier


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"number": None}, True),
        ({"number": "41-KH/TU", "title": "thưc hiên Nghị quyêt về trông rừng mẫu"}, True),
        ({"issued_on": PartialDate(2025, 9)}, True),
        ({"issued_on": PartialDate()}, True),
        ({"number": "42-KH/TU"}, False),
        ({"issued_on": PartialDate(2024, 9, 25)}, False),
        ({"issuer": "Tỉnh ủy Lai Châu"}, False),
        ({"issuer": "Ủy ban nhân dân tỉnh Sơn La"}, False),
        ({"kind": "Báo cáo"}, False),
        ({"number": None, "title": "tổng kết cuộc thi chạy bộ mẫu"}, False),
    ],
)
def test_same_document(changes: dict[str, Any], same: bool) -> None:
    assert same_document(_PLAN, replace(_PLAN, **changes)) is same
    assert same_document(replace(_PLAN, **changes), _PLAN) is same


def test_a_digest_words_its_title_in_short() -> None:
    blank = replace(_PLAN, number=None, title="Thực hiện Nghị quyết số 5-NQ/TU của Tỉnh ủy khóa mới về trồng rừng mẫu")
    digest = replace(blank, title="Thực hiện Nghị quyết số 5-NQ/TU về trồng rừng mẫu", digest=True)
    assert same_document(blank, digest)
    assert not same_document(blank, replace(digest, title="Thực hiện Kết luận số 8-KL/TU về đắp đê mẫu"))


def test_front_matter_wins() -> None:
    front = {
        "kind": "kế hoạch",
        "number": "41-KH/TU",
        "issuer": "TỈNH ỦY SƠN LA",
        "date": "25/9/2025",
        "place": "Sơn La",
        "title": "Trồng rừng mẫu",
        "signer": "Lê Văn Mẫu",
        "signer_title": "Bí thư",
        "digest": "true",
    }
    document = identify(reading("I. NỘI DUNG\n1. Trồng rừng."), (), front)
    assert document.digest
    assert (document.kind, document.number, document.issuer) == ("Kế hoạch", "41-KH/TU", "Tỉnh ủy Sơn La")
    assert (document.issued_on, document.issuer_level) == (PartialDate(2025, 9, 25), "province")
    assert document.id == "ke-hoach-41-kh-tu-tinh-uy-son-la-2025"


@pytest.mark.parametrize(
    "sentence",
    [
        "Tài liệu này không phải tài liệu mật.",
        "Các đơn vị khẩn trương thực hiện; chú ý bảo mật.",
        "MẬT ĐỘ DÂN SỐ",
    ],
)
def test_secrecy_is_a_mark_on_its_own(sentence: str) -> None:
    text = f"CHÍNH PHỦ\nSố: 5/NQ-CP\n{MOTTO}\n{sentence}\nHà Nội, ngày 1 tháng 3 năm 2025\nNGHỊ QUYẾT\nVề mẫu\n"
    document = identify(reading(text), ())
    assert (document.secrecy, document.urgency) == (None, None)


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_secrecy_marks(mark: str) -> None:
    text = f"CHÍNH PHỦ\n{mark}\nSố: 5/NQ-CP\n{MOTTO}\nHà Nội, ngày 1 tháng 3 năm 2025\nNGHỊ QUYẾT\nVề mẫu\n"
    assert identify(reading(text), ()).secrecy == mark


def test_an_annex_alone_has_no_number_of_its_own() -> None:
    text = (
        "Phụ lục II\nDANH MỤC CHỈ TIÊU MẪU\n(Kèm theo Kế hoạch số 9/KH-UBND ngày 2 tháng 3 năm 2025 của Ủy ban nhân "
        "dân tỉnh Sơn La)\n1. Chỉ tiêu thứ nhất\nNgười lập biểu\nTHỦ TRƯỞNG ĐƠN VỊ\n(Ký, ghi rõ họ tên)"
    )
    document = identify(reading(text), ())
    assert (document.kind, document.number, document.issued_on) == ("Phụ lục", None, PartialDate())
    assert (document.title, document.signer, document.recipients) == ("DANH MỤC CHỈ TIÊU MẪU", None, ())
    assert "Kế hoạch số 9/KH-UBND" in document.warnings[0]


@given(st.text(alphabet="ABĐÀỦY \n.,/-0123456789ngàythágăm|*", max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_has_an_identity(text: str) -> None:
    document = identify(reading(text), ())
    assert document.id
    assert document.id.isascii()


@pytest.mark.parametrize("unit", ["TM. ỦY BAN ", "\n", "Nơi nhận:\n", "12-KH/TU ", "Luật Ngân ", "V/v ", "ngày "])
def test_repetition_does_not_stall(unit: str) -> None:
    text = unit * 4000
    started = time.process_time()
    document = identify(reading(text), ())
    find_references(reading(text), (), document)
    assert time.process_time() - started < 3
