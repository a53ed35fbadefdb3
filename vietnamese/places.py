"""Provinces and centrally run cities: names before and after 1/7/2025, spellings, nicknames and regions.

The data is places.toml. Names of districts and communes come from the documents of a library: `PlaceNames` takes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from vietnamese.data_files import read_toml
from vietnamese.normal_forms import fold, has_marks
from vietnamese.phrases import PhraseTable
from vietnamese.syllables import is_syllable
from vietnamese.tokens import Token, syllables

_DATA = Path(__file__).with_name("places.toml")

Certainty = Literal["name", "seat", "short", "nickname", "region"]
WordLike = Literal["", "folded", "marked"]
# Words before a name that make a place of it ("tỉnh Hòa Bình", "ở Điện Biên").
_CUES = frozenset("tỉnh tinh tp ở o tại tai của cua ubnd hđnd hdnd ủy uy in of province".split())
_UNIT_CUES = frozenset("phường phuong xã xa trấn tran khu quận quan huyện huyen".split())
_CITY = (("thành", "phố"), ("thanh", "pho"))


@dataclass(frozen=True, slots=True)
class Province:
    """A province or centrally run city; `now` is the unit that holds its territory since 1/7/2025."""

    name: str
    city: bool
    now: str
    also: tuple[str, ...]
    seat: tuple[str, ...]
    short: tuple[str, ...]
    nicknames: tuple[str, ...]
    regions: tuple[str, ...]
    word: WordLike

    @property
    def full_name(self) -> str:
        """Return the name with its kind: "tỉnh Lai Châu", "thành phố Hà Nội"."""
        if self.name.startswith("Thành phố"):
            return self.name
        return f"{'thành phố' if self.city else 'tỉnh'} {self.name}"


@cache
def provinces() -> dict[str, Province]:
    """Return the 63 provinces and cities of before 1/7/2025 by name; `now` tells the 34 that went on."""
    data: dict[str, Any] = read_toml(_DATA)["provinces"]
    return {
        name: Province(
            name=name,
            city=entry.get("city", False),
            now=entry.get("now", name),
            also=tuple(entry.get("also", ())),
            seat=tuple(entry.get("seat", ())),
            short=tuple(entry.get("short", ())),
            nicknames=tuple(entry.get("nicknames", ())),
            regions=tuple(entry.get("regions", ())),
            word=entry.get("word", ""),
        )
        for name, entry in data.items()
    }


def merged_into(name: str) -> tuple[str, ...]:
    """Return the names of before 1/7/2025 whose territory the unit `name` holds, its own first."""
    return tuple(sorted((p.name for p in provinces().values() if p.now == name), key=lambda other: other != name))


class PlaceMention(NamedTuple):
    """Places that a stretch of tokens names: tokens `start` to `end` (exclusive).

    `names` holds more than one for a region or an ambiguous abbreviation.
    """

    start: int
    end: int
    names: tuple[str, ...]
    certainty: Certainty


class _Filed(NamedTuple):
    name: str
    spelling: tuple[str, ...]
    certainty: Certainty
    word: WordLike


class PlaceNames:
    """Finds the provinces, and the further places it was given, in the tokens of a question."""

    def __init__(self, further: Iterable[str] = ()) -> None:
        """File every spelling; `further` are names of districts and communes, without their kind."""
        filed = [*_province_names(), *(entry for name in further for entry in _further(name))]
        self._table: PhraseTable[_Filed] = PhraseTable(
            ([fold(token) for token in entry.spelling], entry) for entry in filed
        )
        self._joined = {
            "".join(fold(token) for token in entry.spelling): entry
            for entry in filed
            if entry.certainty == "name" and len(entry.spelling) > 1
        }
        self.names = tuple(entry for entry in filed if entry.certainty == "name")

    def find(self, text: str, tokens: Sequence[Token]) -> list[PlaceMention]:
        """Return the places named among the `tokens` of `text`, from left to right.

        Typed marks count. Refuses an ordinary phrase that looks like a name ("hòa bình", "dien bien") unless it is
        capitalised, or a word before it says that it is a place.
        """
        folded = [fold(token.form) for token in tokens]
        found: list[PlaceMention] = []
        position = 0
        while position < len(tokens):
            mention = self._at(text, tokens, folded, position)
            if mention is None:
                position += 1
            else:
                found.append(mention)
                position = mention.end
        return found

    def _at(self, text: str, tokens: Sequence[Token], folded: list[str], start: int) -> PlaceMention | None:
        match = self._table.at(folded, start)
        if match is not None:
            typed = tokens[start : match.end]
            fitting = [entry for entry in match.values if _fits(entry, text, typed, tokens[max(0, start - 2) : start])]
            if fitting:
                return _mention(start, match.end, fitting)
        joined = self._joined.get(folded[start])
        if joined is not None and not is_syllable(tokens[start].form):
            return PlaceMention(start, start + 1, (joined.name,), "name")
        return None


def _further(name: str) -> list[_Filed]:
    # A name of one syllable is a word like another; a figure ("phường 12") is read by `named_units` alone.
    spelling = tuple(syllables(name))
    return [] if name.isdigit() else [_Filed(name, spelling, "name", "marked" if len(spelling) == 1 else "")]


def _mention(start: int, end: int, fitting: Sequence[_Filed]) -> PlaceMention:
    order: tuple[Certainty, ...] = ("name", "seat", "short", "nickname", "region")
    best = min((entry.certainty for entry in fitting), key=order.index)
    names = dict.fromkeys(entry.name for entry in fitting if entry.certainty == best)
    return PlaceMention(start, end, tuple(names), best)


def _province_names() -> list[_Filed]:
    filed: list[_Filed] = []
    for province in provinces().values():
        spellings: list[tuple[str, Certainty]] = [(province.name, "name")]
        spellings += [(name, "name") for name in province.also]
        spellings += [(name, "seat") for name in province.seat if name != province.name]
        spellings += [(name, "short") for name in province.short]
        spellings += [(name, "nickname") for name in province.nicknames]
        spellings += [(name, "region") for name in province.regions]
        filed += [
            _Filed(province.name, tuple(syllables(name)), certainty, province.word if certainty == "name" else "")
            for name, certainty in spellings
        ]
    return filed


def _fits(entry: _Filed, text: str, typed: Sequence[Token], before: Sequence[Token]) -> bool:
    words = [text[token.start : token.end] for token in typed]
    marks_agree = all(
        token.form == name or not has_marks(token.form) for token, name in zip(typed, entry.spelling, strict=True)
    )
    if not marks_agree:
        return False
    capitalised = all(word[0].isupper() for word in words) and text.upper() != text
    cued = any(t.form in _CUES or t.form in _UNIT_CUES for t in before[-1:]) or tuple(b.form for b in before) in _CITY
    if entry.certainty == "short":
        return _short_counts(words, cued, text)
    if entry.certainty in ("nickname", "region", "seat") and not any(has_marks(token.form) for token in typed):
        # Without marks "dat mo", "vung mo" say too many things; a town's name of two syllables does not.
        return capitalised or cued or (entry.certainty != "nickname" and len(typed) > 1)
    if len(typed) == 1 and entry.word == "marked":
        return cued or (capitalised and bool(before))
    if len(typed) == 1 and not capitalised:
        return typed[0].form == entry.spelling[0] and has_marks(typed[0].form)
    if capitalised or cued or not entry.word:
        return True
    return entry.word == "folded" and any(has_marks(token.form) for token in typed)


# Abbreviations that name a province and, in practice, nothing else.
_PLAIN_SHORT_FORMS = frozenset({"HN", "HCM", "QN", "BRVT"})


def _short_counts(words: Sequence[str], cued: bool, text: str) -> bool:
    typed = "".join(words)
    if typed in _PLAIN_SHORT_FORMS and text.upper() != text:
        return True
    return cued and (typed.isupper() or not is_syllable(typed))


_CAPITAL = "[A-ZÀ-ÖØ-ÞĂĐĨŨƠƯ" + "".join(chr(point) for point in range(0x1EA0, 0x1EFA, 2)) + "]"
# The kinds of local units before a name, and the name: capitalised words, or a figure ("Phường 12").
# Refuses a kind without a name ("cấp xã", "các phường").
_NAMED_UNIT = re.compile(
    r"(?<!\w)(?i:(phường|xã|thị trấn|đặc khu|quận|huyện|thị xã))\s+"
    rf"({_CAPITAL}[^\W\d_]*(?:[ \-–]+{_CAPITAL}[^\W\d_]*)*|\d{{1,2}}(?![\d/.,%]))"
)


def named_units(text: str) -> list[tuple[str, str, int]]:
    """Return the districts and communes named with their kind in `text`: (kind in lower case, name, offset of name)."""
    return [(match[1].lower(), match[2], match.start(2)) for match in _NAMED_UNIT.finditer(text)]
