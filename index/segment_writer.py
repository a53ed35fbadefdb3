"""Writes the documents of one new segment to the store, the vectors and the words, batch after batch."""

from __future__ import annotations

import contextlib
import shutil
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy

from corpus.records import ParsedDocument
from embeddings.encoder import Encoder
from index.faiss_engine import VectorSegmentWriter
from index.manifest import Segment, segment_folder
from index.passage_store import PastVersion, StoreWriter
from index.passage_vectors import passage_vectors
from index.preparation import Preparer
from index.word_index import WordWriter

# Documents and passages in a batch: as many as keep an encoder busy, and few enough to be held several times.
_BATCH = 1024
# Batches begun and not yet written: one under way in the second process and one that waits for it.
_IN_HAND = 2


class _Numbered(NamedTuple):
    key: int
    parsed: ParsedDocument
    original: str


class SegmentWriter:
    """A segment under construction. While batches are prepared in a second process, earlier ones are written."""

    def __init__(
        self, generation: Path, name: str, first: int, encoder: Encoder, words: Callable[[], WordWriter]
    ) -> None:
        """Begin a segment of a drafted generation; `words` gives the writer of its words when it is needed."""
        self._folder = segment_folder(generation, name)
        self._folder.mkdir()
        self._encoder, self._words = encoder, words
        self._store, self._vectors = StoreWriter(self._folder), VectorSegmentWriter(self._folder)
        self._preparer = Preparer()
        self._gathered: list[_Numbered] = []
        self._begun: deque[list[_Numbered]] = deque()
        self._size = 0
        self._name, self._first = name, first
        self._entries = self._passages = 0

    @property
    def segment(self) -> Segment:
        """What is in the segment so far; its end is not known yet."""
        return Segment(self._name, self._first, self._first, self._entries, self._passages)

    def add(self, key: int, parsed: ParsedDocument, original: str) -> None:
        """Take a document that has its key; it may be written only later, at the latest by `finish`."""
        self._gathered.append(_Numbered(key, parsed, original))
        self._size += 1 + len(parsed.passages)
        self._entries += 1 + len(parsed.passages)
        self._passages += len(parsed.passages)
        if self._size >= _BATCH:
            self._begin()
            if len(self._begun) > _IN_HAND:
                self._write_oldest()

    def remember(self, number: int, past: PastVersion) -> None:
        """Put a replaced version on record."""
        self._store.remember(number, past)
        self._entries += 1

    def finish(self) -> None:
        """Close the files, or take them away when nothing was written."""
        if self._entries:
            self._begin()
            while self._begun:
                self._write_oldest()
            self._vectors.finish()
            self._store.finish()
            self._preparer.close()
        else:
            self.abandon()

    def abandon(self) -> None:
        """Take the files away."""
        self._preparer.close()
        self._store.abandon()
        with contextlib.suppress(OSError):
            # What could not be written for want of space cannot be flushed either.
            self._vectors.finish()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _begin(self) -> None:
        """Begin to prepare what was gathered."""
        if self._gathered:
            self._preparer.begin([one.parsed for one in self._gathered])
            self._begun.append(self._gathered)
            self._gathered, self._size = [], 0

    def _write_oldest(self) -> None:
        """Write the batch that was begun first."""
        batch = self._begun.popleft()
        rows = [one.key + place for one in batch for place in range(1, 1 + len(one.parsed.passages))]
        passages = [(passage, one.parsed.document) for one in batch for passage in one.parsed.passages]
        if rows:
            # Meanwhile the second process may still be at work on the batch.
            self._vectors.add(numpy.array(rows, numpy.int64), passage_vectors(self._encoder, passages))
        words = self._words()
        for (key, parsed, original), (fields, sketch) in zip(batch, self._preparer.result(), strict=True):
            self._store.add(key, parsed, original, sketch)
            for row, joined in enumerate(fields, key + 1):
                words.add_joined(row, joined)
