"""The file of a backup: a compressed tar whose first member lists every other one with its size and checksum.

The file ends with a checksum of all bytes before it, in a form that tar, gzip and zstd pass over: it tells damage.
It does not tell malice, so whoever reads one trusts nothing in it: only the listed files are taken, in the listed order
and of the listed size, and no more is unpacked than the list promises and the disk can hold.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import zstandard

from errors import CorruptLibrary, DamagedBackup, InputError
from index.record_codec import from_json, to_json

FORMAT = 1
SUFFIXES = (".tar.zst", ".tar.gz", ".tgz")
_LIST_NAME = "sao-luu.json"
_LIST_LIMIT = 256 * 2**20  # bytes of the list: 100,000 files take 15 MB
_BLOCK = 1 << 20
_PADDING = 2 * tarfile.RECORDSIZE
_MEMBER_COST = 8 * tarfile.BLOCKSIZE  # bytes of headers and padding of one member
_NAME_LIMIT = 4_096
_ZSTD_STEP = 1_024  # compressed bytes at a time: a bomb of zeros gives 32 MiB for them
_LAST_TIME = 2**32
# An empty gzip member with the checksum in hexadecimal as its comment; a zstd frame to be skipped.
_GZIP_SEAL = (b"\x1f\x8b\x08\x10\0\0\0\0\0\xff", b"\0\x03\0" + bytes(8))
_ZSTD_SEAL = (b"\x50\x2a\x4d\x18\x40\0\0\0", b"")
_SEAL_DIGITS = 64
# Parts of a path that could lead elsewhere, or mean something else, on this or another system.
_BAD_PART = re.compile(r'^\.*$|[\\/:*?"<>|\x00-\x1f\x7f]|[. ]$')

Progress = Callable[[int, int], None]
"""Called with the number of bytes done so far and of all bytes."""


@dataclass(frozen=True, slots=True)
class BackedUpFile:
    """A file of the data folder: its path relative to the folder with `/` between parts, its size in bytes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupList:
    """What a backup holds. `made` is the local time in ISO 8601, `encoder` the fingerprint of the embedding model."""

    format: int
    made: str
    generation: int
    encoder: str
    documents: int
    passages: int
    files: tuple[BackedUpFile, ...]

    @property
    def size(self) -> int:
        """The size of all files in bytes."""
        return sum(file.size for file in self.files)


def require_backup_name(path: Path) -> None:
    """Raise InputError unless the name ends as that of a backup."""
    if not path.name.endswith(SUFFIXES):
        raise InputError(f"Tên tệp sao lưu “{path.name}” phải kết thúc bằng .tar.zst hoặc .tar.gz.")


def require_plain_names(files: Sequence[BackedUpFile]) -> None:
    """Raise InputError for a name that not every system can hold, since such a backup could not be restored."""
    for file in files:
        if not _plain_path(file.path):
            raise InputError(
                f"Tên tệp “{file.path}” trong thư mục dữ liệu không sao lưu được. Hãy đổi tên hoặc dời tệp đi."
            )


def write_archive(target: IO[bytes], name: str, listed: BackupList, sources: Sequence[Path], tell: Progress) -> None:
    """Write the list and its files, which lie at `sources`. Raises CorruptLibrary when a file is not as listed."""
    with _compressing(target, name) as stream, tarfile.open(None, "w|", stream, format=tarfile.GNU_FORMAT) as tar:
        content = to_json(listed).encode("utf-8")
        tar.addfile(_member(_LIST_NAME, len(content)), io.BytesIO(content))
        done, total = 0, listed.size
        for file, source in zip(listed.files, sources, strict=True):
            with source.open("rb") as raw:
                counted = _Counted(raw)
                try:
                    tar.addfile(_member(file.path, file.size, source.stat().st_mtime), counted)
                except OSError as error:
                    if error.errno is not None:
                        raise
                    counted.digest.update(b"short")
                if counted.digest.hexdigest() != file.sha256 or raw.read(1):
                    raise CorruptLibrary(
                        f"Tệp {file.path} của thư viện không còn như lúc ghi nên không sao lưu được. "
                        "Hãy chạy kiểm tra (verify) rồi dựng lại (rebuild)."
                    )
            done += file.size
            tell(done, total)
    seal(target, name)


def seal(file: IO[bytes], name: str) -> None:
    """Append the checksum of all that a file opened for reading and writing holds."""
    file.seek(0)
    content = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]  # any binary file will do
    file.seek(0, os.SEEK_END)
    file.write(_seal(name, content.hexdigest()))


def _seal(name: str, digest: str) -> bytes:
    before, after = _ZSTD_SEAL if name.endswith(".zst") else _GZIP_SEAL
    return before + digest.encode("ascii") + after


def _require_seal(source: IO[bytes], name: str) -> None:
    length = len(_seal(name, "0" * _SEAL_DIGITS))
    left = source.seek(0, os.SEEK_END) - length
    source.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (block := source.read(min(_BLOCK, left))):
        digest.update(block)
        left -= len(block)
    if left or source.read() != _seal(name, digest.hexdigest()):
        raise _Refused("sai tổng kiểm của cả tệp")
    source.seek(0)


def read_archive(source: Path, check: Callable[[BackupList], None], target: Path, tell: Progress) -> BackupList:
    """Unpack a backup into the empty folder `target`, comparing every checksum, and return its list.

    `check` gets the list before anything is unpacked and may raise. Raises DamagedBackup.
    """
    require_backup_name(source)
    try:
        with source.open("rb") as raw:
            _require_seal(raw, source.name)
            stream = _Bounded(_decompressing(raw, source.name), _LIST_LIMIT + _PADDING)
            with tarfile.open(None, "r|", cast(Any, stream), tarinfo=_PlainMember) as tar:
                listed = _read_list(tar)
                check(listed)
                stream.allowance = listed.size + _MEMBER_COST * (len(listed.files) + 1) + _PADDING
                _unpack(tar, listed, target, tell)
            stream.finish()
            return listed
    except (tarfile.TarError, zlib.error, zstandard.ZstdError, gzip.BadGzipFile, EOFError, ValueError) as error:
        raise DamagedBackup(_damaged(source.name, "không đọc được nội dung")) from error
    except _Refused as error:
        raise DamagedBackup(_damaged(source.name, str(error))) from error


def _damaged(name: str, reason: str) -> str:
    return f"Bản sao lưu “{name}” bị hỏng hoặc đã bị sửa ({reason}); chưa khôi phục gì. Hãy dùng bản sao lưu khác."


def _plain_path(path: str) -> bool:
    return len(path.encode("utf-8", "replace")) <= _NAME_LIMIT and not any(map(_BAD_PART.search, path.split("/")))


class _Refused(Exception):
    """What stands in a backup is not what its list says."""


def _member(name: str, size: int, changed: float = 0) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(changed)
    return member


def _read_list(tar: tarfile.TarFile) -> BackupList:
    first = tar.next()
    stream = tar.extractfile(first) if first is not None and first.name == _LIST_NAME and first.isreg() else None
    if first is None or stream is None or first.size > _LIST_LIMIT:
        raise _Refused("thiếu bản kê")
    try:
        listed = from_json(BackupList, stream.read().decode("utf-8"))
        paths = [file.path for file in listed.files]
        counts = (listed.generation, listed.documents, listed.passages, *(file.size for file in listed.files))
        sound = len(set(paths)) == len(paths) and all(isinstance(count, int) and count >= 0 for count in counts)
        bad = [path for path in paths if not _plain_path(path)]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _Refused("bản kê hỏng") from error
    if listed.format != FORMAT:
        raise _Refused(f"định dạng {listed.format}, phiên bản này đọc định dạng {FORMAT}")
    if not sound:
        raise _Refused("bản kê hỏng")
    if bad:
        raise _Refused(f"tên tệp không hợp lệ {bad[0][:80]!r}")
    return listed


def _unpack(tar: tarfile.TarFile, listed: BackupList, target: Path, tell: Progress) -> None:
    done, total = 0, listed.size
    for file in listed.files:
        member = tar.next()
        if member is None:
            raise _Refused(f"thiếu tệp {file.path}")
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None or (member.name, member.size) != (file.path, file.size):
            raise _Refused(f"tệp {member.name[:80]!r} không có trong bản kê")
        place = target / file.path
        digest = hashlib.sha256()
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as copy:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    copy.write(block)
        except (FileExistsError, NotADirectoryError) as error:
            raise _Refused(f"tên tệp trùng nhau {file.path[:80]!r}") from error
        if digest.hexdigest() != file.sha256:
            raise _Refused(f"tệp {file.path} sai tổng kiểm")
        # A rebuild from originals alone takes them in the order of their times.
        os.utime(place, 2 * (min(max(member.mtime, 0), _LAST_TIME),))
        done += file.size
        tell(done, total)
    if tar.next() is not None:
        raise _Refused("có tệp ngoài bản kê")


class _PlainMember(tarfile.TarInfo):
    """A member that is a file with a name and nothing else: no links, devices, or headers of any length."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        plain = self.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not self.issparse()
        if not plain and not (self.type == tarfile.GNUTYPE_LONGNAME and self.size <= _NAME_LIMIT):
            raise _Refused(f"mục {self.name[:80]!r} không phải tệp thường")
        member: tarfile.TarInfo = super()._proc_member(tar)  # type: ignore[misc]
        return member


class _Counted:
    """A file that computes the checksum of what is read from it."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._raw.read(size)
        self.digest.update(block)
        return block


class _Bounded:
    """A stream that gives out no more than its allowance, in bytes."""

    def __init__(self, pieces: Iterator[bytes], allowance: int) -> None:
        self._pieces, self._rest = pieces, b""
        self.allowance = allowance

    def read(self, size: int) -> bytes:
        parts, missing = [], size
        while missing:
            if not self._rest:
                self._rest = next(self._pieces, b"")
                if not self._rest:
                    break
            part, self._rest = self._rest[:missing], self._rest[missing:]
            parts.append(part)
            missing -= len(part)
        found = b"".join(parts)
        self.allowance -= len(found)
        if self.allowance < 0:
            raise _Refused("bung ra lớn hơn bản kê ghi")
        return found

    def finish(self) -> None:
        """Read to the end, where the compression keeps its checksum. Raises _Refused for anything but padding."""
        while block := self.read(_BLOCK):
            if block.strip(b"\0"):
                raise _Refused("có dữ liệu thừa ở cuối")


@contextmanager
def _compressing(target: IO[bytes], name: str) -> Iterator[Any]:
    if name.endswith(".zst"):
        # Two threads where there are two cores; the result does not depend on their number.
        compressor = zstandard.ZstdCompressor(level=3, write_checksum=True, threads=-1)
        with compressor.stream_writer(target, closefd=False) as stream:
            yield stream
    else:
        with gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0, compresslevel=6) as packed:
            yield packed


def _decompressing(source: IO[bytes], name: str) -> Iterator[bytes]:
    """Yield what was compressed, piece by piece. Raises EOFError when the end is missing."""
    if not name.endswith(".zst"):
        with gzip.GzipFile(fileobj=source) as packed:
            while piece := packed.read(_BLOCK):
                yield piece
        return
    unit = zstandard.ZstdDecompressor().decompressobj()
    while not unit.eof:
        block = source.read(_ZSTD_STEP)
        if not block:
            raise EOFError
        if piece := unit.decompress(block):
            yield piece
