"""Questions made from documents: answerable ones about a sentence, unanswerable ones about what no sentence says.

They serve to fit and to check abstention. A question is a sentence with its figure, date or agency asked for, some of
its words left out or said otherwise (thesaurus), now and then typed without marks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answers.facts import Fact, agencies, dates, figures
from answers.quoting import names_actor
from answers.spans import clause_pieces, units_of, words_in
from corpus.records import SPECIAL_SECTIONS, ParsedDocument, Passage
from vietnamese.normal_forms import fold
from vietnamese.thesaurus import Thesaurus
from vietnamese.tokens import tokens_with_spans

_UNIT_WORDS = {"%": "phần trăm", "": "", "tuoi": "tuổi", "cm": "cm", "nguoi": "người"}
_CARRIERS = ("", "", "", "Xin hỏi ", "Cho tôi hỏi ", "Theo văn bản, ", "cho biết ", "Hiện nay ")
_KEPT = frozenset("bao nhiêu nào khi ai đâu năm tỷ lệ số điện thoại".split())
_FILLERS = (
    "muốn định chuyện việc những các mấy được sẽ đang phải nên thì mà cho người bà con mình nhà nước nơi chỗ lúc hồi"
    " này kia đó lo giữ làm nhắc kéo đưa đặt ra vào lên xuống"
).split()
_LABEL = re.compile(r"^[\s\-–+•*]*(?:\d+(?:\.\d+)*[.)]|[IVXLC]+[.)-]|[a-zđ]\))?\s*")


@dataclass(frozen=True, slots=True)
class Generated:
    """One question; `evidence` is the clause that answers it, empty when nothing does. `document_id` is its source."""

    question: str
    kind: str
    evidence: str
    document_id: str


def generated(parsed: ParsedDocument, thesaurus: Thesaurus | None, randomly: random.Random) -> Iterator[Generated]:
    """Yield questions made from the clauses of a document."""
    place = parsed.document.place or ""
    for passage in parsed.passages:
        if passage.section in SPECIAL_SECTIONS:
            continue
        for clause in _clauses(passage):
            for kind, question, answerable in _questions(clause, passage, randomly):
                typed = _worded(question, thesaurus, randomly)
                if place and randomly.random() < 0.5:
                    typed = randomly.choice((f"{typed} ở {place}", f"{place}: {typed}", f"Ở {place}, {typed}"))
                if randomly.random() < 0.15:
                    typed = fold(typed).lower()
                yield Generated(
                    typed + randomly.choice(("?", "")), kind, clause if answerable else "", parsed.document.id
                )


def _clauses(passage: Passage) -> Iterator[str]:
    for unit in units_of(passage.text, 0, len(passage.text)):
        for start, end in clause_pieces(passage.text, unit.start, unit.end, 24):
            clause = _LABEL.sub("", passage.text[start:end]).strip(" ,;:.()")
            if 5 <= words_in(clause) <= 24:
                yield clause


def _questions(clause: str, passage: Passage, randomly: random.Random) -> Iterator[tuple[str, str, bool]]:
    """Yield (kind, question, whether the clause answers)."""
    counted, dated, bodies = figures(clause), dates(clause), agencies(clause)
    if counted:
        yield "figure", _asking_figure(clause, counted[0]), True
    if dated:
        asked = randomly.choice(("khi nào", "năm nào", "thời gian nào"))
        yield "deadline", _replaced(clause, dated[0], asked), True
    if bodies and names_actor(clause) and bodies[0].start < 4:
        body = clause[bodies[0].start : bodies[0].end]
        rest = clause[bodies[0].end :]
        if words_in(rest) >= 4:
            yield "agency", f"{randomly.choice(('Cơ quan nào', 'Đơn vị nào', 'Ai'))}{rest}", True
        if not re.search(r"\d", passage.text):
            yield "contact", f"Số điện thoại của {body} là bao nhiêu", False
    if not counted and not dated and words_in(clause) <= 16:
        subject = clause[0].lower() + clause[1:]
        yield (
            "matter",
            randomly.choice((f"{clause} như thế nào", f"Có {subject} không", f"Nêu nội dung về {subject}")),
            True,
        )
        if not figures(passage.text):
            yield (
                "no_figure",
                randomly.choice(
                    (
                        f"Tỷ lệ {subject} là bao nhiêu phần trăm",
                        f"Có bao nhiêu người {subject}",
                        f"Kinh phí {subject} là bao nhiêu tiền",
                        f"Chỉ tiêu {subject} là bao nhiêu",
                        f"{subject} bao nhiêu lần",
                    )
                ),
                False,
            )
        if not dates(passage.text):
            yield (
                "no_date",
                randomly.choice(
                    (f"Khi nào {subject}", f"Thời hạn {subject} là ngày nào", f"{subject} chậm nhất vào tháng mấy")
                ),
                False,
            )


def _asking_figure(clause: str, fact: Fact) -> str:
    unit = _UNIT_WORDS.get(fact.unit)
    asked = "bao nhiêu" if unit is None else f"bao nhiêu {unit}".strip()
    if unit is None:
        number = re.match(r"\(?[\d.,]+(?:\s*[-–]\s*[\d.,]+\)?)?", clause[fact.start : fact.end])
        end = fact.start + number.end() if number else fact.end
        return clause[: fact.start] + asked + clause[end:]
    return _replaced(clause, fact, asked)


def _replaced(clause: str, fact: Fact, asked: str) -> str:
    return f"{clause[: fact.start]}{asked}{clause[fact.end :]}"


def _worded(question: str, thesaurus: Thesaurus | None, randomly: random.Random) -> str:
    """Return the question with phrases said otherwise, words left out, everyday words added and a way of asking."""
    if thesaurus is not None:
        for _ in range(randomly.choice((0, 0, 1, 2))):
            question = _otherwise(question, thesaurus, randomly)
    left_out = randomly.choice((0.05, 0.15, 0.3, 0.45))
    words: list[str] = []
    for word in question.split():
        if word.lower() in _KEPT or randomly.random() > left_out:
            words.append(word)
        if randomly.random() < left_out / 4:
            words.append(randomly.choice(_FILLERS))
    text = " ".join(words)
    return randomly.choice(_CARRIERS) + text[:1].lower() + text[1:]


def _otherwise(question: str, thesaurus: Thesaurus, randomly: random.Random) -> str:
    """Return the question with one of its phrases in another wording of the thesaurus."""
    tokens = list(tokens_with_spans(question))
    related = [one for one in thesaurus.expansions([token.form for token in tokens]) if not one.abbreviation]
    if not related:
        return question
    chosen = randomly.choice(related)
    return question[: tokens[chosen.start].start] + chosen.text + question[tokens[chosen.end - 1].end :]


def sample(questions: Sequence[Generated], count: int, randomly: random.Random) -> list[Generated]:
    """Return at most `count` of each kind."""
    kinds = sorted({one.kind for one in questions})
    chosen: list[Generated] = []
    for kind in kinds:
        own = [one for one in questions if one.kind == kind]
        chosen += randomly.sample(own, min(count, len(own)))
    return chosen
