"""Offline is the default: neither the terminal nor the pages open a socket beyond this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app_server import CHROMIUM, browser, running_page
from tests.samples import STATE_PLAN

ROOT = Path(__file__).resolve().parent.parent

GUARDED = """
import sys
from tests.conftest import refuse_the_network
import cli
for arguments in ({arguments}):
    sys.argv = ["cli.py", *arguments, "--data", {data!r}]
    status = cli.main()
    if status:
        sys.exit(status)
"""


def test_the_guard_refuses_what_lies_beyond_this_machine() -> None:
    with pytest.raises(RuntimeError, match="refused"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(RuntimeError, match="refused"):
        socket.getaddrinfo("example.org", 443)
    with socket.socket() as inside, pytest.raises(ConnectionRefusedError):
        inside.connect(("127.0.0.1", 1))


def test_the_terminal_works_without_a_network(tmp_path: Path) -> None:
    file = tmp_path / "xa.txt"
    file.write_text(STATE_PLAN, encoding="utf-8")
    arguments = [
        ["add", str(file)],
        ["documents"],
        ["search", "kinh phí"],
        ["ask", "Kinh phí mỗi năm bao nhiêu?"],
        ["verify"],
        ["rebuild"],
    ]
    code = GUARDED.format(arguments=arguments, data=str(tmp_path / "data"))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "150 triệu đồng" in done.stdout


GUARDED_SERVER = """
import sys
sys.path.append({root!r})
beyond = None
def told(event, arguments):
    if beyond is not None:
        try:
            beyond(event, arguments)
        except RuntimeError as error:
            open({told!r}, "a").write(f"{{error}}\\n")
            raise
sys.addaudithook(told)
from tests.conftest import refuse_the_network as beyond
open({told!r}, "a").close()
"""


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_the_page_is_served_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's server, and the processes it starts, try no connection beyond this machine while a question is asked.

    Python runs `sitecustomize` first in each of them.
    """
    pytest.importorskip("playwright.sync_api")
    told = tmp_path / "told"
    (tmp_path / "sitecustomize.py").write_text(GUARDED_SERVER.format(root=str(ROOT), told=str(told)), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with running_page(tmp_path / "data") as address, browser() as opened:
        page = opened.new_page(locale="vi-VN")
        page.set_default_timeout(30_000)
        page.goto(address)
        page.locator(".st-key-question input").fill("Ai ký kế hoạch?")
        page.keyboard.press("Enter")
        page.locator(".tl-citation, [data-testid='stAlert']").first.wait_for()
    assert told.read_text("utf-8") == ""
