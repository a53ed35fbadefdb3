"""Which printed words of a page a span of the reading text is made of.

The reading text has the words of the page in other lines and without page furniture, so the two are compared without
white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.outline_markers import CELL_SEPARATOR
from corpus.readers.pdf_glyphs import Word
from corpus.records import ReadingText

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in shares of the page's width and height, from its upper left corner."""

_CONTEXT = 60  # letters before and after, by which one of several places with the same words is chosen
_LEAST = 10  # letters; shorter parts of a line that is not found whole are not looked for
_FOUND_SHARE = 0.5  # of the letters of the span; with fewer found the place is not known
_SAME_LINE = 0.5  # in shares of the size of the letters


@dataclass(frozen=True, slots=True)
class _Printed:
    """The letters of a page in the order of the file, without white space; `owners[i]` is the word of letter i."""

    letters: str
    owners: tuple[int, ...]

    @classmethod
    def of(cls, words: Sequence[Word]) -> _Printed:
        texts = [_letters(word.text) for word in words]
        return cls("".join(texts), tuple(index for index, text in enumerate(texts) for _ in text))

    def place_of(self, sought: str, before: str, after: str) -> int | None:
        """Return where `sought` begins, of several places the one whose surroundings agree best; None if nowhere."""
        places = [match.start() for match in re.finditer(f"(?={re.escape(sought)})", self.letters)]

        def agreement(place: int) -> int:
            end = place + len(sought)
            left = _shared(self.letters[max(0, place - _CONTEXT) : place][::-1], before[::-1])
            return left + _shared(self.letters[end : end + _CONTEXT], after)

        return max(places, key=agreement, default=None)


def quoted_words(words: Sequence[Word], reading: ReadingText, number: int, start: int, end: int) -> list[Word]:
    """Return the words of page `number` that a span of the reading text is made of, in the order of the file.

    Empty when less than half of the span's part on that page is found.
    """
    page_start, page_end = _span_of_page(reading, number)
    text = reading.text[page_start:page_end]
    start, end = max(start, page_start) - page_start, min(end, page_end) - page_start
    if start >= end:
        return []
    printed = _Printed.of(words)
    found: set[int] = set()
    for left, right in _pieces(text, start, end):
        found.update(_found(printed, text, left, right))
    if len(found) < _FOUND_SHARE * len(_letters(text[start:end])):
        return []
    return [words[index] for index in sorted({printed.owners[letter] for letter in found})]


def boxes_of_words(words: Sequence[Word], width: float, height: float) -> tuple[Box, ...]:
    """Return a box around the words of each line; `width` and `height` are those of the page, in the words' unit."""
    lines: list[list[Word]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if last is not None and abs(word.middle - last.middle) < _SAME_LINE * last.size and word.left > last.left:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(
        (
            min(word.left for word in line) / width,
            min(word.top for word in line) / height,
            max(word.right for word in line) / width,
            max(word.bottom for word in line) / height,
        )
        for line in lines
    )


def _span_of_page(reading: ReadingText, number: int) -> tuple[int, int]:
    starts = (*reading.page_starts, len(reading.text))
    for page, span in zip(reading.page_numbers, pairwise(starts), strict=True):
        if page == number:
            return span
    return 0, 0


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines, and of the cells of table rows, within a span."""
    at = start
    for separator in re.finditer(rf"\n|{re.escape(CELL_SEPARATOR)}", text[start:end]):
        yield at, start + separator.start()
        at = start + separator.end()
    yield at, end


def _found(printed: _Printed, text: str, start: int, end: int) -> Iterator[int]:
    """Yield the printed letters of a piece: of the whole, or of its halves where something printed stands between."""
    sought = _letters(text[start:end])
    if not sought:
        return
    before, after = _letters(text[max(0, start - 2 * _CONTEXT) : start]), _letters(text[end : end + 2 * _CONTEXT])
    place = printed.place_of(sought, before[-_CONTEXT:], after[:_CONTEXT])
    if place is not None:
        yield from range(place, place + len(sought))
        return
    middle = text.rfind(" ", start, (start + end) // 2)
    if middle > start and len(sought) >= 2 * _LEAST:
        yield from _found(printed, text, start, middle)
        yield from _found(printed, text, middle, end)


def _letters(text: str) -> str:
    return "".join(text.replace(CELL_SEPARATOR, " ").split())


def _shared(one: str, other: str) -> int:
    """Return how many letters two texts have alike from their beginnings."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))
