"""Verbatim spans fit to be quoted: sentences, bullets and runs of clauses of at most MAX_QUOTE_WORDS words.

Offsets are into the reading text. A span never cuts a figure, never ends inside brackets when it can be helped, and
never begins or ends with white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from vietnamese.letters import CAPITALS

MAX_QUOTE_WORDS = 60

# A sentence ends at . ! ? before white space and a capital. Refuses 2,0 and 10.000, "TP. Hà Nội", "KT. CHỦ TỊCH".
_SENTENCE_END = re.compile(rf"(?<![A-ZĐ])(?<!\b[\dIVX]{{1}})(?<!\b[\dIVX]{{2}})[.!?…](?=\s+[{CAPITALS}“\"(-])")
_CLAUSE_END = re.compile(r"[,:;](?=\s)|(?:\.\.\.|…)(?=\s)|\)(?=\s)|(?=\s\()|(?=\s[-–]\s)")
_BULLET = re.compile(r"\s*[-–+•*]\s*")
# A line that only announces: "5.2. Sở Tài chính", "b) Sở Y tế", "IV. TỔ CHỨC THỰC HIỆN".
_LABEL = re.compile(
    r"\s*(?:[IVXLC]+\s*[.)-]|\d+(?:\.\d+)*\s*[.)]|[a-zđ]\)|Điều \d+[a-zđ]?\.|Chương [IVXLC\d]+|Mục \d+)"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One line or sentence of a text; `opens_line` tells a bullet or first sentence from one within a paragraph."""

    start: int
    end: int
    opens_line: bool
    bullet: bool


def words_in(text: str) -> int:
    """Return the number of words, parted by white space."""
    return len(text.split())


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def lines_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines between two offsets that hold any text."""
    position = start
    for line in text[start:end].split("\n"):
        span = trimmed(text, position, position + len(line))
        if span[0] < span[1]:
            yield span
        position += len(line) + 1


def units_of(text: str, start: int, end: int) -> list[Unit]:
    """Return the lines of a stretch, cut into sentences."""
    found = []
    for line_start, line_end in lines_of(text, start, end):
        bullet = _BULLET.match(text, line_start, line_end) is not None
        cuts = [line_start]
        cuts += [m.end() for m in _SENTENCE_END.finditer(text, line_start, line_end) if m.end() < line_end]
        cuts.append(line_end)
        for begin, stop in pairwise(cuts):
            unit_start, unit_end = trimmed(text, begin, stop)
            if any(character.isalnum() for character in text[unit_start:unit_end]):
                found.append(Unit(unit_start, unit_end, begin == line_start, bullet))
    return found


def is_heading_line(text: str, start: int, end: int, headings: tuple[str, ...]) -> bool:
    """Tell whether a line is one of the printed headings (white space aside) or a label with a few words."""
    line = " ".join(text[start:end].split()).rstrip(":")
    if any(line == " ".join(heading.split()).rstrip(":") for heading in headings):
        return True
    return bool(_LABEL.match(line)) and words_in(line) <= 14 and not line.endswith((".", ";"))


def clause_runs(text: str, start: int, end: int, limit: int = MAX_QUOTE_WORDS) -> list[tuple[int, int]]:
    """Return the runs of whole clauses of a long unit that hold at most `limit` words, each as long as can be.

    A clause that is itself too long is cut between words.
    """
    pieces = clause_pieces(text, start, end, limit)
    runs: list[tuple[int, int]] = []
    last = 0
    counts = [words_in(text[begin:stop]) for begin, stop in pieces]
    for first in range(len(pieces)):
        last = max(last, first)
        while last + 1 < len(pieces) and sum(counts[first : last + 2]) <= limit:
            last += 1
        run = trimmed(text, pieces[first][0], pieces[last][1])
        if not runs or run[1] > runs[-1][1]:
            runs.append(run)
    return runs


def clause_pieces(text: str, start: int, end: int, limit: int = MAX_QUOTE_WORDS) -> list[tuple[int, int]]:
    """Return the clauses of a unit, in order and without gaps but white space; one over `limit` words is cut."""
    cuts = [start]
    cuts += [m.end() for m in _CLAUSE_END.finditer(text, start, end) if start < m.end() < end]
    cuts.append(end)
    return [piece for begin, stop in pairwise(cuts) for piece in _cut_long(text, begin, stop, limit)]


def _cut_long(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    words = list(re.finditer(r"\S+", text[start:end]))
    for first in range(0, max(len(words), 1), limit):
        group = words[first : first + limit]
        if group:
            yield start + group[0].start(), start + group[-1].end()
