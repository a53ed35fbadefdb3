"""A copy of a whole library in one file, taken while it is in use, and a library made from such a file.

Generations never change, so a copy of the live one is consistent whatever is written meanwhile. While it
is read it is held by hard links, since the writers of later generations would clear it away.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from administration.backup_archive import (
    FORMAT,
    BackedUpFile,
    BackupList,
    Progress,
    read_archive,
    require_backup_name,
    require_plain_names,
    write_archive,
)
from errors import CorruptLibrary, DiskFull, InputError, StorageError, WriterBusy
from index.durable_files import link_or_copy, sha256_of, storage_errors, sync_file, sync_folder
from index.manifest import (
    CURRENT_NAME,
    MANIFEST_NAME,
    Manifest,
    Removed,
    current_generation,
    generation_folder,
    originals_folder,
    read_manifest,
    segment_folder,
)
from index.passage_store import PassageStore
from index.writer_lock import writer_lock

HELD_NAME = "backup"
_LOCK = "backup.lock"
_ATTEMPTS = 100
_PAUSE = 0.02
# Kept by generations, or made anew where they are missing: a mirror in Milvus, work under way.
_ELSEWHERE = frozenset({"generations", "originals", CURRENT_NAME, "training", HELD_NAME})
_PASSING = (".lock", ".partial", "-wal", "-shm", "-journal")
_MIRROR = "milvus.db"
_SQLITE = b"SQLite format 3\x00"
_MEANWHILE = 64 * 2**20  # bytes that stay free on the disk of a restored library


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: its file, the size of that in bytes, and what it holds."""

    path: Path
    size: int
    content: BackupList


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored library: its data folder, what it holds, and what is left to do, in Vietnamese sentences."""

    folder: Path
    content: BackupList
    notes: tuple[str, ...]


Verifier = Callable[[Path], tuple[list[str], list[str]]]
"""Returns what is wrong with an unpacked data folder, and what a person should know, in Vietnamese sentences."""


def back_up(folder: Path, target: Path, *, progress: Progress | None = None, now: datetime | None = None) -> Backup:
    """Write everything that the data folder `folder` holds to `target`, a .tar.zst or .tar.gz, readable to its owner.

    The file appears under its name when it is whole. Raises InputError (`target` exists, lies inside `folder`, or has
    another ending; nothing to back up), WriterBusy (another backup), CorruptLibrary, DiskFull, StorageError.
    """
    require_backup_name(target)
    if target.exists():
        raise InputError(f"Tệp {target} đã có. Hãy chọn tên khác để không ghi đè bản sao lưu cũ.")
    if target.resolve().is_relative_to(folder.resolve()):
        raise InputError(
            "Không đặt bản sao lưu trong chính thư mục dữ liệu. Hãy chọn nơi khác, tốt nhất là ổ đĩa khác."
        )
    if current_generation(folder) is None:
        raise InputError(f"Thư mục {folder} chưa có thư viện nào để sao lưu.")
    made = (now or datetime.now().astimezone()).isoformat(timespec="seconds")
    with storage_errors(folder), _only_backup(folder), _held(folder) as (held, manifest):
        sources = sorted(path for path in held.rglob("*") if path.is_file())
        known = {f"generations/{manifest.generation}/{file.path}": file.sha256 for file in manifest.files}
        files = tuple(_listed(held, path, known) for path in sources)
        require_plain_names(files)
        content = BackupList(
            FORMAT, made, manifest.generation, manifest.encoder, manifest.documents, manifest.passages, files
        )
        draft = target.with_name(f".{target.name}.{os.getpid()}.partial")
        with storage_errors(target.parent):
            try:
                with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as stream:
                    write_archive(stream, target.name, content, sources, progress or _silent)
                sync_file(draft)
                os.replace(draft, target)
                sync_folder(target.parent)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
    return Backup(target, target.stat().st_size, content)


def restore(backup: Path, folder: Path, *, verify: Verifier, progress: Progress | None = None) -> Restored:
    """Make the data folder `folder`, which must be absent or empty, from a backup.

    Everything is unpacked and verified beside it first, so that a refused backup leaves nothing behind. Raises
    InputError (`folder` is in use, no such file), DamagedBackup, CorruptLibrary, DiskFull, StorageError.
    """
    if not backup.is_file():
        raise InputError(f"Không tìm thấy tệp sao lưu {backup}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"Thư mục {folder} đã có dữ liệu. Hãy khôi phục vào một thư mục mới để không mất gì.")
    folder = folder.absolute()
    with storage_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
        draft.mkdir(mode=0o700)
        try:
            content = read_archive(backup, lambda listed: _require_space(draft, listed), draft, progress or _silent)
            problems, notes = verify(draft)
            if problems:
                more = f" (và {len(problems) - 1} lỗi khác)" if len(problems) > 1 else ""
                raise CorruptLibrary(f"Thư viện trong bản sao lưu bị hỏng, chưa khôi phục gì: {problems[0]}{more}")
            os.sync()
            os.replace(draft, folder)
            sync_folder(folder.parent)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return Restored(folder, content, tuple(notes))


def _silent(done: int, total: int) -> None:
    """Show no progress."""


def _require_space(folder: Path, listed: BackupList) -> None:
    free = shutil.disk_usage(folder).free
    if listed.size + _MEANWHILE > free:
        raise DiskFull(
            f"Bản sao lưu cần {listed.size / 2**20:.0f} MB, ổ đĩa chỉ còn {free / 2**20:.0f} MB. "
            "Hãy giải phóng dung lượng hoặc chọn ổ đĩa khác."
        )


@contextmanager
def _only_backup(folder: Path) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(writer_lock(folder, _LOCK))
        except WriterBusy as error:
            raise WriterBusy("Một lần sao lưu khác đang chạy. Hãy chờ nó xong rồi làm lại.") from error
        yield


@contextmanager
def _held(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    """Yield a folder that holds what the data folder held at one moment, and the manifest of its generation."""
    held = folder / HELD_NAME
    try:
        for _ in range(_ATTEMPTS):
            shutil.rmtree(held, ignore_errors=True)
            held.mkdir(mode=0o700)
            number = current_generation(folder)
            assert number is not None
            try:
                manifest = _hold_generation(folder, number, held)
                break
            except FileNotFoundError as error:
                # Writers may clear a generation away while it is being held: then there is a newer one.
                if current_generation(folder) == number:
                    raise CorruptLibrary(
                        f"Thư viện thiếu tệp {error.filename} nên không sao lưu được. "
                        "Hãy chạy kiểm tra (verify) rồi dựng lại (rebuild)."
                    ) from error
                time.sleep(_PAUSE)
        else:
            raise StorageError(f"Thư viện {folder} đang thay đổi liên tục. Hãy thử lại.")
        _hold_others(folder, held)
        yield held, manifest
    finally:
        shutil.rmtree(held, ignore_errors=True)


def _hold_generation(folder: Path, number: int, held: Path) -> Manifest:
    source, target = generation_folder(folder, number), generation_folder(held, number)
    manifest = read_manifest(source)
    for name in (MANIFEST_NAME, *(file.path for file in manifest.files)):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(source / name, place)
    originals_folder(held).mkdir()
    for name in _originals(target, manifest):
        link_or_copy(originals_folder(folder) / name, originals_folder(held) / name)
    (held / CURRENT_NAME).write_text(f"{number}\n", "ascii")
    return manifest


def _originals(generation: Path, manifest: Manifest) -> set[str]:
    """Return the names of the files as received that the documents and the versions on record came from."""
    removed = Removed.read(generation)
    names: set[str] = set()
    for segment in manifest.segments:
        with closing(PassageStore(segment_folder(generation, segment))) as store:
            names.update(stored.original for stored in store.all_stored() if stored.key not in removed)
            names.update(past.original for number, past in store.history() if number not in removed)
    return names - {""}


def _hold_others(folder: Path, held: Path) -> None:
    """Copy what lies beside the generations: the curator's words, feedback, accounts, the record of changes."""
    for entry in sorted(folder.iterdir()):
        if entry.name in _ELSEWHERE or entry.name.startswith((".", _MIRROR)):
            continue
        for path in sorted(entry.rglob("*")) if entry.is_dir() and not entry.is_symlink() else [entry]:
            if path.is_file() and not path.is_symlink() and not path.name.endswith(_PASSING):
                target = held / path.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy(path, target)


def _copy(source: Path, target: Path) -> None:
    """Copy a file that may be written to meanwhile, as it is after some whole change."""
    with source.open("rb") as stream:
        database = stream.read(len(_SQLITE)) == _SQLITE
    if database:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
        return
    content = source.read_bytes()
    if source.suffix == ".jsonl":  # lines are only added; the last one may be half written
        content = content[: content.rfind(b"\n") + 1]
    target.write_bytes(content)


def _listed(held: Path, path: Path, known: dict[str, str]) -> BackedUpFile:
    name = path.relative_to(held).as_posix()
    in_name = path.name.partition(".")[0] if name.startswith("originals/") else ""
    return BackedUpFile(name, path.stat().st_size, in_name or known.get(name) or sha256_of(path))
