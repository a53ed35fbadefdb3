"""A generation as someone sees it from whom some documents are hidden: as though these had never been added.

The view shares the open files of the whole reader. A hidden document is found by no search, takes no place among
candidates, is in no count or vocabulary, and is unknown by its id. The rarity of words is that among the visible
passages, so that scores do not tell of the others; only the average length of a passage stays that of the whole.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

import numpy

from corpus.records import Document, ParsedDocument
from index.bm25 import idf
from index.engine import Found, RowIds, WeightedTerm
from index.library_reader import LibraryReader
from index.manifest import Removed
from index.passage_store import PastVersion

_QUOTED = re.compile(r"“([^“”]+)”")


class VisibleReader(LibraryReader):
    """Everything of another reader's generation but the hidden documents; safe to use from several threads."""

    def __init__(self, whole: LibraryReader, hidden: Collection[str]) -> None:
        """Take the open reader of everything, which must stay open, and the ids of the hidden documents."""
        self.manifest = whole.manifest
        self.generation = whole.generation
        self.engine = whole.engine
        self.dimension = whole.dimension
        self.segments = whole.segments
        self.word_index = whole.word_index
        self._whole = whole
        self._lock = threading.Lock()
        self._stores = list(whole.stores())
        self._hidden = frozenset(hidden)
        stored = [found for identity in sorted(self._hidden) if (found := whole.stored(identity)) is not None]
        self._hidden_rows = _joined([one.numbers for one in stored])
        self._hidden_documents = len(stored)
        self._hidden_passages = sum(one.passages for one in stored)
        self._removed = Removed([*whole.removed, *(one.numbers for one in stored)])
        self.vector_engine = whole.vector_engine.without(self._hidden_rows)
        self._counts: dict[str, dict[str, int]] = {}

    @property
    def passage_count(self) -> int:
        """Number of visible passages."""
        return self._whole.passage_count - self._hidden_passages

    @property
    def document_count(self) -> int:
        """Number of visible documents."""
        return self._whole.document_count - self._hidden_documents

    def document(self, document_id: str) -> Document:
        """Return one document. Raises UnknownDocument."""
        return self._discreet(super().document(document_id))

    def parsed(self, document_id: str) -> ParsedDocument:
        """Return everything read from a document. Raises UnknownDocument."""
        parsed = super().parsed(document_id)
        return replace(parsed, document=self._discreet(parsed.document))

    def by_sha256(self, sha256: str) -> Document | None:
        """Return the document made from the file with this checksum, None when there is none."""
        document = super().by_sha256(sha256)
        return None if document is None else self._discreet(document)

    def named(self, names: Sequence[str]) -> list[Document]:
        """Return the documents with one of these names; see `corpus.versions.names_of`."""
        return [self._discreet(document) for document in super().named(names)]

    def history(self, document_id: str | None = None) -> tuple[PastVersion, ...]:
        """Return the texts that newer ones replaced, oldest first; of one document or of all."""
        return tuple(past for past in super().history(document_id) if past.document_id not in self._hidden)

    def numbered_history(self, document_id: str) -> list[tuple[int, PastVersion]]:
        """Return the versions on record of a document with their numbers."""
        return [] if document_id in self._hidden else super().numbered_history(document_id)

    def words(self, terms: Sequence[WeightedTerm], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows by BM25 over the visible passages, but for their average length."""
        terms = [one for term in terms if (one := self._reweighted(term)) is not None]
        search = self.word_index.search if self.engine is None else self.engine.words
        return self._live_only(partial(search, terms, allowed=allowed), k)

    def document_frequency(self, field: str, term: str) -> int:
        """Return the number of visible passages whose field holds the token."""
        return self._whole.document_frequency(field, term) - self._hidden_counts(field).get(term, 0)

    def vocabulary(self, field: str = "marked") -> Mapping[str, int]:
        """Return the single tokens of a field with the number of visible passages that hold each."""
        hidden, whole = self._hidden_counts(field), self._whole.vocabulary(field)
        with self._lock:
            if field not in self._vocabularies:
                visible = {word: count - hidden.get(word, 0) for word, count in whole.items()}
                self._vocabularies[field] = {word: count for word, count in visible.items() if count > 0}
            return self._vocabularies[field]

    def _hidden_counts(self, field: str) -> Mapping[str, int]:
        """Return the tokens of a field, joined pairs too, with the number of hidden passages that hold each."""
        with self._lock:
            if field not in self._counts:
                parts = [numpy.arange(start, end) for start, end in self._hidden_rows]
                rows = numpy.concatenate([numpy.empty(0, numpy.int64), *parts]).astype(numpy.int64)
                self._counts[field] = self.word_index.vocabulary(field, rows) if len(rows) else {}
            return self._counts[field]

    def close(self) -> None:
        """Do nothing: the files are the whole reader's."""

    def _reweighted(self, term: WeightedTerm) -> WeightedTerm | None:
        """Return a term whose score is that among the visible passages alone; None when none of them holds it."""
        visible = self.document_frequency(term.field, term.text)
        if visible <= 0:
            return None
        whole = idf(self._whole.passage_count, self._whole.document_frequency(term.field, term.text))
        return term._replace(weight=term.weight * idf(self.passage_count, visible) / whole)

    def _discreet(self, document: Document) -> Document:
        """Return the record without the warnings that name a hidden document."""
        kept = tuple(one for one in document.warnings if not self._hidden.intersection(_QUOTED.findall(one)))
        return document if kept == document.warnings else replace(document, warnings=kept)

    @cached_property
    def _documents(self) -> tuple[Document, ...]:
        return tuple(
            self._discreet(document) for document in self._whole.documents() if document.id not in self._hidden
        )


def _joined(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return half-open ranges sorted, neighbours joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
