"""Quotations cut into the parts that stand on one slide or in one cell, with their marks and deciding words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answers.briefing.records import ComparedDocument
from answers.briefing.short_citations import place_of, short_name, source_marks
from answers.briefing.slide_deck import ACCENT, BODY, CELL_MARGIN, INK, QUIET, Run
from answers.briefing.slide_text import evened, parts, shortened, text_height
from corpus.records import Citation, Document

CONTINUED = " (tiếp theo)"
TABLE_SIZE = 18
NAME_WIDTH = 230.0
"""Points of the first column of a comparison, which names the document."""
WORDS_WIDTH = BODY.width - NAME_WIDTH
_BOLD_ROOM = 0.94  # of the width: bold letters are wider
_SILENT = "(không nêu)"


@dataclass(frozen=True, slots=True)
class QuotedPart:
    """A stretch of a quotation as it is shown; the quotation marks stand at its first and its last part."""

    paragraphs: list[list[Run]]
    text: str
    continued: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a comparison and the height in points it takes."""

    name: list[list[Run]]
    words: list[list[Run]]
    height: float
    citations: tuple[Citation, ...]


def quoted_slides(
    quote: str, emphasis: Sequence[tuple[int, int]], sizes: Sequence[float], width: float, height: float
) -> tuple[float, list[QuotedPart]]:
    """Return the type size and the parts of a quotation, each fit for `width` × `height` points."""
    room = width * _BOLD_ROOM if emphasis else width
    size, spans = evened(f"“{quote}”", sizes, room, height)
    return size, [_part(quote, span, emphasis) for span in spans]


def comparison_rows(compared: ComparedDocument, documents: Mapping[str, Document], height: float) -> Iterator[TableRow]:
    """Yield the rows of one document, none higher than `height`: one for each quotation, a long one over several."""
    document = documents.get(compared.document_id)
    name = compared.name or (short_name(document) if document else "")
    if not compared.citations:
        yield _row(name, "", [[Run(_SILENT, colour=QUIET, italic=True)]], _SILENT, ())
    for citation in compared.citations:
        place = place_of(citation, document) if document else ""
        marks = source_marks(document) if document else ()
        below = ", ".join(word for word in (place, *marks) if word)
        room = height - CELL_MARGIN - 4
        for span in parts(f"“{citation.quote}”", TABLE_SIZE, WORDS_WIDTH - 2 * CELL_MARGIN, room):
            part = _part(citation.quote, span, ())
            yield _row(name + CONTINUED * part.continued, below, part.paragraphs, part.text, (citation,))


def _row(name: str, below: str, words: list[list[Run]], shown: str, citations: tuple[Citation, ...]) -> TableRow:
    name = shortened(name, TABLE_SIZE, NAME_WIDTH - 2 * CELL_MARGIN, 110, bold=True)
    cell = [[Run(name, bold=True)]] + ([[Run(below, colour=QUIET)]] if below else [])
    named = text_height(f"{name}\n{below}", TABLE_SIZE, NAME_WIDTH - 2 * CELL_MARGIN, bold=True)
    said = text_height(shown, TABLE_SIZE, WORDS_WIDTH - 2 * CELL_MARGIN)
    return TableRow(cell, words, max(named, said) + CELL_MARGIN + 4, citations)


def _part(quote: str, span: tuple[int, int], emphasis: Sequence[tuple[int, int]]) -> QuotedPart:
    """Return the part of a quotation that covers `span` of the quotation with its marks around it."""
    start, end = max(0, span[0] - 1), min(len(quote), span[1] - 1)
    opening, closing = "“" if span[0] == 0 else "", "”" if span[1] == len(quote) + 2 else ""
    paragraphs = _paragraphs(quote, start, end, emphasis)
    paragraphs[0].insert(0, Run(opening))
    paragraphs[-1].append(Run(closing))
    return QuotedPart(paragraphs, f"{opening}{quote[start:end]}{closing}", span[0] > 0)


def _paragraphs(quote: str, start: int, end: int, emphasis: Sequence[tuple[int, int]]) -> list[list[Run]]:
    """Return the lines of a stretch of the quotation, its deciding spans bold."""
    cuts = sorted({start, end, *(cut for span in emphasis for cut in span if start < cut < end)})
    paragraphs: list[list[Run]] = [[]]
    for begin, stop in pairwise(cuts):
        strong = any(first <= begin and stop <= last for first, last in emphasis)
        for index, words in enumerate(quote[begin:stop].split("\n")):
            if index:
                paragraphs.append([])
            if words:
                paragraphs[-1].append(Run(words, bold=strong, colour=ACCENT if strong else INK))
    return [paragraph for paragraph in paragraphs if paragraph] or [[]]
