"""Retrieval measures of each question, their means, and how far chance could have moved them.

Measures are those of ir_measures (trec_eval); `all@k` is the project's own: every thing that must be found stands among
the first k. Intervals are percentile bootstrap intervals over questions (Efron and Tibshirani 1993); two systems are
compared on the same questions by the paired bootstrap (Sakai 2006).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG
from numpy.typing import NDArray

from evaluation.judged import Outcome

Values = NDArray[numpy.float64]

MEASURES = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "hit@10": Success @ 10,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
    "recall@100": R @ 100,
}
_SAMPLES = 2000


def per_question(outcomes: Sequence[Outcome], names: Sequence[str]) -> dict[str, Values]:
    """Return the value of each named measure for each question, in the order of `outcomes`."""
    keys = [str(number) for number in range(len(outcomes))]  # ids need not be unique, numbers are
    qrels = [Qrel(key, name, 1) for key, one in zip(keys, outcomes, strict=True) for name in sorted(one.relevant)]
    run = [
        ScoredDoc(key, name, -float(place))
        for key, one in zip(keys, outcomes, strict=True)
        for place, name in enumerate(one.order)
    ]
    values = {name: numpy.zeros(len(outcomes)) for name in names}
    wanted = {MEASURES[name]: name for name in names if name in MEASURES}
    for metric in ir_measures.iter_calc(list(wanted), qrels, run) if outcomes and wanted else ():
        values[wanted[metric.measure]][int(metric.query_id)] = metric.value
    for name in names:
        if name not in MEASURES:
            values[name][:] = _all_within(outcomes, name)
    return values


def _all_within(outcomes: Sequence[Outcome], name: str) -> list[float]:
    measure, _, cutoff = name.partition("@")
    if measure != "all" or not cutoff.isdecimal():
        raise ValueError(f"unknown measure: {name}")
    k = int(cutoff)
    return [float(all(rank is not None and rank <= k for rank in one.ranks)) for one in outcomes]


def means(values: Mapping[str, Values]) -> dict[str, float]:
    """Return the mean over questions of each measure, 0.0 without questions."""
    return {name: float(one.mean()) if len(one) else 0.0 for name, one in values.items()}


def _resampled_means(values: Values, seed: int) -> Values:
    draw = numpy.random.default_rng(seed)
    places = draw.integers(0, len(values), (_SAMPLES, len(values)))
    resampled: Values = values[places].mean(axis=1)
    return resampled


def interval(values: Values, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean over questions."""
    low, high = numpy.quantile(_resampled_means(values, seed), (0.025, 0.975))
    return round(float(low), 4), round(float(high), 4)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better the first of two systems is on the same questions: mean, 95 % interval, two-sided p."""

    mean: float
    low: float
    high: float
    p: float

    @property
    def certain(self) -> bool:
        """Tell whether the interval leaves out no difference at all."""
        return self.low > 0 or self.high < 0


def paired(first: Values, second: Values, seed: int = 0) -> Difference:
    """Return the difference of two systems asked the same questions in the same order, by the paired bootstrap.

    p is the share of resampled mean differences, moved to a mean of zero, at least as far from zero as the one seen.
    """
    if len(first) != len(second):
        raise ValueError(f"not the same questions: {len(first)} and {len(second)}")
    differences = first - second
    mean = float(differences.mean())
    resampled = _resampled_means(differences, seed)
    low, high = numpy.quantile(resampled, (0.025, 0.975))
    p = float((numpy.abs(resampled - mean) >= abs(mean) - 1e-12).mean())
    return Difference(round(mean, 4), round(float(low), 4), round(float(high), 4), round(p, 4))
