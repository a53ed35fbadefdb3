"""What is known of a question before its choices are sought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from answers.briefing.records import QuizQuestion


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that may be asked: what it asks of, for variety, and how it is made (None when it cannot be)."""

    kind: str
    document_id: str
    shown: tuple[int, int]
    answer_key: str
    words: frozenset[str]
    make: Callable[[], QuizQuestion | None]
