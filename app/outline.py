"""The outline beside a document: links that move the text without asking the server."""

from __future__ import annotations

from html import escape

from app.formats import section_name
from app.reading import section_id
from app.texts import t
from corpus.records import SPECIAL_SECTIONS, ParsedDocument, Section

_FEW = 12  # with fewer headings than this, numbered paragraphs without a heading are listed too
_LONGEST = 110


def listed_sections(parsed: ParsedDocument) -> list[Section]:
    """Return the sections worth a line in the outline, in the order of the text."""
    headed = [section for section in parsed.sections if section.heading or section.path in SPECIAL_SECTIONS]
    listed = headed if len(headed) >= _FEW else [section for section in parsed.sections if section.level <= 3]
    return sorted(listed, key=lambda section: (section.start, section.level))


def outline_markup(parsed: ParsedDocument, here: tuple[int, int] | None) -> str:
    """Return the outline as a list of links; the section that holds `here` is marked as the current one."""
    sections = listed_sections(parsed)
    current = max(
        (section for section in sections if here and section.start <= here[0] < section.end),
        key=lambda section: section.start,
        default=None,
    )
    lines = []
    for section in sections:
        words = section_name(section)
        words = words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + "…"
        indent = 0.4 + 0.8 * max(0, section.level - 1)
        mark = ' aria-current="true"' if section is current else ""
        target = section_id(section)
        lines.append(
            f'<a href="#{target}" data-scroll="{target}" style="padding-left:{indent:.1f}rem"{mark}>{escape(words)}</a>'
        )
    title = escape(t("outline"))
    return f'<nav class="tl-outline" aria-label="{title}"><b>{title}</b>{"".join(lines)}</nav>'
