"""The documents and passages of one immutable segment, in SQLite.

One counter numbers everything and never goes back: a document takes the next number as its key and the numbers after
it as the row ids of its passages; a replaced version on record takes one as well. So whatever is removed is a range of
numbers, and the numbers of a newer segment are greater than those of an older one.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy

from corpus.records import Document, ParsedDocument, Passage, ReadingText, Reference, Section
from errors import CorruptLibrary
from index.lookups import Entries, Lookups, entries_of, joined, name_hashes
from index.manifest import REBUILD_ADVICE
from index.near_duplicates import Sketch, from_bytes
from index.record_codec import from_json, to_json, tuple_from_json

STORE_NAME = "documents.sqlite"
SOURCES_NAME = "sources.jsonl"

_SCHEMA = """
CREATE TABLE documents (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, passages INTEGER NOT NULL,
    sha256 TEXT NOT NULL, source TEXT NOT NULL, original TEXT NOT NULL,
    kind TEXT, issuer TEXT, level TEXT, year INTEGER,
    record TEXT NOT NULL, text TEXT NOT NULL, reading TEXT NOT NULL, sections TEXT NOT NULL,
    mentions TEXT NOT NULL, sketch BLOB NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, document_id TEXT NOT NULL, section TEXT NOT NULL,
    headings TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    pages TEXT NOT NULL, context TEXT NOT NULL
);
CREATE TABLE history (
    key INTEGER PRIMARY KEY, document_id TEXT NOT NULL, sha256 TEXT NOT NULL, source TEXT NOT NULL,
    original TEXT NOT NULL, replaced_on TEXT NOT NULL
);
"""
_INDEXES = """
CREATE INDEX documents_by_id ON documents (id);
CREATE INDEX documents_by_sha256 ON documents (sha256);
CREATE INDEX history_by_document ON history (document_id);
"""
_MOST_SHARING = 64
_PASSAGE_COLUMNS = "id, document_id, section, headings, text, start, end, pages, context"


class StoredDocument(NamedTuple):
    """Where a document stands: its rows are key + 1 … key + passages.

    `original` is the name of its file among the originals, empty when none was kept.
    """

    key: int
    id: str
    passages: int
    sha256: str
    source: str
    original: str

    @property
    def numbers(self) -> tuple[int, int]:
        """The half-open range of numbers that the document and its passages take."""
        return self.key, self.key + 1 + self.passages


class Facets(NamedTuple):
    """What filters ask of a document."""

    key: int
    id: str
    passages: int
    kind: str | None
    issuer: str | None
    level: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class PastVersion:
    """A text of a document that a newer one replaced. `replaced_on` is an ISO date, `original` the name of its file."""

    document_id: str
    sha256: str
    source: str
    original: str
    replaced_on: str


class StoreWriter:
    """Writes a new segment's documents to `folder`; nothing is readable before `finish`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lookups: list[Entries] = []
        self._connection = sqlite3.connect(folder / STORE_NAME, isolation_level=None, check_same_thread=False)
        # The file is of no use before the whole generation is synced, so SQLite need not sync by itself.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        try:
            self._connection.executescript(_SCHEMA)
            self._connection.execute("BEGIN")
        except sqlite3.Error:
            self._connection.close()
            raise

    def add(self, key: int, parsed: ParsedDocument, original: str, sketch: bytes) -> None:
        """Write a document under its key and its passages under the rows after it."""
        document = parsed.document
        self._lookups.append(entries_of(key, document, from_bytes(sketch)))
        self._connection.execute(
            f"INSERT INTO documents VALUES ({', '.join('?' * 16)})",
            (
                key,
                document.id,
                len(parsed.passages),
                document.sha256,
                document.source,
                original,
                document.kind,
                document.issuer,
                document.issuer_level,
                document.issued_on.year,
                to_json(document),
                parsed.reading.text,
                _reading_to_json(parsed.reading),
                to_json(parsed.sections),
                to_json(parsed.references),
                sketch,
            ),
        )
        self._connection.executemany(
            f"INSERT INTO passages VALUES ({', '.join('?' * 10)})",
            (_passage_values(row, passage) for row, passage in enumerate(parsed.passages, key + 1)),
        )

    def remember(self, key: int, past: PastVersion) -> None:
        """Keep a replaced version on record under a number of its own."""
        values = (key, past.document_id, past.sha256, past.source, past.original, past.replaced_on)
        self._connection.execute("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)", values)

    def take_over(self, folder: Path, removed: Iterable[tuple[int, int]]) -> None:
        """Copy everything of another segment but what lies in the removed ranges."""
        removed = list(removed)
        store = PassageStore(folder)
        self._lookups.append(store.lookups.without(numpy.array([start for start, _ in removed], numpy.int64)))
        store.close()
        connection = self._connection
        connection.execute("COMMIT")
        connection.execute("ATTACH ? AS old", (str(folder / STORE_NAME),))
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS removed (key INTEGER PRIMARY KEY)")
        connection.execute("BEGIN")
        connection.executemany("INSERT OR IGNORE INTO temp.removed VALUES (?)", ((start,) for start, _ in removed))
        kept = "key NOT IN (SELECT key FROM temp.removed)"
        connection.execute(f"INSERT INTO documents SELECT * FROM old.documents WHERE {kept} ORDER BY key")
        connection.execute(
            "INSERT INTO passages SELECT p.* FROM old.documents AS d JOIN old.passages AS p "
            f"ON p.row > d.key AND p.row <= d.key + d.passages WHERE d.{kept} ORDER BY d.key, p.row"
        )
        connection.execute(f"INSERT INTO history SELECT * FROM old.history WHERE {kept} ORDER BY key")
        connection.execute("COMMIT")
        connection.execute("DETACH old")
        connection.execute("BEGIN")

    def finish(self) -> None:
        """Write everything and close."""
        self._connection.execute("COMMIT")
        self._connection.executescript(_INDEXES)
        Lookups(joined(self._lookups)).write(self._folder)
        with (self._folder / SOURCES_NAME).open("w", encoding="utf-8") as file:
            for values in self._connection.execute(f"{_STORED} ORDER BY key"):
                file.write(json.dumps(values, ensure_ascii=False) + "\n")
        self._connection.close()

    def abandon(self) -> None:
        """Close without finishing."""
        self._connection.close()


def read_sources(folder: Path) -> list[StoredDocument]:
    """Return the documents of a segment from the plain file beside its database, which may be broken."""
    try:
        lines = (folder / SOURCES_NAME).read_text("utf-8").splitlines()
        return [StoredDocument(*json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError):
        return []


class PassageStore:
    """Reads one segment's documents; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the file of `folder`. Raises CorruptLibrary when it is missing or not readable."""
        self._path = folder / STORE_NAME
        self._lock = threading.Lock()
        try:
            # Immutable: the file never changes, so no lock file is made and a read-only folder is no hindrance.
            uri = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._corrupt(error) from error

    def stored(self, document_id: str) -> list[StoredDocument]:
        """Return the documents with this id, removed ones included, oldest first."""
        return [StoredDocument(*row) for row in self._rows(f"{_STORED} WHERE id = ? ORDER BY key", (document_id,))]

    def stored_with_sha256(self, sha256: str) -> list[StoredDocument]:
        """Return the documents made from the file with this checksum."""
        return [StoredDocument(*row) for row in self._rows(f"{_STORED} WHERE sha256 = ? ORDER BY key", (sha256,))]

    def all_stored(self) -> list[StoredDocument]:
        """Return every document of the segment, removed ones included, by key."""
        return [StoredDocument(*row) for row in self._rows(f"{_STORED} ORDER BY key")]

    @cached_property
    def facets(self) -> list[Facets]:
        """What filters ask of every document of the segment, by key."""
        columns = "key, id, passages, kind, issuer, level, year"
        return [Facets(*row) for row in self._rows(f"SELECT {columns} FROM documents ORDER BY key")]

    @cached_property
    def records(self) -> list[tuple[int, Document]]:
        """The key and the record of every document of the segment, by key."""
        rows = self._rows("SELECT key, record FROM documents ORDER BY key")
        return [(key, self._read(Document, record)) for key, record in rows]

    def take_from(self, earlier: PassageStore) -> None:
        """Take over what another store of the same segment, which never changes, has read already."""
        for name in ("facets", "records"):
            if name in vars(earlier):
                vars(self)[name] = vars(earlier)[name]

    def record(self, key: int) -> Document:
        """Return the record of the document with this key."""
        rows = self._rows("SELECT record FROM documents WHERE key = ?", (key,))
        return self._read(Document, rows[0][0])

    def parsed(self, key: int) -> ParsedDocument:
        """Return everything read from the document with this key."""
        columns = "record, text, reading, sections, mentions, passages"
        (found,) = self._rows(f"SELECT {columns} FROM documents WHERE key = ?", (key,))
        record, text, reading, sections, mentions, count = found
        rows = range(key + 1, key + 1 + count)
        passages = self.passages(rows)
        try:
            return ParsedDocument(
                self._read(Document, record),
                _reading_from_json(text, reading),
                tuple_from_json(Section, sections),
                tuple_from_json(Reference, mentions),
                tuple(passages[row] for row in rows),
            )
        except (ValueError, KeyError) as error:
            raise self._corrupt(error) from error

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of the segment that are among the row ids."""
        found: dict[int, Passage] = {}
        for start in range(0, len(rows), 500):
            some = [int(row) for row in rows[start : start + 500]]
            marks = ", ".join("?" * len(some))
            for row, *values in self._rows(
                f"SELECT row, {_PASSAGE_COLUMNS} FROM passages WHERE row IN ({marks})", some
            ):
                found[row] = _passage(values)
        return found

    def sections(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the row and the section path of the passages with rows in [start, end)."""
        query = "SELECT row, section FROM passages WHERE row >= ? AND row < ? ORDER BY row"
        return [(row, section) for row, section in self._rows(query, (start, end))]

    def named(self, names: Iterable[str]) -> Iterator[tuple[int, Document]]:
        """Yield the key and the record of each document with one of these names, and perhaps of some others."""
        for key in self.lookups.keys(name_hashes(names)):
            yield key, self.record(key)

    def sharing(self, sought: Sketch) -> Iterator[tuple[int, str, Sketch]]:
        """Yield the key, the id and the sketch of each document that likely shares wording with a sketch."""
        # What stands in every document, like the motto, makes candidates of many that have nothing else in common.
        for key in self.lookups.keys(sought, most=_MOST_SHARING):
            for identity, content in self._rows("SELECT id, sketch FROM documents WHERE key = ?", (key,)):
                yield key, identity, from_bytes(content)

    @cached_property
    def lookups(self) -> Lookups:
        """What finds documents by names and wording; made from the documents where the segment has no file of it."""
        found = Lookups.read(self._path.parent)
        if found is not None:
            return found
        rows = self._rows("SELECT key, record, sketch FROM documents ORDER BY key")
        return Lookups(
            joined(entries_of(key, self._read(Document, record), from_bytes(sketch)) for key, record, sketch in rows)
        )

    def history(self, document_id: str | None = None) -> list[tuple[int, PastVersion]]:
        """Return the numbers and the replaced versions on record, oldest first; of one document or of all."""
        condition, values = ("WHERE document_id = ?", (document_id,)) if document_id is not None else ("", ())
        query = f"SELECT key, document_id, sha256, source, original, replaced_on FROM history {condition} ORDER BY key"
        return [(key, PastVersion(*values)) for key, *values in self._rows(query, values)]

    def problems(self) -> list[str]:
        """Return what SQLite finds wrong with the file; empty when it is sound."""
        return [row[0] for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]

    def passage_rows(self) -> list[int]:
        """Return every row id of the segment, sorted, removed ones included."""
        return [row for (row,) in self._rows("SELECT row FROM passages ORDER BY row")]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _rows(self, query: str, values: Iterable[object] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise self._corrupt(error) from error

    def _read(self, kind: type[Document], text: str) -> Document:
        try:
            return from_json(kind, text)
        except ValueError as error:
            raise self._corrupt(error) from error

    def _corrupt(self, error: Exception) -> CorruptLibrary:
        return CorruptLibrary(f"Không đọc được cơ sở dữ liệu {self._path}: {error}. {REBUILD_ADVICE}")


_STORED = "SELECT key, id, passages, sha256, source, original FROM documents"


@lru_cache(maxsize=1024)
def _list_to_json(values: tuple[str, ...] | tuple[int, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)


@lru_cache(maxsize=8192)
def _from_list(text: str) -> tuple[Any, ...]:
    """Return a list written as JSON; remembered, because neighbouring passages have the same headings and pages."""
    return tuple(json.loads(text))


def _passage_values(row: int, passage: Passage) -> tuple[object, ...]:
    headings, pages = _list_to_json(passage.headings), _list_to_json(passage.pages)
    identity = (row, passage.id, passage.document_id, passage.section)
    return (*identity, headings, passage.text, passage.start, passage.end, pages, passage.context)


def _passage(values: Sequence[Any]) -> Passage:
    identity, document_id, section, headings, text, start, end, pages, context = values
    return Passage(identity, document_id, section, _from_list(headings), text, start, end, _from_list(pages), context)


def _reading_to_json(reading: ReadingText) -> str:
    # The text has a column of its own.
    layout = ReadingText("", reading.page_starts, reading.page_numbers, reading.tables, reading.bold, reading.centred)
    return to_json(layout) if layout != _NO_LAYOUT else _NO_LAYOUT_AS_JSON


_NO_LAYOUT = ReadingText("")
_NO_LAYOUT_AS_JSON = to_json(_NO_LAYOUT)


def _reading_from_json(text: str, layout: str) -> ReadingText:
    return replace(from_json(ReadingText, layout), text=text)
