"""An independent check of quiz questions: what a reader would do with the documents in hand.

It shares no rule with the maker: it reads the question as printed, puts each choice into the blank and looks whether
the documents say so, and reads the figures of the documents anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from answers.briefing.quiz_wording import BLANK, quiz_names
from answers.briefing.records import QuizQuestion
from answers.facts import figures
from corpus.records import ParsedDocument
from vietnamese.tokens import folded_syllables

_EMPTY = frozenset("va cua cac la voi tu den ke duoc trong tren cho co theo o khi thi mot nhung den nay tai ve".split())
_FIGURE_WORDS = 10
_SAME_MATTER = 0.7


def check_question(question: QuizQuestion, documents: Sequence[ParsedDocument]) -> list[str]:
    """Return what is wrong with a question by the documents, in Vietnamese; empty when nothing is."""
    by_id = {parsed.document.id: parsed for parsed in documents}
    parsed = by_id.get(question.citation.document_id)
    if parsed is None:
        return ["Trích dẫn nói đến văn bản không có."]
    return [*_form(question, parsed), *_right(question, by_id), *_wrong(question, by_id)]


def _form(question: QuizQuestion, parsed: ParsedDocument) -> Iterator[str]:
    citation = question.citation
    if parsed.reading.text[citation.start : citation.end] != citation.quote:
        yield "Đoạn trích không khớp văn bản."
    if not 0 <= question.answer < len(question.choices) or not 2 <= len(question.choices) <= 4:
        yield "Số lựa chọn hoặc vị trí đáp án sai."
    if len({_bare(choice) for choice in question.choices}) < len(question.choices):
        yield "Hai lựa chọn giống nhau."
    if len(question.wrong_from) != len(question.choices) - 1:
        yield "Nguồn của các lựa chọn sai không đủ."
    if _holds(_bare(question.prompt), _bare(question.choices[question.answer])):
        yield "Đáp án nằm ngay trong câu hỏi."
    if not _sentence(question):
        yield "Câu hỏi không trích nguyên văn."


def _right(question: QuizQuestion, by_id: Mapping[str, ParsedDocument]) -> Iterator[str]:
    """Yield the problem when the citation does not prove the right choice."""
    right, quote = question.choices[question.answer], _bare(question.citation.quote)
    names = quiz_names([parsed.document for parsed in by_id.values()])
    if right in names.values():
        if names.get(question.citation.document_id) != right:
            yield "Đáp án không phải văn bản được dẫn."
        return
    if not _holds(quote, _bare(right)):
        yield f"Đáp án “{right}” không có trong đoạn được dẫn."
    if names.get(question.citation.document_id, "\0") not in question.prompt:
        yield "Câu hỏi không nêu tên văn bản."
    stated = _with(question, right)
    if stated and not _holds(quote, stated):
        yield "Câu hỏi điền đáp án không trùng nguyên văn đoạn được dẫn."


def _wrong(question: QuizQuestion, by_id: Mapping[str, ParsedDocument]) -> Iterator[str]:
    """Yield a problem for each wrong choice that the documents may also state."""
    names = {name: key for key, name in quiz_names([parsed.document for parsed in by_id.values()]).items()}
    quote = _bare(question.citation.quote)
    sources = iter(question.wrong_from)
    for index, choice in enumerate(question.choices):
        if index == question.answer:
            continue
        source = next(sources, None)
        if choice in names:
            yield from _wrong_document(question, by_id[names[choice]], choice, source is not None)
            continue
        if _holds(quote, _bare(choice)):
            yield f"Lựa chọn sai “{choice}” cũng có trong đoạn được dẫn."
        if source is not None and not _holds(_bare(source.quote), _bare(choice)):
            yield f"Lựa chọn sai “{choice}” không có ở nơi nó được lấy."
        stated = _with(question, choice)
        for parsed in by_id.values():
            if stated and _holds(_bare(parsed.reading.text), stated):
                yield f"“{choice}” cũng đúng theo {parsed.document.id}."
            elif stated and _same_figure_stated(question, choice, parsed):
                yield f"{parsed.document.id} có thể cũng nêu “{choice}” cho nội dung này."


def _wrong_document(question: QuizQuestion, parsed: ParsedDocument, name: str, compared: bool) -> Iterator[str]:
    words = _bare(_sentence(question))
    if not compared and words and _holds(_bare(parsed.reading.text), words):
        yield f"{name} cũng có nội dung được hỏi."
    if compared:
        own = _figure_in(question, question.citation.quote)
        other = next(
            (
                value
                for source in question.wrong_from
                if source is not None and source.document_id == parsed.document.id
                for value in _figure_in(question, source.quote)
            ),
            None,
        )
        highest = "cao nhất" in question.prompt
        if not own or other is None or (other >= own[0] if highest else other <= own[0]):
            yield f"{name} không nêu mức {'thấp' if highest else 'cao'} hơn."


def _figure_in(question: QuizQuestion, quote: str) -> list[float]:
    """Return the figure of a quotation that stands where the blank is: after, or before, the words next to it."""
    before, _, after = _sentence(question).partition(BLANK)
    words = _bare(quote)
    lead, tail = _bare(before).strip(), _bare(after).strip()
    found = [
        (_shared(lead, words[: one.start()]) + _shared(tail, words[one.end() :]), _number(one.group()))
        for one in re.finditer(r"\d+(?:[.,]\d+)*", words)
    ]
    return [max(found, key=lambda pair: pair[0])[1]] if found else []


def _shared(asked: str, near: str) -> int:
    """Return how many of the words next to the blank stand near a figure."""
    return len(set(asked.split()) & set(near.split()[-12:] + near.split()[:6]))


def _number(written: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written):
        return float(written.replace(".", ""))
    return float(written.replace(",", "."))


def _with(question: QuizQuestion, choice: str) -> str:
    """Return the quoted sentence with a choice in its blank, folded; empty where nothing is left open."""
    sentence = _sentence(question)
    return _bare(sentence.replace(BLANK, choice)) if BLANK in sentence else ""


def _sentence(question: QuizQuestion) -> str:
    """Return the sentence that a question quotes last, without its marks; empty where it quotes none."""
    match = re.search(r"“([^\n]*)”\??$", question.prompt.rpartition("\n")[2])
    return match[1].strip(" …") if match else ""


def _same_figure_stated(question: QuizQuestion, choice: str, parsed: ParsedDocument) -> bool:
    """Tell whether a document states the figure of a choice with most of the words next to the blank."""
    if not re.fullmatch(r"[\d.,]+\s*%?", choice):
        return False
    before, _, after = _sentence(question).partition(BLANK)
    asked = set(_words(re.split(r"[;.]\s", before)[-1])[-_FIGURE_WORDS:] + _words(re.split(r"[;.]\s", after)[0])[:10])
    for stated, words in _figures_of(parsed.reading.text):
        if stated == "".join(choice.split()) and len(asked & words) >= _SAME_MATTER * len(asked):
            return True
    return False


@lru_cache(maxsize=64)
def _figures_of(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return each figure of a text as written, and the words of its clause."""
    found = []
    for fact in figures(text):
        match = re.match(r"[\d.,]+\s*%?", text[fact.start : fact.end])
        if match:
            end = fact.start + match.end()
            before = re.split(r"[;.\n]\s", text[max(0, fact.start - 120) : fact.start])[-1]
            after = re.split(r"[;.\n]\s", text[end : end + 120])[0]
            near = _words(before)[-_FIGURE_WORDS - 4 :] + _words(after)[:12]
            found.append(("".join(match.group().split()), frozenset(near)))
    return tuple(found)


def _words(text: str) -> list[str]:
    return [word for word in folded_syllables(text) if word.isalpha() and word not in _EMPTY]


@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    """Return the words of a text, folded; figures keep their decimals."""
    return " ".join(folded_syllables(text))


def _holds(words: str, part: str) -> bool:
    return f" {part} " in f" {words} "


__all__ = ["check_question"]
