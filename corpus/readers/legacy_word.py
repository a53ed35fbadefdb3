"""Older and other word-processor files (.doc, .rtf, .odt), made .docx by LibreOffice, or read by antiword."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.readers.limits import ReadingLimits
from corpus.readers.plain import pages_of_lines
from corpus.readers.word import read_docx
from corpus.records import Extraction
from errors import EmptyFile, MissingComponent, UnreadableFile
from vietnamese.normal_forms import compose

_SECONDS = 60


def read_legacy_word(path: Path, kind: str, limits: ReadingLimits) -> Extraction:
    """Return the text of a .doc, .rtf or .odt (`kind`); raises MissingComponent, UnreadableFile."""
    with tempfile.TemporaryDirectory(prefix="trich-luc-word-") as folder:
        # A name of our own: the file's may be too long or odd for the programs.
        copy = Path(folder) / f"document.{kind}"
        shutil.copyfile(path, copy)
        if office := shutil.which("soffice") or shutil.which("libreoffice"):
            converted = _with_office(office, copy, Path(folder))
            if converted is not None:
                return replace(read_docx(converted, limits), obtained_by="doc")
        if kind == "doc" and (antiword := shutil.which("antiword")):
            return _with_antiword(antiword, copy, path.name)
        if not office:
            raise MissingComponent(
                f"Để đọc tệp “{path.name}” (dạng .{kind}), hãy cài LibreOffice bằng lệnh: "
                "sudo apt install libreoffice-writer; hoặc lưu lại tệp ở dạng .docx."
            )
    raise UnreadableFile(f"Tệp “{path.name}” bị hỏng hoặc đặt mật khẩu; hãy mở bằng Word rồi lưu lại dạng .docx.")


def _with_office(office: str, copy: Path, folder: Path) -> Path | None:
    """Return the .docx that LibreOffice makes of `copy`; None when it makes none."""
    # A profile of its own: one that is already open elsewhere would take the job and answer nothing.
    profile = (folder / "profile").as_uri()
    command = [
        office,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx:MS Word 2007 XML",
    ]
    _run([*command, "--outdir", str(folder / "converted"), str(copy)])
    converted = folder / "converted" / (copy.stem + ".docx")
    return converted if converted.is_file() and converted.stat().st_size else None


def _with_antiword(antiword: str, copy: Path, name: str) -> Extraction:
    output = _run([antiword, "-m", "UTF-8.txt", "-w", "0", str(copy)])
    if output is None:
        raise UnreadableFile(f"Tệp “{name}” bị hỏng hoặc đặt mật khẩu; hãy mở bằng Word rồi lưu lại dạng .docx.")
    text = compose(output.decode("utf-8", errors="replace"))
    if not text.strip():
        raise EmptyFile(f"Tệp “{name}” không có chữ nào đọc được.")
    return Extraction(pages=pages_of_lines(text), obtained_by="doc")


def _run(command: Sequence[str]) -> bytes | None:
    """Return what a program printed; None when it failed or was too slow and was ended with its children."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None
    return output if process.returncode == 0 else None
