"""Files that survive a crash: atomic replacement, hard-linked copies, checksums, and disk errors in our own words."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import DiskFull, StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_BLOCK = 1 << 20


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the content of a file durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Replace `path` by `content` so that a crash leaves either the old or the new file.

    `mode` are the permissions of the new file, less the process' mask.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file so that `target` is either absent or complete."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        shutil.copyfile(source, draft)
        sync_file(draft)
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def link_or_copy(source: Path, target: Path) -> None:
    """Give an immutable file a second name, or a copy where the file system knows no hard links."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in _FULL or not source.exists():
            raise
        copy_durably(source, target)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn the disk errors of the block into DiskFull or StorageError that name the data folder."""
    try:
        yield
    except OSError as error:
        raise _translated(folder, error, error.errno) from error
    except (sqlite3.Error, ValueError, RuntimeError, MemoryError) as error:
        # tantivy, faiss and sqlite report a full disk in words only.
        number = _number_in_words(str(error))
        if number is None:
            raise
        raise _translated(folder, error, number) from error


def _number_in_words(message: str) -> int | None:
    lowered = message.lower()
    if any(words in lowered for words in ("no space left", "disk is full", "disk quota", "os error 28")):
        return errno.ENOSPC
    if any(words in lowered for words in ("read-only file system", "readonly database", "permission denied")):
        return errno.EROFS
    return None


def _translated(folder: Path, error: BaseException, number: int | None) -> StorageError:
    if number in _FULL:
        return DiskFull(
            f"Ổ đĩa chứa thư mục dữ liệu {folder} đã đầy; dữ liệu trước thay đổi được giữ nguyên. "
            "Hãy giải phóng dung lượng rồi làm lại."
        )
    if number in _CLOSED:
        return StorageError(f"Không có quyền ghi vào thư mục dữ liệu {folder}. Hãy cấp quyền hoặc chọn thư mục khác.")
    return StorageError(f"Không dùng được thư mục dữ liệu {folder}: {error}.")
