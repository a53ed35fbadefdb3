"""What is measured: our own search, whole and with parts switched off, and peers over the same passages.

Every system is a function from a question to ranked passages (`judged.Retrieve`). Peers get the words that our own
index holds of a passage: the document's title, issuer and place, the headings above, the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

import bm25s
import numpy

from corpus.records import Document, Passage
from embeddings.encoder import Encoder
from evaluation.judged import Found, JudgedQuestion, Retrieve
from evaluation.retrieval import place_of
from index.generations import LibraryReader
from index.passage_vectors import passage_vectors
from index.query import SWITCHES
from index.query_terms import query_terms
from index.records import UnderstoodQuestion
from index.searcher import FusionWeights, Searcher
from index.word_index import WeightedTerm
from library import Library
from vietnamese.normal_forms import fold, has_marks
from vietnamese.tokens import syllables

# What a weight is when its part is switched off, where that is not 0.
_NEUTRAL = {"aside": 1.0}
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Passages:
    """All passages of a library in the order of its rows, with the texts given to peers."""

    rows: tuple[int, ...]
    places: tuple[Found, ...]
    words: tuple[str, ...]
    records: tuple[tuple[Passage, Document], ...]

    @classmethod
    def of(cls, library: Library) -> Passages:
        """Read every passage of the live generation."""
        reader = library.reader()
        rows: list[int] = []
        places, words, records = [], [], []
        for document in reader.documents():
            own = list(reader.rows_of(document.id))
            rows += own
            for passage in reader.passages(own):
                about = (document.title, document.issuer, document.place)
                parts = dict.fromkeys(part for part in (*about, *passage.headings, passage.text, passage.context))
                words.append("\n".join(part for part in parts if part))
                records.append((passage, document))
                places.append(Found((document.id,), passage.text))
        return cls(tuple(rows), tuple(places), tuple(words), tuple(records))


# -- our own search ----------------------------------------------------------------------------------------------------


class _WithoutPart:
    """A reader that finds nothing by one part: "dense", "words", or one kind of word of the word index."""

    def __init__(self, reader: LibraryReader, part: str) -> None:
        self._reader = reader
        self._part = part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def dense(self, *arguments: Any) -> list[Any]:
        return [] if self._part == "dense" else self._reader.dense(*arguments)

    def words(self, terms: Sequence[WeightedTerm], *arguments: Any) -> list[Any]:
        return self._reader.words([term for term in terms if not _PARTS[self._part](term)], *arguments)

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        found = self._reader.passages(rows)
        return [replace(passage, headings=()) for passage in found] if self._part == "headings" else found


_PARTS: dict[str, Callable[[WeightedTerm], bool]] = {
    "dense": lambda term: False,
    "words": lambda term: True,
    "headings": lambda term: term.field.startswith("headings"),
    "pairs of syllables": lambda term: "_" in term.text,
    "folded words": lambda term: term.field.endswith("folded"),
    "document numbers": lambda term: term.field == "numbers",
}


def own_search(
    library: Library,
    *,
    switched_off: Sequence[str] = (),
    weights: FusionWeights | None = None,
    without: str | None = None,
) -> Retrieve:
    """Return the search of the library, with kinds of understanding, weights or a part of the index changed."""
    reader: Any = library.reader() if without is None else _WithoutPart(library.reader(), without)
    searcher = Searcher(cast(LibraryReader, reader), library.encoder, weights=weights)

    def retrieve(question: JudgedQuestion, k: int) -> list[Found]:
        understood = library.understand(question.question, history=question.history, switched_off=switched_off)
        return [place_of(hit) for hit in searcher.search(understood, k)]

    return retrieve


def ablations(library: Library) -> Iterator[tuple[str, Retrieve]]:
    """Yield our search with each part switched off, named by what is missing; new weights and switches are included."""
    for part in _PARTS:
        yield f"index: {part}", own_search(library, without=part)
    for switch in SWITCHES:
        yield f"understanding: {switch}", own_search(library, switched_off=(switch,))
    yield "understanding: all", own_search(library, switched_off=SWITCHES)
    for field in fields(FusionWeights):
        off: Any = {field.name: _NEUTRAL.get(field.name, 0.0)}
        yield f"weight: {field.name}", own_search(library, weights=replace(FusionWeights(), **off))


# -- peers -------------------------------------------------------------------------------------------------------------


def syllables_without_marks(text: str) -> list[str]:
    """Return the syllables of `text` with marks removed."""
    return [fold(token) for token in syllables(text)]


def pyvi_words(text: str) -> list[str]:
    """Return the words of `text` as pyvi cuts them, in lower case ("dân_số")."""
    from pyvi import ViTokenizer

    return [token for token in str(ViTokenizer.tokenize(text)).lower().split() if any(map(str.isalnum, token))]


def bm25(passages: Passages, tokenize: Callable[[str], list[str]]) -> Retrieve:
    """Return BM25 by bm25s with its own settings (k1 1.5, b 0.75, Lucene's variant) over the tokens given."""
    index = bm25s.BM25()
    index.index([tokenize(text) for text in passages.words], show_progress=False)

    def retrieve(question: JudgedQuestion, k: int) -> list[Found]:
        tokens = [token for token in tokenize(question.question) if token in index.vocab_dict]
        if not tokens:
            return []
        scores = index.get_scores(tokens)
        best = numpy.argsort(-scores, kind="stable")[:k]
        return [passages.places[place] for place in best if scores[place] > 0]

    return retrieve


def words_alone(library: Library, passages: Passages) -> Retrieve:
    """Return our word index (tantivy) alone: nothing is understood of a question but whether it has marks."""
    reader = library.reader()
    place_of_row = dict(zip(passages.rows, passages.places, strict=True))

    def retrieve(question: JudgedQuestion, k: int) -> list[Found]:
        text = question.question
        terms = query_terms(UnderstoodQuestion(text, text, has_marks=has_marks(text)))
        return [place_of_row[row] for row, _ in reader.words(terms, k)]

    return retrieve


def vectors_alone(library: Library, passages: Passages) -> Retrieve:
    """Return the vectors of the library's own encoder alone: the question as typed, nearest passages by cosine."""
    reader = library.reader()
    place_of_row = dict(zip(passages.rows, passages.places, strict=True))

    def retrieve(question: JudgedQuestion, k: int) -> list[Found]:
        return [place_of_row[row] for row, _ in reader.dense(library.encoder.encode_queries([question.question])[0], k)]

    return retrieve


def encoder_alone(encoder: Encoder, passages: Passages) -> Retrieve:
    """Return any other encoder alone, exactly compared by cosine."""
    blocks = range(0, len(passages.records), _BLOCK)
    vectors = numpy.concatenate(
        [passage_vectors(encoder, passages.records[start : start + _BLOCK]) for start in blocks]
    )

    def retrieve(question: JudgedQuestion, k: int) -> list[Found]:
        scores = vectors @ encoder.encode_queries([question.question])[0]
        return [passages.places[place] for place in numpy.argsort(-scores, kind="stable")[:k]]

    return retrieve
