"""Adding files to a library: which are new, newer versions, unchanged or unreadable, told while they stream by."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.ingest import Outcome, Progress
from corpus.records import Document, ParsedDocument
from corpus.versions import KnownDocuments, version_of
from errors import UnknownDocument
from index.generations import LibraryReader

ReadMany = Callable[[Sequence[Path]], Iterator[Outcome]]
# A portion is written when it has so many documents or is so old: what a stop may cost.
PORTION_DOCUMENTS = 4_000
PORTION_SECONDS = 60.0
_COMPARED_AT_ONCE = 1_000
_HASHED_AT_ONCE = 4
_NEARLY_THE_SAME = 0.8


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be added, with one Vietnamese sentence that says why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each file of one `add`; when it was `stopped`, of those that were done."""

    added: tuple[Document, ...] = ()
    replaced: tuple[Document, ...] = ()
    unchanged: tuple[Document, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    stopped: bool = False


class _Known:
    """The documents of the library and those added since it was last written; see corpus.versions.Known."""

    def __init__(self, reader: LibraryReader, new: KnownDocuments) -> None:
        self._reader, self._new = reader, new

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._new or self._reader.stored(str(identifier)) is not None

    def with_sha256(self, sha256: str) -> list[Document]:
        written = self._reader.by_sha256(sha256)
        return self._up_to_date([written] if written is not None else [], self._new.with_sha256(sha256))

    def named(self, names: Sequence[str]) -> list[Document]:
        return self._up_to_date(self._reader.named(names), self._new.named(names))

    def _up_to_date(self, written: Sequence[Document], new: Sequence[Document]) -> list[Document]:
        return [*(one for one in written if one.id not in self._new), *new]


class Additions:
    """One `add`: streams of what must be written, one after the other, and a report of what became of each file."""

    def __init__(
        self,
        reader: LibraryReader,
        read: ReadMany,
        names: Mapping[Path, str],
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """Take the library as it stands, how files are read, and the names of files known by another than their path.

        `progress` hears how many files have been compared with those of the library. `originals` fills with the file
        of each document, by checksum, as the documents come by.
        """
        self._reader = reader
        self._read = read
        self._names = names
        self._progress = progress
        self._new = KnownDocuments()
        # What was added and what was replaced since the last portion was written, by id.
        self._portion: tuple[dict[str, Document], dict[str, Document]] = ({}, {})
        self._added: dict[str, Document] = {}
        self._replaced: dict[str, Document] = {}
        self._unchanged: list[Document] = []
        self._failed: list[FailedFile] = []
        self.originals: dict[str, Path] = {}

    def report(self) -> AddReport:
        """Return what became of each file; documents count once they are written."""
        return AddReport(
            tuple(self._added.values()), tuple(self._replaced.values()), tuple(self._unchanged), tuple(self._failed)
        )

    def portions(self, files: Sequence[Path]) -> Iterator[Iterator[ParsedDocument]]:
        """Yield streams of documents in the order of the files; `written` must follow each before the next is taken.

        So a program that is stopped loses the last portion at most, and goes on from there when it is started again.
        """
        stream = self._documents(files)
        while (first := next(stream, None)) is not None:
            yield self._limited(itertools.chain([first], stream))

    def written(self, reader: LibraryReader) -> AddReport:
        """Take note that a portion is in the library, which `reader` shows now; return what it added and replaced."""
        added, replaced = self._portion
        self._added |= added
        self._replaced |= replaced
        self._reader, self._new, self._portion = reader, KnownDocuments(), ({}, {})
        self.originals.clear()
        return AddReport(tuple(added.values()), tuple(replaced.values()))

    def _limited(self, stream: Iterator[ParsedDocument]) -> Iterator[ParsedDocument]:
        deadline = time.monotonic() + PORTION_SECONDS
        for count, parsed in enumerate(stream, 1):
            yield parsed
            if count >= PORTION_DOCUMENTS or time.monotonic() >= deadline:
                return

    def _documents(self, files: Sequence[Path]) -> Iterator[ParsedDocument]:
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
        with ThreadPoolExecutor(_HASHED_AT_ONCE) as pool:
            for start in range(0, len(files), _COMPARED_AT_ONCE):
                some = files[start : start + _COMPARED_AT_ONCE]
                if start and self._progress is not None:
                    self._progress(Progress(start, len(files), some[0], stage="comparing"))
                for path, sha256 in zip(some, pool.map(_sha256_or_none, some), strict=True):
                    existing = self._reader.by_sha256(sha256) if sha256 is not None else None
                    if existing is None:
                        unread.append(path)
                    else:
                        self._unchanged.append(existing)
        return unread

    def _filed(self, parsed: ParsedDocument, path: Path) -> ParsedDocument:
        parsed, earlier = version_of(parsed, _Known(self._reader, self._new), self._parsed_or_none)
        parsed = self._with_duplicates(parsed)  # under its final id: a version is no duplicate of itself
        document = parsed.document
        is_newer = earlier is not None and document.id not in self._added and document.id not in self._portion[0]
        self._portion[is_newer][document.id] = document
        self._new.add(document)
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


def _sha256_or_none(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None  # reading it will say what is wrong
