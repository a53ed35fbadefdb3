"""Briefing material as Markdown and as one HTML file that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from answers.briefing.charts import chart_picture
from answers.briefing.material import TITLE, material
from answers.briefing.pandoc_tree import converted
from answers.briefing.records import Briefing, QuizQuestion
from corpus.records import Document

_STYLE = Path(__file__).with_name("pages.css")


def write_markdown(
    briefing: Briefing, documents: Mapping[str, Document], path: Path, quiz: Sequence[QuizQuestion] = ()
) -> None:
    """Write a briefing as Markdown with footnotes; a chart is written as the table of its figures. Raises OSError."""
    made = material(briefing, documents, quiz, pictures=False)
    path.write_bytes(converted(made.blocks, "md", title=TITLE))


def write_html(
    briefing: Briefing, documents: Mapping[str, Document], path: Path, quiz: Sequence[QuizQuestion] = ()
) -> None:
    """Write a briefing as an HTML file that holds its pictures and its style. Raises OSError."""
    made = material(briefing, documents, quiz)
    pictures = {name: chart_picture(chart) for name, chart in made.charts.items()}
    style = _STYLE.read_text(encoding="utf-8")
    path.write_bytes(converted(made.blocks, "html", title=TITLE, files=pictures, style=style))
