"""`python -m index.rank_training`: learn the weights of the ranker from questions made of the official texts.

The articles are indexed in a temporary library and searched as any library is; the ranker learns to put the article a
question was made from before the other candidates (softmax over the candidates, Cao et al. 2007, "Learning to Rank:
From Pairwise Approach to Listwise Approach").
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from numpy.typing import NDArray

from corpus.article import article_documents
from corpus.records import Document, Passage
from embeddings.loading import SHIPPED_MODEL
from embeddings.static_encoder import StaticEncoder
from index.generated_questions import GeneratedQuestion, QuestionWriter
from index.generations import commit
from index.library_reader import LibraryReader
from index.query_terms import query_terms
from index.rank_features import FEATURES, Candidate, Matrix, RankedQuestion, rank_features
from index.records import UnderstoodQuestion
from index.reranker import WEIGHTS_FILE, as_ranked
from vietnamese.tokens import syllables

PROJECT = Path(__file__).resolve().parents[1]
TEXTS_FILE = "phap-dien.jsonl.xz"
CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class RankRecipe:
    """Sizes of the training; `ridge` is the weight of the squared weights, on features scaled to deviation 1."""

    questions: int = 2500
    epochs: int = 300
    learning_rate: float = 0.05
    ridge: float = 0.002
    seed: int = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """Features of one question's candidates, shape (candidates, features), and which of them are right."""

    features: Matrix
    right: NDArray[numpy.bool_]


def main() -> int:
    """Learn and write the weights; returns 2 when the texts are absent."""
    parser = argparse.ArgumentParser(prog="python -m index.rank_training", description=main.__doc__)
    parser.add_argument("--texts", type=Path, default=PROJECT.parent / "shared" / "training", help="folder of texts")
    parser.add_argument("--to", type=Path, default=WEIGHTS_FILE, help="file of the weights")
    arguments = parser.parse_args()
    if not (arguments.texts / TEXTS_FILE).is_file():
        print(f"Không thấy tệp {TEXTS_FILE} trong “{arguments.texts}”; hãy chỉ thư mục bằng --texts.", file=sys.stderr)
        return 2
    started = time.monotonic()
    recipe = RankRecipe()
    encoder = StaticEncoder(SHIPPED_MODEL)
    with (
        tempfile.TemporaryDirectory(prefix="trich-luc-") as folder,
        commit(Path(folder), encoder, add=article_documents(_records(arguments.texts / TEXTS_FILE))) as reader,
    ):
        print(f"[{time.monotonic() - started:.0f} s] {reader.passage_count} passages", file=sys.stderr)
        judged = judge(reader, encoder, recipe)
    print(f"[{time.monotonic() - started:.0f} s] {len(judged)} questions", file=sys.stderr)
    weights = learn(judged, recipe)
    save_weights(arguments.to, weights, encoder.fingerprint, len(judged))
    print(f"[{time.monotonic() - started:.0f} s] written to {arguments.to}", file=sys.stderr)
    return 0


def _records(file: Path) -> Iterator[dict[str, str]]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def judge(reader: LibraryReader, encoder: StaticEncoder, recipe: RankRecipe) -> list[Judged]:
    """Return the candidates of generated questions; a question whose article is not among them is left out."""
    documents = {document.id: document for document in reader.documents()}
    passages = reader.passages([row for identifier in documents for row in reader.rows_of(identifier)])
    subjects = [documents[passage.document_id].title or "" for passage in passages]
    titles = [passage.headings[-1] if passage.headings else "" for passage in passages]
    writer = QuestionWriter(encoder, recipe.seed)
    judged = []
    for question in writer.write(subjects, titles, [passage.text for passage in passages], recipe.questions):
        wanted = passages[question.passage].document_id
        found = candidates_of(reader, encoder, documents, question)
        right = numpy.array([passage.document_id == wanted for passage, _ in found], dtype=bool)
        if right.any() and not right.all():
            ranked = ranked_question(reader, question)
            judged.append(Judged(rank_features(ranked, [candidate for _, candidate in found]), right))
    return judged


def ranked_question(reader: LibraryReader, question: GeneratedQuestion) -> RankedQuestion:
    """Return a question as the ranker takes it."""
    frequencies = reader.vocabulary("marked" if question.has_marks else "folded")
    return RankedQuestion(
        tokens=syllables(question.text),
        frequency=lambda token: frequencies.get(token, 0),
        passages=reader.passage_count,
        marked=question.has_marks,
    )


def candidates_of(
    reader: LibraryReader, encoder: StaticEncoder, documents: Mapping[str, Document], question: GeneratedQuestion
) -> list[tuple[Passage, Candidate]]:
    """Return the best passages by words and by vectors, with their scores."""
    understood = UnderstoodQuestion(question.text, question.text, has_marks=question.has_marks)
    vector = encoder.encode_queries([question.text])[0]
    dense = dict(reader.dense(vector, CANDIDATES))
    words = dict(reader.words(query_terms(understood), CANDIDATES))
    if not dense or not words:
        return []
    best, least_words, least_dense = max(words.values()), min(words.values()), min(dense.values())

    def first_score(row: int) -> tuple[float, int]:
        return -dense.get(row, least_dense) - words.get(row, least_words) / best, row

    rows = sorted(dense.keys() | words.keys(), key=first_score)[:CANDIDATES]
    found = []
    for row, passage in zip(rows, reader.passages(rows), strict=True):
        candidate = as_ranked(passage, documents[passage.document_id], words.get(row), dense.get(row))
        found.append((passage, candidate))
    return found


def learn(judged: Sequence[Judged], recipe: RankRecipe) -> dict[str, float]:
    """Return the weight of each feature that makes the right candidates likeliest (Adam on the whole batch)."""
    lengths = numpy.array([len(one.right) for one in judged])
    features = numpy.concatenate([one.features for one in judged])
    right = numpy.concatenate([one.right for one in judged])
    deviation = features.std(axis=0)
    scale = numpy.where(deviation > 1e-6, deviation, 1.0)
    scaled = features / scale
    starts = numpy.cumsum(lengths) - lengths
    weights = numpy.zeros(scaled.shape[1])
    mean, square = numpy.zeros_like(weights), numpy.zeros_like(weights)
    for epoch in range(1, recipe.epochs + 1):
        scores = scaled @ weights
        everywhere = _softmax(scores, starts, lengths)
        among_right = _softmax(numpy.where(right, scores, -numpy.inf), starts, lengths)
        gradient = (everywhere - among_right) @ scaled / len(judged) + recipe.ridge * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        step = (mean / (1 - 0.9**epoch)) / (numpy.sqrt(square / (1 - 0.99**epoch)) + 1e-9)
        weights -= recipe.learning_rate * (1 - epoch / (recipe.epochs + 1)) * step
    return {name: round(float(value), 5) for name, value in zip(FEATURES, weights / scale, strict=True)}


def _softmax(scores: Matrix, starts: NDArray[numpy.integer], lengths: NDArray[numpy.integer]) -> Matrix:
    """Return the softmax within each question's stretch of `scores`."""
    highest = numpy.maximum.reduceat(scores, starts)
    powers = numpy.exp(scores - numpy.repeat(highest, lengths))
    shares: Matrix = powers / numpy.repeat(numpy.add.reduceat(powers, starts), lengths)
    return shares


def save_weights(file: Path, weights: dict[str, float], encoder: str, questions: int) -> None:
    """Write the weights with what they were learned from."""
    content = {"encoder": encoder, "questions": questions, "weights": weights}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
