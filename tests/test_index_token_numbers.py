"""Texts as arrays of token numbers: the same tokens as text cut plainly, whatever the text and whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import token_numbers
from index.token_numbers import TokenNumbers
from vietnamese.tokens import folded_syllables, syllables


def tokens_by_text(numbers: TokenNumbers, texts: Sequence[str], vocabulary: Sequence[str]) -> list[list[str]]:
    """Return the tokens of each text, spelled; `vocabulary` holds at least all of them, each once."""
    tokens, lengths = numbers.of(texts)
    spelled = [vocabulary[place] for place in numbers.places(vocabulary)[tokens]]
    ends = numpy.cumsum(lengths).tolist()
    return [spelled[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True)]


@given(
    texts=st.lists(st.text(max_size=40) | st.text("dân số 2,0%/-\n\t", max_size=40), max_size=6), marked=st.booleans()
)
def test_tokens_are_those_of_a_plain_cut(texts: list[str], marked: bool) -> None:
    expected = [syllables(text) if marked else folded_syllables(text) for text in texts]
    vocabulary = list(dict.fromkeys(token for tokens in expected for token in tokens))
    assert tokens_by_text(TokenNumbers(marked), texts, vocabulary) == expected
    assert tokens_by_text(TokenNumbers.shared(marked), texts, vocabulary) == expected


@pytest.mark.parametrize(
    "text",
    [
        "phương-án 2021-2025/KH-UBND;(khoẻ)",
        "x" * 7 + " " + "x" * 8 + " " + "x" * 9 + " " + "ư" * 600 + " " + "ư" * 599,
        "cách\u00a0nhau e\u0323\u0302 d\u200bân",
        "lẻ \ud800 loi",
        "",
    ],
    ids=["several in one word", "long words", "no-break space", "lone surrogate", "empty"],
)
def test_odd_texts(text: str) -> None:
    expected = syllables(text)
    vocabulary = list(dict.fromkeys(expected))
    assert tokens_by_text(TokenNumbers(True), [text, "", text], vocabulary) == [expected, [], expected]


def test_a_token_that_was_never_met_has_no_number() -> None:
    numbers = TokenNumbers(True)
    tokens, _ = numbers.of(["dân số dân"])
    assert numbers.places(["lạ", "số"])[tokens].tolist() == [-1, 1, -1]


def test_words_met_by_several_threads_at_once_get_one_number_each() -> None:
    numbers = TokenNumbers(True)
    texts = [" ".join(f"t{first}x{second}" for second in range(60)) for first in range(40)]
    expected = [syllables(text) for text in texts]
    vocabulary = list(dict.fromkeys(token for tokens in expected for token in tokens))
    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(lambda _: numbers.of(texts), range(8)):
            spelled = [vocabulary[place] for place in numbers.places(vocabulary)[found[0]]]
            assert spelled == [token for tokens in expected for token in tokens]


def test_words_beyond_a_bound_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_numbers, "_MOST_WORDS", 3)
    monkeypatch.setattr(token_numbers, "_shared", {True: TokenNumbers(True)})
    before = TokenNumbers.shared(True)
    before.of(["một hai ba bốn"])
    after = TokenNumbers.shared(True)
    assert after is not before
    assert tokens_by_text(after, ["bốn năm"], ["bốn", "năm"]) == [["bốn", "năm"]]
