"""The basket of briefing material and its page: collected from any page, ordered, annotated, taken along, reopened."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from answers.briefing.records import Briefing, BriefingSection, ChartPoint, FigureChart, Quotation, Remark
from answers.records import Comparison, ComparisonRow
from app import basket, briefing_files
from app.basket_markup import item_block, item_words
from app.behaviour import _acted, _collected
from app.markup import citation_buttons
from tests.app_library import HOSTILE, PLAN, FakeLibrary, make_document, make_library
from tests.test_app_pages import ask, ask_page, briefing_page, compare, compare_page, markup, opened, press

TOPIC = "tổng tỷ suất sinh của tỉnh"


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return make_library(tmp_path)


def quotation(words: str = "Đến năm 2030", document: str = "hoa-lam", note: str = "") -> Quotation:
    return Quotation(make_library(Path()).cite(document, PLAN.index(words), PLAN.index(words) + len(words)), note=note)


def material(*names: str) -> Briefing:
    """Return material with a section for each name, each with two remarks."""
    return Briefing(
        "chủ đề", "", tuple(BriefingSection(name, (Remark(f"{name}1"), Remark(f"{name}2"))) for name in names)
    )


def order(changed: Briefing) -> list[tuple[str, list[str]]]:
    return [
        (section.heading, [item.text for item in section.items if isinstance(item, Remark)])
        for section in changed.sections
    ]


def propose(test: AppTest, topic: str) -> AppTest:
    test.text_input(key="briefing-topic").set_value(topic)
    return press(test, "Đề xuất dàn ý")


def held(test: AppTest) -> Briefing:
    kept: Briefing = test.session_state["briefing"]
    return kept


# -- order and words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (basket.with_section_moved(material("A", "B", "C"), 2, -1), ["A", "C", "B"]),
        (basket.with_section_moved(material("A", "B"), 0, -1), ["A", "B"]),
        (basket.with_section_moved(material("A", "B"), 0, 5), ["B", "A"]),
        (basket.without_section(material("A", "B"), 0), ["B"]),
        (basket.with_section(material("A"), "  Phần  mới "), ["A", "Phần mới"]),
        (basket.with_section(material("A"), "A"), ["A"]),
        (basket.with_section(material("A"), "  "), ["A"]),
        (basket.with_heading(material("A", "B"), 1, "C"), ["A", "C"]),
        (basket.with_heading(material("A", "B"), 1, "A"), ["A", "B"]),
    ],
)
def test_sections_are_ordered_and_named(changed: Briefing, expected: list[str]) -> None:
    assert [section.heading for section in changed.sections] == expected


def test_an_item_moves_to_another_section() -> None:
    assert order(basket.with_item_under(material("A", "B"), 0, 0, "B")) == [("A", ["A2"]), ("B", ["B1", "B2", "A1"])]
    assert order(basket.with_item_under(material("A"), 0, 0, "mới")) == [("A", ["A2"]), ("mới", ["A1"])]
    assert basket.with_item_under(material("A"), 0, 1, "A") == material("A")


def test_a_proposal_comes_after_what_was_collected_and_repeats_nothing() -> None:
    both = basket.joined(material("A", "B"), replace(material("B", "C"), topic="mới"))
    assert order(both) == [("A", ["A1", "A2"]), ("B", ["B1", "B2"]), ("C", ["C1", "C2"])]
    assert both.topic == "mới"


def test_words_of_the_trainer_are_set_apart_and_nothing_is_markup() -> None:
    shown = item_words(quotation(note=HOSTILE))
    quoted, noted = shown.split('<div class="tl-trainer">')
    assert "Đến năm 2030" in quoted
    assert "&lt;script&gt;" in noted
    assert "Lời giảng viên" in noted
    assert "<script>" not in shown
    remark = item_block(Remark(HOSTILE), 0, 0)
    assert "<script>" not in remark
    assert "<blockquote" not in remark
    assert "Gợi ý của phần mềm" in item_words(Remark("Hỏi?", proposed=True))


def test_bars_of_a_chart_keep_their_proportion() -> None:
    said = quotation().citation
    shown = item_words(FigureChart("Tỷ lệ", "%", (ChartPoint("A", 50, said), ChartPoint("B", 12.5, said))))
    assert re.findall(r"width:([\d.]+)%", shown) == ["100.0", "25.0"]
    assert "<b>12,50 %</b>" in shown
    assert shown.count("mục I.1, Kế hoạch") == 2


@pytest.mark.parametrize(
    "value", [None, {}, {"document": "a"}, {"document": "a", "start": "x", "end": "2"}, "text", {"action": "up"}]
)
def test_a_forged_event_is_nothing(value: object) -> None:
    assert _collected(value) is None
    assert _acted(value) is None


@pytest.mark.parametrize(
    ("topic", "name"),
    [("Chăm sóc người cao tuổi", "cham-soc-nguoi-cao-tuoi.docx"), ("???", "tai-lieu-tap-huan.docx")],
)
def test_file_names_are_plain(topic: str, name: str) -> None:
    assert briefing_files.file_name(Briefing(topic), ".docx") == name


# -- the page --------------------------------------------------------------------------------------------------


def test_a_topic_becomes_material_with_its_files(library: FakeLibrary) -> None:
    test = propose(opened(briefing_page, library), TOPIC)
    shown = markup(test)
    assert "Mục tiêu" in shown
    assert "2,05 con" in shown
    assert "Mục “Thời hạn” để trống." in shown  # what the proposal left out
    assert [button.label for button in test.get("download_button")] == [
        "Tải Word", "Tải PowerPoint", "Tải HTML", "Tải Markdown", "Lưu để mở lại",
    ]  # fmt: skip
    press(test, "Đóng")
    assert "để trống" not in markup(test)
    press(test, "Hoàn tác")
    assert held(test).sections == ()


def test_a_topic_nobody_speaks_of_is_refused(library: FakeLibrary) -> None:
    test = propose(opened(briefing_page, library), "qwerty xyzw")
    assert [error.value for error in test.error] == ["Không tìm thấy nội dung về “qwerty xyzw”\\."]
    assert test.info  # the empty state still says what to do


def test_the_file_of_a_button_holds_the_material(library: FakeLibrary) -> None:
    def page() -> None:
        import streamlit as st

        from app import basket, briefing_files

        st.session_state["content"] = briefing_files.file_content(basket.briefing(), ".docx")()

    test = AppTest.from_function(page, default_timeout=20)
    test.session_state["library"] = library
    test.session_state["briefing"] = library.propose_briefing(TOPIC)
    test.run()
    assert not test.exception
    assert "2,05 con" in test.session_state["content"].decode()


def test_an_answer_is_collected_once_under_its_question(library: FakeLibrary) -> None:
    test = ask(opened(ask_page, library), TOPIC)
    press(test, "Thêm cả câu trả lời vào tài liệu")
    press(test, "Thêm cả câu trả lời vào tài liệu")
    (section,) = held(test).sections
    assert section.heading == TOPIC
    assert len(section.items) == 1
    assert test.session_state["briefing-told"] == "Tài liệu tập huấn đã có mục này."


def test_a_comparison_is_collected_as_table_and_chart(library: FakeLibrary) -> None:
    test = compare(opened(compare_page, library), TOPIC, "hoa-lam", "son-khe")
    press(test, "Thêm bảng so sánh vào tài liệu")
    (section,) = held(test).sections
    table, chart = section.items
    assert [len(row.citations) for row in table.rows] == [1, 1]
    assert [point.value for point in chart.points] == [2.05, 2.31]


def test_a_document_that_is_gone_takes_its_quotations_along(library: FakeLibrary) -> None:
    test = propose(opened(briefing_page, library), TOPIC)
    library.remove(["hoa-lam"])
    test.run()
    assert not test.exception
    assert {one.document_id for one in held(test).citations} == {"son-khe"}
    assert "Không còn văn bản hoa-lam." in markup(test)
    press(test, "Hoàn tác")  # of the proposal, not of the check
    assert held(test).citations == ()


def test_a_new_section_takes_what_is_collected_next(library: FakeLibrary) -> None:
    test = opened(briefing_page, library)
    test = propose(test, TOPIC)
    test.text_input(key="section-new").set_value("Phần của tôi")
    press(test, "Thêm phần")
    assert [section.heading for section in held(test).sections][-1] == "Phần của tôi"
    assert test.session_state["briefing-heading"] == "Phần của tôi"


def editor(test: AppTest, section: int, item: int) -> AppTest:
    test.session_state["briefing-editing"] = (section, item)
    return test.run()


def test_a_note_a_move_a_name_and_a_remark_of_the_trainer(library: FakeLibrary) -> None:
    test = editor(propose(opened(briefing_page, library), TOPIC), 0, 0)
    test.text_area(key="edit-words").set_value("Nhấn mạnh con số")
    test.selectbox(key="edit-under").set_value("Câu hỏi thảo luận")
    press(test, "Lưu")
    moved = held(test).sections[1].items[-1]
    assert isinstance(moved, Quotation)
    assert moved.note == "Nhấn mạnh con số"
    editor(test, 1, 0).text_area(key="edit-words").set_value("Câu hỏi của tôi")
    press(test, "Lưu")
    assert held(test).sections[1].items[0] == Remark("Câu hỏi của tôi")  # no longer the program's proposal
    test = editor(test, 0, -2)
    test.text_area(key="remark-words").set_value("Mở đầu")
    press(test, "Lưu")
    assert held(test).sections[0].items[-1] == Remark("Mở đầu")


def test_saved_material_is_opened_and_a_wrong_file_is_told(library: FakeLibrary) -> None:
    test = opened(briefing_page, library)
    test.get("file_uploader")[0].upload("sai.json", b"[]", "application/json").run()
    press(test, "Mở tệp này")
    assert len(test.error) == 1
    test = opened(briefing_page, library)
    test.get("file_uploader")[0].upload("dung.json", b"{" + TOPIC.encode() + b"}", "application/json").run()
    press(test, "Mở tệp này")
    assert held(test).topic == TOPIC


def test_every_citation_can_be_collected() -> None:
    said = quotation().citation
    button = f'data-document="hoa-lam" data-start="{said.start}" data-end="{said.end}">Thêm vào tài liệu</button>'
    assert button in citation_buttons(said)


def test_a_silent_document_is_a_row_without_quotations() -> None:
    compared = Comparison("điểm", (ComparisonRow(make_document(), ()),))

    def page() -> None:
        import streamlit as st

        from app import basket

        basket.add_comparison("điểm", st.session_state["compared"])

    test = AppTest.from_function(page, default_timeout=20)
    test.session_state["compared"] = compared
    test.run()
    assert not test.exception
    (table,) = held(test).sections[0].items
    assert [row.citations for row in table.rows] == [()]
    assert table.rows[0].name == "Kế hoạch số 12/KH-UBND"


def test_questions_are_made_struck_out_and_taken_along(library: FakeLibrary) -> None:
    test = opened(briefing_page, library)
    press(test, "Soạn câu hỏi")
    shown = markup(test)
    assert shown.count("đúng</span>") == 2
    assert "<b></b>?" not in shown  # the prompt is text
    assert [info.value for info in test.info if "2 câu hỏi" in info.value]
    assert [one.label for one in test.get("download_button")] == [
        "Tải Word (kèm đáp án)", "Tải CSV", "Tải tệp cho Moodle (GIFT)",
    ]  # fmt: skip

    def strike() -> None:
        from app import briefing_editor

        briefing_editor.act("quiz-remove", 0, 0)

    other = AppTest.from_function(strike, default_timeout=20)
    first, second = test.session_state["quiz"]
    other.session_state["quiz"] = (first, second)
    other.run()
    assert not other.exception
    assert other.session_state["quiz"] == (second,)
