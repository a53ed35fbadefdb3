"""Places named in a question, and the documents of the library that they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.records import Document, PartialDate
from index.query_names import LibraryNames, Organ, folded_form, locality_of, organ_named
from vietnamese.places import PlaceMention, merged_into, named_units, provinces
from vietnamese.tokens import Token, tokens_with_spans

_REFORM = (2025, 7)

# A question whether something is of a place ("… thuộc Cà Mau phải không"): the answer may be in any document, for
# it may be of another place. Refuses a place of which something is asked ("Cà Mau có … phải không").
_WHETHER_OF = re.compile(r"\b(?:la|thuoc) (?:cua |o |tai )?(?:\S+ ){1,5}(?:(?:co )?(?:dung|phai) (?:khong|ko)|a|ha)$")
# A law or decree named as the ground: the answer is in it, and a place in such a question is its subject.
_CENTRAL_GROUND = re.compile(r"\btheo (?:bo luat|luat|nghi dinh|thong tu|phap lenh|hien phap)\b")
# A document said to be of a body: "kế hoạch … của UBND", "văn bản do Tỉnh ủy". Refuses what is done for the body.
_ORGAN = r"(?P<organ>ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|(?:tinh|thanh|huyen|quan|dang) uy|ban chap hanh)\b"
_DOCUMENT_OF = re.compile(
    r"\b(?:ke hoach|van ban|nghi quyet|quyet dinh|ket luan|chi thi|chuong trinh|cong van|huong dan|bao cao|de an)\b"
    rf"(?: \S+){{0,6}}? (?:cua|do) (?:ban thuong vu )?{_ORGAN}"
)
_ORGAN_NAMED = re.compile(rf"\b{_ORGAN}")


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What the places of a question mean for the search: ids of documents, and notes to show.

    `required` must hold, `preferred` only raise the score; `unknown` are places without any document;
    `localities` counts the places with documents of their own, `typed` are their names as they stand in the question.
    """

    required: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    localities: int = 0
    typed: tuple[str, ...] = ()


@dataclass
class _Gathered:
    own: dict[str, list[Document]] = field(default_factory=dict)
    likely: dict[str, list[Document]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@lru_cache(maxsize=32)
def place_spans(text: str, names: LibraryNames) -> tuple[tuple[int, int, PlaceMention], ...]:
    """Return the places named in `text` (NFC) with their spans in it; remembered for the steps of one question."""
    tokens = list(tokens_with_spans(text))
    return tuple((tokens[m.start].start, tokens[m.end - 1].end, m) for m in names.places.find(text, tokens))


def read_places(text: str, names: LibraryNames) -> PlaceReading:
    """Return what the places named in `text` (NFC, typos mended) mean for a library.

    One place with documents of its own makes a condition; several make it of all of them together. A nickname, a
    region, an abbreviation, a seat or a unit since merged only makes a preference, said in a note.
    """
    tokens = list(tokens_with_spans(text))
    gathered = _Gathered()
    found: list[tuple[str, str]] = []
    for mention, province in _with_parents(names.places.find(text, tokens), tokens, names):
        typed = text[tokens[mention.start].start : tokens[mention.end - 1].end]
        found.append((mention.names[0], typed))
        _gather(mention, typed, names, gathered)
        _narrow(mention.names[0], province, names, gathered)
    unheld_units = _gather_units(text, names, gathered)
    own = [document for documents in gathered.own.values() for document in documents]
    likely = [document for documents in gathered.likely.values() for document in documents]
    bare = folded_form(text)
    required, likely = _with_organ(bare, own, likely)
    if len(gathered.own) == 1 and (unheld_units or _CENTRAL_GROUND.search(bare)):
        likely, required = required + likely, []
    if _WHETHER_OF.search(bare):
        likely, required = [], []
    if not gathered.own:
        likely = likely + _named_outright(bare, names)
    return PlaceReading(
        required=tuple(dict.fromkeys(document.id for document in required)),
        preferred=tuple(dict.fromkeys(document.id for document in likely)),
        notes=tuple(dict.fromkeys(gathered.notes)),
        unknown=tuple(dict.fromkeys(gathered.unknown)),
        localities=len(gathered.own),
        typed=tuple(dict.fromkeys(typed for name, typed in found if name in gathered.own)),
    )


def _named_outright(bare: str, names: LibraryNames) -> list[Document]:
    """Return the documents of the central bodies, and the laws, that a question names in full."""
    return [doc for phrase, docs in names.by_phrase.items() if f" {phrase} " in f" {bare} " for doc in docs]


_WITHIN = frozenset("tỉnh tinh thành thanh phố pho tp thuộc thuoc của cua ở o".split())


def _with_parents(
    mentions: list[PlaceMention], tokens: Sequence[Token], names: LibraryNames
) -> list[tuple[PlaceMention, str | None]]:
    """Return the mentions, a province that only says where a commune lies put beside the commune it follows.

    So in "xã Tân Hòa, tỉnh Bắc Ninh"; a province with documents of its own stays unless the commune is known to lie
    there.
    """
    kept: list[tuple[PlaceMention, str | None]] = []
    for mention in mentions:
        before = kept[-1][0] if kept else None
        if before is not None and mention.names[0] in provinces() and before.names[0] not in provinces():
            between = {token.form for token in tokens[before.end : mention.start]}
            communes = names.by_place.get(before.names[0], ())
            within = names.by_province.get(mention.names[0], ())
            lies_there = any(document in within for document in communes)
            if between <= _WITHIN and (lies_there or not names.by_place.get(mention.names[0])):
                kept[-1] = (before, mention.names[0])
                continue
        kept.append((mention, None))
    return kept


def _narrow(name: str, province: str | None, names: LibraryNames, gathered: _Gathered) -> None:
    """Keep the documents of the commune of that name in the province said; say it when there are several such."""
    own = gathered.own.get(name, ())
    parents = {locality.province for document in own if (locality := locality_of(document)) is not None}
    if len(parents) < 2:
        return
    within = [document for document in own if document in names.by_province.get(province or "", ())]
    if within:
        gathered.own[name] = within
    else:
        known = ", ".join(sorted(parent for parent in parents if parent))
        gathered.notes.append(f"Có nhiều nơi tên {name} ({known}); nên ghi rõ tỉnh, thành phố.")


def _gather(mention: PlaceMention, typed: str, names: LibraryNames, gathered: _Gathered) -> None:
    if mention.certainty == "name":
        _gather_name(mention.names[0], names, gathered)
        return
    held = [name for name in mention.names if names.by_place.get(name)]
    if mention.certainty == "region":
        for name in held:
            gathered.likely[name] = names.by_place[name]
        if held:
            gathered.notes.append(f"Đã hiểu “{typed}” là vùng gồm {', '.join(held)}.")
    elif len(held) == 1:
        gathered.likely[held[0]] = names.by_place[held[0]]
        if mention.certainty != "seat":
            gathered.notes.append(f"Đã hiểu “{typed}” là {held[0]}.")
    elif len(held) > 1:
        gathered.notes.append(f"“{typed}” có thể là {' hoặc '.join(held)}; nên ghi rõ tên.")
    elif mention.certainty in ("nickname", "short"):
        gathered.unknown += mention.names
        gathered.notes.append(_absent(f"{' hoặc '.join(mention.names)} (“{typed}”)"))


def _gather_name(name: str, names: LibraryNames, gathered: _Gathered) -> None:
    own = names.by_place.get(name)
    if own:
        gathered.own[name] = own
        return
    province = provinces().get(name)
    said = province.full_name if province is not None else name
    within = names.by_province.get(name)
    if within:
        gathered.likely[name] = within
        issuers = ", ".join(dict.fromkeys(doc.issuer or doc.id for doc in within[:3]))
        gathered.notes.append(f"Thư viện không có văn bản của {said}; có văn bản của {issuers} thuộc địa bàn này.")
        return
    if province is not None and province.now != name and names.by_place.get(province.now):
        gathered.likely[name] = [doc for doc in names.by_place[province.now] if _since_reform(doc.issued_on)]
        gathered.unknown += [] if gathered.likely[name] else [name]
        now = provinces()[province.now].full_name
        gathered.notes.append(f"Thư viện không có văn bản của {said}; từ 01/7/2025 địa bàn này thuộc {now}.")
        return
    earlier = [other for other in merged_into(name) if other != name and names.by_place.get(other)]
    if earlier:
        gathered.likely[name] = [doc for other in earlier for doc in names.by_place[other]]
        gathered.notes.append(
            f"Thư viện không có văn bản của {said}; có văn bản của {', '.join(earlier)}, "
            "nay đã hợp nhất vào đơn vị này."
        )
        return
    gathered.unknown.append(name)
    gathered.notes.append(_absent(said))


def _absent(said: str) -> str:
    return f"Thư viện không có văn bản của {said}."


def _since_reform(issued: PartialDate) -> bool:
    if issued.year is None:
        return True
    return (issued.year, issued.month or 12) >= _REFORM


def _gather_units(text: str, names: LibraryNames, gathered: _Gathered) -> bool:
    """Add the communes and districts named with their kind; tell whether the library holds nothing of one of them."""
    unheld = False
    for kind, name, _ in named_units(text):
        held = names.by_place.get(name)
        if held:
            gathered.own.setdefault(name, held)
        elif not any(name.startswith(known) for known in (*names.by_place, *provinces())):
            unheld = True
            gathered.unknown.append(f"{kind} {name}")
            gathered.notes.append(_absent(f"{kind} {name}"))
    return unheld


def _with_organ(bare: str, own: list[Document], likely: list[Document]) -> tuple[list[Document], list[Document]]:
    """Keep the documents of the Party, or of the State, where the question says whose document it asks about.

    A body that is only named ("Tỉnh ủy … giao ai") makes its documents likelier than others of the place.
    """
    said = _DOCUMENT_OF.search(bare)
    match = said or _ORGAN_NAMED.search(bare)
    if match is None:
        return own, likely
    narrowed = [document for document in own if organ_named(document.issuer or "") == _organ_of(match["organ"])]
    if len(narrowed) in (0, len(own)):
        return own, likely
    return (narrowed, likely) if said else (own, narrowed + likely)


def _organ_of(bare: str) -> Organ:
    if bare.endswith(" uy") or bare == "ban chap hanh":
        return "party"
    return "council" if bare in ("hdnd", "hoi dong nhan dan") else "executive"
