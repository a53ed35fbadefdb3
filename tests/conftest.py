"""What holds for every test: no network, and generated examples that are the same in each run.

A connection beyond this machine is refused before it is tried. `HYPOTHESIS_PROFILE=default` (set by `make prove`) seeks
new examples in each run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.app_server import browser, running_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from library import Library

os.environ.setdefault("HF_HUB_OFFLINE", "1")
settings.register_profile("repeatable", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise RuntimeError when a socket is about to connect, or a name to be looked up, beyond this machine."""
    if event == "socket.connect":
        address = arguments[1]
    elif event == "socket.getaddrinfo":
        address = arguments
    else:
        return
    host = address[0] if isinstance(address, tuple) else None  # a Unix socket has a path for an address
    if host is not None and str(host) not in {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}:
        raise RuntimeError(f"connection beyond this machine refused: {host}")


sys.addaudithook(refuse_the_network)


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords weakly for a test that is not about their strength."""
    from argon2 import PasswordHasher

    from administration import passwords

    monkeypatch.setattr(passwords, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    """The address of a page that serves the `library` of the module."""
    with running_page(library.settings.data, library.settings.shipped_texts) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with browser() as opened:
        yield opened
