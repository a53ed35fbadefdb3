"""Drawing on the slides of one presentation: a calm frame (section, title, body, source) and what stands in the body.

Places and lengths are in points from the upper left corner of a slide of 960 × 540 points (16:9). Everything drawn is
native and can be edited: placeholders for titles, text boxes, tables, charts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

from answers.briefing.slide_text import FONT, PARAGRAPH_GAP, largest_size, shortened

INK, ACCENT, QUIET, RULE = "1F2A44", "0B5F66", "55607A", "D5DCE6"
TRAINER, TRAINER_GROUND = "8A4B00", "FFF3DC"
SOFTWARE, SOFTWARE_GROUND = "4A3F78", "EEECF7"
"""Ink and ground of the words of the trainer, and of what the program proposes or writes."""
_TITLE_ONLY = 5  # of the layouts that python-pptx brings
# Control characters that the format cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.top + self.height


PAGE = Box(0, 0, 960, 540)
KICKER = Box(48, 24, 780, 24)
TITLE = Box(48, 48, 864, 64)
BODY = Box(48, 128, 864, 340)
FOOTER = Box(48, 486, 800, 36)
NUMBER = Box(852, 486, 60, 36)
QUOTE = Box(BODY.left + 20, BODY.top, BODY.width - 20, BODY.height)
"""The body of a quotation: beside the bar that marks words of a document."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one style within a paragraph."""

    text: str
    bold: bool = False
    colour: str = INK
    italic: bool = False


class Deck:
    """The presentation being drawn."""

    def __init__(self, title: str) -> None:
        """Begin an empty 16:9 presentation; its title is among the properties of the file."""
        self._presentation = Presentation()
        _widen(self._presentation)
        _set_theme_font(self._presentation)
        properties = self._presentation.core_properties
        properties.title, properties.author, properties.language = _clean(title)[:250], "", "vi-VN"

    def save(self, path: Path) -> None:
        """Write the file. Raises OSError."""
        self._presentation.save(str(path))

    def slide(self, title: str, *, kicker: str = "", source: str = "", notes: str = "") -> Any:
        """Add a slide with its frame: the section above the title, the source and the number at the foot, the notes."""
        slide = self._presentation.slides.add_slide(self._presentation.slide_layouts[_TITLE_ONLY])
        shape = slide.shapes.title
        _place(shape, TITLE)
        title = " ".join(title.split())
        size = largest_size(title, (30, 28, 26, 24), TITLE.width, TITLE.height, bold=True) or 24
        title = shortened(title, size, TITLE.width, TITLE.height, bold=True)
        _write(shape.text_frame, [[Run(title, bold=True)]], size=size, anchor=MSO_ANCHOR.MIDDLE)
        if kicker:
            kept = shortened(kicker, 16, KICKER.width, KICKER.height, bold=True)
            self.text(slide, KICKER, [[Run(kept, bold=True, colour=ACCENT)]], size=16, name="Phần")
        if source:
            size = largest_size(source, (14, 13, 12), FOOTER.width, FOOTER.height) or 12
            kept = shortened(source, size, FOOTER.width, FOOTER.height)
            self.text(slide, FOOTER, [[Run(kept, colour=QUIET)]], size=size, name="Nguồn", anchor=MSO_ANCHOR.MIDDLE)
        number = str(len(self._presentation.slides))
        self.text(
            slide, NUMBER, [[Run(number, colour=QUIET)]], size=14, name="Số trang", align=PP_ALIGN.RIGHT,
            anchor=MSO_ANCHOR.MIDDLE,
        )  # fmt: skip
        if notes:
            slide.notes_slide.notes_text_frame.text = _clean(notes)
        return slide

    def text(
        self,
        slide: Any,
        box: Box,
        paragraphs: Sequence[Sequence[Run]],
        *,
        size: float,
        name: str,
        anchor: Any = MSO_ANCHOR.TOP,
        align: Any = PP_ALIGN.LEFT,
    ) -> None:
        """Write paragraphs into a text box that keeps its size."""
        shape = slide.shapes.add_textbox(*_emu(box))
        shape.name = name
        _write(shape.text_frame, paragraphs, size=size, anchor=anchor, align=align)

    def bar(self, slide: Any, box: Box, colour: str, name: str) -> None:
        """Fill a rectangle with one colour."""
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(box))
        shape.name = name
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(colour)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def table(
        self, slide: Any, rows: Sequence[Sequence[Sequence[Sequence[Run]]]], widths: Sequence[float], *, size: float
    ) -> None:
        """Draw a table in the body: the first row is the head; a cell is a list of paragraphs of runs."""
        heights = [Pt(1)] * len(rows)
        frame = slide.shapes.add_table(
            len(rows), len(widths), Pt(BODY.left), Pt(BODY.top), Pt(sum(widths)), sum(heights)
        )
        frame.name = "Bảng so sánh"
        table = frame.table
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Pt(width)
        for row, cells in enumerate(rows):
            for column, paragraphs in enumerate(cells):
                cell = table.cell(row, column)
                cell.margin_left = cell.margin_right = Pt(CELL_MARGIN)
                cell.margin_top = cell.margin_bottom = Pt(CELL_MARGIN / 2)
                cell.fill.solid()
                cell.fill.fore_color.rgb = RGBColor.from_string(
                    ACCENT if row == 0 else "FFFFFF" if row % 2 else "F3F6FA"
                )
                _write(cell.text_frame, paragraphs, size=size, margins=False)

    def chart(self, slide: Any, box: Box, labels: Sequence[str], values: Sequence[float], *, series: str) -> None:
        """Draw a native chart of one series: columns for a few short labels, else bars, the first label on top."""
        upright = len(labels) <= 6 and all(len(label) <= 14 for label in labels)
        data = CategoryChartData()
        data.categories = [_clean(label) for label in labels]
        data.add_series(_clean(series), values)
        kind = XL_CHART_TYPE.COLUMN_CLUSTERED if upright else XL_CHART_TYPE.BAR_CLUSTERED
        frame = slide.shapes.add_chart(kind, *_emu(box), data)
        frame.name = "Biểu đồ"
        chart = frame.chart
        chart.has_legend = chart.has_title = False
        chart.font.size, chart.font.name = Pt(18), FONT
        chart.font.color.rgb = RGBColor.from_string(INK)
        plot = chart.plots[0]
        plot.gap_width = 60
        plot.has_data_labels = True
        plot.data_labels.show_value = True
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        plot.data_labels.font.size, plot.data_labels.font.bold = Pt(20), True
        plot.series[0].format.fill.solid()
        plot.series[0].format.fill.fore_color.rgb = RGBColor.from_string(ACCENT)
        chart.category_axis.reverse_order = not upright
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        chart.category_axis.format.line.color.rgb = RGBColor.from_string(RULE)
        chart.value_axis.visible = False
        chart.value_axis.has_major_gridlines = False
        if min(values) >= 0:
            chart.value_axis.minimum_scale = 0
            chart.value_axis.maximum_scale = (max(values) or 1) * 1.15


CELL_MARGIN = 8.0
"""Points to the left and right of the words of a table cell; above and below half as many."""


def _emu(box: Box) -> tuple[Any, Any, Any, Any]:
    return Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = _emu(box)


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _write(
    frame: Any,
    paragraphs: Sequence[Sequence[Run]],
    *,
    size: float,
    anchor: Any = MSO_ANCHOR.TOP,
    align: Any = PP_ALIGN.LEFT,
    margins: bool = True,
) -> None:
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    if margins:
        frame.vertical_anchor = anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for index, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.alignment = align
        paragraph.line_spacing = 1.05
        paragraph.space_before = Pt(PARAGRAPH_GAP * size if index else 0)
        for run in runs:
            written = paragraph.add_run()
            written.text = _clean(run.text)
            written.font.name, written.font.size = FONT, Pt(size)
            written.font.bold, written.font.italic = run.bold, run.italic
            written.font.color.rgb = RGBColor.from_string(run.colour)
            written.font._element.set("lang", "vi-VN")  # else every word is underlined as misspelt


def _widen(presentation: Any) -> None:
    """Make the 4:3 slides of the template 16:9, with the shapes of its layouts, for the slides a trainer adds."""
    factor = Pt(PAGE.width) / presentation.slide_width
    tall = Pt(PAGE.height) / presentation.slide_height
    presentation.slide_width, presentation.slide_height = Pt(PAGE.width), Pt(PAGE.height)
    master = presentation.slide_master
    for holder in (master, *master.slide_layouts):
        for shape in holder.shapes:
            if shape.element.find(".//{*}xfrm") is not None:
                shape.left, shape.width = int(shape.left * factor), int(shape.width * factor)
                shape.top, shape.height = int(shape.top * tall), int(shape.height * tall)


def _set_theme_font(presentation: Any) -> None:
    theme = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FONT}"/>'.encode())
