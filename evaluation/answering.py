"""Measure answers on questions with verbatim evidence: `python -m evaluation.answering`.

A question is a JSON line as for evaluation.plan_questions. An answer holds a piece of evidence when one of its cited
quotations does, white space removed. `any` asks for one piece of the evidence, `all` for every one. Questions without
evidence must be refused. The risk-coverage curve orders the questions by confidence: coverage is the share answered,
risk the share of those answered without any evidence. Times are of the processor, so that other work does not count.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

import altair

from answers.records import Answer
from evaluation.judged import squeeze
from library import Library
from settings import PROJECT_ROOT, load_settings

SHARED = PROJECT_ROOT.parent / "shared"
RESULTS = PROJECT_ROOT / "evaluation" / "results"
FIGURES = ("fact_number", "deadline")


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """One answer judged; `found` tells for each piece of evidence whether a quotation holds it."""

    id: str
    type: str
    question: str
    answerable: bool
    abstained: bool
    found: tuple[bool, ...]
    quotations: int
    longest: int
    confidence: float
    verbatim: bool
    milliseconds: float
    documents: tuple[tuple[str, bool], ...] = ()
    """For each document with evidence, whether any of it is quoted."""


def judge(library: Library, questions: Iterable[dict[str, Any]]) -> list[JudgedAnswer]:
    """Ask every question and compare the quotations with the evidence and with the documents."""
    judged = []
    for item in questions:
        started = time.process_time()
        answer = library.ask(item["question"], history=item.get("history") or ())
        judged.append(_judged(library, item, answer, 1000 * (time.process_time() - started)))
    return judged


def _judged(library: Library, item: dict[str, Any], answer: Answer, milliseconds: float) -> JudgedAnswer:
    citations = [citation for statement in answer.statements for citation in statement.citations]
    quotes = [squeeze(citation.quote) for citation in citations]
    evidence = item["evidence"]
    found = tuple(any(squeeze(one["text"]) in quote for quote in quotes) for one in evidence)
    documents: dict[str, bool] = {}
    for one, is_found in zip(evidence, found, strict=True):
        documents[one["doc"]] = documents.get(one["doc"], False) or is_found
    return JudgedAnswer(
        item["id"],
        item["type"],
        item["question"],
        bool(evidence),
        answer.abstained,
        found,
        len(citations),
        max((len(citation.quote.split()) for citation in citations), default=0),
        answer.confidence,
        all(
            library.show(one.document_id).reading.text[one.start : one.end] == one.quote and one.quote
            for one in citations
        ),
        milliseconds,
        tuple(documents.items()),
    )


def summary(judged: Sequence[JudgedAnswer]) -> dict[str, Any]:
    """Return the figures over all questions and by type."""
    answerable = [one for one in judged if one.answerable]
    unanswerable = [one for one in judged if not one.answerable]
    single = [one for one in answerable if one.type not in ("comparison", "list")]
    by_type: dict[str, list[JudgedAnswer]] = defaultdict(list)
    for one in answerable:
        by_type[one.type].append(one)
    compared = [told for one in by_type.get("comparison", ()) for _, told in one.documents]
    times = sorted(one.milliseconds for one in judged)

    def share(group: Sequence[JudgedAnswer]) -> dict[str, Any]:
        told: dict[str, Sequence[bool]] = {
            "any": [any(one.found) for one in group],
            "all": [all(one.found) for one in group],
            "refused": [one.abstained for one in group],
        }
        shares = {name: round(mean(values), 4) for name, values in told.items()}
        intervals = {name: interval_of_share(values) for name, values in told.items()}
        return {"questions": len(group), **shares, "intervals_95": intervals}

    return {
        "answerable": share(answerable) if answerable else None,
        "figures and deadlines": share([one for one in answerable if one.type in FIGURES]),
        "types": {name: share(group) for name, group in sorted(by_type.items())},
        "documents compared that are quoted with evidence": round(mean(compared), 4) if compared else None,
        "unanswerable refused": round(mean(one.abstained for one in unanswerable), 4) if unanswerable else None,
        "unanswerable refused, interval_95": interval_of_share([one.abstained for one in unanswerable]),
        "every quotation verbatim": all(one.verbatim for one in judged),
        "most quotations of a single fact": max((one.quotations for one in single), default=0),
        "longest quotation in words": max((one.longest for one in judged), default=0),
        "p50_cpu_ms": round(times[len(times) // 2], 1),
        "p95_cpu_ms": round(times[int(0.95 * len(times))], 1),
    }


def interval_of_share(values: Sequence[bool]) -> tuple[float, float] | None:
    """Return the 95 % interval of the share that is true (Wilson's score interval); None without values."""
    from scipy.stats import binomtest

    if not values:
        return None
    found = binomtest(sum(values), len(values)).proportion_ci(method="wilson")
    return round(float(found.low), 4), round(float(found.high), 4)


def risk_coverage(judged: Sequence[JudgedAnswer]) -> list[dict[str, float]]:
    """Return coverage and risk at each confidence, highest first, over all questions as if none were refused."""
    ordered = sorted(judged, key=lambda one: -one.confidence)
    wrong, points = 0, []
    for number, one in enumerate(ordered, 1):
        wrong += not any(one.found)
        points.append(
            {
                "confidence": round(one.confidence, 4),
                "coverage": number / len(ordered),
                "risk": round(wrong / number, 4),
            }
        )
    return points


def chart(points: Sequence[dict[str, float]], threshold: float) -> altair.LayerChart:
    """Return the risk-coverage curve, with a point where the shipped threshold stands."""
    axes = {
        "x": altair.X("coverage:Q", title="coverage: share of the questions answered", scale=altair.Scale(zero=False)),
        "y": altair.Y("risk:Q", title="risk: share of those without evidence"),
    }
    line = altair.Chart(altair.InlineData(values=list(points))).mark_line(interpolate="step-after").encode(**axes)
    kept = [point for point in points if point["confidence"] >= threshold]
    mark = altair.Chart(altair.InlineData(values=kept[-1:])).mark_point(size=80, filled=True).encode(**axes)
    curve: altair.LayerChart = (line + mark).properties(title="Risk and coverage; the point is the shipped threshold")
    return curve


def main(arguments: Sequence[str] | None = None) -> None:
    """Build a temporary library, ask the questions, print the figures and write them with the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, default=SHARED / "corpus")
    parser.add_argument("--questions", type=Path, default=SHARED / "evaluation" / "plan-questions-dev.jsonl")
    parser.add_argument(
        "--misses", action="store_true", help="also print questions answered wrongly or refused wrongly"
    )
    parser.add_argument("--write", type=Path, help="write figures and curve into this folder, e.g. evaluation/results")
    options = parser.parse_args(arguments)
    questions = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines() if line]
    with tempfile.TemporaryDirectory() as folder:
        library = Library(load_settings(data=Path(folder)))
        library.add([options.documents])
        judged = judge(library, questions)
    if options.misses:
        for one in judged:
            if one.abstained == one.answerable or not all(one.found):
                state = "refused" if one.abstained else "answered"
                print(f"{one.confidence:.3f} {state:8} {one.type:15} {one.question}")
    figures = summary(judged)
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    if options.write is not None:
        _write(options, judged, figures)


def _write(options: argparse.Namespace, judged: Sequence[JudgedAnswer], figures: dict[str, Any]) -> None:
    from answers.abstention import weights

    points = risk_coverage(judged)
    result = {
        "made_by": "python -m evaluation.answering --write evaluation/results",
        "documents": options.documents.name,
        "questions": options.questions.name,
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "threshold": weights().threshold,
        "figures": figures,
        "risk_coverage": points,
    }
    options.write.mkdir(parents=True, exist_ok=True)
    target = options.write / "answering.json"
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    curve = chart(points, weights().threshold)
    curve.save(options.write / "answering-risk-coverage.vl.json", format="json")
    if find_spec("vl_convert") is not None:
        curve.save(options.write / "answering-risk-coverage.svg")


if __name__ == "__main__":
    main()
