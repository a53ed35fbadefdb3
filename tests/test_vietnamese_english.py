"""English questions: told from Vietnamese without marks, and put into Vietnamese terms."""

from __future__ import annotations

import pytest

from vietnamese.data_files import read_toml
from vietnamese.english import _DATA, is_english, phrase_table, translate


def test_the_glossary_is_large_and_gives_vietnamese() -> None:
    glossary = read_toml(_DATA)["glossary"]
    assert len(glossary) >= 400
    for phrase, meaning in glossary.items():
        for text in [meaning] if isinstance(meaning, str) else meaning:
            assert text, phrase
            assert text.lower() != phrase


@pytest.mark.parametrize(
    "question",
    [
        "Who is responsible for the budget?",
        "how many children should a couple have",
        "When was the plan issued?",
        "List the tasks of the women's union",
        "deadline for reports?",
        "What about the elderly?",
    ],
)
def test_english(question: str) -> None:
    assert is_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "dan so tinh la bao nhieu",
        "ai lam cong tac dan so o xa",
        "the con tre em thi sao",
        "to chuc thuc hien do ai chu tri",
        "can bo lam gi",
        "Chương trình marketing xã hội là gì?",
        "UBND, HĐND, MTTQ",
        "KH so 12 ban hanh khi nao",
        "nam nu thanh nien",
        "2030?",
    ],
)
def test_vietnamese_is_not_english(question: str) -> None:
    assert not is_english(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who signed the plan?", "ai ký kế hoạch"),
        ("life expectancy by 2030", "tuổi thọ trung bình năm 2030"),
        ("tasks of the Department of Health", "nhiệm vụ Sở Y tế"),
        ("How many pregnant women receive prenatal screening?", "bao nhiêu phụ nữ mang thai nhận tầm soát trước sinh"),
        ("the women's union", "hội liên hiệp phụ nữ"),
        ("policies for ethnic minorities", "chính sách dân tộc thiểu số"),
        ("target 95% in 2028", "chỉ tiêu 95 % năm 2028"),
        # The signs of figures are put the other way round; "2.600" is written so in Vietnamese.
        ("a population of 2.7 million", "dân số 2,7 triệu"),
        ("1,250 villages, 2.600 people", "1.250 thôn 2.600 người dân"),
    ],
)
def test_translate(question: str, expected: str) -> None:
    assert translate(question).text == expected


def test_places_are_put_in_place() -> None:
    question = "How many wards in Son La?"
    translation = translate(question, [(18, 24, "Sơn La")])
    assert translation.text == "bao nhiêu phường Sơn La"


def test_further_phrases_win_where_they_are_longer() -> None:
    further = phrase_table([("wise old owls club", "câu lạc bộ dưỡng sinh"), ("old", "cũ")])
    translation = translate("members of the wise old owls club", (), further)
    assert "câu lạc bộ dưỡng sinh" in translation.text
    assert translation.left == ("members",)


def test_other_wordings_are_kept_for_the_search() -> None:
    (rendered,) = translate("life expectancy").rendered
    assert rendered.vietnamese == "tuổi thọ trung bình"
    assert rendered.others == ("tuổi thọ bình quân",)
