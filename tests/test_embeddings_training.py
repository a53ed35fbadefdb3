"""Training: texts, vocabulary, pairs and a whole small run, the same each time."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy
import pytest

from embeddings.segmentation import UnitVocabulary, written
from embeddings.static_encoder import StaticEncoder
from embeddings.training.__main__ import main
from embeddings.training.export import save_model
from embeddings.training.pairs import PairRecipe, PairSampler, folded_numbers, segment_articles
from embeddings.training.texts import EVERYDAY_FILE, LEGAL_FILES, Article, read_articles, split_passages
from embeddings.training.train import Components, TrainingRecipe, train
from embeddings.training.vocabulary import VocabularyRecipe, learn_vocabulary
from embeddings.training.wordings import Concept, WordingSampler, concepts_of
from vietnamese.thesaurus import Group, Thesaurus

SUBJECTS = {
    "mức phí thăm quan bảo tàng": "người vào bảo tàng trả phí thăm quan theo vé bán tại cửa và được xem hiện vật",
    "điều kiện trợ cấp thai sản": "lao động nữ sinh con nhận trợ cấp thai sản khi đóng bảo hiểm đủ sáu tháng",
    "đăng ký khai thác khoáng sản": "tổ chức nộp hồ sơ để khai thác khoáng sản trong mỏ và hoàn trả môi trường",
    "tốc độ xe trên đường bộ": "người lái xe giữ tốc độ trên đường bộ và nhường đường cho xe chữa cháy",
}
SMALL = VocabularyRecipe(units=400, rarest_syllable=1, rarest_run=3, candidates=200, sample=1)

MINERALS = [["khoáng", "sản"]] * 6 + [["thai"], ["sản"], ["bạc"]] * 3 + [["bạc"]] * 6 + [["thai", "sản"]]


def articles(copies: int = 10) -> list[Article]:
    return [
        Article(f"{title} {copy}".split(), [f"{text} số {copy}".split(), f"quy định khác về {title}".split()])
        for copy in range(copies)
        for title, text in SUBJECTS.items()
    ]


def texts_of(some: list[Article]) -> list[list[str]]:
    return [text for article in some for text in (article.title, *article.passages)]


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], []),
        ([0, 0], []),
        ([30, 30], [60]),
        # A passage is closed at a paragraph once it would grow over 220 syllables, unless it is still shorter than 40.
        ([100, 100, 100], [200, 100]),
        ([30, 215], [245]),
        ([700], [220, 220, 260]),
    ],
)
def test_passages(lengths: list[int], expected: list[int]) -> None:
    paragraphs = [" ".join(["chữ"] * length) for length in lengths]
    assert [len(passage) for passage in split_passages(paragraphs)] == expected


def write_texts(folder: Path) -> None:
    law = [
        {"id": "a", "title": "Phí thăm quan", "text": "1. Người lớn.\n\n2. Trẻ em."},
        {"id": "b", "title": "", "text": " "},
    ]
    long = "Làng ở ven sông có nhiều nghề. " * 6
    page = {
        "title": "Làng Nghề",
        "text": f"# Làng Nghề\n\n{long}\n| bảng | số |\n\n## Lịch sử\n\n[sửa | sửa mã nguồn]{long}[5]",
    }
    for name, records in ((LEGAL_FILES[0], law), (LEGAL_FILES[1], law[:1]), (EVERYDAY_FILE, [page])):
        lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        (folder / name).write_bytes(lzma.compress(lines.encode()))


def test_articles_of_every_source(tmp_path: Path) -> None:
    write_texts(tmp_path)
    found = read_articles(tmp_path)
    assert [" ".join(article.title) for article in found] == [
        "phí thăm quan",
        "phí thăm quan",
        "làng nghề",
        "làng nghề lịch sử",
    ]
    assert found[0].passages == ["1 người lớn 2 trẻ em".split()]
    # Tables, editing links and footnote marks are no text.
    for section in found[2:]:
        assert set(section.passages[0]) == set("làng ở ven sông có nhiều nghề".split())


def test_vocabulary_holds_syllables_runs_and_forms_without_marks() -> None:
    pieces = learn_vocabulary(MINERALS, SMALL, always={"sanh"})
    assert pieces == learn_vocabulary(MINERALS, SMALL, always={"sanh"})
    units = UnitVocabulary(pieces)
    assert pieces[0] == ("<unk>", 0.0)
    assert all(word in units for word in ("thai", "sanh", "sản", "san", "khoáng sản", "khoang san"))
    assert "thai sản" not in units
    assert len({spelling for spelling, _ in pieces}) == len(pieces) <= SMALL.units
    assert all(score <= 0 for _, score in pieces)
    for spelling, _ in pieces[1:]:
        assert all(syllable in units for syllable in spelling[1:-1].split("><"))


def test_folded_numbers_point_to_the_form_without_marks() -> None:
    pieces = learn_vocabulary(MINERALS, SMALL)
    names = [spelling for spelling, _ in pieces]
    folded = folded_numbers(pieces)
    assert folded[0] == 0
    assert names[folded[names.index(written(["khoáng", "sản"]))]] == written(["khoang", "san"])
    assert names[folded[names.index("<thai>")]] == "<thai>"


def test_components_of_a_run_are_its_own_row_and_its_syllables() -> None:
    pieces = [("<unk>", 0.0), ("<dân>", -1.0), ("<số>", -1.0), ("<dân><số>", -1.0)]
    components = Components(pieces)
    assert components.expand(numpy.array([2, 3])).tolist() == [2, 3, 1, 2]
    rows = numpy.array([[9, 9], [1, 0], [0, 1], [0.5, 0.5]], dtype=numpy.float32)
    assert components.merge(rows).tolist() == [[0, 0], [1, 0], [0, 1], [1.5, 1.5]]


def test_pairs_come_from_one_article_and_are_the_same_for_one_seed() -> None:
    pieces = learn_vocabulary(texts_of(articles()), SMALL)
    units = UnitVocabulary(pieces)
    segmented = segment_articles(articles(), units)
    recipe = PairRecipe(batch=64, neighbours=8, wordings=0, without_marks=0.0)
    one, two = (PairSampler(segmented, folded_numbers(pieces), recipe, 5).draw() for _ in range(2))
    assert [query.tolist() for query in one.queries] == [query.tolist() for query in two.queries]
    assert len(one.queries) == len(one.passages) == len(one.groups) > 50
    by_group = {article.group: article for article in segmented}
    for query, passage, group in zip(one.queries, one.passages, one.groups, strict=True):
        known = {int(unit) for part in (by_group[group].title, *by_group[group].passages) for unit in part}
        assert {*query.tolist(), *passage.tolist()} <= known


def test_wordings_are_paired_with_passages_that_hold_the_official_term() -> None:
    thesaurus = Thesaurus([Group("trợ cấp thai sản", everyday=("tiền đẻ",)), Group("tuổi thọ", everyday=("sống lâu",))])
    concepts = concepts_of(thesaurus)
    assert concepts[0] == Concept((("trợ", "cấp", "thai", "sản"),), (("trợ", "cấp", "thai", "sản"), ("tiền", "đẻ")))
    words = {token for concept in concepts for wording in concept.wordings for token in wording}
    pieces = learn_vocabulary(texts_of(articles()), SMALL, words)
    units = UnitVocabulary(pieces)
    sampler = WordingSampler(articles(), concepts, units)
    random = numpy.random.default_rng(1)
    seen = set()
    for _ in range(60):
        number, query, passage = sampler.draw(random)
        words_of = [word for unit in passage for word in units.syllables_of(int(unit))]
        asked = [word for unit in query for word in units.syllables_of(int(unit))]
        # "tuổi thọ" is in no text: it is paired with its wordings only.
        assert ("thai" in words_of) if number == 0 else (words_of == ["tuổi", "thọ"])
        seen.add((number, "đẻ" in asked or "lâu" in asked, len(asked) > 4))
    assert {(0, True, False), (0, True, True), (1, True, False)} <= seen


def test_training_brings_titles_to_their_texts(tmp_path: Path) -> None:
    pieces = learn_vocabulary(texts_of(articles()), SMALL)
    segmented = segment_articles(articles(), UnitVocabulary(pieces))
    recipe = TrainingRecipe(dimension=16, steps=60, learning_rate=0.02, warm_up=5, threads=1)

    def run() -> numpy.ndarray:
        sampler = PairSampler(segmented, folded_numbers(pieces), PairRecipe(batch=32, neighbours=4, wordings=0), 3)
        return train(sampler, Components(pieces), len(pieces), recipe)

    vectors = run()
    numpy.testing.assert_array_equal(vectors, run())
    save_model(tmp_path / "model", pieces, vectors)
    encoder = StaticEncoder(tmp_path / "model")
    cosines = encoder.encode_queries(list(SUBJECTS)) @ encoder.encode_passages(list(SUBJECTS.values())).T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_absent_texts_are_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["training", "--texts", str(tmp_path / "none")])
    assert main() == 2
    assert "--texts" in capsys.readouterr().err
