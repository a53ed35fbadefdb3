"""Questions whose choices are documents: which one holds a sentence, and which one sets the highest figure."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from answers.briefing.quiz_context import alike
from answers.briefing.quiz_drafts import Draft
from answers.briefing.quiz_facts import QuizFact, citation_of
from answers.briefing.quiz_wording import BLANK, quoted
from answers.briefing.records import QuizQuestion
from answers.comparison import names_of_place
from corpus.citations import administrative_citation
from corpus.records import Citation, ParsedDocument
from vietnamese.document_numbers import find_numbers
from vietnamese.tokens import folded_syllables

_MOST_CHOICES = 4
_FEWEST_OTHERS = 2
_SHARED = 0.3
_SAID_ALIKE = 0.5
"""A document that holds so many of the word triples of a sentence, or a sentence with so many of its words, may say
the same, and is no wrong choice."""
_SAME_INDICATOR = 0.85
_FEWEST_WORDS = 3
# Words that tell the kind of place a sentence is about, and so who issued it.
_PLACE_WORDS = re.compile(
    r"\b(?:tỉnh|thành phố|thủ đô|phường|xã|huyện|quận|thành ủy|thành uỷ|đặc khu|thị trấn|tổ dân phố|bản|ấp)\b",
    re.IGNORECASE,
)


def source_drafts(
    facts: Sequence[QuizFact],
    stated: Sequence[QuizFact],
    parsed: Mapping[str, ParsedDocument],
    names: Mapping[str, str],
    rng: random.Random,
) -> list[Draft]:
    """Return questions that ask which document a sentence stands in; `stated` is all that the documents state."""
    triples = {identifier: _triples(one.reading.text) for identifier, one in parsed.items()}
    sentences: dict[str, list[frozenset[str]]] = {identifier: [] for identifier in parsed}
    for fact in stated:
        sentences[fact.document.id].append(fact.words)
    drafts = []
    for fact in facts:
        if fact.kind == "sentence" and _tells_no_place(fact, parsed[fact.document.id]):
            make = _Maker(fact, parsed, names, rng)
            source = partial(make.source, triples, sentences)
            drafts.append(Draft("source", fact.document.id, fact.shown, fact.answer, fact.words, source))
    return drafts


def _triples(text: str) -> frozenset[tuple[str, ...]]:
    words = folded_syllables(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _tells_no_place(fact: QuizFact, parsed: ParsedDocument) -> bool:
    text = fact.answer
    if find_numbers(text) or _PLACE_WORDS.search(text):
        return False
    words = " ".join(folded_syllables(text))
    return not any(" ".join(name) in words for name in names_of_place(parsed.document))


def comparison_drafts(
    facts: Sequence[QuizFact], parsed: Mapping[str, ParsedDocument], names: Mapping[str, str], rng: random.Random
) -> list[Draft]:
    """Return questions that ask which document sets the highest, or the lowest, figure for the same indicator."""
    figures = [fact for fact in facts if fact.kind == "figure" and fact.value and len(fact.words) >= _FEWEST_WORDS]
    by_word: dict[tuple[str, str], list[QuizFact]] = {}
    for fact in figures:
        for word in fact.words:
            by_word.setdefault((fact.unit, word), []).append(fact)
    drafts = []
    for fact in figures:
        rarest = min((by_word[fact.unit, word] for word in sorted(fact.words)), key=len)
        rivals = list(_rivals(fact, rarest))
        if not rivals or re.search(r"\d", _indicator(fact, parsed)):
            continue
        others = [rival.value.parts for rival in rivals if rival.value]
        extreme = "cao nhất" if fact.value and fact.value.parts > max(others) else ""
        extreme = extreme or ("thấp nhất" if fact.value and fact.value.parts < min(others) else "")
        if extreme:
            make = _Maker(fact, parsed, names, rng, rivals, extreme)
            words = fact.words | {extreme}
            drafts.append(Draft("comparison", fact.document.id, fact.shown, fact.key, words, make.comparison))
    return drafts


def _rivals(fact: QuizFact, near: Sequence[QuizFact]) -> Iterator[QuizFact]:
    """Yield the one figure that each other document states for the same indicator and unit, if all are distinct.

    A document with several figures for it, or a bound of another kind, cannot be compared and is left out; so is all
    when the fact's own document has several. `near` are the figures of the same unit that share its rarest word.
    """
    by_document: dict[str, list[QuizFact]] = {}
    for other in near:
        if alike(other.words, fact.words) >= _SAME_INDICATOR:
            by_document.setdefault(other.document.id, []).append(other)
    if len(by_document.pop(fact.document.id, [])) != 1:
        return
    seen = {fact.value}
    for group in by_document.values():
        if len(group) == 1 and group[0].limit == fact.limit and group[0].value not in seen:
            seen.add(group[0].value)
            yield group[0]


def _indicator(fact: QuizFact, parsed: Mapping[str, ParsedDocument]) -> str:
    """Return the clause that states a figure, its number left open."""
    text = parsed[fact.document.id].reading.text
    before = re.split(r"[;.:]\s", text[fact.shown[0] : fact.blank[0]])[-1].lstrip()
    after = re.split(r"[;.:](?:\s|$)", text[fact.blank[1] : fact.shown[1]])[0]
    return " ".join(f"{before}{BLANK}{after}".split())


class _Maker:
    """Makes one question when it is wanted."""

    def __init__(
        self,
        fact: QuizFact,
        parsed: Mapping[str, ParsedDocument],
        names: Mapping[str, str],
        rng: random.Random,
        rivals: Sequence[QuizFact] = (),
        extreme: str = "",
    ) -> None:
        self._fact = fact
        self._parsed = parsed
        self._names = names
        self._rng = rng
        self._rivals = rivals
        self._extreme = extreme

    def source(
        self,
        triples: Mapping[str, frozenset[tuple[str, ...]]],
        sentences: Mapping[str, Sequence[frozenset[str]]],
    ) -> QuizQuestion | None:
        """Return the question which of the documents holds the sentence; None when too few of them surely do not."""
        fact = self._fact
        own = _triples(fact.answer)
        others = [
            identifier
            for identifier in self._names
            if identifier != fact.document.id
            and len(own & triples[identifier]) < _SHARED * len(own)
            and all(len(words & fact.words) < _SAID_ALIKE * len(fact.words) for words in sentences[identifier])
        ]
        if len(others) < _FEWEST_OTHERS:
            return None
        text = self._parsed[fact.document.id].reading.text
        prompt = f"Câu sau được trích nguyên văn từ văn bản nào?\n{quoted(text, fact.shown)}"
        wrong = self._rng.sample(others, min(len(others), _MOST_CHOICES - 1))
        return self._question(prompt, wrong, {})

    def comparison(self) -> QuizQuestion | None:
        """Return the question which of the documents sets the highest or lowest figure."""
        rivals = {
            rival.document.id: self._citation(rival) for rival in self._rivals if rival.document.id in self._names
        }
        wrong = self._rng.sample(list(rivals), min(len(rivals), _MOST_CHOICES - 1))
        prompt = (
            f"Trong các văn bản sau, văn bản nào nêu mức {self._extreme} cho chỉ tiêu"
            f" “{_indicator(self._fact, self._parsed)}”?"
        )
        return self._question(prompt, wrong, rivals) if wrong else None

    def _question(self, prompt: str, wrong: Sequence[str], sources: Mapping[str, Citation]) -> QuizQuestion:
        choices = [self._fact.document.id, *wrong]
        self._rng.shuffle(choices)
        return QuizQuestion(
            prompt,
            tuple(self._names[identifier] for identifier in choices),
            choices.index(self._fact.document.id),
            self._citation(self._fact),
            tuple(sources.get(identifier) for identifier in choices if identifier != self._fact.document.id),
        )

    def _citation(self, fact: QuizFact) -> Citation:
        form = administrative_citation(fact.document, fact.section)
        return citation_of(self._parsed[fact.document.id], fact.section, fact.cited, form)
