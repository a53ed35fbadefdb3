"""What is indexed of a passage as words, and the tantivy index that finds it with BM25.

Texts are cut into tokens here and given to tantivy joined by spaces, so that its whitespace tokenizer changes nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import tantivy

from corpus.records import Document, Passage
from errors import CorruptLibrary, EngineError
from index.bm25 import idf
from index.engine import WORD_FIELDS, EngineRow, Found, RowIds, WeightedTerm, best
from index.manifest import REBUILD_ADVICE
from index.passage_vectors import TITLE_SHARE, embedded_text
from vietnamese.document_numbers import canonical_key, find_numbers
from vietnamese.normal_forms import compose, fold, index_form

__all__ = [
    "WeightedTerm",
    "WordIndex",
    "WordWriter",
    "engine_row",
    "folded_units",
    "passage_fields",
    "word_units",
    "words_fingerprint",
]

# Some 50,000 passages of law: fewer segments answer a question sooner, and larger ones take longer to write.
_HEAP_BYTES = 110_000_000
# Up to this many allowed rows are sought inside tantivy; above it most hits are allowed and are sifted afterwards.
_PUSHED_DOWN = 4_000
# Scores of equal passages can differ in the last bits of a float32 when they lie in different segments.
_PANIC = "PanicException"  # what code in Rust raises when it meets broken files; no subclass of Exception
_DECIMALS = 4
_REMEMBERED = 500_000
# The tokens of vietnamese.tokens, with syllables that stand together in one match. Refuses to join syllables over
# anything but white space within a paragraph or one hyphen.
_RUN = re.compile(r"[^\W\d_]+(?:(?:[^\S\n]+|-)[^\W\d_]+)*|\d+(?:[.,]\d+)*")
# What every document number has: a figure, perhaps a letter, white space, a separator, before which letters may stand.
# Refuses figures that nothing of the kind follows.
_MAY_HOLD_NUMBER = re.compile(r"\d[a-zA-Z]?\s*[^\W\d_]*[/–-]")


class _Folded(dict[str, str]):
    """Units without marks, remembered: a library has few different ones, and folding is slow."""

    def __missing__(self, unit: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[unit] = folded = fold(unit)
        return folded


_FOLDED = _Folded()


def word_units(text: str) -> list[str]:
    """Return the tokens of `text` in index form, each run of syllables followed by its joined pairs ("dân_số").

    A pair never spans a figure, the end of a paragraph, or a punctuation mark other than a hyphen.
    """
    units: list[str] = []
    for run in _RUN.findall(compose(text)):
        if run[0].isdecimal():
            units.append(run)
            continue
        forms = list(map(index_form, run.replace("-", " ").split()))
        units += forms
        units += map("_".join, pairwise(forms))
    return units


def folded_units(units: Iterable[str]) -> list[str]:
    """Return units of `word_units` without marks."""
    return list(map(_FOLDED.__getitem__, units))


def passage_fields(passage: Passage, document: Document) -> dict[str, list[str]]:
    """Return the tokens indexed for a passage, by field of WORD_FIELDS."""
    text = compose(passage.text)
    marked = word_units(f"{text}\n{passage.context}" if passage.context else text)
    headings, headings_folded = _heading_units("\n".join((*passage.headings, *_about(document))))
    # Finding numbers is slow, and few passages have a figure before a separator.
    mentioned = [found.key for found in find_numbers(text)] if _MAY_HOLD_NUMBER.search(text) else []
    return {
        "marked": marked,
        "folded": folded_units(marked),
        "headings": headings,
        "headings_folded": headings_folded,
        "numbers": [*_own_number(document.number), *mentioned],
    }


def words_fingerprint() -> str:
    """Return a string that differs whenever the tokens of a passage, or what its vector is made of, could differ."""
    document = Document(id="x", number="149-KL/TW", issuer="Tỉnh ủy", place="Đồng Nai", title="Về việc dân số")
    text = "Hoà thuận, kỹ-thuật QUÝ khoẻ 1.745,5 người; Đ\u0300 Nghị quyết số 21-NQ/TW (137/NQ-CP) tỷ lệ 2,1%"
    passage = Passage("p", "x", "II.1", ("II. Mục tiêu", "1. Chung"), text, 0, len(text), (1,), "thuỷ lợi")
    probe = repr((passage_fields(passage, document), embedded_text(passage), TITLE_SHARE))
    return hashlib.sha256(probe.encode("utf-8")).hexdigest()[:16]


@lru_cache(maxsize=4096)
def _heading_units(text: str) -> tuple[list[str], list[str]]:
    units = word_units(text)
    return units, folded_units(units)


@lru_cache(maxsize=4096)
def _own_number(number: str | None) -> tuple[str, ...]:
    return (canonical_key(number),) if number else ()


def _about(document: Document) -> Iterator[str]:
    return (part for part in (document.title, document.issuer, document.place) if part)


def engine_row(row: int, passage: Passage, document: Document) -> EngineRow:
    """Return what an engine indexes of a passage."""
    return EngineRow(row, passage_fields(passage, document))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    for name in WORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class WordWriter:
    """Adds passages to the words of a generation under construction, in `folder` (made when absent)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        index = tantivy.Index(self._schema, path=str(folder))
        # Otherwise a thread watches the folder and opens its files whenever they change.
        index.config_reader("manual", 0)
        # One indexing thread keeps segments, and with them the files, the same from run to run.
        self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, rows: Iterable[EngineRow]) -> None:
        """Index the tokens of each row."""
        for row in rows:
            self.add_joined(row.row, {name: " ".join(tokens) for name, tokens in row.fields.items()})

    def add_joined(self, row: int, fields: Mapping[str, str]) -> None:
        """Index one row whose tokens are joined by spaces."""
        document = tantivy.Document()
        document.add_unsigned("row", row)
        for name, tokens in fields.items():
            if tokens:
                document.add_text(name, tokens)
        self._writer.add_document(document)

    def remove(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Remove the rows of each half-open range."""
        for start, end in ranges:
            if start < end:
                query = tantivy.Query.range_query(
                    self._schema, "row", tantivy.FieldType.Unsigned, start, end, include_upper=False
                )
                self._writer.delete_documents_by_query(query)

    def finish(self) -> None:
        """Write everything to disk and wait for segments to be merged."""
        self._writer.commit()
        self._writer.wait_merging_threads()

    def abandon(self) -> None:
        """Give up what was added, and let go of the files at once."""
        with contextlib.suppress(ValueError, RuntimeError):
            self._writer.rollback()
        with contextlib.suppress(ValueError, RuntimeError):
            self._writer.wait_merging_threads()


class WordIndex:
    """Searches the words of one generation; None as folder is an index without passages."""

    def __init__(self, folder: Path | None) -> None:
        """Open the index of `folder`. Raises CorruptLibrary."""
        self._schema = _schema()
        self._searcher: tantivy.Searcher | None = None
        self._count_with_removed = 0
        if folder is not None:
            try:
                self._searcher = _open_searcher(folder)
                self._count_with_removed = _count_with_removed(folder)
            except (OSError, ValueError, KeyError) as error:
                raise CorruptLibrary(f"Không mở được chỉ mục từ ở {folder}. {REBUILD_ADVICE}") from error

    @property
    def count(self) -> int:
        """Number of passages that can be found."""
        return self._searcher.num_docs if self._searcher else 0

    def search(self, terms: Sequence[WeightedTerm], k: int, allowed: RowIds | None = None) -> list[Found]:
        """Return up to `k` rows by weighted BM25 (k1 1.2, b 0.75); see SearchEngine.words."""
        if self._searcher is None or not terms or k <= 0 or (allowed is not None and len(allowed) == 0):
            return []
        query = self._query(terms)
        sifted = allowed is not None and len(allowed) > _PUSHED_DOWN
        if allowed is not None and not sifted:
            only = tantivy.Query.const_score_query(
                tantivy.Query.term_set_query(self._schema, "row", allowed.tolist()), 0.0
            )
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)])
        limit = k + 32
        while True:
            found = self._run(query, limit)
            complete = len(found) < limit
            kept = _sift(found, allowed) if sifted and allowed is not None else found
            # Rows tied with the last one may lie beyond the limit: look further until the tie is broken.
            if complete or (len(kept) > k and kept[k - 1][1] > found[-1][1]):
                return best(kept, k)
            limit *= 4

    def document_frequency(self, field: str, term: str) -> int:
        """Return the number of live passages whose field holds the token."""
        if self._searcher is None or not term:
            return 0
        query = tantivy.Query.term_query(self._schema, field, term, index_option="freq")
        counted: Any = self._searcher.search(query, limit=1, count=True)
        return int(counted.count)

    def vocabulary(self, field: str, within: RowIds | None = None) -> dict[str, int]:
        """Return every token of a field with the number of live passages that hold it, of those `within` when given."""
        if self._searcher is None:
            return {}
        if within is None and self._count_with_removed == self.count:
            return dict(self._searcher.terms_with_prefix(field, ""))
        # Without a query removed passages would be counted until their segment is merged.
        query = tantivy.Query.all_query()
        if within is not None:
            query = tantivy.Query.term_set_query(self._schema, "row", within.tolist())
        return dict(self._searcher.terms_with_prefix(field, "", query))

    def row_ids(self) -> RowIds:
        """Return the live row ids, sorted."""
        if self._searcher is None or self.count == 0:
            return numpy.empty(0, numpy.int64)
        hits = self._searcher.search(tantivy.Query.all_query(), limit=self.count, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return numpy.sort(numpy.array(rows, numpy.int64))

    def close(self) -> None:
        """Release the files."""
        self._searcher = None

    def _query(self, terms: Sequence[WeightedTerm]) -> tantivy.Query:
        parts = []
        for field, text, weight in terms:
            if field not in WORD_FIELDS:
                raise EngineError(f"Chỉ mục từ không có trường “{field}”.")
            query = tantivy.Query.term_query(self._schema, field, text, index_option="freq")
            boost = weight * self._correction(field, text)
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)))
        return tantivy.Query.boolean_query(parts)

    def _correction(self, field: str, text: str) -> float:
        """Return what makes up for the removed passages that tantivy counts in a term until a merge."""
        if self._searcher is None or self._count_with_removed == self.count:
            return 1.0
        live = self.document_frequency(field, text)
        if not live:
            return 1.0
        counted = self._searcher.doc_freq(field, text)
        return idf(self.count, live) / idf(self._count_with_removed, counted)

    def _run(self, query: tantivy.Query, limit: int) -> list[Found]:
        assert self._searcher is not None
        try:
            hits = self._searcher.search(query, limit=limit, count=False).hits
            rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        except ValueError as error:
            raise EngineError(f"Tìm theo từ không thành công: {error}.") from error
        return [(int(row or 0), round(score, _DECIMALS)) for row, (score, _) in zip(rows, hits, strict=True)]


def _count_with_removed(folder: Path) -> int:
    return sum(int(segment["max_doc"]) for segment in json.loads((folder / "meta.json").read_text("utf-8"))["segments"])


def _open_searcher(folder: Path) -> tantivy.Searcher:
    if os.access(folder, os.W_OK):
        return _searcher_of(folder)
    # tantivy takes a lock file even to read. A searcher needs the names of the files no longer once it is open.
    with tempfile.TemporaryDirectory() as writable:
        for file in folder.iterdir():
            if file.suffix != ".lock":
                os.symlink(file.absolute(), Path(writable) / file.name)
        return _searcher_of(Path(writable))


def _searcher_of(folder: Path) -> tantivy.Searcher:
    try:
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual", 0)
        index.reload()
        return index.searcher()
    except BaseException as error:
        if type(error).__name__ == _PANIC:
            raise CorruptLibrary(f"Chỉ mục từ bị hỏng. {REBUILD_ADVICE}") from error
        raise


def _sift(found: Sequence[Found], allowed: RowIds) -> list[Found]:
    if not found:
        return []
    rows = numpy.fromiter((row for row, _ in found), numpy.int64, len(found))
    kept = numpy.isin(rows, allowed, assume_unique=True)
    return [one for one, keep in zip(found, kept, strict=True) if keep]
