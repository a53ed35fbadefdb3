"""The records of a document: what it is, its outline, its passages, and how one is cited.

Every span is a pair of offsets into the document's *reading text*: the text with layout undone (hard wraps, page
furniture, column headers) and no word changed. A record never holds a guess: what is unknown is None or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

IssuerLevel = Literal["central", "province", "district", "commune"]
"""Level of an issuing body. `district` occurs in documents from before 1/7/2025 only."""

ObtainedBy = Literal["text", "markdown", "pdf", "ocr", "mixed", "docx", "doc", "html"]
"""How the text of a document was obtained from its file; `mixed` is a PDF with some pages read by OCR."""

SPECIAL_SECTIONS = ("header", "title", "preamble", "closing", "signature", "recipients")
"""Paths of the parts of a document that stand outside its numbered outline."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with unknown parts left empty, as in "ngày … tháng 8 năm 2025"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """Return the administrative form: 10/4/2018, 8/2025 or 2025; empty when nothing is known."""
        return "/".join(str(part) for part in (self.day, self.month, self.year) if part is not None)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line or, when the reader knows paragraphs, one paragraph.

    `starts_paragraph` is True or False where the reader knows, None where only the words can tell.
    """

    text: str
    bold: bool | None = None
    centred: bool | None = None
    starts_paragraph: bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells, the first `header_rows` of which name the columns."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 1


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What a reader found on one page; `number` is None when the format has no pages.

    `confidence` is the mean OCR confidence in [0, 1], None when the page was not read by OCR.
    `uncertain` are the words OCR read with low confidence, as they stand in the lines.
    """

    blocks: tuple[Line | Table, ...]
    number: int | None = None
    confidence: float | None = None
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a reader found in one file. `front_matter` is the YAML-like head of a Markdown file, empty elsewhere."""

    pages: tuple[ExtractedPage, ...]
    obtained_by: ObtainedBy
    front_matter: Mapping[str, str] = field(default_factory=dict)
    footnotes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSpan:
    """Where a table stands in the reading text: the span of each row, and its cells."""

    start: int
    end: int
    rows: tuple[tuple[int, int], ...]
    cells: tuple[tuple[str, ...], ...]
    header_rows: int


@dataclass(frozen=True, slots=True)
class ReadingText:
    """The reading text of a document, with the offset at which each page begins.

    `page_starts[i]` is the offset of the first character of the page numbered `page_numbers[i]`; both are empty when
    the format has no pages. Lines of the text are paragraphs (`\\n` between them).
    """

    text: str
    page_starts: tuple[int, ...] = ()
    page_numbers: tuple[int, ...] = ()
    tables: tuple[TableSpan, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()
    centred: tuple[tuple[int, int], ...] = ()

    def pages_of(self, start: int, end: int) -> tuple[int, ...]:
        """Return the numbers of the pages that the span touches, in order."""
        found = []
        for index, number in enumerate(self.page_numbers):
            page_start = self.page_starts[index]
            page_end = self.page_starts[index + 1] if index + 1 < len(self.page_starts) else len(self.text)
            if page_start < end and start < page_end:
                found.append(number)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Document:
    """Identity of a document (Nghị định 30/2020/NĐ-CP, điều 8) and of the file it came from."""

    id: str
    kind: str | None = None
    number: str | None = None
    issuer: str | None = None
    issuer_level: IssuerLevel | None = None
    place: str | None = None
    issued_on: PartialDate = PartialDate()
    title: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    on_behalf_of: str | None = None
    recipients: tuple[str, ...] = ()
    urgency: str | None = None
    secrecy: str | None = None
    source: str = ""
    sha256: str = ""
    obtained_by: ObtainedBy = "text"
    digest: bool = False
    pages: int | None = None
    passages: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the outline, or one of the parts in SPECIAL_SECTIONS.

    `path` joins the numbers from the top, as in "II.5.1.a" or "Điều 3.2.a"; `label` is what is printed ("5.1.");
    `heading` is the words after it, empty for a numbered paragraph; `level` counts from 1; the span covers the
    section with everything below it.
    """

    path: str
    label: str
    heading: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another document. `document_id` stays None unless exactly one document of the library fits."""

    text: str
    start: int
    end: int
    kind: str | None = None
    number: str | None = None
    issuer: str | None = None
    issued_on: PartialDate = PartialDate()
    alias: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section that is indexed, found and shown as one.

    `text` equals the reading text over the span. `headings` are the printed label and words of the sections above and
    of its own, from the top. `context` is indexed with the text and never shown: header cells of a table row, a
    run-in subject, a likely reading of OCR noise.
    """

    id: str
    document_id: str
    section: str
    headings: tuple[str, ...]
    text: str
    start: int
    end: int
    pages: tuple[int, ...] = ()
    context: str = ""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with everything read from it."""

    document: Document
    reading: ReadingText
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quotation and where it stands. `text` is the administrative form of the citation."""

    quote: str
    document_id: str
    section: str
    start: int
    end: int
    pages: tuple[int, ...]
    text: str
