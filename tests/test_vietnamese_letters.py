"""Classes of letters in either case."""

from __future__ import annotations

import pytest

from vietnamese.letters import CAPITALS, SMALLS


@pytest.mark.parametrize("word", ["đường", "ẩm", "ữ", "ýe", "ăn", "ơn"])
def test_letters_of_one_case_are_not_those_of_the_other(word: str) -> None:
    assert set(word) <= set(SMALLS) | set("abcdefghijklmnopqrstuvwxyz")
    assert not set(word) & set(CAPITALS)
    assert not set(word.upper()) & set(SMALLS)
