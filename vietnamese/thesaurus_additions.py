"""The curator's part of the thesaurus: his file read, written, and checked before a wording goes in.

The file has the form of thesaurus.toml. A group of a term that is shipped adds wordings to it; any other is a new one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from errors import InputError
from vietnamese.normal_forms import compose, fold, has_marks
from vietnamese.syllables import is_syllable
from vietnamese.thesaurus import Group, Thesaurus, joined, read_groups, shipped_groups, wording_form
from vietnamese.tokens import syllables

_log = logging.getLogger("trichluc.thesaurus")
LISTS = ("synonyms", "everyday", "english", "abbreviations", "different")
_LONGEST = 100  # letters of one wording; the longest shipped one has half of that
_HEADER = """\
# Từ đồng nghĩa do người dùng thêm, dùng cùng với những nhóm có sẵn. Trang “Từ đồng nghĩa” ghi lại cả tệp này mỗi khi
# thêm hoặc xóa, nên chú thích viết bằng tay ở đây sẽ mất.
"""
# What a basic string of TOML cannot hold as it is: quotes, backslashes, control characters.
_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\"} | {code: f"\\u{code:04x}" for code in (*range(32), 127)}


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group as it is in use, with the curator's part of it; `shipped` is False for one that he made."""

    group: Group
    added: Group | None = None
    shipped: bool = True


def to_toml(groups: Iterable[Group]) -> str:
    """Return groups in the form of thesaurus.toml; reading it gives the same groups."""
    return "\n".join([_HEADER, *map(_entry, groups)])


def _entry(group: Group) -> str:
    lines = ["[[group]]", f"term = {_quoted(group.term)}"]
    for name in LISTS:
        if texts := getattr(group, name):
            lines.append(f"{name} = [{', '.join(map(_quoted, texts))}]")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


class CuratedThesaurus:
    """The thesaurus in use: the shipped groups with those of a curator's file, read again whenever it changes.

    Safe to share between threads. A file that cannot be read leaves the shipped groups in use; `problem` says why.
    """

    def __init__(self, path: Path, write: Callable[[str], None]) -> None:
        """Take the curator's file, which need not exist, and what replaces its text at once or not at all."""
        self._path = path
        self._write = write
        self._lock = threading.Lock()
        self._stamp: object = ()  # no stamp of a file equals it
        self._state = _State()

    def thesaurus(self) -> Thesaurus:
        """Return the thesaurus for the next question."""
        return self._current().thesaurus

    def problem(self) -> str:
        """Return one Vietnamese sentence on what is wrong with the curator's file; empty when it is well."""
        return self._current().problem

    def groups(self, sought: str = "") -> tuple[ListedGroup, ...]:
        """Return the groups with a wording that holds `sought`; the nearest first, then those added to.

        Without marks in `sought` the wordings are compared without theirs.
        """
        state = self._current()
        listed = [(not one.added, one) for one in state.listed]
        if form := " ".join(syllables(sought)):
            bare = not has_marks(sought)
            ranked = ((_rank(form, forms, bare), one) for forms, (_, one) in zip(state.forms, listed, strict=True))
            return tuple(one for rank, one in sorted(ranked, key=lambda each: each[0]) if rank < _ABSENT)
        return () if sought.strip() else tuple(one for _, one in sorted(listed, key=lambda each: each[0]))

    def add(self, group: Group) -> Group:
        """Add a new group, or the wordings of `group` to the one of its term; return the curator's part of it.

        Raises InputError when a wording is empty, too short, too long, or already there, or the file is broken, and
        StorageError when it cannot be written.
        """
        with self._lock:
            state = self._refreshed()
            added = state.accepted(_cleaned(group))
            self._save([*(one for one in state.additions if not _same(one.term, added.term)), added])
        return added

    def remove(self, term: str) -> Group:
        """Remove what the curator added to the group of a term, and return it. Raises InputError, StorageError."""
        with self._lock:
            state = self._refreshed()
            state.refuse_when_broken()
            removed = state.addition(term)
            if removed is None:
                raise InputError(f"Nhóm “{term}” không có từ nào do người dùng thêm.")
            self._save([one for one in state.additions if one is not removed])
        return removed

    def _save(self, additions: Sequence[Group]) -> None:
        self._write(to_toml(additions))
        self._stamp = ()

    def _current(self) -> _State:
        with self._lock:
            return self._refreshed()

    def _refreshed(self) -> _State:
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._state, self._stamp = _read(self._path), stamp
        return self._state


class _State:
    """What one reading of the file gave."""

    def __init__(self, additions: Sequence[Group] = (), problem: str = "") -> None:
        self.additions = tuple(joined(additions, ()))
        self.problem = problem
        self.thesaurus = Thesaurus(joined(self.additions, shipped_groups()))

    @cached_property
    def listed(self) -> tuple[ListedGroup, ...]:
        shipped = {wording_form(group.term) for group in shipped_groups()}
        return tuple(
            ListedGroup(group, self.addition(group.term), wording_form(group.term) in shipped)
            for group in self.thesaurus.groups
        )

    @cached_property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """The wordings of each listed group in index form."""
        return tuple(tuple(map(wording_form, _wordings(one.group))) for one in self.listed)

    def addition(self, term: str) -> Group | None:
        return next((one for one in self.additions if _same(one.term, term)), None)

    def refuse_when_broken(self) -> None:
        if self.problem:
            raise InputError(self.problem)

    def accepted(self, group: Group) -> Group:
        """Return the addition as it will be held. Raises InputError."""
        self.refuse_when_broken()
        known = next((one for one in self.thesaurus.groups if _same(one.term, group.term)), None)
        if known is None:
            self._refuse_known([group.term], group.term)
            _refuse_short([group.term])
        else:
            group = replace(group, term=known.term)
        if not any(getattr(group, name) for name in LISTS[:4]) and not (known and group.different):
            raise InputError(f"Hãy ghi ít nhất một cách nói khác của “{group.term}”.")
        _refuse_short([*group.synonyms, *group.everyday])
        _refuse_unusable(group)
        self._refuse_known(_wordings(group)[1:], group.term)
        _refuse_contradiction(group, known or group)
        held = self.addition(group.term)
        return joined([group], [held])[0] if held else group

    def _refuse_known(self, wordings: Iterable[str], term: str) -> None:
        for wording in wordings:
            form = wording_form(wording)
            for one, forms in zip(self.listed, self.forms, strict=True):
                if form in forms:
                    if wording == term:
                        raise InputError(f"“{term}” đã có trong nhóm “{one.group.term}”; hãy thêm từ vào nhóm đó.")
                    where = "chính nhóm này" if _same(one.group.term, term) else f"nhóm “{one.group.term}”"
                    raise InputError(f"“{wording}” đã có trong {where}; mỗi cách nói chỉ thuộc một nhóm.")


_EXACT, _BEGINS, _HOLDS, _ABSENT = range(4)


def _rank(sought: str, forms: Iterable[str], bare: bool) -> int:
    """Tell how near the nearest wording is to what is sought."""
    best = _ABSENT
    for form in map(fold, forms) if bare else forms:
        if sought == form:
            return _EXACT
        if form.startswith(sought):
            best = _BEGINS
        elif sought in form:
            best = min(best, _HOLDS)
    return best


def _stamp(path: Path) -> object:
    try:
        status = path.stat()
    except OSError as error:
        return type(error)
    return status.st_mtime_ns, status.st_size, status.st_ino


def _read(path: Path) -> _State:
    try:
        return _State(read_groups(path))
    except InputError as error:
        _log.warning("%s", error)
        return _State(problem=f"{error} Trong khi chờ sửa, chỉ dùng các nhóm có sẵn.")


def _same(one: str, other: str) -> bool:
    return wording_form(one) == wording_form(other)


def _wordings(group: Group) -> tuple[str, ...]:
    return group.term, *group.synonyms, *group.everyday, *group.english, *group.abbreviations


def _cleaned(group: Group) -> Group:
    """Return the group composed, without superfluous spaces and empty wordings. Raises InputError."""
    term = _plain(group.term)
    if not term:
        raise InputError("Hãy ghi thuật ngữ chính thức của nhóm.")
    lists = ([text for each in getattr(group, name) if (text := _plain(each))] for name in LISTS)
    cleaned = Group(term, *map(tuple, lists))
    for text in (*_wordings(cleaned), *cleaned.different):
        if not wording_form(text):
            raise InputError(f"“{text}” không có chữ nào.")
        if len(text) > _LONGEST:
            raise InputError(f"“{text[:30]}…” dài {len(text)} ký tự, vượt giới hạn {_LONGEST} của một cách nói.")
    met: set[str] = set()
    for text in _wordings(cleaned):
        if wording_form(text) in met:
            raise InputError(f"“{text}” được ghi hai lần.")
        met.add(wording_form(text))
    return cleaned


def _plain(text: str) -> str:
    return " ".join("".join(c for c in compose(text) if c.isprintable() or c.isspace()).split())


def _refuse_short(wordings: Iterable[str]) -> None:
    for wording in wordings:
        form = wording_form(wording)
        if " " not in form and (is_syllable(form) or len(form) < 3):
            raise InputError(
                f"“{wording}” chỉ có một tiếng nên sẽ khớp với quá nhiều câu hỏi; hãy ghi cụm từ hai tiếng trở lên."
            )


def _refuse_unusable(group: Group) -> None:
    """Refuse what the search would never find or would find everywhere."""
    for short in group.abbreviations:
        form = wording_form(short)
        if is_syllable(form) or len(form) < 2:
            raise InputError(f"“{short}” trùng với một tiếng thường dùng nên không dùng làm chữ viết tắt được.")
    for phrase in group.english:
        if len(phrase) < 3:
            raise InputError(f"“{phrase}” quá ngắn; hãy ghi từ tiếng Anh có ba chữ cái trở lên.")


def _refuse_contradiction(group: Group, known: Group) -> None:
    own = {wording_form(text) for text in (*_wordings(known), *_wordings(group))}
    apart = {wording_form(text) for text in (*known.different, *group.different)}
    for text in (*_wordings(group), *group.different):
        if wording_form(text) in own & apart:
            raise InputError(f"“{text}” không thể vừa là cách nói của “{group.term}” vừa khác với nó.")
