"""Passages along the outline: what is indexed, found and shown as one.

Every character that is not white space stands in exactly one passage, in order. A passage begins at the printed label
of its section; a heading that only announces its first child travels with it; only a section that is too long is split
within, at paragraphs, then sentences, then clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.passage_tables import row_groups
from corpus.passage_text import lead_in_before, split_text, trimmed
from corpus.records import Passage, ReadingText, Section

MAX_CHARS = 900
_SMALL_CHILDREN = 250
_BARE_HEADING = 250
_LEAD_IN = 400


def split_passages(
    reading: ReadingText,
    sections: Sequence[Section],
    document_id: str,
    max_chars: int = MAX_CHARS,
    above: tuple[str, ...] = (),
) -> tuple[Passage, ...]:
    """Return the passages of `reading` in order; ids are `document_id:ordinal`, ordinals from 0.

    `above` are headings that are not in the text: they stand before those of the sections.
    `max_chars` is the size aimed at: a heading carried along, or a last few words, may exceed it by a quarter.
    """
    passages: list[Passage] = []
    for stretch in _stretches(reading.text, sections, max_chars):
        headings = above + tuple(
            filter(None, (_printed_heading(section) for section in (*stretch.above, stretch.section)))
        )
        for piece in _pieces(reading, stretch, max_chars):
            start, end = trimmed(reading.text, piece.start, piece.end)
            if start == end:
                continue
            passages.append(
                Passage(
                    id=f"{document_id}:{len(passages)}",
                    document_id=document_id,
                    section=stretch.section.path if stretch.section else "",
                    headings=headings,
                    text=reading.text[start:end],
                    start=start,
                    end=end,
                    pages=reading.pages_of(start, end),
                    context=piece.context,
                )
            )
    return tuple(passages)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text of one section down to the next one: `start` is where it begins, `body` where headings carried along end.

    `lead_in` are the words of the section above that announce this one.
    """

    section: Section | None
    above: tuple[Section, ...]
    start: int
    body: int
    end: int
    lead_in: str


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    context: str


def _stretches(text: str, sections: Sequence[Section], max_chars: int) -> Iterator[_Stretch]:
    """Yield the stretches of `text`, which cover it; bare headings and groups of small children are merged."""
    parents = _parents(sections)
    first = sections[0].start if sections else len(text)
    if text[:first].strip():
        yield _Stretch(None, (), 0, 0, first, "")
    carried: int | None = None
    index = 0
    while index < len(sections):
        section = sections[index]
        following = _after_small_children(sections, index, max_chars)
        end = sections[following].start if following < len(sections) else len(text)
        start = section.start if carried is None else carried
        if following == index + 1 and _only_announces(text, sections, index):
            carried = start
        else:
            lead_in = _lead_in_above(text, sections, parents[index])
            yield _Stretch(section, _above(sections, parents, index), start, section.start, end, lead_in)
            carried = None
        index = following


def _parents(sections: Sequence[Section]) -> list[int | None]:
    """Return for each section the index of the one right above it."""
    found: list[int | None] = []
    holders: list[int] = []
    for index, section in enumerate(sections):
        while holders and not _holds(sections[holders[-1]], section):
            holders.pop()
        found.append(holders[-1] if holders else None)
        holders.append(index)
    return found


def _above(sections: Sequence[Section], parents: Sequence[int | None], index: int) -> tuple[Section, ...]:
    """Return the sections that hold `sections[index]`, from the top."""
    found: list[Section] = []
    parent = parents[index]
    while parent is not None:
        found.append(sections[parent])
        parent = parents[parent]
    return tuple(reversed(found))


def _has_child(sections: Sequence[Section], index: int) -> bool:
    return index + 1 < len(sections) and _holds(sections[index], sections[index + 1])


def _holds(section: Section, other: Section) -> bool:
    return other.level > section.level and section.start <= other.start < section.end


def _after_small_children(sections: Sequence[Section], index: int, max_chars: int) -> int:
    """Return the index of the section after the small children of `sections[index]`, or simply the next index."""
    section = sections[index]
    following = index + 1
    while following < len(sections) and _holds(section, sections[following]):
        following += 1
    children = sections[index + 1 : following]
    are_items = len(children) > 1 and not any(child.heading for child in children)
    if not are_items or section.end - children[0].start > _SMALL_CHILDREN:
        return index + 1
    return following if section.end - section.start <= max_chars else index + 1


def _only_announces(text: str, sections: Sequence[Section], index: int) -> bool:
    """Tell whether the section's own words are a heading or lead-in for the child that follows."""
    if not _has_child(sections, index):
        return False
    own = text[sections[index].start : sections[index + 1].start].strip()
    return len(own) <= _BARE_HEADING and (own.count("\n") == 0 or own.endswith(":") or len(own) <= _BARE_HEADING // 2)


def _printed_heading(section: Section | None) -> str:
    return f"{section.label} {section.heading}".strip() if section else ""


def _pieces(reading: ReadingText, stretch: _Stretch, max_chars: int) -> Iterator[_Piece]:
    """Yield the pieces of a stretch in order: runs of text split to size, groups of table rows."""
    position = stretch.start
    for table in reading.tables:
        if table.end <= position or table.start >= stretch.end:
            continue
        before = reading.text[position : table.start].strip()
        carried = 0 < len(before) <= _BARE_HEADING and position <= stretch.body
        if not carried:
            yield from _text_pieces(reading.text, stretch, position, table.start, max_chars)
        for number, (start, end, context) in enumerate(row_groups(table, max_chars)):
            # The heading or lead-in of a table goes with its first rows, never alone.
            first = position if carried and number == 0 else start
            yield _Piece(first, end, "\n".join(filter(None, (stretch.lead_in, context))))
        position = table.end
    yield from _text_pieces(reading.text, stretch, position, stretch.end, max_chars)


def _text_pieces(text: str, stretch: _Stretch, start: int, end: int, max_chars: int) -> Iterator[_Piece]:
    own_start = max(start, stretch.body)
    heading_end = _heading_end(text, own_start, end, stretch) if start <= stretch.body else start
    spans = split_text(text, heading_end, end, max_chars)
    if not spans:
        spans = [(start, end)]
    spans[0] = (start, spans[0][1])
    for number, (piece_start, piece_end) in enumerate(spans):
        holds_what_is_above = piece_start < stretch.body
        above = "" if holds_what_is_above else stretch.lead_in
        own = lead_in_before(text, own_start, piece_start) if number else ""
        yield _Piece(piece_start, piece_end, "\n".join(dict.fromkeys(filter(None, (above, own)))))


def _heading_end(text: str, start: int, end: int, stretch: _Stretch) -> int:
    """Return the offset after the heading line of the stretch's section, so that it stays with what follows."""
    section = stretch.section
    line_end = text.find("\n", start, end)
    if section is None or not section.heading or line_end < 0 or line_end - start > _BARE_HEADING:
        return start
    return line_end + 1


def _lead_in_above(text: str, sections: Sequence[Section], parent: int | None) -> str:
    """Return the words of the section right above that announce its children: "… được hiểu như sau:"."""
    if parent is None:
        return ""
    own = text[sections[parent].start : sections[parent + 1].start]
    return next((line.strip() for line in own.split("\n") if line.rstrip().endswith(":") and len(line) <= _LEAD_IN), "")
