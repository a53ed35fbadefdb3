"""Finds the documents of a segment that bear a name or share wording, without reading the others.

Each document has an entry of (hash, key) for every name under which a newer version of it would look for it, and for
the smallest hashes of its sketch. Entries lie in a mapped file, sorted by hash. A find is only a candidate: hashes can
coincide, and documents that have little wording in common may share none of their smallest hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy
from numpy.typing import NDArray

from corpus.records import Document
from corpus.versions import names_of
from errors import CorruptLibrary
from index.manifest import REBUILD_ADVICE
from index.near_duplicates import Sketch

LOOKUPS_NAME = "lookups.bin"
# Documents with four fifths of their wording in common share one of eight hashes but for three times in a million.
_SMALLEST = 8
ENTRY = numpy.dtype([("hash", "<u8"), ("key", "<i8")])
Entries = NDArray[numpy.void]


def name_hashes(names: Iterable[str]) -> NDArray[numpy.uint64]:
    """Return the hashes under which names are entered."""
    digests = (hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest() for name in names)
    return numpy.frombuffer(b"".join(digests), "<u8")


def entries_of(key: int, document: Document, sketch: Sketch) -> Entries:
    """Return the entries of one document, unsorted."""
    hashes = numpy.concatenate([name_hashes(names_of(document)), sketch[:_SMALLEST]])
    entries = numpy.empty(len(hashes), ENTRY)
    entries["hash"], entries["key"] = hashes, key
    return entries


def joined(parts: Iterable[Entries]) -> Entries:
    """Return entries of several documents as one array."""
    return numpy.concatenate([numpy.empty(0, ENTRY), *parts])


class Lookups:
    """The entries of a segment."""

    def __init__(self, entries: Entries) -> None:
        """Take entries in any order."""
        self._entries = numpy.sort(entries, order=("hash", "key"))

    @classmethod
    def read(cls, folder: Path) -> Lookups | None:
        """Map the file of a segment; None when it has none, as those made by earlier versions."""
        path = folder / LOOKUPS_NAME
        try:
            if path.stat().st_size % ENTRY.itemsize:
                raise CorruptLibrary(f"Tệp {path} bị cắt cụt. {REBUILD_ADVICE}")
            lookups = cls.__new__(cls)
            empty = path.stat().st_size == 0
            lookups._entries = numpy.empty(0, ENTRY) if empty else numpy.memmap(path, ENTRY, mode="r")
            return lookups
        except FileNotFoundError:
            return None

    def write(self, folder: Path) -> None:
        """Write the file of a segment."""
        self._entries.tofile(folder / LOOKUPS_NAME)

    def without(self, keys: NDArray[numpy.int64]) -> Entries:
        """Return the entries of all documents but some."""
        return self._entries[~numpy.isin(self._entries["key"], keys)]

    def keys(self, hashes: NDArray[numpy.uint64], most: int | None = None) -> list[int]:
        """Return the key of each document that has one of the hashes, in order; the `most` with the most in common."""
        column = self._entries["hash"]
        starts, ends = (numpy.searchsorted(column, hashes, side) for side in ("left", "right"))
        found = [self._entries["key"][start:end] for start, end in zip(starts, ends, strict=True) if start < end]
        keys, counts = numpy.unique(numpy.concatenate([numpy.empty(0, numpy.int64), *found]), return_counts=True)
        if most is not None and len(keys) > most:
            keys = numpy.sort(keys[numpy.argsort(-counts, kind="stable")[:most]])
        return [int(key) for key in keys]
