"""Raw keys of the Telex and VNI input methods, typed while the input method was off ("phuwowngf", "tuoi63")."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from vietnamese.lexicon import common_folded_syllables, common_syllables
from vietnamese.normal_forms import has_marks, index_form

_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "4": "\u0303", "3": "\u0309", "5": "\u0323"}
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư", "a": "ă"}
# Runs of letters and figures typed together, in lower case after the first. Refuses codes in capitals ("QH15", "VX1").
_RAW_WORD = re.compile(r"(?<![\w])[A-Za-zĐđ][a-zđ]*[a-zđ\d]+(?![\w])")


def raw_keys(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, syllable) of the words of `text` that are raw keys of Telex or VNI."""
    for match in _RAW_WORD.finditer(text):
        decoded = decode_keys(match.group().lower())
        if decoded is not None:
            yield match.start(), match.end(), decoded


@lru_cache(maxsize=4096)
def decode_keys(typed: str) -> str | None:
    """Return the common syllable that raw Telex ("phuwowngf") or VNI ("tuoi63") keys spell, None when they spell none.

    Refuses what is a syllable as it stands, and keys that add no mark.
    """
    if len(typed) < 3 or typed in common_syllables() or typed in common_folded_syllables():
        return None
    keys = _vni(typed) if any(character.isdigit() for character in typed) else _telex(typed)
    if keys is None:
        return None
    letters, tone = keys
    word = _with_tone(letters, tone)
    return word if has_marks(word) and word in common_syllables() else None


def _telex(typed: str) -> tuple[str, str] | None:
    letters, tone = "", ""
    for key in typed:
        if key in _TELEX_TONES and any(letter in "aăâeêioôơuưy" for letter in letters) and not tone:
            tone = _TELEX_TONES[key]
        elif key == "d" and letters.endswith("d"):
            letters = letters[:-1] + "đ"
        elif key == "d" and letters.startswith("d"):
            letters = "đ" + letters[1:]
        elif key in _CIRCUMFLEX and key in letters and _marked_last(letters, key, _CIRCUMFLEX):
            letters = _marked_last(letters, key, _CIRCUMFLEX)
        elif key == "w":
            letters = _horned(letters)
        else:
            letters += key
    return letters, tone


def _marked_last(letters: str, vowel: str, marks: Mapping[str, str]) -> str:
    """Return `letters` with the mark on the last `vowel`, empty when a consonant cluster rules out the pair of keys."""
    place = letters.rfind(vowel)
    return letters[:place] + marks[vowel] + letters[place + 1 :]


def _horned(letters: str) -> str:
    for pair, horned in (("uo", "ươ"), ("ưo", "ươ"), ("uơ", "ươ")):
        if pair in letters:
            return letters.replace(pair, horned, 1)
    for vowel in ("o", "u", "a"):
        if vowel in letters:
            return _marked_last(letters, vowel, _HORN)
    return letters + "ư"


def _vni(typed: str) -> tuple[str, str] | None:
    letters, tone = "", ""
    for key in typed:
        if not key.isdigit():
            letters += key
        elif key in _VNI_TONES and letters and not tone:
            tone = _VNI_TONES[key]
        elif key == "6":
            vowel = next((vowel for vowel in reversed(letters) if vowel in _CIRCUMFLEX), "")
            letters = _marked_last(letters, vowel, _CIRCUMFLEX) if vowel else letters
        elif key in "78" and any(vowel in letters for vowel in _HORN):
            letters = _horned(letters)
        elif key == "9" and "d" in letters:
            letters = letters.replace("d", "đ", 1)
        else:
            return None
    return letters, tone


_BASE_VOWELS = "aăâeêioôơuưy"


def _with_tone(letters: str, tone: str) -> str:
    """Return a syllable with its tone on the vowel that bears it, in index form."""
    if not tone:
        return index_form(letters)
    start = 2 if letters.startswith(("qu", "gi")) and any(v in _BASE_VOWELS for v in letters[2:]) else 0
    places = [place for place in range(start, len(letters)) if letters[place] in _BASE_VOWELS]
    if not places:
        return letters
    marked = [place for place in places if letters[place] in "ăâêôơư"]
    if marked:
        place = marked[-1]
    elif len(places) == 1:
        place = places[0]
    else:
        closed = places[-1] < len(letters) - 1
        place = places[-1] if closed or letters[places[0] : places[-1] + 1] in ("oa", "oe", "uy") else places[-2]
    word = letters[: place + 1] + tone + letters[place + 1 :]
    return index_form(unicodedata.normalize("NFC", word))
