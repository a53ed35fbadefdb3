"""The parts of pages that can be told right or wrong without a page: words, dates, escaping, files, page pictures."""

from __future__ import annotations

import csv
import io
import json
import re
import string
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from answers.records import Comparison, ComparisonRow
from app import texts
from app.comparison_table import comparison_rows
from app.examples import example_questions
from app.exports import comparison_document, passage_rows, workbook_bytes
from app.formats import date_text, document_name, number_text, plain
from app.markup import excerpt, hit_card, marked, place_address
from app.measurements import read_measurements
from app.outline import listed_sections, outline_markup
from app.reading import ReadingMarkup
from app.search import owners
from app.upload import harmless_name
from corpus.records import Document, ParsedDocument, PartialDate, ReadingText, Section
from errors import InputError, UnreadableFile
from feedback import Feedback, append_feedback, read_feedback
from index.records import Expansion, UnderstoodQuestion
from marking import matching_spans, sought_words
from page_images import has_page_images, page_count, page_image
from spreadsheets import csv_bytes, harmless
from tests.app_library import PLAN, make_document, make_library, make_parsed

PROJECT = Path(__file__).resolve().parent.parent


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_both_languages_have_the_same_keys_and_blanks() -> None:
    vietnamese, english = texts.TABLES["vi"], texts.TABLES["en"]
    assert vietnamese.keys() == english.keys()
    assert {key: fields(words) for key, words in vietnamese.items()} == {
        key: fields(words) for key, words in english.items()
    }


def test_every_text_is_used_and_every_used_text_exists() -> None:
    paths = [*PROJECT.glob("app/*.py"), PROJECT / "search_app.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in paths if not path.stem.startswith("texts_"))
    keys = set(texts.TABLES["vi"])
    written = set(re.findall(r"""["'](\w+)["']""", code))
    beginnings = tuple(re.findall(r"""\bt\(\s*f["'](\w+_)\{""", code))
    assert not set(re.findall(r"""\bt\(\s*["'](\w+)["']""", code)) - keys
    assert not {key for key in keys - written if not key.startswith(beginnings)}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (PartialDate(2018, 4, 10), "10/04/2018"),
        (PartialDate(2025, 8), "08/2025"),
        (PartialDate(2025), "2025"),
        (PartialDate(), ""),
        (PartialDate(None, 8, 1), ""),
    ],
)
def test_date(date: PartialDate, expected: str) -> None:
    assert date_text(date) == expected


@pytest.mark.parametrize(("value", "decimals", "expected"), [(1234.5, 1, "1.234,5"), (97, 0, "97"), (0.25, 2, "0,25")])
def test_number_is_written_the_vietnamese_way(value: float, decimals: int, expected: str) -> None:
    assert number_text(value, decimals) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Kế hoạch số 12/KH-UBND"),
        ({"kind": None}, "Văn bản số 12/KH-UBND"),
        ({"number": None}, "Kế hoạch của Ủy ban nhân dân tỉnh Hòa Lâm"),
        ({"number": None, "issuer": None, "title": "Về dân số"}, "Kế hoạch: Về dân số"),
        ({"number": None, "issuer": None, "title": None}, "Kế hoạch (ke-hoach-hoa-lam.txt)"),
        ({"number": None, "issuer": None, "title": None, "source": "C:\\a\\b.txt"}, "Kế hoạch (b.txt)"),
    ],
)
def test_document_name(changes: dict[str, str | None], expected: str) -> None:
    assert document_name(make_document(**changes)) == expected


@pytest.mark.parametrize(
    "text", ["**đậm**", "$x^2$", "[a](http://b)", ":red[c]", "`mã`", "1. mục", "# đề", "a_b_c", "<i>", ":material/x:"]
)
def test_plain_escapes_every_sign_of_markdown(text: str) -> None:
    escaped = plain(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == text
    assert not re.search(r"(?<!\\)[*$\[\]`#_<:]", escaped)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_marked_text_is_the_text_with_marks(text: str, spans: list[tuple[int, int]]) -> None:
    shown = marked(text, spans)
    assert re.sub(r"</?mark>", "", shown) == "".join(marked(sign, []) for sign in text)
    assert shown.count("<mark>") == shown.count("</mark>")
    assert "<" not in re.sub(r"</?mark>", "", shown)


@given(st.text(alphabet="ab c", min_size=1, max_size=400), st.data())
def test_excerpt_holds_the_quotation(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown, (left, right) = excerpt(text, (start, end), around=20)
    assert shown[left:right] == text[start:end]
    assert shown.strip("… ") in text


def test_address_keeps_every_letter_of_a_section() -> None:
    address = place_address("a b", section="Điều 3.2.đ", start=1, end=5)
    assert address == "van-ban?van-ban=a+b&muc=%C4%90i%E1%BB%81u+3.2.%C4%91&tu=1&den=5"


@pytest.mark.parametrize(
    ("question", "has_marks", "expected"),
    [
        ("tỷ số giới tính khi sinh là gì", True, ["Tỷ số giới tính khi sinh"]),
        ("ty so gioi tinh khi sinh", False, ["Tỷ số giới tính khi sinh"]),
        ("bé gái", True, ["bé gái"]),
        ("sống", True, ["sống"]),
        ("không có gì ở đây", True, []),
    ],
)
def test_matching_words_are_marked(question: str, has_marks: bool, expected: list[str]) -> None:
    text = "Tỷ số giới tính khi sinh dưới 110 bé trai trên 100 bé gái sống."
    spans = matching_spans(text, sought_words(UnderstoodQuestion(question, question, has_marks=has_marks)))
    assert [text[start:end] for start, end in spans] == expected


def test_only_near_wordings_are_marked() -> None:
    expansions = (Expansion("x", "bé trai", 0.9, "synonym"), Expansion("x", "bé gái", 0.3, "synonym"))
    understood = UnderstoodQuestion("qwerty", "qwerty", expansions=expansions)
    text = "110 bé trai trên 100 bé gái"
    assert [text[start:end] for start, end in matching_spans(text, sought_words(understood))] == ["bé trai"]


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-5%", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=2"])
def test_a_cell_that_could_run_is_disarmed(cell: str) -> None:
    assert harmless(cell).startswith("'")
    (row,) = csv.reader(io.StringIO(csv_bytes([[cell]]).decode("utf-8-sig")))
    assert row[0].startswith("'")


def test_passages_become_rows_with_their_citation(tmp_path: Path) -> None:
    head, first, *_ = passage_rows(make_library(tmp_path).search("tổng tỷ suất sinh Hòa Lâm").hits)
    row = dict(zip(head, first, strict=True))
    assert row["Văn bản"] == "Kế hoạch số 12/KH-UBND"
    assert row["Ngày"] == "05/03/2026"
    assert row["Đề mục"] == "I. MỤC TIÊU › 1. Mục tiêu về mức sinh"
    assert row["Đoạn trích"].startswith("Đến năm 2030")
    assert row["Trích dẫn"] == "mục I.1, Kế hoạch số 12/KH-UBND ngày 5/3/2026"


def test_ordinary_cells_are_left_alone() -> None:
    assert [harmless(cell) for cell in ("10% - 20%", "a=b", "Điều 1", "")] == ["10% - 20%", "a=b", "Điều 1", ""]


def test_workbook_holds_text_only() -> None:
    content = workbook_bytes([["Mục", "Đoạn"], ["=1+1", "chữ\x00lạ"]], title="Tên/quá: dài [x]?" * 5)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Mục", "Đoạn"], ["=1+1", "chữlạ"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_comparison_in_word_has_every_cell(tmp_path: Path) -> None:
    from docx import Document as WordDocument

    rows = tuple(map(ComparisonRow, (make_document(), make_document("b", number="34/KH-UBND")), ((), ())))
    path = tmp_path / "so-sanh.docx"
    path.write_bytes(comparison_document(comparison_rows([("điểm", Comparison("điểm", rows))]), title="So sánh"))
    (table,) = WordDocument(str(path)).tables
    assert [cell.text for cell in table.rows[1].cells] == ["điểm", *["Không tìm thấy trong văn bản này"] * 2]
    assert "34/KH-UBND" in table.rows[0].cells[2].text


def test_examples_are_answered_by_the_documents(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    questions = example_questions(library)  # type: ignore[arg-type]
    assert questions
    assert not [question for question in questions if library.ask(question).abstained]
    assert len({question.split(" nêu gì")[0] for question in questions}) > 1


def test_outline_marks_the_section_that_is_read() -> None:
    parsed = make_parsed(make_document())
    start = PLAN.index("Tỷ số giới tính")
    lines = outline_markup(parsed, (start, start + 5)).split("<a ")
    (current,) = [line for line in lines if 'aria-current="true"' in line]
    assert "2. Cân bằng giới tính khi sinh" in current
    assert len(listed_sections(parsed)) == 5


def test_reading_text_keeps_every_paragraph_and_marks_pages() -> None:
    text = "Đoạn một đậm.\nĐoạn hai\nĐoạn ba"
    reading = ReadingText(text, page_starts=(0, 16), page_numbers=(1, 2), bold=((9, 12),), centred=((14, 22),))
    parsed = ParsedDocument(Document("a"), reading, (Section("I", "I.", "Đoạn một", 1, 0, len(text)),), (), ())
    shown = ReadingMarkup(parsed, (20, 27), None, "khóa").build()
    assert '<p class="tl-h" data-start="0">' in shown
    assert "<b>đậm</b>" in shown
    assert shown.count("<mark>") == 2
    assert re.sub(r"<[^>]+>", "", shown.replace("</p>", "\n")) == text + "\n"
    assert 'Đo<span class="tl-page" data-label="trang 2"></span>ạn ' in shown
    assert shown.index('data-place-key="khóa"') < shown.index("<mark>")


def test_a_word_damaged_by_ocr_is_marked_and_stays_as_issued() -> None:
    parsed = ParsedDocument(Document("a"), ReadingText("Bộ Chính ữị quyết định"), (), (), ())
    shown = ReadingMarkup(parsed, None, None, "", {(9, 11): "trị"}).build()
    assert re.search(r'<span class="tl-likely" title="[^"]*“trị”[^"]*">ữị</span>', shown)
    assert re.sub(r"<[^>]+>", "", shown) == parsed.reading.text


def test_a_marked_table_row_is_set_off() -> None:
    parsed = make_parsed(make_document())
    start = PLAN.index("Khám sức khỏe")
    shown = ReadingMarkup(parsed, (start, start + 5), None, "khóa").build()
    row = f'data-row="{start} {start + 19}"><td>Khám sức khỏe</td><td>85%</td></tr>'
    assert f'<tr class="tl-row-here" data-place-key="khóa" {row}' in shown
    assert "<th>Chỉ tiêu</th>" in shown


def test_other_documents_with_the_same_words_are_named_once(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    hit = library.search("tổng tỷ suất sinh của tỉnh").hits[0]
    known = {document.id: document for document in library.documents()}
    twin = replace(hit, also_in=("son-khe:0", "son-khe:3", "hoa-lam:1", "gone:2"))
    assert owners(twin, known) == ["son-khe"]
    assert "Cũng có trong" in hit_card(twin, [], [known["son-khe"]])
    assert "Cũng có trong" not in hit_card(hit, [])


def test_feedback_survives_a_line_cut_short(tmp_path: Path) -> None:
    first = Feedback("2026-01-02T03:04:05+07:00", "Câu hỏi?", "right", citations=("mục 1",))
    append_feedback(tmp_path / "du-lieu", first)
    with (tmp_path / "du-lieu" / "feedback.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"at": "2026\n')
    append_feedback(tmp_path / "du-lieu", replace(first, verdict="wrong"))
    assert [one.verdict for one in read_feedback(tmp_path / "du-lieu")] == ["right", "wrong"]
    assert read_feedback(tmp_path / "du-lieu")[0] == first


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kế hoạch số 12 (bản 2).pdf", "Kế hoạch số 12 (bản 2).pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\tệp.docx", "tệp.docx"),
        ("a\x00b\n<c>.txt", "a_b__c_.txt"),
        ("..", "tep"),
        ("", "tep"),
        ("đ" * 200 + ".pdf", "đ" * 76 + ".pdf"),
    ],
)
def test_the_name_of_an_uploaded_file_is_harmless(name: str, expected: str) -> None:
    assert harmless_name(name) == expected


def test_no_feedback_yet(tmp_path: Path) -> None:
    assert read_feedback(tmp_path) == ()


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "hai-trang.pdf"
    pages = [Image.new("RGB", (200, 100), colour) for colour in ("white", "black")]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


def test_pages_of_a_pdf_become_pictures(pdf: Path) -> None:
    assert has_page_images(pdf)
    assert page_count(pdf) == 2
    with Image.open(io.BytesIO(page_image(pdf, 2))) as picture:
        assert picture.convert("L").getextrema()[1] < 30


def test_a_page_that_is_not_there_is_told(pdf: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2 trang, không có trang 3"):
        page_image(pdf, 3)
    broken = tmp_path / "hong.pdf"
    broken.write_bytes(b"not a pdf")
    with pytest.raises(UnreadableFile, match=r"hong\.pdf"):
        page_count(broken)
    assert not has_page_images(tmp_path / "a.docx")
    assert not has_page_images(None)


def test_measurements_are_found_at_any_depth(tmp_path: Path) -> None:
    value = {
        "title": "Kế hoạch",
        "engines": {"faiss": {"questions": 40, "hit@1": 0.5, "mrr@10": 0.625, "p50_ms": 12.5}},
    }
    (tmp_path / "a.json").write_text(json.dumps(value), encoding="utf-8")
    (tmp_path / "b.json").write_text("broken", encoding="utf-8")
    (found,) = read_measurements(tmp_path)
    assert found.shares == (("hit_1", 0.5), ("mrr_10", 0.625))
    assert found.note == "Đo trên 40 câu hỏi."
    assert found.others == (("p50", "12,5 ms"),)
