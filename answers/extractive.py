"""Answers made of verbatim quotations, without any language model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answers.records import Answer, Statement
from corpus.citations import administrative_citation
from corpus.records import Citation, Document, ParsedDocument
from index.query_terms import FUNCTION_WORDS
from index.records import Hit, SearchResult, UnderstoodQuestion
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

OpenDocument = Callable[[str], ParsedDocument]
Search = Callable[[UnderstoodQuestion, int], tuple[Hit, ...]]

MAX_QUOTE_WORDS = 60
MAX_QUOTES = 3
# A boundary of clauses: after ; or a full stop that ends a sentence (never within 2,0 or 10.000), or at a line break.
_BOUNDARY = re.compile(r"(?<=;)\s+|(?<=[.!?])\s+(?=[^\W\d_a-zà-ỹ])|\n+")
_REFUSAL = "Không tìm thấy câu trả lời trong các văn bản của thư viện."


@dataclass(frozen=True, slots=True)
class _Span:
    """A candidate quotation: offsets into the reading text and how well it fits."""

    hit: Hit
    start: int
    end: int
    score: float


def answer_question(
    result: SearchResult, *, documents: Sequence[Document], opened: OpenDocument, search: Search
) -> Answer:
    """Return an answer that quotes the best spans of the found passages, or a refusal when none fits."""
    understood = result.understood
    sought = _sought(understood)
    spans = sorted(
        (span for hit in result.hits[:5] for span in _candidate_spans(hit, sought)),
        key=lambda span: (-span.score, span.hit.rank, span.start),
    )
    chosen = _without_overlap(spans)[:MAX_QUOTES]
    if not chosen or chosen[0].score <= 0:
        return Answer(
            result.question, understood, True, _REFUSAL, (), result.hits, looked_for=understood.text, nearby=()
        )
    statements = tuple(_statement(span, opened) for span in chosen)
    return Answer(
        result.question,
        understood,
        False,
        "\n\n".join(f"“{statement.text}” ({statement.citations[0].text})" for statement in statements),
        statements,
        result.hits,
        confidence=min(1.0, chosen[0].score),
    )


def _sought(understood: UnderstoodQuestion) -> frozenset[str]:
    """Return the folded content words that are sought, those of expansions included."""
    texts = [understood.text, *(expansion.text for expansion in understood.expansions)]
    return frozenset(fold(token) for text in texts for token in syllables(text) if token not in FUNCTION_WORDS)


def _candidate_spans(hit: Hit, sought: frozenset[str]) -> list[_Span]:
    """Return runs of whole clauses of at most MAX_QUOTE_WORDS words, scored by the sought words they hold."""
    text = hit.passage.text
    cuts = [0, *(match.end() for match in _BOUNDARY.finditer(text)), len(text)]
    clauses = [(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]
    spans = []
    for start, end in clauses:
        body = text[start:end]
        stripped = body.strip()
        words = [fold(token) for token in syllables(stripped)]
        if not words:
            continue
        found = len(sought.intersection(words)) / max(len(sought), 1)
        lead = len(body) - len(body.lstrip())
        absolute = hit.passage.start + start + lead
        spans.append(_Span(hit, absolute, absolute + len(stripped), found * (1.1 - 0.1 * hit.rank)))
    return spans


def _without_overlap(spans: Sequence[_Span]) -> list[_Span]:
    kept: list[_Span] = []
    for span in spans:
        if all(
            other.hit.document.id != span.hit.document.id or span.end <= other.start or other.end <= span.start
            for other in kept
        ):
            kept.append(span)
    return kept


def _statement(span: _Span, opened: OpenDocument) -> Statement:
    document, passage = span.hit.document, span.hit.passage
    parsed = opened(document.id)
    quote = parsed.reading.text[span.start : span.end]
    citation = Citation(
        quote=quote,
        document_id=document.id,
        section=passage.section,
        start=span.start,
        end=span.end,
        pages=parsed.reading.pages_of(span.start, span.end),
        text=administrative_citation(document, passage.section),
    )
    return Statement(quote, (citation,))
