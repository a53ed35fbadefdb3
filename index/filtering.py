"""Which documents and sections meet the filters of a search. Names are compared folded, in lower case."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from index.passage_store import Facets
from index.records import SearchFilters
from vietnamese.normal_forms import fold
from vietnamese.tokens import folded_syllables


@lru_cache(maxsize=65536)
def _name(text: str) -> tuple[str, ...]:
    return tuple(folded_syllables(text))


def _plain(text: str) -> str:
    return " ".join(fold(text).lower().split())


def document_key(document_id: str) -> str:
    """Return the form in which ids of documents are compared."""
    return _plain(document_id)


def document_allowed(filters: SearchFilters) -> Callable[[Facets], bool]:
    """Return a test of the conditions on documents.

    Kinds, levels and ids must be equal. An issuer must hold the name sought as whole syllables, so that "Quảng Ninh"
    finds what any body of Quảng Ninh issued. What is unknown of a document meets no condition.
    """
    issuers = [_name(issuer) for issuer in filters.issuers]
    kinds = {_name(kind) for kind in filters.kinds}
    levels = {_plain(level) for level in filters.levels}
    ids = {document_key(document_id) for document_id in filters.documents}
    years = set(filters.years)

    def allows(one: Facets) -> bool:
        return (
            (not years or one.year in years)
            and (not ids or document_key(one.id) in ids)
            and (not levels or (one.level is not None and _plain(one.level) in levels))
            and (not kinds or (one.kind is not None and _name(one.kind) in kinds))
            and (not issuers or (one.issuer is not None and any(_holds(_name(one.issuer), name) for name in issuers)))
        )

    return allows


def section_allowed(filters: SearchFilters) -> Callable[[str], bool]:
    """Return a test of a section path: it must be one of those sought or lie below it ("II.5" allows "II.5.1.a")."""
    sought = tuple(_plain(section) for section in filters.sections)

    def allows(path: str) -> bool:
        plain = _plain(path)
        return any(plain == one or plain.startswith(one + ".") for one in sought)

    return allows


def _holds(name: tuple[str, ...], sought: tuple[str, ...]) -> bool:
    width = len(sought)
    return width > 0 and any(name[start : start + width] == sought for start in range(len(name) - width + 1))
