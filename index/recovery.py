"""What a rebuild can still read: the live generation, the parts of it that are sound, or only the originals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.records import Document, ParsedDocument
from errors import CorruptLibrary, IndexMismatch, TrichLucError
from index.durable_files import sha256_of
from index.manifest import (
    Removed,
    current_generation,
    generation_folder,
    generations_folder,
    originals_folder,
    read_manifest,
    segment_folder,
)
from index.passage_store import PassageStore, PastVersion, StoredDocument, read_sources

OriginalReader = Callable[[Path, Document | None], ParsedDocument]
"""Reads a file of the originals anew; the record, when known, tells the id and the source name to keep."""


class Recovery:
    """Reads every document of a library anew; `problems` fills with what could not be recovered, in Vietnamese."""

    def __init__(self, folder: Path, read: OriginalReader | None) -> None:
        self._folder, self._read = folder, read
        self._segments: list[Path] | None = None
        self._removed = Removed()
        self.problems: list[str] = []
        self.originals: dict[str, Path] = {}
        try:
            number = current_generation(folder)
            if number is not None:
                generation = generation_folder(folder, number)
                self._removed = Removed.read(generation)
                self._segments = [segment_folder(generation, one) for one in read_manifest(generation).segments]
        except (CorruptLibrary, IndexMismatch, FileNotFoundError) as error:
            self.problems.append(f"Không đọc được chỉ mục cũ, chỉ dùng được các tệp gốc: {error}")

    @property
    def next_generation(self) -> int:
        """A number greater than that of any generation."""
        folder = generations_folder(self._folder)
        names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        return max((int(name) for name in names if name.isdecimal()), default=0) + 1

    def documents(self) -> Iterator[ParsedDocument]:
        """Yield every document that can be recovered, in the order they were added."""
        if self._segments is None:
            yield from self._from_originals_alone()
            return
        for segment in self._segments:
            store, stored = self._open(segment)
            for one in stored:
                if one.key not in self._removed:
                    parsed = self._recover(store, one)
                    if parsed is not None:
                        yield parsed
            if store is not None:
                store.close()

    def history(self) -> Iterator[PastVersion]:
        """Yield the versions on record of the segments that can be read."""
        for segment in self._segments or ():
            try:
                store = PassageStore(segment)
                versions = store.history()
            except CorruptLibrary:
                continue
            yield from (past for number, past in versions if number not in self._removed)
            store.close()

    def _open(self, segment: Path) -> tuple[PassageStore | None, list[StoredDocument]]:
        try:
            store = PassageStore(segment)
            if problems := store.problems():
                raise CorruptLibrary(problems[0])
            return store, store.all_stored()
        except CorruptLibrary as error:
            self.problems.append(f"Cơ sở dữ liệu {segment} bị hỏng, đọc lại từ các tệp gốc: {error}")
            return None, read_sources(segment)

    def _recover(self, store: PassageStore | None, stored: StoredDocument) -> ParsedDocument | None:
        original = originals_folder(self._folder) / stored.original if stored.original else None
        if original is not None and self._sound(original, stored.sha256):
            self.originals[stored.sha256] = original
            if self._read is not None:
                known = Document(stored.id, source=stored.source, sha256=stored.sha256)
                parsed = self._read_anew(original, store.record(stored.key) if store else known)
                if parsed is not None:
                    return parsed
        if store is None:
            self.problems.append(f"Không khôi phục được văn bản “{stored.id}” ({stored.source}). Hãy thêm lại tệp gốc.")
            return None
        return store.parsed(stored.key)

    def _from_originals_alone(self) -> Iterator[ParsedDocument]:
        """Read every original, the last added last, so that it is the one to stay where several share an id."""
        folder = originals_folder(self._folder)
        files = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
        for path in sorted(files, key=lambda one: (one.stat().st_mtime_ns, one.name)):
            sha256 = path.name.partition(".")[0]
            if self._sound(path, sha256):
                self.originals[sha256] = path
                parsed = self._read_anew(path, None) if self._read is not None else None
                if parsed is not None:
                    yield parsed

    def _sound(self, original: Path, sha256: str) -> bool:
        if original.is_file() and sha256_of(original) == sha256:
            return True
        self.problems.append(f"Tệp gốc {original} bị thiếu hoặc đã bị sửa. Hãy thêm lại tệp đúng.")
        return False

    def _read_anew(self, original: Path, document: Document | None) -> ParsedDocument | None:
        assert self._read is not None
        try:
            return self._read(original, document)
        except TrichLucError as error:
            self.problems.append(f"Không đọc lại được tệp gốc {original}: {error}")
            return None
