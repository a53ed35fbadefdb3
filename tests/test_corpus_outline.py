"""The outline: which lines open sections, their paths, levels and headings, and the parts around the body."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.layout import reading_text
from corpus.outline import heading_of, outline
from corpus.outline_markers import numbered_markers, roman_value, worded_marker
from corpus.records import SPECIAL_SECTIONS, Line, ReadingText, Section, Table
from tests.corpus_factories import extraction_of_blocks, read, wrapped


def sections_of(text: str) -> tuple[Section, ...]:
    return outline(ReadingText(text))


def paths(text: str) -> list[str]:
    return [section.path for section in sections_of(text)]


def numbered(sections: tuple[Section, ...]) -> list[tuple[str, str]]:
    return [(section.path, section.label) for section in sections if section.path not in SPECIAL_SECTIONS]


@pytest.mark.parametrize(
    ("text", "kind", "label", "parts"),
    [
        ("I. MỤC ĐÍCH", "roman", "I.", (1,)),
        ("II- NHIỆM VỤ", "roman", "II-", (2,)),
        ("5. Sở Y tế", "arabic", "5.", (5,)),
        ("1.Việc phê duyệt", "arabic", "1.", (1,)),
        ("7. 01 (một) biên bản", "arabic", "7.", (7,)),
        ("5.1. Sở Tài chính", "decimal", "5.1.", (5, 1)),
        ("5.1 Sở Tài chính", "decimal", "5.1", (5, 1)),
        ("2.1.3. Kiểm tra", "decimal", "2.1.3.", (2, 1, 3)),
        ("đ) Tổ chức", "letter", "đ)", (5,)),
        ("A. PHẦN CHUNG", "capital", "A.", (1,)),
    ],
)
def test_a_number_at_the_start_of_a_line_is_read(text: str, kind: str, label: str, parts: tuple[int, ...]) -> None:
    marker = numbered_markers(text)[0]
    assert (marker.kind, marker.label, marker.parts) == (kind, label, parts)


@pytest.mark.parametrize(
    "text",
    ["1.745 tỷ đồng", "2. 000 người", "10/4/2025 của", "10.4.2025 là", "149-KL/TW", "21-NQ/TW ngày", "V, C, HCQT, CB;",
     "V/v tăng cường", "I", "3 -", "2030.", "C3-M3/KH160", "12,5% dân số", "1.2 triệu", "m2) tính"],
)  # fmt: skip
def test_amounts_dates_and_symbols_are_no_numbers_of_sections(text: str) -> None:
    assert numbered_markers(text) == ()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Điều 5. Quyền", "5"),
        ("Điều 12a. Bổ sung", "12a"),
        ("ĐIỀU 3: Hiệu lực", "3"),
        ("Chương II", "Chương II"),
        ("CHƯƠNG IV. KINH PHÍ", "Chương IV"),
        ("Phần thứ hai", "Phần thứ hai"),
        ("PHẦN I. KHÁI QUÁT", "Phần I"),
        ("Mục 2. QUẢN LÝ", "Mục 2"),
        ("Tiểu mục 1", "Tiểu mục 1"),
        ("Điều 5 Nghị định này", None),
        ("Điều 5, Điều 6 của Luật", None),
        ("Chương II Nghị định này", None),
        ("MỤC TIÊU", None),
        ("Phần mềm quản lý", None),
    ],
)
def test_words_that_open_parts_of_a_law(text: str, printed: str | None) -> None:
    marker = worded_marker(text)
    assert (marker.printed if marker else None) == printed


@pytest.mark.parametrize(
    ("numeral", "value"), [("I", 1), ("IV", 4), ("XIX", 19), ("XL", 40), ("IIII", None), ("VX", None)]
)
def test_roman_numerals(numeral: str, value: int | None) -> None:
    assert roman_value(numeral) == value


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("Mục đích", "Mục đích"),
        ("Các Sở, Ban, Ngành:", "Các Sở, Ban, Ngành"),
        ("Phòng Y tế: Chủ trì, theo dõi việc thực hiện Kế hoạch.", "Phòng Y tế"),
        ("Kinh phí được bố trí từ ngân sách xã.", ""),
        ("Gửi qua bưu điện;", ""),
        ("Hồ sơ bao gồm:", ""),
        ("Các Bộ: Nội vụ, Y tế tổ chức kiểm tra.", ""),
        ("Việc kiểm tra thực hiện trước 8 giờ. Kết quả như sau: tốt.", ""),
    ],
)
def test_a_heading_is_told_from_a_paragraph(rest: str, expected: str) -> None:
    assert heading_of(rest) == expected


def test_bold_words_that_open_a_paragraph_are_its_heading() -> None:
    reading = reading_text(
        extraction_of_blocks(
            Line("1. Sở Nội vụ", bold=True, starts_paragraph=True),
            Line("Theo dõi.", starts_paragraph=True),
        )
    )
    assert outline(reading)[0].heading == "Sở Nội vụ"
    assert heading_of("Giám sát. Việc giám sát được làm hằng quý.", len("Giám sát.")) == "Giám sát"


PARTY_PLAN = """\
TỈNH ỦY HÒA BÌNH
Số 45-KH/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Hòa Bình, ngày 02 tháng 3 năm 2024
KẾ HOẠCH
thực hiện Chỉ thị số 50-CT/TW về chăm sóc người cao tuổi
Thực hiện Chỉ thị số 50-CT/TW của Ban Bí thư, Ban Thường vụ Tỉnh ủy xây dựng Kế hoạch như sau:
I- MỤC TIÊU
1. Mục tiêu chung
Người cao tuổi được chăm sóc tốt hơn.
2. Chỉ tiêu
2.1. Đến năm 2025
- 80% người cao tuổi có thẻ bảo hiểm.
2.2. Đến năm 2030
- 95% người cao tuổi có thẻ bảo hiểm.
3. Nhiệm vụ khác
2.1. Việc thứ nhất
Làm ngay trong năm.
II- TỔ CHỨC THỰC HIỆN
1. Đảng ủy các xã, phường quán triệt Kế hoạch này tới từng chi bộ và báo cáo kết quả trước ngày 30 tháng 6.
2. Ban Tuyên giáo Tỉnh ủy: Hướng dẫn tuyên truyền.
Giao Văn phòng Tỉnh ủy theo dõi việc thực hiện.
Trên đây là Kế hoạch của Ban Thường vụ Tỉnh ủy.
Nơi nhân:
- Các huyện ủy,
- Lưu Văn phòng Tỉnh ủy.
Đồng kính gửi:
- Ban Bí thư.
Bùi Văn Khánh
T/M BAN THƯỜNG vụ
BÍ THƯ"""


def test_a_party_plan() -> None:
    found = [(section.path, section.label, section.heading, section.level) for section in sections_of(PARTY_PLAN)]
    assert found == [
        ("header", "", "", 1),
        ("title", "", "", 1),
        ("preamble", "", "", 1),
        ("I", "I-", "MỤC TIÊU", 1),
        ("I.1", "1.", "Mục tiêu chung", 2),
        ("I.2", "2.", "Chỉ tiêu", 2),
        ("I.2.1", "2.1.", "Đến năm 2025", 3),
        ("I.2.2", "2.2.", "Đến năm 2030", 3),
        ("I.3", "3.", "Nhiệm vụ khác", 2),
        ("I.3.2.1", "2.1.", "Việc thứ nhất", 3),
        ("II", "II-", "TỔ CHỨC THỰC HIỆN", 1),
        ("II.1", "1.", "", 2),
        ("II.2", "2.", "Ban Tuyên giáo Tỉnh ủy", 2),
        ("closing", "", "", 1),
        ("recipients", "", "", 1),
        ("signature", "", "", 1),
    ]


def test_spans_begin_at_the_label_and_hold_what_is_below() -> None:
    sections = {section.path: section for section in sections_of(PARTY_PLAN)}
    for section in sections.values():
        if section.label:
            assert PARTY_PLAN.startswith(section.label, section.start)
    assert PARTY_PLAN[: sections["I.2"].end].endswith("- 95% người cao tuổi có thẻ bảo hiểm.")
    assert sections["I"].end == sections["I.3"].end == sections["I.3.2.1"].end
    assert "Giao Văn phòng" in PARTY_PLAN[sections["II.2"].start : sections["II.2"].end]
    assert PARTY_PLAN[sections["recipients"].start : sections["recipients"].end].endswith("- Ban Bí thư.")
    assert PARTY_PLAN[sections["signature"].start :].startswith("Bùi Văn Khánh")


LAW = """\
CHÍNH PHỦ
Số: 900/2026/NĐ-CP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 01 tháng 5 năm 2026
NGHỊ ĐỊNH
Quy định về thư viện lưu động
Căn cứ Luật Thư viện;
Chính phủ ban hành Nghị định quy định về thư viện lưu động.
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về thư viện lưu động.
Điều 2. Giải thích từ ngữ
Trong Nghị định này, các từ ngữ dưới đây được hiểu như sau:
1. Thư viện lưu động là thư viện đặt trên phương tiện vận tải.
2. Bạn đọc gồm:
a) Học sinh;
b) Người cao tuổi;
c) Người lao động;
d) Bộ đội;
đ) Khách vãng lai.
Chương II
HOẠT ĐỘNG
Mục 1
PHỤC VỤ
Điều 3. Lịch phục vụ
1. Mỗi xã được phục vụ ít nhất hai ngày một tháng.
4.2 Trường hợp mưa bão thì lùi lịch.
2.3 Lịch được niêm yết theo quy định tại khoản 1
Điều 1 Nghị định này.
Mục 2
BẢO QUẢN
Điều 4. Sửa đổi Điều 7 của Nghị định số 10/2020/NĐ-CP như sau:
“Điều 7. Kho sách
1. Kho sách phải khô ráo.
Điều 8. Kiểm kê
1. Mỗi năm kiểm kê một lần.”.
Điều 5. Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2026.
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn Bình
Phụ lục I
DANH MỤC XE
(Kèm theo Nghị định số 900/2026/NĐ-CP ngày 01 tháng 5 năm 2026)
I. XE LỚN
1. Xe ba mươi chỗ.
2. Xe bốn mươi chỗ.
II. XE NHỎ
Phụ lục II
MẪU QUYẾT ĐỊNH
Điều 1. Cấp xe cho … (1)
Điều 2. Quyết định có hiệu lực từ … (2)"""


def test_a_decree_with_chapters_quoted_articles_and_annexes() -> None:
    assert numbered(sections_of(LAW)) == [
        ("Chương I", "Chương I"),
        ("Điều 1", "Điều 1."),
        ("Điều 2", "Điều 2."),
        ("Điều 2.1", "1."),
        ("Điều 2.2", "2."),
        ("Điều 2.2.a", "a)"),
        ("Điều 2.2.b", "b)"),
        ("Điều 2.2.c", "c)"),
        ("Điều 2.2.d", "d)"),
        ("Điều 2.2.đ", "đ)"),
        ("Chương II", "Chương II"),
        ("Chương II.Mục 1", "Mục 1"),
        ("Điều 3", "Điều 3."),
        ("Điều 3.1", "1."),
        ("Điều 3.2", "2."),
        ("Chương II.Mục 2", "Mục 2"),
        ("Điều 4", "Điều 4."),
        ("Điều 5", "Điều 5."),
        ("Phụ lục I", "Phụ lục I"),
        ("Phụ lục I.I", "I."),
        ("Phụ lục I.I.1", "1."),
        ("Phụ lục I.I.2", "2."),
        ("Phụ lục I.II", "II."),
        ("Phụ lục II", "Phụ lục II"),
    ]
    by_path = {section.path: section for section in sections_of(LAW)}
    assert by_path["Chương II"].heading == "HOẠT ĐỘNG"
    assert by_path["Điều 1"].heading == "Phạm vi điều chỉnh"
    assert by_path["Điều 5"].heading == ""
    assert by_path["Phụ lục I"].heading == "DANH MỤC XE"
    assert [by_path[path].level for path in ("Chương II", "Chương II.Mục 1", "Điều 3", "Điều 3.2")] == [1, 2, 3, 4]


def test_a_regulation_attached_to_a_decision_has_articles_of_its_own() -> None:
    text = """\
QUYẾT ĐỊNH
Ban hành Quy chế quản lý chợ phiên
Căn cứ Luật Tổ chức chính quyền địa phương;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý chợ phiên.
Điều 2. Quyết định này có hiệu lực từ ngày ký.
CHỦ TỊCH
(Đã ký)
Lê Thị Hoa
ỦY BAN NHÂN DÂN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
QUY CHẾ
Quản lý chợ phiên
(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 01/02/2026)
Điều 1. Phạm vi
Quy chế này áp dụng với chợ phiên.
Điều 2. Giờ họp chợ
1. Mùa hè từ năm giờ sáng.
2. Mùa đông từ sáu giờ sáng."""
    assert numbered(sections_of(text)) == [
        ("Điều 1", "Điều 1."),
        ("Điều 2", "Điều 2."),
        ("Quy chế", ""),
        ("Quy chế.Điều 1", "Điều 1."),
        ("Quy chế.Điều 2", "Điều 2."),
        ("Quy chế.Điều 2.1", "1."),
        ("Quy chế.Điều 2.2", "2."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A list announced within a list of the same kind.
        ("1. Hồ sơ gồm:\n1. Đơn;\n2. Giấy khai sinh.", ["1", "1.1", "1.2"]),
        # A number out of sequence is a sentence.
        ("1. Việc một.\n9. Quý này làm xong.\n2. Việc hai.", ["1", "2"]),
        # OCR lost one number.
        ("I. MỘT\nA\nIII. BA", ["I", "III"]),
        # The first number is lost with the first page.
        ("Đoạn mở đầu.\nII. NHIỆM VỤ\n1. Việc", ["preamble", "II", "II.1"]),
        # A list that begins at 2 without any other is none.
        ("Đoạn mở đầu.\n2. Việc lẻ.", ["preamble"]),
        # Decimals below a khoản; 4.2 after khoản 3 is khoản 4 with the mark of footnote 2.
        (
            "Điều 1. Tên\n1. Một:\n1.1. Con;\n1.2. Con.\n2. Hai.",
            ["Điều 1", "Điều 1.1", "Điều 1.1.1", "Điều 1.1.2", "Điều 1.2"],
        ),
        # Khoản and điều added by an amendment.
        (
            "Điều 1. Tên\n3. Sai.\n1. Một.\n1a. Thêm.\n2. Hai.\nĐiều 1a. Tên\nHết.",
            ["Điều 1", "Điều 1.1", "Điều 1.1a", "Điều 1.2", "Điều 1a"],
        ),
        # What OCR makes of 1, of II and of đ.
        ("I. MỘT\nl. Việc đầu\nLàm ngay.\n2. Việc sau\nII. HAI", ["I", "I.1", "I.2", "II"]),
        ("I. MỘT\nI. Việc đầu\nLàm ngay.\n2. Việc sau\nII. HAI", ["I", "I.1", "I.2", "II"]),
        ("Điều 1. Tên\nI. Từ nay làm.\n2. Sau làm.\nĐiều 2. Tên", ["Điều 1", "Điều 1.1", "Điều 1.2", "Điều 2"]),
        ("I. MỘT VIỆC\n1I. HAI VIỆC\n1. Một", ["I", "II", "II.1"]),
        ("I. MỘT VIỆC\nII. HAI VIỆC\n1. Một\nHI. BA VIỆC\n1. Một", ["I", "II", "II.1", "III", "III.1"]),
        ("1. MỘT VIỆC\n1. Một\n2. Hai\nII. HAI VIỆC", ["I", "I.1", "I.2", "II"]),
        ("1. MỘT VIỆC\n- Một\nII. HAI VIỆC", ["I", "II"]),
        (
            "Điều 1. Phê duyệt Đề án sau:\nI. MỘT VIỆC\n1. Một\n2. Hai\na) Điểm;\nII. HAI VIỆC\nĐiều 2. Hiệu lực",
            ["Điều 1", "Điều 1.I", "Điều 1.I.1", "Điều 1.I.2", "Điều 1.I.2.a", "Điều 1.II", "Điều 2"],
        ),
        ("I. MỘT PHẦN\nĐiều 1. Một\nĐiều 2. Hai\nII. HAI PHẦN\nĐiều 3. Ba", ["I", "Điều 1", "Điều 2", "II", "Điều 3"]),
        ("1. MỘT VIỆC\n- Một\n2. HAI VIỆC", ["1", "2"]),
        ("a) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\nd) Năm;\ne) Sáu.", ["a", "b", "c", "d", "đ", "e"]),
        ("Ðiều 1. Tên\nđoạn.\nĐiêu 2. Tên\nđoạn.", ["Điều 1", "Điều 2"]),
        ("1- Một\na- Hai\nb- Ba\n2- Bốn", ["1", "1.a", "1.b", "2"]),
        # A form with signatures amid the articles.
        (
            "Điều 1. Mẫu\nMẫu đơn sau đây.\nGIÁM ĐỐC\n(Ký, ghi rõ họ tên)\nĐiều 2. Tên\nHết.\nCHỦ TỊCH\n(Đã ký)\nLê An",
            ["Điều 1", "Điều 2", "signature"],
        ),
        # An extract begins with a later article.
        ("Điều 3. Tên\n1. Một.\nĐiều 4. Tên\nHai.", ["Điều 3", "Điều 3.1", "Điều 4"]),
        # Letters of both customs: with and without đ, f.
        ("a) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\ne) Năm;\ng) Sáu.", ["a", "b", "c", "d", "e", "g"]),
        ("a) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\nđ) Năm;\ne) Sáu;\nf) Bảy.", ["a", "b", "c", "d", "đ", "e", "f"]),
        # Roman below capital letters, and capital letters below Roman.
        ("A. CHUNG\nI. MỘT\n1. Một\nB. RIÊNG\nI. HAI", ["A", "A.I", "A.I.1", "B", "B.I"]),
        ("I. MỘT\nA. CHUNG\n1. Một\nB. RIÊNG\nII. HAI", ["I", "I.A", "I.A.1", "I.B", "II"]),
        # Three levels of decimals.
        ("1. Một\n1.1. Hai\n1.1.1. Ba\n1.1.2. Bốn\n1.2. Năm\n2. Sáu", ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"]),
        # Bullets are no sections.
        ("I. MỘT\n- Hai\n+ Ba", ["I"]),
    ],
)
def test_the_sequence_decides(text: str, expected: list[str]) -> None:
    assert paths(text) == expected


@pytest.mark.parametrize(
    "quotation",
    [
        "“Điều 9. Kho\n1. Một.\n2. Hai.”",
        '"Điều 9. Kho\n1. Một.\n2. Hai."',
        "Sửa khoản như sau: “a) Một;\nb) Hai”",
        "“Điều 2. Kho",
    ],
)
def test_quoted_articles_are_not_of_the_document(quotation: str) -> None:
    text = f"Điều 1. Sửa đổi\n{quotation}\nĐiều 2. Hiệu lực\nCó hiệu lực ngay."
    assert paths(text) == ["Điều 1", "Điều 2"]


def test_a_stray_quotation_mark_swallows_nothing() -> None:
    text = 'Điều 1. Tên\nViệc được "làm hằng năm.\n" 1. Rủi ro.\nĐiều 2. Tên\nVề “chăm sóc.\nĐiều 3. Tên\nHết."'
    assert [path for path in paths(text) if path.startswith("Điều")] == ["Điều 1", "Điều 2", "Điều 3"]


def test_rows_of_a_table_open_no_section() -> None:
    reading = reading_text(
        extraction_of_blocks(
            Line("1. Bảng chỉ tiêu", starts_paragraph=True),
            Table((("2. Tên", "Số"), ("3. Dân số", "10"))),
            Line("2. Giải trình", starts_paragraph=True),
        )
    )
    assert [(section.path, section.heading) for section in outline(reading)] == [
        ("1", "Bảng chỉ tiêu"),
        ("2", "Giải trình"),
    ]


@pytest.mark.parametrize("text", ["", "Một câu không có số nào.", "KẾ HOẠCH"])
def test_texts_without_sections(text: str) -> None:
    assert all(section.path in SPECIAL_SECTIONS for section in sections_of(text))


@pytest.mark.parametrize("text", [PARTY_PLAN, LAW])
@pytest.mark.parametrize("blank_after_every_line", [False, True])
def test_the_outline_survives_hard_wraps(text: str, blank_after_every_line: bool) -> None:
    reading = read(wrapped(text, 70, blank_after_every_line))
    assert numbered(outline(reading)) == numbered(sections_of(text))


PIECES = st.sampled_from(
    ["I. MỘT", "II. HAI", "1. Một", "2. Hai", "1.1. Con", "a) Điểm;", "b) Điểm;", "Điều 1. Tên", "Điều 2. Tên",
     "Chương I", "- Gạch", "Câu văn.", "“Điều 5. Tên", "hết.”", "Nơi nhận:", "TM. CHÍNH PHỦ", "Nguyễn Văn A",
     "KẾ HOẠCH", "Phụ lục I", "CHUNG", "Trên đây là Kế hoạch.", "(Kèm theo Quyết định này)", "QUY CHẾ", "Căn cứ Luật;"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=20))
def test_spans_are_nested_and_cover_the_text(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    sections = sections_of(text)
    assert [section.start for section in sections] == sorted(section.start for section in sections)
    for section in sections:
        assert 0 <= section.start < section.end <= len(text)
        assert text.startswith(section.label, section.start)
    for one, other in pairwise(sections):
        assert other.start >= one.end or (other.end <= one.end and other.level > one.level)
    covered = max((section.end for section in sections), default=0)
    assert not sections or covered == len(text)
