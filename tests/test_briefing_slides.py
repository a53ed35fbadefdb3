"""PowerPoint of a briefing: read back, every quotation and source is there, nothing is empty, nothing sticks out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ImageFont

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
from answers.briefing.short_citations import full_citation, short_citation
from answers.briefing.slide_text import evened, text_height, text_width
from answers.briefing.slides import write_slides
from corpus.records import Citation, Document, PartialDate
from errors import InputError
from library import Library
from settings import load_settings
from tests.answers_library import small_library
from tests.briefing_reading import body_texts, overflowing, slides_of
from tests.corpus_factories import shared_files


def cited(words: str) -> Citation:
    """Return the citation of words of the small library."""
    library = small_library()
    for document in library.documents():
        start = library.show(document.id).reading.text.find(words)
        if start >= 0:
            return library.cite(document.id, start, start + len(words))
    raise AssertionError(words)


def documents() -> Mapping[str, Document]:
    return {document.id: document for document in small_library().documents()}


LONG = (
    "Tuổi thọ bình quân đạt 73,5 tuổi; thời gian sống khỏe đạt 65 năm.",
    "Tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt 71%.",
    "Tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt 90%.",
)


@pytest.fixture
def briefing() -> Briefing:
    life, cao_bang, ben_tre = map(cited, LONG)
    return Briefing(
        "tư vấn trước hôn nhân",
        "cán bộ dân số xã",
        (
            BriefingSection("Bối cảnh", (Quotation(life, ((23, 32),), note="Hỏi học viên về địa phương mình."),)),
            BriefingSection("Mục trống"),
            BriefingSection(
                "So sánh",
                (
                    ComparisonTable(
                        "tư vấn trước hôn nhân",
                        (
                            ComparedDocument(cao_bang.document_id, "UBND tỉnh Cao Bằng", (cao_bang,)),
                            ComparedDocument(ben_tre.document_id, "UBND tỉnh Bến Tre", (ben_tre,)),
                            ComparedDocument("khác", "UBND tỉnh Hà Giang"),
                        ),
                        ("Số liệu khác nhau – Cao Bằng: 71%; Bến Tre: 90%.",),
                    ),
                    FigureChart(
                        "Cặp đôi được tư vấn",
                        "%",
                        (ChartPoint("Cao Bằng", 71, cao_bang), ChartPoint("Bến Tre", 90.5, ben_tre)),
                    ),
                ),
            ),
            BriefingSection("Câu hỏi thảo luận", (Remark("Vì sao hai nơi khác nhau?"), Remark("Cần làm gì?"))),
        ),
    )


def test_slides_hold_every_quotation_and_its_source(briefing: Briefing, tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    write_slides(briefing, documents(), path)
    slides = slides_of(path)
    assert [slide.shapes.title.text for slide in slides] == [
        "Tư vấn trước hôn nhân",
        "Nội dung",
        "Kế hoạch số 61/KH-UBND, Ủy ban nhân dân tỉnh Cao Bằng, 2024",
        "Tư vấn trước hôn nhân",
        "Điểm khác nhau: Tư vấn trước hôn nhân",
        "Cặp đôi được tư vấn",
        "Câu hỏi thảo luận",
        "Văn bản đã dùng",
    ]
    for citation in briefing.citations:
        place = [slide for slide in slides if f"“{citation.quote}”" in "\n".join(body_texts(slide))]
        shown = place or [slide for slide in slides if any(shape.has_chart for shape in slide.shapes)]
        assert shown
        for slide in shown:
            notes = slide.notes_slide.notes_text_frame.text
            assert f"“{citation.quote}”" in notes
            assert full_citation(citation, documents()) in notes
            source = next(shape.text_frame.text for shape in slide.shapes if shape.name == "Nguồn")
            assert short_citation(citation, documents()) in source
    assert not list(overflowing(path))
    assert all(body_texts(slide) for slide in slides)
    assert "Mục trống" not in "\n".join(body_texts(slides[1]))
    assert "(không nêu)" in body_texts(slides[3])
    assert {"71.0", "90.5"} <= set(body_texts(slides[5]))
    assert "Cao Bằng: 71 %\nBến Tre: 90,5 %" in slides[5].notes_slide.notes_text_frame.text


def test_words_of_the_trainer_are_labelled(briefing: Briefing, tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    generated = Remark("Cao Bằng đặt chỉ tiêu 71%.", True, (cited(LONG[1]),))
    proposed = Remark("Địa phương gặp khó khăn gì?", proposed=True)
    told = briefing.with_item("Bối cảnh", generated).with_item("Câu hỏi thảo luận", proposed)
    write_slides(told, documents(), path)
    named: dict[str, list[str]] = {}
    for slide in slides_of(path):
        for shape in slide.shapes:
            if shape.has_text_frame:
                named.setdefault(shape.name, []).append(shape.text_frame.text)
    assert named["Lời giảng viên"] == ["Hỏi học viên về địa phương mình.", "Vì sao hai nơi khác nhau?\nCần làm gì?"]
    assert named["Phần mềm viết, đã đối chiếu với nguồn"] == [generated.text]
    assert named["Gợi ý do phần mềm đề xuất"] == [proposed.text]
    assert named["Nhãn"].count("Lời giảng viên") == 2
    assert named["Trích nguyên văn"] == [f"“{LONG[0]}”"]


def test_deciding_words_are_bold(briefing: Briefing, tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    write_slides(briefing, documents(), path)
    shape = next(shape for shape in slides_of(path)[2].shapes if shape.name == "Trích nguyên văn")
    bold = [run.text for paragraph in shape.text_frame.paragraphs for run in paragraph.runs if run.font.bold]
    assert bold == ["73,5 tuổi"]


def test_heading_stands_on_one_slide_with_what_it_heads(tmp_path: Path) -> None:
    heading = Citation("2. Sở Tài chính", "d", "II.2", 0, 15, (), "mục II.2, Kế hoạch")
    task = replace(heading, quote="Chủ trì bố trí kinh phí cho các nhiệm vụ của kế hoạch.", start=16, end=70)
    elsewhere = replace(heading, section="II.3")
    items = (Quotation(heading), Quotation(task, note="Nêu ví dụ."), Quotation(elsewhere), Quotation(task))
    path = tmp_path / "a.pptx"
    write_slides(Briefing("thử", "", (BriefingSection("Phần", items),)), {}, path)
    shown = [
        shape.text_frame.text for slide in slides_of(path) for shape in slide.shapes if shape.name == "Trích nguyên văn"
    ]
    assert shown == [f"“{heading.quote}”\n“{task.quote}”", f"“{elsewhere.quote}”", f"“{task.quote}”"]


@pytest.mark.parametrize("repeated", [2, 30])
def test_long_quotation_goes_on_at_a_clause(repeated: int, tmp_path: Path) -> None:
    quote = "\n".join(
        f"- Sở số {n} chủ trì, phối hợp với các xã tổ chức thực hiện; báo cáo hằng quý." for n in range(repeated)
    )
    citation = Citation(quote, "d", "II.1", 0, len(quote), (3,), "mục II.1, Kế hoạch số 5/KH-UBND")
    path = tmp_path / "a.pptx"
    write_slides(Briefing("thử", "", (BriefingSection("Phần", (Quotation(citation),)),)), {}, path)
    parts = [
        shape.text_frame.text for slide in slides_of(path) for shape in slide.shapes if shape.name == "Trích nguyên văn"
    ]
    assert len(parts) == (1 if repeated == 2 else 3)
    assert "\n".join(parts) == f"“{quote}”"
    assert all(re.search(r"[.;,”]$", part) for part in parts)
    assert not list(overflowing(path))


@pytest.mark.parametrize(
    ("obtained_by", "digest", "marks"),
    [
        ("text", False, ""),
        ("text", True, " (bản tóm lược)"),
        ("ocr", False, " (bản quét, đã nhận dạng chữ)"),
        ("mixed", True, " (bản tóm lược) (bản quét, đã nhận dạng chữ)"),
    ],
)
def test_short_citation_marks_digests_and_scans(obtained_by: str, digest: bool, marks: str) -> None:
    document = Document(
        "d",
        kind="Kế hoạch",
        number="5/KH-UBND",
        issuer="Ủy ban nhân dân xã Tân Hòa",
        issued_on=PartialDate(2026, 3, 5),
        obtained_by=obtained_by,
        digest=digest,
    )
    named = "Kế hoạch số 5/KH-UBND ngày 5/3/2026 của Ủy ban nhân dân xã Tân Hòa" + " (bản tóm lược)" * digest
    citation = Citation("…", "d", "II.1", 0, 1, (2, 3), f"mục II.1, {named}")
    expected = "mục II.1, Kế hoạch số 5/KH-UBND, Ủy ban nhân dân xã Tân Hòa, 2026, trang 2-3" + marks
    assert short_citation(citation, {"d": document}) == expected
    assert short_citation(citation, {}) == citation.text


def test_figure_that_is_no_number_is_refused(tmp_path: Path) -> None:
    chart = FigureChart("Tỷ lệ", "%", (ChartPoint("A", float("nan"), cited(LONG[1])),))
    with pytest.raises(InputError, match="không phải là số"):
        write_slides(Briefing("thử", "", (BriefingSection("Phần", (chart,)),)), documents(), tmp_path / "a.pptx")


_WORDS = st.text(
    st.sampled_from("aăâbđeêioôơuưyệộỹWM@… \n\t,;.:()0123456789%\x0b\x01<>&"), min_size=1, max_size=2500
).filter(lambda text: text.strip())


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quote=_WORDS, other=_WORDS, name=_WORDS)
def test_nothing_sticks_out_whatever_the_words(quote: str, other: str, name: str, tmp_path: Path) -> None:
    citation = Citation(quote, "d", "II.1", 0, len(quote), (), name)
    row = ComparedDocument("d", name, (citation, replace(citation, quote=other)))
    items = (Quotation(citation, note=other), ComparisonTable(name, (row,)), Remark(other, True, (citation,)))
    path = tmp_path / "a.pptx"
    write_slides(Briefing(name, other, (BriefingSection(other, items),)), {}, path)
    assert not list(overflowing(path))
    assert all(body_texts(slide) for slide in slides_of(path))


@settings(max_examples=60, deadline=None)
@given(text=_WORDS)
def test_parts_hold_every_word_in_order(text: str) -> None:
    size, spans = evened(text, (32, 24, 20), 700, 200)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text_height(text[start:end], size, 700) <= 200 for start, end in spans)


@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_the_font(bold: bool) -> None:
    path = Path(f"/usr/share/fonts/truetype/liberation2/LiberationSans-{'Bold' if bold else 'Regular'}.ttf")
    if not path.exists():
        pytest.skip("Liberation Sans 2 is not installed")
    font = ImageFont.truetype(str(path), 1000)
    for letter in "aAeÊịỊởỞựỰđĐmwW019%“”–…—:;₫½":
        assert text_width(letter, 1000, bold=bold) == pytest.approx(font.getlength(letter), abs=1), letter


TOPICS = (
    "người cao tuổi và già hóa dân số", "mất cân bằng giới tính khi sinh", "mức sinh thay thế", "truyền thông dân số",
    "tổ chức bộ máy và cán bộ dân số", "kinh phí thực hiện", "khám sức khỏe trước khi kết hôn",
    "cơ sở dữ liệu dân cư", "nhiệm vụ của Sở Y tế", "chăm sóc sức khỏe sinh sản",
)  # fmt: skip


@pytest.mark.prove
@pytest.mark.real
def test_slides_of_ten_topics_over_real_plans(tmp_path: Path) -> None:
    library = Library(load_settings(data=tmp_path / "data"))
    library.add(shared_files("corpus/*.txt"))
    held = {document.id: document for document in library.documents()}
    for topic in TOPICS:
        briefing = library.propose_briefing(topic, audience="cán bộ dân số xã")
        path = tmp_path / "a.pptx"
        library.export_briefing(briefing, path)
        slides = slides_of(path)
        bodies = ["".join("\n".join(body_texts(slide)).split()) for slide in slides]
        notes = [slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else "" for slide in slides]
        charts = [item for section in briefing.sections for item in section.items if isinstance(item, FigureChart)]
        charted = {point.citation for chart in charts for point in chart.points}
        assert all(bodies), topic
        assert not list(overflowing(path)), topic
        for citation in briefing.citations:
            assert library.cite(citation.document_id, citation.start, citation.end).quote == citation.quote
            told = f"“{citation.quote}”\nNguồn: {full_citation(citation, held)}."
            assert any(told in note for note in notes), (topic, citation)
            shown = "".join(body for body, note in zip(bodies, notes, strict=True) if told in note)
            assert citation in charted or "".join(citation.quote.split()) in shown, (topic, citation)
