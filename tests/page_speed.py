"""Measure how soon the page is there and how fast it answers, in a real browser on the texts that come along.

Run from the project's root: `python -m tests.page_speed [FOLDER OF DATA]`. Times depend on what else the machine does:
beside each stands the processor time of the server, which does not.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from library import Library
from settings import Settings
from tests.app_server import browser, running_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTIONS = (
    "Ai ký kế hoạch?",
    "kinh phí thực hiện lấy ở đâu",
    "chăm sóc sức khỏe người cao tuổi",
    "Cơ quan nào chủ trì truyền thông?",
    "cân bằng giới tính khi sinh",
    "khám sức khỏe trước khi kết hôn",
)
USABLE = "() => document.activeElement && document.activeElement.closest('.st-key-question')"
ANSWERED = "text => [...document.querySelectorAll('h3')].some(heading => heading.textContent.includes(text))"


def timed(processor: Callable[[], float], act: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that passed during an act, and the seconds of processor time that the server took."""
    began, worked = time.perf_counter(), processor()
    act()
    return time.perf_counter() - began, processor() - worked


def ask(page: Page, question: str) -> None:
    """Ask a question and wait until its answer, or its refusal, is drawn."""
    page.locator(".st-key-question input").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function(ANSWERED, arg=question)
    page.wait_for_selector(".tl-statement, [data-testid='stAlert']")


def measure(data: Path) -> dict[str, tuple[float, float]]:
    """Return, by name, seconds that passed and seconds of processor time; of questions the median."""
    figures: dict[str, tuple[float, float]] = {}
    with running_server(data) as server, browser() as opened:
        page = opened.new_page()

        def arrive() -> None:
            page.goto(server.address)
            page.wait_for_function(USABLE)

        figures["first page usable"] = timed(server.processor_seconds, arrive)
        page.wait_for_selector("[class*='st-key-example-']")
        ask(page, QUESTIONS[0])
        asked = [timed(server.processor_seconds, lambda one=one: ask(page, one)) for one in QUESTIONS[1:]]
        figures["question answered"] = (
            statistics.median(seconds for seconds, _ in asked),
            statistics.median(seconds for _, seconds in asked),
        )
        page = opened.new_page()
        figures["page of a second visitor usable"] = timed(server.processor_seconds, arrive)
    return figures


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(sys.argv[1] if len(sys.argv) > 1 else folder)
        Library(Settings(data=data)).documents()  # loads the shipped texts, so that the library is warm
        for name, (passed, worked) in measure(data).items():
            print(f"{name}: {passed:.2f} s, of them {worked:.2f} s of the server's processor time")


if __name__ == "__main__":
    main()
