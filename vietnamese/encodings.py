"""Bytes and legacy text to composed Unicode: UTF-8, UTF-16, Windows-1258, TCVN3 (ABC), VNI and VIQR.

An 8-bit encoding is chosen by evidence alone: the one under which the most marked words are Vietnamese syllables.
Sources: TCVN 5712:1993 (VN3), the VNI-Windows code page, RFC 1456 (VIQR).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from errors import EmptyFile, UnreadableFile
from vietnamese.normal_forms import compose
from vietnamese.syllables import is_syllable

Encoding = Literal["utf-8", "utf-16", "windows-1258", "tcvn3", "vni", "viqr"]
LegacyFont = Literal["tcvn3", "vni"]

_SAMPLE = 60_000
# The share of marked words that must be syllables before an encoding is believed.
_BELIEVED = 0.6
_DAMAGED_AT_MOST = 0.02
# Letters that text of a legacy font never shows, and the share of marked words that may have them by mixture.
_UNICODE_ONLY = re.compile(r"[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1eff]")
_GENUINE = 0.4


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in composed Unicode and the encoding it was found in; `damaged` counts the characters that were lost."""

    text: str
    encoding: Encoding
    damaged: int = 0


def decode(data: bytes) -> Decoded:
    """Return the text of `data`; raises EmptyFile for no bytes, UnreadableFile for binary or an unknown encoding."""
    if not data.strip(b"\x00 \t\r\n\f\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile("Tệp không có chữ nào; hãy kiểm tra lại tệp gốc.")
    found = _decode_utf16(data) or _decode_utf8(data) or _decode_8bit(data)
    if found is None:
        raise UnreadableFile(
            "Không nhận ra bảng mã tiếng Việt của tệp; "
            "hãy mở bằng phần mềm đã tạo ra tệp rồi lưu lại dạng Unicode (UTF-8)."
        )
    return Decoded(compose(found.text), found.encoding, found.damaged)


def legacy_font_of(text: str) -> LegacyFont | None:
    """Tell which legacy font made `text`, Unicode that shows as "Céng hßa" or "Coäng hoøa"; None when it is genuine."""
    sample = _sample(text)
    marked = _marked_words(sample)
    if len(marked) < 2 or _share(marked) >= _BELIEVED:
        return None
    if sum(bool(_UNICODE_ONLY.search(word)) for word in marked) >= _GENUINE * len(marked):
        return None
    shares = {"tcvn3": _share(_marked_words(from_tcvn3(sample))), "vni": _share(_marked_words(from_vni(sample)))}
    best: LegacyFont = "tcvn3" if shares["tcvn3"] >= shares["vni"] else "vni"
    return best if shares[best] >= _BELIEVED + 0.2 else None


def from_legacy_font(text: str, font: LegacyFont) -> str:
    """Return `text`, typed with a legacy font, in composed Unicode."""
    return from_tcvn3(text) if font == "tcvn3" else from_vni(text)


def _decode_utf16(data: bytes) -> Decoded | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        order = "utf-16"
    else:
        head = data[:_SAMPLE]
        if not head.count(0):
            return None
        # Latin letters and blanks have a zero high byte; real binary has zeros at both parities.
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 8 < len(head):
            raise _binary()
        order = "utf-16-le" if odd > even else "utf-16-be"
    text = data[: len(data) // 2 * 2].decode(order, errors="replace")
    strange = sum(1 for char in text[:_SAMPLE] if not (char.isprintable() or char in "\t\r\n\f\v\ufeff"))
    damaged = text.count("\ufffd")
    if (strange + damaged) > _DAMAGED_AT_MOST * min(len(text), _SAMPLE) + 1:
        raise _binary()
    return Decoded(text, "utf-16", damaged)


def _decode_utf8(data: bytes) -> Decoded | None:
    _refuse_binary(data)
    try:
        text, damaged = data.decode("utf-8-sig"), 0
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="replace")
        damaged = text.count("\ufffd")
        # A truncated or slightly damaged file still has far more good sequences than bad ones.
        if damaged > _DAMAGED_AT_MOST * sum(1 for char in text if char > "\x7f") + 1 or len(text) < 20:
            return None
    if text.isascii():
        return Decoded(from_viqr(text), "viqr") if is_viqr(text) else Decoded(text, "utf-8")
    font = legacy_font_of(text)
    return Decoded(from_legacy_font(text, font) if font else text, font or "utf-8", damaged)


def _decode_8bit(data: bytes) -> Decoded | None:
    sample = _cut_words(data)
    candidates: dict[Encoding, str] = {}
    for name in ("windows-1258", "tcvn3", "vni"):
        text = _from_8bit(sample, name)
        if text is not None:
            candidates[name] = text
    shares = {name: _share(_marked_words(text)) for name, text in candidates.items()}
    if not shares:
        return None
    best = max(shares, key=lambda name: shares[name])
    if shares[best] < _BELIEVED:
        return None
    text = _from_8bit(data, best, errors="replace")
    return None if text is None else Decoded(text, best, text.count("\ufffd"))


def _from_8bit(data: bytes, name: Encoding, errors: str = "strict") -> str | None:
    try:
        if name == "windows-1258":
            return compose(data.decode("cp1258", errors=errors))
        text = data.decode("cp1252", errors=errors)
    except UnicodeDecodeError:
        return None
    return from_tcvn3(text) if name == "tcvn3" else from_vni(text)


def _refuse_binary(data: bytes) -> None:
    head = data[:_SAMPLE]
    controls = len(head.translate(None, bytes(range(32, 256)) + b"\t\r\n\f\v\x1a\x1b"))
    if controls * 200 > len(head) or 0 in head:
        raise _binary()


def _binary() -> UnreadableFile:
    return UnreadableFile(
        "Tệp không phải văn bản (dữ liệu nhị phân); hãy đưa vào tệp PDF, Word, HTML, ảnh quét hoặc văn bản thuần."
    )


def _cut_words(data: bytes) -> bytes:
    """Return a sample from the start and the middle, without a cut word at either end."""
    if len(data) <= _SAMPLE:
        return data
    middle = data[len(data) // 2 : len(data) // 2 + _SAMPLE // 2].split(b" ")
    return data[: _SAMPLE // 2].rsplit(b" ", 1)[0] + b" " + b" ".join(middle[1:-1])


def _sample(text: str) -> str:
    middle = len(text) // 2
    return text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + " " + text[middle : middle + _SAMPLE // 2]


# Words with a letter beyond ASCII; digits and signs end a word.
_WORD = re.compile(r"[^\W\d_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def _marked_words(text: str) -> list[str]:
    # A sign such as § or · between letters is a letter of another encoding, so it makes its word a wrong one.
    return [word for word in re.findall(r"[^\s\x00-\x40\x5b-\x60\x7b-\x7f“”‘’–—…•°]+", text) if _NOT_ASCII.search(word)]


def _share(words: list[str]) -> float:
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


# --- TCVN3 (ABC) ---------------------------------------------------------------------------------------------------

_TCVN3_FROM_A1 = "ĂÂÊÔƠƯĐăâêôơưđ"
_TCVN3_TONED = {
    0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ", 0xDC: "ĩíịò", 0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}  # fmt: skip
TCVN3 = {0xA1 + offset: char for offset, char in enumerate(_TCVN3_FROM_A1)} | {
    start + offset: char for start, run in _TCVN3_TONED.items() for offset, char in enumerate(run)
}
"""TCVN 5712:1993 VN3: code (as the Latin-1 character a modern program shows) to letter."""

# Words of the capital fonts (.VnTimeH) have lower-case codes for their marked letters: CéNG stands for CỘNG.
_LINE = re.compile(r"[^\n]+")
# "SỞ Y TẾ", "BÍ THƯ": too few letters to tell by. Refuses names of persons, which begin otherwise ("Lê Vũ Hà").
_SHORT_CAPITALS = re.compile(r"\s*(?:Sở|Bộ|Bí thư|Xã|Hội|Cục)\b", re.IGNORECASE)
# "Số" before a number has a small letter in letterheads (Nghị định 30/2020/NĐ-CP, phụ lục I).
_NUMBER_LABEL = re.compile(r"^SỐ(?=\s*:?\s*\d)")


def from_tcvn3(text: str) -> str:
    """Return `text`, TCVN3 read as Windows-1252, in Unicode; words of the capital fonts get their capitals back."""
    return _LINE.sub(lambda line: _capitals(line.group()), text.translate(TCVN3))


def _capitals(line: str) -> str:
    ascii_letters = [char for char in line if char.isascii() and char.isalpha()]
    if len(ascii_letters) < 2 or line.isascii():
        return line
    if all(char.isupper() for char in ascii_letters) and (len(ascii_letters) >= 4 or _SHORT_CAPITALS.match(line)):
        return _NUMBER_LABEL.sub("Số", line.upper())
    return _WORD.sub(lambda word: _capital_word(word.group()), line)


def _capital_word(word: str) -> str:
    capitals = [char for char in word if char.isascii()]
    return word.upper() if len(capitals) >= 2 and all(char.isupper() for char in capitals) else word


# --- VNI -----------------------------------------------------------------------------------------------------------

_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni_pairs() -> dict[str, str]:
    pairs = dict(_VNI_SINGLE)
    for vowel in "aeouyôö":
        base = _VNI_SINGLE.get(vowel, vowel)
        pairs |= {vowel + mark: base + tone for mark, tone in _VNI_TONES.items()}
    pairs |= {"a" + mark: "ă" + tone for mark, tone in _VNI_BREVE.items()}
    for vowel in "aeo":
        pairs |= {vowel + mark: vowel + "\u0302" + tone for mark, tone in _VNI_CIRCUMFLEX.items()}
    # A capital vowel takes a capital mark; a mixed pair (Aø) is met where only the first letter was shifted.
    capitals = {code.upper(): letter.upper() for code, letter in pairs.items()}
    mixed = {code[0].upper() + code[1]: letter.upper() for code, letter in pairs.items() if len(code) == 2}
    return {code: compose(letter) for code, letter in (mixed | capitals | pairs).items()}


VNI = _vni_pairs()
"""VNI-Windows read as Windows-1252: one or two characters to a letter."""
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


def from_vni(text: str) -> str:
    """Return `text`, VNI-Windows read as Windows-1252, in Unicode."""
    return _VNI_CODE.sub(lambda code: VNI[code.group()], text)


# --- VIQR ----------------------------------------------------------------------------------------------------------

_VIQR_MARKS = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
# A backslash keeps the next sign literal; a mark stands only after the vowels that can carry it.
_VIQR_CODE = re.compile(
    r"\\(?P<literal>[\\^(+'`?~.dD])|(?P<stroke>[dD])[dD]"
    r"|(?:(?P<round>[aAeEoO])\^|(?P<short>[aA])\(|(?P<horn>[oOuU])\+|(?P<plain>[aAeEiIoOuUyY]))(?P<tone>['`?~.])?"
)
# Signs that ordinary text does not put inside a word: a vowel with its mark followed by a tone, a letter, or a blank.
_VIQR_WORD = re.compile(
    r"(?<![^\s\"'(\[*_-])[A-Za-z'`?~.^(+\\]{0,16}(?:[aeoAEO]\^|[aA]\(|[oOuU]\+)[A-Za-z'`?~.^(+\\]{0,16}"
)
_ASCII_WORD = re.compile(r"[A-Za-z][A-Za-z'`?~.^(+\\]*")


def from_viqr(text: str) -> str:
    """Return VIQR `text` in Unicode (RFC 1456)."""
    return compose(_VIQR_CODE.sub(_viqr_letter, text))


def is_viqr(text: str) -> bool:
    """Tell whether ASCII `text` is VIQR: many words carry ^ ( or + on a vowel, and they become syllables.

    Refuses ordinary text with question marks, formulas (a^b, x+y) and Vietnamese typed without marks.
    """
    sample = _sample(text)
    words = _ASCII_WORD.findall(sample)
    marked = _VIQR_WORD.findall(sample)
    if len(marked) < 3 or len(marked) * 12 < len(words):
        return False
    read = [word for code in marked for word in _WORD.findall(from_viqr(code))]
    return _share(read) >= 0.9


def _viqr_letter(code: re.Match[str]) -> str:
    if literal := code["literal"]:
        return literal
    if stroke := code["stroke"]:
        return "đ" if stroke == "d" else "Đ"
    tone = _VIQR_TONES.get(code["tone"] or "", "")
    if vowel := code["round"]:
        return vowel + "\u0302" + tone
    if vowel := code["short"]:
        return vowel + "\u0306" + tone
    if vowel := code["horn"]:
        return vowel + "\u031b" + tone
    return code["plain"] + tone
