"""Adding files to a library: which are new, newer versions, unchanged or unreadable, told while they stream by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.ingest import Outcome
from corpus.records import Document, ParsedDocument
from corpus.versions import KnownDocuments, version_of
from errors import UnknownDocument
from index.generations import LibraryReader

ReadMany = Callable[[Sequence[Path]], Iterator[Outcome]]
_NEARLY_THE_SAME = 0.8


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be added, with one Vietnamese sentence that says why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each file of one `add`."""

    added: tuple[Document, ...] = ()
    replaced: tuple[Document, ...] = ()
    unchanged: tuple[Document, ...] = ()
    failed: tuple[FailedFile, ...] = ()


class Additions:
    """One `add`: a stream of what must be indexed, and a report once the stream has been used up."""

    def __init__(self, reader: LibraryReader, read: ReadMany, names: Mapping[Path, str]) -> None:
        """Take the library as it stands, how files are read, and the names of files known by another than their path.

        `originals` fills with the file of each document, by checksum, as the documents come by.
        """
        self._reader = reader
        self._read = read
        self._names = names
        self._known = KnownDocuments(reader.documents())
        self._added: dict[str, Document] = {}
        self._replaced: dict[str, Document] = {}
        self._unchanged: list[Document] = []
        self._failed: list[FailedFile] = []
        self.originals: dict[str, Path] = {}

    def report(self) -> AddReport:
        """Return what became of each file that has come by."""
        return AddReport(
            tuple(self._added.values()), tuple(self._replaced.values()), tuple(self._unchanged), tuple(self._failed)
        )

    def documents(self, files: Sequence[Path]) -> Iterator[ParsedDocument]:
        """Yield the documents to be indexed, in the order of the files."""
        for outcome in self._read(self._unread(files)):
            name = self._names.get(outcome.path)
            if outcome.parsed is None:
                self._failed.append(FailedFile(name or str(outcome.path), outcome.error))
                continue
            parsed = outcome.parsed
            if name is not None:
                parsed = replace(parsed, document=replace(parsed.document, source=name))
            yield self._filed(parsed, outcome.path)

    def _unread(self, files: Sequence[Path]) -> list[Path]:
        """Return the files that the library does not hold already, to the byte."""
        unread = []
        for path in files:
            existing = self._same_file(path)
            if existing is None:
                unread.append(path)
            else:
                self._unchanged.append(existing)
        return unread

    def _same_file(self, path: Path) -> Document | None:
        try:
            with path.open("rb") as stream:
                return self._reader.by_sha256(hashlib.file_digest(stream, "sha256").hexdigest())
        except OSError:
            return None  # reading it will say what is wrong

    def _filed(self, parsed: ParsedDocument, path: Path) -> ParsedDocument:
        parsed, earlier = version_of(parsed, self._known, self._parsed_or_none)
        parsed = self._with_duplicates(parsed)  # under its final id: a version is no duplicate of itself
        document = parsed.document
        if earlier is not None and document.id not in self._added:
            self._replaced[document.id] = document
        else:
            self._added[document.id] = document
        self._known.add(document)
        self.originals[document.sha256] = path
        return parsed

    def _parsed_or_none(self, document_id: str) -> ParsedDocument | None:
        try:
            return self._reader.parsed(document_id)
        except UnknownDocument:
            return None  # added a moment ago and not yet written

    def _with_duplicates(self, parsed: ParsedDocument) -> ParsedDocument:
        """Return the document with a warning for each other one of the library that says nearly the same."""
        document = parsed.document
        warnings = [
            f"Có thể trùng với văn bản “{other}” (giống nhau khoảng {similarity:.0%}); hãy so lại rồi bỏ bớt một bản."
            for other, similarity in self._reader.near_duplicates(parsed, _NEARLY_THE_SAME)
        ]
        return replace(parsed, document=replace(document, warnings=(*document.warnings, *warnings)))
