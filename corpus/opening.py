"""What the opening sentence says of a document that has no letterhead: who issues it, and of what kind it is."""

from __future__ import annotations

import re

from corpus.issuers import Issuer, issuer_named
from vietnamese.document_kinds import kind_name_pattern, kind_named
from vietnamese.flat_text import flat_lower

_REACH = 6000
_UNIT = r"(?:tinh|thanh\s+pho|huyen|quan|thi\s+xa|thi\s+tran|xa|phuong|dac\s+khu)"
# A body with its place: "Ủy ban nhân dân phường X". Refuses a body without a place ("Ủy ban nhân dân tỉnh ban hành").
_BODY = (
    rf"(?:(?:uy\s+ban|hoi\s+dong)\s+nhan\s+dan|ubnd|hdnd)\s+{_UNIT}\s+(?:[A-Z]|\d)"
    r"|(?:tinh|thanh|huyen|quan)\s+uy\s+[A-Z]"
    r"|dang\s+uy\s+(?:xa|phuong|dac\s+khu)\s+[A-Z]"
    r"|(?:bo\s+truong\s+)?(?:bo|so)\s+[A-Z]|chinh\s+phu|thu\s+tuong\s+chinh\s+phu|quoc\s+hoi|uy\s+ban\s+thuong\s+vu\s+quoc\s+hoi"
)
_ISSUES = (
    r"(?:ban\s+hanh|xay\s+dung|quy\s+dinh|thong\s+bao|bao\s+cao|huong\s+dan|trinh|yeu\s+cau|quyet\s+dinh|quyet\s+nghi)"
)
# "<body> ban hành Kế hoạch …", "<body> xây dựng Kế hoạch …": the sentence that issues the document. Refuses a
# citation, where the body follows "của" and no issuing verb stands behind it.
_ISSUING = re.compile(
    rf"(?:^|[\n.;,:]\s{{0,4}}|\)\s{{0,4}},?\s{{0,4}})(?P<body>(?i:{_BODY})[^\n.;:,()]{{0,60}}?)\s+(?i:{_ISSUES})"
    rf"\s+(?:(?i:(?P<kind>{kind_name_pattern()}))(?!\w))?"
)


def read_opening(text: str, start: int) -> tuple[Issuer | None, str | None]:
    """Return the issuer and the kind that the sentence which issues the document names, None where it does not.

    `start` is where the body begins; only the first pages' worth of text after it is read.
    """
    stretch = text[start : start + _REACH]
    bare = _folded_keeping_case(stretch)
    for match in _ISSUING.finditer(bare):
        # A minister issues for the ministry, a chairman for the committee: the letterhead would name these.
        body = re.sub(r"^(?:Bộ trưởng|Chủ tịch)\s+", "", stretch[match.start("body") : match.end("body")])
        issuer = issuer_named(body)
        if issuer is not None:
            return issuer, kind_named(match["kind"]) if match["kind"] else None
    return None, None


def _folded_keeping_case(text: str) -> str:
    bare = flat_lower(text)
    return "".join(b.upper() if c.isupper() else b for b, c in zip(bare, text, strict=True))
