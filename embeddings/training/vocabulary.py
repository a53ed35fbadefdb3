"""Learns the units of the model: syllables, frequent runs of syllables, and all of these without marks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from embeddings.segmentation import UnitVocabulary, written
from vietnamese.normal_forms import fold


@dataclass(frozen=True, slots=True)
class VocabularyRecipe:
    """Sizes and thresholds; `longest` is in syllables, `sample` takes every so-manieth text for pruning."""

    units: int = 66_000
    longest: int = 3
    rarest_syllable: int = 15
    rarest_run: int = 25
    candidates: int = 90_000
    rounds: int = 2
    sample: int = 8


def learn_vocabulary(
    texts: Sequence[Sequence[str]], recipe: VocabularyRecipe, always: Collection[str] = ()
) -> list[tuple[str, float]]:
    """Return (spelling, log probability) of at most `recipe.units` units, number 0 being the unknown one.

    Runs are taken by frequency where they are likelier than their halves, then pruned by how often the segmentation
    uses them. The syllables in `always` are units however rare. Every unit's syllables are units, and so is the form
    without marks of every unit.
    """
    counts: Counter[str] = Counter(token for text in texts for token in text)
    single = {token: count for token, count in counts.items() if count >= recipe.rarest_syllable}
    single |= {token: max(counts[token], 1) for token in sorted(always) if token not in single}
    runs = _frequent_runs(texts, single, recipe)
    sample = [text for index, text in enumerate(texts) if index % recipe.sample == 0]
    for _ in range(recipe.rounds):
        vocabulary = UnitVocabulary(_scored(single, runs))
        names = [_key(spelling) for spelling, _ in _scored(single, runs)]
        used = Counter(number for text in sample for number in vocabulary.segment(text))
        runs = {names[number]: count * recipe.sample for number, count in used.items() if " " in names[number]}
    return _with_folded(single, _fit(single, runs, recipe))


def _key(spelling: str) -> str:
    return spelling[1:-1].replace("><", " ")


def _frequent_runs(texts: Sequence[Sequence[str]], single: dict[str, int], recipe: VocabularyRecipe) -> dict[str, int]:
    """Return counts of runs of 2 to `longest` syllables that occur together more often than by chance."""
    total = sum(single.values())
    kept: dict[str, int] = dict(single)
    found: dict[str, int] = {}
    for length in range(2, recipe.longest + 1):
        counts = Counter(_runs_of(texts, length, kept))
        longer = {}
        for run, count in counts.items():
            if count < recipe.rarest_run:
                continue
            head, tail = run.rsplit(" ", 1)
            if count * total > kept[head] * single[tail] * 2.0:
                longer[run] = count
        found.update(longer)
        kept = longer
    order = sorted(found, key=lambda run: (-found[run], run))
    return {run: found[run] for run in order[: recipe.candidates]}


def _runs_of(texts: Iterable[Sequence[str]], length: int, heads: dict[str, int]) -> Iterator[str]:
    """Yield runs of `length` syllables whose first `length - 1` and whose last `length - 1` are both kept."""
    for text in texts:
        shorter = [" ".join(text[start : start + length - 1]) for start in range(len(text) - length + 2)]
        known = [run in heads for run in shorter]
        for start in range(len(text) - length + 1):
            if known[start] and known[start + 1]:
                yield shorter[start] + " " + text[start + length - 1]


def _scored(single: dict[str, int], runs: dict[str, int]) -> list[tuple[str, float]]:
    """Return units with log probabilities, in a fixed order."""
    total = math.log(sum(single.values()))
    units = [("<unk>", 0.0)]
    for counts in (single, runs):
        for key in sorted(counts, key=lambda name: (-counts[name], name)):
            units.append((written(key.split()), round(math.log(counts[key]) - total, 4)))
    return units


def _fit(single: dict[str, int], runs: dict[str, int], recipe: VocabularyRecipe) -> dict[str, int]:
    """Return the most used runs that fit in the vocabulary together with the folded forms of everything."""
    names = set(single) | {fold(token) for token in single}
    chosen = {}
    for run in sorted(runs, key=lambda name: (-runs[name], name)):
        names |= {run, fold(run)}
        if len(names) >= recipe.units or runs[run] < recipe.rarest_run:
            break
        chosen[run] = runs[run]
    return chosen


def _with_folded(single: dict[str, int], runs: dict[str, int]) -> list[tuple[str, float]]:
    """Return scored units, the forms without marks after those with marks, each as frequent as its marked forms."""
    marked = _scored(single, runs)
    known = {spelling for spelling, _ in marked}
    folded: Counter[str] = Counter()
    for counts in (single, runs):
        for key, count in counts.items():
            folded[written(fold(key).split())] += count
    total = math.log(sum(single.values()))
    extra = [(spelling, count) for spelling, count in folded.items() if spelling not in known]
    extra.sort(key=lambda item: (-item[1], item[0]))
    return marked + [(spelling, round(math.log(count) - total, 4)) for spelling, count in extra]
