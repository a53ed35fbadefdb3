"""A quiz made from documents: figures, deadlines, bodies in charge, cited documents and comparisons, each answer proven
by a citation and each wrong choice ruled out by what the documents state.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from answers.briefing.quiz_choices import FEWEST, ChoiceMaker
from answers.briefing.quiz_context import Span, alike, content_words
from answers.briefing.quiz_documents import comparison_drafts, source_drafts
from answers.briefing.quiz_drafts import Draft
from answers.briefing.quiz_facts import QuizFact, citation_of, facts_of
from answers.briefing.quiz_wording import prompt_of, quiz_names
from answers.briefing.records import QuizQuestion
from corpus.citations import administrative_citation
from corpus.records import Citation, ParsedDocument
from vietnamese.tokens import folded_syllables

_SHARES = {"figure": 4.0, "comparison": 3.0, "task": 3.0, "body": 2.0, "date": 2.0, "number": 1.2, "issued": 1.0}
_SHARE_OF_OTHERS = 1.5
_TOO_ALIKE = 0.75
_SAME_TASK = 0.65
_SAME_ANSWER = 12
"""One in so many questions may have the same answer of the same kind; two always may."""


def make_quiz(
    documents: Sequence[ParsedDocument],
    count: int,
    *,
    stretches: Mapping[str, Sequence[Span]] | None = None,
    seed: int = 0,
) -> tuple[QuizQuestion, ...]:
    """Return up to `count` questions on `documents`, of varied kinds and documents; the same input gives the same quiz.

    With `stretches` (spans of the reading texts, by document id) the questions are asked of what stands in them; what
    the documents say elsewhere still rules wrong choices out. Fewer questions come back when the documents do not hold
    enough to ask for without doubt.
    """
    return tuple(_QuizMaker(documents, stretches, random.Random(seed)).questions(count))


class _QuizMaker:
    """Makes questions one by one, the kinds and documents least asked about first."""

    def __init__(
        self,
        documents: Sequence[ParsedDocument],
        stretches: Mapping[str, Sequence[Span]] | None,
        rng: random.Random,
    ) -> None:
        self._rng = rng
        self._parsed = {parsed.document.id: parsed for parsed in documents}
        self._names = quiz_names([parsed.document for parsed in documents])
        self._facts = [fact for parsed in documents for fact in facts_of(parsed)]
        self._maker = ChoiceMaker(self._facts)
        self._stretches = stretches
        self._said: dict[str, list[QuizFact]] = {}
        for fact in self._facts:
            if fact.kind in ("task", "body", "sentence"):
                self._said.setdefault(fact.document.id, []).append(fact)

    def questions(self, count: int) -> Iterator[QuizQuestion]:
        """Yield the questions: each of its own sentence; then, where these are too few, further ones of the same."""
        chosen: list[Draft] = []
        waiting = self._drafts()
        for apart in (True, False):
            left = []
            for draft in _in_turn(waiting, chosen):
                if len(chosen) == count:
                    return
                alike_answers = sum(one.kind == draft.kind and one.answer_key == draft.answer_key for one in chosen)
                if alike_answers >= max(2, count // _SAME_ANSWER) or any(_repeats(draft, one, apart) for one in chosen):
                    left.append(draft)
                    continue
                question = draft.make()
                if question is not None:
                    chosen.append(draft)
                    yield question
            waiting = left

    def _drafts(self) -> list[Draft]:
        facts = [fact for fact in self._facts if fact.fit and fact.document.id in self._names and self._is_wanted(fact)]
        drafts = [self._draft(fact) for fact in facts if fact.kind != "sentence"]
        drafts += comparison_drafts(facts, self._parsed, self._names, self._rng)
        drafts += source_drafts(facts, self._facts, self._parsed, self._names, self._rng)
        self._rng.shuffle(drafts)
        return drafts

    def _is_wanted(self, fact: QuizFact) -> bool:
        if self._stretches is None:
            return True
        start, end = fact.shown
        return any(begin < end and start < stop for begin, stop in self._stretches.get(fact.document.id, ()))

    def _draft(self, fact: QuizFact) -> Draft:
        text = self._parsed[fact.document.id].reading.text
        words = content_words(text[fact.shown[0] : fact.shown[1]])
        return Draft(fact.kind, fact.document.id, fact.shown, fact.key, words, lambda: self._question(fact))

    def _question(self, fact: QuizFact) -> QuizQuestion | None:
        parsed = self._parsed[fact.document.id]
        prompt = prompt_of(fact, parsed, self._names)
        if _stands_in(fact.answer, prompt) or (fact.kind in ("task", "body") and self._given_to_others(fact)):
            return None
        citation = self._citation(fact)
        wrong = self._maker.wrong(fact, f"{prompt} {self._paragraphs(fact)}", self._rng)
        if len(wrong) < FEWEST:
            return None
        choices = [(fact.answer, None), *((choice.text, choice) for choice in wrong)]
        self._rng.shuffle(choices)
        sources = tuple(
            self._citation(choice.source) if choice.source else None for _, choice in choices if choice is not None
        )
        return QuizQuestion(
            prompt,
            tuple(text for text, _ in choices),
            next(index for index, (_, choice) in enumerate(choices) if choice is None),
            citation,
            sources,
        )

    def _paragraphs(self, fact: QuizFact) -> str:
        """Return the lines that the proof of a fact stands in: what they say is no wrong choice."""
        text = self._parsed[fact.document.id].reading.text
        end = text.find("\n", fact.cited[1])
        return text[text.rfind("\n", 0, fact.cited[0]) + 1 : end if end >= 0 else len(text)]

    def _given_to_others(self, fact: QuizFact) -> bool:
        """Tell whether the document says nearly the same elsewhere, perhaps of another body or of all of them."""
        return any(
            other.key != fact.key
            and (other.shown[1] <= fact.shown[0] or fact.shown[1] <= other.shown[0])
            and alike(other.words, fact.words) >= _SAME_TASK
            for other in self._said[fact.document.id]
        )

    def _citation(self, fact: QuizFact) -> Citation:
        parsed = self._parsed[fact.document.id]
        return citation_of(parsed, fact.section, fact.cited, administrative_citation(fact.document, fact.section))


def _in_turn(drafts: Sequence[Draft], chosen: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the drafts, each time one of the kind, then of the document, that is least asked about in `chosen`.

    Of kinds asked about alike the scarcer comes first, before its sentences are used up by others.
    """
    scarcity = Counter(draft.kind for draft in drafts)
    heaps: dict[tuple[str, str], list[Draft]] = {}
    for draft in reversed(drafts):
        heaps.setdefault((draft.kind, draft.document_id), []).append(draft)
    while heaps:
        kinds = Counter(one.kind for one in chosen)
        documents = Counter(one.document_id for one in chosen)
        kind, document = min(
            heaps,
            key=lambda key: (
                kinds[key[0]] / _SHARES.get(key[0], _SHARE_OF_OTHERS),
                scarcity[key[0]],
                documents[key[1]],
            ),
        )
        heap = heaps[kind, document]
        yield heap.pop()
        if not heap:
            del heaps[kind, document]


def _stands_in(answer: str, prompt: str) -> bool:
    words = " ".join(folded_syllables(answer))
    return f" {words} " in f" {' '.join(folded_syllables(prompt))} "


def _repeats(draft: Draft, other: Draft, apart: bool) -> bool:
    """Tell whether two questions are too alike: the same thing asked, or (with `apart`) of the same sentence."""
    same_document = draft.document_id == other.document_id
    if same_document and draft.shown[0] < other.shown[1] and other.shown[0] < draft.shown[1]:
        return apart or (draft.kind, draft.answer_key) == (other.kind, other.answer_key)
    return draft.kind == other.kind and alike(draft.words, other.words) >= _TOO_ALIKE
