"""Tables of a PDF page by their ruling lines; coordinates in points, y downward from the top."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium_c

from corpus.readers.pdf_glyphs import Word, turned
from corpus.readers.pdf_rows import Group, in_reading_order, rows_of
from corpus.readers.table_heads import header_rows
from corpus.records import Table

# In points: a ruling line is at most this thick; lines this near to one another are one; a cell is at least this high.
_THICK = 2.5
_NEAR = 3.0
_MIN_RULE = 8.0
_MAX_PATHS = 8000


@dataclass(slots=True)
class Rules:
    """The ruling lines of a page: horizontal (y, left, right) and vertical (x, top, bottom)."""

    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A ruled table: the heights of its lines, the places of its columns, and what stands in it."""

    xs: list[float]
    ys: list[float]
    rules: Rules
    words: list[Word] = field(default_factory=list)

    def holds(self, word: Word) -> bool:
        """Tell whether the middle of `word` is inside the table."""
        middle = (word.left + word.right) / 2
        return self.xs[0] <= middle <= self.xs[-1] and self.ys[0] <= word.middle <= self.ys[-1]


def ruling_lines(page: Any, width: float, height: float, rotation: int = 0) -> Rules:
    """Return the ruling lines that are drawn on a page: thin rectangles, lines, and the edges of stroked boxes."""
    rules = Rules()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(pdfium_c.FPDFPage_CountObjects(page), _MAX_PATHS)):
        drawn = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(drawn) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        if pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            box = (left.value, bottom.value, right.value, top.value)
            _add_edges(rules, turned(box, width, height, rotation), lambda drawn=drawn: _is_stroked(drawn))
    return rules


def _is_stroked(drawn: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroke)) and bool(stroke.value)


def _add_edges(rules: Rules, box: tuple[float, float, float, float], is_stroked: Any) -> None:
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    if high <= _THICK and wide <= _THICK:
        # Word draws the corner of a cell as a dot of its own; it continues the lines that meet there.
        rules.horizontal.append(((top + bottom) / 2, left, right))
        rules.vertical.append(((left + right) / 2, top, bottom))
    elif high <= _THICK:
        rules.horizontal.append(((top + bottom) / 2, left, right))
    elif wide <= _THICK:
        rules.vertical.append(((left + right) / 2, top, bottom))
    elif wide > _MIN_RULE and high > _MIN_RULE and is_stroked():
        rules.horizontal.extend([(top, left, right), (bottom, left, right)])
        rules.vertical.extend([(left, top, bottom), (right, top, bottom)])


def grids_of(rules: Rules) -> list[Grid]:
    """Return the tables that the ruling lines draw: at least two cells, closed on every side."""
    horizontal, vertical = _merged(rules.horizontal), _merged(rules.vertical)
    vertical = [rule for rule in vertical if rule[2] - rule[1] > _MIN_RULE]
    horizontal = [rule for rule in horizontal if rule[2] - rule[1] > _MIN_RULE]
    grids = []
    for crossing_h, crossing_v in _connected(horizontal, vertical):
        xs, ys = _places(rule[0] for rule in crossing_v), _places(rule[0] for rule in crossing_h)
        if (len(xs) >= 3 and len(ys) >= 2) or (len(xs) >= 2 and len(ys) >= 4):
            grids.append(Grid(xs, ys, Rules(crossing_h, crossing_v)))
    return sorted(grids, key=lambda grid: grid.ys[0])


def _merged(rules: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Join pieces of one line: at the same place, touching or overlapping."""
    groups: list[list[tuple[float, float, float]]] = []
    for rule in sorted(rules):
        if groups and rule[0] - groups[-1][-1][0] < _NEAR / 2:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    merged = []
    for group in groups:
        place = sum(rule[0] for rule in group) / len(group)
        start, end = None, 0.0
        for _, low, high in sorted(group, key=lambda rule: rule[1]):
            if start is None:
                start, end = low, high
            elif low <= end + _NEAR:
                end = max(end, high)
            else:
                merged.append((place, start, end))
                start, end = low, high
        if start is not None:
            merged.append((place, start, end))
    return merged


def _connected(
    horizontal: list[tuple[float, float, float]], vertical: list[tuple[float, float, float]]
) -> list[tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]]:
    """Return the groups of lines that cross one another, directly or through others."""
    waiting_h, waiting_v = set(range(len(horizontal))), set(range(len(vertical)))
    groups = []
    while waiting_h:
        group_h, group_v = {waiting_h.pop()}, set[int]()
        edge_h = set(group_h)
        while edge_h:
            edge_v = {v for v in waiting_v if any(_cross(horizontal[h], vertical[v]) for h in edge_h)}
            waiting_v -= edge_v
            group_v |= edge_v
            edge_h = {h for h in waiting_h if any(_cross(horizontal[h], vertical[v]) for v in edge_v)}
            waiting_h -= edge_h
            group_h |= edge_h
        groups.append(([horizontal[h] for h in sorted(group_h)], [vertical[v] for v in sorted(group_v)]))
    return groups


def _cross(horizontal: tuple[float, float, float], vertical: tuple[float, float, float]) -> bool:
    y, left, right = horizontal
    x, top, bottom = vertical
    return left - _NEAR <= x <= right + _NEAR and top - _NEAR <= y <= bottom + _NEAR


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def tables_and_text(words: list[Word], rules: Rules) -> tuple[list[Group | Grid], list[float]]:
    """Return tables and groups of rows from top to bottom, and the heights of the ruling lines outside tables."""
    items: list[Group | Grid] = []
    grids = grids_of(rules)
    for grid in grids:
        grid.words = [word for word in words if grid.holds(word)]
        if not grid.words:
            continue
        above = [word for word in words if word.middle < grid.ys[0]]
        items.extend(in_reading_order(rows_of(above)))
        items.append(grid)
        taken = {id(word) for word in (*above, *grid.words)}
        words = [word for word in words if id(word) not in taken]
    items.extend(in_reading_order(rows_of(words)))
    heights = [y for y, _, _ in rules.horizontal if not any(grid.ys[0] - 3 <= y <= grid.ys[-1] + 3 for grid in grids)]
    return items, heights


def table_of(grid: Grid) -> Table:
    """Return the table that the words of `grid` fill; a cell that spans others holds them once, in its first place."""
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    owner = _owners(grid)
    cells: dict[tuple[int, int], list[Word]] = {}
    for word in grid.words:
        column = _interval(grid.xs, (word.left + word.right) / 2)
        row = _interval(grid.ys, word.middle)
        cells.setdefault(owner[row, column], []).append(word)
    texts = {place: "\n".join(row.text for row in rows_of(inside)) for place, inside in cells.items()}
    rows = [tuple(texts.get((row, column), "") for column in range(width)) for row in range(height)]
    bold = [all(word.bold for word in cells.get((row, column), []) for column in range(width)) for row in range(height)]
    kept = [index for index in range(height) if any(rows[index])]
    used = [column for column in range(width) if any(rows[index][column] for index in kept)]
    table_rows = tuple(tuple(rows[index][column] for column in used) for index in kept)
    return Table(table_rows, header_rows=header_rows(table_rows, [bold[index] for index in kept]))


def _owners(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each place of the grid the place of the cell that spans it, where lines between places are missing."""
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(height):
        for column in range(width):
            place = (row, column)
            if column and not _line_at(grid.rules.vertical, grid.xs[column], grid.ys[row], grid.ys[row + 1]):
                place = owner[row, column - 1]
            elif row and not _line_at(grid.rules.horizontal, grid.ys[row], grid.xs[column], grid.xs[column + 1]):
                place = owner[row - 1, column]
            owner[row, column] = place
    return owner


def _line_at(rules: Sequence[tuple[float, float, float]], place: float, low: float, high: float) -> bool:
    middle = (low + high) / 2
    return any(abs(rule[0] - place) <= _NEAR and rule[1] - _NEAR <= middle <= rule[2] + _NEAR for rule in rules)


def _interval(places: Sequence[float], value: float) -> int:
    for index in range(len(places) - 2):
        if value < places[index + 1]:
            return index
    return len(places) - 2
