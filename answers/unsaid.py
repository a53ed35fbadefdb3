"""Words of a question that nothing found says, neither as typed nor in another wording.

Syllables that official texts often put side by side make one word ("kỷ luật"): it is said where they stand together,
not where each stands in another word.
"""

from __future__ import annotations

from collections.abc import Sequence

from answers.matching import Concept, Sought, TokenText
from vietnamese.syllable_pairs import syllable_pairs

_ONE_WORD = 0.015  # of the occurrences of the rarer syllable, the share beside the other, for the two to be one word
_OTHER_WORDING = 0.3  # another wording matched this well says the concept


def unsaid(topic: Sought, texts: Sequence[TokenText]) -> tuple[float, float]:
    """Return the rarity, in [0, 1], of the rarest concept that no text says, and the share of all that is unsaid."""
    if not topic.concepts:
        return 0.0, 0.0
    others = [[alternative.match(text) for alternative in topic.alternatives] for text in texts]
    by_position = {concept.position: concept for concept in topic.concepts if concept.position >= 0}
    missing = [
        concept.rarity
        for concept in topic.concepts
        if not any(
            max((matched[place] for place in concept.alternatives), default=0.0) >= _OTHER_WORDING
            or _stands(concept, by_position, text, marked=topic.marked)
            for matched, text in zip(others, texts, strict=True)
        )
    ]
    return max(missing, default=0.0), sum(missing) / topic.total


def _stands(concept: Concept, by_position: dict[int, Concept], text: TokenText, *, marked: bool) -> bool:
    if concept.position < 0:
        return concept.match(text, (), marked=marked) > 0
    words = [
        f" {first.folded} {second.folded} "
        for first, second in (
            (by_position.get(concept.position - 1), concept),
            (concept, by_position.get(concept.position + 1)),
        )
        if first is not None and second is not None and (not marked or _is_one_word(first.form, second.form))
    ]
    if words:
        return any(word in text.run for word in words)
    return concept.form in text.forms if marked and concept.form != concept.folded else concept.folded in text.folded


def _is_one_word(first: str, second: str) -> bool:
    pairs = syllable_pairs()
    rarer = min(pairs.count(first), pairs.count(second))
    return pairs.pair_count(first, second) >= _ONE_WORD * rarer > 0
