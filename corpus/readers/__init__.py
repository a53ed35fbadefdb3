"""From a file to its extracted lines and tables, one module a format."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from corpus.readers.archive import check_archive, document_files, shown_path
from corpus.readers.detect import Kind, detect
from corpus.readers.limits import ReadingLimits
from corpus.records import Extraction, Line, Table
from errors import EmptyFile, FileTooLarge, TrichLucError, UnreadableFile

__all__ = ["PageProgress", "ReadingLimits", "detect", "document_files", "read", "shown_path"]

PageProgress = Callable[[int, int], None]
"""Called with the number of pages read so far and of all pages."""

_DEFAULT_LIMITS = ReadingLimits()


def read(path: Path, *, limits: ReadingLimits = _DEFAULT_LIMITS, progress: PageProgress | None = None) -> Extraction:
    """Return what stands in the file at `path`, whatever its extension says.

    Raises EmptyFile, FileTooLarge, UnreadableFile (of a kind not read, broken, protected), MissingComponent.
    """
    try:
        _check_size(path, limits)
        extraction = _read_as(detect(path), path, limits, progress)
    except TrichLucError:
        raise
    except (MemoryError, RecursionError) as error:
        raise FileTooLarge(f"Tệp “{path.name}” cần quá nhiều bộ nhớ để đọc; hãy chia nhỏ tệp.") from error
    except Exception as error:
        # Parsers of broken files raise whatever they meet; a person needs one sentence, the cause stays chained.
        raise UnreadableFile(f"Tệp “{path.name}” bị hỏng hoặc sai định dạng, không đọc được.") from error
    if not any(_has_words(block) for page in extraction.pages for block in page.blocks):
        raise EmptyFile(f"Tệp “{path.name}” không có chữ nào đọc được; hãy kiểm tra lại tệp gốc.")
    return extraction


def _has_words(block: Line | Table) -> bool:
    texts = (block.text,) if isinstance(block, Line) else (cell for row in block.rows for cell in row)
    return any(char.isalnum() for text in texts for char in text)


def _check_size(path: Path, limits: ReadingLimits) -> None:
    if path.is_dir():
        readable = os.access(path, os.R_OK | os.X_OK)
        reason = "là thư mục, không phải tệp" if readable else "là thư mục không có quyền đọc"
        raise UnreadableFile(f"“{path.name}” {reason}.")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableFile(f"Không mở được tệp “{path.name}”: không tìm thấy hoặc không có quyền đọc.") from error
    if size == 0:
        raise EmptyFile(f"Tệp “{path.name}” rỗng (0 byte); hãy lấy lại bản gốc.")
    if size > limits.max_bytes:
        raise FileTooLarge(
            f"Tệp “{path.name}” nặng {size / 2**20:.0f} MB, vượt giới hạn {limits.max_bytes / 2**20:.0f} MB."
        )


def _read_as(kind: Kind, path: Path, limits: ReadingLimits, progress: PageProgress | None) -> Extraction:
    # Each reader is imported when its kind is met: a text file must not pay for PDF and Word libraries.
    match kind:
        case "text":
            from corpus.readers.plain import read_plain

            return read_plain(path)
        case "markdown":
            from corpus.readers.markdown import read_markdown

            return read_markdown(path)
        case "pdf":
            from corpus.readers.pdf import read_pdf

            return read_pdf(path, limits, progress)
        case "docx":
            from corpus.readers.word import read_docx

            return read_docx(path, limits)
        case "doc" | "rtf" | "odt":
            from corpus.readers.legacy_word import read_legacy_word

            return read_legacy_word(path, kind, limits)
        case "html":
            from corpus.readers.html import read_html

            return read_html(path)
        case "image":
            from corpus.readers.scan import read_image

            return read_image(path, limits, progress)
        case "zip":
            check_archive(path, limits)
            raise UnreadableFile(f"Tệp “{path.name}” là tệp nén; hãy giải nén rồi thêm từng văn bản bên trong.")
