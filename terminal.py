"""What all commands of the terminal share: common options, the library, and JSON on standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from administration.logs import configure
from library import Library
from settings import load_settings

Data = Annotated[Path | None, typer.Option("--data", help="Thư mục dữ liệu (mặc định: TRICHLUC_DATA hoặc data/).")]
Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


def open_library(data: Path | None) -> Library:
    """Return the library that the settings and `--data` name."""
    settings = load_settings(data=data)
    configure(settings.log_format)
    return Library(settings)


def print_json(value: Any) -> None:
    """Print one JSON value to standard output."""
    text = json.dumps(value, ensure_ascii=False)
    # What is no letter (half of a pair of surrogates) is written as its escape, which JSON allows.
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
