"""Trains the vectors of units by contrast within batches (InfoNCE in both directions)."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import torch
from numpy.typing import NDArray

from embeddings.segmentation import written
from embeddings.training.pairs import Batch, Numbers, PairSampler


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """Sizes of the optimisation; `temperature` divides the cosines before the softmax."""

    dimension: int = 256
    steps: int = 1400
    learning_rate: float = 0.01
    warm_up: int = 50
    temperature: float = 0.05
    threads: int = 2
    seed: int = 20


class Components:
    """What the vector of each unit is the sum of: a row of its own and, for a run, the rows of its syllables.

    A rare run thus starts from what its syllables mean, and a text's vector holds every syllable as well as every run.
    """

    def __init__(self, pieces: Sequence[tuple[str, float]]) -> None:
        """Take the vocabulary in the order of unit numbers."""
        number_of = {spelling: number for number, (spelling, _) in enumerate(pieces)}
        parts = []
        for number, (spelling, _) in enumerate(pieces):
            syllables = spelling[1:-1].split("><")
            inner = [number_of[written([syllable])] for syllable in syllables] if number and len(syllables) > 1 else []
            parts.append([number, *inner])
        self._lengths = numpy.array([len(part) for part in parts])
        self._flat = numpy.concatenate([numpy.array(part, dtype=numpy.int64) for part in parts])
        self._starts = numpy.concatenate([[0], numpy.cumsum(self._lengths)[:-1]])

    def expand(self, numbers: NDArray[numpy.integer]) -> NDArray[numpy.int64]:
        """Return the rows whose sum is the sum of the units' vectors."""
        lengths = self._lengths[numbers]
        ends = numpy.cumsum(lengths)
        within = numpy.arange(ends[-1]) - numpy.repeat(ends - lengths, lengths)
        rows: NDArray[numpy.int64] = self._flat[numpy.repeat(self._starts[numbers], lengths) + within]
        return rows

    def merge(self, rows: NDArray[numpy.float32]) -> NDArray[numpy.float32]:
        """Return the vectors of the units, shape of `rows`; the unknown unit becomes zero."""
        merged = numpy.add.reduceat(rows[self._flat], self._starts, axis=0)
        merged[0] = 0
        return merged


def train(sampler: PairSampler, components: Components, units: int, recipe: TrainingRecipe) -> NDArray[numpy.float32]:
    """Return the trained vectors of shape (units, dimension)."""
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    torch.use_deterministic_algorithms(True)
    table = torch.nn.EmbeddingBag(units, recipe.dimension, mode="sum")
    torch.nn.init.normal_(table.weight, std=recipe.dimension**-0.5)
    optimiser = torch.optim.Adam(table.parameters(), lr=recipe.learning_rate, fused=True)
    smooth, started = 0.0, time.monotonic()
    for step in range(recipe.steps):
        rate = min(1.0, (step + 1) / recipe.warm_up) * max(0.02, 1 - step / recipe.steps)
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * rate
        loss = _contrast(table, components, sampler.draw(), recipe.temperature)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        smooth = loss.item() if step == 0 else 0.98 * smooth + 0.02 * loss.item()
        if step % 100 == 99:
            print(
                f"step {step + 1}: loss {smooth:.3f}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True
            )
    return components.merge(table.weight.detach().numpy())


def _contrast(table: torch.nn.EmbeddingBag, parts: Components, batch: Batch, temperature: float) -> torch.Tensor:
    """Return the mean of both directions' cross-entropy; texts of one group are not negatives of each other."""
    queries, passages = (_embed(table, parts, side) for side in (batch.queries, batch.passages))
    same = torch.from_numpy(batch.groups[:, None] == batch.groups[None, :])
    same.fill_diagonal_(False)
    scores = (queries @ passages.T / temperature).masked_fill(same, -1e4)
    truth = torch.arange(len(scores))
    loss = torch.nn.functional.cross_entropy
    return (loss(scores, truth) + loss(scores.T, truth)) / 2


def _embed(table: torch.nn.EmbeddingBag, components: Components, texts: list[Numbers]) -> torch.Tensor:
    expanded = [components.expand(text) for text in texts]
    offsets = numpy.cumsum([0] + [len(text) for text in expanded[:-1]])
    summed = table(torch.from_numpy(numpy.concatenate(expanded)), torch.from_numpy(offsets))
    return torch.nn.functional.normalize(summed, dim=-1)
