"""Factories for the tests of the corpus room: extractions and reading texts from plain strings, real files beside."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from corpus.layout import reading_text
from corpus.records import ExtractedPage, Extraction, Line, ReadingText, Table

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def extraction(text: str, obtained_by: str = "text") -> Extraction:
    """Return what a reader of plain text would: a form feed ends a page, blank lines are kept."""
    pages = text.split("\f")
    numbers = [None] if len(pages) == 1 else range(1, len(pages) + 1)
    return Extraction(
        pages=tuple(
            ExtractedPage(tuple(Line(line) for line in page.split("\n")), number)
            for page, number in zip(pages, numbers, strict=True)
        ),
        obtained_by=obtained_by,  # type: ignore[arg-type]
    )


def extraction_of_blocks(*blocks: Line | Table) -> Extraction:
    """Return an extraction of one page with these blocks, as of a Word file."""
    return Extraction(pages=(ExtractedPage(blocks),), obtained_by="docx")


def read(text: str) -> ReadingText:
    """Return the reading text of `text`."""
    return reading_text(extraction(text))


def wrapped(text: str, width: int = 76, blank_after_every_line: bool = False) -> str:
    """Return `text`, one paragraph a line, wrapped hard at `width`."""
    lines = [
        line
        for paragraph in text.split("\n")
        for line in textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
    ]
    return ("\n\n" if blank_after_every_line else "\n").join(lines)


def without_space(text: str) -> str:
    """Return `text` with all white space removed."""
    return "".join(text.split())


def real_file(pattern: str) -> Path:
    """Return the official file that fits `pattern` beside the project; skip the test where it is absent."""
    return shared_files(pattern)[0]


def shared_files(pattern: str) -> list[Path]:
    """Return the official files that fit `pattern` beside the project; skip the test where there is none."""
    found = sorted(SHARED.glob(pattern))
    if not found:
        pytest.skip(f"no file {pattern} beside the project")
    return found
