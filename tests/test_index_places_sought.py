"""Places that choose the documents: once they have, passages that name them are no better than others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Document
from index.generations import commit
from index.query import understand
from index.searcher import Searcher, _beside_places
from tests.index_samples import HashEncoder, make_document

_DOCUMENTS = (
    Document("quang-ninh", place="Quảng Ninh", issuer="UBND tỉnh Quảng Ninh", issuer_level="province"),
    Document("hue", place="Huế", issuer="UBND thành phố Huế", issuer_level="province"),
)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Quảng Ninh thu phí bến đò thế nào?", ("Quảng Ninh",)),
        ("quang ninh thu phi ben do the nao", ("quang ninh",)),
        ("Phí bến đò của Huế và Quảng Ninh", ("Huế", "Quảng Ninh")),
        # Two places, of which one has no document here; a preference is no condition.
        ("Phí bến đò ở Huế và Sơn La", ("Huế",)),
        ("Phí bến đò ở miền Trung", ()),
        ("Phí bến đò", ()),
    ],
)
def test_the_places_that_choose_the_documents(question: str, places: tuple[str, ...]) -> None:
    understood = understand(question, documents=_DOCUMENTS)
    assert understood.places == places
    assert bool(understood.filters.documents) == bool(places)
    assert all(place in understood.text for place in places)
    assert understand(question, documents=_DOCUMENTS, switched_off=("place",)).places == ()


def test_a_passage_that_names_the_place_of_its_document_is_no_better_for_it(tmp_path: Path) -> None:
    paragraphs = ["Quảng Ninh là tỉnh Quảng Ninh.", "Bến đò thu phí theo lượt.", "Cầu treo do xã sửa."]
    encoder = HashEncoder()
    plan = make_document("a", paragraphs, place="Quảng Ninh", issuer="UBND tỉnh Quảng Ninh", issuer_level="province")
    with commit(tmp_path, encoder, add=[plan]) as reader:
        understood = understand("Ở Quảng Ninh đi đò mất tiền không?", documents=reader.documents())
        searcher = Searcher(reader, encoder)
        assert searcher.search(understood, 1)[0].passage.text == paragraphs[1]
        assert searcher.search_each(understood, ["a"], 1)[0][0].passage.text == paragraphs[1]
        assert searcher.search(replace(understood, places=()), 1)[0].passage.text == paragraphs[0]
        # Without marks the name may stand inside other words, which stay.
        inside = replace(understood, text="bquang ninhs quang ninh di do", places=("quang ninh",))
        assert _beside_places(inside).text == "bquang ninhs di do"
        # With nothing else to seek, the place is sought.
        alone = understand("Quảng Ninh", documents=reader.documents())
        assert alone.places == ("Quảng Ninh",)
        assert searcher.search(alone, 1)[0].passage.text == paragraphs[0]
