"""Citations and statements made from spans of a document, with the heading that governs a bullet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from answers.facts import (
    Fact,
    agencies,
    causes,
    contacts,
    dates,
    document_numbers,
    figures,
    mentions_bodies,
    named_documents,
    persons,
)
from answers.question_kind import AskedFor, Wanted
from answers.records import Statement
from answers.spans import MAX_QUOTE_WORDS, clause_runs, lines_of, trimmed, units_of, words_in
from corpus.citations import administrative_citation
from corpus.records import Citation, ParsedDocument, Section
from vietnamese.letters import CAPITALS

Span = tuple[int, int]
_BULLETS = "-–+•*"
# A label or bullet, and words of assigning, before the body that acts.
_BEFORE_ACTOR = re.compile(
    r"\s*(?:[-–+•*]|\d+(?:\.\d+)*[.)]|[IVXLC]+[.)-]|[a-zđ]\))?\s*(?:(?:Giao|Đề nghị|Yêu cầu|Phân công|Các|Chỉ đạo)\s+)*"
)
_ASSIGNS = re.compile(rf"[-–+•*\s]*(?:Giao|Phân công|Đề nghị|Yêu cầu)\s+(?:các\s+)?[{CAPITALS}]")
_TO_DATE = re.compile(r"[\s,]*")
_LONGEST_HEADING = 25
FINDERS: dict[Wanted, Callable[[str], list[Fact]]] = {
    "figure": figures,
    "date": dates,
    "agency": agencies,
    "contact": contacts,
    "person": persons,
    "cause": causes,
    "document_number": named_documents,
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


def statement(
    parsed: ParsedDocument, section: str, span: Span, asked: AskedFor, context: Sequence[Span] = ()
) -> Statement:
    """Return one quotation as a statement; `context` are headings cited beside it."""
    main = citation(parsed, section, *span)
    beside = tuple(citation(parsed, section, *heading) for heading in context)
    return Statement(main.quote, (main, *beside), emphasis(main.quote, asked))


def emphasis(quote: str, asked: AskedFor) -> tuple[Span, ...]:
    """Return the spans of `quote` that decide the answer: figures, dates, agencies or numbers, as asked."""
    spans: set[Span] = set()
    for fact in facts_asked(quote, asked):
        if not asked.units or fact.kind != "figure" or unit_fits(fact, asked.units):
            spans.add((fact.start, fact.end))
    return _disjoint(sorted(spans))


def facts_asked(text: str, asked: AskedFor) -> list[Fact]:
    """Return the facts of the types asked for; the date of a document that is only cited tells no other time."""
    found = [fact for wanted in asked.wants for fact in FINDERS[wanted](text)]
    if asked.kind == "document" or "date" not in asked.wants:
        return found
    of_documents = {match.end() for number in document_numbers(text) if (match := _TO_DATE.match(text, number.end))}
    return [fact for fact in found if fact.kind != "date" or fact.start not in of_documents]


def unit_fits(fact: Fact, units: Sequence[str]) -> bool:
    """Tell whether the words after a figure are, begin with or end with one of the units (folded)."""
    return any(f" {fact.unit} ".startswith(f" {unit} ") or fact.unit.endswith(f" {unit}") for unit in units)


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
    """Return the words that say who acts in a quotation that begins at `start`.

    They are the beginning of its own paragraph when it is cut from it, the lead-in above a bullet, the heading of the
    section, or a sentence that assigns the section ("Giao Sở …"). None when the quotation names its actor first, or
    when nothing around names one.
    """
    text = parsed.reading.text
    section = section_at(parsed, start)
    if section is None:
        return None
    line_start = text.rfind("\n", section.start, start) + 1 or section.start
    cut = text[line_start:start].rstrip()[-1:] not in ("", ".", "!", "?", ":")
    if not cut and names_actor(text[start : start + 120]):
        return None
    found = None
    if line_start < start and text[line_start] not in _BULLETS:
        above = _heading_above(text, section, line_start)
        begin = above[0] if above is not None else line_start
        run = clause_runs(text, begin, start)[0]
        found = run if names_actor(text[begin:start]) or (above is not None) else None
    found = found or _lead_in(text, section, line_start) or _heading_above(text, section, line_start)
    return found or _assignment(text, section, start)


def names_actor(text: str) -> bool:
    """Tell whether `text` begins with a body that acts: "5. Mặt trận Tổ quốc …", "- Sở Y tế chủ trì …", "Giao Sở …"."""
    lead = _BEFORE_ACTOR.match(text)
    offset = lead.end() if lead else 0
    return any(fact.start <= offset + 4 for fact in agencies(text)) or bool(
        re.match(r"(?:các )?(?:sở|cấp ủy|ngành|tổ chức đảng|đơn vị|địa phương|cơ quan)\b", text[offset:], re.IGNORECASE)
    )


def assigns(sentence: str) -> bool:
    """Tell whether a sentence begins by giving work to a body: "Giao Sở …", "Đề nghị Ủy ban …"."""
    return bool(_ASSIGNS.match(sentence))


def _assignment(text: str, section: Section, start: int) -> Span | None:
    """Return the sentence of the section that gives the work to a body, other than the one at `start`."""
    for unit in units_of(text, section.start, section.end):
        sentence = text[unit.start : unit.end]
        if unit.start > start and assigns(sentence) and words_in(sentence) <= MAX_QUOTE_WORDS:
            return unit.start, unit.end
    return None


def _lead_in(text: str, section: Section, start: int) -> Span | None:
    """Return the line "Sở Y tế chủ trì, phối hợp …:" above the bullet at `start`."""
    if text[start] not in _BULLETS:
        return None
    for line_start, line_end in reversed(list(lines_of(text, section.start, start))):
        line = text[line_start:line_end]
        if line[0] in _BULLETS:
            continue
        fits = line.endswith(":") and words_in(line) <= MAX_QUOTE_WORDS and mentions_bodies(line)
        return (line_start, line_end) if fits else None
    return None


def _heading_above(text: str, section: Section, start: int) -> Span | None:
    heading = trimmed(text, section.start, _line_end(text, section.start, section.end))
    line = text[slice(*heading)]
    if not section.heading or heading[1] > start or words_in(line) > _LONGEST_HEADING or not mentions_bodies(line):
        return None
    return heading


def _line_end(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found
