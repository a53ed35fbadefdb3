"""One generation of the library, opened for reading.

A reader keeps the files of its generation open, so a writer neither blocks nor changes what it sees.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

import numpy
from numpy.typing import NDArray

from corpus.records import Document, ParsedDocument, Passage
from errors import UnknownDocument
from index.engine import EngineRow, Found, RowIds, SearchEngine, WeightedTerm
from index.faiss_engine import FaissEngine, VectorSegment
from index.filtering import document_allowed, document_key, section_allowed
from index.manifest import WORDS_NAME, Manifest, Removed, segment_folder
from index.near_duplicates import similarity, sketch
from index.passage_store import Facets, PassageStore, PastVersion, StoredDocument
from index.records import SearchFilters
from index.word_index import WordIndex, engine_row


class LibraryReader:
    """Documents, passages and searches of one generation; safe to use from several threads.

    Row ids are the numbers of passages; they stay the same while a passage is in the library.
    """

    def __init__(self, generation: Path | None, manifest: Manifest | None, dimension: int) -> None:
        """Open the files of a generation, or an empty library when there is none. Raises CorruptLibrary."""
        self.manifest = manifest
        self.generation = generation
        self.engine: SearchEngine | None = None
        """Searches in place of the generation's own files, when it is set."""
        self._lock = threading.Lock()
        self._stores: list[PassageStore] = []
        self._removed = Removed()
        self.dimension = dimension
        self.segments = manifest.segments if manifest else ()
        vectors: list[VectorSegment] = []
        words = None
        try:
            if generation is not None and manifest is not None:
                self._removed = Removed.read(generation)
                for segment in self.segments:
                    folder = segment_folder(generation, segment)
                    self._stores.append(PassageStore(folder))
                    removed = self._removed.within(segment)
                    vectors.append(VectorSegment(folder, dimension, removed, segment.approximation))
                words = generation / WORDS_NAME
            self.vector_engine = FaissEngine(vectors, dimension)
            self.word_index = WordIndex(words)
        except BaseException:
            self.close()
            raise

    def take_from(self, earlier: LibraryReader) -> None:
        """Take over what a reader of an earlier generation has read of the segments that both have."""
        if self.manifest is None or earlier.manifest is None or self.manifest.chain != earlier.manifest.chain:
            return
        read = {segment.name: store for segment, store in zip(earlier.segments, earlier.stores(), strict=True)}
        for segment, store in zip(self.segments, self._stores, strict=True):
            if segment.name in read:
                store.take_from(read[segment.name])

    # Documents

    @property
    def passage_count(self) -> int:
        """Number of passages."""
        return self.manifest.passages if self.manifest else 0

    @property
    def document_count(self) -> int:
        """Number of documents."""
        return self.manifest.documents if self.manifest else 0

    def documents(self) -> tuple[Document, ...]:
        """Return every document, in the order they were added."""
        return self._documents

    def document(self, document_id: str) -> Document:
        """Return one document. Raises UnknownDocument."""
        store, stored = self._found(document_id)
        return store.record(stored.key)

    def parsed(self, document_id: str) -> ParsedDocument:
        """Return everything read from a document. Raises UnknownDocument."""
        store, stored = self._found(document_id)
        return store.parsed(stored.key)

    def stored(self, document_id: str) -> StoredDocument | None:
        """Return where a document stands, None when the library has none with this id."""
        found = self._find(document_id)
        return found[1] if found else None

    def by_sha256(self, sha256: str) -> Document | None:
        """Return the document made from the file with this checksum, None when there is none."""
        for store in self._stores:
            for stored in store.stored_with_sha256(sha256):
                if stored.key not in self._removed:
                    return store.record(stored.key)
        return None

    def named(self, names: Sequence[str]) -> list[Document]:
        """Return the documents with one of these names; see `corpus.versions.names_of`."""
        found = (one for store in self._stores for one in store.named(names))
        return [document for key, document in found if key not in self._removed]

    def history(self, document_id: str | None = None) -> tuple[PastVersion, ...]:
        """Return the texts that newer ones replaced, oldest first; of one document or of all."""
        kept = (store.history(document_id) for store in self._stores)
        return tuple(past for some in kept for number, past in some if number not in self._removed)

    def numbered_history(self, document_id: str) -> list[tuple[int, PastVersion]]:
        """Return the versions on record of a document with their numbers."""
        found = (one for store in self._stores for one in store.history(document_id))
        return [(number, past) for number, past in found if number not in self._removed]

    def keeps_original(self, name: str) -> bool:
        """Tell whether a document or a version on record was read from this file of the originals."""
        sha256 = name.partition(".")[0]
        live = (stored for store in self._stores for stored in store.stored_with_sha256(sha256))
        return any(stored.original == name and stored.key not in self._removed for stored in live) or any(
            past.original == name for past in self.history()
        )

    def near_duplicates(self, parsed: ParsedDocument, least: float = 0.5) -> list[tuple[str, float]]:
        """Return other documents with similar wording and the estimated similarity in [`least`, 1], most similar first.

        The similarity is that of the sets of runs of five syllables (Jaccard).
        """
        own = sketch(parsed.reading.text)
        found = [
            (identity, value)
            for store in self._stores
            for key, identity, other in store.sharing(own)
            if key not in self._removed
            and identity != parsed.document.id
            and (value := similarity(own, other)) >= least
        ]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    # Passages

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Return the passages with these row ids, in this order. Raises KeyError for a row that is not there."""
        found: dict[int, Passage] = {}
        for store, segment in zip(self._stores, self.segments, strict=True):
            some = [row for row in rows if segment.first <= row < segment.end]
            if some:
                found.update(store.passages(some))
        return [found[row] for row in rows]

    def rows_of(self, document_id: str) -> range:
        """Return the row ids of a document's passages, in their order. Raises UnknownDocument."""
        _, stored = self._found(document_id)
        return range(stored.key + 1, stored.key + 1 + stored.passages)

    # Searches

    def dense(self, vector: NDArray[numpy.float32], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows by cosine; see SearchEngine.dense."""
        if self.engine is None:
            return self.vector_engine.search(vector, k, allowed)
        return self._live_only(partial(self.engine.dense, vector, allowed=allowed), k)

    def cosines(self, vector: NDArray[numpy.float32], rows: Sequence[int]) -> dict[int, float]:
        """Return the cosine of each of the given rows, from the vectors of the generation; see FaissEngine.scores."""
        return dict(self.vector_engine.scores(vector, numpy.array(sorted(rows), numpy.int64)))

    def words(self, terms: Sequence[WeightedTerm], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows by weighted BM25; see SearchEngine.words."""
        if self.engine is None:
            return self.word_index.search(terms, k, allowed)
        return self._live_only(partial(self.engine.words, terms, allowed=allowed), k)

    def engine_rows(self, rows: Sequence[int]) -> list[EngineRow]:
        """Return what an engine indexes of the passages with these row ids, in this order."""
        passages = self.passages(rows)
        documents = {one: self.document(one) for one in dict.fromkeys(passage.document_id for passage in passages)}
        return [
            engine_row(row, passage, documents[passage.document_id])
            for row, passage in zip(rows, passages, strict=True)
        ]

    def document_frequency(self, field: str, term: str) -> int:
        """Return the number of passages whose field holds the token."""
        return self.word_index.document_frequency(field, term)

    def vocabulary(self, field: str = "marked") -> Mapping[str, int]:
        """Return the single tokens of a field (no joined pairs) with the number of passages that hold each."""
        with self._lock:
            if field not in self._vocabularies:
                words = self.word_index.vocabulary(field)
                self._vocabularies[field] = {word: count for word, count in words.items() if "_" not in word}
            return self._vocabularies[field]

    @cached_property
    def known_numbers(self) -> frozenset[str]:
        """The canonical keys of the numbers that documents bear or passages mention."""
        return frozenset(self.vocabulary("numbers"))

    def allowed(self, filters: SearchFilters) -> RowIds | None:
        """Return the sorted row ids that meet the filters; None when no condition is set."""
        if not filters:
            return None
        parts = [numpy.empty(0, numpy.int64)]
        allows = document_allowed(filters)
        for position, (store, segment_facets) in enumerate(zip(self._stores, self._facets, strict=True)):
            if filters.documents:  # a few of perhaps very many
                by_id = self._facets_by_id[position]
                named = {one for wanted in filters.documents for one in by_id.get(document_key(wanted), ())}
                segment_facets = sorted(named, key=lambda one: one.key)
            chosen = [one for one in segment_facets if allows(one)]
            if filters.sections:
                in_section = section_allowed(filters)
                ranges = [(one.key + 1, one.key + 1 + one.passages) for one in chosen]
                rows = [row for start, end in ranges for row, path in store.sections(start, end) if in_section(path)]
                parts.append(numpy.array(rows, numpy.int64))
            else:
                parts.extend(numpy.arange(one.key + 1, one.key + 1 + one.passages) for one in chosen)
        return numpy.concatenate(parts).astype(numpy.int64, copy=False)

    def close(self) -> None:
        """Release the files."""
        for store in self._stores:
            store.close()
        if hasattr(self, "word_index"):
            self.word_index.close()
        if self.engine is not None:
            self.engine.close()

    def __enter__(self) -> LibraryReader:
        """Return the reader itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the reader."""
        self.close()

    def stores(self) -> Iterator[PassageStore]:
        """Yield the document store of each segment, oldest first."""
        return iter(self._stores)

    @property
    def removed(self) -> Removed:
        """What was removed and not yet rewritten."""
        return self._removed

    def _live_only(self, search: Callable[..., list[Found]], k: int) -> list[Found]:
        """Return the `k` best that this generation holds: an engine of many may be ahead of it or behind."""
        wanted = k
        while True:
            found = search(k=wanted)
            held = self.vector_engine.holds(numpy.array([row for row, _ in found], numpy.int64))
            kept = [one for one, holds in zip(found, held, strict=True) if holds]
            if len(kept) >= k or len(found) < wanted:
                return kept[:k]
            wanted *= 2

    def _find(self, document_id: str) -> tuple[PassageStore, StoredDocument] | None:
        for store in reversed(self._stores):
            for stored in store.stored(document_id):
                if stored.key not in self._removed:
                    return store, stored
        return None

    def _found(self, document_id: str) -> tuple[PassageStore, StoredDocument]:
        found = self._find(document_id)
        if found is None:
            raise UnknownDocument(f"Thư viện không có văn bản nào mang mã “{document_id}”.")
        return found

    @cached_property
    def _documents(self) -> tuple[Document, ...]:
        return tuple(document for store in self._stores for key, document in store.records if key not in self._removed)

    @cached_property
    def _facets_by_id(self) -> list[dict[str, list[Facets]]]:
        tables: list[dict[str, list[Facets]]] = []
        for facets in self._facets:
            tables.append(defaultdict(list))
            for one in facets:
                tables[-1][document_key(one.id)].append(one)
        return tables

    @cached_property
    def _facets(self) -> list[list[Facets]]:
        return [[one for one in store.facets if one.key not in self._removed] for store in self._stores]

    @cached_property
    def _vocabularies(self) -> dict[str, dict[str, int]]:
        return {}
