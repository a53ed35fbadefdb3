"""What is indexed of a passage as words, and the tantivy index that finds it with BM25.

Texts are cut into tokens here and given to tantivy joined by spaces, so that its whitespace tokenizer changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import tantivy

from corpus.records import Document, Passage
from errors import EngineError
from index.engine import WORD_FIELDS, EngineRow, Found, RowIds, WeightedTerm, best
from vietnamese.document_numbers import canonical_key, find_numbers
from vietnamese.normal_forms import compose, fold
from vietnamese.tokens import tokens_with_spans

__all__ = [
    "WeightedTerm",
    "WordIndex",
    "WordWriter",
    "engine_row",
    "folded_units",
    "passage_fields",
    "passage_for_embedding",
    "word_units",
    "words_fingerprint",
]

_HEAP_BYTES = 64_000_000
_SMALL_HEAP_BYTES = 15_000_000
# Up to this many allowed rows are sought inside tantivy; above it most hits are allowed and are sifted afterwards.
_PUSHED_DOWN = 4_000
# Scores of equal passages can differ in the last bits of a float32 when they lie in different segments.
_DECIMALS = 4
_fold_once = lru_cache(maxsize=262_144)(fold)


def word_units(text: str) -> list[str]:
    """Return the tokens of `text` in index form, followed by its joined pairs of syllables ("dân_số").

    A pair never spans a figure or a punctuation mark other than a hyphen.
    """
    text = compose(text)
    tokens = list(tokens_with_spans(text))
    units = [token.form for token in tokens]
    for left, right in pairwise(tokens):
        between = text[left.end : right.start]
        if (between.isspace() or between == "-") and not left.form[0].isdigit() and not right.form[0].isdigit():
            units.append(f"{left.form}_{right.form}")
    return units


def folded_units(units: Iterable[str]) -> list[str]:
    """Return units of `word_units` without marks."""
    return [_fold_once(unit) for unit in units]


def passage_fields(passage: Passage, document: Document) -> dict[str, list[str]]:
    """Return the tokens indexed for a passage, by field of WORD_FIELDS."""
    marked = word_units(f"{passage.text}\n{passage.context}")
    headings = list(_heading_units("\n".join((*passage.headings, *_about(document)))))
    own = [canonical_key(document.number)] if document.number else []
    return {
        "marked": marked,
        "folded": folded_units(marked),
        "headings": headings,
        "headings_folded": folded_units(headings),
        "numbers": own + [found.key for found in find_numbers(compose(passage.text))],
    }


def passage_for_embedding(passage: Passage, document: Document) -> str:
    """Return the text that stands for a passage when it is turned into a vector."""
    return "\n".join(part for part in (*passage.headings, passage.text, passage.context) if part)


def words_fingerprint() -> str:
    """Return a string that differs whenever the tokens of a passage, or its text for embedding, could differ."""
    document = Document(id="x", number="149-KL/TW", issuer="Tỉnh ủy", place="Đồng Nai", title="Về việc dân số")
    text = "Hoà thuận, kỹ-thuật QUÝ khoẻ 1.745,5 người; Đ\u0300 Nghị quyết số 21-NQ/TW (137/NQ-CP) tỷ lệ 2,1%"
    passage = Passage("p", "x", "II.1", ("II. Mục tiêu", "1. Chung"), text, 0, len(text), (1,), "thuỷ lợi")
    probe = repr((passage_fields(passage, document), passage_for_embedding(passage, document)))
    return hashlib.sha256(probe.encode("utf-8")).hexdigest()[:16]


@lru_cache(maxsize=4096)
def _heading_units(text: str) -> tuple[str, ...]:
    return tuple(word_units(text))


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

    def __init__(self, folder: Path, *, large: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        index = tantivy.Index(self._schema, path=str(folder))
        # One indexing thread keeps segments, and with them the files, the same from run to run.
        self._writer = index.writer(heap_size=_HEAP_BYTES if large else _SMALL_HEAP_BYTES, num_threads=1)

    def add(self, rows: Iterable[EngineRow]) -> None:
        """Index the tokens of each row."""
        for row in rows:
            document = tantivy.Document()
            document.add_unsigned("row", row.row)
            for name, tokens in row.fields.items():
                if tokens:
                    document.add_text(name, " ".join(tokens))
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


class WordIndex:
    """Searches the words of one generation; None as folder is an index without passages."""

    def __init__(self, folder: Path | None) -> None:
        self._schema = _schema()
        self._searcher: tantivy.Searcher | None = None
        if folder is not None:
            try:
                index = tantivy.Index.open(str(folder))
                index.config_reader("manual", 0)
                index.reload()
                self._searcher = index.searcher()
            except ValueError as error:
                raise EngineError(f"Không mở được chỉ mục từ ở {folder}: {error}.") from error

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

    def vocabulary(self, field: str) -> dict[str, int]:
        """Return every token of a field with the number of live passages that hold it."""
        if self._searcher is None:
            return {}
        # Without a query removed passages would be counted until their segment is merged.
        return dict(self._searcher.terms_with_prefix(field, "", tantivy.Query.all_query()))

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
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight)))
        return tantivy.Query.boolean_query(parts)

    def _run(self, query: tantivy.Query, limit: int) -> list[Found]:
        assert self._searcher is not None
        try:
            hits = self._searcher.search(query, limit=limit, count=False).hits
            rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        except ValueError as error:
            raise EngineError(f"Tìm theo từ không thành công: {error}.") from error
        return [(int(row or 0), round(score, _DECIMALS)) for row, (score, _) in zip(rows, hits, strict=True)]


def _sift(found: Sequence[Found], allowed: RowIds) -> list[Found]:
    if not found:
        return []
    rows = numpy.fromiter((row for row, _ in found), numpy.int64, len(found))
    kept = numpy.isin(rows, allowed, assume_unique=True)
    return [one for one, keep in zip(found, kept, strict=True) if keep]
