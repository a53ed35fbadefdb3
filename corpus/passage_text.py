"""Text split to size with offsets kept, and the words that govern a piece from above."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.outline_markers import BULLET
from vietnamese.letters import CAPITALS

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

_SEPARATORS = [
    r"\n+",
    # The end of a sentence before a capital. Refuses abbreviations in capitals ("TT. Tỉnh ủy") and "v.v. và".
    rf"(?<=[.!?…])(?<![A-ZĐ]{{2}}\.)(?<!\bTP\.)\s+(?=[{CAPITALS}“\"(])",
    r"(?<=;)\s+",
    r"(?<=[:,])\s+",
    r"\s+",
    "",
]
_SHORTEST_PIECE = 0.2
_LONGEST_LEAD_IN = 400
_LONGEST_LABEL = 10


def split_text(text: str, start: int, end: int, max_chars: int) -> list[tuple[int, int]]:
    """Return spans that cover [start, end) of `text`, each about `max_chars` long at most; [] when it holds no word."""
    if not text[start:end].strip():
        return []
    if end - start <= max_chars:
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    position = start
    for piece in _splitter(max_chars).split_text(text[start:end]):
        spans.append((position, position + len(piece)))
        position += len(piece)
    if len(spans) > 1 and len(text[slice(*spans[0])].strip()) <= _LONGEST_LABEL:
        # "2." before a sentence that is too long: never a passage of its own.
        spans[:2] = [(spans[0][0], spans[1][1])]
    if len(spans) > 1 and spans[-1][1] - spans[-1][0] < _SHORTEST_PIECE * max_chars:
        last = spans.pop()
        spans[-1] = (spans[-1][0], last[1])
    return spans


@lru_cache(maxsize=8)
def _splitter(max_chars: int) -> RecursiveCharacterTextSplitter:
    # Imported when a long section is cut: it takes longer to load than a question takes to answer.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        # Pieces laid end to end give the text back, so offsets follow from lengths.
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=max_chars,
        chunk_overlap=0,
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def lead_in_before(text: str, start: int, position: int) -> str:
    """Return the lines in [start, position) that govern the bullets at `position`: "Sở Y tế chủ trì …:".

    A lead-in ends with a colon; it governs until a paragraph without a bullet. A bullet that ends with a colon governs
    the bullets of another sign below it.
    """
    following = text[position:].lstrip()
    inside_line = position > start and text[position - 1] != "\n" and bool(text[position - 1].strip())
    lines = text[start:position].rstrip().split("\n")
    governing: list[str] = []
    sign = following[:1] if BULLET.match(following) else ""
    if not sign and not inside_line and not _was_in_bullet(lines):
        return ""
    for line in reversed(lines):
        bullet = BULLET.match(line)
        if line.rstrip().endswith(":") and len(line) <= _LONGEST_LEAD_IN and (not bullet or line[0] != sign):
            governing.append(line.strip())
            sign = line[0] if bullet else sign
        if not bullet:
            break
    return "\n".join(reversed(governing))


def _was_in_bullet(lines: list[str]) -> bool:
    return bool(lines) and bool(BULLET.match(lines[-1])) and not lines[-1].endswith((".", ";", ":"))
