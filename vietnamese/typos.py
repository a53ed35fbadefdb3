"""Mending of mistyped questions: chat spellings, Telex and VNI keys left raw, misplaced marks, one letter wrong.

Conservative by design: a token is touched only when neither the library nor the language knows it, and only when one
candidate stands clearly before the others. What is mended is always told to the person, who may undo it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA

from vietnamese.data_files import read_toml
from vietnamese.normal_forms import fold, folded, has_marks, index_form
from vietnamese.phrases import PhraseTable
from vietnamese.syllables import is_syllable
from vietnamese.tokens import Token, syllables, tokens_with_spans

_DATA = Path(__file__).with_name("typos.toml")
_COMMON = Path(__file__).with_name("common_syllables.txt")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# A candidate must be this many times as frequent as the next to win over it.
_CLEAR_LEAD = 5
_SHORTEST_FOR_DISTANCE = 4
# A bare syllable stands for a marked one that the library has this many times as often.
_RARELY_BARE = 10


class Mended(NamedTuple):
    """One mending: the span typed, the words typed and the words read instead."""

    start: int
    end: int
    typed: str
    text: str


@cache
def common_syllables() -> frozenset[str]:
    """Return the syllables in common use, in index form."""
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _common_folded() -> frozenset[str]:
    return frozenset(fold(syllable) for syllable in common_syllables())


@cache
def _chat() -> Mapping[str, str]:
    return dict(read_toml(_DATA)["chat"])


@cache
def _pairs() -> PhraseTable[str]:
    return PhraseTable((syllables(typed), text) for typed, text in read_toml(_DATA)["pairs"].items())


class Lexicon:
    """The words a library and the language know, prepared for mending."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        """Take the tokens of a library (index form, with marks) with how often each occurs."""
        self._counts = vocabulary
        self._folded: set[str] | None = None
        self._by_fold: dict[str, list[str]] = defaultdict(list)
        for word in {*vocabulary, *common_syllables()}:
            if word.isalpha():
                self._by_fold[folded(word)].append(word)
        self._by_letter: dict[str, list[str]] = {}

    def knows(self, form: str) -> bool:
        """Tell whether a token is a word of the library or of the language, with its marks or typed without any."""
        if form in self._counts or form in common_syllables() or not form.isalpha():
            return True
        return not has_marks(form) and form in self._by_fold

    def knows_only_folded(self, form: str) -> bool:
        """Tell whether a token typed without marks is nearly always a word with marks ("hoach", "ke")."""
        if not form.isalpha() or has_marks(form):
            return False
        marked = max((self._counts.get(word, 0) for word in self._by_fold.get(form, ()) if word != form), default=0)
        if form not in self._counts and form not in common_syllables():
            return form in self._by_fold
        return marked >= _RARELY_BARE * (self._counts.get(form, 0) + 1)

    def holds(self, phrase: str) -> bool:
        """Tell whether the library has every token of `phrase`, marks aside; True of all while it holds nothing."""
        if not self._counts:
            return True
        if self._folded is None:
            self._folded = {folded(word) for word in self._counts}
        return all(folded(token) in self._folded for token in phrase.split())

    def same_letters(self, form: str) -> list[str]:
        """Return the known words with the letters of `form`, marks aside, the most frequent first."""
        return sorted(self._by_fold.get(fold(form), ()), key=lambda word: (-self._counts.get(word, 0), word))

    def near(self, form: str) -> list[str]:
        """Return the words of the library one edit from `form` (marks aside) that begin alike, most frequent first."""
        bare = folded(form)
        found = [
            word
            for word in self._beginning_with(form[0])
            if abs(len(word) - len(form)) <= 1 and OSA.distance(folded(word), bare, score_cutoff=1) == 1
        ]
        return sorted(found, key=lambda word: (-self._counts[word], word))

    def _beginning_with(self, letter: str) -> list[str]:
        if letter not in self._by_letter:
            words = (word for word in self._counts if word[0] == letter and word.isalpha() and is_syllable(word))
            self._by_letter[letter] = list(words)
        return self._by_letter[letter]

    def clear_winner(self, words: Sequence[str]) -> str | None:
        """Return the first word if it is alone, or far more frequent in the library than the second."""
        if not words:
            return None
        if len(words) == 1:
            return words[0]
        first, second = (self._counts.get(word, 0) for word in words[:2])
        return words[0] if first >= _CLEAR_LEAD * max(second, 1) else None


def mend(text: str, lexicon: Lexicon, *, keep: Collection[tuple[int, int]] = ()) -> list[Mended]:
    """Return the mendings for `text`, which must be composed (NFC), in order; none touches a span of `keep`.

    Capitalised words inside the question are names and stay as typed.
    """
    found = [mended for mended in _all_mendings(text, lexicon) if not _touches(mended, keep)]
    found.sort(key=lambda mended: (mended.start, -mended.end))
    kept: list[Mended] = []
    for mended in found:
        if not kept or mended.start >= kept[-1].end:
            kept.append(mended)
    return kept


def _touches(mended: Mended, spans: Collection[tuple[int, int]]) -> bool:
    return any(mended.start < end and start < mended.end for start, end in spans)


def apply(text: str, mendings: Sequence[Mended]) -> str:
    """Return `text` with the mendings in place; the letter case of a first capital is kept."""
    for mended in reversed(mendings):
        words = mended.text
        if mended.typed[:1].isupper():
            words = words[:1].upper() + words[1:]
        text = text[: mended.start] + words + text[mended.end :]
    return text


def _all_mendings(text: str, lexicon: Lexicon) -> Iterator[Mended]:
    yield from _raw_keys(text)
    tokens = list(tokens_with_spans(text))
    forms = [token.form for token in tokens]
    for match in _pairs().find(forms):
        start, end = tokens[match.start].start, tokens[match.end - 1].end
        yield Mended(start, end, text[start:end], match.values[0])
    for position, token in enumerate(tokens):
        typed = text[token.start : token.end]
        better = _better(typed, token, position, lexicon)
        if better is not None and better != token.form:
            yield Mended(token.start, token.end, typed, better)


def _better(typed: str, token: Token, position: int, lexicon: Lexicon) -> str | None:
    if typed in _chat():
        return _chat()[typed]
    if typed.isupper() or (position > 0 and typed[0].isupper()) or lexicon.knows(token.form):
        return None
    return _same_letters(token.form, lexicon) or _one_edit(token.form, lexicon)


def _same_letters(form: str, lexicon: Lexicon) -> str | None:
    """Return the known word that differs from `form` in marks alone, the tone as typed where one was typed."""
    if not has_marks(form):
        return None
    candidates = lexicon.same_letters(form)
    tone = _tone(form)
    alike = [word for word in candidates if _tone(word) == tone or (not tone and _vowels(word) == _vowels(form))]
    return lexicon.clear_winner(alike or candidates)


def _vowels(form: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", form) if mark not in _TONES)


def _tone(form: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", form) if mark in _TONES)


def _one_edit(form: str, lexicon: Lexicon) -> str | None:
    # Vietnamese syllables are short: at three letters almost everything is one edit from everything.
    tone = _tone(form)
    shortest = _SHORTEST_FOR_DISTANCE - bool(tone)
    if len(form) < shortest or not any(letter in "aeiouy" for letter in fold(form)):
        return None
    candidates = lexicon.near(form)
    with_tone = [word for word in candidates if _tone(word) == tone] if tone else []
    return lexicon.clear_winner(with_tone or candidates)


# -- raw keys --------------------------------------------------------------------------------------------------

_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "4": "\u0303", "3": "\u0309", "5": "\u0323"}
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư", "a": "ă"}
# Runs of letters and figures typed together, in lower case after the first. Refuses codes in capitals ("QH15", "VX1").
_RAW_WORD = re.compile(r"(?<![\w])[A-Za-zĐđ][a-zđ]*[a-zđ\d]+(?![\w])")


def _raw_keys(text: str) -> Iterator[Mended]:
    for match in _RAW_WORD.finditer(text):
        typed = match.group()
        decoded = decode_keys(typed.lower())
        if decoded is not None:
            yield Mended(match.start(), match.end(), typed, decoded)


@lru_cache(maxsize=4096)
def decode_keys(typed: str) -> str | None:
    """Return the common syllable that raw Telex ("phuwowngf") or VNI ("tuoi63") keys spell, None when they spell none.

    Refuses what is a syllable as it stands, and keys that add no mark.
    """
    if len(typed) < 3 or typed in common_syllables() or typed in _common_folded():
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
        elif key in "78":
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


# -- phrases half typed with marks -----------------------------------------------------------------------------


def restore_marks(text: str, phrases: PhraseTable[tuple[str, ...]]) -> list[Mended]:
    """Return the mendings that put the missing marks to phrases typed with some of them ("kế hoach", "thanh ủy").

    `phrases` maps folded phrases to their forms with marks; a phrase with two such forms is left alone.
    """
    tokens = list(tokens_with_spans(text))
    found = []
    for match in phrases.find([folded(token.form) for token in tokens]):
        typed = [token.form for token in tokens[match.start : match.end]]
        forms = [form for form in match.values if _half_typed(typed, form)]
        if len(forms) == 1:
            start, end = tokens[match.start].start, tokens[match.end - 1].end
            found.append(Mended(start, end, text[start:end], " ".join(forms[0])))
    return found


def _half_typed(typed: Sequence[str], form: Sequence[str]) -> bool:
    pairs = list(zip(typed, form, strict=True))
    right = [has_marks(was) for was, meant in pairs if was == meant]
    bare = [was == folded(meant) for was, meant in pairs if was != meant]
    return any(right) and bool(bare) and all(bare)


# -- phrases of a known list -----------------------------------------------------------------------------------


def nearest_name(
    forms: Sequence[str], names: Sequence[tuple[str, tuple[str, ...]]], lexicon: Lexicon
) -> tuple[int, int, str] | None:
    """Return (start, end, name) of the one known name that a stretch of mistyped tokens is nearest to, or None.

    `names` are names with their tokens; of equally near ones the first wins only when it is the same name. At least
    one token of the stretch must be right and one unknown to the lexicon; one edit is allowed in six letters and two
    in eleven, marks aside.
    """
    unknown = [place for place, form in enumerate(forms) if not lexicon.knows(form)]
    if not unknown:
        return None
    best: list[tuple[int, int, int, str]] = []
    for name, tokens in names:
        length = len(tokens)
        starts = {start for place in unknown for start in range(place - length + 1, place + 1)}
        for start in starts:
            if length < 2 or start < 0 or start + length > len(forms):
                continue
            distance = _name_distance(forms[start : start + length], tokens)
            if distance is not None:
                best.append((distance, start, start + length, name))
    best.sort()
    if not best or (len(best) > 1 and best[1][:2] == best[0][:2] and best[1][3] != best[0][3]):
        return None
    return best[0][1:]


def _name_distance(stretch: Sequence[str], tokens: Sequence[str]) -> int | None:
    """Return the edits between the two, marks aside; None when there are too many or no token is right."""
    right = sum(typed in (meant, folded(meant)) for typed, meant in zip(stretch, tokens, strict=True))
    if right in (0, len(tokens)):
        return None
    typed, meant = " ".join(map(folded, stretch)), " ".join(map(folded, tokens))
    allowed = 2 if len(meant) >= 11 else 1 if len(meant) >= 6 else 0
    distance = OSA.distance(typed, meant, score_cutoff=allowed)
    return distance if distance <= allowed else None
