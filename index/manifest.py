"""What a generation consists of: its segments, its files with checksums, and what it was made with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy

from errors import CorruptLibrary, IndexMismatch
from index.record_codec import from_json, to_json

FORMAT = 1
CURRENT_NAME = "CURRENT"
MANIFEST_NAME = "manifest.json"
REMOVED_NAME = "removed.i64"
WORDS_NAME = "words"
REBUILD_ADVICE = "Hãy dựng lại chỉ mục (rebuild) từ các tệp gốc."


@dataclass(frozen=True, slots=True)
class Approximation:
    """How the approximate vector index of a segment is searched, and its recall@10 against the exact search."""

    probes: int
    lists: int
    recall: float


@dataclass(frozen=True, slots=True)
class Segment:
    """An immutable set of documents: the numbers from `first` up to `end` that are among its `entries`.

    `entries` counts documents, passages and replaced versions on record together, removed ones included.
    """

    name: str
    first: int
    end: int
    entries: int
    passages: int
    approximation: Approximation | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a generation, relative to its folder, with its size in bytes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of manifest.json. `next_number` is the counter that numbers documents and passages.

    `chain` names the generations that share one numbering: a rebuild begins another.
    """

    format: int
    generation: int
    encoder: str
    dimension: int
    words: str
    next_number: int
    documents: int
    passages: int
    chain: str = ""
    segments: tuple[Segment, ...] = ()
    files: tuple[StoredFile, ...] = ()

    def require(self, encoder: str, dimension: int, words: str) -> None:
        """Raise IndexMismatch unless the generation was made in this way."""
        if (self.encoder, self.dimension) != (encoder, dimension):
            raise IndexMismatch(
                f"Chỉ mục được lập bằng mô hình nhúng khác ({self.encoder}; đang dùng {encoder}). {REBUILD_ADVICE}"
            )
        if self.words != words:
            raise IndexMismatch(f"Chỉ mục được lập bằng cách tách từ khác với phiên bản đang dùng. {REBUILD_ADVICE}")


def generations_folder(folder: Path) -> Path:
    """Return where the generations of a data folder lie."""
    return folder / "generations"


def originals_folder(folder: Path) -> Path:
    """Return where the files as received lie."""
    return folder / "originals"


def generation_folder(folder: Path, number: int) -> Path:
    """Return where generation `number` lies."""
    return generations_folder(folder) / str(number)


def segment_folder(generation: Path, segment: Segment | str) -> Path:
    """Return where a segment of a generation lies."""
    return generation / "segments" / (segment if isinstance(segment, str) else segment.name)


def current_generation(folder: Path) -> int | None:
    """Return the number of the live generation, None when there is no library. Raises CorruptLibrary."""
    try:
        content = (folder / CURRENT_NAME).read_bytes().decode("ascii").strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        content = ""
    if not content.isdecimal():
        raise CorruptLibrary(f"Tệp {folder / CURRENT_NAME} không ghi số của một thế hệ dữ liệu. {REBUILD_ADVICE}")
    return int(content)


def read_manifest(generation: Path) -> Manifest:
    """Return the manifest of a generation. Raises FileNotFoundError, CorruptLibrary, and IndexMismatch (format)."""
    path = generation / MANIFEST_NAME
    try:
        manifest = from_json(Manifest, path.read_text("utf-8"))
    except (ValueError, TypeError, AttributeError) as error:
        raise CorruptLibrary(f"Tệp {path} bị hỏng. {REBUILD_ADVICE}") from error
    if manifest.format != FORMAT:
        raise IndexMismatch(
            f"Chỉ mục có định dạng {manifest.format}, phiên bản đang dùng cần định dạng {FORMAT}. {REBUILD_ADVICE}"
        )
    return manifest


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the content of manifest.json."""
    return to_json(manifest).encode("utf-8")


class Removed:
    """What was removed from the segments of a generation: half-open ranges of numbers, sorted."""

    def __init__(self, ranges: list[tuple[int, int]] | None = None) -> None:
        self._ranges = dict(ranges or ())

    @classmethod
    def read(cls, generation: Path) -> Removed:
        """Return what `write` wrote; nothing when there is no file."""
        try:
            pairs = numpy.fromfile(generation / REMOVED_NAME, "<i8").reshape(-1, 2)
        except FileNotFoundError:
            return cls()
        except ValueError as error:
            raise CorruptLibrary(f"Tệp {generation / REMOVED_NAME} bị hỏng. {REBUILD_ADVICE}") from error
        return cls([(int(start), int(end)) for start, end in pairs])

    def write(self, generation: Path) -> None:
        """Write the ranges, or no file when nothing was removed."""
        if self._ranges:
            (generation / REMOVED_NAME).write_bytes(numpy.array(list(self), "<i8").tobytes())

    def add(self, numbers: tuple[int, int]) -> None:
        """Mark a range as removed."""
        self._ranges[numbers[0]] = numbers[1]

    def __contains__(self, key: int) -> bool:
        """Tell whether the document or version with this number was removed."""
        return key in self._ranges

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges in order."""
        return iter(sorted(self._ranges.items()))

    def __len__(self) -> int:
        """Return the number of ranges."""
        return len(self._ranges)

    def within(self, segment: Segment) -> list[tuple[int, int]]:
        """Return the ranges that lie in a segment."""
        return [(start, end) for start, end in self if segment.first <= start < segment.end]

    def without(self, segments: tuple[Segment, ...]) -> Removed:
        """Return what is left after the segments were rewritten without their removed numbers."""
        gone = {start for segment in segments for start, _ in self.within(segment)}
        return Removed([(start, end) for start, end in self if start not in gone])
