"""Word files (.docx): paragraphs as printed, with their automatic numbers, tables, footnotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from corpus.readers.limits import ReadingLimits
from corpus.readers.table_heads import header_rows
from corpus.readers.word_numbering import Numbering, W, read_numbering
from corpus.readers.word_styles import Styles, read_styles
from corpus.readers.zip_limits import check_expansion
from corpus.records import ExtractedPage, Extraction, Line, Table
from vietnamese.encodings import LegacyFont, from_legacy_font, legacy_font_of
from vietnamese.normal_forms import compose

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT_BOX = W + "txbxContent"
_WRAPPERS = {W + "sdt", W + "sdtContent", W + "ins", W + "customXml", W + "smartTag", W + "moveTo"}
_NOT_PRINTED = {W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "pPr", W + "rPr", _FALLBACK, _TEXT_BOX}
_LAYOUT_COLUMNS = 3


def read_docx(path: Path, limits: ReadingLimits) -> Extraction:
    """Return the paragraphs and tables of a .docx in order; raises UnreadableFile, FileTooLarge."""
    check_expansion(path, limits)
    package = docx.Document(str(path))
    part = package.part
    reader = _Reader(
        read_styles(_related(part, RELATIONSHIP_TYPE.STYLES)),
        read_numbering(_related(part, RELATIONSHIP_TYPE.NUMBERING)),
        _legacy_fonts(part.element),
    )
    blocks = [*_first_header(package, reader), *reader.blocks(part.element.body)]
    notes = [
        *reader.notes(_related(part, RELATIONSHIP_TYPE.FOOTNOTES), "footnote"),
        *reader.notes(_related(part, RELATIONSHIP_TYPE.ENDNOTES), "endnote"),
    ]
    return Extraction(pages=(ExtractedPage(tuple(blocks)),), obtained_by="docx", footnotes=tuple(notes))


def _related(part: Any, kind: str) -> Any | None:
    """Return the root element of the related part of `kind`, None when there is none."""
    from lxml import etree

    for relation in part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            target = relation.target_part
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            return target.element if hasattr(target, "element") else etree.fromstring(target.blob, parser)
    return None


def _first_header(package: Any, reader: _Reader) -> list[Line | Table]:
    """Return the header that is printed on the first page alone: some offices keep their letterhead there."""
    section = package.sections[0] if len(package.sections) else None
    if (
        section is None
        or not section.different_first_page_header_footer
        or section.first_page_header.is_linked_to_previous
    ):
        return []
    blocks = list(reader.blocks(section.first_page_header._element))
    return [block for block in blocks if isinstance(block, Table) or any(map(str.isalpha, block.text))]


def _legacy_fonts(root: Any) -> bool:
    """Tell whether the text set in a legacy font (.VnTime, VNI-Times) is really in its encoding."""
    text = "".join(node.text or "" for node in root.iter(W + "t"))
    return legacy_font_of(text) is not None or not any("\u0100" <= char <= "\u1eff" for char in text)


@dataclass(slots=True)
class _Reader:
    """Walks the elements of one document in order."""

    styles: Styles
    numbering: Numbering
    legacy: bool
    _boxes: list[Any] = field(default_factory=list)

    def blocks(self, parent: Any) -> Iterator[Line | Table]:
        """Yield the paragraphs and tables under `parent`; a text box comes after the paragraph it hangs on."""
        for node in parent:
            if node.tag == W + "p":
                yield from self._paragraph(node)
            elif node.tag == W + "tbl":
                yield from self._table(node)
            elif node.tag in _WRAPPERS:
                yield from self.blocks(node)

    def notes(self, root: Any | None, name: str) -> Iterator[str]:
        """Yield the footnotes or endnotes of a part, each with its number."""
        notes = [] if root is None else root.findall(W + name)
        number = 0
        for note in notes:
            if note.get(W + "type") in {"separator", "continuationSeparator", "continuationNotice"}:
                continue
            number += 1
            text = " ".join(block.text for block in self.blocks(note) if isinstance(block, Line))
            if text.strip():
                yield f"{number} {text.strip()}"

    def _paragraph(self, node: Any) -> Iterator[Line]:
        pieces = list(self._pieces(node, node))
        text = "".join(piece for piece, _ in pieces)
        boxes, self._boxes = self._boxes, []
        lines = text.split("\n")
        # Word numbers empty paragraphs too, as in a column of numbers (STT) in a table.
        lines[0] = self._label(node) + lines[0].lstrip()
        telling = [bold for piece, bold in pieces if piece.strip()]
        for number, line in enumerate(lines):
            yield Line(
                compose(line).strip(),
                bold=True if telling and all(telling) else None,
                centred=True if self.styles.is_centred(node) else None,
                # A line break inside a paragraph begins no new one, but often parts two lines of a heading.
                starts_paragraph=True if number == 0 else None,
            )
        for box in boxes:
            yield from (block for block in self.blocks(box) if isinstance(block, Line))

    def _label(self, node: Any) -> str:
        numbered = self.styles.of_paragraph("numPr", node)
        if numbered is None:
            return ""
        num_id, level = numbered.find(W + "numId"), numbered.find(W + "ilvl")
        if num_id is None:
            # The style gives the list, the paragraph its level.
            inherited = self.styles.of_style("pPr", "numPr", self.styles.style_id(node))
            num_id = None if inherited is None else inherited.find(W + "numId")
        if num_id is None:
            return ""
        depth = 0 if level is None else int(level.get(W + "val", "0"))
        return self.numbering.label(str(num_id.get(W + "val", "")), depth)

    def _pieces(self, node: Any, paragraph: Any) -> Iterator[tuple[str, bool]]:
        """Yield the printed text under `node`, run by run, with whether it is bold."""
        for child in node:
            if child.tag == W + "r":
                self._boxes.extend(box for box in child.iter(_TEXT_BOX) if not _in_fallback(box))
                if not self.styles.is_on("vanish", child, paragraph):
                    yield self._run_text(child, paragraph), self.styles.is_on("b", child, paragraph)
            elif child.tag == _MATH_TEXT:
                yield child.text or "", False
            elif child.tag not in _NOT_PRINTED:
                yield from self._pieces(child, paragraph)

    def _run_text(self, run: Any, paragraph: Any) -> str:
        text = "".join(_printed(node) for node in run)
        if self.legacy and text and not text.isascii():
            text = _from_font(text, self.styles.font(run, paragraph))
        return text.upper() if self.styles.is_on("caps", run, paragraph) else text

    def _table(self, node: Any) -> Iterator[Line | Table]:
        rows = [[self._cell(cell) for cell in _children(row, "tc")] for row in _children(node, "tr")]
        nodes = [list(_children(row, "tc")) for row in _children(node, "tr")]
        if self._is_layout(node, nodes):
            for column in range(max(map(len, rows), default=0)):
                for row in rows:
                    yield from row[column] if column < len(row) else ()
            return
        texts: list[list[str]] = []
        bold: list[bool] = []
        for cells, cell_nodes in zip(rows, nodes, strict=True):
            printed: list[str] = []
            for blocks, cell in zip(cells, cell_nodes, strict=True):
                printed.append("\n".join(block.text for block in blocks if block.text))
                printed.extend([""] * (_span(cell) - 1))
            texts.append(printed)
            bold.append(all(block.bold for blocks in cells for block in blocks if block.text))
        width = max(map(len, texts), default=0)
        table_rows = tuple(tuple(printed + [""] * (width - len(printed))) for printed in texts)
        if any(map(any, table_rows)):
            marked = sum(1 for row in _children(node, "tr") if row.find(f"{W}trPr/{W}tblHeader") is not None)
            yield Table(table_rows, header_rows=marked or header_rows(table_rows, bold))

    def _cell(self, cell: Any) -> list[Line]:
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(W + "val", "continue") == "continue":
            return []
        lines: list[Line] = []
        for block in self.blocks(cell):
            lines.extend(
                [block] if isinstance(block, Line) else [Line(" ".join(filter(None, row))) for row in block.rows]
            )
        return lines

    def _is_layout(self, table: Any, nodes: list[list[Any]]) -> bool:
        """Tell whether a table has no borders and few columns, as letterheads and signature blocks are laid out."""
        if max(map(len, nodes), default=0) > _LAYOUT_COLUMNS:
            return False
        borders = table.find(f"{W}tblPr/{W}tblBorders")
        if borders is None:
            style = table.find(f"{W}tblPr/{W}tblStyle")
            borders = (
                self.styles.of_style("tblPr", "tblBorders", str(style.get(W + "val", "")))
                if style is not None
                else None
            )
        cells = [cell.find(f"{W}tcPr/{W}tcBorders") for row in nodes for cell in row]
        return not _is_drawn(borders) and not any(map(_is_drawn, cells))


def _is_drawn(borders: Any | None) -> bool:
    return borders is not None and any(edge.get(W + "val", "nil") not in {"nil", "none"} for edge in borders)


def _children(node: Any, name: str) -> Iterator[Any]:
    for child in node:
        if child.tag == W + name:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _span(cell: Any) -> int:
    node = cell.find(f"{W}tcPr/{W}gridSpan")
    return 1 if node is None else min(max(int(node.get(W + "val", "1")), 1), 60)


def _in_fallback(node: Any) -> bool:
    return any(parent.tag == _FALLBACK for parent in node.iterancestors())


def _printed(node: Any) -> str:
    match node.tag:
        case tag if tag in {W + "t", _MATH_TEXT}:
            return node.text or ""
        case tag if tag in {W + "tab", W + "ptab"}:
            return " "
        case tag if tag in {W + "br", W + "cr"}:
            return "\n"
        case tag if tag == W + "noBreakHyphen":
            return "-"
    return ""


def _from_font(text: str, name: str) -> str:
    font: LegacyFont | None = "tcvn3" if name.startswith(".Vn") else "vni" if name.upper().startswith("VNI") else None
    if font is None or any(char > "\u00ff" and not "\u2010" <= char <= "\u2122" for char in text):
        return text
    converted = from_legacy_font(text, font)
    # The capital fonts show small codes as capitals: .VnTimeH, .VnArialH.
    return converted.upper() if font == "tcvn3" and name.endswith("H") else converted
