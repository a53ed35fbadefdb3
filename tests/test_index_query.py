"""Understanding of questions: places, numbers, parts of documents, follow-ups, English, typos, and the switches.

The library asked of here is invented: its places and bodies exist, its documents do not.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, IssuerLevel, PartialDate
from index.query import SWITCHES, understand
from index.query_names import locality_of
from index.records import UnderstoodQuestion
from vietnamese.thesaurus import Group, Thesaurus
from vietnamese.tokens import syllables


def document(
    name: str, issuer: str | None, level: IssuerLevel | None = "province", kind: str = "Kế hoạch", **rest: Any
) -> Document:
    rest["issued_on"] = PartialDate(rest.pop("year", 2025), rest.pop("month", 9))
    return Document(name, kind=kind, issuer=issuer, issuer_level=level, **rest)


LIBRARY = (
    document("sơn-la-đảng", "Tỉnh ủy Sơn La", number="61-KH/TU"),
    document("sơn-la", "Ủy ban nhân dân tỉnh Sơn La", number="120/KH-UBND"),
    document("tân-hòa", "Ủy ban nhân dân xã Tân Hòa", "commune", recipients=("UBND tỉnh Bắc Ninh (để b/c)", "Lưu: VT")),
    document("cần-thơ", "Ủy ban nhân dân thành phố Cần Thơ", number="159/KH-UBND"),
    document("đắk-lắk", "Ủy ban nhân dân tỉnh Đắk Lắk", number="130/KH-UBND", year=2024),
    document("đồng-nai", "Tỉnh ủy Đồng Nai", number="74-KH/TU", year=2018),
    document("hải-phòng", "Thành ủy Hải Phòng", number="16-KH/TU"),
    document("thông-tư", "Bộ Y tế", "central", "Thông tư", number="43/2025/TT-BYT"),
    document("nghị-quyết", "Ban Chấp hành Trung ương", "central", "Nghị quyết", number="21-NQ/TW", year=2017),
    document("luật", "Quốc hội", "central", "Luật", title="Luật Dân số", number="113/2025/QH15"),
)
KNOWN_NUMBERS = frozenset({"149KLTW", "1745QDTTG", "88KHTU"})
VOCABULARY = dict.fromkeys(
    syllables(
        """tỷ lệ người cao tuổi phường xã được khám sức khỏe định kỳ cộng tác viên dân số tuyên truyền phụ nữ nam sinh
        đủ hai con kế hoạch nghị quyết thực hiện chủ trì phối hợp tháng năm chỉ tiêu mục tiêu báo cáo kinh phí trạm y tế
        tảo hôn kết hôn trước mất cân bằng giới tính khi sinh tuổi thọ trung bình bình quân BPTT biện pháp tránh thai
        ủy ban nhân dân sở tài chính ngân sách bao nhiêu ban hành nơi nhận KHHGĐ kế hoạch hóa gia đình truyền thông"""
    ),
    30,
)
THESAURUS = Thesaurus(
    [
        Group("mất cân bằng giới tính khi sinh", everyday=("lệch trai gái",), abbreviations=("MCBGTKS",)),
        Group("tuổi thọ trung bình", synonyms=("tuổi thọ bình quân",), english=("life expectancy",)),
        Group("tảo hôn", everyday=("cưới sớm",), synonyms=("kết hôn trước tuổi",)),
        Group("tuyên truyền", synonyms=("truyền thông",)),
    ]
)


def ask(question: str, *history: str, off: Sequence[str] = ()) -> UnderstoodQuestion:
    return understand(
        question,
        history=history,
        documents=LIBRARY,
        vocabulary=VOCABULARY,
        known_numbers=KNOWN_NUMBERS,
        thesaurus=THESAURUS,
        switched_off=off,
    )


# -- places ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Sơn La đặt chỉ tiêu bao nhiêu?", {"sơn-la", "sơn-la-đảng"}),
        ("dat chi tieu o son la bao nhieu", {"sơn-la", "sơn-la-đảng"}),
        ("chi tieu tinh son la", {"sơn-la", "sơn-la-đảng"}),
        ("Kế hoạch của UBND tỉnh Sơn La nói gì về tảo hôn?", {"sơn-la"}),
        ("kế hoạch dân số của Tỉnh uỷ Sơn La", {"sơn-la-đảng"}),
        ("ke hoach cua tinh uy son la", {"sơn-la-đảng"}),
        ("xã Tân Hòa có trạm y tế không", {"tân-hòa"}),
        ("tan hoa co bao nhieu cong tac vien", {"tân-hòa"}),
        ("xã Tân Hòa, tỉnh Bắc Ninh làm gì?", {"tân-hòa"}),
        ("TP Cần Thơ giao ai?", {"cần-thơ"}),
        ("Đắc Lắc có chỉ tiêu gì", {"đắk-lắk"}),
        ("kế hoạch 2024 của Đắk Lắk", {"đắk-lắk"}),
        ("MTTQ thành phố Hải Phòng giám sát gì?", {"hải-phòng"}),
        ("Bộ Y tế chỉ đạo Cần Thơ những gì?", {"cần-thơ"}),
    ],
)
def test_a_place_with_documents_is_a_condition(question: str, documents: set[str]) -> None:
    understood = ask(question)
    assert set(understood.filters.documents) == documents
    assert not understood.compares


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("người dân đất Cảng được hỗ trợ gì?", ["hải-phòng"]),
        ("thành phố Biên Hòa có khu công nghiệp nào", ["đồng-nai"]),
        ("vùng Tây Nguyên có kế hoạch gì", ["đắk-lắk"]),
        ("Hải Dương đặt mục tiêu gì", ["hải-phòng"]),  # merged into Hải Phòng; the plan is of after the merger
        ("Bình Phước đặt mục tiêu gì", []),  # the plan of Đồng Nai is of before
        ("Bắc Ninh có kế hoạch gì?", ["tân-hòa"]),
        ("phường Lê Chân của Hải Phòng làm gì?", ["hải-phòng"]),
        ("Tỉnh ủy Sơn La giao ai chủ trì?", ["sơn-la-đảng"]),
        ("Thông tư của Bộ Y tế nói gì", ["thông-tư"]),
        ("theo Luật Dân số thì sinh mấy con", ["luật"]),
    ],
)
def test_what_is_only_likely_is_a_preference(question: str, documents: list[str]) -> None:
    understood = ask(question)
    assert list(understood.preferred.documents) == documents
    assert set(understood.filters.documents).isdisjoint({"hải-phòng", "đồng-nai", "tân-hòa", "cần-thơ", "luật"})


def test_communes_of_one_name_are_told_apart_by_their_province() -> None:
    documents = (
        document("a", "Ủy ban nhân dân xã Tân Hòa", "commune", place="Bắc Ninh"),
        document("b", "Ủy ban nhân dân xã Tân Hòa, tỉnh Lào Cai", "commune"),
    )
    both = understand("xã Tân Hòa có trạm y tế không", documents=documents)
    assert both.filters.documents == ("a", "b")
    assert any("Bắc Ninh, Lào Cai" in note for note in both.notes)
    assert understand("xã Tân Hòa, tỉnh Lào Cai có gì", documents=documents).filters.documents == ("b",)
    assert understand("xa tan hoa tinh bac ninh co gi", documents=documents).filters.documents == ("a",)


def test_whether_something_is_of_a_place_is_asked_of_all() -> None:
    understood = ask("hạn tháng 3 là của Cần Thơ đúng không?")
    assert not understood.filters
    assert not understood.preferred
    assert ask("Cần Thơ có trạm y tế, đúng không?").filters.documents == ("cần-thơ",)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Cà Mau giảm sinh thế nào?", ("Cà Mau",)),
        ("Bình Phước đặt mục tiêu gì", ("Bình Phước",)),
        ("Quê lúa có chính sách gì", ("Thái Bình",)),
        ("phường Lê Chân làm gì", ("phường Lê Chân",)),
        ("QN có gì", ("Quảng Ninh", "Quảng Nam", "Quảng Ngãi")),
        ("Sơn La làm gì", ()),
        ("Hải Dương đặt mục tiêu gì", ()),
    ],
)
def test_a_place_without_documents_is_said(question: str, unknown: tuple[str, ...]) -> None:
    understood = ask(question)
    assert understood.unknown_places == unknown
    assert bool(understood.filters) is (question == "Sơn La làm gì")
    assert any("không có văn bản" in note for note in understood.notes) is (question != "Sơn La làm gì")


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Sơn La và Cần Thơ khác nhau thế nào về chỉ tiêu?", {"sơn-la", "sơn-la-đảng", "cần-thơ"}),
        ("Nhiệm vụ của Sở Y tế ở Cần Thơ, Đắk Lắk và xã Tân Hòa", {"cần-thơ", "đắk-lắk", "tân-hòa"}),
        ("so sánh các tỉnh về mức sinh", set()),
        ("các kế hoạch nói gì về tảo hôn", set()),
        ("bốn kế hoạch giống nhau ở đâu", set()),
        ("những tỉnh nào có nhắc đến tảo hôn?", set()),
        ("tỉnh nào đặt chỉ tiêu cao nhất", set()),
        ("Cần Thơ khác gì các tỉnh khác", set()),
    ],
)
def test_comparisons(question: str, documents: set[str]) -> None:
    understood = ask(question)
    assert understood.compares
    assert set(understood.filters.documents) == documents


@pytest.mark.parametrize(
    "question",
    [
        "các địa phương có trách nhiệm gì",
        "các xã, phường phải làm gì",
        "Cần Thơ gửi kế hoạch tới các nơi nào",
        "Văn bản 771/BC-UBND của tỉnh nào",
        "kế hoạch năm 2025 có gì",
        "những nhóm nào được khám sức khỏe",
    ],
)
def test_no_comparison(question: str) -> None:
    assert not ask(question).compares


@pytest.mark.parametrize(
    ("of", "name", "province"),
    [
        (document("d", "UBND TP. Hải Phòng"), "Hải Phòng", "Hải Phòng"),
        (document("d", "ỦY BAN NHÂN DÂN PHƯỜNG NGỌC HÀ", "commune"), "Ngọc Hà", None),
        (document("d", "Đảng ủy xã Ea Kao", "commune", place="Đắk Lắk"), "Ea Kao", "Đắk Lắk"),
        (document("d", "Sở Y tế tỉnh Lào Cai"), "Lào Cai", "Lào Cai"),
        (document("d", "Tỉnh ủy", place="Biên Hòa"), "Đồng Nai", "Đồng Nai"),
        (document("d", None, None, place="Lai Châu"), "Lai Châu", "Lai Châu"),
        (document("d", "Bộ Y tế", "central", place="Hà Nội"), None, None),
        (document("d", "Thủ tướng Chính phủ", "central"), None, None),
        (document("d", None, None), None, None),
    ],
)
def test_the_locality_of_a_document(of: Document, name: str | None, province: str | None) -> None:
    locality = locality_of(of)
    assert (locality and locality.name) == name
    assert (locality and locality.province) == province


# -- numbers and parts of documents ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "text", "numbers", "required"),
    [
        ("Văn bản số 61-KH/TU nói gì?", "Văn bản nói gì?", ("61KHTU",), ("sơn-la-đảng",)),
        ("van ban so 61-kh/tu noi gi", "van ban noi gi", ("61KHTU",), ("sơn-la-đảng",)),
        ("NQ21 nói gì", "nghị quyết nói gì", ("21NQTW",), ("nghị-quyết",)),
        ("thông tư 43 quy định gì", "thông tư quy định gì", ("43/2025TTBYT",), ("thông-tư",)),
        ("Sơn La thực hiện NQ 21 ra sao", "Sơn La thực hiện nghị quyết ra sao", ("21NQTW",), ("sơn-la-đảng", "sơn-la")),
        ("kế hoạch 120 của Sơn La", "kế hoạch của Sơn La", ("120KHUBND",), ("sơn-la",)),
        ("các xã quán triệt Nghị quyết 21 ra sao", "các xã quán triệt nghị quyết ra sao", ("21NQTW",), ()),
        ("Kết luận 149 nói gì", "kết luận nói gì", ("149KLTW",), ()),
        ("Kế hoạch số 88-KH/TU do ai ban hành?", "Kế hoạch do ai ban hành?", ("88KHTU",), ()),
        ("Kế hoạch số 999/KH-UBND do ai ban hành?", "Kế hoạch do ai ban hành?", ("999KHUBND",), ()),
        ("tỷ số 112 bé trai", "tỷ số 112 bé trai", (), ()),
        ("báo cáo 6 tháng của Cần Thơ", "báo cáo 6 tháng của Cần Thơ", (), ("cần-thơ",)),
    ],
)
def test_numbers(question: str, text: str, numbers: tuple[str, ...], required: tuple[str, ...]) -> None:
    understood = ask(question)
    assert understood.text == text
    assert understood.numbers == numbers
    assert understood.filters.documents == required


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("ai ký kế hoạch của Cần Thơ?", ("signature",)),
        ("nguoi ky van ban 61-KH/TU la ai", ("signature",)),
        ("chức vụ người ký là gì", ("signature",)),
        ("who signed the Can Tho plan?", ("signature",)),
        ("kế hoạch của Cần Thơ ký ngày nào", ("header",)),
        ("Kế hoạch của Cần Thơ số bao nhiêu, ban hành khi nào?", ("header",)),
        ("Nghị quyết 21 ban hành ngày nào", ("header",)),
        ("Kết luận 149 ban hành ngày nào", ()),  # only cited here
        ("Cần Thơ gửi kế hoạch cho ai?", ("recipients",)),
        ("nơi nhận của kế hoạch 61-KH/TU", ("recipients",)),
        ("cơ quan nào nhận được kế hoạch của Sơn La", ("recipients",)),
        ("đơn vị nào của Bộ Y tế nhận kế hoạch của Sơn La", ("recipients",)),
        ("căn cứ vào văn bản nào để ban hành kế hoạch của Cần Thơ", ("preamble",)),
        ("trích yếu kế hoạch của Đắk Lắk", ("title",)),
        ("tên đầy đủ của kế hoạch Cần Thơ", ("title",)),
        ("hợp đồng ai ký kết với cộng tác viên", ()),
        ("đánh giá cuối kỳ khi nào", ()),
        ("đơn vị nào nhận báo cáo của Cần Thơ", ()),
        ("báo cáo gửi về đâu trước ngày nào", ()),
        ("xã phải ban hành kế hoạch trước ngày nào", ()),
        ("dân số bao nhiêu", ()),
        ("đăng ký khi nào", ()),
        ("Sở Kế hoạch và Đầu tư làm gì", ()),
        ("nghĩa vụ phát sinh dựa trên căn cứ nào", ()),
        ("khi nào gửi báo cáo về Sở Y tế", ()),
        ("kế hoạch của Cần Thơ căn cứ vào đâu", ("preamble",)),
        ("kế hoạch của Cần Thơ được lập theo văn bản nào", ("preamble",)),
        ("Sở Tài chính bố trí kinh phí theo luật nào", ()),
    ],
)
def test_about(question: str, about: tuple[str, ...]) -> None:
    assert ask(question).about == about


@pytest.mark.parametrize(
    ("question", "field", "expected"),
    [
        ("kế hoạch năm 2018 nói gì", "years", (2018,)),
        ("văn bản ban hành năm 2024", "years", (2024,)),
        ("tuổi thọ năm 2017", "years", ()),
        ("theo kế hoạch thì ai chủ trì", "kinds", ("Kế hoạch",)),
        ("xây dựng kế hoạch thế nào", "kinds", ()),
        ("văn bản cấp tỉnh nói gì", "levels", ("province",)),
        ("kế hoạch của các phường", "levels", ("commune",)),
        ("cán bộ cấp xã", "levels", ()),
        ("mục III.2 của kế hoạch Cần Thơ", "sections", ("III.2",)),
        ("phần ii kế hoạch", "sections", ("II",)),
        ("điểm a khoản 2 Điều 5", "sections", ("Điều 5.2.a",)),
        ("mục tiêu 5 năm", "sections", ()),
        ("điều 168,5", "sections", ()),
    ],
)
def test_kind_year_level_and_section(question: str, field: str, expected: tuple[object, ...]) -> None:
    assert getattr(ask(question).preferred, field) == expected


# -- words -----------------------------------------------------------------------------------------------------


def sought(question: str, *history: str, off: Sequence[str] = ()) -> dict[str, str]:
    return {expansion.text: expansion.why for expansion in ask(question, *history, off=off).expansions}


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        ("áp dụng BPTT", "biện pháp tránh thai", "abbreviation"),
        ("ap dung bptt", "biện pháp tránh thai", "abbreviation"),
        ("áp dụng biện pháp tránh thai", "BPTT", "abbreviation"),
        ("chuyện lệch trai gái", "mất cân bằng giới tính khi sinh", "synonym"),
        ("chuyen cuoi som", "tảo hôn", "synonym"),
        ("What is the life expectancy?", "tuổi thọ bình quân", "english"),
        ("công tác tuyên truyền", "truyền thông", "synonym"),
    ],
)
def test_expansions(question: str, text: str, why: str) -> None:
    assert sought(question)[text] == why


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("sinh đủ 2 con", {"hai con"}),
        ("được hai con", {"2 con"}),
        ("sinh con thứ ba", set()),  # "thứ 3" stands nowhere in this library
        ("đầu những năm 90", set()),
    ],
)
def test_numerals_are_sought_both_ways(question: str, texts: set[str]) -> None:
    vocabulary = {**VOCABULARY, "2": 9}
    found = understand(question, vocabulary=vocabulary).expansions
    assert {expansion.text for expansion in found} == texts


def test_a_decade_is_sought_by_its_years() -> None:
    found = understand("đầu thập kỷ 90 ra sao", vocabulary={"1992": 3, "1993": 2, "1997": 1}).expansions
    assert [expansion.text for expansion in found] == ["1992", "1993"]


def test_a_wording_that_the_library_has_nowhere_is_not_sought() -> None:
    assert "MCBGTKS" not in sought("mất cân bằng giới tính khi sinh")


def test_an_expansion_never_repeats_the_question_and_has_a_weight() -> None:
    for question in ("tuổi thọ trung bình và tuổi thọ bình quân", "BPTT, biện pháp tránh thai", "tảo hôn cưới sớm"):
        for expansion in ask(question).expansions:
            assert " ".join(syllables(expansion.text)) not in " ".join(syllables(question))
            assert 0 < expansion.weight <= 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("người cao tuỏi đc khám ko", "người cao tuổi được khám không"),
        ("ở cần thơơ", "ở Cần Thơ"),
        ("kế hoach sinh con", "kế hoạch sinh con"),
        ("ba ca đẻ khó ở bản", "ba ca đẻ khó ở bản"),
        ("tuyên truyen ở xã", "tuyên truyền ở xã"),
    ],
)
def test_typos_are_mended_and_said(question: str, text: str) -> None:
    understood = ask(question)
    assert understood.text == text
    assert bool(understood.notes) is (question != text)


@pytest.mark.parametrize(
    ("question", "marks"),
    [
        ("ti le nguoi cao tuoi", False),
        ("Tỷ lệ người cao tuổi", True),
        ("tỷ le nguoi cao tuoi kham suc khoe", False),
        ("tảo hôn ở Sơn La là gì", True),
        ("ai lo", True),  # nothing lacks a mark
        ("What is the life expectancy?", True),
        ("2030?", True),
    ],
)
def test_has_marks(question: str, marks: bool) -> None:
    assert ask(question).has_marks is marks


@pytest.mark.parametrize(
    ("question", "text", "documents"),
    [
        ("What is the life expectancy in Can Tho by 2030?", "tuổi thọ trung bình Cần Thơ năm 2030", ("cần-thơ",)),
        ("how many children in Dak Lak", "bao nhiêu trẻ em Đắk Lắk", ("đắk-lắk",)),
        ("Who is in charge of Plan 61-KH/TU?", "cơ quan nào chủ trì kế hoạch", ("sơn-la-đảng",)),
    ],
)
def test_english(question: str, text: str, documents: tuple[str, ...]) -> None:
    understood = ask(question)
    assert understood.text.rstrip("?") == text
    assert understood.filters.documents == documents


# -- follow-ups ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "history", "text"),
    [
        ("còn Cần Thơ?", "Chỉ tiêu khám sức khỏe của Đắk Lắk?", "Chỉ tiêu khám sức khỏe của Cần Thơ"),
        ("Cần Thơ thì sao?", "Đắk Lắk giao ai tuyên truyền?", "Cần Thơ giao ai tuyên truyền"),
        ("thế năm 2025?", "Chỉ tiêu của Cần Thơ năm 2030 là gì?", "Chỉ tiêu của Cần Thơ năm 2025 là gì"),
        ("vậy nữ?", "Tuổi thọ trung bình của nam ở Cần Thơ?", "Tuổi thọ trung bình của nữ ở Cần Thơ"),
        ("con nu thi sao", "tuoi tho cua nam o can tho", "tuoi tho cua nu o can tho"),
        ("vậy Sở Tài chính thì sao?", "Sở Y tế Cần Thơ làm gì?", "Sở Tài chính Cần Thơ làm gì"),
        ("thế của Tỉnh ủy?", "Kế hoạch của UBND tỉnh Sơn La nói gì?", "Kế hoạch của Tỉnh ủy Sơn La nói gì"),
        ("còn thứ ba?", "Cần Thơ thưởng con thứ hai bao nhiêu?", "Cần Thơ thưởng con thứ ba bao nhiêu"),
        ("tại sao?", "Mức sinh ở Cần Thơ giảm?", "tại sao Mức sinh ở Cần Thơ giảm"),
        ("văn bản này ai ký?", "Văn bản 61-KH/TU nói gì?", "Văn bản ai ký"),
        ("còn 88-KH/TU?", "Kế hoạch 61-KH/TU do ai ban hành?", "do ai ban hành"),
        ("nói rõ hơn", "Cần Thơ làm gì cho trẻ em?", "Cần Thơ làm gì cho trẻ em"),
        ("thế nam giới?", "tuổi thọ phụ nữ ở Cần Thơ?", "tuổi thọ nam giới ở Cần Thơ"),
        ("ở đó có trạm y tế không?", "Xã Tân Hòa có bao nhiêu người?", "có trạm y tế không Tân Hòa"),
        ("What about Can Tho?", "How many children in Dak Lak?", "bao nhiêu trẻ em Cần Thơ"),
    ],
)
def test_follow_ups_are_completed(question: str, history: str, text: str) -> None:
    understood = ask(question, history)
    assert understood.text == text
    assert any(note.startswith("Hiểu là hỏi tiếp") for note in understood.notes)


@pytest.mark.parametrize(
    ("question", "has", "documents"),
    [
        ("thế kéo dài đến bao giờ?", ("kéo dài đến bao giờ", "xây dựng đề án sàng lọc", "Cần Thơ"), ("cần-thơ",)),
        ("đơn vị đó báo cáo cho ai?", ("báo cáo cho ai", "xây dựng đề án sàng lọc"), ("cần-thơ",)),
        ("khi nào xong?", ("khi nào xong", "xây dựng đề án sàng lọc"), ("cần-thơ",)),
        ("ai ký?", ("ai ký", "Cần Thơ"), ("cần-thơ",)),
    ],
)
def test_the_content_before_is_carried(question: str, has: tuple[str, ...], documents: tuple[str, ...]) -> None:
    understood = ask(question, "Cần Thơ giao sở nào xây dựng đề án sàng lọc?")
    assert all(words in understood.text for words in has)
    assert understood.filters.documents == documents


@pytest.mark.parametrize(
    "question",
    [
        "Đắk Lắk có mấy chục điểm khám lưu động?",
        "Tỷ lệ người cao tuổi được khám sức khỏe định kỳ là bao nhiêu?",
        "Nghị quyết 21 nói gì về người cao tuổi?",
        "con thứ hai được hưởng chế độ gì của bảo hiểm và ai chi trả?",
    ],
)
def test_a_question_that_stands_alone_is_not_changed(question: str) -> None:
    before = "Cần Thơ giao sở nào xây dựng đề án?"
    after, alone = ask(question, before), ask(question)
    assert after == alone


def test_a_short_question_leans_on_the_places_before() -> None:
    understood = ask("kinh phí lấy từ đâu?", "Kế hoạch 61-KH/TU giao việc gì?")
    assert understood.text == "kinh phí lấy từ đâu?"
    assert not understood.filters
    assert understood.preferred.documents == ("sơn-la-đảng",)


def test_a_chain_of_follow_ups() -> None:
    understood = ask("còn Cần Thơ?", "Chỉ tiêu của Đắk Lắk năm 2030?", "thế năm 2025?")
    assert understood.text == "Chỉ tiêu của Cần Thơ năm 2025"


# -- switches and promises -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "question"),
    [
        ("typo", "người cao tuỏi"),
        ("abbreviation", "áp dụng BPTT"),
        ("synonym", "lệch trai gái"),
        ("english", "What is the life expectancy?"),
        ("filter", "Cần Thơ làm gì"),
        ("place", "Cần Thơ làm gì"),
    ],
)
def test_what_is_switched_off_is_not_assumed(switch: str, question: str) -> None:
    assert switch in SWITCHES
    on, off = ask(question), ask(question, off=[switch])
    assert on != off
    assert off.text.rstrip("?") == question.rstrip("?")
    assert not any(expansion.why == switch for expansion in off.expansions)
    assert not (switch in ("filter", "place") and off.filters)


def test_one_reading_is_refused_and_the_others_stay() -> None:
    question = "TSGTKS va BPTT"
    both = ask(question)
    assert [reading.switch for reading in both.readings] == ["abbreviation:TSGTKS", "abbreviation:BPTT"]
    one = ask(question, off=["abbreviation:BPTT"])
    assert [reading.switch for reading in one.readings] == ["abbreviation:TSGTKS"]
    assert {expansion.source for expansion in one.expansions if expansion.why == "abbreviation"} == {"TSGTKS"}
    assert [reading.words for reading in one.readings] == [note for note in one.notes if "TSGTKS" in note]


def test_one_mending_is_refused_and_the_others_stay() -> None:
    both = ask("người cao tuỏi thuộc lệch trai gaí")
    assert len(both.readings) == 2
    first, second = both.readings
    one = ask("người cao tuỏi thuộc lệch trai gaí", off=[second.switch])
    assert one.readings == (first,)
    assert one.text == "người cao tuổi thuộc lệch trai gaí"


def test_one_wording_or_one_document_is_refused() -> None:
    question = "lệch trai gái và cưới sớm"
    assert {one.source for one in ask(question).expansions} == {"lệch trai gái", "cưới sớm"}
    assert {one.source for one in ask(question, off=["synonym:cưới sớm"]).expansions} == {"lệch trai gái"}
    compared = ask("So sánh Cần Thơ và Đắk Lắk").filters.documents
    assert len(compared) > 1
    kept = ask("So sánh Cần Thơ và Đắk Lắk", off=[f"filter:{compared[0]}"]).filters.documents
    assert kept == compared[1:]


def test_follow_up_switched_off() -> None:
    assert ask("còn Cần Thơ?", "Chỉ tiêu của Đắk Lắk?", off=["follow_up"]).text == "còn Cần Thơ?"


def test_an_empty_library_is_asked_without_conditions() -> None:
    understood = understand("Sơn La đặt chỉ tiêu sinh bao nhiêu?")
    assert understood.text == "Sơn La đặt chỉ tiêu sinh bao nhiêu?"
    assert not understood.filters
    assert understood.unknown_places == ("Sơn La",)


def test_notes_are_sentences() -> None:
    for question in ("người cao tuỏi ở QN áp dụng BPTT", "What about Can Tho?", "đất Cảng có gì", "CT nói gì"):
        for note in ask(question).notes:
            assert note[0].isupper() or note[0] == "“"
            assert note.endswith((".", "”."))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=2))
def test_any_text_is_understood_the_same_way_twice(question: str, history: list[str]) -> None:
    first, second = ask(question, *history), ask(question, *history)
    assert first == second
    assert set(first.filters.documents) <= {one.id for one in LIBRARY}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from("còn thế Sơn La Cần Thơ tảo hôn ai ký năm 2030 NQ 21 ở đó UBND tỉnh và ? 61-KH/TU".split())
    )
)
def test_any_order_of_known_words_is_understood(words: list[str]) -> None:
    understood = ask(" ".join(words), "Đắk Lắk giao ai?")
    assert set(understood.preferred.documents) <= {one.id for one in LIBRARY}


def test_a_question_takes_a_few_milliseconds() -> None:
    questions = [
        "Tỷ lệ người cao tuỏi ở Sơn La áp dụng BPTT?",
        "dan so can tho nam 2030",
        "Who signed the Can Tho plan?",
    ]
    for question in questions:
        ask(question)
    started = time.process_time()
    for _ in range(20):
        for question in questions:
            ask(question)
    assert (time.process_time() - started) / 60 < 0.02
