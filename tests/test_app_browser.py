"""The web page in a real browser, on a library of invented documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from library import Library
from settings import Settings
from tests.app_server import CHROMIUM
from tests.samples import PARTY_PLAN, STATE_PLAN

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]

ADDED = STATE_PLAN.replace("27/KH-UBND", "31/KH-UBND").replace("Tân Hòa", "Tân Lập").replace("TÂN HÒA", "TÂN LẬP")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("browser")
    library = Library(Settings(data=folder / "data", shipped_texts=folder / "none", workers=1))
    for name, text in (("xa.txt", STATE_PLAN), ("tinh-uy.txt", PARTY_PLAN)):
        (folder / name).write_text(text, encoding="utf-8")
    report = library.add([folder / "xa.txt", folder / "tinh-uy.txt"])
    assert not report.failed
    return library


@pytest.fixture
def page(chromium: sync_api.Browser, address: str) -> Iterator[sync_api.Page]:
    """A tab that fails the test when the page reaches beyond this computer."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"], locale="vi-VN")
    page = context.new_page()
    beyond: list[str] = []
    page.on("request", lambda request: beyond.append(request.url) if not _here(request.url, address) else None)
    page.set_default_timeout(15_000)
    yield page
    context.close()
    assert beyond == []


def _here(url: str, address: str) -> bool:
    return url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))


def ask(page: sync_api.Page, question: str) -> None:
    page.wait_for_function("document.activeElement && document.activeElement.closest('.st-key-question')")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tl-statement")


def test_ask_open_the_place_and_copy_by_keyboard(page: sync_api.Page, address: str, library: Library) -> None:
    page.goto(address)
    ask(page, "Tỷ số giới tính khi sinh đến năm 2030 của xã Tân Hòa là bao nhiêu?")
    quotation = page.locator(".tl-statement blockquote").first.inner_text()
    assert "109 bé trai" in quotation
    page.locator(".tl-statement button.tl-copy").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('tl-live') !== null")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“")
    assert "109 bé trai" in copied
    assert "Kế hoạch số 27/KH-UBND" in copied
    page.locator(".tl-statement a.tl-citation").first.click()
    page.wait_for_selector(".tl-document mark")
    assert "109 bé trai" in page.locator(".tl-document mark").first.inner_text()
    place = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    text = library.show(place["van-ban"]).reading.text
    assert "109 bé trai" in text[int(place["tu"]) : int(place["den"])]
    page.get_by_role("link", name="Hỏi đáp").click()
    page.wait_for_selector(".tl-statement")  # the conversation is still there


def test_deep_link_reopens_exactly_the_place(page: sync_api.Page, address: str, library: Library) -> None:
    words = "Bố trí 150 triệu đồng mỗi năm"
    (document,) = [document for document in library.documents() if document.number == "27/KH-UBND"]
    start = library.show(document.id).reading.text.index(words)
    query = f"van-ban={document.id}&tu={start}&den={start + len(words)}"
    for path in ("/van-ban?", "/?"):  # an address without the page's name opens the same place
        page.goto(f"{address}{path}{query}")
        page.wait_for_selector(".tl-document mark")
        assert page.locator(".tl-document mark").inner_text() == words
        page.wait_for_function(
            "(() => { const mark = document.querySelector('.tl-document mark').getBoundingClientRect();"
            " return mark.top > 0 && mark.bottom < window.innerHeight; })()"
        )


def test_selected_words_become_a_citation(page: sync_api.Page, address: str, library: Library) -> None:
    (document,) = [document for document in library.documents() if document.number == "27/KH-UBND"]
    page.goto(f"{address}/van-ban?van-ban={document.id}")
    page.locator(".tl-document p", has_text="Phát tờ rơi tại chợ phiên").evaluate(
        "p => { const words = document.createRange(), text = p.firstChild;"
        " const at = text.nodeValue.indexOf('tờ rơi tại chợ phiên');"
        " words.setStart(text, at); words.setEnd(text, at + 20);"
        " getSelection().removeAllRanges(); getSelection().addRange(words); }"
    )
    page.locator("button.tl-quote-selection").click()
    page.wait_for_selector(".tl-document mark")
    assert page.locator(".tl-document mark").inner_text() == "tờ rơi tại chợ phiên"
    assert "Kế hoạch số 27/KH-UBND" in page.locator("div.tl-citation").inner_text()


def test_the_whole_row_of_a_table_is_cited(page: sync_api.Page, address: str, library: Library, tmp_path: Path) -> None:
    table = "\n\n| Chỉ tiêu | Năm 2027 |\n|---|---|\n| Khám trước kết hôn | 71% |\n| Tư vấn | 64% |\n\nII. NHIỆM VỤ"
    (tmp_path / "bang.md").write_text(
        ADDED.replace("31/KH", "32/KH").replace("\nII. NHIỆM VỤ", table), encoding="utf-8"
    )
    (document,) = library.add([tmp_path / "bang.md"]).added
    page.goto(f"{address}/van-ban?van-ban={document.id}")
    page.locator(".tl-document td", has_text="71%").select_text()
    page.locator("button.tl-quote-selection").click()
    page.wait_for_selector(".tl-row-here")
    assert page.locator(".tl-row-here").inner_text().split("\t") == ["Khám trước kết hôn", "71%"]
    library.remove([document.id])


def test_upload_remove_and_undo(page: sync_api.Page, address: str, tmp_path: Path) -> None:
    (tmp_path / "tan-lap.txt").write_text(ADDED, encoding="utf-8")
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.4 broken")
    page.goto(f"{address}/kho-van-ban")
    page.set_input_files("input[type=file]", [tmp_path / "tan-lap.txt", tmp_path / "hong.pdf"])
    page.get_by_role("button", name="Thêm 2 tệp vào kho").click()
    report = page.locator(".tl-outcomes")
    report.wait_for()
    assert "Đã thêm: Kế hoạch số 31/KH-UBND" in report.inner_text()
    assert "Không thêm được: hong.pdf" in report.inner_text()
    assert "0001" not in report.inner_text()  # a file is spoken of by its own name
    page.get_by_role("button", name="Đóng").click()
    row = page.locator("[class*='st-key-document-']", has_text="31/KH-UBND")
    row.get_by_role("button", name="Xóa").click()
    page.locator(".st-key-confirm-remove button").click()
    page.locator(".st-key-undo button").wait_for()
    row.wait_for(state="detached")
    page.locator(".st-key-undo button").click()
    row.wait_for()


@pytest.mark.parametrize("path", ["/", "/tra-cuu", "/van-ban", "/kho-van-ban", "/so-sanh", "/chat-luong"])
def test_nothing_is_cut_off_on_a_telephone(page: sync_api.Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + path)
    page.wait_for_selector(".tl-foot")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.get_by_text("Deploy").count() == 0
    small = page.evaluate(
        "[...document.querySelectorAll('.stMain p, .stMain input, .stMain textarea, .stMain a, .tl-faint')]"
        ".map(e => [parseFloat(getComputedStyle(e).fontSize), e.offsetParent && e.outerHTML])"
        # Size 0 hides a word of the framework, which the style sheet writes anew.
        ".filter(([size, shown]) => shown && size > 0 && size < 16)"
    )
    assert small == []


def test_the_interface_turns_english(page: sync_api.Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Ask").wait_for()
    page.get_by_role("link", name="Documents").click()
    page.get_by_role("heading", name="Documents").wait_for()
