"""Issuing bodies: their names as running text writes them, read from letterheads, with their level.

Names of provinces: the 63 of before 1/7/2025 and the 34 since (Nghị quyết 202/2025/QH15), which keep old names.
A damaged letterhead ("TÍNH ỦY QUÁNG NINH") is repaired only where it meets one of these names or a known body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from corpus.records import IssuerLevel
from vietnamese.document_kinds import folded_upper
from vietnamese.flat_text import flat_upper
from vietnamese.letters import CAPITALS

CITIES = ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")
PROVINCES = (
    "An Giang|Bà Rịa - Vũng Tàu|Bắc Giang|Bắc Kạn|Bạc Liêu|Bắc Ninh|Bến Tre|Bình Định|Bình Dương|Bình Phước|Bình Thuận|"
    "Cà Mau|Cao Bằng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Tĩnh|Hải Dương|Hậu Giang|"
    "Hòa Bình|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lâm Đồng|Lạng Sơn|Lào Cai|Long An|Nam Định|Nghệ An|"
    "Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|"
    "Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Thừa Thiên Huế|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|"
    "Yên Bái"
).split("|")

MINISTRIES = (
    "Bộ Y tế|Bộ Nội vụ|Bộ Tài chính|Bộ Công an|Bộ Quốc phòng|Bộ Tư pháp|Bộ Ngoại giao|Bộ Công Thương|Bộ Xây dựng|"
    "Bộ Giáo dục và Đào tạo|Bộ Khoa học và Công nghệ|Bộ Nông nghiệp và Môi trường|Bộ Dân tộc và Tôn giáo|"
    "Bộ Văn hóa, Thể thao và Du lịch|Bộ Kế hoạch và Đầu tư|Bộ Giao thông vận tải|Bộ Thông tin và Truyền thông|"
    "Bộ Tài nguyên và Môi trường|Bộ Nông nghiệp và Phát triển nông thôn|Bộ Lao động - Thương binh và Xã hội"
).split("|")

_DEPARTMENTS = (
    *(ministry.replace("Bộ ", "Sở ", 1) for ministry in MINISTRIES if ministry not in ("Bộ Công an", "Bộ Quốc phòng")),
    *(
        "Sở Văn hóa và Thể thao",
        "Sở Du lịch",
        "Sở Quy hoạch - Kiến trúc",
        "Sở Văn hóa, Thể thao",
        "Sở An toàn thực phẩm",
    ),
)

# Bodies whose name needs no place.
_CENTRAL = (
    "Quốc hội|Ủy ban Thường vụ Quốc hội|Chủ tịch nước|Chính phủ|Thủ tướng Chính phủ|Phó Thủ tướng Chính phủ|"
    "Văn phòng Chính phủ|Văn phòng Quốc hội|Văn phòng Chủ tịch nước|Thanh tra Chính phủ|Kiểm toán Nhà nước|"
    "Ngân hàng Nhà nước Việt Nam|Ngân hàng Nhà nước|Ủy ban Dân tộc|Bảo hiểm xã hội Việt Nam|Thông tấn xã Việt Nam|"
    "Đài Truyền hình Việt Nam|Đài Tiếng nói Việt Nam|Tòa án nhân dân tối cao|Viện kiểm sát nhân dân tối cao|"
    "Hội đồng Thẩm phán Tòa án nhân dân tối cao|Ủy ban Văn hóa và Xã hội|Hội đồng Dân tộc|"
    "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam|Đoàn Chủ tịch Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam|"
    "Tổng Liên đoàn Lao động Việt Nam|"
    "Trung ương Hội Liên hiệp Phụ nữ Việt Nam|Hội Nông dân Việt Nam|Hội Người cao tuổi Việt Nam|"
    "Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh|Tổng cục Dân số - Kế hoạch hóa gia đình|Tổng cục Dân số|"
    "Cục Dân số|Tổng cục Thống kê|Cục Thống kê|Hội đồng bầu cử quốc gia|Cục Bà mẹ và Trẻ em|Cục Y tế dự phòng|"
    "Ban Chấp hành Trung ương|Ban Chấp hành Trung ương Đảng|Bộ Chính trị|Ban Bí thư|Văn phòng Trung ương Đảng|"
    "Văn phòng Trung ương|Ban Tổ chức Trung ương|Ban Tuyên giáo và Dân vận Trung ương|Ban Tuyên giáo Trung ương|"
    "Ban Dân vận Trung ương|Ban Nội chính Trung ương|Ban Chính sách, chiến lược Trung ương|Ban Kinh tế Trung ương|"
    "Ban Đối ngoại Trung ương|Ủy ban Kiểm tra Trung ương|Hội đồng Lý luận Trung ương|Đảng ủy Chính phủ|"
    "Đảng ủy Quốc hội|Đảng ủy các cơ quan Đảng Trung ương|Quân ủy Trung ương|Đảng ủy Công an Trung ương|"
    "Đảng ủy Mặt trận Tổ quốc, các đoàn thể Trung ương|Ban Cán sự đảng Chính phủ"
).split("|")

# Words of bodies that stand before a place or a superior; the way running text writes them.
_PREFIXES = (
    "Ủy ban nhân dân|Hội đồng nhân dân|Thường trực Hội đồng nhân dân|Văn phòng Ủy ban nhân dân|"
    "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân|Đoàn đại biểu Quốc hội|Văn phòng Hội đồng nhân dân|"
    "Ban Tuyên giáo và Dân vận|Ban Tuyên giáo|Ban Tổ chức|Ban Dân vận|Ban Nội chính|Ban Xây dựng Đảng|"
    "Ủy ban Kiểm tra|Văn phòng Tỉnh ủy|Văn phòng Thành ủy|Văn phòng Đảng ủy|Ban Cán sự đảng|"
    "Đảng ủy Ủy ban nhân dân|Đảng ủy các cơ quan Đảng|Ban Thường vụ Tỉnh ủy|Ban Thường vụ Thành ủy|"
    "Ban Thường vụ Đảng ủy|Ban Chấp hành Đảng bộ|"
    "Tỉnh ủy|Thành ủy|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy|Đảng bộ|Công an|Tòa án nhân dân|Viện kiểm sát nhân dân|"
    "Bảo hiểm xã hội|Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam|Ủy ban Mặt trận Tổ quốc Việt Nam|"
    "Chi cục Dân số - Kế hoạch hóa gia đình|Chi cục Dân số|Chi cục Thống kê|Cục Thống kê|Cục Thuế|"
    "Trung tâm Y tế|Trung tâm Kiểm soát bệnh tật|Trung tâm Dân số - Kế hoạch hóa gia đình|Trạm Y tế|"
    "Phòng Văn hóa - Xã hội|Phòng Y tế|Hội Liên hiệp Phụ nữ|Liên đoàn Lao động|Hội Nông dân|Hội Người cao tuổi|"
    "Ban Chỉ đạo công tác dân số và phát triển|Ban Chỉ đạo|Bộ Chỉ huy Quân sự|Bệnh viện Đa khoa|Bệnh viện"
).split("|")
# The Fatherland Front prints its own name above its central committee's.
_FRONT_ABOVE_ITS_COMMITTEE = ["MAT TRAN TO QUOC VIET NAM", "UY BAN TRUNG UONG"]
_UNITS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "khu vực")

_KNOWN_WHOLE = {folded_upper(name): name for name in (*MINISTRIES, *_DEPARTMENTS, *_CENTRAL)}
_KNOWN_PREFIX = {folded_upper(name): name for name in (*_DEPARTMENTS, *_PREFIXES)}
_PREFIX_BY_LENGTH = sorted(_KNOWN_PREFIX, key=len, reverse=True)
_UNIT_OF = {folded_upper(unit): unit for unit in _UNITS}
_PLACE_OF = {folded_upper(place): place for place in (*CITIES, *PROVINCES)} | {
    "DAC LAC": "Đắk Lắk",
    "DAK LAK": "Đắk Lắk",
}
_PLACES_LONG = sorted(_PLACE_OF, key=len, reverse=True)

# A body begins here. Refuses words that only continue one (VÀ, a unit such as TỈNH, a place).
BODY_START = re.compile(
    r"(?:UY BAN|HOI DONG|THUONG TRUC|SO (?=[A-Z])|BO (?=[A-Z])|CHINH PHU|THU TUONG|CHU TICH|QUOC HOI|TINH UY|THANH UY"
    r"|HUYEN UY|THI UY|QUAN UY|DANG UY|DANG BO|DANG DOAN|BAN (?!NHAN)|VAN PHONG|TONG CUC|CUC |CHI CUC|TRUNG TAM"
    r"|TRAM Y TE|PHONG |LIEN DOAN|MAT TRAN|TRUONG |BENH VIEN|VIEN |TOA AN|CONG AN|NGAN HANG|KIEM TOAN|THANH TRA"
    r"|HOC VIEN|TONG CONG TY|CONG TY|BAO HIEM|HOI (?=[A-Z])|DOAN |TONG LIEN DOAN|THANH DOAN|TINH DOAN|QUAN UY)"
)
# A line that cannot be a whole body: the next line belongs to it even if it looks like a start.
_INCOMPLETE = re.compile(
    r"(?:^|\s)(?:DANG UY|DANG BO|VAN PHONG|THANH TRA|THUONG VU|THUONG TRUC|VA|CAC CO QUAN|CAN SU DANG|-|,)$"
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuing body: its name in the case of running text, its level, and the province it belongs to, where known."""

    name: str
    level: IssuerLevel | None
    province: str | None = None


def issuer_of_letterhead(lines: Sequence[str]) -> Issuer | None:
    """Return the issuing body of the left column of a letterhead, given as its printed lines from the top.

    The last body is the issuer, the ones above it are its superiors (Nghị định 30/2020/NĐ-CP, điều 8). Bodies joined
    by a dash issue together. None when no line names a body.
    """
    bodies = _bodies(lines)
    if not bodies:
        return None
    province = next((found for body in reversed(bodies) if (found := province_in(body))), None)
    organ = _organ_of(bodies)
    if organ is not None:
        return Issuer(organ, level_of(organ), province)
    joint = _joint_bodies(bodies[-1])
    if len(joint) > 1:
        names = [_in_running_case(body) for body in joint]
        levels = {level_of(name) for name in names}
        return Issuer(" - ".join(names), levels.pop() if len(levels) == 1 else None, province)
    return _complete(_in_running_case(bodies[-1]), [_in_running_case(body) for body in bodies[:-1]], province)


def issue_together(lines: Sequence[str]) -> bool:
    """Tell whether a letterhead, given as its printed lines, names bodies that issue together (liên tịch)."""
    bodies = _bodies(lines)
    return bool(bodies) and len(_joint_bodies(bodies[-1])) > 1


def _joint_bodies(body: str) -> list[str]:
    """Return the bodies that a dash joins. Refuses a dash inside one name ("VĂN PHÒNG HĐND - UBND XÃ X")."""
    parts = re.split(r"\s+[-–]\s+", body)
    is_one_name = folded_upper(body) in _KNOWN_WHOLE or flat_upper(body).startswith("VAN PHONG")
    return parts if not is_one_name and all(BODY_START.match(flat_upper(part)) for part in parts) else [body]


# An organ that a letterhead prints below the body it belongs to.
_ORGAN = re.compile(
    r"(?P<organ>BAN CHAP HANH|BAN THUONG VU|BAN THUONG TRUC|THUONG TRUC|VAN PHONG)(?:\s+(?P<seat>.+))?$"
)
_ORGAN_NAMES = {
    "BAN CHAP HANH": "Ban Chấp hành",
    "BAN THUONG VU": "Ban Thường vụ",
    "BAN THUONG TRUC": "Ban Thường trực",
    "THUONG TRUC": "Thường trực",
    "VAN PHONG": "Văn phòng",
}


def _organ_of(bodies: Sequence[str]) -> str | None:
    """Return the name of an organ printed alone below its body: "Ban Chấp hành Đảng bộ tỉnh X"."""
    match = _ORGAN.match(folded_upper(bodies[-1]))
    if match is None or len(bodies) < 2 or folded_upper(bodies[-1]) in _KNOWN_WHOLE:
        return None
    superior = _in_running_case(bodies[-2])
    name = _ORGAN_NAMES[match["organ"]]
    if folded_upper(superior).startswith("BAN CHAP HANH TRUNG UONG"):
        return f"{name} Trung ương Đảng"
    if match["seat"] is None:
        return f"{name} {superior}"
    seat = " ".join(_place_words(bodies[-1].split()[len(match["organ"].split()) :]))
    return f"{name} {superior.removesuffix(' Việt Nam')} {seat}" if match["seat"].split()[0] in _UNIT_OF else None


def issuer_named(text: str) -> Issuer | None:
    """Return the issuing body that `text` names, in any case; None when it names no known body with its place."""
    name = _in_running_case(_spelt_out(text.strip()))
    bare = folded_upper(name)
    if bare in _KNOWN_WHOLE:
        return Issuer(_KNOWN_WHOLE[bare], level_of(_KNOWN_WHOLE[bare]))
    prefix = _prefix_of(bare)
    if prefix is None or bare == prefix:
        return None
    rest = bare[len(prefix) :].strip()
    if rest in _UNIT_OF or (rest not in _PLACE_OF and not any(rest.startswith(f"{unit} ") for unit in _UNIT_OF)):
        return None
    return Issuer(name, level_of(name), province_in(name))


def province_in(text: str) -> str | None:
    """Return the province or centrally run city that `text` names, None when none."""
    bare = folded_upper(text)
    found = next((place for place in _PLACES_LONG if re.search(rf"(?<!\w){place}(?!\w)", bare)), None)
    return _PLACE_OF[found] if found else None


def level_of(name: str) -> IssuerLevel | None:
    """Return the level of the body `name`, None when the name does not tell."""
    bare = folded_upper(name)
    if bare in _KNOWN_WHOLE and not bare.startswith("SO "):
        return "central"
    if re.search(r"(?<!\w)(?:XA|PHUONG|THI TRAN|DAC KHU|TRAM Y TE)(?!\w)(?! HOI)", bare.replace("THI XA", "THI-XA")):
        return "commune"
    if re.search(r"(?<!\w)(?:HUYEN|QUAN|THI-XA|THI UY)(?!\w)(?! SU)", bare.replace("THI XA", "THI-XA")):
        return "district"
    city = re.search(r"(?<!\w)(?:THANH PHO|THANH UY)\s+(.+)$", bare)
    if city:
        return "province" if city[1] in _PLACE_OF and _PLACE_OF[city[1]] in (*CITIES, "Thừa Thiên Huế") else "district"
    if re.search(r"(?<!\w)TINH(?!\w)", bare) or bare.startswith("SO ") or province_in(name):
        return "province"
    if re.match(r"(?:BO|TONG CUC|CUC|VU|BAN .*TRUNG UONG|UY BAN .*TRUNG UONG)(?!\w)", bare):
        return "central"
    return None


def _spelt_out(body: str) -> str:
    """Return the name with UBND, HĐND and MTTQ written out."""
    body = re.sub(r"\bMTTQ\b", "Mặt trận Tổ quốc", body)
    return re.sub(r"\bHĐND\b", "Hội đồng nhân dân", re.sub(r"\b[UƯ]BND\b", "Ủy ban nhân dân", body))


def _bodies(lines: Sequence[str]) -> list[str]:
    """Return the bodies that the lines name, wrapped lines joined, in upper case and printed order."""
    bodies: list[str] = []
    for line in lines:
        text = _spelt_out(" ".join(line.upper().split())).upper()
        if not text:
            continue
        starts = BODY_START.match(flat_upper(text)) is not None
        if bodies and not starts and _is_complete(bodies[-1]) and not _goes_on_with_a_body(text, bodies[-1]):
            # A title in capitals below the body: "BỘ Y TẾ", "THƯ CỦA BỘ TRƯỞNG".
            continue
        if bodies and (not starts or _INCOMPLETE.search(folded_upper(bodies[-1]))):
            bodies[-1] = f"{bodies[-1]} {text}"
        elif starts or _damaged_prefix(folded_upper(text)) or _nearest(folded_upper(text), _KNOWN_WHOLE):
            bodies.append(text)
    bodies = [part for body in bodies for part in _split_superior(body)]
    for index in range(len(bodies) - 1):
        if [folded_upper(body) for body in bodies[index : index + 2]] == _FRONT_ABOVE_ITS_COMMITTEE:
            bodies[index : index + 2] = [f"{bodies[index + 1]} {bodies[index]}"]
    return bodies


def _is_complete(body: str) -> bool:
    return folded_upper(body) in _KNOWN_WHOLE


def _goes_on_with_a_body(text: str, body: str) -> bool:
    """Tell whether a line of capitals may belong to the known body above it: its place, or the rest of its name."""
    bare = folded_upper(text)
    begins_with_unit = any(bare.startswith(f"{unit} ") for unit in _UNIT_OF)
    whole = folded_upper(f"{body} {text}")
    return (
        bare in _PLACE_OF
        or begins_with_unit
        or text.startswith(("-", "–"))
        or any(name == whole or name.startswith(f"{whole} ") for name in _KNOWN_WHOLE)
    )


def _split_superior(body: str) -> list[str]:
    """Return the superior and the body apart where one line holds both ("UBND TỈNH X SỞ Y TẾ")."""
    bare = flat_upper(body)
    for match in re.finditer(r"(?<=\s)(?=(?:SO|TRUNG TAM|CHI CUC|CUC|PHONG|VAN PHONG|DANG UY|BAN)\s)", bare):
        if body[: match.start()].rstrip().endswith(("-", "–")):
            continue
        superior = issuer_named(body[: match.start()])
        if superior and BODY_START.match(bare[match.start() :]):
            return [body[: match.start()].strip(), body[match.start() :].strip()]
    half = len(body) // 2
    if len(body) % 2 and body[:half] == body[half + 1 :]:
        # The Công báo prints the body as a heading of its own above the letterhead.
        return [body[:half]]
    return [body]


def _prefix_of(bare: str) -> str | None:
    return next((p for p in _PREFIX_BY_LENGTH if bare == p or bare.startswith(f"{p} ")), None)


def _nearest(bare: str, names: dict[str, str], cutoff: float = 88) -> str | None:
    """Return the one name that a damaged `bare` must be, None when none is near or two are equally near."""
    if bare in names:
        return names[bare]
    best = process.extract(bare, names.keys(), scorer=fuzz.ratio, score_cutoff=cutoff, limit=2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return names[best[0][0]]


def _in_running_case(body: str) -> str:
    """Return a body's printed name in the spelling and case of running text."""
    bare = folded_upper(body)
    whole = _nearest(bare, _KNOWN_WHOLE, 92)
    if whole:
        return whole
    prefix = _prefix_of(bare) or _damaged_prefix(bare)
    if prefix is None:
        return _sentence_case(body)
    words = len(prefix.split())
    printed = body.split()
    return " ".join([_KNOWN_PREFIX.get(prefix, prefix), *_place_words(printed[words:])])


def _damaged_prefix(bare: str) -> str | None:
    """Return the known words that the first words of a damaged name must be ("TINH UV")."""
    words = bare.split()
    for length in range(min(6, len(words)), 1, -1):
        name = _nearest(" ".join(words[:length]), _KNOWN_PREFIX, 85)
        known = folded_upper(name).split() if name else []
        if len(known) == length and all(fuzz.ratio(a, b) >= 50 for a, b in zip(words, known, strict=False)):
            return " ".join(known)
    return None


def _place_words(printed: list[str]) -> list[str]:
    """Return the words after a body's own name: a unit in lower case, a known place as it is spelt, else title case."""
    if not printed:
        return []
    if printed[0] in "-–":
        return [printed[0], *_place_words(printed[1:])]
    bare = [folded_upper(word) for word in printed]
    for length in (2, 1):
        unit = _UNIT_OF.get(" ".join(bare[:length]))
        if unit and len(printed) > length - 1:
            return [unit, *_place_words(printed[length:])]
    inner = " ".join(bare)
    if inner in _KNOWN_PREFIX or _prefix_of(inner):
        return [_in_running_case(" ".join(printed))]
    place = _nearest(inner, _PLACE_OF, 90)
    return place.split() if place else [_title_word(word) for word in printed]


def _title_word(word: str) -> str:
    return word if any(character.isdigit() for character in word) else word[:1].upper() + word[1:].lower()


def _sentence_case(body: str) -> str:
    """Return an unknown body's name in sentence case, with the province it ends with spelt as a name."""
    lower = body.lower()
    bare = folded_upper(body)
    for place in _PLACES_LONG:
        if re.search(rf"(?<!\w){place}$", bare):
            head = " ".join(lower.split()[: -len(place.split())])
            return f"{head[:1].upper()}{head[1:]} {_PLACE_OF[place]}".strip()
    return lower[:1].upper() + lower[1:]


def _seat(body: str) -> str | None:
    """Return the unit and its name in a body's name: "huyện X" of "Ủy ban nhân dân huyện X"."""
    match = re.search(rf"(?<!\w)(?:{'|'.join(_UNITS)})\s+[{CAPITALS}\d].*$", body)
    return match.group() if match else None


def _complete(name: str, superiors: list[str], province: str | None) -> Issuer:
    """Return the issuer with the place that its letterhead leaves to the superior ("SỞ Y TẾ" under a province)."""
    bare = folded_upper(name)
    seat = _seat(superiors[-1]) if superiors and not _seat(name) and bare not in _KNOWN_WHOLE else None
    if seat and not province_in(seat):
        return Issuer(f"{name} {seat}", level_of(f"{name} {seat}"), province)
    if bare in _UNIT_OF or province is None or province_in(name) or level_of(name) in ("commune", "district"):
        return Issuer(name, level_of(name), province)
    unit = "thành phố" if province in CITIES else "tỉnh"
    if bare.endswith((" TINH", " THANH PHO")):
        return Issuer(f"{name} {province}", "province", province)
    if bare.startswith("SO ") or bare in _KNOWN_PREFIX or _prefix_of(bare):
        party = any(folded_upper(superior).startswith(("TINH UY", "THANH UY")) for superior in superiors)
        if party and bare.startswith(("BAN ", "VAN PHONG", "UY BAN KIEM TRA")):
            seat = "Thành ủy" if province in CITIES else "Tỉnh ủy"
            core = name if not bare.endswith((" TINH UY", " THANH UY")) else name.rsplit(" ", 2)[0]
            return Issuer(f"{core} {seat} {province}", "province", province)
        return Issuer(f"{name} {unit} {province}", "province", province)
    return Issuer(name, level_of(name) or "province", province)
