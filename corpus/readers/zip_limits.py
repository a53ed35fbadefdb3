"""What a zip package may expand to: refuses archives made to fill a disk or the memory."""

from __future__ import annotations

import zipfile
from pathlib import Path

from corpus.readers.limits import ReadingLimits
from errors import FileTooLarge

_MAX_MEMBERS = 20_000


def check_expansion(path: Path, limits: ReadingLimits) -> None:
    """Raise FileTooLarge when the members of the zip at `path` expand to more than the limits allow.

    `zipfile` never gives out more of a member than the size its directory states, so the stated sizes are the truth.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise FileTooLarge(f"Tệp “{path.name}” chứa {len(members)} mục, vượt giới hạn {_MAX_MEMBERS} mục.")
    total = sum(member.file_size for member in members)
    if total > limits.max_expanded_bytes:
        raise FileTooLarge(
            f"Tệp “{path.name}” giải nén ra {total / 2**20:.0f} MB, "
            f"vượt giới hạn {limits.max_expanded_bytes / 2**20:.0f} MB."
        )
