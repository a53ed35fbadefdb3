"""How a source is named in briefing material: in a footnote, above a quotation, and in the list of documents used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.citations import document_name
from corpus.records import Citation, Document

DIGEST = "bản tóm lược"
SCAN = "bản quét, đã nhận dạng chữ"
PARTLY_SCAN = "có trang quét, đã nhận dạng chữ"
_SCANS = {"ocr": SCAN, "mixed": PARTLY_SCAN}


def marks_of(document: Document) -> tuple[str, ...]:
    """Return what a reader must know of a source before quoting it: that it is a digest, or read from a scan."""
    scan = _SCANS.get(document.obtained_by)
    return (*((DIGEST,) if document.digest else ()), *((scan,) if scan else ()))


def footnote_text(citation: Citation, document: Document) -> str:
    """Return the citation in the administrative form with its pages and marks, ended by a full stop."""
    parts = [citation.text]
    if citation.pages:
        parts.append(pages_text(citation.pages))
    scan = _SCANS.get(document.obtained_by)
    text = ", ".join(parts) + (f" ({scan})" if scan else "")
    return f"{text[:1].upper()}{text[1:]}."


def pages_text(pages: Sequence[int]) -> str:
    """Return "trang 5" or "trang 5–6"; the pages must not be empty."""
    first, last = min(pages), max(pages)
    return f"trang {first}" if first == last else f"trang {first}–{last}"


def short_name(document: Document) -> str:
    """Return the issuer and the year, as a label above quotations; the document's name where no issuer is known."""
    if not document.issuer:
        return document_name(document)
    year = document.issued_on.year
    return f"{document.issuer} ({year})" if year else document.issuer


def labels(documents: Mapping[str, Document]) -> dict[str, str]:
    """Return a label for each document by id: its short name, or its whole name where several share that."""
    short = {identifier: short_name(document) for identifier, document in documents.items()}
    shared = {name for name in short.values() if list(short.values()).count(name) > 1}
    return {
        identifier: document_name(documents[identifier]) if name in shared else name
        for identifier, name in short.items()
    }
