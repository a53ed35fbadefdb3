"""From found passages to the quotations that answer: the best spans, a whole list, or a whole section."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from answers.abstention import lacks_what_is_asked, probability, signals
from answers.enumerations import listed_below, section_in_quotations
from answers.facts import mentions_bodies
from answers.matching import Frequencies, Sought, TokenText, sought_in
from answers.question_kind import AskedFor, asked_for, asking_tokens
from answers.quoting import Span, governing_span, statement
from answers.ranking import NAMED, Candidate, Similarity, candidates, chosen_from, overlap
from answers.records import Statement
from corpus.records import ParsedDocument
from index.records import Hit, UnderstoodQuestion

OpenDocument = Callable[[str], ParsedDocument]
Search = Callable[[UnderstoodQuestion, int], tuple[Hit, ...]]

MAX_QUOTES = 3
_MOST_LISTED = 12
_HEADING_ANSWERS = 0.72  # a heading that says this much of the question announces the answer


@dataclass(frozen=True, slots=True)
class Tools:
    """What a library lends to answering: documents opened by id, searches, cosines and word counts."""

    opened: OpenDocument
    search: Search
    similarity: Similarity | None = None
    vocabulary: Frequencies | None = None
    passage_count: int = 0


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
    listed = _enumerated(reading, ranked[0])
    if listed:
        return listed, sure
    statements: list[Statement] = []
    quotes = 0
    for one in chosen:
        parsed = reading.opened(one.hit.document.id)
        context = _context(reading, parsed, one) if quotes + 1 < MAX_QUOTES else []
        statements.append(statement(parsed, one.hit.passage.section, (one.start, one.end), reading.asked, context))
        quotes += 1 + len(context)
        if quotes >= MAX_QUOTES:
            break
    return statements, sure


def _enumerated(reading: Reading, best: Candidate) -> list[Statement]:
    """Return the whole list, or the whole section, when that is what the best candidate stands for; else nothing."""
    parsed = reading.opened(best.hit.document.id)
    text = parsed.reading.text
    single = reading.asked.is_single
    spans = listed_below(parsed, best.end)
    if spans:
        spans = [(best.start, best.end), *spans]
    elif best.heading >= _HEADING_ANSWERS or (reading.asked.kind == "duties" and _acts(best)):
        spans = section_in_quotations(parsed, best.start, merge=single or reading.asked.kind == "duties")
    if not spans or len(spans) > (MAX_QUOTES if single else _MOST_LISTED):
        return []
    section = best.hit.passage.section
    return [statement(parsed, section, span, reading.asked) for span in spans if text[slice(*span)].strip()]


def _acts(best: Candidate) -> bool:
    """Tell whether the candidate opens with the body whose duties are asked for, or stands below its name."""
    return best.opens and mentions_bodies(" ".join(best.text.split()[:10]))


def _context(reading: Reading, parsed: ParsedDocument, one: Candidate) -> list[Span]:
    """Return the words to cite beside a quotation that does not say itself who acts."""
    if reading.asked.kind not in ("duties", "deadline") and "agency" not in reading.asked.wants:
        return []
    governing = governing_span(parsed, one.start)
    return [governing] if governing is not None and not overlap(governing, (one.start, one.end)) else []
