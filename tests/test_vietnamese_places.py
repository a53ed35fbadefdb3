"""Places: 63 provinces of before 1/7/2025, 34 after, their spellings, nicknames and the phrases they look like."""

from __future__ import annotations

import pytest

from vietnamese.places import PlaceNames, merged_into, named_units, provinces
from vietnamese.tokens import tokens_with_spans

NAMES = PlaceNames(["Tân Hòa", "Mới"])


def found(text: str) -> list[tuple[str, ...]]:
    return [mention.names for mention in NAMES.find(text, list(tokens_with_spans(text)))]


def test_the_provinces_of_both_maps() -> None:
    table = provinces()
    assert len(table) == 63
    after = {province.now for province in table.values()}
    assert len(after) == 34
    assert after <= set(table)
    assert all(table[name].now == name for name in after)
    assert sum(len(merged_into(name)) for name in after) == 63


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Đồng Nai", {"Đồng Nai", "Bình Phước"}),
        ("Hải Phòng", {"Hải Phòng", "Hải Dương"}),
        ("Thành phố Hồ Chí Minh", {"Thành phố Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"}),
        ("Lâm Đồng", {"Lâm Đồng", "Đắk Nông", "Bình Thuận"}),
        ("Cần Thơ", {"Cần Thơ", "Hậu Giang", "Sóc Trăng"}),
        ("Lai Châu", {"Lai Châu"}),
    ],
)
def test_mergers(name: str, parts: set[str]) -> None:
    assert set(merged_into(name)) == parts
    assert merged_into(name)[0] == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dân số tỉnh Sơn La", [("Sơn La",)]),
        ("dan so tinh son la", [("Sơn La",)]),
        ("tp hcm và hà nội", [("Thành phố Hồ Chí Minh",), ("Hà Nội",)]),
        ("Sài Gòn", [("Thành phố Hồ Chí Minh",)]),
        ("Hanoi and Danang", [("Hà Nội",), ("Đà Nẵng",)]),
        ("kế hoạch của HN", [("Hà Nội",)]),
        ("QN làm gì", [("Quảng Ninh", "Quảng Nam", "Quảng Ngãi")]),
        ("Đắc Lắc và Dak Lak", [("Đắk Lắk",), ("Đắk Lắk",)]),
        ("Thanh Hoá, Khánh Hoà", [("Thanh Hóa",), ("Khánh Hòa",)]),
        ("Thừa Thiên - Huế", [("Huế",)]),
        ("người dân đất Cảng", [("Hải Phòng",)]),
        ("xứ Nghệ", [("Nghệ An",)]),
        ("xã Tân Hòa", [("Tân Hòa",)]),
        ("xã Mới", [("Mới",)]),
        ("thành phố Biên Hòa", [("Đồng Nai",)]),
    ],
)
def test_find(text: str, expected: list[tuple[str, ...]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "chiều cao bằng bao nhiêu",
        "giữ gìn hòa bình",
        "tinh hinh dien bien phuc tap",
        "mức thái bình thường",
        "vẽ con la",
        "trong tình hình mới",
        "hà tiện",
        "hue hồng",
        "KẾ HOẠCH CT",
        "da nang luc",
    ],
)
def test_ordinary_phrases_are_no_places(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("tỉnh Hòa Bình", "Hòa Bình"), ("Hòa Bình có", "Hòa Bình"), ("o tinh dien bien", "Điện Biên"), ("ở Huế", "Huế")],
)
def test_a_word_before_or_capitals_make_a_place_of_a_phrase(text: str, expected: str) -> None:
    assert found(text) == [(expected,)]


def test_a_region_names_its_provinces() -> None:
    text = "các tỉnh Tây Nguyên"
    (mention,) = NAMES.find(text, list(tokens_with_spans(text)))
    assert mention.certainty == "region"
    assert set(mention.names) == {"Kon Tum", "Gia Lai", "Đắk Lắk", "Đắk Nông", "Lâm Đồng"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phường Ngọc Hà và xã Ea Kao", [("phường", "Ngọc Hà"), ("xã", "Ea Kao")]),
        ("Phường 12 làm gì", [("phường", "12")]),
        ("đặc khu Vân Đồn", [("đặc khu", "Vân Đồn")]),
        ("cán bộ cấp xã, các phường", []),
        ("trạm y tế xã Đông Ích có", [("xã", "Đông Ích")]),
    ],
)
def test_named_units(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(kind, name) for kind, name, _ in named_units(text)] == expected
