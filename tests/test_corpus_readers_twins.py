"""A Word file and the PDF that another program printed from it read the same: neither reader is the judge."""

from __future__ import annotations

import difflib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from rapidfuzz.distance import Levenshtein

from corpus.layout import reading_text
from corpus.readers import read
from corpus.records import Extraction, Line

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
REAL = Path(__file__).resolve().parents[2] / "shared" / "documents" / "docx"
MAX_ERROR = 0.005

SENTENCE = (
    "Ủy ban nhân dân các thôn phối hợp với Trạm Y tế, Hội Phụ nữ và Đoàn Thanh niên rà soát, lập danh sách các cặp vợ "
    "chồng trong độ tuổi sinh đẻ, tư vấn tại nhà và báo cáo kết quả trước ngày 25 tháng cuối mỗi quý của năm 2026"
)


def printed(path: Path, folder: Path) -> Path:
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.pdf"


def text(extraction: Extraction) -> str:
    blocks = [block for page in extraction.pages for block in page.blocks if isinstance(block, Line)]
    # A rule drawn with underscores is left out of a printed page.
    return " ".join(" ".join(block.text for block in blocks if re.search(r"\w", block.text.replace("_", ""))).split())


def _cell(cell: Any, lines: list[str], bold: set[int]) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = number in bold


def plan(path: Path) -> Path:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "DejaVu Serif", Pt(12)
    head = document.add_table(rows=2, cols=2)
    _cell(head.cell(0, 0), ["ỦY BAN NHÂN DÂN", "XÃ TÂN HÒA"], {1})
    _cell(head.cell(0, 1), ["CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"], {0, 1, 2})
    _cell(head.cell(1, 0), ["Số: 27/KH-UBND"], set())
    _cell(head.cell(1, 1), ["Tân Hòa, ngày 05 tháng 3 năm 2026"], set())
    for line in ("KẾ HOẠCH", "Nâng cao chất lượng dân số giai đoạn 2026-2030"):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(line).bold = True
    for number in range(1, 13):
        heading = document.add_paragraph()
        heading.paragraph_format.first_line_indent = Cm(1)
        heading.add_run(f"{number}. Nhiệm vụ số {number}").bold = True
        for letter in "abcd":
            item = document.add_paragraph(
                f"{letter}) Việc {number}{letter}: {SENTENCE} theo hướng dẫn {letter}{number};"
            )
            item.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            item.paragraph_format.first_line_indent = Cm(1)
            item.paragraph_format.space_after = Pt(6)
    foot = document.add_table(rows=1, cols=2)
    _cell(foot.cell(0, 0), ["Nơi nhận:", "- Các thôn;", "- Lưu: VT."], {0})
    _cell(foot.cell(0, 1), ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Mẫu"], {0, 1, 2})
    document.save(str(path))
    return path


def test_a_plan_and_its_print_have_the_same_paragraphs(tmp_path: Path) -> None:
    source = plan(tmp_path / "ke-hoach.docx")
    typed, from_print = read(source), read(printed(source, tmp_path))
    assert text(from_print) == text(typed)
    paragraphs = reading_text(typed).text.split("\n")
    found = reading_text(from_print).text.split("\n")
    different = [line for line in difflib.ndiff(paragraphs, found) if line[:2] in ("- ", "+ ")]
    assert len(paragraphs) > 60
    assert different == []


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="the official files are not beside the project")
def test_an_official_word_file_and_its_print_agree(tmp_path: Path) -> None:
    source = max(REAL.glob("*.docx"), key=lambda path: path.stat().st_size)
    typed, from_print = text(read(source)), text(read(printed(source, tmp_path)))
    assert Levenshtein.distance(typed, from_print) / len(typed) <= MAX_ERROR
