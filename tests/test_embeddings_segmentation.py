"""Units: the most probable segmentation, and agreement with the tokenizer that sentence-transformers runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.batch_segmentation import BatchSegmenter
from embeddings.segmentation import UnitVocabulary, written
from embeddings.training.export import build_tokenizer
from vietnamese.tokens import syllables

PIECES = [
    ("<unk>", 0.0),
    *(
        (written(run.split()), score)
        for run, score in (
            ("dân", -4.0),
            ("số", -4.0),
            ("già", -5.0),
            ("hóa", -5.0),
            ("hòa", -5.0),
            ("ủy", -5.0),
            ("kĩ", -6.0),
            ("quý", -6.0),
            ("a", -6.0),
            ("i", -6.0),
            ("2,0", -7.0),
            ("2030", -7.0),
            ("dân số", -5.0),
            ("số già", -8.0),
            ("già hóa dân số", -9.0),
            ("dan so", -6.0),
            ("dan", -6.0),
            ("so", -6.0),
        )
    ),
]
UNITS = UnitVocabulary(PIECES)
TOKENIZER = build_tokenizer(PIECES)


def spelled(text: str) -> list[str]:
    return [PIECES[number][0] for number in UNITS.segment(syllables(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("...", []),
        ("dân số", ["<dân><số>"]),
        ("số dân", ["<số>", "<dân>"]),
        # "dân số" + "già" is likelier than "dân" + "số già".
        ("dân số già", ["<dân><số>", "<già>"]),
        # A run whose beginning "già hóa" is no unit is found all the same.
        ("già hóa dân số", ["<già><hóa><dân><số>"]),
        ("già hóa dân", ["<già>", "<hóa>", "<dân>"]),
        # An unknown syllable parts what stands on its two sides.
        ("dân lạ số", ["<dân>", "<số>"]),
        ("Uỷ KỸ hoà quý", ["<ủy>", "<kĩ>", "<hòa>", "<quý>"]),
        ("2,0; 2030a", ["<2,0>", "<2030>", "<a>"]),
        ("dan so", ["<dan><so>"]),
    ],
)
def test_segmentation(text: str, expected: list[str]) -> None:
    assert spelled(text) == expected


def test_equal_readings_prefer_the_longer_last_unit() -> None:
    pieces = [("<unk>", 0.0), *((written(run.split()), score) for run, score in _TIED)]
    units = UnitVocabulary(pieces)
    numbers = units.segment(["một", "hai", "ba"])
    assert [pieces[number][0] for number in numbers] == ["<một>", "<hai><ba>"]
    assert build_tokenizer(pieces).encode("một hai ba", add_special_tokens=False).ids == numbers


_TIED = [("một", -2.0), ("hai", -2.0), ("ba", -2.0), ("một hai", -3.0), ("hai ba", -3.0)]


@pytest.mark.parametrize(
    "text",
    [
        "Dân số già hoá,\nkỹ thuật: 2,0 (2030tỷ)",
        "  <dân> > số_dân ",
        "2,,0 2,0,a 2. 0 dân.số",
        "QUÝ quí hoà thuỷ ỦY uỷ",
        "dân\u00a0số\u200b\ufeff già\u00ad hóa",
        "y ý hy kỷ sỹ đy thy",
        "m² ½ a2030",
        "lạlạ dânx xdân số2030số",
    ],
)
def test_tokenizer_gives_the_same_units(text: str) -> None:
    ids = TOKENIZER.encode(text, add_special_tokens=False).ids
    assert [number for number in ids if number] == UNITS.segment(syllables(text))


@given(st.text(alphabet="dânsốgiàhóò ẩủyỳuqk20,.;<>\n-_²", max_size=40))
def test_tokenizer_gives_the_same_units_for_any_text(text: str) -> None:
    ids = TOKENIZER.encode(text, add_special_tokens=False).ids
    assert [number for number in ids if number] == UNITS.segment(syllables(text))


@given(st.lists(st.sampled_from(["dân", "số", "già", "hóa", "dan", "so", "lạ"]), max_size=12))
def test_segmentation_keeps_every_known_syllable_in_order(tokens: list[str]) -> None:
    kept = [syllable for number in UNITS.segment(tokens) for syllable in PIECES[number][0][1:-1].split("><")]
    assert kept == [token for token in tokens if token in UNITS]


_SYLLABLES = st.sampled_from([*"dân số già hóa hòa ủy dan so 2,0 2030 a lạ quen".split()])


@given(st.lists(st.lists(_SYLLABLES, max_size=12), max_size=8))
def test_many_texts_are_segmented_as_one_by_one(texts: list[list[str]]) -> None:
    batch = BatchSegmenter(UNITS.units())
    assert [numbers.tolist() for numbers in batch.segment(texts)] == [UNITS.segment(text) for text in texts]


def test_equal_readings_of_many_texts_prefer_the_longer_last_unit() -> None:
    units = UnitVocabulary([("<unk>", 0.0), *((written(run.split()), score) for run, score in _TIED)])
    (numbers,) = BatchSegmenter(units.units()).segment([["một", "hai", "ba"]])
    assert numbers.tolist() == units.segment(["một", "hai", "ba"])
