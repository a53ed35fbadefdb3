"""The letterhead of a document: issuing body, number, place, date, kind, subject, marks of secrecy and urgency.

The two columns of a letterhead come out one after the other, in either order, or merged line by line. So nothing
here depends on which line a component stands on: each is found by its own form and masked, and what remains in
capitals above the number is the issuing body (Nghị định 30/2020/NĐ-CP, điều 8 and phụ lục I).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from corpus import identity_patterns as patterns
from corpus.records import PartialDate, ReadingText, Section
from vietnamese.document_kinds import KINDS, folded_upper, kind_named
from vietnamese.document_numbers import find_numbers
from vietnamese.flat_text import flat_upper
from vietnamese.letters import CAPITALS

_HEAD_LINES = 80
_HEAD_CHARACTERS = 6000
_TITLE_LINES = 14
_MASK = "|"
_NOISE = re.compile(r"[*_|•=~■◆]+|-{3,}|—{2,}")
# Up to six words with a capital before the comma of the date, perhaps after the name of a unit. Refuses small words.
_PLACE = re.compile(
    r"(?<!\w)(?:(?:Thành\s+phố|Thị\s+xã|Thị\s+trấn|Đặc\s+khu)\s+)?"
    rf"(?:(?:[{CAPITALS}][\w.’']*|-|\d{{1,2}})[ \t]*\n?[ \t]*){{1,6}},?\s*$"
)
_KIND_BY_FOLDED = {folded_upper(kind): kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the letterhead says, as printed; None for what it does not say.

    `number_blank` and `date_unread` tell a component that is there without its figures from one that is missing.
    `end` is the offset in the reading text at which the body begins.
    """

    kind: str | None = None
    number: str | None = None
    number_blank: bool = False
    place: str | None = None
    issued_on: PartialDate = field(default_factory=PartialDate)
    date_blank: bool = False
    date_unread: bool = False
    issuer_lines: tuple[str, ...] = ()
    title: str | None = None
    urgency: str | None = None
    secrecy: str | None = None
    has_motto: bool = False
    draft: bool = False
    annex_of: str | None = None
    end: int = 0


@dataclass(frozen=True, slots=True)
class _HeadLine:
    """One line of the head: its offset, its text without rules and table marks, and that text flat."""

    start: int
    text: str
    bare: str


def read_letterhead(reading: ReadingText, sections: Sequence[Section]) -> Letterhead:
    """Return the letterhead of a document; `sections` limit the head where they name a header or a title."""
    lines = _head_lines(reading.text, sections)
    annex = _annex(lines)
    if annex is not None:
        return annex
    position = _kind_line(lines)
    above = lines if position is None else lines[: position.first]
    subject = _subject(lines) if position is None or position.kind == "Công điện" else None
    if position is None:
        # A công văn has no kind line: its letterhead ends where it addresses someone, or where the body begins.
        above = lines[: _first_body_line(lines)]
        if subject is not None:
            above = [*lines[: subject.first], *lines[subject.after : max(subject.after, _first_body_line(lines))]]
    beside = subject.beside if subject is not None and position is None else ""
    column = _Column("\n".join([*(line.text for line in above), beside]))
    motto = column.mask_motto()
    number, blank = column.take_number()
    place, date, date_blank, date_unread = column.take_date()
    urgency, secrecy = column.take_mark(patterns.URGENCY), column.take_mark(patterns.SECRECY)
    draft = bool(patterns.DRAFT.search(flat_upper(reading.text[:_HEAD_CHARACTERS])))
    kind, title, end = _kind_and_title(lines, position, subject, number is not None, reading, sections)
    return Letterhead(
        kind=kind,
        number=number,
        number_blank=blank,
        place=place,
        issued_on=date,
        date_blank=date_blank,
        date_unread=date_unread,
        issuer_lines=column.issuer_lines(),
        title=title,
        urgency=urgency,
        secrecy=secrecy,
        has_motto=motto,
        draft=draft,
        end=end,
    )


def read_certification(text: str) -> Letterhead | None:
    """Return what the certification of a consolidated text says, which stands at its end in place of a letterhead."""
    mark = patterns.CERTIFIED.search(flat_upper(text))
    if mark is None:
        return None
    before = text[: mark.start()].rstrip("\n").split("\n")[-4:]
    after = text[mark.end() :].lstrip("\n").split("\n")[:3]
    column = _Column("\n".join([*before, *after]))
    column.mask_motto()
    number, blank = column.take_number()
    place, date, _, _ = column.take_date()
    return Letterhead(
        kind="Văn bản hợp nhất",
        number=number,
        number_blank=blank,
        place=place,
        issued_on=date,
        issuer_lines=column.issuer_lines(),
    )


def _annex(lines: Sequence[_HeadLine]) -> Letterhead | None:
    """Return the head of an annex that came as a file of its own; None for any other text."""
    filled = [line for line in lines if line.bare]
    if not filled or not patterns.ANNEX_HEAD.match(filled[0].bare):
        return None
    whole = "\n".join(line.text for line in filled[:12])
    attached = patterns.ATTACHED_TO.search(flat_upper(whole))
    title: list[str] = []
    for line in filled[1:_TITLE_LINES]:
        if line.bare.startswith("(") or not (_is_capitals(line.text) or not title) or len(line.text) > 200:
            break
        title.append(line.text)
    words = " ".join(whole[attached.start() : attached.end()].split()).strip("()") if attached else ""
    main = re.sub(r"^(?:Ban hành\s+)?[Kk]èm theo\s*", "", words)
    return Letterhead(kind="Phụ lục", title=" ".join(title) or None, annex_of=main)


def _head_lines(text: str, sections: Sequence[Section]) -> list[_HeadLine]:
    """Return the lines that may belong to the head: up to the first numbered section, at most _HEAD_LINES."""
    numbered = [section.start for section in sections if _is_numbered(section)]
    limit = min([_HEAD_CHARACTERS, len(text), *numbered])
    lines: list[_HeadLine] = []
    start = 0
    for raw in text[:limit].split("\n"):
        cleaned = " ".join(_NOISE.sub(" ", raw).split())
        lines.append(_HeadLine(start, cleaned, flat_upper(cleaned)))
        start += len(raw) + 1
    return lines[:_HEAD_LINES]


def _is_numbered(section: Section) -> bool:
    return bool(re.match(r"(?:[IVX]+|\d+|Điều|Chương|Phần|Mục|[A-Z])(?=\W|$)", section.path))


@dataclass(frozen=True, slots=True)
class _KindLine:
    """Where the kind is printed: its first line, the line after it, the kind, and words of the title on its line."""

    first: int
    after: int
    kind: str
    rest: str


def _kind_line(lines: Sequence[_HeadLine]) -> _KindLine | None:
    """Return the line that names the kind in capitals; None for a công văn and for a text without a head.

    Refuses the kind in a number ("Nghị quyết số:") and the formulas with a colon ("QUYẾT ĐỊNH:").
    """
    for index, line in enumerate(lines):
        if not line.bare or not _is_capitals(line.text.split(" ")[0]) or re.search(r"\bS[O0]\s*[:.]", line.bare):
            continue
        following = next((i for i in range(index + 1, len(lines)) if lines[i].bare), None)
        if following is not None and _is_capitals(line.text):
            joined = f"{line.bare} {lines[following].bare}"
            if joined in _KIND_BY_FOLDED and _is_capitals(lines[following].text):
                return _KindLine(index, following + 1, _KIND_BY_FOLDED[joined], "")
        kind = _KIND_BY_FOLDED.get(line.bare) or _damaged_kind(line)
        if kind:
            return _KindLine(index, index + 1, kind, "")
        run_in = _run_in_kind(line)
        if run_in:
            return _KindLine(index, index + 1, *run_in)
    return None


def _damaged_kind(line: _HeadLine) -> str | None:
    """Return the kind that a damaged line of capitals must be ("KÉ HOACH"), None unless exactly one is near."""
    if not 5 <= len(line.bare) <= 28 or not _is_capitals(line.text) or line.bare.endswith((":", ".")):
        return None
    near = [kind for bare, kind in _KIND_BY_FOLDED.items() if fuzz.ratio(bare, line.bare) >= 85]
    return near[0] if len(near) == 1 else None


def _run_in_kind(line: _HeadLine) -> tuple[str, str] | None:
    """Return the kind and the words after it where the title runs on in the line of the kind."""
    for bare, kind in sorted(_KIND_BY_FOLDED.items(), key=lambda item: -len(item[0])):
        printed, rest = line.text[: len(bare)], line.text[len(bare) :]
        if line.bare.startswith(f"{bare} ") and _is_capitals(printed) and kind_named(printed):
            if rest.strip().startswith(("SỐ", "Số", "số", ":", "-", "/")) or rest.rstrip().endswith(":"):
                return None
            return kind, rest.strip()
    return None


def _is_capitals(text: str) -> bool:
    """Tell whether nearly every letter is a capital; OCR turns one or two into small ones ("THựC HIỆN")."""
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and sum(character.isupper() for character in letters) >= 0.85 * len(letters)


@dataclass(frozen=True, slots=True)
class _Subject:
    """The subject of a công văn ("V/v …"): its first line, the line after it, its words, and what is printed beside."""

    first: int
    after: int
    text: str
    beside: str = ""


def _subject(lines: Sequence[_HeadLine]) -> _Subject | None:
    """Return the subject under the number; it ends at the other column, at a date or at "Kính gửi"."""
    first = next((i for i, line in enumerate(lines) if patterns.SUBJECT_LABEL.match(line.bare)), None)
    if first is None:
        return None
    words: list[str] = []
    after = first
    for index in range(first, min(first + _TITLE_LINES, len(lines))):
        line = lines[index]
        cut = (
            patterns.MOTTO.search(line.bare) or patterns.DATE.search(line.bare) or patterns.ADDRESSEE.search(line.bare)
        )
        if (not line.bare and words) or (cut and cut.start() == 0):
            break
        if words and (line.text.endswith(":") or (_is_capitals(line.text) != _is_capitals(words[0]))):
            break
        kept = line.text if cut is None else _before_place(line.text[: cut.start()])
        words.append(kept.strip())
        after = index + 1
        if cut:
            return _Subject(first, after, " ".join(filter(None, words)), line.text[len(kept) :].strip())
    return _Subject(first, after, " ".join(filter(None, words)))


def _before_place(text: str) -> str:
    """Return `text` without the place that stands before a date in the other column ("… Hà Nội,")."""
    return re.sub(rf"\s*(?:[{CAPITALS}][\w.]*\s*){{1,4}},?\s*$", "", text) if text.rstrip().endswith(",") else text


def _first_body_line(lines: Sequence[_HeadLine]) -> int:
    """Return the index of the first line of running text, for a text without a kind line."""
    for index, line in enumerate(lines):
        if patterns.ADDRESSEE.match(line.bare) or (len(line.text) > 60 and not _is_capitals(line.text)):
            return index
    return len(lines)


class _Column:
    """The text above the kind line, from which components are taken out one by one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bare = flat_upper(text)
        self._number_at: int | None = None

    def _cover(self, start: int, end: int) -> None:
        covered = "".join("\n" if character == "\n" else _MASK for character in self._text[start:end])
        self._text = self._text[:start] + covered + self._text[end:]
        self._bare = self._bare[:start] + covered + self._bare[end:]

    def mask_motto(self) -> bool:
        """Cover the country and the motto, or the name of the Party; tell whether any was there."""
        found = False
        for match in list(patterns.MOTTO.finditer(self._bare)):
            self._cover(*match.span())
            found = True
        start = 0
        for line in self._bare.split("\n"):
            for motto in patterns.MOTTO_LINES if len(line) >= 20 else ():
                near = fuzz.partial_ratio_alignment(motto, line, score_cutoff=84)
                if near and near.dest_end - near.dest_start >= 16:
                    self._cover(start + near.dest_start, start + near.dest_end)
                    found = True
                    break
            start += len(line) + 1
        return found

    def take_number(self) -> tuple[str | None, bool]:
        """Return the number without white space, and whether its place was left blank; cover it."""
        for label in patterns.NUMBER_LABEL.finditer(self._bare):
            start = label.end()
            rest = self._bare[start : start + 90]
            lead = len(rest) - len(rest.lstrip())
            full = next(iter(find_numbers(self._text[start : start + 90])), None)
            if full and not self._bare[start : start + full.start].strip(" .:\n" + _MASK):
                return self._taken(label.start(), start + full.start, start + full.end), False
            loose = patterns.LOOSE_NUMBER.match(rest, lead)
            if loose:
                return self._taken(label.start(), start + loose.start(), start + loose.end()), False
            blank = patterns.BLANK_NUMBER.match(rest)
            if blank:
                self._taken(label.start(), start, start + blank.end())
                return None, True
            self._number_at = self._number_at or label.start()
        for line in re.finditer(r"[^\n]+", self._text):
            alone = find_numbers(line.group())
            if alone and not line.group()[: alone[0].start].strip(_MASK + " .:"):
                start = line.start()
                return self._taken(start, start + alone[0].start, start + alone[0].end), False
        return None, self._number_at is not None

    def _taken(self, label: int, start: int, end: int) -> str:
        printed = re.sub(r"\s+", "", self._text[start:end])
        self._number_at = label
        self._cover(label, end)
        return printed

    def take_date(self) -> tuple[str | None, PartialDate, bool, bool]:
        """Return the place, the date, whether its figures were left blank, and whether they could not be read."""
        matches = list(patterns.DATE.finditer(self._bare)) or list(patterns.FIGURED_DATE.finditer(self._bare))
        if not matches:
            return None, PartialDate(), False, False
        match = matches[-1]
        raw = {part: match[part].strip(" .…,_/-\n" + _MASK) for part in ("day", "month", "year")}
        date = PartialDate(
            _figure(raw["year"][:4], 1900, 2199), _figure(raw["month"], 1, 12), _figure(raw["day"], 1, 31)
        )
        unread = any(raw[part] and getattr(date, part) is None for part in raw)
        blank = any(not raw[part] for part in raw)
        place_start, place = self._place_before(match.start())
        self._cover(place_start, match.end())
        return place, date, blank, unread

    def _place_before(self, end: int) -> tuple[int, str | None]:
        """Return the words with a capital that stand before the comma of the date."""
        before = self._text[max(0, end - 60) : end]
        match = _PLACE.search(before)
        if match is None:
            return end, None
        words = match.group().replace(",", " ").split()
        # Rests of the other column: a body in capitals, the symbol of a number that could not be read ("QĐ - UBND").
        while words and ((_is_capitals(words[0]) and (len(words[0]) > 3 or words[1:2] == ["-"])) or words[0] == "-"):
            words = words[1:]
        return end - len(before) + match.start(), " ".join(words) or None

    def take_mark(self, pattern: re.Pattern[str]) -> str | None:
        """Return a mark that stands alone on its line, as printed, and cover it."""
        for line in re.finditer(r"[^\n]+", self._bare):
            text = line.group().strip(_MASK + " .()[]")
            match = pattern.match(text)
            if match and _is_capitals(self._text[line.start() : line.end()]):
                at = line.start() + line.group().index(text)
                printed = self._text[at + match.start(1) : at + match.end(1)]
                self._cover(line.start(), line.end())
                return " ".join(printed.split())
        return None

    def issuer_lines(self) -> tuple[str, ...]:
        """Return the lines of capitals that are left above the number, or all of them where none precede it."""
        kept: list[tuple[int, str]] = []
        for line in re.finditer(r"[^\n]+", self._text):
            words = " ".join(line.group().replace(_MASK, " ").split())
            if words and _is_capitals(words) and not patterns.NOT_A_BODY.match(flat_upper(words)):
                kept.append((line.start(), words))
        above = [words for start, words in kept if self._number_at is None or start <= self._number_at]
        return tuple(above or [words for _, words in kept])


def _figure(text: str, lowest: int, highest: int) -> int | None:
    return int(text) if text.isdigit() and lowest <= int(text) <= highest else None


def _kind_and_title(
    lines: Sequence[_HeadLine],
    position: _KindLine | None,
    subject: _Subject | None,
    numbered: bool,
    reading: ReadingText,
    sections: Sequence[Section],
) -> tuple[str | None, str | None, int]:
    """Return the kind, the title (trích yếu) as printed on one line, and where the body begins."""
    if position is None:
        if subject is None:
            addressed = any(patterns.ADDRESSEE.match(line.bare) for line in lines)
            return ("Công văn" if numbered and addressed else None), None, 0
        return "Công văn", subject.text or None, _offset(lines, subject.after, reading)
    title_section = next((section for section in sections if section.path == "title"), None)
    if title_section is not None and title_section.end > lines[position.first].start:
        return position.kind, _title_of_section(title_section, lines, position), title_section.end
    words = [position.rest] if position.rest else []
    index = position.after
    while index < len(lines) and len(words) < _TITLE_LINES and not _ends_title(lines[index], words):
        words += [lines[index].text] if lines[index].text else []
        index += 1
    return position.kind, " ".join(words) or None, _offset(lines, index, reading)


def _title_of_section(section: Section, lines: Sequence[_HeadLine], position: _KindLine) -> str | None:
    inside = [line.text for line in lines[position.after :] if section.start <= line.start < section.end and line.text]
    return " ".join(filter(None, [position.rest, *inside])) or None


def _offset(lines: Sequence[_HeadLine], index: int, reading: ReadingText) -> int:
    return lines[index].start if index < len(lines) else len(reading.text)


def _ends_title(line: _HeadLine, words: Sequence[str]) -> bool:
    """Tell whether a line below the kind belongs to the body already."""
    if not line.bare:
        return bool(words)
    if patterns.ATTACHED_TO.match(line.bare) or patterns.ADDRESSEE.match(line.bare):
        return True
    if not words:
        return bool(re.match(r"CAN CU |(?:[I1])\s*[.-]|DIEU 1", line.bare))
    if line.text.endswith((":", ";")) or (line.text.endswith(".") and len(line.text) > 40):
        return True
    if _is_capitals(line.text) != _is_capitals(words[-1]):
        return True
    return patterns.BODY_OPENING.match(line.bare) is not None
