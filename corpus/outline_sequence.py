"""Numbering: which marks open sections, and which level each belongs to.

A mark counts when it continues a list that is open (2 after 1, đ after d) or begins one (1, a, I). Lists are kept on a
stack of open sections; a mark of a kind that is on the stack closes everything below. References at the start of a
line, amounts, dates and quoted articles fail this test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from corpus.outline_lines import OutlineLine
from corpus.outline_markers import LETTERS, Marker, MarkerKind, misread_markers, numbered_markers, worded_marker
from corpus.outline_parts import is_caps

_RANKS: dict[MarkerKind, int] = {
    "part": 0,
    "chapter": 10,
    "section": 20,
    "subsection": 30,
    "capital": 40,
    "roman": 50,
    "article": 60,
    "arabic": 70,
    "decimal": 80,
    "letter": 90,
}
_LARGEST_JUMP = 3
_FARTHEST_LOOK = 3000
_LETTER_AFTER_D = LETTERS.index("đ") + 1
_JUMPS: dict[MarkerKind, int] = {"letter": 7, "article": 20}
_WORDED: frozenset[MarkerKind] = frozenset(("part", "chapter", "section", "subsection", "article"))


@dataclass(slots=True)
class Node:
    """A section found: its mark, the line that opens it, its level from 1, its path."""

    marker: Marker
    line: int
    level: int
    path: str


@dataclass(slots=True)
class Numbering:
    """Reads marks in order within one numbering: the body of the document, or one annex with `root` as its path.

    A form in an annex prints articles too ("Điều 1. Phê duyệt …"); `has_articles` is False where they are a form's.
    """

    root: str = ""
    root_level: int = 0
    has_articles: bool = True
    stack: list[Node] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    ranks: dict[MarkerKind, int] = field(default_factory=lambda: dict(_RANKS))

    def read(self, lines: Sequence[OutlineLine], first: int, last: int) -> list[Node]:
        """Return the sections that the lines in [first, last) open, in order."""
        marks = [_marks(line) for line in lines[first:last]]
        for number, candidates in enumerate(marks):
            line = lines[first + number]
            if line.in_table or line.quoted:
                continue
            before = lines[first + number - 1] if number else None
            marker = self._accepted(candidates, line, before, _Lookahead(marks, number))
            if marker is not None:
                self._open(marker, first + number)
        return self.nodes

    def _accepted(
        self, candidates: Sequence[Marker], line: OutlineLine, before: OutlineLine | None, ahead: _Lookahead
    ) -> Marker | None:
        if self._is_roman_one_misread(line, ahead):
            candidates = misread_markers(line.text)
        for test in (self._continues_a_list, self._begins_a_list):
            for marker in candidates:
                if test(marker, line, before):
                    return marker
        skipping = (marker for marker in candidates if self._skips_numbers(marker, line, ahead))
        misread = (marker for marker in self._misread(line, candidates) if self._fits_if_misread(marker, ahead))
        return next(skipping, None) or next(misread, None)

    def _continues_a_list(self, marker: Marker, line: OutlineLine, before: OutlineLine | None) -> bool:
        if marker.kind in ("article", "chapter"):
            last = self._last(marker.kind)
            return last is not None and follows(last, marker)
        return any(follows(node.marker, marker) for node in self.stack if node.marker.kind == marker.kind)

    def _begins_a_list(self, marker: Marker, line: OutlineLine, before: OutlineLine | None) -> bool:
        if marker.kind == "article" and (self._last("article") is not None or not self.has_articles):
            # Articles are numbered through the whole document; a second "Điều 1" is quoted from another one.
            return False
        if marker.kind == "decimal":
            return self._begins_decimals(marker)
        if marker.value != 1:
            return False
        titled = is_caps(line.text) or line.all_bold
        if not titled and (marker.kind == "capital" or (marker.kind == "roman" and self._in_article())):
            # Under an article "I." with small letters after it is khoản 1, misread.
            return False
        if any(node.marker.kind == marker.kind for node in self.stack):
            # A list within a list of the same kind must be announced: "… gồm:".
            deepest = self.stack[-1].marker.kind == marker.kind
            return deepest and marker.kind not in _WORDED and before is not None and before.text.endswith(":")
        return True

    def _begins_decimals(self, marker: Marker) -> bool:
        prefix = marker.parts[:-1]
        if any(node.marker.parts == prefix and node.marker.kind in ("arabic", "decimal") for node in self.stack):
            return marker.value == 1
        if self._in_article():
            # "4.2 Trong thời hạn" after khoản 3 is khoản 4 with the mark of a footnote.
            return False
        open_decimals = [node for node in self.stack if node.marker.kind == "decimal"]
        return marker.value == 1 and not any(node.marker.parts[:-1] == prefix for node in open_decimals)

    def _skips_numbers(self, marker: Marker, line: OutlineLine, ahead: _Lookahead) -> bool:
        """Tell whether `marker` opens a section although a number before it is missing (lost, or never printed)."""
        if marker.kind in ("article", "chapter"):
            last = self._last(marker.kind)
        else:
            last = next((node.marker for node in reversed(self.stack) if node.marker.kind == marker.kind), None)
        if last is None:
            return self._is_first_roman_title(marker, line) or self._is_first_article(marker, ahead)
        if marker.parts[:-1] != last.parts[:-1]:
            return marker.kind == "decimal" and marker.value == 1
        gap = marker.value - last.value
        limit = _JUMPS.get(marker.kind, _LARGEST_JUMP)
        if not 0 < gap <= limit:
            return False
        above = [node.marker for node in self.stack if node.marker.kind != marker.kind]
        # Where the number that is missing comes later in the same list, this one is not of the list.
        return not ahead.has(
            lambda later: follows(last, later), until=lambda later: any(follows(one, later) for one in above)
        )

    def _in_article(self) -> bool:
        return any(node.marker.kind == "article" for node in self.stack)

    def _last(self, kind: MarkerKind) -> Marker | None:
        return next((node.marker for node in reversed(self.nodes) if node.marker.kind == kind), None)

    def _is_first_roman_title(self, marker: Marker, line: OutlineLine) -> bool:
        seen = any(node.marker.kind == "roman" for node in self.nodes)
        return marker.kind == "roman" and not seen and marker.value <= _LARGEST_JUMP and is_caps(line.text)

    def _misread(self, line: OutlineLine, candidates: Sequence[Marker]) -> tuple[Marker, ...]:
        """Return other readings of the mark of `line`: what OCR makes of 1, of Roman numerals, and of đ."""
        found = misread_markers(line.text)
        for marker in candidates:
            if marker.kind == "letter" and marker.printed == "d":
                found = (*found, replace(marker, parts=(_LETTER_AFTER_D,), printed="đ"))
        return found

    def _is_roman_one_misread(self, line: OutlineLine, ahead: _Lookahead) -> bool:
        """Tell whether "1. MỤC TIÊU" was I: 1 or II comes before any 2, and II is the first Roman numeral."""
        if not line.text.startswith("1") or not is_caps(line.text) or self._last("roman") is not None:
            return False
        if not any(marker.kind == "roman" and marker.value == 1 for marker in misread_markers(line.text)):
            return False
        return ahead.has(
            lambda later: (later.kind == "arabic" and later.value == 1) or later.printed == "II",
            until=lambda later: later.kind in ("roman", "article") or (later.kind == "arabic" and later.value == 2),
        ) and ahead.has(
            lambda later: later.kind == "roman" and later.value == 2 and later.printed == "II",
            until=lambda later: later.kind == "roman" and later.value != 2,
        )

    def _fits_if_misread(self, marker: Marker, ahead: _Lookahead) -> bool:
        same = [node.marker for node in self.stack if node.marker.kind == marker.kind]
        if same:
            return follows(same[-1], marker)
        above = [node.marker for node in self.stack]
        return marker.value == 1 and ahead.has(
            lambda later: follows(marker, later), until=lambda later: any(follows(one, later) for one in above)
        )

    def _is_first_article(self, marker: Marker, ahead: _Lookahead) -> bool:
        """Tell whether an extract begins with this article, and no lower number comes later."""
        if marker.kind != "article" or not self.has_articles:
            return False
        return not ahead.has(
            lambda later: later.kind == "article" and later.value < marker.value, until=lambda later: False
        )

    def _open(self, marker: Marker, line: int) -> None:
        if marker.kind == "capital" and self._last("capital") is None and self._last("roman") is not None:
            # Capital letters stand above Roman numerals with some writers, below them with others.
            self.ranks["capital"] = self.ranks["roman"] + 1
        if marker.kind in ("capital", "roman") and self._last(marker.kind) is None and self._in_article():
            # "Điều 1. Phê duyệt Chương trình với nội dung sau: I. QUAN ĐIỂM …": the numerals stand below the article.
            self.ranks[marker.kind] = _RANKS["article"] + (1 if marker.kind == "capital" else 2)
        self._close_for(marker)
        level = self.root_level + len(self.stack) + 1
        node = Node(marker, line, level, self._path(marker))
        self.stack.append(node)
        self.nodes.append(node)

    def _close_for(self, marker: Marker) -> None:
        """Close the sections that end where `marker` stands."""
        if marker.kind != "decimal":
            for depth in reversed(range(len(self.stack))):
                open_marker = self.stack[depth].marker
                if open_marker.kind == marker.kind and _comes_after(open_marker, marker):
                    del self.stack[depth:]
                    return
            if self.stack and self.stack[-1].marker.kind == marker.kind:
                return
        while self.stack and self._ends_at(self.stack[-1].marker, marker):
            self.stack.pop()

    def _ends_at(self, open_marker: Marker, marker: Marker) -> bool:
        if open_marker.kind == "decimal" == marker.kind:
            return len(open_marker.parts) >= len(marker.parts)
        return self.ranks[open_marker.kind] >= self.ranks[marker.kind]

    def _path(self, marker: Marker) -> str:
        parent = self.stack[-1] if self.stack else None
        if marker.kind == "article":
            return _joined(self.root, f"Điều {marker.printed}")
        if marker.kind == "part":
            return _joined(self.root, marker.printed)
        if marker.kind == "chapter":
            path = _joined(self.root, marker.printed)
            taken = any(node.path == path for node in self.nodes)
            return _joined(parent.path, marker.printed) if taken and parent else path
        above = parent.path if parent else self.root
        if marker.kind == "decimal" and parent is not None and parent.marker.parts == marker.parts[:-1]:
            extends = parent.marker.kind in ("arabic", "decimal")
            return _joined(above, str(marker.value) if extends else marker.printed)
        return _joined(above, marker.printed)


class _Lookahead:
    """What marks stand on later lines."""

    def __init__(self, marks: Sequence[Sequence[Marker]], index: int) -> None:
        self._marks, self._index = marks, index

    def has(self, wanted: Callable[[Marker], bool], until: Callable[[Marker], bool]) -> bool:
        """Tell whether a mark that is `wanted` opens a later line before one that `until` accepts."""
        for markers in islice(self._marks, self._index + 1, self._index + 1 + _FARTHEST_LOOK):
            if any(wanted(marker) for marker in markers):
                return True
            if any(until(marker) for marker in markers):
                return False
        return False


def _marks(line: OutlineLine) -> tuple[Marker, ...]:
    """Return the readings of the mark that opens `line`; none in a table or a quotation."""
    if line.in_table or line.quoted:
        return ()
    worded = worded_marker(line.text)
    return (worded,) if worded else numbered_markers(line.text)


def _comes_after(last: Marker, marker: Marker) -> bool:
    return (marker.value, marker.printed) > (last.value, last.printed)


def follows(last: Marker, marker: Marker) -> bool:
    """Tell whether `marker` is the next of its list after `last`.

    After d comes đ, and e where the writer leaves out đ; after e comes g, f with some writers.
    """
    if last.kind != marker.kind or last.parts[:-1] != marker.parts[:-1]:
        return False
    if marker.kind == "letter":
        skipped = LETTERS[last.value : marker.value - 1]
        return marker.value > last.value and all(letter in "đfjwz" for letter in skipped)
    if marker.kind in ("article", "arabic") and marker.value == last.value:
        # Added by an amendment: 3a after 3.
        return marker.printed > last.printed
    return marker.value == last.value + 1


def _joined(above: str, printed: str) -> str:
    return f"{above}.{printed}" if above else printed
