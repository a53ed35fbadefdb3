"""Writes requirements.lock: every package that requirements.txt needs, pinned, with the checksums of its files.

`make lock` runs it. pip-compile lists the checksums of all files of a version, so that the lock serves other systems.
Of torch it sees only the file that is installed here, a build for the processor alone; the files that other systems get
are asked of pip one by one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
_HEAD = "# Written by `make lock` from requirements.txt; install with `make run LOCKED=1`. Do not edit.\n"
_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "win_amd64", "macosx_11_0_arm64")
_TORCH = re.compile(r"^torch==(\S+?)(?:\+cpu)? \\\n((?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE)


def compiled() -> str:
    """Return what pip-compile says, without its head."""
    command = [str(Path(sys.executable).with_name("pip-compile")), "--quiet", "--generate-hashes", "--allow-unsafe"]
    command += ["--strip-extras", "--no-annotate", "--no-header", "--no-emit-options", "--upgrade"]
    subprocess.run([*command, "--output-file", str(LOCK), "requirements.txt"], cwd=ROOT, check=True)
    return LOCK.read_text("utf-8").strip() + "\n"


def published_checksums(requirement: str) -> set[str]:
    """Return the SHA-256 of the files that pip would install on other systems; nothing for one that has no file."""
    found = set()
    for python in _PYTHONS:
        for platform in _PLATFORMS:
            command = [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--dry-run",
                "--no-deps",
                "--ignore-installed",
            ]
            command += ["--target", "unused", "--only-binary", ":all:", "--python-version", python]
            command += ["--platform", platform, "--report", "-", requirement]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                for package in json.loads(done.stdout)["install"]:
                    found.add(package["download_info"]["archive_info"]["hashes"]["sha256"])
    return found


def main() -> None:
    """Write the lock."""
    text = compiled()
    torch = _TORCH.search(text)
    if torch is None:
        sys.exit("pip-compile lists no torch")
    hashes = {line.split("=", 1)[1].rstrip(" \\") for line in torch[2].splitlines()}
    hashes |= {f"sha256:{one}" for one in published_checksums(f"torch=={torch[1]}")}
    lines = " \\\n".join([f"torch=={torch[1]}", *(f"    --hash={one}" for one in sorted(hashes))])
    LOCK.write_text(_HEAD + text[: torch.start()] + lines + "\n" + text[torch.end() :], encoding="utf-8")
    print(f"{LOCK.name}: {len(re.findall(r'^[a-z]', text, re.MULTILINE))} packages, torch with {len(hashes)} files")


if __name__ == "__main__":
    main()
