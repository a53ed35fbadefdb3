"""Which text is a newer version of which document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.records import Document, ParsedDocument, PartialDate, Passage, ReadingText, Reference
from corpus.versions import KnownDocuments, version_of

PLAN = Document(
    id="ke-hoach-27",
    kind="Kế hoạch",
    number="27/KH-UBND",
    issuer="Ủy ban nhân dân xã Tân Hòa",
    issued_on=PartialDate(2026, 3, 5),
    title="Nâng cao chất lượng dân số trên địa bàn xã",
    signer="Lò Thị Mai",
    sha256="a" * 64,
)
UNNAMED = replace(PLAN, id="ke-hoach-xa", number=None, title=None, issued_on=PartialDate())


def parsed(document: Document, numbers: tuple[str, ...] = ()) -> ParsedDocument:
    references = tuple(Reference(number, 0, 1, number=number) for number in numbers)
    passage = Passage(f"{document.id}:0", document.id, "I", (), "chữ", 0, 3)
    return ParsedDocument(document, ReadingText("chữ"), (), references, (passage,))


def changed(document: Document, **values: object) -> Document:
    return replace(document, sha256="b" * 64, **values)  # type: ignore[arg-type]


SAME = ("88/KH-UBND", "21-NQ/TW", "149-KL/TW")


@pytest.mark.parametrize(
    ("newer", "newer_numbers", "earlier", "earlier_numbers", "replaces"),
    [
        (changed(PLAN), (), PLAN, (), True),
        (changed(PLAN, issuer="Ủy ban nhân dân xã Tân Lập"), (), PLAN, (), False),
        (changed(PLAN, number="28/KH-UBND"), (), PLAN, (), False),
        (changed(PLAN, issuer=None), (), PLAN, (), False),
        (changed(PLAN, number=None), (), PLAN, (), True),
        (changed(PLAN, number=None, title="Phòng, chống dịch sốt xuất huyết"), (), PLAN, (), False),
        # Nothing names the document: it takes the same signer and nearly the same basis.
        (changed(UNNAMED), SAME, UNNAMED, SAME, True),
        (changed(UNNAMED), ("1/QĐ-TTg",), UNNAMED, SAME, False),
        (changed(UNNAMED, signer="Vàng A Páo"), SAME, UNNAMED, SAME, False),
        # An official text replaces its digest, whatever title the digest gave itself; never the other way round.
        (changed(PLAN, number=None), SAME, replace(PLAN, number=None, digest=True, title="Về dân số xã"), SAME, True),
        (changed(PLAN, number=None), ("1/QĐ-TTg",), replace(PLAN, number=None, digest=True, title="Khác"), SAME, False),
        (changed(PLAN, digest=True), SAME, PLAN, SAME, False),
    ],
)
def test_newer_version(
    newer: Document, newer_numbers: tuple[str, ...], earlier: Document, earlier_numbers: tuple[str, ...], replaces: bool
) -> None:
    stored = parsed(earlier, earlier_numbers)
    kept, found = version_of(parsed(newer, newer_numbers), KnownDocuments([earlier]), lambda _: stored)
    assert (found == earlier) is replaces
    if replaces:
        assert kept.document.id == earlier.id
        assert kept.passages[0].id == f"{earlier.id}:0"
        assert kept.passages[0].document_id == earlier.id
    else:
        assert kept.document.id != earlier.id


def test_the_same_file_is_the_same_document_however_it_is_read() -> None:
    other = replace(UNNAMED, issuer=None, kind=None, sha256=PLAN.sha256)
    assert version_of(parsed(other), KnownDocuments([PLAN]), lambda _: None)[1] == PLAN
