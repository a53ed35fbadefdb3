"""Mending: what is surely mistyped is mended, what may be right is left as typed."""

from __future__ import annotations

import pytest

from vietnamese.lexicon import Lexicon, common_syllables
from vietnamese.normal_forms import compose
from vietnamese.phrases import PhraseTable
from vietnamese.raw_keys import decode_keys
from vietnamese.tokens import syllables
from vietnamese.typos import apply, mend, nearest_name, restore_marks

TEXT = """
tỷ lệ người cao tuổi phường xã được khám sức khỏe định kỳ hằng năm cộng tác viên dân số tuyên truyền vận động
phụ nữ sinh đủ hai con kế hoạch nghị quyết thực hiện trách nhiệm chủ trì phối hợp tháng năm bồi dưỡng kiến thức
chỉ tiêu mục tiêu báo cáo kinh phí chương trình truyền thông quốc gia đồng bào dân tộc thiểu số vùng giới tính
"""
COUNTS = dict.fromkeys(syllables(TEXT), 20)
LEXICON = Lexicon(COUNTS)


def mended(question: str) -> str:
    question = compose(question)
    return apply(question, mend(question, LEXICON))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mấy tuỏi", "mấy tuổi"),
        ("phừong nào", "phường nào"),
        ("ngừoi cao tuôỉ", "người cao tuổi"),
        ("sinh dủ hai con", "sinh đủ hai con"),
        ("chươg trình", "chương trình"),
        ("tuyên truyềnn", "tuyên truyền"),
        ("nghị quyét", "nghị quyết"),
        ("vùg dân tộc", "vùng dân tộc"),
        ("Thực hịên", "Thực hiện"),
        ("bn xã đc khám", "bao nhiêu xã được khám"),
        ("ko có j", "không có gì"),
        ("xinh con ở đâu", "sinh con ở đâu"),
        ("bổ xung gì", "bổ sung gì"),
        ("phuwowngf", "phường"),
        ("kết hon và dấn số", "kết hôn và dân số"),
        ("các nội dùng chính", "các nội dung chính"),
        ("cấp thẻ dướng dẫn viên", "cấp thẻ hướng dẫn viên"),
        ("người chiu trách nhiệm", "người chịu trách nhiệm"),
        ("tuoi63 tre3", "tuổi trẻ"),
        ("quoocs gia", "quốc gia"),
        ("ngu7o7i2 dân", "người dân"),
    ],
)
def test_mend(typed: str, expected: str) -> None:
    assert mended(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "chân lấm tay bùn",
        "tay hòm chìa khóa",
        "em bé chập chững",
        "nguoi cao tuoi kham suc khoe",
        "Ông Nguyễn Văn Thuỵ ký",
        "huyện Mù Cang Chải",
        "Krông Pắc, Ea H'leo",
        "QH15 và VX1",
        "covid19",
        "nội dung thuộc phân loại T18",
        "cán bộ đẻ ba con",
        "what about and",
        "cao 168,5 cm",
        "mục a, b, c",
        "UBND TW",
        "ti le",
        "nnh",
    ],
)
def test_what_may_be_right_is_left(typed: str) -> None:
    assert mended(typed) == compose(typed)


def test_a_span_to_keep_is_kept() -> None:
    assert mend("bn xã", LEXICON, keep=[(0, 2)]) == []


def test_mending_twice_changes_nothing_more() -> None:
    for typed in ("mấy tuỏi đc khám", "ngừoi dân phừong", "tuoi63 tre3"):
        assert mended(mended(typed)) == mended(typed)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("dduwowngf", "đường"),
        ("dân", None),
        ("dan", None),
        ("tieeus", "tiếu"),
        ("nghij", "nghị"),
        ("quyeets", "quyết"),
        ("quye6t1", "quyết"),
        ("hoa2", "hòa"),
        ("khoer", "khỏe"),
        ("d9o6ng2", "đồng"),
        ("is", None),
        ("abc9", None),
        ("plan", None),
    ],
)
def test_raw_keys(keys: str, expected: str | None) -> None:
    assert decode_keys(keys) == expected


PLACES = [(name, tuple(syllables(name))) for name in ("Quảng Ninh", "Quảng Nam", "Hà Nội", "Nam Đồ Sơn", "Đồng Nai")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("quảng nihn", "Quảng Ninh"),
        ("ở hà nộii", "Hà Nội"),
        ("phường nam đồ sơnn", "Nam Đồ Sơn"),
        ("đồng nay", None),  # "nay" is a word
        ("quảng cáo", None),
        ("nin", None),
        ("quagn nin", None),  # no token is right
    ],
)
def test_nearest_name(typed: str, expected: str | None) -> None:
    found = nearest_name(syllables(typed), PLACES, LEXICON)
    assert (found[2] if found else None) == expected


PHRASES = PhraseTable(
    [
        (["ke", "hoach"], ("kế", "hoạch")),
        (["thanh", "uy"], ("thành", "ủy")),
        (["dan", "so"], ("dân", "số")),
        (["chi", "tieu"], ("chỉ", "tiêu")),
        (["tu", "van"], ("tư", "vấn")),
        (["tu", "van"], ("tử", "vận")),
    ]
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kế hoach năm nay", "kế hoạch năm nay"),
        ("thanh uỷ", "thành ủy"),
        ("ke hoach", "ke hoach"),  # no mark was typed: the folded search does it
        ("dấn số", "dấn số"),  # another mark is not a missing one
        ("tư van", "tư vấn"),
        ("chi tiêu", "chi tiêu"),  # spending is a thing too
    ],
)
def test_restore_marks(typed: str, expected: str) -> None:
    assert apply(typed, restore_marks(typed, PHRASES)) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [("hoach", True), ("tuoi", True), ("con", False), ("tuổi", False), ("xyz", False), ("12", False)],
)
def test_knows_only_folded(form: str, expected: bool) -> None:
    assert LEXICON.knows_only_folded(form) is expected


def test_common_syllables_are_in_index_form() -> None:
    known = common_syllables()
    assert len(known) > 3500
    assert all(syllables(syllable) == [syllable] for syllable in known)
