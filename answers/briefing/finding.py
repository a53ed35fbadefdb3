"""Quotations on a topic, document by document: found for each aspect, judged by how much of the topic they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answers.abstention import probability, signals, weights
from answers.briefing.aspects import SOUGHT_WITH, Fit, fit
from answers.quoting import Span, section_at
from answers.ranking import Candidate, candidates, chosen_from
from answers.selection import Reading, Tools
from answers.spans import units_of, words_in
from corpus.records import Document, ParsedDocument
from index.records import Hit, SearchFilters, UnderstoodQuestion
from vietnamese.normal_forms import fold

_PASSAGES_A_QUERY = 8
_LONGEST_WHOLE = 110  # words of a sentence that is quoted whole
_SAYS_TOPIC = 0.6  # share of the topic that a quotation must say, its headings included
_SAYS_ITSELF = 0.4  # … and by its own words
_ANNOUNCED = 0.72  # … unless the heading right above says this much
_NEAR = 0.3  # cosine of the topic with a quotation that is on it
_BULLETS = "-–+•*· "


@dataclass(frozen=True, slots=True)
class Found:
    """A span on the topic: where it stands, how surely it is on the topic, and what it tells."""

    document: Document
    section: str
    span: Span
    score: float
    fit: Fit
    text: str

    def overlaps(self, other: Found) -> bool:
        """Tell whether both quote some of the same words."""
        return self.document.id == other.document.id and overlap(self.span, other.span)


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share any character."""
    return one[0] < other[1] and other[0] < one[1]


def found_in(document: Document, topic: UnderstoodQuestion, tools: Tools) -> list[Found]:
    """Return the spans of one document on the topic, best first, none overlapping; none when it is silent."""
    parsed = tools.opened(document.id)
    alone = replace(topic, filters=SearchFilters(documents=(document.id,)), preferred=SearchFilters(), compares=False)
    first = tools.search(alone, _PASSAGES_A_QUERY)
    reading = Reading.of(alone, first, tools)
    ranked = _ranked(reading, first, tools)
    if not ranked or probability(signals(alone, reading.asked, first, chosen_from(ranked))) < weights().threshold:
        return []
    for words in SOUGHT_WITH.values():
        ranked += _ranked(reading, tools.search(_with(alone, words), _PASSAGES_A_QUERY), tools)
    found: dict[Span, Found] = {}
    for one in sorted(ranked, key=lambda candidate: (-candidate.score, candidate.start)):
        if not _on_topic(one):
            continue
        span = _whole(parsed, (one.start, one.end))
        if not any(overlap(span, other) for other in found):
            section = section_at(parsed, span[0])
            path = section.path if section is not None else one.hit.passage.section
            said = fit(parsed, path, one.hit.passage.headings, span)
            found[span] = Found(document, path, span, one.score, said, parsed.reading.text[slice(*span)])
    return list(found.values())


def nearest(documents: Iterable[Document], topic: UnderstoodQuestion, tools: Tools, most: int) -> list[Document]:
    """Return the documents nearest to a topic, at most `most`; all when there are no more. In the library's order."""
    chosen = list(documents)
    if len(chosen) <= most:
        return chosen
    ids = {document.id for document in chosen}
    near: dict[str, None] = {}
    for text in (topic, *(_with(topic, words) for words in SOUGHT_WITH.values())):
        near |= dict.fromkeys(hit.document.id for hit in tools.search(text, 10 * most) if hit.document.id in ids)
    kept = set(list(near)[:most])
    return [document for document in chosen if document.id in kept]


def distinct(found: Iterable[Found]) -> list[Found]:
    """Return the spans without those whose words another has said before."""
    said: dict[str, Found] = {}
    for one in found:
        said.setdefault(" ".join(fold(one.text).lower().split()), one)
    return list(said.values())


def _with(topic: UnderstoodQuestion, words: str) -> UnderstoodQuestion:
    return replace(topic, text=f"{topic.text} {words}")


def _ranked(reading: Reading, hits: Sequence[Hit], tools: Tools) -> list[Candidate]:
    return candidates(reading.understood, reading.asked, reading.sought, hits, tools.similarity)


def _on_topic(one: Candidate) -> bool:
    says = one.own >= _SAYS_ITSELF or one.heading >= _ANNOUNCED
    return one.around >= _SAYS_TOPIC and says and one.dense >= _NEAR * (one.own < 0.9)


def _whole(parsed: ParsedDocument, span: Span) -> Span:
    """Return the span with the rest of its sentence where that is not too long, and without its bullet."""
    text = parsed.reading.text
    line_start = text.rfind("\n", 0, span[0]) + 1
    line_end = text.find("\n", span[1])
    for unit in units_of(text, line_start, len(text) if line_end < 0 else line_end):
        if unit.start <= span[0] < unit.end and span[1] <= unit.end:
            if words_in(text[unit.start : unit.end]) <= _LONGEST_WHOLE:
                span = (unit.start, unit.end)
            break
    start, end = span
    while start < end and text[start] in _BULLETS:
        start += 1
    return start, end
