"""Regular expressions of the letterhead and the signature block.

All are matched against `flat_upper` text: without marks, in upper case, character for character the printed text.
Layout by Nghị định 30/2020/NĐ-CP, phụ lục I, and by Party practice (T/M, K/T, "Số" without a colon).
"""

from __future__ import annotations

import re

from vietnamese.flat_text import flat_upper

# The country and the motto, or the name of the Party, also halved by two columns printed on one line.
# Matched above the kind line only: a title may name the Party or the country.
MOTTO = re.compile(
    r"CONG\s+HOA\s+XA\s+HOI(?:\s+CHU\s+NGHIA\s+V\w{2,3}\s+N\w{2})?|CHU\s+NGHIA\s+V\w{2,3}\s+N\w{2}"
    r"|DOC\s+LAP\s*[-–—.]?\s*TU\s+DO\s*[-–—.]?\s*HANH\s+PHUC|DANG\s+CONG\s+SAN(?:\s+V\w{2,3}\s+N\w{2})?"
)
MOTTO_LINES = ("CONG HOA XA HOI CHU NGHIA VIET NAM", "DOC LAP - TU DO - HANH PHUC", "DANG CONG SAN VIET NAM")

# "Số" of the letterhead at the start of a line, perhaps after the kind ("Nghị quyết số: 78/2025/UBTVQH15").
# Refuses "số" inside a sentence.
NUMBER_LABEL = re.compile(
    r"(?m)^[ \t|]*(?:(?:NGHI QUYET|BO LUAT|LUAT|PHAP LENH|LENH|QUYET DINH|THONG TU|NGHI DINH)\s+)?"
    r"S[O0]\s*[:.]?(?=[\s\d.…_/-])"
)
# What follows it when the number is left blank: dots or spaces, then the symbol. Refuses any figure before the symbol.
BLANK_NUMBER = re.compile(r"[\s.…_:]*[-/–]\s*[A-Z][A-Z0-9]*(?:\s*[-/–]\s*[A-Z0-9]+)*")
# What follows it when only a symbol was lost or a number is printed without a known symbol: "15/UBND", "39 CT/TW".
# Refuses a date (letters must follow) and a bare figure.
LOOSE_NUMBER = re.compile(r"\d{1,5}[A-Z]?\s*(?:[-/–]\s*|\s)[A-Z][A-Z0-9]*(?:\s*[-/–]\s*[A-Z0-9]+){0,4}(?![A-Z])")

# "ngày 10 tháng 4 năm 2018", with any part left blank or unreadable, perhaps wrapped. Refuses words in place of the
# figures beyond one short token; the caller keeps it to the letterhead.
DATE = re.compile(
    r"NGAY(?P<day>[^A-Z]{0,12}|\s+\S{1,8}\s+)THANG(?P<month>[^A-Z]{0,12}|\s+\S{1,6}\s+)NAM(?P<year>[^A-Z\n]{0,10})"
)
FIGURED_DATE = re.compile(
    r"NGAY\s+(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>(?:19|20)\d\d)(?!\d)"
)

# Marks that stand alone on a line of the letterhead (Nghị định 30, phụ lục I, mục 10). Refuses the words in a sentence.
SECRECY = re.compile(r"(?:DO\s+)?(TUYET\s+MAT|TOI\s+MAT|MAT)$")
URGENCY = re.compile(r"(HOA\s+TOC(?:\s+HEN\s+GIO)?|THUONG\s+KHAN|KHAN)$")

# Headings of the official gazette and other lines in capitals that name no body.
NOT_A_BODY = re.compile(
    r"VAN BAN QUY PHAM PHAP LUAT|VAN BAN KHAC|PHAN VAN BAN|CONG BAO|DU THAO|LUU HANH NOI BO|XEM XONG TRA LAI|BAN SAO"
    r"|SAO Y|PHU LUC|HOA TOC|THUONG KHAN|KHAN$|TOI MAT|TUYET MAT|MAT$"
)

# The first words of a body paragraph after the title.
BODY_OPENING = re.compile(
    r"(?:[-+•]\s*)?(?:CAN CU |THUC HIEN |XET |THEO DE NGHI|TREN CO SO|DE |NHAM |KINH GUI|TRIEN KHAI THUC HIEN "
    r"|SAU KHI |NGAY |TRONG |HIEN NAY|QUA |TIEP THEO|[IVX]{1,4}\s*[.-]|[A1]\s*[.)]|DIEU 1|PHAN |CHUONG |MUC )"
)
SUBJECT_LABEL = re.compile(r"(?m)^[ \t|]*V\s*/\s*V\s*:?\s+|^[ \t|]*VE VIEC\s*:?\s+")
ADDRESSEE = re.compile(r"(?m)^[ \t|]*KINH\s+(?:GUI|TRINH)\s*:?")
ATTACHED_TO = re.compile(r"\((?:BAN HANH\s+)?KEM THEO[^)]*\)")
# A file that is an annex only: its first line. Refuses a sentence that begins with the word.
ANNEX_HEAD = re.compile(r"PHU LUC(?:\s+(?:SO\s+)?(?:[IVXL]+|\d{1,2}|[A-Z]))?\s*[.:]?$")
ANNEX_LINE = re.compile(r"(?:PHU LUC|MAU SO)(?:\s+(?:SO\s+)?[IVX\d]+)?\b")

# Authority marks of the signature block, State (TM. KT. TL. TUQ. Q.) and Party (T/M K/T T/L).
# Refuses the letters inside a word and a list of abbreviations ("TM, DV").
AUTHORITY = re.compile(
    r"(?<![\w/.])(?P<mark>T\s?/\s?M|K\s?/\s?T|T\s?/\s?L|T\s?/\s?UQ|TM|KT|TL|TUQ|TUN|Q)(?:\s*\.\s*|\s+)(?=[A-Z])"
)
_OFFICES = (
    "CHU TICH NUOC|CHU TICH|THU TUONG CHINH PHU|THU TUONG|BI THU THUONG TRUC|BI THU|CHANH VAN PHONG"
    "|TONG GIAM DOC"
    "|GIAM DOC|TONG CUC TRUONG|CUC TRUONG|CHI CUC TRUONG|VU TRUONG|TRUONG BAN THUONG TRUC|TRUONG BAN|TRUONG PHONG"
    "|TRUONG DOAN"
    "|TRUONG TRAM|TRUONG CONG AN|VIEN TRUONG|CHANH AN|TONG THANH TRA|CHANH THANH TRA|TONG KIEM TOAN|THONG DOC"
    "|HIEU TRUONG|CHU NHIEM|CHI HUY TRUONG|THU TRUONG|TONG THU KY"
)
TITLES = (
    rf"(?:PHO\s+)?(?:{_OFFICES})|BO TRUONG|TONG BI THU|THUONG TRUC BAN BI THU"
    r"|UY VIEN BAN THUONG VU|UY VIEN THUONG TRUC|UY VIEN|THU KY"
)
# A line of capitals that is a title of office, perhaps followed by the office ("CHỦ TỊCH ỦY BAN NHÂN DÂN").
TITLE_LINE = re.compile(rf"(?:Q\.\s*)?(?:{TITLES})(?![A-Z])[A-Z ,–-]{{0,60}}$")
# Where a title begins behind an authority on one line. Refuses "BAN BÍ THƯ", which is a body.
TITLE_AT_END = re.compile(
    rf"(?<=[A-Z])(?<!\bBAN)(?<!\bKT\.)(?<!\bKT)(?<!K/T)(?<!\bTL\.)(?<!T/L)(?<!\bQ\.)\s+(?=(?:{TITLES})$)"
)
RECIPIENTS_LABEL = re.compile(r"(?m)^[ \t|*_]*(?:NOI\s+NHA?N|DONG\s+KINH\s+GUI|NOI\s+NHIN)\s*:")
# Words of a signature block that are no name.
SIGNED = re.compile(r"\(?\[?\s*(?:DA KY|KY TEN|KY, |DAKY|KY SO|DA KY TEN)")
RANK = re.compile(
    r"(?:DAI TUONG|THUONG TUONG|TRUNG TUONG|THIEU TUONG|DAI TA|THUONG TA|TRUNG TA|THIEU TA|DAI UY|THUONG UY|TRUNG UY"
    r"|(?:GS|PGS|TS|THS|BS|BSCK\w*|BS\.?CK\w*|CN|KS|DS|NGND|NGUT|TTND|TTUT)\.)(?:[\s.]+|$)"
)
# The last sentence of a law or a resolution says when it was passed, which is its date.
ADOPTED = re.compile(
    r"THONG QUA(?:,?\s+VAO)?\s+NGAY\s+(?P<day>\d{1,2})\s+THANG\s+(?P<month>\d{1,2})\s+NAM\s+(?P<year>\d{4})"
)
DRAFT = re.compile(r"(?m)^[ \t|(]*DU THAO(?:[ \t]+LAN[ \t]+\d+|[ \t]+\d+)?[ \t|)]*$")
CERTIFIED = re.compile(r"XAC\s+THUC\s+VAN\s+BAN\s+HOP\s+NHAT")


def flat_starts(text: str, words: str) -> bool:
    """Tell whether `text`, marks and case aside, starts with `words`, given flat and in upper case."""
    return flat_upper(text).startswith(words)
