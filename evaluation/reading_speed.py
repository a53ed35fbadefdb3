"""Speed of reading files: pages and megabytes a second, ours beside pypdf and pdfplumber on the same files.

`python -m evaluation.reading_speed [--json] FILE_OR_FOLDER…` measures PDF files without OCR, then text in two codes.
Without a path, only text is measured. Seconds are of processor time, so other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pdfplumber
import pypdf

from corpus.readers import ReadingLimits, detect, read
from errors import UnreadableFile
from vietnamese.encodings import decode

_LIMITS = ReadingLimits(ocr=False)
_ROUNDS = 3
_SENTENCE = "Ủy ban nhân dân xã ban hành kế hoạch nâng cao chất lượng dân số giai đoạn 2026-2030.\n"
_TEXT_BYTES = 6_000_000


@dataclass(frozen=True, slots=True)
class Speed:
    """Best of a few rounds: pages and megabytes of file a second of processor time."""

    what: str
    reader: str
    pages: int
    megabytes: float
    pages_a_second: float
    megabytes_a_second: float


def measure(what: str, reader: str, size: int, run: Callable[[], int]) -> Speed:
    """Return the speed of `run`, which reads `size` bytes and returns the number of pages."""
    best, pages = float("inf"), 0
    for _ in range(_ROUNDS):
        start = time.process_time()
        pages = run()
        best = min(best, time.process_time() - start)
    best = max(best, 1e-6)
    return Speed(what, reader, pages, round(size / 1e6, 3), round(pages / best, 1), round(size / 1e6 / best, 2))


def measure_pdf(path: Path) -> list[Speed]:
    """Return the speeds of the three readers on one PDF file."""
    size = path.stat().st_size
    readers = {"trich-luc": _ours, "pypdf": _with_pypdf, "pdfplumber": _with_pdfplumber}
    return [measure(path.name, name, size, partial(run, path)) for name, run in readers.items()]


def measure_text() -> list[Speed]:
    """Return the speed of decoding text in encodings that Python can write, and of reading it as a file."""
    text = _SENTENCE * (_TEXT_BYTES // len(_SENTENCE.encode()))
    speeds = []
    for name in ("utf-8", "utf-16"):
        data = text.encode(name)
        speeds.append(measure(f"văn bản {name}", "decode", len(data), partial(_decoded, data)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text(text, encoding="utf-8")
        speeds.append(measure("văn bản utf-8", "trich-luc", path.stat().st_size, partial(_ours, path)))
    return speeds


def _decoded(data: bytes) -> int:
    decode(data)
    return 0


def _ours(path: Path) -> int:
    return len(read(path, limits=_LIMITS).pages)


def _with_pypdf(path: Path) -> int:
    return sum(1 for page in pypdf.PdfReader(path).pages if page.extract_text() is not None)


def _with_pdfplumber(path: Path) -> int:
    with pdfplumber.open(path) as document:
        return sum(1 for page in document.pages if page.extract_text() is not None)


def _pdf_files(paths: Sequence[Path]) -> list[Path]:
    files = [file for path in paths for file in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    return [path for path in files if detect(path) == "pdf" and _has_text(path)]


def _has_text(path: Path) -> bool:
    try:
        return bool(_ours(path))
    except UnreadableFile:
        return False


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    speeds = [speed for path in _pdf_files(options.paths) for speed in measure_pdf(path)] + measure_text()
    if options.json:
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        json.dump({"machine": machine, "speeds": [asdict(speed) for speed in speeds]}, sys.stdout, ensure_ascii=False)
        return
    for speed in speeds:
        print(
            f"{speed.what[:44]:44} {speed.reader:10} {speed.pages:4} trang {speed.pages_a_second:8.1f} trang/s "
            f"{speed.megabytes_a_second:7.2f} MB/s"
        )


if __name__ == "__main__":
    main()
