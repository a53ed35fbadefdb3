"""What every view of one library shares: the open generation, the encoder, the locks, and who may do what."""

from __future__ import annotations

import contextlib
import functools
import logging
import shutil
import tempfile
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar, cast

from administration.access import User
from administration.access_file import AccessFile
from administration.audit import AuditLog
from administration.logs import FIELDS
from administration.metrics import Metrics
from administration.rate_limits import SignInDelays, TokenBuckets
from corpus.records import ParsedDocument
from embeddings.encoder import Encoder
from embeddings.loading import load_encoder
from embeddings.remembering import RememberedCosines
from errors import CorruptLibrary, InputError, StorageError, TrichLucError
from index.durable_files import storage_errors, write_durably
from index.generations import LibraryReader, approximate, open_reader, wants_training
from index.manifest import current_generation
from index.searcher import Searcher
from index.verification import file_problems
from index.visible_reader import VisibleReader
from settings import Settings
from vietnamese.thesaurus_additions import CuratedThesaurus

ENGINES = ("faiss", "milvus")
_CURATED = "thesaurus.toml"
# Different sets of hidden documents kept open, those met last.
_VIEWS = 8
_PANIC = "PanicException"  # of the word engine, which is written in Rust; no subclass of Exception
_log = logging.getLogger("trichluc.questions")
_within_question: ContextVar[bool] = ContextVar("within_question", default=False)
Method = TypeVar("Method", bound=Callable[..., Any])


class LibraryParts:
    """The parts of one library in one data folder; safe to share between threads."""

    def __init__(self, settings: Settings, encoder: Encoder | None) -> None:
        """Wire the parts; nothing is read from disk before it is needed. `encoder` replaces the one of the settings."""
        if settings.engine not in ENGINES:
            raise InputError(f"Không có bộ tìm kiếm “{settings.engine}”. Có: {', '.join(ENGINES)}.")
        self.settings = settings
        self._given_encoder = encoder
        # A change may take minutes and must not keep questions waiting, so they share only the short lock of opening.
        # Who holds `opening` never waits for `change`.
        self.change = threading.RLock()
        self.opening = threading.RLock()
        self._reader: LibraryReader | None = None
        self._views: OrderedDict[frozenset[str], LibraryReader] = OrderedDict()
        self._searchers: dict[frozenset[str], Searcher] = {}
        self.undo: dict[str, tuple[ParsedDocument, Path | None]] = {}
        self.curated = CuratedThesaurus(settings.data / _CURATED, partial(_write_thesaurus, settings.data))
        self.access = AccessFile(settings.data)
        self.audit = AuditLog(settings.data)
        self.metrics = Metrics(settings.data)
        self.rate = TokenBuckets(settings.questions_per_minute)
        self.sign_in_delays = SignInDelays()

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model, loaded once. Raises EncoderError."""
        return self._given_encoder or load_encoder(self.settings.encoder)

    @cached_property
    def similarity(self) -> RememberedCosines:
        """The cosine of a question with each of several texts."""
        return RememberedCosines(self.encoder)

    @cached_property
    def undo_folder(self) -> Path:
        """Where the files of removed documents wait for an undo, while this process lives."""
        folder = tempfile.mkdtemp(prefix="trich-luc-hoan-tac-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

    # -- the open generation -----------------------------------------------------------------------------------

    def open_live(self) -> LibraryReader:
        """Return a reader of what is on disk now, without loading the shipped texts into an empty folder."""
        with self.opening:
            if self._reader is None or _generation(self._reader) != current_generation(self.settings.data):
                self.replace_reader(open_reader(self.settings.data, self.encoder))
            assert self._reader is not None
            return self._reader

    def replace_reader(self, reader: LibraryReader) -> None:
        """Let questions from now on be answered from this reader."""
        if self.settings.engine == "milvus":
            from index.milvus_engine import attach  # its client is an optional package

            attach(reader, self.settings.milvus_uri or str(self.settings.data / "milvus.db"))
        # The old reader is left to the garbage collector: another thread may still be reading with it.
        with self.opening:
            if self._reader is not None:
                reader.take_from(self._reader)
            self._reader = reader
            self._views.clear()
            self._searchers.clear()

    def visible(self, hidden: frozenset[str]) -> LibraryReader:
        """Return a reader of what is on disk now, without the hidden documents."""
        with self.opening:
            whole = self.open_live()
            if not hidden:
                return whole
            if hidden not in self._views:
                self._views[hidden] = VisibleReader(whole, hidden)
            self._views.move_to_end(hidden)
            while len(self._views) > _VIEWS:
                forgotten, _ = self._views.popitem(last=False)
                self._searchers.pop(forgotten, None)
            return self._views[hidden]

    def search_parts(self, hidden: frozenset[str]) -> tuple[LibraryReader, Searcher]:
        """Return the reader of `visible` with what searches in it."""
        with self.opening:
            reader = self.visible(hidden)
            if hidden not in self._searchers:
                self._searchers[hidden] = Searcher(reader, self.encoder)
            return reader, self._searchers[hidden]

    def damage(self) -> str:
        """Return one Vietnamese sentence on a file of the index that is not as written; empty when all are."""
        return next(file_problems(self.open_live()), "")

    def train_large_segments(self) -> None:
        """Train approximate vector indexes beside the work, where a segment has grown too large for exact search."""
        if self.settings.engine == "faiss" and wants_training(self.open_live()):
            threading.Thread(target=self._train, name="train-vector-index").start()

    def _train(self) -> None:
        # Without the training search stays exact, only slower; the next change tries again.
        with contextlib.suppress(StorageError):
            approximate(self.settings.data, self.encoder)

    # -- questions counted ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def question(self, user: User | None, question: str) -> Iterator[dict[str, Any]]:
        """Count what runs inside as one question of `user`, within their allowance when one is given.

        The block puts "refused" (bool) into the dictionary it gets. Raises TooManyQuestions.
        """
        if user is not None:
            self.rate.take(user.name)
        told: dict[str, Any] = {}
        started = time.perf_counter()
        try:
            yield told
        except InputError:
            raise  # the question's own fault
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
                raise
            self.metrics.error()
            _log.error("question failed", extra={FIELDS: {"error_type": type(error).__name__}})
            # Broken files make the engines raise anything; only then is it worth the time to look for them.
            if not isinstance(error, TrichLucError) and (damage := self.damage()):
                raise CorruptLibrary(damage) from error
            raise
        milliseconds = 1000 * (time.perf_counter() - started)
        self.metrics.question(milliseconds, refused=bool(told.get("refused")))
        if _log.isEnabledFor(logging.INFO):
            fields = {"user": user.name if user else None, "milliseconds": round(milliseconds, 1), **told}
            if self.settings.log_questions:
                fields["question"] = question
            _log.info("question", extra={FIELDS: fields})


def counted_question(method: Method) -> Method:
    """Make a method of a library, whose first argument is a question, count as one question of its user.

    What it asks on the way is not counted again.
    """

    @functools.wraps(method)
    def asked(self: Any, question: Any, *arguments: Any, **options: Any) -> Any:
        if _within_question.get():
            return method(self, question, *arguments, **options)
        token = _within_question.set(True)
        try:
            with self._parts.question(self.user if self._limited else None, str(question)) as told:
                result = method(self, question, *arguments, **options)
                told["refused"] = bool(getattr(result, "abstained", False))
                return result
        finally:
            _within_question.reset(token)

    return cast(Method, asked)


def _write_thesaurus(folder: Path, text: str) -> None:
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(folder / _CURATED, text.encode("utf-8"))


def _generation(reader: LibraryReader) -> int | None:
    return reader.manifest.generation if reader.manifest else None
