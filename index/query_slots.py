"""The parts of a question that a follow-up exchanges: places, years, ordinals, bodies, sexes, document numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.query_names import LibraryNames
from index.query_places import place_spans
from vietnamese.document_kinds import kind_name_pattern
from vietnamese.document_numbers import find_short_numbers
from vietnamese.flat_text import flat_lower
from vietnamese.normal_forms import fold

Span = tuple[int, int]

_YEAR = re.compile(
    r"(?:(?<!\w)(?:đến |den )?(?:năm|nam) )?(?<!\d)(?:19|20)\d\d(?!\d)(?:\s*[-–]\s*(?:19|20)\d\d)?", re.I
)
_ORDINAL = re.compile(r"(?<!\w)th[uứ] (?:\d{1,2}|nhất|hai|ba|tư|bốn|năm|nhat|tu|bon)(?!\w)", re.I)
# Refuses "nam" of Việt Nam and miền Nam, and before a year ("nam 2030" typed without marks).
_SEX = re.compile(
    r"(?<!\w)(?<!việt )(?<!viet )(?<!miền )(?<!mien )(?<!phía )(?<!phia )(?<!tây )(?<!tay )(?<!đông )(?<!dong )"
    r"(?:(?:phụ|phu) (?:nữ|nu)|(?:nam|nữ|nu)(?: (?:giới|gioi))?|trai|gái|gai)(?!\w)(?!\s*(?:19|20)\d\d)",
    re.I,
)
_FIELDS = (
    "y tế|tài chính|nội vụ|tư pháp|xây dựng|công thương|kế hoạch và đầu tư|giáo dục và đào tạo|giáo dục|"
    "văn hóa và thể thao|văn hóa, thể thao và du lịch|văn hóa|"
    "khoa học và công nghệ|nông nghiệp và môi trường|thông tin và truyền thông|"
    "lao động|dân tộc và tôn giáo|dân tộc|tuyên giáo và dân vận|tuyên giáo|dân vận|tổ chức|nội chính|phụ nữ|nông dân|"
    "cựu chiến binh|thanh niên|người cao tuổi|du lịch|vh&tt|gd&đt|gdđt|khđt"
)
_AGENCY = re.compile(
    rf"(?<!\w)(?:(?:sở|ban|hội|đoàn|phòng|bộ|ngành|so|hoi|doan|phong|bo|nganh) (?:{_FIELDS}|{fold(_FIELDS)})"
    r"|(?:tỉnh|thành|huyện|đảng) ủy|(?:tinh|thanh|huyen|dang) uy|(?:ubnd|ủy ban nhân dân|uy ban nhan dan|hđnd|hdnd"
    r"|hội đồng nhân dân|hoi dong nhan dan)(?: (?:tỉnh|thành phố|xã|phường|tinh|thanh pho|xa|phuong))?"
    r"|công an|cong an|mặt trận tổ quốc|mat tran to quoc|mttq|đài phát thanh(?:(?: và| -)? truyền hình)?|báo)(?!\w)",
    re.I,
)
# The kind said before a number goes with it: "Kế hoạch số 61-KH/TU".
_KIND_BEFORE = re.compile(rf"(?<!\w)(?:van ban|{kind_name_pattern()})(?:\s+so)?\s*:?\s*$")


def question_slots(text: str, names: LibraryNames) -> dict[str, list[Span]]:
    """Return the spans of the exchangeable parts of a question (NFC), by kind."""
    places = [(start, end) for start, end, _ in place_spans(text, names)]
    return {
        "place": places,
        "number": _numbers(text),
        "year": [match.span() for match in _YEAR.finditer(text)],
        "ordinal": [match.span() for match in _ORDINAL.finditer(text)],
        "agency": _outside([match.span() for match in _AGENCY.finditer(text)], places),
        "sex": _outside([match.span() for match in _SEX.finditer(text)], places),
    }


def _outside(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    return [(start, end) for start, end in spans if not any(a < end and start < b for a, b in others)]


def _numbers(text: str) -> list[Span]:
    spans = []
    for short in find_short_numbers(text):
        kind = _KIND_BEFORE.search(flat_lower(text)[: short.start])
        spans.append((kind.start() if kind else short.start, short.end))
    return spans
