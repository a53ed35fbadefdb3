"""From found passages to the quotations that answer: the best spans, a whole list, or a whole section."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from answers.abstention import lacks_what_is_asked, probability, signals
from answers.enumerations import acting_section, expanded, listed_below, rest_of_sentence, section_in_quotations
from answers.matching import Frequencies, Sought, TokenText, sought_in
from answers.question_kind import AskedFor, asked_for, asking_tokens
from answers.quoting import Span, governing_span, section_at, statement
from answers.ranking import NAMED, Candidate, Similarity, candidates, chosen_from, overlap
from answers.records import Statement
from corpus.records import ParsedDocument
from index.records import Hit, SearchFilters, UnderstoodQuestion

OpenDocument = Callable[[str], ParsedDocument]
Search = Callable[[UnderstoodQuestion, int], tuple[Hit, ...]]
SearchEach = Callable[[UnderstoodQuestion, Sequence[str], int], Sequence[tuple[Hit, ...]]]
"""What is found in each of several documents alone."""

MAX_QUOTES = 3
_MOST_LISTED = 12
_LOOKED_AT = 6  # candidates among which the section of a body is looked for
_HEADING_ANSWERS = 0.72  # a heading that says this much of the question announces the answer


@dataclass(frozen=True, slots=True)
class Tools:
    """What a library lends to answering: documents opened by id, searches, cosines and word counts."""

    opened: OpenDocument
    search: Search
    similarity: Similarity | None = None
    vocabulary: Frequencies | None = None
    passage_count: int = 0
    search_each: SearchEach | None = None
    """Searches several documents at once; without it they are searched one after the other."""

    def found_in(self, understood: UnderstoodQuestion, document_ids: Sequence[str], k: int) -> list[tuple[Hit, ...]]:
        """Return the k best passages of each document."""
        if self.search_each is not None:
            return list(self.search_each(understood, document_ids, k))
        filters = (SearchFilters(documents=(one,)) for one in document_ids)
        return [self.search(replace(understood, filters=one, compares=False), k) for one in filters]


@dataclass
class Reading:
    """One question being answered: what is asked, what was found, and documents opened once."""

    understood: UnderstoodQuestion
    asked: AskedFor
    sought: Sought
    hits: tuple[Hit, ...]
    tools: Tools
    _opened: dict[str, ParsedDocument] = field(default_factory=dict)

    @classmethod
    def of(cls, understood: UnderstoodQuestion, hits: tuple[Hit, ...], tools: Tools, names: str = "") -> Reading:
        """Read a question against what was found for it; `names` are words that only name the documents asked about."""
        asking = asking_tokens(understood)
        sought = sought_in(understood, tools.vocabulary, tools.passage_count, asking)
        if names:
            named = sought.matches(TokenText.of(names))
            sought = sought.without([place for place, value in enumerate(named) if value >= NAMED])
        return cls(understood, asked_for(understood), sought, hits, tools)

    def opened(self, document_id: str) -> ParsedDocument:
        """Return a document, reading it from the library once."""
        if document_id not in self._opened:
            self._opened[document_id] = self.tools.opened(document_id)
        return self._opened[document_id]


def quotations(reading: Reading) -> tuple[list[Statement], float]:
    """Return the quotations of the best passages and the probability that they answer."""
    ranked = candidates(reading.understood, reading.asked, reading.sought, reading.hits, reading.tools.similarity)
    if not ranked or ranked[0].around <= 0:
        return [], 0.0
    chosen = chosen_from(ranked)
    values = signals(reading.understood, reading.asked, reading.hits, chosen)
    if lacks_what_is_asked(reading.asked, values):
        return [], 0.0
    sure = probability(values)
    listed = _duties(reading, ranked) if reading.asked.kind == "duties" else []
    listed = listed or _enumerated(reading, ranked[0])
    if listed:
        return listed, sure
    statements: list[Statement] = []
    quotes = 0
    for one in chosen:
        if _is_cited(statements, one.hit.document.id, (one.start, one.end)):
            continue
        parsed = reading.opened(one.hit.document.id)
        if reading.asked.kind == "list" and not statements and _ends_within_list(one):
            spans = rest_of_sentence(parsed, one.start, one.end)
            if 0 < len(spans) <= MAX_QUOTES:
                # The things named go on beyond the cut; the quotations of other passages still follow.
                statements += [statement(parsed, one.hit.passage.section, span, reading.asked) for span in spans]
                continue
        context = _context(reading, parsed, one) if quotes + 1 < MAX_QUOTES else []
        context = [span for span in context if not _is_cited(statements, one.hit.document.id, span)]
        statements.append(statement(parsed, one.hit.passage.section, (one.start, one.end), reading.asked, context))
        quotes += 1 + len(context)
        if quotes >= MAX_QUOTES:
            break
    return statements, sure


def _is_cited(statements: Sequence[Statement], document_id: str, span: Span) -> bool:
    """Tell whether some of a span of a document is quoted already."""
    cited = (citation for one in statements for citation in one.citations if citation.document_id == document_id)
    return any(overlap(span, (citation.start, citation.end)) for citation in cited)


def _duties(reading: Reading, ranked: Sequence[Candidate]) -> list[Statement]:
    """Return the section of the body whose duties are asked for, whole; nothing when no section opens with it."""
    # The words as understood and as expanded: "MTTQ" stands for its full name.
    question = expanded(reading.understood.text)
    for one in ranked[:_LOOKED_AT]:
        parsed = reading.opened(one.hit.document.id)
        acting = acting_section(parsed, one.start, question)
        if acting is None:
            continue
        spans = section_in_quotations(parsed, one.start, section=acting, merge=False)
        if len(spans) > _MOST_LISTED:
            spans = section_in_quotations(parsed, one.start, section=acting)
        if len(spans) <= _MOST_LISTED:
            return [statement(parsed, _section_path(parsed, span, one), span, reading.asked) for span in spans]
    return []


def _enumerated(reading: Reading, best: Candidate) -> list[Statement]:
    """Return the whole list, or the whole section, when that is what the best candidate stands for; else nothing."""
    parsed = reading.opened(best.hit.document.id)
    single = reading.asked.is_single
    spans = listed_below(parsed, best.end)
    if spans:
        spans = [(best.start, best.end), *spans]
    elif best.heading >= _HEADING_ANSWERS:
        spans = section_in_quotations(parsed, best.start, merge=single)
    if not spans or len(spans) > (MAX_QUOTES if single else _MOST_LISTED):
        return []
    return [statement(parsed, _section_path(parsed, span, best), span, reading.asked) for span in spans]


def _section_path(parsed: ParsedDocument, span: Span, best: Candidate) -> str:
    """Return the path of the section in which a quotation begins, which may be another than that of the passage."""
    section = section_at(parsed, span[0])
    return section.path if section is not None else best.hit.passage.section


def _ends_within_list(best: Candidate) -> bool:
    """Tell whether a quotation was cut from a longer sentence amid the things it names."""
    return not best.opens or best.text.rstrip().endswith((",", ";"))


def _context(reading: Reading, parsed: ParsedDocument, one: Candidate) -> list[Span]:
    """Return the words to cite beside a quotation that does not say itself who acts."""
    if reading.asked.kind not in ("duties", "deadline") and "agency" not in reading.asked.wants:
        return []
    governing = governing_span(parsed, one.start)
    return [governing] if governing is not None and not overlap(governing, (one.start, one.end)) else []
