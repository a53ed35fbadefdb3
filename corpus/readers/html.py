"""Web pages (.html, .mht): the document itself, without menus and page furniture."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.readers.table_heads import header_rows
from corpus.records import ExtractedPage, Extraction, Line, Table
from errors import EmptyFile, UnreadableFile
from vietnamese.encodings import LegacyFont, decode, from_legacy_font, legacy_font_of
from vietnamese.normal_forms import compose

_NEVER_SHOWN = "script, style, noscript, template, iframe, svg, form, button, select, head, object, embed, [hidden]"
_FURNITURE = "nav, aside, footer, [role=navigation], [role=banner], [role=complementary], [aria-hidden=true]"
_BLOCK_TAGS = """
    address article blockquote body center dd div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 header hr html li main
    ol p pre section table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th"})
_BOLD = frozenset({"b", "strong", *_HEADINGS})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CENTRED_STYLE = re.compile(r"text-align\s*:\s*center", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
# Words of the head and the foot of a document: what holds them is not left out as page furniture.
_DOCUMENT_ENDS = re.compile(r"CỘNG H[OÒ][AÀ] XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–]|Nơi nhận", re.I)
_MAIN_SHARE = 0.7
# A list of links: this share of its words are links, and it has several.
_LINK_SHARE = 0.6
_LINKS = 3
_MAX_SPAN = 60
_MAX_DEPTH = 400


def read_html(path: Path) -> Extraction:
    """Return the main text and tables of a web page; raises EmptyFile, UnreadableFile."""
    tree = LexborHTMLParser(_source(path.read_bytes()))
    for node in tree.css(_NEVER_SHOWN):
        node.decompose()
    for node in tree.css("[style]"):
        if _HIDDEN.search(node.attributes.get("style") or ""):
            node.decompose()
    for node in tree.css(_FURNITURE):
        if not _DOCUMENT_ENDS.search(node.text()):
            node.decompose()
    if tree.body is None:
        raise EmptyFile(f"Trang “{path.name}” không có chữ nào.")
    walker = _Walker(legacy_font_of(tree.body.text(separator=" ")))
    walker.walk(_main(tree.body), 0)
    walker.end_line()
    if not walker.blocks:
        raise EmptyFile(f"Trang “{path.name}” không có chữ nào.")
    return Extraction(pages=(ExtractedPage(tuple(walker.blocks)),), obtained_by="html")


def _source(data: bytes) -> str:
    """Return the HTML of a page, out of its web archive (.mht) if it is in one."""
    if re.match(rb"\s*<", data.lstrip(b"\xef\xbb\xbf\xff\xfe")):
        return decode(data).text
    message = email.message_from_bytes(data, policy=email.policy.default)
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    content = part.get_payload(decode=True) if part is not None else None
    if not isinstance(content, bytes) or not content:
        raise UnreadableFile("Tệp lưu trang web (.mht) không có phần văn bản; hãy lưu lại trang ở dạng HTML.")
    return decode(content).text


def _main(body: LexborNode) -> LexborNode:
    """Return the innermost element with most of the words outside links, and with head and foot of the document."""
    node = body
    for _ in range(_MAX_DEPTH):
        words = _own_words(node)
        following = next((child for child in node.iter() if _own_words(child) >= _MAIN_SHARE * max(1, words)), None)
        if following is None or following.tag not in _BLOCKS or following.tag in {"p", "table", "li", "pre"}:
            return node
        if len(_DOCUMENT_ENDS.findall(node.text())) > len(_DOCUMENT_ENDS.findall(following.text())):
            return node
        node = following
    return node


def _own_words(node: LexborNode) -> int:
    return len(node.text()) - _link_words(node)


def _link_words(node: LexborNode) -> int:
    return sum(len(link.text()) for link in node.css("a"))


@dataclass(slots=True)
class _Walker:
    """Turns elements into lines and tables in the order of the page."""

    font: LegacyFont | None
    blocks: list[Line | Table] = field(default_factory=list)
    _words: list[tuple[str, bool]] = field(default_factory=list)
    _centred: bool = False
    _after_break: bool = False

    def walk(self, node: LexborNode, depth: int, bold: bool = False, centred: bool = False) -> None:
        """Add what stands under `node`; deeper nesting than any document has is read as plain text."""
        if depth > _MAX_DEPTH:
            self._words.append((node.text(separator=" "), bold))
            return
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._words.append((child.text_content or "", bold))
                self._centred = centred
            elif tag == "br":
                self.end_line()
                self._after_break = True
            elif tag == "table":
                self._add_table(child, depth, bold)
            elif not _is_link_list(child):
                self._walk_element(child, tag, depth, bold, centred)

    def _walk_element(self, node: LexborNode, tag: str, depth: int, bold: bool, centred: bool) -> None:
        is_block = tag in _BLOCKS
        if is_block:
            self.end_line()
        style = node.attributes.get("style") or ""
        bold = bold or tag in _BOLD or bool(_BOLD_STYLE.search(style))
        centred = centred or tag == "center" or node.attributes.get("align") == "center"
        self.walk(node, depth + 1, bold, centred or bool(_CENTRED_STYLE.search(style)))
        if is_block:
            self.end_line()

    def end_line(self) -> None:
        """Make a line of the words met since the last one."""
        text = " ".join("".join(text for text, _ in self._words).split())
        if text:
            text = compose(from_legacy_font(text, self.font) if self.font else text)
            bold = all(bold for part, bold in self._words if part.strip())
            starts = None if self._after_break else True
            self.blocks.append(Line(text, bold=bold or None, centred=self._centred or None, starts_paragraph=starts))
        self._words = []
        self._after_break = False

    def _add_table(self, node: LexborNode, depth: int, bold: bool) -> None:
        self.end_line()
        rows = [row for row in node.css("tr") if _table_of(row) == node.mem_id]
        cells = [[cell for cell in row.iter() if cell.tag in {"td", "th"}] for row in rows]
        if max(map(len, cells), default=0) < 2:
            # One column is a frame around text, not a table.
            for row in cells:
                for cell in row:
                    self.walk(cell, depth + 1, bold)
                    self.end_line()
            return
        texts, is_bold = _spanned([[self._cell(cell, depth, bold) for cell in row] for row in cells], cells)
        if any(map(any, texts)):
            self.blocks.append(Table(texts, header_rows=_marked_head(rows) or header_rows(texts, is_bold)))

    def _cell(self, node: LexborNode, depth: int, bold: bool) -> tuple[str, bool]:
        inner = _Walker(self.font)
        inner.walk(node, depth + 1, bold or node.tag == "th")
        inner.end_line()
        lines = [
            block.text if isinstance(block, Line) else "\n".join(" ".join(filter(None, row)) for row in block.rows)
            for block in inner.blocks
        ]
        return "\n".join(lines), all(block.bold for block in inner.blocks if isinstance(block, Line))


def _spanned(
    rows: list[list[tuple[str, bool]]], nodes: list[list[LexborNode]]
) -> tuple[tuple[tuple[str, ...], ...], list[bool]]:
    """Lay cells out on a grid: one that spans others holds its words once, in its first place."""
    grid: list[dict[int, str]] = [{} for _ in rows]
    for number, (cells, cell_nodes) in enumerate(zip(rows, nodes, strict=True)):
        column = 0
        for (text, _), node in zip(cells, cell_nodes, strict=True):
            while column in grid[number]:
                column += 1
            wide, high = _span(node, "colspan"), _span(node, "rowspan")
            for below in range(number, min(number + high, len(rows))):
                for right in range(column, column + wide):
                    grid[below].setdefault(right, "")
            grid[number][column] = text
            column += wide
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    texts = tuple(tuple(row.get(column, "") for column in range(width)) for row in grid)
    return texts, [all(bold for text, bold in cells if text) for cells in rows]


def _span(node: LexborNode, name: str) -> int:
    value = node.attributes.get(name) or "1"
    return min(max(int(value), 1), _MAX_SPAN) if value.isdigit() else 1


def _marked_head(rows: list[LexborNode]) -> int:
    count = 0
    while count < len(rows) - 1 and all(cell.tag == "th" for cell in rows[count].iter() if cell.tag in {"td", "th"}):
        count += 1
    return count


def _table_of(row: LexborNode) -> int | None:
    parent = row.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return None if parent is None else parent.mem_id


def _is_link_list(node: LexborNode) -> bool:
    if node.tag not in {"ul", "ol", "div", "section", "header"}:
        return False
    links = len(node.css("a"))
    words = len(node.text())
    return links >= _LINKS and _link_words(node) > _LINK_SHARE * words and not _DOCUMENT_ENDS.search(node.text())
