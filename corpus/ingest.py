"""One file to one parsed document: reading, layout, outline, identity, references, passages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from corpus.identity import identify
from corpus.layout import reading_text
from corpus.outline import outline
from corpus.passages import split_passages
from corpus.readers import ReadingLimits, read
from corpus.records import Document, Extraction, ParsedDocument, Passage
from corpus.references import find_references
from errors import EmptyFile, RestrictedDocument
from vietnamese.ocr_repair import repair

_LOW_CONFIDENCE = 0.75


def read_document(
    path: Path,
    *,
    source: str | None = None,
    limits: ReadingLimits | None = None,
    allow_restricted: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ParsedDocument:
    """Return the document in the file at `path`; `source` is the name to remember it by (the file's own by default).

    Raises UnreadableFile, EmptyFile, FileTooLarge, MissingComponent, and RestrictedDocument for a document that
    carries a secrecy mark unless `allow_restricted`.
    """
    extraction = read(path, limits=limits or ReadingLimits(), progress=progress)
    name = source or path.name
    reading = reading_text(extraction)
    if not reading.text.strip():
        raise EmptyFile(f"Tệp “{name}” không có chữ nào đọc được.")
    sections = outline(reading)
    document = identify(reading, sections, extraction.front_matter, name, extraction.obtained_by)
    if document.secrecy and not allow_restricted:
        raise RestrictedDocument(
            f"Tệp “{name}” mang dấu mật ({document.secrecy}) nên không được đưa vào; "
            "chỉ bật cho phép khi máy đủ điều kiện bảo vệ bí mật nhà nước."
        )
    passages = tuple(map(with_likely_readings, split_passages(reading, sections, document.id)))
    document = replace(
        document,
        sha256=_sha256(path),
        pages=len(extraction.pages) if extraction.pages[0].number is not None else None,
        passages=len(passages),
        warnings=_all_warnings(document, extraction),
    )
    references = find_references(reading, sections, document)
    return ParsedDocument(document, reading, sections, references, passages)


def with_likely_readings(passage: Passage) -> Passage:
    """Return `passage` with the likely readings of its OCR noise in its context, which is indexed and never shown."""
    repaired = repair(passage.text)
    if repaired == passage.text:
        return passage
    known = set(passage.text.split())
    likely = [word for word in dict.fromkeys(repaired.split()) if word not in known]
    return replace(passage, context=" ".join(filter(None, [passage.context, *likely])))


def _all_warnings(document: Document, extraction: Extraction) -> tuple[str, ...]:
    low = [
        str(page.number)
        for page in extraction.pages
        if page.confidence is not None and page.confidence < _LOW_CONFIDENCE and page.number is not None
    ]
    warnings = [*document.warnings, *extraction.warnings]
    if low:
        warnings.append(f"Nhận dạng chữ kém tin cậy ở trang {', '.join(low)}; hãy đối chiếu với bản gốc khi trích dẫn.")
    return tuple(dict.fromkeys(warnings))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
