"""What several documents say on one point: one row a document, each with its own quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from answers.abstention import weights
from answers.comparison_figures import StatedFigure, chart_of, comparable_figures
from answers.document_questions import naming_span
from answers.facts import dates
from answers.held_documents import documents_with
from answers.question_kind import AskedFor, asked_for
from answers.quoting import Span, statement
from answers.ranking import overlap
from answers.records import Comparison, ComparisonRow
from answers.selection import Reading, Search, Tools, quotations
from answers.spans import MAX_QUOTE_WORDS, clause_runs, trimmed, words_in
from corpus.citations import document_name
from corpus.records import Document, ParsedDocument, Section
from index.records import Hit, SearchFilters, UnderstoodQuestion
from vietnamese.normal_forms import fold
from vietnamese.tokens import folded_syllables, tokens_with_spans

_PASSAGES_A_DOCUMENT = 6
MOST_COMPARED = 12
_COMPARED_PASSAGES = 40
_FEW_DOCUMENTS = 8
_NEAREST_DOCUMENTS = 5  # of many; more would not be asked within the time of one question
_GROUNDS_QUOTED = 3
_NAMED_DOUBT = 0.8
"""A document that is compared speaks at this share of the threshold of an answer: the reader sees the others beside
it, and its silence is a statement too."""

# Words that compare and say nothing of the topic; folded, longest first.
_COMPARING = re.compile(
    r"\b(?:khac nhau (?:the nao|ra sao|nhu the nao|gi|o diem nao)|khac (?:gi )?nhau"
    r"|khac (?:gi|the nao|biet)(?: so)?(?: voi)?"
    r"|giong va khac nhau|giong nhau(?: khong)?|giong|khac|so sanh|so voi|doi chieu|co gi|ra sao|the nao|nhu the nao"
    r"|noi (?:gi|nhu the nao)(?: ve)?|(?:nhung )?(?:noi|ke hoach|van ban|nghi quyet|tinh|dia phuong) nao"
    r"|(?:cac|nam|bon|ba|hai|nhung) (?:ke hoach|van ban|tinh|dia phuong|noi)|tat ca(?: cac)?|moi (?:noi|tinh|ke hoach)"
    r"|(?:co )?nhac(?: chuyen| den| toi)"
    r"|de cap(?: den| toi)?|liet ke|trong cac|giua|cua tung)\b"
)
# A question for the documents that a plan rests on: the preamble and the title answer it.
_GROUNDS = re.compile(
    r"\b(?:van ban|ke hoach|nghi quyet|quyet dinh|ket luan|chi thi)\b.*\b(?:can cu|trien khai|thuc hien"
    r"|dua tren|dua vao|theo|cu the hoa)\b|\bcan cu\b.*\b(?:van ban|ke hoach|nghi quyet|quyet dinh|ket luan|nao)\b"
)
_ORGANS = frozenset(
    "uy ban nhan dan hoi dong tinh thanh pho phuong xa huyen quan thi tran dac khu dang bo chap hanh thuong vu"
    " ubnd hdnd cua mat tran to quoc".split()
)

_BEFORE_NAME = frozenset("tinh thanh pho tp phuong xa huyen quan va voi giua cua o".split())


def compare(
    understood: UnderstoodQuestion, documents: Sequence[Document], tools: Tools, *, doubt: float = _NAMED_DOUBT
) -> Comparison:
    """Return what each of `documents` (MOST_COMPARED at most) says on the topic of a question, each searched alone.

    A document speaks when an answer from it reaches the share `doubt` of the threshold of an answer.
    """
    topic = topic_of(understood, documents)
    grounds = bool(_GROUNDS.search(" ".join(folded_syllables(topic.text))))
    compared = documents[:MOST_COMPARED]
    rows = []
    for document, hits in zip(
        compared, tools.found_in(topic, [one.id for one in compared], _PASSAGES_A_DOCUMENT), strict=True
    ):
        row = _grounds_of(document, tools.opened(document.id), asked_for(topic)) if grounds else None
        rows.append(row or _row(document, topic, hits, tools, doubt))
    stated = comparable_figures(rows)
    of_dates = differing_dates(rows) if "date" in asked_for(topic).wants else ()
    return Comparison(topic.text, tuple(rows), (*differing_figures(stated), *of_dates), chart_of(topic.text, stated))


def nearest_documents(
    understood: UnderstoodQuestion, documents: Sequence[Document], search: Search, found: Sequence[Hit] = ()
) -> list[Document]:
    """Return the documents worth comparing where none is named: all of a few, else those nearest to the question.

    They are those of `found`, what was found for the question already, or are searched for when these are too few.
    """
    if len(documents) <= _FEW_DOCUMENTS:
        return list(documents)
    near = dict.fromkeys(hit.document.id for hit in found)
    if len(near) < _NEAREST_DOCUMENTS:
        near = dict.fromkeys(hit.document.id for hit in search(understood, _COMPARED_PASSAGES))
    return documents_with(documents, list(near)[:_NEAREST_DOCUMENTS])


def _row(
    document: Document, topic: UnderstoodQuestion, hits: tuple[Hit, ...], tools: Tools, doubt: float
) -> ComparisonRow:
    alone = replace(topic, filters=SearchFilters(documents=(document.id,)), compares=False)
    statements, sure = quotations(Reading.of(alone, hits, tools))
    if sure < weights().threshold * doubt:
        statements = []
    return ComparisonRow(document, tuple(statements), sure)


def topic_of(understood: UnderstoodQuestion, documents: Sequence[Document]) -> UnderstoodQuestion:
    """Return the question without the places compared and the words that compare."""
    text = understood.text
    tokens = list(tokens_with_spans(text))
    bare = [fold(token.form) for token in tokens]
    dropped = [False] * len(tokens)
    for document in documents:
        for name in names_of_place(document):
            for start in range(len(bare) - len(name) + 1):
                if tuple(bare[start : start + len(name)]) == name:
                    dropped[start : start + len(name)] = [True] * len(name)
                    while start and bare[start - 1] in _BEFORE_NAME:
                        start -= 1
                        dropped[start] = True
    joined, starts = "", []
    for position, token in enumerate(bare):
        starts.append(len(joined))
        joined += ("_" if dropped[position] else token) + " "
    for match in _COMPARING.finditer(joined):
        for position, start in enumerate(starts):
            if match.start() <= start < match.end():
                dropped[position] = True
    kept = _kept_text(text, [(token.start, token.end) for token, drop in zip(tokens, dropped, strict=True) if drop])
    return replace(understood, text=kept or text, preferred=SearchFilters())


def _kept_text(text: str, dropped: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(dropped):
        text = text[:start] + text[end:]
    return " ".join(text.split()).strip(" ,.?;:")


def names_of_place(document: Document) -> tuple[tuple[str, ...], ...]:
    """Return the folded names of the place a document is of, without the words for its organs."""
    return _names_in(document.issuer or "", document.place or "")


@lru_cache(maxsize=16384)
def _names_in(*sources: str) -> tuple[tuple[str, ...], ...]:
    names = []
    for source in sources:
        tokens = folded_syllables(source)
        while tokens and tokens[0] in _ORGANS:
            tokens = tokens[1:]
        if len(tokens) >= 2:
            names.append(tuple(tokens))
    return tuple(names)


def _grounds_of(document: Document, parsed: ParsedDocument, asked: AskedFor) -> ComparisonRow | None:
    """Quote what a document is issued to carry out: the beginning of its preamble, further documents there, its title.

    None when neither preamble nor title names a document.
    """
    text = parsed.reading.text
    spans: list[tuple[str, Span]] = []
    for section in (one for name in ("preamble", "title") for one in parsed.sections if one.path == name):
        for span in [_opening(text, section), *_named_within(parsed, section)]:
            names = any(span[0] <= reference.start < span[1] for reference in parsed.references)
            if names and not any(overlap(span, other) for _, other in spans):
                spans.append((section.path, span))
                if section.path == "title":
                    break
    if not spans:
        return None
    chosen = spans[:_GROUNDS_QUOTED]
    title = [one for one in spans if one[0] == "title"]
    if title and title[0] not in chosen:
        chosen = [*chosen[: _GROUNDS_QUOTED - 1], title[0]]
    return ComparisonRow(document, tuple(statement(parsed, path, span, asked) for path, span in chosen), 1.0)


def _opening(text: str, section: Section) -> Span:
    start, end = trimmed(text, section.start, section.end)
    return (start, end) if words_in(text[start:end]) <= MAX_QUOTE_WORDS else clause_runs(text, start, end)[0]


def _named_within(parsed: ParsedDocument, section: Section) -> list[Span]:
    """Return the references with a date in a section, each with the words that name it."""
    return [
        naming_span(parsed.reading.text, reference)
        for reference in parsed.references
        if section.start <= reference.start < section.end and reference.number and reference.issued_on.year
    ]


def differing_figures(stated: Sequence[StatedFigure]) -> tuple[str, ...]:
    """Return a sentence that sets figures of one indicator side by side; none when they are equal."""
    if len({figure.value for figure in stated}) < 2:
        return ()
    return (_set_side_by_side("Số liệu", [(figure.document, figure.written) for figure in stated]),)


def differing_dates(rows: Sequence[ComparisonRow]) -> tuple[str, ...]:
    """Return a sentence that sets the dates of the first quotations side by side; none when they are equal."""
    told = []
    for row in rows:
        quote = row.statements[0].text if row.statements else ""
        found = list(dict.fromkeys(quote[fact.start : fact.end].strip() for fact in dates(quote)))
        if found:
            told.append((row.document, ", ".join(found[:3])))
    return (_set_side_by_side("Thời gian", told),) if len({values for _, values in told}) > 1 else ()


def _set_side_by_side(name: str, told: Sequence[tuple[Document, str]]) -> str:
    parts = "; ".join(f"{document.issuer or document_name(document)}: {values}" for document, values in told)
    return f"{name} khác nhau – {parts}."
