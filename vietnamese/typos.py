"""Mending of mistyped questions: chat spellings, raw keys, misplaced marks, one letter wrong, one word for another.

Conservative by design: a token is touched when neither the library nor the language knows it, or when official texts
put its twin with other marks a thousand times as often beside its neighbours; and only when one candidate stands
clearly before the others. What is mended is always told to the person, who may undo it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA

from vietnamese.data_files import read_toml
from vietnamese.english import is_english_word
from vietnamese.lexicon import Lexicon, beside
from vietnamese.normal_forms import folded, has_marks
from vietnamese.phrases import PhraseTable
from vietnamese.raw_keys import raw_keys
from vietnamese.syllable_pairs import syllable_pairs
from vietnamese.syllables import is_syllable
from vietnamese.tokens import Token, syllables, tokens_with_spans

_DATA = Path(__file__).with_name("typos.toml")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Vietnamese syllables are short: at three letters almost everything is one edit from everything.
_SHORTEST_FOR_EDIT = 3
# A pair so much more frequent in official texts than what was typed, if that is seen at all, is surely meant.
_SURELY_MEANT = 1000
# What is seen this many times less often than the phrase with its marks was hardly meant as typed.
_HARDLY = 100


class Mended(NamedTuple):
    """One mending: the span typed, the words typed and the words read instead."""

    start: int
    end: int
    typed: str
    text: str


@cache
def _chat() -> Mapping[str, str]:
    return dict(read_toml(_DATA)["chat"])


@cache
def _pairs() -> PhraseTable[str]:
    return PhraseTable((syllables(typed), text) for typed, text in read_toml(_DATA)["pairs"].items())


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
    for start, end, syllable in raw_keys(text):
        yield Mended(start, end, text[start:end], syllable)
    tokens = list(tokens_with_spans(text))
    forms = [token.form for token in tokens]
    for match in _pairs().find(forms):
        start, end = tokens[match.start].start, tokens[match.end - 1].end
        yield Mended(start, end, text[start:end], match.values[0])
    marks = has_marks(text)
    for position, token in enumerate(tokens):
        typed = text[token.start : token.end]
        better = _better(typed, position, tokens, text, lexicon, marks=marks)
        if better is not None and better != token.form:
            yield Mended(token.start, token.end, typed, better)


def _better(
    typed: str, position: int, tokens: Sequence[Token], text: str, lexicon: Lexicon, *, marks: bool
) -> str | None:
    """Return what the token at `position` should be, None when it may stay."""
    form = tokens[position].form
    if typed in _chat():
        return _chat()[typed]
    if not form.isalpha() or typed.isupper() or (position > 0 and typed[0].isupper()):
        return None
    before, after = _neighbour(position, -1, tokens, text), _neighbour(position, 1, tokens, text)
    if lexicon.knows(form):
        return _out_of_place(form, before, after) if marks else None
    if is_english_word(form):
        return None
    alike = _alike(form, lexicon)
    return (
        lexicon.fits_best(alike, before, after)
        or _one_edit(form, lexicon, before, after)
        or _alone(form, alike, lexicon)
    )


def _neighbour(position: int, step: int, tokens: Sequence[Token], text: str) -> str | None:
    """Return the token before or after when only white space stands between."""
    other = position + step
    if not 0 <= other < len(tokens):
        return None
    first, second = sorted((position, other))
    between = text[tokens[first].end : tokens[second].start]
    return tokens[other].form if between.isspace() else None


def _alike(form: str, lexicon: Lexicon) -> list[str]:
    """Return the known words that differ in marks alone: those with the tone typed or, without one, with its vowels."""
    if not has_marks(form):
        return []
    tone = _tone(form)
    return [
        word
        for word in lexicon.same_letters(form)
        if _tone(word) == tone or (not tone and _vowels(word) == _vowels(form))
    ]


def _alone(form: str, alike: Sequence[str], lexicon: Lexicon) -> str | None:
    """Return the clear winner among words with the same letters for what can be no syllable of Vietnamese."""
    return None if is_syllable(form) else lexicon.clear_winner(alike)


def _one_edit(form: str, lexicon: Lexicon, before: str | None, after: str | None) -> str | None:
    if len(form) < _SHORTEST_FOR_EDIT or not any(letter in "aeiouy" for letter in folded(form)):
        return None
    candidates = lexicon.near(form)
    tone = _tone(form)
    with_tone = [word for word in candidates if _tone(word) == tone] if tone else candidates
    # A form that could be a syllable may be a rare word: more must speak for another.
    strict = is_syllable(form)
    return lexicon.fits_best(with_tone, before, after, strict=strict) or lexicon.fits_best(
        candidates, before, after, strict=strict
    )


def _out_of_place(form: str, before: str | None, after: str | None) -> str | None:
    """Return the twin with other marks that is surely meant in place of a word hardly seen beside its neighbours."""
    pairs = syllable_pairs()
    least = _SURELY_MEANT * max(beside(form, before, after), 1)
    if least > pairs.highest:
        return None
    scored = [(beside(twin, before, after), twin) for twin in pairs.alike(form) if twin != form]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= least else None


def _vowels(form: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", form) if mark not in _TONES)


def _tone(form: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", form) if mark in _TONES)


# -- phrases half typed with marks -----------------------------------------------------------------------------


def restore_marks(text: str, phrases: PhraseTable[tuple[str, ...]]) -> list[Mended]:
    """Return the mendings that put the missing marks to phrases typed with some of them ("kế hoach", "thanh ủy").

    `phrases` maps folded phrases to their forms with marks. Left alone are a phrase with two such forms and one that
    official texts have as it was typed ("chi tiêu" beside "chỉ tiêu").
    """
    tokens = list(tokens_with_spans(text))
    found = []
    for match in phrases.find([folded(token.form) for token in tokens]):
        typed = [token.form for token in tokens[match.start : match.end]]
        forms = [form for form in match.values if _half_typed(typed, form) and _hardly_meant(typed, form)]
        if len(forms) == 1:
            start, end = tokens[match.start].start, tokens[match.end - 1].end
            found.append(Mended(start, end, text[start:end], " ".join(forms[0])))
    return found


def _hardly_meant(typed: Sequence[str], form: Sequence[str]) -> bool:
    pairs = syllable_pairs()
    return all(
        pairs.pair_count(*was) * _HARDLY <= pairs.pair_count(*meant)
        for was, meant in zip(pairwise(typed), pairwise(form), strict=True)
        if was != meant
    )


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
