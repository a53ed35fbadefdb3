"""Measure retrieval on questions with verbatim evidence: `python -m evaluation.plan_questions`.

A question is a JSON line {"id", "question", "style", "type", "evidence": [{"doc", "text"}], "history"?}. A passage is a
hit when one of the evidence texts stands in it, white space removed. Unanswerable questions (no evidence) are left out.
`all@k` asks for more: every evidence text within the first k passages.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from library import Library
from settings import PROJECT_ROOT, load_settings

SHARED = PROJECT_ROOT.parent / "shared"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged question: at which ranks (from 1) each of its evidence texts was found; None when it was not."""

    id: str
    style: str
    type: str
    question: str
    ranks: tuple[int | None, ...]
    milliseconds: float

    @property
    def first(self) -> int | None:
        """Rank of the first passage that holds any evidence."""
        found = [rank for rank in self.ranks if rank is not None]
        return min(found, default=None)


def squeeze(text: str) -> str:
    """Return `text` without white space, for comparing with evidence whose lines were broken elsewhere."""
    return "".join(text.split())


def judge(library: Library, questions: Iterable[dict[str, Any]], depth: int = DEPTH) -> list[Judged]:
    """Ask every answerable question and note the ranks of its evidence."""
    judged = []
    for item in questions:
        if not item["evidence"]:
            continue
        started = time.perf_counter()
        result = library.search(item["question"], k=depth, history=item.get("history") or ())
        milliseconds = 1000 * (time.perf_counter() - started)
        texts = [squeeze(hit.passage.text) for hit in result.hits]
        ranks = tuple(
            next((rank for rank, text in enumerate(texts, start=1) if squeeze(evidence["text"]) in text), None)
            for evidence in item["evidence"]
        )
        judged.append(Judged(item["id"], item["style"], item["type"], item["question"], ranks, milliseconds))
    return judged


def hit_rate(judged: Sequence[Judged], k: int) -> float:
    """Return the share of questions with any evidence within the first k passages."""
    return mean(one.first is not None and one.first <= k for one in judged) if judged else 0.0


def all_rate(judged: Sequence[Judged], k: int) -> float:
    """Return the share of questions with every evidence text within the first k passages."""
    return mean(all(rank is not None and rank <= k for rank in one.ranks) for one in judged) if judged else 0.0


def interval(judged: Sequence[Judged], k: int, samples: int = 1000, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of hit@k over questions."""
    generator = random.Random(seed)
    rates = sorted(hit_rate(generator.choices(judged, k=len(judged)), k) for _ in range(samples))
    return rates[int(0.025 * samples)], rates[int(0.975 * samples)]


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures over all questions and by style."""
    by_style: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_style[one.style].append(one)
    times = sorted(one.milliseconds for one in judged)

    def figures(group: Sequence[Judged]) -> dict[str, float]:
        return {
            "questions": len(group),
            "hit@1": round(hit_rate(group, 1), 4),
            "hit@5": round(hit_rate(group, 5), 4),
            "hit@10": round(hit_rate(group, 10), 4),
            "all@5": round(all_rate(group, 5), 4),
        }

    return {
        "all": figures(judged),
        "hit@5 95 % interval": [round(bound, 4) for bound in interval(judged, 5)],
        "styles": {style: figures(group) for style, group in sorted(by_style.items())},
        "p50_ms": round(times[len(times) // 2], 2) if times else None,
        "p95_ms": round(times[int(0.95 * len(times))], 2) if times else None,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Build a temporary library from a folder of documents, ask the questions, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, default=SHARED / "corpus")
    parser.add_argument("--questions", type=Path, default=SHARED / "evaluation" / "plan-questions-dev.jsonl")
    parser.add_argument("--misses", action="store_true", help="also print what was not found first")
    options = parser.parse_args(arguments)
    questions = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines() if line]
    with tempfile.TemporaryDirectory() as folder:
        library = Library(load_settings(data=Path(folder)))
        library.add([options.documents])
        judged = judge(library, questions)
    if options.misses:
        for one in judged:
            if one.first != 1:
                print(f"{one.first!s:>5} {one.style:14} {one.type:15} {one.question}")
    print(json.dumps(summary(judged), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
