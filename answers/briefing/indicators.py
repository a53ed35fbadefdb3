"""Charts of figures that may stand beside each other, found among the quotations on a topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from answers.briefing.records import FigureChart
from answers.comparison_figures import StatedFigure, chart_of, comparable_figures
from answers.facts import dates
from answers.records import ComparisonRow, Statement
from corpus.records import Citation, Document

_MOST_CHARTS = 3
# Words at the end of what is measured that say how it is set, and at its beginning what introduces it.
_SETTING_LAST = re.compile(
    r"(?:\s*\b(?:phấn đấu|đạt|trên|dưới|khoảng|ít nhất|tối thiểu|không quá|đến|là|còn|lên|xuống|ở mức|mức))+\s*$"
)
_INTRODUCING = re.compile(r"^(?:[\s\-–+•*,.]|[Pp]hấn đấu\b|[Đđ]ến\b)*")
_BREAK = re.compile(r"[;:\n]|[.,](?=\s)")


def charts(said: Iterable[tuple[Document, Sequence[Citation]]]) -> list[FigureChart]:
    """Return charts of the indicators that at least two documents state in one unit and for one year.

    `said` are documents with quotations from each; a quotation serves one chart.
    """
    rows = [
        ComparisonRow(document, tuple(Statement(one.quote, (one,)) for one in citations))
        for document, citations in said
    ]
    drawn: list[FigureChart] = []
    while len(drawn) < _MOST_CHARTS:
        stated = comparable_figures(rows)
        chart = chart_of(_measured(stated[0]), stated) if stated else None
        if chart is None:
            break
        drawn.append(chart)
        used = {one.citation for one in stated}
        rows = [
            replace(row, statements=tuple(one for one in row.statements if one.citations[0] not in used))
            for row in rows
        ]
    return drawn


def _measured(figure: StatedFigure) -> str:
    """Return the words before a figure that say what it measures: "Tỷ lệ … được khám sức khỏe"."""
    quote = figure.citation.quote
    before = quote[: quote.index(figure.written)]
    text = before[max((match.end() for match in _BREAK.finditer(before)), default=0) :]
    for date in reversed(dates(text)):
        text = text[: date.start] + text[date.end :]
    text = " ".join(_INTRODUCING.sub("", _SETTING_LAST.sub("", text)).split()).strip(" ,")
    return text[:1].upper() + text[1:] if text else "Số liệu"
