"""Markdown undone: escapes, heading marks, emphasis, with what was bold remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A mark of Markdown that plain text does not have: paired strong emphasis, a heading mark, an escape.
_MARKDOWN = re.compile(r"\*\*[^*\s]|[^*\s]\s?\*\*|^#{1,6}\s+\S|\\[*#_.|~`>-]")
_HEADING = re.compile(r"\s*#{1,6}\s+(?=\S)")
_ESCAPE = re.compile(r"\\([*#_.|~`>\[\]()+!{}\\-])")
# Emphasis: three, two or one asterisk; two underscores. Refuses a lone underscore (file_name) and " * " (a product).
_EMPHASIS = re.compile(r"\*{2,}|__(?=\S)|(?<=\S)__|\*(?=\S)|(?<=\S)\*|(?<=\S)\s\*(?=\s*$)", re.MULTILINE)
_PLACEHOLDER = "\ue000"
_HARD_BREAK = "  "


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A line without marks. `index` is the line it came from; `starts` says that it opens a paragraph for sure."""

    text: str
    index: int
    bold: tuple[tuple[int, int], ...]
    joins_next: bool
    starts: bool


def is_markdown(lines: Iterable[str]) -> bool:
    """Tell whether any of `lines` carries a mark of Markdown."""
    return any(_MARKDOWN.search(line) for line in lines)


def without_markdown(lines: Sequence[str]) -> list[Unmarked]:
    """Return `lines`, which no blank line parts, without marks.

    A bold run right after another one ("**I. …****1. …**") begins a line of its own. Emphasis may go over a line end;
    such a line joins the next one, unless two spaces at its end break it on purpose.
    """
    scanner = _Scanner(_single_marks_are_paired(lines))
    found: list[Unmarked] = []
    for index, line in enumerate(lines):
        found.extend(scanner.scan(line, index, last=index + 1 == len(lines)))
    return found


def _single_marks_are_paired(lines: Sequence[str]) -> bool:
    escaped = _ESCAPE.sub(_PLACEHOLDER, "\n".join(lines))
    return sum(match.group().strip() == "*" for match in _EMPHASIS.finditer(escaped)) % 2 == 0


class _Scanner:
    """Reads a run of lines, remembering which emphasis is open."""

    def __init__(self, single_marks: bool) -> None:
        self._single_marks = single_marks
        self._bold = False
        self._italic = False

    def scan(self, line: str, index: int, last: bool) -> list[Unmarked]:
        heading = _HEADING.match(line)
        rest = line[heading.end() :] if heading else line
        escapes = [match[1] for match in _ESCAPE.finditer(rest)]
        rest = _ESCAPE.sub(_PLACEHOLDER, rest)
        pieces = self._pieces(rest)
        restored = iter(escapes)
        found = []
        for number, piece in enumerate(pieces):
            text = "".join(next(restored) if letter == _PLACEHOLDER else letter for letter, _ in piece)
            flags = [bold or bool(heading) for _, bold in piece]
            plain, bold = _stripped(text, flags)
            is_last = number + 1 == len(pieces)
            found.append(
                Unmarked(
                    plain,
                    index,
                    bold,
                    joins_next=is_last and not last and self._open and not line.endswith(_HARD_BREAK),
                    starts=bool(heading) or number > 0,
                )
            )
        return found

    @property
    def _open(self) -> bool:
        return self._bold or self._italic

    def _pieces(self, text: str) -> list[list[tuple[str, bool]]]:
        pieces: list[list[tuple[str, bool]]] = [[]]
        position = 0
        for match in _EMPHASIS.finditer(text):
            mark = match.group()
            if mark.strip() == "*" and not self._single_marks:
                continue
            pieces[-1].extend((letter, self._bold) for letter in text[position : match.start()])
            position = match.end()
            if mark.strip() == "*":
                self._italic = not self._italic
                pieces[-1].extend((" ", self._bold) for _ in mark[:-1])
            elif len(mark) == 4 and self._bold and text[position:].strip() and pieces[-1]:
                pieces.append([])
            elif len(mark) != 4:
                self._bold = not self._bold
        pieces[-1].extend((letter, self._bold) for letter in text[position:])
        return pieces


def _stripped(text: str, flags: Sequence[bool]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return `text` with single spaces and the spans whose letters are flagged."""
    letters: list[str] = []
    kept: list[bool] = []
    for letter, flag in zip(text, flags, strict=True):
        if letter.isspace() and (not letters or letters[-1] == " "):
            continue
        letters.append(" " if letter.isspace() else letter)
        kept.append(flag)
    while letters and letters[-1] == " ":
        letters.pop()
        kept.pop()
    spans: list[tuple[int, int]] = []
    for index, flag in enumerate(kept):
        if not flag:
            continue
        if spans and spans[-1][1] == index:
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return "".join(letters), tuple(spans)
