"""Asks whether a package of requirements.lock has a known weakness. `make audit` runs it where pip-audit is installed.

Exit status 1 when one has; 0 when none has, and also, with a line that says so, when the service cannot be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def outcome(report: str) -> tuple[list[str], int, int]:
    """Return the weaknesses in a JSON report of pip-audit, and the numbers of packages asked about and passed over."""
    packages = json.loads(report)["dependencies"]
    asked = [one for one in packages if "skip_reason" not in one]
    weak = [
        f"{one['name']} {one['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions']) or 'none'}"
        for one in asked
        for weakness in one["vulns"]
    ]
    return weak, len(asked), len(packages) - len(asked)


def main() -> int:
    """Run pip-audit over the lock and print what it found."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.lock", "--require-hashes"]
    command += ["--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        weak, asked, passed_over = outcome(done.stdout)
    except (ValueError, KeyError):
        weak, asked, passed_over = [], 0, 0
    if not asked:
        print("Skipped the audit of packages: the service of known weaknesses cannot be asked from here.")
        return 0
    print("\n".join(weak) or f"No known weakness in {asked} packages.")
    if passed_over:
        print(f"Not known to the service: {passed_over} packages.")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
