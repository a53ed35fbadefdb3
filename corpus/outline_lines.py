"""The lines of a reading text as the outline sees them: where they stand, what is marked, what is quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import ReadingText

_LONGEST_QUOTATION = 400
_OPENING = "“"
_CLOSING = "”"


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
    rows = sorted(row for table in reading.tables for row in table.rows)
    row_starts = {start for start, _ in rows}
    bold_ends = dict(reading.bold)
    centred = {start for start, _ in reading.centred}
    return [
        OutlineLine(
            text=reading.text[start:end],
            start=start,
            in_table=start in row_starts or _within(start, rows),
            quoted=is_quoted,
            bold_length=max(0, bold_ends.get(start, start) - start),
            centred=start in centred,
        )
        for (start, end), is_quoted in zip(spans, quoted, strict=True)
    ]


def quoted_lines(texts: Sequence[str]) -> list[bool]:
    """Tell of each line whether it stands inside a quotation that spans lines ("… như sau: ⏎ “Điều 5. … ⏎ …”").

    A mark that is never closed quotes nothing. A line quoted as a whole is one that begins with the opening mark.
    """
    found = [False] * len(texts)
    index = 0
    while index < len(texts):
        last = _last_line_of_quotation(texts, index)
        if last is None:
            index += 1
            continue
        first = index if texts[index].lstrip()[:1] in (_OPENING, '"') else index + 1
        for number in range(first, last + 1):
            found[number] = True
        index = last + 1
    # A single line in quotation marks: “Điều 5. …”.
    return [quoted or text.lstrip()[:1] in (_OPENING, '"') for quoted, text in zip(found, texts, strict=True)]


def _last_line_of_quotation(texts: Sequence[str], index: int) -> int | None:
    depth = _depth_after(texts[index], 0)
    if depth <= 0:
        return None
    for later in range(index + 1, min(index + _LONGEST_QUOTATION, len(texts))):
        depth = _depth_after(texts[later], depth)
        if depth <= 0:
            return later
    return None


def _depth_after(text: str, depth: int) -> int:
    for character in text:
        if character == _OPENING:
            depth += 1
        elif character == _CLOSING:
            depth = max(0, depth - 1)
        elif character == '"':
            # A straight mark closes what is open, whichever mark opened it: “2 con số".
            depth = depth - 1 if depth else 1
    return depth


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = position + line.index(stripped[0])
            yield start, start + len(stripped)
        position += len(line) + 1


def _within(offset: int, rows: Sequence[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in rows)
