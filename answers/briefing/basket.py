"""A briefing as a file to save, send and open elsewhere: JSON with the identities of its documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from answers.briefing.records import (
    Briefing,
    BriefingSection,
    ComparedDocument,
    ComparisonTable,
    FigureChart,
    Item,
    Quotation,
)
from corpus.citations import document_name
from corpus.records import Citation, Document
from errors import InputError
from vietnamese.document_numbers import canonical_key
from vietnamese.normal_forms import fold

MAX_BYTES = 20 * 2**20
_FORMAT: Literal["trich-luc/tai-lieu-tap-huan"] = "trich-luc/tai-lieu-tap-huan"
_VERSION: Literal[1] = 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class KnownDocument(_Strict):
    """What a file says of a document it cites, enough to find the same one in another library."""

    id: str
    name: str
    number: str | None = None
    issuer: str | None = None
    year: int | None = None
    sha256: str = ""


class _File(_Strict):
    format: Literal["trich-luc/tai-lieu-tap-huan"]
    version: Literal[1]
    documents: tuple[KnownDocument, ...]
    briefing: Briefing


def to_json(briefing: Briefing, documents: Mapping[str, Document]) -> bytes:
    """Return the file of a briefing, in UTF-8; `documents` must hold every document cited, by id."""
    known = tuple(
        KnownDocument(
            id=identifier,
            name=document_name(documents[identifier]),
            number=documents[identifier].number,
            issuer=documents[identifier].issuer,
            year=documents[identifier].issued_on.year,
            sha256=documents[identifier].sha256,
        )
        for identifier in briefing.document_ids
    )
    file = _File(format=_FORMAT, version=_VERSION, documents=known, briefing=briefing)
    return file.model_dump_json(indent=1).encode("utf-8")


def from_json(content: bytes) -> tuple[Briefing, tuple[KnownDocument, ...]]:
    """Return the briefing of a file and what the file says of its documents. Raises InputError for any other file."""
    if len(content) > MAX_BYTES:
        raise InputError(f"Tệp tài liệu tập huấn lớn hơn {MAX_BYTES // 2**20} MB nên không mở.")
    try:
        file = _File.model_validate_json(content)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        if place == "version":
            raise InputError(
                "Tệp tài liệu tập huấn do phiên bản khác của chương trình lưu nên không mở được."
            ) from None
        where = f" (sai ở “{place}”)" if place else ""
        raise InputError(
            f"Tệp không phải tài liệu tập huấn đã lưu, hoặc đã hỏng{where}. Hãy chọn tệp .json do chương trình lưu."
        ) from None
    return file.briefing, file.documents


def at_home(briefing: Briefing, known: Sequence[KnownDocument], documents: Iterable[Document]) -> Briefing:
    """Return a briefing made in another library with the ids that its documents have in this one.

    The same file (by SHA-256) is the same document; so is one with the same number, issuer and year.
    """
    here = list(documents)
    by_file = {document.sha256: document.id for document in here if document.sha256}
    ids = {document.id for document in here}
    renamed = {}
    for one in known:
        alike = [document.id for document in here if _same(one, document)]
        found = by_file.get(one.sha256) or (one.id if one.id in ids else alike[0] if len(alike) == 1 else None)
        if found is not None and found != one.id:
            renamed[one.id] = found
    return _with_ids(briefing, renamed) if renamed else briefing


def _same(one: KnownDocument, document: Document) -> bool:
    if not (one.number and document.number and one.issuer and document.issuer):
        return False
    return (
        canonical_key(one.number) == canonical_key(document.number)
        and fold(one.issuer).lower() == fold(document.issuer).lower()
        and one.year == document.issued_on.year
    )


def _with_ids(briefing: Briefing, renamed: Mapping[str, str]) -> Briefing:
    def cited(one: Citation) -> Citation:
        return replace(one, document_id=renamed.get(one.document_id, one.document_id))

    def row(one: ComparedDocument) -> ComparedDocument:
        identifier = renamed.get(one.document_id, one.document_id)
        return replace(one, document_id=identifier, citations=tuple(map(cited, one.citations)))

    def changed(item: Item) -> Item:
        match item:
            case Quotation():
                return replace(item, citation=cited(item.citation))
            case ComparisonTable():
                return replace(item, rows=tuple(map(row, item.rows)))
            case FigureChart():
                return replace(
                    item, points=tuple(replace(point, citation=cited(point.citation)) for point in item.points)
                )
            case _:
                return replace(item, citations=tuple(map(cited, item.citations)))

    return replace(
        briefing,
        sections=tuple(
            BriefingSection(section.heading, tuple(map(changed, section.items))) for section in briefing.sections
        ),
    )
