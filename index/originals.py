"""The files as received, kept under their checksum and never changed.

A draft notes what it copies and what it drops before it does so; a note left by a killed writer lets the next one
finish or undo.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from errors import UnreadableFile
from index.durable_files import copy_durably, sha256_of, sync_folder
from index.manifest import originals_folder

NOTE_NAME = "originals.jsonl"
_LONGEST_ENDING = 20


class Originals:
    """What one draft copies to the originals and drops from them."""

    def __init__(self, folder: Path, draft: Path) -> None:
        self._folder = originals_folder(folder)
        self._note = draft / NOTE_NAME
        self._copied: list[str] = []
        self._dropped: set[str] = set()

    def keep(self, sha256: str, source: Path | None) -> str:
        """Copy a file unless it is kept already, and return its name; empty when there is no file.

        Raises UnreadableFile when the file is no longer what was read.
        """
        if source is None:
            return ""
        # A longer ending would make a name that the disk cannot hold; it says nothing of the kind of file either.
        name = f"{sha256}{source.suffix.lower()[:_LONGEST_ENDING]}"
        target = self._folder / name
        if not target.exists():
            self._folder.mkdir(exist_ok=True)
            self._write("copied", name)
            self._copied.append(name)
            copy_durably(source, target)
            if sha256_of(target) != sha256:
                raise UnreadableFile(f"Tệp {source} đã thay đổi trong khi đọc. Hãy thêm lại tệp này.")
        return name

    def drop(self, name: str) -> None:
        """Note that a file is to be deleted once the draft is live, unless another document has it."""
        if name and name not in self._dropped:
            self._dropped.add(name)
            self._write("dropped", name)

    def finish(self) -> None:
        """Make the copied files' names durable."""
        if self._copied:
            sync_folder(self._folder)

    def undo(self) -> None:
        """Delete what was copied."""
        for name in self._copied:
            (self._folder / name).unlink(missing_ok=True)

    def _write(self, verb: str, name: str) -> None:
        with self._note.open("a", encoding="utf-8") as file:
            file.write(json.dumps([verb, name]) + "\n")


def settle(folder: Path, generation: Path, in_use: Callable[[str], bool]) -> None:
    """Delete the originals that the note of a generation, or of what is left of a draft, names and nothing uses."""
    try:
        lines = (generation / NOTE_NAME).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            _, name = json.loads(line)
        except ValueError:
            # The writer was killed in the middle of this line, so nothing of it was done.
            continue
        path = originals_folder(folder) / name
        if path.exists() and not in_use(name):
            path.unlink()
