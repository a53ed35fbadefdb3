"""Answers made of verbatim quotations, without any language model."""

from __future__ import annotations

from collections.abc import Sequence

from answers.abstention import weights
from answers.comparison import compare, nearest_documents
from answers.document_questions import (
    asks_for_short_name,
    introductions,
    missing_identity,
    section_quotations,
    set_right,
    short_names,
)
from answers.held_documents import documents_with
from answers.matching import Frequencies
from answers.premise import corrected, places_named
from answers.quoting import statement
from answers.ranking import Similarity, names_of
from answers.records import Answer, Comparison, Statement
from answers.selection import MAX_QUOTES, OpenDocument, Reading, Search, SearchEach, Tools, quotations
from corpus.citations import document_name
from corpus.records import Document
from index.records import SearchResult, UnderstoodQuestion
from vietnamese.normal_forms import fold

_NOTHING_NAMED = 2.5
"""By how much surer an answer must be when the question names neither a place nor a document of the library."""
_REFUSAL = "Không tìm thấy câu trả lời trong các văn bản của thư viện."


def answer_question(
    result: SearchResult,
    *,
    documents: Sequence[Document],
    opened: OpenDocument,
    search: Search,
    similarity: Similarity | None = None,
    vocabulary: Frequencies | None = None,
    passage_count: int = 0,
    search_each: SearchEach | None = None,
    threshold: float | None = None,
) -> Answer:
    """Return an answer that quotes the best spans of the found passages, or a refusal when none fits.

    Below `threshold` (by default that of the shipped weights) the probability of an answer is too low to give one.
    """
    threshold = weights().threshold if threshold is None else threshold
    understood = set_right(result.understood)
    tools = Tools(opened, search, similarity, vocabulary, passage_count, search_each)
    reading = Reading.of(understood, result.hits, tools, _names_of_asked(understood, documents))
    if understood.compares:
        compared = _compared(reading, documents)
        if len(compared.speaking) > 1 or (compared.speaking and len(compared.rows) > 1):
            return _comparison_answer(result, compared)
    missing = _missing_identity(reading)
    if missing:
        return refusal(result, f"Không xác định được {' và '.join(missing)} của văn bản được hỏi trong thư viện.")
    statements, confidence = _about_document(reading), 1.0
    if not statements:
        statements, confidence = quotations(reading)
    absent = _absent_place(understood, statements)
    if absent:
        return refusal(result, f"Thư viện không có văn bản nào của {absent}.", confidence=confidence)
    if not places_named(understood, documents):
        threshold = min(threshold * _NOTHING_NAMED, 0.5)
    if not statements or confidence < threshold:
        return refusal(result, confidence=confidence)
    note, shows = premise_of(reading, statements, documents)
    statements = [
        *statements,
        *(one for one in shows if one.citations not in [other.citations for other in statements]),
    ]
    return Answer(
        result.question,
        understood,
        False,
        "\n\n".join([*([note] if note else []), *(_shown(one) for one in statements)]),
        tuple(statements),
        result.hits,
        confidence=confidence,
        note=note,
    )


def _absent_place(understood: UnderstoodQuestion, statements: Sequence[Statement]) -> str:
    """Return the place asked about when the library has no document of it and no quotation speaks of it."""
    if understood.filters or understood.numbers:
        return ""
    quotes = " ".join(fold(one.text).lower() for one in statements)
    return next((place for place in understood.unknown_places if fold(place).lower() not in quotes), "")


def _names_of_asked(understood: UnderstoodQuestion, documents: Sequence[Document]) -> str:
    """Return the names of the documents that a question names, which the answer need not repeat."""
    named = places_named(understood, documents)
    return " \n ".join(names_of(document) for document in documents if document.id in named)


def premise_of(
    reading: Reading, statements: Sequence[Statement], documents: Sequence[Document]
) -> tuple[str, tuple[Statement, ...]]:
    """Return the correction of what the question takes for granted, as far as the first quotation shows it."""
    cited = statements[0].citations[0].document_id
    answering = documents_with(documents, [cited])
    return corrected(reading, answering[0], documents) if answering else ("", ())


def _compared(reading: Reading, documents: Sequence[Document]) -> Comparison:
    """Compare the documents the question names; without names, those of the passages found."""
    chosen = documents_with(documents, reading.understood.filters.documents)
    if chosen:
        return compare(reading.understood, chosen, reading.tools)
    nearest = nearest_documents(reading.understood, documents, reading.tools.search, reading.hits)
    return compare(reading.understood, nearest, reading.tools, doubt=_NOTHING_NAMED)


def _comparison_answer(result: SearchResult, compared: Comparison) -> Answer:
    lines = []
    for row in compared.rows:
        name = document_name(row.document)
        if row.silent:
            lines.append(f"{name}: không thấy quy định về điểm này.")
        else:
            lines.append(f"{name}:\n" + "\n".join(_shown(one) for one in row.statements))
    return Answer(
        result.question,
        result.understood,
        False,
        "\n\n".join([*lines, *compared.differences]),
        tuple(one for row in compared.rows for one in row.statements),
        result.hits,
        confidence=max(row.score for row in compared.rows),
        comparison=compared,
    )


def _shown(one: Statement) -> str:
    return f"“{one.text}” ({one.citations[0].text})"


def refusal(result: SearchResult, reason: str = _REFUSAL, confidence: float = 0.0) -> Answer:
    """Return a refusal: no statement, what was sought, and headings of what was found nearest."""
    nearby = dict.fromkeys(hit.passage.headings[-1] for hit in result.hits[:5] if hit.passage.headings)
    return Answer(
        result.question,
        result.understood,
        True,
        reason,
        (),
        result.hits,
        confidence=confidence,
        looked_for=result.understood.text,
        nearby=tuple(nearby)[:3],
    )


def _missing_identity(reading: Reading) -> list[str]:
    """Return what is asked of a document's identity and is not known of it, or of the document that is only named."""
    understood = reading.understood
    if "header" in understood.about and reading.hits:
        return missing_identity(understood, reading.hits[0].document)
    if reading.asked.kind == "document" and understood.numbers and "date" in reading.asked.wants:
        named = introductions(understood, reading.hits, reading.opened)
        if named and not any(reference.issued_on.year for *_, reference in named):
            return ["ngày ban hành"]
    return []


def _about_document(reading: Reading) -> list[Statement]:
    """Answer a question about a document itself from its letterhead, signature …, or from where it is named."""
    understood = reading.understood
    statements: list[Statement] = []
    if understood.about and reading.hits:
        about = [name for name in understood.about if name != "preamble"] or list(understood.about)
        document = next((hit.document for hit in reading.hits if hit.passage.section in about), None)
        if document is not None:
            parsed = reading.opened(document.id)
            found = section_quotations(parsed, about)
            statements = [statement(parsed, path, span, reading.asked) for path, span in found]
    if not statements and reading.asked.kind == "document" and understood.numbers:
        named = introductions(understood, reading.hits, reading.opened)
        statements = [statement(parsed, section, span, reading.asked) for parsed, section, span, _ in named]
        if named and asks_for_short_name(understood):
            parsed, section, *_ = named[0]
            brackets = [
                statement(parsed, section, one, reading.asked) for one in short_names(parsed, understood.numbers)
            ]
            statements[1:1] = brackets[:1]
    return statements[:MAX_QUOTES]
