"""Reading a .pptx back: what stands on its slides, and whether anything sticks out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Pt

from answers.briefing.slide_text import text_height


def slides_of(path: Path) -> list[Any]:
    """Return the slides of a file."""
    return list(Presentation(str(path)).slides)


def body_texts(slide: Any) -> list[str]:
    """Return the words of a slide beside its frame (title, section, source, page number, labels)."""
    frame = {"Phần", "Nguồn", "Số trang", "Nhãn"}
    found = [
        shape.text_frame.text
        for shape in slide.shapes
        if shape.has_text_frame and shape.name not in frame and shape != slide.shapes.title
    ]
    found += [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    found += [
        str(value)
        for shape in slide.shapes
        if shape.has_chart
        for value in (*shape.chart.plots[0].categories, *shape.chart.plots[0].series[0].values)
    ]
    return [text for text in found if text.strip()]


def overflowing(path: Path) -> Iterator[str]:
    """Yield what sticks out of a slide, or words that need more room than their box has."""
    presentation = Presentation(str(path))
    for number, slide in enumerate(presentation.slides, start=1):
        for shape in slide.shapes:
            height = shape.height
            if shape.has_table:
                height = sum(_row_height(row, shape.table) for row in shape.table.rows)
            inside = (
                shape.left >= 0
                and shape.top >= 0
                and shape.left + shape.width <= presentation.slide_width
                and shape.top + height <= presentation.slide_height - Pt(40)
            )
            if not inside and shape.name not in {"Nguồn", "Số trang"}:
                yield f"slide {number}: {shape.name} sticks out"
            if shape.has_text_frame and shape.text_frame.text.strip():
                frame = shape.text_frame
                run = next(run for paragraph in frame.paragraphs for run in paragraph.runs)
                bold = all(run.font.bold for paragraph in frame.paragraphs for run in paragraph.runs if run.text)
                needed = text_height(frame.text, run.font.size.pt, shape.width.pt, bold=bold)
                if needed > shape.height.pt + 0.5:
                    yield f"slide {number}: {shape.name} needs {needed:.0f} of {shape.height.pt:.0f} points"


def _row_height(row: Any, table: Any) -> int:
    heights = []
    for cell, column in zip(row.cells, table.columns, strict=True):
        inner = (column.width - cell.margin_left - cell.margin_right) / Pt(1)
        size = next(run for paragraph in cell.text_frame.paragraphs for run in paragraph.runs).font.size.pt
        heights.append(Pt(text_height(cell.text, size, inner)) + cell.margin_top + cell.margin_bottom)
    return max(heights)
