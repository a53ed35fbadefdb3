"""Whether a text just read is a newer version of a document of the library, and under which id it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from corpus.identity import same_document
from corpus.records import Document, ParsedDocument
from vietnamese.document_numbers import canonical_key
from vietnamese.normal_forms import fold

# Two texts without number and title are one document only if they rest on nearly the same documents.
_SHARED_REFERENCES = 0.5


class Known(Protocol):
    """The documents of a library, found by what a newer version would share with them."""

    def __contains__(self, identifier: object) -> bool:
        """Tell whether a document has this id."""

    def with_sha256(self, sha256: str) -> list[Document]:
        """Return the documents read from the file with this checksum."""

    def named(self, names: Sequence[str]) -> list[Document]:
        """Return the documents that have one of these names among their `names_of`, and perhaps some others."""


class KnownDocuments:
    """Documents held in memory, found by what a newer version would share with them; see Known."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        """Take the documents that are there."""
        self._by_id: dict[str, Document] = {}
        self._by_sha256: dict[str, str] = {}
        self._by_name: dict[str, dict[str, None]] = defaultdict(dict)
        for document in documents:
            self.add(document)

    def add(self, document: Document) -> None:
        """Enter a document, in place of the one with its id."""
        self._by_id[document.id] = document
        self._by_sha256[document.sha256] = document.id
        for name in names_of(document):
            self._by_name[name][document.id] = None

    def __contains__(self, identifier: object) -> bool:
        """Tell whether a document has this id."""
        return identifier in self._by_id

    def with_sha256(self, sha256: str) -> list[Document]:
        """Return the document read from the file with this checksum."""
        return [self._by_id[self._by_sha256[sha256]]] if sha256 in self._by_sha256 else []

    def named(self, names: Sequence[str]) -> list[Document]:
        """Return the documents that have one of these names among their `names_of`."""
        found = dict.fromkeys(identifier for name in names for identifier in self._by_name.get(name, ()))
        return [self._by_id[identifier] for identifier in found]


_ANY = "*"


def names_of(document: Document) -> tuple[str, ...]:
    """Return the names under which newer versions look for a document: issuer with number, and issuer alone."""
    issuer, number = _issuer_and_number(document)
    return (f"{issuer}\n{number}", f"{issuer}\n{_ANY}") if issuer else ()


def _similar(document: Document, known: Known) -> list[Document]:
    """Return those of the same file, then those of the same issuer whose number does not speak against it."""
    issuer, number = _issuer_and_number(document)
    sought = [f"{issuer}\n{number}", f"{issuer}\n"] if number else [f"{issuer}\n{_ANY}"]
    found = [*known.with_sha256(document.sha256), *(known.named(sought) if issuer else ())]
    return list({one.id: one for one in found}.values())


def _issuer_and_number(document: Document) -> tuple[str, str]:
    return fold(document.issuer or "").lower(), canonical_key(document.number) if document.number else ""


def version_of(
    parsed: ParsedDocument, known: Known, open_parsed: Callable[[str], ParsedDocument | None]
) -> tuple[ParsedDocument, Document | None]:
    """Return the document under the id it is to be kept by, and the earlier version it replaces, if any.

    A document that merely shares its id with another one (nothing known tells them apart) gets the head of its
    checksum as a suffix, so that neither takes the other's place.
    """
    document = parsed.document
    for earlier in _similar(document, known):
        if earlier.sha256 == document.sha256 or _is_version(parsed, earlier, open_parsed):
            return with_id(parsed, earlier.id), earlier
    if document.id in known:
        return with_id(parsed, f"{document.id}-{document.sha256[:8]}"), None
    return parsed, None


def _is_version(parsed: ParsedDocument, earlier: Document, open_parsed: Callable[[str], ParsedDocument | None]) -> bool:
    document = parsed.document
    if document.issuer is None or earlier.issuer is None:
        return False  # every province has its 16-KH/TU on the same matter: without the issuer nothing is certain
    if document.digest and not earlier.digest:
        return False  # an official text never gives way to a digest of it
    if document.digest != earlier.digest:
        document = replace(document, title=None)  # a digest may word the title in its own way
    if not same_document(document, earlier):
        return False
    if (document.number and earlier.number) or (document.title and earlier.title):
        return True
    # Kind and issuer agree and nothing speaks against it, but nothing names the document either.
    if document.kind is None:
        return False
    if document.digest == earlier.digest and document.signer != earlier.signer:
        return False
    opened = open_parsed(earlier.id)
    return opened is not None and _shared_references(parsed, opened) >= _SHARED_REFERENCES


def _shared_references(one: ParsedDocument, other: ParsedDocument) -> float:
    """Return the Jaccard overlap of the document numbers that two texts mention."""
    first, second = (
        {canonical_key(reference.number) for reference in parsed.references if reference.number}
        for parsed in (one, other)
    )
    return len(first & second) / len(first | second) if first | second else 0.0


def with_id(parsed: ParsedDocument, identifier: str) -> ParsedDocument:
    """Return the same document under another id, its passages renamed with it."""
    if parsed.document.id == identifier:
        return parsed
    passages = tuple(
        replace(passage, id=f"{identifier}:{ordinal}", document_id=identifier)
        for ordinal, passage in enumerate(parsed.passages)
    )
    return replace(parsed, document=replace(parsed.document, id=identifier), passages=passages)
