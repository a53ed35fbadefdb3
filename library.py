"""The façade that every door uses: one library of documents in one data folder.

Parts are wired here and nowhere else: reading (corpus), vectors (embeddings), storage and search (index), answers.
A Library is safe to share between threads; changes are made one at a time.
"""

from __future__ import annotations

import copy
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from adding import Additions, AddReport, FailedFile
from administration.access import User, local_user, needs
from administration.entrance import Entrance
from administration.office import Administration, put_documents
from answers.briefing.records import Briefing, ExportReport, QuizQuestion
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
from feedback import Feedback, append_feedback, prune_feedback, read_feedback
from index.generations import LibraryReader, commit, open_reader, rebuild, verify
from index.manifest import current_generation
from index.query import understand
from index.query_names import locality_of
from index.records import SearchFilters, SearchResult, UnderstoodQuestion
from index.searcher import Searcher
from library_parts import LibraryParts, counted_question
from settings import Settings
from vietnamese.normal_forms import compose
from vietnamese.ocr_repair import suspicious
from vietnamese.thesaurus import Group, Thesaurus
from vietnamese.thesaurus_additions import ListedGroup

if TYPE_CHECKING:
    from administration.backup import Backup, Restored
    from administration.health import Check

ProgressCallback = Callable[[Progress], None]
_log = logging.getLogger("trichluc.library")
_UNDO_DEPTH = 50
_PROGRAM = "trich-luc"  # who loads the shipped texts, in the record of changes


class Library:
    """One library: documents in, passages and answers out."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        """Wire the parts; nothing is read from disk before it is needed. `encoder` replaces the one of the settings.

        Who holds the library itself may do everything; see `acting_as`. Raises InputError for an unknown engine.
        """
        self._parts = LibraryParts(settings, encoder)
        self.user = local_user()
        self._limited = False

    def acting_as(self, user: User) -> Library:
        """Return this library as `user` may use it: what they may not do raises NotAllowed, what they may not see is
        not there. All parts are shared.
        """
        view = copy.copy(self)
        view.user = user
        view._limited = True
        return view

    # -- parts -------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The settings that the library was opened with."""
        return self._parts.settings

    @property
    def encoder(self) -> Encoder:
        """The embedding model, loaded once. Raises EncoderError."""
        return self._parts.encoder

    @property
    def thesaurus(self) -> Thesaurus:
        """The shipped thesaurus with the curator's additions of this data folder, as they are now."""
        return self._parts.curated.thesaurus()

    @property
    def administration(self) -> Administration:
        """Accounts, groups of documents, the record of changes and the figures."""
        parts = self._parts
        return Administration(self.user, parts.access, parts.audit, parts.metrics, self._parts.open_live)

    @property
    def entrance(self) -> Entrance:
        """Where people sign in, who have no role before."""
        return Entrance(self._parts.access, self._parts.audit, self._parts.sign_in_delays)

    @needs("reader")
    def reader(self) -> LibraryReader:
        """Return a reader of what this person sees of the live generation, following changes by other processes."""
        self._require_texts()
        return self._parts.visible(self._hidden())

    def _hidden(self) -> frozenset[str]:
        return frozenset() if self.user.may("curator") else self._parts.access.rules().hidden_from(self.user)

    def _search_parts(self) -> tuple[LibraryReader, Searcher]:
        self._require_texts()
        return self._parts.search_parts(self._hidden())

    def _require_texts(self) -> None:
        """Load the shipped texts into an empty data folder."""
        texts = self.settings.shipped_texts
        if current_generation(self.settings.data) is not None or not any(texts.glob("*.md")):
            return
        with self._parts.change:
            if current_generation(self.settings.data) is None:  # another thread may have loaded them meanwhile
                self._add_files(sorted(texts.glob("*.md")), progress=None, who=_PROGRAM)

    # -- documents ---------------------------------------------------------------------------------------------

    @needs("curator")
    def add(
        self,
        paths: Iterable[Path],
        *,
        progress: ProgressCallback | None = None,
        names: Mapping[Path, str] | None = None,
        groups: Sequence[str] = (),
    ) -> AddReport:
        """Add files and folders. A file that fails is reported and the rest goes on; nothing is half added.

        `names` gives the name under which a file is known when its path is a temporary one. What is added is put into
        the document groups `groups` before anyone can see it. Raises NoDocumentsFound when there is nothing to read at
        all, InputError for an unknown group, and StorageError when the library cannot be written.
        """
        for group in groups:
            if self._parts.access.rules().group(group) is None:
                raise InputError(f"Không có nhóm văn bản “{group}”.")
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
            report = self._add_files(files, progress=progress, names=names or {}, groups=groups)
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
        return ReadingLimits(
            max_bytes=self.settings.max_file_mb * 2**20,
            max_pages=self.settings.max_pages,
            max_expanded_bytes=self.settings.max_expanded_mb * 2**20,
        )

    def _add_files(
        self,
        files: Sequence[Path],
        *,
        progress: ProgressCallback | None,
        names: Mapping[Path, str] | None = None,
        groups: Sequence[str] = (),
        who: str = "",
    ) -> AddReport:
        parts = self._parts
        with parts.change:
            read = partial(self._read_many, progress=progress)
            additions = Additions(parts.open_live(), read, names or {}, progress)
            stopped = False
            try:
                for portion in additions.portions(files):
                    add = self._grouped(portion, groups)
                    reader = commit(self.settings.data, parts.encoder, add=add, originals=additions.originals)
                    parts.replace_reader(reader)
                    written = additions.written(reader)
                    for what, documents in (("added", written.added), ("replaced", written.replaced)):
                        if documents:
                            self._record(what, documents, detail=", ".join(groups), who=who)
            except KeyboardInterrupt:
                stopped = True
            parts.train_large_segments()
        return replace(additions.report(), stopped=stopped)

    def _grouped(self, stream: Iterable[ParsedDocument], groups: Sequence[str]) -> Iterator[ParsedDocument]:
        """Pass documents on; once the last has come by, and before any can be seen, put them into the groups."""
        passed = []
        for parsed in stream:
            passed.append(parsed.document.id)
            yield parsed
        for group in groups:
            put_documents(self._parts.access, group, passed)

    def _record(self, what: str, documents: Sequence[Document] = (), detail: str = "", who: str = "") -> None:
        """Record a change that was made. Raises StorageError."""
        self._parts.audit.append(who or self.user.name, what, [document.id for document in documents], detail)
        self._parts.audit.prune(self.settings.audit_days, _PROGRAM)

    def _read_many(self, files: Sequence[Path], *, progress: ProgressCallback | None) -> Iterator[Outcome]:
        return read_many(
            files,
            workers=self.settings.workers,
            limits=self._limits,
            allow_restricted=self.settings.allow_restricted,
            seconds_per_file=self.settings.reading_seconds,
            max_memory=self.settings.reading_memory_mb * 2**20,
            on_progress=progress,
        )

    @needs("reader")
    def documents(self) -> tuple[Document, ...]:
        """Return the documents of the library, in a stable order."""
        return self.reader().documents()

    @needs("reader")
    def localities(self) -> dict[str, str]:
        """Return, by id, the province that a document is of or lies in, or its own unit where no province is known.

        Documents of central bodies, and those that name no place, are not among them.
        """
        found = ((document.id, locality_of(document)) for document in self.documents())
        return {name: locality.province or locality.name for name, locality in found if locality is not None}

    @needs("reader")
    def show(self, document_id: str) -> ParsedDocument:
        """Return a document with its outline, text and references resolved. Raises UnknownDocument."""
        reader = self.reader()
        parsed = reader.parsed(document_id)
        return replace(parsed, references=resolve(parsed.references, reader.documents()))

    @needs("reader")
    def likely_readings(self, parsed: ParsedDocument) -> dict[tuple[int, int], str]:
        """Return the spans of words that OCR has likely damaged, with what they likely read; empty for a clean text.

        For quiet marks beside the text: what is shown and quoted stays as issued.
        """
        text = parsed.reading.text
        return _likely_readings(text) if may_be_damaged(text, parsed.document.obtained_by) else {}

    @needs("curator")
    def remove(self, document_ids: Sequence[str]) -> tuple[Document, ...]:
        """Remove documents everywhere and return them. Raises UnknownDocument and removes nothing if one is unknown."""
        with self._parts.change:
            reader = self.reader()
            known = {identifier: reader.document(identifier) for identifier in document_ids}
            if document_ids:
                self._keep_for_undo(list(known.values()))
                self._parts.replace_reader(commit(self.settings.data, self.encoder, remove=set(document_ids)))
            removed = tuple(known.values())
            if removed:
                self._record("removed", removed)
            return removed

    @needs("reader")
    def original(self, document: Document) -> Path | None:
        """Return the file as received; None when it is not there. Raises UnknownDocument."""
        document = self.reader().document(document.id)
        found = sorted((self.settings.data / "originals").glob(f"{document.sha256}.*")) if document.sha256 else []
        return found[0] if found else None

    @needs("curator")
    def restore(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        """Undo `remove` while this process lives, and return what came back.

        A removal deletes a document everywhere, its file included; only this process keeps the last ones, for undo.
        """
        with self._parts.change:
            undo = self._parts.undo
            kept = [undo.pop(document.id) for document in documents if document.id in undo]
            if kept:
                originals = {parsed.document.sha256: path for parsed, path in kept if path is not None}
                added = [parsed for parsed, _ in kept]
                self._parts.replace_reader(commit(self.settings.data, self.encoder, add=added, originals=originals))
                self._record("restored", [parsed.document for parsed in added])
            return tuple(parsed.document for parsed, _ in kept)

    @needs("curator")
    def group_names(self) -> tuple[str, ...]:
        """Return the names of the document groups."""
        return tuple(one.name for one in self._parts.access.rules().groups)

    @needs("curator")
    def groups_of(self, document_id: str) -> tuple[str, ...]:
        """Return the names of the document groups that a document is in."""
        return tuple(one.name for one in self._parts.access.rules().groups if document_id in one.documents)

    def _keep_for_undo(self, documents: Sequence[Document]) -> None:
        parts = self._parts
        reader = parts.open_live()
        for document in documents:
            original = self.original(document)
            copied = parts.undo_folder / original.name if original is not None else None
            if original is not None and copied is not None:
                shutil.copyfile(original, copied)
            parts.undo[document.id] = (reader.parsed(document.id), copied)
        while len(parts.undo) > _UNDO_DEPTH:
            parts.undo.pop(next(iter(parts.undo)))

    @needs("curator")
    def verify(self) -> list[str]:
        """Return the problems of the data folder, each a sentence with its repair; empty when all is well."""
        problem = self.thesaurus_problem()
        return [*verify(self.settings.data, self.encoder), *([problem] if problem else [])]

    @needs("curator")
    def rebuild(self) -> list[str]:
        """Make index and texts anew from the kept originals; return what could not be recovered, in Vietnamese."""
        with self._parts.change:
            reader, problems = rebuild(self.settings.data, self.encoder, read=self._read_original)
            self._parts.replace_reader(reader)
            self._record("rebuilt")
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

    @needs("administrator")
    def back_up(self, target: Path, *, progress: Callable[[int, int], None] | None = None) -> Backup:
        """Write the whole library to one file while it is in use; see `administration.backup.back_up`."""
        from administration.backup import back_up  # a question in the terminal must not wait for these

        self._require_texts()
        made = back_up(self.settings.data, target, progress=progress)
        self._record("backed-up", detail=target.name)
        return made

    @needs("administrator")
    def restore_backup(self, backup: Path, *, progress: Callable[[int, int], None] | None = None) -> Restored:
        """Fill the data folder, which must be absent or empty, from a backup, verified before it takes effect."""
        from administration.backup import restore

        with self._parts.change:
            return restore(backup, self.settings.data, verify=self._verify_unpacked, progress=progress)

    def _verify_unpacked(self, folder: Path) -> tuple[list[str], list[str]]:
        """Return the problems of an unpacked library and what is left to do on this machine."""
        try:
            open_reader(folder, self.encoder).close()
        except (IndexMismatch, EncoderError) as error:
            # Every checksum agreed; only this machine searches in another way.
            return [], [f"{error} Văn bản và tệp gốc đã khôi phục đủ."]
        return Library(replace(self.settings, data=folder, engine="faiss"), self.encoder).verify(), []

    @needs("administrator")
    def health(self) -> tuple[Check, ...]:
        """Return quick checks of the parts that the library needs; finds what is wrong rather than raising it."""
        from administration.health import Check, check_health

        checks = check_health(self.settings.data, lambda: self.encoder, endpoint=self.settings.llm_url)
        problem = self.thesaurus_problem()
        return (*checks, Check("thesaurus", "warning", problem)) if problem else checks

    # -- thesaurus ---------------------------------------------------------------------------------------------

    @needs("reader")
    def thesaurus_groups(self, sought: str = "") -> tuple[ListedGroup, ...]:
        """Return the groups with a wording that holds `sought`, typed with or without marks; all when it is empty."""
        return self._parts.curated.groups(sought)

    @needs("reader")
    def thesaurus_problem(self) -> str:
        """Return what is wrong with the curator's file, in Vietnamese; meanwhile the shipped groups are in use."""
        return self._parts.curated.problem()

    @needs("curator")
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
        added = self._parts.curated.add(Group(term, *map(tuple, lists)))
        self._record("near-words-added", detail=added.term)
        return added

    @needs("curator")
    def remove_thesaurus_group(self, term: str) -> Group:
        """Remove what was added to the group of `term` and return it; what is shipped stays. Raises InputError."""
        removed = self._parts.curated.remove(term)
        self._record("near-words-removed", detail=removed.term)
        return removed

    # -- what people say and take along ------------------------------------------------------------------------

    @needs("reader")
    def give_feedback(self, feedback: Feedback) -> None:
        """Keep a judgement of an answer in the data folder. Raises StorageError."""
        append_feedback(self.settings.data, feedback)
        prune_feedback(self.settings.data, self.settings.feedback_days, datetime.now().astimezone())

    @needs("curator")
    def feedback(self) -> Sequence[Feedback]:
        """Return the judgements kept, oldest first. Raises StorageError."""
        return read_feedback(self.settings.data)

    @needs("reader")
    def record_export(self, what: str, document_ids: Iterable[str]) -> None:
        """Record that something was taken out of the library: `what` in a few words, and of which documents.

        Where the record cannot be written, the export goes on and the log says so: a read-only library can be read.
        """
        try:
            self._parts.audit.append(self.user.name, "exported", list(dict.fromkeys(document_ids)), what)
        except StorageError as error:
            _log.warning("export not recorded: %s", error)

    # -- questions ---------------------------------------------------------------------------------------------

    @needs("reader")
    def understand(
        self, question: str, *, history: Sequence[str] = (), switched_off: Sequence[str] = ()
    ) -> UnderstoodQuestion:
        """Return what is understood of a question. Raises BadQuestion when it is empty, wordless or too long."""
        question = self._checked(question)
        for earlier in history:
            self._require_usable(earlier)
        reader = self.reader()
        return understand(
            question,
            history=history,
            documents=reader.documents(),
            vocabulary=reader.vocabulary(),
            known_numbers=reader.known_numbers,
            thesaurus=self.thesaurus,
            switched_off=switched_off,
        )

    @needs("reader")
    @counted_question
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

    @needs("reader")
    @counted_question
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
            similarity=self._parts.similarity,
            vocabulary=reader.vocabulary,
            passage_count=reader.passage_count,
            search_each=searcher.search_each,
        )
        if not self.settings.llm_url:
            return answer
        from answers.generative import Endpoint, generated_answer  # its client is slow to load and seldom wanted

        settings = self.settings
        endpoint = Endpoint(settings.llm_url, settings.llm_model, settings.llm_key or "none", settings.llm_seconds)
        return generated_answer(answer, reader.parsed, endpoint, on_sentence=on_sentence)

    @needs("reader")
    @counted_question
    def compare(self, points: Sequence[str], *, documents: Sequence[str] = ()) -> tuple[Comparison, ...]:
        """Return for each point what each of the documents says on it, every document searched alone.

        `documents` are ids, of which the first twelve are compared; without any, all of a small library are and of a
        large one those nearest to the point. Raises BadQuestion for an empty point and UnknownDocument.
        """
        held, named = self.documents(), self._chosen(documents)
        tools = self._answering_tools()
        compared = []
        for point in points:
            understood = self.understand(point)
            chosen = named or nearest_documents(understood, held, tools.search)
            compared.append(compare(understood, chosen, tools))
        return tuple(compared)

    def _chosen(self, document_ids: Sequence[str]) -> list[Document]:
        """Return the documents with these ids, each once. Raises UnknownDocument."""
        by_id = {document.id: document for document in self.documents()}
        if unknown := [identifier for identifier in document_ids if identifier not in by_id]:
            raise UnknownDocument(f"Không có văn bản nào mang mã “{unknown[0]}” trong thư viện.")
        return [by_id[identifier] for identifier in dict.fromkeys(document_ids)]

    def _answering_tools(self) -> Tools:
        reader, searcher = self._search_parts()
        return Tools(
            reader.parsed,
            searcher.search,
            self._parts.similarity,
            reader.vocabulary,
            reader.passage_count,
            searcher.search_each,
        )

    @needs("reader")
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

    # -- briefing material -------------------------------------------------------------------------------------

    @needs("reader")
    @counted_question
    def propose_briefing(
        self, topic: str, *, audience: str = "", questions: Sequence[str] = (), documents: Sequence[str] = ()
    ) -> Briefing:
        """Return briefing material on a topic, filled with quotations; each of `questions` makes a section more.

        `documents` are the ids it may quote, all when empty. Raises NothingOnTopic when the documents are silent,
        UnknownDocument and BadQuestion.
        """
        from answers.briefing.outline import proposed

        chosen = self._chosen(documents) or list(self.documents())
        filters = SearchFilters(documents=tuple(documents)) if documents else None
        return proposed(
            self.understand(topic),
            chosen,
            self._answering_tools(),
            audience=audience.strip(),
            questions=questions,
            ask=partial(self.ask, filters=filters),
        )

    @needs("reader")
    def checked_briefing(self, briefing: Briefing) -> tuple[Briefing, tuple[str, ...]]:
        """Return the briefing with every citation as its document reads now, and what changed, in Vietnamese."""
        from answers.briefing.checking import checked

        return checked(briefing, self.reader().parsed)

    @needs("reader")
    def open_briefing(self, content: bytes) -> tuple[Briefing, tuple[str, ...]]:
        """Return the briefing of a saved file, checked against this library, and what changed. Raises InputError."""
        from answers.briefing.basket import at_home, from_json

        briefing, known = from_json(content)
        return self.checked_briefing(at_home(briefing, known, self.documents()))

    @needs("reader")
    def export_briefing(self, briefing: Briefing, path: Path, quiz: Sequence[QuizQuestion] = ()) -> ExportReport:
        """Write a briefing as .docx, .pptx, .md, .html or .json, or its quiz alone as .csv, .gift or .txt (Aiken).

        Raises InputError when a quotation is not word for word in its document or the file cannot be written.
        """
        from answers.briefing.export import export

        self._require_size(sum(len(section.items) for section in briefing.sections) + len(quiz))
        report = export(briefing, path, self.reader().parsed, quiz)
        asked = (question.citation.document_id for question in quiz)
        cited = tuple(dict.fromkeys([*briefing.document_ids, *asked]))
        self.record_export(f"tài liệu tập huấn {path.suffix.lower()}", cited)
        return report

    @needs("reader")
    def quiz(
        self, count: int, *, topic: str = "", documents: Sequence[str] = (), seed: int = 0
    ) -> tuple[QuizQuestion, ...]:
        """Return up to `count` multiple-choice questions, fewer when the documents do not hold enough to ask for.

        `documents` are the ids to ask about, all when empty. Raises InputError for a count below 1, NothingOnTopic
        when the documents are silent on the topic, UnknownDocument and BadQuestion.
        """
        from answers.briefing.quiz_topic import quiz_on_documents, quiz_on_topic

        if count < 1:
            raise InputError("Số câu hỏi phải từ 1 trở lên.")
        self._require_size(count)
        chosen = self._chosen(documents) or list(self.documents())
        if topic.strip():
            return quiz_on_topic(count, self.understand(topic), chosen, self._answering_tools(), seed=seed)
        return quiz_on_documents(count, chosen, self.reader().parsed, seed=seed)

    def _require_size(self, items: int) -> None:
        limit = self.settings.max_briefing_items
        if items > limit:
            raise InputError(
                f"Tài liệu có {items} mục, vượt giới hạn {limit}. Hãy bớt mục, hoặc chia thành nhiều tài liệu."
            )

    def _checked(self, question: str) -> str:
        question = question.strip()
        if not question:
            raise BadQuestion("Câu hỏi đang trống. Hãy nhập điều cần hỏi.")
        if not any(character.isalnum() for character in question):
            raise BadQuestion("Câu hỏi không có chữ hay số nào. Hãy nhập điều cần hỏi bằng lời.")
        self._require_usable(question)
        return question

    def _require_usable(self, question: str) -> None:
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise BadQuestion(
                f"Câu hỏi dài {len(question):,} ký tự, vượt giới hạn {limit:,}. Hãy rút gọn câu hỏi.".replace(",", ".")
            )
        if any("\ud800" <= character <= "\udfff" for character in question):
            raise BadQuestion("Câu hỏi có ký tự hỏng. Hãy gõ lại câu hỏi.")


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


__all__ = ["AddReport", "FailedFile", "Group", "Library", "ListedGroup", "TrichLucError"]
