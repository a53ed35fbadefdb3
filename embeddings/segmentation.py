"""Units of the static model: syllables and frequent runs of up to four syllables, chosen by the most probable reading.

The model is a unigram language model over units (Kudo 2018, "Subword Regularization", section 3.2), with syllables in
the place of characters. The same vocabulary drives the `tokenizers` library, which is why a unit is written there with
every syllable between angle brackets: `<dân><số>`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

UNKNOWN = 0
"""Number of the unit that stands for everything outside the vocabulary; its vector is zero."""


def written(syllables: Sequence[str]) -> str:
    """Return the spelling of a unit in the vocabulary file."""
    return "<" + "><".join(syllables) + ">"


class UnitVocabulary:
    """Numbers and log probabilities of units, and the segmentation of syllables into units."""

    def __init__(self, pieces: Iterable[Sequence[Any]]) -> None:
        """Take (spelling, log probability) in the order of their numbers; number 0 is the unknown unit."""
        self._units: dict[str, tuple[int, float]] = {
            spelling: (number, score) for number, (spelling, score) in enumerate(pieces)
        }
        self._spellings = list(self._units)
        del self._units[self._spellings[UNKNOWN]]
        # Every run of syllables that begins a longer unit: segmentation stops looking where none does.
        self._beginnings: set[str] = set()
        for spelling in self._units:
            cut = spelling.rindex("<")
            while cut and (beginning := spelling[:cut]) not in self._beginnings:
                self._beginnings.add(beginning)
                cut = beginning.rindex("<")

    def __len__(self) -> int:
        """Return the number of units without the unknown one."""
        return len(self._units)

    def __contains__(self, syllables: str) -> bool:
        """Tell whether the syllables, joined by single spaces, are one unit."""
        return written(syllables.split()) in self._units

    def units(self) -> Iterator[tuple[int, list[str], float]]:
        """Yield the number, the syllables and the log probability of every unit but the unknown one."""
        return ((number, self.syllables_of(number), score) for number, score in self._units.values())

    @classmethod
    def read(cls, tokenizer_file: Path) -> UnitVocabulary:
        """Read the vocabulary out of a `tokenizer.json` (unigram model)."""
        model = json.loads(tokenizer_file.read_text(encoding="utf-8"))["model"]
        return cls(model["vocab"])

    def syllables_of(self, number: int) -> list[str]:
        """Return the syllables of a unit, none for the unknown one."""
        return [] if number == UNKNOWN else self._spellings[number][1:-1].split("><")

    def segment(self, syllables: Sequence[str]) -> list[int]:
        """Return the numbers of the most probable sequence of units; syllables outside the vocabulary are left out.

        Among equally probable readings the one with the longer last unit wins, as in the `tokenizers` library.
        """
        found: list[int] = []
        run: list[str] = []
        for syllable in syllables:
            spelling = f"<{syllable}>"
            if spelling in self._units:
                run.append(spelling)
            elif run:
                found += self._segment_known(run)
                run = []
        return found + self._segment_known(run) if run else found

    def _segment_known(self, spellings: list[str]) -> list[int]:
        """Segment syllables, given as spelled units, that all are in the vocabulary (Viterbi, from left to right)."""
        units, beginnings = self._units, self._beginnings
        count = len(spellings)
        best = [float("-inf")] * (count + 1)
        best[0] = 0.0
        back: list[tuple[int, int]] = [(0, 0)] * (count + 1)
        for start, key in enumerate(spellings):
            reached = best[start]
            number, score = units[key]
            end = start + 1
            if reached + score > best[end]:
                best[end], back[end] = reached + score, (start, number)
            while key in beginnings and end < count:
                key += spellings[end]
                end += 1
                unit = units.get(key)
                if unit is not None and reached + unit[1] > best[end]:
                    best[end], back[end] = reached + unit[1], (start, unit[0])
        found = []
        end = count
        while end:
            end, number = back[end]
            found.append(number)
        found.reverse()
        return found
