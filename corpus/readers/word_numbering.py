"""The numbers Word prints before paragraphs, worked out from the numbering part of a .docx (ECMA-376, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVEL_MARK = re.compile(r"%(\d)")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
# Bullets of the symbol fonts stand in the private use area; all are shown as a dash but the round ones.
_ROUND_BULLETS = {"\uf0b7", "\u2022", "\u25cf", "o"}
_LAST_LEVEL = 8
_LAST_LETTERS = 780


@dataclass(slots=True)
class _Level:
    style: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    suffix: str = " "


@dataclass(slots=True)
class Numbering:
    """The lists of one document; `label` counts, so paragraphs must be asked in document order."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counter_of: dict[str, str] = field(default_factory=dict)
    _starts: dict[tuple[str, int], int] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, num_id: str, level: int) -> str:
        """Return what is printed before the next paragraph of list `num_id` at `level` (from 0), with its space."""
        levels = self._levels.get(num_id, {})
        if level not in levels or not 0 <= level <= _LAST_LEVEL:
            return ""
        shape = levels[level]
        counts = self._counts.setdefault(self._counter_of[num_id], [None] * (_LAST_LEVEL + 1))
        self._count(counts, num_id, level, shape)
        if shape.style == "bullet":
            return "• " if shape.text[:1] in _ROUND_BULLETS else "- "
        if shape.style == "none" and not shape.text:
            return ""
        text = _LEVEL_MARK.sub(lambda mark: self._number(levels, counts, int(mark[1]) - 1, shape.legal), shape.text)
        return text + shape.suffix if text.strip() else ""

    def _count(self, counts: list[int | None], num_id: str, level: int, shape: _Level) -> None:
        override = self._starts.get((num_id, level))
        current = counts[level]
        if override is not None and (num_id, level) not in self._begun:
            counts[level] = override
        else:
            counts[level] = shape.start if current is None else current + 1
        self._begun.add((num_id, level))
        for deeper in range(level + 1, _LAST_LEVEL + 1):
            restart = self._levels[num_id].get(deeper, _Level()).restart
            # A level starts anew after any higher one, or only after the level that it names; 0 is never.
            if restart is None or (restart and level < restart):
                counts[deeper] = None

    def _number(self, levels: dict[int, _Level], counts: list[int | None], level: int, legal: bool) -> str:
        shape = levels.get(level, _Level())
        count = counts[level]
        count = shape.start if count is None else count
        return formatted(count, "decimal" if legal and shape.style != "decimalZero" else shape.style)


def formatted(count: int, style: str) -> str:
    """Return `count` in one of Word's number formats; formats that are not known are printed as figures."""
    if style in {"upperRoman", "lowerRoman"} and 0 < count < 4000:
        roman, rest = "", count
        for value, letters in _ROMAN:
            roman += letters * (rest // value)
            rest %= value
        return roman.upper() if style == "upperRoman" else roman
    if style in {"upperLetter", "lowerLetter"} and 0 < count <= _LAST_LETTERS:
        # After z come aa, bb, cc.
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if style == "upperLetter" else letters
    if style == "decimalZero":
        return f"{count:02d}"
    return "" if style == "none" else str(count)


def read_numbering(root: Any | None) -> Numbering:
    """Return the lists that the numbering part `root` describes; none when the document has no such part."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {_value(node, "abstractNumId"): node for node in root.findall(W + "abstractNum")}
    for num in root.findall(W + "num"):
        num_id = _value(num, "numId")
        link = num.find(W + "abstractNumId")
        abstract_id = _value(link, "val") if link is not None else ""
        base = abstract.get(abstract_id)
        levels = {} if base is None else {int(_value(node, "ilvl")): _level(node) for node in base.findall(W + "lvl")}
        for override in num.findall(W + "lvlOverride"):
            index = int(_value(override, "ilvl"))
            if (replaced := override.find(W + "lvl")) is not None:
                levels[index] = _level(replaced)
            if (start := override.find(W + "startOverride")) is not None:
                numbering._starts[num_id, index] = int(_value(start, "val"))
        numbering._levels[num_id] = levels
        numbering._counter_of[num_id] = abstract_id
    return numbering


def _level(node: Any) -> _Level:
    level = _Level()
    for child in node:
        value = _value(child, "val")
        match child.tag.removeprefix(W):
            case "numFmt":
                level.style = value
            case "lvlText":
                level.text = value
            case "start":
                level.start = int(value)
            case "lvlRestart":
                level.restart = int(value)
            case "isLgl":
                level.legal = value not in {"0", "false"}
            case "suff":
                level.suffix = "" if value == "nothing" else " "
    return level


def _value(node: Any, name: str) -> str:
    return str(node.get(W + name, ""))
