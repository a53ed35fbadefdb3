"""Reading of the TOML data beside the modules, with the parsed form kept so that a later start is fast.

The parser of TOML is written in Python and takes a tenth of a second for the thesaurus. Like the interpreter's own
bytecode, the parsed form is kept in `__pycache__`, under the checksum of the text, and is only ever a shortcut: where
the folder cannot be written the file is parsed each time, as are files from elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any, cast

from errors import InputError

_KEPT = Path(__file__).resolve().parent / "__pycache__"


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file. Raises InputError when it cannot be read or is not TOML."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"Không đọc được tệp dữ liệu {path}: {error.strerror}.") from error
    kept = _KEPT / f"{path.stem}-{_digest(str(path.resolve()).encode())}-{_digest(content)}.json"
    beside = path.resolve().parent == _KEPT.parent
    try:
        if beside:
            return cast(dict[str, Any], json.loads(kept.read_bytes()))
    except (OSError, ValueError):
        pass  # not kept yet, or damaged: parse the text itself
    try:
        parsed = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"Tệp dữ liệu {path} không đúng dạng TOML: {error}.") from error
    if beside:
        _keep(parsed, kept)
    return parsed


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _keep(parsed: dict[str, Any], kept: Path) -> None:
    try:
        encoded = json.dumps(parsed, ensure_ascii=False)
        kept.parent.mkdir(exist_ok=True)
        for stale in kept.parent.glob(f"{kept.name.rsplit('-', 1)[0]}-*.json"):
            stale.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=kept.parent, delete=False, encoding="utf-8") as stream:
            stream.write(encoded)
        os.replace(stream.name, kept)
    except (OSError, TypeError):
        return  # a read-only folder, or a date, which JSON has no form for
