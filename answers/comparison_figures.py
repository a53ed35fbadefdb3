"""Figures that may be set side by side: of one unit and one indicator, stated by at least two documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answers.briefing.figures import value_of
from answers.briefing.records import ChartPoint, FigureChart
from answers.facts import dates, figures
from answers.records import ComparisonRow
from corpus.citations import document_name
from corpus.records import Citation, Document
from vietnamese.tokens import syllables

_ALIKE = 0.75  # of the words of either wording of an indicator, the share that both must have
_FEWEST_WORDS = 2
_YEAR = re.compile(r"(?:19|20)\d\d")
_BREAK = re.compile(r"[;:\n]|[.,](?=\s)")
# Words that say how a figure is set and not what it measures.
_SETTING = frozenset(
    "đạt trên dưới đến năm ít nhất khoảng từ lên xuống giảm tăng còn là so với hằng hàng phấn đấu đầu duy trì mức trở"
    " không quá tối thiểu đã và của tại trong các tỷ tỉ lệ chỉ tiêu".split()
)


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One figure of a quotation, as written, with its value and folded unit.

    `indicator` are the words for what it measures; `year` is the year it is set for, empty when not said.
    """

    document: Document
    citation: Citation
    written: str
    value: float
    unit: str
    indicator: frozenset[str]
    year: str

    def measures_as(self, other: StatedFigure) -> float:
        """Return how alike the two indicators are worded, in [0, 1]; 0 for another unit or another year."""
        if self.unit != other.unit or self.year != other.year:
            return 0.0
        if min(len(self.indicator), len(other.indicator)) < _FEWEST_WORDS:
            return 0.0
        return len(self.indicator & other.indicator) / len(self.indicator | other.indicator)


def comparable_figures(rows: Sequence[ComparisonRow]) -> tuple[StatedFigure, ...]:
    """Return the figures that most documents state of one indicator, one a document; empty without two.

    Figures of different units, years or wordings are never put together.
    """
    by_document = [list(_figures_of(row)) for row in rows]
    best: list[StatedFigure] = []
    most = (0, 0.0)
    for seed in (figure for found in by_document for figure in found):
        group, agreement = _group(seed, by_document)
        if len(group) > 1 and (len(group), agreement) > most:
            best, most = group, (len(group), agreement)
    return tuple(best)


def chart_of(topic: str, stated: Sequence[StatedFigure]) -> FigureChart | None:
    """Return comparable figures as a chart; None without any."""
    if not stated:
        return None
    unit = re.sub(r"^[\d.,\s]+", "", stated[0].written)
    labels = [_label(one) for one in stated]
    points = [
        ChartPoint(label if labels.count(label) == 1 else document_name(one.document), one.value, one.citation)
        for label, one in zip(labels, stated, strict=True)
    ]
    return FigureChart(topic, unit, tuple(points))


def _group(seed: StatedFigure, by_document: Sequence[Sequence[StatedFigure]]) -> tuple[list[StatedFigure], float]:
    """Return of each document the figure most like the seed, where one is like enough, and how alike they are."""
    group, agreement = [], 0.0
    for found in by_document:
        nearest = max(found, key=seed.measures_as, default=None)
        if nearest is not None and seed.measures_as(nearest) >= _ALIKE:
            group.append(nearest)
            agreement += seed.measures_as(nearest)
    return group, agreement


def _figures_of(row: ComparisonRow) -> Iterator[StatedFigure]:
    for said in row.statements:
        quote = said.citations[0].quote
        last_of_unit: dict[str, int] = {}
        stated = figures(quote)
        for fact in stated:
            value = value_of(quote[fact.start : fact.end])
            breaks = (found.end() for found in _BREAK.finditer(quote, 0, fact.start))
            start = max([last_of_unit.get(fact.unit, 0), *breaks])
            end = next((found.start() for found in _BREAK.finditer(quote, fact.end)), len(quote))
            # An age before another figure says of whom that one is: "trẻ em dưới 5 tuổi … còn 18%".
            says_whom = fact.unit == "tuoi" and any(fact.end <= other.start < end for other in stated)
            if value is not None and fact.unit not in ("", "/") and not says_whom:
                year = _year_of(quote, start, end)
                indicator = _indicator(quote, start, fact.start)
                written = quote[fact.start : fact.end].strip()
                yield StatedFigure(row.document, said.citations[0], written, value, fact.unit, indicator, year)
            last_of_unit[fact.unit] = fact.end


def _indicator(quote: str, start: int, end: int) -> frozenset[str]:
    """Return the words, and figures other than dates, that say what a figure after them measures."""
    words = quote[start:end]
    for date in reversed(dates(words)):
        words = words[: date.start] + words[date.end :]
    return frozenset(word for word in syllables(words) if word not in _SETTING)


def _year_of(quote: str, start: int, end: int) -> str:
    """Return the year that a date says in a part of a quotation, else before that part; empty when none does."""
    said: list[tuple[int, str]] = [
        (fact.start, year.group())
        for fact in dates(quote)
        if fact.start < end
        for year in _YEAR.finditer(quote, fact.start, fact.end)
    ]
    within = [year for place, year in said if place >= start]
    return (within or [year for _, year in said] or [""])[-1]


def _label(figure: StatedFigure) -> str:
    name = figure.document.issuer or document_name(figure.document)
    return f"{name} ({figure.year})" if figure.year else name
