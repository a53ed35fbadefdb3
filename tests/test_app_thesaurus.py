"""The page of near words, run without a browser on a real library in a temporary folder."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from library import Library
from settings import Settings
from tests.samples import STATE_PLAN

QUESTION = "rước zum zúp không quá bao nhiêu?"
TERM = "tỷ số giới tính khi sinh"
ANSWER = "không quá 109 bé trai"


def thesaurus_page() -> None:
    from app import thesaurus

    thesaurus.show()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(Settings(data=tmp_path / "data", shipped_texts=tmp_path / "none", workers=1))


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    (tmp_path / "xa.txt").write_text(STATE_PLAN, encoding="utf-8")
    library.add([tmp_path / "xa.txt"])
    return library


def opened(library: Library, language: str = "vi") -> AppTest:
    test = AppTest.from_function(thesaurus_page, default_timeout=20)
    test.session_state["library"] = library
    test.session_state["language"] = language
    return run(test)


def run(test: AppTest) -> AppTest:
    test.run()
    assert not test.exception
    return test


def markup(test: AppTest) -> str:
    return "\n".join(element.proto.body for element in test.get("html"))


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click()
    return run(test)


def save(test: AppTest) -> AppTest:
    (button,) = [button for button in test.button if button.label in ("Lưu", "Save")]
    button.click()
    return run(test)


def seek(test: AppTest, words: str) -> AppTest:
    test.text_input(key="thesaurus-sought").set_value(words)
    return run(test)


def add_words(test: AppTest, term: str, everyday: str) -> AppTest:
    press(seek(test, term), f"thesaurus-open-{term}")
    test.text_area(key=f"thesaurus-everyday-{term}").set_value(everyday)
    return save(test)


def test_the_shipped_groups_are_paged(library: Library) -> None:
    test = opened(library)
    assert not test.error
    assert [caption.value for caption in test.caption] == [f"{len(library.thesaurus.groups)} nhóm"]
    assert markup(test).count("<dl") == 20
    assert len(test.get("pagination")) == 1


@pytest.mark.parametrize("sought", ["đẻ hai con", "de hai con", "MSTT", "replacement fertility"])
def test_a_group_is_found_by_any_wording(library: Library, sought: str) -> None:
    shown = markup(seek(opened(library), sought))
    assert shown.index("<b>mức sinh thay thế</b>") < shown.index("<dt>")
    for said in ("sinh đủ hai con", "đẻ hai con", "replacement fertility", "MSTT", "tổng tỷ suất sinh"):
        assert said in shown


def test_what_is_not_there_can_be_added(library: Library) -> None:
    test = seek(opened(library), "zíp [zúp]")
    assert [info.value for info in test.info] == ["Chưa có nhóm nào chứa “zíp \\[zúp\\]”. Bạn có thể thêm nhóm mới."]


def test_a_made_up_wording_is_understood_as_soon_as_it_is_added(filled: Library) -> None:
    assert filled.ask(QUESTION).abstained
    test = add_words(opened(filled), TERM, "rước zum zúp\n\n")
    (told,) = test.success
    assert told.value == f"Đã thêm vào nhóm “{TERM}”. Câu hỏi tiếp theo sẽ dùng các từ này."
    assert "<b>rước zum zúp</b>" in markup(test)
    assert ANSWER in filled.ask(QUESTION).answer
    press(test, f"thesaurus-remove-{TERM}")
    assert "rước zum zúp" not in markup(test)
    assert filled.ask(QUESTION).abstained
    press(test, "thesaurus-undo")
    assert "<b>rước zum zúp</b>" in markup(test)
    assert ANSWER in filled.ask(QUESTION).answer


def test_a_new_group_comes_first_and_outlives_the_process(library: Library) -> None:
    test = press(opened(library), "thesaurus-open-")
    test.text_input(key="thesaurus-term").set_value('Đề án "Zíp\\zúp"')
    test.text_area(key="thesaurus-synonyms-").set_value("đề án zíp mới\nđề án zúp cũ")
    test.text_area(key="thesaurus-different-").set_value("mức sinh <b>")
    shown = markup(save(test))
    assert shown.startswith('<div class="tl-document-heading"><b>Đề án &quot;Zíp\\zúp&quot;</b>')
    assert "mức sinh &lt;b&gt;" in shown
    assert not test.error
    again = Library(library.settings).thesaurus_groups()[0]
    assert (again.group.term, again.shipped) == ('Đề án "Zíp\\zúp"', False)
    assert again.group.synonyms == ("đề án zíp mới", "đề án zúp cũ")


def test_the_form_can_be_closed_without_adding(library: Library) -> None:
    test = press(opened(library), "thesaurus-open-")
    test.text_input(key="thesaurus-term").set_value("đề án zíp")
    (close,) = [button for button in test.button if button.label == "Đóng"]
    close.click()
    assert not run(test).text_area
    assert not (library.settings.data / "thesaurus.toml").exists()


@pytest.mark.parametrize(
    ("term", "everyday", "said"),
    [
        ("", "zíp zúp", "Hãy ghi thuật ngữ chính thức của nhóm\\."),
        ("đề án zíp", " \n", "Hãy ghi ít nhất một cách nói khác của “đề án zíp”\\."),
        ("đề án zíp", "con", "“con” chỉ có một tiếng"),
        ("đề án zíp", "đẻ hai con", "“đẻ hai con” đã có trong nhóm “mức sinh thay thế”"),
    ],
)
def test_a_refusal_is_one_clear_message_and_keeps_what_was_typed(
    library: Library, term: str, everyday: str, said: str
) -> None:
    test = press(opened(library), "thesaurus-open-")
    test.text_input(key="thesaurus-term").set_value(term)
    test.text_area(key="thesaurus-everyday-").set_value(everyday)
    save(test)
    (error,) = test.error
    assert error.value.startswith(said)
    assert test.text_area(key="thesaurus-everyday-").value == everyday
    assert not (library.settings.data / "thesaurus.toml").exists()


def test_a_broken_file_is_told_and_breaks_nothing(filled: Library) -> None:
    (filled.settings.data / "thesaurus.toml").write_text("[[group", encoding="utf-8")
    test = opened(filled)
    (error,) = test.error
    assert "không đúng dạng TOML" in error.value
    assert markup(test).count("<dl") == 20
    assert filled.search("ngăn tảo hôn").hits
    assert [problem for problem in filled.verify() if "TOML" in problem]
    add_words(test, "tảo hôn", "rước zum zúp")
    assert {error.value for error in test.error} == {error.value}


def test_additions_of_many_threads_are_all_kept(library: Library) -> None:
    names = [f"đề án zíp {number}" for number in range(8)]
    threads = [
        threading.Thread(target=library.add_thesaurus_group, args=(name,), kwargs={"everyday": (f"{name} zúp",)})
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [listed.group.term for listed in Library(library.settings).thesaurus_groups() if not listed.shipped]
    assert sorted(kept) == names


def test_a_folder_that_cannot_be_written_is_one_clear_message(library: Library) -> None:
    library.settings.data.write_text("a file in the folder's place")
    test = press(opened(library), "thesaurus-open-")
    test.text_input(key="thesaurus-term").set_value("đề án zíp")
    test.text_area(key="thesaurus-everyday-").set_value("zíp zúp")
    save(test)
    (error,) = test.error
    assert "thư mục dữ liệu" in error.value
    assert library.thesaurus_groups("zíp zúp") == ()


def test_the_page_speaks_english(library: Library) -> None:
    test = opened(library, "en")
    assert [title.value for title in test.title] == ["Near words"]
    assert "<dt>Everyday wordings</dt>" in markup(test)
