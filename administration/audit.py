"""The record of changes: who did what and when, one JSON line each, in `audit/<year>-<month>.jsonl` of the data folder.

Each line holds the hash of the line before it, so that a line changed, cut out or put in is seen. Whoever can write to
the folder can make a whole new chain, or cut off its end: note the last hash down elsewhere (`cli.py audit verify`
prints it) and give it to the next check. No text of a document or question is recorded, only ids and counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from errors import StorageError
from index.durable_files import storage_errors, sync_folder
from index.writer_lock import writer_lock

AUDIT_FOLDER = "audit"
BEGINNING = "0" * 64
"""What stands for the line before the first one."""
PRUNED = "pruned"
_LOCK = "audit.lock"
_PATIENCE = 10.0
# A line of a large addition names this many documents at most; the others stand in lines of their own.
_IDS_A_LINE = 1000
_READ_FROM_END = 1 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `at` is the local time in ISO 8601 with its offset, `what` was done by `who` to `documents` (ids).

    `detail` says more in a few words (the name of an account, of a group, of a format). `previous` and `hash` are
    SHA-256 in hexadecimal.
    """

    at: str
    who: str
    what: str
    documents: tuple[str, ...] = ()
    detail: str = ""
    previous: str = ""
    hash: str = ""

    def computed_hash(self) -> str:
        """Return the hash that the content of this line should have."""
        content = asdict(self) | {"hash": ""}
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


class AuditLog:
    """The record of one data folder; safe to use from several threads and processes."""

    def __init__(self, data: Path, now: Callable[[], datetime] | None = None) -> None:
        """Take the data folder; `now` gives the time of an entry."""
        self._data = data
        self._folder = data / AUDIT_FOLDER
        self._now = now or (lambda: datetime.now().astimezone())

    def append(self, who: str, what: str, documents: Sequence[str] = (), detail: str = "") -> None:
        """Record something that was done, synced to disk when this returns. Raises StorageError."""
        parts = [tuple(documents[at : at + _IDS_A_LINE]) for at in range(0, len(documents), _IDS_A_LINE)] or [()]
        with storage_errors(self._data), writer_lock(self._data, _LOCK, patience=_PATIENCE):
            self._append(who, what, parts, detail)

    def _append(self, who: str, what: str, parts: Sequence[tuple[str, ...]], detail: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        files = self._files()
        now = self._now()
        # A clock set back must not put a line before older ones.
        path = max([self._folder / f"{now:%Y-%m}.jsonl", *files[-1:]], key=lambda one: one.name)
        previous = self._last_hash(files)
        begins = not path.exists()
        with path.open("ab") as stream:
            if stream.tell() and not _ends_whole(path):
                stream.write(b"\n")  # a line that a power failure cut short stays to be seen
            for part in parts:
                entry = Entry(now.isoformat(timespec="seconds"), who, what, part, detail, previous)
                previous = entry.computed_hash()
                stream.write(_line(entry, previous))
            stream.flush()
            os.fsync(stream.fileno())
        if begins:
            sync_folder(self._folder)

    def entries(self, month: str | None = None) -> Iterator[Entry]:
        """Yield the entries of a month ("2026-11"), or all, oldest first; unreadable lines are passed over."""
        for path in self._files():
            if month is None or path.stem == month:
                yield from (entry for _, entry in self._lines(path) if entry is not None)

    def months(self) -> list[str]:
        """Return the months that have entries, oldest first."""
        return [path.stem for path in self._files()]

    def verify(self, known: str = "") -> tuple[list[str], str]:
        """Return what is wrong, in Vietnamese sentences, and the hash of the last line.

        `known` is the last hash of an earlier check, which must still be in the record. Raises StorageError.
        """
        problems: list[str] = []
        last, met_known, first = BEGINNING, not known or known == BEGINNING, True
        pruned_to = {entry.detail for entry in self.entries() if entry.what == PRUNED}
        for path in self._files():
            for number, entry in self._lines(path):
                where = f"{path.name}, dòng {number}"
                if entry is None:
                    problems.append(f"{where}: không đọc được (bị cắt cụt hoặc bị sửa).")
                    continue
                if entry.hash != entry.computed_hash():
                    problems.append(f"{where}: nội dung đã bị sửa.")
                if entry.previous != last and not (first and entry.previous in pruned_to):
                    problems.append(f"{where}: thiếu hoặc thừa dòng ngay trước dòng này.")
                last, first = entry.hash, False
                met_known = met_known or known in (entry.hash, entry.previous)
        if not met_known:
            problems.append("Không còn dòng mang mã kiểm tra đã ghi lại lần trước: nhật ký đã bị cắt hoặc thay.")
        return problems, last

    def prune(self, days: int, who: str) -> int:
        """Delete the months that ended more than `days` days ago and return how many; 0 days keeps everything.

        That it was done is recorded, so that the record still checks.
        """
        if days <= 0:
            return 0
        oldest_kept = f"{self._now() - timedelta(days=days):%Y-%m}"
        with storage_errors(self._data), writer_lock(self._data, _LOCK, patience=_PATIENCE):
            files = self._files()
            old = [path for path in files[:-1] if path.stem < oldest_kept]
            if old:
                self._append(who, PRUNED, [()], self._last_hash(old))
                for path in old:
                    path.unlink()
                sync_folder(self._folder)
        return len(old)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("????-??.jsonl"))

    def _last_hash(self, files: Sequence[Path]) -> str:
        for path in reversed(files):
            with path.open("rb") as stream:
                stream.seek(max(0, path.stat().st_size - _READ_FROM_END))
                tail = [_entry(line) for line in stream.read().splitlines()]
            whole = [entry for entry in tail if entry is not None] or [
                entry for _, entry in self._lines(path) if entry is not None
            ]
            if whole:
                return whole[-1].hash
        return BEGINNING

    def _lines(self, path: Path) -> Iterator[tuple[int, Entry | None]]:
        try:
            with path.open("rb") as stream:
                for number, line in enumerate(stream, 1):
                    yield number, _entry(line)
        except OSError as error:
            raise StorageError(f"Không đọc được nhật ký {path}: {error.strerror}.") from error


def _line(entry: Entry, own_hash: str) -> bytes:
    return (json.dumps(asdict(entry) | {"hash": own_hash}, ensure_ascii=False) + "\n").encode("utf-8")


def _entry(line: bytes) -> Entry | None:
    try:
        value: dict[str, Any] = json.loads(line)
        entry = Entry(**(value | {"documents": tuple(value["documents"])}))
    except (ValueError, TypeError, KeyError):
        return None
    return entry if all(isinstance(text, str) for text in (entry.at, entry.who, entry.what, entry.hash)) else None


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"
