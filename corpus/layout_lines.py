"""Printed lines cleaned one by one: spaces, Markdown marks, stray symbols, page furniture, tables drawn with pipes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.layout_markdown import is_markdown, without_markdown
from corpus.outline_markers import CELL_SEPARATOR, opens_a_part, worded_marker
from corpus.records import ExtractedPage, Extraction, Line, Table
from vietnamese.normal_forms import compose

_HARD_BREAK_SPACES = 2
# A line without any letter or digit: a rule, "✕", "• •", "*". Refuses a line with one word character.
_ONLY_SYMBOLS = re.compile(r"[\W_]+")
# Stray bullets after the last word, as OCR leaves them: "GIẢI PHÁP • •". Refuses a bullet that opens a line.
_TRAILING_SYMBOLS = re.compile(r"(?<=\S)\s+[•●✕▪◦\s]*[•●✕▪◦]$")
# "3", "- 3 -", "Trang 3/10". Refuses a number with any other word.
_PAGE_NUMBER = re.compile(r"(?:trang\s+)?[-–—]?\s*(\d{1,4})\s*[-–—]?(?:\s*/\s*\d{1,4})?", re.IGNORECASE)
_EDGE_LINES = 2
_LONGEST_CELL = 40
_MIN_RUNNING_HEAD_LETTERS = 4
# Words of a letterhead or of a signature block, which some formats lay out as a table without borders.
_LAYOUT_TABLE = re.compile(
    r"CỘNG H[OÒ][AÀ] XÃ HỘI|ĐẢNG CỘNG SẢN|Độc lập\s*[-–]|N[ơo]i nh[âậa]n\s*:|\b(?:TM|KT|TL|TUQ)\."
    r"|\b[TK]/[MTL]\b|^Số\s*:?\s*\d",
    re.MULTILINE,
)
_LAYOUT_TABLE_ROWS = 4
_LAYOUT_RUN = 30
_LAYOUT_TABLE_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line, later a paragraph: its words, the index of its page, the blank lines before it, what is marked.

    `bold` are spans in `text`; `joins_next` says that the break after the line is within one marked run of words;
    `page_offsets` are (page index, offset in text) at which each page of a paragraph begins.
    """

    text: str
    page: int
    gap: int = 0
    bold: tuple[tuple[int, int], ...] = ()
    centred: bool | None = None
    starts_paragraph: bool | None = None
    joins_next: bool = False
    page_offsets: tuple[tuple[int, int], ...] = ()

    @property
    def all_bold(self) -> bool:
        """Whether every word of the line is bold."""
        return sum(end - start for start, end in self.bold) >= len(self.text) > 0


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table with white space in its cells made plain."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int
    page: int


Block = PrintedLine | PrintedTable
Step = Callable[[list[Block]], list[Block]]


def printed_blocks(extraction: Extraction) -> list[Block]:
    """Return the lines with words and the tables of `extraction`, cleaned, in order."""
    blocks = list(_unrolled(extraction.pages))
    lines = (block.text for block in blocks if isinstance(block, PrintedLine))
    if extraction.obtained_by == "markdown" or (extraction.obtained_by == "text" and is_markdown(lines)):
        blocks = without_markdown_marks(blocks)
    # The readers of printed pages know where each row stands and have left the furniture out already; here, by words
    # alone, two pages that begin with the same sentence would lose it.
    printed = extraction.obtained_by in _PRINTED
    for step in _STEPS if not printed else [step for step in _STEPS if step not in _FURNITURE_STEPS]:
        blocks = step(blocks)
    return _without_blanks(blocks)


def without_markdown_marks(blocks: list[Block]) -> list[Block]:
    """Undo Markdown in each run of lines that no blank line and no table parts."""
    found: list[Block] = []
    run: list[PrintedLine] = []
    for block in [*blocks, None]:
        if isinstance(block, PrintedLine) and block.text.strip() and block.text.strip() != "|":
            run.append(block)
            continue
        found.extend(_run_without_markdown(run))
        run = []
        if block is not None:
            found.append(block)
    return found


def with_pipe_tables(blocks: list[Block]) -> list[Block]:
    """Make a table of lines between lone pipes, as web pages copied to text have them.

    "|⏎ cell ⏎|⏎ cell ⏎|" is a row; a pipe right after a pipe opens the next row; a blank line ends the table.
    """
    found: list[Block] = []
    index = 0
    while index < len(blocks):
        end = _end_of_pipe_table(blocks, index) if _is_pipe(blocks[index]) else index
        if end == index:
            block = blocks[index]
            found.append(replace(block, text="") if isinstance(block, PrintedLine) and _is_pipe(block) else block)
            index += 1
        else:
            found.extend(_pipe_table(blocks[index:end]))
            index = end
    return found


def without_layout_columns(blocks: list[Block]) -> list[Block]:
    """Lay out a letterhead or a signature block printed as "left | right" lines: one column after the other."""
    found: list[Block] = []
    run: list[PrintedLine] = []
    for block in [*blocks, None]:
        if isinstance(block, PrintedLine) and (not block.text.strip() or block.text.count(CELL_SEPARATOR) == 1):
            run.append(block)
            continue
        found.extend(_columns_apart(run))
        run = []
        if block is not None:
            found.append(block)
    return found


def _columns_apart(run: Sequence[PrintedLine]) -> Sequence[PrintedLine]:
    """Return the left cells, then the right ones, of lines that are a letterhead or a signature; else the lines."""
    lines = [line for line in run if line.text.strip()]
    if not 1 < len(lines) <= _LAYOUT_RUN or not any(_LAYOUT_TABLE.search(line.text) for line in lines):
        return run
    cells = [replace(line, text=line.text.split(CELL_SEPARATOR)[side], bold=()) for side in (0, 1) for line in lines]
    return [cell for cell in cells if not _ONLY_SYMBOLS.fullmatch(cell.text)]


def without_layout_tables(blocks: list[Block]) -> list[Block]:
    """Lay out boxes of one column, letterheads and signature blocks: one cell after another."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, PrintedTable) and _is_layout_table(block):
            for cell in (cell for row in block.rows for cell in dict.fromkeys(row)):
                lines = [line.strip() for line in cell.split("\n")]
                found.extend(
                    PrintedLine(line, block.page, starts_paragraph=True if number == 0 else None)
                    for number, line in enumerate(lines)
                )
        else:
            found.append(block)
    return found


def with_plain_cells(blocks: list[Block]) -> list[Block]:
    """Put each cell of a table on one line; drop tables without a word."""
    found: list[Block] = []
    for block in blocks:
        if not isinstance(block, PrintedTable):
            found.append(block)
            continue
        rows = tuple(tuple(" ".join(cell.split()) for cell in row) for row in block.rows)
        rows = tuple(row for row in rows if any(row))
        if rows:
            found.append(replace(block, rows=rows, header_rows=min(block.header_rows, len(rows))))
    return found


def without_stray_symbols(blocks: list[Block]) -> list[Block]:
    """Empty lines that hold no letter and no digit; strip stray bullets at the end of the others."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, PrintedLine):
            text = "" if _ONLY_SYMBOLS.fullmatch(block.text) else _TRAILING_SYMBOLS.sub("", block.text)
            block = replace(block, text=text, bold=tuple(span for span in block.bold if span[1] <= len(text)))
        found.append(block)
    return found


def without_running_heads(blocks: list[Block]) -> list[Block]:
    """Empty lines that stand at the edge of many pages and differ by numbers only ("CÔNG BÁO/Số 321 … 104")."""
    pages = {block.page for block in blocks}
    if len(pages) < 2:
        return blocks
    edges = _edge_indexes(blocks)
    counts = Counter(_without_numbers(_line(blocks[index]).text) for index in edges)
    needed = max(2, 0.4 * len(pages))
    return [
        replace(block, text="")
        if index in edges
        and isinstance(block, PrintedLine)
        and counts[_without_numbers(block.text)] >= needed
        and len(_without_numbers(block.text)) >= _MIN_RUNNING_HEAD_LETTERS
        and not opens_a_part(block.text)
        else block
        for index, block in enumerate(blocks)
    ]


def without_page_numbers(blocks: list[Block]) -> list[Block]:
    """Empty page numbers: alone at the edge of a page, or alone amid the text where no pages are known.

    Amid the text a lone number goes only when blank lines part it from the text on both sides and it exceeds the
    page numbers before it, so that a number in a list of figures stays.
    """
    pages = {block.page for block in blocks}
    edges = _edge_indexes(blocks) if len(pages) > 1 else set()
    last = 0
    found: list[Block] = []
    for index, block in enumerate(blocks):
        match = _PAGE_NUMBER.fullmatch(block.text) if isinstance(block, PrintedLine) else None
        if match and isinstance(block, PrintedLine):
            alone = _alone(blocks, index) and last < int(match[1]) <= last + 30
            if index in edges or alone:
                last = int(match[1]) if alone else last
                block = replace(block, text="")
        found.append(block)
    return found


_STEPS: tuple[Step, ...] = (
    with_pipe_tables,
    without_layout_tables,
    with_plain_cells,
    without_stray_symbols,
    without_running_heads,
    without_page_numbers,
    without_layout_columns,
)
_FURNITURE_STEPS: tuple[Step, ...] = (without_running_heads, without_page_numbers)
_PRINTED = ("pdf", "ocr", "mixed")


def _unrolled(pages: Sequence[ExtractedPage]) -> Iterator[Block]:
    for index, page in enumerate(pages):
        for block in page.blocks:
            if isinstance(block, Table):
                rows = tuple(tuple(compose(cell) for cell in row) for row in block.rows)
                yield PrintedTable(rows, block.header_rows, index)
            else:
                yield from _printed_lines(block, index)


def _printed_lines(line: Line, page: int) -> Iterator[PrintedLine]:
    for number, text in enumerate(re.split(r"[\n\f\v\r\u2028]", compose(line.text))):
        plain = " ".join(text.split())
        # Two spaces at the end of a Markdown line break it; kept as the one mark that a space can carry.
        kept = plain + "  " if text.endswith(" " * _HARD_BREAK_SPACES) and plain else plain
        yield PrintedLine(
            kept,
            page,
            bold=((0, len(plain)),) if line.bold and plain else (),
            centred=line.centred,
            starts_paragraph=line.starts_paragraph if number == 0 else True,
        )


def _run_without_markdown(run: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    if not run:
        return
    for unmarked in without_markdown([line.text for line in run]):
        line = run[unmarked.index]
        bold = unmarked.bold or (((0, len(unmarked.text)),) if line.bold and unmarked.text else ())
        yield replace(
            line,
            text=unmarked.text,
            bold=bold,
            joins_next=unmarked.joins_next,
            starts_paragraph=True if unmarked.starts else line.starts_paragraph,
        )


def _without_blanks(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    gap = 0
    for block in blocks:
        if isinstance(block, PrintedLine):
            text = block.text.strip()
            if not text:
                gap += 1
                continue
            block = replace(block, text=text, gap=gap)
        gap = 0
        found.append(block)
    return found


def _is_pipe(block: Block) -> bool:
    return isinstance(block, PrintedLine) and block.text.strip() == "|"


def _end_of_pipe_table(blocks: Sequence[Block], start: int) -> int:
    """Return the index after the last pipe of the table at `start`; `start` itself when there is none."""
    end = start
    # OCR reads the edge of a frame as a pipe; what follows is no cell when it is long or opens an article.
    for index in range(start + 1, len(blocks)):
        block = blocks[index]
        if not isinstance(block, PrintedLine):
            break
        if _is_pipe(block):
            end = index + 1
            continue
        closed = not block.text.strip() and _is_pipe(blocks[index - 1])
        if closed or index - end > _LONGEST_CELL or worded_marker(block.text.strip()):
            break
    return end


def _pipe_table(blocks: Sequence[Block]) -> Iterator[Block]:
    rows: list[list[str]] = []
    cells: list[str] = []
    cell = ""
    for block in blocks[1:]:
        if not _is_pipe(block):
            line = _line(block)
            cell += line.text.strip() + (" " if line.joins_next else "\n")
        elif cell.strip():
            cells.append(cell.strip())
            cell = ""
        elif cells:
            rows.append(cells)
            cells = []
    if cells:
        rows.append(cells)
    if rows:
        width = max(map(len, rows))
        padded = tuple(tuple(row) + ("",) * (width - len(row)) for row in rows)
        yield PrintedTable(padded, 1 if len(rows) > 1 else 0, blocks[0].page)


def _is_layout_table(table: PrintedTable) -> bool:
    columns = max(map(len, table.rows), default=0)
    few = len(table.rows) <= _LAYOUT_TABLE_ROWS and columns <= _LAYOUT_TABLE_COLUMNS
    return columns == 1 or (few and any(_LAYOUT_TABLE.search(cell) for row in table.rows for cell in row))


def _edge_indexes(blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of the first and last lines with words of every page."""
    of_page: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, PrintedTable) or block.text.strip():
            of_page.setdefault(block.page, []).append(index)
    edges = {index for indexes in of_page.values() for index in (*indexes[:_EDGE_LINES], *indexes[-_EDGE_LINES:])}
    return {index for index in edges if isinstance(blocks[index], PrintedLine)}


def _without_numbers(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


def _alone(blocks: Sequence[Block], index: int) -> bool:
    before = blocks[index - 1] if index else None
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    return all(isinstance(block, PrintedLine) and not block.text.strip() for block in (before, after))


def _line(block: Block) -> PrintedLine:
    assert isinstance(block, PrintedLine)
    return block
