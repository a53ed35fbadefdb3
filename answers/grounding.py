"""Whether the sentences of a generated reply are borne out by the passages they cite.

A sentence stands only if each of its figures (with unit), dates, document numbers, agencies and quotations occurs in
what it cites, its words do for the most part, and nothing says the contrary (a negation, "chủ trì" for "phối hợp").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answers.facts import Fact, agencies, canonical_dates, dates, document_numbers, figures
from answers.spans import units_of
from index.query_terms import FUNCTION_WORDS
from vietnamese.abbreviations import expand_known
from vietnamese.normal_forms import fold, has_marks
from vietnamese.tokens import folded_syllables, syllables

MARKER = re.compile(r"\s*\[(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\]")
_LEAST_SUPPORT = 0.6  # of the sentence's content words in what it cites
_NEARLY = 0.2  # by how much another part of the source may speak more of a figure's clause than the part that holds it
_QUOTED = re.compile(r"[“\"]([^”\"]{3,})[”\"]")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_PART_END = re.compile(r"[;\n]|(?<=\w)\.(?=\s)")
_CLAUSE_END = re.compile(r"[,;]\s|\s(?:và|còn|trong khi)\s")
_DENYING = frozenset("không chưa cấm chẳng trừ".split())
# What may stand between a denial and what it denies.
_BETWEEN = frozenset("được phải có thể bị còn nên cần để là".split())
_DENIED_WITHIN = 4  # tokens after a denial
_CITY = re.compile(r"\bTP\b\.?")
_BREAK = re.compile(r"[,;:.!?()“”\"\n]+")
# Words of which one may not stand for the other.
_CONTRARY = (
    ("chủ trì", "phối hợp"),
    ("tăng", "giảm"),
    ("trên", "dưới"),
    ("trước", "sau"),
    ("tối thiểu", "tối đa"),
    ("ít nhất", "nhiều nhất"),
    ("bắt buộc", "khuyến khích"),
    ("nam", "nữ"),
    ("thành thị", "nông thôn"),
    ("cao", "thấp"),
)
_MEASURES = frozenset(
    "% phan tram tuoi cm m nguoi con dong trieu ti ty nghin nam thang ngay be tre xa phuong lan giuong km ha".split()
)


@dataclass(frozen=True, slots=True)
class Source:
    """One numbered passage of a reply: its text, and the words around it that may be named as well."""

    text: str
    around: str = ""


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence without its markers, the numbers (from 1) of what it cites, and why it fails, if it does."""

    text: str
    sources: tuple[int, ...]
    faults: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Tell whether the sentence is borne out."""
        return not self.faults


def checked_sentences(reply: str, sources: Sequence[Source]) -> list[CheckedSentence]:
    """Return the sentences of a reply, each checked against the passages it cites."""
    return [checked_sentence(sentence, sources) for sentence in sentences_of(reply)]


def sentences_of(reply: str) -> list[str]:
    """Return the sentences of a reply, each with the markers that follow it."""
    # A marker after the full stop belongs to the sentence before it.
    joined = re.sub(r"([.!?])((?:\s*\[[\d,; ]+\])+)", r"\2\1", reply)
    return [joined[unit.start : unit.end] for unit in units_of(joined, 0, len(joined))]


def checked_sentence(sentence: str, sources: Sequence[Source]) -> CheckedSentence:
    """Return one sentence checked."""
    numbers = [int(number) for match in MARKER.finditer(sentence) for number in re.findall(r"\d+", match[1])]
    text = " ".join(MARKER.sub("", sentence).split()).lstrip("-–•* ")
    cited = tuple(dict.fromkeys(number for number in numbers if 1 <= number <= len(sources)))
    if not cited or len(cited) != len(set(numbers)):
        return CheckedSentence(text, cited, ("không dẫn nguồn",))
    source = Source(
        "\n".join(sources[number - 1].text for number in cited),
        "\n".join(sources[number - 1].around for number in cited),
    )
    return CheckedSentence(text, cited, faults(text, source))


def faults(text: str, source: Source) -> tuple[str, ...]:
    """Return in Vietnamese what of a sentence its source does not bear out."""
    whole = f"{source.text}\n{source.around}"
    found = []
    if not _figures_stand(text, source, whole):
        found.append("số liệu không có trong nguồn")
    if not _dates_stand(text, whole):
        found.append("thời gian không có trong nguồn")
    if not {fact.unit for fact in document_numbers(text)} <= {fact.unit for fact in document_numbers(whole)}:
        found.append("số hiệu văn bản không có trong nguồn")
    if not all(_named_in(text[fact.start : fact.end], whole) for fact in agencies(text)):
        found.append("cơ quan không có trong nguồn")
    if not all(_squeezed(match[1]) in _squeezed(whole) for match in _QUOTED.finditer(text)):
        found.append("trích dẫn không đúng nguyên văn")
    if _contradicts(text, source, whole):
        found.append("trái với nguồn")
    if support(text, whole) < _LEAST_SUPPORT:
        found.append("nội dung không có trong nguồn")
    return tuple(found)


def support(text: str, source: str) -> float:
    """Return the share of the content words of `text` that stand in `source`, marks counting."""
    words = [token for token in syllables(text) if token not in FUNCTION_WORDS]
    known = set(syllables(source))
    return sum(word in known for word in words) / len(words) if words else 1.0


def _figures_stand(text: str, source: Source, whole: str) -> bool:
    """Tell whether each figure occurs with its unit, in a part of the source that speaks of the same thing."""
    if not {_value(digits) for digits in _DIGITS.findall(text)} <= {
        _value(digits) for digits in _DIGITS.findall(whole)
    }:
        return False
    known = figures(whole)
    return all(_figure_stands(text, fact, known, source, whole) for fact in figures(text))


def _figure_stands(text: str, fact: Fact, known: Sequence[Fact], source: Source, whole: str) -> bool:
    value = _fact_value(text, fact)
    same = [other for other in known if _fact_value(whole, other) == value]
    if not any(_units_agree(fact.unit, other.unit) for other in same):
        return False
    # The figure must be that of the thing the sentence speaks of, not of another item of the same passage.
    clause = _DIGITS.sub(" ", _clause_around(text, fact.start))
    spoken: dict[bool, float] = {}
    for part in _PART_END.split(source.text):
        holds = value in {_fact_value(part, one) for one in figures(part)}
        spoken[holds] = max(spoken.get(holds, 0.0), support(clause, part))
    if True not in spoken:
        return True
    return spoken[True] >= spoken.get(False, 0.0) - _NEARLY


def _clause_around(text: str, position: int) -> str:
    start = max((match.end() for match in _CLAUSE_END.finditer(text) if match.end() <= position), default=0)
    end = min((match.start() for match in _CLAUSE_END.finditer(text) if match.start() >= position), default=len(text))
    return text[start:end]


def _units_agree(unit: str, other: str) -> bool:
    first, second = (unit.split() or [""])[0], (other.split() or [""])[0]
    first, second = ("%" if one == "phan" else one for one in (first, second))
    if "/" in (first, second):  # "2/3" is no "2"
        return first == second
    return first == second or first not in _MEASURES or second not in _MEASURES


def _fact_value(text: str, fact: Fact) -> str:
    digits = _DIGITS.search(text, fact.start, fact.end)
    return _value(digits.group()) if digits else fold(text[fact.start : fact.end]).lower().split()[0]


def _value(digits: str) -> str:
    """Return a figure in one spelling: 10.000 → 10000, 2,50 → 2.5, 05 → 5. Thousands stand after a full stop."""
    plain = re.sub(r"\.(?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    whole, _, fraction = plain.partition(".")
    return f"{whole.lstrip('0') or '0'}.{fraction.rstrip('0')}".rstrip(".")


def _dates_stand(text: str, whole: str) -> bool:
    known = canonical_dates(whole)
    for year, month, day in canonical_dates(text):
        if not any((not year or one[0] == year) and one[1] == month and (not day or one[2] == day) for one in known):
            return False
    said = {
        _squeezed(fold(text[fact.start : fact.end]).lower())
        for fact in dates(text)
        if "-" in text[fact.start : fact.end]
    }
    return all(re.sub(r"^giaidoan", "", period) in _squeezed(fold(whole).lower()) for period in said)


def _named_in(name: str, whole: str) -> bool:
    """Tell whether an agency is named in the source, written out or short."""
    read = syllables if has_marks(whole) else folded_syllables
    written = _run(name, read)
    if written in _run(whole, read):
        return True
    return _run(name, read, short_written_out=True) in _run(whole, read, short_written_out=True)


def _run(text: str, read: Callable[[str], Sequence[str]], *, short_written_out: bool = False) -> str:
    """Return the tokens of a text with spaces around, and a bar between those that punctuation parts."""
    parts = []
    for part in _BREAK.split(_CITY.sub("thành phố", text)):
        words = (expand_known(word) or word for word in part.split()) if short_written_out else (part,)
        parts.append(" ".join(token for word in words for token in read(word)))
    run = f" {' | '.join(parts)} "
    # "cơ sở" is a word of its own: "cơ sở y tế" names no department.
    return run.replace(" cơ sở ", " cơ_sở ").replace(" co so ", " co_so ")


def _contradicts(text: str, source: Source, whole: str) -> bool:
    if not has_marks(whole):
        return _another_actor(text, source)
    if _denies_otherwise(text, source.text, whole):
        return True
    said, known, cited = (_words_of(one) for one in (text, whole, source.text))
    for pair in _CONTRARY:
        for one, other in (pair, pair[::-1]):
            if f" {one} " in said and f" {one} " not in known and f" {other} " in cited:
                return True
    return _another_actor(text, source)


def _words_of(text: str) -> str:
    # "tăng cường" is to do more of something, whatever becomes less by it.
    return f" {' '.join(syllables(text))} ".replace(" tăng cường ", " tăng_cường ")


def _denies_otherwise(text: str, cited: str, whole: str) -> bool:
    """Tell whether a sentence denies what its source does not deny, or says plainly what the source only denies."""
    said, known = syllables(text), syllables(whole)
    reach = _reach_of_denials(known)
    if any(token not in (known[place] for place in reach) for token in _denied(said)):
        return True
    said_reach = _reach_of_denials(said)
    plain = {pair for place, pair in enumerate(pairwise(said)) if place not in said_reach}
    known_plain = {pair for place, pair in enumerate(pairwise(known)) if place not in reach}
    tokens = syllables(cited)
    denied = {pair for place, pair in enumerate(pairwise(tokens)) if place in _heads_of_denials(tokens)}
    return bool((denied & plain) - known_plain)


def _denied(tokens: Sequence[str]) -> list[str]:
    """Return the first telling word after each denial."""
    return [tokens[place] for place in sorted(_heads_of_denials(tokens))]


def _heads_of_denials(tokens: Sequence[str]) -> frozenset[int]:
    """Return the places of the first telling word after each denial."""
    heads = set()
    for place, token in enumerate(tokens):
        if token in _DENYING:
            following = range(place + 1, min(place + 1 + _DENIED_WITHIN, len(tokens)))
            heads |= set([one for one in following if tokens[one] not in _BETWEEN][:1])
    return frozenset(heads)


def _reach_of_denials(tokens: Sequence[str]) -> frozenset[int]:
    """Return the places of the tokens that a denial may be about."""
    return frozenset(
        one
        for place, token in enumerate(tokens)
        if token in _DENYING
        for one in range(place + 1, min(place + 1 + _DENIED_WITHIN, len(tokens)))
    )


def _another_actor(text: str, source: Source) -> bool:
    """Tell whether a sentence gives the lead to a body that the source only lets join in."""
    for match in re.finditer(r"(?P<before>.{0,80}?)\bchủ trì\b", text):
        named = agencies(match["before"])
        if not named:
            continue
        actor = " ".join(folded_syllables(match["before"][named[-1].start : named[-1].end]))
        leads = [part for part in re.split(r"[.;]\s", source.text) if "chủ trì" in part.lower()]
        before = [" ".join(folded_syllables(re.split("chủ trì", part, flags=re.IGNORECASE)[0])) for part in leads]
        headed = " ".join(folded_syllables(source.around))
        if leads and not any(actor in one for one in before) and actor not in headed:
            return True
    return False


def _squeezed(text: str) -> str:
    return "".join(text.split())
