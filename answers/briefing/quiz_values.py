"""Canonical values of what a quiz asks for, so that two spellings of one value meet: "12,5 %" and "12.5%".

Also what is made up by rule when the documents hold too few other values: numbers and dates of like size and form.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from vietnamese.abbreviations import expand_known
from vietnamese.tokens import folded_syllables

_IN_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DAY = re.compile(r"(?P<day>\d{1,2})(?P<between>/|\s+tháng\s+)(?P<month>\d{1,2})(?:(?:/|\s+năm\s+)(?P<year>\d{4}))?")
_MONTH = re.compile(r"(?:tháng\s+)?(?P<month>\d{1,2})(?:/|\s+năm\s+)(?P<year>\d{4})")
_PERIOD = re.compile(r"(?P<first>\d{4})(?P<between>\s*[-–]\s*)(?P<last>\d{4})")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as read: `form` is "number", "words", "day", "month", "period", "year"; `parts` compare in order."""

    form: str
    parts: tuple[float, ...]

    def nests(self, other: Value) -> bool:
        """Tell whether one of two values lies within the other: a month in its year, a period in a longer one."""
        (first, last), (begin, end) = self._stretch(), other._stretch()
        return (first <= begin and end <= last) or (begin <= first and last <= end)

    def _stretch(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        if self.form in ("number", "words"):
            return (self.parts[0],), (self.parts[-1],)
        if self.form == "period":
            return (self.parts[0],), (self.parts[1], 99.0, 99.0)
        return self.parts, (*self.parts, *(99.0,) * (3 - len(self.parts)))


def number_value(text: str) -> Value | None:
    """Return a figure or a range of figures: "12,5 %" → 12.5, "1.250" → 1250, "106-108" → 106 to 108, "hai" → 2."""
    word = text.strip().lower()
    if word in _IN_WORDS:
        return Value("words", (float(_IN_WORDS.index(word)),))
    numbers = [_read_number(found) for found in _NUMBER.findall(text)]
    return Value("number", tuple(numbers)) if 1 <= len(numbers) <= 2 else None


def _read_number(written: str) -> float:
    """Return a figure in the Vietnamese form; a lone point before other than three figures is a decimal point."""
    if "," in written:
        whole, _, decimals = written.rpartition(",")
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+", written) and written.count(",") > 1:
            return float(written.replace(",", ""))
        return float(f"{re.sub('[.,]', '', whole)}.{decimals}")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written):
        return float(written.replace(".", ""))
    whole, _, decimals = written.rpartition(".")
    return float(f"{whole.replace('.', '')}.{decimals}") if whole else float(written)


def date_value(text: str) -> Value | None:
    """Return a date, a month, a year or a period, with a day that has no year as (month, day)."""
    text = text.strip()
    if match := _PERIOD.fullmatch(text):
        return Value("period", (float(match["first"]), float(match["last"])))
    if match := _DAY.fullmatch(text):
        parts = (match["year"], match["month"], match["day"]) if match["year"] else ("0", match["month"], match["day"])
        return Value("day" if match["year"] else "day of year", tuple(map(float, parts)))
    if match := _MONTH.fullmatch(text):
        return Value("month", (float(match["year"]), float(match["month"])))
    return Value("year", (float(text),)) if _YEAR.fullmatch(text) else None


def body_key(name: str) -> str:
    """Return the folded name of a body with its abbreviations written out."""
    words = [expand_known(word) or word if word.isupper() else word for word in name.split()]
    return " ".join(folded_syllables(" ".join(words))).removeprefix("cac ")


def made_numbers(written: str, rng: random.Random) -> Iterator[str]:
    """Yield figures of like size in the form of `written`, in an order drawn by `rng`."""
    value = number_value(written)
    if value is None:
        return
    if value.form == "words":
        yield from rng.sample(_IN_WORDS[1:], len(_IN_WORDS) - 1)
        return
    low, high = value.parts[0], value.parts[-1]
    digits = _NUMBER.findall(written)
    decimals = len(digits[0].rpartition(",")[2]) if "," in digits[0] else 0
    steps = (-3, -2, 2, 3) if len(value.parts) > 1 else (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
    step = max(1.0, high - low) if len(value.parts) > 1 else _step(low, decimals)
    for times in rng.sample(steps, len(steps)):
        made = [part + times * step for part in value.parts]
        if made[0] <= 0 or ("%" in written and made[-1] > 100):
            continue
        text = written
        for before, part in zip(digits, made, strict=True):
            grouped = f"{part:,.{decimals}f}".translate({ord(","): "." if "." in before else "", ord("."): ","})
            text = text.replace(before, grouped.zfill(len(before)) if before.startswith("0") else grouped, 1)
        yield text


def _step(value: float, decimals: int) -> float:
    """Return a step between figures that a reader would find equally likely: round where the figure is round."""
    if decimals:
        return max(value * 0.02 if value >= 100 else value * 0.12, 10.0**-decimals)
    if value <= 20:
        return 1.0
    if value < 200:
        return 5.0 if value % 5 == 0 else 2.0
    magnitude = 10.0 ** (len(str(int(value))) - 2)
    return magnitude if value % magnitude == 0 else max(1.0, round(value * 0.05))


def made_dates(written: str, rng: random.Random) -> Iterator[str]:
    """Yield dates of the same form within a few years, in an order drawn by `rng`."""
    text = written.strip()
    steps = rng.sample((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5), 10)
    if match := _PERIOD.fullmatch(text):
        first, last = int(match["first"]), int(match["last"])
        for step in rng.sample((-10, -5, 5, 10), 4):
            yield f"{first + step}{match['between']}{last + step}"
    elif match := _DAY.fullmatch(text):
        for step in steps:
            day, month = (int(match["day"]) + 3 * step) % 28 + 1, (int(match["month"]) + step - 1) % 12 + 1
            tail = text[match.end("month") :]
            pad = 2 if len(match["day"]) == 2 else 1
            yield f"{day:0{pad}d}{match['between']}{month:0{len(match['month'])}d}{tail}"
    elif match := _MONTH.fullmatch(text):
        for step in steps:
            month = (int(match["month"]) + step - 1) % 12 + 1
            yield text[: match.start("month")] + str(month) + text[match.end("month") :]
    elif _YEAR.fullmatch(text):
        yield from (str(int(text) + step) for step in steps)
