"""The words around a fact: the stretch of a sentence that a question quotes, and whether it reads well."""

from __future__ import annotations

import re
from functools import lru_cache

from answers.spans import clause_pieces, trimmed, words_in
from corpus.ingest import may_be_damaged
from corpus.records import ParsedDocument
from index.query_terms import FUNCTION_WORDS
from vietnamese.normal_forms import compose, fold
from vietnamese.ocr_repair import suspicious
from vietnamese.syllables import is_syllable
from vietnamese.tokens import folded_syllables

Span = tuple[int, int]
MAX_CONTEXT_WORDS = 45
FUNCTION_SYLLABLES = frozenset(fold(word) for word in FUNCTION_WORDS)
# A bullet or a label at the beginning of a line.
LEAD = re.compile(
    r"\s*(?:[-–+•*]\s*|(?:\(\d{1,2}\)|[IVXLC]+\s*[.)-]|(?:\d+(?:\.\d+)*|[a-zđ])\s*[.)]|Điều \d+[a-zđ]?\.)\s*)"
)
_MIN_SEGMENT_WORDS = 8
_LONGEST_HEADING = 18


@lru_cache(maxsize=8192)
def content_words(text: str) -> frozenset[str]:
    """Return the folded words of a text that say what it is about: no function words, no figures."""
    return frozenset(word for word in folded_syllables(text) if word not in FUNCTION_SYLLABLES and word.isalpha())


def alike(first: frozenset[str], second: frozenset[str]) -> float:
    """Return which share of the smaller set of words stands in the other, 0 where one is empty."""
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


class Context:
    """The reading text of one document, and how much of it a question can show."""

    def __init__(self, parsed: ParsedDocument) -> None:
        """Find what a question must not show: tables, and words that a scan has likely damaged."""
        self.text = parsed.reading.text
        self._tables = [(table.start, table.end) for table in parsed.reading.tables]
        self._damaged = may_be_damaged(self.text, parsed.document.obtained_by)
        readable = self._damaged and compose(self.text) == self.text
        self._suspect = [(start, end) for start, end, _ in suspicious(self.text)] if readable else []

    def shown(self, unit: Span, held: Span) -> Span:
        """Return the stretch of a sentence that a question quotes: whole, or the clauses around what it must hold."""
        lead = LEAD.match(self.text, *unit)
        start = lead.end() if lead and lead.end() <= held[0] else unit[0]
        segment = self._segment(start, unit[1], held)
        if self.count(*segment) <= MAX_CONTEXT_WORDS:
            return segment
        pieces = clause_pieces(self.text, start, unit[1])
        first = max(n for n, piece in enumerate(pieces) if piece[0] <= held[0])
        last = min((n for n, piece in enumerate(pieces) if piece[1] >= held[1]), default=len(pieces) - 1)
        grown = True
        while grown:
            grown = False
            for begin, end in ((first - 1, last), (first, last + 1)):
                if (
                    begin >= 0
                    and end < len(pieces)
                    and self.count(pieces[begin][0], pieces[end][1]) <= MAX_CONTEXT_WORDS
                ):
                    first, last, grown = begin, end, True
                    break
        return trimmed(self.text, pieces[first][0], pieces[last][1])

    def _segment(self, start: int, end: int, held: Span) -> Span:
        """Return the part between semicolons that holds a stretch, with the parts before it while it is very short."""
        cuts = [
            start,
            *(match.end() for match in re.finditer(r";(?=\s)", self.text[:end]) if match.end() > start),
            end,
        ]
        first = max(n for n, cut in enumerate(cuts[:-1]) if cut <= held[0])
        last = min((n for n, cut in enumerate(cuts) if cut >= held[1] and n > first), default=len(cuts) - 1)
        while self.count(cuts[first], cuts[last]) < _MIN_SEGMENT_WORDS and (first or last < len(cuts) - 1):
            first, last = (first - 1, last) if first else (first, last + 1)
        return trimmed(self.text, cuts[first], cuts[last])

    def count(self, start: int, end: int) -> int:
        return words_in(self.text[start:end])

    def near(self, unit: Span, blank: Span) -> frozenset[str]:
        """Return the content words of the clause around a fact."""
        before = re.split(r"[;.:]\s", self.text[unit[0] : blank[0]])[-1].split()[-16:]
        after = re.split(r"[;.:](?:\s|$)", self.text[blank[1] : unit[1]])[0].split()[:8]
        return content_words(" ".join([*before, *after]))

    def reads_well(self, span: Span) -> bool:
        """Tell whether a stretch can be shown: no table, no word that a scan has likely damaged, brackets closed."""
        start, end = span
        stretch = self.text[start:end]
        if words_in(stretch) > MAX_CONTEXT_WORDS + 15 or "\n" in stretch or stretch.startswith("("):
            return False
        if stretch.count("(") != stretch.count(")"):
            return False
        if any(first < end and start < last for first, last in (*self._tables, *self._suspect)):
            return False
        return not self._damaged or all(
            is_syllable(word) for word in re.findall(r"[^\W\d_]+", stretch) if not word.isupper()
        )

    def headings(self, headings: tuple[str, ...]) -> tuple[str, ...]:
        """Return the headings of some words, without their labels; none of a text that a scan may have damaged."""
        bare = (" ".join(LEAD.sub("", heading, count=1).split()).rstrip(":.;") for heading in headings)
        return () if self._damaged else tuple(words for words in bare if 3 <= words_in(words) <= _LONGEST_HEADING)
