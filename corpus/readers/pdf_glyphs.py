"""The words of one PDF page with their places, from glyph positions; coordinates in points, y downward from the top.

Spaces in a PDF cannot be trusted: some producers set one inside a word before a letter with a diacritic ("ĐIỀ U") and
none between two words. A word ends where the next glyph stands clearly apart.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

# In shares of the font size: a gap that parts words with a space character there, and without one.
_GAP_WITH_SPACE = 0.06
_GAP_WITHOUT_SPACE = 0.12
# Apart from the line by this share of the font size, a glyph is on another line; beyond this gap, in another column.
_OFF_LINE = 0.42
_COLUMN_GAP = 1.2
_BACKWARD = 0.6
_SCRIPT_SIZE = 0.8
# In points, and as a share of the font size.
_CELL, _HAIR = 2.0, 0.12
_MAX_GLYPHS = 60_000
# The extent of a line above and below its base line in shares of the font size.
_ASCENT, _DESCENT = 0.9, 0.22
_MAX_SIZE = 300.0


class Glyph(NamedTuple):
    """One printed character: its box and font size in points, and whether a space character came before it."""

    char: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    after_space: bool
    position: int


@dataclass(slots=True)
class Word:
    """Glyphs without a gap between them; `attached` to the word before it when it is its raised or lowered end."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    attached: bool = False

    @property
    def middle(self) -> float:
        """Return the height at which the word stands."""
        return (self.top + self.bottom) / 2


def page_words(text_page: Any, width: float, height: float, rotation: int = 0) -> list[list[Word]]:
    """Return the words of a page as runs in the order of the file; a run is on one line without a wide gap.

    `width` and `height` are those of the page as shown, `rotation` is its turn in degrees clockwise.
    """
    runs: list[list[Glyph]] = []
    printed = _Printed()
    for glyph in _glyphs(text_page, width, height, rotation):
        last = runs[-1][-1] if runs else None
        if printed.before(glyph) and not (last and _is_ligature(last, glyph)):
            continue
        if last and _continues(last, glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    weights = _Weights(text_page)
    return [words for run in runs if (words := list(_words(run, weights)))]


def _glyphs(text_page: Any, width: float, height: float, rotation: int) -> Iterator[Glyph]:
    count = min(pdfium_c.FPDFText_CountChars(text_page), _MAX_GLYPHS)
    unicode_of, box_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetLooseCharBox
    origin_of, matrix = pdfium_c.FPDFText_GetCharOrigin, pdfium_c.FS_MATRIX()
    box, origin_x, origin_y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    size, last_base = 0.0, -1.0
    after_space = False
    for index in range(count):
        code = unicode_of(text_page, index)
        # U+0002 and U+FFFE stand for a hyphen at the end of a line.
        char = "-" if code in (0x2, 0xFFFE) else chr(code) if code < 0x110000 else "\ufffd"
        if char.isspace() or code in (0x0, 0xA0, 0x200B, 0xAD):
            after_space = True
            continue
        if (code < 0x20 and code != 0x2) or 0xD800 <= code < 0xE000 or not box_of(text_page, index, box):
            continue
        origin_of(text_page, index, origin_x, origin_y)
        left, _, right, _ = turned((box.left, box.bottom, box.right, box.top), width, height, rotation)
        base = turned((origin_x.value, origin_y.value, origin_x.value, origin_y.value), width, height, rotation)[1]
        if right < 0 or left > width or base < 0 or base > height:
            continue
        # The boxes of some fonts are tight about each letter; base line and size are the same all along a line.
        # Within a word the size changes only where the base line does: at a raised or lowered sign.
        if after_space or base != last_base or not size:
            size, last_base = _printed_size(text_page, index, matrix), base
        yield Glyph(char, left, base - _ASCENT * size, right, base + _DESCENT * size, size, after_space, index)
        after_space = False


def _printed_size(text_page: Any, index: int, matrix: Any) -> float:
    """Return the size of a glyph in points: the size of its font times the scale of its text object."""
    scale = 1.0
    if pdfium_c.FPDFText_GetMatrix(text_page, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
    return float(min(max(pdfium_c.FPDFText_GetFontSize(text_page, index) * scale, 1.0), _MAX_SIZE))


class _Printed:
    """Remembers where letters stand: some producers print each twice, a hair apart, to make it bold."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int, int], float] = {}

    def before(self, glyph: Glyph) -> bool:
        """Tell whether the same letter stands there already, nearer than two letters can stand beside each other."""
        across, down = glyph.left / _CELL, glyph.top / _CELL
        # Two grids, half a cell apart: what a line of one parts is together in the other.
        keys = (
            (glyph.char, int(across), int(down)),
            (glyph.char, -1 - int(across + 0.5), int(down + 0.5)),
        )
        found = any(abs(self._places.get(key, -9.0) - glyph.left) < _HAIR * glyph.size for key in keys)
        for key in keys:
            self._places[key] = glyph.left
        return found


def turned(
    box: tuple[float, float, float, float], width: float, height: float, rotation: int
) -> tuple[float, float, float, float]:
    """Return (left, top, right, bottom) as shown, y downward, of a box (left, bottom, right, top) of the unturned page.

    `width` and `height` are those of the page as shown, after a turn of `rotation` degrees clockwise.
    """
    left, bottom, right, top = box
    if rotation == 90:
        return bottom, left, top, right
    if rotation == 180:
        return width - right, bottom, width - left, top
    if rotation == 270:
        return width - top, height - right, width - bottom, height - left
    return left, height - top, right, height - bottom


def _continues(last: Glyph, glyph: Glyph) -> bool:
    size = last.size if last.size > glyph.size else glyph.size
    same_line = abs((last.top + last.bottom) - (glyph.top + glyph.bottom)) / 2 < _OFF_LINE * size
    near = -_BACKWARD * size < glyph.left - last.right < _COLUMN_GAP * size
    return same_line and (near or _is_ligature(last, glyph))


def _is_ligature(last: Glyph, glyph: Glyph) -> bool:
    """Tell whether two letters are one printed sign, as in "ﬁ": they share its box."""
    return glyph.position == last.position + 1 and glyph.left == last.left and glyph.right == last.right


def _words(run: list[Glyph], weights: _Weights) -> Iterator[Word]:
    spacing = _letter_spacing(run)
    start, attached = 0, False
    for index in range(1, len(run)):
        parted = _parts_words(run[index - 1], run[index], spacing)
        if parted or _is_script(run[index - 1], run[index]):
            yield _word(run[start:index], weights, attached)
            start, attached = index, not parted
    yield _word(run[start:], weights, attached)


def _is_script(last: Glyph, glyph: Glyph) -> bool:
    """Tell whether a raised or lowered small sign begins or ends here: a footnote mark, m², CO₂."""
    if last.size == glyph.size:
        return False
    small, large = min(last.size, glyph.size), max(last.size, glyph.size)
    return small < _SCRIPT_SIZE * large and abs((last.top + last.bottom) - (glyph.top + glyph.bottom)) > 0.1 * large


def _letter_spacing(run: list[Glyph]) -> float:
    """Return the gap set between the letters of a spaced-out line (S P A C E D), in points; 0 for ordinary lines."""
    gaps = sorted(glyph.left - last.right for last, glyph in pairwise(run))
    # Nearly all letters stand apart; in "Bộ Y tế" half of them do.
    spaced = len(gaps) > 3 and gaps[len(gaps) // 6] > _GAP_WITHOUT_SPACE * run[0].size
    return gaps[len(gaps) // 2] if spaced else 0.0


def _parts_words(last: Glyph, glyph: Glyph, spacing: float) -> bool:
    if unicodedata.combining(glyph.char):
        return False
    gap = (glyph.left - last.right - spacing) / (last.size if last.size < glyph.size else glyph.size)
    return gap > (_GAP_WITH_SPACE if glyph.after_space else _GAP_WITHOUT_SPACE)


def _word(glyphs: list[Glyph], weights: _Weights, attached: bool) -> Word:
    first = glyphs[0]
    return Word(
        text=unicodedata.normalize("NFC", "".join([glyph.char for glyph in glyphs])),
        left=first.left,
        top=min([glyph.top for glyph in glyphs]),
        right=max([glyph.right for glyph in glyphs]),
        bottom=max([glyph.bottom for glyph in glyphs]),
        size=first.size,
        bold=weights.is_bold(first.position),
        attached=attached,
    )


class _Weights:
    """Tells bold glyphs by the name of their font, which producers fill in more often than its weight."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def is_bold(self, index: int) -> bool:
        pdfium_c.FPDFText_GetFontInfo(self._text_page, index, self._name, 128, self._flags)
        name = self._name.value.lower()
        return b"bold" in name or b"black" in name or b"heavy" in name or self._flags.value & 0x40000 != 0
