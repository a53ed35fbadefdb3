"""The printed marks that open the parts of a Vietnamese official document, each as a regular expression.

Sources: Nghị định 30/2020/NĐ-CP, phụ lục I (order and form of phần, chương, mục, tiểu mục, điều, khoản, điểm), and the
habits of Party documents (`I-`, `1-`). A mark alone proves nothing: the outline asks for its place in a sequence too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from vietnamese.letters import CAPITALS

MarkerKind = Literal[
    "part", "chapter", "section", "subsection", "article", "capital", "roman", "arabic", "decimal", "letter"
]
"""Phần, chương, mục, tiểu mục, điều; then `A.`, `I.`, `1.` (a khoản under a điều), `1.1.`, `a)` (a điểm)."""

LETTERS = "a b c d đ e f g h i j k l m n o p q r s t u v w x y z".split()
"""Letters of điểm in order. The rule has no f, j, w, z; writers use them all the same."""

_ORDINALS = {
    word: number
    for number, words in enumerate(
        ("nhất", "hai", "ba", "tư|bốn", "năm", "sáu", "bảy|bẩy", "tám", "chín", "mười"), start=1
    )
    for word in words.split("|")
}
_NUMBER_AFTER_WORD = r"(?P<number>[IVXLC]+|\d{1,3})"
# What may follow the number of a phần, chương or mục: the end of the line, a stop, or a title that begins with a
# capital. Refuses a reference at the start of a line: "Chương II Nghị định này", "Mục 1 Chương II".
_AFTER_NUMBER = r"(?P<stop>\s*[.:\-–—]\s*|\s*$)"

_WORDED: tuple[tuple[MarkerKind, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"(?:PHẦN|Phần)\s+(?:(?:THỨ|thứ)\s+(?P<ordinal>\w+)|{_NUMBER_AFTER_WORD}){_AFTER_NUMBER}")),
    ("chapter", re.compile(rf"(?:CH[ƯU][ƠO]NG|Ch[ưu][ơo]ng)\s+{_NUMBER_AFTER_WORD}{_AFTER_NUMBER}")),
    ("subsection", re.compile(rf"(?:TIỂU MỤC|Tiểu mục)\s+{_NUMBER_AFTER_WORD}{_AFTER_NUMBER}")),
    ("section", re.compile(rf"(?:MỤC|Mục)\s+{_NUMBER_AFTER_WORD}{_AFTER_NUMBER}")),
)
# OCR and old files write the words of these marks with a mark lost or with Ð (eth) for Đ: "Ðiều", "Điêu", "Chưong".
# "Điều 5." or "Điều 5:" or a line that is only "Điều 5"; also "Điều 5a.". Refuses "Điều 5 Nghị định này", "Điều 5, 6".
ARTICLE = re.compile(r"(?:[ĐÐ]I[ÊỀÈẾE]U|[ĐÐ]i[êềèếe]u)\s+(?P<number>\d{1,3})(?P<suffix>[a-zđ]?)(?P<stop>\s*[.:]|\s*$)")
# Refuses a word that merely begins with such letters ("IX là"), an abbreviation ("V/v", "V, C, HCQT"), "I" alone.
_ROMAN = re.compile(r"(?P<number>[IVXL]{1,7})\s{0,2}(?P<stop>\.-|[.\-–—)]|/(?=\s))\s*(?=[^\W\d_]|[“\"‘(]|$)")
# "A." or "A-" before a capital. Refuses "C3-M3", "A (5)", initials of a name ("A. Nguyễn" needs the sequence).
_CAPITAL = re.compile(r"(?P<number>[A-HK])\s?(?P<stop>[.\-–)])\s+(?=[^\W\d_])")
# "5.1." or "5.1 " or "5.1.2."; what follows must be a capital or a quotation. Refuses amounts: "1.745 tỷ", "2.0 con",
# "12.5%", and dates "10.4.2025" (a year has four digits).
_DECIMAL = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})(?P<stop>[.)]|-(?=\s)|)\s*(?=[^\W\d_]|[“\"‘(]|$)")
# "5." "5-" "5)", and "5a." added between 5 and 6. Refuses "2. 000 người", "10.4.2025", "5.1", "1-2 tháng", "3 -".
_ARABIC = re.compile(
    r"(?P<number>\d{1,3}[a-zđ]?)(?P<stop>[.)]|[.\-/]-?(?=\s))\s*(?=[^\W\d_]|[“\"‘(]|$|\d{1,2}[^\d.,]|\d{4}\b)"
)
# "a)" or "a." or "đ)". Refuses "a, b", "a/b", "m2)", "c.1)".
_LETTER = re.compile(r"(?P<number>[a-zđð])\s?(?P<stop>[).]|-(?=\s))(?:\s+(?=[^\W_]|[“\"‘(])|(?=[^\W\d_]|[“\"‘(]|$))")

# "I. Mục đích" or "l. Mục đích" with small letters after it, where the list is in Arabic numbers.
_ONE_MISREAD = re.compile(r"(?P<label>[Il]\.)\s*(?=[^\W\d_]+\s+[^\W\dA-ZĐ_])")
# "1I. NHIỆM VỤ", "lI- NHIỆM VỤ", "HI. TỔ CHỨC" (III): a capital title follows. Refuses "11. Sở Y tế".
_ROMAN_MISREAD = re.compile(rf"(?P<number>[IVXHl1]{{1,5}})\s?[.\-–]\s*(?=[{CAPITALS}]{{2,}}\s+[{CAPITALS}]{{2,}})")

BULLET = re.compile(r"[-–—+•●▪◦*]\s*(?=[^\W_]|[“\"‘(])")
"""A bullet: not a section. `-Trên cơ sở` without a space counts."""

CELL_SEPARATOR = " | "
"""What stands between the cells of a table row in the reading text."""

UNFINISHED = re.compile(
    r"(?:\b(?:và|hoặc|của|tại|theo|các|những|từ|với|là|khoảng|cho|để|bởi|nhằm)"
    r"|(?:\b(?:tại|các|theo|và|hoặc|của|từ|đến)|[,;\d]) (?:khoản|điểm|điều|mục|chương|phụ lục|mẫu số)"
    r"|,)\s*$",
    re.IGNORECASE,
)
"""An end of line after which the sentence goes on whatever follows: "… tại khoản ⏎ 2. Trường hợp".

Refuses nouns that merely look so: "dân số", "quan điểm", "danh mục", "hằng tháng".
"""


UNFINISHED_BEFORE_ARTICLE = re.compile(
    r"\b(?:tại|theo|của|này và|(?:khoản|điểm|mục) (?:\d{1,2}|[a-zđ]))\s*$", re.IGNORECASE
)
"""An end of line after which "Điều 5." goes on with the sentence: "… quy định tại khoản 2 ⏎ Điều 5. Việc"."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark at the start of a line: its kind, its printed form, its number.

    `parts` are the numbers it prints, from the top: (5, 1) for `5.1.`; one for any other kind. `length` counts the
    characters of the label and the white space after it.
    """

    kind: MarkerKind
    label: str
    parts: tuple[int, ...]
    printed: str
    length: int

    @property
    def value(self) -> int:
        """The last number printed."""
        return self.parts[-1]


def roman_value(numeral: str) -> int | None:
    """Return the value of a well-formed Roman numeral below 90, None for anything else."""
    match = re.fullmatch(r"(XL|L?X{0,3})(IX|IV|V?I{0,3})", numeral)
    if match is None or not numeral:
        return None
    worth = {"I": 1, "V": 5, "X": 10, "L": 50}
    values = [worth[letter] for letter in numeral]
    return sum(
        -value if any(later > value for later in values[index:]) else value for index, value in enumerate(values)
    )


def worded_marker(text: str) -> Marker | None:
    """Return the mark of a phần, chương, mục, tiểu mục or điều at the start of `text`."""
    for kind, pattern in _WORDED:
        match = pattern.match(text)
        if match is None:
            continue
        ordinal = match.groupdict().get("ordinal")
        number = _ORDINALS.get(ordinal.lower()) if ordinal else _plain_number(match["number"])
        if number is not None:
            return Marker(kind, match.group().strip(), (number,), _without_stop(match), match.end())
    match = ARTICLE.match(text)
    if match is None:
        return None
    return Marker(
        "article", match.group().strip(), (int(match["number"]),), match["number"] + match["suffix"], match.end()
    )


def numbered_markers(text: str) -> tuple[Marker, ...]:
    """Return every reading of the number or letter at the start of `text`, the likeliest first.

    "C. Mục" may be a capital; "I." a Roman one; "4.2 Trong" is 4.2 or khoản 4 with the mark of footnote 2.
    """
    found: list[Marker] = []
    if match := _ROMAN.match(text):
        value = roman_value(match["number"])
        if value is not None:
            found.append(_marker("roman", match, (value,)))
    if match := _CAPITAL.match(text):
        found.append(_marker("capital", match, (ord(match["number"]) - ord("A") + 1,)))
    if match := _DECIMAL.match(text):
        parts = tuple(int(part) for part in match["number"].split("."))
        if all(parts) and _begins_a_title(text[match.end() :]):
            found.append(_marker("decimal", match, parts))
            if not match["stop"] and len(parts) == 2:
                # "4.2 Trong thời hạn": khoản 4 followed by the mark of footnote 2.
                label = f"{parts[0]}."
                found.append(Marker("arabic", label, (parts[0],), str(parts[0]), len(label)))
    elif (match := _ARABIC.match(text)) and (digits := int(re.sub(r"\D", "", match["number"]))) > 0:
        found.append(_marker("arabic", match, (digits,)))
    if match := _LETTER.match(text):
        found.append(_marker("letter", match, (LETTERS.index(match["number"].replace("ð", "đ")) + 1,)))
    return tuple(found)


def misread_markers(text: str) -> tuple[Marker, ...]:
    """Return what the number at the start of `text` may have been before OCR: 1 for "I." or "l.", II for "1I.".

    Likely only where the number read fits no list and the other one does.
    """
    found: list[Marker] = []
    if match := _ONE_MISREAD.match(text):
        found.append(Marker("arabic", match["label"], (1,), "1", match.end()))
    if match := _ROMAN_MISREAD.match(text):
        numeral = match["number"].replace("l", "I").replace("1", "I").replace("H", "II")
        value = roman_value(numeral)
        if value is not None and numeral != match["number"]:
            found.append(Marker("roman", match.group().strip(), (value,), numeral, match.end()))
    return tuple(found)


def opens_a_part(text: str) -> bool:
    """Tell whether `text` begins with any mark, a bullet included."""
    return bool(worded_marker(text) or numbered_markers(text) or BULLET.match(text))


def _marker(kind: MarkerKind, match: re.Match[str], parts: tuple[int, ...]) -> Marker:
    label = match["number"] + match["stop"]
    return Marker(
        kind, match.group()[: match.end("stop") - match.start()].strip() or label, parts, match["number"], match.end()
    )


def _plain_number(text: str) -> int | None:
    return int(text) if text.isdigit() else roman_value(text)


def _without_stop(match: re.Match[str]) -> str:
    words = " ".join(match.group()[: match.start("stop") - match.start()].split())
    head, _, number = words.rpartition(" ")
    return (
        f"{head.capitalize()} {number if number.isupper() and not match.groupdict().get('ordinal') else number.lower()}"
    )


def _begins_a_title(rest: str) -> bool:
    rest = rest.lstrip('“"‘(')
    return not rest or rest[0].isupper()
