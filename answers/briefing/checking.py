"""Whether every quotation of a briefing still stands; what moved is cited anew, what is gone is dropped."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from answers.briefing.figures import values_in
from answers.briefing.records import (
    Briefing,
    BriefingSection,
    ChartPoint,
    ComparedDocument,
    ComparisonTable,
    FigureChart,
    Item,
    Quotation,
    Remark,
    citations_of,
)
from answers.comparison import differing_dates, differing_figures
from answers.comparison_figures import comparable_figures
from answers.grounding import Source, faults
from answers.quoting import citation, section_at
from answers.records import ComparisonRow, Statement
from corpus.citations import document_name
from corpus.records import Citation, ParsedDocument
from errors import UnknownDocument

OpenDocument = Callable[[str], ParsedDocument]
_SHOWN = 60


def checked(briefing: Briefing, opened: OpenDocument) -> tuple[Briefing, tuple[str, ...]]:
    """Return the briefing with every citation as its document reads now, and Vietnamese sentences on what changed.

    `opened` raises UnknownDocument for a document that is not there. A quotation that stands elsewhere in its document
    is cited anew; one whose words are gone is dropped, with the figure or generated sentence that rests on it.
    Citations and computed sentences are made anew from the documents, whatever the briefing said.
    """
    checker = _Checker(opened)
    sections = tuple(
        BriefingSection(section.heading, tuple(checker.items(section.items))) for section in briefing.sections
    )
    return replace(briefing, sections=sections), tuple(checker.messages)


def stands(one: Citation, parsed: ParsedDocument) -> bool:
    """Tell whether a citation quotes word for word what its document holds at that place."""
    return one.quote != "" and parsed.reading.text[one.start : one.end] == one.quote and one.start >= 0


def states(point: ChartPoint) -> bool:
    """Tell whether the quotation of a figure states its value."""
    return any(math.isclose(value, point.value, abs_tol=1e-9) for value in values_in(point.citation.quote))


def cited_anew(one: Citation, parsed: ParsedDocument) -> Citation:
    """Return a citation that stands, as its document gives it now, whatever it said of section, pages and wording."""
    return _cited(parsed, one.start, one.end, one.section)


@dataclass
class _Checker:
    opened: OpenDocument
    messages: list[str] = field(default_factory=list)
    documents: dict[str, ParsedDocument | None] = field(default_factory=dict)

    def items(self, items: tuple[Item, ...]) -> Iterator[Item]:
        for item in items:
            kept = self._item(item)
            if kept is not None:
                yield kept

    def _item(self, item: Item) -> Item | None:
        match item:
            case Quotation():
                return self._quotation(item)
            case ComparisonTable():
                return self._comparison(item)
            case FigureChart():
                return self._chart(item)
            case Remark():
                return self._remark(item)

    def _remark(self, item: Remark) -> Remark | None:
        cited = tuple(kept for one in item.citations if (kept := self._citation(one)) is not None)
        if item.generated and not (len(cited) == len(item.citations) and self._is_borne_out(item.text, cited)):
            self.messages.append(f"Đã bỏ câu do phần mềm viết vì nguồn không còn xác nhận: “{_shortened(item.text)}”.")
            return None
        return replace(item, citations=cited)

    def _is_borne_out(self, text: str, cited: tuple[Citation, ...]) -> bool:
        """Tell whether the passages that hold the citations bear out a generated sentence, as when it was written."""
        told, around = [], []
        for one in cited:
            parsed = self.documents[one.document_id]
            for passage in parsed.passages if parsed is not None else ():
                if passage.start < one.end and one.start < passage.end:
                    told.append(passage.text)
                    around += [*passage.headings, passage.context]
            around += [document_name(parsed.document)] if parsed is not None else []
        return bool(told) and not faults(text, Source("\n".join(told), "\n".join(around)))

    def _quotation(self, item: Quotation) -> Quotation | None:
        found = self._citation(item.citation)
        if found is None:
            if item.note.strip():
                self.messages.append(f"Lời giảng viên của trích dẫn đã bỏ: “{item.note.strip()}”.")
            return None
        same = found.quote == item.citation.quote
        emphasis = tuple((start, end) for start, end in item.emphasis if same and 0 <= start < end <= len(found.quote))
        return replace(item, citation=found, emphasis=emphasis)

    def _comparison(self, item: ComparisonTable) -> ComparisonTable | None:
        rows, compared = [], []
        for row in item.rows:
            parsed = self._document(row.document_id)
            if parsed is None:
                self.messages.append(f"Đã bỏ khỏi bảng so sánh “{item.topic}”: {row.name} không còn trong thư viện.")
                continue
            cited = tuple(
                kept
                for one in row.citations
                if one.document_id == row.document_id and (kept := self._citation(one)) is not None
            )
            rows.append(ComparedDocument(row.document_id, document_name(parsed.document), cited))
            compared.append(ComparisonRow(parsed.document, tuple(Statement(one.quote, (one,)) for one in cited)))
        if citations_of(item) and not any(row.citations for row in rows):
            self.messages.append(f"Đã bỏ bảng so sánh “{item.topic}” vì không còn trích dẫn nào.")
            return None
        figures = differing_figures(comparable_figures(compared))
        # Dates are set side by side only where they were asked for, which the sentence that is there tells.
        asked_dates = (one for one in differing_dates(compared) if one in item.differences)
        return replace(item, rows=tuple(rows), differences=(*figures, *asked_dates))

    def _chart(self, item: FigureChart) -> FigureChart | None:
        points = tuple(kept for point in item.points if (kept := self._point(point)) is not None)
        return replace(item, points=points) if points else None

    def _point(self, point: ChartPoint) -> ChartPoint | None:
        found = self._citation(point.citation)
        if found is None:
            return None
        if not states(replace(point, citation=found)):
            self.messages.append(f"Đã bỏ khỏi biểu đồ số liệu của “{point.label}”: trích dẫn không nêu số này.")
            return None
        return replace(point, citation=found)

    def _document(self, identifier: str) -> ParsedDocument | None:
        if identifier not in self.documents:
            try:
                self.documents[identifier] = self.opened(identifier)
            except UnknownDocument:
                self.documents[identifier] = None
        return self.documents[identifier]

    def _citation(self, one: Citation) -> Citation | None:
        """Return the citation as its document reads now; None, with a message, when its words are not there."""
        parsed = self._document(one.document_id)
        if parsed is None:
            self.messages.append(f"Đã bỏ trích dẫn vì văn bản không còn trong thư viện ({one.text}): {_quoted(one)}.")
            return None
        if stands(one, parsed):
            return cited_anew(one, parsed)
        span = _moved(one, parsed.reading.text)
        if span is None:
            self.messages.append(f"Đã bỏ trích dẫn vì văn bản không còn câu này ({one.text}): {_quoted(one)}.")
            return None
        again = _cited(parsed, *span, one.section)
        self.messages.append(f"Đã dẫn lại vị trí mới của trích dẫn ({again.text}): {_quoted(again)}.")
        return again


def _cited(parsed: ParsedDocument, start: int, end: int, section: str) -> Citation:
    """Return the citation of a span; `section` is kept where the span begins in a section of that path."""
    named = any(one.path == section and one.start <= start < one.end for one in parsed.sections)
    if not named:
        deepest = section_at(parsed, start)
        section = deepest.path if deepest is not None else ""
    return citation(parsed, section, start, end)


def _moved(one: Citation, text: str) -> tuple[int, int] | None:
    """Return where the words of a quotation stand in a text, white space aside, nearest to where they stood."""
    words = one.quote.split()
    if not words:
        return None
    # Whole words only: "năm 2025" is not said by "năm 20255".
    pattern = r"(?<!\w)" * words[0][0].isalnum() + r"\s+".join(map(re.escape, words))
    pattern += r"(?!\w)" * words[-1][-1].isalnum()
    found = [match.span() for match in re.finditer(pattern, text)]
    return min(found, key=lambda span: abs(span[0] - one.start), default=None)


def _quoted(one: Citation) -> str:
    return f"“{_shortened(one.quote)}”"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0] + "…"
