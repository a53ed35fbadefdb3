"""Plain text, Markdown, what a file is, and which files are read in folders and archives."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import docx
import pytest
from PIL import Image

from corpus.readers import ReadingLimits, detect, document_files, read, shown_path
from corpus.records import Extraction, Line, Table
from errors import EmptyFile, FileTooLarge, UnreadableFile
from tests.legacy_encoders import to_tcvn3, to_vni
from tests.pdf_samples import Text, make_pdf
from tests.samples import STATE_PLAN


def texts(extraction: Extraction) -> list[str]:
    return [block.text for page in extraction.pages for block in page.blocks if isinstance(block, Line)]


def write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_lines_are_kept_with_blank_ones(tmp_path: Path) -> None:
    extraction = read(write(tmp_path / "a.txt", "Điều 1.  \r\n\r\nPhạm vi\rĐiều 2.\n\n"))
    assert texts(extraction) == ["Điều 1.  ", "", "Phạm vi", "Điều 2."]
    assert extraction.pages[0].number is None
    assert extraction.obtained_by == "text"


def test_a_form_feed_begins_a_page(tmp_path: Path) -> None:
    extraction = read(write(tmp_path / "a.txt", "Trang đầu\n\fTrang hai\f\n"))
    assert [(page.number, [block.text for block in page.blocks]) for page in extraction.pages] == [
        (1, ["Trang đầu"]),
        (2, ["Trang hai"]),
    ]


@pytest.mark.parametrize(("encode", "name"), [(to_tcvn3, "TCVN3 (ABC)"), (to_vni, "VNI")])
def test_a_legacy_encoding_is_converted_and_told(tmp_path: Path, encode: object, name: str) -> None:
    extraction = read(write(tmp_path / "a.txt", encode(STATE_PLAN.lower())))  # type: ignore[operator]
    assert texts(extraction) == STATE_PLAN.lower().rstrip().split("\n")
    assert name in extraction.warnings[0]


def test_front_matter_is_apart_from_the_text(tmp_path: Path) -> None:
    source = "---\nsố: 12/KH-UBND\ntitle: \"Kế hoạch\"\n# chú thích\nissuer: 'Ủy ban: xã'\nempty:\n---\n# KẾ HOẠCH\n"
    extraction = read(write(tmp_path / "a.md", source))
    assert extraction.front_matter == {"số": "12/KH-UBND", "title": "Kế hoạch", "issuer": "Ủy ban: xã", "empty": ""}
    assert texts(extraction) == ["# KẾ HOẠCH"]
    assert extraction.obtained_by == "markdown"


@pytest.mark.parametrize(
    "source", ["---\nkhông đóng: a\nchữ", "---\ncâu không có hai chấm\n---\nchữ", "văn bản\n---\na: b\n---"]
)
def test_what_is_no_front_matter_stays_text(tmp_path: Path, source: str) -> None:
    extraction = read(write(tmp_path / "a.md", source))
    assert extraction.front_matter == {}
    assert texts(extraction) == source.split("\n")


def test_a_pipe_table_becomes_a_table(tmp_path: Path) -> None:
    source = "Bảng 1\n| TT | Chỉ tiêu |\n|:--|---:|\n| 1 | Mức sinh \\| thay thế |\n| 2 |\nCâu | sau bảng\n\n---\n"
    extraction = read(write(tmp_path / "a.md", source))
    table = next(block for block in extraction.pages[0].blocks if isinstance(block, Table))
    assert table.rows == (("TT", "Chỉ tiêu"), ("1", "Mức sinh | thay thế"), ("2", ""))
    assert table.header_rows == 1
    assert texts(extraction) == ["Bảng 1", "Câu | sau bảng", "", "---"]


@pytest.mark.parametrize(
    ("line", "bold"),
    [
        ("**I. MỤC TIÊU**", True),
        ("## I. MỤC TIÊU", True),
        ("**1.** Mục tiêu", None),
        ("**a** và **b**", None),
        ("chữ", None),
    ],
)
def test_a_line_emphasised_as_a_whole_is_bold(tmp_path: Path, line: str, bold: bool | None) -> None:
    block = read(write(tmp_path / "a.md", line)).pages[0].blocks[0]
    assert block == Line(line, bold=bold)


def _docx() -> bytes:
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def _png() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (40, 40), 255).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("ke-hoach.docx", b"%PDF-1.7\n", "pdf"),
        ("ke-hoach.pdf", _docx(), "docx"),
        ("ke-hoach.txt", b"{\\rtf1 abc}", "rtf"),
        ("ke-hoach.doc", b"\n<!DOCTYPE html><html><body>a</body></html>", "html"),
        ("ke-hoach.doc", "<html>".encode("utf-16"), "html"),
        ("ke-hoach.htm", b'<?xml version="1.0"?><!-- x --><html>', "html"),
        ("a.mht", b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n", "html"),
        ("anh.txt", _png(), "image"),
        ("a.md", "# Kế hoạch".encode(), "markdown"),
        ("a", "Kế hoạch <p> trong câu".encode(), "text"),
    ],
)  # fmt: skip
def test_content_decides_what_a_file_is(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    assert detect(write(tmp_path / name, data)) == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"MZ\x90\x00", "chương trình"),
        (b"PK\x03\x04 hong", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "không phải Word"),
    ],
)
def test_a_kind_that_is_not_read_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read(write(tmp_path / "a.bin", data))


def test_limits_and_missing_files(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge, match="giới hạn"):
        read(write(tmp_path / "a.txt", "chữ " * 100), limits=ReadingLimits(max_bytes=100))
    with pytest.raises(EmptyFile, match="0 byte"):
        read(write(tmp_path / "b.pdf", b""))
    with pytest.raises(UnreadableFile, match="không tìm thấy"):
        read(tmp_path / "c.pdf")
    with pytest.raises(UnreadableFile, match="thư mục"):
        read(tmp_path)


def test_folders_of_folders_are_walked_in_order(tmp_path: Path) -> None:
    source = tmp_path / "van-ban"
    make_pdf(write(source / "b" / "2.pdf", b""), [Text(90, 90, "Kế hoạch")])
    for name in ("b/1.txt", "a/x.md", "ghi-chu.py", ".an/x.txt", "~$tam.docx", "Thumbs.db", "c/anh.exe"):
        write(source / name, "Kế hoạch")
    write(source / "c" / "hong.docx", b"PK\x03\x04hong")
    (source / "vong").symlink_to(source, target_is_directory=True)
    found = document_files(source, unpack_to=tmp_path / "tam")
    assert [path.relative_to(source).as_posix() for path in found] == ["a/x.md", "b/1.txt", "b/2.pdf", "c/hong.docx"]


def test_an_archive_is_unpacked_without_leaving_its_folder(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "trong.zip", {"van-ban/3.txt": b"ba", "../../thoat.txt": b"x"})
    archive = tmp_path / "nguon" / "ho-so.zip"
    zipped(archive, {
        "1.txt": b"mot", "../thoat.txt": b"x", "/tuyet-doi.txt": b"x", "C:\\thoat.txt": b"x", "..\\thoat.txt": b"x",
        "a/2.txt": b"hai", "a/trong.zip": inner.read_bytes(), "a/rong.txt": b"", "__MACOSX/1.txt": b"x",
    })  # fmt: skip
    with zipfile.ZipFile(archive, "a") as opened:
        link = zipfile.ZipInfo("lien-ket.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, "/etc/passwd")
    unpack_to = tmp_path / "tam" / "trong"
    found = list(document_files(archive, unpack_to=unpack_to))
    assert [path.read_bytes() for path in found] == [b"mot", b"hai", b"ba"]
    assert all(path.is_relative_to(unpack_to) for path in found)
    assert not list(tmp_path.rglob("thoat.txt"))
    assert not any(path.is_symlink() for path in tmp_path.rglob("*"))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bom.zip", {f"{number}.txt": b"0" * 2_000_000 for number in range(10)})
    limits = ReadingLimits(max_expanded_bytes=10_000_000)
    with pytest.raises(FileTooLarge, match="giải nén"):
        list(document_files(bomb, unpack_to=tmp_path / "tam", limits=limits))
    with pytest.raises(FileTooLarge, match="giải nén"):
        read(bomb, limits=limits)
    assert not (tmp_path / "tam").exists()


def test_archives_in_archives_are_followed_a_few_deep_only(tmp_path: Path) -> None:
    data = b"chu"
    name = "sau.txt"
    for level in range(6):
        data = zipped(tmp_path / "vo" / f"{level}.zip", {name: data, f"{level}.txt": b"lop"}).read_bytes()
        name = f"{level}.zip"
    found = list(document_files(write(tmp_path / "ngoai.zip", data), unpack_to=tmp_path / "tam"))
    assert len(found) == 3


def test_a_broken_archive_in_a_folder_is_left_to_say_why(tmp_path: Path) -> None:
    broken = write(
        tmp_path / "nguon" / "hong.zip", zipped(tmp_path / "a.zip", {"a.txt": b"abc" * 50}).read_bytes()[:60]
    )
    assert list(document_files(broken.parent, unpack_to=tmp_path / "tam")) == [broken]
    with pytest.raises(UnreadableFile, match="hỏng"):
        read(broken)


def test_a_file_of_an_archive_is_spoken_of_by_its_place_there(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "gói-mẫu.zip", {"xã/kế-hoạch.txt": b"KE HOACH"})
    [inside] = document_files(archive, unpack_to=tmp_path / "tam")
    assert shown_path(inside, tmp_path / "tam") == "gói-mẫu.zip/xã/kế-hoạch.txt"
    assert shown_path(archive, tmp_path / "tam") == str(archive)


def test_what_may_not_be_read_is_told_and_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = write(tmp_path / "a" / "khoa.txt", "KẾ HOẠCH")
    readable = write(tmp_path / "a" / "mo.txt", "KẾ HOẠCH")
    (tmp_path / "a" / "thu-muc").mkdir()
    # The administrator may read everything, so that file modes alone do not lock in a test.
    open_any, list_any = Path.open, Path.iterdir

    def refuse(path: Path, *arguments: object, **options: object) -> object:
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return open_any(path, *arguments, **options)  # type: ignore[call-overload]

    def refuse_listing(path: Path) -> object:
        if path.name == "thu-muc":
            raise PermissionError(13, "Permission denied")
        return list_any(path)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse_listing)
    found = list(document_files(tmp_path / "a", unpack_to=tmp_path / "tam"))
    assert found == [locked, readable, tmp_path / "a" / "thu-muc"]
    with pytest.raises(UnreadableFile, match="không có quyền đọc"):
        read(locked)
