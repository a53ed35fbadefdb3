"""The thesaurus data: enough groups, no phrase that would mix two groups or match anything."""

import tomllib
import unicodedata
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

THESAURUS = Path(__file__).parent.parent / "vietnamese" / "thesaurus.toml"
GROUPS = tomllib.loads(THESAURUS.read_text(encoding="utf-8"))["group"]
LISTS = ("synonyms", "everyday", "english", "abbreviations", "different")

# Abbreviations that officials do use for two things, each listed with both on purpose.
AMBIGUOUS_ABBREVIATIONS = {"TU", "UBND"}
# Phrases that stand in two groups on purpose: none so far.
AMBIGUOUS_PHRASES: set[str] = set()
# Words of one syllable that official texts seldom use and that mean one thing: names and loan words, and "đẻ".
DISTINCT_SYLLABLES = {"facebook", "zalo", "youtube", "tiktok", "pano", "thalassemia", "đẻ"}
# What may stand in `different` without being a term of the thesaurus.
PLAIN_DIFFERENT = {"chính sách xã hội", "du lịch", "phân bổ ngân sách"}


def form(phrase: str) -> str:
    """Return the form in which two phrases are compared."""
    return " ".join(syllables(phrase))


def vietnamese_phrases(group: dict) -> list[str]:
    """Return the term, synonyms and everyday wordings of one group."""
    return [group["term"], *group.get("synonyms", []), *group.get("everyday", [])]


def test_there_are_enough_groups_with_everyday_wordings() -> None:
    assert len(GROUPS) >= 300
    assert sum(len(group.get("everyday", [])) >= 3 for group in GROUPS) >= 250


def test_terms_are_unique() -> None:
    counts = Counter(form(group["term"]) for group in GROUPS)
    assert [term for term, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["term"])
def test_group_is_well_formed(group: dict) -> None:
    assert set(group) <= {"term", *LISTS}
    assert any(group.get(name) for name in LISTS[:4]), "a group with nothing beside its term"
    for name in LISTS:
        values = group.get(name, ["-"])
        assert values, f"{name} is empty"
        for value in values:
            assert value == value.strip() != ""
            assert unicodedata.is_normalized("NFC", value)
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["term"])
def test_phrases_have_more_than_one_syllable(group: dict) -> None:
    single = {phrase for phrase in vietnamese_phrases(group) if len(syllables(phrase)) < 2}
    assert single <= DISTINCT_SYLLABLES


def test_no_phrase_stands_twice() -> None:
    counts = Counter(form(phrase) for group in GROUPS for phrase in vietnamese_phrases(group))
    assert {phrase for phrase, count in counts.items() if count > 1} == AMBIGUOUS_PHRASES


def test_phrases_of_two_groups_stay_apart_without_marks() -> None:
    groups_of: dict[str, set[str]] = {}
    for group in GROUPS:
        for phrase in vietnamese_phrases(group):
            groups_of.setdefault(fold(form(phrase)), set()).add(group["term"])
    assert {phrase: terms for phrase, terms in groups_of.items() if len(terms) > 1} == {}


def test_no_everyday_wording_hides_in_an_official_one_without_marks() -> None:
    """Refuse "kẹt quá", which without its marks is read in "kết quả đạt được"."""
    runs_of: dict[str, set[tuple[str, str]]] = {}
    for group in GROUPS:
        for phrase in (group["term"], *group.get("synonyms", [])):
            words = syllables(phrase)
            for start, end in combinations(range(len(words) + 1), 2):
                run = " ".join(words[start:end])
                runs_of.setdefault(fold(run), set()).add((group["term"], run))
    hidden = set()
    for group in GROUPS:
        for typed in map(form, group.get("everyday", [])):
            elsewhere = {run for term, run in runs_of.get(fold(typed), ()) if term != group["term"]}
            if " " in typed and elsewhere and typed not in elsewhere:
                hidden.add(typed)
    assert hidden <= {"hàng tháng"}  # Another spelling of "hằng tháng".


def test_abbreviations_stand_in_one_group() -> None:
    counts = Counter(short for group in GROUPS for short in group.get("abbreviations", []))
    assert {short for short, count in counts.items() if count > 1} == AMBIGUOUS_ABBREVIATIONS


def test_different_names_another_term() -> None:
    terms = {form(group["term"]) for group in GROUPS}
    phrases = {form(phrase) for group in GROUPS for phrase in vietnamese_phrases(group)}
    unknown = set()
    for group in GROUPS:
        own = {form(phrase) for phrase in vietnamese_phrases(group)}
        for other in group.get("different", []):
            assert form(other) not in own, f"{group['term']} is said to differ from itself"
            if form(other) not in terms | phrases:
                unknown.add(other)
    assert unknown == PLAIN_DIFFERENT
