"""The house keeps its floors: imports go downward only, and settings are read by the façade and the doors alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("vietnamese", "corpus", "embeddings", "index", "answers", "administration", "app")

# For each single-file room and each package: the rooms of this project it may import.
LANGUAGE = {"vietnamese", "errors"}
ALLOWED = {
    "errors.py": set(),
    "settings.py": {"errors"},
    "vietnamese": LANGUAGE,
    "corpus": LANGUAGE | {"corpus"},
    "embeddings": LANGUAGE | {"embeddings"},
    "index": LANGUAGE | {"corpus", "embeddings", "index"},
    "answers": LANGUAGE | {"corpus", "index", "answers", "spreadsheets"},
    "administration": LANGUAGE | {"corpus", "embeddings", "index", "administration"},
    "terminal.py": {"administration", "library", "settings"},
    "cli_access.py": {"administration", "errors", "terminal"},
    "cli_upkeep.py": {"administration", "errors", "terminal"},
    "contract.py": {"answers", "corpus", "errors", "index"},
    "adding.py": LANGUAGE | {"corpus", "index"},
    "marking.py": LANGUAGE | {"index"},
    "feedback.py": {"errors", "index"},
    "library_parts.py": LANGUAGE | {"administration", "corpus", "embeddings", "index", "settings"},
    "page_images.py": {"errors", "corpus"},
    "spreadsheets.py": set(),
    "app": {"app", "library", "corpus", "index", "answers", "administration", "settings", "errors", "contract"}
    | {"feedback", "marking", "page_images", "spreadsheets"},
}
ROOMS = {"vietnamese", "corpus", "embeddings", "index", "answers", "app", "evaluation", "library", "settings"} | {
    "administration",
    "errors",
    "cli",
    "search_app",
    "contract",
    "adding",
    "feedback",
    "marking",
    "page_images",
    "library_parts",
    "spreadsheets",
    "cli_access",
    "cli_upkeep",
    "terminal",
}


def imported_modules(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
    return found


@pytest.mark.parametrize(("room", "allowed"), ALLOWED.items())
def test_room_imports_only_what_lies_below(room: str, allowed: set[str]) -> None:
    target = ROOT / room
    files = [target] if target.is_file() else sorted(target.rglob("*.py"))
    assert files
    for path in files:
        rooms = {name.split(".")[0] for name in imported_modules(path)} & ROOMS
        assert rooms <= allowed, f"{path.relative_to(ROOT)} imports {sorted(rooms - allowed)}"


def test_pages_import_library_and_records_only() -> None:
    for path in sorted((ROOT / "app").rglob("*.py")):
        deeper = {
            name
            for name in imported_modules(path)
            if name.split(".")[0] in {"corpus", "index", "answers"} and not name.endswith(".records")
        }
        assert not deeper, f"{path.name} imports {sorted(deeper)}"


def test_nothing_but_the_terminal_door_imports_evaluation() -> None:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")] + [ROOT / "library.py"]
    for path in files:
        assert not {name for name in imported_modules(path) if name.split(".")[0] == "evaluation"}, path


def test_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "0 broken" in done.stdout
