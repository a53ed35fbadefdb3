"""Writes docs/licences.md: the licence of every package that the program needs to run. `python docs/write_licences.py`

The packages are those of requirements.txt and all that these need, as installed. `forbidden` names the ones whose
licence would bind the program when it imports them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import cast

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
# GPL and AGPL in all their spellings; LGPL lets a program of any licence import the package.
_BINDING = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
_HEAD = """\
# Licences of what the program needs

Written by `make licences` from the packages installed for `requirements.txt`; do not edit. The program itself is under
Apache-2.0. No package that it imports is under the GPL or AGPL; a test holds that.

The wheels of numpy and scipy bring the run-time library of gfortran along, which is under the GPL with the exception
that lets programs of any licence use it.

Programs that are started as processes of their own, not linked in: **Tesseract** (Apache-2.0) reads scans;
**LibreOffice** (MPL-2.0) or **antiword** (GPL-2.0) open old .doc files; **pandoc** (GPL-2.0-or-later) writes Word and
slides and comes along inside the package pypandoc_binary, which itself is MIT. Whoever hands the program on with pandoc
hands on pandoc under its own licence; its source is at https://github.com/jgm/pandoc.

| package | version | licence |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of one installed package, as the package states it; empty when it states none."""

    package: str
    version: str
    licence: str


def required_packages(requirements: Path = ROOT / "requirements.txt") -> list[Distribution]:
    """Return the packages of a requirements file and all that these need here, by name. Raises PackageNotFoundError."""
    lines = (line.partition("#")[0].strip() for line in requirements.read_text("utf-8").splitlines())
    waiting = [Requirement(line) for line in lines if line and not line.startswith("-")]
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    first = len(waiting)
    while waiting:
        wanted = waiting.pop()
        try:
            package = distribution(wanted.name)
        except PackageNotFoundError:
            if len(found) < first:
                raise
            continue  # asked for by an extra or on a system that is not this one
        name = _canonical(wanted.name)
        found[name] = package
        for extra in ("", *sorted(wanted.extras)):
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += _needs(package, extra)
    return [found[name] for name in sorted(found)]


def _needs(package: Distribution, extra: str) -> Iterable[Requirement]:
    for line in package.requires or ():
        one = Requirement(line)
        if one.marker is None or one.marker.evaluate({"extra": extra}):
            yield one


def licence_of(package: Distribution) -> Licence:
    """Return the licence of a package: its SPDX expression, else its classifiers, else its licence field."""
    told: Message = cast(Message, package.metadata)
    name = str(told["Name"])
    classifiers = [one for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    named = [one.rpartition(" :: ")[2] for one in classifiers if not one.endswith("OSI Approved")]
    field = (told.get("License") or "").strip().splitlines()
    licence = told.get("License-Expression") or " AND ".join(named) or "".join(field[:1])
    return Licence(name, package.version.partition("+")[0], licence)


def forbidden(licences: Iterable[Licence]) -> list[Licence]:
    """Return those whose licence would bind a program that imports the package, and those that state none."""
    return [one for one in licences if not one.licence or _BINDING.search(one.licence)]


def page(licences: Iterable[Licence]) -> str:
    """Return the text of docs/licences.md."""
    rows = (f"| {one.package} | {one.version} | {one.licence.replace('|', '/')} |\n" for one in licences)
    return _HEAD + "".join(rows)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Write the page; return 1 and name the packages when one may not be imported."""
    licences = [licence_of(package) for package in required_packages()]
    PAGE.write_text(page(licences), encoding="utf-8")
    bad = forbidden(licences)
    for one in bad:
        print(f"{one.package} {one.version}: {one.licence or 'no licence stated'}", file=sys.stderr)
    print(f"{len(licences)} packages, {len(bad)} to look at: {PAGE.relative_to(ROOT)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
