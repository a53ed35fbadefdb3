"""The reading text: what is joined, what is left out, what is never changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.layout import reading_text
from corpus.readers.plain import read_plain
from corpus.records import ExtractedPage, Extraction, Line, Table
from tests.corpus_factories import extraction, extraction_of_blocks, read, real_file, without_space, wrapped

PLAN = """\
KẾ HOẠCH
Nâng cao tầm vóc thanh niên trên địa bàn huyện giai đoạn 2026-2030, định hướng đến năm 2035 và những năm tiếp theo
Căn cứ Nghị quyết số 12-NQ/HU ngày 02/3/2026 của Ban Chấp hành Đảng bộ huyện về công tác chăm sóc sức khỏe nhân dân;
Ủy ban nhân dân huyện ban hành Kế hoạch với các nội dung sau:
I. MỤC TIÊU
1. Mục tiêu chung
Tầm vóc của thanh niên được cải thiện từng bước, gắn với phong trào rèn luyện thân thể ở từng thôn, bản và trường học.
2. Chỉ tiêu
- Đến năm 2030 chiều cao trung bình của nam thanh niên mười tám tuổi tăng thêm hai xăng-ti-mét so với năm 2025.
- Có 80% trường tiểu học tổ chức bữa ăn học đường theo thực đơn do ngành y tế hướng dẫn và kiểm tra định kỳ.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Văn hóa - Xã hội
Chủ trì, phối hợp với Trạm Y tế và các trường học theo dõi, đôn đốc, tổng hợp kết quả báo cáo trước ngày 15 tháng 12.
2. Các trường học bố trí sân tập, dụng cụ và giáo viên hướng dẫn; báo cáo những khó khăn về Phòng Văn hóa - Xã hội."""


@pytest.mark.parametrize("width", [60, 76, 90])
@pytest.mark.parametrize("blank_after_every_line", [False, True])
def test_hard_wraps_are_undone_at_any_width(width: int, blank_after_every_line: bool) -> None:
    assert read(wrapped(PLAN, width, blank_after_every_line)).text == PLAN


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Kết luận số 149-\n\nKL/TW và\n\ncác văn bản\n\nkhác", "Kết luận số 149-KL/TW và các văn bản khác"),
        ("Kế hoạch số 358- \nKH/TU của\ntỉnh", "Kế hoạch số 358-KH/TU của tỉnh"),
        ("Nghị định số 30/2020/NĐ-\nCP về\ncông tác văn thư", "Nghị định số 30/2020/NĐ-CP về công tác văn thư"),
        ("phát triển kinh tế\n- xã hội của\ntỉnh và\ncả nước.", "phát triển kinh tế - xã hội của tỉnh và cả nước."),
        ("Đài Việt\nNam, Sở Y tế Hà\nNội đưa\ntin và\nảnh.", "Đài Việt Nam, Sở Y tế Hà Nội đưa tin và ảnh."),
        (
            "1. Giao Sở Lao động\n- Thương binh và Xã hội\nđôn đốc\nviệc này.",
            "1. Giao Sở Lao động - Thương binh và Xã hội đôn đốc việc này.",
        ),
        ("Số 174 -KH/TU", "Số 174 -KH/TU"),
    ],
)  # fmt: skip
def test_numbers_and_compounds_broken_over_lines_come_together(printed: str, expected: str) -> None:
    assert read(printed).text == expected


def test_titles_stay_alone_where_blank_lines_part_sections_only() -> None:
    section = (
        "{}. MỘT VIỆC LỚN\n1. Yêu cầu\nCác tổ dân phố phối hợp chặt chẽ với nhau trong mọi việc\n"
        "được giao theo kế hoạch.\n"
        "2. Trạm Y tế\nCung cấp dịch vụ cho toàn thể người dân sống trong các tổ\ndân phố."
    )
    text = read("\n\n".join(section.format(numeral) for numeral in ("I", "II", "III", "IV"))).text
    assert [line for line in text.split("\n") if line.startswith(("1.", "2."))] == ["1. Yêu cầu", "2. Trạm Y tế"] * 4
    assert text.count("các tổ dân phố.") == 4


def test_the_subject_below_number_and_date_stands_alone() -> None:
    text = read("Số: 12/ABC-DS Hà Nội, ngày 19 tháng 5 năm 2025\nV/v đo mưa\nmẫu\n\nKính gửi: các tổ\ndân phố").text
    assert text.split("\n") == [
        "Số: 12/ABC-DS Hà Nội, ngày 19 tháng 5 năm 2025", "V/v đo mưa mẫu", "Kính gửi: các tổ dân phố"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("\\*", ""),
        ("✕", ""),
        ("• •", ""),
        ("______", ""),
        ("### **2. Nguyên nhân**", "2. Nguyên nhân"),
        ("**I. KẾT QUẢ****1. Những việc đã làm**", "I. KẾT QUẢ\n1. Những việc đã làm"),
        ("*Giao Phòng Nội vụ theo dõi.*", "Giao Phòng Nội vụ theo dõi."),
        ("*a) Thu gom và\nxử lý*, *phân loại*", "a) Thu gom và xử lý, phân loại"),
        ("**5. Sở Y tế:****\nChủ trì.", "5. Sở Y tế:\nChủ trì."),
        ("II- NHIỆM VỤ, GIẢI PHÁP • •", "II- NHIỆM VỤ, GIẢI PHÁP"),
        ("Mức độ = Cấp độ * Tần suất", "Mức độ = Cấp độ * Tần suất"),
        ("Ghi chú * thứ nhất", "Ghi chú * thứ nhất"),
        ("1. _Viễn thông mẫu_ là việc gửi (_thư_).", "1. Viễn thông mẫu là việc gửi (thư)."),
        ("Họ tên: ____ ngày__tháng, tệp so_lieu_2.txt", "Họ tên: ____ ngày__tháng, tệp so_lieu_2.txt"),
        ("**T/M TỈNH ỦY  \nBÍ THƯ**", "T/M TỈNH ỦY\nBÍ THƯ"),
        ("**CỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM**", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ],
)
def test_marks_and_stray_symbols_are_left_out(printed: str, expected: str) -> None:
    assert reading_text(extraction(printed, "markdown")).text == expected


def test_stray_asterisks_do_not_join_lines() -> None:
    text = (
        "Điều 1. Phạm vi * điều chỉnh\nThông tư này quy định **một số việc.\nĐiều 2. Đối tượng\nCơ quan có * liên quan."
    )
    assert read(text).text == text


def test_page_number_amid_a_sentence_goes_and_a_figure_in_a_list_stays() -> None:
    text = "phù hợp với từng\n\n\n\n3\n\nđối tượng ở\n\ncơ sở và\n\ntại gia đình.\nTổng số hộ:\n15\nhộ nghèo."
    joined = read(text).text
    assert "từng đối tượng ở cơ sở" in joined
    assert "15" in joined


def test_running_heads_and_page_numbers_at_page_edges_go() -> None:
    pages = [
        f"CÔNG BÁO/Số 77/Ngày 10-06-2026 {number}\nĐiều {number}. Nội dung thứ {number}\n"
        f"{work} trong quý {number}.\n- {number} -"
        for number, work in enumerate(("Khảo sát", "Tập huấn", "Phát thanh", "Kiểm tra", "Tổng kết"), start=1)
    ]
    reading = read("\f".join(pages))
    assert "CÔNG BÁO" not in reading.text
    assert reading.text.split("\n")[2:4] == ["Điều 2. Nội dung thứ 2", "Tập huấn trong quý 2."]
    assert reading.page_numbers == (1, 2, 3, 4, 5)
    assert [reading.text[start : start + 7] for start in reading.page_starts] == [f"Điều {n}." for n in range(1, 6)]


def test_a_page_may_begin_amid_a_paragraph_and_a_page_may_be_empty() -> None:
    reading = read(
        "Các cơ quan phối hợp chặt chẽ với\nnhau trong việc quản lý dân cư và\n\f\fbảo đảm\nthông tin đầy đủ."
    )
    assert reading.text.count("\n") == 0
    assert reading.page_numbers == (1, 2, 3)
    assert reading.page_starts == (0, reading.text.index("bảo đảm"), reading.text.index("bảo đảm"))
    assert reading.pages_of(reading.text.index("đầy"), len(reading.text)) == (3,)


def test_what_the_reader_knows_of_paragraphs_is_used() -> None:
    reading = reading_text(
        extraction_of_blocks(
            Line("Phần đầu của một đoạn", starts_paragraph=True),
            Line("Được nối tiếp.", starts_paragraph=False),
            Line("đoạn mới bắt đầu bằng chữ thường", starts_paragraph=True),
            Line("Đoạn nữa, ngắt dòng bằng tay", starts_paragraph=True),
            Line("ở giữa câu", starts_paragraph=True),
        )
    )
    assert reading.text.split("\n") == [
        "Phần đầu của một đoạn Được nối tiếp.",
        "đoạn mới bắt đầu bằng chữ thường",
        "Đoạn nữa, ngắt dòng bằng tay ở giữa câu",
    ]


def test_bold_and_centred_spans_lie_on_their_words() -> None:
    reading = reading_text(
        extraction_of_blocks(
            Line("CHỈ THỊ", bold=True, centred=True, starts_paragraph=True),
            Line("Nội dung thường.", starts_paragraph=True),
            Line("1. Tên mục", bold=True, starts_paragraph=True),
        )
    )
    assert [reading.text[start:end] for start, end in reading.bold] == ["CHỈ THỊ", "1. Tên mục"]
    assert [reading.text[start:end] for start, end in reading.centred] == ["CHỈ THỊ"]


def test_a_table_row_is_one_line_with_its_span_and_cells() -> None:
    table = Table((("TT", "Chỉ tiêu", "Năm 2030"), ("1", "Tuổi thọ\nbình quân", "76"), ("", "", "")))
    reading = reading_text(extraction_of_blocks(Line("Bảng sau:"), table, Line("Hết bảng.")))
    assert reading.text == "Bảng sau:\nTT | Chỉ tiêu | Năm 2030\n1 | Tuổi thọ bình quân | 76\nHết bảng."
    (span,) = reading.tables
    assert [reading.text[start:end] for start, end in span.rows] == reading.text.split("\n")[1:3]
    assert span.cells[1] == ("1", "Tuổi thọ bình quân", "76")
    assert (span.start, span.end) == (span.rows[0][0], span.rows[-1][1])


def test_tables_without_borders_for_letterhead_and_signature_become_lines() -> None:
    head = Table(
        (
            (
                "ỦY BAN NHÂN DÂN\nXÃ AN BÌNH\nSố: 5/KH-UBND",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
            ),
        )
    )
    foot = Table((("Nơi nhận:\n- UBND huyện;\n- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nHà Thị Lan"),))
    reading = reading_text(extraction_of_blocks(head, Line("KẾ HOẠCH"), foot))
    assert reading.tables == ()
    assert reading.text.split("\n") == [
        "ỦY BAN NHÂN DÂN", "XÃ AN BÌNH", "Số: 5/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "KẾ HOẠCH", "Nơi nhận:", "- UBND huyện;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH", "Hà Thị Lan",
    ]  # fmt: skip


def test_a_letterhead_in_two_columns_with_a_pipe_is_read_column_by_column() -> None:
    text = "SỞ Y TẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n--- | Độc lập - Tự do - Hạnh phúc\nSố: 1/KH-SYT | Mẫu, ngày 1"
    assert read(text).text.split("\n") == [
        "SỞ Y TẾ", "Số: 1/KH-SYT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Mẫu, ngày 1"
    ]  # fmt: skip
    assert read("Chỉ tiêu | Năm 2030\nTuổi thọ | 75").text == "Chỉ tiêu | Năm 2030\nTuổi thọ | 75"


def test_lines_between_lone_pipes_are_a_table() -> None:
    reading = read("|\n**STT**\n|\n**Việc làm**\n|\n|\n1\n|\nRà soát,\nthống kê\n|\n\nĐoạn sau bảng.")
    assert reading.text == "STT | Việc làm\n1 | Rà soát, thống kê\nĐoạn sau bảng."
    assert reading.tables[0].cells == (("STT", "Việc làm"), ("1", "Rà soát, thống kê"))


WORDS = st.sampled_from(
    "Ủy ban nhân dân xã tổ chức khám sức khỏe cho người cao tuổi năm 2030 đạt 90% số 12/KH-UBND theo Nghị quyết "
    "số 21-NQ/TW và các đơn vị liên quan; chủ trì, phối hợp: kiểm tra. 1. 2. a) I. Điều 3. Chương II - + “ ” Nơi nhận: "
    "KẾ HOẠCH TM. Phụ lục * | ✕ Số: ngày tháng".split()
)
LINES = st.lists(st.lists(WORDS, min_size=0, max_size=14).map(" ".join), min_size=1, max_size=25)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_layout_of_a_reading_text_changes_nothing(lines: list[str]) -> None:
    once = read("\n".join(lines)).text
    assert read(once).text == once


@settings(max_examples=150, deadline=None)
@given(LINES, st.booleans())
def test_no_word_is_lost_or_changed(lines: list[str], blanks: bool) -> None:
    text = ("\n\n" if blanks else "\n").join(lines)
    kept = [letter for letter in read(text).text if letter.isalnum()]
    # A number alone between blank lines is a page number.
    printed = [letter for line in lines for letter in line if letter.isalnum()]
    if any("|" in line for line in lines):  # columns side by side are read one after the other
        kept, printed = sorted(kept), sorted(printed)
    assert kept == printed


@pytest.mark.real
@pytest.mark.parametrize("pattern", [f"corpus/00{number}*.txt" for number in range(5)])
def test_plans_keep_every_printed_word(pattern: str) -> None:
    path = real_file(pattern)
    read_by_plain = read_plain(path)
    printed = "".join(line.text for page in read_by_plain.pages for line in page.blocks if isinstance(line, Line))
    reading = reading_text(read_by_plain)
    letters = [letter for letter in printed if letter.isalnum()]
    kept = [letter for letter in without_space(reading.text) if letter.isalnum()]
    # Page furniture: at most the numbers of pages, one digit each in these plans.
    assert len(letters) - len(kept) <= 2
    assert len(reading.text.split("\n")) < len(printed) / 80


def test_several_pages_of_a_reader_without_numbers_have_no_page_starts() -> None:
    reading = reading_text(
        Extraction((ExtractedPage((Line("Một câu."),)), ExtractedPage((Line("Câu khác."),))), obtained_by="html")
    )
    assert (reading.page_starts, reading.page_numbers) == ((), ())
    assert extraction("a").pages[0].number is None
