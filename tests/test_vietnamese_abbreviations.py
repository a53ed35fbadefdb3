"""Abbreviations: found by what is typed, read by the words nearby, and written short again."""

from __future__ import annotations

import pytest

from vietnamese.abbreviations import abbreviations, expand_known, short_forms, written_short
from vietnamese.normal_forms import compose
from vietnamese.tokens import syllables


def readings(text: str) -> list[tuple[str, str]]:
    return [(short.typed, short.readings[0].text) for short in written_short(compose(text))]


def test_there_are_enough_and_none_stands_for_itself() -> None:
    data = abbreviations()
    assert len(data) >= 250
    for short, found in data.items():
        assert found, short
        for reading in found:
            assert syllables(reading.text) != syllables(short), short
            assert 0 < reading.weight <= 1, short


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UBND xã và HĐND xã", [("UBND", "ủy ban nhân dân"), ("HĐND", "hội đồng nhân dân")]),
        ("ubnd va hdnd", [("ubnd", "ủy ban nhân dân"), ("hdnd", "hội đồng nhân dân")]),
        ("công tác DS-KHHGĐ", [("DS-KHHGĐ", "dân số - kế hoạch hóa gia đình")]),
        ("cong tac ds-khhgd", [("ds-khhgd", "dân số - kế hoạch hóa gia đình")]),
        ("LĐ-TB&XH", [("LĐ-TB&XH", "lao động - thương binh và xã hội")]),
        ("Sở VHTT&DL", [("VHTT&DL", "văn hóa, thể thao và du lịch")]),
        ("DS/NCT", [("DS", "dân số"), ("NCT", "người cao tuổi")]),
        ("TSGTKS là gì", [("TSGTKS", "tỷ số giới tính khi sinh")]),
        ("CTr hành động", [("CTr", "chương trình")]),
        ("T.Ư ban hành", [("T.Ư", "trung ương")]),
    ],
)
def test_written_short(text: str, expected: list[tuple[str, str]]) -> None:
    assert readings(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "tu bổ đền chùa",  # "TU" is the committee, "tu" is not
        "ca đẻ tại trạm",
        "con thứ ba",
        "e, g, h",
        "CÔNG TÁC DÂN SỐ TU",  # all capitals tell nothing of one word
        "điểm a khoản 2",
    ],
)
def test_syllables_and_single_letters_are_no_abbreviations(text: str) -> None:
    assert readings(text) == []


@pytest.mark.parametrize(
    ("text", "short", "expected"),
    [
        ("CT UBND xã chủ trì", "CT", "chủ tịch"),
        ("theo CT số 12", "CT", "chỉ thị"),
        ("CT mục tiêu quốc gia", "CT", "chương trình"),
        ("TT 05 của Bộ Y tế", "TT", "thông tư"),
        ("TT dân số huyện", "TT", "trung tâm"),
        ("HĐ nhân dân", "HĐ", "hội đồng"),
        ("ký HĐ lao động", "HĐ", "hợp đồng"),
        ("trường CĐ y tế", "CĐ", "cao đẳng"),
        ("VTN, TN", "TN", "thanh niên"),
        ("BHXH TN", "TN", "thanh niên"),
        ("nộp BC định kỳ", "BC", "báo cáo"),
        ("cơ quan BC và PTTH", "BC", "báo chí"),
        ("PC bạo lực gia đình", "PC", "phòng, chống"),
        ("GĐ Sở Y tế", "GĐ", "giám đốc"),
    ],
)
def test_words_nearby_decide(text: str, short: str, expected: str) -> None:
    found = {written.typed: written for written in written_short(text)}
    assert found[short].readings[0].text == expected


def test_an_undecided_form_keeps_every_reading() -> None:
    (found,) = written_short("ý kiến của CT")
    assert {reading.text for reading in found.readings} == {"chủ tịch", "chỉ thị", "chương trình"}
    assert all(0 < reading.weight < 1 for reading in found.readings)


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("áp dụng biện pháp tránh thai", True, ["BPTT"]),
        ("ap dung bien phap tranh thai", False, ["BPTT"]),
        ("khu công nghiệp và người cao tuổi", True, ["KCN", "NCT"]),
        ("ban quản lý", True, []),
    ],
)
def test_short_forms(text: str, marks: bool, expected: list[str]) -> None:
    found = [form.text for _, _, forms in short_forms(syllables(text), marks=marks) for form in forms]
    assert found == expected


@pytest.mark.parametrize(("typed", "expected"), [("skss", "sức khỏe sinh sản"), ("CT", None), ("xyz", None)])
def test_expand_known_refuses_what_has_several_readings(typed: str, expected: str | None) -> None:
    assert expand_known(typed) == expected
