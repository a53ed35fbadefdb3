"""Narrowing of search results: what can be chosen, with counts, and the filters a choice makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from app.formats import level_name, plain
from app.session import library
from app.texts import t
from corpus.records import Document
from index.records import Hit, SearchFilters


@dataclass(frozen=True, slots=True)
class Facet:
    """One property of documents that results can be narrowed by; `name` is a field of SearchFilters, or "places"."""

    name: str
    value: Callable[[Document], str | int | None]


_NAMES = ("issuers", "places", "levels", "kinds", "years")


def facets(localities: Mapping[str, str]) -> tuple[Facet, ...]:
    """Return the facets in the order shown; `localities` is the province, or other place, of documents by id."""
    values: tuple[Callable[[Document], str | int | None], ...] = (
        lambda document: document.issuer,
        lambda document: localities.get(document.id),
        lambda document: document.issuer_level,
        lambda document: document.kind,
        lambda document: document.issued_on.year,
    )
    return tuple(map(Facet, _NAMES, values))


def counts(facet: Facet, hits: Sequence[Hit]) -> list[tuple[str | int, int]]:
    """Return each value of a facet among the documents found, with the number of documents; most first."""
    documents = {hit.document.id: hit.document for hit in hits}
    values = (facet.value(document) for document in documents.values())
    counted = Counter(value for value in values if value is not None)
    return sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))


def choose_filters(hits: Sequence[Hit]) -> SearchFilters:
    """Show the facets of `hits` and return the filters that are chosen."""
    chosen: dict[str, tuple[str | int, ...]] = {}
    localities = library().localities()
    for facet in facets(localities):
        counted = dict(counts(facet, hits))
        before = st.session_state.get(f"facet-{facet.name}") or ()  # what is chosen stays to be taken back
        options = list(dict.fromkeys([*counted, *before]))
        if len(options) < 2 and not before:
            continue

        def label(value: str | int, name: str = facet.name, counted: dict[str | int, int] = counted) -> str:
            shown = level_name(str(value)) if name == "levels" else plain(str(value))
            return f"{shown} ({counted.get(value, 0)})"

        values = st.pills(
            t(f"facet_{facet.name}"),
            options,
            selection_mode="multi",
            format_func=label,
            key=f"facet-{facet.name}",
            persist_state="session",
        )
        chosen[facet.name] = tuple(values)
    places = chosen.pop("places", ())
    if places:
        chosen["documents"] = tuple(name for name, place in localities.items() if place in places)
    return SearchFilters(**chosen)  # type: ignore[arg-type]  # each facet's values have the type of its field


def clear_choices() -> None:
    """Forget what was chosen, for a new question."""
    for name in _NAMES:
        st.session_state.pop(f"facet-{name}", None)
