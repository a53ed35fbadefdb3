"""Markdown undone: escapes, heading marks, emphasis, with what was bold remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

# A mark of Markdown that plain text does not have: strong emphasis closed on its line, a heading mark, an escape.
# Refuses lone asterisks, as OCR strews them.
_MARKDOWN = re.compile(
    r"\*\*(?:(?!\*\*).)*[^\W_](?:(?!\*\*).)*\*\*|^#{1,6}\s+\S|\\[*#_.|~`>-]"
    r"|(?<!\w)_[^\W_](?:[^_\n]{0,200}[^\s_])?_(?!\w)"
)
_HEADING = re.compile(r"\s*#{1,6}\s+(?=\S)")
_ESCAPE = re.compile(r"\\([*#_.|~`>\[\]()+!{}\\-])")
# Strong emphasis: two asterisks or, at the edge of a word, two underscores. Refuses rules of underscores.
_STRONG = re.compile(r"\*\*|(?<![\w])__(?=[^\W_])|(?<=[^\W_])__(?!\w)|(?<=[.,;:)])__(?!\w)")
# Emphasis: one asterisk with a word beside it. Refuses " * " (a product) and "* item" (a bullet).
_WEAK = re.compile(r"(?<!\*)\*(?=[^\s*])|(?<=[^\s*])\*(?!\*)|(?<=\S)[ ]\*(?=[ ]*$)", re.MULTILINE)
# Emphasis by underscores at the edges of words. Refuses blanks to fill in ("ngày__tháng", "____") and names of files.
_UNDERSCORED = re.compile(r"(?<!\w)_(?=[^\W_])|(?<=[^\s_])_(?!\w)")
_LONGEST_EMPHASIS = 4
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
    such a line joins the next one, unless two spaces at its end break it on purpose. A single
    asterisk without a partner within a few lines is a character like any other.
    """
    headings = [bool(_HEADING.match(line)) for line in lines]
    text = "\n".join(_HEADING.sub("", line, count=1) for line in lines)
    escaped = [match[1] for match in _ESCAPE.finditer(text)]
    text = _ESCAPE.sub(_PLACEHOLDER, text)
    marks = _Marks()
    marks.add_pairs(text, _STRONG, bold=True)
    marks.add_pairs(text, _WEAK, bold=False)
    marks.add_pairs(text, _UNDERSCORED, bold=False)
    return list(_lines_without(text, marks, headings, escaped))


@dataclass(slots=True)
class _Marks:
    """Offsets in the text with marks: what to remove, what is bold, where lines join and where they part."""

    removed: set[int] = field(default_factory=set)
    bold: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    parted: set[int] = field(default_factory=set)

    def add_pairs(self, text: str, pattern: re.Pattern[str], bold: bool) -> None:
        """Pair the marks that `pattern` finds, in order."""
        found = [match.span() for match in pattern.finditer(text) if match.start() not in self.removed]
        closings: list[int] = []
        index = 0
        while index + 1 < len(found):
            (opening, inside), (outside, closing) = found[index], found[index + 1]
            if text.count("\n", inside, outside) >= _LONGEST_EMPHASIS:
                self._drop_alone(found[index], bold)
                index += 1
                continue
            self.removed.update(range(opening, inside))
            self.removed.update(position for position in range(outside, closing) if text[position] != " ")
            self._note(text, inside, outside, bold)
            if bold and closings and closings[-1] == opening and text[inside:outside].strip():
                self.parted.add(opening)
            closings.append(closing)
            index += 2
        if index < len(found):
            self._drop_alone(found[index], bold)

    def _drop_alone(self, mark: tuple[int, int], bold: bool) -> None:
        """Remove a strong mark without a partner, which no word has; a lone asterisk may be printed."""
        if bold:
            self.removed.update(range(*mark))

    def _note(self, text: str, start: int, end: int, bold: bool) -> None:
        if bold:
            self.bold.update(range(start, end))
        for position in range(start, end):
            if text[position] == "\n" and not text.endswith(_HARD_BREAK, start, position):
                self.joined.add(position)


def _lines_without(text: str, marks: _Marks, headings: Sequence[bool], escaped: Sequence[str]) -> Iterator[Unmarked]:
    restored = iter(escaped)
    breaks = sorted({position for position, letter in enumerate(text) if letter == "\n"} | marks.parted)
    edges = [-1, *breaks, len(text)]
    index = 0
    for start, end in pairwise(edges):
        first = start if start in marks.parted else start + 1
        kept = [position for position in range(first, end) if position not in marks.removed]
        letters = "".join(next(restored) if text[position] == _PLACEHOLDER else text[position] for position in kept)
        flags = [headings[index] or position in marks.bold for position in kept]
        plain, bold = _stripped(letters, flags)
        yield Unmarked(plain, index, bold, end in marks.joined, headings[index] or start in marks.parted)
        index += end < len(text) and text[end] == "\n" and end not in marks.parted


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
