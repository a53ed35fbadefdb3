"""Whether a text just read is a newer version of a document of the library, and under which id it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from corpus.identity import same_document
from corpus.records import Document, ParsedDocument
from vietnamese.document_numbers import canonical_key
from vietnamese.normal_forms import fold

# Two texts without number and title are one document only if they rest on nearly the same documents.
_SHARED_REFERENCES = 0.5


class KnownDocuments:
    """The documents of a library, found by what a newer version would share with them."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        """Take the documents that are there."""
        self._by_id: dict[str, Document] = {}
        self._by_sha256: dict[str, str] = {}
        self._by_name: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for document in documents:
            self.add(document)

    def add(self, document: Document) -> None:
        """Enter a document, in place of the one with its id."""
        self._by_id[document.id] = document
        self._by_sha256[document.sha256] = document.id
        self._by_name[_issuer_and_number(document)][document.id] = None
        self._by_name[(_issuer_and_number(document)[0], _ANY)][document.id] = None

    def __contains__(self, identifier: object) -> bool:
        """Tell whether a document has this id."""
        return identifier in self._by_id

    def similar(self, document: Document) -> list[Document]:
        """Return those of the same file, then those of the same issuer whose number does not speak against it."""
        issuer, number = _issuer_and_number(document)
        same_file = [self._by_sha256[document.sha256]] if document.sha256 in self._by_sha256 else []
        keys = [(issuer, number), (issuer, "")] if number else [(issuer, _ANY)]
        named = [identifier for key in keys for identifier in self._by_name.get(key, ())] if issuer else []
        return [self._by_id[identifier] for identifier in dict.fromkeys([*same_file, *named])]


_ANY = "*"


def _issuer_and_number(document: Document) -> tuple[str, str]:
    return fold(document.issuer or "").lower(), canonical_key(document.number) if document.number else ""


def version_of(
    parsed: ParsedDocument, known: KnownDocuments, open_parsed: Callable[[str], ParsedDocument | None]
) -> tuple[ParsedDocument, Document | None]:
    """Return the document under the id it is to be kept by, and the earlier version it replaces, if any.

    A document that merely shares its id with another one (nothing known tells them apart) gets the head of its
    checksum as a suffix, so that neither takes the other's place.
    """
    document = parsed.document
    for earlier in known.similar(document):
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
