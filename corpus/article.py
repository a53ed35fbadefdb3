"""Documents made from plain records {id, title, text}, as in collections of articles of law."""

from __future__ import annotations

from dataclasses import replace

from corpus.passages import split_passages
from corpus.records import Document, ParsedDocument, ReadingText


def article_document(identifier: str, title: str | None, text: str) -> ParsedDocument:
    """Return a document without outline whose passages carry the title as their heading."""
    reading = ReadingText(text)
    headings = (title,) if title else ()
    passages = tuple(replace(passage, headings=headings) for passage in split_passages(reading, (), identifier))
    document = Document(id=identifier, title=title, passages=len(passages))
    return ParsedDocument(document, reading, (), (), passages)
