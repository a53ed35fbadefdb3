"""The printed page as a picture, with the place of a quotation on it, to hold the quotation against the paper."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from corpus.quoted_words import Box, boxes_of_words, quoted_words
from corpus.readers.pdf import words_of
from corpus.records import ReadingText
from errors import InputError, UnreadableFile

__all__ = ["Box", "has_page_images", "page_count", "page_image", "quotation_boxes"]

_PDFIUM = threading.Lock()  # pdfium is not safe to call from two threads at once
_POINTS_PER_INCH = 72
_HIGHLIGHT, _FRAME = (255, 226, 120), (23, 82, 122)
_MOST_PIXELS = 16_000_000  # a sheet of A1 at the usual resolution
_MARGIN = 0.006  # between the words and the frame about them, in shares of the page's width


def has_page_images(path: Path | None) -> bool:
    """Tell whether pictures of pages can be made from the file at `path`."""
    return path is not None and path.suffix.lower() == ".pdf"


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF. Raises UnreadableFile."""
    with _opened(path) as pdf:
        return len(pdf)


def page_image(path: Path, number: int, *, boxes: Sequence[Box] = (), dpi: int = 110) -> bytes:
    """Return page `number` (from 1) of a PDF as PNG, `boxes` highlighted and framed as one, blank sides cut off.

    Raises UnreadableFile, and InputError for a page it lacks.
    """
    with _page(path, number) as page:
        # A page may say that it is a wall: it is drawn no larger than fits in memory.
        scale = min(dpi / _POINTS_PER_INCH, (_MOST_PIXELS / max(1.0, page.get_width() * page.get_height())) ** 0.5)
        if min(page.get_width(), page.get_height()) * scale < 1:
            raise UnreadableFile(f"Trang {number} của tệp gốc “{path.name}” có kích thước không hợp lệ.")
        picture = page.render(scale=scale).to_pil().convert("RGB")
    if boxes:
        picture = _highlighted(picture, boxes)
    picture = _without_side_margins(picture)
    stream = io.BytesIO()
    picture.save(stream, format="PNG", optimize=False)
    return stream.getvalue()


def quotation_boxes(path: Path, number: int, reading: ReadingText, start: int, end: int) -> tuple[Box, ...]:
    """Return where the words of a span of the reading text stand on page `number` (from 1) of a PDF, a box a line.

    Empty when the page has no text layer or the words are not found in it. Raises UnreadableFile, and InputError for a
    page that the file lacks.
    """
    with _page(path, number) as page:
        width, height = page.get_size()
        words = words_of(page, width, height)
    return boxes_of_words(quoted_words(words, reading, number, start, end), width, height)


def _highlighted(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    width, height = picture.size
    colour = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(colour)
    for left, top, right, bottom in boxes:
        pen.rectangle((left * width, top * height, right * width, bottom * height), fill=_HIGHLIGHT)
    marked = ImageChops.multiply(picture, colour)  # as a marker pen does: the print stays black
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    margin = _MARGIN * width
    frame = (
        min(lefts) * width - margin,
        min(tops) * height - margin,
        max(rights) * width + margin,
        max(bottoms) * height + margin,
    )
    ImageDraw.Draw(marked).rectangle(frame, outline=_FRAME, width=max(2, width // 450))
    return marked


def _without_side_margins(picture: Image.Image) -> Image.Image:
    """Return the picture without the blank paper on both sides, so that the print is larger on a narrow screen."""
    printed = ImageChops.invert(picture.convert("L")).getbbox()
    if printed is None:
        return picture
    margin = round(3 * _MARGIN * picture.width)
    return picture.crop((max(0, printed[0] - margin), 0, min(picture.width, printed[2] + margin), picture.height))


@contextmanager
def _page(path: Path, number: int) -> Iterator[pypdfium2.PdfPage]:
    with _opened(path) as pdf:
        if not 1 <= number <= len(pdf):
            raise InputError(f"Tệp gốc có {len(pdf)} trang, không có trang {number}.")
        yield pdf[number - 1]


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    with _PDFIUM:
        try:
            with pypdfium2.PdfDocument(path) as pdf:
                yield pdf
        except (pypdfium2.PdfiumError, OSError) as error:
            raise UnreadableFile(f"Không mở được tệp gốc “{path.name}” để xem trang.") from error
