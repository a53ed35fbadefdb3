"""Marks put back to syllables typed without them."""

from __future__ import annotations

import pytest

from vietnamese.mark_restoring import likely_marks
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables


@pytest.mark.parametrize(
    "text",
    [
        "ủy ban nhân dân tỉnh giao sở y tế chủ trì",
        "người cao tuổi được khám sức khỏe định kì",
        "đăng kí kết hôn ở đâu",
        "mất cân bằng giới tính khi sinh",
        "hỗ trợ kinh phí từ ngân sách nhà nước",
    ],
)
def test_marks_are_put_back(text: str) -> None:
    assert likely_marks([fold(token) for token in syllables(text)]) == syllables(text)


def test_neighbours_decide_between_readings() -> None:
    assert likely_marks(["dan", "so"])[0] == "dân"
    assert likely_marks(["huong", "dan"])[1] == "dẫn"


@pytest.mark.parametrize("tokens", [[], ["2030"], ["zalo", "xyz"]])
def test_what_is_no_known_syllable_stays(tokens: list[str]) -> None:
    assert likely_marks(tokens) == tokens
