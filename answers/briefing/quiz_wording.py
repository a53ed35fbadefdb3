"""How the questions of a quiz are worded: the document named, a sentence quoted, one thing asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from answers.briefing.quiz_facts import QuizFact
from answers.briefing.short_citations import DIGEST_MARK
from corpus.citations import document_name
from corpus.records import Document, ParsedDocument
from vietnamese.document_kinds import LAWS
from vietnamese.tokens import folded_syllables

BLANK = "_____"
_ASKED = {
    "figure": "con số nào điền đúng vào chỗ trống trong câu sau?",
    "date": "mốc thời gian nào điền đúng vào chỗ trống trong câu sau?",
    "body": "cơ quan, tổ chức nào điền đúng vào chỗ trống trong câu sau?",
    "number": "số, ký hiệu văn bản nào điền đúng vào chỗ trống trong câu sau?",
    "issued": "ngày ban hành nào điền đúng vào chỗ trống trong câu sau?",
}
_TITLE_WORDS = 16


def quiz_names(documents: Sequence[Document]) -> dict[str, str]:
    """Return, by id, how a question names each document; a document that cannot be told from others has no name.

    Kind, number, year and issuer; with the title where that is not enough to tell two documents apart.
    """
    short = {document.id: _name(document, titled=False) for document in documents}
    counts = Counter(short.values())
    names = {
        document.id: short[document.id]
        if counts[short[document.id]] == 1 and (document.number or document.issuer)
        else _name(document, titled=True)
        for document in documents
    }
    counts = Counter(names.values())
    return {identifier: name for identifier, name in names.items() if name and counts[name] == 1}


def _name(document: Document, *, titled: bool) -> str:
    if document.kind in LAWS and document.title:
        return document_name(document)
    if titled and not document.title:
        return ""
    words = [document.kind or "Văn bản"]
    words += [f"số {document.number}"] if document.number else []
    date = document.issued_on
    if date.year and document.number:
        words += [] if f"/{date.year}/" in document.number else [f"năm {date.year}"]
    elif date.year:
        words.append(f"tháng {date.month}/{date.year}" if date.month else f"năm {date.year}")
    words += [f"của {document.issuer}"] if document.issuer else []
    if titled:
        title = (document.title or "").split()
        if " ".join(title).isupper():
            title = " ".join(title).capitalize().split()
        words.append(f"“{' '.join(title[:_TITLE_WORDS])}{'…' if len(title) > _TITLE_WORDS else ''}”")
    return " ".join(words) + (f" ({DIGEST_MARK})" if document.digest else "")


def quoted(text: str, shown: tuple[int, int], blank: tuple[int, int] | None = None) -> str:
    """Return a stretch of a text in quotation marks, its blank left open, with "…" where a sentence is cut."""
    start, end = shown
    words = f"{text[start : blank[0]]}{BLANK}{text[blank[1] : end]}" if blank and start <= blank[0] else text[start:end]
    begins = start == 0 or text[start - 1] == "\n" or _begins_sentence(text, start)
    ends = end >= len(text) or text[end] == "\n" or text[end - 1] in ".!?…"
    words = " ".join(words.split())
    if not ends:
        words = words.rstrip(" ,;:") + " …"
    return f"“{'' if begins else '… '}{words}”"


def _begins_sentence(text: str, start: int) -> bool:
    """Tell whether a line begins at `start`, its bullet or label aside, or a sentence does."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return bool(re.fullmatch(r"\s*(?:[-–+•*]|\(?[\w.]{1,9}[.)-])?\s*", line) or re.search(r"[.!?]\s+$", line))


def prompt_of(fact: QuizFact, parsed: ParsedDocument, names: Mapping[str, str]) -> str:
    """Return the question that asks for a fact."""
    text = parsed.reading.text
    named = names[fact.document.id] + _place(fact)
    if fact.kind == "task":
        heading = text[fact.blank[0] : text.find("\n", fact.blank[1])]
        leads = " chủ trì" if re.search(r"chủ trì", heading) else ""
        asked = f"nhiệm vụ sau được giao cho cơ quan, tổ chức nào{leads}?"
        return f"Theo {named}, {asked}\n{quoted(text, fact.shown)}"
    return f"Theo {named}, {_ASKED[fact.kind]}\n{quoted(text, fact.shown, fact.blank)}"


def _place(fact: QuizFact) -> str:
    """Return the heading that the sentence stands under, where it does not give the answer away."""
    answer = " ".join(folded_syllables(fact.answer))
    for heading in reversed(fact.headings):
        if answer not in " ".join(folded_syllables(heading)):
            words = heading.capitalize() if heading.isupper() else heading
            return f" (mục “{words}”)"
    return ""
