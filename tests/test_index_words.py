"""What is indexed of a passage, how near-duplicates and records are written down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Document, ParsedDocument, PartialDate, Passage, Section
from errors import EngineError
from index.engine import WORD_FIELDS, EngineRow, WeightedTerm
from index.generations import commit
from index.near_duplicates import SKETCH_SIZE, from_bytes, similarity, sketch, to_bytes
from index.passage_vectors import embedded_text
from index.query_terms import query_terms
from index.record_codec import from_json, to_json, tuple_from_json
from index.records import UnderstoodQuestion
from index.searcher import Searcher
from index.word_index import (
    WordIndex,
    WordWriter,
    folded_units,
    passage_fields,
    word_units,
    words_fingerprint,
)
from tests.index_samples import HashEncoder, full_document, make_document
from vietnamese.document_numbers import find_numbers
from vietnamese.tokens import syllables


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", []),
        ("dân số", ["dân", "số", "dân_số"]),
        ("Dân  SỐ\nvàng da", ["dân", "số", "dân_số", "vàng", "da", "vàng_da"]),
        ("dân số, y tế", ["dân", "số", "dân_số", "y", "tế", "y_tế"]),
        ("y tế-dân số", ["y", "tế", "dân", "số", "y_tế", "tế_dân", "dân_số"]),
        ("tỷ lệ 2,1% hoà", ["tỉ", "lệ", "tỉ_lệ", "2,1", "hòa"]),
        ("và/hoặc", ["và", "hoặc"]),
        ("A1b", ["a", "1", "b"]),
        ("hoa\u0300", ["hòa"]),
    ],
)
def test_units_of_a_text(text: str, units: list[str]) -> None:
    assert word_units(text) == units


@given(st.text(alphabet="aàăâđê ôơưyYỳ-,.;/ 12\n\t_²", max_size=60))
def test_units_hold_the_tokens_of_the_language_room_in_order(text: str) -> None:
    assert [unit for unit in word_units(text) if "_" not in unit] == syllables(text)


@given(st.lists(st.text(alphabet="aàđễ_số1", max_size=6)))
def test_folding_units_keeps_their_number_and_takes_every_mark(units: list[str]) -> None:
    folded = folded_units(units)
    assert len(folded) == len(units)
    assert set("".join(folded)) <= set("adeso_1")


def test_fields_of_a_passage() -> None:
    document = Document("d", number="8/KH-UBND", title="Dân số", issuer="Bộ Y tế", place="Huế")
    passage = Passage("p", "d", "I", ("I. Mức sinh",), "Theo Nghị quyết số 21-NQ/TW", 0, 27, (), "tuổi thọ")
    fields = passage_fields(passage, document)
    assert tuple(fields) == WORD_FIELDS
    assert {"nghị", "nghị_quyết", "tuổi", "tuổi_thọ"} <= set(fields["marked"])
    assert "tw_tuổi" not in fields["marked"]
    assert {"nghi", "nghi_quyet", "tuoi_tho"} <= set(fields["folded"])
    assert {"mức_sinh", "dân_số", "y_tế", "huế"} <= set(fields["headings"])
    assert {"muc_sinh", "dan_so", "y_te", "hue"} <= set(fields["headings_folded"])
    assert "sinh_dân" not in fields["headings"]
    assert fields["numbers"] == ["8KHUBND", "21NQTW"]
    assert embedded_text(passage) == "I. Mức sinh\nTheo Nghị quyết số 21-NQ/TW\ntuổi thọ"


@pytest.mark.parametrize("text", ["Kế hoạch 165/KH-UBND", "149 kl/tw", "số 30 /2020/NĐ-CP", "Quyết định 1679/QĐ–TTg"])
def test_quick_look_for_numbers_misses_none(text: str) -> None:
    found = [one.key for one in find_numbers(text)]
    passage = Passage("p", "d", "I", (), text, 0, len(text))
    assert found
    assert passage_fields(passage, Document("d"))["numbers"] == found


def test_fingerprint_of_the_words_follows_the_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    before = words_fingerprint()
    assert before == words_fingerprint()
    monkeypatch.setattr("index.word_index.index_form", str.upper)
    assert words_fingerprint() != before


def word_index(folder: Path, rows: list[EngineRow], removed: tuple[tuple[int, int], ...] = ()) -> WordIndex:
    writer = WordWriter(folder)
    writer.add(rows)
    writer.remove(removed)
    writer.finish()
    return WordIndex(folder)


def test_neighbouring_words_are_sought_together_in_text_and_headings() -> None:
    marked = {(field, text) for field, text, _ in query_terms(UnderstoodQuestion("", "mức sinh là gì"))}
    bare = {(field, text) for field, text, _ in query_terms(UnderstoodQuestion("", "muc sinh", has_marks=False))}
    assert {("marked", "mức_sinh"), ("headings", "mức_sinh"), ("marked", "sinh_là")} <= marked
    assert ("marked", "là_gì") not in marked
    assert {("folded", "muc_sinh"), ("headings_folded", "muc_sinh")} <= bare


def test_what_words_propose_is_compared_by_its_vector_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = HashEncoder()
    with commit(tmp_path, encoder, add=[make_document("a", ["ai ai lo", "cho em"])]) as reader:
        monkeypatch.setattr(reader, "dense", lambda *_: [])
        found = Searcher(reader, encoder).search(UnderstoodQuestion("ai ai lo", "ai ai lo"), 5)
    assert [(hit.passage.text, hit.parts["dense"]) for hit in found] == [("ai ai lo", pytest.approx(1.0))]


def test_wide_and_narrow_filters_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [EngineRow(row, {"marked": ["chung", *["riêng"] * (row % 5)]}) for row in range(1, 400)]
    index = word_index(tmp_path, rows)
    terms, allowed = [WeightedTerm("marked", "chung"), WeightedTerm("marked", "riêng")], numpy.arange(3, 390, 3)
    narrow = index.search(terms, 20, allowed)
    monkeypatch.setattr("index.word_index._PUSHED_DOWN", 0)
    assert index.search(terms, 20, allowed) == narrow
    assert [row for row, _ in narrow[:3]] == [9, 24, 39]


def test_removed_rows_leave_words_and_vocabulary(tmp_path: Path) -> None:
    rows = [EngineRow(row, {"marked": ["chung", f"riêng{row}"]}) for row in range(1, 6)]
    index = word_index(tmp_path, rows, removed=((2, 4), (5, 5)))
    assert index.count == 3
    assert index.row_ids().tolist() == [1, 4, 5]
    assert index.vocabulary("marked") == {"chung": 3, "riêng1": 1, "riêng4": 1, "riêng5": 1}
    assert index.document_frequency("marked", "chung") == 3


def test_unknown_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="nonsense"):
        word_index(tmp_path, [EngineRow(1, {"marked": ["a"]})]).search([WeightedTerm("nonsense", "a")], 1)


def test_sketch_estimates_the_similarity_of_long_texts() -> None:
    words = [
        f"w{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}" for number in range(3000)
    ]
    text, changed = " ".join(words), " ".join([*words[:2000], *reversed(words[2000:])])
    assert similarity(sketch(text), sketch(text)) == 1.0
    # 2996 runs each, the first 1996 in common: 1996 / (2 · 2996 - 1996) = 0.50.
    assert similarity(sketch(text), sketch(changed)) == pytest.approx(0.5, abs=0.12)
    assert similarity(sketch(text), sketch("")) == similarity(sketch(""), sketch("")) == 0.0
    assert len(sketch(text)) == SKETCH_SIZE


@given(st.text(alphabet="abcđ ", max_size=80))
def test_sketches_are_written_and_read(text: str) -> None:
    assert numpy.array_equal(from_bytes(to_bytes(sketch(text))), sketch(text))


_DOCUMENTS = st.builds(
    Document,
    id=st.text(min_size=1),
    title=st.none() | st.text(),
    issued_on=st.builds(PartialDate, year=st.none() | st.integers(1900, 2100), day=st.none() | st.integers(1, 31)),
    recipients=st.lists(st.text(), max_size=3).map(tuple),
    pages=st.none() | st.integers(0, 9),
    digest=st.booleans(),
)


@given(_DOCUMENTS)
def test_records_are_written_and_read(document: Document) -> None:
    assert from_json(Document, to_json(document)) == document


def test_nested_records_are_written_and_read() -> None:
    parsed = full_document()
    assert from_json(ParsedDocument, to_json(parsed)) == parsed
    assert tuple_from_json(Section, to_json(parsed.sections)) == parsed.sections


def test_record_with_fields_of_another_version_is_read() -> None:
    assert from_json(Document, '{"id":"a","unheard_of":1}') == Document("a")
    assert from_json(Document, to_json(replace(Document("a"), title="t"))) == Document("a", title="t")


@pytest.mark.parametrize("text", ["[]", "{}", '{"title":"t"}', "1", "{"])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(Document, text)


def test_tokens_of_nearly_every_passage_are_left_out_where_others_tell_more() -> None:
    rarities = {"quy": 0.1, "sinh": 1.5, "con": 5.0}
    sought = {
        (field, text)
        for field, text, _ in query_terms(UnderstoodQuestion("", "quy sinh con"), lambda _, token: rarities[token])
    }
    # A token counts for less without its marks and in headings, so it is left out there sooner. Pairs stay.
    assert {text for field, text in sought if field == "marked"} == {"sinh", "con", "quy_sinh", "sinh_con"}
    assert {text for field, text in sought if field == "folded"} == {"con"}
    assert {text for field, text in sought if field == "headings"} == {"con", "quy_sinh", "sinh_con"}


def test_a_question_of_tokens_of_nearly_every_passage_keeps_them() -> None:
    question = UnderstoodQuestion("", "quy")
    assert query_terms(question, lambda *_: 0.1) == query_terms(question)
    assert ("marked", "quy", 1.0) in query_terms(question)
