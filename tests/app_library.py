"""A small library in memory with the façade's methods, for tests of the pages; its documents are invented."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from administration.access import local_user
from answers.briefing.records import (
    Briefing,
    BriefingSection,
    ChartPoint,
    FigureChart,
    QuizQuestion,
    Quotation,
    Remark,
)
from answers.records import Answer, Comparison, ComparisonRow, Statement
from corpus.ingest import Progress
from corpus.records import (
    Citation,
    Document,
    ParsedDocument,
    PartialDate,
    Passage,
    ReadingText,
    Reference,
    Section,
    TableSpan,
)
from errors import BadQuestion, EmptyFile, IndexMismatch, InputError, NothingOnTopic, UnknownDocument
from feedback import Feedback, append_feedback, read_feedback
from index.records import Expansion, Hit, QuestionReading, SearchFilters, SearchResult, UnderstoodQuestion

HOSTILE = "<script>window.hacked=1</script> [liên kết](http://example.com) $x^2$ **đậm** :red[đỏ] <img src=x>"
PLAN = (
    "KẾ HOẠCH\n"
    "I. MỤC TIÊU\n"
    "1. Mục tiêu về mức sinh\n"
    "Đến năm 2030, tổng tỷ suất sinh của tỉnh Hòa Lâm đạt 2,05 con trên một phụ nữ.\n"
    "2. Cân bằng giới tính khi sinh\n"
    "Tỷ số giới tính khi sinh dưới 110 bé trai trên 100 bé gái sống.\n"
    "II. TỔ CHỨC THỰC HIỆN\n"
    "1. Sở Y tế chủ trì tham mưu\n"
    "Sở Y tế chủ trì, phối hợp các sở theo Quyết định số 77/QĐ-UBND.\n"
    "Chỉ tiêu | Năm 2027\nKhám sức khỏe | 85%\n"
)


def make_document(identifier: str = "hoa-lam", **changes: Any) -> Document:
    """Return an invented document, with the given fields changed."""
    known = Document(
        id=identifier,
        kind="Kế hoạch",
        number="12/KH-UBND",
        issuer="Ủy ban nhân dân tỉnh Hòa Lâm",
        issuer_level="province",
        place="Hòa Lâm",
        issued_on=PartialDate(2026, 3, 5),
        title="Về thực hiện công tác dân số giai đoạn 2026 - 2030",
        signer="Trần Văn Mẫu",
        source="ke-hoach-hoa-lam.txt",
        sha256=f"sha-{identifier}",
        passages=4,
    )
    return replace(known, **changes)


def make_parsed(document: Document, text: str = PLAN) -> ParsedDocument:
    """Return `text` parsed in the plainest way: Roman headings over Arabic ones, a passage for each paragraph."""
    sections, passages, headings, at = [], [], {}, 0
    table: TableSpan | None = None
    for line in text.splitlines():
        roman, arabic = re.match(r"([IV]+)\. (.+)", line), re.match(r"(\d)\. (.+)", line)
        start, end = at, at + len(line)
        at = end + 1
        if roman:
            headings = {1: (roman[1], line)}
            sections.append(Section(roman[1], roman[1] + ".", roman[2], 1, start, len(text)))
        elif arabic:
            path = f"{headings.get(1, ('', ''))[0]}.{arabic[1]}".lstrip(".")
            headings = {1: headings.get(1, ("", "")), 2: (path, line)}
            sections.append(Section(path, arabic[1] + ".", arabic[2], 2, start, len(text)))
        elif " | " in line:
            cells = tuple(line.split(" | "))
            table = (
                TableSpan(start, end, ((start, end),), (cells,), 1)
                if table is None
                else replace(table, end=end, rows=(*table.rows, (start, end)), cells=(*table.cells, cells))
            )
        elif sections:
            above = tuple(words for _, words in headings.values())
            name = f"{document.id}:{len(passages)}"
            passages.append(Passage(name, document.id, sections[-1].path, above, line, start, end))
    found = re.search(r"Quyết định số (\d+/QĐ-UBND)", text)
    references = (Reference(found[0], found.start(), found.end(), number=found[1]),) if found else ()
    reading = ReadingText(text, tables=(table,) if table else ())
    return ParsedDocument(document, reading, tuple(sections), references, tuple(passages))


@dataclass
class FakeLibrary:
    """The façade's methods over parsed documents in memory; words of a question are matched as they are."""

    parsed: dict[str, ParsedDocument]
    data: Path
    originals: dict[str, Path] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    settings: Any = None
    problems: list[str] = field(default_factory=list)
    stale: bool = False

    def __post_init__(self) -> None:
        self.user = local_user()
        self.exported: list[tuple[str, tuple[str, ...]]] = []
        self.settings = SimpleNamespace(data=self.data, max_file_mb=5, max_question_chars=200, max_upload_files=3)
        self.taken: dict[str, ParsedDocument] = {}

    def documents(self) -> tuple[Document, ...]:
        if self.stale:
            raise IndexMismatch("Chỉ mục được lập bằng cách khác.")
        return tuple(parsed.document for parsed in self.parsed.values())

    def localities(self) -> dict[str, str]:
        """Return the place named in the place and date line."""
        return {document.id: document.place for document in self.documents() if document.place}

    def likely_readings(self, parsed: ParsedDocument) -> dict[tuple[int, int], str]:
        """Return no damaged word."""
        return {}

    def show(self, document_id: str) -> ParsedDocument:
        if document_id not in self.parsed:
            raise UnknownDocument("Không có văn bản này.")
        parsed = self.parsed[document_id]
        by_number = {document.number: document.id for document in self.documents()}
        resolved = tuple(
            replace(reference, document_id=by_number.get(reference.number)) for reference in parsed.references
        )
        return replace(parsed, references=resolved)

    def original(self, document: Document) -> Path | None:
        return self.originals.get(document.id)

    def search(
        self,
        question: str,
        *,
        k: int = 10,
        filters: SearchFilters | None = None,
        history: Sequence[str] = (),
        switched_off: Sequence[str] = (),
    ) -> SearchResult:
        if not question.strip():
            raise BadQuestion("Câu hỏi đang trống. Hãy nhập điều cần hỏi.")
        self.asked.append({"question": question, "history": tuple(history), "switched_off": tuple(switched_off)})
        understood = self.understand(question, switched_off=switched_off)
        expansions = understood.expansions
        words = set(re.findall(r"\w+", " ".join([question, *(one.text for one in expansions)]).lower()))
        scored = []
        for parsed in self.parsed.values():
            document = parsed.document
            if filters and not _meets(document, filters):
                continue
            for passage in parsed.passages:
                score = len(words & set(re.findall(r"\w+", passage.text.lower())))
                if score > 1:
                    scored.append((score, document, passage))
        scored.sort(key=lambda item: (-item[0], item[2].id))
        hits = tuple(
            Hit(rank, float(score), document, passage, self.cite(document.id, passage.start, passage.end).text)
            for rank, (score, document, passage) in enumerate(scored[:k], start=1)
        )
        return SearchResult(question, understood, hits)

    def understand(
        self, question: str, *, history: Sequence[str] = (), switched_off: Sequence[str] = ()
    ) -> UnderstoodQuestion:
        short = {"TSGTKS": "tỷ số giới tính khi sinh", "BPTT": "biện pháp tránh thai"}
        met = {typed: meant for typed, meant in short.items() if typed in question}
        taken = {typed: meant for typed, meant in met.items() if f"abbreviation:{typed}" not in switched_off}
        expansions = [Expansion(typed, meant, 0.9, "abbreviation") for typed, meant in taken.items()]
        readings = [
            QuestionReading(f"abbreviation:{typed}", f"Đã hiểu “{typed}” là {meant}.") for typed, meant in taken.items()
        ]
        for typed in ("đẻ", "đàn bà"):
            if typed in question and not {"synonym", f"synonym:{typed}"} & set(switched_off):
                expansions.append(Expansion(typed, "sinh" if typed == "đẻ" else "phụ nữ", 0.8, "synonym"))
        return UnderstoodQuestion(
            question,
            question,
            expansions=tuple(expansions),
            notes=tuple(reading.words for reading in readings),
            readings=tuple(readings),
        )

    def ask(self, question: str, **options: Any) -> Answer:
        found = self.search(question, **options)
        if not found.hits:
            return Answer(
                question, found.understood, True, "Không có văn bản nào trả lời.", (), (), looked_for=question
            )
        passage = found.hits[0].passage
        citation = self.cite(passage.document_id, passage.start, passage.end)
        statement = Statement(passage.text, (citation,), ((0, 3),))
        return Answer(question, found.understood, False, passage.text, (statement,), found.hits)

    def compare(self, points: Sequence[str], *, documents: Sequence[str] = ()) -> tuple[Comparison, ...]:
        """Return what each document says, with a chart of the first figure with a comma of each."""
        compared = []
        for point in points:
            rows, stated = [], []
            for identifier in documents or self.parsed:
                said = self.ask(point, filters=SearchFilters(documents=(identifier,))).statements
                rows.append(ComparisonRow(self.parsed[identifier].document, said))
                figure = re.search(r"\d+,\d+", said[0].text) if said else None
                if figure:
                    value = float(figure[0].replace(",", "."))
                    stated.append(ChartPoint(identifier, value, said[0].citations[0]))
            chart = FigureChart(point, "con", tuple(stated)) if len(stated) > 1 else None
            differences = ("Số liệu khác nhau – *A*: 1; B: 2.",) if chart else ()
            compared.append(Comparison(point, tuple(rows), differences, chart))
        return tuple(compared)

    def cite(self, document_id: str, start: int, end: int) -> Citation:
        parsed = self.parsed[document_id]
        inside = [section for section in parsed.sections if section.start <= start < section.end]
        path = max(inside, key=lambda section: (section.level, section.start)).path if inside else ""
        document = parsed.document
        text = f"mục {path}, {document.kind} số {document.number} ngày {document.issued_on}"
        return Citation(parsed.reading.text[start:end], document_id, path, start, end, (), text)

    def add(
        self, paths: Sequence[Path], *, progress: Any = None, names: Mapping[Path, str] | None = None, groups: Any = ()
    ) -> Any:
        added, failed = [], []
        for done, path in enumerate(paths, start=1):
            name = (names or {}).get(path, path.name)
            text = path.read_text(encoding="utf-8")
            if text.strip():
                document = make_document(f"moi-{done}", source=name, number=f"{done}/KH-MOI", title="Văn bản mới thêm")
                self.parsed[document.id] = make_parsed(document, text)
                added.append(document)
            else:
                error = EmptyFile(f"Tệp “{name}” không có chữ nào đọc được.")
                failed.append(SimpleNamespace(path=name, error=str(error)))
            if progress:
                progress(Progress(done, len(paths), path))
        return SimpleNamespace(added=tuple(added), replaced=(), unchanged=(), failed=tuple(failed))

    def propose_briefing(
        self, topic: str, *, audience: str = "", questions: Sequence[str] = (), documents: Sequence[str] = ()
    ) -> Briefing:
        """Return the two best passages under one heading; nothing found is refused."""
        hits = self.search(topic).hits[:2]
        if not hits:
            raise NothingOnTopic(f"Không tìm thấy nội dung về “{topic}”.")
        cited = [self.cite(hit.document.id, hit.passage.start, hit.passage.end) for hit in hits]
        sections = (
            BriefingSection("Mục tiêu", tuple(map(Quotation, cited))),
            BriefingSection("Câu hỏi thảo luận", (Remark("Điều gì khó nhất?", proposed=True),)),
        )
        return Briefing(topic, audience, sections, ("Mục “Thời hạn” để trống.",))

    def checked_briefing(self, briefing: Briefing) -> tuple[Briefing, tuple[str, ...]]:
        """Return the briefing without the quotations of documents that are gone."""
        gone = {one.document_id for one in briefing.citations} - set(self.parsed)
        kept = [
            replace(
                section,
                items=tuple(
                    item
                    for item in section.items
                    if not isinstance(item, Quotation) or item.citation.document_id not in gone
                ),
            )
            for section in briefing.sections
        ]
        return replace(briefing, sections=tuple(kept)), tuple(f"Không còn văn bản {one}." for one in sorted(gone))

    def open_briefing(self, content: bytes) -> tuple[Briefing, tuple[str, ...]]:
        """Return the proposal on the topic that the file holds."""
        if not content.startswith(b"{"):
            raise InputError("Tệp không phải tài liệu tập huấn đã lưu.")
        return self.propose_briefing(content.decode().strip("{}")), ()

    def export_briefing(self, briefing: Briefing, path: Path, quiz: Sequence[QuizQuestion] = ()) -> None:
        """Write the topic and the quotations, one a line."""
        path.write_text("\n".join([briefing.topic, *(one.quote for one in briefing.citations)]), encoding="utf-8")

    def give_feedback(self, feedback: Feedback) -> None:
        append_feedback(self.data, feedback)

    def feedback(self) -> Sequence[Feedback]:
        return read_feedback(self.data)

    def group_names(self) -> tuple[str, ...]:
        return ()

    def groups_of(self, document_id: str) -> tuple[str, ...]:
        return ()

    def record_export(self, what: str, document_ids: Sequence[str]) -> None:
        self.exported.append((what, tuple(document_ids)))

    def quiz(
        self, count: int, *, topic: str = "", documents: Sequence[str] = (), seed: int = 0
    ) -> tuple[QuizQuestion, ...]:
        """Return two questions at most, the first passage of each plan being right."""
        cited = [self.cite(name, *_first_passage(self.parsed[name])) for name in ("hoa-lam", "son-khe")]
        made = [QuizQuestion(f"<b>{topic}</b>?", (one.quote, "sai"), 0, one) for one in cited]
        return tuple(made[:count])

    def verify(self) -> list[str]:
        return self.problems

    def rebuild(self) -> None:
        self.stale = False

    def remove(self, document_ids: Sequence[str]) -> tuple[Document, ...]:
        removed = [self.parsed.pop(identifier) for identifier in document_ids]
        self.taken |= {parsed.document.id: parsed for parsed in removed}
        return tuple(parsed.document for parsed in removed)

    def restore(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        for document in documents:
            self.parsed[document.id] = self.taken.pop(document.id)
        return tuple(documents)


def _first_passage(parsed: ParsedDocument) -> tuple[int, int]:
    return parsed.passages[0].start, parsed.passages[0].end


def _meets(document: Document, filters: SearchFilters) -> bool:
    wanted = (
        (filters.documents, document.id),
        (filters.issuers, document.issuer),
        (filters.kinds, document.kind),
        (filters.years, document.issued_on.year),
        (filters.levels, document.issuer_level),
    )
    return all(not values or value in values for values, value in wanted)


def make_library(data: Path, *documents: ParsedDocument) -> FakeLibrary:
    """Return a library of the given documents, or of two invented plans of different provinces."""
    if not documents:
        other = make_document(
            "son-khe",
            number="34/KH-UBND",
            issuer="Ủy ban nhân dân tỉnh Sơn Khê",
            place="Sơn Khê",
            issued_on=PartialDate(2025, 11),
            kind="Kế hoạch",
            digest=True,
            warnings=("Không rõ ngày ban hành.",),
        )
        decision = make_document(
            "quyet-dinh-77", kind="Quyết định", number="77/QĐ-UBND", place=None, issued_on=PartialDate(2024, 1, 2)
        )
        documents = (
            make_parsed(make_document()),
            make_parsed(other, PLAN.replace("Hòa Lâm", "Sơn Khê").replace("2,05", "2,31")),
            make_parsed(decision, "I. QUYẾT ĐỊNH\nGiao Sở Y tế làm đầu mối.\n"),
        )
    return FakeLibrary({parsed.document.id: parsed for parsed in documents}, data)
