"""A quiz in the forms that quiz tools import: CSV, GIFT (Moodle) and Aiken; the citation goes with each answer.

GIFT: docs.moodle.org/en/GIFT_format. Aiken: docs.moodle.org/en/Aiken_format, one line a question, no feedback.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from answers.briefing.records import QuizQuestion
from answers.briefing.short_citations import full_citation
from corpus.records import Document
from spreadsheets import csv_bytes

LETTERS = "ABCD"
_HEAD = ("Câu hỏi", *(f"Phương án {letter}" for letter in LETTERS), "Đáp án", "Trích dẫn", "Nguyên văn")
_GIFT_MARKS = re.compile(r"[\\~=#{}:]")
# Control characters, which no text form holds.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def quiz_csv(quiz: Sequence[QuizQuestion], documents: Mapping[str, Document]) -> bytes:
    """Return one row a question: question, choices A to D, letter of the answer, citation, quotation."""
    rows = [
        [
            _line(question.prompt),
            *(map(_line, question.choices)),
            *[""] * (len(LETTERS) - len(question.choices)),
            LETTERS[question.answer],
            full_citation(question.citation, documents),
            _line(question.citation.quote),
        ]
        for question in quiz
    ]
    return csv_bytes([_HEAD, *rows])


def quiz_gift(quiz: Sequence[QuizQuestion], documents: Mapping[str, Document]) -> bytes:
    """Return the questions for Moodle; the citation is the feedback shown after the answer."""
    questions = []
    for number, question in enumerate(quiz, start=1):
        choices = "\n".join(
            f"{'=' if index == question.answer else '~'}{_gift(choice)}"
            for index, choice in enumerate(question.choices)
        )
        source = _gift(f"{full_citation(question.citation, documents)}: “{question.citation.quote}”")
        questions.append(f"::Câu {number}::[plain]{_gift(question.prompt)} {{\n{choices}\n####{source}\n}}\n")
    return "\n".join(questions).encode("utf-8")


def quiz_aiken(quiz: Sequence[QuizQuestion]) -> bytes:
    """Return the questions in the Aiken form, in which a question is one line and has no feedback."""
    questions = []
    for question in quiz:
        choices = [f"{letter}. {_line(choice)}" for letter, choice in zip(LETTERS, question.choices, strict=False)]
        questions.append("\n".join([_line(question.prompt), *choices, f"ANSWER: {LETTERS[question.answer]}"]))
    return ("\n\n".join(questions) + "\n").encode("utf-8")


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _gift(text: str) -> str:
    return _GIFT_MARKS.sub(lambda match: "\\" + match.group(), _line(text))
