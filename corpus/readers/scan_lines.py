"""Page images made ready for reading: red stamps faded, the page straightened, ruling lines found and painted over."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from corpus.readers.pdf_tables import Rules

Grey = npt.NDArray[np.uint8]

_MAX_SKEW = 3.0
_DARK = 150
# In pixels at 300 dpi: a ruling line is at least this long (text has no such stroke) and at most this thick.
_MIN_LENGTH = 110
_MAX_THICK = 14
_REACH = 3
# A pixel is red when its red exceeds the other two by this much; stamps cover less of a page than this share.
_REDDER = 50
_STAMP_SHARE = 0.04


def without_stamp(image: Image.Image) -> Image.Image:
    """Return the page in greys with red stamps turned white: they lie over the words of the signature."""
    if image.mode == "L":
        return image
    pixels = np.asarray(image.convert("RGB")).astype(np.int16)
    grey = np.array(image.convert("L"))
    red = pixels[:, :, 0] - np.maximum(pixels[:, :, 1], pixels[:, :, 2]) > _REDDER
    if 0 < red.mean() < _STAMP_SHARE:
        grey[red] = 255
    return Image.fromarray(grey)


def straightened(image: Image.Image) -> Image.Image:
    """Return a grey page turned by the small angle that makes its rows level."""
    angle = skew(image)
    return image if abs(angle) < 0.1 else image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def skew(image: Image.Image) -> float:
    """Return the turn in degrees, counter-clockwise, under which the rows of ink are the most distinct."""
    small = image.copy()
    small.thumbnail((800, 1100))
    ink = Image.fromarray(np.where(np.asarray(small) < _DARK, 255, 0).astype(np.uint8))

    def distinctness(angle: float) -> float:
        rows = np.asarray(ink.rotate(angle, Image.Resampling.BILINEAR)).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    coarse = max(np.arange(-_MAX_SKEW, _MAX_SKEW + 0.1, 0.5), key=lambda angle: (distinctness(angle), -abs(angle)))
    fine = max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=lambda angle: (distinctness(angle), -abs(angle)))
    return round(float(fine), 2)


def take_ruling_lines(image: Image.Image, points: float) -> tuple[Image.Image, Rules]:
    """Return the page with its ruling lines painted white, and the lines; `points` is the size of a pixel in points."""
    pixels = np.array(image)
    dark = pixels < _DARK
    horizontal, vertical = _long_runs(dark), _long_runs(dark.T).T
    rules = Rules()
    for top, left, bottom, right in _boxes(horizontal):
        rules.horizontal.append(((top + bottom) / 2 * points, left * points, right * points))
    for left, top, right, bottom in _boxes(vertical.T):
        rules.vertical.append(((left + right) / 2 * points, top * points, bottom * points))
    pixels[_widened(horizontal) | _widened(vertical.T).T] = 255
    return Image.fromarray(pixels), rules


def _long_runs(dark: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Mark the pixels of thin horizontal strokes of at least _MIN_LENGTH pixels."""
    width = dark.shape[1]
    if width <= _MIN_LENGTH:
        return np.zeros_like(dark)
    counts = np.zeros((dark.shape[0], width + 1), dtype=np.int32)
    np.cumsum(dark, axis=1, out=counts[:, 1:])
    starts = counts[:, _MIN_LENGTH:] - counts[:, :-_MIN_LENGTH] >= 0.97 * _MIN_LENGTH
    marks = np.zeros((dark.shape[0], width + 1), dtype=np.int32)
    marks[:, : starts.shape[1]] += starts
    marks[:, _MIN_LENGTH:] -= starts
    runs = (np.cumsum(marks, axis=1)[:, :width] > 0) & dark
    # Thick black is a picture or a bar, not a ruling line.
    heights = np.zeros((dark.shape[0] + 1, width), dtype=np.int32)
    np.cumsum(runs, axis=0, out=heights[1:])
    tall = heights[_MAX_THICK:] - heights[:-_MAX_THICK] >= _MAX_THICK
    for offset in range(_MAX_THICK):
        runs[offset : offset + tall.shape[0]] &= ~tall
    return runs


def _boxes(runs: npt.NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Return (top, left, bottom, right) of the strokes marked row by row."""
    boxes: list[tuple[int, int, int, int]] = []
    for row in np.flatnonzero(runs.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], runs[row].astype(np.int8), [0]))))
        boxes.extend(
            (int(row), int(start), int(row), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)
        )
    return boxes


def _widened(runs: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    wide = runs.copy()
    for shift in range(1, _REACH + 1):
        wide[shift:] |= runs[:-shift]
        wide[:-shift] |= runs[shift:]
    return wide
