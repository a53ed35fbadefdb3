"""Table rows as passages: each carries the names of its columns and the group it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.records import TableSpan

_GROUP_SHARE = 0.3
_MAX_CONTEXT = 1200
_ROMAN = re.compile(r"[IVX]+\.?")
_CAPITAL = re.compile(r"[A-Z]\.?")


def row_groups(table: TableSpan, max_chars: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, context) for the rows of `table`, which it covers.

    Header rows and rows that name a group ("II | Phát triển hạ tầng") go with the row below; short rows go together
    up to a share of `max_chars`. The context repeats the groups and, for each row, its cells with their columns' names.
    """
    names = column_names(table)
    groups: dict[int, str] = {}
    start: int | None = None
    context: list[str] = []
    for index, (row_start, row_end) in enumerate(table.rows):
        start = row_start if start is None else start
        last = index + 1 == len(table.rows)
        if index < table.header_rows:
            announces = True
        else:
            announces = _names_a_group(table.cells[index], len(names))
            if announces:
                _enter_group(groups, table.cells[index])
            else:
                context.append(named_cells(names, table.cells[index]))
        if last or not (announces or table.rows[index + 1][1] - start <= _GROUP_SHARE * max_chars):
            yield start, row_end, "\n".join(filter(None, (*groups.values(), *context)))[:_MAX_CONTEXT]
            start, context = None, []


def column_names(table: TableSpan) -> tuple[str, ...]:
    """Return the name of each column, from the top: "Chỉ tiêu", "Năm 2030 / Kế hoạch"."""
    header = table.cells[: table.header_rows]
    width = max((len(row) for row in table.cells), default=0)
    return tuple(
        " / ".join(dict.fromkeys(row[column] for row in header if column < len(row) and row[column]))
        for column in range(width)
    )


def named_cells(names: tuple[str, ...], cells: tuple[str, ...]) -> str:
    """Return "Chỉ tiêu: …; Đơn vị: …" for the cells of one row; a cell merged over the whole row is said once."""
    pairs = [(name, cell) for name, cell in zip(names, cells, strict=False) if cell]
    if len(pairs) > 1 and len({cell for _, cell in pairs}) == 1:
        return pairs[0][1]
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)


def _names_a_group(cells: tuple[str, ...], width: int) -> bool:
    """Tell whether a row only names the rows below: at most its number and one title, in a table of three columns."""
    return width >= 3 and len({cell for cell in cells if cell}) <= 2 and not (cells[-1] and len(set(cells)) > 1)


def _enter_group(groups: dict[int, str], cells: tuple[str, ...]) -> None:
    """Note the group named by `cells`; groups of its rank and below are left."""
    first = cells[0]
    rank = 1 if _ROMAN.fullmatch(first) else 0 if _CAPITAL.fullmatch(first) else 2
    for other in [other for other in groups if other >= rank]:
        del groups[other]
    groups[rank] = " ".join(dict.fromkeys(cell for cell in cells if cell))
