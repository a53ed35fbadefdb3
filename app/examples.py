"""Example questions made from what the library holds; each is one that these very documents answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from app.texts import t
from corpus.records import SPECIAL_SECTIONS, Document, ParsedDocument, Section

if TYPE_CHECKING:
    from library import Library

_LONGEST_TOPIC = 70
_FEWEST_WORDS = 4
_TRIED = 6  # topics of one document that are asked to see whether it answers
# Headings that name who works or how the work is run say nothing of the matter. Refuses them at the beginning only.
_NO_TOPIC = re.compile(
    r"(các|sở|ủy|uỷ|ubnd|ban|bộ|đài|hội|phòng|công an|mặt trận|trung tâm|trách nhiệm|tổ chức|hiệu lực|kinh phí)\b",
    re.IGNORECASE,
)


def topics_of(parsed: ParsedDocument) -> Iterator[str]:
    """Yield headings of a document that can stand in a question: in words, short, about a matter."""
    for section in parsed.sections:
        words = _topic(section)
        if words:
            yield words


def _topic(section: Section) -> str:
    heading = " ".join(section.heading.split()).strip(" .:;–-")
    if section.path in SPECIAL_SECTIONS or not len(heading.split()) >= _FEWEST_WORDS or len(heading) > _LONGEST_TOPIC:
        return ""
    if _NO_TOPIC.match(heading) or re.search(r"[(;:\d]", heading) or heading.isupper():
        return ""
    return heading[0].lower() + heading[1:]


def example_questions(library: Library, *, count: int = 5, documents: int = 8) -> list[str]:
    """Return up to `count` questions about different documents, each answered; empty for an empty library."""
    chosen = _spread(library.documents(), documents)
    by_document = [list(_questions(document, library.show(document.id))) for document in chosen]
    mixed = dict.fromkeys(question for row in zip_longest(*by_document) for question in row if question)
    return list(islice((question for question in mixed if not library.ask(question).abstained), count))


def _spread(documents: Sequence[Document], count: int) -> list[Document]:
    """Return up to `count` documents, those of different issuers first."""
    first_of_issuer = {document.issuer or document.id: document for document in reversed(documents)}
    firsts = list(reversed(first_of_issuer.values()))
    others = [document for document in documents if document not in firsts]
    return [*firsts, *others][:count]


def _questions(document: Document, parsed: ParsedDocument) -> Iterator[str]:
    for topic in islice(dict.fromkeys(topics_of(parsed)), _TRIED):
        if document.issuer:
            yield t("example_of_issuer", topic=topic, issuer=document.issuer)
        elif document.number:
            yield t("example_in_document", topic=topic, number=document.number)
        else:
            yield t("example_plain", topic=topic)
    if document.number and document.signer:
        yield t("example_signer", number=document.number)
