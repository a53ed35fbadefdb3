"""Files made from what is on a page: passages as CSV and Excel, a comparison as Excel and Word, feedback as CSV.

A file is made when its button is pressed, outside the session of the page: rows, whose words depend on the language of
the session, are made before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from app.formats import date_text, document_name
from app.texts import t
from index.records import Hit

Row = Sequence[str]
# Control characters that the format of Excel and Word files cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CELL_LIMIT = 32_767  # characters of one Excel cell
PASSAGE_WIDTHS = (6, 28, 28, 12, 12, 40, 80, 8, 50)  # columns of `passage_rows` in Excel, in characters


def passage_rows(hits: Sequence[Hit]) -> list[Row]:
    """Return a heading row, then one row for each passage."""
    head = [
        t(f"column_{name}")
        for name in ("rank", "document", "issuer", "date", "section", "headings", "passage", "pages", "citation")
    ]
    rows: list[Row] = [head]
    for hit in hits:
        passage = hit.passage
        rows.append(
            [
                str(hit.rank),
                document_name(hit.document),
                hit.document.issuer or "",
                date_text(hit.document.issued_on),
                passage.section,
                " › ".join(passage.headings),
                passage.text,
                ", ".join(map(str, passage.pages)),
                hit.citation,
            ]
        )
    return rows


def workbook_bytes(rows: Sequence[Row], *, title: str, widths: Sequence[int] = ()) -> bytes:
    """Return rows as an Excel file: the first row bold and fixed, every cell text, wrapped at `widths`."""
    from openpyxl import Workbook  # slow to load
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", title)[:31]
    for index, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(index, column)
            cell.value = _CONTROL.sub("", value)[:_CELL_LIMIT]
            cell.data_type = "s"  # text, so that no formula is ever run
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if index == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def comparison_document(rows: Sequence[Row], *, title: str) -> bytes:
    """Return a comparison as a Word file: one table, the first row and column bold, on a landscape page."""
    from docx import Document as WordDocument
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    word = WordDocument()
    word.styles["Normal"].font.name = "Times New Roman"
    word.styles["Normal"].font.size = Pt(12)
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    word.add_heading(_CONTROL.sub("", title), level=1)
    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for row_index, row in enumerate(rows):
        for column_index, value in enumerate(row):
            run = table.cell(row_index, column_index).paragraphs[0].add_run(_CONTROL.sub("", value))
            run.bold = row_index == 0 or column_index == 0
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()
