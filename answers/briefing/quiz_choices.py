"""Wrong choices for a question: of the same type and like size, never one that the documents also state.

A choice is taken from other documents first, then from elsewhere in the same document, and is made by rule only where
these are too few.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from answers.briefing.quiz_context import alike
from answers.briefing.quiz_facts import QuizFact
from answers.briefing.quiz_values import Value, body_key, date_value, made_dates, made_numbers, number_value
from answers.comparison import names_of_place
from vietnamese.document_numbers import canonical_key
from vietnamese.tokens import folded_syllables

WANTED = 3
FEWEST = 2
_SAME_MATTER = 0.5
"""Two facts with this share of content words in common may be about the same matter."""
_UNITS = ("tinh", "thanh pho", "phuong", "xa", "huyen", "quan", "dac khu")
_FAR = 7
_ABOUT = 0.1  # how far, as a share, a choice must be from a right value that is itself only about right


@dataclass(frozen=True, slots=True)
class WrongChoice:
    """The words of a wrong choice and the fact it was taken from, None where it was made by rule."""

    text: str
    source: QuizFact | None


class ChoiceMaker:
    """Finds wrong choices among the facts of all documents of a quiz."""

    def __init__(self, facts: Sequence[QuizFact]) -> None:
        """Index the facts: those unfit for questions rule choices out as well."""
        self._stated: dict[tuple[str, str], list[QuizFact]] = {}
        self._by_kind: dict[str, list[QuizFact]] = {}
        self._pairs = {fact.pair for fact in facts if fact.kind == "number"}
        for fact in facts:
            self._by_kind.setdefault(_family(fact), []).append(fact)
            self._stated.setdefault((_asked(fact), _key(fact, fact.answer)), []).append(fact)

    def wrong(self, fact: QuizFact, told: str, rng: random.Random) -> tuple[WrongChoice, ...]:
        """Return up to three wrong choices for a fact; `told` is all that the question and its proof say."""
        chosen: list[WrongChoice] = []
        values = [fact.value] if fact.value else []
        keys = {_key(fact, fact.answer)}
        told_words = " ".join(folded_syllables(told))
        for candidate in chain(self._taken(fact, rng), self._made(fact, rng)):
            value, key = _value(fact, candidate.text), _key(fact, candidate.text)
            if (
                key in keys
                or any(_nested_names(key, other) for other in keys if fact.kind in ("body", "task"))
                or _shape(fact, candidate.text) != _shape(fact, fact.answer)
                or not _of_the_place(fact, candidate)
                or _stands_in(candidate.text, told_words)
                or not _plausible(fact, value, values)
                or self._also_stated(fact, key)
            ):
                continue
            chosen.append(candidate)
            keys.add(key)
            values += [value] if value else []
            if len(chosen) == WANTED:
                break
        return tuple(chosen)

    def _taken(self, fact: QuizFact, rng: random.Random) -> Iterator[WrongChoice]:
        """Yield the other values of the same kind and unit: those of other documents first, of bodies those nearest."""
        usable = [other for other in self._by_kind.get(_family(fact), ()) if other.clean]
        elsewhere = [other for other in usable if other.document.id != fact.document.id]
        here = [other for other in usable if other.document.id == fact.document.id]
        groups = (elsewhere, here)
        if fact.kind in ("body", "task"):
            level = [other for other in elsewhere if other.document.issuer_level == fact.document.issuer_level]
            party = [other for other in level if _is_party(other) == _is_party(fact)]
            groups = (here, party or level)
        for group in groups:
            for other in rng.sample(group, len(group)):
                yield WrongChoice(other.answer, other)

    def _made(self, fact: QuizFact, rng: random.Random) -> Iterator[WrongChoice]:
        made: Iterator[str] = iter(())
        if fact.kind == "figure":
            made = made_numbers(fact.answer, rng)
        elif fact.kind in ("date", "issued"):
            made = made_dates(fact.answer, rng)
        elif fact.kind == "number":
            made = _made_document_numbers(fact.answer, rng)
        for text in made:
            yield WrongChoice(text, None)

    def _also_stated(self, fact: QuizFact, key: str) -> bool:
        """Tell whether any document states, on what may be the same matter, what the choice says."""
        if fact.kind in ("number", "issued"):
            pair = (key, fact.pair[1]) if fact.kind == "number" else (fact.pair[0], key)
            return pair in self._pairs
        return any(
            alike(other.words, fact.words) >= _SAME_MATTER for other in self._stated.get((_asked(fact), key), ())
        )


def _asked(fact: QuizFact) -> str:
    """Return what is asked for; a body is a body, in charge of a task or acting in a sentence."""
    return "body" if fact.kind == "task" else fact.kind


def _family(fact: QuizFact) -> str:
    """Return what choices must share: the kind, and the unit or the form of the date."""
    if fact.kind == "figure" and fact.value:
        return f"figure {fact.unit} {fact.value.form} {len(fact.value.parts)}"
    return f"{_asked(fact)} {fact.unit}"


def _value(fact: QuizFact, text: str) -> Value | None:
    if fact.kind == "figure":
        return number_value(text)
    return date_value(text) if fact.kind in ("date", "issued") else None


def _key(fact: QuizFact, text: str) -> str:
    """Return the form in which two spellings of a choice meet."""
    if fact.kind in ("body", "task"):
        return body_key(text)
    if fact.kind == "number":
        return canonical_key(text)
    value = _value(fact, text)
    return str(value.parts if value and fact.kind == "figure" else value)


def _is_party(fact: QuizFact) -> bool:
    """Tell whether a body of the Party issued the document."""
    return re.search(r"\b(?:ủy|uỷ|đảng)\b(?! ban nhân dân)", (fact.document.issuer or "").lower()) is not None


def _shape(fact: QuizFact, text: str) -> str:
    """Return how a choice is written: one figure with decimals among whole ones gives itself away."""
    if fact.kind in ("date", "issued", "number"):
        return re.sub(r"\d+", "0", "".join(text.split()))
    if fact.kind == "figure":
        padded = re.sub(r"(?<![\d,.])0\d+", "z", "".join(text.split()))
        return re.sub(r"\d+(?:\.\d{3})*", "1", padded)
    return ""


def _of_the_place(fact: QuizFact, choice: WrongChoice) -> bool:
    """Tell whether a body can be one of the document's place: no body of a province in the plan of a city."""
    if fact.kind not in ("body", "task") or choice.source is None:
        return True
    key = f" {body_key(choice.text)} "
    issuer = f" {' '.join(folded_syllables(fact.document.issuer or ''))} "
    if any(f" {unit} " in key and f" {unit} " not in issuer for unit in _UNITS):
        return False
    other = choice.source.document
    return other.id == fact.document.id or not any(f" {' '.join(name)} " in key for name in names_of_place(other))


def _nested_names(first: str, second: str) -> bool:
    """Tell whether one name holds all words of the other: "Sở Y tế", "Sở Y tế tỉnh"."""
    one, other = set(first.split()), set(second.split())
    return one <= other or other <= one


def _stands_in(text: str, told: str) -> bool:
    """Tell whether the words of a choice stand in what is told (both folded)."""
    return re.search(rf"(?<![\w,.]){re.escape(' '.join(folded_syllables(text)))}(?![\w,.])", told) is not None


def _plausible(fact: QuizFact, value: Value | None, others: Sequence[Value]) -> bool:
    """Tell whether a value is of like size, apart from the others, and not implied by the right one."""
    if fact.value is None:
        return True
    if value is None or value.form != fact.value.form or any(value.nests(other) for other in others):
        return False
    right, wrong = fact.value.parts, value.parts
    if (fact.limit == "least" and wrong < right) or (fact.limit == "most" and wrong > right):
        return False
    if fact.kind != "figure":
        return abs(wrong[0] - right[0]) <= 15
    near = _ABOUT if fact.limit == "about" else 0.0
    return abs(wrong[0] - right[0]) >= near * right[0] and _like_size(fact.unit, right[0], wrong[0])


def _like_size(unit: str, right: float, wrong: float) -> bool:
    if unit == "%" and right >= 10:
        return wrong >= 5 and abs(right - wrong) <= 45
    return right / 3 <= wrong <= right * 3 if right <= 20 else right * 0.45 <= wrong <= right * 1.8


def _made_document_numbers(written: str, rng: random.Random) -> Iterator[str]:
    """Yield numbers with the same symbol: "16-KH/TU" → "26-KH/TU"."""
    match = re.match(r"\d+", written)
    if match is None:
        return
    number = int(match.group())
    steps = [step for step in range(-60, 61) if abs(step) >= _FAR]  # neighbours were often issued together
    for step in rng.sample(steps, len(steps)):
        if number + step > 0:
            yield f"{number + step:0{len(match.group())}d}{written[match.end() :]}"
