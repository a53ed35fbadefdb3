"""Candidate quotations of found passages, scored by how well each answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from answers.facts import Fact, canonical_dates, causes, mentions_bodies
from answers.matching import NOTHING_SOUGHT, Sought, TokenText, best_of
from answers.question_kind import AskedFor
from answers.quoting import assigns, facts_asked, unit_fits
from answers.spans import MAX_QUOTE_WORDS, clause_runs, is_heading_line, units_of, words_in
from corpus.records import SPECIAL_SECTIONS, Document
from index.records import Hit, UnderstoodQuestion
from vietnamese.letters import CAPITALS

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosine of a question with each of several texts."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
NAMED = 0.8
_OTHER_UNIT = 0.2
_PART_END = re.compile(rf";(?=\s)|(?<=\w)[.](?=\s+[{CAPITALS}])")
_PASSAGES_READ = 8
_NEXT_BEST = 0.35  # a further quotation must come this near to the score of the best


@dataclass(frozen=True, slots=True)
class SpanWeights:
    """How much each sign of an answer counts in the score of a candidate."""

    own: float = 1.0
    """Share of the question that stands in the candidate itself."""
    around: float = 0.5
    """The same with heading, lead-in and the document's own name."""
    passage: float = 0.35
    wanted: float = 0.45
    dense: float = 0.35
    same_date: float = 0.5
    aside: float = 0.5
    """What is taken off for a letterhead, signature … when the question is not about it."""
    of_name: float = 0.8
    """Share of the question that names the document."""
    heading: float = 0.45
    """Share of the question that the heading right above says: then what follows is the answer."""
    other_years: float = 0.35
    """What is taken off when the question names a year and the candidate, with its headings, only others."""
    defines: float = 0.4
    """What is added, when a definition is asked for, for the very words followed by "là" or "được hiểu"."""
    assigns: float = 0.2
    """What is added, when a body is asked for and the heading says the topic, for a sentence that assigns it."""
    subject_lost: float = 0.15
    """What is taken off, when a body is asked for, of a run of clauses cut from the beginning of its sentence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be quoted, with what speaks for it; all shares are in [0, 1]."""

    hit: Hit
    start: int
    end: int
    text: str
    own: float
    around: float
    wanted: float
    beside: float
    heading: float = 0.0
    opens: bool = True
    defines: bool = False
    dense: float = 0.0
    score: float = 0.0
    of_name: float = 0.0
    """Share of the question that the document's own name says."""
    around_matches: tuple[float, ...] = ()
    topic: Sought = NOTHING_SOUGHT
    """The question without what the document's name says; `around_matches` are of its concepts."""

    def overlaps(self, other: Candidate) -> bool:
        """Tell whether both quote some of the same words."""
        return self.hit.document.id == other.hit.document.id and self.start < other.end and other.start < self.end


def candidates(
    understood: UnderstoodQuestion,
    asked: AskedFor,
    sought: Sought,
    hits: Sequence[Hit],
    similarity: Similarity | None,
    weights: SpanWeights | None = None,
) -> list[Candidate]:
    """Return the candidates of the first passages, best first."""
    weights = weights or SpanWeights()
    read = [one for hit in hits[:_PASSAGES_READ] for one in _of_passage(hit, asked, sought)]
    if not read:
        return []
    alike = similarity(understood.text, [one.text for one in read]) if similarity else [0.0] * len(read)
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    dated = canonical_dates(understood.text)
    scored = [
        replace(one, dense=float(cosine), score=_score(one, float(cosine), best, dated, asked, understood, weights))
        for one, cosine in zip(read, alike, strict=True)
    ]
    return sorted(scored, key=lambda one: (-one.score, one.hit.rank, one.start))


def _score(
    one: Candidate,
    cosine: float,
    best: float,
    dated: frozenset[tuple[int, int, int]],
    asked: AskedFor,
    understood: UnderstoodQuestion,
    weights: SpanWeights,
) -> float:
    total = (
        weights.own * one.own
        + weights.around * one.around
        + weights.passage * one.hit.score / best
        + weights.wanted * one.wanted * (0.4 + 0.6 * one.beside)
        + weights.dense * max(cosine, 0.0)
        + weights.heading * one.heading**2
        + weights.of_name * one.of_name
    )
    if "agency" in asked.wants:
        total -= 0.0 if one.opens else weights.subject_lost
        total += weights.assigns * one.around if assigns(one.text) else 0.0
    if dated and dated & canonical_dates(one.text):
        total += weights.same_date
    if one.defines:
        total += weights.defines
    if asked.years:
        years = {int(year) for year in _YEAR.findall(" ".join((one.text, *one.hit.passage.headings)))}
        if years and not years & set(asked.years):
            total -= weights.other_years
    section = one.hit.passage.section
    if section in SPECIAL_SECTIONS and section not in understood.about and section not in ("preamble", "closing"):
        total -= weights.aside
    return total


def _of_passage(hit: Hit, asked: AskedFor, sought: Sought) -> Iterator[Candidate]:
    passage = hit.passage
    # What the document's own name says is no part of the topic: every one of its passages says it.
    named = sought.matches(TokenText.of(names_of(hit.document)))
    topic = sought.without([place for place, value in enumerate(named) if value >= NAMED])
    of_name = 1 - topic.total / sought.total if sought.total else 0.0
    above = TokenText.of(" \n ".join((*passage.headings, passage.context)))
    context = topic.matches(above)
    heading = topic.matches(TokenText.of(passage.headings[-1] if passage.headings else ""))
    for start, end, opens in spans_of_passage(hit):
        text = passage.text[start:end]
        matches = topic.matches(TokenText.of(text))
        around = best_of(matches, context)
        if "agency" in asked.wants and assigns(text):
            matches = around  # it gives out the work of the whole section
        wanted, beside = _wanted(text, around, context, passage.headings, asked, topic)
        yield Candidate(
            hit,
            passage.start + start,
            passage.start + end,
            text,
            topic.coverage(matches),
            topic.coverage(around),
            wanted,
            beside,
            heading=topic.coverage(heading),
            opens=opens,
            defines=asked.kind == "definition" and _defines(text, topic),
            of_name=of_name,
            around_matches=tuple(around),
            topic=topic,
        )


def _defines(text: str, topic: Sought) -> bool:
    """Tell whether the words of the topic, all and in order, are said to be something: "X là …", "X được hiểu là"."""
    run = " ".join(concept.folded for concept in topic.concepts)
    read = TokenText.of(text[:200]).run
    return bool(run) and any(f" {run} {word} " in read for word in ("la", "duoc hieu", "nghia la", "gom", "bao gom"))


def names_of(document: Document) -> str:
    """Return the words a document is called by: kind, number, issuer, place."""
    parts = (document.kind, document.number, document.issuer, document.place)
    return " ".join(part for part in parts if part)


def spans_of_passage(hit: Hit) -> Iterator[tuple[int, int, bool]]:
    """Yield spans into the passage's text: sentences and runs of clauses of long ones, an agency's heading included.

    The third value tells whether the span begins where its sentence, or the heading above it, begins.
    """
    passage = hit.passage
    text = passage.text
    heading: tuple[int, int] | None = None
    for unit in units_of(text, 0, len(text)):
        if unit.opens_line and is_heading_line(text, unit.start, unit.end, passage.headings):
            heading = (unit.start, unit.end)
            continue
        start = unit.start
        if heading is not None and mentions_bodies(text[slice(*heading)]):
            start = heading[0]
        heading = None
        if words_in(text[start : unit.end]) <= MAX_QUOTE_WORDS:
            yield start, unit.end, True
        elif words_in(text[unit.start : unit.end]) <= MAX_QUOTE_WORDS:
            yield unit.start, unit.end, True
        else:
            for run_start, run_end in clause_runs(text, start, unit.end):
                yield run_start, run_end, run_start == start


def wanted_facts(text: str, asked: AskedFor) -> list[tuple[Fact, float]]:
    """Return the facts of the types asked for, each with how well it fits: 1, or less for another unit."""
    return [
        (fact, _OTHER_UNIT if fact.kind == "figure" and asked.units and not unit_fits(fact, asked.units) else 1.0)
        for fact in facts_asked(text, asked)
    ]


def _wanted(
    text: str,
    around: Sequence[float],
    context: Sequence[float],
    headings: Sequence[str],
    asked: AskedFor,
    sought: Sought,
) -> tuple[float, float]:
    """Return how surely a fact of the type asked for stands in `text`, and how much of the question stands beside it.

    Beside it means in the same part between semicolons: a figure of another item does not answer.
    """
    if not asked.wants:
        return 0.0, sought.coverage(around)
    best = (0.0, 0.0)
    facts = wanted_facts(text, asked)
    counted = [concept for concept in sought.concepts if concept.position == asked.thing >= 0]
    for start, end in parts_of(text) if facts else ():
        fits = max((fit for fact, fit in facts if start <= fact.start < end), default=0.0)
        if fits:
            part = TokenText.of(text[start:end])
            if not all(sought.names(concept, part) for concept in counted):
                fits = min(fits, _OTHER_UNIT)
            beside = sought.coverage(best_of(sought.matches(part), context))
            best = max(best, (fits, beside), key=lambda one: one[0] * one[1])
    if "agency" in asked.wants and not best[0]:
        whole = sought.coverage(around)
        if mentions_bodies(text):
            return 0.9, whole
        return (0.7, whole) if headings and mentions_bodies(headings[-1]) else (0.0, 0.0)
    if "cause" in asked.wants and not best[0] and headings and causes(headings[-1]):
        return 1.0, sought.coverage(around)
    return best


def parts_of(text: str) -> list[tuple[int, int]]:
    """Return the parts of a quotation between semicolons and ends of sentences."""
    cuts = [0, *(match.end() for match in _PART_END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(cuts) if start < end]


def chosen_from(ranked: Sequence[Candidate], most: int = 3) -> list[Candidate]:
    """Return the best candidates that do not overlap and come near the best."""
    kept: list[Candidate] = []
    for one in ranked:
        if len(kept) == most or (kept and one.score < kept[0].score - _NEXT_BEST):
            break
        if not any(one.overlaps(other) for other in kept):
            kept.append(one)
    return kept


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two spans share any character."""
    return one[0] < other[1] and other[0] < one[1]
