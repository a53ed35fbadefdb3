"""Ids of documents, and when two texts are the same document."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from corpus.issuers import province_in
from corpus.records import Document, PartialDate
from vietnamese.document_kinds import folded_upper
from vietnamese.document_numbers import canonical_key
from vietnamese.normal_forms import compose, fold

_TITLE_WORDS = 9
_SIMILAR_TITLES = 80
# Names of issuers are long; their usual abbreviations keep an id readable.
_SHORT_ISSUERS = (
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("uy ban thuong vu quoc hoi", "ubtvqh"),
    ("ban chap hanh trung uong", "bchtw"),
    ("thu tuong chinh phu", "ttg"),
)


def document_id(document: Document) -> str:
    """Return a readable, stable ASCII id: kind, number, issuer and year; without a number the first words of the title.

    A digest and the official text of one document get one id; one number of two issuers gets two.
    """
    parts = [document.kind or "van ban"]
    date = document.issued_on
    if document.number:
        parts += [document.number.lstrip("0"), _short_issuer(document), str(date.year or "")]
    else:
        parts += [_short_issuer(document), str(date.year or ""), f"{date.month:02}" if date.month else ""]
        name = " ".join((document.title or "").split()[:_TITLE_WORDS])
        parts.append(name or document.signer or _stem(document.source))
    return "-".join(filter(None, map(_slug, parts))) or "van-ban"


def _short_issuer(document: Document) -> str:
    name = _slug(document.issuer or "").replace("-", " ")
    for long, short in _SHORT_ISSUERS:
        name = name.replace(long, short)
    return name


def _stem(source: str) -> str:
    return re.sub(r"\.\w{1,5}$", "", re.split(r"[\\/]", source)[-1])


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(compose(text)).lower()).strip("-")


def same_document(a: Document, b: Document) -> bool:
    """Tell whether two records are of one document, as two versions, or a scan and a digest, of it are.

    Kind and issuer must agree where both are known, numbers be equal or one missing, dates compatible (an unknown part
    matches anything), titles similar where both are present. Never true where both numbers are known and differ.
    """
    if a.number and b.number and canonical_key(a.number) != canonical_key(b.number):
        return False
    if not _agree(a.kind, b.kind) or not _agree_issuers(a.issuer, b.issuer):
        return False
    if not dates_compatible(a.issued_on, b.issued_on):
        return False
    numbered = bool(a.number and b.number)
    if a.title and b.title:
        threshold = _SIMILAR_TITLES - 20 if numbered and a.issuer and b.issuer else _SIMILAR_TITLES
        # A digest words its title in short; two official titles of which one holds the other are two documents.
        similarity = fuzz.token_set_ratio if a.digest != b.digest else fuzz.token_sort_ratio
        return similarity(folded_upper(a.title), folded_upper(b.title)) >= threshold
    # Without titles to compare, a shared number and issuer, or nothing that differs in kind and issuer, must do.
    return bool(a.kind and b.kind and a.issuer and b.issuer)


def _agree(a: str | None, b: str | None) -> bool:
    return a is None or b is None or folded_upper(a) == folded_upper(b)


def _agree_issuers(a: str | None, b: str | None) -> bool:
    if a is None or b is None or folded_upper(a) == folded_upper(b):
        return True
    # OCR may have hurt a name that is in no list; another place is another body.
    return province_in(a) == province_in(b) and fuzz.ratio(folded_upper(a), folded_upper(b)) >= 95


def dates_compatible(a: PartialDate, b: PartialDate) -> bool:
    """Tell whether two dates may be the same day: no part that both know differs."""
    pairs = ((a.year, b.year), (a.month, b.month), (a.day, b.day))
    return all(one is None or other is None or one == other for one, other in pairs)
