"""Judging and measures, with values computed by hand."""
# ruff: noqa: E501 (one case a line)

from __future__ import annotations

import json
import lzma
from math import log2
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import InputError
from evaluation.judged import (
    Found,
    JudgedQuestion,
    Outcome,
    ask,
    judge,
    judged_questions,
    records,
    sample,
    without_marks,
)
from evaluation.measures import MEASURES, Difference, interval, means, paired, per_question

NAMES = (*MEASURES, "all@5")


def by_documents(*documents: str) -> JudgedQuestion:
    return JudgedQuestion("1", "Hỏi?", documents=documents)


def by_evidence(*evidence: str) -> JudgedQuestion:
    return JudgedQuestion("1", "Hỏi?", evidence=evidence)


def ranked(*documents: str) -> list[Found]:
    return [Found((document,), f"đoạn của {document}") for document in documents]


# Place of the one or two things sought → the measures.
MEASURED = [
    (by_documents("a"), ranked("a", "b"), {"hit@1": 1, "hit@5": 1, "hit@10": 1, "mrr@10": 1, "ndcg@10": 1, "recall@100": 1, "all@5": 1}),
    (by_documents("c"), ranked("a", "b", "c"), {"hit@1": 0, "hit@5": 1, "hit@10": 1, "mrr@10": 1 / 3, "ndcg@10": 1 / log2(4), "recall@100": 1, "all@5": 1}),
    (by_documents("g"), ranked(*"abcdefg"), {"hit@1": 0, "hit@5": 0, "hit@10": 1, "mrr@10": 1 / 7, "ndcg@10": 1 / log2(8), "recall@100": 1, "all@5": 0}),
    (by_documents("l"), ranked(*"abcdefghijkl"), {"hit@1": 0, "hit@5": 0, "hit@10": 0, "mrr@10": 0, "ndcg@10": 0, "recall@100": 1, "all@5": 0}),
    (by_documents("a", "x"), ranked("a", "b"), {"hit@1": 1, "hit@5": 1, "hit@10": 1, "mrr@10": 1, "ndcg@10": 1 / (1 + 1 / log2(3)), "recall@100": 0.5, "all@5": 0}),
    (by_documents("x"), ranked("a"), dict.fromkeys(NAMES, 0)),
    (by_documents("x"), [], dict.fromkeys(NAMES, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("question", "found", "expected"), MEASURED)
def test_measures_of_one_question(question: JudgedQuestion, found: list[Found], expected: dict[str, float]) -> None:
    assert means(per_question([judge(question, found)], NAMES)) == pytest.approx(expected)


def test_values_stand_in_the_order_of_the_questions_even_when_ids_repeat() -> None:
    outcomes = [
        judge(by_documents("a"), ranked("b", "a")),
        judge(by_documents("a"), []),
        judge(by_documents("a"), ranked("a")),
    ]
    values = per_question(outcomes, ("mrr@10", "hit@1"))
    assert values["mrr@10"].tolist() == [0.5, 0, 1]
    assert values["hit@1"].tolist() == [0, 0, 1]
    assert means(values) == pytest.approx({"mrr@10": 0.5, "hit@1": 1 / 3})


def test_no_questions_have_no_values() -> None:
    assert means(per_question([], NAMES)) == dict.fromkeys(NAMES, 0.0)


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="hits@1"):
        per_question([judge(by_documents("a"), [])], ("hits@1",))


JUDGED = [
    # a document's place is that of its best passage; repeated passages of one document take one place
    (by_documents("b"), ranked("a", "a", "b"), (2,)),
    (by_documents("b", "c"), ranked("c", "b"), (2, 1)),
    # documents of the same wording take the places after the one that is shown
    (by_documents("t"), [Found(("a", "t"), "chung"), Found(("b",), "riêng")], (2,)),
    # evidence is found over other white space, in the first passage that holds it
    (by_evidence("90% thanh\nniên"), [Found(("a",), "khác"), Found(("a",), "đạt 9 0%  thanh niên")], (2,)),
    (by_evidence("một", "hai", "ba"), [Found(("a",), "một và hai"), Found(("a",), "hai")], (1, 1, None)),
    # marks count in evidence
    (by_evidence("bản"), [Found(("a",), "bán")], (None,)),
]  # fmt: skip


@pytest.mark.parametrize(("question", "found", "ranks"), JUDGED)
def test_judging(question: JudgedQuestion, found: list[Found], ranks: tuple[int | None, ...]) -> None:
    assert judge(question, found).ranks == ranks


def test_all_evidence_must_be_found_for_all_at_k() -> None:
    found = [Found(("a",), "một"), *[Found(("a",), "khác")] * 4, Found(("a",), "hai")]
    outcome = judge(by_evidence("một", "hai"), found)
    assert outcome.first == 1
    assert means(per_question([outcome], ("hit@1", "all@5", "all@6"))) == {"hit@1": 1, "all@5": 0, "all@6": 1}


def test_asking_keeps_order_and_takes_time() -> None:
    asked: list[str] = []

    def retrieve(question: JudgedQuestion, k: int) -> list[Found]:
        asked.append(f"{question.id} {k}")
        return ranked("a")

    outcomes = ask(
        retrieve, [JudgedQuestion("1", "?", documents=("a",)), JudgedQuestion("2", "?", documents=("b",))], 7
    )
    assert asked == ["1 7", "2 7"]
    assert [one.first for one in outcomes] == [1, None]
    assert all(one.milliseconds >= 0 for one in outcomes)


def test_questions_are_read_and_those_without_an_answer_left_out(tmp_path: Path) -> None:
    lines = [
        {
            "id": 1,
            "question": "Có?",
            "style": "formal",
            "type": "list",
            "evidence": [{"text": "câu"}],
            "history": ["Trước?"],
        },
        {"id": "2", "question": "Không?", "evidence": []},
        {"id": "3", "question": "Điều nào?", "relevant_ids": [7, "8"]},
    ]
    path = tmp_path / "q.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as stream:
        stream.write("\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    assert judged_questions(path) == [
        JudgedQuestion("1", "Có?", ("Trước?",), "formal", "list", ("câu",)),
        JudgedQuestion("3", "Điều nào?", documents=("7", "8")),
    ]


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": 1}\n{', encoding="utf-8")
    with pytest.raises(InputError, match="Dòng 2"):
        list(records(path))
    with pytest.raises(InputError, match=r"thieu\.jsonl"):
        list(records(tmp_path / "thieu.jsonl"))


def test_marks_are_removed_and_samples_are_the_same_every_time() -> None:
    questions = [JudgedQuestion(str(number), "Đẻ mấy con?", ("Ở đâu?",)) for number in range(50)]
    (first, *_) = without_marks(questions)
    assert (first.question, first.history) == ("De may con?", ("O dau?",))
    chosen = sample(questions, 10)
    assert chosen == sample(questions, 10) == sorted(chosen, key=lambda one: int(one.id))
    assert len({one.id for one in chosen}) == 10
    assert sample(questions, 10, seed=1) != chosen
    assert sample(questions, None) == sample(questions, 99) == questions


def test_interval_of_values_that_chance_cannot_move() -> None:
    assert interval(numpy.ones(20)) == (1.0, 1.0)
    assert interval(numpy.array([0.0, 1.0])) == (0.0, 1.0)


def test_interval_of_a_share_is_that_of_the_binomial_distribution() -> None:
    # 50 of 100: the standard error is 0.05, so the interval is 0.5 ± 1.96 · 0.05
    low, high = interval(numpy.repeat([0.0, 1.0], 50))
    assert low == pytest.approx(0.402, abs=0.02)
    assert high == pytest.approx(0.598, abs=0.02)


def test_paired_differences() -> None:
    some = numpy.array([0.0, 1.0, 0.5, 1.0])
    assert paired(some, some) == Difference(0.0, 0.0, 0.0, 1.0)
    assert not paired(some, some).certain
    assert paired(some + 0.25, some) == Difference(0.25, 0.25, 0.25, 0.0)
    assert paired(some, some + 0.25).certain
    # One question of two got better: resampled, the difference is 0, 0.5 or 1, and never as far from 0.5 as 0.5 with
    # the share 1/2 of both ends together.
    one_better = paired(numpy.array([1.0, 0.0]), numpy.array([0.0, 0.0]))
    assert (one_better.mean, one_better.low, one_better.high) == (0.5, 0.0, 1.0)
    assert one_better.p == pytest.approx(0.5, abs=0.05)
    with pytest.raises(ValueError, match="4 and 3"):
        paired(some, some[:3])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_interval_lies_within_the_values(values: list[float]) -> None:
    low, high = interval(numpy.array(values))
    assert min(values) - 1e-4 <= low <= high <= max(values) + 1e-4


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.sets(st.sampled_from("abcdefgh"), min_size=1))
def test_measures_are_shares_and_grow_with_k(order: list[str], relevant: set[str]) -> None:
    outcome: Outcome = judge(by_documents(*sorted(relevant)), ranked(*order))
    value = means(per_question([outcome], NAMES))
    assert all(0 <= one <= 1 for one in value.values())
    assert value["hit@1"] <= value["hit@5"] <= value["hit@10"]
    assert value["hit@1"] <= value["mrr@10"] <= value["hit@10"]
    assert value["all@5"] <= value["hit@5"]
