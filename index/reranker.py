"""Puts the best found passages in order with a linear ranker learned from generated questions.

    reranker = Reranker.shipped()
    question = RankedQuestion(
        tokens=syllables(understood.text),            # folded when not understood.has_marks
        frequency=lambda token: reader.document_frequency("marked", token),
        passages=reader.passage_count,
        marked=understood.has_marks,
        alternatives=alternatives_of(tokens, [(e.source, e.text, e.weight) for e in understood.expansions]),
    )
    scores = reranker.score(question, [
        as_ranked(passage, document, words_score, cosine),
        ...                                           # the best of the first stage, in any order
    ])
    order = sorted(range(len(scores)), key=lambda position: -scores[position])

The scores of one question compare with each other only. They are made by `index.rank_training`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy

from corpus.records import Document, Passage
from errors import CorruptLibrary
from index.rank_features import FEATURES, Alternative, Candidate, Matrix, RankedQuestion, rank_features
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

__all__ = ["Alternative", "Candidate", "RankedQuestion", "Reranker", "alternatives_of", "as_ranked"]

WEIGHTS_FILE = Path(__file__).with_name("rank_weights.json")


class Reranker:
    """Scores candidates by a weighted sum of the features of `index.rank_features`."""

    def __init__(self, weights: dict[str, float]) -> None:
        """Take one weight a feature; a feature without weight does not count. Raises ValueError for an unknown one."""
        unknown = set(weights) - set(FEATURES)
        if unknown:
            raise ValueError(f"unknown features: {sorted(unknown)}")
        self._weights = numpy.array([weights.get(name, 0.0) for name in FEATURES])

    @classmethod
    def shipped(cls, file: Path = WEIGHTS_FILE) -> Reranker:
        """Return the ranker that comes with the program. Raises CorruptLibrary when its file cannot be read."""
        try:
            return cls({name: float(value) for name, value in json.loads(file.read_text("utf-8"))["weights"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorruptLibrary(f"Không đọc được tệp trọng số xếp hạng {file}; hãy cài lại chương trình.") from error

    def features(self, question: RankedQuestion, candidates: Sequence[Candidate]) -> Matrix:
        """Return the features, shape (len(candidates), len(FEATURES))."""
        return rank_features(question, candidates)

    def score(self, question: RankedQuestion, candidates: Sequence[Candidate]) -> Matrix:
        """Return one score a candidate, higher is better."""
        scores: Matrix = self.features(question, candidates) @ self._weights
        return scores


def as_ranked(passage: Passage, document: Document, words: float | None, dense: float | None) -> Candidate:
    """Return a passage as the ranker takes it; the document's title stands with the headings above its own."""
    *above, title = passage.headings or ("",)
    return Candidate(passage.text, title, "\n".join((document.title or "", *above)), words, dense)


def alternatives_of(
    tokens: Sequence[str], expansions: Iterable[tuple[str, str, float]], *, marked: bool = True
) -> list[Alternative]:
    """Return expansions (typed, other wording, weight) as alternatives of the question's tokens.

    One whose typed words do not stand in the question together is left out.
    """
    found = []
    for source, text, weight in expansions:
        typed, wording = syllables(source), syllables(text)
        if not marked:
            typed, wording = [fold(token) for token in typed], [fold(token) for token in wording]
        for start in range(len(tokens) - len(typed) + 1):
            if typed and wording and list(tokens[start : start + len(typed)]) == typed:
                found.append(Alternative(start, start + len(typed), tuple(wording), weight))
    return found
