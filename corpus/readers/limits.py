"""What a reader may spend on one file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Limits of one file: its size, its pages, what it may expand to (bytes), the size of a picture, and use of OCR.

    `ocr_threads` is the number of scanned pages read at the same time.
    """

    max_bytes: int = 200 * 2**20
    max_pages: int = 3000
    max_expanded_bytes: int = 500 * 2**20
    max_picture_pixels: int = 80_000_000
    ocr: bool = True
    ocr_threads: int = 1
