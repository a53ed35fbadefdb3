"""PDF pages read as a person reads them: columns, paragraphs, tables, furniture, words split by their producer."""

from __future__ import annotations

import difflib
import re
import time
from pathlib import Path

import pypdf
import pypdfium2 as pdfium
import pytest

from corpus.readers import ReadingLimits, read
from corpus.records import Extraction, Line, Table
from errors import EmptyFile, FileTooLarge, MissingComponent, UnreadableFile
from tests.pdf_samples import Item, Picture, Rule, Text, centred, grid, make_pdf, paragraph, width_of

REAL = Path(__file__).resolve().parents[2] / "shared" / "documents"
real = pytest.mark.real
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the official files are not beside the project")

LETTERHEAD: list[Item] = [
    Text(60, 80, "ỦY BAN NHÂN DÂN", 9),
    Text(66, 94, "XÃ TÂN HÒA", 9, bold=True),
    Text(260, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 9, bold=True),
    Text(310, 94, "Độc lập - Tự do - Hạnh phúc", 9, bold=True),
    Text(66, 120, "Số: 27/KH-UBND", 9),
    Text(310, 120, "Tân Hòa, ngày 05 tháng 3 năm 2026", 9),
]
FULL = "Giữ vững mức sinh thay thế, đẩy mạnh truyền"
RIGHT = 85 + width_of(FULL + " đi")
BODY: list[Item] = [
    *paragraph(240, "Thực hiện kế hoạch của tỉnh, xã ban hành", FULL, "thông về dân số."),
    *paragraph(300, "1. Mỗi năm vận động ít nhất bốn mươi ng", FULL + " đi", FULL),
    *paragraph(360, "Các thôn báo cáo trước ngày 25 tháng 11;"),
    *paragraph(380, "Trạm Y tế theo dõi, tổng hợp kết quả này", FULL),
]


def lines(extraction: Extraction, page: int = 1) -> list[Line]:
    return [block for block in extraction.pages[page - 1].blocks if isinstance(block, Line)]


def texts(extraction: Extraction, page: int = 1) -> list[str]:
    return [line.text for line in lines(extraction, page)]


def test_a_letterhead_is_read_column_by_column(tmp_path: Path) -> None:
    title = [centred(150, "KẾ HOẠCH", right=RIGHT), centred(170, "Nâng cao chất lượng dân số", right=RIGHT)]
    extraction = read(make_pdf(tmp_path / "a.pdf", [*LETTERHEAD, *title, *BODY]))
    assert texts(extraction)[:8] == [
        "ỦY BAN NHÂN DÂN", "XÃ TÂN HÒA", "Số: 27/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Tân Hòa, ngày 05 tháng 3 năm 2026",
        "KẾ HOẠCH", "Nâng cao chất lượng dân số",
    ]  # fmt: skip
    assert [line.centred for line in lines(extraction)[6:9]] == [True, True, None]
    assert [line.bold for line in lines(extraction)[:3]] == [None, True, None]


def test_a_signature_block_is_read_column_by_column(tmp_path: Path) -> None:
    block = [
        Text(85, 500, "Nơi nhận:", 10, bold=True), Text(340, 500, "TM. ỦY BAN NHÂN DÂN", 11, bold=True),
        Text(85, 515, "- Ủy ban nhân dân tỉnh;", 9), Text(375, 517, "CHỦ TỊCH", 11, bold=True),
        Text(85, 530, "- Các thôn;", 9), Text(85, 545, "- Lưu: VT.", 9), Text(365, 590, "Trần Văn Mẫu", 11, bold=True),
    ]  # fmt: skip
    extraction = read(make_pdf(tmp_path / "a.pdf", [*BODY, *block]))
    assert texts(extraction)[-7:] == [
        "Nơi nhận:", "- Ủy ban nhân dân tỉnh;", "- Các thôn;", "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Mẫu",
    ]  # fmt: skip


def test_a_letterhead_with_a_narrow_gap_and_a_broken_national_name(tmp_path: Path) -> None:
    issuer = "SỞ LAO ĐỘNG TỈNH"
    head = [
        Text(60, 80, issuer, 9), Text(60 + width_of(issuer, 9) + 6, 80, "CỘNG HÒA XÃ HỘI", 9),
        Text(66, 94, "Số: 3/TB-SLĐ", 9), Text(60 + width_of(issuer, 9) + 8, 94, "CHỦ NGHĨA VIỆT NAM", 9),
    ]  # fmt: skip
    extraction = read(make_pdf(tmp_path / "a.pdf", [*head, *BODY]))
    assert texts(extraction)[:4] == [issuer, "Số: 3/TB-SLĐ", "CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA VIỆT NAM"]


def test_rows_of_a_table_without_lines_stay_together(tmp_path: Path) -> None:
    rows = [
        ("Tổng tỷ suất sinh của toàn xã", "2,1 con"),
        ("Tuổi thọ trung bình", "75,5 tuổi"),
        ("Khám sức khỏe", "95 phần trăm"),
    ]
    cells = [
        Text(x, 500 + 20 * number, cell, 11)
        for number, row in enumerate(rows)
        for x, cell in zip((85, 400), row, strict=True)
    ]
    extraction = read(make_pdf(tmp_path / "a.pdf", [*BODY, *cells]))
    assert texts(extraction)[-3:] == [" ".join(row) for row in rows]


@pytest.mark.parametrize("shift", [0.1, 0.3, 0.5])
def test_letters_printed_twice_to_look_bold_are_read_once(tmp_path: Path, shift: float) -> None:
    line = "KẾ HOẠCH Nâng cao chất lượng dân số lll"
    page = [Text(85, 100, line), Text(85 + shift, 100 + shift / 2, line)]
    assert texts(read(make_pdf(tmp_path / "a.pdf", page))) == [line]


def test_ligatures_are_letters(tmp_path: Path) -> None:
    assert texts(read(make_pdf(tmp_path / "a.pdf", [Text(85, 100, "ﬁle oﬃce")]))) == ["file office"]


def test_paragraphs_are_told_by_indent_and_by_room_left(tmp_path: Path) -> None:
    extraction = read(make_pdf(tmp_path / "a.pdf", BODY))
    assert [line.starts_paragraph for line in lines(extraction)] == [
        True, False, False, True, False, False, True, True, False,
    ]  # fmt: skip


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    first, second = BODY[:2], [Text(85, 80, "thông về dân số."), *paragraph(100, "2. Kinh phí do ngân sách bảo đảm.")]
    extraction = read(make_pdf(tmp_path / "a.pdf", [*first], second))
    assert [page.number for page in extraction.pages] == [1, 2]
    assert [line.starts_paragraph for line in lines(extraction, 2)] == [False, True]


@pytest.mark.parametrize(
    ("text", "kerning", "expected"),
    [
        ("ĐIỀ U KHO ẢN", ((3, 0.25), (8, 0.25)), "ĐIỀU KHOẢN"),
        ("số18", ((1, -0.3),), "số 18"),
        ("tăngtrưởng", (), "tăngtrưởng"),
        ("Bộ Y tế", (), "Bộ Y tế"),
        ("CHƯƠNG", tuple((index, -0.3) for index in range(5)), "CHƯƠNG"),
        ("mức sinh", ((3, 0.1),), "mức sinh"),
    ],
)
def test_words_end_where_a_gap_is_seen(
    tmp_path: Path, text: str, kerning: tuple[tuple[int, float], ...], expected: str
) -> None:
    extraction = read(make_pdf(tmp_path / "a.pdf", [Text(85, 100, text, kerning=kerning)]))
    assert texts(extraction) == [expected]


def test_page_furniture_is_left_out(tmp_path: Path) -> None:
    pages = [
        [
            Text(90, 40, f"CÔNG BÁO/Số {300 + number}/Ngày 11-06-2026", 9), Text(530, 40, str(17 + number), 9),
            Text(85, 60, "SỔ TAY CÔNG TÁC DÂN SỐ", 8), *paragraph(200, f"Nội dung trang số {number} của sổ tay."),
            Text(290, 800, str(number)),
        ]
        for number in range(1, 5)
    ]  # fmt: skip
    stamp = [Text(60, 20, "Người ký: ỦY BAN NHÂN DÂN", 6), Text(60, 28, "Email: vanthu@tanhoa.gov.vn", 6),
             Text(60, 36, "Thời gian ký: 05.03.2026 08:00:00 +07:00", 6)]  # fmt: skip
    extraction = read(make_pdf(tmp_path / "a.pdf", [*stamp, *pages[0]], *pages[1:]))
    assert [texts(extraction, number) for number in range(1, 5)] == [
        [f"Nội dung trang số {number} của sổ tay."] for number in range(1, 5)
    ]


def test_what_stands_at_the_edge_of_many_pages_but_differs_stays(tmp_path: Path) -> None:
    pages = [
        [
            Text(85, 60, f"Mẫu số {4 * number}", 11),
            *BODY,
            Text(85, 784, "1", 6),
            Text(93, 788, "Ghi trong hệ thống.", 9),
        ]
        for number in range(1, 5)
    ]
    extraction = read(make_pdf(tmp_path / "a.pdf", *pages))
    assert [texts(extraction, number)[0] for number in range(1, 5)] == [
        f"Mẫu số {4 * number}" for number in range(1, 5)
    ]
    assert extraction.footnotes == ("1 Ghi trong hệ thống.",) * 4


def test_numbers_and_names_inside_the_text_stay(tmp_path: Path) -> None:
    page = [
        *paragraph(300, "Năm 2026 đăng trên Công báo/Số 12 ngày 3."),
        Text(290, 400, "12"),
        *paragraph(420, "Người ký"),
    ]
    extraction = read(make_pdf(tmp_path / "a.pdf", page))
    assert texts(extraction) == ["Năm 2026 đăng trên Công báo/Số 12 ngày 3.", "12", "Người ký"]


def test_a_ruled_table_keeps_its_cells(tmp_path: Path) -> None:
    xs, ys = [85.0, 125.0, 330.0, 540.0], [300.0, 330.0, 370.0, 400.0]
    cells = [
        Text(95, 320, "TT", 9, bold=True), Text(140, 320, "Chỉ tiêu", 9, bold=True),
        Text(340, 320, "Năm 2030", 9, bold=True), Text(95, 345, "1", 9), Text(140, 345, "Tỷ số giới tính", 9),
        Text(140, 360, "khi sinh", 9), Text(340, 345, "109", 9),
        Text(95, 390, "Tổng số của các thôn", 9), Text(340, 390, "40", 9),
    ]  # fmt: skip
    rules = [rule for rule in grid(xs, ys) if not (rule.x0 == rule.x1 == 125.0)] + [Rule(125.0, 300.0, 125.0, 370.0)]
    extraction = read(make_pdf(tmp_path / "a.pdf", [*BODY[:2], *rules, *cells, *paragraph(500, "Sau bảng.")]))
    blocks = extraction.pages[0].blocks
    assert isinstance(blocks[2], Table)
    assert blocks[2].rows == (
        ("TT", "Chỉ tiêu", "Năm 2030"),
        ("1", "Tỷ số giới tính\nkhi sinh", "109"),
        ("Tổng số của các thôn", "", "40"),
    )
    assert blocks[2].header_rows == 1
    assert texts(extraction)[-1] == "Sau bảng."


def test_a_box_around_text_is_no_table(tmp_path: Path) -> None:
    extraction = read(make_pdf(tmp_path / "a.pdf", [*grid([60, 560], [180, 600]), *BODY]))
    assert all(isinstance(block, Line) for block in extraction.pages[0].blocks)
    assert len(extraction.pages[0].blocks) == len(BODY)


def test_footnotes_are_apart_and_their_marks_gone(tmp_path: Path) -> None:
    sentence = "Thực hiện quy định của tỉnh"
    page = [
        *BODY, Text(85, 500, sentence), Text(85 + width_of(sentence), 494, "1", 7),
        Text(85, 520, "Diện tích 5 km"),
        Text(85 + width_of("Diện tích 5 km"), 515, "2", 7), Rule(85, 700, 230, 700),
        Text(85, 712, "1", 6), Text(93, 716, "Quy định được sửa đổi", 9), Text(85, 730, "năm 2025.", 9),
    ]  # fmt: skip
    extraction = read(make_pdf(tmp_path / "a.pdf", page))
    assert extraction.footnotes == ("1 Quy định được sửa đổi năm 2025.",)
    assert sentence in texts(extraction)
    assert "Diện tích 5 km2" in texts(extraction)
    assert "năm 2025." not in texts(extraction)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_reads_the_same(tmp_path: Path, rotate: int) -> None:
    path = make_pdf(tmp_path / "a.pdf", [*LETTERHEAD, *BODY])
    if rotate:
        # The words are laid out turned, and the page is turned back: as landscape annexes are made.
        writer = pypdf.PdfWriter(path)
        page = writer.pages[0]
        page.rotate(rotate)
        page.transfer_rotation_to_content()
        page.rotate(360 - rotate)
        writer.write(path)
    extraction = read(path)
    assert texts(extraction)[0] == "ỦY BAN NHÂN DÂN"
    assert texts(extraction)[6:8] == ["Thực hiện kế hoạch của tỉnh, xã ban hành", FULL]


def test_text_of_a_legacy_font_is_converted(tmp_path: Path) -> None:
    page = [Text(85, 100, "Céng hßa x· héi chñ nghÜa ViÖt Nam"), Text(85, 120, "§éc lËp - Tù do - H¹nh phóc")]
    assert texts(read(make_pdf(tmp_path / "a.pdf", page))) == [
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Độc lập - Tự do - Hạnh phúc",
    ]


def test_progress_tells_pages(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    read(make_pdf(tmp_path / "a.pdf", BODY, BODY, BODY), progress=lambda page, pages: seen.append((page, pages)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_limits_and_protection(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", BODY, BODY, BODY)
    with pytest.raises(FileTooLarge, match="3 trang"):
        read(path, limits=ReadingLimits(max_pages=2))
    writer = pypdf.PdfWriter(path)
    writer.encrypt("mat-khau", algorithm="RC4-128")
    writer.write(tmp_path / "khoa.pdf")
    with pytest.raises(UnreadableFile, match="mật khẩu"):
        read(tmp_path / "khoa.pdf")
    (tmp_path / "hong.pdf").write_bytes(path.read_bytes()[:300])
    with pytest.raises(UnreadableFile, match="hỏng"):
        read(tmp_path / "hong.pdf")
    with pytest.raises(EmptyFile):
        read(make_pdf(tmp_path / "trang.pdf", []))


SCAN = Picture(200, 280, bytes(255 for _ in range(200 * 280)))


def test_a_scan_without_ocr_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.scan._languages", frozenset)
    with pytest.raises(MissingComponent, match="tesseract-ocr-vie"):
        read(make_pdf(tmp_path / "a.pdf", [SCAN]))
    extraction = read(make_pdf(tmp_path / "b.pdf", BODY, [SCAN]))
    assert extraction.warnings == (
        "Trang 2 là ảnh quét, cần cài tesseract-ocr-vie để đọc, nên không có trong văn bản.",
    )
    assert [len(page.blocks) for page in extraction.pages] == [len(BODY), 0]


def test_ocr_switched_off_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile, match="đang tắt"):
        read(make_pdf(tmp_path / "a.pdf", [SCAN]), limits=ReadingLimits(ocr=False))


# --- official files ---------------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def all_words(extraction: Extraction) -> list[str]:
    found: list[str] = []
    for page in extraction.pages:
        for block in page.blocks:
            cells = [block.text] if isinstance(block, Line) else [cell for row in block.rows for cell in row]
            found.extend(word for cell in cells for word in words(cell))
    return [*found, *(word for note in extraction.footnotes for word in words(note))]


@real
@needs_real
@pytest.mark.parametrize(
    "path", sorted((REAL / "pdf").glob("*.pdf")) if REAL.is_dir() else [], ids=lambda path: path.name
)
def test_no_word_of_an_official_file_is_lost_or_made(path: Path) -> None:
    document = pdfium.PdfDocument(path)
    reference = [word for page in document for word in words(page.get_textpage().get_text_range())]
    found = all_words(read(path))
    only_reference = sum((_counts(reference) - _counts(found)).values())
    only_found = sum((_counts(found) - _counts(reference)).values())
    # Running heads, page numbers and signature stamps make up what is left out: about eight words a page.
    assert only_reference <= 9 * len(document) + 10
    assert only_found <= 0.002 * len(reference) + 2


def _counts(found: list[str]):  # type: ignore[no-untyped-def]
    from collections import Counter

    return Counter(found)


@real
@needs_real
def test_official_files_begin_with_issuer_number_and_date() -> None:
    found = texts(read(next((REAL / "pdf").glob("*56-2026*"))))
    assert found[0].startswith("BỘ")
    assert found[1].startswith("Số:")
    assert found[2].startswith("CỘNG HÒA")
    assert "ngày" in found[4]
    assert found[5] == "THÔNG TƯ"


@real
@needs_real
def test_forty_pages_are_read_in_a_second() -> None:
    path = max((REAL / "pdf").glob("*.pdf"), key=lambda path: path.stat().st_size)
    rates = []
    while len(rates) < 3 and max(rates, default=0.0) <= 40:  # other work on the machine slows a single reading
        start = time.process_time()
        rates.append(len(read(path).pages) / (time.process_time() - start))
    assert max(rates) > 40


def test_the_order_of_words_is_the_printed_one(tmp_path: Path) -> None:
    # The file may hold the rows in any order.
    extraction = read(make_pdf(tmp_path / "a.pdf", list(reversed(BODY))))
    printed = [item.text for item in BODY if isinstance(item, Text)]
    assert difflib.SequenceMatcher(None, texts(extraction), printed).ratio() == 1.0
