"""The commands that look after a data folder: check, build anew, back up, restore."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from errors import InputError
from terminal import Data, Json, open_library, print_json

if TYPE_CHECKING:
    from administration.backup_archive import BackupList


def verify(data: Data = None, as_json: Json = False) -> None:
    """Kiểm tra sự toàn vẹn của thư viện."""
    problems = open_library(data).verify()
    if as_json:
        print_json({"ok": not problems, "problems": problems})
    else:
        print("Thư viện nguyên vẹn." if not problems else "\n".join(problems))
    if problems:
        raise typer.Exit(1)


def rebuild(data: Data = None, as_json: Json = False) -> None:
    """Dựng lại toàn bộ chỉ mục từ các tệp gốc."""
    library = open_library(data)
    problems = library.rebuild()
    count = len(library.documents())
    if as_json:
        print_json({"documents": count, "problems": problems})
    else:
        print(f"Đã dựng lại thư viện: {count} văn bản.")
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(1)


def _content_form(content: BackupList) -> dict[str, Any]:
    return {
        "made": content.made,
        "documents": content.documents,
        "passages": content.passages,
        "files": len(content.files),
    }


def backup(
    to: Annotated[Path, typer.Option("--to", help="Tệp .tar.zst hoặc .tar.gz sẽ ghi.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Sao lưu cả thư viện vào một tệp, kể cả khi đang có người dùng."""
    with bytes_progress("Đang sao lưu") as progress:
        made = open_library(data).back_up(to, progress=progress)
    content = made.content
    if as_json:
        print_json({"file": str(made.path), "bytes": made.size} | _content_form(made.content))
    else:
        print(f"Đã sao lưu {content.documents} văn bản vào {made.path} ({made.size / 2**20:.1f} MB).")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp do lệnh backup ghi.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Khôi phục thư viện từ bản sao lưu vào một thư mục dữ liệu mới hoặc trống."""
    with bytes_progress("Đang khôi phục") as progress:
        restored = open_library(data).restore_backup(file, progress=progress)
    content = restored.content
    if as_json:
        print_json({"data": str(restored.folder)} | _content_form(content) | {"notes": list(restored.notes)})
        return
    print(f"Đã khôi phục và kiểm tra {content.documents} văn bản vào {restored.folder} (sao lưu lúc {content.made}).")
    for note in restored.notes:
        print(note)


def health(
    serve: Annotated[
        int | None, typer.Option("--serve", min=1, max=65535, help="Trả lời HTTP ở cổng này trên máy này: GET /health.")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Kiểm tra nhanh: thư mục, dung lượng, chỉ mục, mô hình, tổng kiểm, Tesseract, máy chủ ngôn ngữ."""
    from administration.health_server import health_form, health_server

    library = open_library(data)
    if serve is not None:
        try:
            server = health_server(library.health, serve)
        except OSError as error:
            raise InputError(f"Không mở được cổng {serve}: {error.strerror}.") from error
        with server:
            print(f"http://127.0.0.1:{serve}/health", file=sys.stderr)
            server.serve_forever()
    form = health_form(library.health())
    if as_json:
        print_json(form)
    else:
        marks = {"ok": "Tốt  ", "warning": "Lưu ý", "error": "LỖI  "}
        for check in form["checks"]:
            print(f"{marks[check['state']]}  {check['message']}")
    if not form["ok"]:
        raise typer.Exit(1)


@contextmanager
def bytes_progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what shows progress in bytes on a terminal; None where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    try:
        yield lambda done, total: print(
            f"\r\033[K{label}: {done / 2**20:.0f}/{total / 2**20:.0f} MB", end="", file=sys.stderr, flush=True
        )
    finally:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
