"""Reading a Word file back: its paragraphs in order, with style, text and footnotes."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class ReadParagraph:
    """One paragraph: `notes` are its footnotes as (number of characters of `text` before it, text of the footnote)."""

    style: str
    text: str
    notes: tuple[tuple[int, str], ...]
    in_table: bool


def word_paragraphs(path: Path) -> list[ReadParagraph]:
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
        styles = etree.fromstring(archive.read("word/styles.xml"))
        footnotes = etree.fromstring(archive.read("word/footnotes.xml"))
    names = {one.get(f"{W}styleId"): one.find(f"{W}name").get(f"{W}val") for one in styles.iter(f"{W}style")}
    notes = {one.get(f"{W}id"): _text(one) for one in footnotes.iter(f"{W}footnote")}
    return [_paragraph(one, names, notes) for one in body.iter(f"{W}p")]


def _paragraph(element: etree._Element, names: dict[str, str], notes: dict[str, str]) -> ReadParagraph:
    style = element.find(f"{W}pPr/{W}pStyle")
    text, found = "", []
    for child in element.iter(f"{W}t", f"{W}br", f"{W}tab", f"{W}footnoteReference"):
        if child.tag == f"{W}footnoteReference":
            found.append((len(text), notes[child.get(f"{W}id")]))
        else:
            text += _letters(child)
    name = names[style.get(f"{W}val")] if style is not None else ""
    return ReadParagraph(name, text, tuple(found), any(True for _ in element.iterancestors(f"{W}tc")))


def _letters(child: etree._Element) -> str:
    return {f"{W}br": "\n", f"{W}tab": "\t"}.get(child.tag, child.text or "")


def _text(element: etree._Element) -> str:
    return "".join(_letters(child) for child in element.iter(f"{W}t", f"{W}br", f"{W}tab")).strip()
