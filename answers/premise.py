"""What a question takes for granted and the documents do not bear out, said with the place that shows it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from answers.comparison import names_of_place
from answers.quoting import citation
from answers.records import Statement
from answers.selection import Reading
from answers.spans import MAX_QUOTE_WORDS, words_in
from corpus.citations import document_name
from corpus.records import Document
from index.records import UnderstoodQuestion
from vietnamese.tokens import folded_syllables

# "kế hoạch năm 2021", "kế hoạch của … năm 2021". Refuses a year of the content ("kế hoạch … đến năm 2030").
_OF_YEAR = re.compile(
    r"\b(?:ke hoach|nghi quyet|quyet dinh|ket luan|chi thi|van ban) (?:cua (?:(?!den |trong |tu )\S+ ){1,6}?)?"
    r"(?:ban hanh )?nam (?P<year>(?:19|20)\d\d)\b"
)


def corrected(
    reading: Reading, answering: Document, documents: Sequence[Document]
) -> tuple[str, tuple[Statement, ...]]:
    """Return a sentence that corrects the question, with statements that show it; empty when nothing is wrong.

    Two premises are checked against the document that answers: whose it is, and of what year.
    """
    return _another_place(reading, answering, documents) or _another_year(reading, answering) or ("", ())


def places_named(understood: UnderstoodQuestion, documents: Sequence[Document]) -> frozenset[str]:
    """Return the documents that a question names by number or place, as far as its words tell."""
    named = {*understood.filters.documents, *understood.preferred.documents, *understood.numbers}
    if not named:
        run = f" {' '.join(folded_syllables(understood.text))} "
        by_name = _ids_by_place_name(documents)
        named = {
            identifier for name, identifiers in by_name.items() if f" {name} " in run for identifier in identifiers
        }
    return frozenset(named)


def _ids_by_place_name(documents: Sequence[Document]) -> Mapping[str, Sequence[str]]:
    """Return the documents of each place, kept from the call before while the documents are the same sequence."""
    global _kept
    kept_documents, by_name = _kept
    if kept_documents is not documents:
        collected: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            for name in names_of_place(document):
                collected[" ".join(name)].append(document.id)
        by_name = dict(collected)
        _kept = (documents, by_name)
    return by_name


_kept: tuple[Sequence[Document], Mapping[str, Sequence[str]]] = ((), {})


def _another_place(
    reading: Reading, answering: Document, documents: Sequence[Document]
) -> tuple[str, tuple[Statement, ...]] | None:
    """Correct a question whether something is of one place when it is found in the document of another."""
    if reading.asked.kind != "yes_no" or reading.understood.filters:
        return None
    named = places_named(reading.understood, documents)
    if not named or answering.id in named:
        return None
    return f"Không thấy điều này trong văn bản được hỏi; nội dung tìm được là của {document_name(answering)}.", ()


def _another_year(reading: Reading, answering: Document) -> tuple[str, tuple[Statement, ...]] | None:
    """Correct the year of the document that a question names, quoting where the document gives its own."""
    years, known = _years_named(reading), answering.issued_on.year
    if not years or known is None or known in years:
        return None
    if not reading.understood.filters.documents and answering.id not in reading.understood.preferred.documents:
        return None
    said = " hoặc ".join(str(year) for year in years)
    note = f"Thư viện không có văn bản năm {said} như câu hỏi nêu; văn bản tìm được là {document_name(answering)}."
    return note, _dated_head(reading, answering)


def _years_named(reading: Reading) -> tuple[int, ...]:
    """Return the years in which the document asked about is said to be issued."""
    bare = " ".join(folded_syllables(reading.understood.text))
    said = (int(match["year"]) for match in _OF_YEAR.finditer(bare))
    return tuple(dict.fromkeys((*reading.understood.preferred.years, *said)))


def _dated_head(reading: Reading, answering: Document) -> tuple[Statement, ...]:
    parsed = reading.opened(answering.id)
    for section in parsed.sections:
        text = parsed.reading.text[section.start : section.end].strip()
        if section.path == "header" and words_in(text) <= MAX_QUOTE_WORDS:
            start = parsed.reading.text.index(text, section.start)
            cited = citation(parsed, "header", start, start + len(text))
            return (Statement(cited.quote, (cited,)),)
    return ()
