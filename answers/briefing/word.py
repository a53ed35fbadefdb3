"""Briefing material as a Word file, set up as Nghị định 30/2020/NĐ-CP (phụ lục I) asks of administrative documents."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from answers.briefing import material as written
from answers.briefing.charts import chart_picture
from answers.briefing.pandoc_tree import converted
from answers.briefing.records import Briefing, QuizQuestion
from corpus.records import Document

FONT = "Times New Roman"
BODY_POINTS = 13.5
_INK, _FAINT, _TRAINER_INK, _PROPOSAL_INK = "000000", "404040", "1F4E79", "5B3A00"


def write_word(
    briefing: Briefing, documents: Mapping[str, Document], path: Path, quiz: Sequence[QuizQuestion] = ()
) -> None:
    """Write a briefing, and a quiz if there is one, as a Word file.

    `documents` must hold every document cited, by id. Raises OSError when `path` cannot be written and
    MissingComponent when pandoc cannot be run.
    """
    made = written.material(briefing, documents, quiz)
    pictures = {name: chart_picture(chart) for name, chart in made.charts.items()}
    path.write_bytes(
        converted(made.blocks, "docx", title=written.TITLE, files=pictures, reference=reference_document())
    )


@cache
def reference_document() -> bytes:
    """Return the Word file whose styles, page and page number pandoc takes over, made from pandoc's own."""
    import docx
    import pypandoc

    default = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"], capture_output=True, check=True
    )
    word = docx.Document(io.BytesIO(default.stdout))
    _set_page(word)
    _set_styles(word)
    _set_table_style(word)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _set_page(word: Any) -> None:
    """A4 upright; margins 20 mm above, below and right, 30 mm left; the page number above, not on the first page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    for footnotes in section._sectPr.findall(qn("w:footnotePr")):  # numbers that begin anew below each heading
        section._sectPr.remove(footnotes)
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)


def _set_styles(word: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    centred, justified, left = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
    body: dict[str, Any] = {"points": BODY_POINTS, "align": justified, "after": 6}
    styles = word.styles
    for name, based, look in (
        ("Normal", None, {"points": BODY_POINTS}),
        ("Body Text", None, body),
        ("First Paragraph", None, body),
        ("Compact", None, {"points": 12, "align": left, "before": 2, "after": 2}),
        ("Title", None, {"points": 16, "bold": True, "align": centred, "before": 0, "after": 6}),
        ("Subtitle", None, {"points": 14, "bold": True, "align": centred, "before": 0, "after": 6}),
        ("Heading 1", None, {"points": 14, "bold": True, "align": left, "before": 14, "after": 6, "keep": True}),
        ("Heading 2", None, {"points": 13.5, "bold": True, "align": left, "before": 10, "after": 4, "keep": True}),
        ("Footnote Text", None, {"points": 10.5, "align": justified, "after": 2}),
        (written.QUOTATION, "Body Text", {**body, "align": left, "indent": 8}),
        (written.SOURCE, "Body Text", {**body, "bold": True, "align": left, "before": 6, "after": 3, "keep": True}),
        (written.ABOUT, "Body Text", {**body, "points": 12, "italic": True, "colour": _FAINT, "box": True}),
        (written.TRAINER, "Body Text", {**body, "indent": 8, "colour": _TRAINER_INK, "bar": True}),
        (written.PROPOSAL, "Body Text", {**body, "colour": _PROPOSAL_INK}),
        (written.COMPUTED, "Body Text", {**body, "before": 6}),
        (written.FIGURE, "Body Text", {**body, "align": centred, "keep": True}),
        (written.PROMPT, "Body Text", {**body, "align": left, "before": 6, "after": 3, "keep": True}),
        (written.CHOICE, "Body Text", {**body, "align": left, "after": 2, "indent": 6}),
    ):
        known = {style.name for style in styles}
        style = styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if based is not None:
            style.base_style = styles[based]
        _look(style, **look)
    # The only heading of this level opens the key of a quiz, which is not handed out with the questions.
    styles["Heading 2"].paragraph_format.page_break_before = True


def _look(
    style: Any,
    *,
    points: float,
    align: Any = None,
    before: float = 0,
    after: float = 0,
    indent: float = 0,
    bold: bool = False,
    italic: bool = False,
    keep: bool = False,
    colour: str = _INK,
    bar: bool = False,
    box: bool = False,
) -> None:
    """Set a paragraph style; sizes in points, `indent` in millimetres."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    font, form = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, Pt(points), bold, italic
    font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for spacing in style.element.rPr.findall(qn("w:spacing")):  # letters set apart
        style.element.rPr.remove(spacing)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing = 1.15 if points > 12 else 1.0
    form.left_indent = Mm(indent)
    form.keep_with_next = keep
    form.widow_control = True
    if align is not None:
        form.alignment = align
    if bar or box:
        _border(style, ("left",) if bar else ("top", "left", "bottom", "right"), colour)


def _border(style: Any, sides: Sequence[str], colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        width = "12" if len(sides) == 1 else "4"
        for name, value in (("val", "single"), ("sz", width), ("space", "6"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    style.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _set_table_style(word: Any) -> None:
    """Give pandoc's table style thin lines all round and a shaded first row."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    style = word.styles["Table"].element
    for child in list(style):
        if child.tag.endswith(("}tblPr", "}tblStylePr")):
            style.remove(child)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    style.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>"
            '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    style.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" '
            'w:fill="E8EDF2"/></w:tcPr></w:tblStylePr>'
        )
    )
