"""Replies made by rule from the shipped texts: planted errors are caught, faithful sentences are let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from answers.grounding import Source, checked_sentence
from evaluation.generated_replies import ERRORS, REWORDINGS, replies, summary
from library import Library
from settings import load_settings


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(load_settings(data=Path(tmp_path_factory.mktemp("replies"))))


def test_planted_errors_are_caught_and_faithful_sentences_stand(library: Library) -> None:
    made = replies(library, errors=200, faithful=120, seed=11)
    assert made == replies(library, errors=200, faithful=120, seed=11)
    judged = summary(made)
    assert (judged["errors"]["made"], judged["faithful"]["made"]) == (200, 120)
    assert set(judged["errors"]["kinds"]) >= ERRORS.keys() - {"denial left out"}  # the shipped texts deny little
    assert set(judged["faithful"]["kinds"]) == REWORDINGS.keys()
    assert judged["caught"] >= 0.98
    assert judged["rejected"] <= 0.03


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_planted_errors_are_caught(library: Library, seed: int) -> None:
    judged = summary(replies(library, errors=1000, faithful=600, seed=seed))
    assert judged["caught"] >= 0.98
    assert judged["rejected"] <= 0.03


SOURCE = Source(
    "Nghiêm cấm lựa chọn giới tính thai nhi; không được ép buộc sinh con. Các cơ sở, xây dựng nếp sống văn minh, phải "
    "tăng cường tuyên truyền để giảm 2/3 số ca tảo hôn. Thành viên đoàn thể chưa tham gia thì được vận động.",
    "3. UBND thành phố\nKế hoạch của Ủy ban nhân dân thành phố Hà Nội",
)


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("Không được lựa chọn giới tính thai nhi.", True),
        ("Được ép buộc sinh con.", False),
        ("Không tăng cường tuyên truyền để giảm số ca tảo hôn.", False),
        ("Thành viên đoàn thể đã tham gia thì không được vận động.", False),
        ("Tăng cường tuyên truyền để giảm 2/3 số ca tảo hôn.", True),
        ("Tuyên truyền để giảm 2% số ca tảo hôn.", False),
        ("Sở Xây dựng xây dựng nếp sống văn minh.", False),
        ("Viện kiểm sát nhân dân vận động thành viên đoàn thể tham gia.", False),
        ("UBND TP Hà Nội tăng cường tuyên truyền để giảm số ca tảo hôn.", True),
        ("UBND TP. Hà Nội tăng cường tuyên truyền để giảm số ca tảo hôn.", True),
    ],
)
def test_denials_units_and_bodies(sentence: str, stands: bool) -> None:
    assert checked_sentence(f"{sentence} [1]", [SOURCE]).stands is stands, checked_sentence(f"{sentence} [1]", [SOURCE])
