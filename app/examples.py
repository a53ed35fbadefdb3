"""Example questions made from what the library holds, so that each can be asked of these very documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from app.texts import t
from corpus.records import SPECIAL_SECTIONS, Document, ParsedDocument, Section

if TYPE_CHECKING:
    from library import Library

_LONGEST_TOPIC = 70
_FEWEST_WORDS = 3


def topics_of(parsed: ParsedDocument) -> Iterator[str]:
    """Yield headings of a document that can stand in a question: short, in words, under its first levels."""
    for section in parsed.sections:
        words = _topic(section)
        if words:
            yield words


def _topic(section: Section) -> str:
    heading = " ".join(section.heading.split()).strip(" .:;–-")
    if section.path in SPECIAL_SECTIONS or section.level < 2 or "(" in heading:
        return ""
    if not len(heading.split()) >= _FEWEST_WORDS or len(heading) > _LONGEST_TOPIC:
        return ""
    return heading[0].lower() + heading[1:] if heading[1:2].islower() or heading[1:2] == " " else heading


def example_questions(library: Library, *, count: int = 5, documents: int = 5) -> list[str]:
    """Return up to `count` questions about what different documents say; empty for an empty library."""
    chosen = _spread(library.documents(), documents)
    by_document = [list(_questions(document, library.show(document.id))) for document in chosen]
    mixed = (question for row in zip_longest(*by_document) for question in row if question)
    return list(islice(dict.fromkeys(mixed), count))


def _spread(documents: Sequence[Document], count: int) -> list[Document]:
    """Return up to `count` documents of different places first."""
    first_of_place = {document.place or document.issuer or document.id: document for document in reversed(documents)}
    firsts = list(reversed(first_of_place.values()))
    others = [document for document in documents if document not in firsts]
    return [*firsts, *others][:count]


def _questions(document: Document, parsed: ParsedDocument) -> Iterator[str]:
    for topic in islice(topics_of(parsed), 0, 8, 2):
        if document.place:
            yield t("example_in_place", topic=topic, place=document.place)
        elif document.number:
            yield t("example_in_document", topic=topic, number=document.number)
        else:
            yield t("example_plain", topic=topic)
    if document.number and document.signer:
        yield t("example_signer", number=document.number)
