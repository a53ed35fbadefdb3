"""Charts of figures that may stand beside each other, found among the quotations on a topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from answers.briefing.finding import Found
from answers.briefing.records import FigureChart
from answers.comparison_figures import StatedFigure, chart_of, comparable_figures
from answers.facts import dates
from answers.records import ComparisonRow, Statement
from corpus.records import Citation

_MOST_CHARTS = 3
# Words at the end of what is measured that say how it is set, and at its beginning what introduces it.
_SETTING_LAST = re.compile(
    r"(?:\s*\b(?:phấn đấu|đạt|trên|dưới|khoảng|ít nhất|tối thiểu|không quá|đến|là|còn|lên|xuống|ở mức|mức))+\s*$"
)
_INTRODUCING = re.compile(r"^(?:[\s\-–+•*,.]|[Pp]hấn đấu\b|[Đđ]ến\b)*")
_BREAK = re.compile(r"[;:\n]|[.,](?=\s)")


def charts(found: Iterable[Found], cited: Callable[[Found], Citation]) -> list[FigureChart]:
    """Return charts of the indicators that at least two documents state in one unit and for one year.

    A quotation, made by `cited`, serves one chart. A figure without a year of its own holds for that of its heading.
    """
    by_year: dict[str, dict[str, list[Found]]] = {}
    for one in found:
        by_year.setdefault(one.year, {}).setdefault(one.document.id, []).append(one)
    drawn: list[FigureChart] = []
    for year, by_document in by_year.items():
        rows = [
            ComparisonRow(spans[0].document, tuple(Statement(one.text, (cited(one),)) for one in spans))
            for spans in by_document.values()
        ]
        while len(drawn) < _MOST_CHARTS:
            stated = comparable_figures(rows)
            chart = chart_of(_measured(stated[0], year), stated) if stated else None
            if chart is None:
                break
            drawn.append(chart)
            used = {one.citation for one in stated}
            rows = [
                replace(row, statements=tuple(one for one in row.statements if one.citations[0] not in used))
                for row in rows
            ]
    return drawn


def _measured(figure: StatedFigure, year: str) -> str:
    """Return the words before a figure that say what it measures, with the year of its heading where it has none."""
    quote = figure.citation.quote
    before = quote[: quote.index(figure.written)]
    text = before[max((match.end() for match in _BREAK.finditer(before)), default=0) :]
    for date in reversed(dates(text)):
        text = text[: date.start] + text[date.end :]
    text = " ".join(_INTRODUCING.sub("", _SETTING_LAST.sub("", text)).split()).strip(" ,")
    named = text[:1].upper() + text[1:] if text else "Số liệu"
    return f"{named}, năm {year}" if year and not figure.year and "-" not in year else named
