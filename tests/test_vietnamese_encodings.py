"""A text saved in any encoding Vietnamese offices have used reads the same; binary is refused."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import EmptyFile, UnreadableFile
from tests.legacy_encoders import to_tcvn3, to_viqr, to_vni, to_windows_1258
from vietnamese.encodings import decode, from_legacy_font, from_tcvn3, from_vni, is_viqr, legacy_font_of
from vietnamese.syllables import is_syllable

TEXT = (
    "Độc lập - Tự do - Hạnh phúc\n"
    "Ủy ban nhân dân xã Tân Hòa ban hành kế hoạch nâng cao chất lượng dân số giai đoạn 2026-2030:\n"
    "1. Giữ vững mức sinh thay thế, đẩy mạnh truyền thông; mỗi năm có ít nhất 85% cặp nam nữ được khám sức khỏe.\n"
    "2. Trạm Y tế phối hợp với các thôn; kỹ năng, quý I, khuỷu tay, thuở nhỏ, nghĩa vụ, giếng nước, ngoằn ngoèo.\n"
)
SYLLABLES = sorted(set("".join(char if char.isalpha() else " " for char in TEXT).split()))


def lines(minimum: int) -> st.SearchStrategy[str]:
    """Return lines of real syllables with figures and marks between them."""
    word = st.sampled_from([*SYLLABLES, "2030", "85%", "(xã)", "a,", "nhà.", "đi?", "I-"])
    return st.lists(word, min_size=minimum, max_size=60).map(" ".join)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (to_windows_1258(TEXT), "windows-1258"),
        (to_vni(TEXT), "vni"),
        (to_viqr(TEXT), "viqr"),
        (to_vni(TEXT).decode("cp1252").encode(), "vni"),
    ],
)
def test_a_text_reads_the_same_in_every_encoding(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert decoded.text == TEXT
    assert decoded.encoding == encoding
    assert decoded.damaged == 0


@pytest.mark.parametrize("encode", [to_tcvn3, lambda text: to_tcvn3(text).decode("cp1252").encode()])
def test_tcvn3_reads_the_same_but_for_capitals_with_a_tone(encode: object) -> None:
    text = TEXT.replace("Ủy", "Uỷ")
    decoded = decode(encode(text))  # type: ignore[operator]
    assert (decoded.text, decoded.encoding) == (text, "tcvn3")


@given(lines(minimum=12))
@settings(max_examples=60, deadline=None)
def test_encodings_keep_any_words(text: str) -> None:
    text = "Độc lập " + text
    for encode in (to_windows_1258, to_vni, to_viqr):
        assert decode(encode(text)).text == text


@given(st.text(alphabet=[*sorted({char for char in TEXT.lower() if char.isalpha()}), " "], max_size=40))
def test_tables_turn_back_what_they_were_given(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text).decode("latin-1")) == text
    assert from_vni(to_vni(text).decode("cp1252")) == text


def test_a_few_odd_signs_do_not_make_genuine_text_a_legacy_font() -> None:
    assert legacy_font_of("Kế hoạch dân số: \x800£0â") is None


def test_number_label_of_a_letterhead_keeps_its_small_letter() -> None:
    assert from_tcvn3("Sè: 402/GM-VPCP") == "Số: 402/GM-VPCP"


@given(st.text(max_size=200))
def test_genuine_unicode_is_only_composed(text: str) -> None:
    if any(char in text for char in "^(+\x00") or not text.strip() or legacy_font_of(text):
        return
    try:
        decoded = decode(("Kế hoạch dân số: " + text).encode("utf-8", errors="ignore"))
    except UnreadableFile:
        return
    assert decoded.encoding == "utf-8"
    assert decode(decoded.text.encode()).text == decoded.text


@pytest.mark.parametrize(
    "text",
    [
        "Toi an com. Ban khoe khong? Ho so (a) da nop; gia tri a^b + c^d va o+ u+ cua bang.",
        "What is the plan (a+b)? See http://example.vn/a?b=c&d.e~f, it's e^x+1 or a(1).",
        "x = a(b) + o+p; y = e^t; z = u+v; w = a(i); k = o^2",
        "Dong Nai. Ke hoach cua Uy ban nhan dan xa?",
    ],
)
def test_ordinary_ascii_is_not_taken_for_viqr(text: str) -> None:
    assert not is_viqr(text)
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        bytes(range(256)) * 20,
        b"\x00\x01\x02\x03" * 100,
        b"\xff\xfe" + b"\x00\xd8" * 50,
        bytes((index * 7919) % 256 for index in range(4000)),
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        decode(data)


@pytest.mark.parametrize("data", [b"", b"   \n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00\x00"])
def test_nothing_is_refused_as_empty(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        decode(data)


def test_foreign_8_bit_text_is_not_guessed_at() -> None:
    with pytest.raises(UnreadableFile, match="bảng mã"):
        decode("Привет, это план действий на следующий год".encode("koi8-r"))


def test_a_truncated_text_loses_its_last_letter_only() -> None:
    decoded = decode(TEXT.encode()[:-3] + "ế".encode()[:2])
    assert decoded.damaged == 1
    assert decoded.text.startswith(TEXT[:200])


def test_plain_english_with_curly_quotes_is_windows_text() -> None:
    assert (
        decode("He said “population policy” – twice.".encode("cp1252")).text == "He said “population policy” – twice."
    )


@pytest.mark.parametrize(
    ("shown", "font", "meant"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "tcvn3", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("CéNG HßA X· HéI", "tcvn3", "CỘNG HÒA XÃ HỘI"),
        ("Së Y TÕ", "tcvn3", "SỞ Y TẾ"),
        ("BÝ TH¦", "tcvn3", "BÍ THƯ"),
        ("Lª Vò Hµ", "tcvn3", "Lê Vũ Hà"),
        ("Coäng hoøa xaõ hoäi chuû nghóa", "vni", "Cộng hòa xã hội chủ nghĩa"),
        ("ÑOÄC LAÄP - TÖÏ DO", "vni", "ĐỘC LẬP - TỰ DO"),
    ],
)
def test_text_of_a_legacy_font_is_recognised(shown: str, font: str, meant: str) -> None:
    assert legacy_font_of(shown) == font
    assert from_legacy_font(shown, font) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Cộng hòa xã hội", "à la carte, déjà vu", "Kế hoạch", "", "plan"])
def test_genuine_text_has_no_legacy_font(text: str) -> None:
    assert legacy_font_of(text) is None


@pytest.mark.parametrize(
    ("word", "expected"),
    [(word, True) for word in "nghiêng quốc giếng gì gìn khuỷu thuở yêu oanh Đắk ƯƠNG quý hoà hòa".split()]
    + [(word, False) for word in "cãc hòac xn ngữị qa bcd đế́ zoo wifi nghf cảt".split()],
)  # fmt: skip
def test_syllables(word: str, expected: bool) -> None:
    assert is_syllable(word) is expected


def test_reading_three_megabytes_takes_less_than_a_second() -> None:
    data = (TEXT * 6000).encode()
    start = time.perf_counter()
    decode(data)
    assert len(data) / 1e6 / (time.perf_counter() - start) > 3
