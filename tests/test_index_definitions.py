"""What a question asks the meaning of, and which passages tell it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.definitions import asked_term, defines
from index.generations import commit
from index.query import understand
from index.searcher import FusionWeights, Searcher
from tests.index_samples import HashEncoder, make_document


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Bến đò ngang là gì?", "bến đò ngang"),
        ("Thế nào là bến đò ngang?", "bến đò ngang"),
        ("Hiểu như thế nào về bến đò ngang", "bến đò ngang"),
        ("Khái niệm bến đò ngang", "bến đò ngang"),
        ("Xin cho hỏi khái niệm về “bến đò ngang” ?", "bến đò ngang"),
        ("Bến  đò ngang được quy định như thế nào ?", "bến đò ngang"),
        ("Bến đò ngang bao gồm những gì?", "bến đò ngang"),
        ("Bến đò ngang gồm những công trình nào?", "bến đò ngang"),
        ("Bến đò ngang ở là gì?", "bến đò ngang"),
        ("Ai quản lý bến đò ngang?", ""),
        ("Bến đò ngang là của ai?", ""),
        ("Là gì?", ""),
        ("", ""),
        ("Bến " * 40 + "là gì?", ""),
        ("a " * 5000 + "là gì?", ""),
    ],
)
def test_asked_term(question: str, term: str) -> None:
    assert asked_term(question) == term


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("1. Đò là thuyền.\n2. Bến đò ngang là nơi đón khách.", True),
        ("Bến đò ngang (sau đây gọi là bến) là nơi đón khách.", True),
        ("“Bến đò ngang” được hiểu là nơi đón khách.", True),
        ("b) Bến đò ngang bao gồm cầu và nhà chờ.", True),
        ("3. Bến đò ngang gồm:\na) Cầu;", True),
        # Running text, another term, and no verb at all.
        ("Chủ bến đò ngang là người nộp phí.", False),
        ("Nơi xin phép mở bến đò ngang là xã.", False),
        ("2. Bến đò ngang lớn là nơi đón xe.", False),
        ("2. Bến đò ngang.", False),
        ("", False),
    ],
)
def test_defines(text: str, tells: bool) -> None:
    assert defines(text, "bến đò ngang") is tells
    assert defines(text, "ben do ngang", marked=False) is tells


@pytest.mark.parametrize("question", ["Khái niệm bến đò ngang", "khai niem ben do ngang", "Bến đò ngang là gì?"])
def test_a_definition_comes_before_what_speaks_of_the_term_more_often(tmp_path: Path, question: str) -> None:
    paragraphs = [
        "Bến đò ngang phải có biển báo; biển báo của bến đò ngang do chủ bến đò ngang đặt.",
        "1. Phà là thuyền chở xe.\n2. Bến đò ngang là nơi đưa và đón khách qua sông.",
        "Bến đò ngang phải sạch. Chủ bến đò ngang là người nộp phí.",
    ]
    encoder = HashEncoder()
    with commit(tmp_path, encoder, add=[make_document("a", paragraphs)]) as reader:
        understood = understand(question, documents=reader.documents(), vocabulary=reader.vocabulary())
        hits = Searcher(reader, encoder).search(understood, 3)
        assert hits[0].passage.text == paragraphs[1]
        assert [hit.parts["defines"] for hit in hits] == [1.0, 0.0, 0.0]
        indifferent = Searcher(reader, encoder, FusionWeights(defines=0.0)).search(understood, 3)
        assert indifferent[0].passage.text != paragraphs[1]
