"""Records of briefing material and the operations that change it; each returns a new briefing.

What a document says is always a `Citation` (a verbatim quotation with its place); what the trainer says is a `Remark`
or the `note` of an item. Nothing else carries words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from corpus.records import Citation


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage of a document; `emphasis` are the deciding spans of the quote, `note` is the trainer's."""

    citation: Citation
    emphasis: tuple[tuple[int, int], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ComparedDocument:
    """A row of a comparison: the quotations of one document, none when it is silent."""

    document_id: str
    name: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """What several documents say on one topic; `differences` are computed sentences on figures that differ."""

    topic: str
    rows: tuple[ComparedDocument, ...]
    differences: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One figure of a chart: its label, its value in the unit of the chart, and the quotation that states it."""

    label: str
    value: float
    citation: Citation


@dataclass(frozen=True, slots=True)
class FigureChart:
    """Figures of the same kind and unit, each from its own quotation."""

    title: str
    unit: str
    points: tuple[ChartPoint, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Words of the trainer (or, with `generated`, of a language model, kept after the grounding check).

    `proposed` marks what the program proposes, such as a question for discussion, until the trainer makes it theirs.
    """

    text: str
    generated: bool = False
    citations: tuple[Citation, ...] = ()
    proposed: bool = False


Item = Quotation | ComparisonTable | FigureChart | Remark


@dataclass(frozen=True, slots=True)
class BriefingSection:
    """A heading with its items, in order."""

    heading: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """Material on one topic for one audience.

    `omitted` are Vietnamese sentences on what a proposal leaves out and why, for the trainer; no export shows them.
    """

    topic: str
    audience: str = ""
    sections: tuple[BriefingSection, ...] = ()
    omitted: tuple[str, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return every citation in the order of the material."""
        return tuple(citation for section in self.sections for item in section.items for citation in citations_of(item))

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Return the ids of the documents cited or compared, each once, in the order of the material."""
        ids: list[str] = []
        for section in self.sections:
            for item in section.items:
                if isinstance(item, ComparisonTable):
                    ids += [row.document_id for row in item.rows]
                ids += [citation.document_id for citation in citations_of(item)]
        return tuple(dict.fromkeys(ids))

    def with_item(self, heading: str, item: Item) -> Briefing:
        """Return the briefing with an item at the end of the section of that heading, made when it is new."""
        if heading not in {section.heading for section in self.sections}:
            return replace(self, sections=(*self.sections, BriefingSection(heading, (item,))))
        return self._changed(heading, lambda items: (*items, item))

    def without_item(self, heading: str, index: int) -> Briefing:
        """Return the briefing without one item of a section; a section left empty stays."""
        return self._changed(heading, lambda items: (*items[:index], *items[index + 1 :]))

    def with_replaced(self, heading: str, index: int, item: Item) -> Briefing:
        """Return the briefing with one item replaced."""
        return self._changed(heading, lambda items: (*items[:index], item, *items[index + 1 :]))

    def moved(self, heading: str, index: int, by: int) -> Briefing:
        """Return the briefing with an item moved up (`by` < 0) or down inside its section, as far as it goes."""

        def move(items: tuple[Item, ...]) -> tuple[Item, ...]:
            rest = [*items[:index], *items[index + 1 :]]
            rest.insert(max(0, min(len(rest), index + by)), items[index])
            return tuple(rest)

        return self._changed(heading, move)

    def _changed(self, heading: str, change: Callable[[tuple[Item, ...]], tuple[Item, ...]]) -> Briefing:
        return replace(
            self,
            sections=tuple(
                replace(section, items=change(section.items)) if section.heading == heading else section
                for section in self.sections
            ),
        )


def citations_of(item: Item) -> tuple[Citation, ...]:
    """Return the citations of one item, in order."""
    match item:
        case Quotation():
            return (item.citation,)
        case ComparisonTable():
            return tuple(citation for row in item.rows for citation in row.citations)
        case FigureChart():
            return tuple(point.citation for point in item.points)
        case Remark():
            return item.citations


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A multiple-choice question: `choices[answer]` is right by `citation`, every other choice is wrong.

    `wrong_from` holds, for each wrong choice in order, the citation it was taken from (None where it was made by rule).
    """

    prompt: str
    choices: tuple[str, ...]
    answer: int
    citation: Citation
    wrong_from: tuple[Citation | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: the file, the number of items that quote, and the number of citations."""

    file: str
    statements: int
    citations: int
