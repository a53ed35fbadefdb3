"""Plain text in any encoding Vietnamese offices have used; a form feed ends a page."""

from __future__ import annotations

from pathlib import Path

from corpus.records import ExtractedPage, Extraction, Line
from vietnamese.encodings import decode

_ENCODING_NAMES = {"windows-1258": "Windows-1258", "tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viqr": "VIQR"}


def read_plain(path: Path) -> Extraction:
    """Return the lines of a text file, blank ones kept; raises EmptyFile, UnreadableFile."""
    text, warnings = decoded_text(path)
    pages = pages_of_lines(text)
    return Extraction(pages=pages, obtained_by="text", warnings=warnings)


def decoded_text(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file with `\\n` line ends, and warnings on its encoding."""
    decoded = decode(path.read_bytes())
    warnings = []
    if decoded.encoding in _ENCODING_NAMES:
        warnings.append(f"Văn bản được chuyển từ bảng mã {_ENCODING_NAMES[decoded.encoding]} sang Unicode.")
    if decoded.damaged:
        warnings.append(f"Tệp bị hỏng một phần: {decoded.damaged} ký tự không đọc được.")
    return decoded.text.replace("\r\n", "\n").replace("\r", "\n"), tuple(warnings)


def pages_of_lines(text: str) -> tuple[ExtractedPage, ...]:
    """Return the lines of `text` as pages parted at form feeds; without one, a single page that has no number."""
    pages = text.rstrip("\f\n \t").split("\f")
    numbers: list[int | None] = [None] if len(pages) == 1 else list(range(1, len(pages) + 1))
    return tuple(
        ExtractedPage(blocks=tuple(Line(line) for line in page.strip("\n").split("\n")), number=number)
        for page, number in zip(pages, numbers, strict=True)
    )
