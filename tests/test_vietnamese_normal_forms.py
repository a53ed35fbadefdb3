"""Normal forms: composed Unicode, tone placement, i for y, folding; each is idempotent."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.normal_forms import compose, fold, folded, has_marks, i_for_y, index_form, normalise, place_tone

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệýỳỷỹỵúùủũụứừửữựóòỏõọốồổỗộớờởỡợ AUYĐỦ-/.0159")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("uỷ", "ủy"),
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("quỹ", "quỹ"),
        ("hoàn", "hoàn"),
        ("toàn", "toàn"),
        ("khuyến", "khuyến"),
        ("oà", "òa"),
        ("dân", "dân"),
    ],
)
def test_tone_has_one_place(typed: str, expected: str) -> None:
    assert place_tone(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tỷ", "tỉ"),
        ("kỹ", "kĩ"),
        ("ký", "kí"),
        ("lý", "lí"),
        ("quy", "quy"),
        ("yêu", "yêu"),
        ("thủy", "thủy"),
        ("ý", "ý"),
    ],
)
def test_i_stands_for_a_lone_final_y(typed: str, expected: str) -> None:
    assert i_for_y(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Uỷ ban Nhân dân", "ủy ban nhân dân"),
        ("TỶ LỆ", "tỉ lệ"),
        (unicodedata.normalize("NFD", "Kế hoạch"), "kế hoạch"),
        ("sức\u00a0khoẻ", "sức khỏe"),
        ("d\u00e2n\u200b s\u1ed1", "dân số"),
    ],
)
def test_normalise(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Đồng bằng", "Dong bang"), ("ủy", "uy"), ("DS-KHHGĐ", "DS-KHHGD"), ("abc 12", "abc 12")]
)
def test_fold_takes_every_mark(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert folded(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("dan so", False), ("dân so", True), ("đ", True), ("2,15%", False)])
def test_has_marks(text: str, expected: bool) -> None:
    assert has_marks(text) is expected


@given(VIETNAMESE)
def test_every_form_is_idempotent(text: str) -> None:
    assert compose(compose(text)) == compose(text)
    assert normalise(normalise(text)) == normalise(text)
    assert fold(fold(text)) == fold(text)
    for syllable in text.split():
        assert index_form(index_form(syllable)) == index_form(syllable)


@given(VIETNAMESE)
def test_folding_does_not_depend_on_the_spelling_of_the_tone(text: str) -> None:
    assert fold(normalise(text)) == fold(normalise(unicodedata.normalize("NFD", text)))


@given(st.text())
def test_folding_takes_every_combining_mark_of_any_text(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    assert fold(text) == unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))
