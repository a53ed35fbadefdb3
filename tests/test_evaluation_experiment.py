"""The measurement of retrieval over small documents of the tests: systems, ablations, result files, the command."""
# ruff: noqa: E501 (one case a line)

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import evaluation.__main__ as command
from app.measurements import read_measurements
from evaluation import collections, systems
from evaluation.collections import JudgedSet, folder_library
from evaluation.experiment import OURS, Extent, measure
from evaluation.judged import JudgedQuestion, squeeze
from evaluation.plots import chart
from evaluation.report import RESULTS, write
from evaluation.retrieval import evaluate_collection
from evaluation.summary import DOCUMENT, END, START, summary, write_summary
from evaluation.systems import Passages, ablations, bm25, encoder_alone, own_search, vectors_alone, words_alone
from index.query import SWITCHES
from index.searcher import FusionWeights
from library import Library
from settings import load_settings
from tests.samples import STATE_PLAN
from vietnamese.tokens import syllables

QUESTIONS = (
    {"id": "a", "question": "Phát tờ rơi ở đâu?", "style": "formal", "type": "list", "evidence": [{"text": "chợ phiên"}]},
    {"id": "b", "question": "ngân sách xã bố trí mấy triệu mỗi năm", "style": "colloquial", "type": "fact", "evidence": [{"text": "150 triệu đồng"}]},
    {"id": "c", "question": "Ai là chủ tịch tỉnh?", "evidence": []},
)  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> JudgedSet:
    folder = tmp_path_factory.mktemp("judged")
    (folder / "van-ban").mkdir()
    (folder / "van-ban" / "ke-hoach.txt").write_text(STATE_PLAN, encoding="utf-8")
    questions = folder / "hoi.jsonl"
    questions.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in QUESTIONS), encoding="utf-8")
    return JudgedSet("xa", "Kế hoạch xã", "Câu hỏi thử.", folder / "van-ban", questions, ("hit@1", "hit@5", "mrr@10"))


@pytest.fixture(scope="module")
def library(judged: JudgedSet) -> Iterator[Library]:
    with folder_library(judged.corpus) as library:
        yield library


def asked(text: str) -> JudgedQuestion:
    return JudgedQuestion("1", text)


def test_passages_are_all_of_the_library_with_what_stands_above(library: Library) -> None:
    passages = Passages.of(library)
    assert len(passages.rows) == len(set(passages.rows)) == library.reader().passage_count
    (leaflets,) = [text for text in passages.words if "chợ phiên" in text]
    for part in ("NHIỆM VỤ", "Truyền thông", "xã Tân Hòa"):
        assert part.casefold() in leaflets.casefold()


PEERS = {
    "bm25": lambda library, passages: bm25(passages, syllables),
    "words": words_alone,
    "vectors": vectors_alone,
    "encoder": lambda library, passages: encoder_alone(library.encoder, passages),
}


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_ranks_the_passage_with_the_words_first(library: Library, peer: str) -> None:
    retrieve = PEERS[peer](library, Passages.of(library))
    found = retrieve(asked("khám lưu động tại các thôn xa trung tâm, phụ nữ mang thai"), 3)
    assert "Trạm Y tế xã khám lưu động" in found[0].text
    assert 1 <= len(found) <= 3


def test_another_encoder_ranks_as_the_library_does_with_its_own(library: Library) -> None:
    passages = Passages.of(library)
    question = asked("câu lạc bộ cho người già")
    assert encoder_alone(library.encoder, passages)(question, 10) == vectors_alone(library, passages)(question, 10)


def test_bm25_finds_nothing_by_unknown_words(library: Library) -> None:
    assert bm25(Passages.of(library), syllables)(asked("xylophone"), 5) == []


def test_parts_of_the_index_are_really_switched_off(library: Library) -> None:
    unknown = asked("xylophone")
    assert own_search(library)(unknown, 5)
    assert own_search(library, without="dense")(unknown, 5) == []
    both = asked("tờ rơi")
    by_vectors = {place.text for place in own_search(library, without="words")(both, 100)}
    nearest = vectors_alone(library, Passages.of(library))(both, 100)
    assert by_vectors == {place.text for place in nearest}


def test_every_switch_and_weight_is_an_ablation(library: Library) -> None:
    names = [name for name, _ in ablations(library)]
    assert len(names) == len(set(names))
    assert {f"understanding: {switch}" for switch in SWITCHES} < set(names)
    assert {f"weight: {field.name}" for field in fields(FusionWeights)} < set(names)


def test_a_report_holds_everything_and_is_read_by_the_quality_page(judged: JudgedSet, tmp_path: Path) -> None:
    report = measure(judged, Extent(pyvi=False), "python -m evaluation --sets xa")
    write(report, tmp_path, "retrieval-xa")
    assert (report["questions"], report["hit@1"], report["mrr@10"]) == (2, 1.0, 1.0)
    assert report["systems"][0]["system"] == OURS
    assert len(report["systems"]) == 5
    assert len(report["ablations"]) == len(report["ablations_without_marks"]) > len(SWITCHES)
    assert {row["group"] for row in report["groups"]} == {"formal", "colloquial", "list", "fact"}
    assert report["skipped"] == ["BM25 over pyvi words"]
    assert report["machine"]["memory_gib"] > 0
    assert "/" not in report["data"]["corpus"]
    whole, bare = read_measurements(tmp_path)
    assert (whole.title, bare.title) == ("Kế hoạch xã", "Kế hoạch xã, gõ không dấu")
    assert whole.shares == (("hit_1", 1.0), ("hit_5", 1.0), ("mrr_10", 1.0))
    assert whole.note.startswith("Đo trên 2 câu hỏi.")
    text = (tmp_path / "retrieval-xa.md").read_text(encoding="utf-8")
    assert "| Trích Lục | 1.000 | 1.000 | 1.000 |" in text
    assert "Not measured: BM25 over pyvi words." in text
    assert str(judged.corpus.parent) not in text + json.dumps(report)


def test_the_picture_shows_every_system_with_and_without_marks() -> None:
    report = {
        "systems": [{"system": OURS, "mrr@10": 0.9}, {"system": "BM25", "mrr@10": 0.6}],
        "systems_without_marks": [{"system": OURS, "mrr@10": 0.8}],
    }
    drawn = chart(report).to_dict()
    (rows,) = drawn["datasets"].values()
    assert [(row["system"], row["questions"], row["value"]) for row in rows] == [
        (OURS, "as typed", 0.9), ("BM25", "as typed", 0.6), (OURS, "without marks", 0.8),
    ]  # fmt: skip
    assert drawn["encoding"]["y"]["sort"] == [OURS, "BM25"]


def test_the_tables_of_the_document_are_those_of_the_result_files() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert f"{START}{summary(RESULTS)}{END}" in written


def test_the_tables_of_a_document_are_replaced_and_the_rest_kept(tmp_path: Path) -> None:
    document = tmp_path / "results.md"
    document.write_text(f"trước\n{START}cũ\n{END}\nsau\n", encoding="utf-8")
    row = {"system": OURS, "mrr@10": 0.75}
    ours = {"questions": 9, "hit@1": 0.5, "hit@5": 1, "hit@10": 1, "mrr@10": 0.75, "p50_ms": 9.6, "p95_ms": 20}
    ours["intervals_95"] = {"mrr@10": [0.5, 1]}
    report = ours | {
        "without_marks": ours,
        "settings": {"passages": 1234},
        "systems": [row],
        "systems_without_marks": [],
    }
    (tmp_path / "retrieval-alqac.json").write_text(json.dumps(report), encoding="utf-8")
    write_summary(tmp_path, document)
    write_summary(tmp_path, document)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("trước\n")
    assert text.endswith(f"{END}\nsau\n")
    assert "cũ" not in text
    assert "| ALQAC | 9 | 1,234 | 0.500 | 1.000 | 1.000 | 0.750 [0.50, 1.00] | 10, 20 |" in text
    assert "| Trích Lục | 0.750 | – |" in text


def test_pyvi_joins_the_syllables_of_a_word() -> None:
    assert "dân_số" in systems.pyvi_words("Công tác dân số, năm 2030.")
    assert "." not in systems.pyvi_words("Công tác dân số, năm 2030.")


def test_what_is_absent_is_skipped_visibly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "judged_sets", lambda: collections.judged_sets(tmp_path / "none"))
    command.main(["--to", str(tmp_path / "results")])
    told = capsys.readouterr().err
    assert all(f"{name}: skipped" in told for name in ("plans", "alqac", "legal"))
    assert not (tmp_path / "results").exists()


def test_a_model_that_is_not_there_is_skipped_visibly(judged: JudgedSet, tmp_path: Path) -> None:
    (tmp_path / "mo-hinh").mkdir()
    report = measure(judged, Extent((tmp_path / "mo-hinh",), ablations=False, pyvi=False), "python -m evaluation")
    assert "encoder mo-hinh" in report["skipped"]
    assert report["ablations"] == []


def test_the_command_writes_the_sets_that_are_named(
    judged: JudgedSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "judged_sets", lambda: (judged,))
    command.main(["--sets", "xa", "--no-ablations", "--questions", "1", "--to", str(tmp_path)])
    report = json.loads((tmp_path / "retrieval-xa.json").read_text(encoding="utf-8"))
    assert report["questions"] == 1
    assert report["command"] == "python -m evaluation --sets xa --no-ablations --questions 1"


def test_a_collection_is_measured_by_documents(tmp_path: Path) -> None:
    corpus = tmp_path / "c.jsonl"
    texts = {"1": "Người lao động nghỉ hằng năm 12 ngày.", "2": "Trẻ em được khai sinh.", "3": "Cấm tảo hôn."}
    corpus.write_text("\n".join(json.dumps({"id": key, "text": text}) for key, text in texts.items()), encoding="utf-8")
    questions = tmp_path / "q.jsonl"
    asked_of = {"khai sinh cho trẻ em": "2", "nghỉ hằng năm mấy ngày": "1", "tảo hôn": "không có"}
    questions.write_text(
        "\n".join(
            json.dumps({"id": str(number), "question": text, "relevant_ids": [wanted]})
            for number, (text, wanted) in enumerate(asked_of.items())
        ),
        encoding="utf-8",
    )
    measured = evaluate_collection(corpus, questions, load_settings({}))
    assert (measured["questions"], measured["passages"]) == (3, 3)
    for name in ("hit@1", "hit@10", "mrr@10", "ndcg@10", "recall@100"):
        assert measured[name] == pytest.approx(2 / 3)


def test_squeezing_leaves_no_white_space() -> None:
    assert squeeze(" 1 5\u00a00\ntriệu\t") == "150triệu"
