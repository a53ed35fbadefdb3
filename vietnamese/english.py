"""Questions asked in English, put into Vietnamese word by word with a glossary of administration and population work.

No grammar is attempted: what is searched needs the terms, not the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from vietnamese.data_files import read_toml
from vietnamese.lexicon import common_folded_syllables
from vietnamese.normal_forms import has_marks
from vietnamese.phrases import PhraseTable

_DATA = Path(__file__).with_name("english.toml")
# Words, figures and the "%" sign. Refuses a possessive 's, which belongs to no phrase.
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,]\d+)*|%")
_POSSESSIVE = re.compile(r"['’]s?\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
# "3.6", "1,745" and "1,745.5", whose signs Vietnamese writes the other way round. Refuses "3.600", which is written so
# in Vietnamese, and a decimal comma.
_ENGLISH_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,2}")
_SHARE_OF_FOREIGN_WORDS = 0.4


class Rendered(NamedTuple):
    """One English phrase of the question and the Vietnamese put in its place, with other possible wordings."""

    english: str
    vietnamese: str
    others: tuple[str, ...]


class Translation(NamedTuple):
    """The Vietnamese wording of an English question, and how each phrase was rendered; `left` was not understood."""

    text: str
    rendered: tuple[Rendered, ...]
    left: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return read_toml(_DATA)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(_data()["function_words"])


def is_english(text: str, places: Sequence[tuple[int, int, str]] = ()) -> bool:
    """Tell whether a question is asked in English; `places` are spans of it that name places.

    Vietnamese without marks is made of Vietnamese syllables ("the", "an", "in", "to" are such too): English shows by
    the words that are none, of which there must be two fifths, and by at least one function word or glossary term.
    """
    for start, end, _ in sorted(places, reverse=True):
        text = text[:start] + " " + text[end:]
    words = [match.group().lower() for match in _WORD.finditer(_POSSESSIVE.sub("", text))]
    letters = [word for word in words if word.isalpha() and len(word) > 1]
    if len(letters) < 2 or sum(has_marks(word) for word in letters) * 3 > len(letters):
        return False
    foreign = [word for word in letters if not has_marks(word) and word not in common_folded_syllables()]
    return len(foreign) >= _SHARE_OF_FOREIGN_WORDS * len(letters) and any(map(is_english_word, foreign))


def is_english_word(word: str) -> bool:
    """Tell whether a word in lower case is one of the function words or of the one-word terms of the glossary."""
    return word in _function_words() or bool(_glossary().get((_singular(word),)))


@cache
def _glossary() -> PhraseTable[tuple[str, ...]]:
    entries: Mapping[str, str | list[str]] = _data()["glossary"]
    return PhraseTable(
        (_words(phrase), (meaning,) if isinstance(meaning, str) else tuple(meaning))
        for phrase, meaning in entries.items()
    )


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(_singular(match.group().lower()) for match in _WORD.finditer(_POSSESSIVE.sub("", phrase)))


def _singular(word: str) -> str:
    """Return an English word without its plural ending: crude, and the same for glossary and question."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def translate(
    text: str, places: Sequence[tuple[int, int, str]] = (), further: PhraseTable[tuple[str, ...]] | None = None
) -> Translation:
    """Return the Vietnamese wording of an English question.

    `places` are spans of `text` with the Vietnamese names put for them; `further` holds more phrases (from a
    thesaurus, see `phrase_table`), which win where they are longer. Figures get the signs of Vietnamese; abbreviations
    stay as typed.
    """
    vietnamese: list[str] = []
    rendered: list[Rendered] = []
    left: list[str] = []
    offset = 0
    for start, end, name in [*sorted(places), (len(text), len(text), "")]:
        part = _translate_part(text[offset:start], further)
        vietnamese += [part.text, name]
        rendered += part.rendered
        left += part.left
        offset = end
    return Translation(" ".join(word for word in vietnamese if word), tuple(rendered), tuple(left))


def _translate_part(text: str, further: PhraseTable[tuple[str, ...]] | None) -> Translation:
    words = [match.group() for match in _WORD.finditer(_POSSESSIVE.sub("", text))]
    forms = [_singular(word.lower()) for word in words]
    vietnamese: list[str] = []
    rendered: list[Rendered] = []
    left: list[str] = []
    position = 0
    while position < len(words):
        length, meanings = _longest(forms, position, further)
        if length and meanings[0]:
            vietnamese.append(meanings[0])
            rendered.append(Rendered(" ".join(words[position : position + length]), meanings[0], meanings[1:]))
        elif not length:
            word = words[position]
            if word[0].islower() and not has_marks(word):
                left += [word] if word not in _function_words() else []
            elif word.lower() not in _function_words():
                vietnamese.append(f"năm {word}" if _YEAR.fullmatch(word) else _figure(word))
        position += max(length, 1)
    return Translation(" ".join(vietnamese), tuple(rendered), tuple(left))


def _figure(word: str) -> str:
    """Return a figure in English with the signs of Vietnamese ("3.6" → "3,6"); any other word as it is."""
    return word.translate(str.maketrans(".,", ",.")) if _ENGLISH_FIGURE.fullmatch(word) else word


def _longest(
    forms: list[str], position: int, further: PhraseTable[tuple[str, ...]] | None
) -> tuple[int, tuple[str, ...]]:
    own = _glossary().at(forms, position)
    other = further.at(forms, position) if further is not None else None
    if other is not None and (own is None or other.end > own.end):
        return other.end - position, tuple(dict.fromkeys(m for value in other.values for m in value))
    if own is not None:
        return own.end - position, own.values[0]
    return 0, ()


def phrase_table(phrases: Iterable[tuple[str, str]]) -> PhraseTable[tuple[str, ...]]:
    """Return the table for `translate` of (English phrase, Vietnamese term) pairs."""
    return PhraseTable((_words(english), (vietnamese,)) for english, vietnamese in phrases)
