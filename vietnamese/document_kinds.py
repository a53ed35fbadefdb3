"""Kinds of Vietnamese official documents and their abbreviations.

Sources: Nghị định 30/2020/NĐ-CP, phụ lục III (administrative documents); Luật Ban hành văn bản quy phạm pháp luật
(normative documents); the practice of Party offices. An abbreviation may stand for several kinds: all are kept.
"""

from __future__ import annotations

import re

from vietnamese.normal_forms import fold

# Kind → the abbreviations it is numbered with, the usual one first. Công văn and thư công have none of their own.
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "Hiến pháp": ("HP",),
    "Bộ luật": ("BL", "QH"),
    "Luật": ("L", "QH"),
    "Pháp lệnh": ("PL", "UBTVQH"),
    "Lệnh": ("L",),
    "Nghị quyết": ("NQ", "QH", "UBTVQH"),
    "Nghị quyết liên tịch": ("NQLT",),
    "Nghị định": ("NĐ",),
    "Quyết định": ("QĐ",),
    "Chỉ thị": ("CT",),
    "Thông tư": ("TT",),
    "Thông tư liên tịch": ("TTLT",),
    "Văn bản hợp nhất": ("VBHN",),
    "Quy chế": ("QC",),
    "Quy định": ("QyĐ", "QĐ"),
    "Quy trình": ("QT",),
    "Thông cáo": ("TC",),
    "Thông báo": ("TB",),
    "Thông tri": ("TT", "TTr"),
    "Hướng dẫn": ("HD",),
    "Chương trình": ("CTr", "CT"),
    "Chương trình hành động": ("CTr", "CTHĐ"),
    "Kế hoạch": ("KH",),
    "Phương án": ("PA",),
    "Đề án": ("ĐA",),
    "Dự án": ("DA",),
    "Báo cáo": ("BC",),
    "Biên bản": ("BB",),
    "Tờ trình": ("TTr",),
    "Hợp đồng": ("HĐ",),
    "Công văn": ("CV",),
    "Công điện": ("CĐ",),
    "Bản ghi nhớ": ("BGN",),
    "Bản thỏa thuận": ("BTT",),
    "Giấy ủy quyền": ("GUQ",),
    "Giấy mời": ("GM",),
    "Giấy giới thiệu": ("GGT",),
    "Giấy nghỉ phép": ("GNP",),
    "Phiếu gửi": ("PG",),
    "Phiếu chuyển": ("PC",),
    "Phiếu báo": ("PB",),
    "Thư công": (),
    "Kết luận": ("KL",),
    "Chiến lược": (),
    "Quy hoạch": (),
    "Điều lệ": ("ĐL",),
    "Thông báo kết luận": (),
    "Kết luận thanh tra": (),
    "Sao y": ("SY",),
    "Sao lục": ("SL",),
    "Trích sao": ("TrS",),
}

KINDS: tuple[str, ...] = tuple(ABBREVIATIONS)

LAWS = frozenset({"Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"})
"""Kinds that are cited by name, without a number (Nghị định 30/2020/NĐ-CP, phụ lục I)."""


def folded_upper(text: str) -> str:
    """Return `text` without marks, in upper case, with single spaces: the form in which names of kinds are compared."""
    return " ".join(fold(text).upper().split())


_KIND_OF_NAME = {folded_upper(kind): kind for kind in KINDS} | {
    "UY BAN THUONG VU QUOC HOI NGHI QUYET": "Nghị quyết",
    "QUI DINH": "Quy định",
    "QUI CHE": "Quy chế",
    "BAN THOA THUAN": "Bản thỏa thuận",
    "GIAY UY QUYEN": "Giấy ủy quyền",
}

_KINDS_OF_ABBREVIATION: dict[str, tuple[str, ...]] = {}
for _kind, _short_forms in ABBREVIATIONS.items():
    for _short in _short_forms:
        _key = folded_upper(_short)
        _KINDS_OF_ABBREVIATION[_key] = (*_KINDS_OF_ABBREVIATION.get(_key, ()), _kind)


def kind_named(text: str) -> str | None:
    """Return the kind whose full name `text` is, marks and case aside; None when it is no kind."""
    return _KIND_OF_NAME.get(folded_upper(text))


def kinds_abbreviated(abbreviation: str) -> tuple[str, ...]:
    """Return every kind that `abbreviation` may stand for, the usual one first; empty when none."""
    kinds = _KINDS_OF_ABBREVIATION.get(folded_upper(abbreviation), ())
    if "Đ" in abbreviation.upper():
        # With its mark "HĐ" is hợp đồng alone; typed "HD" it may be hướng dẫn or hợp đồng.
        exact = {kind for kind in kinds if abbreviation.upper() in (short.upper() for short in ABBREVIATIONS[kind])}
        return tuple(kind for kind in kinds if kind in exact)
    return kinds


def known_abbreviations() -> tuple[str, ...]:
    """Return the folded upper-case abbreviations of every kind, longest first."""
    return tuple(sorted(_KINDS_OF_ABBREVIATION, key=lambda short: (-len(short), short)))


def kind_name_pattern() -> str:
    """Return a regular expression source for the folded lower-case name of any kind, longest first, any white space."""
    names = sorted({folded_upper(kind).lower() for kind in KINDS}, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
