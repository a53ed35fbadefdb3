"""Scanned pages and pictures, read by Tesseract with its Vietnamese model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytesseract
from PIL import Image, ImageSequence

from corpus.readers.limits import ReadingLimits
from corpus.readers.pdf_furniture import drop_page_numbers, drop_running_heads
from corpus.readers.pdf_glyphs import Word
from corpus.readers.pdf_page import PdfPage, page_blocks, text_area
from corpus.readers.pdf_tables import Rules, tables_and_text
from corpus.readers.scan_lines import straightened, take_ruling_lines, without_stamp
from corpus.records import ExtractedPage, Extraction
from errors import EmptyFile, FileTooLarge, MissingComponent, UnreadableFile
from vietnamese.normal_forms import compose

DPI = 300
"""Resolution at which pages are read, dots to an inch."""

_POINTS = 72 / DPI
_A4_HEIGHT = 3508
# Screens and cameras write 72 or 96 whatever the size; a scanner writes what it used.
_KNOWN_DPI = (100, 1200)
_MAX_SCALE = 3.0
_UNCERTAIN = 60.0
_SECONDS_A_PAGE = 60
# Below this mean confidence (0 to 100) a page may lie on its side or head.
_MAY_BE_TURNED = 45.0


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The words and ruling lines of a scanned page in points, the mean confidence in [0, 1], and uncertain words."""

    words: list[Word]
    rules: Rules
    width: float
    height: float
    confidence: float
    uncertain: tuple[str, ...]

    def page(self, number: int) -> PdfPage:
        """Return the page as rows and tables in reading order."""
        items, heights = tables_and_text(self.words, self.rules)
        return PdfPage(number, self.width, self.height, items, heights)


def require_tesseract() -> None:
    """Raise MissingComponent, with the command that installs it, unless Tesseract and its Vietnamese model are here."""
    if "vie" not in _languages():
        raise MissingComponent(
            "Tệp là ảnh quét, cần bộ nhận dạng chữ tiếng Việt; hãy cài bằng lệnh: sudo apt install tesseract-ocr-vie "
            "(trên Windows: cài Tesseract và chọn thêm ngôn ngữ Vietnamese)."
        )


def has_tesseract() -> bool:
    """Tell whether scanned pages can be read on this machine."""
    return "vie" in _languages()


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    if shutil.which(pytesseract.pytesseract.tesseract_cmd) is None:
        return frozenset()
    try:
        return frozenset(pytesseract.get_languages())
    except (pytesseract.TesseractError, OSError):
        return frozenset()


def read_image(path: Path, limits: ReadingLimits, progress: Callable[[int, int], None] | None) -> Extraction:
    """Return the text of a picture, each frame of a TIFF a page; raises MissingComponent, FileTooLarge, EmptyFile."""
    if not limits.ocr:
        raise UnreadableFile(
            f"Tệp “{path.name}” là ảnh, mà nhận dạng chữ đang tắt; hãy bật nhận dạng chữ rồi thêm lại."
        )
    require_tesseract()
    read = []
    for number, (image, count) in enumerate(_frames(path, limits), start=1):
        read.append(read_page(image))
        if progress:
            progress(number, count)
    pages = [page.page(number) for number, page in enumerate(read, start=1)]
    if not any(page.items for page in pages):
        raise EmptyFile(f"Không nhận ra chữ nào trong ảnh “{path.name}”; hãy quét lại rõ hơn (300 dpi).")
    drop_page_numbers(pages)
    drop_running_heads(pages)
    area = text_area(pages)
    extracted, last = [], None
    for page, found in zip(pages, read, strict=True):
        blocks, last = page_blocks(page, area, last)
        extracted.append(ExtractedPage(blocks, page.number, found.confidence, found.uncertain))
    return Extraction(pages=tuple(extracted), obtained_by="ocr")


def read_page(image: Image.Image) -> ReadPage:
    """Return the words of one page image at DPI, straightened first."""
    image = straightened(without_stamp(image))
    cleaned, rules = take_ruling_lines(image, _POINTS)
    data = _tesseract(cleaned)
    if _mean_confidence(data) < _MAY_BE_TURNED and (turn := _orientation(image)):
        image = image.rotate(-turn, expand=True, fillcolor=255)
        cleaned, rules = take_ruling_lines(image, _POINTS)
        data = _tesseract(cleaned)
    words = list(_words(data))
    uncertain = tuple(dict.fromkeys(text for text, confidence in _confident(data) if confidence < _UNCERTAIN))
    width, height = image.size
    return ReadPage(words, rules, width * _POINTS, height * _POINTS, round(_mean_confidence(data) / 100, 4), uncertain)


def _frames(path: Path, limits: ReadingLimits) -> Iterator[tuple[Image.Image, int]]:
    Image.MAX_IMAGE_PIXELS = limits.max_picture_pixels
    try:
        with Image.open(path) as picture:
            count = getattr(picture, "n_frames", 1)
            if count > limits.max_pages:
                raise FileTooLarge(f"Tệp “{path.name}” có {count} trang, vượt giới hạn {limits.max_pages} trang.")
            for frame in ImageSequence.Iterator(picture):
                if frame.width * frame.height > limits.max_picture_pixels:
                    raise FileTooLarge(_too_many_pixels(path, frame.width, frame.height))
                yield _at_dpi(frame.convert("RGB"), float(frame.info.get("dpi", (0, 0))[0])), count
    except Image.DecompressionBombError as error:
        raise FileTooLarge(f"Ảnh “{path.name}” quá lớn; hãy quét lại ở 300 dpi.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableFile(f"Ảnh “{path.name}” bị hỏng, không đọc được; hãy lấy lại bản gốc.") from error


def _too_many_pixels(path: Path, width: int, height: int) -> str:
    return f"Ảnh “{path.name}” quá lớn ({width} × {height} điểm ảnh); hãy quét lại ở 300 dpi."


def _at_dpi(image: Image.Image, dpi: float) -> Image.Image:
    """Scale a page to about 300 dpi; one that does not tell its resolution is taken for a page of A4."""
    scale = DPI / dpi if _KNOWN_DPI[0] <= dpi <= _KNOWN_DPI[1] else _A4_HEIGHT / max(image.size)
    scale = min(scale, _MAX_SCALE)
    if 0.8 < scale < 1.25:
        return image
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)


def _orientation(image: Image.Image) -> int:
    try:
        return int(pytesseract.image_to_osd(image, output_type=pytesseract.Output.DICT, timeout=30)["rotate"])
    except (pytesseract.TesseractError, RuntimeError, KeyError, ValueError):
        return 0


def _tesseract(image: Image.Image) -> dict[str, list[str]]:
    # Threads of one page slow one another down; files are read in parallel instead.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        return dict(
            pytesseract.image_to_data(
                image,
                lang="vie",
                config=f"--dpi {DPI} --psm 3",
                output_type=pytesseract.Output.DICT,
                timeout=_SECONDS_A_PAGE,
            )
        )
    except (pytesseract.TesseractError, RuntimeError) as error:
        raise UnreadableFile("Không nhận dạng được chữ trong ảnh quét; hãy quét lại rõ hơn (300 dpi).") from error


def _confident(data: dict[str, list[str]]) -> Iterator[tuple[str, float]]:
    for text, confidence in zip(data["text"], data["conf"], strict=True):
        if text.strip() and float(confidence) >= 0:
            yield compose(text.strip()), float(confidence)


def _mean_confidence(data: dict[str, list[str]]) -> float:
    weights = [(len(text), confidence) for text, confidence in _confident(data)]
    total = sum(weight for weight, _ in weights)
    return sum(weight * confidence for weight, confidence in weights) / total if total else 0.0


def _words(data: dict[str, list[str]]) -> Iterator[Word]:
    """Yield the words, each with the height of its line: the boxes of single words are tight about their letters."""
    lines: dict[tuple[str, str, str], tuple[float, float]] = {}
    for index, level in enumerate(data["level"]):
        if int(level) == 4:
            top = float(data["top"][index])
            lines[_line(data, index)] = (top, top + float(data["height"][index]))
    for index, text in enumerate(data["text"]):
        if not text.strip() or float(data["conf"][index]) < 0:
            continue
        left, top = float(data["left"][index]), float(data["top"][index])
        line_top, line_bottom = lines.get(_line(data, index), (top, top + float(data["height"][index])))
        yield Word(
            compose(text.strip()),
            left * _POINTS,
            line_top * _POINTS,
            (left + float(data["width"][index])) * _POINTS,
            line_bottom * _POINTS,
            max((line_bottom - line_top) * _POINTS * 0.75, 1.0),
            bold=False,
        )


def _line(data: dict[str, list[str]], index: int) -> tuple[str, str, str]:
    return data["block_num"][index], data["par_num"][index], data["line_num"][index]
