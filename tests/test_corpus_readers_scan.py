"""Scanned pages: straightened, lines painted over, stamps faded, words read with their confidence."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from corpus.readers import ReadingLimits, read
from corpus.readers.scan_lines import skew, take_ruling_lines, without_stamp
from corpus.records import Extraction, Line, Table
from errors import EmptyFile, FileTooLarge, MissingComponent, UnreadableFile

# Liberation Serif lacks most Vietnamese letters.
FONTS = [
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
]
FONT = next((path for path in FONTS if path.is_file()), None)
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None or FONT is None, reason="tesseract or the DejaVu fonts are not installed"
)
REAL = Path(__file__).resolve().parents[2] / "shared" / "documents"

TEXT = [
    "Ủy ban nhân dân xã ban hành kế hoạch nâng cao chất lượng dân số",
    "giai đoạn 2026-2030; mỗi năm khám sức khỏe cho người cao tuổi.",
    "Trạm Y tế phối hợp với các thôn theo dõi, báo cáo kết quả.",
]


def page(lines: list[str] = TEXT, size: tuple[int, int] = (2000, 450), pixels: int = 46) -> Image.Image:
    image = Image.new("RGB", size, "white")
    assert FONT is not None
    font = ImageFont.truetype(str(FONT), pixels)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((120, 120 + number * 90), line, fill="black", font=font)
    return image


def text_of(extraction: Extraction, pages: set[int] | None = None) -> str:
    parts = []
    for found in extraction.pages:
        if pages and found.number not in pages:
            continue
        for block in found.blocks:
            parts.extend([block.text] if isinstance(block, Line) else [cell for row in block.rows for cell in row])
    return " ".join(" ".join(parts).split())


def error_rate(found: str, expected: str) -> float:
    return Levenshtein.distance(found, expected) / len(expected)


@needs_tesseract
@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_picture_is_read(tmp_path: Path, suffix: str) -> None:
    page().save(tmp_path / f"a.{suffix}", dpi=(300, 300))
    extraction = read(tmp_path / f"a.{suffix}")
    assert error_rate(text_of(extraction), " ".join(TEXT)) < 0.03
    assert extraction.obtained_by == "ocr"
    assert extraction.pages[0].number == 1
    assert 0.75 < (extraction.pages[0].confidence or 0) <= 1.0


@needs_tesseract
def test_frames_of_a_tiff_are_pages(tmp_path: Path) -> None:
    page(TEXT[:1]).save(tmp_path / "a.tiff", dpi=(300, 300), save_all=True, append_images=[page(TEXT[1:2])])
    seen: list[tuple[int, int]] = []
    extraction = read(tmp_path / "a.tiff", progress=lambda number, count: seen.append((number, count)))
    assert seen == [(1, 2), (2, 2)]
    assert error_rate(text_of(extraction, {2}), TEXT[1]) < 0.05


@needs_tesseract
def test_a_turned_scan_in_a_pdf_is_straightened(tmp_path: Path) -> None:
    canvas = Image.new("RGB", (2200, 900), "white")
    canvas.paste(page(), (20, 300))
    canvas.rotate(1.8, Image.Resampling.BICUBIC, fillcolor="white").save(tmp_path / "a.pdf", resolution=300)
    extraction = read(tmp_path / "a.pdf")
    assert error_rate(text_of(extraction), " ".join(TEXT)) < 0.05
    assert extraction.obtained_by == "ocr"


@needs_tesseract
def test_words_read_with_doubt_stand_in_the_lines(tmp_path: Path) -> None:
    image = page([*TEXT, "Wq§zx ~¤ßk"])
    noisy = np.asarray(image.convert("L")).astype(np.int16)
    noisy[385:] += np.random.default_rng(3).integers(-150, 100, noisy[385:].shape)
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(tmp_path / "a.png", dpi=(300, 300))
    found = read(tmp_path / "a.png")
    assert set(found.pages[0].uncertain) <= set(text_of(found).split())


@needs_tesseract
def test_a_ruled_table_in_a_scan_keeps_its_cells(tmp_path: Path) -> None:
    image = page(["TT    Chỉ tiêu", "1    Sinh con", "2    Tuổi thọ"])
    draw = ImageDraw.Draw(image)
    for y in (100, 190, 280, 370):
        draw.line((100, y, 900, y), fill="black", width=3)
    for x in (100, 190, 900):
        draw.line((x, 100, x, 370), fill="black", width=3)
    image.save(tmp_path / "a.png", dpi=(300, 300))
    table = read(tmp_path / "a.png").pages[0].blocks[0]
    assert isinstance(table, Table)
    cells = [[cell.replace(" ", "") for cell in row] for row in table.rows]
    expected = [["TT", "Chỉtiêu"], ["1", "Sinhcon"], ["2", "Tuổithọ"]]
    assert [len(row) for row in cells] == [2, 2, 2]
    assert all(Levenshtein.distance(a, b) <= 1 for row, wanted in zip(cells, expected, strict=True)
               for a, b in zip(row, wanted, strict=True))  # fmt: skip


@pytest.mark.parametrize("angle", [-2.3, -0.6, 0.0, 0.9, 2.7])
def test_skew_is_measured(angle: float) -> None:
    rows = np.full((1100, 800), 255, dtype=np.uint8)
    for y in range(100, 1000, 30):
        rows[y : y + 9, 80:720] = np.where(np.arange(640) % 17 < 11, 0, 255)
    turned = Image.fromarray(rows).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    assert skew(turned) == pytest.approx(-angle, abs=0.15)


def test_ruling_lines_are_found_and_painted_over() -> None:
    image = Image.new("L", (800, 600), 255)
    draw = ImageDraw.Draw(image)
    draw.line((100, 200, 700, 200), fill=0, width=3)
    draw.line((100, 200, 100, 500), fill=0, width=3)
    draw.rectangle((300, 300, 340, 308), fill=0)
    cleaned, rules = take_ruling_lines(image, 1.0)
    assert {round(rule[0]) for rule in rules.horizontal} <= set(range(198, 203))
    assert any(rule[1] <= 102 and rule[2] >= 698 for rule in rules.horizontal)
    assert any(abs(rule[0] - 100) < 3 and rule[1] <= 202 and rule[2] >= 498 for rule in rules.vertical)
    left = np.asarray(cleaned)
    assert left[190:210].min() == 255
    assert left[300:308, 300:340].max() == 0


def test_a_red_stamp_is_faded_and_black_words_stay() -> None:
    image = Image.new("RGB", (400, 400), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((40, 40, 120, 120), outline=(220, 20, 30), width=6)
    draw.line((20, 80, 200, 80), fill="black", width=5)
    grey = np.asarray(without_stamp(image))
    assert grey[80, 20:200].max() == 0
    assert grey[42:60, 76:84].min() == 255
    red_page = Image.new("RGB", (100, 100), (200, 0, 0))
    assert np.asarray(without_stamp(red_page)).max() < 100


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("L", (300, 300), 255).save(tmp_path / "a.png")
    with pytest.raises(UnreadableFile, match="đang tắt"):
        read(tmp_path / "a.png", limits=ReadingLimits(ocr=False))
    with pytest.raises(FileTooLarge, match="quá lớn"):
        read(tmp_path / "a.png", limits=ReadingLimits(max_picture_pixels=1000))
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:60])
    with pytest.raises(UnreadableFile, match="hỏng"):
        read(tmp_path / "b.png")
    if shutil.which("tesseract"):
        with pytest.raises(EmptyFile):
            read(tmp_path / "a.png")
    monkeypatch.setattr("corpus.readers.scan._languages", frozenset)
    with pytest.raises(MissingComponent, match="apt install tesseract-ocr-vie"):
        read(tmp_path / "a.png")


@pytest.mark.real
@pytest.mark.prove
@needs_tesseract
@pytest.mark.skipif(not REAL.is_dir(), reason="the official files are not beside the project")
def test_an_official_scan_agrees_with_its_text() -> None:
    scan, text = next((REAL / "scan").glob("*.pdf")), next((REAL / "pdf").glob("*39796*.pdf"))
    assert error_rate(text_of(read(scan)), text_of(read(text))) < 0.04
