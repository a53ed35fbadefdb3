"""Take the pictures of the user guide from a fresh library of the texts that come along.

Run from the project's root: `.venv/bin/python docs/take_screenshots.py`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.app_server import browser, running_page  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = PROJECT / "docs" / "images"
DESKTOP, TELEPHONE = (1280, 820), (390, 844)


def settle(page: Page) -> None:
    """Wait until nothing on the page moves."""
    page.wait_for_selector(".tl-foot")
    page.wait_for_timeout(900)


def ask_example(page: Page) -> None:
    """Ask the second example question of the start page."""
    page.locator("[class*='st-key-example-'] button").nth(1).click()
    page.wait_for_selector(".tl-statement")
    settle(page)


def open_citation(page: Page) -> None:
    """Ask an example and open the place that the answer cites."""
    ask_example(page)
    page.locator("a.tl-citation").first.click()
    page.wait_for_selector(".tl-document mark")
    settle(page)


def search(page: Page) -> None:
    """Search for a matter that every shipped text speaks of."""
    page.locator(".st-key-search-question input").fill("chăm sóc sức khỏe người cao tuổi")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tl-passage")
    settle(page)


def overview(page: Page) -> None:
    """Open the overview of the documents."""
    page.get_by_role("tab", name="Tổng quan").click()
    page.wait_for_selector("[data-testid='stVegaLiteChart'] canvas, [data-testid='stVegaLiteChart'] svg")
    settle(page)


def begin_removal(page: Page) -> None:
    """Press "Xóa" on the first document, without confirming."""
    page.locator("[class*='st-key-remove-'] button").first.click()
    page.wait_for_selector(".st-key-confirm-remove")
    settle(page)


def compare(page: Page) -> None:
    """Compare all documents on one topic."""
    page.locator(".st-key-compare-points textarea").fill("chăm sóc sức khỏe người cao tuổi")
    page.get_by_role("button", name="So sánh", exact=True).click()
    page.wait_for_selector(".tl-matrix")
    settle(page)


def find_near_words(page: Page) -> None:
    """Find a group of near words by an everyday wording."""
    page.locator(".st-key-thesaurus-sought input").fill("de hai con")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    settle(page)


def propose(page: Page) -> None:
    """Propose an outline for a topic and an audience, and write beside the first item."""
    page.locator(".st-key-briefing-audience input").fill("cộng tác viên dân số cấp xã")
    page.locator(".st-key-briefing-topic input").fill("chăm sóc sức khỏe người cao tuổi")
    page.get_by_role("button", name="Đề xuất dàn ý").click()
    page.wait_for_selector(".tl-basket-item")
    page.locator(".tl-act[data-action=edit]").first.click()
    page.locator(".st-key-edit-words textarea").fill("Hỏi học viên: ở xã mình việc này ai làm?")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_selector(".tl-trainer")
    page.locator(".stMain").evaluate("part => part.scrollTo(0, 0)")
    settle(page)


def make_quiz(page: Page) -> None:
    """Make questions from all documents."""
    page.get_by_text("Câu hỏi trắc nghiệm").first.click()
    page.get_by_role("button", name="Soạn câu hỏi").click()
    page.wait_for_selector(".st-key-quiz-files")
    page.locator(".st-key-quiz-files").evaluate("part => part.scrollIntoView({ block: 'start' })")
    page.mouse.wheel(0, -120)
    settle(page)


def take(opened: Browser, address: str, name: str, size: tuple[int, int], act: Callable[[Page], None] | None) -> None:
    """Open a page, act on it and keep the picture as docs/images/NAME.png."""
    context = opened.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme="light", locale="vi-VN")
    page = context.new_page()
    page.goto(address)
    settle(page)
    if act is not None:
        act(page)
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()


def main() -> None:
    """Take every picture of the guide."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_page(Path(data)) as address, browser() as opened:
        take(opened, address, "hoi-dap", DESKTOP, None)
        take(opened, address, "tra-loi", DESKTOP, ask_example)
        take(opened, address, "doc-van-ban", DESKTOP, open_citation)
        take(opened, f"{address}/tra-cuu", "tra-cuu", DESKTOP, search)
        take(opened, f"{address}/kho-van-ban", "kho-van-ban", DESKTOP, None)
        take(opened, f"{address}/kho-van-ban", "xoa-van-ban", DESKTOP, begin_removal)
        take(opened, f"{address}/kho-van-ban", "tong-quan", DESKTOP, overview)
        take(opened, f"{address}/so-sanh", "so-sanh", DESKTOP, compare)
        take(opened, f"{address}/tu-dong-nghia", "tu-dong-nghia", DESKTOP, find_near_words)
        take(opened, f"{address}/tai-lieu", "tai-lieu-tap-huan", DESKTOP, propose)
        take(opened, f"{address}/tai-lieu", "trac-nghiem", DESKTOP, make_quiz)
        take(opened, address, "dien-thoai", TELEPHONE, ask_example)


if __name__ == "__main__":
    main()
