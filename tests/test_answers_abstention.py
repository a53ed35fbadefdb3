"""The regression that decides between answer and refusal."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from answers.abstention import Signals, lacks_what_is_asked, probability, weights
from answers.matching import TokenText, sought_in
from answers.question_kind import AskedFor
from answers.unsaid import unsaid
from index.records import Expansion, UnderstoodQuestion

GOOD = Signals(
    own=1.0, around=1.0, read=1.0, missing=0.0, missing_share=0.0, dense=0.6, passage_dense=0.6, heading=0.5, wants=1.0,
    lacks=0.0, beside=1.0, unlisted=0.0, unknown_place=0.0, unsaid=0.0, unsaid_share=0.0, few_words=0.1,
)  # fmt: skip
WORSE = {
    "own": 0.2, "around": 0.2, "read": 0.2, "missing": 1.0, "missing_share": 0.9, "dense": 0.0, "passage_dense": 0.0,
    "heading": 0.0, "lacks": 1.0, "beside": 0.0, "unlisted": 1.0, "unknown_place": 1.0, "unsaid": 1.0,
    "unsaid_share": 0.9,
}  # fmt: skip


def test_the_shipped_weights_are_those_of_the_signals() -> None:
    assert len(weights().weights) == len(fields(Signals))
    assert 0 < weights().threshold < 1


@pytest.mark.parametrize(("name", "value"), WORSE.items())
def test_no_signal_counts_against_its_sense(name: str, value: float) -> None:
    assert probability(replace(GOOD, **{name: value})) <= probability(GOOD)


def test_a_good_quotation_answers_and_a_bad_one_does_not() -> None:
    assert probability(GOOD) > 0.9
    assert probability(replace(GOOD, **WORSE)) < weights().threshold


@pytest.mark.parametrize(
    ("asked", "lacking", "expected"),
    [
        (AskedFor("figure", frozenset({"figure"})), 1.0, True),
        (AskedFor("figure", frozenset({"figure"})), 0.0, False),
        (AskedFor("agency", frozenset({"agency"})), 1.0, False),
        (AskedFor("matter"), 1.0, False),
        (AskedFor("matter", thing=0), 1.0, True),
    ],
)
def test_a_figure_asked_for_and_not_there_is_no_answer(asked: AskedFor, lacking: float, expected: bool) -> None:
    assert lacks_what_is_asked(asked, replace(GOOD, lacks=lacking)) is expected


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("kỷ luật cán bộ", "cán bộ giữ kỷ luật", True),
        # "kỷ" and "luật" stand in other words; of "phở" only the letters stand in "phổ biến".
        ("kỷ luật cán bộ", "cán bộ, kỷ nguyên mới, pháp luật", False),
        ("phở", "phổ biến", False),
        ("ky luat can bo", "cán bộ giữ kỷ luật", True),
        ("người già", "người cao tuổi", True),
    ],
)
def test_a_word_is_said_where_its_syllables_stand_together(question: str, text: str, said: bool) -> None:
    expansions = (Expansion("người già", "người cao tuổi", 0.8, "synonym"),)
    topic = sought_in(UnderstoodQuestion(question, question, has_marks=not question.isascii(), expansions=expansions))
    rarest, share = unsaid(topic, [TokenText.of(text)])
    assert (rarest == 0, share == 0) == (said, said)
