"""Writing a briefing to a file, in the form that the file's ending names, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from answers.briefing.basket import to_json
from answers.briefing.checking import checked, cited_anew, stands
from answers.briefing.records import (
    Briefing,
    ComparisonTable,
    ExportReport,
    FigureChart,
    QuizQuestion,
    Quotation,
)
from corpus.records import Document, ParsedDocument
from errors import InputError

SUFFIXES = (".docx", ".pptx", ".md", ".html", ".json")
QUIZ_SUFFIXES = (".csv", ".gift", ".txt")
"""Forms that hold the quiz alone: a table, Moodle's GIFT, Aiken."""
WITH_QUIZ = (".docx", ".md", ".html", *QUIZ_SUFFIXES)
"""Forms that hold a quiz; the others leave it out."""


def export(
    briefing: Briefing, path: Path, opened: Callable[[str], ParsedDocument], quiz: Sequence[QuizQuestion] = ()
) -> ExportReport:
    """Write a briefing, with a quiz at its end in the forms of WITH_QUIZ, and return what was written.

    A file that is there is replaced only by a complete one. Raises InputError for an ending that is not known, a
    place that cannot be written, nothing to write, or a quotation that is not word for word in its document;
    UnknownDocument for one that is not in the library; MissingComponent when a program is absent.
    """
    write = _writer(path)
    ending = path.suffix.lower()
    if ending in QUIZ_SUFFIXES:
        briefing = replace(briefing, sections=())
    if ending not in WITH_QUIZ:
        quiz = ()
    if not any(section.items for section in briefing.sections) and not quiz:
        raise InputError("Tài liệu chưa có mục nào để xuất. Hãy thêm trích dẫn hoặc đề xuất dàn ý trước.")
    briefing, quiz = _as_documents_read(briefing, quiz, opened)
    ids = dict.fromkeys([*briefing.document_ids, *(question.citation.document_id for question in quiz)])
    documents = {identifier: opened(identifier).document for identifier in ids}
    draft = path.with_name(f".{path.stem}.{os.getpid()}.partial{path.suffix}")
    try:
        write(briefing, documents, draft, quiz)
        os.replace(draft, path)
    except OSError as error:
        raise InputError(
            f"Không ghi được tệp {path}: {error.strerror or error}. Hãy chọn thư mục khác hoặc kiểm tra quyền ghi."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    quoting = [
        item
        for section in briefing.sections
        for item in section.items
        if isinstance(item, (Quotation, ComparisonTable, FigureChart))
    ]
    return ExportReport(str(path), len(quoting) + len(quiz), len(briefing.citations) + len(quiz))


_Write = Callable[[Briefing, Mapping[str, Document], Path, Sequence[QuizQuestion]], None]


def _writer(path: Path) -> _Write:
    match path.suffix.lower():
        case ".docx":
            from answers.briefing.word import write_word

            return write_word
        case ".pptx":
            return _write_slides
        case ".md":
            from answers.briefing.pages import write_markdown

            return write_markdown
        case ".html":
            from answers.briefing.pages import write_html

            return write_html
        case ".json":
            return _write_basket
        case ending if ending in QUIZ_SUFFIXES:
            return _write_quiz
        case ending:
            known = ", ".join(SUFFIXES)
            raise InputError(f"Không xuất được tệp “{ending or path.name}”. Hãy đặt tên tệp kết thúc bằng: {known}.")


def _write_slides(
    briefing: Briefing, documents: Mapping[str, Document], path: Path, quiz: Sequence[QuizQuestion]
) -> None:
    from answers.briefing.slides import write_slides

    write_slides(briefing, documents, path)


def _write_basket(
    briefing: Briefing, documents: Mapping[str, Document], path: Path, quiz: Sequence[QuizQuestion]
) -> None:
    path.write_bytes(to_json(briefing, documents))


def _write_quiz(
    briefing: Briefing, documents: Mapping[str, Document], path: Path, quiz: Sequence[QuizQuestion]
) -> None:
    from answers.briefing.quiz_files import quiz_aiken, quiz_csv, quiz_gift

    forms = {".csv": quiz_csv, ".gift": quiz_gift}
    make = forms.get(path.suffix.lower())
    path.write_bytes(make(quiz, documents) if make else quiz_aiken(quiz))


def _as_documents_read(
    briefing: Briefing, quiz: Sequence[QuizQuestion], opened: Callable[[str], ParsedDocument]
) -> tuple[Briefing, list[QuizQuestion]]:
    """Return both with every citation as its document gives it now. Raises InputError for what does not stand."""
    again, changes = checked(briefing, opened)
    if changes:
        raise InputError(f"Chưa xuất vì tài liệu không còn khớp với văn bản. {changes[0]} Hãy kiểm tra lại rồi xuất.")
    asked = []
    for question in quiz:
        parsed = opened(question.citation.document_id)
        if not stands(question.citation, parsed):
            raise InputError(f"Câu hỏi trắc nghiệm không còn khớp với văn bản ({question.citation.text}): hãy đặt lại.")
        asked.append(replace(question, citation=cited_anew(question.citation, parsed)))
    return again, asked
