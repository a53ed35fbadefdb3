"""What several documents say on one point: one row a document, each with its own quotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from answers.facts import dates, figures
from answers.matching import Frequencies, sought_in
from answers.question_kind import AskedFor, asked_for
from answers.quoting import governing_span, statement
from answers.ranking import Candidate, Similarity, candidates, chosen_from
from answers.records import Comparison, ComparisonRow
from answers.spans import MAX_QUOTE_WORDS, clause_runs, units_of, words_in
from corpus.citations import document_name
from corpus.records import Document, ParsedDocument
from index.records import Hit, SearchFilters, UnderstoodQuestion
from vietnamese.normal_forms import fold
from vietnamese.tokens import folded_syllables, tokens_with_spans

OpenDocument = Callable[[str], ParsedDocument]
Search = Callable[[UnderstoodQuestion, int], tuple[Hit, ...]]

QUOTES_A_DOCUMENT = 2
_PASSAGES_A_DOCUMENT = 5
_MOST_DOCUMENTS = 12
_SPEAKS = 0.5
"""Share of the topic that a document's best quotation must hold; below it the document is silent. Calibrated on
generated questions, see evaluation/abstention_training.py."""

# Words that compare and say nothing of the topic; folded, longest first.
_COMPARING = re.compile(
    r"\b(?:khac nhau (?:the nao|ra sao|nhu the nao|gi|o diem nao)|khac (?:gi )?nhau|khac (?:gi|the nao|biet)(?: so)?(?: voi)?"
    r"|giong va khac nhau|giong nhau(?: khong)?|giong|khac|so sanh|so voi|doi chieu|co gi|ra sao|the nao|nhu the nao"
    r"|noi (?:gi|nhu the nao)(?: ve)?|nhung noi nao|nhung (?:ke hoach|van ban|tinh|dia phuong) nao|(?:cac|nam|bon|ba|hai|nhung) "
    r"(?:ke hoach|van ban|tinh|dia phuong|noi)|tat ca(?: cac)?|moi (?:noi|tinh|ke hoach)|co nhac(?: chuyen| den| toi)?"
    r"|de cap(?: den| toi)?|liet ke|trong cac|giua|cua tung)\b"
)
# A question for the documents that a plan rests on: the preamble and the title answer it.
_GROUNDS = re.compile(
    r"\b(?:van ban|ke hoach|nghi quyet|quyet dinh|ket luan|chi thi)\b.*\b(?:can cu|trien khai|thuc hien|dua tren|dua vao"
    r"|theo|cu the hoa)\b|\bcan cu\b.*\b(?:van ban|ke hoach|nghi quyet|quyet dinh|ket luan|nao)\b"
)
_ORGANS = frozenset(
    "uy ban nhan dan hoi dong tinh thanh pho phuong xa huyen quan thi tran dac khu dang bo chap hanh thuong vu ubnd hdnd"
    " cua mat tran to quoc".split()
)


def compare(
    understood: UnderstoodQuestion,
    documents: Sequence[Document],
    search: Search,
    opened: OpenDocument,
    *,
    similarity: Similarity | None = None,
    vocabulary: Frequencies | None = None,
    passage_count: int = 0,
) -> Comparison:
    """Return what each of `documents` says on the topic of a question, each searched alone."""
    topic = topic_of(understood, documents)
    asked = asked_for(topic)
    sought = sought_in(topic, vocabulary, passage_count)
    grounds = bool(_GROUNDS.search(" ".join(folded_syllables(topic.text))))
    rows = []
    for document in documents[:_MOST_DOCUMENTS]:
        if grounds:
            rows.append(_grounds_of(document, opened(document.id), asked))
            continue
        alone = replace(topic, filters=SearchFilters(documents=(document.id,)), compares=False)
        hits = search(alone, _PASSAGES_A_DOCUMENT)
        rows.append(_row(document, candidates(topic, asked, sought, hits, similarity), asked, opened))
    return Comparison(topic.text, tuple(rows), differing(rows, asked))


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


def names_of_place(document: Document) -> list[tuple[str, ...]]:
    """Return the folded names of the place a document is of, without the words for its organs."""
    names = []
    for source in (document.issuer, document.place):
        tokens = folded_syllables(source or "")
        while tokens and tokens[0] in _ORGANS:
            tokens = tokens[1:]
        if len(tokens) >= 2:
            names.append(tuple(tokens))
    return names


def _row(document: Document, ranked: Sequence[Candidate], asked: AskedFor, opened: OpenDocument) -> ComparisonRow:
    if not ranked or speaks(ranked[0]) < _SPEAKS:
        return ComparisonRow(document, (), speaks(ranked[0]) if ranked else 0.0)
    parsed = opened(document.id)
    statements = []
    for one in chosen_from(ranked, QUOTES_A_DOCUMENT):
        governing = governing_span(parsed, one.start) if asked.kind in ("agency", "duties") else None
        context = [governing] if governing and not (governing[0] < one.end and one.start < governing[1]) else []
        statements.append(statement(parsed, one.hit.passage.section, (one.start, one.end), asked, context))
    return ComparisonRow(document, tuple(statements), speaks(ranked[0]))


def speaks(one: Candidate) -> float:
    """Return in [0, 1] how far a candidate speaks on the topic: what it and its headings cover."""
    return (2 * one.own + one.around) / 3


def _grounds_of(document: Document, parsed: ParsedDocument, asked: AskedFor) -> ComparisonRow:
    """Quote where a document says what it is issued to carry out: the beginning of its preamble, else its title."""
    text = parsed.reading.text
    for name in ("preamble", "title"):
        for section in parsed.sections:
            if section.path != name:
                continue
            spans = [
                span
                for unit in units_of(text, section.start, section.end)
                for span in (
                    [(unit.start, unit.end)]
                    if words_in(text[unit.start : unit.end]) <= MAX_QUOTE_WORDS
                    else clause_runs(text, unit.start, unit.end)
                )
            ]
            naming = [span for span in spans if any(span[0] <= one.start < span[1] for one in parsed.references)]
            chosen: list[tuple[int, int]] = []
            for span in naming:
                if not chosen or span[0] >= chosen[-1][1]:
                    chosen.append(span)
            if chosen:
                made = tuple(statement(parsed, name, span, asked) for span in chosen[:QUOTES_A_DOCUMENT])
                return ComparisonRow(document, made, 1.0)
    return ComparisonRow(document, ())


def differing(rows: Sequence[ComparisonRow], asked: AskedFor) -> tuple[str, ...]:
    """Return sentences that set differing figures, or differing dates, of the rows side by side."""
    del asked
    sentences = []
    for name, finder in (("Số liệu", figures), ("Thời gian", dates)):
        told = []
        for row in rows:
            quote = row.statements[0].text if row.statements else ""
            found = list(dict.fromkeys(quote[fact.start : fact.end].strip() for fact in finder(quote)))
            if found:
                told.append((row.document, ", ".join(found[:3])))
        if len(told) > 1 and len({values for _, values in told}) > 1:
            parts = "; ".join(f"{document.issuer or document_name(document)}: {values}" for document, values in told)
            sentences.append(f"{name} khác nhau – {parts}.")
    return tuple(sentences)
