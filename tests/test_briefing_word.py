"""A Word file read back: each quotation is its source span, each footnote its citation; the page as the decree asks."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from answers.briefing.export import export
from answers.briefing.records import Briefing, BriefingSection, QuizQuestion, Quotation, Remark
from answers.quoting import citation
from corpus.records import ParsedDocument
from library import Library
from tests.answers_library import small_library
from tests.briefing_library import HOSTILE, full_briefing, hostile_document, opening
from tests.word_reading import ReadParagraph, word_paragraphs

MILLIMETRE = 56.69  # twentieths of a point


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "tai-lieu.docx"
    library = small_library()
    library.export_briefing(full_briefing(library), path)
    return path


def check_against(library: Library, paragraphs: list[ReadParagraph]) -> int:
    """Check each quotation and its footnote against the documents; return how many there are."""
    documents = [library.show(document.id) for document in library.documents()]
    checked = 0
    for paragraph in paragraphs:
        for at, note in paragraph.notes:
            assert paragraph.text[at - 1] == "”", paragraph
            quote = paragraph.text[paragraph.text.index("“") + 1 : at - 1]
            assert any(borne_out(quote, note, parsed, library) for parsed in documents), (quote, note)
            checked += 1
    return checked


def borne_out(quote: str, note: str, parsed: ParsedDocument, library: Library) -> bool:
    """Tell whether the quote stands in a document at a place that the footnote names."""
    for match in re.finditer(re.escape(quote), parsed.reading.text):
        cited = library.cite(parsed.document.id, *match.span())
        if note[1:].startswith(cited.text[1:]) and note[0].lower() == cited.text[0].lower():
            return True
    return False


def test_every_quotation_and_footnote_stands_in_the_library(written: Path) -> None:
    library = small_library()
    assert check_against(library, word_paragraphs(written)) == len(full_briefing(library).citations)


def test_words_of_the_trainer_are_in_their_own_style(written: Path) -> None:
    by_style: dict[str, list[str]] = {}
    for paragraph in word_paragraphs(written):
        by_style.setdefault(paragraph.style, []).append(paragraph.text)
    assert by_style["Lời giảng viên"] == [
        "Lời giảng viên: Nhắc lại hai lần.",
        "Lời giảng viên: Mỗi nhóm nêu một ví dụ.",
        "Lời giảng viên: Hỏi học viên về nơi mình.",
    ]
    assert by_style["Gợi ý thảo luận"] == ["Gợi ý: Vì sao khác nhau?"]
    assert all(text.startswith("“") and text.endswith("”") for text in by_style["Trích dẫn"])


def test_silence_differences_and_documents_used_are_told(written: Path) -> None:
    texts = [paragraph.text for paragraph in word_paragraphs(written)]
    assert "Không thấy quy định về điểm này." in texts
    assert "IV. Văn bản đã sử dụng" in texts
    assert not any("Chưa có gì" in text for text in texts)
    used = texts[texts.index("IV. Văn bản đã sử dụng") + 1 :]
    assert ["Cao Bằng" in used[0], "Bến Tre" in used[1]] == [True, True]


def test_page_is_set_up_as_the_decree_asks(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        body = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
        names = archive.namelist()
    size = re.search(r'<w:pgSz [^>]*w:w="(\d+)"[^>]*w:h="(\d+)"|<w:pgSz [^>]*w:h="(\d+)"[^>]*w:w="(\d+)"', body)
    assert size is not None
    assert sorted(int(one) for one in size.groups() if one) == [11906, 16838]
    margins = {
        side: int(value) for side, value in re.findall(r'w:(top|bottom|left|right)="(\d+)"', _tag(body, "pgMar"))
    }
    millimetres = {side: round(value / MILLIMETRE) for side, value in margins.items()}
    assert millimetres == {"top": 20, "bottom": 20, "left": 30, "right": 20}
    assert "<w:titlePg" in body
    assert any(name.startswith("word/header") for name in names)
    assert 'w:ascii="Times New Roman"' in styles
    assert sum(name.startswith("word/media/") for name in names) == 1


def _tag(xml: str, name: str) -> str:
    found = re.search(rf"<w:{name}[^>]*>", xml)
    assert found is not None
    return found.group()


def hostile_briefing() -> tuple[Briefing, ParsedDocument]:
    parsed = hostile_document()
    at, items = 0, []
    for line in HOSTILE:
        items.append(Quotation(citation(parsed, "I", at, at + len(line)), note=line))
        at += len(line) + 1
    whole = Quotation(citation(parsed, "I", 0, len(parsed.reading.text)), ((3, 20), (25, 30)))
    remarks = [Remark(line) for line in HOSTILE]
    return Briefing(HOSTILE[0], HOSTILE[1], (BriefingSection(HOSTILE[0], (*items, whole, *remarks)),)), parsed


def test_markup_in_words_stays_words(tmp_path: Path) -> None:
    briefing, parsed = hostile_briefing()
    export(briefing, tmp_path / "x.docx", opening(parsed))
    paragraphs = word_paragraphs(tmp_path / "x.docx")
    quoted = [one.text for one in paragraphs if one.style == "Trích dẫn"]
    assert quoted == [f"“{one.citation.quote}”" for one in briefing.sections[0].items if isinstance(one, Quotation)]
    notes = {note for one in paragraphs for _, note in one.notes}
    assert notes == {
        "Mục I, Kế hoạch số 1/KH-*UBND* ngày 2/1/2025 của Ủy ban <b>nhân dân</b> (bản tóm lược), trang 7 "
        "(bản quét, đã nhận dạng chữ)."
    }
    assert sum(len(one.notes) for one in paragraphs) == len(quoted)
    with zipfile.ZipFile(tmp_path / "x.docx") as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        assert not any(name.startswith("word/media/") for name in archive.namelist())
    assert "hyperlink" not in relations.lower()
    said = [one.text for one in paragraphs if one.style == "Lời giảng viên"]
    assert said == [f"Lời giảng viên: {line.strip()}" for line in HOSTILE] * 2


def test_the_key_of_a_quiz_begins_a_page_and_cites_each_answer(tmp_path: Path) -> None:
    library = small_library()
    briefing = full_briefing(library)
    cited = briefing.citations[0]
    asked = tuple(QuizQuestion(f"Câu {number}: _____?", ("64%", "71%", "82%"), 1, cited) for number in (1, 2))
    for ending, count in (("docx", 2), ("json", 0)):
        report = library.export_briefing(briefing, tmp_path / f"x.{ending}", asked)
        assert report.citations == len(briefing.citations) + count
    paragraphs = word_paragraphs(tmp_path / "x.docx")
    assert check_against(library, paragraphs) == len(briefing.citations) + 2
    texts = [one.text for one in paragraphs]
    key = texts.index("Đáp án")
    assert [one for one in texts[:key] if one in ("A. 64%", "B. 71%", "C. 82%")] == ["A. 64%", "B. 71%", "C. 82%"] * 2
    assert [one.startswith("B. 71% – “") for one in texts[key + 1 : key + 3]] == [True, True]
    with zipfile.ZipFile(tmp_path / "x.docx") as archive:
        styles = archive.read("word/styles.xml").decode()
    heading = styles[styles.index('w:styleId="Heading2"') :]
    assert "<w:pageBreakBefore" in heading[: heading.index("</w:style>")]
