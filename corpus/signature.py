"""The signature block and the recipients: who signed, in what office, on whose behalf, and who receives the document.

The two columns come out in any order, and with a scan the name may precede the title. The block is the first one
after the head that gives a name; forms in annexes have titles without names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from corpus import identity_patterns as patterns
from corpus.records import Section
from vietnamese.flat_text import flat_upper
from vietnamese.letters import CAPITALS, SMALLS

_NOISE = re.compile(r"[*|•_~■\\]+|-{3,}")
_NEAR = 7
_FAR = 60
# "Nơi nhận", "Đồng kính gửi", and the same again in an attached document.
_MOST_LISTS, _LONGEST_LIST = 6, 8000
_UP, _LOW = CAPITALS, SMALLS
_WORD = rf"[{_UP}](?:[{_LOW}]+|[’'][{_UP}{_LOW}]+|(?=\s|$))"
# Two to six words with a capital. Refuses one word, figures, and a phrase with small words.
_NAME = re.compile(rf"{_WORD}(?:\s+{_WORD}){{1,5}}$")
# Capitals, then a name in mixed case, on one line. The caller asks whether the capitals are an office.
_OFFICE_AND_NAME = re.compile(rf"(?P<head>[{_UP}/.,–\- ]{{5,}}?[{_UP}])\s+(?P<name>[{_UP}][{_LOW}].*)$")
_ITEM = re.compile(r"[-–+•]\s*\S")
# An item of the recipients, then a title of the other column, on one line.
_ITEM_AND_CAPITALS = re.compile(rf"(?P<item>[-–+].*[;,.])\s+(?P<capitals>[{_UP}][{_UP} ,]+)$")
_CAPITAL_NAME = re.compile(rf"[{_UP}]{{1,8}}(?:\s+[{_UP}]{{1,8}}){{1,5}}$")
# First words of names of persons, marks aside: the family names in use, and particles of the highland peoples.
_FAMILY = frozenset(
    """NGUYEN TRAN LE PHAM HOANG HUYNH PHAN VU VO DANG BUI DO HO NGO DUONG LY DINH TRUONG LAM DOAN MAI TRINH DAO TA TONG
    LUONG LUU CAO CHU HA THAI TO TRIEU QUACH LA NGHIEM KIEU TU CU LO SUNG GIANG VANG THAO MUA HAU MA NONG HUA CHAU THACH
    SON KIM DANH LUC LAI KHUAT THIEU VI VUONG TANG CHUNG CAM BE SAM LANG MAC PHUNG PHU KHONG BACH DIEU AU TRUNG DU GIAP
    HAN NGUY NINH ON PHI TIEU TON TUONG UNG VIEN LOI LEO CHAO THAN HAC KSOR RO SIU NAY RMAH NIE MLO RAH TRA LIEU DIEP
    CUNG CONG BAN AN UONG XA CHANG HANG LAU MONG THEN TAI DIEU THI LI LU KHA KHUONG Y A H K""".split()
)
_NO_NAME = re.compile(
    r"NOI NHAN|LUU|NHU DIEU|NHU TREN|PHU LUC|DIEU \d|CHUONG|VAN PHONG|DA KY|UY BAN|SO Y TE|BAN |PHONG |MAU SO"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as printed; None for what the block does not say. Several signers are joined by "; ".

    `title_damaged` tells that a rest of a title was left that names none, as under a stamp ("THƯ" of "PHÓ BÍ THƯ").
    """

    signer: str | None = None
    title: str | None = None
    on_behalf_of: str | None = None
    title_damaged: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """One line of the block, split where two columns or a mark and a title share it; with its flat text."""

    text: str
    bare: str


def read_signature(text: str, body_start: int, sections: Sequence[Section], *, joint: bool = False) -> Signature:
    """Return the signature of the document with the reading text `text`, whose body begins at `body_start`.

    A `joint` document (liên tịch) has more signers, whose blocks follow the first.
    """
    section = next((section for section in sections if section.path == "signature"), None)
    if section is not None:
        # The name of a scan may have fallen among the recipients just above.
        found = _signature_in(text[section.start : section.end], joint) or Signature()
        if found.signer:
            return found
        return _signature_in(text[max(body_start, section.start - 300) : section.end + 200], joint) or found
    return _signature_in(text[body_start : _annexes_start(text, body_start)], joint) or Signature()


def read_recipients(text: str, body_start: int, sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the items below "Nơi nhận:", as printed without the dash and the closing mark."""
    spans = [(s.start, s.end) for s in sections if s.path == "recipients"]
    if not spans and not any(section.path == "signature" for section in sections):
        spans = [(body_start, _annexes_start(text, body_start))]
    items: list[str] = []
    for start, end in spans:
        block = text[start:end]
        for label in islice(patterns.RECIPIENTS_LABEL.finditer(flat_upper(block)), _MOST_LISTS):
            items += _items(block[label.end() : label.end() + _LONGEST_LIST])
    return tuple(dict.fromkeys(items))


def _annexes_start(text: str, body_start: int) -> int:
    """Return where the first annex begins, whose forms have signature blocks and recipients of their own."""
    bare = flat_upper(text)
    at = body_start
    while 0 <= at < len(text):
        end = bare.find("\n", at)
        line = bare[at : end if end >= 0 else len(bare)].strip(" *|")
        if patterns.ANNEX_HEAD.match(line):
            return at
        at = end + 1 if end >= 0 else -1
    return len(text)


def _items(block: str) -> list[str]:
    items: list[str] = []
    open_item = False
    pieces = _pieces(block)
    for index, piece in enumerate(pieces):
        item_follows = index + 1 < len(pieces) and _ITEM.match(pieces[index + 1].text)
        if _is_signature_line(piece) and (not items or item_follows):
            # A line of the other column, merged in among the items.
            continue
        if _ends_block(piece):
            break
        if _ITEM.match(piece.text):
            items.append(piece.text.lstrip("-–+• "))
            open_item = True
        elif open_item and not _is_name(piece) and not re.match(r"[A-Z]\d", piece.bare):
            # An item may go on in the next line without a dash.
            items[-1] = f"{items[-1]} {piece.text}"
        elif items:
            break
        if items and patterns.flat_starts(items[-1], "LUU") and piece.text.endswith((".", ")")):
            break
    return [item.rstrip(" ;,.") for item in items if item.strip(" ;,.")]


def _ends_block(piece: _Piece) -> bool:
    return any(pattern.match(piece.bare) for pattern in (patterns.RECIPIENTS_LABEL, patterns.ANNEX_LINE)) or (
        _is_signature_line(piece)
    )


def _is_signature_line(piece: _Piece) -> bool:
    return bool(patterns.AUTHORITY.match(piece.bare) and piece.text[:1].isupper()) or _is_title(piece)


def _pieces(text: str) -> list[_Piece]:
    """Return the lines of a block, each split where it holds more than one thing."""
    pieces: list[_Piece] = []
    for raw in text.split("\n"):
        if not raw.strip():
            continue
        line = " ".join(_NOISE.sub(" ", raw).split())
        bare = flat_upper(line)
        label = patterns.RECIPIENTS_LABEL.match(bare)
        if label and label.end() < len(line):
            # The other column's first line: "Nơi nhận: CHỦ TỊCH".
            pieces.append(_Piece(line[: label.end()], bare[: label.end()]))
            line, bare = line[label.end() :].strip(), bare[label.end() :].strip()
        marks = [m.start() for m in patterns.AUTHORITY.finditer(bare) if m.start() and line[m.start()].isupper()]
        starts = [0, *(at for at in marks if _capitals_from(line, at))]
        for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
            pieces += _split_piece(line[start:end].strip())
    return [piece for piece in pieces if piece.text]


def _split_piece(line: str) -> list[_Piece]:
    """Return capitals and a name in mixed case apart, and an office apart from the title at its end."""
    other_column = _ITEM_AND_CAPITALS.match(line)
    if other_column and patterns.TITLE_LINE.match(flat_upper(other_column["capitals"])):
        item = other_column["item"]
        return [_Piece(item, flat_upper(item)), *_split_piece(other_column["capitals"])]
    match = _OFFICE_AND_NAME.match(line)
    parts = [line]
    if match and _NAME.match(_person(match["name"])):
        head = _Piece(match["head"], flat_upper(match["head"]))
        parts = [match["head"], match["name"]] if _is_signature_line(head) else parts
    split: list[_Piece] = []
    for part in parts:
        bare = flat_upper(part)
        title = patterns.TITLE_AT_END.search(bare) if part.isupper() and not patterns.TITLE_LINE.match(bare) else None
        cuts = [0, title.end(), len(part)] if title else [0, len(part)]
        split += [_Piece(part[a:b].strip(), bare[a:b].strip()) for a, b in pairwise(cuts)]
    return split


def _capitals_from(line: str, at: int) -> bool:
    letters = [c for c in line[at : at + 40] if c.isalpha()][:12]
    return sum(c.isupper() for c in letters) >= 0.8 * len(letters)


def _is_title(piece: _Piece) -> bool:
    letters = [c for c in piece.text if c.isalpha()]
    upper = sum(c.isupper() for c in letters) >= 0.85 * len(letters) if letters else False
    return upper and patterns.TITLE_LINE.match(piece.bare) is not None


def _person(text: str) -> str:
    """Return a name without the rank before it and the noise around it."""
    text = text.strip(" .,;:-–()[]\"'")
    bare = flat_upper(text)
    while match := patterns.RANK.match(bare):
        text, bare = text[match.end() :], bare[match.end() :]
    return text.strip()


def _is_name(piece: _Piece, *, certain: bool = False) -> bool:
    """Tell whether a line is a person's name; `certain` asks for a known family name too."""
    person = _person(piece.text)
    if not (_NAME.match(person) or _CAPITAL_NAME.match(person)) or _NO_NAME.match(flat_upper(person)):
        return False
    if _is_title(_Piece(person, flat_upper(person))) or patterns.AUTHORITY.match(piece.bare):
        return False
    family = flat_upper(person).split()[0] in _FAMILY
    return family if certain or _CAPITAL_NAME.match(person) else True


def _signature_in(text: str, joint: bool) -> Signature | None:
    """Return the first signature of `text` that has a name, else the last block of marks or titles, else None."""
    pieces = _pieces(text)
    last: Signature | None = None
    index = 0
    while index < len(pieces):
        if not _is_signature_line(pieces[index]):
            index += 1
            continue
        end = index
        while end < len(pieces) and (_is_signature_line(pieces[end]) or _continues(pieces, index, end)):
            end += 1
        signature = _block(pieces, index, end)
        if signature.signer:
            return _with_joint_signers(signature, pieces, end) if joint else signature
        last = signature
        index = end
    return last


def _continues(pieces: Sequence[_Piece], start: int, at: int) -> bool:
    """Tell whether a line of capitals goes on with the authority above it ("TM. ỦY BAN" / "NHÂN DÂN")."""
    follows_authority = at > start and not _is_title(pieces[at - 1])
    return (
        follows_authority and pieces[at].text.isupper() and at + 1 < len(pieces) and _is_signature_line(pieces[at + 1])
    )


def _block(pieces: Sequence[_Piece], start: int, end: int) -> Signature:
    """Return the signature whose marks and titles are `pieces[start:end]`, with the name below or else above them."""
    behalf, title = _offices(pieces[start:end])
    # Items of the other column may stand between the title and the name.
    below = [p for p in pieces[end : end + _FAR] if not _ITEM.match(p.text) and not patterns.SIGNED.match(p.bare)][
        :_NEAR
    ]
    name = None
    damaged = False
    for piece in below:
        if _ends_block(piece):
            break
        if _is_name(piece):
            name = piece
            break
        if len(piece.text) > 40:
            break
        damaged = damaged or (title is None and piece.text.isupper() and piece.text.isalpha())
    if name is None:
        above = pieces[max(0, start - 4) : start]
        name = next((piece for piece in reversed(above) if _is_name(piece, certain=True)), None)
    return Signature(_person(name.text) if name else None, title, behalf, damaged)


def _offices(block: Sequence[_Piece]) -> tuple[str | None, str | None]:
    """Return on whose behalf a block signs, as printed with its mark, and the signer's own title."""
    behalf: str | None = None
    title: str | None = None
    open_behalf = False
    for piece in block[:_NEAR]:
        mark = patterns.AUTHORITY.match(piece.bare)
        kind = re.sub(r"[\s/.]", "", mark["mark"]) if mark else ""
        if kind in ("TM", "TL", "TUQ", "TUN"):
            behalf = piece.text if behalf is None else f"{behalf}, {piece.text}"
            open_behalf = True
        elif kind == "KT":
            open_behalf = False
        elif kind == "Q" or _is_title(piece):
            title, open_behalf = piece.text, False
        elif open_behalf and behalf:
            behalf = f"{behalf} {piece.text}"
    return behalf, title


def _with_joint_signers(signature: Signature, pieces: Sequence[_Piece], end: int) -> Signature:
    """Return the signature with the other signers of a joint document, whose blocks follow one another."""
    while (found := _next_block(pieces, end)) is not None:
        start, end = found
        other = _block(pieces, start, end)
        signers = (signature.signer or "").split("; ")
        if not other.signer or other.signer in signers:
            break
        titles = "; ".join(filter(None, [signature.title, other.title])) or None
        signature = Signature("; ".join([*signers, other.signer]), titles, signature.on_behalf_of)
    return signature


def _next_block(pieces: Sequence[_Piece], end: int) -> tuple[int, int] | None:
    """Return where the block of marks and titles next after `end` begins and ends, None when none follows at once."""
    following = pieces[end : end + _NEAR]
    at = next((i for i, piece in enumerate(following) if _is_signature_line(piece)), None)
    if at is None or any(len(piece.text) > 60 for piece in following[:at]):
        return None
    start = stop = end + at
    while stop < len(pieces) and _is_signature_line(pieces[stop]):
        stop += 1
    return start, stop
