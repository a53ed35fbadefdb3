"""Whether the documents answer a question at all: signals of the best quotations, weighed by a logistic regression.

The weights stand in abstention.json beside this file; `python -m evaluation.abstention_training` makes them from
generated questions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

from answers.matching import TokenText
from answers.question_kind import AskedFor
from answers.ranking import Candidate, parts_of
from answers.unsaid import unsaid
from index.records import Hit, UnderstoodQuestion

_WEIGHTS = Path(__file__).with_suffix(".json")
_READ = 3
_ANNOUNCES = re.compile(r"\b(?:gồm|như|bao gồm|cụ thể|sau đây)\b|:\s*\S|\(")
_MATCHED = 0.3  # a concept matched less than this is missing


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer; every value lies in [0, 1] unless said otherwise."""

    own: float
    """Share of the question in the best quotation."""
    around: float
    """The same with headings, lead-in and the document's name."""
    read: float
    """Share of the question in the first quotations together."""
    missing: float
    """Rarity of the rarest word of the question that stands nowhere in them."""
    missing_share: float
    """Share of the words that stand nowhere in them."""
    dense: float
    """Cosine of the question with the best quotation."""
    passage_dense: float
    """Cosine of the question with the best passage."""
    heading: float
    wants: float
    """1 when a fact of a certain type is asked for."""
    lacks: float
    """1 when it is and no quotation holds one, or when no quotation names the kind of thing asked for."""
    beside: float
    """Share of the question beside the fact, when one is asked for; else `around`."""
    unlisted: float
    """1 when names of things are asked for and no quotation lists any."""
    unknown_place: float
    unsaid: float
    """Rarity of the rarest word of the question that nothing found of the quoted document says."""
    unsaid_share: float
    """Share of the question that nothing found of that document says."""
    few_words: float
    """1 / (1 + number of content words)."""


def signals(
    understood: UnderstoodQuestion, asked: AskedFor, hits: Sequence[Hit], ranked: Sequence[Candidate]
) -> Signals:
    """Return the signals of a question whose candidates are `ranked`, which must not be empty."""
    best = ranked[0]
    first = ranked[:_READ]
    alike = [one for one in first if one.topic == best.topic]
    together = [max(values) for values in zip(*(one.around_matches for one in alike), strict=True)]
    concepts = best.topic.concepts
    missing = [concept.rarity for concept, value in zip(concepts, together, strict=True) if value < _MATCHED]
    wants = bool(asked.wants)
    wanted = max(one.wanted for one in first)
    silent = unsaid(best.topic, [_read_text(hit) for hit in hits if hit.document.id == best.hit.document.id])
    return Signals(
        own=best.own,
        around=best.around,
        read=best.topic.coverage(together),
        missing=max(missing, default=0.0),
        missing_share=len(missing) / max(len(concepts), 1),
        dense=max(one.dense for one in first),
        passage_dense=max((hit.parts.get("dense", 0.0) for hit in hits), default=0.0),
        heading=best.heading,
        wants=float(wants),
        lacks=float(wanted < 0.5 if wants else _unnamed(asked, first)),
        beside=max(one.beside * one.wanted for one in first) if wants else best.around,
        unlisted=float(asked.names and not any(_lists(one) for one in first)),
        unknown_place=float(bool(understood.unknown_places)),
        unsaid=silent[0],
        unsaid_share=silent[1],
        few_words=1 / (1 + len(concepts)),
    )


def _unnamed(asked: AskedFor, first: Sequence[Candidate]) -> bool:
    """Tell whether no quotation, nor a heading above one, names the kind of thing asked for."""
    return asked.thing >= 0 and not any(
        one.topic.names(concept, TokenText.of(" \n ".join((*one.hit.passage.headings, one.text))))
        for one in first
        for concept in one.topic.concepts
        if concept.position == asked.thing
    )


def _read_text(hit: Hit) -> TokenText:
    passage = hit.passage
    return TokenText.of(" \n ".join((*passage.headings, passage.context, passage.text)))


def _lists(one: Candidate) -> bool:
    """Tell whether the part of a quotation that holds most of the question names several things, or announces them."""
    parts = parts_of(one.text)
    matched = [one.topic.coverage(one.topic.matches(TokenText.of(one.text[start:end]))) for start, end in parts]
    start, end = parts[matched.index(max(matched))]
    part = one.text[start:end]
    return part.count(",") >= 2 or part.rstrip().endswith(":") or bool(_ANNOUNCES.search(part))


def lacks_what_is_asked(asked: AskedFor, values: Signals) -> bool:
    """Tell whether no quotation holds the figure, date, person, address, cause or names asked for: none can answer."""
    certain = asked.wants & {"figure", "contact", "person", "date", "cause"} or (not asked.wants and asked.thing >= 0)
    return bool(certain and values.lacks) or bool(values.unlisted)


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted regression: one weight for each signal, a constant, and the least probability that answers."""

    weights: tuple[float, ...]
    constant: float
    threshold: float


@cache
def weights() -> Weights:
    """Return the shipped weights. Raises ValueError when they are not those of the signals of this version."""
    data = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    names = [field.name for field in fields(Signals)]
    if list(data["weights"]) != names:
        raise ValueError(f"{_WEIGHTS.name} was made for other signals; run evaluation.abstention_training")
    return Weights(tuple(data["weights"].values()), data["constant"], data["threshold"])


def probability(values: Signals, fitted: Weights | None = None) -> float:
    """Return the probability that the quotations answer the question."""
    fitted = fitted or weights()
    total = fitted.constant + sum(weight * value for weight, value in zip(fitted.weights, astuple(values), strict=True))
    return 1 / (1 + math.exp(-total))
