"""Documents of a library looked up by id, in the order of the library, without going through tens of thousands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from corpus.records import Document


def documents_with(documents: Sequence[Document], ids: Collection[str]) -> list[Document]:
    """Return the documents with these ids, in their order; an unknown id is passed over.

    Places are kept from the call before while the documents are the same sequence, which must not change.
    """
    global _kept
    kept_documents, places = _kept
    if kept_documents is not documents:
        places = {document.id: place for place, document in enumerate(documents)}
        _kept = (documents, places)
    return [documents[place] for place in sorted(places[one] for one in frozenset(ids) if one in places)]


_kept: tuple[Sequence[Document], Mapping[str, int]] = ((), {})
