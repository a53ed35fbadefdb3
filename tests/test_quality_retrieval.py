"""Retrieval on the official files beside the project has not become worse than what was recorded.

The floors lie under the recorded results (evaluation/results) by more than chance moves them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evaluation.collections import JudgedSet, judged_sets
from evaluation.judged import Outcome, ask, judged_questions, sample, without_marks
from evaluation.measures import means, per_question
from evaluation.systems import own_search

pytestmark = pytest.mark.real

PLANS, ALQAC = (one for one in judged_sets() if one.name in ("plans", "alqac"))

# Questions of the plans → measure → least value.
PLAN_FLOORS = (
    ("all", "hit@1", 0.72),
    ("all", "hit@5", 0.90),
    ("formal", "hit@5", 0.90),
    ("no_diacritics", "hit@5", 0.85),
    ("paraphrase", "hit@5", 0.70),
    ("marks removed", "hit@5", 0.90),
)
_ALQAC_QUESTIONS = 150
ALQAC_FLOORS = (("hit@10", 0.80), ("mrr@10", 0.68))


def require(judged: JudgedSet) -> JudgedSet:
    """Skip, naming them, when the files of a set are absent."""
    if judged.missing:
        pytest.skip(f"absent: {', '.join(path.name for path in judged.missing)}")
    return judged


def measured(outcomes: Sequence[Outcome], measure: str) -> float:
    return means(per_question(outcomes, (measure,)))[measure]


@pytest.fixture(scope="module")
def plan_outcomes() -> dict[str, list[Outcome]]:
    """Outcomes of all plan questions, by style, and of all with their marks removed."""
    questions = judged_questions(require(PLANS).questions)
    with PLANS.library() as library:
        search = own_search(library)
        outcomes = {"all": ask(search, questions, 10), "marks removed": ask(search, without_marks(questions), 10)}
    for style in {one.style for one in questions}:
        outcomes[style] = [one for one in outcomes["all"] if one.question.style == style]
    return outcomes


@pytest.mark.parametrize(("group", "measure", "floor"), PLAN_FLOORS)
def test_plan_questions(plan_outcomes: dict[str, list[Outcome]], group: str, measure: str, floor: float) -> None:
    outcomes = plan_outcomes[group]
    missed = [one.question.question for one in outcomes if one.first is None]
    assert measured(outcomes, measure) >= floor, f"not found at all: {missed}"


@pytest.fixture(scope="module")
def alqac_outcomes() -> list[Outcome]:
    questions = sample(judged_questions(require(ALQAC).questions), _ALQAC_QUESTIONS)
    with ALQAC.library() as library:
        return ask(own_search(library), questions, 10)


@pytest.mark.parametrize(("measure", "floor"), ALQAC_FLOORS)
def test_a_sample_of_alqac(alqac_outcomes: list[Outcome], measure: str, floor: float) -> None:
    assert len(alqac_outcomes) == _ALQAC_QUESTIONS
    assert measured(alqac_outcomes, measure) >= floor
