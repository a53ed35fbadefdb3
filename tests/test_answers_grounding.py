"""Planted errors in generated replies are caught, and faithful replies are let through."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from answers.grounding import Source, checked_sentence, checked_sentences, sentences_of

SOURCES = [
    Source(
        "- Tuổi thọ bình quân đạt 73,5 tuổi; thời gian sống khỏe đạt 65 năm.\n"
        "- Tỷ lệ bà mẹ mang thai được sàng lọc trước sinh đạt 64%.\n"
        "- Tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt 71%.",
        "I. CHỈ TIÊU ĐẾN NĂM 2027\nKế hoạch số 61/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân tỉnh Cao Bằng",
    ),
    Source(
        "Chủ trì, phối hợp với Sở Y tế bố trí kinh phí cho các nhiệm vụ của kế hoạch trước ngày 15 tháng 11 năm 2024.",
        "2. Sở Tài chính\nKế hoạch số 61/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân tỉnh Cao Bằng",
    ),
    Source(
        "Sở Văn hóa và Thể thao chủ trì, phối hợp với Hội Nông dân tuyên truyền Quyết định số 77/QĐ-TTg ngày 02/6/2023 "
        "ở 12 xã; mức sinh khu vực nông thôn tăng lên 2,35 con.",
        "4. Tuyên truyền\nKế hoạch số 61/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân tỉnh Cao Bằng",
    ),
]

FAITHFUL = [
    "Tuổi thọ bình quân đạt 73,5 tuổi [1].",
    "Đến năm 2027, tuổi thọ bình quân đạt 73,5 tuổi và thời gian sống khỏe đạt 65 năm [1].",
    "Tỷ lệ bà mẹ mang thai được sàng lọc trước sinh đạt 64% [1].",
    "Tỷ lệ bà mẹ mang thai được sàng lọc trước sinh đạt 64 phần trăm [1].",
    "Theo Kế hoạch số 61/KH-UBND ngày 12/3/2024 của UBND tỉnh Cao Bằng, 71% cặp đôi được tư vấn trước hôn nhân [1].",
    "Tỷ lệ sàng lọc trước sinh đạt 64%, tỷ lệ cặp đôi được tư vấn trước hôn nhân đạt 71% [1].",
    "Sở Tài chính chủ trì, phối hợp với Sở Y tế bố trí kinh phí cho các nhiệm vụ của kế hoạch [2].",
    "Kinh phí được bố trí trước ngày 15/11/2024 [2].",
    "Sở Văn hóa và Thể thao chủ trì tuyên truyền Quyết định số 77/QĐ-TTg ngày 02 tháng 6 năm 2023 [3].",
    "Hội Nông dân phối hợp tuyên truyền ở 12 xã [3].",
    "Mức sinh khu vực nông thôn tăng lên 2,35 con [3].",
    "Văn bản nêu “Tuổi thọ bình quân đạt 73,5 tuổi” [1].",
    "Sở Tài chính bố trí kinh phí [2], còn Sở Văn hóa và Thể thao chủ trì tuyên truyền [3].",
]


def _other_digits(text: str, randomly: random.Random) -> str | None:
    found = list(re.finditer(r"\d+(?:,\d+)?(?=\s*(?:%|tuổi|năm\b|phần|xã|con))", text))
    if not found:
        return None
    match = randomly.choice(found)
    return f"{text[: match.start()]}{int(match.group().split(',')[0]) + randomly.randint(1, 9)}{text[match.end() :]}"


def _other_date(text: str, randomly: random.Random) -> str | None:
    match = re.search(r"(\d{1,2})(?=(?:/| tháng )\d{1,2}(?:/| năm )\d{4})", text)
    return f"{text[: match.start()]}{int(match[1]) % 27 + 1}{text[match.end() :]}" if match else None


def _other_number(text: str, randomly: random.Random) -> str | None:
    changed = re.sub(r"\b(\d+)/(KH|QĐ)-", lambda match: f"{int(match[1]) + randomly.randint(1, 80)}/{match[2]}-", text)
    return changed if changed != text else None


def _other_agency(text: str, randomly: random.Random) -> str | None:
    other = randomly.choice(["Sở Nội vụ", "Sở Xây dựng", "Sở Tư pháp", "Công an tỉnh", "Hội Cựu chiến binh"])
    changed = re.sub(r"Sở Tài chính|Sở Văn hóa và Thể thao|Hội Nông dân", other, text, count=1)
    return changed if changed != text else None


def _negated(text: str, randomly: random.Random) -> str | None:
    changed = re.sub(r"\b(đạt|chủ trì|bố trí|tăng)\b", r"không \1", text, count=1)
    return changed if changed != text else None


def _without_marker(text: str, randomly: random.Random) -> str | None:
    return re.sub(r"\s*\[\d\]", "", text)


def _wrong_marker(text: str, randomly: random.Random) -> str | None:
    return re.sub(r"\[\d\]", "[9]", text)


def _turned_round(text: str, randomly: random.Random) -> str | None:
    return text.replace("tăng lên", "giảm xuống") if "tăng lên" in text else None


def _swapped(text: str, randomly: random.Random) -> str | None:
    return (
        text.replace("64%", "@").replace("71%", "64%").replace("@", "71%") if "%" in text and "," not in text else None
    )


def _misquoted(text: str, randomly: random.Random) -> str | None:
    return text.replace("bình quân đạt", "trung bình là") if "“" in text else None


def _invented(text: str, randomly: random.Random) -> str | None:
    return f"Người dân được miễn học phí, tặng nhà ở xã hội và vay vốn ưu đãi [{randomly.randint(1, 3)}]."


PLANTED: list[Callable[[str, random.Random], str | None]] = [
    _other_digits, _other_date, _other_number, _other_agency, _negated, _without_marker, _wrong_marker, _turned_round,
    _swapped, _misquoted, _invented,
]  # fmt: skip


@pytest.mark.parametrize("reply", FAITHFUL)
def test_a_faithful_sentence_stands(reply: str) -> None:
    assert checked_sentence(reply, SOURCES).faults == ()


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_planted_errors_are_caught(plant: Callable[[str, random.Random], str | None]) -> None:
    randomly = random.Random(3)
    wrong = [
        changed for _ in range(12) for reply in FAITHFUL if (changed := plant(reply, randomly)) and changed != reply
    ]
    missed = [reply for reply in wrong if checked_sentence(reply, SOURCES).stands]
    assert len(wrong) >= 10
    assert missed == []


@pytest.mark.parametrize(
    ("reply", "sentences"),
    [
        ("Đạt 73,5 tuổi [1]. Sở Y tế lo [2].", ["Đạt 73,5 tuổi [1].", "Sở Y tế lo [2]."]),
        ("Đạt 73,5 tuổi. [1] Sở Y tế lo. [2]", ["Đạt 73,5 tuổi [1].", "Sở Y tế lo [2]."]),
        ("- Đạt 64% [1]\n- Đạt 71% [1, 2]", ["- Đạt 64% [1]", "- Đạt 71% [1, 2]"]),
    ],
)
def test_markers_stay_with_their_sentence(reply: str, sentences: list[str]) -> None:
    assert sentences_of(reply) == sentences


def test_only_the_faulty_sentence_of_a_reply_falls() -> None:
    checked = checked_sentences("Tuổi thọ bình quân đạt 73,5 tuổi [1]. Tỷ lệ sàng lọc trước sinh đạt 99% [1].", SOURCES)
    assert [one.stands for one in checked] == [True, False]
    assert "số liệu không có trong nguồn" in checked[1].faults
