"""Briefings over the small library of the answers' tests, and a document whose words look like markup."""

from __future__ import annotations

from collections.abc import Callable

from answers.briefing.records import (
    Briefing,
    BriefingSection,
    ChartPoint,
    ComparedDocument,
    ComparisonTable,
    FigureChart,
    Quotation,
    Remark,
)
from corpus.records import Citation, Document, ParsedDocument, PartialDate, ReadingText, Section
from errors import UnknownDocument
from library import Library

HOSTILE = (
    "<script>alert(1)</script> [liên kết](http://example.com) $x^2$ **đậm** `mã`{=openxml} :red[đỏ] <img src=x> "
    "[^1] ^trên^ ~dưới~ ~~gạch~~ \\textbf{x} @trich &lt; &#169; ![ảnh](a.png) http://example.com a@b.vn {.lop} {{x}}",
    "- gạch đầu dòng",
    "+ cộng",
    "1. số thứ tự",
    "a) điểm a (1) một",
    "# thăng",
    "===",
    "| ô | ô |",
    "[^1]: cước chú",
    ": định nghĩa",
    "> trích",
    "```",
    "    thụt vào  và hai  dấu cách",
    "\\",
    "* * *",
    "---",
    '"thẳng" và “cong” … -- ---',
    "<!-- ẩn -->",
    "%tiêu đề",
    "::: {custom-style=x}",
)


def cited(library: Library, place: str, words: str) -> Citation:
    """Return the citation of the words in the document of a place."""
    document = next(one for one in library.documents() if one.place == place)
    start = library.show(document.id).reading.text.index(words)
    return library.cite(document.id, start, start + len(words))


def full_briefing(library: Library) -> Briefing:
    """Return a briefing with an item of every kind."""
    here = cited(library, "Cao Bằng", "Tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt 71%.")
    there = cited(library, "Bến Tre", "Tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt 90%.")
    task = cited(
        library, "Bến Tre", "1. Sở Y tế\nChủ trì thành lập câu lạc bộ dưỡng sinh cho người cao tuổi ở từng ấp."
    )
    table = ComparisonTable(
        "tư vấn trước hôn nhân",
        (ComparedDocument(here.document_id, "Cao Bằng", (here,)), ComparedDocument(there.document_id, "Bến Tre")),
        note="Hỏi học viên về nơi mình.",
    )
    chart = FigureChart(
        "Tỷ lệ cặp đôi được tư vấn", "%", (ChartPoint("Cao Bằng", 71, here), ChartPoint("Bến Tre", 90, there))
    )
    return Briefing(
        "tư vấn trước hôn nhân",
        "cộng tác viên dân số",
        (
            BriefingSection("Mục tiêu", (Quotation(here, ((45, 48),), "Nhắc lại hai lần."), chart)),
            BriefingSection("Nhiệm vụ", (Quotation(task), Remark("Mỗi nhóm nêu một ví dụ."))),
            BriefingSection("So sánh", (table, Remark("Vì sao khác nhau?", proposed=True))),
            BriefingSection("Chưa có gì"),
        ),
    )


def hostile_document() -> ParsedDocument:
    """Return a scanned digest whose title and lines are markup of many kinds."""
    text = "\n".join(HOSTILE)
    document = Document(
        id="doc-hai",
        kind="Kế hoạch",
        number="1/KH-*UBND*",
        issuer="Ủy ban <b>nhân dân</b>",
        issued_on=PartialDate(2025, 1, 2),
        title="Về [việc](x) $1$",
        obtained_by="ocr",
        digest=True,
    )
    return ParsedDocument(document, ReadingText(text, (0,), (7,)), (Section("I", "I.", "", 1, 0, len(text)),), (), ())


def opening(*documents: ParsedDocument) -> Callable[[str], ParsedDocument]:
    """Return what opens these documents by id."""
    by_id = {one.document.id: one for one in documents}

    def opened(identifier: str) -> ParsedDocument:
        if identifier not in by_id:
            raise UnknownDocument(f"Không có {identifier}.")
        return by_id[identifier]

    return opened
