"""The thesaurus: official terms with their synonyms, everyday wordings, English and abbreviations.

The data is thesaurus.toml, to which a curator's file may add. A group is one concept:

    [[group]]
    term = "…"                 the official term
    synonyms = [ … ]           other official wordings
    everyday = [ … ]           how people say it
    english = [ … ]
    abbreviations = [ … ]
    different = [ … ]          near in wording, another thing: never an expansion, shown to curators only
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from errors import InputError
from vietnamese.data_files import read_toml
from vietnamese.normal_forms import fold
from vietnamese.phrases import PhraseTable
from vietnamese.syllables import is_syllable
from vietnamese.tokens import syllables

_DATA = Path(__file__).with_name("thesaurus.toml")
Role = Literal["term", "synonyms", "everyday", "english", "abbreviations"]
_ROLES: tuple[Role, ...] = ("term", "synonyms", "everyday", "abbreviations")
_KEYS = frozenset({"term", "synonyms", "everyday", "english", "abbreviations", "different"})
# How much a match of the second counts when the first was typed. Documents seldom use the everyday wording.
_WEIGHTS: Mapping[tuple[Role, Role], float] = {
    ("term", "synonyms"): 0.8,
    ("term", "everyday"): 0.5,
    ("term", "abbreviations"): 0.8,
    ("synonyms", "term"): 0.8,
    ("synonyms", "synonyms"): 0.7,
    ("synonyms", "everyday"): 0.4,
    ("synonyms", "abbreviations"): 0.7,
    ("everyday", "term"): 0.7,
    ("everyday", "synonyms"): 0.6,
    ("everyday", "everyday"): 0.3,
    ("everyday", "abbreviations"): 0.5,
    ("abbreviations", "term"): 0.9,
    ("abbreviations", "synonyms"): 0.7,
    ("abbreviations", "everyday"): 0.3,
}


@dataclass(frozen=True, slots=True)
class Group:
    """One concept with its wordings."""

    term: str
    synonyms: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    different: tuple[str, ...] = ()

    def wordings(self, role: Role) -> tuple[str, ...]:
        """Return the wordings of one role."""
        return (self.term,) if role == "term" else getattr(self, role)


class Related(NamedTuple):
    """A wording that may stand for what was typed: tokens `start` to `end` (exclusive) of the question."""

    start: int
    end: int
    text: str
    weight: float
    abbreviation: bool = False


class _Filed(NamedTuple):
    group: int
    role: Role
    wording: tuple[str, ...]


class Thesaurus:
    """Groups of wordings, found in a question by the longest match."""

    def __init__(self, groups: Iterable[Group]) -> None:
        """File every wording of every group; the folded table is made when a question without marks comes.

        An abbreviation that is also a syllable ("CA") is not sought: only letter case would tell them apart.
        """
        self.groups = tuple(groups)
        filed = [
            (wording, _Filed(number, role, wording))
            for number, group in enumerate(self.groups)
            for role in _ROLES
            for text in group.wordings(role)
            if (wording := tuple(syllables(text))) and not (role == "abbreviations" and is_syllable(" ".join(wording)))
        ]
        self._table = PhraseTable(filed)
        self._folded: PhraseTable[_Filed] | None = None

    def expansions(self, tokens: Sequence[str], *, marks: bool = True) -> list[Related]:
        """Return the other wordings of the concepts named among `tokens` (index form), the heaviest first per place.

        Without `marks` the tokens are compared folded, and wordings of one syllable are left out, which say too many
        things without their marks.
        """
        forms = list(tokens) if marks else [fold(token) for token in tokens]
        table = self._table if marks else self._folded_table()
        found: list[Related] = []
        for match in table.find(forms):
            typed = tuple(forms[match.start : match.end])
            related: dict[str, Related] = {}
            for filed in match.values:
                for other in self._others(filed, typed, match.start, match.end, marks):
                    best = related.get(other.text)
                    if best is None or best.weight < other.weight:
                        related[other.text] = other
            found += sorted(related.values(), key=lambda other: -other.weight)
        return found

    def spans(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Return (start, end) of the wordings found among `tokens` (index form, with marks)."""
        return [(match.start, match.end) for match in self._table.find(tokens)]

    def english_phrases(self) -> list[tuple[str, str]]:
        """Return (English phrase, official term) of every group."""
        return [(phrase, group.term) for group in self.groups for phrase in group.english]

    def official_phrases(self) -> list[tuple[str, ...]]:
        """Return the tokens of the terms and synonyms of two syllables and more."""
        return [
            wording
            for group in self.groups
            for text in (group.term, *group.synonyms)
            if len(wording := tuple(syllables(text))) > 1
        ]

    def _folded_table(self) -> PhraseTable[_Filed]:
        if self._folded is None:
            self._folded = PhraseTable(
                ([fold(token) for token in phrase], filed)
                for phrase in self._table.phrases()
                if len(phrase) > 1
                for filed in self._table.get(phrase)
            )
        return self._folded

    def _others(self, filed: _Filed, typed: tuple[str, ...], start: int, end: int, marks: bool) -> Iterable[Related]:
        group = self.groups[filed.group]
        for role in _ROLES:
            weight = _WEIGHTS.get((filed.role, role))
            if weight is None:
                continue
            for text in group.wordings(role):
                forms = tuple(syllables(text))
                if (forms if marks else tuple(map(fold, forms))) != typed:
                    yield Related(start, end, text, weight, role == "abbreviations")


def load_thesaurus(curator: Path | None = None, *, shipped: Path = _DATA) -> Thesaurus:
    """Return the shipped thesaurus with the groups of a curator's file, if there is one.

    Raises InputError for a file that is not TOML or does not have the form above.
    """
    return Thesaurus(joined(read_groups(curator) if curator else (), read_groups(shipped)))


def read_groups(path: Path) -> list[Group]:
    """Return the groups of one file; none when it does not exist. Raises InputError as `load_thesaurus`."""
    return _groups(read_toml(path), path) if path.exists() else []


@cache
def shipped_groups() -> tuple[Group, ...]:
    """Return the groups that come along."""
    return tuple(read_groups(_DATA))


def joined(added: Iterable[Group], groups: Iterable[Group]) -> list[Group]:
    """Return the groups with those `added`: one of a known term adds its wordings to it, the others come first."""
    further: dict[str, list[Group]] = {}
    for group in added:
        further.setdefault(wording_form(group.term), []).append(group)
    known = [_joined_group([group, *further.pop(wording_form(group.term), ())]) for group in groups]
    return [*map(_joined_group, further.values()), *known]


def _joined_group(groups: Sequence[Group]) -> Group:
    if len(groups) == 1:
        return groups[0]
    lists: dict[str, tuple[str, ...]] = {}
    for name in sorted(_KEYS - {"term"}):
        by_form: dict[str, str] = {}
        for text in (text for group in groups for text in getattr(group, name)):
            by_form.setdefault(wording_form(text), text)
        lists[name] = tuple(by_form.values())
    return Group(groups[0].term, **lists)


def wording_form(text: str) -> str:
    """Return the form in which two wordings are the same: case, place of the tone and i/y do not count."""
    return " ".join(syllables(text))


def _groups(data: Mapping[str, Any], path: Path) -> list[Group]:
    groups = []
    entries = data.get("group", [])
    if not isinstance(entries, list) or set(data) - {"group"}:
        raise InputError(f"Từ điển đồng nghĩa {path} chỉ được có các mục [[group]].")
    for number, entry in enumerate(entries, start=1):
        term = entry.get("term") if isinstance(entry, dict) and not set(entry) - _KEYS else None
        if not isinstance(term, str) or not wording_form(term):
            raise InputError(
                f"Từ điển đồng nghĩa {path}: mục [[group]] thứ {number} cần có “term” và chỉ được dùng các khóa "
                f"{', '.join(sorted(_KEYS))}."
            )
        lists = {key: value for key, value in entry.items() if key != "term"}
        if not all(isinstance(v, list) and all(isinstance(text, str) for text in v) for v in lists.values()):
            raise InputError(f"Từ điển đồng nghĩa {path}: mục “{term}” phải ghi các từ trong danh sách […].")
        groups.append(Group(term, **{key: tuple(value) for key, value in lists.items()}))
    return groups
