"""The reading text of a document as markup: paragraphs, tables, page marks, references, and the place looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from urllib.parse import quote

from app.markup import place_address
from app.texts import t
from corpus.records import ParsedDocument, Section, TableSpan

Span = tuple[int, int]


def section_id(section: Section) -> str:
    """Return the id of the element at which a section begins."""
    return "muc-" + quote(f"{section.path}-{section.start}", safe="")


@dataclass(frozen=True, slots=True)
class _Layer:
    """A kind of span inside paragraphs: sorted spans, with the markup that opens and closes each."""

    spans: tuple[Span, ...]
    opening: tuple[str, ...]
    closing: str

    def at(self, offset: int) -> str:
        """Return the opening markup of the span over `offset`, empty when there is none."""
        index = bisect_right(self.spans, (offset, 2**62)) - 1
        if index >= 0 and self.spans[index][0] <= offset < self.spans[index][1]:
            return self.opening[index]
        return ""

    def edges(self, start: int, end: int) -> Iterator[int]:
        """Yield the offsets inside (start, end) at which a span begins or ends."""
        first = max(0, bisect_right(self.spans, (start, -1)) - 1)
        for span in self.spans[first:]:
            if span[0] >= end:
                break
            yield from (edge for edge in span if start < edge < end)


def _layer(spans: dict[Span, str], closing: str) -> _Layer:
    ordered: list[Span] = []
    for span in sorted(spans):
        if not ordered or span[0] >= ordered[-1][1]:  # overlapping spans of one kind: the first is kept
            ordered.append(span)
    return _Layer(tuple(ordered), tuple(spans[span] for span in ordered), closing)


class ReadingMarkup:
    """Builds the markup of one document, with `target` marked and the passage around it set off.

    The first paragraph or row that `target` touches carries `place_key`. `likely` gives words that OCR has likely
    damaged with what they likely read, which is told on pointing at them.
    """

    def __init__(
        self,
        parsed: ParsedDocument,
        target: Span | None,
        around: Span | None = None,
        place_key: str = "",
        likely: Mapping[Span, str] | None = None,
    ) -> None:
        self._parsed = parsed
        self._text = parsed.reading.text
        self._target = target
        self._around = around or target
        self._place_key = place_key
        self._placed = False
        self._sections: dict[int, list[Section]] = {}
        for section in parsed.sections:
            self._sections.setdefault(section.start, []).append(section)
        self._centred = _layer(dict.fromkeys(parsed.reading.centred, "c"), "")
        self._pages = dict(zip(parsed.reading.page_starts, parsed.reading.page_numbers, strict=True))
        references = {
            (reference.start, reference.end): '<a class="tl-open" target="_self" href="'
            + escape(place_address(reference.document_id))
            + '">'
            for reference in parsed.references
            if reference.document_id and reference.document_id != parsed.document.id
        }
        self._layers = (
            _layer(references, "</a>"),
            _layer(dict.fromkeys(parsed.reading.bold, "<b>"), "</b>"),
            _layer({target: "<mark>"} if target else {}, "</mark>"),
            _layer(
                {
                    span: f'<span class="tl-likely" title="{escape(t("likely_reading", word=word))}">'
                    for span, word in (likely or {}).items()
                },
                "</span>",
            ),
        )

    def build(self) -> str:
        """Return the whole text as markup; every character of the document is escaped."""
        pieces: list[str] = []
        tables = {table.start: table for table in self._parsed.reading.tables}
        at = 0
        while at < len(self._text):
            if at in tables:
                pieces.append(self._table(tables[at]))
                at = max(tables[at].end, at + 1)
                at += self._text[at : at + 1] == "\n"
                continue
            end = self._text.find("\n", at)
            end = len(self._text) if end < 0 else end
            if end > at:
                pieces.append(self._paragraph(at, end))
            at = end + 1
        return f'<div class="tl-document" tabindex="0" role="document">{"".join(pieces)}</div>'

    def _paragraph(self, start: int, end: int) -> str:
        styles = []
        if any(section.heading for section in self._sections.get(start, ())):
            styles.append("tl-h")
        if self._centred.at(start):
            styles.append("tl-centred")
        if self._around and self._around[0] < end and start < self._around[1]:
            styles.append("tl-here")
        anchors = "".join(f'<span id="{section_id(section)}"></span>' for section in self._sections.get(start, ()))
        attributes = f' class="{" ".join(styles)}"' if styles else ""
        place = self._place(start, end)
        return f'{anchors}<p{attributes}{place} data-start="{start}">{self._inline(start, end)}</p>'

    def _place(self, start: int, end: int) -> str:
        """Return the attribute that names the place looked at, for the first block that the target touches."""
        if self._placed or not self._touches(start, end):
            return ""
        self._placed = True
        return f' data-place-key="{escape(self._place_key)}"'

    def _touches(self, start: int, end: int) -> bool:
        return self._target is not None and self._target[0] < end and start < self._target[1]

    def _inline(self, start: int, end: int) -> str:
        edges = {start, end}
        for layer in self._layers:
            edges.update(layer.edges(start, end))
        pages = [offset for offset in self._pages if start <= offset < end]
        edges.update(pages)
        ordered = sorted(edges)
        pieces: list[str] = []
        for left, right in pairwise(ordered):
            if left in self._pages:
                # The page mark is drawn by the style sheet, so that it is never part of what is selected and copied.
                pieces.append(
                    f'<span class="tl-page" data-label="{escape(t("page_one", page=self._pages[left]))}"></span>'
                )
            opened = [(layer.at(left), layer.closing) for layer in self._layers]
            pieces += [opening for opening, _ in opened]
            pieces.append(escape(self._text[left:right]))
            pieces += [closing for opening, closing in reversed(opened) if opening]
        return "".join(pieces)

    def _table(self, table: TableSpan) -> str:
        rows = []
        for index, ((start, end), cells) in enumerate(zip(table.rows, table.cells, strict=False)):
            style = ' class="tl-row-here"' if self._touches(start, end) else ""
            tag = "th" if index < table.header_rows else "td"
            columns = "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)
            rows.append(f'<tr{style}{self._place(start, end)} data-row="{start} {end}">{columns}</tr>')
        return f"<table>{''.join(rows)}</table>"
