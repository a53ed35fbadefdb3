"""What the documentation shows works: its examples are run, its links lead somewhere, the files that it names exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cli
from library import Library
from settings import Settings
from tests.test_cli import run

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_that_are_named_exist(page: Path) -> None:
    for name in re.findall(r"`((?:\w+/)+\w+\.(?:py|toml|json|conf|service|timer))`", page.read_text("utf-8")):
        assert (ROOT / name).is_file(), name


def test_every_command_is_in_the_table() -> None:
    told = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    registered = cli.app.registered_commands
    commands = {command.name or command.callback.__name__ for command in registered if command.callback}
    groups = {group.name for group in cli.app.registered_groups if group.name}
    for name in commands | groups:
        assert re.search(rf"`{name}\b", told), name


@pytest.mark.parametrize("number", range(len(blocks("architecture.md", "python"))))
def test_the_python_of_the_architecture_runs(number: int, tmp_path: Path) -> None:
    code = blocks("architecture.md", "python")[number]
    namespace: dict[str, object] = {"__name__": "example"}
    exec(compile(code, f"architecture.md, block {number + 1}", "exec"), namespace)
    if "def read_subtitles" in code:
        (tmp_path / "a.srt").write_text("1\n00:00:01 --> 00:00:02\nKế hoạch dân số\n", encoding="utf-8")
        extraction = namespace["read_subtitles"](tmp_path / "a.srt")  # type: ignore[operator]
        assert [line.text for line in extraction.pages[0].blocks] == ["Kế hoạch dân số"]
    if "def show" in code:
        page = AppTest.from_string(f"{code}\nshow()\n")
        page.session_state["library"] = Library(Settings(data=tmp_path / "data"))
        page.run(timeout=60)
        assert not page.exception
        assert len(page.markdown) == 5


def sessions() -> list[tuple[str, str]]:
    """Return the commands of the examples, each with the output that it shows."""
    (block,) = blocks("command-line.md", "console")
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(part.partition("\n")[0], part.partition("\n")[2].strip()) for part in parts]


def as_pattern(shown: str) -> str:
    lines = [re.escape(line).replace("…", ".*") for line in shown.splitlines()]
    return r"\n".join("(?s:.*)" if line == ".*" else line for line in lines)


def test_the_examples_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHLUC_DATA", str(tmp_path / "data"))
    assert len(sessions()) > 8
    for command, shown in sessions():
        given, _, piped = command.rpartition(" | ")
        words = shlex.split(piped.replace("WORK", str(tmp_path)))
        assert words[:2] == ["python", "cli.py"]
        status, out, err = run(*words[2:], given=shlex.split(given)[1] + "\n" if given else "")
        told = (out + err).strip().replace(str(tmp_path), "WORK") + (f"\nstatus {status}" if status else "")
        # A quotation of several lines is shown as one in the examples.
        assert re.fullmatch(as_pattern(shown), told) or re.fullmatch(as_pattern(shown), told, re.DOTALL), told
