"""The pages, each run without a browser on a small library in memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from feedback import read_feedback
from tests.app_library import HOSTILE, PLAN, FakeLibrary, make_document, make_library, make_parsed


def ask_page() -> None:
    from app import ask

    ask.show()


def search_page() -> None:
    from app import search

    search.show()


def reader_page() -> None:
    from app import reader

    reader.show()


def documents_page() -> None:
    from app import documents

    documents.show()


def compare_page() -> None:
    from app import compare

    compare.show()


def briefing_page() -> None:
    from app import briefing

    briefing.show()


def quality_page() -> None:
    from app import quality

    quality.show()


PROJECT = Path(__file__).resolve().parent.parent
PAGES = (ask_page, search_page, reader_page, documents_page, compare_page, briefing_page, quality_page)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return make_library(tmp_path)


def opened(page: Callable[[], None], library: FakeLibrary, **parameters: str) -> AppTest:
    """Return the page after its first run; an exception that reached the page fails the test."""
    test = AppTest.from_function(page, default_timeout=20)
    test.session_state["library"] = library
    for name, value in parameters.items():
        test.query_params[name.replace("_", "-")] = value
    test.run()
    assert not test.exception
    return test


def markup(test: AppTest) -> str:
    return "\n".join(element.proto.body for element in test.get("html"))


def press(test: AppTest, label: str) -> AppTest:
    buttons = [button for button in test.button if re.sub(r"\\(.)", r"\1", button.label) == label]
    assert buttons, f"no button {label!r} among {[button.label for button in test.button]}"
    buttons[0].click().run()
    assert not test.exception
    return test


def ask(test: AppTest, question: str) -> AppTest:
    test.text_input(key="question").set_value(question)
    return press(test, "Hỏi")


@pytest.mark.parametrize("page", PAGES)
def test_page_opens_with_documents(page: Callable[[], None], library: FakeLibrary) -> None:
    test = opened(page, library)
    assert not test.error


@pytest.mark.parametrize("page", PAGES[:-1])
def test_page_says_what_to_do_with_an_empty_library(page: Callable[[], None], tmp_path: Path) -> None:
    test = opened(page, FakeLibrary({}, tmp_path))
    assert test.info
    assert not test.error


@pytest.mark.parametrize("page", PAGES)
def test_page_speaks_english_when_asked(page: Callable[[], None], library: FakeLibrary) -> None:
    test = AppTest.from_function(page, default_timeout=20)
    test.session_state["library"] = library
    test.session_state["language"] = "en"
    test.run()
    assert not test.exception
    titles = [element.value for element in (*test.title, *test.header)]
    assert titles
    assert not set(titles) & {"Hỏi đáp", "Tra cứu", "Kho văn bản", "So sánh", "Tài liệu tập huấn", "Chất lượng"}


def test_answer_shows_quotation_citation_and_link_to_the_place(library: FakeLibrary) -> None:
    test = ask(opened(ask_page, library), "tổng tỷ suất sinh của tỉnh Hòa Lâm")
    shown = markup(test)
    start = PLAN.index("Đến năm 2030")
    assert "<b>Đến</b> năm 2030, tổng tỷ suất sinh của tỉnh Hòa Lâm đạt 2,05 con" in shown
    assert f"van-ban?van-ban=hoa-lam&amp;muc=I.1&amp;tu={start}&amp;den=" in shown
    assert 'data-copy="mục I.1, Kế hoạch số 12/KH-UBND ngày 5/3/2026"' in shown
    assert "con trên một phụ nữ.” (mục I.1, Kế hoạch số 12/KH-UBND ngày 5/3/2026)" in shown


def test_examples_come_from_the_documents_and_can_be_asked(library: FakeLibrary) -> None:
    test = opened(ask_page, library)
    examples = [button for button in test.button if button.key and button.key.startswith("example-")]
    assert any("Hòa Lâm" in example.label for example in examples)
    examples[0].click().run()
    assert not test.exception
    assert library.asked[0]["question"]
    assert test.subheader


def test_follow_up_carries_the_questions_before_it_until_cleared(library: FakeLibrary) -> None:
    test = ask(opened(ask_page, library), "tổng tỷ suất sinh của tỉnh Hòa Lâm")
    ask(test, "còn tỉnh Sơn Khê thì sao")
    assert library.asked[-1]["history"] == ("tổng tỷ suất sinh của tỉnh Hòa Lâm",)
    assert [expander.label for expander in test.expander if "suất sinh" in expander.label]
    press(test, "Xóa và hỏi chuyện khác")
    ask(test, "tỷ số giới tính khi sinh")
    assert library.asked[-1]["history"] == ()


def test_a_reading_can_be_refused_and_taken_back(library: FakeLibrary) -> None:
    test = ask(opened(ask_page, library), "TSGTKS và BPTT dưới bao nhiêu bé trai")
    press(test, "Đã hiểu “TSGTKS” là tỷ số giới tính khi sinh")
    assert library.asked[-1]["switched_off"] == ("abbreviation:TSGTKS",)
    assert [button for button in test.button if "BPTT" in button.label]  # the other reading stays
    press(test, "Dùng lại: cách hiểu chữ viết tắt “TSGTKS”")
    assert library.asked[-1]["switched_off"] == ()


def test_near_words_are_refused_each_alone_or_all(library: FakeLibrary) -> None:
    test = search(opened(search_page, library), "đàn bà đẻ mấy con theo tỷ suất sinh")
    press(test, "“đẻ”, cũng là: sinh")
    assert library.asked[-1]["switched_off"] == ("synonym:đẻ",)
    assert [button for button in test.button if "đàn bà" in button.label]
    press(test, "Dùng lại: từ gần nghĩa “đẻ”")
    press(test, "Bỏ mọi từ gần nghĩa")
    assert library.asked[-1]["switched_off"] == ("synonym",)


def test_refusal_shows_no_citation(library: FakeLibrary) -> None:
    test = ask(opened(ask_page, library), "xyzw qwerty")
    assert [warning.value for warning in test.warning] == ["Không có văn bản nào trả lời\\."]
    assert "tl-citation" not in markup(test)


def test_feedback_is_kept_in_the_data_folder(library: FakeLibrary) -> None:
    test = ask(opened(ask_page, library), "tổng tỷ suất sinh của tỉnh Hòa Lâm")
    test.segmented_control(key="verdict-0").set_value("wrong").run()
    test.text_input(key="note-0").set_value("Nhầm tỉnh")
    press(test, "Gửi góp ý")
    (kept,) = read_feedback(library.data)
    assert (kept.verdict, kept.note, kept.question) == ("wrong", "Nhầm tỉnh", "tổng tỷ suất sinh của tỉnh Hòa Lâm")
    quality = opened(quality_page, library)
    assert [button.label for button in quality.get("download_button")] == ["Tải góp ý (CSV)"]
    assert kept.citations == ("mục I.1, Kế hoạch số 12/KH-UBND ngày 5/3/2026",)


def test_an_empty_question_is_one_clear_message(library: FakeLibrary) -> None:
    test = ask(opened(ask_page, library), "")
    assert [error.value for error in test.error] == ["Câu hỏi đang trống\\. Hãy nhập điều cần hỏi\\."]


def test_an_unexpected_error_is_one_clear_message(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    test = opened(ask_page, library)
    monkeypatch.setattr(library, "ask", fail)
    ask(test, "tỷ số giới tính")
    assert len(test.error) == 1
    assert "secret" not in test.error[0].value


def test_a_stale_index_is_rebuilt_by_a_button(library: FakeLibrary) -> None:
    library.stale = True
    test = opened(ask_page, library)
    assert [error.value for error in test.error] == ["Chỉ mục được lập bằng cách khác\\."]
    press(test, "Dựng lại chỉ mục từ các tệp gốc")
    assert not library.stale
    assert not test.error


def search(test: AppTest, question: str) -> AppTest:
    test.text_input(key="search-question").set_value(question)
    return press(test, "Tìm")


def test_search_groups_marks_and_narrows(library: FakeLibrary) -> None:
    test = search(opened(search_page, library), "tỷ số giới tính khi sinh")
    shown = markup(test)
    assert shown.count("tl-document-heading") == 2
    assert "<mark>Tỷ số giới tính khi sinh</mark>" in shown
    years = test.get("button_group")[-1] if not test.pills else test.pills(key="facet-years")
    years.set_value([2025]).run()
    narrowed = markup(test)
    assert "34/KH-UBND" in narrowed
    assert "12/KH-UBND" not in narrowed


def test_search_narrows_to_a_place(library: FakeLibrary) -> None:
    test = search(opened(search_page, library), "tỷ số giới tính khi sinh")
    test.pills(key="facet-places").set_value(["Sơn Khê"]).run()
    shown = markup(test)
    assert "34/KH-UBND" in shown
    assert "12/KH-UBND" not in shown


def test_search_sorts_by_date(library: FakeLibrary) -> None:
    test = search(opened(search_page, library), "tỷ số giới tính khi sinh")
    test.selectbox(key="search-order").set_value("oldest").run()
    shown = markup(test)
    assert shown.index("34/KH-UBND") < shown.index("12/KH-UBND")
    test.selectbox(key="search-order").set_value("newest").run()
    shown = markup(test)
    assert shown.index("12/KH-UBND") < shown.index("34/KH-UBND")


def test_search_says_when_nothing_is_found(library: FakeLibrary) -> None:
    test = search(opened(search_page, library), "qwerty xyzw")
    assert len(test.warning) == 1


def test_deep_link_marks_exactly_the_span(library: FakeLibrary) -> None:
    start = PLAN.index("dưới 110 bé trai")
    test = opened(reader_page, library, van_ban="hoa-lam", tu=str(start), den=str(start + 16))
    shown = markup(test)
    assert "<mark>dưới 110 bé trai</mark>" in shown
    assert f'data-place-key="hoa-lam||{start}|{start + 16}"' in shown
    assert "mục I.2, Kế hoạch số 12/KH-UBND ngày 5/3/2026" in shown


def test_link_to_a_section_marks_its_heading(library: FakeLibrary) -> None:
    shown = markup(opened(reader_page, library, van_ban="hoa-lam", muc="II"))
    assert "<mark>II. TỔ CHỨC THỰC HIỆN</mark>" in shown


@pytest.mark.parametrize(
    "parameters",
    [
        {"van_ban": "hoa-lam", "tu": "9999999", "den": "99999999"},
        {"van_ban": "hoa-lam", "tu": "-5", "den": "abc"},
        {"van_ban": "hoa-lam", "muc": "XX.9"},
        {"van_ban": "hoa-lam", "tu": "30", "den": "20"},
    ],
)
def test_a_place_that_no_longer_fits_opens_the_document(parameters: dict[str, str], library: FakeLibrary) -> None:
    test = opened(reader_page, library, **parameters)
    assert not test.error
    assert "<mark>" not in markup(test)
    assert "I. MỤC TIÊU" in markup(test)


def test_unknown_document_is_told(library: FakeLibrary) -> None:
    test = opened(reader_page, library, van_ban="khong-co")
    assert len(test.warning) == 1


def test_reference_to_a_held_document_is_a_link(library: FakeLibrary) -> None:
    shown = markup(opened(reader_page, library, van_ban="hoa-lam"))
    assert 'href="van-ban?van-ban=quyet-dinh-77">Quyết định số 77/QĐ-UBND</a>' in shown


def test_next_passage_moves_the_mark(library: FakeLibrary) -> None:
    first = library.parsed["hoa-lam"].passages[0]
    test = opened(reader_page, library, van_ban="hoa-lam", tu=str(first.start), den=str(first.end))
    press(test, "Đoạn sau")
    assert "<mark>Tỷ số giới tính khi sinh dưới 110 bé trai trên 100 bé gái sống.</mark>" in markup(test)
    press(test, "Đoạn trước")
    assert f"<mark>{first.text}</mark>" in markup(test)


def test_digest_and_warnings_are_told(library: FakeLibrary) -> None:
    test = opened(reader_page, library, van_ban="son-khe")
    assert "Đây là bản tóm lược do người biên soạn viết lại" in markup(test)
    assert '<p class="tl-note">Không rõ ngày ban hành.</p>' in markup(test)


@pytest.mark.parametrize("page", PAGES)
def test_text_of_documents_is_never_markup(page: Callable[[], None], tmp_path: Path) -> None:
    text = f"I. MỤC TIÊU\n1. {HOSTILE}\nTỷ số giới tính khi sinh {HOSTILE}\nChỉ tiêu {HOSTILE} | {HOSTILE}\n"
    hostile = make_document("hostile", title=HOSTILE, issuer=HOSTILE, number=HOSTILE, warnings=(HOSTILE,))
    library = make_library(tmp_path, make_parsed(hostile, text), make_parsed(make_document()))
    test = opened(page, library, van_ban="hostile")
    if page is ask_page:
        ask(test, "tỷ số giới tính khi sinh liên kết đậm")
    if page is search_page:
        search(test, "tỷ số giới tính khi sinh liên kết đậm")
    shown = markup(test)
    assert "<script>" not in shown
    assert "<img" not in shown
    if page in (ask_page, search_page, reader_page, documents_page):
        assert "&lt;script&gt;" in shown
    read_as_markdown = [
        *(element.value for element in (*test.markdown, *test.header, *test.subheader, *test.warning, *test.caption)),
        *(element.label for element in (*test.button, *test.expander)),
    ]
    for words in read_as_markdown:
        assert not re.search(r"(?<!\\)\[liên kết|(?<!\\)\$x|(?<!\\)\*đậm|(?<!\\):red|(?<!\\)<", words), words


def test_upload_reports_each_file_and_removal_can_be_undone(library: FakeLibrary) -> None:
    test = opened(documents_page, library)
    test.file_uploader(key="upload-new-0").set_value(
        [("moi.txt", b"I. M\xe1\xbb\xa4C\nN\xe1\xbb\x99i dung", "text/plain"), ("rong.txt", b"  ", "text/plain")]
    ).run()
    press(test, "Thêm 2 tệp vào kho")
    shown = markup(test)
    assert "1/KH-MOI" in shown
    assert "Tệp “rong.txt” không có chữ nào đọc được." in shown
    test.button(key="remove-moi-1").click().run()
    assert "moi-1" in library.parsed
    test.button(key="confirm-remove").click().run()
    assert "moi-1" not in library.parsed
    test.button(key="undo").click().run()
    assert not test.exception
    assert "moi-1" in library.parsed


def test_removal_can_be_called_off(library: FakeLibrary) -> None:
    test = opened(documents_page, library)
    test.button(key="remove-hoa-lam").click().run()
    test.button(key="cancel-remove").click().run()
    assert "hoa-lam" in library.parsed


def test_replacing_takes_the_old_document_out(library: FakeLibrary) -> None:
    test = opened(documents_page, library)
    test.button(key="replace-hoa-lam").click().run()
    test.file_uploader(key="upload-hoa-lam-0").set_value([("moi.txt", b"I. A\nB", "text/plain")]).run()
    press(test, "Thay bằng tệp này")
    assert set(library.parsed) == {"son-khe", "quyet-dinh-77", "moi-1"}


def test_a_failed_replacement_keeps_the_old_document(library: FakeLibrary) -> None:
    test = opened(documents_page, library)
    test.button(key="replace-hoa-lam").click().run()
    test.file_uploader(key="upload-hoa-lam-0").set_value([("rong.txt", b" ", "text/plain")]).run()
    press(test, "Thay bằng tệp này")
    assert "hoa-lam" in library.parsed


def test_list_is_filtered_by_words(library: FakeLibrary) -> None:
    test = opened(documents_page, library)
    test.text_input(key="filter-documents").set_value("sơn khê").run()
    shown = markup(test)
    assert "34/KH-UBND" in shown
    assert "12/KH-UBND" not in shown


def test_the_library_can_be_checked(library: FakeLibrary) -> None:
    test = press(opened(documents_page, library), "Kiểm tra sự toàn vẹn của kho")
    assert [success.value for success in test.success] == ["Kho nguyên vẹn."]
    library.problems = ["Tệp a bị thiếu."]
    press(test, "Kiểm tra sự toàn vẹn của kho")
    assert [error.value for error in test.error] == ["Tệp a bị thiếu\\."]


def compare(test: AppTest, points: str, *documents: str) -> AppTest:
    test.text_area(key="compare-points").set_value(points)
    test.multiselect(key="compare-documents").set_value(list(documents))
    return press(test, "So sánh")


def test_comparison_quotes_each_document_in_its_own_column(library: FakeLibrary) -> None:
    test = compare(opened(compare_page, library), "tổng tỷ suất sinh của tỉnh\nqwerty xyzw", "hoa-lam", "son-khe")
    shown = markup(test)
    body = shown[shown.index("<tbody>") :]
    assert body.index("2,05 con") < body.index("2,31 con")
    assert body.count("Không tìm thấy trong văn bản này") == 2
    assert [button.label for button in test.get("download_button")] == ["Tải Word", "Tải Excel"]


def test_one_topic_is_compared_over_all_documents_of_a_small_library(library: FakeLibrary) -> None:
    test = compare(opened(compare_page, library), "tổng tỷ suất sinh của tỉnh")
    shown = markup(test)
    assert shown.count('<th scope="row">') == 3  # one line a document
    assert "77/QĐ-UBND" in shown
    assert [info.value for info in test.info] == ["Số liệu khác nhau – \\*A\\*\\: 1; B\\: 2\\."]
    assert len(test.get("vega_lite_chart")) == 1


@pytest.mark.parametrize(
    ("points", "documents"),
    [("", ("hoa-lam", "son-khe")), ("tỷ suất sinh", ("hoa-lam",)), ("\n".join("abcdefghi"), ("hoa-lam", "son-khe"))],
)
def test_comparison_says_what_it_needs(library: FakeLibrary, points: str, documents: tuple[str, ...]) -> None:
    test = compare(opened(compare_page, library), points, *documents)
    assert len(test.warning) == 1
    assert "<table" not in markup(test)


def test_documents_of_a_large_library_are_sought_without_marks(tmp_path: Path) -> None:
    parsed = [make_parsed(make_document(f"d{number}", number=f"{number}/KH-UBND")) for number in range(120)]
    other = make_parsed(make_document("son-khe", number="7/KH-SK", issuer="Ủy ban nhân dân tỉnh Sơn Khê"))
    test = opened(compare_page, make_library(tmp_path, *parsed, other))
    assert len(test.multiselect(key="compare-documents").options) == 40
    test.text_input(key="sought-compare").set_value("son khe").run()
    assert [option.split(",")[0] for option in test.multiselect(key="compare-documents").options] == [
        "Kế hoạch số 7/KH-SK"
    ]
    test.multiselect(key="compare-documents").set_value(["son-khe"]).run()
    test.text_input(key="sought-compare").set_value("11/kh").run()
    assert test.multiselect(key="compare-documents").value == ["son-khe"]  # what is chosen stays chosen
    reader = opened(reader_page, make_library(tmp_path, *parsed, other), van_ban="d99")
    assert reader.selectbox(key="choose-d99").value == "d99"


def test_the_door_opens_the_start_page_and_turns_english(library: FakeLibrary) -> None:
    test = AppTest.from_file(str(PROJECT / "search_app.py"), default_timeout=20)
    test.session_state["library"] = library
    test.run()
    assert not test.exception
    assert [title.value for title in test.title] == ["Hỏi đáp"]
    test.button(key="switch-language").click().run()
    assert [title.value for title in test.title] == ["Ask"]


def test_an_address_without_a_page_opens_its_place(library: FakeLibrary) -> None:
    test = AppTest.from_file(str(PROJECT / "search_app.py"), default_timeout=20)
    test.session_state["library"] = library
    test.query_params["van-ban"] = "hoa-lam"
    test.query_params["muc"] = "II"
    test.run()
    assert not test.exception
    assert "<mark>II. TỔ CHỨC THỰC HIỆN</mark>" in markup(test)
