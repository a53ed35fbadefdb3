"""Markdown and HTML of a briefing: the same words, no markup from a document, nothing fetched from elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from answers.briefing import pandoc_tree as tree
from answers.briefing.export import export
from tests.answers_library import small_library
from tests.briefing_library import HOSTILE, full_briefing, opening
from tests.test_briefing_word import hostile_briefing


def read_back(markdown: bytes, dialect: str = "gfm") -> list[str]:
    """Return the words of each paragraph of a Markdown text as pandoc reads it; fails on anything but words."""
    blocks = json.loads(pypandoc.convert_text(markdown.decode(), "json", format=dialect))["blocks"]
    return [_words(block) for block in blocks]


def _words(node: object) -> str:
    match node:
        case {"t": "Str", "c": str(text)}:
            return text
        case {"t": "Space" | "SoftBreak" | "LineBreak"}:
            return " "
        case {"t": "Para" | "Header" | "BlockQuote", "c": list(children)}:
            return "".join(map(_words, [one for one in children if isinstance(one, dict)] or children[-1]))
    raise AssertionError(f"markup: {node}")


@pytest.mark.parametrize("line", HOSTILE)
def test_markdown_escapes_every_kind_of_markup(line: str) -> None:
    made = tree.converted([tree.paragraph(*tree.words(line))], "md", title="x")
    # As a reader with extensions takes it: links, mathematics, sub- and superscripts, raw Word, footnotes.
    for dialect in ("gfm", "gfm+subscript+superscript+raw_attribute+bracketed_spans+attributes"):
        assert read_back(made, dialect)[1].split() == line.split(), dialect


@given(st.lists(st.text(alphabet="ab1 .-+#*_`[](){}<>|~^$&@!:=\\\"'/%“”đ\t", min_size=1), min_size=30, max_size=60))
@settings(max_examples=5, deadline=None)
def test_any_words_come_back_from_markdown(lines: list[str]) -> None:
    lines = [line for line in lines if line.strip()]
    made = tree.converted([tree.paragraph(*tree.words(line)) for line in lines], "md", title="x")
    assert [one.split() for one in read_back(made)[1:]] == [line.split() for line in lines]


def test_markdown_holds_quotations_and_footnotes(tmp_path: Path) -> None:
    library = small_library()
    library.export_briefing(full_briefing(library), tmp_path / "x.md")
    text = (tmp_path / "x.md").read_text(encoding="utf-8")
    assert "> “Tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt **71%**.”[^1]" in text
    assert "[^1]: Mục I, Kế hoạch số 61/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân tỉnh Cao Bằng." in text
    assert "**Lời giảng viên:** Nhắc lại hai lần." in text
    assert "| Bến Tre: 90% " in text
    assert "<" not in text.replace("<br>", "")


def test_html_needs_no_other_file_and_runs_no_markup(tmp_path: Path) -> None:
    briefing, parsed = hostile_briefing()
    export(briefing, tmp_path / "x.html", opening(parsed))
    page = LexborHTMLParser((tmp_path / "x.html").read_bytes())
    quoted = [node.text() for node in page.css(".trích-dẫn p")]
    shown = [re.sub(r"\s+", " ", text) for text in quoted]
    expected = [f"“{item.citation.quote}”" for item in briefing.sections[0].items[: len(quoted)]]
    assert len(quoted) == len(HOSTILE) + 1
    for text, wanted in zip(shown, expected, strict=True):
        assert text.startswith(re.sub(r"\s+", " ", wanted)), text
    assert not page.css("script, img, iframe, link[href^=http]")
    assert not [node for node in page.css("a") if not (node.attributes["href"] or "").startswith("#")]


def test_html_holds_its_charts(tmp_path: Path) -> None:
    library = small_library()
    library.export_briefing(full_briefing(library), tmp_path / "x.html")
    page = LexborHTMLParser((tmp_path / "x.html").read_bytes())
    (picture,) = page.css("img")
    assert (picture.attributes["src"] or "").startswith("data:image/png;base64,")
    assert page.css_first("html").attributes["lang"] == "vi"
