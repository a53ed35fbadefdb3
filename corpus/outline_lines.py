"""The lines of a reading text as the outline sees them: where they stand, what is marked, what is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.outline_markers import CELL_SEPARATOR, worded_marker
from corpus.records import ReadingText

_LONGEST_QUOTATION = 400
_OPENS_LINE = re.compile(r"(?P<mark>[“\"])")
# A quotation that begins amid a line, after the words that announce it. Refuses titles in quotation marks.
_OPENS_AFTER_COLON = re.compile(r":\s*(?P<mark>[“\"])(?=[^“\"]*$)")
_CLOSES_STRAIGHT = re.compile(r"\"\s*[.,;:]?\s*(?:/\.)?$")


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One line of the reading text. `bold_length` counts the characters at its start that are bold, 0 when unknown."""

    text: str
    start: int
    in_table: bool = False
    quoted: bool = False
    bold_length: int = 0
    centred: bool = False

    @property
    def end(self) -> int:
        """The offset after the last character of the line."""
        return self.start + len(self.text)

    @property
    def all_bold(self) -> bool:
        """Whether the whole line is bold."""
        return self.bold_length >= len(self.text.rstrip()) > 0


def outline_lines(reading: ReadingText) -> list[OutlineLine]:
    """Return the lines of `reading` that hold a word, in order; leading white space is left out of a line."""
    spans = list(_line_spans(reading.text))
    quoted = quoted_lines([reading.text[start:end] for start, end in spans])
    row_starts = {start for table in reading.tables for start, _ in table.rows}
    bold_ends = dict(reading.bold)
    centred = {start for start, _ in reading.centred}
    return [
        OutlineLine(
            text=reading.text[start:end],
            start=start,
            in_table=start in row_starts or CELL_SEPARATOR in reading.text[start:end],
            quoted=is_quoted,
            bold_length=max(0, bold_ends.get(start, start) - start),
            centred=start in centred,
        )
        for (start, end), is_quoted in zip(spans, quoted, strict=True)
    ]


def quoted_lines(texts: Sequence[str]) -> list[bool]:
    """Tell of each line whether it belongs to a quotation of another text ("… như sau: ⏎ “Điều 5. … ⏎ …”").

    A quotation opens at the start of a line or after a colon. A mark that is never closed quotes nothing, nor does one
    whose closing mark comes after an article or a chapter, unless it opened with one itself: OCR strews marks about.
    """
    found = [False] * len(texts)
    index = 0
    while index < len(texts):
        opening = _OPENS_LINE.match(texts[index])
        last = _last_line_of_quotation(texts, index, bool(opening))
        if opening:
            found[index] = True
        for number in range(index + 1, (last or index) + 1):
            found[number] = True
        index = (last or index) + 1
    return found


def _last_line_of_quotation(texts: Sequence[str], index: int, opens_line: bool) -> int | None:
    """Return the line that closes the quotation opened on line `index`; None when none is open at its end."""
    text = texts[index]
    opening = _OPENS_LINE.match(text) if opens_line else _OPENS_AFTER_COLON.search(text)
    if opening is None:
        return None
    straight = opening["mark"] == '"'
    rest = text[opening.end("mark") :]
    depth = 1 if straight and not _CLOSES_STRAIGHT.search(rest) else 1 + _balance(rest) if not straight else 0
    if depth <= 0:
        return None
    quoted = worded_marker(rest.lstrip())
    for later in range(index + 1, min(index + _LONGEST_QUOTATION, len(texts))):
        marker = worded_marker(texts[later])
        if marker is not None and quoted is None:
            return None
        if marker is not None and quoted is not None and marker.kind == quoted.kind:
            if marker.value < quoted.value:
                # Numbers fall back: the document's own article, after a closing mark that is lost.
                return later - 1
            quoted = marker
        depth = int(not _CLOSES_STRAIGHT.search(texts[later])) if straight else depth + _balance(texts[later])
        if depth <= 0:
            return later
    return None


def _balance(text: str) -> int:
    """Return how many curly quotations `text` opens and does not close; a straight mark may close one: “2 con số"."""
    depth = lowest = 0
    for character in text:
        depth += (character == "“") - (character == "”")
        lowest = min(lowest, depth)
    if depth > 0 and text.count('"') % 2:
        depth -= 1
    return min(depth, lowest) if lowest < 0 else depth


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = position + line.index(stripped[0])
            yield start, start + len(stripped)
        position += len(line) + 1
