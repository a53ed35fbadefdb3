"""What kind of file this is: the first bytes decide, the extension only tells kinds of text apart."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from errors import UnreadableFile

Kind = Literal["pdf", "docx", "doc", "rtf", "odt", "html", "image", "markdown", "text", "zip"]

TEXT_EXTENSIONS = frozenset({".txt", ".text", ".md", ".markdown", ".htm", ".html", ".mht", ".mhtml", ""})
"""Extensions under which a file without known first bytes is taken for a document when a folder is walked."""

_HEAD = 4096
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF8")
_REFUSED = {
    b"Rar!": "tệp nén RAR",
    b"7z\xbc\xaf": "tệp nén 7z",
    b"\x1f\x8b": "tệp nén gzip",
    b"MZ": "chương trình Windows",
    b"\x7fELF": "chương trình Linux",
    b"SQLite format 3": "cơ sở dữ liệu SQLite",
}
# The first tag of a page, after blanks, comments or an XML declaration; refuses a tag further inside a text.
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b", re.I | re.S
)
_MHT = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?Content-Type:\s*(?:multipart/|text/html)", re.I)
_WORD_STREAM, _ENCRYPTED_STREAM = "WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")


def detect(path: Path) -> Kind:
    """Return the kind of the file at `path`; raises UnreadableFile for a kind that is not read or no file."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        reason = "không có quyền đọc" if isinstance(error, PermissionError) else "không tìm thấy hoặc ổ đĩa lỗi"
        raise UnreadableFile(f"Không mở được tệp “{path.name}”: {reason}.") from error
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_ole(path)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_IMAGES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return "image"
    for magic, name in _REFUSED.items():
        if head.startswith(magic):
            raise _not_read(path, name)
    return _kind_of_text(path, head)


def _kind_of_text(path: Path, head: bytes) -> Kind:
    plain = head.replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf")
    if _HTML.match(plain) or _MHT.match(plain):
        return "html"
    return "markdown" if path.suffix.lower() in {".md", ".markdown"} else "text"


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        kind = "Word" if path.suffix.lower() == ".docx" else "nén ZIP"
        raise UnreadableFile(f"Tệp “{path.name}” bị hỏng (dạng {kind} không mở được); hãy lấy lại bản gốc.") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        raise _not_read(path, "bảng tính Excel")
    if "ppt/presentation.xml" in names:
        raise _not_read(path, "bản trình chiếu PowerPoint")
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "odt"
    if "[Content_Types].xml" in names:
        raise UnreadableFile(f"Tệp “{path.name}” bị hỏng: không có phần văn bản Word; hãy lấy lại bản gốc.")
    return "zip"


def _kind_of_ole(path: Path) -> Kind:
    data = path.read_bytes()
    if _ENCRYPTED_STREAM in data:
        raise UnreadableFile(f"Tệp “{path.name}” đặt mật khẩu; hãy gỡ mật khẩu rồi thêm lại.")
    if _WORD_STREAM in data:
        return "doc"
    raise _not_read(path, "tệp Office cũ không phải Word")


def _not_read(path: Path, found: str) -> UnreadableFile:
    return UnreadableFile(
        f"Tệp “{path.name}” là {found}, chưa đọc được; "
        "hãy đưa vào tệp PDF, Word, HTML, ảnh quét, Markdown hoặc văn bản thuần."
    )
