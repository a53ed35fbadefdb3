"""PDF files: the text layer where there is one, OCR of the pages that have none."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.readers.limits import ReadingLimits
from corpus.readers.pdf_furniture import drop_page_numbers, drop_running_heads, take_footnotes
from corpus.readers.pdf_glyphs import Word, page_words
from corpus.readers.pdf_page import PdfPage, page_blocks, text_area
from corpus.readers.pdf_tables import ruling_lines, tables_and_text
from corpus.records import ExtractedPage, Extraction
from errors import EmptyFile, FileTooLarge, UnreadableFile
from vietnamese.encodings import from_legacy_font, legacy_font_of
from vietnamese.syllables import is_syllable

if TYPE_CHECKING:
    from corpus.readers.scan import ReadPage

# A text layer of fewer words is a stamp or a page number over a picture; the picture fills this share of the page.
_FEW_WORDS = 12
_PICTURE_SHARE = 0.3
# The text layer of a scanner is believed when most of its marked words are syllables.
_TELLING_WORDS = 10
_BELIEVED = 0.5
_PUNCTUATION = ".,;:!?()[]“”\"'’‘/-–…%"


def read_pdf(path: Path, limits: ReadingLimits, progress: Callable[[int, int], None] | None) -> Extraction:
    """Return the lines and tables of a PDF, page by page; raises UnreadableFile, FileTooLarge, MissingComponent."""
    document = _open(path)
    try:
        count = len(document)
        if count > limits.max_pages:
            raise FileTooLarge(f"Tệp “{path.name}” có {count} trang, vượt giới hạn {limits.max_pages} trang.")
        with ThreadPoolExecutor(max_workers=max(1, limits.ocr_threads)) as threads:
            reader = _Reader(document, limits, threads)
            for index in range(count):
                reader.read(index)
                if progress:
                    progress(index + 1, count)
            reader.wait_for_pictures(0)
    finally:
        document.close()
    return reader.extraction(path.name)


class _Reader:
    """Reads the pages of one document in order and remembers how each was read."""

    def __init__(self, document: pdfium.PdfDocument, limits: ReadingLimits, threads: Executor) -> None:
        self._document, self._limits, self._threads = document, limits, threads
        self._reading: deque[tuple[int, Future[ReadPage]]] = deque()
        self._pages: list[PdfPage] = []
        self._scanned: dict[int, tuple[float, tuple[str, ...]]] = {}
        self._unread: dict[str, list[int]] = {}

    def read(self, index: int) -> None:
        """Read one page: its text layer, or the picture of it when there is none worth reading."""
        number = index + 1
        try:
            page = self._document[index]
        except pdfium.PdfiumError:
            self._skip(number, "bị hỏng")
            return
        try:
            width, height = page.get_size()
            words = words_of(page, width, height)
            if _is_picture(page, words, width * height):
                self._read_picture(page, number)
            else:
                items, heights = tables_and_text(words, ruling_lines(page.raw, width, height, page.get_rotation()))
                self._pages.append(PdfPage(number, width, height, items, heights))
        finally:
            page.close()

    def _read_picture(self, page: pdfium.PdfPage, number: int) -> None:
        from corpus.readers import scan

        if not self._limits.ocr:
            self._skip(number, "là ảnh quét, mà nhận dạng chữ đang tắt")
            return
        if not scan.has_tesseract():
            self._skip(number, "là ảnh quét, cần cài tesseract-ocr-vie để đọc")
            return
        scale = min(
            scan.DPI / 72, (self._limits.max_picture_pixels / max(1.0, page.get_width() * page.get_height())) ** 0.5
        )
        # Pages are drawn here, one by one, and read by Tesseract side by side; few drawn pages wait in memory.
        image = page.render(scale=scale).to_pil()
        self._pages.append(PdfPage(number, 1.0, 1.0, []))
        self._reading.append((number, self._threads.submit(scan.read_page, image)))
        self.wait_for_pictures(2 * self._limits.ocr_threads - 1)

    def wait_for_pictures(self, left: int) -> None:
        """Take in scanned pages as they are read, until only `left` of them are still being read."""
        while len(self._reading) > left:
            number, future = self._reading.popleft()
            found = future.result()
            self._pages[number - 1] = found.page(number)
            self._scanned[number] = (found.confidence, found.uncertain)

    def _skip(self, number: int, reason: str) -> None:
        self._pages.append(PdfPage(number, 1.0, 1.0, []))
        self._unread.setdefault(reason, []).append(number)

    def extraction(self, name: str) -> Extraction:
        """Return what was read; raises MissingComponent or EmptyFile when no page gave a word."""
        pages = self._pages
        if not any(page.items for page in pages):
            self._refuse(name)
        drop_page_numbers(pages)
        area = text_area(pages)
        for page in pages:
            if page.number not in self._scanned:
                take_footnotes(page, area)
        drop_running_heads(pages)
        extracted, last = [], None
        for page in pages:
            blocks, last = page_blocks(page, area, last)
            confidence, uncertain = self._scanned.get(page.number, (None, ()))
            extracted.append(ExtractedPage(blocks, page.number, confidence, uncertain))
        read_by_ocr = len(self._scanned)
        return Extraction(
            pages=tuple(extracted),
            obtained_by="pdf" if not read_by_ocr else "ocr" if read_by_ocr == len(pages) else "mixed",
            footnotes=tuple(note for page in pages for note in page.footnotes),
            warnings=tuple(
                f"Trang {', '.join(map(str, numbers))} {reason}, nên không có trong văn bản."
                for reason, numbers in self._unread.items()
            ),
        )

    def _refuse(self, name: str) -> None:
        from corpus.readers import scan

        if self._unread and self._limits.ocr:
            scan.require_tesseract()
        reasons = "; ".join(
            f"trang {', '.join(map(str, numbers[:5]))} {reason}" for reason, numbers in self._unread.items()
        )
        raise EmptyFile(f"Tệp PDF “{name}” không có chữ nào đọc được{': ' + reasons if reasons else ''}.")


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UnreadableFile(f"Tệp PDF “{path.name}” đặt mật khẩu; hãy gỡ mật khẩu rồi thêm lại.") from error
        raise UnreadableFile(f"Tệp PDF “{path.name}” bị hỏng, không mở được; hãy lấy lại bản gốc.") from error


def words_of(page: pdfium.PdfPage, width: float, height: float) -> list[Word]:
    """Return the words of the text layer of a page of the given size in points, in the order of the file."""
    text_page = page.get_textpage()
    try:
        words = [word for run in page_words(text_page.raw, width, height, page.get_rotation()) for word in run]
    finally:
        text_page.close()
    font = legacy_font_of(" ".join(word.text for word in words))
    if font:
        for word in words:
            word.text = from_legacy_font(word.text, font)
    return words


def _is_picture(page: pdfium.PdfPage, words: list[Word], area: float) -> bool:
    """Tell whether a page must be read by OCR: a picture fills it, and its text layer is absent or not Vietnamese."""
    marked = [word.text for word in words if not word.text.isascii()]
    letters = [text.strip(_PUNCTUATION) for text in marked]
    telling = [text for text in letters if text.isalpha()]
    broken = len(marked) >= _TELLING_WORDS and sum(map(is_syllable, telling)) < _BELIEVED * len(marked)
    if len(words) >= _FEW_WORDS and not broken:
        return False
    pictures = (item.get_bounds() for item in page.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    covered: float = sum(max(0.0, right - left) * max(0.0, top - bottom) for left, bottom, right, top in pictures)
    return covered > _PICTURE_SHARE * area
