"""The weighted terms that an understood question asks the word index for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
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
_PAIR_WEIGHT = 0.7
_FOLDED_BESIDE_MARKS = 0.3
_HEADING_WEIGHT = 0.6
_HEADING_PAIR_WEIGHT = 0.2
_NUMBER_WEIGHT = 6.0
_EXPANSION_WEIGHT = 0.6
# Weight times rarity of a token that is worth its time in a large library: less moves no score by more than 2.6, where
# scores that differ lie about 30 apart, and it is the tokens of most passages that take the time.
_LEAST_WORTH = 1.2

Rarity = Callable[[str, str], float]
"""The inverse document frequency (see `index.bm25`) of a token in a field."""


def query_terms(understood: UnderstoodQuestion, rarity: Rarity | None = None) -> list[WeightedTerm]:
    """Return the terms of the question and of its expansions, each with its field and weight.

    With `rarity`, single tokens that next to every passage holds are left out while others are left.
    """
    collected: dict[tuple[str, str], float] = {}
    _add_text(collected, syllables(understood.text), 1.0, rarity, marked=understood.has_marks, folded=True)
    for expansion in understood.expansions:
        weight = expansion.weight * _EXPANSION_WEIGHT
        _add_text(collected, syllables(expansion.text), weight, rarity, marked=True, folded=False)
    for number in understood.numbers:
        collected[("numbers", number)] = _NUMBER_WEIGHT
    if rarity is not None and not any(field in ("marked", "folded", "numbers") for field, _ in collected):
        return query_terms(understood)
    return [WeightedTerm(field, text, weight) for (field, text), weight in collected.items()]


def _add_text(
    collected: dict[tuple[str, str], float],
    tokens: Sequence[str],
    weight: float,
    rarity: Rarity | None,
    *,
    marked: bool,
    folded: bool,
) -> None:
    """Add single tokens and neighbouring pairs, in the fields with marks or (typed without marks) in those without.

    With `folded`, tokens typed with marks are sought without marks too, for texts that lost theirs. A function word is
    sought only in pairs, unless there is nothing else to seek.
    """

    def raise_to(field: str, text: str, value: float) -> None:
        collected[(field, text)] = max(collected.get((field, text), 0.0), value)

    known = FUNCTION_WORDS if marked else _FOLDED_FUNCTION_WORDS
    forms = tokens if marked else [fold(token) for token in tokens]
    content = [form for form in forms if form not in known] or list(forms)
    field, headings = ("marked", "headings") if marked else ("folded", "headings_folded")
    for form in content:
        # Without marks a token is in at least as many passages, so it is worth no more than this.
        worth = weight * rarity(field, form) if rarity is not None else math.inf
        if worth >= _LEAST_WORTH:
            raise_to(field, form, weight)
        in_heading = weight * _HEADING_WEIGHT
        if rarity is None or in_heading * rarity(headings, form) >= _LEAST_WORTH:
            raise_to(headings, form, in_heading)
        if marked and folded and worth * _FOLDED_BESIDE_MARKS >= _LEAST_WORTH:
            raise_to("folded", fold(form), weight * _FOLDED_BESIDE_MARKS)
    for first, second in pairwise(forms):
        if first not in known or second not in known:
            pair = f"{first}_{second}"
            raise_to(field, pair, weight * _PAIR_WEIGHT)
            raise_to(headings, pair, weight * _HEADING_PAIR_WEIGHT)
