"""Rows as CSV that a spreadsheet opens with the right letters and runs nothing of."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

# What makes a spreadsheet read a cell as a formula or a command (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """Return the cell with an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + cell if cell.lstrip(" \n").startswith(_FORMULA) else cell


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark, without a formula in it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")
