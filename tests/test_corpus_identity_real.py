"""Identity of the official files beside the project, field by field; skipped where they are absent.

The truth was read from the files by eye. Titles are long sentences of the originals: their first three
and last three words stand for them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.identity import identify
from corpus.layout import reading_text
from corpus.outline import outline
from corpus.readers import read
from corpus.records import Document, PartialDate, Section

_SHARED = Path(__file__).resolve().parents[2] / "shared"
pytestmark = pytest.mark.real


class Truth(NamedTuple):
    path: str
    kind: str
    number: str | None
    issuer: str | None
    level: str | None
    place: str | None
    issued_on: PartialDate
    title: tuple[str, str] | None
    signer: str | None
    signer_title: str | None
    on_behalf_of: str | None
    recipients: int
    warnings: int


_HANOI = "Hà Nội"
_TM_UBND = "TM. ỦY BAN NHÂN DÂN"
_BOLDTBXH = "Bộ Lao động - Thương binh và Xã hội"
_D = PartialDate
# fmt: off
TRUTHS = (
    Truth("corpus/000_*.txt", "Kế hoạch", None, "Tỉnh ủy Quảng Ninh", "province", "Quảng Ninh", _D(2025, 6),
          ("thực hiện Kết", "tình hình mới"), "Trinh Thi Minh Thanh", None, "T/M BAN THƯỜNG vụ", 7, 3),
    Truth("corpus/001_*.txt", "Kế hoạch", None, "Ủy ban nhân dân phường Nam Đồ Sơn", "commune", None, _D(),
          ("Triển khai thực", "tình hình mới"), "Nguyễn Đức Anh", "PHÓ CHỦ TỊCH", _TM_UBND, 6, 1),
    Truth("corpus/002_*.txt", "Kế hoạch", None, "Ủy ban nhân dân tỉnh Lai Châu", "province", "Lai Châu", _D(2025, 8),
          ("Thực hiện Quyết", "tình hình mới"), "Tống Thanh Hải", "PHÓ CHỦ TỊCH", "TM. UỶ BAN NHÂN DÂN", 8, 2),
    Truth("corpus/003_*.txt", "Kế hoạch", None, "Ủy ban nhân dân thành phố Hà Nội", "province", None, _D(),
          None, "Vũ Thu Hà", "PHÓ CHỦ TỊCH", _TM_UBND, 15, 1),
    Truth("corpus/004_*.txt", "Kế hoạch", "174-KH/TU", "Tỉnh ủy Đồng Nai", "province", "Biên Hòa", _D(2018, 4, 10),
          ("thực hiện Nghị", "tình hình mới"), "Nguyễn Phú Cường", "BÍ THƯ", "T/M TỈNH ỦY", 10, 0),
    Truth("documents/docx/ND30_30_*.docx", "Nghị định", "30/2020/NĐ-CP", "Chính phủ", "central", _HANOI, _D(2020, 3, 5),
          ("Về công tác", "tác văn thư"), "Nguyễn Xuân Phúc", "THỦ TƯỚNG", "TM. CHÍNH PHỦ", 21, 0),
    Truth("documents/docx/ND30_Phuluc3.docx", "Phụ lục", None, None, None, None, _D(),
          ("BẢNG CHỮ VIẾT", "SAO VĂN BẢN"), None, None, None, 0, 1),
    Truth("documents/doc/ND30_Phuluc6.doc", "Phụ lục", None, None, None, None, _D(),
          ("HỆ THỐNG QUẢN", "LIỆU ĐIỆN TỬ"), None, None, None, 0, 1),
    Truth("documents/pdf/nghi-dinh-so-188-*.pdf", "Nghị định", "188/2026/NĐ-CP", "Chính phủ", "central", _HANOI,
          _D(2026, 5, 27), ("Quy định chính", "giới đất liền"), "Lê Tiến Châu", "PHÓ THỦ TƯỚNG", "TM. CHÍNH PHỦ", 0, 0),
    Truth("documents/pdf/nghi-quyet-so-109-*.pdf", "Nghị quyết", "109/NQ-CP", "Chính phủ", "central", _HANOI,
          _D(2026, 4, 16), ("Cập nhật, bổ", "“2 con số”"), "Lê Minh Hưng", "THỦ TƯỚNG", "TM. CHÍNH PHỦ", 0, 0),
    Truth("documents/pdf/nghi-quyet-so-78-*.pdf", "Nghị quyết", "78/2025/UBTVQH15", "Ủy ban Thường vụ Quốc hội",
          "central", None, _D(2025, 5, 17), ("Về việc ghi", "lực thi hành"), "Trần Thanh Mẫn", "CHỦ TỊCH",
          "TM. ỦY BAN THƯỜNG VỤ QUỐC HỘI", 0, 0),
    Truth("documents/pdf/thong-tu-so-06-*.pdf", "Thông tư", "06/2023/TT-BLĐTBXH", _BOLDTBXH, "central", _HANOI,
          _D(2023, 6, 29), ("Hướng dẫn điều", "cấp hằng tháng"), "Nguyễn Bá Hoan", "THỨ TRƯỞNG", None, 0, 0),
    Truth("documents/pdf/thong-tu-so-56-*.pdf", "Thông tư", "56/2026/TT-BCA", "Bộ Công an", "central", _HANOI,
          _D(2026, 5, 15), ("Quy định quản", "nơi cư trú"), "Lương Tam Quang", "BỘ TRƯỞNG", None, 0, 0),
    Truth("documents/pdf/van-ban-hop-nhat-*.pdf", "Văn bản hợp nhất", "38/VBHN-BCT", "Bộ Công Thương", "central",
          _HANOI, _D(2026, 5, 26), ("Quy định về", "thác khoáng sản"), "Trương Thanh Hoài", "THỨ TRƯỞNG", None, 0, 1),
    Truth("documents/txt/217-*.txt", "Công điện", "217/CĐ-TTg", "Thủ tướng Chính phủ", "central", _HANOI,
          _D(2025, 11, 16), ("V/V CHỦ ĐỘNG", "VỰC TRUNG BỘ"), "Trần Hồng Hà", "PHÓ THỦ TƯỚNG", None, 9, 0),
    Truth("documents/txt/383-*.txt", "Quy định", "383-QĐ/TW", "Ban Bí thư", "central", _HANOI, _D(2025, 11, 19),
          ("VỀ PHÔNG LƯU", "SẢN VIỆT NAM"), "Trần Cẩm Tú", None, "T/M BAN BÍ THƯ", 6, 0),
    Truth("documents/txt/canTho_*.txt", "Kế hoạch", "159/KH-UBND", "Ủy ban nhân dân thành phố Cần Thơ", "province",
          "Cần Thơ", _D(2025, 11, 19), ("TRUYỀN THÔNG VỀ", "THƠ NĂM 2025"), "Trần Chí Hùng", "PHÓ CHỦ TỊCH",
          _TM_UBND, 10, 0),
    Truth("documents/txt/dakLak_*.txt", "Kế hoạch", "0130/KH-UBND", "Ủy ban nhân dân tỉnh Đắk Lắk", "province",
          "Đắk Lắk", _D(2025, 11, 21), ("KHẮC PHỤC MÔI", "TỈNH ĐẮK LẮK"), "Hồ Thị Nguyên Thảo", "PHÓ CHỦ TỊCH",
          None, 11, 0),
    Truth("documents/txt/dongNai_*.txt", "Kế hoạch", "179/KH-UBND", "Ủy ban nhân dân tỉnh Đồng Nai", "province",
          "Đồng Nai", _D(2025, 11, 18), ("PHÁT TRIỂN KINH", "2026 - 2030"), "Võ Tấn Đức", "CHỦ TỊCH", _TM_UBND, 11, 0),
    Truth("documents/txt/hcm_*.txt", "Kế hoạch", "172/KH-UBND", "Ủy ban nhân dân thành phố Hồ Chí Minh", "province",
          "Thành phố Hồ Chí Minh", _D(2025, 11, 18), ("TRIỂN KHAI THI", "HỒ CHÍ MINH"),
          "Trần Thị Diệu Thúy", "PHÓ CHỦ TỊCH", None, 9, 0),
)
SCAN = (Truth("documents/scan/thong-tu-06-*.pdf", "Thông tư", "06/2023/TT-BLĐTBXH", _BOLDTBXH, "central", _HANOI,
          _D(2023, 6, 29), ("Hướng dẫn điều", "cấp hằng tháng"), "Nguyễn Bá Hoan", "THỨ TRƯỞNG", None, 0, 0))
# fmt: on


@cache
def _identity(pattern: str) -> Document:
    found = sorted(_SHARED.glob(pattern))
    if not found:
        pytest.skip(f"{pattern} is not beside the project")
    extraction = read(found[0])
    reading = reading_text(extraction)
    sections: tuple[Section, ...] = tuple(outline(reading))
    return identify(reading, sections, extraction.front_matter, found[0].name, extraction.obtained_by)


def _as_read(path: str) -> Truth:
    document = _identity(path)
    title = document.title.split() if document.title else None
    return Truth(
        path,
        document.kind or "",
        document.number,
        document.issuer,
        document.issuer_level,
        document.place,
        document.issued_on,
        (" ".join(title[:3]), " ".join(title[-3:])) if title else None,
        document.signer,
        document.signer_title,
        document.on_behalf_of,
        len(document.recipients),
        len(document.warnings),
    )


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.path)
def test_identity_of_official_files(truth: Truth) -> None:
    assert _as_read(truth.path) == truth


@pytest.mark.prove
def test_identity_of_a_scan() -> None:
    assert _as_read(SCAN.path) == SCAN


@pytest.mark.prove
def test_a_scan_and_the_digital_text_get_one_id() -> None:
    digital = _identity("documents/pdf/thong-tu-so-06-*.pdf")
    assert _identity(SCAN.path).id == digital.id


def test_ids_differ() -> None:
    ids = [_identity(truth.path).id for truth in TRUTHS]
    assert len(set(ids)) == len(ids)
