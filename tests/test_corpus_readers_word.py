"""Word files read as printed: automatic numbers, tables, footnotes, capitals, legacy fonts."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from corpus.readers import ReadingLimits, read
from corpus.readers.word_numbering import formatted
from corpus.records import Extraction, Line, Table
from errors import FileTooLarge, MissingComponent, UnreadableFile

NUMBERING = f"""
<w:numbering {nsdecls("w")}>
  <w:abstractNum w:abstractNumId="0">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
    <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
    <w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
    <w:lvl w:ilvl="5"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:isLgl/><w:lvlText w:val="Mục %1.%6"/></w:lvl>
  </w:abstractNum>
  <w:abstractNum w:abstractNumId="1">
    <w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/><w:lvlText w:val="Điều %1."/></w:lvl>
  </w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
  <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
  <w:num w:numId="3"><w:abstractNumId w:val="1"/>
    <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""  # noqa: E501


def numbered(document: Any, text: str, num: int, level: int) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')
    )


def with_numbering(document: Any) -> None:
    part = document.part.numbering_part
    part._element.clear()
    for child in list(parse_xml(NUMBERING)):
        part._element.append(child)


def saved(document: Any, path: Path) -> Path:
    document.save(path)
    return path


def texts(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.pages[0].blocks if isinstance(block, Line)]


def test_automatic_numbers_are_printed(tmp_path: Path) -> None:
    document = docx.Document()
    with_numbering(document)
    for text, num, level in [
        ("MỤC TIÊU", 1, 0), ("Mục tiêu chung", 1, 1), ("Chỉ tiêu", 1, 1), ("Về mức sinh", 1, 2), ("Về tuổi thọ", 1, 2),
        ("Xã", 1, 3), ("Phường", 1, 3), ("ý nhỏ", 1, 4), ("NHIỆM VỤ", 1, 0), ("Truyền thông", 1, 1), ("Dịch vụ", 1, 2),
        ("pháp lý", 1, 5), (" Phạm vi", 2, 0), (" Đối tượng", 2, 0), (" Bắt đầu lại", 3, 0), (" Tiếp", 3, 0),
        ("x", 9, 0),
    ]:  # fmt: skip
        numbered(document, text, num, level)
    assert texts(read(saved(document, tmp_path / "a.docx"))) == [
        "I. MỤC TIÊU", "1. Mục tiêu chung", "2. Chỉ tiêu", "2.1. Về mức sinh", "2.2. Về tuổi thọ", "a) Xã", "b) Phường",
        "- ý nhỏ", "II. NHIỆM VỤ", "1. Truyền thông", "1.1. Dịch vụ", "Mục 2.1 pháp lý", "Điều 5.Phạm vi",
        "Điều 6.Đối tượng", "Điều 1.Bắt đầu lại", "Điều 2.Tiếp", "x",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "style", "printed"),
    [
        (1944, "upperRoman", "MCMXLIV"), (4, "lowerRoman", "iv"), (27, "lowerLetter", "aa"), (3, "upperLetter", "C"),
        (7, "decimalZero", "07"), (12, "decimal", "12"), (5, "none", ""), (6, "chineseCounting", "6"),
        (0, "upperRoman", "0"),
    ],
)  # fmt: skip
def test_number_formats(count: int, style: str, printed: str) -> None:
    assert formatted(count, style) == printed


def test_marks_of_a_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    bold = document.add_paragraph()
    bold.add_run("KẾ HOẠCH ").bold = True
    bold.add_run("năm 2026").bold = True
    bold.alignment = WD_ALIGN_PARAGRAPH.CENTER
    partly = document.add_paragraph("Trích yếu ")
    partly.add_run("đậm").bold = True
    document.add_heading("Tiêu đề", level=1)
    capitals = document.add_paragraph().add_run("chữ hoa nhỏ")
    capitals.font.all_caps = True
    hidden = document.add_paragraph("Thấy")
    hidden.add_run(" ẩn").font.hidden = True
    document.add_paragraph("dòng một").add_run("\ndòng hai")
    blocks = [block for block in read(saved(document, tmp_path / "a.docx")).pages[0].blocks if isinstance(block, Line)]
    assert blocks == [
        Line("KẾ HOẠCH năm 2026", bold=True, centred=True, starts_paragraph=True),
        Line("Trích yếu đậm", starts_paragraph=True),
        Line("Tiêu đề", bold=True, starts_paragraph=True),
        Line("CHỮ HOA NHỎ", starts_paragraph=True),
        Line("Thấy", starts_paragraph=True),
        Line("dòng một", starts_paragraph=True),
        Line("dòng hai", starts_paragraph=None),
    ]


def test_changes_fields_and_text_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    body = document.element.body
    for xml in (
        "<w:p {0}><w:r><w:t>Giữ </w:t></w:r><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>thêm</w:t></w:r></w:ins><w:r><w:noBreakHyphen/><w:t>số</w:t></w:r></w:p>",
        '<w:p {0}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        "<w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink></w:p>",
        "<w:sdt {0}><w:sdtContent><w:p><w:r><w:t>trong khung điều khiển</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p {0}><w:r><w:t>neo</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>hộp chữ</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(xml.format(nsdecls("w"))))
    found = texts(read(saved(document, tmp_path / "a.docx")))
    assert found == ["Giữ thêm-số", "liên kết", "trong khung điều khiển", "neo", "hộp chữ"]


def test_tables_with_spans(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    for row, cells in enumerate(
        [("TT", "Chỉ tiêu", ""), ("", "2026", "2030"), ("1", "109", "108"), ("Chung", "", "9")]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(3, 0).merge(table.cell(3, 1))
    document.add_paragraph("Sau bảng")
    blocks = read(saved(document, tmp_path / "a.docx")).pages[0].blocks
    assert isinstance(blocks[0], Table)
    assert [tuple(cell.strip() for cell in row) for row in blocks[0].rows] == [
        ("TT", "Chỉ tiêu", ""), ("", "2026", "2030"), ("1", "109", "108"), ("Chung", "", "9"),
    ]  # fmt: skip
    assert blocks[0].header_rows == 2
    assert blocks[1] == Line("Sau bảng", starts_paragraph=True)


def test_a_marked_head_row_counts(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2, style="Table Grid")
    for row in range(3):
        table.cell(row, 0).text, table.cell(row, 1).text = f"a{row}", f"b{row}"
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    found = read(saved(document, tmp_path / "a.docx")).pages[0].blocks[0]
    assert isinstance(found, Table)
    assert found.header_rows == 2


def test_a_letterhead_in_a_table_without_borders_is_read_by_columns(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "ỦY BAN NHÂN DÂN\nXÃ TÂN HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    table.cell(1, 0).text, table.cell(1, 1).text = "Số: 27/KH-UBND", "Tân Hòa, ngày 05 tháng 3 năm 2026"
    assert texts(read(saved(document, tmp_path / "a.docx"))) == [
        "ỦY BAN NHÂN DÂN", "XÃ TÂN HÒA", "Số: 27/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Tân Hòa, ngày 05 tháng 3 năm 2026",
    ]  # fmt: skip


def test_text_in_a_legacy_font_is_converted(tmp_path: Path) -> None:
    document = docx.Document()
    for text, font in [("Céng hßa x· héi chñ nghÜa", ".VnTime"), ("Céng hßa x· héi", ".VnTimeH"), ("plan", ".VnTime")]:
        document.add_paragraph().add_run(text).font.name = font
    assert texts(read(saved(document, tmp_path / "a.docx"))) == [
        "Cộng hòa xã hội chủ nghĩa", "CỘNG HÒA XÃ HỘI", "plan",
    ]  # fmt: skip


def test_unicode_text_under_a_legacy_font_name_is_left_alone(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Kế hoạch công tác dân số của xã năm 2026")
    document.add_paragraph().add_run("Ở thôn Bé, mẹ và bé khỏe; phí là 5 đô la").font.name = ".VnTime"
    document.add_paragraph().add_run("à é").font.name = ".VnTime"
    assert texts(read(saved(document, tmp_path / "a.docx")))[1:] == ["Ở thôn Bé, mẹ và bé khỏe; phí là 5 đô la", "à é"]


def test_footnotes_are_apart(tmp_path: Path) -> None:
    markdown = "Chỉ tiêu[^1] của xã[^2].\n\n[^1]: Theo kế hoạch tỉnh.\n\n[^2]: Xã Tân Hòa.\n"
    pypandoc = pytest.importorskip("pypandoc")
    pypandoc.convert_text(markdown, "docx", format="markdown", outputfile=str(tmp_path / "a.docx"))
    extraction = read(tmp_path / "a.docx")
    assert texts(extraction) == ["Chỉ tiêu của xã."]
    assert extraction.footnotes == ("1 Theo kế hoạch tỉnh.", "2 Xã Tân Hòa.")


def test_the_head_of_the_first_page_is_read_and_the_others_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Đầu trang lặp lại"
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].text = "TỈNH ỦY THỬ NGHIỆM"
    document.add_paragraph("Nội dung")
    assert texts(read(saved(document, tmp_path / "a.docx"))) == ["TỈNH ỦY THỬ NGHIỆM", "Nội dung"]


def _with_part(source: Path, target: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, data if member == name else old.read(member))
    return target


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "chữ">{levels}]><w:document {nsdecls("w")}><w:body><w:p><w:r><w:t>Kế hoạch &a11;</w:t></w:r></w:p></w:body></w:document>'  # noqa: E501
    path = saved(docx.Document(), tmp_path / "a.docx")
    bombed = _with_part(path, tmp_path / "b.docx", "word/document.xml", bomb.encode())
    with pytest.raises(UnreadableFile, match="hỏng"):
        read(bombed)


def test_a_package_that_expands_too_far_is_refused(tmp_path: Path) -> None:
    path = saved(docx.Document(), tmp_path / "a.docx")
    big = _with_part(path, tmp_path / "b.docx", "word/document.xml", b" " * 30_000_000)
    with pytest.raises(FileTooLarge, match="giải nén"):
        read(big, limits=ReadingLimits(max_expanded_bytes=20_000_000))


def test_styles_based_on_one_another_do_not_hang(tmp_path: Path) -> None:
    document = docx.Document()
    style = document.styles["Heading 1"].element
    style.find(qn("w:basedOn")).set(qn("w:val"), "Heading1")
    document.add_heading("Tiêu đề", level=1)
    assert texts(read(saved(document, tmp_path / "a.docx"))) == ["Tiêu đề"]


# --- older files ------------------------------------------------------------------------------------------------------


def test_a_missing_converter_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 Ke hoach}")
    monkeypatch.setattr("corpus.readers.legacy_word.shutil.which", lambda name: None)
    with pytest.raises(MissingComponent, match="apt install libreoffice-writer"):
        read(tmp_path / "a.rtf")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_rtf_is_read_through_libreoffice(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"{\\rtf1\\ansi\\uc1 {\\b K\\u7871? ho\\u7841?ch}\\par D\\'e2n s\\u7889?\\par}")
    extraction = read(tmp_path / "a.doc")
    assert [text for text in texts(extraction) if text] == ["Kế hoạch", "Dân số"]
    assert extraction.obtained_by == "doc"


REAL_DOC = sorted((Path(__file__).resolve().parents[2] / "shared" / "documents" / "doc").glob("*.doc"))


@pytest.mark.real
@pytest.mark.skipif(not REAL_DOC, reason="the official files are not beside the project")
@pytest.mark.skipif(shutil.which("antiword") is None, reason="antiword is not installed")
def test_an_old_word_file_is_read_by_antiword_too(monkeypatch: pytest.MonkeyPatch) -> None:
    which = shutil.which
    monkeypatch.setattr(
        "corpus.readers.legacy_word.shutil.which", lambda name: which(name) if name == "antiword" else None
    )
    found = "\n".join(texts(read(REAL_DOC[0])))
    expected = subprocess.run(
        ["antiword", "-m", "UTF-8.txt", str(REAL_DOC[0])], capture_output=True, text=True, check=True
    ).stdout
    assert len(found) > 10_000
    assert set(expected.split()[:50]) <= set(found.split())


def test_a_broken_word_file_is_told(tmp_path: Path) -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    (tmp_path / "a.docx").write_bytes(stream.getvalue()[:900])
    with pytest.raises(UnreadableFile, match="hỏng"):
        read(tmp_path / "a.docx")
