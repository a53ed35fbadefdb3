"""Normal forms of Vietnamese text: composed Unicode, one place for the tone mark, folding of marks.

Every function is pure and idempotent: applying it twice equals applying it once.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE_WITH_TONE = re.compile(r"[^\W\d_]+")
# The nuclei in which two spellings of the same syllable are in use: hoà/hòa, khoẻ/khỏe, uỷ/ủy.
_OLD_STYLE_NUCLEUS = re.compile(r"(?:^|(?<=[^qQ]))([oO][aAeE]|[uU][yY])$")
# Every letter of Vietnamese with a mark, and the bare letter under it.
_BARE_LETTERS = {
    ord(letter): unicodedata.normalize("NFD", letter)[0]
    for base in ("a", "â", "ă", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
    for cased in (base, base.upper())
    for tone in ("", *_TONE_MARKS)
    if not (letter := unicodedata.normalize("NFC", cased + tone)).isascii()
} | {ord("đ"): "d", ord("Đ"): "D"}
_I_FOR_Y = re.compile(r"^(h|k|l|m|s|t)y$")


def compose(text: str) -> str:
    """Return `text` in Unicode NFC, with no-break and zero-width spaces made plain."""
    text = unicodedata.normalize("NFC", text)
    return text.replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "").replace("\u00ad", "")


@lru_cache(maxsize=65536)
def place_tone(syllable: str) -> str:
    """Return one lower-case NFC syllable with its tone mark in the place of the newer spelling (hoà → hòa, uỷ → ủy).

    Only open syllables that end in oa, oe or uy differ between the two spellings; `quý` keeps its own (q takes the u).
    """
    decomposed = unicodedata.normalize("NFD", syllable)
    tones = [mark for mark in decomposed if mark in _TONE_MARKS]
    if len(tones) != 1:
        return syllable
    bare = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONE_MARKS))
    if not _OLD_STYLE_NUCLEUS.search(bare):
        return syllable
    return unicodedata.normalize("NFC", bare[:-2] + bare[-2] + tones[0] + bare[-1])


def i_for_y(syllable: str) -> str:
    """Return one lower-case syllable with a lone final y written i where both are in use (tỷ → tỉ, kỹ → kĩ)."""
    decomposed = unicodedata.normalize("NFD", syllable)
    tones = "".join(mark for mark in decomposed if mark in _TONE_MARKS)
    bare = "".join(mark for mark in decomposed if mark not in _TONE_MARKS)
    if not _I_FOR_Y.match(bare):
        return syllable
    return unicodedata.normalize("NFC", bare[:-1] + "i" + tones)


def fold(text: str) -> str:
    """Return `text` without tone and vowel marks, đ as d; letter case is kept and the length may change."""
    if text.isascii():
        return text
    bare = unicodedata.normalize("NFC", text).translate(_BARE_LETTERS)
    if bare.isascii():
        return bare
    # Other letters with marks, or marks alone: the slow way, which is right for every script.
    decomposed = unicodedata.normalize("NFD", bare)
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


@lru_cache(maxsize=65536)
def folded(syllable: str) -> str:
    """Return `fold(syllable)`, remembered: for the syllables of questions and vocabularies, not for texts."""
    return fold(syllable)


def has_marks(text: str) -> bool:
    """Tell whether `text` holds any Vietnamese mark (a tone, â ă ê ô ơ ư, or đ)."""
    return fold(text) != unicodedata.normalize("NFC", text)


@lru_cache(maxsize=65536)
def index_form(syllable: str) -> str:
    """Return the form in which a syllable is indexed and sought: lower case, tone placed, i for y."""
    return i_for_y(place_tone(syllable.lower()))


def normalise(text: str) -> str:
    """Return `text` composed, lower-cased and with every syllable in its index form."""
    return _SYLLABLE_WITH_TONE.sub(lambda match: index_form(match.group()), compose(text).lower())
