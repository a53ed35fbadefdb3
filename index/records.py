"""Records of a search: filters, what was understood of a question, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.records import Document, Passage


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Conditions that a document (or section) must meet; an empty tuple sets none.

    Values within a field are alternatives, fields are joined by "and". Names are compared folded and in lower case.
    """

    issuers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether any condition is set."""
        return any((self.issuers, self.kinds, self.years, self.documents, self.levels, self.sections))


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words sought beside those typed: an abbreviation written out, a synonym, a corrected typo.

    `source` is what was typed; `weight` in (0, 1] scales the score of a match; `why` is one of `abbreviation`,
    `synonym`, `typo`, `english`, `follow_up`, `place`.
    """

    source: str
    text: str
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """One reading of a question that a person can refuse.

    `switch` is the value of `switched_off` that refuses this reading alone ("typo:dân sôs", "english"); `words` is a
    Vietnamese sentence fit to be shown.
    """

    switch: str
    words: str


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """What was understood of a question.

    `text` is what is sought: the question with typos mended, numbers of documents cut out and a follow-up completed
    from the question before it. `numbers` are canonical keys of document numbers ("149-KL/TW" → "149KLTW").
    `filters` must hold, `preferred` only raise the score. `places` are the names, as they stand in `text`, of places
    whose documents `filters` ask for: they are said of every passage there. `about` names a special section
    ("signature", "header", "recipients", "title", "preamble") when the question is about the document itself. `notes`
    are Vietnamese sentences fit to be shown ("đã hiểu “QN” là Quảng Ninh"); `readings` are those of them that can be
    refused. `unknown_places` are places named in the question of which the library holds no document.
    """

    question: str
    text: str
    has_marks: bool = True
    numbers: tuple[str, ...] = ()
    filters: SearchFilters = SearchFilters()
    places: tuple[str, ...] = ()
    preferred: SearchFilters = SearchFilters()
    expansions: tuple[Expansion, ...] = ()
    about: tuple[str, ...] = ()
    compares: bool = False
    notes: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()
    readings: tuple[QuestionReading, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One found passage. `score` orders the hits; `parts` names the scores it was made from.

    `also_in` are ids of passages of other documents with the same wording, shown once with "cũng có trong …".
    """

    rank: int
    score: float
    document: Document
    passage: Passage
    citation: str
    parts: Mapping[str, float] = field(default_factory=dict)
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to one search."""

    question: str
    understood: UnderstoodQuestion
    hits: tuple[Hit, ...]
