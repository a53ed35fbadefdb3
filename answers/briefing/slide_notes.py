"""What stands at the foot of a slide and in its speaker notes: sources, quotations in full, the figures of a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from answers.briefing.records import ChartPoint, FigureChart
from answers.briefing.short_citations import full_citation, short_citation, short_name
from corpus.records import Citation, Document

TRAINER_LABEL = "Lời giảng viên"
_LONGEST_FOOTER = 230  # characters that two lines of a footer hold


def one_line(text: str) -> str:
    """Return the text with every run of white space made one space."""
    return " ".join(text.split())


def capitalised(text: str) -> str:
    """Return the text on one line, its first letter in capital."""
    return one_line(text)[:1].upper() + one_line(text)[1:]


def joined_sources(citations: Sequence[Citation], documents: Mapping[str, Document]) -> str:
    """Return the short citations of several quotations; without places where they would be too long for a footer."""
    if not citations:
        return ""
    whole = "Nguồn: " + "; ".join(dict.fromkeys(short_citation(one, documents) for one in citations))
    if len(whole) <= _LONGEST_FOOTER:
        return whole
    names = dict.fromkeys(
        short_name(documents[one.document_id]) if one.document_id in documents else one.text for one in citations
    )
    return "Nguồn: " + "; ".join(names) + " (chỗ trích: xem ghi chú)"


def notes_of(citations: Sequence[Citation], documents: Mapping[str, Document], note: str) -> str:
    """Return the speaker notes: each quotation whole with its full citation, then the trainer's words."""
    told = [
        f"Trích nguyên văn: “{citation.quote}”\nNguồn: {full_citation(citation, documents)}." for citation in citations
    ]
    told += [f"{TRAINER_LABEL}: {note.strip()}"] if note.strip() else []
    return "\n\n".join(told)


def chart_notes(item: FigureChart, points: Sequence[ChartPoint], documents: Mapping[str, Document]) -> str:
    figures = "\n".join(f"{one_line(point.label)}: {_figure(point.value)} {item.unit}".rstrip() for point in points)
    return f"{figures}\n\n{notes_of(tuple(dict.fromkeys(point.citation for point in points)), documents, '')}"


def _figure(value: float) -> str:
    """Return a figure in the Vietnamese form: "1.250", "12,5"."""
    return f"{value:,.12g}".translate({ord(","): ".", ord("."): ","})
