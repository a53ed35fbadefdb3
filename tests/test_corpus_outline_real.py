"""The outline of official documents: every printed section of the plans, every điều of the legal texts."""

from __future__ import annotations

import json
import lzma
import textwrap
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from corpus.layout import reading_text
from corpus.outline import outline
from corpus.readers import read as read_file
from corpus.records import SPECIAL_SECTIONS, Section
from tests.corpus_factories import read, real_file


def numbered(sections: tuple[Section, ...]) -> list[tuple[str, str]]:
    return [(section.path, section.label) for section in sections if section.path not in SPECIAL_SECTIONS]


PLANS = {
    "000": "I- I.1:1. I.2:2. II- II.1:1. II.2:2. II.3:3. II.4:4. III- III.1:1. III.2:2. III.3:3. III.4:4. III.5:5.",
    "001": "I. I.1:1. I.2:2. II. II.1:1. II.2:2. II.3:3. III. III.1:1. III.2:2. III.3:3. III.4:4. III.5:5. III.6:6.",
    "002": (
        "I. I.1:1. I.2:2. II. II.1:1. II.1.1:1.1. II.1.2:1.2. II.2:2. II.2.1:2.1. II.2.2:2.2. II.3:3. II.4:4. II.5:5. "
        "II.5.1:5.1. II.5.2:5.2. II.5.3:5.3. II.5.4:5.4. II.5.5:5.5. III. III.1:1. III.2:2."
    ),
    "003": (
        "I. I.1:1. I.1.a:a) I.1.b:b) I.1.c:c) I.2:2. I.2.a:a) I.2.b:b) II. II.1:1. II.1.a:a) II.1.b:b) II.2:2. "
        "II.2.a:a) II.2.b:b) II.3:3. II.3.a:a) II.3.b:b) II.4:4. II.4.a:a) II.4.b:b) II.5:5. II.5.a:a) II.5.b:b) "
        "II.5.c:c) II.5.d:d) III. III.1:1. III.2:2. IV. IV.1:1. IV.2:2. IV.3:3."
    ),
    "004": (
        "I. I.1:1. I.2:2. I.3:3. II. II.1:1. II.2:2. II.3:3. II.3.2.1:2.1. II.3.2.2:2.2. III. III.1:1. III.2:2. "
        "III.3:3. III.4:4. III.5:5. III.6:6. III.7:7. IV. IV.1:1. IV.2:2."
    ),
}
PARTS = {
    "000": ["header", "title", "preamble", "recipients", "signature"],
    "001": ["title", "preamble", "closing", "recipients", "signature"],
    "002": ["header", "title", "preamble", "recipients", "signature"],
    "003": ["preamble", "closing", "recipients", "signature"],
    "004": ["header", "title", "preamble", "closing", "recipients", "signature"],
}


def _path_and_label(item: str) -> tuple[str, str]:
    path, colon, label = item.partition(":")
    return (path, label) if colon else (item[:-1], item)


@pytest.mark.real
@pytest.mark.parametrize("name", PLANS)
def test_the_outline_of_each_plan(name: str) -> None:
    sections = outline(reading_text(read_file(real_file(f"corpus/{name}_*.txt"))))
    assert numbered(sections) == [_path_and_label(item) for item in PLANS[name].split(" ")]
    assert [section.path for section in sections if section.path in SPECIAL_SECTIONS] == PARTS[name]
    assert all(
        section.level == section.path.count(".") + 1 - (".2." in section.path and name == "004") for section in sections
    )


# Counted by hand in the documents themselves: (điều, chương, annexes).
LEGAL = {
    "documents/docx/ND30_30_2020_ND_CP.docx": (38, 7, []),
    "documents/txt/383-QD-TW_*.txt": (23, 0, []),
    "documents/pdf/nghi-dinh-so-188-*.pdf": (10, 5, ["Phụ lục"]),
    "documents/pdf/nghi-quyet-so-109-*.pdf": (
        3, 0, ["Chương trình hành động", "Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV"],
    ),
    "documents/pdf/nghi-quyet-so-78-*.pdf": (3, 0, []),
    "documents/pdf/thong-tu-so-06-*.pdf": (4, 0, ["Phụ lục"]),
    "documents/pdf/thong-tu-so-56-*.pdf": (18, 4, []),
    "documents/pdf/van-ban-hop-nhat-so-38-*.pdf": (12, 3, ["Phụ lục I", "Phụ lục II"]),
}  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize("pattern", LEGAL)
def test_articles_chapters_and_annexes_of_legal_documents(pattern: str) -> None:
    articles, chapters, annexes = LEGAL[pattern]
    sections = outline(reading_text(read_file(real_file(pattern))))
    found = [section.path for section in sections]
    assert [path for path in found if path.startswith("Điều") and "." not in path] == [
        f"Điều {number}" for number in range(1, articles + 1)
    ]
    assert sum(path.startswith("Chương ") and "." not in path and "trình" not in path for path in found) == chapters
    assert [path for path in found if path.startswith(("Phụ lục", "Chương trình")) and "." not in path] == annexes
    assert not any(".Điều" in path for path in found)


def _articles_by_law(path: Path) -> list[list[dict[str, str]]]:
    """Return the documents of a file of articles whose articles count up from 1 without a gap."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        records = [record for record in map(json.loads, file) if record.get("law") and record.get("article")]
    laws = [list(articles) for _, articles in groupby(records, key=lambda record: record["id"].split(":")[1])]
    return [
        articles
        for articles in laws
        if len(articles) >= 4 and [str(a["article"]) for a in articles] == [str(n + 1) for n in range(len(articles))]
    ]


@pytest.mark.real
@pytest.mark.prove
@pytest.mark.parametrize("blank_after_every_line", [False, True])
def test_articles_of_many_laws_are_found_and_none_invented(blank_after_every_line: bool) -> None:
    found = printed = right = 0
    for articles in _articles_by_law(real_file("training/van-ban-phap-luat.jsonl.xz"))[::10]:
        paragraphs = ["NGHỊ ĐỊNH", "Về một việc", "Căn cứ Luật Tổ chức Chính phủ;"]
        for article in articles:
            paragraphs += [f"Điều {article['article']}. {article['title']}", *article["text"].split("\n")]
        lines = [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, 78, break_on_hyphens=False)]
        sections = outline(read(("\n\n" if blank_after_every_line else "\n").join(lines)))
        got = Counter(s.path for s in sections if s.path.startswith("Điều") and "." not in s.path)
        want = Counter(f"Điều {article['article']}" for article in articles)
        found, printed, right = found + got.total(), printed + want.total(), right + (got & want).total()
    assert printed > 1000
    assert right / printed >= 0.98
    assert right / found >= 0.98
