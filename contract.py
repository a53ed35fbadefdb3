"""The JSON forms of the command-line contract: records in, plain dictionaries out. Unknown values are null."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from answers.briefing.records import QuizQuestion
from answers.records import Answer
from corpus.records import Citation, Document, ParsedDocument, PartialDate
from errors import InputError
from index.records import Hit, SearchFilters, SearchResult, UnderstoodQuestion


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of the input of `batch`; `id` is any JSON value and comes back with the answer."""

    id: Any
    question: str
    history: tuple[str, ...] = ()


def batch_question(line: str, number: int) -> BatchQuestion:
    """Return the question of line `number` of the input. Raises InputError, naming the line, for any other content."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"Dòng {number} của đầu vào không phải JSON dùng được.") from error
    if not isinstance(value, dict) or not isinstance(value.get("question"), str):
        raise InputError(f'Dòng {number} của đầu vào thiếu "question".')
    history = value.get("history") or []
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise InputError(f'"history" ở dòng {number} của đầu vào phải là danh sách các câu hỏi trước.')
    return BatchQuestion(value.get("id"), value["question"], tuple(history))


def date_form(date: PartialDate) -> dict[str, int | None]:
    """Return {"year", "month", "day"} with null for unknown parts."""
    return {"year": date.year, "month": date.month, "day": date.day}


def document_form(document: Document) -> dict[str, Any]:
    """Return the `document` object of the contract."""
    return {
        "id": document.id,
        "kind": document.kind,
        "number": document.number,
        "issuer": document.issuer,
        "issuer_level": document.issuer_level,
        "place": document.place,
        "issued_on": date_form(document.issued_on),
        "title": document.title,
        "signer": document.signer,
        "signer_title": document.signer_title,
        "on_behalf_of": document.on_behalf_of,
        "recipients": list(document.recipients),
        "urgency": document.urgency,
        "secrecy": document.secrecy,
        "source": document.source,
        "sha256": document.sha256,
        "obtained_by": document.obtained_by,
        "pages": document.pages,
        "passages": document.passages,
        "digest": document.digest,
        "warnings": list(document.warnings),
    }


def opened_form(parsed: ParsedDocument) -> dict[str, Any]:
    """Return the object of `show`: the document with its outline, references and reading text."""
    form = document_form(parsed.document)
    form["outline"] = [
        {
            "path": section.path,
            "label": section.label,
            "heading": section.heading,
            "level": section.level,
            "start": section.start,
            "end": section.end,
        }
        for section in parsed.sections
    ]
    form["references"] = [
        {
            "text": reference.text,
            "kind": reference.kind,
            "number": reference.number,
            "issuer": reference.issuer,
            "issued_on": date_form(reference.issued_on),
            "alias": reference.alias,
            "document_id": reference.document_id,
            "start": reference.start,
            "end": reference.end,
        }
        for reference in parsed.references
    ]
    form["text"] = parsed.reading.text
    return form


def hit_form(hit: Hit) -> dict[str, Any]:
    """Return the `hit` object of the contract."""
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "document": document_form(hit.document),
        "section": passage.section,
        "headings": list(passage.headings),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "pages": list(passage.pages),
        "citation": hit.citation,
        "also_in": list(hit.also_in),
    }


def quiz_form(question: QuizQuestion) -> dict[str, Any]:
    """Return a quiz question of the contract: `answer` is the letter of the right choice."""
    return {
        "prompt": question.prompt,
        "choices": list(question.choices),
        "answer": "ABCD"[question.answer],
        "citation": citation_form(question.citation),
    }


def citation_form(citation: Citation) -> dict[str, Any]:
    """Return the `citation` object of the contract."""
    return {
        "quote": citation.quote,
        "document_id": citation.document_id,
        "section": citation.section,
        "start": citation.start,
        "end": citation.end,
        "pages": list(citation.pages),
        "text": citation.text,
    }


def filters_form(filters: SearchFilters) -> dict[str, list[Any]]:
    """Return the conditions that are set, by field."""
    named = {
        "issuers": filters.issuers,
        "kinds": filters.kinds,
        "years": filters.years,
        "documents": filters.documents,
        "levels": filters.levels,
        "sections": filters.sections,
    }
    return {name: list(values) for name, values in named.items() if values}


def understood_form(understood: UnderstoodQuestion) -> dict[str, Any]:
    """Return the `understood` object: what is sought and why."""
    return {
        "text": understood.text,
        "numbers": list(understood.numbers),
        "filters": filters_form(understood.filters),
        "preferred": filters_form(understood.preferred),
        "expansions": [
            {"source": expansion.source, "text": expansion.text, "weight": expansion.weight, "why": expansion.why}
            for expansion in understood.expansions
        ],
        "about": list(understood.about),
        "compares": understood.compares,
        "notes": list(understood.notes),
    }


def search_form(result: SearchResult) -> dict[str, Any]:
    """Return the object of `search`."""
    return {
        "question": result.question,
        "understood": understood_form(result.understood),
        "hits": [hit_form(hit) for hit in result.hits],
    }


def answer_form(answer: Answer) -> dict[str, Any]:
    """Return the object of `ask`."""
    return {
        "question": answer.question,
        "understood": understood_form(answer.understood),
        "abstained": answer.abstained,
        "answer": answer.answer,
        "statements": [
            {"text": statement.text, "citations": [citation_form(citation) for citation in statement.citations]}
            for statement in answer.statements
        ],
        "hits": [hit_form(hit) for hit in answer.hits],
        "method": answer.method,
        "confidence": round(answer.confidence, 4),
        "looked_for": answer.looked_for,
        "nearby": list(answer.nearby),
    }
