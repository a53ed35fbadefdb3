"""A briefing as PowerPoint: one idea a slide, its source at the foot, the whole quotation and citation in the notes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from answers.briefing.records import (
    Briefing,
    ComparisonTable,
    FigureChart,
    Item,
    Quotation,
    Remark,
    citations_of,
)
from answers.briefing.short_citations import short_citation, short_name
from answers.briefing.slide_deck import (
    ACCENT,
    BODY,
    CELL_MARGIN,
    QUIET,
    QUOTE,
    SOFTWARE,
    SOFTWARE_GROUND,
    TRAINER,
    TRAINER_GROUND,
    Box,
    Deck,
    Run,
)
from answers.briefing.slide_front import documents_used, list_slides, title_slide
from answers.briefing.slide_notes import TRAINER_LABEL, capitalised, chart_notes, joined_sources, notes_of, one_line
from answers.briefing.slide_quotes import (
    CONTINUED,
    NAME_WIDTH,
    TABLE_SIZE,
    WORDS_WIDTH,
    TableRow,
    comparison_rows,
    joined_parts,
    quoted_slides,
    whole_quotation,
)
from answers.briefing.slide_text import LINE_HEIGHT, evened, largest_size, text_height
from answers.spans import words_in
from corpus.records import Document
from errors import InputError

GENERATED_LABEL = "Phần mềm viết, đã đối chiếu với nguồn"
PROPOSED_LABEL = "Gợi ý do phần mềm đề xuất"
_SIZES = (32, 28, 26, 24, 22, 20)
_POINTS_A_CHART = 7
_HEADING_WORDS = 20
_LONGEST_LABEL = 60  # characters beside a bar


def write_slides(briefing: Briefing, documents: Mapping[str, Document], path: Path) -> None:
    """Write the briefing as a .pptx file at `path`; `documents` are those it cites, by id.

    Sections without items give no slide. Raises InputError for a figure that is no number, and OSError.
    """
    deck = Deck(briefing.topic)
    sections = [section for section in briefing.sections if section.items]
    used = documents_used(briefing, documents)
    title_slide(deck, briefing, len(used))
    list_slides(deck, "Nội dung", [f"{n}. {one_line(one.heading)}" for n, one in enumerate(sections, start=1)])
    for number, section in enumerate(sections, start=1):
        drawing = _Section(deck, f"{number}. {one_line(section.heading)}", documents)
        for item in _grouped(section.items):
            drawing.draw(item)
    list_slides(deck, "Văn bản đã dùng", [f"{n}. {name}" for n, name in enumerate(used, start=1)])
    deck.save(path)


def _grouped(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Yield the items that share slides: remarks without a source in a row, a heading with what it heads."""
    group: tuple[Item, ...] = ()
    for item in items:
        if group and _goes_with(group, item):
            group = (*group, item)
            continue
        if group:
            yield group
        group = (item,)
    if group:
        yield group


def _goes_with(group: tuple[Item, ...], item: Item) -> bool:
    last = group[-1]
    if isinstance(last, Remark) and isinstance(item, Remark):
        return not last.citations and not item.citations
    if not isinstance(last, Quotation) or not isinstance(item, Quotation):
        return False
    one, other = last.citation, item.citation
    heads = words_in(one.quote) <= _HEADING_WORDS and not one.quote.rstrip().endswith((".", ";", "…"))
    if not heads or last.note.strip() or (one.document_id, one.section) != (other.document_id, other.section):
        return False
    quotes = "\n".join(f"“{each.citation.quote}”" for each in (*group, item) if isinstance(each, Quotation))
    note = _panel_height(item.note) + _PANEL_INSET if item.note.strip() else 0
    return text_height(quotes, 24, QUOTE.width) <= QUOTE.height - note


class _Section:
    """Draws the items of one section."""

    def __init__(self, deck: Deck, kicker: str, documents: Mapping[str, Document]) -> None:
        self._deck = deck
        self._kicker = kicker
        self._documents = documents

    def draw(self, group: tuple[Item, ...]) -> None:
        """Draw the slides of one item, or of several that share them."""
        quotations = tuple(item for item in group if isinstance(item, Quotation))
        match group[0]:
            case Quotation():
                self._quotations(quotations)
            case ComparisonTable() as table:
                self._comparison(table)
            case FigureChart() as chart:
                self._chart(chart)
            case Remark() as remark if remark.citations:
                self._remark(remark)
            case Remark():
                self._remarks(tuple(item for item in group if isinstance(item, Remark)))

    # -- quotations --------------------------------------------------------------------------------------------

    def _quotations(self, items: Sequence[Quotation]) -> None:
        """Draw a quotation with the headings quoted before it; alone it may go on over several slides."""
        citations = tuple(item.citation for item in items)
        last, note = items[-1], items[-1].note.strip()
        document = self._documents.get(last.citation.document_id)
        title = short_name(document) if document else last.citation.text
        source = f"Nguồn: {short_citation(last.citation, self._documents)}"
        notes = notes_of(citations, self._documents, note)
        room = QUOTE.height - (_panel_height(note) + _PANEL_INSET if note else 0)
        quotes = "\n".join(f"“{citation.quote}”" for citation in citations)
        beside = bool(note) and text_height(quotes, _SIZES[-1], QUOTE.width) <= room
        height = room if beside else QUOTE.height
        if len(items) > 1:
            size = largest_size(quotes, _SIZES, QUOTE.width, height) or _SIZES[-1]
            shown = [joined_parts([whole_quotation(item.citation.quote, item.emphasis) for item in items])]
        else:
            size, shown = quoted_slides(last.citation.quote, last.emphasis, _SIZES, QUOTE.width, height)
        for part in shown:
            slide = self._deck.slide(
                title + CONTINUED * part.continued, kicker=self._kicker, source=source, notes=notes
            )
            used = text_height(part.text, size, QUOTE.width)
            box = Box(QUOTE.left, QUOTE.top, QUOTE.width, min(height, used + 8))
            self._deck.bar(slide, Box(BODY.left, box.top, 5, box.height), ACCENT, "Nét trích dẫn")
            self._deck.text(slide, box, part.paragraphs, size=size, name="Trích nguyên văn")
            if beside:
                panel = Box(BODY.left, box.bottom + _PANEL_INSET, BODY.width, _panel_height(note))
                self._panel(slide, panel, note, TRAINER_LABEL)
        if note and not beside:
            self._told(note, TRAINER_LABEL, title=title)

    # -- the trainer's words -----------------------------------------------------------------------------------

    def _remark(self, item: Remark) -> None:
        label = _label_of(item)
        sources = "; ".join(dict.fromkeys(short_citation(one, self._documents) for one in item.citations))
        notes = f"{label}: {item.text}\n\n{notes_of(item.citations, self._documents, '')}"
        self._told(item.text, label, source=f"Nguồn: {sources}", notes=notes)

    def _remarks(self, items: tuple[Remark, ...]) -> None:
        """Draw remarks without a source: several on a slide as far as they fit at a good size."""
        groups: list[list[Remark]] = []
        for item in items:
            if groups and _label_of(groups[-1][0]) == _label_of(item) and _fits_one_panel([*groups[-1], item]):
                groups[-1].append(item)
            else:
                groups.append([item])
        for group in groups:
            text = "\n".join(one_line(one.text) if len(group) > 1 else one.text for one in group)
            self._told(text, _label_of(group[0]))

    def _told(self, text: str, label: str, *, title: str = "", source: str = "", notes: str = "") -> None:
        if not text.strip():
            return
        title = title or self._kicker.split(". ", 1)[1]
        width, height = BODY.width - 2 * _PANEL_INSET, BODY.height - _PANEL_LABEL - 2 * _PANEL_INSET
        size, spans = evened(text, _SIZES[1:], width, height)
        for index, (start, end) in enumerate(spans):
            slide = self._deck.slide(title + CONTINUED * bool(index), kicker=self._kicker, source=source, notes=notes)
            used = text_height(text[start:end], size, width) + _PANEL_LABEL + 2 * _PANEL_INSET
            box = Box(BODY.left, BODY.top, BODY.width, min(BODY.height, used))
            self._panel(slide, box, text[start:end], label, size=size)

    def _panel(self, slide: object, box: Box, text: str, label: str, *, size: float = 20) -> None:
        ink, ground = (TRAINER, TRAINER_GROUND) if label == TRAINER_LABEL else (SOFTWARE, SOFTWARE_GROUND)
        self._deck.bar(slide, box, ground, f"Nền: {label}")
        self._deck.bar(slide, Box(box.left, box.top, 5, box.height), ink, f"Nét: {label}")
        left, width = box.left + _PANEL_INSET, box.width - 2 * _PANEL_INSET
        head = Box(left, box.top + _PANEL_INSET / 2, width, _PANEL_LABEL)
        self._deck.text(slide, head, [[Run(label, bold=True, colour=ink)]], size=16, name="Nhãn")
        words = Box(left, head.bottom + 4, width, box.bottom - head.bottom - 4)
        lines = [[Run(line.strip(), colour=ink)] for line in text.split("\n") if line.strip()]
        self._deck.text(slide, words, lines, size=size, name=label)

    # -- comparisons -------------------------------------------------------------------------------------------

    def _comparison(self, item: ComparisonTable) -> None:
        topic = capitalised(item.topic)
        head = [[[Run(words, bold=True, colour="FFFFFF")]] for words in ("Văn bản", "Trích nguyên văn")]
        room = BODY.height - TABLE_SIZE * LINE_HEIGHT - CELL_MARGIN - 8
        slides: list[list[TableRow]] = []
        for row in (row for compared in item.rows for row in comparison_rows(compared, self._documents, room)):
            if slides and sum(one.height for one in (*slides[-1], row)) <= room:
                slides[-1].append(row)
            else:
                slides.append([row])
        for index, rows in enumerate(slides):
            citations = tuple(dict.fromkeys(one for row in rows for one in row.citations))
            slide = self._deck.slide(
                topic + CONTINUED * bool(index),
                kicker=self._kicker,
                source=joined_sources(citations, self._documents),
                notes=notes_of(citations, self._documents, ""),
            )
            cells = [head, *([row.name, row.words] for row in rows)]
            self._deck.table(slide, cells, (NAME_WIDTH, WORDS_WIDTH), size=TABLE_SIZE)
        self._differences(f"Điểm khác nhau: {topic}", item)
        self._told(item.note, TRAINER_LABEL, title=topic)

    def _differences(self, title: str, item: ComparisonTable) -> None:
        text = "\n".join(map(one_line, item.differences))
        size, spans = evened(text, _SIZES[2:], BODY.width, BODY.height) if text else (0, [])
        notes = notes_of(citations_of(item), self._documents, "")
        for index, (start, end) in enumerate(spans):
            slide = self._deck.slide(
                title + CONTINUED * bool(index),
                kicker=self._kicker,
                source="Do chương trình đối chiếu số liệu, thời gian trong các đoạn trích ở bảng so sánh.",
                notes=notes,
            )
            lines = [[Run(line)] for line in text[start:end].split("\n")]
            self._deck.text(slide, BODY, lines, size=size, name="Điểm khác nhau")

    # -- charts ------------------------------------------------------------------------------------------------

    def _chart(self, item: FigureChart) -> None:
        if any(not math.isfinite(point.value) for point in item.points):
            raise InputError(
                f"Biểu đồ “{one_line(item.title)}” có giá trị không phải là số. Hãy bỏ hoặc sửa biểu đồ này."
            )
        groups = [item.points[n : n + _POINTS_A_CHART] for n in range(0, len(item.points), _POINTS_A_CHART)]
        for index, points in enumerate(groups):
            citations = tuple(dict.fromkeys(point.citation for point in points))
            slide = self._deck.slide(
                one_line(item.title) + CONTINUED * bool(index),
                kicker=self._kicker,
                source=joined_sources(citations, self._documents),
                notes=chart_notes(item, points, self._documents),
            )
            unit = Box(BODY.left, BODY.top, BODY.width, 28)
            self._deck.text(slide, unit, [[Run(f"Đơn vị: {item.unit}", colour=QUIET)]], size=18, name="Đơn vị")
            box = Box(BODY.left, unit.bottom, BODY.width, BODY.height - unit.height)
            self._deck.chart(
                slide,
                box,
                [one_line(p.label)[:_LONGEST_LABEL] for p in points],
                [p.value for p in points],
                series=item.unit or item.title,
            )
        self._told(item.note, TRAINER_LABEL, title=one_line(item.title))


_PANEL_INSET = 16.0
_PANEL_LABEL = 24.0


def _label_of(remark: Remark) -> str:
    """Return whose words a remark is."""
    if remark.generated:
        return GENERATED_LABEL
    return PROPOSED_LABEL if remark.proposed else TRAINER_LABEL


def _panel_height(text: str) -> float:
    return text_height(text, 20, BODY.width - 2 * _PANEL_INSET) + _PANEL_LABEL + 2 * _PANEL_INSET


def _fits_one_panel(items: Sequence[Remark]) -> bool:
    text = "\n".join(one_line(item.text) for item in items)
    height = BODY.height - _PANEL_LABEL - 2 * _PANEL_INSET
    return text_height(text, 24, BODY.width - 2 * _PANEL_INSET) <= height
