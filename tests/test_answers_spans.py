"""Quotations never cut a figure or a word, hold at most sixty words, and cover what they were cut from."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.quoting import assigns
from answers.spans import MAX_QUOTE_WORDS, clause_pieces, clause_runs, units_of, words_in

_WORDS = st.sampled_from(
    [
        "dân số",
        "10.000",
        "2,0",
        "168,5",
        "chủ trì;",
        "Sở Y tế,",
        "năm 2030.",
        "(108 bé trai",
        "100 bé gái)",
        "TP. Huế",
        "\n",
        "- rà soát",
        "Đến:",
    ]
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=120).map(" ".join)


def test_a_sentence_does_not_end_within_a_figure_or_after_an_abbreviation() -> None:
    text = "Quy mô đạt 10.000 người ở TP. Huế và tăng 2,5 lần. Sở Y tế theo dõi."
    assert [text[unit.start : unit.end] for unit in units_of(text, 0, len(text))] == [
        "Quy mô đạt 10.000 người ở TP. Huế và tăng 2,5 lần.",
        "Sở Y tế theo dõi.",
    ]


@given(_TEXTS)
def test_units_hold_every_word_once_and_in_order(text: str) -> None:
    units = units_of(text, 0, len(text))
    assert all(first.end <= second.start for first, second in pairwise(units))
    joined = " ".join(text[unit.start : unit.end] for unit in units).split()
    assert [word for word in joined if re.search(r"\w", word)] == [
        word for word in text.split() if re.search(r"\w", word)
    ]


@given(_TEXTS)
def test_runs_of_clauses_are_short_and_cut_between_words(text: str) -> None:
    for unit in units_of(text, 0, len(text)):
        for start, end in clause_runs(text, unit.start, unit.end):
            assert 0 < words_in(text[start:end]) <= MAX_QUOTE_WORDS
            assert text[start:end] == text[start:end].strip()
            assert start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
            assert end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())


@given(_TEXTS)
def test_clauses_cover_their_unit(text: str) -> None:
    for unit in units_of(text, 0, len(text)):
        pieces = clause_pieces(text, unit.start, unit.end)
        assert "".join("".join(text[start:end].split()) for start, end in pieces) == "".join(
            text[unit.start : unit.end].split()
        )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Giao Sở Y tế chủ trì.", True),
        ("- Đề nghị Ủy ban Mặt trận Tổ quốc giám sát.", True),
        ("giao các sở thực hiện", False),
        ("Giao thông đường bộ phát triển.", False),
        ("Yêu cầu đặt ra là", False),
    ],
)
def test_a_sentence_that_gives_work_to_a_body(sentence: str, expected: bool) -> None:
    assert assigns(sentence) is expected
