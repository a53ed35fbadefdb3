"""What a question takes for granted and the documents do not bear out, said with the place that shows it."""

from __future__ import annotations

from answers.quoting import citation
from answers.records import Statement
from answers.selection import Reading
from answers.spans import MAX_QUOTE_WORDS, words_in
from corpus.citations import document_name
from corpus.records import Document


def corrected(reading: Reading, answering: Document) -> tuple[str, tuple[Statement, ...]]:
    """Return a sentence that corrects the question, with statements that show it; empty when nothing is wrong.

    Two premises are checked against the document that answers: whose it is, and of what year.
    """
    return _another_place(reading, answering) or _another_year(reading, answering) or ("", ())


def _another_place(reading: Reading, answering: Document) -> tuple[str, tuple[Statement, ...]] | None:
    """Correct a question whether something is of one place when it is found in the document of another."""
    asked = frozenset(reading.understood.preferred.documents)
    if reading.asked.kind != "yes_no" or not asked or reading.understood.filters or answering.id in asked:
        return None
    return f"Không thấy điều này trong văn bản được hỏi; nội dung tìm được là của {document_name(answering)}.", ()


def _another_year(reading: Reading, answering: Document) -> tuple[str, tuple[Statement, ...]] | None:
    """Correct the year of the document that a question names, quoting where the document gives its own."""
    years, known = reading.understood.preferred.years, answering.issued_on.year
    if not years or known is None or known in years:
        return None
    if not reading.understood.filters.documents and answering.id not in reading.understood.preferred.documents:
        return None
    said = " hoặc ".join(str(year) for year in years)
    note = f"Thư viện không có văn bản năm {said} như câu hỏi nêu; văn bản tìm được là {document_name(answering)}."
    return note, _dated_head(reading, answering)


def _dated_head(reading: Reading, answering: Document) -> tuple[Statement, ...]:
    parsed = reading.opened(answering.id)
    for section in parsed.sections:
        text = parsed.reading.text[section.start : section.end].strip()
        if section.path == "header" and words_in(text) <= MAX_QUOTE_WORDS:
            start = parsed.reading.text.index(text, section.start)
            cited = citation(parsed, "header", start, start + len(text))
            return (Statement(cited.quote, (cited,)),)
    return ()
