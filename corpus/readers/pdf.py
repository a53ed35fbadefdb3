"""PDF files: the text layer where there is one, OCR of the pages that have none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.readers.limits import ReadingLimits
from corpus.readers.pdf_glyphs import Word, page_words
from corpus.readers.pdf_page import PdfPage, page_blocks, take_footnotes, text_area, without_furniture
from corpus.readers.pdf_rows import Group, in_reading_order, rows_of
from corpus.readers.pdf_tables import Rules, grids_of, ruling_lines, table_of
from corpus.records import ExtractedPage, Extraction, Table
from errors import FileTooLarge, UnreadableFile


def read_pdf(path: Path, limits: ReadingLimits, progress: Callable[[int, int], None] | None) -> Extraction:
    """Return the lines and tables of a PDF, page by page; raises UnreadableFile, FileTooLarge, MissingComponent."""
    document = _open(path)
    try:
        count = len(document)
        if count > limits.max_pages:
            raise FileTooLarge(f"Tệp “{path.name}” có {count} trang, vượt giới hạn {limits.max_pages} trang.")
        pages = []
        for index in range(count):
            pages.append(_page(document, index))
            if progress:
                progress(index + 1, count)
    finally:
        document.close()
    return _extraction(pages)


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UnreadableFile(f"Tệp PDF “{path.name}” đặt mật khẩu; hãy gỡ mật khẩu rồi thêm lại.") from error
        raise UnreadableFile(f"Tệp PDF “{path.name}” bị hỏng, không mở được; hãy lấy lại bản gốc.") from error


def _page(document: pdfium.PdfDocument, index: int) -> PdfPage:
    page = document[index]
    text_page = page.get_textpage()
    try:
        width, height = page.get_size()
        words = [word for run in page_words(text_page.raw, width, height, page.get_rotation()) for word in run]
        rules = ruling_lines(page.raw, width, height, page.get_rotation())
    finally:
        text_page.close()
        page.close()
    items, rest = _tables_and_text(words, rules)
    return PdfPage(index + 1, width, height, items, rest)


def _tables_and_text(words: list[Word], rules: Rules) -> tuple[list[Group | Table], list[float]]:
    """Return tables and groups of rows from top to bottom, and the heights of the ruling lines outside tables."""
    items: list[Group | Table] = []
    grids = grids_of(rules)
    for grid in grids:
        inside = [word for word in words if grid.holds(word)]
        if not inside:
            continue
        above = [word for word in words if word.middle < grid.ys[0]]
        items.extend(in_reading_order(rows_of(above)))
        items.append(table_of(grid, inside))
        taken = {id(word) for word in (*above, *inside)}
        words = [word for word in words if id(word) not in taken]
    items.extend(in_reading_order(rows_of(words)))
    heights = [y for y, _, _ in rules.horizontal if not any(grid.ys[0] - 3 <= y <= grid.ys[-1] + 3 for grid in grids)]
    return items, heights


def _extraction(pages: list[PdfPage]) -> Extraction:
    without_furniture(pages)
    area = text_area(pages)
    extracted = []
    last = None
    for page in pages:
        take_footnotes(page, area)
        blocks, last = page_blocks(page, area, last)
        extracted.append(ExtractedPage(blocks, page.number))
    return Extraction(
        pages=tuple(extracted),
        obtained_by="pdf",
        footnotes=tuple(note for page in pages for note in page.footnotes),
    )
