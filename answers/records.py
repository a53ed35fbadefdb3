"""Records of an answer: statements with their citations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from answers.briefing.records import FigureChart
from corpus.records import Citation, Document
from index.records import Hit, UnderstoodQuestion

Method = Literal["extractive", "generative"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer; `emphasis` are the spans of `text` that decide it (a number, an agency, a date)."""

    text: str
    citations: tuple[Citation, ...]
    emphasis: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """What one document says: no statement when it is silent; `score` in [0, 1] is how much of the topic is covered."""

    document: Document
    statements: tuple[Statement, ...]
    score: float = 0.0

    @property
    def silent(self) -> bool:
        """Tell whether the document says nothing on the point."""
        return not self.statements


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows in the order of the documents; `differences` are sentences on figures or dates that differ.

    `chart` sets figures of one indicator side by side, None where there are none.
    """

    topic: str
    rows: tuple[ComparisonRow, ...]
    differences: tuple[str, ...] = ()
    chart: FigureChart | None = None

    @property
    def speaking(self) -> tuple[ComparisonRow, ...]:
        """Return the rows of the documents that say something."""
        return tuple(row for row in self.rows if not row.silent)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. No statement is without a citation; a refusal has no statements.

    `answer` is the whole in one text, fit to be shown; `looked_for` says what was sought and `nearby` names topics
    that are covered, both for a refusal. `comparison` is set when several documents were asked about one point.
    `note` is a sentence to show above it: a premise corrected, or why no generated answer is given.
    """

    question: str
    understood: UnderstoodQuestion
    abstained: bool
    answer: str
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    method: Method = "extractive"
    confidence: float = 0.0
    looked_for: str = ""
    nearby: tuple[str, ...] = ()
    comparison: Comparison | None = None
    note: str = ""
