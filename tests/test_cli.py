"""The command line keeps its contract: JSON on standard output alone, exit statuses, one clear line for bad input."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cli
from tests.samples import PARTY_PLAN, STATE_PLAN

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("van-ban")
    (folder / "xa.txt").write_text(STATE_PLAN, encoding="utf-8")
    (folder / "tinh.txt").write_text(PARTY_PLAN, encoding="utf-8")
    data = tmp_path_factory.mktemp("du-lieu") / "data"
    status, out, _ = run("add", str(folder), "--data", str(data), "--json")
    assert status == 0
    assert len(json.loads(out)["added"]) == 2
    return data


def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
    """Run the command line in this process; return exit status, standard output and standard error."""
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    out, err = io.StringIO(), io.StringIO()
    sys.argv, sys.stdin, sys.stdout, sys.stderr = ["cli.py", *arguments], io.StringIO(given), out, err
    try:
        status = cli.main()
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
    return status, out.getvalue(), err.getvalue()


def as_json(*arguments: str) -> Any:
    status, out, err = run(*arguments, "--json")
    assert status == 0, err
    return json.loads(out)


def test_documents_carry_their_identity(library_folder: Path) -> None:
    found = {document["number"]: document for document in as_json("documents", "--data", str(library_folder))}
    state, party = found["27/KH-UBND"], found["61-KH/TU"]
    assert state["issuer"] == "Ủy ban nhân dân xã Tân Hòa"
    assert state["issuer_level"] == "commune"
    assert state["issued_on"] == {"year": 2026, "month": 3, "day": 5}
    assert state["signer"] == "Lò Thị Mai"
    assert party["issuer"] == "Tỉnh ủy Sơn La"
    assert party["issued_on"] == {"year": 2026, "month": 2, "day": 14}


def test_show_gives_outline_references_and_text(library_folder: Path) -> None:
    identifier = next(d["id"] for d in as_json("documents", "--data", str(library_folder)) if "27" in d["number"])
    shown = as_json("show", identifier, "--data", str(library_folder))
    paths = [section["path"] for section in shown["outline"]]
    assert [path for path in paths if path[0] == "I"] == [
        *("I", "I.1", "I.2", "II", "II.1", "II.1.a", "II.1.b", "II.2", "III", "III.1", "III.2"),
    ]
    assert "88/KH-UBND" in {reference["number"] for reference in shown["references"]}
    for section in shown["outline"]:
        assert shown["text"][section["start"] :].startswith(section["label"])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Tỷ lệ khám sức khỏe trước kết hôn của xã Tân Hòa đến năm 2030?", "85% cặp nam nữ"),
        ("ai bo tri tien cho ke hoach cua xa tan hoa", "Bố trí 150 triệu đồng"),
        ("Kế hoạch 61-KH/TU yêu cầu mở bao nhiêu cơ sở dưỡng lão?", "12 cơ sở dưỡng lão"),
        ("Ai ký kế hoạch của xã Tân Hòa?", "Lò Thị Mai"),
    ],
)
def test_search_finds_the_passage(library_folder: Path, question: str, expected: str) -> None:
    hits = as_json("search", question, "-k", "3", "--data", str(library_folder))["hits"]
    assert any(expected in hit["text"] for hit in hits)
    for hit in hits:
        assert {"rank", "score", "document", "section", "headings", "text", "start", "end", "pages", "citation"} <= set(
            hit
        )


def test_a_filter_that_matches_nothing_returns_nothing(library_folder: Path) -> None:
    for option in (["--year", "1901"], ["--issuer", "Bộ Y tế"], ["--kind", "nghị định"], ["--document", "khong-co"]):
        found = as_json("search", "người cao tuổi", *option, "--data", str(library_folder))
        assert found["hits"] == [], option


def test_ask_quotes_verbatim_with_citations(library_folder: Path) -> None:
    answer = as_json("ask", "Báo cáo Ủy ban nhân dân xã trước ngày nào?", "--data", str(library_folder))
    assert not answer["abstained"]
    texts = {
        d["id"]: as_json("show", d["id"], "--data", str(library_folder))["text"]
        for d in as_json("documents", "--data", str(library_folder))
    }
    for statement in answer["statements"]:
        assert statement["citations"]
        for citation in statement["citations"]:
            assert texts[citation["document_id"]][citation["start"] : citation["end"]] == citation["quote"]
    assert any("25 tháng 11" in s["text"] for s in answer["statements"])


def test_batch_answers_line_by_line(library_folder: Path) -> None:
    lines = [{"id": "một", "question": "kinh phí mỗi năm bao nhiêu"}, {"id": 2, "question": " "}]
    given = "\n".join(json.dumps(line) for line in lines)
    status, out, _ = run("batch", "search", "-k", "2", "--data", str(library_folder), given=given)
    first, second = (json.loads(line) for line in out.splitlines())
    assert status == 1
    assert first["id"] == "một"
    assert len(first["hits"]) == 2
    assert first["milliseconds"] > 0
    assert second["id"] == 2
    assert "trống" in second["error"]


def test_add_twice_is_unchanged_and_remove_removes_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "xa.txt"
    file.write_text(STATE_PLAN, encoding="utf-8")
    data = ["--data", str(tmp_path / "data")]
    identifier = as_json("add", str(file), *data)["added"][0]["id"]
    assert [d["id"] for d in as_json("add", str(file), *data)["unchanged"]] == [identifier]
    file.write_text(STATE_PLAN.replace("85%", "95%"), encoding="utf-8")
    assert [d["id"] for d in as_json("add", str(file), *data)["replaced"]] == [identifier]
    assert "95%" in as_json("show", identifier, *data)["text"]
    assert as_json("remove", identifier, *data) == {"removed": [identifier]}
    assert as_json("documents", *data) == []
    assert as_json("search", "khám sức khỏe", *data)["hits"] == []
    assert as_json("verify", *data) == {"ok": True, "problems": []}


def test_a_nearly_identical_document_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "mot.txt").write_text(STATE_PLAN, encoding="utf-8")
    (tmp_path / "hai.txt").write_text(STATE_PLAN.replace("27/KH-UBND", "28/KH-UBND"), encoding="utf-8")
    data = ["--data", str(tmp_path / "data")]
    first = as_json("add", str(tmp_path / "mot.txt"), *data)["added"][0]
    second = as_json("add", str(tmp_path / "hai.txt"), *data)["added"][0]
    assert not any("trùng" in warning for warning in first["warnings"])
    assert any("trùng" in warning and first["id"] in warning for warning in second["warnings"])


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["show", "khong-co-van-ban-nay"], 2),
        (["remove", "khong-co-van-ban-nay"], 2),
        (["search", "   "], 2),
        (["search", "???"], 2),
        (["ask", "🙂 👍🏽"], 2),
        (["search", "a" * 10_000], 2),
        (["search"], 2),
        (["lenh-la"], 2),
        (["add", "/khong/co/tep.txt"], 2),
        (["add", "{empty_folder}"], 2),
        (["add", "{empty_file}"], 2),
        (["add", "{binary}"], 2),
        (["add", "{binary}", "{good}"], 1),
    ],
)
def test_bad_input_gives_one_clear_line(tmp_path: Path, arguments: list[str], status: int) -> None:
    (tmp_path / "trong").mkdir()
    (tmp_path / "rong.txt").write_bytes(b"")
    (tmp_path / "anh.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "tot.txt").write_text(STATE_PLAN, encoding="utf-8")
    names = {
        "empty_folder": str(tmp_path / "trong"),
        "empty_file": str(tmp_path / "rong.txt"),
        "binary": str(tmp_path / "anh.txt"),
        "good": str(tmp_path / "tot.txt"),
    }
    filled = [argument.format(**names) if argument.startswith("{") else argument for argument in arguments]
    got, out, err = run(*filled, *([] if filled == ["lenh-la"] else ["--data", str(tmp_path / "data")]))
    assert got == status
    assert "Traceback" not in out + err
    assert len(err.strip().splitlines()) == 1


def test_a_cold_question_is_quick_and_does_not_import_torch(library_folder: Path) -> None:
    code = (
        "import sys; sys.argv = ['cli.py', 'search', 'kinh phí', '--json', '--data', sys.argv[1]]\n"
        "import cli; status = cli.main()\n"
        "heavy = {'torch', 'sentence_transformers', 'streamlit', 'pandas'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else status)"
    )
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-c", code, str(library_folder)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
        assert done.returncode == 0, done.stderr
    # Processor time: what the question costs on a machine that does nothing else.
    assert min(seconds) < 1.5, seconds
