"""The lines that open the parts of a document standing outside its numbered outline.

Letterhead, kind, preamble, closing, signature, recipients, annexes (Nghị định 30/2020/NĐ-CP, điều 8 and phụ lục I;
Party documents write T/M for TM.). OCR often gets one mark wrong, so fixed formulas are compared without marks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vietnamese.normal_forms import fold

KINDS = (
    "BỘ LUẬT", "LUẬT", "PHÁP LỆNH", "LỆNH", "NGHỊ QUYẾT", "NGHỊ ĐỊNH", "THÔNG TƯ LIÊN TỊCH", "THÔNG TƯ",
    "VĂN BẢN HỢP NHẤT", "QUYẾT ĐỊNH", "CHỈ THỊ", "QUY CHẾ", "QUY ĐỊNH", "QUY TRÌNH", "THÔNG CÁO", "THÔNG BÁO",
    "THÔNG TRI", "HƯỚNG DẪN", "CHƯƠNG TRÌNH HÀNH ĐỘNG", "CHƯƠNG TRÌNH", "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN",
    "BÁO CÁO", "BIÊN BẢN", "TỜ TRÌNH", "HỢP ĐỒNG", "CÔNG ĐIỆN", "CÔNG VĂN", "BẢN GHI NHỚ", "BẢN THỎA THUẬN",
    "GIẤY ỦY QUYỀN", "GIẤY MỜI", "GIẤY GIỚI THIỆU", "KẾT LUẬN", "ĐIỀU LỆ", "CHIẾN LƯỢC", "HIẾN PHÁP",
)  # fmt: skip
"""Kinds of documents as printed over the trích yếu, longer ones before those they begin with."""

_FOLDED_KINDS = frozenset(fold(kind) for kind in KINDS)
# "Phụ lục", "PHỤ LỤC II", "Phụ lục số 1. DANH MỤC". Refuses mentions: "Phụ lục I ban hành kèm theo
# Thông tư này", "Phụ lục 02.".
_ANNEX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)"
    r"(?:\s+(?:(?:SỐ|số)\s*)?(?P<number>(?:[IVXL]+|\d{1,2}|[A-Z])(?:[.-]?\d{1,2}|[A-Z])?)(?![\w/]))?"
    r"\s*[.:\-–]?\s*(?P<rest>.*)"
)
# "(Kèm theo Nghị quyết số …)", "(Ban hành kèm theo …)" under the title of an annex or an attached regulation.
_ATTACHED_TO = re.compile(r"\(?\s*(?:ban hành\s+)?kèm theo\b", re.IGNORECASE)
# Openings of a preamble. Refuses the same words with a small letter, which go on with a trích yếu.
_PREAMBLE = re.compile(
    r"[-–]?\s*(?:Căn cứ|Thực hiện|Thi hành|Triển khai|Xét|Theo|Để|Nhằm|Trên cơ sở|Sau khi|Ngày \d|Do|Qua|Tiếp tục)\s"
)
# Who issues, in capitals on a line of its own before "Căn cứ": "CHÍNH PHỦ", "BỘ TRƯỞNG BỘ Y TẾ".
_AUTHORITY = re.compile(
    r"(?:CHINH PHU|QUOC HOI|UY BAN|HOI DONG|THU TUONG|BO TRUONG|CHU TICH|GIAM DOC|BAN CHAP HANH|BAN THUONG VU"
    r"|BO CHINH TRI|BAN BI THU|TONG |CUC TRUONG|CHANH AN|VIEN TRUONG|THONG DOC|TRUONG BAN)"
)
_RECIPIENTS = re.compile(r"noi nhan\s*(?::|$)|dong kinh gui\b|kinh chuyen\s*:")
# "TM. ỦY BAN", "T/M TỈNH ỦY", "- TM. CHÍNH PHỦ", "KT. CHỦ TỊCH". Refuses "TT. Tỉnh ủy" and small letters after it.
_ON_BEHALF = re.compile(r"[-–]?\s*(?:(?:TM|KT|TL|TUQ|Q)\s*\.|[TK]/[MTL]\b\.?|T/UQ\b\.?)\s*(?P<rest>[^\W\d_].*)")
_SIGNER_TITLE = re.compile(
    r"(?:Q\. )?(?:PHO |THU )?(?:CHU TICH|CHU NHIEM|BO TRUONG|TRUONG (?:BAN|PHONG|DOAN|TIEU BAN|CONG AN)|THU TUONG"
    r"|BI THU|GIAM DOC|TONG (?:GIAM DOC|BI THU|KIEM TOAN|CUC TRUONG|THANH TRA|THU KY)|CHANH (?:VAN PHONG|AN|THANH TRA)"
    r"|(?:CHI )?CUC TRUONG|VU TRUONG|VIEN TRUONG|HIEU TRUONG|THONG DOC|UY VIEN|TRUONG$)\b"
)
_SIGNED = re.compile(r"\(?\s*(?:đã ký|ký tên|ký, ghi rõ)|\[\s*\(đã ký\)|xác thực văn bản hợp nhất", re.IGNORECASE)
# "Nguyễn Văn A", with a stray asterisk, an academic title or a rank before it. Refuses figures, commas, small words.
_NAME = re.compile(
    r"[*\s]*(?:(?:TS|ThS|PGS|GS|BS|BSCKI+)\.\s*|(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy) )*"
    r"(?P<name>[^\W\d_]+(?:\s+[^\W\d_]+){1,5})"
)
_NATION = re.compile(r"CONG HOA XA HOI CHU NGHIA|DANG CONG SAN VIET NAM")
_MOTTO = re.compile(r"Doc lap\s*[-–—]\s*Tu do")
_NUMBER_LINE = re.compile(r"(?:.{0,40}\s)?S[ốô]\s*[:.]?\s*(?:\d|[-/]|\.{2,}|…|\s*[A-ZĐ]{1,4}-)|.{0,20}[Ll]uật số\s*:")
_PLACE_AND_DATE = re.compile(r".{0,90}\bngày\b.{0,15}\btháng\b.{0,15}\bnăm\b.{0,8}$")
_SUBJECT_LINE = re.compile(r"(?:V/v|Về việc|Kính gửi)\b", re.IGNORECASE)
# A last paragraph that no number opens. Refuses the same words inside a paragraph.
_CLOSING = re.compile(
    r"Trên đây là\b|Trong quá trình\b.{0,80}\b(?:nếu|khó khăn|vướng mắc|phát sinh)"
    r"|Trong quá trình (?:tổ chức |triển khai )*thực hiện"
    r"|Nhận được\b.{0,60}\b(?:yêu cầu|đề nghị|này)|Yêu cầu (?:các|Thủ trưởng|Giám đốc|Chủ tịch|thủ trưởng)\b|\(Kèm theo"
    r"|(?:Bộ |Hiến pháp|Luật|Pháp lệnh|Nghị quyết).{0,12} này (?:đã )?được .{0,160}\bthông qua"
    r"|Căn cứ (?:Kế hoạch|Chương trình|nội dung|nhiệm vụ).{0,40} này\b|Đề nghị các\b"
    r"|(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Ban Thường vụ|Tỉnh ủy|Thành ủy).{0,40}\b(?:yêu cầu|đề nghị)\b"
    r"|.{0,90}là nhiệm vụ (?:cấp bách|quan trọng|trọng tâm)\b.{0,200}\b(?:Đề nghị|Yêu cầu)\b"
)
_MAX_HEADER_LINE = 110
_MAX_SIGNATURE_LINE = 80


@lru_cache(maxsize=4096)
def is_kind_line(text: str) -> bool:
    """Tell whether `text` is the kind of a document in capitals, alone on its line."""
    return text.isupper() and fold(text.strip(" .")) in _FOLDED_KINDS


def kind_at_start(text: str) -> str | None:
    """Return the kind with which a line of capitals begins, None for any other line."""
    if not is_caps(text):
        return None
    folded = fold(text)
    return next((kind for kind in KINDS if re.match(rf"{fold(kind)}\b", folded)), None)


def is_caps(text: str) -> bool:
    """Tell whether (nearly) every letter of `text` is a capital; OCR loses one now and then."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 1 and sum(letter.isupper() for letter in letters) >= 0.85 * len(letters)


def annex_number(text: str) -> str | None:
    """Return the number of the annex that `text` opens, empty when it has none; None when it opens no annex."""
    match = _ANNEX.match(text)
    if match is None or len(text) > 300:
        return None
    rest = match["rest"]
    if rest and not (is_caps(rest) or (rest.startswith("(") and _ATTACHED_TO.match(rest))):
        return None
    if not rest and text.rstrip().endswith("."):
        return None
    return match["number"] or ""


def annex_label_length(text: str) -> int:
    """Return how many characters of an annex's first line are its label ("Phụ lục II.")."""
    match = _ANNEX.match(text)
    return match.start("rest") if match else 0


def opens_annex(text: str) -> bool:
    """Tell whether `text` opens an annex."""
    return annex_number(text) is not None


def names_what_it_is_attached_to(text: str) -> bool:
    """Tell whether `text` says "(Kèm theo …)" of an annex or an attached regulation."""
    return bool(_ATTACHED_TO.match(text))


def opens_preamble(text: str) -> bool:
    """Tell whether `text` opens the preamble: grounds ("Căn cứ …") or the issuing authority in capitals."""
    return bool(_PREAMBLE.match(text)) or is_authority(text)


def is_authority(text: str) -> bool:
    """Tell whether `text` is the issuing authority in capitals, as it stands before the grounds."""
    return is_caps(text) and len(text) <= 80 and bool(_AUTHORITY.match(fold(text)))


@lru_cache(maxsize=4096)
def opens_recipients(text: str) -> bool:
    """Tell whether `text` opens the list of recipients."""
    return bool(_RECIPIENTS.match(fold(text).lower()))


@lru_cache(maxsize=4096)
def opens_signature(text: str) -> bool:
    """Tell whether `text` says on whose behalf the document is signed."""
    match = _ON_BEHALF.match(text) if len(text) <= _MAX_SIGNATURE_LINE else None
    return match is not None and _mostly_capitals(match["rest"])


def is_signer_title(text: str) -> bool:
    """Tell whether `text` is the title of a signer in capitals."""
    return len(text) <= _MAX_SIGNATURE_LINE and _mostly_capitals(text) and bool(_SIGNER_TITLE.match(fold(text).upper()))


def is_name(text: str) -> bool:
    """Tell whether `text` reads like a person's name: two to six words, each with a capital."""
    match = _NAME.fullmatch(text) if len(text) <= 50 else None
    return match is not None and all(word[0].isupper() for word in match["name"].split())


def is_signed_mark(text: str) -> bool:
    """Tell whether `text` stands in for the signature: "(Đã ký)", "XÁC THỰC VĂN BẢN HỢP NHẤT"."""
    return len(text) <= _MAX_SIGNATURE_LINE and bool(_SIGNED.match(text))


def is_nation_line(text: str) -> bool:
    """Tell whether `text` holds the national title or the Party's name."""
    return is_caps(text) and bool(_NATION.search(fold(text)))


def is_number_line(text: str) -> bool:
    """Tell whether `text` is the line of the document's number."""
    return len(text) <= _MAX_HEADER_LINE and bool(_NUMBER_LINE.match(text))


def is_place_and_date(text: str) -> bool:
    """Tell whether `text` is the line of place and date."""
    return len(text) <= _MAX_HEADER_LINE and bool(_PLACE_AND_DATE.match(text))


def is_letterhead(text: str) -> bool:
    """Tell whether `text` may stand in the letterhead."""
    if len(text) > _MAX_HEADER_LINE:
        return bool(_SUBJECT_LINE.match(text))
    return (
        is_caps(text)
        or bool(_MOTTO.search(fold(text)))
        or is_number_line(text)
        or is_place_and_date(text)
        or bool(_SUBJECT_LINE.match(text))
    )


def stands_alone(text: str) -> bool:
    """Tell whether nothing on a later line goes on with `text`, whatever its length."""
    if len(text) > _MAX_HEADER_LINE:
        return False
    return (
        is_kind_line(text.rstrip(":"))
        or is_nation_line(text)
        or bool(_MOTTO.search(fold(text)))
        or (opens_recipients(text) and text.rstrip().endswith(":"))
        or opens_signature(text)
    )


def opens_closing(text: str) -> bool:
    """Tell whether `text` opens the last, unnumbered paragraphs of a document."""
    return bool(_CLOSING.match(text))


def _mostly_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 1 and sum(letter.isupper() for letter in letters) >= 0.6 * len(letters)
