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


def whole_quotation(quote: str, emphasis: Sequence[tuple[int, int]]) -> QuotedPart:
    """Return a quotation in one part."""
    return _part(quote, (0, len(quote) + 2), emphasis)


def joined_parts(quoted: Sequence[QuotedPart]) -> QuotedPart:
    """Return several quotations under each other as one."""
    paragraphs = [paragraph for part in quoted for paragraph in part.paragraphs]
    return QuotedPart(paragraphs, "\n".join(part.text for part in quoted), quoted[0].continued)


def comparison_rows(compared: ComparedDocument, documents: Mapping[str, Document], height: float) -> Iterator[TableRow]:
    """Yield the rows of one document, none higher than `height`: its quotations as far as they fit into one row."""
    document = documents.get(compared.document_id)
    name = short_name(document) if document else compared.name
    if not compared.citations:
        yield _row(name, (), [QuotedPart([[Run(_SILENT, colour=QUIET, italic=True)]], _SILENT, False)], ())
    room = height - CELL_MARGIN - 4
    waiting: list[tuple[Citation, QuotedPart]] = []
    for citation in compared.citations:
        for span in parts(f"“{citation.quote}”", TABLE_SIZE, WORDS_WIDTH - 2 * CELL_MARGIN, room):
            part = _part(citation.quote, span, ())
            row = _row_of(name, document, [*waiting, (citation, part)])
            if waiting and row.height > height:
                yield _row_of(name, document, waiting)
                waiting = []
            waiting.append((citation, part))
    if waiting:
        yield _row_of(name, document, waiting)


def _row_of(name: str, document: Document | None, quoted: Sequence[tuple[Citation, QuotedPart]]) -> TableRow:
    citations = tuple(dict.fromkeys(citation for citation, _ in quoted))
    places = [place_of(citation, document) for citation in citations] if document else []
    marks = source_marks(document) if document else ()
    continued = CONTINUED if quoted[0][1].continued else ""
    return _row(name + continued, (*dict.fromkeys(places), *marks), [part for _, part in quoted], citations)


def _row(name: str, below: Sequence[str], quoted: Sequence[QuotedPart], citations: tuple[Citation, ...]) -> TableRow:
    width = NAME_WIDTH - 2 * CELL_MARGIN
    name = shortened(name, TABLE_SIZE, width, 110, bold=True)
    place = shortened("; ".join(word for word in below if word), TABLE_SIZE, width, 110)
    cell = [[Run(name, bold=True)]] + ([[Run(place, colour=QUIET)]] if place else [])
    named = text_height(f"{name}\n{place}", TABLE_SIZE, width, bold=True)
    whole = joined_parts(quoted)
    said = text_height(whole.text, TABLE_SIZE, WORDS_WIDTH - 2 * CELL_MARGIN)
    return TableRow(cell, whole.paragraphs, max(named, said) + CELL_MARGIN + 4, citations)


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
