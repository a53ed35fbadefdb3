"""Lists and whole sections as runs of quotations: every item, in the order of the document, none cut in the middle."""

from __future__ import annotations

from collections.abc import Sequence

from answers.facts import agencies, mentions_bodies
from answers.quoting import Span, section_at
from answers.spans import MAX_QUOTE_WORDS, clause_pieces, is_heading_line, lines_of, trimmed, units_of, words_in
from corpus.records import ParsedDocument, Section
from vietnamese.abbreviations import expand_known
from vietnamese.tokens import folded_syllables

_BULLETS = "-–+•*"
_OPENING = 160  # characters of a section in which the body that acts is named


def listed_below(parsed: ParsedDocument, lead_end: int) -> list[Span]:
    """Return the bullets (or lettered points) announced by a line that ends, with a colon, at `lead_end`."""
    text = parsed.reading.text
    section = section_at(parsed, lead_end - 1)
    if section is None or not text[:lead_end].endswith(":"):
        return []
    items: list[Span] = []
    sign = ""
    for start, end in lines_of(text, lead_end, section.end):
        first = text[start]
        if not items and first in _BULLETS:
            sign = first
        # A numbered child section is an item as well; a plain paragraph ends the list.
        if (first == sign if sign else _opens_child(parsed, section, start)) or (items and first in _BULLETS):
            items.append((start, end))
        else:
            break
    return [span for item in items for span in packed(text, *item)]


def _opens_child(parsed: ParsedDocument, section: Section, offset: int) -> bool:
    return any(child.start == offset and child.level > section.level for child in parsed.sections)


def acting_section(parsed: ParsedDocument, offset: int, question: str) -> Section | None:
    """Return the section at `offset`, or the nearest above it, whose first words name a body named in `question`."""
    asked = frozenset(folded_syllables(question))
    holding = [section for section in parsed.sections if section.start <= offset < section.end]
    for section in sorted(holding, key=lambda one: -one.start):
        first_line = parsed.reading.text[section.start : section.end].split("\n", 1)[0][:_OPENING]
        named = [first_line[fact.start : fact.end] for fact in agencies(first_line)]
        if any(frozenset(folded_syllables(expanded(name))) <= asked for name in named):
            return section
    return None


def expanded(name: str) -> str:
    """Return a name with its well-known abbreviations written out: "UBND tỉnh" → "Ủy ban nhân dân tỉnh"."""
    return " ".join(expand_known(word) or word for word in name.split())


def rest_of_sentence(parsed: ParsedDocument, start: int, end: int) -> list[Span]:
    """Return the span with what was cut off before and after it from its sentence; nothing when it is whole."""
    text = parsed.reading.text
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    for unit in units_of(text, line_start, len(text) if line_end < 0 else line_end):
        if unit.start <= start and end <= unit.end and (unit.start, unit.end) != (start, end):
            return [*packed(text, unit.start, start), (start, end), *packed(text, end, unit.end)]
    return []


def section_in_quotations(
    parsed: ParsedDocument, offset: int, *, merge: bool = True, section: Section | None = None
) -> list[Span]:
    """Return the deepest section at `offset` as quotations; with `merge`, short neighbours are quoted together.

    A `section` that is given is quoted with everything below it.

    A heading is quoted with the first words below it where both fit, and always when it names who acts.
    """
    whole = section is not None
    section = section or section_at(parsed, offset)
    if section is None:
        return []
    text = parsed.reading.text
    spans: list[Span] = []
    children = [child.start for child in parsed.sections if section.start < child.start < section.end]
    end = section.end if whole else min(children, default=section.end)
    heading = tuple(filter(None, (f"{section.label} {section.heading}".strip(),)))
    opening: int | None = None
    for start, stop in lines_of(text, section.start, end):
        if start == section.start and is_heading_line(text, start, stop, heading):
            opening = start
            continue
        # The heading is part of the first quotation where both fit into one.
        joined = opening is not None and words_in(text[opening:stop]) <= MAX_QUOTE_WORDS
        begin = opening if joined and opening is not None else start
        pieces = packed(text, begin, stop)
        if opening is not None and not joined and mentions_bodies(text[opening:start]):
            pieces = packed(text, opening, stop)
        opening = None
        spans += pieces
    return merged(text, spans) if merge else spans


def packed(text: str, start: int, end: int) -> list[Span]:
    """Return a line as consecutive quotations of at most MAX_QUOTE_WORDS words, cut between sentences, then clauses."""
    pieces: list[Span] = []
    for unit in units_of(text, start, end):
        if words_in(text[unit.start : unit.end]) <= MAX_QUOTE_WORDS:
            pieces.append((unit.start, unit.end))
        else:
            pieces += merged(text, clause_pieces(text, unit.start, unit.end, MAX_QUOTE_WORDS))
    return merged(text, pieces)


def merged(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return neighbouring spans joined as long as they hold at most MAX_QUOTE_WORDS words."""
    joined: list[Span] = []
    for span in spans:
        if joined and words_in(text[joined[-1][0] : span[1]]) <= MAX_QUOTE_WORDS:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(trimmed(text, *span))
    return joined
