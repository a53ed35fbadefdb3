"""The commands of an administrator."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import cli
from tests.samples import PARTY_PLAN, STATE_PLAN

pytestmark = pytest.mark.usefixtures("quick_passwords")
PASSWORD = "ba con mèo đi chợ"


class Terminal:
    """Runs commands on one data folder, in this process."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._data, self._monkeypatch, self._capsys = data, monkeypatch, capsys
        monkeypatch.setenv("TRICHLUC_SHIPPED_TEXTS", str(data.parent / "none"))

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        """Return the exit status, standard output and standard error of one command."""
        self._monkeypatch.setattr(sys, "argv", ["cli.py", *arguments, "--data", str(self._data)])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        status = cli.main()
        output = self._capsys.readouterr()
        return status, output.out, output.err

    def json(self, *arguments: str, typed: str = "") -> Any:
        """Return what a command that must succeed prints with --json."""
        status, output, error = self.run(*arguments, "--json", typed=typed)
        assert (status, error) == (0, "")
        return json.loads(output)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path / "data", monkeypatch, capsys)


def test_accounts_from_the_terminal(terminal: Terminal) -> None:
    made = terminal.json("user", "add", "An", "--role", "administrator", "--password-stdin", typed=PASSWORD + "\n")
    assert made == {"name": "An", "role": "administrator", "groups": [], "password": True, "disabled": False}
    terminal.json("group", "add", "Thanh tra")
    terminal.json("user", "add", "bình", "--group", "Thanh tra", "--password-stdin", typed=PASSWORD)
    assert terminal.json("user", "change", "bình", "--role", "curator", "--lock")["disabled"] is True
    assert terminal.json("user", "change", "bình", "--unlock", "--no-group")["groups"] == []
    terminal.json("user", "password", "bình", "--password-stdin", typed="một mật khẩu khác")
    terminal.json("user", "allow", "domain", "tinh.example", "--role", "reader")
    terminal.json("user", "disallow", "domain", "tinh.example")
    terminal.json("user", "remove", "bình")
    assert [one["name"] for one in terminal.json("user", "list")] == ["An"]
    status, output, _ = terminal.run("audit", "show")
    assert status == 0
    assert len(output.splitlines()) == 9
    assert "argon2" not in output
    assert terminal.json("audit", "verify")["ok"] is True


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("user", "add", "an", "--password-stdin"), "Mật khẩu phải dài"),
        (("user", "add", "an"), "--password-stdin"),
        (("user", "add", "an", "--role", "boss", "--password-stdin"), "Không có quyền “boss”"),
        (("user", "change", "an", "--role", "boss"), "Không có tài khoản"),
        (("user", "remove", "an"), "Không có tài khoản"),
        (("group", "put", "g", "x"), "Không có văn bản|không có văn bản"),
        (("group", "remove", "g"), "Không có nhóm"),
        (("add", "x.txt", "--group", "g"), "Không có nhóm"),
    ],
)
def test_what_cannot_be_gives_one_line_and_status_2(
    terminal: Terminal, arguments: tuple[str, ...], message: str
) -> None:
    status, output, error = terminal.run(*arguments, typed="ngắn\n")
    assert (status, output, error.count("\n")) == (2, "", 1)
    assert any(one in error for one in message.split("|"))


def test_documents_can_be_added_to_a_group_and_taken_out(terminal: Terminal, tmp_path: Path) -> None:
    for name, text in (("xa.txt", STATE_PLAN), ("tinh.txt", PARTY_PLAN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    terminal.json("group", "add", "Nội bộ")
    (added,) = terminal.json("add", str(tmp_path / "xa.txt"), "--group", "Nội bộ")["added"]
    (other,) = terminal.json("add", str(tmp_path / "tinh.txt"))["added"]
    assert terminal.json("group", "list") == [{"name": "Nội bộ", "documents": [added["id"]]}]
    assert terminal.json("group", "put", "nội bộ", other["id"])["documents"] == [added["id"], other["id"]]
    assert terminal.json("group", "take", "nội bộ", added["id"])["documents"] == [other["id"]]
    assert terminal.json("group", "remove", "Nội bộ") == {"removed": "Nội bộ", "documents": [other["id"]]}


def test_a_record_that_was_cut_is_told_and_gives_status_1(terminal: Terminal, tmp_path: Path) -> None:
    terminal.json("group", "add", "một")
    terminal.json("group", "add", "hai")
    last = terminal.json("audit", "verify")["last"]
    (path,) = (tmp_path / "data" / "audit").glob("*.jsonl")
    path.write_text(path.read_text("utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    assert terminal.run("audit", "verify")[0] == 0  # a cut end shows only to who noted the last hash
    status, output, _ = terminal.run("audit", "verify", "--known", last)
    assert status == 1
    assert "đã bị cắt" in output
