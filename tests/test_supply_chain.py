"""What is installed is pinned, locked by checksums, and free to be used by a program under Apache-2.0."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from deploy.audit_requirements import outcome
from docs.write_licences import Licence, forbidden, licence_of, page, required_packages

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
LOCKED = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE))


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_to_one_version(name: str) -> None:
    for one in pins(name):
        assert re.fullmatch(r"==[\w.]+", str(one.specifier)), one


def test_the_lock_holds_every_requirement_at_its_version() -> None:
    wanted = {canonical(one.name): str(one.specifier).removeprefix("==") for one in pins("requirements.txt")}
    found = {canonical(name): version for name, version in LOCKED.items()}
    assert {name: found.get(name) for name in wanted} == wanted, "run `make lock`"


def test_the_lock_holds_everything_that_is_needed_here_with_checksums() -> None:
    needed = {canonical(str(package.metadata["Name"])) for package in required_packages()}
    assert needed <= set(map(canonical, LOCKED)), "run `make lock`"
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK.partition("\n")[2], flags=re.MULTILINE)
    for entry in entries:
        if entry.strip():
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_torch_can_be_installed_from_the_lock_on_other_systems() -> None:
    entry = LOCK[LOCK.index("\ntorch==") :]
    assert "+cpu" not in entry.split("\\")[0]
    assert len(re.match(r"\ntorch==\S+ \\\n((?:    --hash=\S+(?: \\)?\n)+)", entry)[1].splitlines()) > 4  # type: ignore[index]


def test_nothing_that_is_imported_is_under_a_binding_licence() -> None:
    licences = [licence_of(package) for package in required_packages()]
    assert {"torch", "streamlit", "tantivy"} <= {one.package for one in licences}
    assert forbidden(licences) == []


@pytest.mark.parametrize(
    ("licence", "bad"),
    [
        ("MIT", False),
        ("LGPL-3.0-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GPL-3.0-only", True),
        ("AGPL-3.0", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("MIT AND GPL-2.0-or-later", True),
        ("", True),
    ],
)
def test_which_licences_bind(licence: str, bad: bool) -> None:
    assert bool(forbidden([Licence("x", "1", licence)])) is bad


def test_the_page_of_licences_names_every_direct_requirement() -> None:
    written = (ROOT / "docs" / "licences.md").read_text("utf-8")
    listed = {canonical(name) for name in re.findall(r"^\| (\S+) \|", written, re.MULTILINE)}
    assert {canonical(one.name) for one in pins("requirements.txt")} <= listed, "run `make licences`"
    assert page([Licence("a", "1", "MIT")]).endswith("| a | 1 | MIT |\n")


def test_the_audit_tells_weak_sound_and_unknown_packages_apart() -> None:
    weakness = {"id": "PYSEC-1", "fix_versions": ["2"], "aliases": [], "description": ""}
    packages = [
        {"name": "a", "version": "1", "vulns": [weakness]},
        {"name": "b", "version": "1", "vulns": []},
        {"name": "c", "skip_reason": "not found"},
    ]
    assert outcome(json.dumps({"dependencies": packages})) == (["a 1: PYSEC-1, mended in 2"], 2, 1)
