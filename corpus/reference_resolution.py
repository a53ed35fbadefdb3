"""Which document of the library a mention means: one that fits, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document_ids import dates_compatible
from corpus.issuers import province_in
from corpus.records import Document, PartialDate, Reference
from vietnamese.document_kinds import LAWS, folded_upper
from vietnamese.document_numbers import canonical_key

# Numbers that name one body in the country by themselves. A province's or commune's letters do not.
_LOCAL = re.compile(r"(?:TU|HU|QU|DU|TVTU|UBND|HDND|VP[A-Z]*|S[A-Z]{1,6}|BTG[A-Z]*U|BTCTU|DUK)$")
# Organs of the Central Committee: they sign for one another's meetings, so one name does not refute the other.
_CENTRAL_PARTY = re.compile(r"BO CHINH TRI|BAN BI THU|BAN CHAP HANH TRUNG UONG|HOI NGHI .*TRUNG UONG")


def resolve(references: Sequence[Reference], documents: Sequence[Document]) -> tuple[Reference, ...]:
    """Return the references, each with its document where exactly one of `documents` fits.

    What one mention says of its document (date, issuer) holds for the other mentions of the same number in the text.
    """
    known = _known_of_number(references)
    aliased = {folded_upper(one.alias): one for one in reversed(references) if one.alias and one.number}
    named = (aliased.get(folded_upper(" ".join(one.text.split())), one) for one in references)
    return tuple(
        replace(one, document_id=_document_of(_filled(whole, known), documents))
        for one, whole in zip(references, named, strict=True)
    )


def _known_of_number(references: Sequence[Reference]) -> dict[str, Reference]:
    """Return, for each number, one reference with the date and the issuer that its mentions agree on."""
    known: dict[str, Reference] = {}
    for reference in references:
        if reference.number is None:
            continue
        key = canonical_key(reference.number)
        earlier = known.get(key)
        if earlier is None:
            known[key] = reference
        elif dates_compatible(earlier.issued_on, reference.issued_on):
            date = max(earlier.issued_on, reference.issued_on, key=_precision)
            issuer = max(filter(None, (earlier.issuer, reference.issuer)), key=_place_first, default=None)
            known[key] = replace(earlier, issued_on=date, issuer=issuer)
    return known


def _precision(date: PartialDate) -> int:
    return sum(part is not None for part in (date.year, date.month, date.day))


def _place_first(issuer: str) -> tuple[bool, int]:
    return province_in(issuer) is not None, len(issuer)


def _filled(reference: Reference, known: dict[str, Reference]) -> Reference:
    other = known.get(canonical_key(reference.number)) if reference.number else None
    if other is None or not dates_compatible(reference.issued_on, other.issued_on):
        return reference
    date = max(reference.issued_on, other.issued_on, key=_precision)
    issuer = max(filter(None, (reference.issuer, other.issuer)), key=_place_first, default=None)
    return replace(reference, issued_on=date, issuer=issuer)


def _document_of(reference: Reference, documents: Sequence[Document]) -> str | None:
    fitting = {document.id for document in documents if _fits(reference, document)}
    return fitting.pop() if len(fitting) == 1 else None


def _fits(reference: Reference, document: Document) -> bool:
    if reference.kind and document.kind and folded_upper(reference.kind) != folded_upper(document.kind):
        return False
    if not dates_compatible(reference.issued_on, document.issued_on):
        return False
    if reference.issuer and document.issuer and not _issuers_agree(reference.issuer, document.issuer):
        return False
    if reference.number:
        return _number_fits(reference, document)
    if reference.kind in LAWS:
        return bool(document.title) and _law_name(reference.text) == _law_name(f"{document.kind} {document.title}")
    # A kind and a date name a document only where the day and the issuer are known on both sides.
    both_dated = reference.issued_on.day is not None and document.issued_on.day is not None
    return both_dated and bool(reference.issuer and document.issuer and reference.kind and document.kind)


def _number_fits(reference: Reference, document: Document) -> bool:
    if not reference.number or not document.number:
        return False
    key = canonical_key(reference.number)
    if key != canonical_key(document.number):
        return False
    if _LOCAL.search(re.sub(r"\d", "", key)) is None:
        return True
    # 16-KH/TU exists in every province: a date or a place must tell which.
    placed = reference.issuer is not None and province_in(reference.issuer) is not None
    return placed or reference.issued_on.day is not None


def _law_name(text: str) -> str:
    name = re.sub(r"\s+(?:SO \d\S*|NGAY .*|NAM \d{4})$", "", folded_upper(text))
    return re.sub(r"^(BO LUAT|LUAT|PHAP LENH) \1 ", r"\1 ", name)


def _issuers_agree(a: str, b: str) -> bool:
    """Tell whether two names may be of one body: another place or another kind of body refutes it."""
    one, other = _core(a), _core(b)
    if _CENTRAL_PARTY.search(one) and _CENTRAL_PARTY.search(other):
        return True
    places = {place for name in (a, b) if (place := province_in(name))}
    if len(places) > 1:
        return False
    return one == other or one.startswith(other) or other.startswith(one)


def _core(issuer: str) -> str:
    """Return a body's name without the organ that acts for it: "Ban Thường vụ Tỉnh ủy", "Bộ trưởng Bộ Y tế"."""
    bare = folded_upper(issuer)
    bare = re.sub(r"^(?:BAN THUONG VU|BAN CHAP HANH DANG BO|THUONG TRUC|CHU TICH|BO TRUONG)\s+", "", bare)
    bare = re.sub(r"\bUBND\b", "UY BAN NHAN DAN", re.sub(r"\bHDND\b", "HOI DONG NHAN DAN", bare))
    return re.sub(r"^TINH (?!UY)", "TINH UY ", bare) if issuer.startswith("Ban Chấp hành Đảng bộ") else bare
