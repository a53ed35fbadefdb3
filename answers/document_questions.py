"""Questions about a document itself: letterhead, title, signature, recipients, and where another document is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from answers.quoting import Span
from answers.spans import MAX_QUOTE_WORDS, clause_runs, lines_of, words_in
from corpus.records import Document, ParsedDocument, Reference
from index.records import Hit, UnderstoodQuestion
from vietnamese.document_numbers import canonical_key, find_numbers
from vietnamese.tokens import folded_syllables

_ASKS_NUMBER = re.compile(
    r"\b(?:so hieu|so ki hieu|so (?:may|bao nhieu)|so (?:cua )?(?:ke hoach|van ban|quyet dinh))\b"
)
_OF_CONTENT = re.compile(
    r"\b(?:co hieu luc|hieu luc|het han|het hieu luc|ap dung tu|thi hanh tu|phai bao cao|phai hoan thanh)\b"
)
_ISSUED_WHEN = re.compile(
    r"\b(?:ban hanh|ki) (?:ban )?(?:ke hoach|nghi quyet|quyet dinh|chi thi)(?: nay)? (?:vao )?"
    r"(?:ngay nao|khi nao|luc nao|thang nao|ngay may|hom nao)$"
)
# Of those who have to issue plans of their own. Refuses none but what speaks of a duty.
_OBLIGES = re.compile(r"\b(?:phai|can|cham nhat|truoc|han|cac (?:so|xa|phuong|huyen|don vi|dia phuong))\b")
_SHORT_NAME = re.compile(r"\b(?:goi tat|viet tat|goi la|goi ngan gon|ten tat)\b")
_NAMED_SHORT = re.compile(r"\((?:sau đây|dưới đây)?\s*(?:được )?(?:gọi|viết) (?:tắt )?(?:chung )?là[^()]{1,160}\)")
_ASKS_DATE = re.compile(r"\b(?:ngay|khi nao|bao gio|luc nao|thang nao|thang may|thang nam)\b")
_ASKS_ISSUER = re.compile(
    r"\b(?:do ai|ai ban hanh|co quan (?:nao )?ban hanh|(?:do|cua) (?:co quan|don vi|cap|tinh|noi) nao)\b"
)
# Where a reference may end: before the next document that is named, or at the end of a clause.
_NEXT_DOCUMENT = re.compile(
    r"(?:\s+và|;|,)\s+(?=(?:Kế hoạch|Nghị quyết|Quyết định|Kết luận|Chỉ thị|Thông tư|Nghị định|Chương trình) số)"
)


def set_right(understood: UnderstoodQuestion) -> UnderstoodQuestion:
    """Return the question with what it asks of the document itself set right.

    When a document takes effect stands in its content; when a body issued its plan, in the letterhead.
    """
    if understood.about and _OF_CONTENT.search(" ".join(folded_syllables(understood.question))):
        return replace(understood, about=())
    bare = " ".join(folded_syllables(understood.text))
    if not understood.about and not understood.numbers and _ISSUED_WHEN.search(bare) and not _OBLIGES.search(bare):
        return replace(understood, about=("header",))
    return understood


def missing_identity(understood: UnderstoodQuestion, document: Document) -> list[str]:
    """Return what is asked of the document's identity and is not known: "số hiệu", "ngày ban hành"."""
    if "header" not in understood.about:
        return []
    bare = " ".join(folded_syllables(understood.question))
    missing = []
    if _ASKS_NUMBER.search(bare) and document.number is None:
        missing.append("số hiệu")
    undated = document.issued_on.year is None or (document.issued_on.day is None and re.search(r"\bngay\b", bare))
    if _ASKS_DATE.search(bare) and undated:
        missing.append("ngày ban hành")
    if _ASKS_ISSUER.search(bare) and document.issuer is None:
        missing.append("cơ quan ban hành")
    return missing


def section_quotations(parsed: ParsedDocument, about: Sequence[str]) -> list[tuple[str, Span]]:
    """Return the special sections asked about, whole, in spans of at most MAX_QUOTE_WORDS words."""
    found: list[tuple[str, Span]] = []
    for name in about:
        for section in parsed.sections:
            if section.path == name:
                found += [(name, span) for span in chunks_of_lines(parsed.reading.text, section.start, section.end)]
    return found


def chunks_of_lines(text: str, start: int, end: int) -> list[Span]:
    """Return runs of whole lines that hold at most MAX_QUOTE_WORDS words; a longer line is cut at clauses."""
    chunks: list[Span] = []
    for line_start, line_end in lines_of(text, start, end):
        if chunks and words_in(text[chunks[-1][0] : line_end]) <= MAX_QUOTE_WORDS:
            chunks[-1] = (chunks[-1][0], line_end)
        elif words_in(text[line_start:line_end]) <= MAX_QUOTE_WORDS:
            chunks.append((line_start, line_end))
        else:
            chunks += clause_runs(text, line_start, line_end)
    return chunks


def introductions(
    understood: UnderstoodQuestion, hits: Sequence[Hit], opened: Callable[[str], ParsedDocument], most: int = 3
) -> list[tuple[ParsedDocument, str, Span, Reference]]:
    """Return where the documents asked for by number are named, those with date and issuer first."""
    keys = frozenset(understood.numbers)
    found: list[tuple[int, int, ParsedDocument, str, Span, Reference]] = []
    for document_id in list(dict.fromkeys(hit.document.id for hit in hits))[:most]:
        parsed = opened(document_id)
        rank = next(hit.rank for hit in hits if hit.document.id == document_id)
        for reference in parsed.references:
            if reference.number is None or canonical_key(reference.number) not in keys:
                continue
            printed_date = bool(re.search(r"ngày\s+\d", parsed.reading.text[reference.start : reference.end + 30]))
            worth = 2 * printed_date + bool(reference.issuer)
            section = _section_of(parsed, reference.start)
            found.append((-worth, rank, parsed, section, naming_span(parsed.reading.text, reference), reference))
    found.sort(key=lambda one: (one[0], one[1], one[4]))
    # One of each document before a second of any: what several documents say alike is the surer.
    first = {one[2].document.id: one for one in reversed(found)}
    ordered = [one for one in found if one is first[one[2].document.id]]
    return [one[2:] for one in (*ordered, *(one for one in found if one not in ordered))]


def asks_for_short_name(understood: UnderstoodQuestion) -> bool:
    """Tell whether a question asks what a short name stands for, or how something is called for short."""
    return bool(_SHORT_NAME.search(" ".join(folded_syllables(understood.question))))


def short_names(parsed: ParsedDocument, keys: Sequence[str]) -> list[Span]:
    """Return the brackets "(sau đây gọi là …)" that give one of the documents with these number keys a short name."""
    text = parsed.reading.text
    return [
        match.span()
        for match in _NAMED_SHORT.finditer(text)
        if any(number.key in keys for number in find_numbers(match.group()))
    ]


def naming_span(text: str, reference: Reference) -> Span:
    """Return the reference with the words that go on naming it, up to MAX_QUOTE_WORDS words."""
    line_end = text.find("\n", reference.end)
    line_end = len(text) if line_end < 0 else line_end
    following = _NEXT_DOCUMENT.search(text, reference.end, line_end)
    end = following.start() if following else line_end
    stop = re.compile(r"[.;](?=\s|$)").search(text, reference.end, end)
    end = stop.start() if stop else end
    words = list(re.finditer(r"\S+", text[reference.start : end]))
    if len(words) > MAX_QUOTE_WORDS:
        runs = clause_runs(text, reference.start, end)
        return runs[0]
    return reference.start, reference.start + words[-1].end() if words else reference.end


def _section_of(parsed: ParsedDocument, offset: int) -> str:
    return next((one.section for one in parsed.passages if one.start <= offset < one.end), "")
