"""Documents and an encoder made up for the tests of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy

from corpus.records import (
    Document,
    ParsedDocument,
    PartialDate,
    Passage,
    ReadingText,
    Reference,
    Section,
    TableSpan,
)
from embeddings.encoder import Vectors


@dataclass(frozen=True)
class HashEncoder:
    """Counts words in `dimension` buckets; equal texts have equal vectors, an empty text the zero vector."""

    dimension: int = 32
    fingerprint: str = "hash-32"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = numpy.zeros((len(texts), self.dimension), numpy.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, int(hashlib.md5(word.encode()).hexdigest(), 16) % self.dimension] += 1
        lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / numpy.where(lengths == 0, 1, lengths)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)


def sha256_of_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def make_document(
    document_id: str, paragraphs: Sequence[str], *, headings: tuple[str, ...] = (), **identity: object
) -> ParsedDocument:
    """Return a document with one passage a paragraph, in sections I.1, I.2 and so on."""
    text = "\n".join(paragraphs)
    passages, start = [], 0
    for place, paragraph in enumerate(paragraphs, 1):
        end = start + len(paragraph)
        passages.append(
            Passage(f"{document_id}:{place}", document_id, f"I.{place}", headings, paragraph, start, end, (1,))
        )
        start = end + 1
    document = Document(
        document_id, source=f"{document_id}.txt", sha256=sha256_of_text(text), passages=len(passages), **identity
    )
    return ParsedDocument(document, ReadingText(text), (Section("I", "I.", "", 1, 0, len(text)),), (), tuple(passages))


def full_document() -> ParsedDocument:
    """Return a document that has something in every field of every record."""
    parsed = make_document("đầy-đủ", ["Số dân năm 2026 là 1.204 người.", "Phụ lục kèm theo Kế hoạch số 7/KH-UBND."])
    document = replace(
        parsed.document,
        kind="Kế hoạch",
        number="8/KH-UBND",
        issuer="Ủy ban nhân dân xã Tân Hòa",
        issuer_level="commune",
        place="Tân Hòa",
        issued_on=PartialDate(2026, 3),
        title="Về dân số",
        signer="Trần Văn Mẫu",
        signer_title="Chủ tịch",
        on_behalf_of="TM. Ủy ban nhân dân",
        recipients=("Như trên", "Lưu: VT"),
        urgency="KHẨN",
        obtained_by="mixed",
        digest=True,
        pages=2,
        warnings=("Trang 2 mờ",),
    )
    reading = replace(
        parsed.reading,
        page_starts=(0, 32),
        page_numbers=(1, 2),
        tables=(TableSpan(0, 10, ((0, 5), (5, 10)), (("a", "b"), ("1", "2")), 1),),
        bold=((0, 2),),
        centred=((3, 4), (5, 6)),
    )
    reference = Reference(
        "Kế hoạch số 7/KH-UBND", 49, 70, "Kế hoạch", "7/KH-UBND", None, PartialDate(2025, 1, 2), "Kế hoạch 7", "kh7"
    )
    passages = (replace(parsed.passages[0], pages=(1, 2), context="cột số dân", headings=("I. A", "1. B")),)
    return ParsedDocument(document, reading, parsed.sections, (reference,), passages)
