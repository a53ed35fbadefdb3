"""The façade that every door uses: one library of documents in one data folder.

Parts are wired here and nowhere else: reading (corpus), vectors (embeddings), storage and search (index), answers.
A Library is safe to share between threads; changes are made one at a time.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from adding import Additions, AddReport, FailedFile
from answers.comparison import compare, nearest_documents
from answers.extractive import answer_question
from answers.records import Answer, Comparison
from answers.selection import Tools
from corpus.citations import administrative_citation
from corpus.ingest import Outcome, Progress, may_be_damaged, read_document, read_many
from corpus.readers import ReadingLimits, document_files, shown_path
from corpus.records import Citation, Document, ParsedDocument
from corpus.references import resolve
from corpus.versions import with_id
from embeddings.encoder import Encoder
from embeddings.loading import load_encoder
from errors import (
    BadQuestion,
    EncoderError,
    IndexMismatch,
    InputError,
    NoDocumentsFound,
    StorageError,
    TrichLucError,
    UnknownDocument,
)
from index.durable_files import storage_errors, write_durably
from index.generations import LibraryReader, approximate, commit, open_reader, rebuild, verify, wants_training
from index.manifest import current_generation
from index.query import understand
from index.records import SearchFilters, SearchResult, UnderstoodQuestion
from index.searcher import Searcher
from settings import Settings
from vietnamese.normal_forms import compose
from vietnamese.ocr_repair import suspicious
from vietnamese.thesaurus import Group, Thesaurus
from vietnamese.thesaurus_additions import CuratedThesaurus, ListedGroup

if TYPE_CHECKING:
    from administration.backup import Backup, Restored
    from administration.health import Check

ProgressCallback = Callable[[Progress], None]
ENGINES = ("faiss", "milvus")
_UNDO_DEPTH = 50
_CURATED = "thesaurus.toml"


class Library:
    """One library: documents in, passages and answers out."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        """Wire the parts; nothing is read from disk before it is needed. `encoder` replaces the one of the settings."""
        if settings.engine not in ENGINES:
            raise InputError(f"Không có bộ tìm kiếm “{settings.engine}”. Có: {', '.join(ENGINES)}.")
        self.settings = settings
        self._given_encoder = encoder
        # A change may take minutes and must not keep questions waiting, so they share only the short lock of opening.
        # Who holds `_opening` never waits for `_change`.
        self._change = threading.RLock()
        self._opening = threading.RLock()
        self._reader: LibraryReader | None = None
        self._searcher: Searcher | None = None
        self._undo: dict[str, tuple[ParsedDocument, Path | None]] = {}
        self._curated = CuratedThesaurus(settings.data / _CURATED, partial(_write_thesaurus, settings.data))

    # -- parts -------------------------------------------------------------------------------------------------

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model, loaded once. Raises EncoderError."""
        return self._given_encoder or load_encoder(self.settings.encoder)

    @cached_property
    def _undo_folder(self) -> Path:
        folder = tempfile.mkdtemp(prefix="trich-luc-hoan-tac-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

    @property
    def thesaurus(self) -> Thesaurus:
        """The shipped thesaurus with the curator's additions of this data folder, as they are now."""
        return self._curated.thesaurus()

    def reader(self) -> LibraryReader:
        """Return a reader of the live generation, following changes made by other processes."""
        if current_generation(self.settings.data) is None:
            self._load_shipped_texts()
        return self._open_live()

    def _search_parts(self) -> tuple[LibraryReader, Searcher]:
        self.reader()
        with self._opening:
            reader = self._open_live()
            if self._searcher is None:
                self._searcher = Searcher(reader, self.encoder)
            return reader, self._searcher

    def _load_shipped_texts(self) -> None:
        texts = self.settings.shipped_texts
        if not texts.is_dir() or not any(texts.glob("*.md")):
            return
        with self._change:
            if current_generation(self.settings.data) is None:  # another thread may have loaded them meanwhile
                self._add_files(sorted(texts.glob("*.md")), progress=None)

    # -- documents ---------------------------------------------------------------------------------------------

    def add(
        self,
        paths: Iterable[Path],
        *,
        progress: ProgressCallback | None = None,
        names: Mapping[Path, str] | None = None,
    ) -> AddReport:
        """Add files and folders. A file that fails is reported and the rest goes on; nothing is half added.

        `names` gives the name under which a file is known when its path is a temporary one. Raises NoDocumentsFound
        when there is nothing to read at all, and StorageError when the library cannot be written.
        """
        with tempfile.TemporaryDirectory(prefix="trich-luc-") as unpacked:
            files: list[Path] = []
            failed: list[FailedFile] = []
            for path in paths:
                try:
                    files.extend(self._files_of(Path(path), Path(unpacked)))
                except InputError as error:
                    failed.append(FailedFile(str(path), str(error)))
            if not files and not failed:
                raise NoDocumentsFound("Không có tệp nào để thêm. Hãy chọn tệp văn bản hoặc thư mục chứa văn bản.")
            report = self._add_files(files, progress=progress, names=names or {})
            failed += (replace(one, path=shown_path(Path(one.path), Path(unpacked))) for one in report.failed)
        return replace(report, failed=tuple(failed))

    def _files_of(self, path: Path, unpacked: Path) -> list[Path]:
        if not path.exists():
            raise InputError(f"Không tìm thấy tệp hoặc thư mục: {path}.")
        files = list(document_files(path, unpack_to=unpacked, limits=self._limits))
        if not files:
            raise NoDocumentsFound(f"Không có văn bản nào trong {path}. Hãy kiểm tra lại thư mục.")
        return files

    @property
    def _limits(self) -> ReadingLimits:
        return ReadingLimits(max_bytes=self.settings.max_file_mb * 2**20, max_pages=self.settings.max_pages)

    def _add_files(
        self, files: Sequence[Path], *, progress: ProgressCallback | None, names: Mapping[Path, str] | None = None
    ) -> AddReport:
        with self._change:
            additions = Additions(self._open_live(), partial(self._read_many, progress=progress), names or {})
            stream = additions.documents(files)
            first = next(stream, None)
            if first is not None:
                add = itertools.chain([first], stream)
                self._replace_reader(commit(self.settings.data, self.encoder, add=add, originals=additions.originals))
                self._train_large_segments()
        return additions.report()

    def _read_many(self, files: Sequence[Path], *, progress: ProgressCallback | None) -> Iterator[Outcome]:
        return read_many(
            files,
            workers=self.settings.workers,
            limits=self._limits,
            allow_restricted=self.settings.allow_restricted,
            seconds_per_file=self.settings.reading_seconds,
            on_progress=progress,
        )

    def _open_live(self) -> LibraryReader:
        """Return a reader of what is on disk now, without loading the shipped texts into an empty folder."""
        with self._opening:
            if self._reader is None or _generation(self._reader) != current_generation(self.settings.data):
                self._replace_reader(open_reader(self.settings.data, self.encoder))
            assert self._reader is not None
            return self._reader

    def _replace_reader(self, reader: LibraryReader) -> None:
        if self.settings.engine == "milvus":
            from index.milvus_engine import attach  # its client is an optional package

            attach(reader, self.settings.milvus_uri or str(self.settings.data / "milvus.db"))
        # The old reader is left to the garbage collector: another thread may still be reading with it.
        with self._opening:
            self._reader = reader
            self._searcher = None

    def _train_large_segments(self) -> None:
        """Train approximate vector indexes beside the work, where a segment has grown too large for exact search."""
        if self.settings.engine == "faiss" and wants_training(self._open_live()):
            threading.Thread(target=self._train, name="train-vector-index").start()

    def _train(self) -> None:
        # Without the training search stays exact, only slower; the next change tries again.
        with contextlib.suppress(StorageError):
            approximate(self.settings.data, self.encoder)

    def documents(self) -> tuple[Document, ...]:
        """Return the documents of the library, in a stable order."""
        return self.reader().documents()

    def show(self, document_id: str) -> ParsedDocument:
        """Return a document with its outline, text and references resolved. Raises UnknownDocument."""
        reader = self.reader()
        parsed = reader.parsed(document_id)
        return replace(parsed, references=resolve(parsed.references, reader.documents()))

    def likely_readings(self, parsed: ParsedDocument) -> dict[tuple[int, int], str]:
        """Return the spans of words that OCR has likely damaged, with what they likely read; empty for a clean text.

        For quiet marks beside the text: what is shown and quoted stays as issued.
        """
        text = parsed.reading.text
        return _likely_readings(text) if may_be_damaged(text, parsed.document.obtained_by) else {}

    def remove(self, document_ids: Sequence[str]) -> tuple[Document, ...]:
        """Remove documents everywhere and return them. Raises UnknownDocument and removes nothing if one is unknown."""
        with self._change:
            known = {document.id: document for document in self.documents()}
            unknown = [identifier for identifier in document_ids if identifier not in known]
            if unknown:
                raise UnknownDocument(f"Không có văn bản nào mang mã “{unknown[0]}” trong thư viện.")
            if document_ids:
                self._keep_for_undo([known[identifier] for identifier in dict.fromkeys(document_ids)])
                self._replace_reader(commit(self.settings.data, self.encoder, remove=set(document_ids)))
            return tuple(known[identifier] for identifier in dict.fromkeys(document_ids))

    def original(self, document: Document) -> Path | None:
        """Return the file as received; None when it is not there."""
        found = sorted((self.settings.data / "originals").glob(f"{document.sha256}.*")) if document.sha256 else []
        return found[0] if found else None

    def restore(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        """Undo `remove` while this process lives, and return what came back.

        A removal deletes a document everywhere, its file included; only this process keeps the last ones, for undo.
        """
        with self._change:
            kept = [self._undo.pop(document.id) for document in documents if document.id in self._undo]
            if kept:
                originals = {parsed.document.sha256: path for parsed, path in kept if path is not None}
                added = [parsed for parsed, _ in kept]
                self._replace_reader(commit(self.settings.data, self.encoder, add=added, originals=originals))
            return tuple(parsed.document for parsed, _ in kept)

    def _keep_for_undo(self, documents: Sequence[Document]) -> None:
        reader = self._open_live()
        folder = self._undo_folder
        for document in documents:
            original = self.original(document)
            copy = folder / original.name if original is not None else None
            if original is not None and copy is not None:
                shutil.copyfile(original, copy)
            self._undo[document.id] = (reader.parsed(document.id), copy)
        while len(self._undo) > _UNDO_DEPTH:
            self._undo.pop(next(iter(self._undo)))

    def verify(self) -> list[str]:
        """Return the problems of the data folder, each a sentence with its repair; empty when all is well."""
        problem = self.thesaurus_problem()
        return [*verify(self.settings.data, self.encoder), *([problem] if problem else [])]

    def rebuild(self) -> list[str]:
        """Make index and texts anew from the kept originals; return what could not be recovered, in Vietnamese."""
        with self._change:
            reader, problems = rebuild(self.settings.data, self.encoder, read=self._read_original)
            self._replace_reader(reader)
        return problems

    def _read_original(self, path: Path, document: Document | None) -> ParsedDocument:
        parsed = read_document(
            path,
            source=document.source if document else None,
            limits=self._limits,
            allow_restricted=self.settings.allow_restricted,
        )
        return with_id(parsed, document.id) if document else parsed

    # -- administration ----------------------------------------------------------------------------------------

    def back_up(self, target: Path, *, progress: Callable[[int, int], None] | None = None) -> Backup:
        """Write the whole library to one file while it is in use; see `administration.backup.back_up`."""
        from administration.backup import back_up  # a question in the terminal must not wait for these

        if current_generation(self.settings.data) is None:
            self._load_shipped_texts()
        return back_up(self.settings.data, target, progress=progress)

    def restore_backup(self, backup: Path, *, progress: Callable[[int, int], None] | None = None) -> Restored:
        """Fill the data folder, which must be absent or empty, from a backup, verified before it takes effect."""
        from administration.backup import restore

        with self._change:
            return restore(backup, self.settings.data, verify=self._verify_unpacked, progress=progress)

    def _verify_unpacked(self, folder: Path) -> tuple[list[str], list[str]]:
        """Return the problems of an unpacked library and what is left to do on this machine."""
        try:
            open_reader(folder, self.encoder).close()
        except (IndexMismatch, EncoderError) as error:
            # Every checksum agreed; only this machine searches in another way.
            return [], [f"{error} Văn bản và tệp gốc đã khôi phục đủ."]
        return Library(replace(self.settings, data=folder, engine="faiss"), self.encoder).verify(), []

    def health(self) -> tuple[Check, ...]:
        """Return quick checks of the parts that the library needs; finds what is wrong rather than raising it."""
        from administration.health import Check, check_health

        checks = check_health(self.settings.data, lambda: self.encoder, endpoint=self.settings.llm_url)
        problem = self.thesaurus_problem()
        return (*checks, Check("thesaurus", "warning", problem)) if problem else checks

    # -- thesaurus ---------------------------------------------------------------------------------------------

    def thesaurus_groups(self, sought: str = "") -> tuple[ListedGroup, ...]:
        """Return the groups with a wording that holds `sought`, typed with or without marks; all when it is empty."""
        return self._curated.groups(sought)

    def thesaurus_problem(self) -> str:
        """Return what is wrong with the curator's file, in Vietnamese; meanwhile the shipped groups are in use."""
        return self._curated.problem()

    def add_thesaurus_group(
        self,
        term: str,
        *,
        synonyms: Sequence[str] = (),
        everyday: Sequence[str] = (),
        english: Sequence[str] = (),
        abbreviations: Sequence[str] = (),
        different: Sequence[str] = (),
    ) -> Group:
        """Add wordings to the group of `term`, or make that group; the next question uses them.

        Returns all that was added to the group so far. Raises InputError when a wording cannot be taken.
        """
        lists = (synonyms, everyday, english, abbreviations, different)
        return self._curated.add(Group(term, *map(tuple, lists)))

    def remove_thesaurus_group(self, term: str) -> Group:
        """Remove what was added to the group of `term` and return it; what is shipped stays. Raises InputError."""
        return self._curated.remove(term)

    # -- questions ---------------------------------------------------------------------------------------------

    def understand(
        self, question: str, *, history: Sequence[str] = (), switched_off: Sequence[str] = ()
    ) -> UnderstoodQuestion:
        """Return what is understood of a question. Raises BadQuestion when it is empty, wordless or too long."""
        question = self._checked(question)
        reader = self.reader()
        return understand(
            question,
            history=history,
            documents=reader.documents(),
            vocabulary=reader.vocabulary(),
            known_numbers=reader.vocabulary("numbers"),
            thesaurus=self.thesaurus,
            switched_off=switched_off,
        )

    def search(
        self,
        question: str,
        *,
        k: int = 10,
        filters: SearchFilters | None = None,
        history: Sequence[str] = (),
        switched_off: Sequence[str] = (),
    ) -> SearchResult:
        """Return the k best passages. A condition in `filters` must hold; one that matches nothing finds nothing."""
        understood = self.understand(question, history=history, switched_off=switched_off)
        if filters:
            understood = replace(understood, filters=_joined(understood.filters, filters))
        _, searcher = self._search_parts()
        return SearchResult(question, understood, searcher.search(understood, k))

    def ask(
        self,
        question: str,
        *,
        k: int = 10,
        filters: SearchFilters | None = None,
        history: Sequence[str] = (),
        switched_off: Sequence[str] = (),
        on_sentence: Callable[[str], None] | None = None,
    ) -> Answer:
        """Answer a question by quoting; a refusal carries no statement.

        With a language-model endpoint in the settings the quotations become fluent sentences, each checked against
        what it cites; `on_sentence` gets each as it comes. What fails the check or the endpoint falls back to quoting.
        """
        result = self.search(question, k=k, filters=filters, history=history, switched_off=switched_off)
        reader, searcher = self._search_parts()
        answer = answer_question(
            result,
            documents=reader.documents(),
            opened=reader.parsed,
            search=searcher.search,
            similarity=self._similarity,
            vocabulary=reader.vocabulary,
            passage_count=reader.passage_count,
        )
        if not self.settings.llm_url:
            return answer
        from answers.generative import Endpoint, generated_answer  # its client is slow to load and seldom wanted

        settings = self.settings
        endpoint = Endpoint(settings.llm_url, settings.llm_model, settings.llm_key or "none", settings.llm_seconds)
        return generated_answer(answer, reader.parsed, endpoint, on_sentence=on_sentence)

    def compare(self, points: Sequence[str], *, documents: Sequence[str] = ()) -> tuple[Comparison, ...]:
        """Return for each point what each of the documents says on it, every document searched alone.

        `documents` are ids; without any, all of a small library are compared and of a large one those nearest to the
        point. Raises BadQuestion for an empty point and UnknownDocument.
        """
        reader, searcher = self._search_parts()
        held = reader.documents()
        by_id = {document.id: document for document in held}
        if unknown := [identifier for identifier in documents if identifier not in by_id]:
            raise UnknownDocument(f"Không có văn bản nào mang mã “{unknown[0]}” trong thư viện.")
        tools = Tools(reader.parsed, searcher.search, self._similarity, reader.vocabulary, reader.passage_count)
        compared = []
        for point in points:
            understood = self.understand(point)
            chosen = [by_id[one] for one in documents] or nearest_documents(understood, held, searcher.search)
            compared.append(compare(understood, chosen, tools))
        return tuple(compared)

    def _similarity(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the cosine of a question with each text."""
        question_vector = self.encoder.encode_queries([question])[0]
        return [float(value) for value in self.encoder.encode_passages(list(texts)) @ question_vector]

    def cite(self, document_id: str, start: int, end: int) -> Citation:
        """Return the citation of a span of a document's reading text. Raises UnknownDocument, InputError."""
        parsed = self.reader().parsed(document_id)
        if not 0 <= start < end <= len(parsed.reading.text):
            raise InputError("Đoạn trích nằm ngoài văn bản.")
        sections = [section for section in parsed.sections if section.start <= start < section.end]
        path = max(sections, key=lambda section: section.level).path if sections else ""
        return Citation(
            quote=parsed.reading.text[start:end],
            document_id=document_id,
            section=path,
            start=start,
            end=end,
            pages=parsed.reading.pages_of(start, end),
            text=administrative_citation(parsed.document, path),
        )

    def _checked(self, question: str) -> str:
        question = question.strip()
        if not question:
            raise BadQuestion("Câu hỏi đang trống. Hãy nhập điều cần hỏi.")
        if not any(character.isalnum() for character in question):
            raise BadQuestion("Câu hỏi không có chữ hay số nào. Hãy nhập điều cần hỏi bằng lời.")
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise BadQuestion(
                f"Câu hỏi dài {len(question):,} ký tự, vượt giới hạn {limit:,}. Hãy rút gọn câu hỏi.".replace(",", ".")
            )
        return question


def _write_thesaurus(folder: Path, text: str) -> None:
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(folder / _CURATED, text.encode("utf-8"))


@lru_cache(maxsize=8)
def _likely_readings(text: str) -> dict[tuple[int, int], str]:
    if compose(text) != text:
        return {}  # the spans would be those of another text
    return {(start, end): likely for start, end, likely in suspicious(text)}


def _joined(inferred: SearchFilters, given: SearchFilters) -> SearchFilters:
    """Return the conditions given by the person, with those inferred from the question where they do not compete."""
    names_documents = bool(given.issuers or given.documents)
    return SearchFilters(
        issuers=given.issuers or (() if names_documents else inferred.issuers),
        kinds=given.kinds or inferred.kinds,
        years=given.years or inferred.years,
        documents=given.documents or (() if names_documents else inferred.documents),
        levels=given.levels or (() if names_documents else inferred.levels),
        sections=given.sections or inferred.sections,
    )


def _generation(reader: LibraryReader) -> int | None:
    return reader.manifest.generation if reader.manifest else None


__all__ = ["AddReport", "FailedFile", "Group", "Library", "ListedGroup", "TrichLucError"]
