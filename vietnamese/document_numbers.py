"""Numbers of Vietnamese official documents: a canonical key, full numbers in running text, short ones in questions.

Forms (Nghị định 30/2020/NĐ-CP, phụ lục III; Party practice):

    State, administrative    165/KH-UBND   9244/VP-VX      n/LOẠI-CƠQUAN, công văn n/CƠQUAN-ĐƠNVỊ
    State, normative         30/2020/NĐ-CP                 n/yyyy/LOẠI-CƠQUAN
    laws, resolutions        113/2025/QH15  1669/NQ-UBTVQH15
    Party                    149-KL/TW                     n-LOẠI/CƠQUAN, hyphen first

The order of the separators tells Party from State. Stray spaces, line breaks and wrong separators occur in print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vietnamese.document_kinds import (
    ABBREVIATIONS,
    kind_name_pattern,
    kind_named,
    kinds_abbreviated,
    known_abbreviations,
)
from vietnamese.flat_text import flat, flat_lower
from vietnamese.normal_forms import compose, fold, has_marks


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A full document number and its span; `text` as printed, white space inside included.

    `kind` is None where the abbreviation stands for several kinds or for none; `party` is None where the separators
    and the issuing body do not agree; `year` is that of a normative number.
    """

    text: str
    key: str
    start: int
    end: int
    kind: str | None
    party: bool | None
    year: int | None


@dataclass(frozen=True, slots=True)
class ShortNumber:
    """A document as a question names it: the kinds it may be, the number, perhaps a year and the issuer's letters."""

    text: str
    kinds: tuple[str, ...]
    number: str
    start: int
    end: int
    year: int | None = None
    issuer_letters: str = ""


# Letters of bodies that only the Party has: they settle a number whose separators are wrong ("21/NQ-TW").
_PARTY_BODIES = re.compile(
    r"(?:TW|TU|HU|QU|DU|TVTU|VPTW|VPTU|BTCTW|BTGTW|BTGDVTW|BDVTW|BNCTW|BKTTW|UBKTTW|BTCTU|BTGTU|BTGDVTU|UBKTTU|BNCTU"
    r"|BDVTU|DUK|BCSD|DUCP|DUQH|CCPQH)$"
)
# First letters of a công văn, which has no kind: the body that sends it.
_SENDERS = re.compile(
    r"(?:UBND|HDND|UBTVQH|VPCP|VPQH|VPCTN|TTG|CP|VP|VPTW|VPTU|TW|TU|MTTQ|UBMTTQ|BHXH|TCT|TCDS|CDS|TTYT|TTCP|KTNN|NHNN"
    r"|TANDTC|VKSNDTC|TLD|LDLD|CA|CAT|B[A-Z]{1,8}|S[A-Z]{1,8}|UB[A-Z]{0,6}|P[A-Z]{2,6}|T[A-Z]{2,6}|C[A-Z]{2,6})$"
)

_SPACE = r"[ \t\n\r]{0,4}"
# Letters of a symbol: capitals, small ones inside (CTr, QyĐ, TTg), or all small as typed. Refuses words ("Nâng").
_LETTERS = r"(?:[A-Z](?![a-z]{2})[A-Za-z]{0,19}|[a-z]{1,11})\d{0,2}(?![a-z])"
# A number with its separators. Refuses what hangs on other letters or figures ("C3-M3/KH1174/160", 12,5/KH), dates
# (letters must follow) and fractions ("119 bé trai/100": a letter symbol must follow the separator at once).
_FULL = re.compile(
    rf"(?<![\w.,/–-])(?P<number>\d{{1,5}}(?:\.\d{{1,3}})?[a-zA-Z]?)"
    rf"(?P<s0>{_SPACE}[/–-]{_SPACE}|[ ](?=[a-z]{{2,5}}/))"
    rf"(?:(?<=[/\s])(?P<year>(?:19|20)\d\d)(?P<s1>{_SPACE}[/–-]{_SPACE}))?"
    rf"(?P<kind>{_LETTERS})"
    rf"(?P<rest>(?:{_SPACE}[/–-]{_SPACE}{_LETTERS}(?:[/–-]\n?{_LETTERS}){{0,3}})?)"
    r"(?![\w/])"
)
_SYMBOL_SEPARATOR = re.compile(rf"{_SPACE}[/–-]{_SPACE}")
_SAID_NUMBER = re.compile(r"\bso\s*:?\s*$")
_ASSEMBLY = re.compile(r"(?:QH|UBTVQH)\d{1,2}$")


@lru_cache(maxsize=8192)
def canonical_key(number: str) -> str:
    """Return the form in which printed and typed variants of one number meet: "149 kl/tw" and "149-KL/TW" → "149KLTW".

    Marks, spaces and separators go; leading zeros of the number go; figures that stand next to figures stay apart
    ("06/2023/TT-BYT" → "6/2023TTBYT").
    """
    letters = fold(compose(number)).upper()
    key = re.sub(r"(?<=\d)\s*[^A-Z\d.\s]+\s*(?=\d)|(?<=\d)\s+(?=\d)", "/", letters)
    key = re.sub(r"[^A-Z\d./]|\.(?!\d)|(?<!\d)\.", "", key)
    key = re.sub(r"(?<!\d)/|/(?!\d)", "", key)
    return re.sub(r"^0+(?=\d)", "", key)


def find_numbers(text: str) -> list[FoundNumber]:
    """Return the full document numbers of `text`, which must be composed (NFC), in order.

    A number whose first letters are neither a kind nor a known sender counts only after the word "số".
    """
    return [found for match in _FULL.finditer(flat(text)) if (found := _judge(match, text)) is not None]


def _judge(match: re.Match[str], text: str) -> FoundNumber | None:
    """Return the number a match stands for, None where it is no document number."""
    start, end = match.span()
    printed = text[start:end]
    symbol = text[match.start("kind") : match.end("kind")]
    bodies = [part.upper() for part in _SYMBOL_SEPARATOR.split(match["rest"]) if part]
    first = match["kind"].upper()
    kinds = kinds_abbreviated(re.sub(r"\d+$", "", symbol))
    said = _SAID_NUMBER.search(flat_lower(text[max(0, start - 8) : start])) is not None
    sender = _SENDERS.match(first) is not None
    if not _mostly_upper(printed) and not (kinds and bodies and _known_body(bodies[-1])):
        # Lower case ("149 kl/tw") is a number only where every part is known.
        return None
    assembly = _ASSEMBLY.match(first)
    if assembly and match["year"] is None:
        return None
    if not assembly and not bodies:
        return None
    if not (assembly or kinds or said or (sender and match["s0"].strip() == "/")):
        return None
    party = _is_party(match, bodies)
    return FoundNumber(
        text=printed,
        key=canonical_key(printed),
        start=start,
        end=end,
        kind=None if assembly else _kind_printed(symbol, kinds, party),
        party=party,
        year=int(match["year"]) if match["year"] else None,
    )


def _known_body(letters: str) -> bool:
    return bool(_PARTY_BODIES.match(letters) or _SENDERS.match(letters))


def _kind_printed(symbol: str, kinds: tuple[str, ...], party: bool | None) -> str | None:
    """Return the one kind a printed symbol stands for; None where it may be several (QĐ of the Party)."""
    if len(kinds) > 1 and party is False:
        # State offices keep the abbreviations of Nghị định 30 apart (QyĐ, CTr, TTr), so the printed letters decide.
        usual = tuple(kind for kind in kinds if ABBREVIATIONS[kind][0] == symbol and kind != "Thông tri")
        return usual[0] if usual else None
    if symbol == "L":
        return "Lệnh"
    if party and symbol == "TT":
        return "Thông tri"
    if party and symbol in ("HD", "CT", "CTr"):
        return {"HD": "Hướng dẫn", "CT": "Chỉ thị", "CTr": "Chương trình"}[symbol]
    return kinds[0] if len(kinds) == 1 else None


def _mostly_upper(printed: str) -> bool:
    """Tell whether the letters are a symbol as printed: "QĐ-TTg", "3-CTr/TU", "12/TTr-UBND"."""
    letters = [character for character in printed if character.isalpha()]
    return sum(character.isupper() for character in letters) * 2 >= len(letters)


def _is_party(match: re.Match[str], bodies: list[str]) -> bool | None:
    """Return whose number it is, by the order of its separators and, where they are wrong, by its body."""
    if match["year"] is not None:
        return False
    separators = [match["s0"].strip(), *(s.strip() for s in _SYMBOL_SEPARATOR.findall(match["rest"]))]
    first_is_slash, second_is_slash = separators[0] == "/", separators[-1] == "/" and len(separators) > 1
    of_party_body = bool(bodies) and _PARTY_BODIES.match(bodies[0]) is not None
    if not first_is_slash and separators[1:2] == ["/"]:
        return True
    if of_party_body:
        return True
    return None if second_is_slash or not first_is_slash else False


_KIND_NAME = kind_name_pattern()
# Abbreviations that people type in lower case; the rarer ones ("pa", "pc", "da") are words or syllables too often.
_TYPED_LOW = ("nqlt", "ttlt", "vbhn", "nq", "qd", "kl", "kh", "ct", "ctr", "cv", "nd", "tt", "ttr", "hd", "tb", "bc")
_SHORT_FORMS = "|".join(known_abbreviations())
# What a figure counts, with marks and without. Refuses "còn", "quy định" and the date of a document ("ngày nào",
# "ngày 10/4"), which are no counts.
_COUNTED = re.compile(
    r"\s*(?:%|(?:tháng|tuần|ngày(?!\s+(?:\d|nào|mấy|tháng|ban|ký))"
    r"|con|người|lần|quý|triệu|tỷ|tỉ|nghìn|phần trăm|mức|nhiệm vụ|giải pháp)(?!\w)"
    r"|năm(?!\w)(?!\s+(?:19|20)\d\d(?!\s*[-–])))"
)
_COUNTED_UNMARKED = re.compile(
    r"\s*(?:%|(?:thang|tuan|ngay(?!\s+(?:\d|nao|may|thang|ban|ky))"
    r"|con(?!\s+hieu)|nguoi|lan|quy(?!\s+(?:dinh|che))|trieu|ty|ti|nghin|phan tram|muc"
    r"|nhiem vu|giai phap)(?!\w)|nam(?!\w)(?!\s+(?:19|20)\d\d(?!\s*[-–])))"
)
# A figure that may be a document's number. Refuses decimals and ranges; "năm 2017" after it is the document's year.
_FIGURE = (
    r"(?P<number>\d{1,5}(?:\.\d{1,3}(?=/))?)(?![\w])(?![.,]\d)(?!\s*[-–]\s*\d)"
    r"(?:\s*/\s*(?P<year>(?:19|20)\d\d)|\s+nam\s+(?P<said_year>(?:19|20)\d\d)(?!\s*[-–]))?"
)
# "Kết luận số 149", "nghi quyet 21".
_NAMED = re.compile(rf"(?<!\w)(?P<kind>{_KIND_NAME})(?P<said>\s+so)?\s*:?\s+{_FIGURE}")
# "KL149", "NQ 21", "QĐ số 1745", "NQ-21". Refuses letters inside a word.
_ABBREVIATED = re.compile(rf"(?<!\w)(?P<kind>{_SHORT_FORMS.lower()})(?P<said>\s+so)?\s*[-:]?\s*{_FIGURE}")
# "149 kl/tw", "149-KL", "1745/QĐ". Refuses a figure that is part of a larger one.
_TRAILING = re.compile(
    rf"(?<![\w.,/-])(?P<number>\d{{1,5}})\s*[-/ ]\s*(?:(?P<year>(?:19|20)\d\d)\s*[-/]\s*)?"
    rf"(?P<kind>{_SHORT_FORMS.lower()})"
    rf"(?:\s*[-/ ]\s*(?P<body>tw|tu|hu|qu|du|vptw|ttg|cp|ubnd|hdnd|b[a-z]{{1,8}}))?(?!\w)"
)


def find_short_numbers(question: str) -> list[ShortNumber]:
    """Return the documents that a question names by kind and number, as people type them, in order.

    Full numbers are found too. A bare year ("kế hoạch 2025") and a count ("báo cáo 6 tháng") are no numbers.
    """
    bare = flat_lower(question)
    found: list[ShortNumber] = []
    taken = bytearray(len(question))
    for short in _every_short(question, bare):
        if not any(taken[short.start : short.end]):
            taken[short.start : short.end] = b"\1" * (short.end - short.start)
            found.append(short)
    return sorted(found, key=lambda short: short.start)


def _every_short(question: str, bare: str) -> Iterator[ShortNumber]:
    counted = _COUNTED if has_marks(question) else _COUNTED_UNMARKED
    for full in find_numbers(question):
        key = _split_key(full.key)
        if key is not None:
            kinds = (full.kind,) if full.kind else _kinds_of_letters(key.letters)
            body = _body_letters(key.letters)
            yield ShortNumber(full.text, kinds, key.number, full.start, full.end, full.year, body)
    for match in _NAMED.finditer(bare):
        kind = kind_named(match["kind"])
        if kind is not None and not _counts(question, match, counted) and (match["said"] or not _is_bare_year(match)):
            yield _short(match, question, (kind,), "")
    for pattern in (_TRAILING, _ABBREVIATED):
        for match in pattern.finditer(bare):
            if _counts(question, match, counted):
                continue
            typed = question[match.start("kind") : match.end("kind")]
            if typed.upper() != typed and match["kind"] not in _TYPED_LOW and not typed[:1].isupper():
                continue
            groups = match.groupdict()
            yield _short(match, question, kinds_abbreviated(typed), (groups.get("body") or "").upper())


def _counts(question: str, match: re.Match[str], counted: re.Pattern[str]) -> bool:
    """Tell whether the figure counts something: "6 tháng", "5 năm"."""
    after = question[match.end("number") : match.end("number") + 24].lower()
    return counted.match(after) is not None


def _is_bare_year(match: re.Match[str]) -> bool:
    """Tell whether the figure is a year and not a number: "kế hoạch 2025"."""
    return 1945 <= int(float(match["number"])) <= 2100 and match["year"] is None and match["said_year"] is None


def _short(match: re.Match[str], question: str, kinds: tuple[str, ...], body: str) -> ShortNumber:
    groups = match.groupdict()
    year = groups.get("year") or groups.get("said_year")
    return ShortNumber(
        text=question[match.start() : match.end()],
        kinds=kinds,
        number=match["number"].lstrip("0") or "0",
        start=match.start(),
        end=match.end(),
        year=int(year) if year else None,
        issuer_letters=body,
    )


@dataclass(frozen=True, slots=True)
class _KeyParts:
    number: str
    year: int | None
    letters: str


# A canonical key: the figures of the number, perhaps a year, the letters.
_KEY = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?:/(?P<year>\d{4}))?(?P<letters>[A-Z]+\d*)$")


def _split_key(key: str) -> _KeyParts | None:
    match = _KEY.match(key)
    if match is None:
        return None
    number, letters = match["number"], match["letters"]
    if not _kind_letters(letters) and _kind_letters(letters[1:]):
        # A letter of the number itself: 26a-NQ/TW.
        number, letters = number + letters[0], letters[1:]
    return _KeyParts(number, int(match["year"]) if match["year"] else None, letters)


def _kind_letters(letters: str) -> str:
    return next((short for short in known_abbreviations() if letters.startswith(short) and short != letters), "")


def _kinds_of_letters(letters: str) -> tuple[str, ...]:
    return kinds_abbreviated(_kind_letters(letters)) or ("Công văn",)


def _body_letters(letters: str) -> str:
    return "" if _ASSEMBLY.match(letters) else letters[len(_kind_letters(letters)) :]


def matches(short: ShortNumber, key: str) -> bool:
    """Tell whether `short` may name the document whose number has the canonical key `key`.

    The numbers must be equal, the kind possible, and a year or an issuer that both give must agree.
    """
    parts = _split_key(key)
    if parts is None or parts.number != short.number:
        return False
    if short.year and parts.year and short.year != parts.year:
        return False
    if short.issuer_letters and not parts.letters.endswith(short.issuer_letters):
        return False
    return (
        "Công văn" in short.kinds or not short.kinds or bool(set(short.kinds) & set(_kinds_of_letters(parts.letters)))
    )
