"""Which words of a passage are the words sought, so that a reader sees at once why the passage was found."""

from __future__ import annotations

from collections.abc import Iterable

from index.query_terms import FUNCTION_WORDS
from index.records import UnderstoodQuestion
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables, tokens_with_spans

_NEAR = 0.7  # looser wordings help finding; marked, they would dot the passage with everyday words
_FOLDED_FUNCTION_WORDS = frozenset(map(fold, FUNCTION_WORDS))


def sought_words(understood: UnderstoodQuestion) -> frozenset[str]:
    """Return the syllables sought, in index form, less those that ask or join; folded if typed without marks."""
    near = (expansion.text for expansion in understood.expansions if expansion.weight >= _NEAR)
    texts = [understood.text, *near]
    words = {word for text in texts for word in syllables(text)}
    if understood.has_marks:
        return frozenset(words - FUNCTION_WORDS)
    return frozenset({fold(word) for word in words} - _FOLDED_FUNCTION_WORDS)


def matching_spans(text: str, sought: Iterable[str], *, has_marks: bool = True) -> tuple[tuple[int, int], ...]:
    """Return the spans of `text` that hold sought words; neighbouring ones are joined into one span."""
    wanted = frozenset(sought)
    spans: list[tuple[int, int]] = []
    previous = -2  # index of the last token marked
    for index, token in enumerate(tokens_with_spans(text)):
        if (token.form if has_marks else fold(token.form)) not in wanted:
            continue
        if spans and index == previous + 1:
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
        previous = index
    return tuple(spans)
