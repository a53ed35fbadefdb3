"""From the rows of a PDF page to lines, with paragraphs, bold and centred rows marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf_rows import Group, Row
from corpus.readers.pdf_tables import Grid, table_of
from corpus.records import Line, Table

# Shares of the font size and of the width of the text.
_MIN_INDENT = 0.7
_CENTRED = 0.07


@dataclass(slots=True)
class PdfPage:
    """What was seen on one page: rows and tables in reading order, size in points, heights of lone ruling lines."""

    number: int
    width: float
    height: float
    items: list[Group | Grid]
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
    groups = [group.rows for page in pages for group in page.groups if group.kind == "text"]
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


def page_blocks(page: PdfPage, area: TextArea, last: Row | None) -> tuple[tuple[Line | Table, ...], Row | None]:
    """Return the lines and tables of a page; `last` is the row of body text before it, then the one it ends with."""
    blocks: list[Line | Table] = []
    for item in page.items:
        if isinstance(item, Grid):
            blocks.append(table_of(item))
            last = None
        elif item.kind == "column":
            blocks.extend(_column_lines(item.rows))
            last = None
        elif item.kind == "figures":
            blocks.extend(Line(row.text, bold=row.bold or None, starts_paragraph=True) for row in item.rows)
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
    """Yield the rows of one side of a letterhead or signature block: mostly only the words tell whether two are one."""
    last = ""
    for row in rows:
        text = row.text
        # A date or a recipient that did not fit on its row goes on with a figure or a small letter.
        goes_on = bool(last) and (text[0].isdigit() or text[0].islower()) and last[-1].isalnum()
        starts = None if last and not goes_on else not last
        yield Line(text, bold=row.bold or None, starts_paragraph=starts)
        last = text


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
