"""Truncated, bit-flipped and crafted files: each ends in a document or in one clear Vietnamese sentence."""

from __future__ import annotations

import io
import random
import shutil
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image

from corpus.readers import ReadingLimits, document_files, read
from errors import MissingComponent, TrichLucError, UnreadableFile
from tests.legacy_encoders import to_tcvn3
from tests.pdf_samples import Text, grid, make_pdf
from tests.samples import STATE_PLAN

LIMITS = ReadingLimits(max_bytes=20 * 2**20, max_pages=200, max_expanded_bytes=50 * 2**20, ocr=False)
SECONDS = 60


def _pdf(folder: Path) -> Path:
    lines = [line for line in STATE_PLAN.split("\n") if line]
    page = [Text(60, 60 + 18 * number, line, 9) for number, line in enumerate(lines[:20])]
    return make_pdf(folder / "a.pdf", [*page, *grid([60, 300, 540], [600, 640, 680])], page)


def _docx(folder: Path) -> Path:
    document = docx.Document()
    for line in STATE_PLAN.split("\n"):
        document.add_paragraph(line, style="List Number" if line.startswith("-") else None)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Chỉ tiêu"
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def _html(folder: Path) -> Path:
    rows = "".join(f"<p>{line}</p>" for line in STATE_PLAN.split("\n"))
    table = "<table><tr><th colspan=2>TT</th></tr><tr><td>1</td><td rowspan=2>2</td></tr></table>"
    (folder / "a.html").write_text(f"<html><body>{rows}{table}</body></html>", encoding="utf-8")
    return folder / "a.html"


def _markdown(folder: Path) -> Path:
    (folder / "a.md").write_text(
        f"---\nissuer: xã\n---\n# A\n| a | b |\n|---|---|\n| 1 | 2 |\n{STATE_PLAN}", encoding="utf-8"
    )
    return folder / "a.md"


def _text(folder: Path) -> Path:
    (folder / "a.txt").write_text(STATE_PLAN, encoding="utf-8")
    return folder / "a.txt"


def _tcvn3(folder: Path) -> Path:
    (folder / "a.txt").write_bytes(to_tcvn3(STATE_PLAN))
    return folder / "a.txt"


def _zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.txt", STATE_PLAN)
        archive.writestr("b/2.html", f"<html>{STATE_PLAN}</html>")
    return folder / "a.zip"


def _picture(kind: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        Image.effect_noise((120, 90), 60).save(folder / f"a.{kind}")
        return folder / f"a.{kind}"

    return make


FORMATS: dict[str, Callable[[Path], Path]] = {
    "pdf": _pdf, "docx": _docx, "html": _html, "markdown": _markdown, "text": _text, "tcvn3": _tcvn3, "zip": _zip,
    "png": _picture("png"), "jpg": _picture("jpg"), "tiff": _picture("tiff"),
}  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return `data` cut, flipped, overwritten, doubled or with a piece of it gone."""
    changed = bytearray(data)
    start = chance.randrange(len(data))
    length = min(len(data) - start, chance.choice([1, 4, 16, 64, 1024]))
    match chance.randrange(6):
        case 0:
            del changed[start:]
        case 1:
            for _ in range(chance.choice([1, 8, 64])):
                changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 2:
            changed[start : start + length] = chance.randbytes(length)
        case 3:
            changed[start:start] = data[start : start + length] * chance.choice([1, 50])
        case 4:
            del changed[start : start + length]
        case _:
            # Numbers in the file (sizes, counts, offsets) made absurd.
            digits = [index for index, byte in enumerate(data) if 48 <= byte <= 57] or [start]
            for index in chance.sample(digits, min(8, len(digits))):
                changed[index] = chance.choice(b"09-")
    return bytes(changed)


def _outcome(path: Path, folder: Path) -> str:
    """Read a file, or the files of an archive, and return what was said when it could not be."""
    try:
        if path.suffix == ".zip":
            for found in document_files(path, unpack_to=folder / "tam", limits=LIMITS):
                read(found, limits=LIMITS)
        else:
            read(path, limits=LIMITS)
    except (UnreadableFile, MissingComponent) as error:
        return str(error)
    return ""


def _check(kind: str, folder: Path, count: int, seed: int) -> None:
    chance = random.Random(f"{kind}-{seed}")
    original = FORMATS[kind](folder)
    data = original.read_bytes()
    for number in range(count):
        original.write_bytes(mutated(data, chance))
        start = time.monotonic()
        said = _outcome(original, folder)
        assert time.monotonic() - start < SECONDS, f"{kind} {number} was too slow"
        # One sentence for a person: no trace of the program's inside.
        assert said == "" or ("\n" not in said and "Traceback" not in said and said.endswith(".")), said
        shutil.rmtree(folder / "tam", ignore_errors=True)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_sample_of_mutated_files_does_no_harm(kind: str, tmp_path: Path) -> None:
    assert _outcome(FORMATS[kind](tmp_path), tmp_path) == "" or kind in {"png", "jpg", "tiff"}
    shutil.rmtree(tmp_path / "tam", ignore_errors=True)
    _check(kind, tmp_path, 12, seed=1)


@pytest.mark.prove
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", FORMATS)
def test_five_hundred_mutated_files_do_no_harm(kind: str, tmp_path: Path) -> None:
    _check(kind, tmp_path, 500, seed=2)


REAL = sorted((Path(__file__).resolve().parents[2] / "shared" / "documents").glob("*/*"))
SMALL_REAL = [path for path in REAL if path.suffix in {".pdf", ".docx"} and "scan" not in path.name]


@pytest.mark.prove
@pytest.mark.real
@pytest.mark.timeout(3000)
@pytest.mark.skipif(not REAL, reason="the official files are not beside the project")
@pytest.mark.parametrize("path", SMALL_REAL, ids=lambda path: path.name)
def test_mutated_official_files_do_no_harm(path: Path, tmp_path: Path) -> None:
    chance = random.Random(path.name)
    copy = tmp_path / path.name
    for _ in range(60):
        copy.write_bytes(mutated(path.read_bytes(), chance))
        start = time.monotonic()
        _outcome(copy, tmp_path)
        assert time.monotonic() - start < SECONDS


# --- files made to do harm --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"(" * 200_000), ("a.txt", b"a^ a( o+ " + b"a" * 200_000), ("a.txt", b"'`?~." * 40_000),
        ("a.txt", b"C\xe9ng h\xdfa x\xb7 h\xe9i " * 5 + b"\xe9" * 300_000), ("a.txt", b"\xef\xbb\xbf" * 100_000),
        ("a.md", b"---\na" + b" " * 300_000 + b"\n---\n"), ("a.md", b"| a |\n" + b" " * 300_000 + b"-\n"),
        ("a.md", b"| a |\n" + b"|-" * 150_000 + b"x\n"), ("a.md", b"**" * 150_000), ("a.md", b"#" * 300_000),
        ("a.html", b"<html>" + b"<table><tr><td>" * 3000), ("a.html", b"<!--" * 50_000 + b"<html>"),
        ("a.html", b"<html><body>" + b"<a href=x>b</a><div>" * 3000),
        ("a.mht", b"A: b\n " * 2000 + b"Content-Type: text/html"),
    ],
)  # fmt: skip
def test_text_made_to_keep_patterns_busy_is_read_in_time(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    start = time.process_time()
    _outcome(tmp_path / name, tmp_path)
    assert time.process_time() - start < 5


def test_a_picture_of_a_billion_points_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("1", (40000, 25000)).save(stream, "PNG")
    (tmp_path / "a.png").write_bytes(stream.getvalue())
    with pytest.raises(TrichLucError):
        read(tmp_path / "a.png")


def test_a_pdf_that_states_absurd_sizes_is_harmless(tmp_path: Path) -> None:
    data = _pdf(tmp_path).read_bytes()
    for old, new in ((b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 9e9 9e9]"), (b"/Count 2", b"/Count 999999999")):
        assert old in data
        (tmp_path / "b.pdf").write_bytes(data.replace(old, new))
        _outcome(tmp_path / "b.pdf", tmp_path)


def test_a_pdf_whose_pages_contain_themselves_is_harmless(tmp_path: Path) -> None:
    data = _pdf(tmp_path).read_bytes()
    kids = data[data.index(b"/Kids [") : data.index(b"]", data.index(b"/Kids ["))]
    (tmp_path / "b.pdf").write_bytes(data.replace(kids, b"/Kids [2 0 R" + b" " * (len(kids) - 12)))
    _outcome(tmp_path / "b.pdf", tmp_path)


def test_a_table_with_huge_spans_stays_small(tmp_path: Path) -> None:
    row = "<tr><td colspan=999999999 rowspan=999999999>Chỉ tiêu</td><td>1</td></tr>"
    (tmp_path / "a.html").write_text(
        f"<html><body><p>Bảng</p><table>{row * 30}</table></body></html>", encoding="utf-8"
    )
    tracemalloc.start()
    try:
        read(tmp_path / "a.html")
        assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    finally:
        tracemalloc.stop()


def test_an_html_entity_bomb_is_only_text(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    (tmp_path / "a.html").write_text(
        f"<!DOCTYPE html [{levels}]><html><body><p>Kế hoạch &a11;</p></body></html>", "utf-8"
    )
    read(tmp_path / "a.html")


def test_numbering_of_absurd_values_is_harmless(tmp_path: Path) -> None:
    path = _docx(tmp_path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.docx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("numbering.xml"):
                data = data.replace(b'w:start w:val="1"', b'w:start w:val="999999999"').replace(
                    b'"decimal"', b'"lowerLetter"'
                )
            new.writestr(name, data)
    start = time.monotonic()
    _outcome(tmp_path / "b.docx", tmp_path)
    assert time.monotonic() - start < 5
