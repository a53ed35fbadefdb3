"""The ranker: hand-computed features, order of candidates, learning, generated questions."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.loading import SHIPPED_MODEL
from embeddings.static_encoder import StaticEncoder
from errors import CorruptLibrary
from index.generated_questions import QuestionWriter
from index.rank_features import FEATURES, Alternative, Candidate, RankedQuestion, rank_features
from index.rank_training import Judged, RankRecipe, learn, save_weights
from index.reranker import Reranker, alternatives_of
from vietnamese.tokens import syllables


def asked(text: str, *, marked: bool = True, alternatives: Sequence[Alternative] = ()) -> RankedQuestion:
    """Return a question in whose library every token is equally rare."""
    return RankedQuestion(syllables(text), lambda token: 10, 1000, marked, alternatives)


def found(
    text: str, title: str = "", above: str = "", words: float | None = 1.0, dense: float | None = 0.5
) -> Candidate:
    return Candidate(text, title, above, words, dense)


def feature(name: str, question: RankedQuestion, *candidates: Candidate) -> list[float]:
    return rank_features(question, candidates)[:, FEATURES.index(name)].tolist()


@pytest.mark.parametrize(
    ("name", "question", "candidate", "expected"),
    [
        ("terms_text", "mức sinh thay thế", found("Mức sinh giảm."), 2 / 4),
        ("terms_title", "mức sinh thay thế", found("x", "Mức sinh"), 2 / 4),
        ("terms_all", "mức sinh thay thế", found("giảm", "Mức", "sinh"), 2 / 4),
        ("pairs_text", "mức sinh thay thế", found("thay thế mức sinh"), 2 / 3),
        ("pairs_text", "mức sinh thay thế", found("mức thay sinh thế"), 0.0),
        # A pair does not reach from one candidate's text into the next, nor from title into text.
        ("pairs_all", "mức sinh", found("sinh", "mức"), 0.0),
        ("triples_text", "mức sinh thay thế", found("về mức sinh thay đổi"), 1 / 2),
        ("longest_run_text", "mức sinh thay thế", found("mức sinh cao, sinh thay thế thấp"), 2 / 3),
        ("title_pairs_in_question", "duy trì mức sinh thay thế", found("x", "mức sinh thay"), 1.0),
        ("terms_text", "hoà giải, kỹ thuật", found("HÒA GIẢI (kĩ-thuật)"), 1.0),
        ("terms_text", "2,1 con", found("đạt 2,1 con;"), 1.0),
        # Marks count when they were typed.
        ("terms_text", "mức sinh", found("muc sinh"), 1 / 2),
        ("terms_text", "", found("mức sinh"), 0.0),
    ],
)
def test_features(name: str, question: str, candidate: Candidate, expected: float) -> None:
    assert feature(name, asked(question), candidate) == pytest.approx([expected])


def test_question_without_marks_is_compared_without_marks() -> None:
    question = asked("muc sinh thay the", marked=False)
    assert feature("terms_text", question, found("mức sinh"), found("đường bộ")) == pytest.approx([0.5, 0.0])


def test_rare_terms_weigh_more() -> None:
    question = RankedQuestion(["judo", "là"], {"judo": 1, "là": 900}.__getitem__, 1000)
    rare, common = math.log(1 + 999.5 / 1.5), math.log(1 + 100.5 / 900.5)
    expected = [rare / (rare + common), common / (rare + common)]
    assert feature("terms_text", question, found("môn judo"), found("là môn")) == pytest.approx(expected)


def test_title_held_by_the_question_counts_from_the_title_s_side() -> None:
    question = asked("phạm vi điều chỉnh của luật cư trú")
    short, long = feature(
        "title_in_question",
        question,
        found("x", "phạm vi điều chỉnh"),
        found("x", "phạm vi điều chỉnh và đối tượng áp dụng khi thanh tra"),
    )
    assert short == pytest.approx(1.0)
    assert 0.2 < long < 0.6


def test_scores_of_the_search_are_taken_relative_to_the_best() -> None:
    candidates = [
        found("a", words=8.0, dense=None),
        found("b", words=None, dense=0.7),
        found("c", words=2.0, dense=0.4),
    ]
    assert feature("words", asked("dân"), *candidates) == pytest.approx([1.0, 0.25, 0.25])
    assert feature("dense", asked("dân"), *candidates) == pytest.approx([-0.3, 0.0, -0.3])


def test_terms_near_each_other() -> None:
    far = "dân " + "x " * 100 + "số"
    assert feature("nearest", asked("dân số"), found("dân x x số"), found(far)) == pytest.approx([1.0, 0.5])


def test_another_wording_counts_as_the_words_it_stands_for() -> None:
    question = asked("người già ở xã", alternatives=[Alternative(0, 2, ("người", "cao", "tuổi"), 0.5)])
    candidates = found("người cao tuổi"), found("cao tuổi người"), found("người già")
    # "người" is held by all three; "già" by the last, and by half where the other wording stands in order.
    assert feature("terms_text", question, *candidates) == pytest.approx([1.5 / 4, 1 / 4, 2 / 4])
    assert feature("pairs_text", question, *candidates) == pytest.approx([0.5 / 3, 0.0, 1 / 3])


@pytest.mark.parametrize(
    ("expansion", "marked", "expected"),
    [
        (("BHYT", "bảo hiểm y tế", 0.8), True, [Alternative(1, 2, ("bảo", "hiểm", "y", "tế"), 0.8)]),
        (("bhyt", "bảo hiểm y tế", 0.8), False, [Alternative(1, 2, ("bao", "hiem", "y", "te"), 0.8)]),
        (("lương hưu", "trợ cấp", 0.8), True, []),
        (("", "trợ cấp", 0.8), True, []),
    ],
)
def test_alternatives(expansion: tuple[str, str, float], marked: bool, expected: list[Alternative]) -> None:
    assert alternatives_of(["thẻ", "bhyt"], [expansion], marked=marked) == expected


@given(
    question=st.lists(st.sampled_from("mức sinh dân số 2030".split()), max_size=6),
    texts=st.lists(st.text(alphabet="mứcsinhdâố 2030,.", max_size=60), max_size=5),
)
def test_features_are_finite_and_shares_are_shares(question: list[str], texts: list[str]) -> None:
    candidates = [found(text, text[:10], text[10:20]) for text in texts]
    values = rank_features(asked(" ".join(question)), candidates)
    assert values.shape == (len(texts), len(FEATURES))
    assert numpy.isfinite(values).all()
    shares = [place for place, name in enumerate(FEATURES) if name.startswith(("terms", "pairs", "triples", "nearest"))]
    assert ((values[:, shares] >= 0) & (values[:, shares] <= 1 + 1e-9)).all()


def test_shipped_ranker_prefers_the_passage_that_answers() -> None:
    question = asked("điều kiện nhận trợ cấp thai sản của lao động nữ")
    candidates = [
        found("Lao động nữ được nghỉ theo nội quy của nơi làm việc.", "Thời giờ nghỉ ngơi", words=9.0),
        found("Lao động nữ đóng đủ sáu tháng thì nhận trợ cấp thai sản.", "Điều kiện nhận trợ cấp thai sản", words=8.0),
        found("Tổ chức thu phí nộp tiền vào ngân sách.", "Kê khai, nộp phí", words=1.0),
    ]
    scores = Reranker.shipped().score(question, candidates)
    assert numpy.argsort(-scores).tolist() == [1, 0, 2]


def test_weights_are_applied_by_name() -> None:
    candidates = [found("dân số", words=1.0), found("dân", words=2.0)]
    scores = Reranker({"terms_text": 2.0, "words": 1.0}).score(asked("dân số"), candidates)
    assert scores == pytest.approx([2.5, 2.0])
    with pytest.raises(ValueError, match="nonsense"):
        Reranker({"nonsense": 1.0})


@pytest.mark.parametrize("content", [None, "", "{}", '{"weights": {"words": "x"}}', '{"weights": {"other": 1}}'])
def test_unreadable_weights_are_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "weights.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(CorruptLibrary, match="trọng số"):
        Reranker.shipped(file)


def test_learning_finds_the_feature_that_tells(tmp_path: Path) -> None:
    random = numpy.random.default_rng(3)
    judged = []
    for _ in range(60):
        values = random.normal(size=(10, len(FEATURES)))
        judged.append(
            Judged(values, values[:, FEATURES.index("terms_title")] == values[:, FEATURES.index("terms_title")].max())
        )
    weights = learn(judged, RankRecipe(epochs=100))
    assert max(weights, key=lambda name: weights[name]) == "terms_title"
    assert weights["terms_title"] > 5 * max(abs(value) for name, value in weights.items() if name != "terms_title")
    assert learn(judged, RankRecipe(epochs=100)) == weights
    save_weights(tmp_path / "weights.json", weights, "static:x", 60)
    question, candidates = asked("dân số"), [found("x", "dân số"), found("dân số", "x")]
    assert numpy.argmax(Reranker.shipped(tmp_path / "weights.json").score(question, candidates)) == 0


def test_generated_questions_are_reproducible_and_about_their_passage() -> None:
    encoder = StaticEncoder(SHIPPED_MODEL)
    titles = ["Điều kiện hưởng trợ cấp thai sản", "Mức thu phí thăm quan bảo tàng"] * 8
    texts = ["Lao động nữ sinh con được nghỉ và nhận trợ cấp theo tháng lương đóng bảo hiểm xã hội. " * 3] * 16
    subjects = [""] * len(titles)
    one, two = (QuestionWriter(encoder, 7).write(subjects, titles, texts, 12) for _ in range(2))
    assert one == two
    assert len(one) == 12
    assert len({question.passage for question in one}) == 12
    assert {question.has_marks for question in one} == {True, False}
    for question in one:
        source = {word for token in syllables(titles[question.passage] + " " + texts[0]) for word in (token,)}
        if question.has_marks:
            assert len(source & set(question.text.split())) >= 2


@pytest.mark.prove
def test_a_hundred_candidates_take_less_than_five_milliseconds() -> None:
    random = numpy.random.default_rng(5)
    words = [f"{first}{second}" for first in "bcdghklmnpstvx" for second in ("anh", "ân", "uy", "iên", "ương", "ôi")]
    texts = [" ".join(random.choice(words, 180)) for _ in range(100)]
    question = asked(" ".join(random.choice(words, 16)))
    candidates = [found(text, text[:60]) for text in texts]
    rank_features(question, candidates)
    started = time.process_time()
    for _ in range(10):
        rank_features(question, candidates)
    assert (time.process_time() - started) / 10 < 0.005
