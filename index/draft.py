"""A generation under construction: what changes is written, everything else is linked from the live generation."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.records import ParsedDocument
from embeddings.encoder import Encoder
from errors import UnknownDocument
from index.durable_files import link_or_copy, sha256_of, sync_file, sync_folder, write_durably
from index.library_reader import LibraryReader
from index.manifest import (
    CURRENT_NAME,
    MANIFEST_NAME,
    WORDS_NAME,
    Manifest,
    Removed,
    Segment,
    StoredFile,
    current_generation,
    generation_folder,
    generations_folder,
    manifest_bytes,
    segment_folder,
)
from index.merging import merge_segments, plan_merges
from index.originals import Originals
from index.passage_store import PastVersion, StoredDocument
from index.segment_writer import SegmentWriter
from index.word_index import WordWriter

PARTIAL = ".partial"


class Draft:
    """The next generation of a library. Nothing of it is live before `publish` returns."""

    def __init__(self, folder: Path, base: LibraryReader, manifest: Manifest, encoder: Encoder) -> None:
        """Begin generation `manifest.generation`, which takes over what `base` holds."""
        self._folder, self._base, self._manifest, self._encoder = folder, base, manifest, encoder
        self._removed = Removed(list(base.removed))
        self._taken_out: list[tuple[int, int]] = []
        self._segments = list(manifest.segments)
        self._next = manifest.next_number
        self._documents, self._passages = manifest.documents, manifest.passages
        self._linked: dict[str, StoredFile] = {}
        self._words: WordWriter | None = None
        self._names = 0
        self.path = generations_folder(folder) / f"{manifest.generation}{PARTIAL}"
        shutil.rmtree(self.path, ignore_errors=True)
        (self.path / "segments").mkdir(parents=True)
        self.originals = Originals(folder, self.path)

    @property
    def changed(self) -> bool:
        """Tell whether the draft differs from the generation it began with."""
        return self._next != self._manifest.next_number or bool(self._taken_out)

    def discard(self) -> None:
        """Take the draft away, with the originals copied for it."""
        if self._words is not None:
            self._words.abandon()
        if current_generation(self._folder) != self._manifest.generation:
            self.originals.undo()
        shutil.rmtree(self.path, ignore_errors=True)

    def remove(self, document_ids: Collection[str]) -> None:
        """Remove documents and their versions on record. Raises UnknownDocument."""
        for document_id in dict.fromkeys(document_ids):
            stored = self._base.stored(document_id)
            if stored is None:
                raise UnknownDocument(f"Thư viện không có văn bản nào mang mã “{document_id}”.")
            self._take_out(stored)
            self.originals.drop(stored.original)
            for number, past in self._base.numbered_history(document_id):
                self._removed.add((number, number + 1))
                self.originals.drop(past.original)

    def add(
        self, documents: Iterable[ParsedDocument], originals: Mapping[str, Path], today: date
    ) -> Iterable[ParsedDocument]:
        """Write documents, each of which replaces one with the same id, as one new segment; yield them as written."""
        writer = SegmentWriter(self.path, self.new_segment_name(), self._next, self._encoder, self.words)
        latest: dict[str, StoredDocument] = {}
        try:
            for parsed in documents:
                document = parsed.document
                previous = latest.get(document.id) or self._base.stored(document.id)
                if previous is not None and previous.key not in self._removed:
                    self._take_out(previous)
                    if previous.sha256 != document.sha256:
                        writer.remember(self._take(1), _past(previous, today))
                key = self._take(1 + len(parsed.passages))
                original = self.originals.keep(document.sha256, originals.get(document.sha256))
                if not original and previous is not None and previous.sha256 == document.sha256:
                    original = previous.original
                latest[document.id] = StoredDocument(
                    key, document.id, len(parsed.passages), document.sha256, document.source, original
                )
                writer.add(key, parsed, original)
                self._documents += 1
                self._passages += len(parsed.passages)
                yield parsed
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
        if writer.segment.entries:
            self._segments.append(replace(writer.segment, end=self._next))

    def remember(self, past: Iterable[PastVersion]) -> None:
        """Put replaced versions on record in a segment of their own."""
        writer = SegmentWriter(self.path, self.new_segment_name(), self._next, self._encoder, self.words)
        for one in past:
            writer.remember(self._take(1), one)
        writer.finish()
        if writer.segment.entries:
            self._segments.append(replace(writer.segment, end=self._next))

    def approximate(self, segment: Segment, trained: Path) -> None:
        """Add the index trained for a live segment, which `segment` describes anew."""
        place = [one.name for one in self._segments].index(segment.name)
        self._segments[place] = segment
        folder = segment_folder(self.path, segment)
        folder.mkdir()
        link_or_copy(trained, folder / trained.name)

    def publish(self) -> None:
        """Make the draft the live generation, durably."""
        if self._base.generation is None:
            # Every generation has words, be they none.
            self.words()
        if self._words is not None:
            self._words.remove([(start + 1, end) for start, end in self._taken_out])
            self._words.finish()
        self._merge()
        self._link_unchanged()
        self._removed.write(self.path)
        self.originals.finish()
        manifest = replace(
            self._manifest,
            next_number=self._next,
            documents=self._documents,
            passages=self._passages,
            segments=tuple(self._segments),
            files=tuple(self._synced_files()),
        )
        write_durably(self.path / MANIFEST_NAME, manifest_bytes(manifest))
        final = generation_folder(self._folder, manifest.generation)
        os.rename(self.path, final)
        sync_folder(final.parent)
        write_durably(self._folder / CURRENT_NAME, f"{manifest.generation}\n".encode("ascii"))

    def words(self) -> WordWriter:
        """Return the writer of the words, which begins with a linked copy of the live ones."""
        if self._words is None:
            if self._base.generation is not None:
                self._link_words()
            self._words = WordWriter(self.path / WORDS_NAME)
        return self._words

    def new_segment_name(self) -> str:
        """Return a name that no segment of any generation has."""
        self._names += 1
        return f"{self._manifest.generation}-{self._names}"

    def _take(self, numbers: int) -> int:
        first, self._next = self._next, self._next + numbers
        return first

    def _take_out(self, stored: StoredDocument) -> None:
        self.words()
        self._removed.add(stored.numbers)
        self._taken_out.append(stored.numbers)
        self._documents -= 1
        self._passages -= stored.passages

    def _merge(self) -> None:
        for start, end in reversed(plan_merges(self._segments, self._removed)):
            group = tuple(self._segments[start:end])
            name = self.new_segment_name()
            sources = [(self._folder_of(segment), segment) for segment in group]
            target = segment_folder(self.path, name)
            merged = merge_segments(sources, self._removed, target, name, self._manifest.dimension)
            self._removed = self._removed.without(group)
            for segment in group:
                shutil.rmtree(segment_folder(self.path, segment), ignore_errors=True)
            self._segments[start:end] = [merged] if merged.entries else []

    def _folder_of(self, segment: Segment) -> Path:
        drafted = segment_folder(self.path, segment)
        if drafted.exists() or self._base.generation is None:
            return drafted
        return segment_folder(self._base.generation, segment)

    def _link_unchanged(self) -> None:
        generation = self._base.generation
        if generation is None:
            return
        if self._words is None:
            self._link_words()
        known = {file.path: file for file in self._base.manifest.files} if self._base.manifest else {}
        for segment in self._segments:
            source = segment_folder(generation, segment)
            if source.exists():
                target = segment_folder(self.path, segment)
                target.mkdir(exist_ok=True)
                for file in sorted(source.iterdir()):
                    if not (target / file.name).exists():
                        self._link(file, target / file.name, known)

    def _link_words(self) -> None:
        assert self._base.generation is not None
        assert self._base.manifest is not None
        known = {file.path: file for file in self._base.manifest.files}
        target = self.path / WORDS_NAME
        target.mkdir()
        for file in sorted((self._base.generation / WORDS_NAME).iterdir()):
            if file.suffix == ".json":
                # tantivy replaces its lists of files; all others it only adds and removes.
                shutil.copyfile(file, target / file.name)
            elif file.suffix != ".lock":
                self._link(file, target / file.name, known)

    def _link(self, source: Path, target: Path, known: Mapping[str, StoredFile]) -> None:
        link_or_copy(source, target)
        path = target.relative_to(self.path).as_posix()
        if path in known:
            self._linked[path] = known[path]

    def _synced_files(self) -> list[StoredFile]:
        """Sync what was written, and return all files with their checksums; linked ones keep theirs."""
        files = []
        folders = {self.path}
        for path in sorted(self.path.rglob("*")):
            name = path.relative_to(self.path).as_posix()
            if path.is_dir():
                folders.add(path)
            elif name in self._linked:
                files.append(self._linked[name])
            elif path.suffix != ".lock":
                sync_file(path)
                files.append(StoredFile(name, path.stat().st_size, sha256_of(path)))
        for folder in folders:
            sync_folder(folder)
        return files


def _past(previous: StoredDocument, today: date) -> PastVersion:
    return PastVersion(previous.id, previous.sha256, previous.source, previous.original, today.isoformat())
