"""What a question asks for: a figure, a date, an agency, a list … read from its words, with or without marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from index.records import UnderstoodQuestion
from vietnamese.tokens import folded_syllables

Kind = Literal["figure", "deadline", "agency", "duties", "list", "definition", "yes_no", "reason", "document", "matter"]
Wanted = Literal["figure", "date", "agency", "contact", "person", "document_number", "cause"]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a question asks for.

    `wants` are the types of which at least one must stand in a quotation for it to answer; empty asks for words.
    `units` are folded words of which one must stand beside the figure ("tuoi", "%"); empty accepts any.
    `years` are the years the question names. `role` tells who leads ("leads") from who only joins in ("joins").
    `document_number` is set when a document, perhaps with its date or issuer, is what is asked for.
    """

    kind: Kind
    wants: frozenset[Wanted] = frozenset()
    units: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    role: Literal["leads", "joins", ""] = ""
    thing: int = -1
    """The place, among the tokens of the understood text, of a word that an answer must name: what is counted
    ("bao nhiêu trạm y tế"), or the kind of thing asked for ("thủ tục …"); -1 for none."""
    names: bool = False
    """Names of several things are asked for ("là những bệnh nào"), so that a count of them is no answer."""

    @property
    def is_single(self) -> bool:
        """Tell whether one fact answers, so that few quotations must do."""
        return self.kind not in ("list", "duties")


# Patterns are matched on folded index-form tokens joined by single spaces ("tỷ lệ" is "ti le").
_KIND_NAME = (
    r"(?:van ban|ke hoach|nghi quyet|nghi dinh|quyet dinh|ket luan|chi thi|thong tu|cong van|luat|chuong trinh)"
)
_BODY = (
    r"(?:co quan|don vi|so|(?<!van )ban|nganh|to chuc|luc luong|phong|cap|ben|nguoi|bo phan|so ban nganh|doan the"
    r"|cap uy|noi|dia phuong|bo|chi cuc|truong|ai)"
)
_PERSON = re.compile(
    r"\bai (?:la|lam|giu chuc|dang la) (?:\S+ ){0,2}?(?:chu tich|bi thu|giam doc|truong|pho|thu truong|bo truong|chanh)"
    r"|\b(?:chu tich|bi thu|giam doc|bo truong|truong phong|truong ban) (?:\S+ ){0,8}?(?:la ai|ten gi|ten la gi)\b"
)
_BARE_NAME = 8  # words of a question that is no more than the name of a document: "kế hoạch … của Thành ủy Hà Nội"
_CONTACT = re.compile(
    r"\b(?:so dien thoai|sdt|dien thoai|hotline|duong day nong|email|thu dien tu|website|trang web)\b"
)
# "vì sao", "nguyên nhân nào". Refuses "làm sao" and "thì sao".
_REASON = re.compile(r"\b(?:vi sao|tai sao|nguyen nhan|li do|sao lai|do dau|vi dau|why)\b")
# Refuses a period of time as a quantity ("mấy tháng", "bao nhiêu năm"), which is a figure.
_DEADLINE = re.compile(
    r"\b(?:khi nao|bao gio|luc nao|ngay nao|hom nao|ngay may|thang may|thang nao|nam nao|nam may|quy may|quy nao"
    r"|thoi han|han (?:cuoi|chot|cuoi cung|hoan thanh|nop|thang)|cham nhat|muon nhat|tre nhat|moc thoi gian|thoi diem"
    r"|giai doan nao|ngay thang nam nao|bao lau|deadline|by when|when|what date)\b"
)
# The words of _DEADLINE that only ask; "chậm nhất" and "hạn" are words of the documents as well.
_WHEN = re.compile(
    r"\b(?:khi nao|bao gio|luc nao|(?:ngay|thang|nam|hom|quy|giai doan|thoi gian|thoi diem) (?:nao|may)|moc thoi gian"
    r"|thoi diem|ngay thang nam nao|bao lau|(?:vao )?khoang thoi gian nao)\b"
)
_FIGURE = re.compile(
    r"\b(?:bao nhieu|muc nao|muc may|con so|bn|may phan|how many|how much|percentage|what percent"
    r"|may (?:tuoi|con|nguoi|dong|trieu|ti|phan tram|cm|lan|thang|nam|ngay|gio|don vi|xa|phuong|tinh|truong hop|ca))\b"
    r"|may (?:trung tam|co so|tram|benh|loai|nhiem vu|giai phap|chi tieu|nhom|mo hinh|thon|dot|buoi)\b"
    r"|^(?:\S+ ){0,4}?(?:ti le|ti so|ti suat|so luong|tuoi tho|do tuoi|chieu cao|quy mo|mat do|toc do|so tien"
    r"|muc (?:phat|luong|ho tro|chi|dong|thuong|thu)|tong (?:so|kinh phi|von|muc))\b"
    r"(?!.*\b(?:vi sao|the nao|lam gi|ai|nao)\b)"
)
# The words of _FIGURE that only ask; the unit is checked beside the figure.
_HOW_MANY = re.compile(
    r"\b(?:(?:bao nhieu|may|bn)(?: (?:phan tram|tuoi|cm|tien|dong|nguoi))?|(?:o )?muc (?:nao|may)|con so"
    r"|how many|how much)\b"
)
_AGENCY = re.compile(
    rf"\b(?:{_BODY} nao|ai|cho ai|giao ai|who|whom|which (?:department|agency|body|unit|office|committee)\w*)\b"
)
_DUTIES = re.compile(
    r"\b(?:lam (?:nhung )?(?:gi|viec gi)|nhiem vu (?:gi|nao)|trach nhiem (?:gi|nao|the nao)|phai lam gi|vai tro gi"
    r"|duoc giao (?:nhung )?(?:gi|viec gi|nhiem vu gi)|nhiem vu cua|trach nhiem cua|lo (?:nhung )?(?:gi|viec gi)"
    r"|co nhiem vu|lam nhung viec nao|what (?:does|must|should) .* do|duties|responsibilities)\b"
)
_LIST = re.compile(
    r"\b(?:nhung \S+(?: \S+){0,5}? (?:nao|gi)|cac \S+(?: \S+){0,5}? nao|gom (?:nhung|cac|co|gi)|bao gom|liet ke"
    r"|ke ten|ke ra"
    r"|nhung gi|nhung ai|nhung dau|lay o dau|tu nhung nguon|list|which \w+s)\b"
)
_NAMES = re.compile(r"\b(?:la|gom|bao gom) (?:nhung|cac) (?:(?:\S+ ){1,4}(?:nao|gi)|ai)\b|\b(?:ke ten|liet ke|ke ra)\b")
_DEFINITION = re.compile(
    r"\b(?:nghia la (?:gi|sao)|duoc hieu|the nao la|khai niem|goi tat|dung de goi|viet tat|tuc la gi|la gi|what is)\b"
)
_YES_NO = re.compile(
    r"\b(?:co|duoc|da|phai)\b.*\b(?:khong|chua|hay khong)$|\b(?:dung|phai|that) (?:khong|chu|a)$"
    r"|\b(?:chu|ha|phai khong)$"
)
_DOCUMENT = re.compile(
    rf"\b{_KIND_NAME} (?:nao|gi|so may|so bao nhieu)\b|\b(?:so hieu|so ki hieu)\b|\b(?:du thao|van ban) \S+ nao\b"
)
# What a document says, or that one be made, is asked for, not which: "văn bản nào nói về", "xây dựng kế hoạch gì".
_OF_CONTENT = re.compile(
    rf"\b{_KIND_NAME} nao (?:co )?(?:noi|nhac|de cap|quy dinh|neu|dat|yeu cau|giao|khuyen khich|ho tro|dua)\b"
    rf"|\b(?:noi|nhac|de cap|quy dinh|neu|co)(?: \S+){{0,3}} {_KIND_NAME} nao\b"
    rf"|\b(?:xay dung|lap|soan thao|trinh|tham muu)(?: \S+){{0,3}} {_KIND_NAME} (?:nao|gi)\b"
)
_LEADS = re.compile(r"\b(?:chu tri|dung dau|dau moi|chiu trach nhiem chinh|dung mui|cam trich|lanh dao|leads?)\b")
_JOINS = re.compile(r"\b(?:phoi hop|cung lam|cung voi)\b")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")

# Words of a question about a quantity → folded words that must stand beside the figure.
_UNITS: Mapping[str, tuple[str, ...]] = {
    r"\b(?:bao nhieu|may) phan tram\b|\bpercent": ("%", "phan tram"),
    r"\b(?:bao nhieu|may) tuoi\b|\btuoi tho\b": ("tuoi",),
    r"\b(?:bao nhieu|may|bn) cm\b|\bcao bao nhieu\b|\bchieu cao\b": ("cm", "m", "met"),
    r"\b(?:bao nhieu|may) (?:tien|dong|trieu|ti)\b|\bkinh phi (?:la )?bao nhieu\b|\bhow much money\b": (
        "dong",
        "trieu",
        "ti",
        "nghin",
    ),
    r"\b(?:phu cap|thu lao|tien luong|muc (?:luong|thuong|phat|ho tro|dong)|so tien|(?:hoc|le|vien|kinh) phi)\b": (
        "dong",
        "trieu",
        "ti",
        "ty",
        "nghin",
        "ngan",
    ),
    r"\b(?:bao nhieu|may) (?:thang)\b": ("thang",),
    r"\b(?:bao nhieu|may) (?:ngay)\b": ("ngay",),
    r"\b(?:bao nhieu|may) (?:nam)\b": ("nam", "tuoi"),
    r"\b(?:bao nhieu|may) (?:nguoi|cong tac vien|bien che|can bo|vien chuc|cong chuc|ho|tre)\b": (
        "nguoi",
        "cong tac vien",
        "bien che",
        "can bo",
        "ho",
        "tre",
        "chi tieu",
    ),
    r"\b(?:bao nhieu|may) (?:xa|phuong|tinh|don vi|huyen|thon|to dan pho)\b": (
        "xa",
        "phuong",
        "tinh",
        "don vi",
        "huyen",
        "thon",
        "to dan pho",
    ),
    r"\b(?:bao nhieu|may) (?:con|chau|dua|be)\b": ("con", "be", "tre", "chau"),
}
# Refuses what names no thing counted: "bao nhiêu là", "bao nhiêu năm 2030", "bao nhiêu ca".
_COUNTED = re.compile(
    r"\b(?:bao nhieu|may) (?!(?:la|o|tai|cua|cho|den|vao|nam|trong|theo|va|so|muc|thi|de|duoc|moi|mot|phan"
    r"|ca|cai|vi|noi|cho|dieu|thu|viec|dua|truong)\b)"
    r"(?P<thing>[a-z]+)"
)
_KIND_OF_THING = re.compile(
    r"^(?:\S+ ){0,3}?(?P<thing>thu tuc|quy trinh|trinh tu|cong thuc|dieu kien|ho so|bieu mau|mau don|dia chi|chi phi"
    r"|danh sach|che tai|hinh thuc|mo hinh|lich)\b"
)
_UNIT_PATTERNS = tuple((re.compile(pattern), units) for pattern, units in _UNITS.items())


def asked_for(understood: UnderstoodQuestion) -> AskedFor:
    """Return what a question asks for; the words as typed serve where the understood text lost them (English)."""
    sought, typed = (
        " ".join(folded_syllables(words.replace("%", " phần trăm ")))
        for words in (understood.text, understood.question)
    )
    # A follow-up is read from its completed text alone; English loses its question words in translation.
    bare = sought if _asks(sought) else f"{sought} {typed}"
    years = tuple(dict.fromkeys(int(year) for year in _YEAR.findall(sought)))
    kind = _kind(bare, understood)
    units = _units(bare, kind)
    return AskedFor(
        kind,
        _wants(bare, kind, understood),
        units,
        years,
        _role(bare),
        thing=_thing(sought, kind) if not units else -1,
        names=bool(_NAMES.search(bare)),
    )


def _thing(bare: str, kind: Kind) -> int:
    pattern = {"figure": _COUNTED, "matter": _KIND_OF_THING}.get(kind)
    match = pattern.search(bare) if pattern else None
    return len(bare[: match.start("thing")].split()) if match else -1


def asking_tokens(understood: UnderstoodQuestion) -> frozenset[int]:
    """Return the positions of the tokens of the understood text that only ask: "cơ quan nào", "thời hạn", "khi nào"."""
    tokens = folded_syllables(understood.text)
    bare = " ".join(tokens)
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token) + 1)
    found: set[int] = set()
    for pattern in (_WHEN, _AGENCY, _REASON, _CONTACT, _HOW_MANY, _DEFINITION, _DUTIES):
        for match in pattern.finditer(bare):
            found.update(position for position in range(len(tokens)) if match.start() <= starts[position] < match.end())
    return frozenset(found)


def _asks(bare: str) -> bool:
    patterns = (_CONTACT, _REASON, _DEADLINE, _FIGURE, _AGENCY, _DUTIES, _LIST, _DEFINITION, _YES_NO, _DOCUMENT)
    return any(pattern.search(bare) for pattern in patterns)


def _kind(bare: str, understood: UnderstoodQuestion) -> Kind:
    """Return the kind; the order settles questions that fit several ("bao nhiêu người ký")."""
    if _CONTACT.search(bare):
        return "figure"
    if understood.about:
        return "document"
    if _PERSON.search(bare):
        return "matter"
    if _REASON.search(bare):
        return "reason"
    ordered: tuple[tuple[re.Pattern[str], Kind], ...] = (
        (_YES_NO, "yes_no"),
        (_DOCUMENT, "document"),
        (_DUTIES, "duties"),
        (_DEADLINE, "deadline"),
        (_FIGURE, "figure"),
        (_LIST, "list"),
        (_AGENCY, "agency"),
        (_DEFINITION, "definition"),
    )
    for pattern, kind in ordered:
        if pattern.search(bare) and not (pattern is _DOCUMENT and _OF_CONTENT.search(bare)):
            # Of a document known by its number alone the place where it is introduced is asked for.
            return "document" if kind in ("deadline", "definition") and _is_about_number(bare, understood) else kind
    words = len(folded_syllables(understood.text))
    return "document" if understood.numbers and words <= _BARE_NAME + len(understood.numbers) else "matter"


def _is_about_number(bare: str, understood: UnderstoodQuestion) -> bool:
    """Tell whether date or name of a numbered document is asked, and nothing of its content."""
    if not understood.numbers:
        return False
    return bool(
        re.search(rf"\b{_KIND_NAME}\b(?: \S+){{0,9}} (?:ngay|ban hanh|ki|la gi|ve viec gi|noi ve)\b", bare)
    ) and not (
        re.search(r"\b(?:truoc|den|cham nhat|han|hieu luc|muc tieu|chi tieu|phan dau|hoan thanh|trien khai)\b", bare)
    )


def _wants(bare: str, kind: Kind, understood: UnderstoodQuestion) -> frozenset[Wanted]:
    wants: set[Wanted] = set()
    if _CONTACT.search(bare):
        return frozenset({"contact"})
    if kind == "matter" and _PERSON.search(bare):
        return frozenset({"person"})
    if kind == "figure":
        wants.add("figure")
    if kind == "deadline":
        wants.add("date")
    if kind == "reason":
        wants.add("cause")
    if kind == "agency" or (kind == "list" and _AGENCY.search(bare)):
        wants.add("agency")
    if kind == "document":
        if re.search(r"\b(?:ngay|khi nao|bao gio|thang nam|nam nao)\b", bare):
            wants.add("date")
        elif not understood.about:
            wants.add("document_number")
    return frozenset(wants)


def _units(bare: str, kind: Kind) -> tuple[str, ...]:
    if kind != "figure":
        return ()
    return next((units for pattern, units in _UNIT_PATTERNS if pattern.search(bare)), ())


def _role(bare: str) -> Literal["leads", "joins", ""]:
    if _LEADS.search(bare):
        return "leads"
    return "joins" if _JOINS.search(bare) else ""
