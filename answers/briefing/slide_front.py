"""The slides around the sections of a briefing: the title, the agenda, the documents used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from answers.briefing.records import Briefing
from answers.briefing.short_citations import source_marks
from answers.briefing.slide_deck import ACCENT, BODY, QUIET, Box, Deck, Run
from answers.briefing.slide_notes import capitalised, one_line
from answers.briefing.slide_quotes import CONTINUED
from answers.briefing.slide_text import largest_size, shortened, text_height
from corpus.citations import document_name
from corpus.records import Document


def documents_used(briefing: Briefing, documents: Mapping[str, Document]) -> list[str]:
    """Return the names of the documents cited, with the marks of their sources, in the order of first use."""
    names = []
    for identifier in dict.fromkeys(citation.document_id for citation in briefing.citations):
        document = documents.get(identifier)
        if document is not None:
            marks = [mark for mark in source_marks(document) if mark not in document_name(document)]
            names.append(document_name(document) + "".join(f" ({mark})" for mark in marks))
    return names


def title_slide(deck: Deck, briefing: Briefing, document_count: int) -> None:
    """Draw the topic, for whom it is, and how to read the slides."""
    slide = deck.slide(capitalised(briefing.topic), kicker="Tài liệu tập huấn")
    deck.bar(slide, Box(BODY.left, BODY.top, 120, 5), ACCENT, "Nét nhấn")
    lines = [[Run(shortened(f"Dành cho: {one_line(briefing.audience)}", 26, BODY.width, 100, bold=True), bold=True)]]
    if not briefing.audience.strip():
        lines = []
    if document_count:
        lines.append([Run(f"Trích nguyên văn từ {document_count} văn bản.", colour=QUIET)])
        lines.append([Run("Nguồn ghi ở chân trang; trích dẫn đầy đủ ở phần ghi chú của từng trang.", colour=QUIET)])
    if lines:
        box = Box(BODY.left, BODY.top + 30, BODY.width, BODY.height - 30)
        text = "\n".join("".join(run.text for run in line) for line in lines)
        size = largest_size(text, (26, 24, 22, 20), box.width, box.height) or 20
        deck.text(slide, box, lines, size=size, name="Giới thiệu")


def list_slides(deck: Deck, title: str, lines: Sequence[str]) -> None:
    """Draw a list over as many slides as it needs; none when it is empty."""
    size = largest_size("\n".join(lines), (26, 24, 22), BODY.width, BODY.height) or 20
    lines = [shortened(line, size, BODY.width, BODY.height / 2) for line in lines]
    groups: list[list[str]] = []
    for line in lines:
        if groups and text_height("\n".join([*groups[-1], line]), size, BODY.width) <= BODY.height:
            groups[-1].append(line)
        else:
            groups.append([line])
    for index, group in enumerate(groups):
        slide = deck.slide(title + (CONTINUED if index else ""))
        deck.text(slide, BODY, [[Run(line)] for line in group], size=size, name=title)
