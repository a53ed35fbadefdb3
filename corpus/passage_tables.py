"""Table rows as passages: each carries the names of its columns."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.records import TableSpan

_GROUP_SHARE = 0.3
_MAX_CONTEXT = 1200


def row_groups(table: TableSpan, max_chars: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, context) for the rows of `table`, short rows together; header rows go with the first row."""
    names = column_names(table)
    start: int | None = None
    context: list[str] = []
    for index, (row_start, row_end) in enumerate(table.rows):
        start = row_start if start is None else start
        if index >= table.header_rows:
            context.append(named_cells(names, table.cells[index]))
        following = table.rows[index + 1] if index + 1 < len(table.rows) else None
        if index + 1 < table.header_rows + 1 and following is not None:
            continue
        if following is None or following[1] - start > _GROUP_SHARE * max_chars:
            yield start, row_end, "\n".join(filter(None, context))[:_MAX_CONTEXT]
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
    """Return "Chỉ tiêu: …; Đơn vị: …" for the cells of one row; a cell merged over columns is named once."""
    named: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell and cell not in named.values():
            named[name or str(len(named))] = cell
    return "; ".join(f"{name}: {cell}" if not name.isdigit() else cell for name, cell in named.items())
