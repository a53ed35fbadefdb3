"""Likely readings of words that OCR damaged, for the index and for quiet marks in the reader; never for what is shown.

A word is changed only where it makes no sense to its neighbours and one other reading of the same print does: the
counts of neighbouring syllables in official texts (syllable_pairs) decide. Readings of the same print: other marks on
the same letters ("phát triên"), and the confusions listed below. Names, figures and foreign words are left alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from vietnamese.normal_forms import compose, fold, index_form
from vietnamese.syllable_pairs import SyllablePairs, syllable_pairs
from vietnamese.syllables import is_syllable

# A word of letters, with no figure, full stop or hyphen that makes it part of a symbol ("KH-UBND", "C3").
_WORD = re.compile(r"[^\W\d_]+")
# What may stand between two words for them to be neighbours. Refuses punctuation: it parts their meaning.
_NEIGHBOURS = re.compile(r"\s+$")
# What joins a word to a symbol: "345-KH/TU", "C3". Refuses a dash with spaces around it.
_SYMBOL_EDGE = re.compile(r"[\d/&_-]")

# Starts and letters that scanners read for others, in words that are no syllable of official texts:
# the ligature of "tr" for an ư with a tone ("ữong" = trong), "h" for "ỈỊ" ("sinỈỊ" = sinh).
_STARTS = (
    ("ữ", "tr"),
    ("ứ", "tr"),
    ("ừ", "tr"),
    ("ử", "tr"),
    ("ự", "tr"),
    ("ỉr", "tr"),
    ("ír", "tr"),
    ("fr", "tr"),
    ("ư", "tr"),
    ("y", "v"),
)
_INSIDE = (("ỉị", "h"), ("lị", "h"), ("ị1", "h"), ("rn", "m"), ("ii", "n"))
# Syllables that scanners give for one another although their letters differ.
_TWINS = {"họp": ("hợp",), "hợp": ("họp",), "kì": ("kế",), "ke": ("kế",), "ki": ("kế",), "bô": ("bộ",), "vê": ("về",)}
# Whole words, where the word before them is the one given.
_AFTER = {("khóa", "xn"): "XII", ("khóa", "xm"): "XIII", ("khóa", "xrv"): "XIV"}
_ABBREVIATIONS = {"ƯBND": "UBND", "UBNĐ": "UBND", "ỦBND": "UBND", "HĐNĐ": "HĐND", "HDND": "HĐND", "MTTỌ": "MTTQ"}

# A word keeps its own reading where it occurs beside a neighbour at least so often, absolutely and beside the other's.
_OWN_SEEN, _OWN_SHARE = 8.0, 0.01
# Unless a neighbour is bound to the other reading: so large a share of its occurrences, and hardly any beside its own.
_SHARE_OF_BOUND, _OWN_SHARE_OF_BOUND = 0.4, 0.003
# How much more likely the other reading must be, as a power of two over both neighbours, in a word that is a syllable
# and in one that is none; and how much of a neighbour's occurrences the two together must make up, where the reading
# has been seen beside both neighbours and where only beside one. Measured on texts the table was not built from.
_GAIN_OF_SYLLABLE, _GAIN_OF_NON_SYLLABLE = 9.0, 4.0
_SHARE_BESIDE_BOTH, _SHARE_BESIDE_ONE = 0.02, 0.2
_SEEN_BESIDE_BOTH = 3.0
_LEAST_SHARE_OF_NON_SYLLABLE = 0.003
_UNSEEN = 0.5


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    text: str
    form: str
    joined: bool  # to the word before it, by white space alone
    in_symbol: bool  # part of a number or a compound symbol: KH-UBND, 345-KH/TU, C3


def repair(text: str) -> str:
    """Return `text` with damaged words in their likely reading; all else is kept, white space included.

    Repairing twice equals repairing once. On text without damage nothing changes, save rare words that look like one.
    """
    composed = compose(text)
    pieces: list[str] = []
    at = 0
    for word, likely in _repaired(composed):
        pieces += [composed[at : word.start], likely]
        at = word.end
    return "".join([*pieces, composed[at:]])


def suspicious(text: str) -> list[tuple[int, int, str]]:
    """Return the span and the likely reading of every damaged word of `text`, which must be composed (NFC)."""
    return [(word.start, word.end, likely) for word, likely in _repaired(text)]


def _repaired(text: str) -> Iterator[tuple[_Word, str]]:
    """Yield each damaged word, as it stands in `text`, with its likely reading.

    A repaired word may make sense of its neighbour, so passes are made until one changes nothing. Every change raises
    the fit of a word to its neighbours, so the passes end.
    """
    pairs = syllable_pairs()
    words = _words(text)
    printed = [word.text for word in words]
    changed = set(range(len(words)))
    while changed:
        near = sorted({at for index in changed for at in (index - 1, index, index + 1) if 0 <= at < len(words)})
        changed = set()
        for at in near:
            likely = _likely(words, at, pairs)
            if likely is not None and likely != words[at].text:
                words[at].text, words[at].form = likely, index_form(likely)
                changed.add(at)
    for word, before in zip(words, printed, strict=True):
        if word.text != before:
            yield word, word.text


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        in_symbol = bool(_SYMBOL_EDGE.match(text[match.start() - 1 : match.start()] or " ")) or bool(
            _SYMBOL_EDGE.match(text, match.end())
        )
        joined = _NEIGHBOURS.match(between) is not None
        words.append(_Word(*match.span(), match.group(), index_form(match.group()), joined, in_symbol))
        end = match.end()
    return words


def _likely(words: list[_Word], at: int, pairs: SyllablePairs) -> str | None:
    """Return the reading that the word at `at` must have been, None where its own stands."""
    word = words[at]
    before = words[at - 1] if at and word.joined else None
    after = words[at + 1] if at + 1 < len(words) and words[at + 1].joined else None
    if word.text in _ABBREVIATIONS:
        return _ABBREVIATIONS[word.text]
    if before is not None and (before.form, word.form) in _AFTER:
        return _AFTER[before.form, word.form]
    if not 2 <= len(word.text) <= 9 or word.in_symbol or _is_name(before, word, after):
        return None
    if word.text.isascii() and all(other is None or other.text.isascii() for other in (before, after)):
        # Text typed without marks ("Quy chuan ky thuat") is no scan.
        return None
    sound = pairs.count(word.form) > 0 and is_syllable(word.form)
    candidates = _candidates(word.form, sound, pairs)
    if not candidates:
        return None
    neighbours = (before.form if before else None, after.form if after else None)
    ranked = sorted(((_fit(neighbours, form, pairs), form) for form in candidates), reverse=True)
    (fit, form), second = ranked[0], ranked[1][0] if len(ranked) > 1 else -math.inf
    gain = fit - _fit(neighbours, word.form, pairs)
    if gain < (_GAIN_OF_SYLLABLE if sound else _GAIN_OF_NON_SYLLABLE) or fit - second < 1.0:
        return None
    if not (_reads_better(neighbours, word.form, form, pairs) if sound else _reads_well(neighbours, form, pairs)):
        return None
    return _in_case_of(word.text, form)


def _reads_well(neighbours: tuple[str | None, str | None], form: str, pairs: SyllablePairs) -> bool:
    """Tell whether a reading of what is no syllable makes up a share of either neighbour's occurrences."""
    return max(_shares(neighbours, form, pairs)) >= _LEAST_SHARE_OF_NON_SYLLABLE


def _reads_better(neighbours: tuple[str | None, str | None], own: str, form: str, pairs: SyllablePairs) -> bool:
    """Tell whether `form` is the reading of a syllable that neither neighbour supports."""
    before, after = neighbours
    seen = (pairs.pair_count(before, form), pairs.pair_count(form, after))
    own_seen = (pairs.pair_count(before, own), pairs.pair_count(own, after))
    shares = _shares(neighbours, form, pairs)
    sides = list(zip(own_seen, seen, shares, strict=True))
    # "kê hoạch": the neighbour on one side hardly ever stands beside anything else.
    bound = any(share >= _SHARE_OF_BOUND and mine <= _OWN_SHARE_OF_BOUND * other for mine, other, share in sides)
    if not bound and any(mine >= _OWN_SEEN and mine >= _OWN_SHARE * other for mine, other, _ in sides):
        return False
    beside_both = min(seen) >= _SEEN_BESIDE_BOTH
    return max(shares) >= (_SHARE_BESIDE_BOTH if beside_both else _SHARE_BESIDE_ONE)


def _shares(neighbours: tuple[str | None, str | None], form: str, pairs: SyllablePairs) -> tuple[float, float]:
    """Return what part of each neighbour's occurrences are beside `form`."""
    before, after = neighbours
    return (
        pairs.pair_count(before, form) / max(1.0, pairs.count(before)) if before else 0.0,
        pairs.pair_count(form, after) / max(1.0, pairs.count(after)) if after else 0.0,
    )


def _candidates(form: str, sound: bool, pairs: SyllablePairs) -> set[str]:
    """Return the other readings of the same print that are syllables of official texts."""
    found = {*pairs.alike(form), *_TWINS.get(form, ())}
    if not sound:
        variants = [new + form[len(old) :] for old, new in _STARTS if form.startswith(old) and len(form) > len(old)]
        variants += [form.replace(old, new) for old, new in _INSIDE if old in form]
        for variant in variants:
            found |= (
                {variant} if pairs.count(variant) else set(pairs.alike(variant)) if fold(variant) == variant else set()
            )
    return {candidate for candidate in found if candidate != form and pairs.count(candidate)}


def _fit(neighbours: tuple[str | None, str | None], form: str, pairs: SyllablePairs) -> float:
    """Return how well a syllable fits between its neighbours: the logarithms of both pair counts, summed."""
    before, after = neighbours
    return math.log2(pairs.pair_count(before, form) + _UNSEEN) + math.log2(pairs.pair_count(form, after) + _UNSEEN)


def _is_name(before: _Word | None, word: _Word, after: _Word | None) -> bool:
    """Tell whether a word with a capital stands among others such: the name of a person or a place."""
    if not word.text[0].isupper() or word.text.isupper():
        return False
    return any(other is not None and other.text.istitle() for other in (before, after))


def _in_case_of(printed: str, form: str) -> str:
    """Return `form` in the letter case of the printed word."""
    if printed.isupper() or sum(letter.isupper() for letter in printed) > len(printed) / 2 + 1:
        return form.upper()
    return form[:1].upper() + form[1:] if printed[0].isupper() else form
