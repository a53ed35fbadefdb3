"""What the documents of a library are called: their places, issuers, numbers and years, prepared for questions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.records import Document
from vietnamese.document_kinds import LAWS
from vietnamese.document_numbers import ShortNumber, canonical_key, matches
from vietnamese.normal_forms import compose, folded
from vietnamese.places import PlaceNames, named_units, provinces
from vietnamese.tokens import syllables, tokens_with_spans

Organ = Literal["party", "executive", "council"]

# Names of Party committees, of people's committees and councils, in index form. "ủy ban" is no "ủy" of the Party.
_PARTY = re.compile(r"\b(?:tỉnh|thành|huyện|quận|đảng|thị|xã|khu) ủy\b|\bban chấp hành đảng bộ\b|\bban thường vụ\b")
_EXECUTIVE = re.compile(r"\bủy ban nhân dân\b|\bubnd\b")
_COUNCIL = re.compile(r"\bhội đồng nhân dân\b|\bhđnd\b")


def organ_named(text: str) -> Organ | None:
    """Return the kind of body that `text` (any form) names first; None when it names none of the three."""
    plain = " ".join(syllables(text))
    found: list[tuple[int, Organ]] = []
    patterns: tuple[tuple[Organ, re.Pattern[str]], ...] = (
        ("party", _PARTY),
        ("executive", _EXECUTIVE),
        ("council", _COUNCIL),
    )
    for organ, pattern in patterns:
        match = pattern.search(plain)
        if match is not None:
            found.append((match.start(), organ))
    return min(found)[1] if found else None


@dataclass(frozen=True, slots=True)
class Locality:
    """The place a document is of: its own unit, and the province that it is or lies in, where known."""

    name: str
    province: str | None

    @property
    def is_province(self) -> bool:
        """Tell whether the document is of the province itself."""
        return self.name == self.province


@lru_cache(maxsize=65536)
def locality_of(document: Document) -> Locality | None:
    """Return the locality of a document; None for one of a central body, or where nothing tells it.

    The issuer decides; where it names no place the place and date line does. The province of a commune is read from
    its issuer, its recipients or its title, and stays None when they name none or several.
    """
    issuer = compose(document.issuer or "")
    units = [name for _, name, _ in named_units(_title_case(issuer))]
    if not issuer or (document.issuer_level == "central" and not units):
        return None if document.issuer_level == "central" else _of_place_line(document)
    named = _provinces_in(issuer)
    if units:
        return Locality(units[0], named[0] if len(named) == 1 else _parent(document))
    if len(named) == 1:
        return Locality(named[0], named[0])
    return _of_place_line(document) if document.issuer_level != "commune" else None


def _title_case(text: str) -> str:
    """Return text in capitals as names are written, so that they can be told from kinds; other text as it is."""
    if text.upper() != text:
        return text
    return " ".join(word.capitalize() for word in text.split())


def _of_place_line(document: Document) -> Locality | None:
    named = _provinces_in(document.place or "")
    if len(named) == 1 and document.issuer_level in (None, "province"):
        return Locality(named[0], named[0])
    return None


def _parent(document: Document) -> str | None:
    for text in (document.place or "", "; ".join(document.recipients), document.title or ""):
        named = _provinces_in(text)
        if len(named) == 1:
            return named[0]
    return None


@lru_cache(maxsize=16384)
def _provinces_in(text: str) -> tuple[str, ...]:
    text = _title_case(compose(text))
    mentions = _province_finder().find(text, list(tokens_with_spans(text)))
    return tuple(dict.fromkeys(m.names[0] for m in mentions if m.certainty in ("name", "seat")))


@lru_cache(maxsize=1)
def _province_finder() -> PlaceNames:
    return PlaceNames()


class LibraryNames:
    """The names of one set of documents, looked up by place, number, kind and year."""

    def __init__(self, documents: Sequence[Document], known_numbers: Iterable[str] = ()) -> None:
        """Read the names; `known_numbers` are canonical keys of numbers that the documents refer to."""
        self.documents = tuple(documents)
        self.by_place: dict[str, list[Document]] = defaultdict(list)
        self.by_province: dict[str, list[Document]] = defaultdict(list)
        self.by_number: dict[str, list[Document]] = defaultdict(list)
        self.by_phrase: dict[str, list[Document]] = defaultdict(list)
        for document in self.documents:
            locality = locality_of(document)
            if locality is not None:
                self.by_place[locality.name].append(document)
                if locality.province is not None:
                    self.by_province[locality.province].append(document)
            if document.number:
                self.by_number[canonical_key(document.number)].append(document)
            phrase = _telling_phrase(document)
            if phrase is not None:
                self.by_phrase[phrase].append(document)
        self._by_figure: dict[str, list[str]] = defaultdict(list)
        for key in sorted({*self.by_number, *known_numbers}):
            self._by_figure[_figure(key)].append(key)
        communes = [name for name in self.by_place if name not in provinces()]
        self.places = PlaceNames(communes)
        spelled = [(entry.name, entry.spelling) for entry in self.places.names]
        self.spelled = sorted(spelled, key=lambda entry: entry[0] not in self.by_place)

    def keys_of(self, short: ShortNumber) -> list[str]:
        """Return the canonical keys of the known numbers that a short form may name."""
        return [key for key in self._by_figure.get(_figure(short.number), ()) if matches(short, key)]


def _figure(number: str) -> str:
    return number[: len(number) - len(number.lstrip("0123456789"))]


def _telling_phrase(document: Document) -> str | None:
    """Return the folded phrase that names a document or its issuer outright: a central body, a law by its title."""
    if document.kind in LAWS and document.title:
        title = folded_form(document.title)
        kind = folded_form(document.kind)
        title = title.removeprefix(kind).strip()
        return f"{kind} {title}" if " " in title else None
    if document.issuer_level == "central" and document.issuer:
        return folded_form(document.issuer)
    return None


def folded_form(text: str) -> str:
    """Return the folded index-form tokens of `text`, joined by single spaces."""
    return " ".join(folded(form) for form in syllables(text))


def library_names(documents: Sequence[Document], known_numbers: Iterable[str] = ()) -> LibraryNames:
    """Return the names of `documents`, kept from the call before while the documents stay the same."""
    numbers = known_numbers if isinstance(known_numbers, frozenset) else frozenset(known_numbers)
    as_tuple = tuple(documents)
    for names, kept in _kept:
        if (names.documents is as_tuple or names.documents == as_tuple) and (kept is numbers or kept == numbers):
            return names
    names = LibraryNames(as_tuple, numbers)
    _kept.insert(0, (names, numbers))
    del _kept[_KEEP:]
    return names


_KEEP = 4
_kept: list[tuple[LibraryNames, frozenset[str]]] = []
