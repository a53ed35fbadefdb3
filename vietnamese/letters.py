"""Letters of Vietnamese in either case, as parts of a regular-expression class: `f"[{CAPITALS}]"`.

A range such as À-Ỹ would take in both cases.
"""

from __future__ import annotations

_MARKED = [chr(code) for code in (*range(0xC0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA))]
CAPITALS = "A-Z" + "".join(letter for letter in _MARKED if letter.isupper())
SMALLS = "a-z" + "".join(letter for letter in _MARKED if letter.islower())
