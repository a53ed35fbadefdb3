"""Markdown: front matter, pipe tables, and lines; emphasis and escapes are left for the layout step to undo."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.readers.plain import decoded_text
from corpus.records import ExtractedPage, Extraction, Line, Table

_FRONT_MATTER_LINE = re.compile(r"([^\W\d][\w -]*?)\s*:(?:\s+(.*))?$")
_LONGEST_VALUE = 1000
# A line of dashes under the head of a table; refuses a rule (---) without any pipe.
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?$|\|[ \t]*:?-+:?[ \t]*\|$")
# A whole line in strong emphasis, marks of heading or list left out; refuses a line emphasised in part.
_BOLD_LINE = re.compile(r"\s*(?:\*\*(?:(?!\*\*).)+\*\*|__(?:(?!__).)+__|#{1,6}\s.*)\s*$")
# A pipe not escaped with a backslash.
_PIPE = re.compile(r"(?<!\\)\|")


def read_markdown(path: Path) -> Extraction:
    """Return the front matter, lines and tables of a Markdown file; raises EmptyFile, UnreadableFile."""
    text, warnings = decoded_text(path)
    front_matter, body = _split_front_matter(text)
    pages = body.rstrip("\f\n ").split("\f")
    numbers: list[int | None] = [None] if len(pages) == 1 else list(range(1, len(pages) + 1))
    return Extraction(
        pages=tuple(
            ExtractedPage(_blocks(page.strip("\n").split("\n")), number)
            for page, number in zip(pages, numbers, strict=True)
        ),
        obtained_by="markdown",
        front_matter=front_matter,
        warnings=warnings,
    )


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, text
    found: dict[str, str] = {}
    for index, line in enumerate(lines[1:], start=1):
        if line.strip() in {"---", "..."}:
            return found, "\n".join(lines[index + 1 :])
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _FRONT_MATTER_LINE.match(line) if len(line) <= _LONGEST_VALUE else None
        if match is None:
            break
        found[match[1]] = _unquoted(match[2] or "")
    # Not closed, or a line that is not "key: value": the dashes were a rule and the words belong to the text.
    return {}, text


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


def _blocks(lines: list[str]) -> tuple[Line | Table, ...]:
    blocks: list[Line | Table] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if "|" in line and index + 1 < len(lines) and _DELIMITER.match(lines[index + 1].strip()):
            end = index + 2
            # Rows keep to the shape of the head: with a pipe in front, or with one anywhere.
            framed = line.lstrip().startswith("|")
            while end < len(lines) and (lines[end].lstrip().startswith("|") if framed else "|" in lines[end]):
                end += 1
            blocks.append(_table([line, *lines[index + 2 : end]]))
            index = end
        else:
            blocks.append(Line(line, bold=True if _BOLD_LINE.match(line) else None))
            index += 1
    return tuple(blocks)


def _table(lines: list[str]) -> Table:
    rows = [_cells(line) for line in lines]
    width = max(map(len, rows))
    return Table(tuple(row + ("",) * (width - len(row)) for row in rows), header_rows=1 if any(rows[0]) else 0)


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(cell.strip().replace("\\|", "|") for cell in _PIPE.split(inner))
