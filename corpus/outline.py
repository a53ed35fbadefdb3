"""The outline of a reading text: its parts and numbered sections, in document order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.outline_lines import OutlineLine, outline_lines
from corpus.outline_markers import BULLET, numbered_markers, worded_marker
from corpus.outline_parts import (
    annex_label_length,
    annex_number,
    is_caps,
    is_nation_line,
    kind_at_start,
    names_what_it_is_attached_to,
    opens_closing,
)
from corpus.outline_regions import Regions, find_regions
from corpus.outline_sequence import Node, Numbering
from corpus.records import ReadingText, Section

_MAX_HEADING = 260
_MAX_RUN_IN = 110
_TITLE_LINES = 4
_CLOSING_LINES = 6
# The subject or title that opens a numbered paragraph: "Sở Y tế: …". Refuses a colon within a figure ("8:30", "1:2")
# and a lead-in that is itself several sentences or clauses.
_RUN_IN = re.compile(rf"([^.:?!]{{2,{_MAX_RUN_IN}}}?):(?=\s|$)")
# Words before a colon that announce a list and name nothing: "… bao gồm:", "Các Bộ: Quốc phòng, Công an".
_ANNOUNCES_A_LIST = re.compile(r"(?:\b(?:sau|sau đây|gồm|là|như|kết hợp|về|để|theo|tại|với)|^Các \w+)$", re.IGNORECASE)
_ENDS_A_SENTENCE = re.compile(r"[.;,…][”\"’)]*$|/\.$")


def outline(reading: ReadingText) -> tuple[Section, ...]:
    """Return the sections of `reading` in document order; the special parts have level 1 and an empty label."""
    lines = outline_lines(reading)
    if not lines:
        return ()
    regions = find_regions(lines)
    nodes = Numbering().read(lines, regions.preamble, regions.body_end)
    closing = _closing_line(lines, nodes, regions)
    opened: list[tuple[int, Section]] = [
        *_special_parts(regions, nodes, closing, len(lines)),
        *((node.line, _section(lines, node)) for node in nodes),
        *_annexes(lines, regions),
    ]
    opened.sort(key=lambda item: (item[0], item[1].level))
    return tuple(_with_spans(lines, opened))


def _special_parts(regions: Regions, nodes: Sequence[Node], closing: int | None, end: int) -> list[tuple[int, Section]]:
    body = nodes[0].line if nodes else (closing if closing is not None else regions.body_end)
    found: list[tuple[int, str]] = []
    if regions.title > 0:
        found.append((0, "header"))
    if regions.preamble > regions.title:
        found.append((regions.title, "title"))
    if body > regions.preamble:
        found.append((regions.preamble, "preamble"))
    if closing is not None:
        found.append((closing, "closing"))
    found.extend((line, part) for part, line in regions.tail)
    return [(line, Section(path, "", "", 1, 0, 0)) for line, path in found if line < end]


def _closing_line(lines: Sequence[OutlineLine], nodes: Sequence[Node], regions: Regions) -> int | None:
    first = nodes[-1].line + 1 if nodes else regions.preamble + 1
    last_item = max((index for index in range(first, regions.body_end) if BULLET.match(lines[index].text)), default=0)
    for index in range(max(first, last_item + 1, regions.body_end - _CLOSING_LINES), regions.body_end):
        line = lines[index]
        if not line.quoted and not line.in_table and opens_closing(line.text):
            return index
    return None


def _annexes(lines: Sequence[OutlineLine], regions: Regions) -> list[tuple[int, Section]]:
    found: list[tuple[int, Section]] = []
    taken: set[str] = set()
    for order, first in enumerate(regions.annexes):
        last = regions.annexes[order + 1] if order + 1 < len(regions.annexes) else len(lines)
        path, label, heading = _annex_title(lines, first, last)
        if path in taken:
            path = next(f"{path} ({number})" for number in range(2, len(lines)) if f"{path} ({number})" not in taken)
        taken.add(path)
        found.append((first, Section(path, label, heading, 1, 0, 0)))
        numbering = Numbering(root=path, root_level=1, has_articles=_is_regulation(lines, first, last))
        for node in numbering.read(lines, first + 1, last):
            found.append((node.line, _section(lines, node)))
    return found


def _is_regulation(lines: Sequence[OutlineLine], first: int, last: int) -> bool:
    """Tell whether an annex is a regulation of its own: named by its kind ("QUY CHẾ"), or parted into chapters."""
    if annex_number(lines[first].text) is None:
        return True
    markers = (worded_marker(line.text) for line in lines[first + 1 : last])
    return any(marker is not None and marker.kind == "chapter" for marker in markers)


def _annex_title(lines: Sequence[OutlineLine], first: int, last: int) -> tuple[str, str, str]:
    text = lines[first].text
    number = annex_number(text)
    if number is not None:
        length = annex_label_length(text)
        label, rest = text[:length].strip(), text[length:].strip()
        title = "" if names_what_it_is_attached_to(rest) else rest
        heading = title or _title_below(lines, first, last)
        return ("Phụ lục" + (f" {number}" if number else "")), label, heading
    for index in range(first, min(first + 12, last)):
        kind = kind_at_start(lines[index].text)
        if kind and not is_nation_line(lines[index].text):
            heading = " ".join([lines[index].text, _title_below(lines, index, last)]).strip()
            return kind.capitalize(), "", heading
    return "Phụ lục", "", ""


def _title_below(lines: Sequence[OutlineLine], index: int, last: int) -> str:
    """Return the title printed on the lines after the one that only numbers a chương or an annex."""
    found: list[str] = []
    for line in lines[index + 1 : min(index + 1 + _TITLE_LINES, last)]:
        marked = worded_marker(line.text) or numbered_markers(line.text) or BULLET.match(line.text)
        titled = is_caps(line.text) or line.centred or (line.all_bold and len(line.text) <= _MAX_HEADING)
        if marked or line.in_table or names_what_it_is_attached_to(line.text) or not (titled or not found):
            break
        if not titled and (len(line.text) > _MAX_HEADING or _ENDS_A_SENTENCE.search(line.text)):
            break
        found.append(line.text)
    return " ".join(found)


def _section(lines: Sequence[OutlineLine], node: Node) -> Section:
    line = lines[node.line]
    label = line.text[: len(node.marker.label)]
    rest = line.text[node.marker.length :].strip()
    if not rest and node.marker.kind in ("part", "chapter", "section", "subsection"):
        heading = _title_below(lines, node.line, len(lines))
    else:
        heading = heading_of(rest, line.bold_length - node.marker.length)
    return Section(node.path, label, heading, node.level, 0, 0)


def heading_of(rest: str, bold_length: int = 0) -> str:
    """Return the heading in the words after a label; empty when they are a paragraph.

    A heading is short and does not end a sentence. A paragraph may open with one that ends with a colon, or with bold
    words (`bold_length` of them are known to be bold).
    """
    if not rest:
        return ""
    if (
        0 < bold_length < len(rest) - 1
        and rest[bold_length - 1 : bold_length + 1].strip() != rest[bold_length - 1 : bold_length + 1]
    ):
        bold = rest[:bold_length].strip()
        if len(bold) <= _MAX_HEADING:
            return bold.rstrip(" :.")
    if len(rest) <= _MAX_HEADING and not _ENDS_A_SENTENCE.search(rest) and not rest.endswith(":"):
        return rest
    run_in = _RUN_IN.match(rest)
    if run_in is not None and run_in[1][0].isupper() and not _ANNOUNCES_A_LIST.search(run_in[1]):
        return run_in[1].strip()
    return ""


def _with_spans(lines: Sequence[OutlineLine], opened: Sequence[tuple[int, Section]]) -> list[Section]:
    found = []
    # The line at which a section of each level that is still open ends, from the last section to the first.
    ends: dict[int, int] = {}
    for line, section in reversed(opened):
        following = min((end for level, end in ends.items() if level <= section.level), default=len(lines))
        ends = {level: end for level, end in ends.items() if level < section.level} | {section.level: line}
        end = lines[max(following - 1, line)].end
        found.append(Section(section.path, section.label, section.heading, section.level, lines[line].start, end))
    return found[::-1]
