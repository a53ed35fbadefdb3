"""Where a quotation stands on the printed page."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from corpus.ingest import read_document
from corpus.quoted_words import quoted_words
from corpus.readers.pdf import words_of
from corpus.readers.pdf_glyphs import Word
from corpus.records import ParsedDocument, ReadingText
from errors import InputError
from page_images import page_image, quotation_boxes
from tests.corpus_factories import SHARED
from tests.pdf_samples import PAGE_HEIGHT, PAGE_WIDTH, Text, grid, make_pdf, paragraph

FIRST = (
    Text(85, 80, "I. MỤC TIÊU", bold=True),
    *paragraph(120, "1. Đến năm 2030 tỷ lệ khám sức", "khỏe trước kết hôn đạt 90% ở cả xã."),
    *paragraph(180, "2. Đến năm 2035 tỷ lệ khám sức", "khỏe trước kết hôn đạt 95% ở cả xã."),
    Text(85, 740, "3. Trạm y tế phường phối hợp với"),
)
SECOND = (
    Text(85, 80, "các tổ dân phố lập danh sách từng quý."),
    *[Text(x, y, text) for x, y, text in ((90, 145, "Chỉ tiêu"), (330, 145, "Năm 2030"), (90, 175, "Tư vấn"))],
    Text(330, 175, "90%"),
    *grid([85, 320, 540], [130, 155, 190]),
)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pdf(tmp_path_factory.mktemp("pdf") / "ke-hoach.pdf", list(FIRST), list(SECOND))


@pytest.fixture(scope="module")
def parsed(pdf: Path) -> ParsedDocument:
    return read_document(pdf)


def lines_marked(pdf: Path, parsed: ParsedDocument, number: int, words: str, *, last: bool = False) -> list[int]:
    """Return the heights in points, from the top, of the boxes around `words`; a box may not leave the page."""
    text = parsed.reading.text
    start = text.rindex(words) if last else text.index(words)
    boxes = quotation_boxes(pdf, number, parsed.reading, start, start + len(words))
    assert all(0 < left < right < 1 and 0 < top < bottom < 1 for left, top, right, bottom in boxes)
    return [round((top + bottom) / 2 * PAGE_HEIGHT) for _, top, _, bottom in boxes]


def test_words_over_two_lines_have_a_box_on_each(pdf: Path, parsed: ParsedDocument) -> None:
    marked = lines_marked(pdf, parsed, 1, "tỷ lệ khám sức khỏe trước kết hôn đạt 90%")
    assert [abs(height - line) < 12 for height, line in zip(marked, (120, 140), strict=True)] == [True, True]


def test_of_equal_words_those_of_the_span_are_marked(pdf: Path, parsed: ParsedDocument) -> None:
    (first,) = lines_marked(pdf, parsed, 1, "tỷ lệ khám sức")
    (second,) = lines_marked(pdf, parsed, 1, "tỷ lệ khám sức", last=True)
    assert abs(first - 120) < 12
    assert abs(second - 180) < 12


def test_a_sentence_over_two_pages_is_marked_on_both(pdf: Path, parsed: ParsedDocument) -> None:
    sentence = "phối hợp với các tổ dân phố"
    assert len(lines_marked(pdf, parsed, 1, sentence)) == 1
    assert len(lines_marked(pdf, parsed, 2, sentence)) == 1


def test_a_row_of_a_table_is_one_box(pdf: Path, parsed: ParsedDocument) -> None:
    (height,) = lines_marked(pdf, parsed, 2, "Tư vấn | 90%")
    assert abs(height - 175) < 12


def test_words_that_are_not_printed_have_no_box(pdf: Path, parsed: ParsedDocument) -> None:
    other = ReadingText("Những chữ này không in trên trang giấy nào cả.", (0,), (1,))
    assert quotation_boxes(pdf, 1, other, 0, len(other.text)) == ()
    assert quotation_boxes(pdf, 2, parsed.reading, 0, 5) == ()  # a span of another page
    with pytest.raises(InputError):
        quotation_boxes(pdf, 3, parsed.reading, 0, 5)


def test_a_turned_page_is_marked_where_it_is_seen(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "xoay.pdf", [Text(85, 80, "Trạm y tế phường lập danh sách từng quý.")], rotate=90)
    reading = ReadingText("Trạm y tế phường lập danh sách từng quý.", (0,), (1,))
    lefts, tops, rights, bottoms = zip(*quotation_boxes(path, 1, reading, 0, 16), strict=True)
    # What was 80 points from the top stands 80 points from the right; lines run downward.
    assert 1 - 100 / PAGE_HEIGHT < min(lefts) < max(rights) < 1 - 60 / PAGE_HEIGHT
    assert abs(min(tops) - 85 / PAGE_WIDTH) < 0.03
    assert max(bottoms) - min(tops) > 2 * (max(rights) - min(lefts))


def test_a_mark_between_the_words_does_not_hide_them() -> None:
    printed = "Trạm y tế phường lập danh sách phụ nữ (1) mang thai từng quý gửi về xã".split()
    words = [Word(text, 10.0 * index, 0, 10.0 * index + 9, 10, 10, False) for index, text in enumerate(printed)]
    reading = ReadingText("Trạm y tế phường lập danh sách phụ nữ mang thai từng quý gửi về xã", (0,), (1,))
    found = quoted_words(words, reading, 1, 0, len(reading.text))
    assert {"Trạm", "sách", "xã"} <= {word.text for word in found}


def test_the_highlight_is_drawn_under_the_print(pdf: Path, parsed: ParsedDocument) -> None:
    def colours(content: bytes) -> set[tuple[int, ...]]:
        with Image.open(io.BytesIO(content)) as picture:
            return {colour for _, colour in picture.getcolors(maxcolors=2**24)}

    words = "đạt 90% ở cả xã"
    start = parsed.reading.text.index(words)
    boxes = quotation_boxes(pdf, 1, parsed.reading, start, start + len(words))
    yellow = (255, 226, 120)
    assert yellow in colours(page_image(pdf, 1, boxes=boxes, dpi=60))
    assert yellow not in colours(page_image(pdf, 1, dpi=60))


@pytest.mark.real
def test_official_pages_show_where_every_passage_stands() -> None:
    paths = sorted((SHARED / "documents" / "pdf").glob("*.pdf"))[:3]
    if not paths:
        pytest.skip("the official files are not beside the project")
    import pypdfium2

    for path in paths:
        parsed = read_document(path)
        with pypdfium2.PdfDocument(path) as pdf:
            words = {page: words_of(pdf[page - 1], *pdf[page - 1].get_size()) for page in (1, 2)}
        passages = [one for one in parsed.passages if one.pages in ((1,), (2,))]
        exact = 0
        for passage in passages:
            found = quoted_words(words[passage.pages[0]], parsed.reading, passage.pages[0], passage.start, passage.end)
            exact += "".join(word.text for word in found) == "".join(passage.text.replace(" | ", " ").split())
        assert passages
        assert exact >= 0.9 * len(passages), path.name
