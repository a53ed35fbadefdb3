"""A running web page on a free port and a real browser, for tests and for the pictures of the user guide."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.page_client import wait_until_up

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).resolve().parent.parent
CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A running web page: its address and its process."""

    address: str
    process: int

    def processor_seconds(self) -> float:
        """Return the seconds of processor time taken so far, read from /proc."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running_page(data: Path, shipped_texts: Path | None = None) -> Iterator[str]:
    """Serve the library in `data` and yield its address; `shipped_texts` replaces the texts that come along."""
    with running_server(data, shipped_texts) as server:
        yield server.address


@contextmanager
def running_server(data: Path, shipped_texts: Path | None = None) -> Iterator[Server]:
    """Serve the library in `data`; `shipped_texts` replaces the texts that come along."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"TRICHLUC_DATA": str(data), "OMP_NUM_THREADS": "1"}
    if shipped_texts is not None:
        environment["TRICHLUC_SHIPPED_TEXTS"] = str(shipped_texts)
    command = [sys.executable, "-m", "streamlit", "run", "search_app.py", "--server.port", str(port)]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_up(f"http://localhost:{port}", server, _SECONDS_TO_START)
            yield Server(f"http://localhost:{port}", server.pid)
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        try:
            yield opened
        finally:
            opened.close()
