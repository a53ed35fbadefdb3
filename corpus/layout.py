"""From what a reader found to the reading text: layout undone, no word changed.

Every step is small, named and pure; `reading_text` applies them in order. What a step removes is either white space,
page furniture (page numbers, running heads, rules, stray symbols) or a mark of Markdown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout_lines import PrintedLine, PrintedTable, printed_blocks
from corpus.layout_paragraphs import join_paragraphs
from corpus.outline_markers import CELL_SEPARATOR
from corpus.records import Extraction, ReadingText, TableSpan


def reading_text(extraction: Extraction) -> ReadingText:
    """Return the reading text of `extraction`: one paragraph, list item or table row per line."""
    blocks = join_paragraphs(printed_blocks(extraction))
    writer = _Writer()
    for block in blocks:
        if isinstance(block, PrintedTable):
            writer.add_table(block)
        else:
            writer.add_paragraph(block)
    return writer.finish([page.number for page in extraction.pages])


@dataclass(slots=True)
class _Writer:
    """Lays paragraphs and tables one after another and notes where pages, tables and marked spans stand."""

    parts: list[str]
    length: int
    first_of_page: dict[int, int]
    tables: list[TableSpan]
    bold: list[tuple[int, int]]
    centred: list[tuple[int, int]]

    def __init__(self) -> None:
        self.parts, self.length, self.first_of_page = [], 0, {}
        self.tables, self.bold, self.centred = [], [], []

    def add_paragraph(self, line: PrintedLine) -> None:
        start = self._append(line.text)
        for page, offset in line.page_offsets:
            self.first_of_page.setdefault(page, start + offset)
        self.bold.extend((start + first, start + last) for first, last in line.bold)
        if line.centred:
            self.centred.append((start, start + len(line.text)))

    def add_table(self, table: PrintedTable) -> None:
        rows = []
        for cells in table.rows:
            text = " ".join(CELL_SEPARATOR.join(cells).split())
            start = self._append(text)
            rows.append((start, start + len(text)))
            self.first_of_page.setdefault(table.page, start)
        self.tables.append(TableSpan(rows[0][0], rows[-1][1], tuple(rows), table.rows, table.header_rows))

    def finish(self, numbers: Sequence[int | None]) -> ReadingText:
        text = "\n".join(self.parts)
        starts, printed, following = [], [], len(text)
        for index in reversed(range(len(numbers))):
            # A page without words begins where the next one does.
            following = self.first_of_page.get(index, following)
            number = numbers[index]
            if number is not None:
                starts.append(following)
                printed.append(number)
        return ReadingText(
            text=text,
            page_starts=tuple(reversed(starts)),
            page_numbers=tuple(reversed(printed)),
            tables=tuple(self.tables),
            bold=tuple(self.bold),
            centred=tuple(self.centred),
        )

    def _append(self, text: str) -> int:
        start = self.length + (1 if self.parts else 0)
        self.parts.append(text)
        self.length = start + len(text)
        return start
