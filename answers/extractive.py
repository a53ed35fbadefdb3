"""Answers made of verbatim quotations, without any language model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from answers.abstention import probability, signals, weights
from answers.comparison import Comparison, compare
from answers.document_questions import introductions, missing_identity, section_quotations
from answers.enumerations import listed_below, section_in_quotations
from answers.facts import mentions_bodies
from answers.matching import Frequencies, Sought, sought_in
from answers.question_kind import AskedFor, asked_for
from answers.quoting import Span, governing_span, statement
from answers.ranking import Candidate, Similarity, candidates, chosen_from, overlap
from answers.records import Answer, Statement
from corpus.citations import document_name
from corpus.records import Document, ParsedDocument
from index.records import Hit, SearchResult, UnderstoodQuestion

OpenDocument = Callable[[str], ParsedDocument]
Search = Callable[[UnderstoodQuestion, int], tuple[Hit, ...]]

MAX_QUOTES = 3
_MOST_LISTED = 12
_COMPARED_PASSAGES = 40
_COMPARED_ALL = 8  # a library this small is compared whole
_HEADING_ANSWERS = 0.72  # a heading that says this much of the question announces the answer
_REFUSAL = "Không tìm thấy câu trả lời trong các văn bản của thư viện."


@dataclass
class Reading:
    """One question being answered: what is asked, what was found, and documents opened once."""

    understood: UnderstoodQuestion
    asked: AskedFor
    sought: Sought
    hits: tuple[Hit, ...]
    open_document: OpenDocument
    similarity: Similarity | None = None
    _opened: dict[str, ParsedDocument] = field(default_factory=dict)

    def opened(self, document_id: str) -> ParsedDocument:
        """Return a document, reading it from the library once."""
        if document_id not in self._opened:
            self._opened[document_id] = self.open_document(document_id)
        return self._opened[document_id]


def answer_question(
    result: SearchResult,
    *,
    documents: Sequence[Document],
    opened: OpenDocument,
    search: Search,
    similarity: Similarity | None = None,
    vocabulary: Frequencies | None = None,
    passage_count: int = 0,
    threshold: float | None = None,
) -> Answer:
    """Return an answer that quotes the best spans of the found passages, or a refusal when none fits.

    Below `threshold` (by default that of the shipped weights) the probability of an answer is too low to give one.
    """
    threshold = weights().threshold if threshold is None else threshold
    understood = result.understood
    reading = Reading(
        understood,
        asked_for(understood),
        sought_in(understood, vocabulary, passage_count),
        result.hits,
        opened,
        similarity,
    )
    if understood.compares:
        compared = _compared(reading, documents, search, vocabulary, passage_count)
        if len(compared.speaking) > 1 or (compared.speaking and len(compared.rows) > 1):
            return _comparison_answer(result, compared)
    missing = _missing_identity(reading)
    if missing:
        return refusal(result, f"Không xác định được {' và '.join(missing)} của văn bản được hỏi trong thư viện.")
    statements, confidence = _about_document(reading), 1.0
    if not statements:
        statements, confidence = _from_passages(reading)
    if not statements or confidence < threshold:
        return refusal(result, confidence=confidence)
    return Answer(
        result.question,
        understood,
        False,
        "\n\n".join(_shown(one) for one in statements),
        tuple(statements),
        result.hits,
        confidence=confidence,
    )


def _compared(
    reading: Reading, documents: Sequence[Document], search: Search, vocabulary: Frequencies | None, passage_count: int
) -> Comparison:
    """Compare the documents the question names; without names, those of the passages found."""
    named = frozenset(reading.understood.filters.documents)
    chosen = [document for document in documents if document.id in named]
    if not chosen:
        # Many documents cannot all be asked within the time of one question: those nearest to it are.
        near = dict.fromkeys(hit.document.id for hit in search(reading.understood, _COMPARED_PASSAGES))
        few = len(documents) <= _COMPARED_ALL
        chosen = [document for document in documents if few or document.id in near]
    return compare(
        reading.understood,
        chosen,
        search,
        reading.opened,
        similarity=reading.similarity,
        vocabulary=vocabulary,
        passage_count=passage_count,
    )


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
        for parsed, section, span, _ in introductions(understood, reading.hits, reading.opened):
            statements.append(statement(parsed, section, span, reading.asked))
    return statements[:MAX_QUOTES]


def _from_passages(reading: Reading) -> tuple[list[Statement], float]:
    """Return the quotations of the best passages and the probability that they answer."""
    ranked = candidates(reading.understood, reading.asked, reading.sought, reading.hits, reading.similarity)
    if not ranked or ranked[0].own <= 0:
        return [], 0.0
    chosen = chosen_from(ranked)
    sure = probability(signals(reading.understood, reading.asked, reading.sought, reading.hits, chosen))
    listed = _enumerated(reading, ranked[0])
    if listed:
        return listed, sure
    statements: list[Statement] = []
    quotes = 0
    for one in chosen:
        parsed = reading.opened(one.hit.document.id)
        context = _context(reading, parsed, one) if quotes + 1 < MAX_QUOTES else []
        statements.append(statement(parsed, one.hit.passage.section, (one.start, one.end), reading.asked, context))
        quotes += 1 + len(context)
        if quotes >= MAX_QUOTES:
            break
    return statements, sure


def _enumerated(reading: Reading, best: Candidate) -> list[Statement]:
    """Return the whole list, or the whole section, when that is what the best candidate stands for; else nothing."""
    parsed = reading.opened(best.hit.document.id)
    text = parsed.reading.text
    single = reading.asked.is_single
    spans = listed_below(parsed, best.end)
    if spans:
        spans = [(best.start, best.end), *spans]
    elif best.heading >= _HEADING_ANSWERS or (reading.asked.kind == "duties" and _acts(best)):
        spans = section_in_quotations(parsed, best.start, merge=single or reading.asked.kind == "duties")
    if not spans or len(spans) > (MAX_QUOTES if single else _MOST_LISTED):
        return []
    section = best.hit.passage.section
    return [statement(parsed, section, span, reading.asked) for span in spans if text[slice(*span)].strip()]


def _acts(best: Candidate) -> bool:
    """Tell whether the candidate opens with the body whose duties are asked for, or stands below its name."""
    return best.opens and mentions_bodies(" ".join(best.text.split()[:10]))


def _context(reading: Reading, parsed: ParsedDocument, one: Candidate) -> list[Span]:
    """Return the words to cite beside a quotation that does not say itself who acts."""
    if reading.asked.kind not in ("duties", "deadline") and "agency" not in reading.asked.wants:
        return []
    governing = governing_span(parsed, one.start)
    return [governing] if governing is not None and not overlap(governing, (one.start, one.end)) else []
