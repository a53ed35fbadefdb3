"""The words a library and the language know, prepared for judging what a person typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from vietnamese.normal_forms import folded, has_marks
from vietnamese.syllable_pairs import SyllablePairs, syllable_pairs
from vietnamese.syllables import is_syllable

_COMMON = Path(__file__).with_name("common_syllables.txt")
# A candidate must be this many times as frequent as the next to win over it.
_CLEAR_LEAD = 5
# A bare syllable stands for a marked one that the library has this many times as often.
_RARELY_BARE = 10
# A pair of syllables seen so often in official texts vouches for a candidate.
_VOUCHES = 15


@cache
def common_syllables() -> frozenset[str]:
    """Return the syllables in common use, in index form."""
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def common_folded_syllables() -> frozenset[str]:
    """Return the syllables in common use without their marks."""
    return frozenset(map(folded, common_syllables()))


class Lexicon:
    """The words of a library and of the language, with how often they occur and beside what."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        """Take the tokens of a library (index form, with marks) with how often each occurs."""
        self._counts = vocabulary
        self._folded: set[str] | None = None
        self._by_fold: dict[str, list[str]] = defaultdict(list)
        for word in {*vocabulary, *common_syllables()}:
            if word.isalpha():
                self._by_fold[folded(word)].append(word)
        self._syllables: dict[str, str] | None = None

    def knows(self, form: str) -> bool:
        """Tell whether a token is a word of the library or of the language, with its marks or typed without any."""
        if form in self._counts or form in common_syllables() or not form.isalpha():
            return True
        return not has_marks(form) and form in self._by_fold

    def knows_only_folded(self, form: str) -> bool:
        """Tell whether a token typed without marks is nearly always a word with marks ("hoach", "ke")."""
        if not form.isalpha() or has_marks(form):
            return False
        marked = max((self._counts.get(word, 0) for word in self._by_fold.get(form, ()) if word != form), default=0)
        if form not in self._counts and form not in common_syllables():
            return form in self._by_fold
        return marked >= _RARELY_BARE * (self._counts.get(form, 0) + 1)

    def holds(self, phrase: str) -> bool:
        """Tell whether the library has every token of `phrase`, marks aside; True of all while it holds nothing."""
        if not self._counts:
            return True
        if self._folded is None:
            self._folded = {folded(word) for word in self._counts}
        return all(folded(token) in self._folded for token in phrase.split())

    def same_letters(self, form: str) -> list[str]:
        """Return the known words with the letters of `form`, marks aside, the most frequent first."""
        return self._by_frequency(self._by_fold.get(folded(form), ()))

    def near(self, form: str) -> list[str]:
        """Return the syllables of library and language one edit from `form`, marks aside, the most frequent first."""
        if self._syllables is None:
            words = {*common_syllables(), *(word for word in self._counts if word.isalpha() and is_syllable(word))}
            self._syllables = {word: folded(word) for word in sorted(words)}
        found = process.extract(folded(form), self._syllables, scorer=OSA.distance, score_cutoff=1, limit=None)
        return self._by_frequency([word for _, distance, word in found if distance == 1])

    def _by_frequency(self, words: Sequence[str]) -> list[str]:
        return sorted(words, key=lambda word: (-self._counts.get(word, 0), word))

    def clear_winner(self, words: Sequence[str]) -> str | None:
        """Return the first word if it is alone, or far more frequent in the library than the second."""
        if not words:
            return None
        if len(words) == 1:
            return words[0]
        first, second = (self._counts.get(word, 0) for word in words[:2])
        return words[0] if first >= _CLEAR_LEAD * max(second, 1) else None

    def fits_best(
        self, words: Sequence[str], before: str | None, after: str | None, *, strict: bool = False
    ) -> str | None:
        """Return the one word that official texts put far more often than the others beside its neighbours, or None.

        To be strict is to ask for ten times as many, and for both neighbours to vouch.
        """
        least = _VOUCHES * 10 if strict else _VOUCHES
        fitting = [word for word in words if not strict or _stands_between(word, before, after)]
        scored = sorted(((beside(word, before, after), word) for word in fitting), reverse=True)
        if not scored or scored[0][0] < least:
            return None
        if len(scored) > 1 and scored[0][0] < _CLEAR_LEAD * scored[1][0]:
            return None
        return scored[0][1]


def _stands_between(word: str, before: str | None, after: str | None) -> bool:
    pairs = syllable_pairs()
    return (before is None or pairs.pair_count(before, word) > 0) and (
        after is None or pairs.pair_count(word, after) > 0
    )


def beside(word: str, before: str | None, after: str | None) -> float:
    """Return about how often official texts put `word` after `before` or before `after`, whichever is more."""
    pairs: SyllablePairs = syllable_pairs()
    return max(pairs.pair_count(before, word), pairs.pair_count(word, after))
