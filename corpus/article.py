"""Documents made from plain records {id, title, text, source}, as in collections of articles of law.

An article is understood from the document it stands in: "Nguyên tắc làm việc của Hội đồng" says nothing of which
council. What the document is about is told by a note under one of its articles (`vietnamese.source_notes`), or else by
its article on scope ("Phạm vi điều chỉnh").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.passages import split_passages
from corpus.records import Document, ParsedDocument, ReadingText
from vietnamese.flat_text import flat_lower
from vietnamese.normal_forms import compose
from vietnamese.source_notes import SourceNote, read_source_note, titles_in

# "13.1.TT.2.7" stands in "13.1.TT.2". Refuses an id of one part.
_PARENT = re.compile(r"(?s:(.+))[^\w\s]\w+")
_SCOPE_TITLE = re.compile(r"\bpham vi (?:dieu chinh|ap dung)\b")
# "Thông tư này quy định … ." up to the end of the clause. Refuses what is too short to tell a document by.
_SCOPE = re.compile(r"\bnày\s+(?:quy định|hướng dẫn|điều chỉnh|áp dụng)\s+([^.;:\n]{15,})")
_SCOPE_WITHIN = 600
_SCOPE_SYLLABLES = 40


def article_documents(records: Iterable[Mapping[str, Any]]) -> Iterator[ParsedDocument]:
    """Yield each record as a document; `title` (of the article) and `source` (the note under it) may be absent."""
    noted = [(record, read_source_note(record.get("source") or "")) for record in records]
    titles = titles_in(note for _, note in noted)
    scopes: dict[str, str] = {}
    for record, note in noted:
        scope = _scope(record)
        if scope is not None:
            scopes.setdefault(_stands_in(record, note), scope)
    for record, note in noted:
        stands_in = _stands_in(record, note)
        reading, headings = ReadingText(record["text"]), (record["title"],) if record.get("title") else ()
        passages = split_passages(reading, (), str(record["id"]), above=headings)
        document = Document(
            id=str(record["id"]),
            kind=note.kind if note else None,
            number=note.number if note else None,
            title=titles.get(stands_in) or scopes.get(stands_in),
            passages=len(passages),
        )
        yield ParsedDocument(document, reading, (), (), passages)


def _stands_in(record: Mapping[str, Any], note: SourceNote | None) -> str:
    """Return what the articles of one document have in common: its number, or else the beginning of their ids."""
    if note is not None:
        return note.key
    parent = _PARENT.fullmatch(str(record["id"]))
    return parent[1] if parent else str(record["id"])


def _scope(record: Mapping[str, Any]) -> str | None:
    """Return what an article on the scope of its document says that it regulates; None for other articles."""
    if _SCOPE_TITLE.search(flat_lower(compose(record.get("title") or ""))) is None:
        return None
    said = _SCOPE.search(compose(record["text"])[:_SCOPE_WITHIN])
    return None if said is None else " ".join(said[1].split()[:_SCOPE_SYLLABLES])
