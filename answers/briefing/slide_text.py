"""How much room words take on a slide, and where a long text is cut so that each part fits.

The widths are those of Arial in 1/1000 of the type size (Liberation Sans has the same), so that the same slides come
out on every computer, with or without the font. A letter with a tone mark is as wide as the letter under it.
Sizes are in points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from answers.spans import clause_pieces, lines_of, trimmed

FONT = "Arial"
LINE_HEIGHT = 1.25
"""Height of a line in type sizes, as `line_spacing` of the paragraphs makes it, with a little to spare."""
PARAGRAPH_GAP = 0.35
"""Space between two paragraphs, in type sizes."""

_REGULAR = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-`r“”²³›‹", 334: "{}", 350: "•", 355: '"',
    389: "*", 400: "°", 469: "^", 500: "Jcksvxyz", 513: "₫", 549: "±≤≥", 556: "#$0123456789?L_abdeghnopquđâăêô–«»§",
    584: "+<=>~×", 611: "FTZ", 656: "ơ", 667: "&ABEKPSVXYÂĂÊ", 669: "ư", 722: "CDHNRUwĐ", 778: "GOQÔ", 833: "Mm",
    834: "½", 854: "Ư", 857: "Ơ", 889: "%", 944: "W", 1000: "—…‰", 1015: "@",
}  # fmt: skip
_BOLD = {
    238: "'", 278: " ,./I\\ijl‘’", 280: "|", 333: "!()-:;[]`ft²³›‹", 350: "•", 389: "*r{}", 400: "°", 474: '"',
    500: "z“”", 513: "₫", 549: "±≤≥", 556: "#$0123456789J_aceksvxyâăê–«»§", 584: "+<=>^~×", 611: "?FLTZbdghnopquđô",
    667: "EPSVXYÊ", 711: "ơ", 722: "&ABCDHKNRUĐÂĂ", 724: "ư", 778: "GOQwÔ", 830: "Ư", 833: "M", 834: "½", 853: "Ơ",
    889: "%m", 944: "W", 975: "@", 1000: "—…‰",
}  # fmt: skip
_WIDTHS = (
    {letter: width for width, letters in _REGULAR.items() for letter in letters},
    {letter: width for width, letters in _BOLD.items() for letter in letters},
)
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_WIDEST = 1015
_LONGEST_PIECE = 60  # words; halved until every piece fits


@lru_cache(maxsize=4096)
def _letter_width(letter: str, bold: bool) -> int:
    known = _WIDTHS[bold].get(letter)
    if known is not None:
        return known
    base = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in _TONE_MARKS)
    return _WIDTHS[bold].get(unicodedata.normalize("NFC", base), _WIDEST)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text in points."""
    text = unicodedata.normalize("NFC", text)
    return sum(_letter_width(letter, bold) for letter in text) * size / 1000


def line_count(paragraph: str, size: float, width: float, *, bold: bool = False) -> int:
    """Return the number of lines that one paragraph takes in a column of `width` points."""
    space = text_width(" ", size, bold=bold)
    lines, used = 1, 0.0
    for word in paragraph.split():
        length = text_width(word, size, bold=bold)
        if used and used + space + length <= width:
            used += space + length
            continue
        if used:
            lines += 1
        broken, used = divmod(length, width)  # a word longer than the column is broken by the program that shows it
        lines += int(broken)
    return lines


def text_height(text: str, size: float, width: float, *, bold: bool = False) -> float:
    """Return the height in points of a text, one paragraph a line of it, in a column of `width` points."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    lines = sum(line_count(paragraph, size, width, bold=bold) for paragraph in paragraphs)
    return (lines * LINE_HEIGHT + max(0, len(paragraphs) - 1) * PARAGRAPH_GAP) * size


def largest_size(text: str, sizes: Sequence[float], width: float, height: float, *, bold: bool = False) -> float | None:
    """Return the largest of `sizes` (given from large to small) at which the text fits, None where none does."""
    return next((size for size in sizes if text_height(text, size, width, bold=bold) <= height), None)


def shortened(text: str, size: float, width: float, height: float, *, bold: bool = False) -> str:
    """Return the text, cut between words with "…" where it would not fit; never more than it was."""
    words = text.split()
    for count in range(len(words), 0, -1):
        kept = " ".join(words[:count]).rstrip(" ,;:") + "…" if count < len(words) else text
        if text_height(kept, size, width, bold=bold) <= height:
            return kept
    return text[:12] + "…" if len(text) > 12 else text


def parts(text: str, size: float, width: float, height: float) -> list[tuple[int, int]]:
    """Return the spans of a text, cut at the ends of lines and clauses, that each fit into `width` × `height` points.

    Together they hold every word in order; a clause too long for the room is cut between words.
    """
    done: list[tuple[int, int]] = []
    for start, end in _pieces(text, size, width, height):
        if done and text_height(text[done[-1][0] : end], size, width) <= height:
            done[-1] = (done[-1][0], end)
        else:
            done.append((start, end))
    return done


def _pieces(text: str, size: float, width: float, height: float) -> Iterator[tuple[int, int]]:
    limit = _LONGEST_PIECE
    while limit > 1 and any(
        text_height(text[start:end], size, width) > height for start, end in _clauses(text, limit=limit)
    ):
        limit //= 2
    yield from _clauses(text, limit=limit)


def _clauses(text: str, *, limit: int) -> Iterator[tuple[int, int]]:
    for line_start, line_end in lines_of(text, 0, len(text)):
        for start, end in clause_pieces(text, line_start, line_end, limit):
            start, end = trimmed(text, start, end)
            if start < end:
                yield start, end


def evened(text: str, sizes: Sequence[float], width: float, height: float) -> tuple[float, list[tuple[int, int]]]:
    """Return the type size and the parts of a text: as few parts as the smallest size needs, then as large as may be.

    The parts are made about equally long, so that no slide is left with the last three words.
    """
    fewest = len(parts(text, sizes[-1], width, height))
    size = next(size for size in sizes if len(parts(text, size, width, height)) == fewest)
    chosen = parts(text, size, width, height)
    for share in range(95, 45, -5):
        tried = parts(text, size, width, height * share / 100)
        if len(tried) > fewest:
            break
        chosen = tried
    return size, chosen
