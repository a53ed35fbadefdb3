"""From the rows of a PDF page to lines: page furniture and footnotes apart, paragraphs, bold and centred marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf_rows import Group, Row
from corpus.records import Line, Table

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

# The share of a page's height in which its furniture stands.
_EDGE = 0.1
_MIN_INDENT = 0.7
_CENTRED = 0.07
_FOOTNOTE_SIZE = 0.9


@dataclass(slots=True)
class PdfPage:
    """What was seen on one page: rows and tables in reading order, size in points, heights of lone ruling lines."""

    number: int
    width: float
    height: float
    items: list[Group | Table]
    rule_heights: list[float] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)

    @property
    def groups(self) -> list[Group]:
        """Return the groups of rows, without the tables."""
        return [item for item in self.items if isinstance(item, Group)]


@dataclass(frozen=True, slots=True)
class TextArea:
    """The usual edges of the text of a document, the indent of its first lines, the distance of rows, the font size."""

    left: float
    right: float
    indent: float
    pitch: float
    size: float


def text_area(pages: Sequence[PdfPage]) -> TextArea:
    """Return the edges that most rows of `pages` keep to, in points; columns of letterheads are left out."""
    groups = [group.rows for page in pages for group in page.groups if not group.is_column]
    rows = [row for group in groups for row in group]
    if not rows:
        return TextArea(0, 1, 0, 12, 12)
    widest = max(row.right - row.left for row in rows)
    wide = [row for row in rows if row.right - row.left > 0.6 * widest]
    lefts = Counter(round(row.left) for row in wide)
    # Rows that go on are more than first lines, unless most paragraphs are one row: then the least left edge in use.
    left = min(place for place, count in lefts.items() if count >= 0.25 * max(lefts.values()))
    right, ending = Counter(round(row.right) for row in wide).most_common(1)[0]
    if ending < 0.15 * len(wide):
        # Ragged lines: the margin is where the longest end.
        right = round(max(row.right for row in wide))
    sizes = Counter(round(row.size * 2) / 2 for row in rows for _ in row.words)
    size = sizes.most_common(1)[0][0]
    indents = Counter(round(row.left) for row in rows if _MIN_INDENT * size < row.left - left < 6 * size)
    pitches = sorted(lower.top - upper.top for group in groups for upper, lower in pairwise(group))
    pitch = pitches[len(pitches) // 2] if pitches else 1.5 * size
    return TextArea(left, right, indents.most_common(1)[0][0] if indents else left, pitch, size)


def without_furniture(pages: Sequence[PdfPage]) -> None:
    """Remove running heads and feet, page numbers, the gazette's masthead, rules and signature stamps, in place."""
    repeated = _repeated_edges(pages)
    for page in pages:
        # One such line alone may be a line of a form.
        stamp = sum(1 for group in page.groups for row in group.rows if _SIGNATURE_STAMP.fullmatch(row.text)) >= 2
        for group in page.groups:
            group.rows = [row for row in group.rows if not _is_furniture(row, page, repeated, stamp)]
        page.items = [item for item in page.items if isinstance(item, Table) or item.rows]


def _is_furniture(row: Row, page: PdfPage, repeated: set[str], stamp: bool) -> bool:
    text = row.text
    if _RULE.fullmatch(text) or (stamp and (_SIGNATURE_STAMP.fullmatch(text) or _STAMP_COMPANION.fullmatch(text))):
        return True
    if not _at_edge(row, page):
        return False
    return bool(_MASTHEAD.fullmatch(text) or _PAGE_NUMBER.fullmatch(text)) or _without_digits(text) in repeated


def _at_edge(row: Row, page: PdfPage) -> bool:
    return row.bottom < _EDGE * page.height or row.top > (1 - _EDGE) * page.height


def _repeated_edges(pages: Sequence[PdfPage]) -> set[str]:
    """Return the words, digits left out, that stand at the edge of three pages and of a third of them."""
    counts = Counter(
        text
        for page in pages
        for text in {_without_digits(row.text) for group in page.groups for row in group.rows if _at_edge(row, page)}
    )
    return {text for text, count in counts.items() if count >= max(3, len(pages) / 3) and len(text) >= 3}


def _without_digits(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def take_footnotes(page: PdfPage, area: TextArea) -> None:
    """Move the small rows under the footnote rule into `page.footnotes` and drop their marks from the text, in place.

    Footnotes begin under a short rule or with a number, below all text of ordinary size.
    """
    last = page.items[-1] if page.items else None
    if not isinstance(last, Group):
        return
    rows = last.rows
    start = len(rows)
    while start and rows[start - 1].size <= _FOOTNOTE_SIZE * area.size:
        start -= 1
    while start < len(rows) and not _begins_footnote(rows, start, page.rule_heights):
        start += 1
    if start == len(rows):
        return
    notes: list[str] = []
    marks: set[str] = set()
    for row in rows[start:]:
        mark = _footnote_mark(row)
        if mark and (not notes or row.left >= rows[start].left - 2):
            marks.add(mark)
            notes.append(row.text)
        elif notes:
            notes[-1] += " " + row.text
        else:
            notes.append(row.text)
    last.rows = rows[:start]
    page.footnotes = notes
    for group in page.groups:
        for row in group.rows:
            _drop_marks(row, marks)


def _begins_footnote(rows: Sequence[Row], start: int, rule_heights: Sequence[float]) -> bool:
    under_rule = any(rows[start].top - 12 < height < rows[start].top + 6 for height in rule_heights)
    return under_rule or _footnote_mark(rows[start]) is not None


def _footnote_mark(row: Row) -> str | None:
    match = _FOOTNOTE_START.match(row.text)
    first = row.words[0]
    if match is None or len(row.words) == 1:
        return None
    raised = first.size < 0.85 * row.size or first.middle < row.words[1].middle - 1
    return first.text.strip("[]") if raised else None


def _drop_marks(row: Row, marks: set[str]) -> None:
    for word in list(row.words):
        small = word.size < 0.8 * row.size and word.middle < (row.top + row.bottom) / 2
        if small and word.text.strip("[]") in marks and len(row.words) > 1:
            row.words.remove(word)


def page_blocks(page: PdfPage, area: TextArea, last: Row | None) -> tuple[tuple[Line | Table, ...], Row | None]:
    """Return the lines and tables of a page; `last` is the row of body text before it, then the one it ends with."""
    blocks: list[Line | Table] = []
    for item in page.items:
        if isinstance(item, Table):
            blocks.append(item)
            last = None
        elif item.is_column:
            blocks.extend(_column_lines(item.rows))
            last = None
        else:
            blocks.extend(_body_lines(item.rows, area, last))
            last = item.rows[-1] if item.rows else last
    return tuple(blocks), last


def _body_lines(rows: Sequence[Row], area: TextArea, last: Row | None) -> Iterator[Line]:
    centred = _centred(rows, area)
    was_centred = last is not None and _is_centred(last, area)
    for row, is_centred in zip(rows, centred, strict=True):
        starts = _starts_paragraph(row, last, area, is_centred, was_centred)
        yield Line(row.text, bold=row.bold or None, centred=is_centred or None, starts_paragraph=starts)
        last, was_centred = row, is_centred


def _column_lines(rows: Sequence[Row]) -> Iterator[Line]:
    """Yield the rows of one side of a letterhead or signature block: only the words tell whether two are one."""
    for index, row in enumerate(rows):
        yield Line(row.text, bold=row.bold or None, starts_paragraph=True if index == 0 else None)


def _centred(rows: Sequence[Row], area: TextArea) -> list[bool]:
    """Tell which rows are centred; a bold row as wide as the page is when it goes on or is gone on by a centred one."""
    found = [_is_centred(row, area) for row in rows]
    for order in (range(1, len(rows)), range(len(rows) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for index in order:
            row, beside = rows[index], rows[index + step]
            if (
                not found[index]
                and found[index + step]
                and row.bold
                and beside.bold
                and abs(row.top - beside.top) < 2 * row.size
            ):
                found[index] = abs((row.left + row.right) / 2 - (beside.left + beside.right) / 2) < 3
    return found


def _is_centred(row: Row, area: TextArea) -> bool:
    indent, rest = row.left - area.left, area.right - row.right
    if abs(row.left - area.indent) < 2 and not row.bold:
        return False
    return min(indent, rest) > 2.2 * area.size and abs(indent - rest) < _CENTRED * (area.right - area.left)


def _starts_paragraph(row: Row, last: Row | None, area: TextArea, is_centred: bool, was_centred: bool) -> bool | None:
    if last is None:
        return True
    if row.top > last.top and row.top - last.top > max(1.35 * area.pitch, 2.2 * row.size):
        return True
    if is_centred and was_centred:
        return True if row.bold != last.bold or abs(row.size - last.size) > 1 else None
    if is_centred or was_centred:
        return True
    indent = row.left - area.left
    if indent < _MIN_INDENT * row.size:
        return _ends_short(last, row, area)
    if abs(row.left - area.indent) < 2 or row.left - last.left > _MIN_INDENT * row.size or _ends_short(last, row, area):
        return True
    # Indented like the row before and that one is full: a paragraph set in as a whole, or a list; the words tell.
    return None


def _ends_short(last: Row, row: Row, area: TextArea) -> bool:
    """Tell whether the first word of `row` would have had room at the end of `last`."""
    first = row.words[0]
    return area.right - last.right > (first.right - first.left) + 0.8 * row.size
