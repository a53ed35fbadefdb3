"""Tone marks put back to syllables typed without them, by what official texts have side by side.

The likeliest sequence of syllables is sought (Viterbi) under counts of syllables and of neighbouring pairs. What comes
out is a reading among others: it may stand beside the words typed, never in their place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from vietnamese.syllable_pairs import syllable_pairs

# Readings of one syllable that are tried: the most frequent.
_READINGS = 8
# The share of a pair's own count in the likelihood of a syllable after another; the rest is the syllable's frequency.
_PAIR_SHARE = 0.95
# Syllables in all the texts of the table, about.
_ALL = 3e7


def likely_marks(tokens: Sequence[str]) -> list[str]:
    """Return the likeliest syllables with marks for `tokens` without (index form); what is no known syllable stays."""
    pairs = syllable_pairs()
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for token in tokens:
        readings = sorted(pairs.alike(token), key=lambda other: -pairs.count(other))[:_READINGS] or [token]
        reached = []
        for reading in readings:
            alone = (1.0 - _PAIR_SHARE) * (pairs.count(reading) + 1.0) / _ALL
            steps = []
            for score, before in best:
                last = before[-1] if before else None
                beside = pairs.pair_count(last, reading) / max(pairs.count(last), 1.0) if last is not None else 0.0
                steps.append((score + math.log(_PAIR_SHARE * beside + alone), before))
            score, before = max(steps, key=lambda step: step[0])
            reached.append((score, [*before, reading]))
        best = reached
    return max(best, key=lambda one: one[0])[1]
