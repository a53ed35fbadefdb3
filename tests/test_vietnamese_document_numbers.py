"""Document numbers: one key for every way of writing, what is found in running text and in questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.document_kinds import KINDS, kind_named, kinds_abbreviated
from vietnamese.document_numbers import canonical_key, find_numbers, find_short_numbers, matches


@pytest.mark.parametrize(
    ("forms", "key"),
    [
        (("149-KL/TW", "149 kl/tw", "149KL-TW", "149 - KL / TW", "149-\nKL/TW", "0149-KL/TW"), "149KLTW"),
        (("1745/QĐ-TTg", "1745/QD-TTg", "1745 qđ ttg"), "1745QDTTG"),
        (("06/2023/TT-BLĐTBXH", "6/2023/TT- BLDTBXH", "06-2023-TT-BLĐTBXH"), "6/2023TTBLDTBXH"),
        (("113/2025/QH15", "113 /2025/ QH15"), "113/2025QH15"),
        (("66.18/2026/NQ-CP",), "66.18/2026NQCP"),
        (("1669/NQ-UBTVQH15",), "1669NQUBTVQH15"),
    ],
)
def test_variants_meet_in_one_key(forms: tuple[str, ...], key: str) -> None:
    assert {canonical_key(form) for form in forms} == {key}


@given(st.text(alphabet="0123456789ABĐđKLTWhố /-.\n", max_size=30))
def test_key_of_a_key_is_itself(text: str) -> None:
    assert canonical_key(canonical_key(text)) == canonical_key(text)


@pytest.mark.parametrize(
    ("text", "key", "kind", "party", "year"),
    [
        ("theo Kế hoạch số 174 -KH/TU", "174KHTU", "Kế hoạch", True, None),
        ("Nghị quyết số 47- NQ/TW", "47NQTW", "Nghị quyết", True, None),
        ("Kết luận số 149-\n\nKL/TW của", "149KLTW", "Kết luận", True, None),
        ("Kế hoạch số 165/KH-UBND ngày", "165KHUBND", "Kế hoạch", False, None),
        ("Nghị định số 272/2025/NĐ- CP", "272/2025NDCP", "Nghị định", False, 2025),
        ("Nghị định 30/2020/ND-CP", "30/2020NDCP", "Nghị định", False, 2020),
        ("Luật số 113/2025/QH15;", "113/2025QH15", None, False, 2025),
        ("Nghị quyết 1669/NQ-UBTVQH15.", "1669NQUBTVQH15", "Nghị quyết", False, None),
        ("Công văn số 9244/VP-VX", "9244VPVX", None, False, None),
        ("số 18/2014/TTLT-BYT-BTC,", "18/2014TTLTBYTBTC", "Thông tư liên tịch", False, 2014),
        ("(21/NQ-TW)", "21NQTW", "Nghị quyết", True, None),
        ("Quy định 383-QĐ/TW", "383QDTW", None, True, None),
        ("Tờ trình số 12/TTr-UBND", "12TTRUBND", "Tờ trình", False, None),
        ("Quyết định số 1745/QĐ-TTg", "1745QDTTG", "Quyết định", False, None),
        ("Chương trình số 19-CTr/TU", "19CTRTU", "Chương trình", True, None),
        ("quyết nghị 66.18/2026/NQ-CP", "66.18/2026NQCP", "Nghị quyết", False, 2026),
        ("hỏi về 149 kl/tw với", "149KLTW", "Kết luận", True, None),
    ],
)
def test_full_numbers(text: str, key: str, kind: str | None, party: bool | None, year: int | None) -> None:
    found = find_numbers(text)
    assert [(one.key, one.kind, one.party, one.year) for one in found] == [(key, kind, party, year)]
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "ngày 10/4/2025",
        "119 bé trai/100 bé gái",
        "C3-M3/KH1174/160",
        "giai đoạn 2021-2025/KH-UB",
        "giảm 2/3 số vị thành niên",
        "km/h, 50/60 Hz, 24/7",
        "A1/B2-C3",
        "từ 1/7/2025 - UBND các xã",
        "chỉ tiêu 106-108 bé trai",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert find_numbers(text) == []


def test_a_number_ends_before_the_next_item() -> None:
    assert [one.text for one in find_numbers("Nghị quyết 21-NQ/TW - Nâng cao chất lượng")] == ["21-NQ/TW"]


@pytest.mark.parametrize(
    ("question", "key", "other"),
    [
        ("KL149 nói gì?", "149KLTW", "149KHTU"),
        ("Kết luận 149 nói gì", "149KLTW", "1149KLTW"),
        ("NQ 21 về dân số", "21NQTW", "21KLTW"),
        ("149 kl/tw quy định thế nào", "149KLTW", "149KLTU"),
        ("ke hoach 174 cua dong nai", "174KHTU", "175KHTU"),
        ("kế hoạch số 87", "87KHUBND", "87BCUBND"),
        ("QĐ 1745 giao việc gì", "1745QDTTG", "1745NDCP"),
        ("quy định 383", "383QDTW", "383KHTU"),
        ("nghị định 30/2020", "30/2020NDCP", "30/2021NDCP"),
        ("Thông tư 43 năm 2025", "43/2025TTBYT", "43/2024TTBYT"),
        ("nq21 còn hiệu lực không", "21NQTW", "21NQLTTU"),
        ("CT 39 của Ban Bí thư", "39CTTW", "39TBTW"),
        ("công văn 9244", "9244VPVX", "9245VPVX"),
        ("tờ trình 12", "12TTRUBND", "12TTBYT"),
        ("quyết định 87 ngày nào ký", "87QDUBND", "87KHUBND"),
        ("kết luận 149 ngày 10/4/2025", "149KLTW", "150KLTW"),
        ("quyet dinh 87 ngay nao", "87QDUBND", "87KHUBND"),
    ],
)
def test_short_numbers_meet_stored_keys(question: str, key: str, other: str) -> None:
    found = find_short_numbers(question)
    assert len(found) == 1
    assert matches(found[0], key)
    assert not matches(found[0], other)


@pytest.mark.parametrize(
    "question",
    [
        "kế hoạch 5 năm 2026-2030",
        "kế hoạch 2025 có gì mới",
        "báo cáo 6 tháng đầu năm",
        "kế hoạch 90 ngày đêm",
        "mỗi cặp vợ chồng sinh 2 con",
        "mức sinh TB 2,0 con",
        "dưới 108 bé trai/100 bé gái",
        "18 tuổi cao bao nhiêu",
        "chương trình 10 nhiệm vụ",
    ],
)
def test_counts_and_years_are_no_short_numbers(question: str) -> None:
    assert find_short_numbers(question) == []


def test_ambiguous_abbreviations_keep_every_kind() -> None:
    assert set(kinds_abbreviated("QĐ")) == {"Quyết định", "Quy định"}
    assert {"Chỉ thị", "Chương trình"} <= set(kinds_abbreviated("CT"))
    assert {"Thông tư", "Thông tri"} <= set(kinds_abbreviated("TT"))
    assert kinds_abbreviated("HĐ") == ("Hợp đồng",)
    assert set(kinds_abbreviated("HD")) == {"Hướng dẫn", "Hợp đồng"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_known_by_name_without_marks(kind: str) -> None:
    from vietnamese.normal_forms import fold

    assert kind_named(fold(kind).lower()) == kind
