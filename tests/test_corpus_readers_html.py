"""Web pages: the document without menus, tables with spans, web archives, legacy fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.readers import read
from corpus.records import Extraction, Line, Table
from errors import EmptyFile, UnreadableFile

DOCUMENT = """
<p align="center"><b>KẾ HOẠCH</b><br><b>Nâng cao chất lượng dân số</b></p>
<p>Căn cứ kế hoạch của tỉnh,
   xã <b>Tân Hòa</b> ban hành kế hoạch&nbsp;sau:</p>
<p><strong>I. MỤC TIÊU</strong></p>
<div>1. Giữ vững mức sinh thay thế.<br>2. Nâng cao tuổi thọ &ndash; sức khỏe.</div>
"""


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def lines(extraction: Extraction) -> list[Line]:
    return [block for block in extraction.pages[0].blocks if isinstance(block, Line)]


def texts(extraction: Extraction) -> list[str]:
    return [line.text for line in lines(extraction)]


EXPECTED = [
    "KẾ HOẠCH",
    "Nâng cao chất lượng dân số",
    "Căn cứ kế hoạch của tỉnh, xã Tân Hòa ban hành kế hoạch sau:",
    "I. MỤC TIÊU",
    "1. Giữ vững mức sinh thay thế.",
    "2. Nâng cao tuổi thọ – sức khỏe.",
]


def test_the_document_is_found_among_menus(tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{n}">Chuyên mục số {n} của cổng thông tin</a></li>' for n in range(12))
    page = (
        f"<html><head><title>Cổng thông tin</title><style>p{{}}</style></head><body><nav>Trang chủ</nav><ul>{menu}</ul>"
        f'<div id="wrap"><div class="related">{menu}</div><div class="content">{DOCUMENT}</div>'
        f'<div style="display: none">ẩn</div></div><script>var a = "chữ";</script>'
        "<footer>Bản quyền</footer></body></html>"
    )
    extraction = read(write(tmp_path / "a.html", page))
    assert texts(extraction) == EXPECTED
    assert extraction.obtained_by == "html"


def test_marks_of_lines(tmp_path: Path) -> None:
    found = lines(read(write(tmp_path / "a.html", f"<html><body>{DOCUMENT}</body></html>")))
    assert [line.bold for line in found] == [True, True, None, True, None, None]
    assert [line.centred for line in found] == [True, True, None, None, None, None]
    assert [line.starts_paragraph for line in found] == [True, None, True, True, True, None]


def test_letterhead_and_recipients_outside_the_body_are_kept(tmp_path: Path) -> None:
    head = "<table><tr><td>ỦY BAN NHÂN DÂN<br>XÃ TÂN HÒA</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr></table>"
    foot = "<footer><p>Nơi nhận:</p><p>- Các thôn.</p></footer>"
    body = f"<div>{DOCUMENT * 5}</div>"
    extraction = read(write(tmp_path / "a.html", f"<html><body><div>{head}{body}{foot}</div></body></html>"))
    assert extraction.pages[0].blocks[0] == Table(
        (("ỦY BAN NHÂN DÂN\nXÃ TÂN HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),), header_rows=0
    )
    assert texts(extraction)[-2:] == ["Nơi nhận:", "- Các thôn."]


def test_tables_with_spans(tmp_path: Path) -> None:
    table = (
        "<p>Bảng</p><table border=1><thead><tr><th rowspan=2>TT</th><th colspan=2>Chỉ tiêu</th></tr>"
        "<tr><th>2026</th><th>2030</th></tr></thead><tr><td>1</td><td>109</td><td>108<br>bé trai</td></tr></table>"
    )
    blocks = read(write(tmp_path / "a.html", f"<html><body>{table}</body></html>")).pages[0].blocks
    assert blocks[1] == Table(
        (("TT", "Chỉ tiêu", ""), ("", "2026", "2030"), ("1", "109", "108\nbé trai")), header_rows=2
    )


def test_a_frame_of_one_column_is_no_table(tmp_path: Path) -> None:
    page = f"<html><body><table><tr><td>{DOCUMENT}</td></tr></table></body></html>"
    assert texts(read(write(tmp_path / "a.html", page))) == EXPECTED


def test_a_web_archive_is_opened(tmp_path: Path) -> None:
    body = f"<html><body>{DOCUMENT}</body></html>".encode()
    import base64

    archive = (
        b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b1\"\r\n\r\n"
        b"--b1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(body) + b"\r\n--b1\r\nContent-Type: image/png\r\n\r\nxx\r\n--b1--\r\n"
    )  # fmt: skip
    assert texts(read(write(tmp_path / "a.mht", archive))) == EXPECTED
    without = archive.replace(b"text/html", b"image/gif")
    with pytest.raises(UnreadableFile, match="mht"):
        read(write(tmp_path / "b.mht", without))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1258"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    if encoding == "cp1258":
        from tests.legacy_encoders import to_windows_1258

        data = to_windows_1258(f"<html><body>{DOCUMENT}</body></html>")
    else:
        data = f"<html><body>{DOCUMENT}</body></html>".encode(encoding)
    assert texts(read(write(tmp_path / "a.doc", data))) == EXPECTED


def test_a_page_in_a_legacy_font_is_converted(tmp_path: Path) -> None:
    page = "<html><body><p>Céng hßa x· héi chñ nghÜa ViÖt Nam</p><p>§éc lËp - Tù do</p></body></html>"
    assert texts(read(write(tmp_path / "a.html", page))) == ["Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do"]


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><script>a</script></body></html>", "<p></p>"])
def test_a_page_without_words_is_empty(tmp_path: Path, page: str) -> None:
    with pytest.raises(EmptyFile):
        read(write(tmp_path / "a.html", page))


def test_deep_nesting_is_read(tmp_path: Path) -> None:
    page = "<html><body>" + "<div>" * 5000 + "chữ sâu" + "</div>" * 5000 + "</body></html>"
    assert "chữ sâu" in " ".join(texts(read(write(tmp_path / "a.html", page))))
