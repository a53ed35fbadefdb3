"""The short form of a citation, for a footer, and the marks of sources that are not the text as issued."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.citations import document_name
from corpus.records import Citation, Document

DIGEST_MARK = "bản tóm lược"
SCAN_MARK = "bản quét, đã nhận dạng chữ"
_SCANS = ("ocr", "mixed")


def source_marks(document: Document) -> tuple[str, ...]:
    """Return what a reader must know of the source: that it is a digest, that it was read from a scan."""
    marks = [DIGEST_MARK] if document.digest else []
    return (*marks, SCAN_MARK) if document.obtained_by in _SCANS else tuple(marks)


def short_name(document: Document) -> str:
    """Return kind, number, issuer and year: "Kế hoạch số 174-KH/TU, Tỉnh ủy Đồng Nai, 2018".

    What is unknown is left out; a document without number, issuer and year is called by its title or its file.
    """
    parts = [f"{document.kind or 'Văn bản'}{f' số {document.number}' if document.number else ''}"]
    parts += [document.issuer] if document.issuer else []
    parts += [str(document.issued_on.year)] if document.issued_on.year else []
    if len(parts) == 1 and not document.number:
        parts.append(f"“{' '.join(document.title.split())}”" if document.title else f"tệp {document.source}")
    return ", ".join(parts)


def place_of(citation: Citation, document: Document) -> str:
    """Return where in the document the quotation stands, empty for the document as a whole: "mục II.3.2"."""
    name = document_name(document)
    return citation.text.removesuffix(name).rstrip(" ,") if citation.text.endswith(name) else ""


def short_citation(citation: Citation, documents: Mapping[str, Document]) -> str:
    """Return the place, the short name of the document, the pages and the marks of its source, on one line.

    Of a document that is not among `documents` only the citation itself is known.
    """
    document = documents.get(citation.document_id)
    if document is None:
        return citation.text
    words = [place_of(citation, document), short_name(document), pages_text(citation)]
    marks = "".join(f" ({mark})" for mark in source_marks(document))
    return ", ".join(word for word in words if word) + marks


def pages_text(citation: Citation) -> str:
    """Return "trang 3" or "trang 3-4"; empty where the document has no pages."""
    if not citation.pages:
        return ""
    first, last = citation.pages[0], citation.pages[-1]
    return f"trang {first}" if first == last else f"trang {first}-{last}"


def full_citation(citation: Citation, documents: Mapping[str, Document]) -> str:
    """Return the administrative citation with its pages and the marks of a scan (a digest is named in the citation)."""
    document = documents.get(citation.document_id)
    scan = f" ({SCAN_MARK})" if document and document.obtained_by in _SCANS else ""
    pages = pages_text(citation)
    return citation.text + (f", {pages}" if pages else "") + scan
