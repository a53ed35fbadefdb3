"""The regions of a document around its numbered body: letterhead, title, signature, recipients, annexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from corpus.outline_lines import OutlineLine
from corpus.outline_markers import BULLET, numbered_markers, worded_marker
from corpus.outline_parts import (
    annex_number,
    is_authority,
    is_caps,
    is_letterhead,
    is_name,
    is_nation_line,
    is_number_line,
    is_place_and_date,
    is_signed_mark,
    is_signer_title,
    kind_at_start,
    names_what_it_is_attached_to,
    opens_preamble,
    opens_recipients,
    opens_signature,
)

_HEADER_LINES = 40
_TAIL_ITEM = 200
_ATTACHMENT_HEAD = 12
_LINES_BEFORE_ATTACHED_TO = 6

TailPart = Literal["signature", "recipients"]


@dataclass(frozen=True, slots=True)
class Regions:
    """Line indexes: header [0, title), title [title, preamble), body [preamble, tail), then tail parts and annexes.

    `tail` are (part, first line) in printed order; `tail_end` is the line after them; `annexes` are first lines.
    """

    title: int
    preamble: int
    body_end: int
    tail: tuple[tuple[TailPart, int], ...]
    tail_end: int
    annexes: tuple[int, ...]


def find_regions(lines: Sequence[OutlineLine]) -> Regions:
    """Find the regions of a document; any of them may be empty."""
    title, preamble = _title(lines)
    annexes = _annexes(lines, preamble)
    limit = annexes[0] if annexes else len(lines)
    tail_start = _tail_start(lines, preamble, limit)
    if tail_start is None:
        return Regions(title, preamble, limit, (), limit, annexes)
    tail_end = _tail_end(lines, tail_start, limit)
    if tail_end < limit:
        # Text after the signature that no title opens: still an attachment, so that no one reads it as the body.
        annexes = (tail_end, *annexes)
    return Regions(title, preamble, tail_start, tuple(_tail_parts(lines, tail_start, tail_end)), tail_end, annexes)


def _title(lines: Sequence[OutlineLine]) -> tuple[int, int]:
    """Return the first line of the title and the first after it; equal when no title is printed."""
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if line.in_table or numbered_markers(line.text) or worded_marker(line.text):
            break
        if kind_at_start(line.text) and not line.text.rstrip().endswith(":"):
            return index, _title_end(lines, index)
        if not is_letterhead(line.text) and not _is_short(line.text):
            break
    end = 0
    while end < min(len(lines), _HEADER_LINES) and _is_plain_letterhead(lines[end]):
        end += 1
    return end, end


def _title_end(lines: Sequence[OutlineLine], kind: int) -> int:
    end = kind + 1
    while end < len(lines) and end <= kind + _LINES_BEFORE_ATTACHED_TO:
        text = lines[end].text
        if numbered_markers(text) or worded_marker(text) or BULLET.match(text) or lines[end].in_table:
            break
        first = end == kind + 1
        if names_what_it_is_attached_to(text):
            return end + 1
        if (is_authority(text) and not first) or text.startswith("Căn cứ") or text.rstrip().endswith(":"):
            break
        goes_on = is_caps(text) or lines[end].centred or lines[end].all_bold
        if not first and (opens_preamble(text) or not goes_on):
            break
        end += 1
    return end


def _annexes(lines: Sequence[OutlineLine], body: int) -> tuple[int, ...]:
    found: list[int] = []
    for index in range(body, len(lines)):
        line = lines[index]
        if line.in_table or line.quoted:
            continue
        if annex_number(line.text) is not None and _has_annex_title(lines, index):
            found.append(index)
        elif _opens_attachment(lines, index) and not (found and index - found[-1] < _ATTACHMENT_HEAD):
            found.append(_with_letterhead(lines, index, body))
    return tuple(found)


def _has_annex_title(lines: Sequence[OutlineLine], index: int) -> bool:
    """Tell whether a title follows, which parts an annex from a mention of one at the start of a line."""
    if is_caps(lines[index].text) or lines[index].centred:
        return True
    following = list(takewhile(lambda line: annex_number(line.text) is None, lines[index + 1 : index + 4]))
    return any(is_caps(line.text) or line.centred or names_what_it_is_attached_to(line.text) for line in following)


def _opens_attachment(lines: Sequence[OutlineLine], index: int) -> bool:
    """Tell whether a regulation attached to the document begins: its kind in capitals, then "(Kèm theo …)"."""
    if index == 0 or kind_at_start(lines[index].text) is None or lines[index].text.endswith(":"):
        return False
    following = lines[index + 1 : index + 1 + _LINES_BEFORE_ATTACHED_TO]
    return any(names_what_it_is_attached_to(line.text) for line in following)


def _with_letterhead(lines: Sequence[OutlineLine], index: int, body: int) -> int:
    """Return the first line of the letterhead repeated over the attachment at `index`."""
    first = index
    while first - 1 > body and index - first < _ATTACHMENT_HEAD and _is_plain_letterhead(lines[first - 1]):
        first -= 1
    nation = next((number for number in range(first, index) if is_nation_line(lines[number].text)), None)
    if nation is None:
        return index
    # Of two columns the issuer's comes out first; a signer's title or name over it is not part of the letterhead.
    issuer = nation - 1
    if issuer > body and is_authority(lines[issuer].text) and not is_signer_title(lines[issuer].text):
        return issuer
    return (
        issuer if issuer > body and lines[issuer].text.isupper() and not is_signer_title(lines[issuer].text) else nation
    )


def _tail_start(lines: Sequence[OutlineLine], body: int, limit: int) -> int | None:
    last_article = _last_article(lines, body, limit)
    for index in range(body, limit):
        line = lines[index]
        if line.quoted or line.in_table or index < last_article:
            # A form amid the articles prints signatures too.
            continue
        if opens_recipients(line.text) or opens_signature(line.text) or _signs_without_authority(lines, index, limit):
            return _with_lines_before_signature(lines, index, body)
    return None


def _last_article(lines: Sequence[OutlineLine], body: int, limit: int) -> int:
    """Return the line of the last điều that counts up from the one before; `body` where there is none."""
    last, number = body, 0
    for index in range(body, limit):
        line = lines[index]
        marker = None if line.quoted or line.in_table else worded_marker(line.text)
        if marker is None or marker.kind != "article":
            continue
        if marker.value < number:
            # Numbers begin anew: an attached regulation.
            break
        if marker.value <= number + 1:
            last, number = index, marker.value
    return last


def _signs_without_authority(lines: Sequence[OutlineLine], index: int, limit: int) -> bool:
    """Tell whether a signer's title and name stand there: "CHỦ TỊCH QUỐC HỘI", "(Đã ký)", "Nguyễn Văn A"."""
    if not is_signer_title(lines[index].text):
        return False
    following = [line.text for line in lines[index + 1 : min(index + 4, limit)]]
    return any(is_name(text) or is_signed_mark(text) for text in following) and not any(
        numbered_markers(text) or worded_marker(text) or len(text) > _TAIL_ITEM for text in following[:1]
    )


def _with_lines_before_signature(lines: Sequence[OutlineLine], index: int, body: int) -> int:
    """Return the first of the lines over the signature that belong to it.

    A name read before its title (two columns), or the letterhead of an authentication (văn bản hợp nhất).
    """
    first = index
    while first - 1 > body:
        text = lines[first - 1].text
        if not (
            is_signed_mark(text)
            or is_signer_title(text)
            or (is_name(text) and not opens_recipients(lines[index].text))
            or is_authority(text)
            or ((is_number_line(text) or is_place_and_date(text)) and len(text) < 60)
        ):
            break
        if numbered_markers(text) or worded_marker(text):
            break
        first -= 1
    return first


def _tail_end(lines: Sequence[OutlineLine], start: int, limit: int) -> int:
    for index in range(start + 1, limit):
        line = lines[index]
        text = line.text
        if line.in_table or len(text) > _TAIL_ITEM or worded_marker(text) or is_nation_line(text):
            return index
        if kind_at_start(text) and not is_signed_mark(text) and not is_signer_title(text):
            return index
        if numbered_markers(text) and any(len(other.text) > _TAIL_ITEM for other in lines[index : index + 3]):
            return index
    return limit


def _tail_parts(lines: Sequence[OutlineLine], start: int, end: int) -> list[tuple[TailPart, int]]:
    parts: list[tuple[TailPart, int]] = []
    for index in range(start, end):
        current = parts[-1][0] if parts else None
        part = _tail_part(lines[index].text, current)
        if part != current:
            parts.append((part, index))
    return parts


def _tail_part(text: str, current: TailPart | None) -> TailPart:
    if opens_recipients(text):
        return "recipients"
    if opens_signature(text) or is_signed_mark(text):
        return "signature"
    if current == "recipients" and not BULLET.match(text) and (is_signer_title(text) or is_name(text)):
        return "signature"
    return current or "signature"


def _is_plain_letterhead(line: OutlineLine) -> bool:
    marked = numbered_markers(line.text) or worded_marker(line.text)
    return not marked and not line.in_table and is_letterhead(line.text)


def _is_short(text: str) -> bool:
    return len(text) <= 60 and not text.rstrip().endswith((".", ":"))
