"""Hard-wrapped lines joined into paragraphs.

Three sorts of text come in: wrapped at a fixed width with a blank line after every line (or none at all); wrapped with
blank lines between paragraphs; one paragraph a line. The lines that surely go on (they begin with a small letter)
teach which sort it is, how wide a full line is, and whether a blank line means anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.issuers import CITIES, PROVINCES
from corpus.layout_lines import Block, PrintedLine
from corpus.outline_markers import (
    BULLET,
    CELL_SEPARATOR,
    UNFINISHED,
    UNFINISHED_BEFORE_ARTICLE,
    numbered_markers,
    opens_a_part,
    worded_marker,
)
from corpus.outline_parts import (
    is_caps,
    is_kind_line,
    opens_annex,
    opens_preamble,
    opens_recipients,
    opens_signature,
    stands_alone,
)

_WRAPPED_SHARE = 0.08
_UNRELIABLE_BLANKS_SHARE = 0.05
_PARAGRAPH_BLANKS_SHARE = 0.1
_ITEMS_AFTER_BLANKS_SHARE = 0.6
_FULL_LINE_QUANTILE = 0.1
_TERMINAL = re.compile(r"[.;:?!…][”\"’)\]]*$")
_ENDS_WITH_COLON_OR_SEMICOLON = re.compile(r"[;:][”\"’)]*$|\./\.[”\"]?$")
# "149-" or "345-KH/" or "NĐ-" at the end of a line with the rest of a number to come. Refuses "xã hội -", "2026 -".
_BROKEN_NUMBER = re.compile(r"(?:^|[\s(“\"])(?:\d[\w]*(?:[-/][A-ZĐ\d]+)*|[A-ZĐ]{1,6}(?:[-/][A-ZĐ\d]+)*)[-/]$")
_LONGEST_NUMBER = 200  # characters
_REST_OF_NUMBER = re.compile(r"[A-ZĐ]{1,12}\d{0,2}(?:[-/][A-ZĐa-z\d]+)*(?![\w])|\d{4}/")
# A number or abbreviation cut before its stroke: "… số 237 ⏎ /KH-UBND".
# The subject of a công văn or its addressee. Refuses the same words with a small letter, which go on with a sentence.
_OPENS_SUBJECT = re.compile(r"V/[vV]\s|Kính gửi\s*:")
_STROKE_FIRST = re.compile(r"[/][A-ZĐ]{1,6}")
# Verbs that open the first sentence under a title; amid a sentence they have a small letter. Refuses proper names,
# which go on with a title: "… của Ủy ban ⏎ Mặt trận Tổ quốc".
_OPENS_SENTENCE = re.compile(
    r"(?:Chủ trì|Phối hợp|Tham mưu|Căn cứ|Tăng cường|Xây dựng|Thực hiện|Đẩy mạnh|Triển khai|Nâng cao|Tiếp tục|Chỉ đạo"
    r"|Hướng dẫn|Rà soát|Bố trí|Phát huy|Đổi mới|Bảo đảm|Đảm bảo|Theo dõi|Chịu trách nhiệm|Tổng hợp|Cung cấp"
    r"|Tuyên truyền|Nhằm|Hằng năm|Hàng năm|Trên cơ sở|Tập trung|Phát triển|Vận động|Đề xuất|Quản lý)\s+[^\W\dA-ZĐ]"
)
# Names written with a dash between two capitals.
_COMPOUND_NAME = re.compile(
    r"(?:Lao động - Thương binh|(?:Văn ho[áa]|Văn hóa|Kinh tế) - Xã hội|Tài chính - Kế|Dân số - Kế)"
)
# Names that a break parts: "Đài Tiếng nói Việt ⏎ Nam", "Sở Y tế Hà ⏎ Nội".
_BROKEN_NAME = re.compile(
    "|".join(
        sorted(
            {
                rf"(?<!\w){' '.join(words[:cut])}\n{' '.join(words[cut:])}(?!\w)"
                for words in (name.split() for name in ("Việt Nam", *CITIES, *PROVINCES))
                for cut in range(1, len(words))
            }
        )
    )
)
_TITLE_LINES = 8
_FIRST_LINE = 0.85


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What the lines of one document teach about its wrapping. `full` is the length that a full line would exceed."""

    wrapped: bool
    full: float
    usual_gap: float
    blanks_are_reliable: bool
    blanks_mark_paragraphs: bool = False


def join_paragraphs(blocks: Sequence[Block]) -> list[Block]:
    """Return `blocks` with the lines of one paragraph in one line; tables part paragraphs."""
    lines = [block for block in blocks if isinstance(block, PrintedLine)]
    wrapping = learn_wrapping(lines)
    joined: list[Block] = []
    title = _TitleTracker()
    last_line: PrintedLine | None = None
    for block in blocks:
        if not isinstance(block, PrintedLine):
            joined.append(block)
            last_line = None
            continue
        block = replace(block, page_offsets=((block.page, 0),))
        previous = joined[-1] if joined else None
        in_title = title.see(block)
        if (
            isinstance(previous, PrintedLine)
            and last_line is not None
            and continues(previous, last_line, block, wrapping, in_title)
        ):
            joined[-1] = _joined(previous, block)
        else:
            joined.append(block)
            title.new_paragraph(block)
        last_line = block
    return joined


def learn_wrapping(lines: Sequence[PrintedLine]) -> Wrapping:
    """Learn from pairs of lines of which the second begins with a small letter."""
    pairs = [(one, two) for one, two in pairwise(lines) if _may_teach(one.text, two.text)]
    sure = [(one, two) for one, two in pairs if two.text[0].islower() and not _TERMINAL.search(one.text)]
    if not pairs or len(sure) < max(2, _WRAPPED_SHARE * len(pairs)):
        return Wrapping(wrapped=False, full=float("inf"), usual_gap=0, blanks_are_reliable=True)
    usual_gap = median(two.gap for _, two in sure)
    overflows = sorted(len(one.text) + 1 + len(two.text.split()[0]) for one, two in sure)
    after_blank = [two for _, two in pairs if two.gap > usual_gap]
    broken = sum(two.gap > usual_gap for _, two in sure)
    reliable = broken <= _UNRELIABLE_BLANKS_SHARE * len(after_blank)
    return Wrapping(
        wrapped=True,
        full=overflows[int(_FULL_LINE_QUANTILE * len(overflows))],
        usual_gap=usual_gap,
        blanks_are_reliable=reliable,
        blanks_mark_paragraphs=reliable
        and len(after_blank) >= _PARAGRAPH_BLANKS_SHARE * len(pairs)
        and _items_follow_blanks(lines, usual_gap),
    )


def _items_follow_blanks(lines: Sequence[PrintedLine], usual_gap: float) -> bool:
    """Tell whether most numbered items stand after a blank line; else blank lines part sections, not paragraphs."""
    items = [line for line in lines if opens_a_part(line.text)]
    return sum(line.gap > usual_gap for line in items) >= _ITEMS_AFTER_BLANKS_SHARE * len(items)


def _may_teach(one: str, two: str) -> bool:
    return not (is_kind_line(one) or opens_a_part(two) or CELL_SEPARATOR in one or CELL_SEPARATOR in two)


def continues(
    paragraph: PrintedLine, last_line: PrintedLine, line: PrintedLine, wrapping: Wrapping, in_title: bool | None
) -> bool:
    """Tell whether `line` goes on with `paragraph`, whose last printed line is `last_line`."""
    if line.starts_paragraph is False:
        return True
    if line.starts_paragraph:
        return _goes_on_in_spite(paragraph, last_line, line)
    if last_line.joins_next:
        return True
    if CELL_SEPARATOR in line.text or CELL_SEPARATOR in paragraph.text:
        return False
    if _breaks_a_number(last_line.text, line.text):
        return True
    if _begins_something(last_line.text, line.text, wrapping):
        return False
    if stands_alone(paragraph.text):
        return False
    if in_title is False:
        return False
    if in_title and wrapping.wrapped:
        return not (wrapping.blanks_are_reliable and line.gap > wrapping.usual_gap)
    small = line.text[0].islower() or line.text[0] in ",;.)/"
    if not wrapping.wrapped:
        return small and not _TERMINAL.search(last_line.text) and not is_kind_line(paragraph.text)
    if small:
        return True
    return _capital_continues(paragraph, last_line, line, wrapping)


def _goes_on_in_spite(paragraph: PrintedLine, last_line: PrintedLine, line: PrintedLine) -> bool:
    """Tell whether a paragraph of the file only goes on with the one before: a title broken over lines by hand."""
    if not line.text[0].islower() or opens_a_part(line.text) or CELL_SEPARATOR in last_line.text:
        return False
    return not (_TERMINAL.search(last_line.text) or stands_alone(paragraph.text))


def _capital_continues(paragraph: PrintedLine, last_line: PrintedLine, line: PrintedLine, wrapping: Wrapping) -> bool:
    blank = line.gap > wrapping.usual_gap
    if last_line.all_bold != line.all_bold and (last_line.bold or line.bold):
        return False
    if blank and wrapping.blanks_are_reliable:
        return False
    if is_caps(last_line.text) and not any(letter.islower() for letter in line.text):
        return _is_numbered_title(paragraph.text) and not blank
    if is_caps(last_line.text) and len(last_line.text.split()) > 1:
        return False
    if _BROKEN_NAME.search(f"{last_line.text[-20:]}\n{line.text[:20]}"):
        return True
    if wrapping.blanks_mark_paragraphs and not blank:
        return not _ENDS_WITH_COLON_OR_SEMICOLON.search(last_line.text)
    if _is_numbered_title(paragraph.text) and _OPENS_SENTENCE.match(line.text):
        return False
    if _TERMINAL.search(last_line.text):
        # Such a line may end its paragraph or not; parting two sentences harms less than joining two paragraphs.
        return False
    # Running text does not end without a stop, and its first line is short by the indent; a title may be short.
    running = not _is_numbered_title(paragraph.text) and not is_caps(paragraph.text)
    needed = _FIRST_LINE * wrapping.full if running else wrapping.full
    return len(last_line.text) + 1 + len(line.text.split()[0]) >= needed or _dangles(last_line.text)


def _begins_something(previous: str, text: str, wrapping: Wrapping) -> bool:
    """Tell whether `text` opens a part, an item or a formula of its own."""
    if is_kind_line(text) or opens_recipients(text) or opens_signature(text) or _OPENS_SUBJECT.match(text):
        return True
    running = wrapping.wrapped and not _TERMINAL.search(previous)
    if opens_annex(text):
        return not (running and len(previous) >= _FIRST_LINE * (wrapping.full - 1 - len(text.split()[0])))
    if worded_marker(text):
        return not (running and UNFINISHED_BEFORE_ARTICLE.search(previous))
    if numbered_markers(text):
        return not (running and _dangles(previous))
    bullet = BULLET.match(text)
    if bullet is None:
        return False
    return not (running and _is_dash_amid_a_sentence(previous, text, bullet.end(), wrapping))


def _is_dash_amid_a_sentence(previous: str, text: str, after_dash: int, wrapping: Wrapping) -> bool:
    """Tell a dash from a bullet: "phát triển kinh tế ⏎ - xã hội", "Bộ Lao động ⏎ - Thương binh và Xã hội"."""
    if text[0] not in "-–—":
        return False
    if text[after_dash].islower() or _COMPOUND_NAME.search(f"{previous} {text}", max(0, len(previous) - 12)):
        return True
    full = len(previous) + 1 + len(text.split(" ", 2)[0]) >= wrapping.full
    return full and not opens_a_part(previous) and not is_caps(previous)


def _dangles(text: str) -> bool:
    return bool(UNFINISHED.search(text))


def _breaks_a_number(previous: str, text: str) -> bool:
    # Only the end is looked at: a paragraph of thousands of lines is looked at once for each of them.
    end = max(0, len(previous) - _LONGEST_NUMBER)
    broken = previous.endswith(("-", "/")) and _BROKEN_NUMBER.search(previous, end) and _REST_OF_NUMBER.match(text)
    return bool(broken or _STROKE_FIRST.match(text))


def _joined(paragraph: PrintedLine, line: PrintedLine) -> PrintedLine:
    glue = "" if _breaks_a_number(paragraph.text, line.text) else " "
    shift = len(paragraph.text) + len(glue)
    bold = [*paragraph.bold, *((start + shift, end + shift) for start, end in line.bold)]
    offsets = paragraph.page_offsets
    if line.page != offsets[-1][0]:
        offsets = (*offsets, (line.page, shift))
    return replace(
        paragraph,
        text=paragraph.text + glue + line.text,
        bold=_merged(bold),
        centred=paragraph.centred if paragraph.centred == line.centred else None,
        page_offsets=offsets,
    )


def _merged(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Merge spans that touch or that one space parts."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _is_numbered_title(text: str) -> bool:
    return bool(worded_marker(text) or numbered_markers(text))


class _TitleTracker:
    """Knows whether a line belongs to the trích yếu: between the kind of the document and its preamble."""

    def __init__(self) -> None:
        self._lines_left = 0

    def see(self, line: PrintedLine) -> bool | None:
        """Tell whether `line` goes on with a trích yếu already begun; None where there is none to go on with."""
        if self._lines_left <= 0 or self._lines_left == _TITLE_LINES:
            return None
        if (
            opens_preamble(line.text)
            or opens_annex(line.text)
            or worded_marker(line.text)
            or numbered_markers(line.text)
        ):
            self._lines_left = 0
            return False
        self._lines_left -= 1
        return True

    def new_paragraph(self, line: PrintedLine) -> None:
        """Note that `line` begins a paragraph."""
        if is_kind_line(line.text):
            self._lines_left = _TITLE_LINES
        elif self._lines_left == _TITLE_LINES:
            self._lines_left -= 1
        else:
            self._lines_left = 0
