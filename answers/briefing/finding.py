"""Quotations on a topic, document by document: found for each aspect, judged by how much of the topic they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from answers.abstention import probability, signals, weights
from answers.briefing.aspects import SOUGHT_WITH, Fit, fit
from answers.briefing.relevance import Topic, topic_of_briefing
from answers.quoting import Span, section_at
from answers.ranking import Candidate, candidates, chosen_from
from answers.selection import Reading, Tools
from answers.spans import lines_of, units_of, words_in
from corpus.citations import document_name
from corpus.records import Document, ParsedDocument
from index.records import Hit, SearchFilters, UnderstoodQuestion
from vietnamese.normal_forms import fold

_PASSAGES_A_QUERY = 8
_LONGEST_WHOLE = 110  # words of a sentence that is quoted whole
_NOT_SAID = 0.3  # share of a topic below which a document does not speak of it
_LINES_COUNTED = 400  # of each document, to see which words of the topic are common
_BULLETS = "-–+•*· "
_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d\d(?!\d)")
_CLAUSE_ENDS = (";", ":", ".")


@dataclass(frozen=True, slots=True)
class Found:
    """A span on the topic: where it stands, how surely it is on the topic, and what it tells.

    `year` is that of the nearest heading which names any, for which the figures below it hold; else empty.
    """

    document: Document
    section: str
    span: Span
    score: float
    fit: Fit
    text: str
    year: str = ""

    def overlaps(self, other: Found) -> bool:
        """Tell whether both quote some of the same words."""
        return self.document.id == other.document.id and overlap(self.span, other.span)


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share any character."""
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True, slots=True)
class Searched:
    """One document searched: the spans on the topic, best first, none overlapping; `silent` when it says none of it.

    A document with no span is not silent when it says a good part of the topic: then nothing is claimed of it.
    """

    document: Document
    found: tuple[Found, ...]
    silent: bool


def searched(document: Document, topic: UnderstoodQuestion, said: Topic, tools: Tools) -> Searched:
    """Return what one document says on the topic."""
    parsed = tools.opened(document.id)
    alone = replace(topic, filters=SearchFilters(documents=(document.id,)), preferred=SearchFilters(), compares=False)
    first = tools.search(alone, _PASSAGES_A_QUERY)
    reading = Reading.of(alone, first, tools)
    ranked = _ranked(reading, first, tools)
    sure = probability(signals(alone, reading.asked, first, chosen_from(ranked))) if ranked else 0.0
    if sure < weights().threshold:
        return Searched(document, (), max((said.share(one.text) for one in ranked), default=0.0) < _NOT_SAID)
    for words in SOUGHT_WITH.values():
        ranked += _ranked(reading, tools.search(_with(alone, words), _PASSAGES_A_QUERY), tools)
    here = said.within([document_name(document), *_lines(parsed)])
    found: dict[Span, Found] = {}
    most = 0.0
    for one in sorted(ranked, key=lambda candidate: (-candidate.score, candidate.start)):
        headings = one.hit.passage.headings
        most = max(most, said.share(one.text))
        if not here.is_said(one.text, headings, one.dense):
            continue
        span = _whole(parsed, (one.start, one.end))
        if span is not None and not any(overlap(span, other) for other in found):
            section = section_at(parsed, span[0])
            path = section.path if section is not None else one.hit.passage.section
            serves = fit(parsed, path, headings, span)
            text = parsed.reading.text[slice(*span)]
            found[span] = Found(document, path, span, one.score, serves, text, _year_of(headings))
    return Searched(document, tuple(found.values()), most < _NOT_SAID)


def read_topic(topic: UnderstoodQuestion, documents: Iterable[Document], tools: Tools) -> Topic:
    """Return the parts of a topic, weighed by the lines of the documents."""
    return topic_of_briefing(topic, (line for one in documents for line in _lines(tools.opened(one.id))))


def _lines(parsed: ParsedDocument) -> Iterator[str]:
    text = parsed.reading.text
    return (text[slice(*span)] for span in islice(lines_of(text, 0, len(text)), _LINES_COUNTED))


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


def _year_of(headings: Sequence[str]) -> str:
    named = (years for heading in reversed(headings) if (years := _YEAR.findall(heading)))
    return "-".join(next(named, []))


def _whole(parsed: ParsedDocument, span: Span) -> Span | None:
    """Return the span with the rest of its first and last sentence where that is not too long, without its bullet.

    None for a stretch out of the middle of a clause, which cannot be read alone.
    """
    text = parsed.reading.text
    start, end = _sentence_at(text, span[0])[0], _sentence_at(text, span[1] - 1)[1]
    fitting = [
        whole
        for whole in ((start, end), (start, span[1]), (span[0], end), span)
        if whole == span or words_in(text[slice(*whole)]) <= _LONGEST_WHOLE
    ]
    begin, stop = fitting[0]
    if begin != start and text[:begin].rstrip()[-1:] not in _CLAUSE_ENDS:
        return None
    while begin < stop and text[begin] in _BULLETS:
        begin += 1
    return begin, stop


def _sentence_at(text: str, place: int) -> Span:
    line_start = text.rfind("\n", 0, place) + 1
    line_end = text.find("\n", place)
    units = units_of(text, line_start, len(text) if line_end < 0 else line_end)
    return next(((unit.start, unit.end) for unit in units if unit.start <= place < unit.end), (place, place + 1))
