"""Offline is the default: neither the terminal nor the pages open a socket beyond this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

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
