"""The weighted terms that an understood question asks the word index for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.records import UnderstoodQuestion
from index.word_index import WeightedTerm
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

# Words that ask, join or point and say nothing of the matter; they count a little, so that a set phrase still helps.
FUNCTION_WORDS = frozenset(
    "là gì nào bao nhiêu mấy ai đâu sao thế như thì mà và hoặc hay của cho với về ở tại trong ngoài trên dưới từ đến "
    "được bị có không những các một này đó kia ấy ra vào lên xuống rằng theo vì do để phải sẽ đã đang cũng nên chưa "
    "hãy vậy à ạ nhỉ hả đúng nói nêu".split()
)
_FOLDED_FUNCTION_WORDS = frozenset(fold(word) for word in FUNCTION_WORDS)
_FUNCTION_WEIGHT = 0.15
_PAIR_WEIGHT = 0.7
_FOLDED_BESIDE_MARKS = 0.3
_HEADING_WEIGHT = 0.6
_NUMBER_WEIGHT = 6.0
_EXPANSION_WEIGHT = 0.6


def query_terms(understood: UnderstoodQuestion) -> list[WeightedTerm]:
    """Return the terms of the question and of its expansions, each with its field and weight."""
    collected: dict[tuple[str, str], float] = {}
    _add_text(collected, syllables(understood.text), 1.0, marked=understood.has_marks)
    for expansion in understood.expansions:
        _add_text(collected, syllables(expansion.text), expansion.weight * _EXPANSION_WEIGHT, marked=True)
    for number in understood.numbers:
        collected[("numbers", number)] = _NUMBER_WEIGHT
    return [WeightedTerm(field, text, weight) for (field, text), weight in collected.items()]


def _add_text(collected: dict[tuple[str, str], float], tokens: Sequence[str], weight: float, *, marked: bool) -> None:
    """Add single tokens and neighbouring pairs, in the fields with marks (if typed with marks) and without."""

    def raise_to(field: str, text: str, value: float) -> None:
        collected[(field, text)] = max(collected.get((field, text), 0.0), value)

    for token in tokens:
        value = weight * (_FUNCTION_WEIGHT if token in FUNCTION_WORDS else 1.0)
        folded = fold(token)
        if marked:
            raise_to("marked", token, value)
            raise_to("headings", token, value * _HEADING_WEIGHT)
            raise_to("folded", folded, value * _FOLDED_BESIDE_MARKS)
        else:
            value = weight * (_FUNCTION_WEIGHT if folded in _FOLDED_FUNCTION_WORDS else 1.0)
            raise_to("folded", folded, value)
            raise_to("headings_folded", folded, value * _HEADING_WEIGHT)
    for first, second in pairwise(tokens):
        if first in FUNCTION_WORDS and second in FUNCTION_WORDS:
            continue
        pair = f"{first}_{second}"
        if marked:
            raise_to("marked", pair, weight * _PAIR_WEIGHT)
        else:
            raise_to("folded", fold(pair), weight * _PAIR_WEIGHT)
