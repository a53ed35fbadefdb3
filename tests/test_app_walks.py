"""Walks through the web page in a real browser: whole tasks of an official and of a trainer."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from pptx import Presentation

from library import Library
from settings import Settings
from tests.app_server import CHROMIUM
from tests.pdf_samples import Text, make_pdf, paragraph
from tests.samples import PARTY_PLAN, STATE_PLAN

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]

NEIGHBOUR = STATE_PLAN.replace("27/KH", "31/KH").replace("Tân Hòa", "Tân Lập").replace("TÂN HÒA", "TÂN LẬP")
NEIGHBOUR = NEIGHBOUR.replace("không quá 109", "không quá 107")
TOPIC = "tỷ số giới tính khi sinh"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("walks")
    library = Library(Settings(data=folder / "data", shipped_texts=folder / "none", workers=1))
    for name, text in (("xa.txt", STATE_PLAN), ("xa-khac.txt", NEIGHBOUR), ("tinh-uy.txt", PARTY_PLAN)):
        (folder / name).write_text(text, encoding="utf-8")
    assert not library.add(sorted(folder.glob("*.txt"))).failed
    return library


@pytest.fixture
def page(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def download(page: sync_api.Page, name: str, folder: Path) -> Path:
    with page.expect_download() as begun:
        page.get_by_role("button", name=name).click()
    path = folder / begun.value.suggested_filename
    begun.value.save_as(path)
    return path


def compare(page: sync_api.Page, address: str, *points: str) -> None:
    page.goto(f"{address}/so-sanh")
    page.locator(".st-key-compare-points textarea").fill("\n".join(points))
    page.get_by_role("button", name="So sánh", exact=True).click()
    page.wait_for_selector(".tl-matrix")


def test_from_an_empty_basket_to_word_and_slides_in_six_clicks(
    page: sync_api.Page, address: str, tmp_path: Path
) -> None:
    page.goto(address)
    page.evaluate(
        "window.clicks = 0; document.addEventListener('click', event => { if (event.isTrusted) clicks += 1; }, true)"
    )
    page.get_by_role("link", name="Tài liệu tập huấn").click()
    page.locator(".st-key-briefing-topic input").click()
    page.keyboard.type(TOPIC)
    page.get_by_role("button", name="Đề xuất dàn ý").click()
    page.wait_for_selector(".tl-basket-item")
    word = download(page, "Tải Word", tmp_path)
    slides = Presentation(str(download(page, "Tải PowerPoint", tmp_path)))
    assert 0 < page.evaluate("clicks") <= 6
    with zipfile.ZipFile(word) as parts:
        assert "27/KH-UBND" in parts.read("word/footnotes.xml").decode()
    assert len(slides.slides) > 2


@pytest.mark.parametrize(("button", "part"), [("Tải Word", "libswlo.so"), ("Tải Excel", "libsclo.so")])
def test_a_comparison_opens_in_libreoffice(
    page: sync_api.Page, address: str, tmp_path: Path, button: str, part: str
) -> None:
    office = shutil.which("soffice")
    if office is None or not (Path(office).resolve().parent / part).exists():
        pytest.skip(f"LibreOffice, or {part} of it, is not installed")
    compare(page, address, TOPIC, "kinh phí")
    file = download(page, button, tmp_path)
    own = [f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [office, *own, "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with pypdfium2.PdfDocument(tmp_path / "so-sanh.pdf") as pdf:
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    assert "109bétrai" in text
    assert "107bétrai" in text
    assert "31/KH-UBND" in text
    assert "Khôngtìmthấytrongvănbảnnày" in text


def test_search_narrow_collect_and_read(page: sync_api.Page, address: str) -> None:
    page.goto(f"{address}/tra-cuu")
    page.locator(".st-key-search-question input").fill(TOPIC)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.tl-document-heading').length > 1")
    page.get_by_role("button", name=re.compile(r"xã Tân Lập \(1\)")).click()
    page.wait_for_function("document.querySelectorAll('.tl-document-heading').length === 1")
    page.locator(".tl-passage .tl-collect").first.click()
    page.get_by_role("link", name="Tài liệu tập huấn (1)").wait_for()
    page.locator(".tl-passage a.tl-button").first.click()
    page.wait_for_selector(".tl-document mark")
    page.get_by_role("link", name="Tài liệu tập huấn (1)").click()
    page.wait_for_selector(".tl-basket-item")
    assert "31/KH-UBND" in page.locator(".tl-basket-item").inner_text()


def test_items_are_annotated_struck_out_and_brought_back_by_keyboard(page: sync_api.Page, address: str) -> None:
    compare(page, address, TOPIC)
    for button in page.locator(".tl-matrix .tl-collect").all()[:2]:
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
    page.get_by_role("link", name="Tài liệu tập huấn (2)").click()
    page.wait_for_selector(".tl-basket-item")
    first = page.locator(".tl-basket-words").first.inner_text()
    page.locator(".tl-act[data-action=down]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "words => !document.querySelector('.tl-basket-words').innerText.startsWith(words)", arg=first
    )
    page.locator(".tl-act[data-action=edit]").first.click()
    page.locator(".st-key-edit-words textarea").fill("Nhắc lại số liệu này")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_selector(".tl-trainer")
    page.locator(".tl-act[data-action=remove]").first.click()
    page.locator(".tl-trainer").wait_for(state="detached")
    page.get_by_role("button", name="Hoàn tác").click()
    page.wait_for_selector(".tl-trainer")
    assert "Lời giảng viên" in page.locator(".tl-trainer").inner_text()


def test_a_pdf_is_uploaded_and_its_passage_highlighted(
    page: sync_api.Page, address: str, library: Library, tmp_path: Path
) -> None:
    words = "Trạm y tế phường lập danh sách từng quý."
    pdf = make_pdf(tmp_path / "phuong.pdf", [Text(85, 80, "I. NHIỆM VỤ", bold=True), *paragraph(120, words)])
    page.goto(f"{address}/kho-van-ban")
    page.set_input_files("input[type=file]", [pdf])
    page.get_by_role("button", name="Thêm 1 tệp vào kho").click()
    page.locator(".tl-outcomes").wait_for()
    (document,) = [one for one in library.documents() if one.source == "phuong.pdf"]
    start = library.show(document.id).reading.text.index(words)
    page.goto(f"{address}/van-ban?van-ban={document.id}&tu={start}&den={start + len(words)}")
    page.get_by_text("Đoạn đang xem được tô vàng.").wait_for()
    page.wait_for_selector("[data-testid='stImage'] img")
    library.remove([document.id])


def test_a_cell_of_the_map_lists_its_documents(page: sync_api.Page, address: str) -> None:
    page.goto(f"{address}/kho-van-ban")
    page.get_by_role("tab", name="Tổng quan").click()
    chart = page.locator("[data-testid='stVegaLiteChart']")
    chart.locator("canvas, svg").first.wait_for()
    page.wait_for_timeout(500)
    box = chart.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + 46)  # the first row under the years
    page.locator(".st-key-map-documents a.tl-open").first.wait_for()


def test_two_visitors_never_see_each_others_work(chromium: sync_api.Browser, address: str) -> None:
    one, other = chromium.new_context(locale="vi-VN").new_page(), chromium.new_context(locale="vi-VN").new_page()
    one.goto(address)
    one.locator(".st-key-question input").fill("Tỷ số giới tính khi sinh của xã Tân Hòa là bao nhiêu?")
    one.keyboard.press("Enter")
    one.locator(".tl-collect").first.click()
    one.get_by_role("link", name="Tài liệu tập huấn (1)").wait_for()
    one.get_by_role("button", name="English").click()
    one.get_by_role("link", name="Training material (1)").wait_for()
    other.goto(address)
    other.wait_for_selector("[class*='st-key-example-']")
    assert other.locator(".tl-statement").count() == 0
    assert other.get_by_role("link", name="Tài liệu tập huấn", exact=True).count() == 1
    one.context.close()
    other.context.close()


def test_the_dark_theme_is_dark_and_readable(chromium: sync_api.Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="dark", locale="vi-VN")
    page = context.new_page()
    compare(page, address, TOPIC)
    contrasts = page.evaluate(
        """() => {
            const light = colour => {
                const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(value => {
                    const share = value / 255;
                    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const page = light(getComputedStyle(document.querySelector('.stApp')).backgroundColor);
            return [...document.querySelectorAll('.stMain p, .tl-matrix a, .tl-matrix .tl-text, .tl-faint')].map(
                part => (light(getComputedStyle(part).color) + 0.05) / (page + 0.05));
        }"""
    )
    assert contrasts
    assert min(contrasts) > 4.5  # WCAG AA
    context.close()


@pytest.mark.parametrize("width", [1366, 1093])  # 1093 is what a zoom of 1.25 leaves of 1366
def test_the_navigation_leaves_room_for_the_language_switch(page: sync_api.Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{address}/tra-cuu")
    page.locator(".st-key-search-question input").fill(TOPIC)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tl-passage")  # the sidebar, now open, takes room from the navigation
    page.get_by_text(re.compile(r"^\d mục nữa$")).first.wait_for()
    ends = page.locator("header .rc-overflow-item:not([aria-hidden='true'])").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect().right)"
    )
    assert max(ends) < page.locator(".st-key-language").evaluate("part => part.getBoundingClientRect().left")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
