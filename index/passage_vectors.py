"""The vector of a passage: what it says, leaning towards what its document is about.

Of "Nguyên tắc làm việc của Hội đồng" only the title of the document tells which council. The title has a vector of its
own, so that it counts alike before a short passage and a long one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from corpus.records import Document, Passage
from embeddings.encoder import Encoder, Vectors

TITLE_SHARE = 0.2
"""Length of the title's vector beside that of the passage's own, which is 1."""


def embedded_text(passage: Passage) -> str:
    """Return the text of a passage that is turned into a vector."""
    return "\n".join(part for part in (*passage.headings, passage.text, passage.context) if part)


def passage_vectors(encoder: Encoder, passages: Sequence[tuple[Passage, Document]]) -> Vectors:
    """Return unit vectors of passages of documents, shape (len(passages), encoder.dimension)."""
    titles = list(dict.fromkeys(document.title for _, document in passages if document.title))
    vectors = encoder.encode_passages([*(embedded_text(passage) for passage, _ in passages), *titles])
    vectors, of_titles = vectors[: len(passages)], dict(zip(titles, vectors[len(passages) :], strict=True))
    for vector, (_, document) in zip(vectors, passages, strict=True):
        if document.title:
            vector += TITLE_SHARE * of_titles[document.title]
    lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
    numpy.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors
