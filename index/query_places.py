"""Places named in a question, and the documents of the library that they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.records import Document, PartialDate
from index.query_names import LibraryNames, Organ, organ_named
from vietnamese.normal_forms import fold
from vietnamese.places import PlaceMention, merged_into, named_units, provinces
from vietnamese.tokens import Token, tokens_with_spans

_REFORM = (2025, 7)

# A question whether something is of a place ("là của … đúng không") is answered by whichever document has it.
_CONFIRMS = re.compile(r"\b(?:dung|phai) (?:khong|ko)\b|\bco dung la\b|\bco phai (?:la|cua)\b")
# A law or decree named as the ground: the answer is in it, and a place in such a question is its subject.
_CENTRAL_GROUND = re.compile(r"\btheo (?:bo luat|luat|nghi dinh|thong tu|phap lenh|hien phap)\b")
# A document said to be of a body: "kế hoạch … của UBND", "văn bản do Tỉnh ủy". Refuses what is done for the body.
_DOCUMENT_OF = re.compile(
    r"\b(?:ke hoach|van ban|nghi quyet|quyet dinh|ket luan|chi thi|chuong trinh|cong van|huong dan|bao cao|de an)\b"
    r"(?: \S+){0,6}? (?:cua|do) (?:ban thuong vu )?"
    r"(?P<organ>ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|(?:tinh|thanh|huyen|quan|dang) uy|ban chap hanh)\b"
)


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What the places of a question mean for the search: ids of documents, and notes to show.

    `required` must hold, `preferred` only raise the score; `unknown` are places without any document;
    `localities` counts the places with documents of their own.
    """

    required: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    localities: int = 0


@dataclass
class _Gathered:
    own: dict[str, list[Document]] = field(default_factory=dict)
    likely: dict[str, list[Document]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def place_spans(text: str, names: LibraryNames) -> list[tuple[int, int, PlaceMention]]:
    """Return the places named in `text` (NFC) with their spans in it."""
    tokens = list(tokens_with_spans(text))
    return [(tokens[m.start].start, tokens[m.end - 1].end, m) for m in names.places.find(text, tokens)]


def read_places(text: str, names: LibraryNames) -> PlaceReading:
    """Return what the places named in `text` (NFC, typos mended) mean for a library.

    One place with documents of its own makes a condition; several make it of all of them together. A nickname, a
    region, an abbreviation, a seat or a unit since merged only makes a preference, said in a note.
    """
    tokens = list(tokens_with_spans(text))
    mentions = _without_parents(names.places.find(text, tokens), tokens, names)
    gathered = _Gathered()
    for mention in mentions:
        typed = text[tokens[mention.start].start : tokens[mention.end - 1].end]
        _gather(mention, typed, names, gathered)
    _gather_units(text, names, gathered)
    required = _with_organ(text, tokens, [doc for docs in gathered.own.values() for doc in docs])
    likely = [doc.id for docs in gathered.likely.values() for doc in docs]
    bare = _bare(tokens)
    if len(gathered.own) == 1 and (_CONFIRMS.search(bare) or _CENTRAL_GROUND.search(bare)):
        likely, required = [doc.id for doc in required] + likely, []
    return PlaceReading(
        required=tuple(dict.fromkeys(doc.id for doc in required)),
        preferred=tuple(dict.fromkeys(likely)),
        notes=tuple(dict.fromkeys(gathered.notes)),
        unknown=tuple(dict.fromkeys(gathered.unknown)),
        localities=len(gathered.own),
    )


def _bare(tokens: Sequence[Token]) -> str:
    return " ".join(fold(token.form) for token in tokens)


_WITHIN = frozenset("tỉnh tinh thành thanh phố pho tp thuộc thuoc của cua ở o".split())


def _without_parents(mentions: list[PlaceMention], tokens: Sequence[Token], names: LibraryNames) -> list[PlaceMention]:
    """Drop a province that only says where the commune just named lies ("phường …, thành phố Hải Phòng")."""
    kept: list[PlaceMention] = []
    for mention in mentions:
        before = kept[-1] if kept else None
        if before is not None and mention.names[0] in provinces() and before.names[0] not in provinces():
            between = {token.form for token in tokens[before.end : mention.start]}
            communes = names.by_place.get(before.names[0], ())
            within = names.by_province.get(mention.names[0], ())
            lies_there = any(document in within for document in communes)
            if between <= _WITHIN and (lies_there or not names.by_place.get(mention.names[0])):
                continue
        kept.append(mention)
    return kept


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
    elif mention.certainty == "nickname" and len(mention.names) == 1:
        gathered.unknown.append(mention.names[0])
        gathered.notes.append(_absent(f"{mention.names[0]} (“{typed}”)"))


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


def _gather_units(text: str, names: LibraryNames, gathered: _Gathered) -> None:
    """Add the communes and districts named with their kind that the finder of names cannot know."""
    for kind, name, _ in named_units(text):
        held = names.by_place.get(name)
        if held:
            gathered.own.setdefault(name, held)
        elif not any(name.startswith(known) for known in (*names.by_place, *provinces())):
            gathered.unknown.append(f"{kind} {name}")
            gathered.notes.append(_absent(f"{kind} {name}"))


def _with_organ(text: str, tokens: Sequence[Token], documents: list[Document]) -> list[Document]:
    """Keep the documents of the Party, or of the State, where the question says whose document it asks about."""
    match = _DOCUMENT_OF.search(_bare(tokens))
    if match is None:
        return documents
    organ = _organ_of(match["organ"])
    narrowed = [document for document in documents if organ_named(document.issuer or "") == organ]
    return narrowed or documents


def _organ_of(folded: str) -> Organ:
    if folded.endswith(" uy") or folded == "ban chap hanh":
        return "party"
    return "council" if folded in ("hdnd", "hoi dong nhan dan") else "executive"
