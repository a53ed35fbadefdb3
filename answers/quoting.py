"""Citations and statements made from spans of a document, with the heading that governs a bullet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from answers.facts import Fact, agencies, contacts, dates, document_numbers, figures, mentions_bodies
from answers.question_kind import AskedFor, Wanted
from answers.records import Statement
from answers.spans import MAX_QUOTE_WORDS, lines_of, trimmed, words_in
from corpus.citations import administrative_citation
from corpus.records import Citation, ParsedDocument, Section

Span = tuple[int, int]
_FINDERS: dict[Wanted, Callable[[str], list[Fact]]] = {
    "figure": figures,
    "date": dates,
    "agency": agencies,
    "contact": contacts,
    "document_number": document_numbers,
}


def citation(parsed: ParsedDocument, section: str, start: int, end: int) -> Citation:
    """Return the citation of a span of the reading text of `parsed`."""
    return Citation(
        quote=parsed.reading.text[start:end],
        document_id=parsed.document.id,
        section=section,
        start=start,
        end=end,
        pages=parsed.reading.pages_of(start, end),
        text=administrative_citation(parsed.document, section),
    )


def statement(parsed: ParsedDocument, section: str, span: Span, asked: AskedFor, context: Sequence[Span] = ()) -> Statement:
    """Return one quotation as a statement; `context` are headings cited beside it."""
    main = citation(parsed, section, *span)
    beside = tuple(citation(parsed, section, *heading) for heading in context)
    return Statement(main.quote, (main, *beside), emphasis(main.quote, asked))


def emphasis(quote: str, asked: AskedFor) -> tuple[Span, ...]:
    """Return the spans of `quote` that decide the answer: figures, dates, agencies or numbers, as asked."""
    spans: set[Span] = set()
    for wanted in asked.wants:
        finder = _FINDERS.get(wanted)
        for fact in finder(quote) if finder else ():
            if not asked.units or wanted != "figure" or unit_fits(fact, asked.units):
                spans.add((fact.start, fact.end))
    return _disjoint(sorted(spans))


def unit_fits(fact: Fact, units: Sequence[str]) -> bool:
    """Tell whether the word after a figure is, or begins with, one of the units (folded)."""
    return any(fact.unit == unit or fact.unit.startswith(f"{unit} ") for unit in units)


def _disjoint(spans: Sequence[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def section_at(parsed: ParsedDocument, start: int) -> Section | None:
    """Return the deepest section that holds an offset."""
    holding = [section for section in parsed.sections if section.start <= start < section.end]
    return max(holding, key=lambda section: section.start, default=None)


def governing_span(parsed: ParsedDocument, start: int) -> Span | None:
    """Return the line that says who acts in a bullet at `start`: the lead-in above it, or the heading of its section.

    None when the text at `start` names a body itself at its beginning, or when no such line names one.
    """
    text = parsed.reading.text
    section = section_at(parsed, start)
    if section is None:
        return None
    above = [span for span in lines_of(text, section.start, start) if span[1] <= start]
    bulleted = text[start : start + 1] in "-–+•*"
    for line_start, line_end in reversed(above):
        line = text[line_start:line_end]
        if line.endswith(":") and bulleted and words_in(line) <= MAX_QUOTE_WORDS and mentions_bodies(line):
            return line_start, line_end
        if line[:1] not in "-–+•*":
            break
    heading = trimmed(text, section.start, _line_end(text, section.start, section.end))
    if section.heading and heading[1] <= start and words_in(text[slice(*heading)]) <= 25 and mentions_bodies(text[slice(*heading)]):
        return heading
    return None


def _line_end(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found
