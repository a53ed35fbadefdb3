"""The values of figures as Vietnamese texts write them: "73,5", "10.500", "2.05"."""

from __future__ import annotations

import re

from answers.facts import figures

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}")


def value_of(written: str) -> float | None:
    """Return the value of the one number in `written`; None when there is none, or a range of two."""
    numbers = _NUMBER.findall(written)
    if len(numbers) != 1:
        return None
    number = numbers[0]
    if _THOUSANDS.fullmatch(number):
        whole, _, decimals = number.partition(",") if "." in number else (number.replace(",", ""), "", "")
        return float(f"{whole.replace('.', '')}.{decimals or 0}")
    if number.count(",") + number.count(".") > 1:
        return None
    return float(number.replace(",", "."))


def values_in(text: str) -> list[float]:
    """Return the values of the figures of a text, in order; ranges are left out."""
    found = (value_of(text[fact.start : fact.end]) for fact in figures(text))
    return [value for value in found if value is not None]
