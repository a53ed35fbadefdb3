"""Writes Vietnamese text in the encodings of older programs, by rule: an oracle for reading it."""

from __future__ import annotations

import re
import unicodedata

_TONES = {"\u0301": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0323": 4}
# TCVN 5712:1993 VN3, letters in the order of the standard's table; à stands at 0xB5.
_TCVN3_ROWS = {
    0xA8: "ă", 0xA9: "â", 0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ",
    0xB5: "à", 0xB6: "ả", 0xB7: "ã", 0xB8: "á", 0xB9: "ạ", 0xBB: "ằ", 0xBC: "ẳ", 0xBD: "ẵ", 0xBE: "ắ", 0xC6: "ặ",
    0xC7: "ầ", 0xC8: "ẩ", 0xC9: "ẫ", 0xCA: "ấ", 0xCB: "ậ", 0xCC: "è", 0xCE: "ẻ", 0xCF: "ẽ", 0xD0: "é", 0xD1: "ẹ",
    0xD2: "ề", 0xD3: "ể", 0xD4: "ễ", 0xD5: "ế", 0xD6: "ệ", 0xD7: "ì", 0xD8: "ỉ", 0xDC: "ĩ", 0xDD: "í", 0xDE: "ị",
    0xDF: "ò", 0xE1: "ỏ", 0xE2: "õ", 0xE3: "ó", 0xE4: "ọ", 0xE5: "ồ", 0xE6: "ổ", 0xE7: "ỗ", 0xE8: "ố", 0xE9: "ộ",
    0xEA: "ờ", 0xEB: "ở", 0xEC: "ỡ", 0xED: "ớ", 0xEE: "ợ", 0xEF: "ù", 0xF1: "ủ", 0xF2: "ũ", 0xF3: "ú", 0xF4: "ụ",
    0xF5: "ừ", 0xF6: "ử", 0xF7: "ữ", 0xF8: "ứ", 0xF9: "ự", 0xFA: "ỳ", 0xFB: "ỷ", 0xFC: "ỹ", 0xFD: "ý", 0xFE: "ỵ",
}  # fmt: skip
_TCVN3 = {letter: code for code, letter in _TCVN3_ROWS.items()}
_TCVN3 |= {letter: 0xA1 + index for index, letter in enumerate("ĂÂÊÔƠƯĐ")}
_VIQR_TONES = "'`?~."


def to_tcvn3(text: str) -> bytes:
    """Encode with the small letters of a capital that has a tone, as the capital fonts do."""
    return b"".join(
        bytes([_TCVN3.get(char) or _TCVN3.get(char.lower()) or 0]) if not char.isascii() else char.encode()
        for char in unicodedata.normalize("NFC", text)
    )


def to_vni(text: str) -> bytes:
    """Encode in VNI-Windows: base letter, then one sign for vowel mark and tone together."""
    single = {"ơ": "ô", "ư": "ö", "đ": "ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
    found = ""
    for char in unicodedata.normalize("NFC", text):
        lower = char.lower()
        base, quality, tone = _parts(lower)
        if lower in single:
            code = single[lower]
        elif quality == "\u031b":
            code = single[unicodedata.normalize("NFC", base + quality)] + "ùøûõï"[_TONES[tone]]
        elif quality == "\u0306":
            code = base + (("éèúüë"[_TONES[tone]]) if tone else "ê")
        elif quality == "\u0302":
            code = base + (("áàåãä"[_TONES[tone]]) if tone else "â")
        else:
            code = base + ("ùøûõï"[_TONES[tone]] if tone else "")
        found += code.upper() if char.isupper() else code
    return found.encode("cp1252")


def to_viqr(text: str) -> bytes:
    """Encode in VIQR (RFC 1456); a sign that is itself meant after a vowel gets a backslash."""
    escaped = re.sub(
        r"(?<=[aeiouyAEIOUY\u0300-\u031b\u0323])([\^(+'`?~.])", r"\\\1", unicodedata.normalize("NFD", text)
    )
    escaped = re.sub(r"(?<=[dD])(?=[dD])", r"\\", escaped)
    found = ""
    for char in unicodedata.normalize("NFC", escaped):
        base, quality, tone = _parts(char)
        if char in "đĐ":
            found += char.replace("đ", "dd").replace("Đ", "DD")
        else:
            found += base + {"\u0302": "^", "\u0306": "(", "\u031b": "+", "": ""}[quality]
            found += _VIQR_TONES[_TONES[tone]] if tone else ""
    return found.encode("ascii")


def to_windows_1258(text: str) -> bytes:
    """Encode in Windows-1258: vowel with its mark as one character, the tone after it."""
    found = b""
    for char in unicodedata.normalize("NFC", text):
        base, quality, tone = _parts(char)
        found += unicodedata.normalize("NFC", base + quality).encode("cp1258") + tone.encode("cp1258")
    return found


def _parts(char: str) -> tuple[str, str, str]:
    marks = unicodedata.normalize("NFD", char)
    tone = next((mark for mark in marks if mark in _TONES), "")
    quality = next((mark for mark in marks if mark in "\u0302\u0306\u031b"), "")
    return marks[0], quality, tone
