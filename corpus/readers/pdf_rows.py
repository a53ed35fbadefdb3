"""From the words of a page to its rows in reading order: two columns side by side are read left, then right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus.readers.pdf_glyphs import Word

# Shares of the font size.
_SAME_ROW = 0.45
_SMALL_PRINT = 0.75
_SCRIPT_LETTERS = 3
_COLUMN_GAP = 1.5
_NARROW_COLUMN_GAP = 0.3
# In points: a column of a letterhead or signature block is at least this wide; the number of an item is not.
_MIN_COLUMN = 45.0
_CENTRED_WITHIN = 14.0
_SAME_EDGE = 3.0

# A row this much under the bottom of the row above (shares of the font size) with less overlap is on a line of its own.
_BESIDE = 0.35
_BLOCK_GAP = 6.0
# Words of a letterhead or a signature block: one row with both columns is then enough to know it.
_TELLING = re.compile(
    r"CỘNG H[OÒ][AÀ] XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN VIỆT NAM|Nơi nhận|\b(?:TM|KT|TL|TUQ|Q)\.|\b[TK]/[MTL]\b|^Số\s*:"
)
# What heads the right column of a letterhead, in capitals; in the middle of a sentence its gap is a plain space.
_RIGHT_HEADS = ("CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "ĐẢNG CỘNG SẢN VIỆT NAM")
_HEAD_GAP = 0.5
# Rows of a table without ruling lines: this many, nearly all with both columns, one of them narrow beside the page.
_TABLE_ROWS = 3
_TABLE_SHARE = 0.8
_NARROW_COLUMN = 0.36


@dataclass(slots=True)
class Row:
    """The words of one printed line from left to right."""

    words: list[Word]

    @property
    def left(self) -> float:
        """Return the left edge in points."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Return the right edge in points."""
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        """Return the top edge in points from the top of the page."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Return the bottom edge in points from the top of the page."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """Return the font size of most of the row's letters, in points."""
        return max(self.words, key=lambda word: len(word.text)).size

    @property
    def text(self) -> str:
        """Return the words with one space between; a raised or lowered end stays at its word."""
        return "".join(word.text if word.attached else " " + word.text for word in self.words).strip()

    @property
    def bold(self) -> bool:
        """Tell whether every word with a letter or digit is bold."""
        telling = [word for word in self.words if any(map(str.isalnum, word.text))]
        return bool(telling) and all(word.bold for word in telling)


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Return the words as rows from top to bottom; a raised or lowered small word goes with the row it touches."""
    rows: list[list[Word]] = []
    anchors: list[Word] = []
    for word in sorted(words, key=lambda word: word.middle):
        index = _row_at(anchors, word)
        if index is None:
            rows.append([word])
            anchors.append(word)
        else:
            rows[index].append(word)
            if word.size > anchors[index].size * 1.2:
                anchors[index] = word
    found = [Row(sorted(row, key=lambda word: word.left)) for row in rows]
    return sorted(found, key=_middle)


def _middle(row: Row) -> float:
    return sorted(word.middle for word in row.words)[len(row.words) // 2]


def _row_at(anchors: list[Word], word: Word) -> int | None:
    # Rows are met from top to bottom, so the last few are the only ones that can take the word.
    for index in range(len(anchors) - 1, max(-1, len(anchors) - 6), -1):
        anchor = anchors[index]
        if abs(anchor.middle - word.middle) < _SAME_ROW * max(anchor.size, word.size) and _may_share(anchor, word):
            return index
    return None


def _may_share(first: Word, second: Word) -> bool:
    """Tell whether two words near in height may stand in one row: small print between two rows is a row of its own."""
    small, large = sorted((first, second), key=lambda word: word.size)
    is_script = small.attached or (len(small.text) <= _SCRIPT_LETTERS and not small.text.isalpha())
    on_base = abs(small.bottom - large.bottom) < 0.2 * large.size
    return small.size > _SMALL_PRINT * large.size or is_script or on_base


@dataclass(slots=True)
class Group:
    """Rows that are read one after another: running text, one side of a two-column block, or rows of figures."""

    rows: list[Row]
    kind: Literal["text", "column", "figures"] = "text"


def in_reading_order(rows: list[Row]) -> list[Group]:
    """Return the rows as groups to be read one after another: each column of a two-column block is its own group.

    A row centred between the margins does not belong to a column.
    """
    if not rows:
        return []
    rows = _side_by_side(rows)
    page_middle = (min(row.left for row in rows) + max(row.right for row in rows)) / 2
    groups = [Group([])]
    index = 0
    while index < len(rows):
        end, gutter, is_table = _block_at(rows, index, page_middle)
        if end == index:
            groups[-1].rows.append(rows[index])
            index += 1
            continue
        if is_table:
            groups.extend([Group(rows[index:end], "figures"), Group([])])
            index = end
            continue
        block = _rows_above(groups[-1].rows, rows[index:end], gutter, page_middle) + rows[index:end]
        left, right = _columns(block, gutter)
        groups.extend([Group(left, "column"), Group(right, "column"), Group([])])
        index = end
    return [group for group in groups if group.rows]


def _side_by_side(rows: list[Row]) -> list[Row]:
    """Join rows of two columns that stand beside each other a few points higher or lower."""
    joined: list[Row] = []
    for row in rows:
        last = joined[-1] if joined else None
        if (
            last
            and last.bottom - row.top > _BESIDE * row.size
            and (row.left - last.right > row.size or last.left - row.right > row.size)
        ):
            joined[-1] = Row(sorted(last.words + row.words, key=lambda word: word.left))
        else:
            joined.append(row)
    return joined


def _rows_above(before: list[Row], block: list[Row], gutter: float, page_middle: float) -> list[Row]:
    """Take from the end of `before` the rows that begin one column of `block` above its first row."""
    taken: list[Row] = []
    while before:
        row, below = before[-1], (taken or block)[0]
        one_sided = row.right < gutter or row.left > gutter
        near = below.top - row.top < 2 * row.size
        centred = abs((row.left + row.right) / 2 - page_middle) < _CENTRED_WITHIN
        if not (one_sided and near and not centred and _belongs(row, block, gutter)):
            break
        taken.insert(0, before.pop())
    return taken


def _block_at(rows: list[Row], start: int, page_middle: float) -> tuple[int, float, bool]:
    """Return the end of the two-column block that starts at `start`, its gutter, and whether it is a table.

    The end is `start` itself when there is no such block.
    """
    gap = _gap_of(rows[start])
    if gap is None:
        return start, 0.0, False
    low, high = gap
    end, two_sided = start, 0
    for index in range(start, len(rows)):
        row = rows[index]
        if index > start and row.top - rows[index - 1].bottom > _BLOCK_GAP * row.size:
            break
        cut = _narrowed(row, low, high)
        if cut is None:
            break
        is_two_sided = row.left < cut[0] and row.right > cut[1]
        if is_two_sided and index > start and not _is_parted(row, sum(cut) / 2):
            break
        if not is_two_sided and (
            _is_centred_on(row, page_middle) or not _belongs(row, rows[start:index], sum(cut) / 2)
        ):
            break
        low, high = cut
        end, two_sided = index + 1, two_sided + is_two_sided
    block, gutter = rows[start:end], (low + high) / 2
    telling = any(_TELLING.search(row.text) for row in block)
    if not telling and _is_table(block, two_sided, gutter):
        return end, gutter, True
    is_block = (telling or two_sided >= 2) and _is_block(block, gutter)
    return (end, gutter, False) if is_block else (start, 0.0, False)


def _is_table(block: list[Row], two_sided: int, gutter: float) -> bool:
    """Tell whether rows belong together across the gutter, as in a table without ruling lines: they stay rows."""
    left, right = _columns(block, gutter)
    if not left or not right or two_sided < _TABLE_ROWS or two_sided < _TABLE_SHARE * len(block):
        return False
    whole = max(row.right for row in right) - min(row.left for row in left)
    return min(_width(left), _width(right)) < _NARROW_COLUMN * whole


def _width(rows: list[Row]) -> float:
    return max(row.right for row in rows) - min(row.left for row in rows)


def _is_centred_on(row: Row, middle: float) -> bool:
    return abs((row.left + row.right) / 2 - middle) < _CENTRED_WITHIN


def _is_parted(row: Row, gutter: float) -> bool:
    """Tell whether the gap of a row at the gutter is wider than the spaces of its line."""
    gaps = [(right.left - left.right, (right.left + left.right) / 2) for left, right in pairwise(row.words)]
    at_gutter = min(gaps, key=lambda gap: abs(gap[1] - gutter))[0]
    usual = sorted(gap for gap, _ in gaps)[(len(gaps) - 1) // 2]
    return at_gutter > 0.9 * row.size or (len(gaps) > 2 and at_gutter > 2.2 * usual)


def _gap_of(row: Row) -> tuple[float, float] | None:
    """Return the span of the wide gap of a row, or the one before the national name or the Party's."""
    for head in _RIGHT_HEADS:
        position = row.text.find(head)
        if position > 0:
            count = len(row.text[:position].split())
            low, high = row.words[count - 1].right, row.words[count].left
            return (low, high) if high - low > _HEAD_GAP * row.size else None
    gaps = [(right.left - left.right, left.right, right.left) for left, right in pairwise(row.words)]
    widest = max(gaps, default=(0.0, 0.0, 0.0))
    return (widest[1], widest[2]) if widest[0] > _COLUMN_GAP * row.size else None


def _narrowed(row: Row, low: float, high: float) -> tuple[float, float] | None:
    """Return what remains of the gutter beside the words of `row`; None when the row crosses it."""
    for word in row.words:
        if word.right <= low or word.left >= high:
            continue
        if word.left > low and word.right < high:
            # A word inside the gutter: it goes with the side it is nearer to.
            if word.left - low < high - word.right:
                low = word.right
            else:
                high = word.left
        elif word.left <= low:
            low = word.right
        else:
            high = word.left
        if high - low < _NARROW_COLUMN_GAP * row.size:
            return None
    return low, high


def _belongs(row: Row, block: list[Row], gutter: float) -> bool:
    """Tell whether a row on one side stands with its column: same left edge, same middle, or under its last row."""
    is_left = row.right <= gutter
    column = [part for other in block if (part := _side(other, gutter, is_left))]
    if not column:
        return True
    middle, left = (row.left + row.right) / 2, row.left
    return any(
        abs((other.left + other.right) / 2 - middle) < _CENTRED_WITHIN or abs(other.left - left) < _SAME_EDGE
        for other in column
    )


def _side(row: Row, gutter: float, is_left: bool) -> Row | None:
    words = [word for word in row.words if ((word.left + word.right) / 2 < gutter) == is_left]
    return Row(words) if words else None


def _is_block(block: list[Row], gutter: float) -> bool:
    left, right = _columns(block, gutter)
    if not left or not right:
        return False
    return min(_width(left), _width(right)) >= _MIN_COLUMN


def _columns(block: list[Row], gutter: float) -> tuple[list[Row], list[Row]]:
    left = [part for row in block if (part := _side(row, gutter, True))]
    right = [part for row in block if (part := _side(row, gutter, False))]
    return left, right
