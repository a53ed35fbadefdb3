"""How a source is named in a written briefing: in a footnote and in the label above quotations."""

from __future__ import annotations

from collections.abc import Mapping

from answers.briefing.short_citations import full_citation
from corpus.citations import document_name
from corpus.records import Citation, Document


def footnote_text(citation: Citation, documents: Mapping[str, Document]) -> str:
    """Return the citation in the administrative form with its pages and marks, as a sentence."""
    text = full_citation(citation, documents)
    return f"{text[:1].upper()}{text[1:]}."


def labels(documents: Mapping[str, Document]) -> dict[str, str]:
    """Return a label for each document by id: issuer and year, or its whole name where several share those."""
    short = {identifier: _issuer_and_year(document) for identifier, document in documents.items()}
    names = list(short.values())
    return {
        identifier: document_name(documents[identifier]) if names.count(name) > 1 else name
        for identifier, name in short.items()
    }


def _issuer_and_year(document: Document) -> str:
    if not document.issuer:
        return document_name(document)
    year = document.issued_on.year
    return f"{document.issuer} ({year})" if year else document.issuer
