"""The printed page as a picture, so that a quotation can be held against the paper."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pypdfium2

from errors import InputError, UnreadableFile

_PDFIUM = threading.Lock()  # pdfium is not safe to call from two threads at once
_POINTS_PER_INCH = 72


def has_page_images(path: Path | None) -> bool:
    """Tell whether pictures of pages can be made from the file at `path`."""
    return path is not None and path.suffix.lower() == ".pdf"


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF. Raises UnreadableFile."""
    with _PDFIUM:
        try:
            with pypdfium2.PdfDocument(path) as pdf:
                return len(pdf)
        except (pypdfium2.PdfiumError, OSError) as error:
            raise UnreadableFile(f"Không mở được tệp gốc “{path.name}” để xem trang.") from error


def page_image(path: Path, number: int, *, dpi: int = 110) -> bytes:
    """Return page `number` (from 1) of a PDF as PNG. Raises UnreadableFile, and InputError for a page it lacks."""
    with _PDFIUM:
        try:
            with pypdfium2.PdfDocument(path) as pdf:
                if not 1 <= number <= len(pdf):
                    raise InputError(f"Tệp gốc có {len(pdf)} trang, không có trang {number}.")
                picture = pdf[number - 1].render(scale=dpi / _POINTS_PER_INCH).to_pil()
        except (pypdfium2.PdfiumError, OSError) as error:
            raise UnreadableFile(f"Không mở được tệp gốc “{path.name}” để xem trang.") from error
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, format="PNG", optimize=False)
    return stream.getvalue()
