"""Briefing material as a tree of blocks: what Word, HTML and Markdown show, in the same order and the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from answers.briefing import pandoc_tree as tree
from answers.briefing.charts import with_unit
from answers.briefing.records import (
    Briefing,
    ComparisonTable,
    FigureChart,
    Item,
    QuizQuestion,
    Quotation,
    Remark,
)
from answers.briefing.short_citations import source_marks
from answers.briefing.sources import footnote_text, labels
from answers.spans import trimmed
from corpus.citations import document_name
from corpus.records import Citation, Document

TITLE = "TÀI LIỆU TẬP HUẤN"
# Paragraph styles; Word knows them by these names, HTML by the same in lower case and with hyphens.
QUOTATION = "Trích dẫn"
SOURCE = "Nguồn trích"
TRAINER = "Lời giảng viên"
PROPOSAL = "Gợi ý thảo luận"
COMPUTED = "Đối chiếu"
ABOUT = "Ghi chú đầu"
FIGURE = "Hình"
PROMPT = "Câu hỏi"
CHOICE = "Phương án"

_ABOUT = (
    "Chữ trong ngoặc kép “…” là nguyên văn của văn bản, nguồn ghi ở cước chú. Phần ghi “Lời giảng viên” là lời của "
    "người soạn; phần ghi “Gợi ý” do phần mềm đề xuất, không phải quy định."
)
_CHECK_MARKED = "Nguồn có dấu “{marks}” cần được đối chiếu với bản chính trước khi sử dụng."
_SILENT = "Không thấy quy định về điểm này."
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


@dataclass
class Material:
    """The blocks of a briefing, and its charts (by the name of the picture file that stands for each)."""

    blocks: list[tree.Block]
    charts: dict[str, FigureChart] = field(default_factory=dict)


def material(
    briefing: Briefing,
    documents: Mapping[str, Document],
    quiz: Sequence[QuizQuestion] = (),
    *,
    pictures: bool = True,
) -> Material:
    """Return a briefing as blocks, with charts as pictures where wanted. `documents` must hold all cited, by id."""
    cited = [*briefing.document_ids, *(question.citation.document_id for question in quiz)]
    used = {one: documents[one] for one in dict.fromkeys(cited)}
    writer = _Writer(documents, labels(used), pictures)
    blocks = [tree.styled("Subtitle", tree.paragraph(*tree.words(_capital(briefing.topic))))]
    if briefing.audience:
        blocks.append(tree.styled("Subtitle", tree.paragraph(*tree.words(f"Đối tượng: {briefing.audience}"))))
    blocks.append(tree.styled(ABOUT, tree.paragraph(*tree.words(_about(used)))))
    sections = [section for section in briefing.sections if section.items]
    for number, section in enumerate(sections):
        blocks.append(tree.heading(1, *tree.words(f"{_numeral(number)}. {section.heading}")))
        blocks += writer.items(section.items)
    number = len(sections)
    if quiz:
        blocks.append(tree.heading(1, *tree.words(f"{_numeral(number)}. Câu hỏi trắc nghiệm")))
        blocks += quiz_blocks(quiz, documents)
        number += 1
    if used:
        blocks.append(tree.heading(1, *tree.words(f"{_numeral(number)}. Văn bản đã sử dụng")))
        blocks.append(tree.numbered(*([tree.paragraph(*_entry(document))] for document in used.values())))
    return Material(blocks, writer.charts)


def quiz_blocks(quiz: Sequence[QuizQuestion], documents: Mapping[str, Document]) -> list[tree.Block]:
    """Return the questions with their choices, then the answer key; each answer is quoted with its source."""
    questions = [
        [
            tree.styled(PROMPT, tree.paragraph(*tree.words(question.prompt))),
            *(
                tree.styled(CHOICE, tree.paragraph(*tree.words(f"{letter}. {choice}")))
                for letter, choice in zip("ABCDEFGH", question.choices, strict=False)
            ),
        ]
        for question in quiz
    ]
    key = [
        [
            tree.paragraph(
                tree.strong(*tree.words(f"{'ABCDEFGH'[question.answer]}. {question.choices[question.answer]}")),
                *tree.words(f" – “{question.citation.quote}”"),
                tree.note(footnote_text(question.citation, documents)),
            )
        ]
        for question in quiz
    ]
    return [tree.numbered(*questions), tree.heading(2, *tree.words("Đáp án")), tree.numbered(*key)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _numeral(number: int) -> str:
    return _ROMAN[number] if number < len(_ROMAN) else str(number + 1)


def _about(used: Mapping[str, Document]) -> str:
    marks = dict.fromkeys(mark for document in used.values() for mark in source_marks(document))
    return f"{_ABOUT} {_CHECK_MARKED.format(marks='”, “'.join(marks))}" if marks else _ABOUT


def _entry(document: Document) -> list[tree.Inline]:
    """Return a document of the list: its name, its title where the name does not hold it, its marks."""
    name = document_name(document)
    title = " ".join((document.title or "").split())
    inlines = tree.words(name)
    if title and document.number and title.lower() not in name.lower():
        inlines += tree.words(f": {title}")
    marks = [mark for mark in source_marks(document) if mark not in name]
    return [*inlines, *(tree.words(f" ({'; '.join(marks)})") if marks else []), *tree.words(".")]


@dataclass
class _Writer:
    documents: Mapping[str, Document]
    labels: Mapping[str, str]
    pictures: bool
    charts: dict[str, FigureChart] = field(default_factory=dict)

    def items(self, items: Sequence[Item]) -> Iterator[tree.Block]:
        """Yield the blocks of a section; quotations of one document that follow each other share one label."""
        above = ""
        for item in items:
            match item:
                case Quotation():
                    if item.citation.document_id != above:
                        above = item.citation.document_id
                        yield tree.styled(SOURCE, tree.paragraph(*tree.words(self._label(above))))
                    quoted = tree.paragraph(*self._quoted(item.citation, item.emphasis))
                    yield tree.styled(QUOTATION, quoted, quoted=True)
                    yield from self._trainer(item.note)
                    continue
                case ComparisonTable():
                    yield from self._comparison(item)
                case FigureChart():
                    yield from self._chart(item)
                case Remark():
                    yield from self._remark(item)
            above = ""

    def _label(self, document_id: str) -> str:
        marks = source_marks(self.documents[document_id])
        return self.labels[document_id] + (f" [{'; '.join(marks)}]" if marks else "")

    def _quoted(self, citation: Citation, emphasis: Sequence[tuple[int, int]] = ()) -> list[tree.Inline]:
        """Return a quotation in quotation marks with its footnote, its deciding words in bold."""
        inlines: list[tree.Inline] = []
        opening, at = "“", 0
        for start, end in sorted(trimmed(citation.quote, *span) for span in emphasis):
            if at <= start < end <= len(citation.quote):
                inlines += tree.words(opening + citation.quote[at:start])
                inlines.append(tree.strong(*tree.words(citation.quote[start:end])))
                opening, at = "", end
        inlines += tree.words(opening + citation.quote[at:] + "”")
        return [*inlines, tree.note(footnote_text(citation, self.documents))]

    def _trainer(self, note: str) -> Iterator[tree.Block]:
        if note.strip():
            yield tree.styled(
                TRAINER, tree.paragraph(tree.strong(*tree.words("Lời giảng viên:")), *tree.words(f" {note.strip()}"))
            )

    def _remark(self, remark: Remark) -> Iterator[tree.Block]:
        notes = [tree.note(footnote_text(one, self.documents)) for one in remark.citations]
        style, says = (PROPOSAL, "Gợi ý:") if remark.proposed else (TRAINER, "Lời giảng viên:")
        if remark.generated:
            says = "Phần mềm viết, đã đối chiếu với nguồn:"
        yield tree.styled(
            style, tree.paragraph(tree.strong(*tree.words(says)), *tree.words(f" {remark.text.strip()}"), *notes)
        )

    def _comparison(self, item: ComparisonTable) -> Iterator[tree.Block]:
        yield tree.styled(SOURCE, tree.paragraph(*tree.words(f"So sánh: {item.topic}")))
        rows = [
            [
                [tree.compact(*tree.words(self._label(row.document_id)))],
                [tree.compact(*self._quoted(citation)) for citation in row.citations]
                or [tree.compact(tree.emphasised(*tree.words(_SILENT)))],
            ]
            for row in item.rows
        ]
        yield tree.table(("Văn bản", "Nguyên văn"), rows, (0.3, 0.7))
        for sentence in item.differences:
            yield tree.styled(
                COMPUTED, tree.paragraph(tree.strong(*tree.words("Đối chiếu:")), *tree.words(f" {sentence}"))
            )
        yield from self._trainer(item.note)

    def _chart(self, item: FigureChart) -> Iterator[tree.Block]:
        file = f"bieu-do-{len(self.charts) + 1}.png"
        self.charts[file] = item
        caption = f"{item.title} ({item.unit})" if item.unit else item.title
        yield tree.styled(SOURCE, tree.paragraph(*tree.words(f"Biểu đồ: {caption}")))
        if self.pictures:
            yield tree.styled(FIGURE, tree.paragraph(tree.image(file, caption, width="15cm")))
        rows = [
            [
                [tree.compact(*tree.words(f"{point.label}: {with_unit(point.value, item.unit)}"))],
                [tree.compact(*self._quoted(point.citation))],
            ]
            for point in item.points
        ]
        yield tree.table(("Số liệu", "Nguyên văn"), rows, (0.3, 0.7))
        yield from self._trainer(item.note)
