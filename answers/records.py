"""Records of an answer: statements with their citations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.records import Citation
from index.records import Hit, UnderstoodQuestion

Method = Literal["extractive", "generative"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer; `emphasis` are the spans of `text` that decide it (a number, an agency, a date)."""

    text: str
    citations: tuple[Citation, ...]
    emphasis: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. No statement is without a citation; a refusal has no statements.

    `answer` is the whole in one text, fit to be shown; `looked_for` says what was sought and `nearby` names topics
    that are covered, both for a refusal.
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
