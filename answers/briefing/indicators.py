"""Charts of figures that may stand beside each other: the same indicator in the same unit, from several documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answers.briefing.figures import value_of
from answers.briefing.finding import Found
from answers.briefing.records import ChartPoint, FigureChart
from answers.briefing.sources import short_name
from answers.facts import Fact, dates, figures
from answers.quoting import citation
from answers.ranking import parts_of
from answers.spans import trimmed
from corpus.records import ParsedDocument
from vietnamese.tokens import folded_syllables

_LEAST_ALIKE = 0.75
_MOST_CHARTS = 3
_UNITS = {"%": "%", "phan tram": "%", "‰": "‰", "tuoi": "tuổi", "con": "con"}
# Words between an indicator and its figure that say how, not what.
_HOW = re.compile(
    r"\b(?:phan dau|dat|tren|duoi|khoang|it nhat|toi thieu|toi da|khong qua|giam|tang|xuong|len|con|duy tri|o muc|muc"
    r"|la|den|nam|vao|cuoi|hang|moi|tu|binh quan|va|cac|cua|trong|tinh|thanh pho|tai|co)\b"
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure with what it measures: folded content words, unit, the year it holds for (0: not said)."""

    words: frozenset[str]
    name: str
    unit: str
    value: float
    year: int
    found: Found
    span: tuple[int, int]


def charts(found: Sequence[Found], opened: Callable[[str], ParsedDocument]) -> list[FigureChart]:
    """Return charts of the indicators that at least two documents state in the same unit for the same year."""
    drawn: list[FigureChart] = []
    left = [one for place in found for one in indicators(place)]
    while left and len(drawn) < _MOST_CHARTS:
        first, *rest = left
        same = [first]
        for other in rest:
            known = {one.found.document.id for one in same}
            if other.found.document.id not in known and _comparable(first, other):
                same.append(other)
        left = [one for one in rest if one not in same]
        if len(same) > 1:
            points = tuple(_point(one, opened(one.found.document.id)) for one in same)
            drawn.append(FigureChart(f"{first.name[:1].upper()}{first.name[1:]}", first.unit, points))
    return drawn


def indicators(found: Found) -> list[Indicator]:
    """Return the figures of a quotation whose part names one indicator and one value with a unit that is known."""
    read = []
    for start, end in parts_of(found.text):
        start, end = trimmed(found.text, start, end)
        part = found.text[start:end]
        counted = [fact for fact in figures(part) if fact.unit in _UNITS]
        if len(counted) != 1:
            continue
        value = value_of(part[counted[0].start : counted[0].end])
        name = _name(part, counted[0])
        words = frozenset(folded_syllables(_HOW.sub(" ", " ".join(folded_syllables(name)))))
        if value is None or len(words) < 2:
            continue
        dated = " ".join(part[fact.start : fact.end] for fact in dates(part))
        years = {int(year) for year in re.findall(r"(?:19|20)\d\d", dated)}
        span = (found.span[0] + start, found.span[0] + end)
        year = years.pop() if len(years) == 1 else 0
        read.append(Indicator(words, name, _UNITS[counted[0].unit], value, year, found, span))
    return read


def _name(part: str, fact: Fact) -> str:
    """Return the words before the figure without bullet, date or words of aiming: "tỷ lệ … được khám sức khỏe"."""
    text = part[: fact.start]
    for date in reversed(dates(text)):
        text = text[: date.start] + text[date.end :]
    text = re.sub(
        r"(?:\s*\b(?:phấn đấu|đạt|trên|dưới|khoảng|ít nhất|tối thiểu|không quá|đến|là|còn|lên|xuống))+\s*$", "", text
    )
    text = re.sub(r"^[\s\-–+•*,.]*(?:[Pp]hấn đấu\b|[Đđ]ến\b|[,\s])*", "", text)
    return " ".join(text.split()).rstrip(" ,:")


def _comparable(one: Indicator, other: Indicator) -> bool:
    if one.unit != other.unit or one.year != other.year or not one.year:
        return False
    return len(one.words & other.words) / len(one.words | other.words) >= _LEAST_ALIKE


def _point(one: Indicator, parsed: ParsedDocument) -> ChartPoint:
    label = short_name(one.found.document)
    return ChartPoint(label, one.value, citation(parsed, one.found.section, *one.span))
