"""Questions made from passages, for training the ranker: what people ask is never at hand in numbers.

A question takes words of the title, a clause of the text, or both, and may name what the document is about; loses
some units, has others changed for a near one, and gets words of asking around it. A share loses its marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy

from embeddings.encoder import Vectors
from embeddings.segmentation import UnitVocabulary
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

_BEFORE = ("xin hỏi", "theo quy định", "hiện nay", "cho hỏi", "pháp luật quy định", "quy định về", "việc", "trường hợp")
_AFTER = (
    "được quy định như thế nào",
    "là gì",
    "như thế nào",
    "bao gồm những gì",
    "gồm những nội dung gì",
    "ra sao",
    "thế nào",
    "có được không",
    "là bao nhiêu",
    "do ai thực hiện",
    "khi nào",
    "cần những điều kiện gì",
    "có phải không",
    "bao nhiêu",
    "những trường hợp nào",
    "ai có thẩm quyền",
)
# What people ask is mostly what the title of an article names. The shares were chosen on judged questions.
_FROM_TITLE = 0.6
_NAMES_SUBJECT = 0.4
_NEAR = 0.45
_NEAREST = 12


class UnitModel(Protocol):
    """What is needed of the static model."""

    @property
    def units(self) -> UnitVocabulary:
        """The vocabulary."""

    def unit_vectors(self, numbers: Sequence[int]) -> Vectors:
        """Return the vectors of units."""


@dataclass(frozen=True, slots=True)
class GeneratedQuestion:
    """A question, whether it has marks, and the place of the passage it was made from."""

    text: str
    has_marks: bool
    passage: int


class QuestionWriter:
    """Writes questions, reproducibly for one seed."""

    def __init__(self, model: UnitModel, seed: int) -> None:
        """Take the model whose nearest units stand in for paraphrase."""
        self._units = model.units
        count = len(model.units) + 1
        vectors = model.unit_vectors(range(count))
        lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
        self._vectors = numpy.divide(vectors, lengths, out=vectors, where=lengths > 0)
        self._near: dict[int, list[int]] = {}
        self._random = numpy.random.default_rng(seed)

    def write(
        self, subjects: Sequence[str], titles: Sequence[str], texts: Sequence[str], count: int
    ) -> list[GeneratedQuestion]:
        """Return `count` questions on passages drawn without return; fewer when the passages run out.

        `subjects` are the titles of the documents. A title that many passages share makes no question without one:
        nothing would tell the passages apart.
        """
        shared: dict[str, int] = {}
        for one in titles:
            shared[one] = shared.get(one, 0) + 1
        questions: list[GeneratedQuestion] = []
        for place in self._random.permutation(len(texts)):
            if len(questions) == count:
                break
            subject, title = syllables(subjects[place]), syllables(titles[place])
            named = len(subject) >= 3 and self._random.random() < _NAMES_SUBJECT
            own_title = title if named or shared[titles[place]] <= 12 else []
            words = self._words(own_title, title, syllables(texts[place]))
            if words and named:
                part = self._worn(self._clause(subject, 4, 10), 0.2, 0.1)
                words = words + part if self._random.random() < 0.7 else part + words
            if len(words) >= 4:
                has_marks = bool(self._random.random() >= 0.25)
                asked = " ".join(words) if has_marks else fold(" ".join(words))
                questions.append(GeneratedQuestion(asked, has_marks, int(place)))
        return questions

    def _words(self, own_title: list[str], title: list[str], text: list[str]) -> list[str]:
        """Return the words of one question, empty when the passage gives none."""
        random = self._random
        drop, change = float(random.choice([0.1, 0.25, 0.4])), float(random.choice([0.0, 0.1, 0.25]))
        if random.random() < _FROM_TITLE:
            if len(own_title) < 5:
                return []
            words = self._worn(own_title, drop, change)
            if random.random() < 0.4 and len(text) > 20:
                words += self._worn(self._clause(text, 4, 8), drop, change)
        else:
            if len(text) < 25:
                return []
            words = self._worn(self._clause(text, 6, 15), drop, change)
            if random.random() < 0.65 and len(title) >= 3:
                part = self._worn(title, 0.5, change)
                words = words + part if random.random() < 0.5 else part + words
        if words and random.random() < 0.7:
            words += str(random.choice(_AFTER)).split()
        if words and random.random() < 0.25:
            words = str(random.choice(_BEFORE)).split() + words
        return words

    def _clause(self, text: list[str], shortest: int, longest: int) -> list[str]:
        length = int(self._random.integers(shortest, longest + 1))
        start = int(self._random.integers(0, max(1, len(text) - length)))
        return text[start : start + length]

    def _worn(self, words: list[str], drop: float, change: float) -> list[str]:
        """Return the words with a share of their units left out and a share changed for a near one."""
        worn: list[str] = []
        for number in self._units.segment(words):
            if self._random.random() < drop:
                continue
            if self._random.random() < change:
                near = self._near_units(number)
                number = near[int(self._random.integers(len(near)))] if near else number
            worn += self._units.syllables_of(number)
        return worn

    def _near_units(self, number: int) -> list[int]:
        if number not in self._near:
            cosines = self._vectors @ self._vectors[number]
            cosines[number] = -1.0
            best = numpy.argsort(-cosines, kind="stable")[:_NEAREST]
            self._near[number] = [int(other) for other in best if cosines[other] > _NEAR]
        return self._near[number]
