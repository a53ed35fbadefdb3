"""The generations of a library: opening the live one, and making the next one, atomically and durably.

    data/CURRENT                      the number of the live generation
    data/generations/<n>/             manifest.json, words/, segments/<name>/, removed.i64
    data/originals/<sha256>.<ext>     files as received
    data/writer.lock                  held by the writer while it works

What a commit changes is written to a new folder and synced; what it does not change is hard-linked from the live
generation. Then the folder gets its final name and CURRENT is replaced. A writer that dies before that leaves the live
generation as it was, and the next writer clears the rest away.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from corpus.records import ParsedDocument
from embeddings.encoder import Encoder
from errors import CorruptLibrary, EngineError, StorageError
from index.approximate import APPROXIMATE_NAME, train
from index.draft import PARTIAL, Draft
from index.durable_files import storage_errors
from index.faiss_engine import EXACT_LIMIT, VectorSegment
from index.library_reader import LibraryReader
from index.manifest import (
    FORMAT,
    REBUILD_ADVICE,
    Manifest,
    Segment,
    current_generation,
    generation_folder,
    generations_folder,
    originals_folder,
    read_manifest,
    segment_folder,
)
from index.originals import settle
from index.recovery import OriginalReader, Recovery
from index.verification import verify_library
from index.word_index import words_fingerprint
from index.writer_lock import writer_lock

__all__ = [
    "LibraryReader",
    "OriginalReader",
    "Progress",
    "approximate",
    "commit",
    "open_reader",
    "rebuild",
    "verify",
    "wants_training",
]

_KEPT_GENERATIONS = 2
_OPENING_ATTEMPTS = 20
TRAINING_NAME = "training"
TRAINING_LOCK = "training.lock"

Progress = Callable[[int], None]
"""Called with the number of documents written so far."""


def open_reader(folder: Path, encoder: Encoder) -> LibraryReader:
    """Open the live generation, or an empty library when there is none. Creates nothing.

    Raises IndexMismatch when it was made with another encoder, format or way of cutting words, and CorruptLibrary.
    """
    with storage_errors(folder):
        return _open(folder, encoder)


def commit(
    folder: Path,
    encoder: Encoder,
    *,
    add: Iterable[ParsedDocument] = (),
    remove: Collection[str] = (),
    originals: Mapping[str, Path] | None = None,
    progress: Progress | None = None,
    today: date | None = None,
    patience: float = 2.0,
) -> LibraryReader:
    """Remove and add documents in one new generation, and open it.

    A document in `add`, which is consumed as a stream, replaces the one with the same id; a replaced text stays on
    record when its file was another. `originals` maps the sha256 of a document to its file, looked up when the
    document comes out of `add`. When anything fails the library stays as it was. Another writer is waited for up to
    `patience` seconds. Raises UnknownDocument (`remove`), WriterBusy, DiskFull, IndexMismatch, StorageError, and
    whatever `add` raises.
    """
    with storage_errors(folder), writer_lock(folder, patience=patience):
        with _open(folder, encoder) as base:
            _clear_leftovers(folder, base)
            with _draft(folder, base, base.manifest or _first_manifest(encoder, 1), encoder) as draft:
                draft.remove(remove)
                added = draft.add(add, originals or {}, today or date.today())
                for count, _ in enumerate(added, 1):
                    if progress is not None:
                        progress(count)
                if draft.changed:
                    draft.publish()
                else:
                    draft.discard()
        reader = _open(folder, encoder)
        # What was removed must not live on in the generation before.
        _clear_leftovers(folder, reader, kept=1 if remove else _KEPT_GENERATIONS)
        return reader


def verify(folder: Path, encoder: Encoder) -> list[str]:
    """Return what is wrong with the library, each problem a Vietnamese sentence with its repair; empty when whole."""
    with storage_errors(folder):
        return verify_library(folder, encoder, _open)


def rebuild(
    folder: Path,
    encoder: Encoder,
    *,
    read: OriginalReader | None = None,
    progress: Progress | None = None,
    today: date | None = None,
) -> tuple[LibraryReader, list[str]]:
    """Make every document anew, and return the new generation and what could not be recovered, in Vietnamese.

    With `read`, a document whose original was kept is read from it again; others, and all without `read`, are taken
    from the live generation as they were parsed. Where its database is broken, originals are all there is.
    Raises WriterBusy, DiskFull, StorageError.
    """
    with storage_errors(folder), writer_lock(folder):
        recovery = Recovery(folder, read)
        with LibraryReader(None, None, encoder.dimension) as empty:
            manifest = _first_manifest(encoder, recovery.next_generation)
            with _draft(folder, empty, manifest, encoder) as draft:
                added = draft.add(recovery.documents(), recovery.originals, today or date.today())
                for count, _ in enumerate(added, 1):
                    if progress is not None:
                        progress(count)
                draft.remember(recovery.history())
                draft.publish()
        reader = _open(folder, encoder)
        _clear_leftovers(folder, reader)
        return reader, recovery.problems


def wants_training(reader: LibraryReader, *, above: int = EXACT_LIMIT) -> bool:
    """Tell whether a segment has more than `above` passages and no approximate vector index."""
    return any(one.passages > above and one.approximation is None for one in reader.segments)


def approximate(folder: Path, encoder: Encoder, *, above: int = EXACT_LIMIT, patience: float = 60.0) -> LibraryReader:
    """Train approximate vector indexes for segments with more than `above` passages, and open the library.

    Training takes seconds to minutes and blocks nobody; the writer's lock is held only to publish the result, and
    waited for up to `patience` seconds. Searches are exact, and slower, until then. Raises WriterBusy when other
    training is under way, DiskFull, StorageError.
    """
    with storage_errors(folder):
        reader = _open(folder, encoder)
        wanting = [one for one in reader.segments if one.passages > above and one.approximation is None]
        if not wanting:
            return reader
        with reader, writer_lock(folder, TRAINING_LOCK):
            workplace = folder / TRAINING_NAME
            shutil.rmtree(workplace, ignore_errors=True)
            try:
                trained = [_trained(reader, segment, workplace / segment.name) for segment in wanting]
                _publish_trained(folder, encoder, trained, patience)
            finally:
                shutil.rmtree(workplace, ignore_errors=True)
        return _open(folder, encoder)


def _trained(reader: LibraryReader, segment: Segment, workplace: Path) -> tuple[Segment, Path]:
    assert reader.generation is not None
    workplace.mkdir(parents=True)
    vectors = VectorSegment(segment_folder(reader.generation, segment), reader.dimension).vectors
    path = workplace / APPROXIMATE_NAME
    return replace(segment, approximation=train(vectors, path)), path


def _publish_trained(folder: Path, encoder: Encoder, trained: list[tuple[Segment, Path]], patience: float) -> None:
    with writer_lock(folder, patience=patience), _open(folder, encoder) as base:
        _clear_leftovers(folder, base)
        live = {segment.name for segment in base.segments}
        # A segment that was rewritten meanwhile is trained the next time.
        trained = [(segment, path) for segment, path in trained if segment.name in live]
        if trained and base.manifest is not None:
            with _draft(folder, base, base.manifest, encoder) as draft:
                for segment, path in trained:
                    draft.approximate(segment, path)
                draft.publish()


@contextmanager
def _draft(folder: Path, base: LibraryReader, manifest: Manifest, encoder: Encoder) -> Iterator[Draft]:
    """Begin the generation after `manifest`, or `manifest` itself when it is the first; discard it when it fails."""
    following = manifest if base.manifest is None else replace(manifest, generation=manifest.generation + 1)
    draft = Draft(folder, base, following, encoder)
    try:
        yield draft
    except BaseException:
        draft.discard()
        raise


def _first_manifest(encoder: Encoder, generation: int) -> Manifest:
    return Manifest(
        FORMAT, generation, encoder.fingerprint, encoder.dimension, words_fingerprint(), 1, 0, 0, chain=uuid4().hex
    )


def _open(folder: Path, encoder: Encoder) -> LibraryReader:
    for _ in range(_OPENING_ATTEMPTS):
        number = current_generation(folder)
        if number is None:
            return LibraryReader(None, None, encoder.dimension)
        generation = generation_folder(folder, number)
        try:
            manifest = read_manifest(generation)
            manifest.require(encoder.fingerprint, encoder.dimension, words_fingerprint())
            return LibraryReader(generation, manifest, encoder.dimension)
        except (FileNotFoundError, CorruptLibrary, EngineError) as error:
            # Two commits since CURRENT was read would have taken the generation away: then there is a newer one.
            if current_generation(folder) == number:
                if isinstance(error, FileNotFoundError):
                    raise CorruptLibrary(f"Thiếu tệp {error.filename} của chỉ mục. {REBUILD_ADVICE}") from error
                raise
    raise StorageError(f"Thư viện {folder} đang thay đổi liên tục. Hãy thử lại.")


def _clear_leftovers(folder: Path, live: LibraryReader, kept: int = _KEPT_GENERATIONS) -> None:
    """Delete all generations but the last `kept`, what killed writers left, and the originals that nothing uses."""
    number = live.manifest.generation if live.manifest else 0
    present = _entries(generations_folder(folder))
    entries = {entry: int(entry.name) if entry.name.isdecimal() else None for entry in present}
    older = sorted(one for one in entries.values() if one is not None and one < number)
    keep = {number, *older[max(0, len(older) - (kept - 1)) :]}
    for entry, its_number in entries.items():
        if its_number == number or its_number not in keep:
            settle(folder, entry, live.keeps_original)
        if its_number not in keep:
            shutil.rmtree(entry, ignore_errors=True)
    for place in (folder, originals_folder(folder)):
        for entry in _entries(place):
            if entry.name.startswith(".") and entry.name.endswith(PARTIAL):
                entry.unlink(missing_ok=True)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
