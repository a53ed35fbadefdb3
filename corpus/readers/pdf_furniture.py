"""What is printed on a page beside its text: running heads, page numbers, stamps, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from corpus.readers.pdf_glyphs import Word
from corpus.readers.pdf_page import PdfPage, TextArea
from corpus.readers.pdf_rows import Group, Row

# The running head of the official gazette (OCR may misread "Số"), and stamps of digital signatures; both refuse a
# sentence that mentions them.
_MASTHEAD = re.compile(r"(?:\S{1,4}\s+)?C[ÔO]NG B[ÁA]O\s*/\s*S\S{0,2}\s*\d.*", re.IGNORECASE)
_SIGNATURE_STAMP = re.compile(
    r"(?:(?:Được\s+)?Ký\s+(?:số\s+)?bởi|Người\s+ký|Ngày\s+ký|Thời\s+gian\s+ký|Signed\s+by|Signature\s+Valid"
    r"|Digitally\s+signed)\b\s*:?\s*\S.*",
    re.IGNORECASE,
)
_STAMP_COMPANION = re.compile(r"\s*(?:Email|Cơ\s+quan|Tổ\s+chức|Chức\s+vụ|Đơn\s+vị)\s*:.*", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\s*(?:trang\s*)?[-–—]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–—]?\s*", re.IGNORECASE)
_RULE = re.compile(r"[_\-–—=.*\s]{4,}|[_*]+")
_FOOTNOTE_START = re.compile(r"(?:\[?(\d{1,3})\]?|(\*{1,3}))(?=\s|$)")

_NUMBER = re.compile(r"\d+")

# The share of a page's height in which its furniture stands.
_EDGE = 0.1
# A running head stands on this share of the pages, and on three at least.
_SHARE_OF_PAGES = 1 / 3
_FOOTNOTE_SIZE = 0.9


def drop_page_numbers(pages: Sequence[PdfPage]) -> None:
    """Remove page numbers, the gazette's masthead, rules and signature stamps, in place."""
    for page in pages:
        # One such line alone may be a line of a form.
        stamp = sum(1 for row in _rows(page) if _SIGNATURE_STAMP.fullmatch(row.text)) >= 2
        _keep(page, lambda row, page=page, stamp=stamp: not _is_furniture(row, page, stamp))  # type: ignore[misc]


def drop_running_heads(pages: Sequence[PdfPage]) -> None:
    """Remove what stands at the edge of three pages and a third of them, the number of the page in it apart, in place.

    To be called after the footnotes are taken: the same note may stand at the foot of many pages.
    """
    counts = Counter(key for page in pages for key in {key for row in _rows(page) for key in _edge_keys(row, page)})
    repeated = {key for key, count in counts.items() if count >= max(3, len(pages) * _SHARE_OF_PAGES)}
    for page in pages:
        _keep(page, lambda row, page=page: repeated.isdisjoint(_edge_keys(row, page)))  # type: ignore[misc]


def take_footnotes(page: PdfPage, area: TextArea) -> None:
    """Move the small rows under the footnote rule into `page.footnotes` and drop their marks from the text, in place.

    Footnotes begin under a short rule or with a number, below all text of ordinary size.
    """
    last = page.items[-1] if page.items else None
    if not isinstance(last, Group):
        return
    start = _first_footnote(last.rows, area, page.rule_heights)
    if start == len(last.rows):
        return
    notes: list[str] = []
    marks: set[str] = set()
    for row in last.rows[start:]:
        mark = _footnote_mark(row)
        if mark:
            marks.add(mark)
        if mark or not notes:
            notes.append(row.text)
        else:
            notes[-1] += " " + row.text
    last.rows = last.rows[:start]
    page.items = [item for item in page.items if not isinstance(item, Group) or item.rows]
    page.footnotes = notes
    for item in page.items:
        if isinstance(item, Group):
            for row in item.rows:
                row.words = [word for word in row.words if not _is_mark(word, marks)] or row.words
        else:
            item.words = [word for word in item.words if not _is_mark(word, marks)]


def _rows(page: PdfPage) -> Iterator[Row]:
    return (row for group in page.groups for row in group.rows)


def _keep(page: PdfPage, wanted: Callable[[Row], bool]) -> None:
    for group in page.groups:
        group.rows = [row for row in group.rows if wanted(row)]
    page.items = [item for item in page.items if not isinstance(item, Group) or item.rows]


def _is_furniture(row: Row, page: PdfPage, stamp: bool) -> bool:
    text = row.text
    if _RULE.fullmatch(text) or (stamp and (_SIGNATURE_STAMP.fullmatch(text) or _STAMP_COMPANION.fullmatch(text))):
        return True
    return _at_edge(row, page) and bool(_MASTHEAD.fullmatch(text) or _PAGE_NUMBER.fullmatch(text))


def _at_edge(row: Row, page: PdfPage) -> bool:
    return row.bottom < _EDGE * page.height or row.top > (1 - _EDGE) * page.height


def _edge_keys(row: Row, page: PdfPage) -> Iterator[tuple[str, int]]:
    """Yield what a row at the edge may share with other pages: its words, or its words about the number of the page.

    Labels that count something else ("Mẫu số 01", "Mẫu số 02") differ in both.
    """
    if not _at_edge(row, page):
        return
    yield row.text, 0
    for number in _NUMBER.finditer(row.text):
        if len(number.group()) <= 4:
            yield row.text[: number.start()] + "#" + row.text[number.end() :], int(number.group()) - page.number


def _first_footnote(rows: Sequence[Row], area: TextArea, rule_heights: Sequence[float]) -> int:
    start = len(rows)
    while start and rows[start - 1].size <= _FOOTNOTE_SIZE * area.size:
        start -= 1
    while start < len(rows) and not _begins_footnote(rows[start], rule_heights):
        start += 1
    return start


def _begins_footnote(row: Row, rule_heights: Sequence[float]) -> bool:
    under_rule = any(row.top - 12 < height < row.top + 6 for height in rule_heights)
    return under_rule or _footnote_mark(row) is not None


def _footnote_mark(row: Row) -> str | None:
    match = _FOOTNOTE_START.match(row.text)
    if match is None or len(row.words) == 1:
        return None
    first = row.words[0]
    raised = first.size < 0.85 * row.size or first.middle < row.words[1].middle - 1
    return first.text.strip("[]") if raised else None


def _is_mark(word: Word, marks: set[str]) -> bool:
    return word.attached and word.text.strip("[]") in marks
