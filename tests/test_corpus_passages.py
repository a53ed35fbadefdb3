"""Passages: they cover the text once, follow the outline, and carry what governs them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.layout import reading_text
from corpus.outline import outline
from corpus.passage_tables import named_cells
from corpus.passages import split_passages
from corpus.readers import read as read_file
from corpus.records import ExtractedPage, Extraction, Line, Passage, ReadingText, Table
from tests.corpus_factories import extraction_of_blocks, real_file, without_space


def passages_of(text: str, max_chars: int = 900) -> tuple[Passage, ...]:
    reading = ReadingText(text)
    return split_passages(reading, outline(reading), "d", max_chars)


def assert_covers_once(passages: tuple[Passage, ...], text: str) -> None:
    """Assert that the passages hold every character that is not white space, once, in order."""
    position = 0
    for passage in passages:
        assert passage.start >= position
        assert not text[position : passage.start].strip()
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        position = passage.end
    assert not text[position:].strip()


SENTENCE = "Trạm Y tế xã khám sức khỏe định kỳ cho người cao tuổi ở từng thôn, lập sổ theo dõi và tư vấn dinh dưỡng. "
PLAN = f"""\
KẾ HOẠCH
Chăm sóc người cao tuổi
Căn cứ Luật Người cao tuổi;
I. MỤC ĐÍCH
1. Yêu cầu
{SENTENCE.strip()}
II. NHIỆM VỤ
1. Triển khai đồng bộ
1.1. Sở Y tế chủ trì, phối hợp với các sở, ngành:
- {SENTENCE * 4}
- {SENTENCE * 4}
- {SENTENCE * 2}
1.2. Sở Tài chính
Bố trí kinh phí.
2. Các việc nhỏ
a) Phát tờ rơi;
b) Treo băng rôn;
c) Phát thanh."""


def test_a_heading_travels_with_its_first_child() -> None:
    found = {passage.section: passage for passage in reversed(passages_of(PLAN))}
    assert found["I.1"].text.startswith("I. MỤC ĐÍCH\n1. Yêu cầu\nTrạm")
    assert found["I.1"].headings == ("I. MỤC ĐÍCH", "1. Yêu cầu")
    assert found["II.1.1"].text.startswith("II. NHIỆM VỤ\n1. Triển khai đồng bộ\n1.1. Sở Y tế")
    assert found["II.1.2"].text == "1.2. Sở Tài chính\nBố trí kinh phí."
    assert found["II.1.2"].headings == ("II. NHIỆM VỤ", "1. Triển khai đồng bộ", "1.2. Sở Tài chính")


def test_small_children_stay_with_their_parent() -> None:
    last = passages_of(PLAN)[-1]
    assert last.section == "II.2"
    assert last.text == "2. Các việc nhỏ\na) Phát tờ rơi;\nb) Treo băng rôn;\nc) Phát thanh."


def test_the_subject_of_bullets_is_context_of_the_later_passages() -> None:
    of_section = [passage for passage in passages_of(PLAN) if passage.section == "II.1.1"]
    assert len(of_section) > 1
    assert of_section[0].context == ""
    assert {passage.context for passage in of_section[1:]} == {"1.1. Sở Y tế chủ trì, phối hợp với các sở, ngành:"}


def test_ids_count_from_zero_through_the_document() -> None:
    passages = passages_of(PLAN)
    assert [passage.id for passage in passages] == [f"d:{ordinal}" for ordinal in range(len(passages))]
    assert {passage.document_id for passage in passages} == {"d"}


def test_what_announces_the_points_of_an_article_is_their_context() -> None:
    lead_in = "Trong Nghị định này, các từ ngữ được hiểu như sau:"
    text = f"Điều 3. Giải thích từ ngữ\n{lead_in}\n1. Sổ là {SENTENCE * 3}\n2. Thẻ là {SENTENCE * 3}"
    first, second = passages_of(text)
    assert (first.section, second.section) == ("Điều 3.1", "Điều 3.2")
    assert first.text.startswith("Điều 3. Giải thích từ ngữ\nTrong")
    assert (first.context, second.context) == ("", lead_in)


def test_context_does_not_come_from_a_sibling() -> None:
    text = f"I. NHIỆM VỤ\n1. Truyền thông\nSở Y tế chủ trì:\n- {SENTENCE}\n2. Dịch vụ\n{SENTENCE * 2}"
    assert [passage.context for passage in passages_of(text)] == ["", ""]


def test_a_long_paragraph_is_split_at_sentences_with_offsets_kept() -> None:
    text = f"1. Khám sức khỏe\n{SENTENCE * 40}"
    passages = passages_of(text, max_chars=500)
    assert_covers_once(passages, text)
    assert len(passages) > 5
    assert all(passage.text.endswith("dinh dưỡng.") for passage in passages)
    assert all(len(passage.text) <= 620 for passage in passages)


def test_a_text_without_outline_is_split_too() -> None:
    text = "\n\n".join([SENTENCE * 3] * 4)
    passages = split_passages(ReadingText(text), (), "d", 400)
    assert_covers_once(passages, text)
    assert {(passage.section, passage.headings) for passage in passages} == {("", ())}


def test_pages_come_from_the_reading_text() -> None:
    pages = tuple(
        ExtractedPage((Line(f"{number}. Việc thứ {number} được làm xong trong quý.", starts_paragraph=True),), number)
        for number in (1, 2, 3)
    )
    reading = reading_text(Extraction(pages, obtained_by="pdf"))
    passages = split_passages(reading, outline(reading), "d")
    assert [passage.pages for passage in passages] == [(1,), (2,), (3,)]


TABLE = Table(
    (
        ("TT", "Chỉ tiêu", "Đơn vị", "Năm 2030"),
        ("1", "Tuổi thọ bình quân của người dân trong toàn tỉnh, tính chung cả hai giới", "tuổi", "76"),
        ("2", "Tỷ lệ người cao tuổi có thẻ bảo hiểm y tế", "%", "100"),
    )
)


def test_table_rows_carry_the_names_of_their_columns() -> None:
    reading = reading_text(
        extraction_of_blocks(
            Line("1. Chỉ tiêu", starts_paragraph=True),
            Line("Bảng sau nêu các chỉ tiêu.", starts_paragraph=True),
            TABLE,
            Line("Nguồn: Chi cục Thống kê.", starts_paragraph=True),
        )
    )
    passages = split_passages(reading, outline(reading), "d", max_chars=200)
    assert_covers_once(passages, reading.text)
    assert {passage.section for passage in passages} == {"1"}
    rows = [passage for passage in passages if "|" in passage.text]
    assert [passage.text.split("\n")[-1] for passage in rows] == reading.text.split("\n")[3:5]
    assert "Chỉ tiêu: Tỷ lệ người cao tuổi có thẻ bảo hiểm y tế; Đơn vị: %; Năm 2030: 100" in rows[1].context
    assert "Năm 2030: 76" in rows[0].context
    assert rows[0].text.startswith("1. Chỉ tiêu\nBảng sau nêu các chỉ tiêu.\n")
    assert passages[-1].text == "Nguồn: Chi cục Thống kê."


def test_rows_stand_in_the_groups_named_above_them() -> None:
    table = Table(
        (
            ("TT", "Nhiệm vụ", "Cơ quan", "Năm"),
            ("A", "NỀN MÓNG", "", ""),
            ("I", "Thể chế", "", ""),
            ("1", "Rà soát quy định " + "x" * 90, "Sở Tư pháp", "2026"),
            ("II", "Hạ tầng", "", ""),
            ("1", "Mở rộng mạng lưới " + "x" * 90, "Sở Xây dựng", "2026"),
        )
    )
    reading = reading_text(extraction_of_blocks(Line("1. Bảng", starts_paragraph=True), table))
    rows = [passage for passage in split_passages(reading, outline(reading), "d", 300) if "|" in passage.text]
    assert [passage.context.split("\n")[:2] for passage in rows] == [
        ["A NỀN MÓNG", "I Thể chế"],
        ["A NỀN MÓNG", "II Hạ tầng"],
    ]
    assert rows[1].text.startswith("II | Hạ tầng")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Tuổi thọ", "76", "76"), "Chỉ tiêu: Tuổi thọ; Năm 2025: 76; Năm 2030: 76"),
        (("Tổng số", "", "5"), "Chỉ tiêu: Tổng số; Năm 2030: 5"),
        (("Nhóm chung", "Nhóm chung", "Nhóm chung"), "Nhóm chung"),
    ],
)
def test_cells_are_named_by_their_columns(cells: tuple[str, ...], expected: str) -> None:
    assert named_cells(("Chỉ tiêu", "Năm 2025", "Năm 2030"), cells) == expected


def test_a_label_is_no_passage_of_its_own() -> None:
    sentence = "Trong quá trình thực hiện, các đơn vị " + "phối hợp chặt chẽ với nhau, " * 20 + "báo cáo."
    passages = passages_of(f"1. Một việc.\n2. {sentence}", 200)
    assert [passage.text for passage in passages if len(passage.text) < 10] == []


def test_a_table_longer_than_a_context_keeps_every_row() -> None:
    table = Table((("Việc", "Cơ quan"), *((f"Việc số {n} " + "x" * 80, "Sở Y tế") for n in range(30))))
    reading = reading_text(extraction_of_blocks(Line("1. Bảng", starts_paragraph=True), table))
    passages = split_passages(reading, outline(reading), "d", 300)
    assert_covers_once(passages, reading.text)
    assert all("Cơ quan: Sở Y tế" in passage.context for passage in passages if "Việc số" in passage.text)


LINES = st.lists(
    st.sampled_from(
        ["I. MỘT", "1. Một", "2. Hai", "1.1. Con", "a) Điểm;", "b) Điểm;", "Điều 1. Tên", "Điều 2. Tên", "Chương I",
         "- Gạch đầu dòng;", SENTENCE, SENTENCE * 9, "Sở Y tế chủ trì:", "Nơi nhận:", "TM. CHÍNH PHỦ", "KẾ HOẠCH", "  ",
         "x" * 950]
    ),
    max_size=16,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(LINES, st.sampled_from([120, 400, 900]))
def test_passages_cover_any_text_once(lines: list[str], max_chars: int) -> None:
    text = "\n".join(lines)
    passages = passages_of(text, max_chars)
    assert_covers_once(passages, text)
    assert all(len(passage.text) <= 1.25 * max_chars + 800 for passage in passages)


@pytest.mark.real
@pytest.mark.parametrize(
    "pattern",
    [
        *(f"corpus/00{number}*" for number in range(5)),
        "documents/txt/dongNai*",
        "documents/pdf/van-ban*",
        "documents/docx/ND30_30*",
    ],
)
def test_passages_of_official_documents(pattern: str) -> None:
    reading = reading_text(read_file(real_file(pattern)))
    sections = outline(reading)
    passages = split_passages(reading, sections, "d")
    assert_covers_once(passages, reading.text)
    assert without_space("".join(passage.text for passage in passages)) == without_space(reading.text)
    starts = {section.start for section in sections}
    assert {
        min(p.start for p in passages if p.section == section) for section in {p.section for p in passages}
    } <= starts
    lengths = sorted(len(passage.text) for passage in passages)
    assert lengths[-1] <= 1200
    parents = {section.path for section, child in pairwise(sections) if section.start < child.start < section.end}
    assert not [p for p in passages if p.section in parents and p.text == p.headings[-1]]
