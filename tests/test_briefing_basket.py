"""A saved briefing opens again, here and elsewhere; what no longer stands is cited anew or dropped, and told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from answers.briefing.basket import at_home, from_json, to_json
from answers.briefing.checking import checked
from answers.briefing.export import export
from answers.briefing.records import (
    Briefing,
    BriefingSection,
    ChartPoint,
    ComparedDocument,
    ComparisonTable,
    FigureChart,
    Item,
    QuizQuestion,
    Quotation,
    Remark,
)
from answers.quoting import citation
from corpus.records import Document, ParsedDocument, PartialDate, Passage, ReadingText, Section
from errors import InputError, TrichLucError, UnknownDocument
from tests.answers_library import small_library
from tests.briefing_library import full_briefing, opening

TEXT = "I. CHỈ TIÊU\nTỷ lệ tư vấn đạt 71%.\nII. VIỆC LÀM\nSở Y tế chủ trì.\nHội Phụ nữ phối hợp."


def parsed(text: str = TEXT, identifier: str = "a", **known: object) -> ParsedDocument:
    document = replace(
        Document(identifier, "Kế hoạch", "5/KH-UBND", "Ủy ban nhân dân xã A", issued_on=PartialDate(2025), sha256="f1"),
        **known,  # type: ignore[arg-type]
    )
    second = text.index("II.")
    sections = (Section("I", "I.", "", 1, 0, second), Section("II", "II.", "", 1, second, len(text)))
    return ParsedDocument(document, ReadingText(text), sections, (), ())


def of(quoted: ParsedDocument, *quotes: str) -> Briefing:
    text = quoted.reading.text
    items: list[Item] = []
    for quote in quotes:
        start = text.index(quote)
        items.append(Quotation(citation(quoted, "I", start, start + len(quote)), note=f"về {quote[:5]}"))
    return Briefing("việc", sections=(BriefingSection("Mục", tuple(items)),))


def quotes_of(briefing: Briefing) -> list[str]:
    return [one.quote for one in briefing.citations]


def test_a_saved_briefing_opens_as_it_was(tmp_path: Path) -> None:
    library = small_library()
    briefing = full_briefing(library)
    library.export_briefing(briefing, tmp_path / "x.json")
    opened, messages = library.open_briefing((tmp_path / "x.json").read_bytes())
    assert messages == ()
    assert opened.topic == briefing.topic
    assert opened.citations == briefing.citations
    assert [section.heading for section in opened.sections] == [section.heading for section in briefing.sections]
    known = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["documents"]
    assert {one["sha256"] for one in known} == {one.sha256 for one in library.documents()}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"\x00\xff\xfe",
        lambda data: b"[" * 5000,
        lambda data: data[: len(data) // 2],
        lambda data: b"{}",
        lambda data: data.replace(b"trich-luc/tai-lieu-tap-huan", b"khac"),
        lambda data: data.replace(b'"version": 1', b'"version": 2'),
        lambda data: data.replace(b'"start": 12', b'"start": "12"'),
        lambda data: data.replace(b'"quote"', b'"quota"'),
        lambda data: data.replace(b'"topic"', b'"more":1,"topic"'),
    ],
)
def test_a_bad_file_gives_one_clear_error(spoil: Callable[[bytes], bytes]) -> None:
    quoted = parsed()
    data = to_json(of(quoted, "Tỷ lệ tư vấn đạt 71%."), {"a": quoted.document})
    assert from_json(data)
    spoiled = spoil(data)
    assert spoiled != data
    with pytest.raises(InputError) as raised:
        from_json(spoiled)
    assert str(raised.value).startswith("Tệp")
    assert "\n" not in str(raised.value)


def test_a_file_from_elsewhere_finds_the_same_documents() -> None:
    quoted = parsed()
    data = to_json(of(quoted, "Sở Y tế chủ trì."), {"a": quoted.document})
    briefing, known = from_json(data)
    for there in (parsed(identifier="b"), parsed(identifier="b", sha256="f2")):
        moved = at_home(briefing, known, [there.document])
        again, messages = checked(moved, opening(there))
        assert (again.citations[0].document_id, messages) == ("b", ())
    stranger = parsed(identifier="b", sha256="f2", number="6/KH-UBND")
    again, messages = checked(at_home(briefing, known, [stranger.document]), opening(stranger))
    assert again.citations == ()
    assert "không còn trong thư viện" in messages[0]


def test_words_that_moved_are_cited_where_they_stand_now() -> None:
    old = parsed()
    new = parsed("I. CHỈ TIÊU\nTỷ lệ tư vấn đạt 75%.\nII. VIỆC LÀM\nHội Phụ nữ phối hợp.\nSở  Y tế\nchủ trì.")
    again, messages = checked(of(old, "Tỷ lệ tư vấn đạt 71%.", "Sở Y tế chủ trì."), opening(new))
    assert quotes_of(again) == ["Sở  Y tế\nchủ trì."]
    (kept,) = again.citations
    assert new.reading.text[kept.start : kept.end] == kept.quote
    assert kept.section == "II"
    assert kept.text.startswith("mục II, Kế hoạch số 5/KH-UBND")
    assert [("71%" in one, "vị trí mới" in one, "Lời giảng viên" in one) for one in messages] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]


def test_a_citation_is_never_taken_from_the_file() -> None:
    quoted = parsed()
    briefing = of(quoted, "Sở Y tế chủ trì.")
    (item,) = briefing.sections[0].items
    assert isinstance(item, Quotation)
    false = replace(item.citation, text="Điều 1 Luật Dân số", pages=(99,), section="IX")
    spoiled = replace(briefing, sections=(BriefingSection("Mục", (replace(item, citation=false),)),))
    again, _ = checked(spoiled, opening(quoted))
    assert again.citations[0].text == "mục II, Kế hoạch số 5/KH-UBND năm 2025 của Ủy ban nhân dân xã A"
    assert again.citations[0].pages == ()


def test_a_figure_must_stand_in_its_quotation() -> None:
    quoted = parsed()
    (cited,) = of(quoted, "Tỷ lệ tư vấn đạt 71%.").citations
    chart = FigureChart("Tư vấn", "%", (ChartPoint("A", 71, cited), ChartPoint("B", 17, cited)))
    again, messages = checked(Briefing("x", sections=(BriefingSection("M", (chart,)),)), opening(quoted))
    (kept,) = again.sections[0].items
    assert isinstance(kept, FigureChart)
    assert [point.label for point in kept.points] == ["A"]
    assert "“B”" in messages[0]


def test_a_generated_sentence_goes_with_its_source() -> None:
    bare = parsed()
    quoted = replace(bare, passages=(Passage("a:0", "a", "I", (), bare.reading.text, 0, len(bare.reading.text)),))
    (cited,) = of(quoted, "Sở Y tế chủ trì.").citations
    gone = replace(cited, quote="Sở Nội vụ chủ trì.")
    for remark, stays in (
        (Remark("Sở Y tế chủ trì.", generated=True, citations=(cited,)), True),
        (Remark("Sở Tài chính chủ trì.", generated=True, citations=(cited,)), False),
        (Remark("Sở Y tế chủ trì.", generated=True, citations=(gone,)), False),
        (Remark("Sở Y tế chủ trì.", generated=True), False),
        (Remark("Lời của tôi."), True),
    ):
        again, messages = checked(Briefing("x", sections=(BriefingSection("M", (remark,)),)), opening(quoted))
        assert bool(again.sections[0].items) is stays, remark
        assert bool(messages) is not stays


def test_a_generated_sentence_without_a_source_is_not_written(tmp_path: Path) -> None:
    briefing = Briefing("x", sections=(BriefingSection("M", (Remark("Sở Y tế làm.", generated=True),)),))
    with pytest.raises(InputError, match="nguồn không còn xác nhận"):
        export(briefing, tmp_path / "x.md", opening(parsed()))


def test_a_figure_that_its_quotation_does_not_state_is_not_written(tmp_path: Path) -> None:
    quoted = parsed()
    (cited,) = of(quoted, "Tỷ lệ tư vấn đạt 71%.").citations
    chart = FigureChart("Tư vấn", "%", (ChartPoint("A", 17, cited),))
    with pytest.raises(InputError, match="không nêu số này"):
        export(Briefing("x", sections=(BriefingSection("M", (chart,)),)), tmp_path / "x.docx", opening(quoted))


def test_a_comparison_without_quotations_left_is_dropped_and_a_silent_one_kept() -> None:
    quoted = parsed()
    (cited,) = of(quoted, "Sở Y tế chủ trì.").citations
    gone = replace(cited, quote="Sở Nội vụ chủ trì.")
    for citations, kept in (((), True), ((cited,), True), ((gone,), False)):
        table = ComparisonTable("việc", (ComparedDocument("a", "A", citations),))
        again, messages = checked(Briefing("x", sections=(BriefingSection("M", (table,)),)), opening(quoted))
        assert (bool(again.sections[0].items), bool(messages)) == (kept, not kept)


def test_differences_are_computed_anew() -> None:
    library = small_library()
    briefing = full_briefing(library)
    sections = tuple(
        BriefingSection(
            one.heading,
            tuple(
                replace(item, differences=("Số liệu bịa.",)) if hasattr(item, "differences") else item
                for item in one.items
            ),
        )
        for one in briefing.sections
    )
    again, _ = library.checked_briefing(replace(briefing, sections=sections))
    assert again == library.checked_briefing(briefing)[0]


def test_a_false_footnote_is_never_written(tmp_path: Path) -> None:
    quoted = parsed()
    (cited,) = of(quoted, "Sở Y tế chủ trì.").citations
    false = replace(cited, text="Điều 1 Luật Dân số", pages=(99,), section="IX")
    briefing = Briefing("x", sections=(BriefingSection("M", (Quotation(false),)),))
    asked = QuizQuestion("Ai chủ trì?", ("Sở Y tế", "Sở Nội vụ"), 0, false)
    export(briefing, tmp_path / "x.md", opening(quoted), [asked])
    text = (tmp_path / "x.md").read_text(encoding="utf-8")
    assert text.count("]: Mục II, Kế hoạch số 5/KH-UBND năm 2025 của Ủy ban nhân dân xã A.") == 2
    assert "Luật Dân số" not in text


@pytest.mark.parametrize("ending", [".docx", ".md", ".html", ".json"])
def test_what_is_not_word_for_word_is_not_written(tmp_path: Path, ending: str) -> None:
    quoted = parsed()
    briefing = of(quoted, "Sở Y tế chủ trì.")
    (item,) = briefing.sections[0].items
    assert isinstance(item, Quotation)
    for changed in (
        replace(item.citation, quote="Sở Y tế chủ trì"),
        replace(item.citation, start=item.citation.start + 1),
        replace(item.citation, quote="", start=0, end=0),
        replace(item.citation, document_id="b"),
    ):
        spoiled = Briefing("x", sections=(BriefingSection("M", (replace(item, citation=changed),)),))
        with pytest.raises((InputError, UnknownDocument)):
            export(spoiled, tmp_path / f"x{ending}", opening(quoted))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    quoted = parsed()
    briefing = of(quoted, "Sở Y tế chủ trì.")
    (tmp_path / "thu-muc.md").mkdir()
    for path, said in (
        (tmp_path / "khong-co" / "x.md", "khong-co"),
        (tmp_path / "thu-muc.md", "thu-muc.md"),
        (tmp_path / "x.odt", ".docx"),
        (tmp_path / "x", ".docx"),
    ):
        with pytest.raises(TrichLucError, match=said):
            export(briefing, path, opening(quoted))
    with pytest.raises(InputError, match="chưa có mục nào"):
        export(Briefing("x", sections=(BriefingSection("M"),)), tmp_path / "x.md", opening(quoted))
    assert [one.name for one in tmp_path.iterdir()] == ["thu-muc.md"]
    assert list((tmp_path / "thu-muc.md").iterdir()) == []


def test_an_older_file_is_kept_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quoted = parsed()
    path = tmp_path / "x.md"
    path.write_text("cũ", encoding="utf-8")

    def fail(*_: object, **__: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("answers.briefing.pages.converted", fail)
    with pytest.raises(InputError, match="No space left"):
        export(of(quoted, "Sở Y tế chủ trì."), path, opening(quoted))
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("x.md", "cũ")]
