"""Pandoc's document tree: building blocks for Word, HTML and Markdown, and their conversion.

Words stand in the tree as data, so nothing in them is ever read as markup: no raw HTML, formula, link, footnote mark
or raw Word can leak from a document. For Markdown alone they are escaped, as they become part of a text again.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from errors import MissingComponent, StorageError

Inline = dict[str, Any]
Block = dict[str, Any]
Target = Literal["docx", "html", "md"]

_API_VERSION = [1, 23, 1]
_WRITERS: Mapping[Target, str] = {"docx": "docx", "html": "html5", "md": "gfm"}
_NO_ATTRIBUTES: list[Any] = ["", [], []]
_QUOTED = "quoted"
_DEFAULT_ALIGNMENT = {"t": "AlignDefault"}

# Characters that no XML file may hold; a line end or tab is turned into structure before.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_MARKDOWN_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>#|~^$&@!]|:(?=[\w/])|(?<=www)\.")
# A bullet, an underlining of headings, a numbered item: markup at the beginning of a line only.
_MARKDOWN_LINE_START = re.compile(r"(?P<before>\s*|\s*\d{1,9}(?=[.)](?:\s|$)))(?P<mark>[-+=]|(?<=\d)[.)])")


# -- inlines ---------------------------------------------------------------------------------------------------------


def words(text: str) -> list[Inline]:
    """Return text as inlines, letter for letter; its line ends become line breaks."""
    inlines: list[Inline] = []
    for line in _UNPRINTABLE.sub("", text).split("\n"):
        inlines += [{"t": "LineBreak"}] if inlines else []
        inlines += [{"t": "Str", "c": line}]
    return inlines


def strong(*inlines: Inline) -> Inline:
    """Return inlines in bold."""
    return {"t": "Strong", "c": list(inlines)}


def emphasised(*inlines: Inline) -> Inline:
    """Return inlines in italics."""
    return {"t": "Emph", "c": list(inlines)}


def note(text: str) -> Inline:
    """Return a footnote with `text`."""
    return {"t": "Note", "c": [paragraph(*words(text))]}


def image(file: str, description: str, *, width: str) -> Inline:
    """Return a picture from one of the files given to `converted`, with words for those who do not see it."""
    return {"t": "Image", "c": [["", [], [["width", width]]], words(description), [file, ""]]}


# -- blocks ----------------------------------------------------------------------------------------------------------


def heading(level: int, *inlines: Inline) -> Block:
    """Return a heading; levels count from 1."""
    return {"t": "Header", "c": [level, _NO_ATTRIBUTES, list(inlines)]}


def paragraph(*inlines: Inline) -> Block:
    """Return a paragraph."""
    return {"t": "Para", "c": list(inlines)}


def compact(*inlines: Inline) -> Block:
    """Return a paragraph without space around it, as in the cell of a table."""
    return {"t": "Plain", "c": list(inlines)}


def styled(style: str, *blocks: Block, quoted: bool = False) -> Block:
    """Return blocks in the paragraph style of that name (Word) or the class of that name in hyphens (HTML).

    Markdown has no styles: there the blocks stand as they are, or as a block quotation when `quoted`.
    """
    classes = [style.replace(" ", "-").lower(), *((_QUOTED,) if quoted else ())]
    return {"t": "Div", "c": [["", classes, [["custom-style", style]]], list(blocks)]}


def numbered(*items: Sequence[Block]) -> Block:
    """Return a list numbered from 1."""
    return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], [list(item) for item in items]]}


def table(head: Sequence[str], rows: Sequence[Sequence[Sequence[Block]]], widths: Sequence[float]) -> Block:
    """Return a table: names of the columns, rows of cells of blocks, widths as shares that sum to 1."""
    columns = [[_DEFAULT_ALIGNMENT, {"t": "ColWidth", "c": width}] for width in widths]
    header = [_NO_ATTRIBUTES, [_row([[compact(strong(*words(name)))] for name in head])]]
    body = [_NO_ATTRIBUTES, 0, [], [_row(row) for row in rows]]
    return {"t": "Table", "c": [_NO_ATTRIBUTES, [None, []], columns, header, [body], [_NO_ATTRIBUTES, []]]}


def _row(cells: Sequence[Sequence[Block]]) -> list[Any]:
    return [_NO_ATTRIBUTES, [[_NO_ATTRIBUTES, _DEFAULT_ALIGNMENT, 1, 1, list(cell)] for cell in cells]]


# -- conversion ------------------------------------------------------------------------------------------------------


def converted(
    blocks: Sequence[Block],
    target: Target,
    *,
    title: str,
    files: Mapping[str, bytes] | None = None,
    reference: bytes | None = None,
    style: str = "",
) -> bytes:
    """Return the blocks as a Word, HTML or Markdown file in Vietnamese.

    `files` are the pictures by name, `reference` is a Word file whose styles and page set-up are taken, `style` is CSS
    for HTML, which is made to need no other file. Raises MissingComponent when pandoc is absent, StorageError when it
    fails.
    """
    import pypandoc  # only those who export pay for it

    if target == "md":
        blocks = _for_markdown([heading(1, *words(title)), *blocks])
    tree = {
        "pandoc-api-version": _API_VERSION,
        "meta": {
            "lang": {"t": "MetaString", "c": "vi"},
            **({"title": {"t": "MetaInlines", "c": words(title)}} if target != "md" else {}),
        },
        "blocks": list(blocks),
    }
    with tempfile.TemporaryDirectory(prefix="trich-luc-") as name:
        folder = Path(name)
        for file, content in (files or {}).items():
            (folder / file).write_bytes(content)
        options = ["--wrap=none", f"--resource-path={folder}"]
        if target == "html":
            (folder / "kieu.css").write_text(style, encoding="utf-8")
            options += ["--standalone", "--embed-resources", f"--css={folder / 'kieu.css'}"]
        if target == "docx" and reference is not None:
            (folder / "mau.docx").write_bytes(reference)
            options.append(f"--reference-doc={folder / 'mau.docx'}")
        made = folder / f"ket-qua.{target}"
        try:
            pypandoc.convert_text(json.dumps(tree), _WRITERS[target], "json", outputfile=str(made), extra_args=options)
        except OSError as error:
            raise MissingComponent(
                "Không tạo được tệp vì không có pandoc. Hãy cài lại: pip install pypandoc_binary"
            ) from error
        except RuntimeError as error:
            raise StorageError(f"pandoc không tạo được tệp ({error}). Hãy kiểm tra dung lượng ổ đĩa.") from error
        return made.read_bytes()


def _for_markdown(node: Any, *, in_table: bool = False) -> Any:
    """Return the tree with its words escaped and without what Markdown cannot hold."""
    if isinstance(node, list):
        if in_table and node and all(_is(one, "Plain") for one in node):
            lines = [one["c"] if place == 0 else [{"t": "LineBreak"}, *one["c"]] for place, one in enumerate(node)]
            node = [{"t": "Plain", "c": [inline for line in lines for inline in line]}]
        unfolded = (part for one in node for part in (_unstyled(one) if _is(one, "Div") else [one]))
        return [_for_markdown(one, in_table=in_table) for one in unfolded]
    if not isinstance(node, dict):
        return node
    match node.get("t"):
        case "Str":
            return {"t": "RawInline", "c": ["markdown", escaped(node["c"])]}
        case "LineBreak" if in_table:
            return {"t": "RawInline", "c": ["markdown", "<br>"]}
        case "ColWidth":
            return {"t": "ColWidthDefault"}
        case "Note":
            return {"t": "Note", "c": _for_markdown(node["c"])}
        case "Table":
            return {"t": "Table", "c": _for_markdown(node["c"], in_table=True)}
        case _:
            return {name: _for_markdown(value, in_table=in_table) for name, value in node.items()}


def _is(node: Any, kind: str) -> bool:
    return isinstance(node, dict) and node.get("t") == kind


def _unstyled(division: Block) -> list[Block]:
    (_, classes, _), blocks = division["c"]
    return [{"t": "BlockQuote", "c": blocks}] if _QUOTED in classes else list(blocks)


def escaped(line: str) -> str:
    """Return one line of text so that any reader of Markdown shows it letter for letter; runs of blanks become one."""
    line = re.sub(r"[ \t]+", " ", _UNPRINTABLE.sub("", line))
    start = _MARKDOWN_LINE_START.match(line)
    begin = start.end("before") if start else 0
    marked = _MARKDOWN_ANYWHERE.sub(lambda match: "\\" + match.group(), line[begin:])
    return line[:begin] + ("\\" if start else "") + marked
