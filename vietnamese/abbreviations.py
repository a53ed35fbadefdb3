"""Abbreviations of administration and population work: written short → written out, and back.

The data is abbreviations.toml. Letter case decides where a short form is also a syllable ("TU" against "tu").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from vietnamese.data_files import read_toml
from vietnamese.normal_forms import compose, fold
from vietnamese.phrases import PhraseTable
from vietnamese.syllables import is_syllable
from vietnamese.tokens import syllables

_DATA = Path(__file__).with_name("abbreviations.toml")
# Letters joined by - – & / . or a comma as one abbreviation is ("DS-KHHGĐ", "VH&TT", "T.Ư"); refuses a trailing sign
# and anything with a figure, which is a document number's business.
_CANDIDATE = re.compile(r"(?<![\w])[^\W\d_]+(?:[-–&/.,][^\W\d_]+)*(?![\w])")
_PART = re.compile(r"[^\W\d_]+")
_NEARBY = 3
_WEIGHT_NEAR, _WEIGHT_AGAINST = 0.95, 0.25
_WEIGHT_SHORT_FORM = 0.8
# A reading that the short form has only now and then would find mostly other things.
_LEAST_FOR_SHORT_FORM = 0.8


class Reading(NamedTuple):
    """One reading of an abbreviation: the full words and how likely they are, in (0, 1]."""

    text: str
    weight: float


class WrittenShort(NamedTuple):
    """An abbreviation met in a text: its span and its readings, the likeliest first."""

    typed: str
    start: int
    end: int
    readings: tuple[Reading, ...]


class _Entry(NamedTuple):
    short: str
    readings: tuple[Reading, ...]
    near: tuple[tuple[str, ...], ...]


def _exact_key(short: str) -> str:
    return "".join(character for character in short.lower() if character.isalpha())


def _key(short: str) -> str:
    return _exact_key(fold(short))


@cache
def _entries() -> Mapping[str, _Entry]:
    """Return the entries by their letters in lower case, marks kept ("gđ" is not "gd")."""
    data: dict[str, Any] = read_toml(_DATA)
    entries: dict[str, _Entry] = {}
    for short, full in data["one"].items():
        entries.setdefault(_exact_key(short), _Entry(short, (Reading(full, 0.9),), ((),)))
    for short, readings in data["several"].items():
        entries[_exact_key(short)] = _Entry(
            short,
            tuple(Reading(full, reading["weight"]) for full, reading in readings.items()),
            tuple(
                tuple(" ".join(syllables(near)) or near for near in reading["near"]) for reading in readings.values()
            ),
        )
    return entries


@cache
def _folded_entries() -> Mapping[str, _Entry]:
    """Return the entries by their folded letters; those that differ in marks alone become one with every reading."""
    entries: dict[str, _Entry] = {}
    for entry in _entries().values():
        key = _key(entry.short)
        known = entries.get(key)
        if known is None:
            entries[key] = entry
        else:
            entries[key] = _Entry(known.short, known.readings + entry.readings, known.near + entry.near)
    return entries


@lru_cache(maxsize=8192)
def _look_up(typed: str) -> _Entry | None:
    return _entries().get(_exact_key(typed)) or _folded_entries().get(_key(typed))


def abbreviations() -> dict[str, tuple[Reading, ...]]:
    """Return every abbreviation as written in the data, with its readings."""
    return {entry.short: entry.readings for entry in _entries().values()}


def written_short(text: str) -> list[WrittenShort]:
    """Return the abbreviations of `text`, which must be composed (NFC), from left to right.

    A form that is also a syllable, or a single letter, counts only when typed in capitals inside a text that is not
    itself all capitals. Words nearby weigh the readings of an ambiguous form.
    """
    shouting = text.upper() == text
    found: list[WrittenShort] = []
    for match in _CANDIDATE.finditer(text):
        found.extend(_read(match.group(), match.start(), text, shouting))
    return found


def _read(typed: str, offset: int, text: str, shouting: bool) -> list[WrittenShort]:
    entry = _entry_of(typed, shouting)
    if entry is not None:
        return [_weighed(entry, typed, offset, text)]
    parts = list(_PART.finditer(typed))
    if len(parts) < 2:
        return []
    found = []
    for part in parts:
        entry = _entry_of(part.group(), shouting)
        if entry is not None:
            found.append(_weighed(entry, part.group(), offset + part.start(), text))
    return found


def _entry_of(typed: str, shouting: bool) -> _Entry | None:
    entry = _look_up(typed)
    if entry is None or len(_key(typed)) < 2:
        return None
    if not any(is_syllable(part) for part in _PART.findall(typed)):
        return entry
    capitals = typed == typed.upper() or typed == entry.short
    return entry if capitals and not shouting else None


def _weighed(entry: _Entry, typed: str, start: int, text: str) -> WrittenShort:
    end = start + len(typed)
    if len(entry.readings) == 1:
        return WrittenShort(typed, start, end, entry.readings)
    around = [*syllables(text[:start])[-_NEARBY:], "|", *syllables(text[end:])[:_NEARBY]]
    words = " ".join("#" if token[0].isdigit() else token for token in around)
    supported = [any(_stands_in(word, words) for word in near) for near in entry.near]
    if sum(supported) == 1:
        readings = [
            Reading(reading.text, _WEIGHT_NEAR if yes else _WEIGHT_AGAINST)
            for reading, yes in zip(entry.readings, supported, strict=True)
        ]
    else:
        readings = list(entry.readings)
    readings.sort(key=lambda reading: -reading.weight)
    return WrittenShort(typed, start, end, tuple(readings))


def _stands_in(word: str, words: str) -> bool:
    return f" {word} " in f" {words} "


@cache
def _full_forms() -> PhraseTable[Reading]:
    """Return the short forms by the words they stand for; single syllables have none."""
    table: list[tuple[Sequence[str], Reading]] = []
    for entry in _entries().values():
        for reading in entry.readings:
            words = syllables(reading.text)
            if len(words) > 1 and reading.weight >= _LEAST_FOR_SHORT_FORM:
                table.append((words, Reading(entry.short, round(_WEIGHT_SHORT_FORM * min(1.0, reading.weight), 2))))
    return PhraseTable(table)


@cache
def _full_forms_folded() -> PhraseTable[Reading]:
    table = _full_forms()
    return PhraseTable(
        ([fold(word) for word in phrase], value) for phrase in table.phrases() for value in table.get(phrase)
    )


def short_forms(tokens: Sequence[str], *, marks: bool = True) -> list[tuple[int, int, tuple[Reading, ...]]]:
    """Return the short forms of the phrases among `tokens` (index form), as (start, end, short forms).

    Without `marks` the tokens are compared folded. "kế hoạch hóa gia đình" gives "KHHGĐ"; where a reading is one of
    several, the weight of the short form falls with it.
    """
    table = _full_forms() if marks else _full_forms_folded()
    forms = list(tokens) if marks else [fold(token) for token in tokens]
    return [(match.start, match.end, match.values) for match in table.find(forms)]


def expand_known(typed: str) -> str | None:
    """Return the one full form of an abbreviation that has no other reading, None otherwise."""
    entry = _look_up(compose(typed))
    return entry.readings[0].text if entry is not None and len(entry.readings) == 1 else None
