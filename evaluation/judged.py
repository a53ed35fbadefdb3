"""Judged questions: what was asked, what must be found, and at which places of a ranking it was found.

Two kinds are judged alike. A question with *evidence* ({"id", "question", "style", "type", "evidence": [{"text"}],
"history"?}) is answered by a passage in which one of its evidence texts stands, white space removed; a question with
*relevant documents* ({"id", "question", "relevant_ids"}) by any passage of one of them, and a document's place is that
of its best passage.
"""

from __future__ import annotations

import json
import lzma
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from errors import InputError
from vietnamese.normal_forms import fold

SEED = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One place of a ranking: a passage, and the documents that hold its wording (its own first)."""

    documents: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with what must be found: evidence texts, or ids of documents when there are none."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    style: str = ""
    type: str = ""
    evidence: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    `order` names what was ranked, best first: documents, or places "1", "2" … when evidence is sought in passages.
    `relevant` are the names that should be in it. `ranks` holds, for each thing that must be found, its place from 1,
    None when it was not found.
    """

    question: JudgedQuestion
    order: tuple[str, ...]
    relevant: frozenset[str]
    ranks: tuple[int | None, ...]
    milliseconds: float

    @property
    def first(self) -> int | None:
        """Place of the first thing found that answers."""
        return min((rank for rank in self.ranks if rank is not None), default=None)


Retrieve = Callable[[JudgedQuestion, int], Sequence[Found]]
"""Ranks passages for a question, at most so many, best first."""


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a .jsonl or .jsonl.xz file. Raises InputError naming the line of a bad one."""
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    try:
                        yield json.loads(line)
                    except json.JSONDecodeError as error:
                        raise InputError(f"Dòng {number} của {path} không phải JSON: {error.msg}.") from error
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise InputError(f"Không đọc được {path}: {error}.") from error


def judged_questions(path: Path) -> list[JudgedQuestion]:
    """Return the questions of a file that have something to be found. Raises InputError."""
    questions = (
        JudgedQuestion(
            id=str(item["id"]),
            question=item["question"],
            history=tuple(item.get("history") or ()),
            style=item.get("style", ""),
            type=item.get("type", ""),
            evidence=tuple(one["text"] for one in item.get("evidence") or ()),
            documents=tuple(str(one) for one in item.get("relevant_ids") or ()),
        )
        for item in records(path)
    )
    return [question for question in questions if question.evidence or question.documents]


def sample(questions: Sequence[JudgedQuestion], size: int | None, seed: int = SEED) -> list[JudgedQuestion]:
    """Return `size` of the questions in their order, the same ones for the same seed; all when `size` is None."""
    if size is None or size >= len(questions):
        return list(questions)
    return [questions[place] for place in sorted(random.Random(seed).sample(range(len(questions)), size))]


def without_marks(questions: Iterable[JudgedQuestion]) -> list[JudgedQuestion]:
    """Return the questions as typed without tone marks, "đ" included."""
    return [
        replace(one, question=fold(one.question), history=tuple(fold(turn) for turn in one.history))
        for one in questions
    ]


def squeeze(text: str) -> str:
    """Return `text` without white space, for comparing with evidence whose lines were broken elsewhere."""
    return "".join(text.split())


def ask(retrieve: Retrieve, questions: Iterable[JudgedQuestion], depth: int) -> list[Outcome]:
    """Ask every question once and judge what is found among the first `depth` passages."""
    outcomes = []
    for question in questions:
        started = time.perf_counter()
        found = retrieve(question, depth)
        milliseconds = 1000 * (time.perf_counter() - started)
        outcomes.append(judge(question, found, milliseconds))
    return outcomes


def judge(question: JudgedQuestion, found: Sequence[Found], milliseconds: float = 0.0) -> Outcome:
    """Return at which places what must be found was found."""
    if not question.evidence:
        order = tuple(dict.fromkeys(document for place in found for document in place.documents))
        ranks = tuple(order.index(one) + 1 if one in order else None for one in question.documents)
        return Outcome(question, order, frozenset(question.documents), ranks, milliseconds)
    texts = [squeeze(place.text) for place in found]
    wanted = [squeeze(text) for text in question.evidence]
    ranks = tuple(next((rank for rank, text in enumerate(texts, 1) if one in text), None) for one in wanted)
    relevant = {str(rank) for rank, text in enumerate(texts, 1) if any(one in text for one in wanted)}
    # Evidence that was not found still counts as something to be found.
    relevant |= {f"not found {number}" for number, rank in enumerate(ranks) if rank is None}
    return Outcome(
        question, tuple(str(rank) for rank in range(1, len(texts) + 1)), frozenset(relevant), ranks, milliseconds
    )
