"""The official and everyday texts that training reads: articles with a title and passages, in file order."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vietnamese.tokens import syllables

LEGAL_FILES = ("phap-dien.jsonl.xz", "van-ban-phap-luat.jsonl.xz")
EVERYDAY_FILE = "wikipedia-vi.jsonl.xz"

LONGEST_PASSAGE = 220
"""Syllables of a passage; a longer article is split at its paragraphs."""
SHORTEST_PASSAGE = 40

# A heading line of a page: "## Lịch sử". Refuses "#hashtag" and a bare run of "#".
_HEADING = re.compile(r"^#{1,4} +(\S.*)$")
# Residue of a page's editing links and footnote marks: "[sửa | sửa mã nguồn]", "[5]". Refuses other bracketed words.
_RESIDUE = re.compile(r"\[sửa(?: \| sửa mã nguồn)?\]|\[\d+\]")


@dataclass(frozen=True, slots=True)
class Article:
    """One article: the syllables of its title (may be empty) and of each of its passages (at least one, none empty)."""

    title: list[str]
    passages: list[list[str]]


def read_articles(folder: Path) -> list[Article]:
    """Return the legal articles, then the everyday pages by section; raises FileNotFoundError."""
    articles = [article for name in LEGAL_FILES for article in _legal_articles(folder / name)]
    articles += list(_everyday_sections(folder / EVERYDAY_FILE))
    return articles


def _records(file: Path) -> Iterator[dict[str, str]]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _legal_articles(file: Path) -> Iterator[Article]:
    for record in _records(file):
        passages = split_passages(record["text"].split("\n"))
        if passages:
            yield Article(syllables(record.get("title") or ""), passages)


def _everyday_sections(file: Path) -> Iterator[Article]:
    """Yield each section of each page; tables, which are lines with bars, are left out."""
    for record in _records(file):
        title = record["title"]
        heading, paragraphs = "", list[str]()
        for line in [*record["text"].split("\n"), "## "]:
            found = _HEADING.match(line)
            if found is None and line != "## ":
                if "|" not in line or "[sửa" in line:
                    paragraphs.append(_RESIDUE.sub(" ", line))
                continue
            passages = [passage for passage in split_passages(paragraphs) if len(passage) >= SHORTEST_PASSAGE // 2]
            if passages:
                yield Article(syllables(f"{title} {heading}" if heading != title else title), passages)
            heading, paragraphs = (found.group(1) if found else ""), []


def split_passages(paragraphs: list[str]) -> list[list[str]]:
    """Return the paragraphs as passages of at most about LONGEST_PASSAGE syllables; empty paragraphs are dropped."""
    passages: list[list[str]] = []
    open_passage: list[str] = []
    for paragraph in paragraphs:
        tokens = syllables(paragraph)
        if open_passage and len(open_passage) + len(tokens) > LONGEST_PASSAGE and len(open_passage) > SHORTEST_PASSAGE:
            passages.append(open_passage)
            open_passage = []
        open_passage = open_passage + tokens
        while len(open_passage) > LONGEST_PASSAGE * 1.3:
            passages.append(open_passage[:LONGEST_PASSAGE])
            open_passage = open_passage[LONGEST_PASSAGE:]
    return [*passages, open_passage] if open_passage else passages
