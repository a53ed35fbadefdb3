"""Which words of a passage are the words sought, so that a reader sees at once why the passage was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.query_terms import FUNCTION_WORDS
from index.records import UnderstoodQuestion
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables, tokens_with_spans

_NEAR = 0.7  # looser wordings help finding; marked, they would dot the passage with everyday words
_FOLDED_FUNCTION_WORDS = frozenset(map(fold, FUNCTION_WORDS))


@dataclass(frozen=True, slots=True)
class SoughtWords:
    """The words sought, in index form, folded when the question was typed without marks.

    Most syllables say little alone, so neighbouring pairs are what is marked; single words are the second choice.
    """

    pairs: frozenset[tuple[str, str]]
    singles: frozenset[str]
    folded: bool

    def form(self, syllable: str) -> str:
        """Return a syllable in the form in which it is compared."""
        return fold(syllable) if self.folded else syllable


def sought_words(understood: UnderstoodQuestion) -> SoughtWords:
    """Return what is sought: the question and the wordings near to it."""
    folded = not understood.has_marks
    empty = _FOLDED_FUNCTION_WORDS if folded else FUNCTION_WORDS
    texts = [understood.text, *(expansion.text for expansion in understood.expansions if expansion.weight >= _NEAR)]
    forms = [[fold(form) if folded else form for form in syllables(text)] for text in texts]
    pairs = {pair for text in forms for pair in pairwise(text) if not empty.issuperset(pair)}
    return SoughtWords(frozenset(pairs), frozenset(forms[0]) - empty, folded)


def matching_spans(text: str, sought: SoughtWords) -> tuple[tuple[int, int], ...]:
    """Return the spans of `text` that hold sought words; neighbouring ones are joined into one span."""
    tokens = list(tokens_with_spans(text))
    forms = [sought.form(token.form) for token in tokens]
    marked = [False] * len(tokens)
    for index, pair in enumerate(pairwise(forms)):
        if pair in sought.pairs:
            marked[index] = marked[index + 1] = True
    if not any(marked):
        marked = [form in sought.singles for form in forms]
    return _joined([(token.start, token.end) if on else None for token, on in zip(tokens, marked, strict=True)])


def _joined(spans: Sequence[tuple[int, int] | None]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    previous: tuple[int, int] | None = None
    for span in spans:
        if span is not None and previous is not None:
            found[-1] = (found[-1][0], span[1])
        elif span is not None:
            found.append(span)
        previous = span
    return tuple(found)
