"""Facts of a document that a question can ask for, each with the words around it and the kind of thing it is.

A fact is a span of the reading text that becomes the blank of a quoted sentence (a figure, a date, the body that acts,
the number or date of a cited document), or the body in whose part of the document a task stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Literal

from answers.briefing.quiz_bodies import ACTS, body_named
from answers.briefing.quiz_context import FUNCTION_SYLLABLES, LEAD, Context, Span, content_words
from answers.briefing.quiz_values import Value, body_key, date_value, number_value
from answers.facts import dates, figures
from answers.spans import is_heading_line, units_of, words_in
from corpus.records import Citation, Document, ParsedDocument, Passage
from vietnamese.document_numbers import canonical_key, find_numbers
from vietnamese.normal_forms import compose

QuizKind = Literal["figure", "date", "body", "task", "number", "issued", "sentence"]
"""What is asked for: a figure, a date, the body that acts, the body in charge of a task, the number and the date of
issue of a cited document, the document that a sentence stands in."""

_MIN_CONTEXT_WORDS = 8
_MIN_CUT_WORDS = 13  # of a sentence whose beginning is not shown
_MIN_BODY_WORDS = 9
_MIN_SENTENCE_WORDS = 14
_MAX_CITED_WORDS = 160
_SILENT_SECTIONS = frozenset({"header", "title", "signature", "recipients"})
# A figure that counts nothing: part of a name, a rank, an age group that another figure is about, a fraction.
_NO_COUNT = re.compile(
    r"(?:[“\"=]|\bx|thứ|số|ngày|tháng|vành đai|điều|khoản|mục|điểm|khóa|khoá|phụ lục|mẫu|cấp|tuyến|loại|nhóm|hạng|quý"
    r"|lớp|chương|phần|giai đoạn|kỳ|lần thứ|COVID|QH|bước)\s*[-–]?\s*$",
    re.IGNORECASE,
)
_NO_UNITS = frozenset(
    {"", "/", "tro", "dieu", "khoan", "diem", "muc", "phan", "chuong", "phu", "va", "khoa", *FUNCTION_SYLLABLES}
)
_FIGURE_DIGITS = re.compile(r"\d+(?:[.,]\d+)*(?:\s*[-–]\s*\d+(?:[.,]\d+)*)?\s*[%‰]?")
_DATE_DIGITS = re.compile(
    r"\d{4}\s*[-–]\s*\d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?"
    r"|tháng\s+\d{1,2}\s*(?:/|năm)\s*\d{4}|\d{1,2}/\d{4}|\d{4}"
)
_ABOUT = re.compile(r"(?<!\w)(?:khoảng|xấp xỉ|gần|ước)\s*(?:\S+\s*)?$", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"(?<!\w)(?:trên|hơn|ít nhất|tối thiểu|đủ|vượt|sau)\s*(?:ngày|năm|là|mức)?\s*\(?$", re.IGNORECASE
)
_AT_MOST = re.compile(
    r"(?<!\w)(?:dưới|không quá|tối đa|thấp hơn|nhỏ hơn|trước|chậm nhất|không vượt quá|trong vòng)"
    r"\s*(?:ngày|năm|là|mức|trong|đến)?\s*\(?$",
    re.IGNORECASE,
)
_UPWARDS = re.compile(r"\s*\S*\s*(?:trở lên|trở đi)")
# An age that says of whom another figure is told: "trẻ em dưới 15 tuổi đạt 22%", "chiều cao ở 18 tuổi".
_AGE_GROUP = re.compile(r"(?:dưới|trên|từ|ở|đến)\s*$"), re.compile(r"\s*tuổi\b[^;.]*\d")


@dataclass(frozen=True, slots=True)
class QuizFact:
    """A fact and where it stands; offsets are into the reading text of `document`.

    `shown` is the stretch quoted in a question, `blank` what is asked for (inside `shown`; for a task before it),
    `cited` the stretch that proves the answer. `words` are the folded content words near the fact. `limit` says that
    the words before make it a bound: "least", "most", "about". `pair` joins number and date of a cited document.
    `headings` are those above, the nearest last, without labels. `fit` is False for what is no question; it may be a
    choice when its own words are `clean`.
    """

    kind: QuizKind
    document: Document
    section: str
    headings: tuple[str, ...]
    shown: Span
    blank: Span
    cited: Span
    answer: str
    key: str
    words: frozenset[str]
    value: Value | None = None
    unit: str = ""
    limit: str = ""
    pair: tuple[str, str] = ("", "")
    fit: bool = True
    clean: bool = True


def facts_of(parsed: ParsedDocument) -> tuple[QuizFact, ...]:
    """Return the facts of a document in the order of its text."""
    return tuple(_Reading(parsed).facts())


def citation_of(parsed: ParsedDocument, section: str, span: Span, form: str) -> Citation:
    """Return the citation of a span; `form` is its administrative form."""
    start, end = span
    pages = parsed.reading.pages_of(start, end)
    return Citation(parsed.reading.text[start:end], parsed.document.id, section, start, end, pages, form)


class _Reading:
    """One document being read for facts."""

    def __init__(self, parsed: ParsedDocument) -> None:
        self._parsed = parsed
        self._context = Context(parsed)
        self._text = self._context.text

    def facts(self) -> Iterator[QuizFact]:
        """Yield the facts section by section."""
        passages = sorted(self._parsed.passages, key=lambda passage: passage.start)
        for path, group in groupby(passages, key=lambda passage: passage.section):
            if path not in _SILENT_SECTIONS:
                yield from self._of_section(list(group))

    def _of_section(self, passages: list[Passage]) -> Iterator[QuizFact]:
        first = passages[0]
        stretch = self._text[first.start : passages[-1].end]
        headings = self._context.headings(first.headings)
        owner: Span | None = None
        for unit in units_of(self._text, first.start, first.start + len(stretch)):
            span = (unit.start, unit.end)
            line = self._text[unit.start : unit.end]
            named = body_named(line) if not unit.bullet else ""
            at = self._text.find(named, unit.start) if named else -1
            is_title = is_heading_line(self._text, *span, first.headings) or line.rstrip().endswith(":")
            if is_title and not unit.bullet:
                yield from (replace(fact, fit=False) for fact in self._cloze(first, headings, span, ""))
                owner = (at, at + len(named)) if named and "và các" not in line else None
                continue
            yield from self._cloze(first, headings, span, named)
            sentence = self._sentence(first, headings, span)
            yield replace(sentence, fit=sentence.fit and unit.opens_line and not named)
            whole = content_words(line)
            if whole != sentence.words:  # what is not shown is stated all the same
                yield replace(sentence, words=whole, shown=span, key=line, fit=False)
            if owner is not None and not named and unit.opens_line:
                yield from self._task(first, headings, span, owner)

    # -- blanks in a sentence ----------------------------------------------------------------------------------

    def _cloze(self, passage: Passage, headings: tuple[str, ...], unit: Span, named: str) -> Iterator[QuizFact]:
        make = partial(self._fact, passage, headings, unit)
        line = self._text[slice(*unit)]
        cited_dates: list[Span] = []
        for reference in self._parsed.references:
            if not reference.number or reference.start < unit[0] or reference.end > unit[1]:
                continue
            number = self._text.find(reference.number, reference.start, reference.end)
            issued = self._date_after(reference.end, unit[1])
            if issued and number >= 0:
                cited_dates.append(issued)
                key = canonical_key(reference.number)
                pair = (key, str(self._value(issued)))
                held = (reference.start, issued[1])
                blank = (number, number + len(reference.number))
                yield make("number", blank, key, held=held, pair=pair, unit_word=reference.kind or "")
                yield make("issued", issued, pair[1], held=held, pair=pair)
        numbers = [(unit[0] + number.start, unit[0] + number.end) for number in find_numbers(compose(line))]
        for fact in dates(line):
            match = _DATE_DIGITS.search(line, fact.start, fact.end)
            if match:
                blank = (unit[0] + match.start(), unit[0] + match.end())
                apart = self._text[blank[0] - 1 : blank[0]] not in ("-", "–", "/", ".")
                if apart and not any(start < blank[1] and blank[0] < end for start, end in (*cited_dates, *numbers)):
                    yield make("date", blank, str(self._value(blank)))
        for fact in figures(line):
            found = self._figure_blank(unit[0] + fact.start, unit[0] + fact.end)
            value = number_value(self._text[slice(*found)]) if found else None
            if found and value:
                unit_word = "%" if "%" in self._text[slice(*found)] or fact.unit == "phan tram" else fact.unit
                made = make("figure", found, f"{value.parts} {unit_word}", unit_word=unit_word)
                counts = not self._counts_nothing(unit, found, unit_word)
                yield replace(made, fit=made.fit and counts, clean=made.clean and counts)
        if named:
            at = self._text.find(named, unit[0])
            if ACTS.match(self._text, at + len(named)):
                yield make("body", (at, at + len(named)), body_key(named))

    def _counts_nothing(self, unit: Span, found: Span, unit_word: str) -> bool:
        """Tell whether a figure is a label, part of a name or of a list of places, or has no thing that it counts."""
        if "%" in self._text[slice(*found)]:
            return False
        before = self._text[max(unit[0], found[0] - 20) : found[0]]
        label = not before.strip(" (“-") and self._text[found[1] : found[1] + 2].strip()[:1].isupper()
        if unit_word == "thang" and re.match(r"\s*\d{1,2}\s+tháng\s+\d", self._text[found[0] :]):
            return True  # a day of a month
        return label or unit_word in _NO_UNITS or bool(_NO_COUNT.search(before) or re.search(r"\d\s*[,.]\s*$", before))

    def _figure_blank(self, start: int, end: int) -> Span | None:
        """Return the span of the number of a figure, with its % and without the thing counted."""
        match = _FIGURE_DIGITS.search(self._text, start, end)
        if match is None:
            words = self._text[start:end].split()
            return (start, start + len(words[0])) if words else None
        stop = match.end() - (len(match.group()) - len(match.group().rstrip()))
        before, after = self._text[start - 1 : start], self._text[stop : stop + 1]
        return (
            None
            if before == "/" or (after == "/" and self._text[stop + 1 : stop + 2].isdigit())
            else (match.start(), stop)
        )

    def _date_after(self, position: int, end: int) -> Span | None:
        """Return the date that follows the number of a cited document: "…, ngày 10/4/2025"."""
        lead = re.compile(r"\s*,?\s*ngày\s+").match(self._text, position, end)
        match = _DATE_DIGITS.match(self._text, lead.end(), end) if lead else None
        return match.span() if match and date_value(match.group()) else None

    def _value(self, span: Span) -> Value | None:
        return date_value(self._text[slice(*span)])

    def _fact(
        self,
        passage: Passage,
        headings: tuple[str, ...],
        unit: Span,
        kind: QuizKind,
        blank: Span,
        key: str,
        *,
        held: Span | None = None,
        pair: tuple[str, str] = ("", ""),
        unit_word: str = "",
    ) -> QuizFact:
        """Return a fact of a sentence; the stretch that is shown holds `held` whole."""
        shown = self._context.shown(unit, held or blank)
        answer = self._text[slice(*blank)]
        value = number_value(answer) if kind == "figure" else date_value(answer) if kind in ("date", "issued") else None
        before = self._text[max(unit[0], blank[0] - 30) : blank[0]]
        context = self._text[shown[0] : blank[0]] + " " + self._text[blank[1] : shown[1]]
        whole = not self._text[unit[0] : shown[0]].rstrip().endswith(",")
        least_words = _MIN_BODY_WORDS if kind == "body" else _MIN_CONTEXT_WORDS if whole else _MIN_CUT_WORDS
        fit = self._context.reads_well(shown) and words_in(context) >= least_words
        if kind == "figure":
            fit = fit and not (_AGE_GROUP[0].search(before) and _AGE_GROUP[1].match(self._text, blank[1], unit[1]))
        return QuizFact(
            kind,
            self._parsed.document,
            passage.section,
            headings,
            shown,
            blank,
            shown,
            answer,
            key,
            self._context.near(unit, blank),
            value,
            unit_word or (value.form if value else ""),
            self._limit(before, blank[1]),
            pair,
            fit and (value is not None or kind in ("body", "number")),
            self._context.reads_well(blank),
        )

    def _limit(self, before: str, end: int) -> str:
        if _UPWARDS.match(self._text, end):
            return "least"
        for limit, pattern in (("about", _ABOUT), ("most", _AT_MOST), ("least", _AT_LEAST)):
            if pattern.search(before):
                return limit
        return ""

    def _sentence(self, passage: Passage, headings: tuple[str, ...], unit: Span) -> QuizFact:
        shown = self._context.shown(unit, (unit[0], unit[0] + 1))
        lead = LEAD.match(self._text, *shown)
        shown = (lead.end() if lead else shown[0], shown[1])
        text = self._text[slice(*shown)]
        fit = self._context.reads_well(shown) and self._context.count(*shown) >= _MIN_SENTENCE_WORDS
        return QuizFact(
            "sentence", self._parsed.document, passage.section, headings, shown, shown, shown, text, text,
            content_words(text), fit=fit,
        )  # fmt: skip

    # -- tasks under the heading of a body ---------------------------------------------------------------------

    def _task(self, passage: Passage, headings: tuple[str, ...], unit: Span, owner: Span) -> Iterator[QuizFact]:
        start, end = self._context.shown(unit, (unit[0], unit[0] + 1))
        lead = LEAD.match(self._text, start, end)
        start = lead.end() if lead else start
        answer = self._text[slice(*owner)]
        cited = (owner[0], end)
        fit = (
            self._context.reads_well((start, end))
            and self._context.reads_well(owner)
            and self._context.count(start, end) >= _MIN_BODY_WORDS
        )
        words = content_words(self._text[start:end])
        yield QuizFact(
            "task", self._parsed.document, passage.section, headings, (start, end), owner, cited, answer,
            body_key(answer), words, fit=fit and self._context.count(*cited) <= _MAX_CITED_WORDS,
        )  # fmt: skip
