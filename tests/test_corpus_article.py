"""Articles of law from plain records: what tells an article the matter of its document."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.article import article_documents
from vietnamese.source_notes import SourceNote, read_source_note, titles_in

_IN_FORCE = ", có hiệu lực thi hành kể từ ngày 01/07/2031)"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (
            "(Điều 1 Luật số 91/2030/QH17 Nghề cá ven bờ ngày 02/05/2030 của Quốc hội" + _IN_FORCE,
            SourceNote("Luật", "91/2030/QH17", "Nghề cá ven bờ"),
        ),
        ("(Điều 12 Thông tư số 05/2031/TT-BYT" + _IN_FORCE, SourceNote("Thông tư", "05/2031/TT-BYT", None)),
        # White space inside a number, several issuers, a title that holds a date and a comma.
        ("(Điều 3 Thông tư số 05 /2031/TT- BYT" + _IN_FORCE, SourceNote("Thông tư", "05 /2031/TT- BYT", None)),
        (
            "(Điều 1 Thông tư liên tịch số 07/2031/TTLT-BYT-BNV Hướng dẫn quyết định ngày 1/2/2029 của Thủ tướng,"
            " về y tế ngày 03/04/2031 của Bộ Y tế, Bộ Nội vụ" + _IN_FORCE,
            SourceNote(
                "Thông tư liên tịch",
                "07/2031/TTLT-BYT-BNV",
                "Hướng dẫn quyết định ngày 1/2/2029 của Thủ tướng, về y tế",
            ),
        ),
        ("(Điều 4 Pháp lệnh Về bến đò" + _IN_FORCE, None),
        ("QUY ĐỊNH CHUNG", None),
        ("", None),
    ],
)
def test_source_notes(note: str, expected: SourceNote | None) -> None:
    assert read_source_note(note) == expected


def test_the_first_title_of_a_document_counts_however_its_number_is_spaced() -> None:
    notes = [
        "(Điều 1 Thông tư số 05/2031/TT-BYT Về nước sạch ngày 03/04/2031 của Bộ Y tế" + _IN_FORCE,
        "(Điều 9 Thông tư số 5/2031/TT- BYT Về nước khác ngày 03/04/2031 của Bộ Y tế" + _IN_FORCE,
        "(Điều 2 Thông tư số 05/2031/TT-BYT" + _IN_FORCE,
    ]
    assert titles_in(map(read_source_note, notes)) == {"5/2031TTBYT": "Về nước sạch"}


def record(identifier: str, title: str | None, text: str, source: str | None = None) -> dict[str, Any]:
    return {"id": identifier, "title": title, "text": text} | ({} if source is None else {"source": source})


def titles(records: list[dict[str, Any]]) -> list[str | None]:
    return [parsed.document.title for parsed in article_documents(records)]


def test_articles_bear_the_title_number_and_kind_of_the_document_that_their_notes_name() -> None:
    first, second, other = article_documents(
        [
            record(
                "a", "Phạm vi", "Một.", "(Điều 1 Luật số 9/2030/QH17 Bến đò ngày 02/05/2030 của Quốc hội" + _IN_FORCE
            ),
            record("b", "Giá vé", "Hai.", "(Điều 2 Luật số 09/2030/QH17" + _IN_FORCE),
            record("c", "Giá vé", "Ba.", "(Điều 2 Luật số 8/2030/QH17" + _IN_FORCE),
        ]
    )
    assert [first.document.title, second.document.title, other.document.title] == ["Bến đò", "Bến đò", None]
    assert (second.document.kind, second.document.number) == ("Luật", "09/2030/QH17")
    assert second.passages[0].headings == ("Giá vé",)


def test_without_a_title_the_article_on_scope_tells_the_matter_of_its_document() -> None:
    scope = "1. Thông tư này quy định việc đưa đò ngang và giá vé; không áp dụng cho phà."
    assert titles(
        [
            record("4.1.TT.2.2", "Giá vé", "Hai nghìn."),
            record("4.1.TT.2.1", "Phạm vi điều chỉnh", scope),
            record("4.1.TT.3.1", "Giá vé", "Ba nghìn."),
        ]
    ) == ["việc đưa đò ngang và giá vé", "việc đưa đò ngang và giá vé", None]
    note = "(Điều {} Luật số 8/2030/QH17" + _IN_FORCE
    assert (
        titles(
            [
                record("x", "Phạm vi điều chỉnh", scope, note.format(1)),
                record("y", "Giá vé", "Hai nghìn.", note.format(2)),
            ]
        )
        == ["việc đưa đò ngang và giá vé"] * 2
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Phạm vi điều chỉnh", "Luật này quy định chung."),
        ("Phạm vi điều chỉnh", "Mọi bến đò ngang trong cả nước."),
        ("Giá vé", "Thông tư này quy định việc đưa đò ngang và giá vé."),
        (None, "Thông tư này quy định việc đưa đò ngang và giá vé."),
    ],
)
def test_what_tells_no_matter_gives_no_title(title: str | None, text: str) -> None:
    assert titles([record("1.2", title, text), record("plain", None, "Chữ.")]) == [None, None]
