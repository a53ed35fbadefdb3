"""How many of a table's first rows name its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# A row under the head that numbers the columns: 1 2 3, (1) (2) (3), A B 1.
_INDEX_CELL_CHARS = 4
_HEAD_CELL = re.compile(r"S?TT|Số\s+TT|Số\s+thứ\s+tự", re.IGNORECASE)
# The number of a row of content (1, 1.2, II, a): such a row is no head, however bold it is.
_ROW_NUMBER = re.compile(r"(?:\d+(?:\.\d+)*|[IVXL]+|[a-zđA-ZĐ])[.)]?")


def header_rows(rows: Sequence[tuple[str, ...]], bold: Sequence[bool]) -> int:
    """Return the number of head rows of a table; `bold` tells for each row whether all its words are bold."""
    count = 0
    while count < len(rows) - 1 and bold[count] and sum(map(bool, rows[count])) >= 2 and not _is_numbered(rows[count]):
        count += 1
    # A head that is not bold is known by its words (TT) or by the row under it that numbers the columns.
    if not count and len(rows) > 1 and (_HEAD_CELL.fullmatch(rows[0][0].strip()) or _is_index_row(rows[1])):
        count = 1
    if count and count < len(rows) - 1 and _is_sub_head(rows[count - 1], rows[count]):
        count += 1
    if count and count < len(rows) and _is_index_row(rows[count]):
        count += 1
    return count


def _is_numbered(row: Sequence[str]) -> bool:
    return _ROW_NUMBER.fullmatch(row[0].strip()) is not None


def _is_sub_head(head: Sequence[str], row: Sequence[str]) -> bool:
    """Tell whether a row divides a cell that spans columns of the head: its words stand under that cell only."""
    spanned = [index for index in range(1, len(head)) if not head[index]]
    named = [index for index, cell in enumerate(row) if cell]
    return bool(spanned) and len(named) >= 2 and all(index in spanned or index + 1 in spanned for index in named)


def _is_index_row(row: Sequence[str]) -> bool:
    """Tell whether a row numbers the columns, with figures in order after letters or other signs."""
    cells = [cell.strip("() \n") for cell in row if cell]
    numbers = [int(cell) for cell in cells if cell.isdigit()]
    in_order = len(numbers) >= 2 and all(right - left == 1 for left, right in pairwise(numbers)) and numbers[0] <= 2
    return in_order and all(len(cell) <= _INDEX_CELL_CHARS for cell in cells) and len(numbers) * 2 >= len(cells)
