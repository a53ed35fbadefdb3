"""The curator's part of the thesaurus: his file written and read, wordings checked, groups found by any wording."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import InputError
from vietnamese.thesaurus import Group, read_groups, shipped_groups
from vietnamese.thesaurus_additions import LISTS, CuratedThesaurus, to_toml
from vietnamese.tokens import syllables

NEW = Group("tảo hôn vùng cao", everyday=("rước zum zúp",), abbreviations=("THVC",))
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
groups = st.builds(Group, words.map("từ {}".format), *[st.lists(words, max_size=3).map(tuple)] * len(LISTS))


def curated(folder: Path) -> CuratedThesaurus:
    path = folder / "thesaurus.toml"

    def write(text: str) -> None:
        draft = folder / "draft"
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)

    return CuratedThesaurus(path, write)


def test_every_list_of_a_group_is_written() -> None:
    assert [one.name for one in fields(Group)] == ["term", *LISTS]


@given(st.lists(groups, max_size=3))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, written: list[Group]) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip.toml"
    path.write_bytes(to_toml(written).encode("utf-8"))
    assert read_groups(path) == written


def test_the_file_is_readable_and_may_carry_the_mark_of_notepad(tmp_path: Path) -> None:
    text = to_toml([NEW])
    assert text.endswith(
        '[[group]]\nterm = "tảo hôn vùng cao"\neveryday = ["rước zum zúp"]\nabbreviations = ["THVC"]\n'
    )
    path = tmp_path / "thesaurus.toml"
    path.write_text(text, encoding="utf-8-sig")
    assert read_groups(path) == [NEW]


def test_a_group_is_added_used_and_removed(tmp_path: Path) -> None:
    thesaurus = curated(tmp_path)
    question = syllables("chuyện rước zum zúp")
    assert thesaurus.thesaurus().expansions(question) == []
    thesaurus.add(NEW)
    assert [one.text for one in thesaurus.thesaurus().expansions(question)] == ["tảo hôn vùng cao", "THVC"]
    assert curated(tmp_path).groups()[0].added == NEW
    assert thesaurus.remove("Tảo hôn vùng cao") == NEW
    assert thesaurus.thesaurus().expansions(question) == []
    assert thesaurus.add(NEW) == NEW


def test_wordings_join_the_shipped_group_of_their_term(tmp_path: Path) -> None:
    thesaurus = curated(tmp_path)
    thesaurus.add(Group("MỨC SINH  thay thế", everyday=(" đẻ  zíp zúp ", "")))
    added = thesaurus.add(Group("mức sinh thay thế", english=("zip zup rate",)))
    assert added == Group("mức sinh thay thế", everyday=("đẻ zíp zúp",), english=("zip zup rate",))
    (listed,) = [one for one in thesaurus.groups() if one.group.term == "mức sinh thay thế"]
    assert (listed.added, listed.shipped) == (added, True)
    assert len(thesaurus.groups()) == len(shipped_groups())
    meant = {one.text: one.weight for one in thesaurus.thesaurus().expansions(syllables("về đẻ zíp zúp"))}
    assert meant["mức sinh thay thế"] == 0.7
    assert meant["duy trì mức sinh thay thế"] == 0.6
    thesaurus.remove("mức sinh thay thế")
    assert thesaurus.thesaurus().groups == shipped_groups()


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (Group("  "), "thuật ngữ chính thức"),
        (Group("zíp zúp"), "ít nhất một cách nói khác"),
        (Group("zíp zúp", everyday=(" ", "")), "ít nhất một cách nói khác"),
        (Group("zíp zúp", everyday=("!?",)), "không có chữ"),
        (Group("dân", everyday=("zíp zúp",)), "chỉ có một tiếng"),
        (Group("zíp zúp", everyday=("con",)), "chỉ có một tiếng"),
        (Group("zíp zúp", synonyms=("zz",)), "chỉ có một tiếng"),
        (Group("zíp zúp", abbreviations=("CA",)), "trùng với một tiếng"),
        (Group("zíp zúp", english=("of",)), "quá ngắn"),
        (Group("zíp zúp", everyday=("zíp " * 40,)), "vượt giới hạn"),
        (Group("zíp zúp", everyday=("zúp zíp",), synonyms=("Zúp zíp",)), "hai lần"),
        (Group("zíp zúp", everyday=("đẻ hai con",)), "đã có trong nhóm “mức sinh thay thế”"),
        (Group("sinh đẻ", everyday=("zíp zúp",)), "đã có trong nhóm “sinh con”; hãy thêm từ vào nhóm đó"),
        (Group("mức sinh thay thế", everyday=("Đẻ Hai Con",)), "đã có trong chính nhóm này"),
        (Group("mức sinh", everyday=("mức chết",)), "đã có trong nhóm|vừa khác"),
        (Group("zíp zúp", everyday=("zúp zíp",), different=("zúp zíp",)), "vừa khác"),
    ],
)
def test_what_cannot_be_taken_is_said(tmp_path: Path, group: Group, said: str) -> None:
    thesaurus = curated(tmp_path)
    with pytest.raises(InputError, match=said):
        thesaurus.add(group)
    assert not (tmp_path / "thesaurus.toml").exists()


def test_what_was_never_added_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="không có từ nào do người dùng thêm"):
        curated(tmp_path).remove("mức sinh")


@pytest.mark.parametrize(
    "content",
    [
        b"[[group",
        b"group = [1]\n",
        b'[[group]]\nterm = "!"\n',
        b'[[group]]\nsynonyms = ["a"]\n',
        b"\xff\xfe",
        b"x = " + b"[" * 5000,
    ],
)
def test_a_broken_file_leaves_the_shipped_groups_in_use(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thesaurus.toml"
    path.write_bytes(content)
    thesaurus = curated(tmp_path)
    assert thesaurus.thesaurus().groups == shipped_groups()
    assert str(path) in thesaurus.problem()
    for change in (lambda: thesaurus.add(NEW), lambda: thesaurus.remove(NEW.term)):
        with pytest.raises(InputError, match="các nhóm có sẵn"):
            change()
    assert path.read_bytes() == content
    path.unlink()
    assert thesaurus.problem() == ""
    assert thesaurus.add(NEW) == NEW


def test_a_change_of_the_file_is_noticed(tmp_path: Path) -> None:
    thesaurus = curated(tmp_path)
    assert thesaurus.groups("rước zum zúp") == ()
    (tmp_path / "thesaurus.toml").write_text(to_toml([NEW]), encoding="utf-8")
    assert [one.group for one in thesaurus.groups("rước zum zúp")] == [NEW]


@pytest.mark.parametrize(
    ("sought", "first"),
    [
        ("tảo hôn", "tảo hôn"),
        ("TAO HON", "tảo hôn"),
        ("đẻ hai con", "mức sinh thay thế"),
        ("de hai con", "mức sinh thay thế"),
        ("mstt", "mức sinh thay thế"),
        ("replacement fert", "mức sinh thay thế"),
        ("đẻ zíp", "sinh con"),
        ("", "sinh con"),
    ],
)
def test_a_group_is_found_by_any_wording(tmp_path: Path, sought: str, first: str) -> None:
    thesaurus = curated(tmp_path)
    thesaurus.add(Group("sinh con", everyday=("đẻ zíp zúp",)))
    assert thesaurus.groups(sought)[0].group.term == first


@pytest.mark.parametrize("sought", ["xyzw qwerty", "!?", "tạo hồn"])
def test_nothing_is_found_for_what_is_no_wording(tmp_path: Path, sought: str) -> None:
    assert curated(tmp_path).groups(sought) == ()
