"""Files to parsed documents: reading, layout, outline, identity, references, passages."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from corpus.identity import identify
from corpus.ingest_pool import Lost, run_isolated
from corpus.layout import reading_text
from corpus.outline import outline
from corpus.passages import split_passages
from corpus.readers import ReadingLimits, detect, read
from corpus.records import Document, ExtractedPage, Extraction, ObtainedBy, ParsedDocument, Passage
from corpus.references import find_references
from errors import EmptyFile, RestrictedDocument, TrichLucError, UnreadableFile
from vietnamese.ocr_repair import repair
from vietnamese.syllables import is_syllable

_WORD = re.compile(r"[^\W\d_]+")
_FIGURES_NAMED = 8
_LOW_CONFIDENCE = 0.75
# Marked words that are no syllable: typed documents have none in ten thousand words, a scan ten in three thousand.
_FEW_ODD_WORDS = 2
_WORDS_TO_ONE_ODD = 3000
_WORKER = "corpus.ingest_worker"
_SECONDS_TO_TELL_RATE = 2.0
# So few small texts are read sooner here than a process can start.
_FEW_FILES = 3
_SMALL = 2 * 2**20
_WORKER_MEMORY = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: the parsed document, or None and one sentence that says why not."""

    path: Path
    parsed: ParsedDocument | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading has come: files done of all, and page of pages in the file being read (0 when not known).

    `seconds` is the time since reading began. Before it files may be compared with those that are there already.
    """

    done: int
    total: int
    path: Path
    page: int = 0
    pages: int = 0
    seconds: float = field(default=0.0, compare=False)
    stage: Literal["comparing", "reading"] = "reading"

    @property
    def rate(self) -> float | None:
        """Files read in a second; None until it can be told."""
        return self.done / self.seconds if self.done and self.seconds >= _SECONDS_TO_TELL_RATE else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds until all files are read, at this rate; None until it can be told."""
        return (self.total - self.done) / self.rate if self.rate is not None else None

    def __str__(self) -> str:
        """Return one line for a terminal."""
        verb = "Đã đọc" if self.stage == "reading" else "Đã so với thư viện"
        line = f"{verb} {grouped(self.done)}/{grouped(self.total)} tệp"
        if self.rate is not None and self.seconds_left is not None:
            line += f" · {grouped(self.rate, 0 if self.rate >= 10 else 1)} tệp/giây"
            line += f" · còn khoảng {duration(self.seconds_left)}"
        return f"{line} · {self.path.name}, trang {self.page}/{self.pages}" if self.pages else line


def grouped(number: float, decimals: int = 0) -> str:
    """Return a number as Vietnamese writes it: 1.234,5."""
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def duration(seconds: float) -> str:
    """Return a time in words, in the largest unit and the next: "40 giây", "2 phút", "1 giờ 5 phút"."""
    if seconds < 60:
        return f"{max(1, round(seconds))} giây"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} giờ {minutes} phút" if hours else f"{minutes} phút"


@dataclass(frozen=True, slots=True)
class ReadingSetup:
    """What a worker process is told once: the limits of a file and of its own memory in bytes."""

    limits: ReadingLimits
    allow_restricted: bool
    max_memory: int = _WORKER_MEMORY


def read_document(
    path: Path,
    *,
    source: str | None = None,
    limits: ReadingLimits | None = None,
    allow_restricted: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ParsedDocument:
    """Return the document in the file at `path`; `source` is the name to remember it by (the file's own by default).

    Raises UnreadableFile, EmptyFile, FileTooLarge, MissingComponent, and RestrictedDocument for a document that
    carries a secrecy mark unless `allow_restricted`.
    """
    extraction = read(path, limits=limits or ReadingLimits(), progress=progress)
    name = source or path.name
    reading = reading_text(extraction)
    if not reading.text.strip():
        raise EmptyFile(f"Tệp “{name}” không có chữ nào đọc được.")
    sections = outline(reading)
    document = identify(reading, sections, extraction.front_matter, name, extraction.obtained_by)
    if document.secrecy and not allow_restricted:
        raise RestrictedDocument(
            f"Tệp “{name}” mang dấu mật ({document.secrecy}) nên không được đưa vào; "
            "chỉ bật cho phép khi máy đủ điều kiện bảo vệ bí mật nhà nước."
        )
    passages = split_passages(reading, sections, document.id)
    if may_be_damaged(reading.text, extraction.obtained_by):
        passages = tuple(map(_with_likely_readings, passages))
    document = replace(
        document,
        sha256=_sha256(path),
        pages=len(extraction.pages) if extraction.pages[0].number is not None else None,
        passages=len(passages),
        warnings=_all_warnings(document, extraction),
    )
    references = find_references(reading, sections, document)
    return ParsedDocument(document, reading, sections, references, passages)


def read_many(
    paths: Iterable[Path],
    *,
    workers: int = 0,
    limits: ReadingLimits | None = None,
    allow_restricted: bool = False,
    seconds_per_file: float = 600.0,
    max_memory: int = _WORKER_MEMORY,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[Outcome]:
    """Yield the outcome of each file in the order given; files are read in `workers` processes (0: one a core).

    `max_memory` bounds what one process may allocate, in bytes.

    A file that crashes its reader, needs too much memory, or of which no page is read for `seconds_per_file` fails
    alone: a long scan may take its time as long as it comes forward.
    """
    files = list(paths)
    cores = os.cpu_count() or 1
    count = max(1, min(workers or cores, len(files)))
    # Cores that no process takes read further pages of the same scan.
    limits = replace(limits or ReadingLimits(), ocr_threads=max(1, cores // count))
    setup = ReadingSetup(limits, allow_restricted, max_memory)
    started = time.monotonic()

    def report(progress: Progress) -> None:
        if on_progress is not None:
            on_progress(replace(progress, seconds=time.monotonic() - started))

    if _are_few_small_texts(files):
        yield from _read_here(files, setup, report)
        return
    tasks = [Path(os.path.abspath(path)) for path in files]
    done = 0
    for event in run_isolated(_WORKER, setup, tasks, workers=count, seconds_of_silence=seconds_per_file):
        path = files[event.index]
        if not event.finished:
            report(Progress(done, len(files), path, *event.result))
            continue
        done += 1
        report(Progress(done, len(files), path))
        yield (
            _lost(path, event.result, seconds_per_file)
            if isinstance(event.result, Lost)
            else replace(event.result, path=path)
        )


def outcome_of(path: Path, setup: ReadingSetup, progress: Callable[[int, int], None] | None = None) -> Outcome:
    """Return what became of one file; raises nothing that a file can cause."""
    try:
        parsed = read_document(path, limits=setup.limits, allow_restricted=setup.allow_restricted, progress=progress)
        return Outcome(path, parsed)
    except TrichLucError as error:
        return Outcome(path, None, str(error))
    except MemoryError:
        return Outcome(path, None, f"Tệp “{path.name}” cần quá nhiều bộ nhớ để đọc; hãy chia nhỏ tệp.")
    except Exception as error:
        # One file that our own code stumbles over must not stop the other thousand.
        return Outcome(path, None, f"Không phân tích được tệp “{path.name}” (lỗi {type(error).__name__}).")


def _are_few_small_texts(files: Sequence[Path]) -> bool:
    if len(files) > _FEW_FILES:
        return False
    try:
        return all(path.stat().st_size <= _SMALL and detect(path) in ("text", "markdown") for path in files)
    except (OSError, UnreadableFile):
        return False


def _read_here(files: Sequence[Path], setup: ReadingSetup, report: Callable[[Progress], None]) -> Iterator[Outcome]:
    for done, path in enumerate(files, start=1):
        outcome = outcome_of(path, setup)
        report(Progress(done, len(files), path))
        yield outcome


def _lost(path: Path, lost: Lost, seconds: float) -> Outcome:
    if lost.timed_out:
        return Outcome(
            path,
            None,
            f"Tệp “{path.name}” đọc {seconds:g} giây không tiến thêm được trang nào nên đã dừng; "
            "hãy kiểm tra hoặc chia nhỏ tệp.",
        )
    return Outcome(
        path, None, f"Tệp “{path.name}” làm chương trình đọc dừng đột ngột, có thể do tệp hỏng hoặc quá lớn."
    )


def may_be_damaged(text: str, obtained_by: ObtainedBy) -> bool:
    """Tell whether a text went through OCR, here or before it came here: then some marked words are no syllables."""
    if obtained_by in ("ocr", "mixed"):
        return True
    words = _WORD.findall(text)
    # One letter is the name of a điểm; capitals are abbreviations.
    odd = sum(1 for word in words if len(word) > 1 and not (word.isascii() or word.isupper() or is_syllable(word)))
    return odd >= _FEW_ODD_WORDS and odd * _WORDS_TO_ONE_ODD >= len(words)


def _with_likely_readings(passage: Passage) -> Passage:
    """Return `passage` with the likely readings of its damaged words in its context, which is indexed, never shown."""
    repaired = repair(passage.text)
    if repaired == passage.text:
        return passage
    pairs = zip(passage.text.split(), repaired.split(), strict=True)
    likely = dict.fromkeys(new for old, new in pairs if new != old)
    return replace(passage, context=" ".join(filter(None, [passage.context, *likely])))


def _all_warnings(document: Document, extraction: Extraction) -> tuple[str, ...]:
    low = [
        str(page.number)
        for page in extraction.pages
        if page.confidence is not None and page.confidence < _LOW_CONFIDENCE and page.number is not None
    ]
    warnings = [*document.warnings, *extraction.warnings]
    if low:
        warnings.append(f"Nhận dạng chữ kém tin cậy ở trang {', '.join(low)}; hãy đối chiếu với bản gốc khi trích dẫn.")
    warnings += filter(None, map(_uncertain_figures, extraction.pages))
    return tuple(dict.fromkeys(warnings))


def _uncertain_figures(page: ExtractedPage) -> str:
    """Return a warning that names the figures which OCR read with low confidence, empty when there are none."""
    figures = [word for word in page.uncertain if any(character.isdigit() for character in word)]
    if not figures:
        return ""
    named = ", ".join(f"“{figure}”" for figure in figures[:_FIGURES_NAMED])
    rest = f" và {len(figures) - _FIGURES_NAMED} số khác" if len(figures) > _FIGURES_NAMED else ""
    where = f" ở trang {page.number}" if page.number is not None else ""
    return f"Con số đọc không chắc{where}: {named}{rest}; hãy đối chiếu với bản gốc."


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
