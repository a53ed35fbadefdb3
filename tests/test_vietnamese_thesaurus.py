"""The thesaurus: longest match, both ways, with and without marks, and the curator's file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from errors import InputError
from vietnamese.thesaurus import Group, Thesaurus, load_thesaurus
from vietnamese.tokens import syllables

SMALL = Thesaurus(
    [
        Group(
            "mức sinh thay thế",
            synonyms=("sinh đủ hai con",),
            everyday=("đẻ hai đứa",),
            english=("replacement fertility",),
            abbreviations=("MSTT",),
            different=("mức sinh thấp",),
        ),
        Group("mức sinh", everyday=("chuyện đẻ",)),
        Group("công an", abbreviations=("CA",)),
        Group("tảo hôn", everyday=("cưới sớm",)),
    ]
)


def expansions(question: str, *, marks: bool = True) -> dict[str, float]:
    return {related.text: related.weight for related in SMALL.expansions(syllables(question), marks=marks)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("giữ mức sinh thay thế", {"sinh đủ hai con": 0.8, "MSTT": 0.8, "đẻ hai đứa": 0.5}),
        ("khuyên đẻ hai đứa", {"mức sinh thay thế": 0.7, "sinh đủ hai con": 0.6, "MSTT": 0.5}),
        ("sinh đủ hai con", {"mức sinh thay thế": 0.8, "MSTT": 0.7, "đẻ hai đứa": 0.4}),
        ("mstt là gì", {"mức sinh thay thế": 0.9, "sinh đủ hai con": 0.7, "đẻ hai đứa": 0.3}),
        ("mức sinh", {"chuyện đẻ": 0.5}),
        ("mức sinh thấp", {"chuyện đẻ": 0.5}),
        ("một ca đẻ khó", {}),
        ("", {}),
    ],
)
def test_expansions_with_weights(question: str, expected: dict[str, float]) -> None:
    assert expansions(question) == expected


def test_the_spelling_of_tones_does_not_matter() -> None:
    thesaurus = Thesaurus([Group("sức khoẻ sinh sản", synonyms=("sức khỏe đường sinh dục",))])
    assert [r.text for r in thesaurus.expansions(syllables("Sức khỏe sinh sản"))] == ["sức khỏe đường sinh dục"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [("de hai dua", {"mức sinh thay thế", "sinh đủ hai con", "MSTT"}), ("cuoi som", {"tảo hôn"}), ("de", set())],
)
def test_without_marks(question: str, expected: set[str]) -> None:
    assert set(expansions(question, marks=False)) == expected
    assert expansions(question, marks=True) == {}


def test_what_is_different_is_never_an_expansion() -> None:
    for question in ("mức sinh thay thế", "đẻ hai đứa", "mstt"):
        assert "mức sinh thấp" not in expansions(question)


def test_the_place_of_what_was_typed() -> None:
    (first, *_) = SMALL.expansions(syllables("vì sao còn tảo hôn nhiều"))
    assert (first.start, first.end) == (3, 5)


def test_a_curator_adds_groups(tmp_path: Path) -> None:
    shipped, curator = tmp_path / "shipped.toml", tmp_path / "thesaurus.toml"
    shipped.write_text('[[group]]\nterm = "tảo hôn"\neveryday = ["cưới sớm"]\n', encoding="utf-8")
    curator.write_text('[[group]]\nterm = "tảo hôn"\nsynonyms = ["kết hôn chưa đủ tuổi"]\n', encoding="utf-8")
    thesaurus = load_thesaurus(curator, shipped=shipped)
    assert [r.text for r in thesaurus.expansions(["tảo", "hôn"])] == ["kết hôn chưa đủ tuổi", "cưới sớm"]


def test_a_missing_curator_file_is_no_error(tmp_path: Path) -> None:
    assert load_thesaurus(tmp_path / "none.toml").groups == load_thesaurus().groups


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[[group]]\nsynonyms = ["a"]\n', "term"),
        ('[[group]]\nterm = "a"\nsynonym = ["b"]\n', "thứ 1"),
        ('[[group]]\nterm = "a"\nsynonyms = "b"\n', "danh sách"),
        ('[other]\nterm = "a"\n', "group"),
        ("[[group", "TOML"),
    ],
)
def test_a_bad_file_says_what_is_wrong(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "thesaurus.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load_thesaurus(path)


def test_the_shipped_thesaurus_loads_fast_and_is_used() -> None:
    load_thesaurus()  # the parsed form is kept beside the bytecode from the first time on
    started = time.perf_counter()
    thesaurus = load_thesaurus()
    assert time.perf_counter() - started < 0.5
    found = {related.text for related in thesaurus.expansions(syllables("lệch trai gái"))}
    assert "mất cân bằng giới tính khi sinh" in found
