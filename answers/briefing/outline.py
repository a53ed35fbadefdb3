"""A proposed outline for a topic: sections of verbatim quotations from several documents, each on the topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from answers.briefing.aspects import HEADINGS, Aspect
from answers.briefing.discussion import discussion
from answers.briefing.finding import Found, Searched, distinct, nearest, overlap, read_topic, searched
from answers.briefing.indicators import charts
from answers.briefing.records import (
    Briefing,
    BriefingSection,
    ComparedDocument,
    ComparisonTable,
    Item,
    Quotation,
    Remark,
    citations_of,
)
from answers.briefing.relevance import Topic
from answers.comparison import differing_figures, topic_of
from answers.comparison_figures import comparable_figures
from answers.facts import agencies, dates, figures
from answers.quoting import Span, citation, section_at
from answers.records import Answer, Comparison, ComparisonRow, Statement
from answers.selection import Tools
from corpus.citations import document_name
from corpus.records import Citation, Document, ParsedDocument
from errors import NothingOnTopic
from index.records import UnderstoodQuestion

COMPARISON = "So sánh địa phương"
DISCUSSION = "Câu hỏi thảo luận"
_MOST_DOCUMENTS = 8
_A_SECTION = 8  # quotations of one section
_A_DOCUMENT = 3  # … of one document in it
_COMPARED_QUOTES = 2
_LEAST_FIT = 0.5
_SITUATION = 0.9  # a span that fits the context this well tells what was
_ORDER: tuple[Aspect, ...] = ("context", "target", "task", "deadline")
# The scarcer aspect takes a span that fits several.
_FIRST_SERVED: tuple[Aspect, ...] = ("deadline", "target", "context", "task")
_ACTOR_WITHIN = 20  # characters before the body that acts: a label, "Giao", "Đề nghị"


def proposed(
    topic: UnderstoodQuestion,
    documents: Sequence[Document],
    tools: Tools,
    *,
    audience: str = "",
    questions: Sequence[str] = (),
    ask: Callable[[str], Answer],
) -> Briefing:
    """Return a proposed briefing on a topic from `documents`, with one section more for each of `questions`.

    A section that the documents do not fill is left out, which `omitted` says. Raises NothingOnTopic when neither
    topic nor questions are answered by the documents.
    """
    # "… của Hà Nội": the place says which documents are meant and is no part of the topic.
    named = [one for one in documents if one.id in topic.filters.documents] or list(documents)
    sought = topic_of(topic, named)
    near = nearest(named, sought, tools, _MOST_DOCUMENTS)
    outline = _Outline(sought, read_topic(sought, near, tools), tools)
    for document in near:
        outline.search(document)
    sections = outline.sections()
    asked = [(question, ask(question)) for question in dict.fromkeys(questions)]
    for question, answer in asked:
        items = _answered(answer)
        if items:
            sections.append(BriefingSection(question, items))
        else:
            outline.omitted.append(f"Không tìm thấy câu trả lời cho “{question}” trong các văn bản của thư viện.")
    if not sections:
        raise NothingOnTopic(
            f"Không tìm thấy nội dung về “{topic.question}” trong các văn bản của thư viện. "
            "Hãy thử chủ đề khác hoặc thêm văn bản có nói về chủ đề này."
        )
    asking = discussion(sections, audience)
    sections.append(BriefingSection(DISCUSSION, asking))
    return Briefing(topic.question, audience, tuple(sections), tuple(outline.omitted))


@dataclass
class _Outline:
    topic: UnderstoodQuestion
    said: Topic
    tools: Tools
    read: list[Searched] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    quoted: list[Citation] = field(default_factory=list)
    _opened: dict[str, ParsedDocument] = field(default_factory=dict)

    def search(self, document: Document) -> None:
        """Find what a document says on the topic; one that says nothing is named in `omitted`."""
        one = searched(document, self.topic, self.said, self.tools)
        self.read.append(one)
        if not one.found:
            found = "không nói về chủ đề này" if one.silent else "không có câu nào đủ rõ về chủ đề này"
            self.omitted.append(f"{document_name(document)}: {found}.")

    def sections(self) -> list[BriefingSection]:
        """Return the sections that the quotations found fill; no span is quoted twice."""
        found = [one for document in self.read for one in document.found]
        if not found:
            return []
        drawn = charts(found, self._cited)
        self.quoted += (point.citation for chart in drawn for point in chart.points)
        left = _without(found, self.quoted)
        comparison = self._comparison(left)
        self.quoted += citations_of(comparison) if comparison is not None else ()
        chosen = _chosen(_without(distinct(left), self.quoted))
        self.quoted += (self._cited(one) for spans in chosen.values() for one in spans)
        sections = []
        for aspect in _ORDER:
            items: list[Item] = [*self._quotations(aspect, chosen[aspect])]
            if aspect == "target":
                items += drawn
            if items:
                sections.append(BriefingSection(HEADINGS[aspect], tuple(items)))
            else:
                self.omitted.append(f"Mục “{HEADINGS[aspect]}” để trống nên đã bỏ: không tìm thấy nội dung phù hợp.")
            if aspect == "task" and comparison is not None:
                sections.append(BriefingSection(COMPARISON, (comparison,)))
        return sections

    def opened(self, document_id: str) -> ParsedDocument:
        """Return a document, reading it from the library once."""
        if document_id not in self._opened:
            self._opened[document_id] = self.tools.opened(document_id)
        return self._opened[document_id]

    def _comparison(self, left: Sequence[Found]) -> ComparisonTable | None:
        """Return what the localities say side by side, one quotation each; None when fewer than two speak."""
        local = [one for one in self.read if one.document.issuer_level != "central"]
        rows, compared = [], []
        for one in local:
            said = [found for found in left if found.document is one.document]
            if not said and not one.silent:
                continue  # quoted in a chart, or nothing can be claimed of it
            # What is to be done compares better than what was.
            best = next((found for found in said if found.fit.context < _SITUATION), said[0] if said else None)
            cited = self._with_actor(best) if best is not None else ()
            rows.append(ComparedDocument(one.document.id, document_name(one.document), cited))
            compared.append(ComparisonRow(one.document, tuple(Statement(quoted.quote, (quoted,)) for quoted in cited)))
        if len({row.document.issuer or row.document.id for row in compared if not row.silent}) < 2:
            return None
        return ComparisonTable(self.topic.question, tuple(rows), differing_figures(comparable_figures(compared)))

    def _with_actor(self, one: Found) -> tuple[Citation, ...]:
        """Return the citation of a span, after that of the line above it that says who acts."""
        if one.fit.governing is None:
            return (self._cited(one),)
        parsed = self.opened(one.document.id)
        return (_quotation(parsed, one.fit.governing, "task").citation, self._cited(one))

    def _cited(self, one: Found) -> Citation:
        return citation(self.opened(one.document.id), one.section, *one.span)

    def _quotations(self, aspect: Aspect, chosen: Sequence[Found]) -> list[Quotation]:
        """Return the spans of a section in the order of the documents, each body's line above what it has to do."""
        order = [one.document.id for one in self.read]
        quotations: list[Quotation] = []
        for one in sorted(chosen, key=lambda found: (order.index(found.document.id), found.span)):
            parsed = self.opened(one.document.id)
            if aspect == "task" and one.fit.governing is not None:
                line = _quotation(parsed, one.fit.governing, aspect)
                if not any(_share_words(line.citation, other) for other in self.quoted):
                    quotations.append(line)
                    self.quoted.append(line.citation)
            quotations.append(_quotation(parsed, one.span, aspect))
        return quotations


def table_of(compared: Comparison) -> ComparisonTable:
    """Return a comparison as a table of quotations, the first two of each document."""
    rows = tuple(
        ComparedDocument(
            row.document.id,
            document_name(row.document),
            tuple(dict.fromkeys(one.citations[0] for one in row.statements[:_COMPARED_QUOTES])),
        )
        for row in compared.rows
    )
    return ComparisonTable(compared.topic, rows, compared.differences)


def _without(found: Sequence[Found], quoted: Iterable[Citation]) -> list[Found]:
    """Return the spans that share no word with what is quoted already."""
    taken = list(quoted)
    return [one for one in found if not any(_cites(cited, one) for cited in taken)]


def _chosen(found: Sequence[Found]) -> dict[Aspect, list[Found]]:
    """Return the spans of each aspect, each span in one, taken from the documents in turn."""
    left = list(found)
    chosen: dict[Aspect, list[Found]] = {}
    for aspect in _FIRST_SERVED:
        fitting = sorted(
            (one for one in left if one.fit.of(aspect) >= _LEAST_FIT),
            key=lambda one: (-round(one.fit.of(aspect), 1), -one.score),
        )
        chosen[aspect] = _in_turn(fitting)
        left = [one for one in left if one not in chosen[aspect]]
    return chosen


def _in_turn(fitting: Sequence[Found]) -> list[Found]:
    """Return the first of each document, then the second of each …, up to the limits of a section."""
    by_document: dict[str, list[Found]] = {}
    for one in fitting:
        by_document.setdefault(one.document.id, []).append(one)
    turns = [one for rank in range(_A_DOCUMENT) for ranked in by_document.values() for one in ranked[rank : rank + 1]]
    return turns[:_A_SECTION]


def _quotation(parsed: ParsedDocument, span: Span, aspect: Aspect) -> Quotation:
    section = section_at(parsed, span[0])
    cited = citation(parsed, section.path if section is not None else "", *span)
    return Quotation(cited, tuple(_deciding(cited.quote, aspect)))


def _deciding(quote: str, aspect: Aspect) -> Iterable[Span]:
    """Yield the spans to emphasise: figures of an aim, dates of a deadline, the body that begins a task."""
    match aspect:
        case "target":
            yield from ((fact.start, fact.end) for fact in figures(quote))
        case "deadline":
            yield from ((fact.start, fact.end) for fact in dates(quote))
        case "task":
            first_line = quote.partition("\n")[0]  # a name never goes on beyond its line
            actor = next(iter(agencies(first_line)), None)
            if actor is not None and actor.start <= _ACTOR_WITHIN and " " in first_line[actor.start : actor.end]:
                yield actor.start, actor.end


def _answered(answer: Answer) -> tuple[Item, ...]:
    if answer.abstained:
        return ()
    if answer.comparison is not None and len(answer.comparison.speaking) > 1:
        return (table_of(answer.comparison),)
    items: list[Item] = []
    for one in answer.statements:
        if answer.method == "generative":
            items.append(Remark(one.text, generated=True, citations=one.citations))
            items += (Quotation(cited) for cited in one.citations)
        else:
            items += (Quotation(cited, one.emphasis if place == 0 else ()) for place, cited in enumerate(one.citations))
    return tuple(dict.fromkeys(items))


def _share_words(one: Citation, other: Citation) -> bool:
    return one.document_id == other.document_id and overlap((one.start, one.end), (other.start, other.end))


def _cites(cited: Citation, one: Found) -> bool:
    return cited.document_id == one.document.id and overlap((cited.start, cited.end), one.span)
