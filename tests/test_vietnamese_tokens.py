"""Tokens: syllables and figures in index form, with spans into the composed text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.normal_forms import compose, index_form
from vietnamese.tokens import folded_syllables, syllables, tokens_with_spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Uỷ ban nhân dân", ["ủy", "ban", "nhân", "dân"]),
        ("giảm còn 2,15% năm 2017", ["giảm", "còn", "2,15", "năm", "2017"]),
        ("DS-KHHGĐ", ["ds", "khhgđ"]),
        ("149-KL/TW", ["149", "kl", "tw"]),
        ("1.745 người; 168,5 cm.", ["1.745", "người", "168,5", "cm"]),
        ("", []),
    ],
)
def test_syllables(text: str, expected: list[str]) -> None:
    assert syllables(text) == expected


def test_folded_syllables_have_no_marks() -> None:
    assert folded_syllables("Mức sinh thay thế ở Đắk Lắk") == ["muc", "sinh", "thay", "the", "o", "dak", "lak"]


@given(st.text(alphabet="aăâđêôơưủữịỷ bcdkhtyTỦ,.-/0123456789"))
def test_spans_point_at_what_was_read(text: str) -> None:
    text = compose(text)
    end = 0
    for token in tokens_with_spans(text):
        assert end <= token.start < token.end
        assert index_form(text[token.start : token.end]) == token.form
        end = token.end


@given(st.text(alphabet="aăđơủ\u0301\u0309 \t\n\u00a0\u200b\u00ad-_,.;(12٣", max_size=60))
def test_syllables_are_the_tokens_with_spans(text: str) -> None:
    for _ in range(2):  # the second time from memory
        assert syllables(text) == [token.form for token in tokens_with_spans(compose(text))]
