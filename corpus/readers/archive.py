"""Which files to read in a folder of folders or a zip archive; an archive made to do harm does none."""

from __future__ import annotations

import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from corpus.readers.detect import TEXT_EXTENSIONS, detect
from corpus.readers.limits import ReadingLimits
from corpus.readers.zip_limits import check_expansion
from errors import FileTooLarge, UnreadableFile

# An archive in an archive in an archive is followed this deep.
_MAX_DEPTH = 3
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_NAMED_AS_DOCUMENTS = frozenset({".docx", ".doc", ".pdf", ".odt", ".rtf"})
_ENCRYPTED = 0x1
# What unpacking a broken member raises: its checksum, its method, or the decompressor's own error.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def document_files(path: Path, *, unpack_to: Path, limits: ReadingLimits | None = None) -> Iterator[Path]:
    """Yield the documents at `path`: itself, or those in a folder or zip archive, in the order of their names.

    Archives are unpacked under `unpack_to`, which must live as long as the files are read. In a folder, files that
    are no documents are passed over, and an archive that cannot be opened is yielded itself so that reading it says
    why. Raises UnreadableFile or FileTooLarge for an archive given by its own path.
    """
    limits = limits or ReadingLimits()
    if path.is_dir():
        yield from _in_folder(path, unpack_to, limits)
    elif _is_zip(path):
        yield from _in_archive(path, unpack_to, limits, depth=1)
    else:
        yield path


def shown_path(path: Path, unpack_to: Path) -> str:
    """Return how to speak of a file that `document_files` yielded: "goi.zip/ke-hoach.txt" for one it unpacked."""
    if not path.is_relative_to(unpack_to):
        return str(path)
    archive, *inside = path.relative_to(unpack_to).parts
    return "/".join([archive.partition("-")[2], *inside])


def _in_folder(folder: Path, unpack_to: Path, limits: ReadingLimits) -> Iterator[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError:
        # Reading it says why.
        yield folder
        return
    for path in found:
        if _is_litter(path.name):
            continue
        if path.is_dir():
            # A link to a folder may lead back up and round for ever.
            if not path.is_symlink():
                yield from _in_folder(path, unpack_to, limits)
        elif _is_zip(path):
            try:
                yield from list(_in_archive(path, unpack_to, limits, depth=1))
            except UnreadableFile:
                yield path
        elif path.is_file() and _is_document(path):
            yield path


def _in_archive(path: Path, unpack_to: Path, limits: ReadingLimits, depth: int) -> Iterator[Path]:
    check_archive(path, limits)
    folder = _new_folder(unpack_to, path.name)
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            target = _target(member, folder)
            if target is None:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(member) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
            except _BROKEN as error:
                raise UnreadableFile(
                    f"Tệp nén “{path.name}” bị hỏng ở mục “{target.name}”; hãy lấy lại bản gốc."
                ) from error
            yield from _unpacked(target, unpack_to, limits, depth)


def _unpacked(target: Path, unpack_to: Path, limits: ReadingLimits, depth: int) -> Iterator[Path]:
    if not _is_zip(target):
        if target.stat().st_size and _is_document(target):
            yield target
    elif depth < _MAX_DEPTH:
        yield from _in_archive(target, unpack_to, limits, depth + 1)


def check_archive(path: Path, limits: ReadingLimits) -> None:
    """Raise UnreadableFile for a broken or encrypted archive, FileTooLarge for one that expands beyond the limits."""
    try:
        check_expansion(path, limits)
        with zipfile.ZipFile(path) as archive:
            encrypted = any(member.flag_bits & _ENCRYPTED for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(f"Tệp nén “{path.name}” bị hỏng, không mở được; hãy lấy lại bản gốc.") from error
    if encrypted:
        raise UnreadableFile(f"Tệp nén “{path.name}” đặt mật khẩu; hãy giải nén rồi thêm các tệp bên trong.")


def _target(member: zipfile.ZipInfo, folder: Path) -> Path | None:
    """Return where a member is unpacked, inside `folder`; None for folders, links, litter, names leading outside."""
    mode = member.external_attr >> 16
    if member.is_dir() or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        return None
    name = PurePosixPath(_name(member).replace("\\", "/"))
    parts = [part for part in name.parts if part not in ("/", ".")]
    if not parts or ".." in parts or name.is_absolute() or ":" in parts[0] or any(map(_is_litter, parts)):
        return None
    # Names too long for the disk are cut from the front, which keeps the extension.
    return folder.joinpath(*(part.encode()[-200:].decode(errors="ignore") for part in parts))


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; old zip programs wrote UTF-8 names without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _new_folder(unpack_to: Path, name: str) -> Path:
    number = 0
    while (folder := unpack_to / f"{number:04d}-{name[-60:]}").exists():
        number += 1
    folder.mkdir(parents=True)
    return folder


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(4)
        return start in (b"PK\x03\x04", b"PK\x05\x06") and detect(path) == "zip"
    except OSError:
        return False
    except UnreadableFile:
        return path.suffix.lower() == ".zip"


def _is_document(path: Path) -> bool:
    """Tell whether a file met on the way is to be read: by its first bytes, or by its extension when it is text."""
    try:
        return detect(path) not in ("text", "markdown") or path.suffix.lower() in TEXT_EXTENSIONS
    except FileTooLarge:
        return True
    except UnreadableFile as error:
        # A broken or protected file under a document's name is reported rather than passed over in silence.
        named = _NAMED_AS_DOCUMENTS
        if isinstance(error.__cause__, PermissionError):
            named |= TEXT_EXTENSIONS | {".zip"}
        return path.suffix.lower() in named


def _is_litter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _LITTER
