"""What a person or a program types does no harm: malformed lines, endless questions, names that lead elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from errors import BadQuestion
from library import Library
from settings import Settings
from tests.samples import STATE_PLAN
from tests.test_cli import run

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("du-lieu")
    (folder / "xa.txt").write_text(STATE_PLAN, encoding="utf-8")
    Library(Settings(data=folder / "data")).add([folder / "xa.txt"])
    return folder / "data"


MALFORMED = {
    "no JSON": "xin chào",
    "cut short": '{"question": "kinh ph',
    "a list": "[1, 2]",
    "a number": "7",
    "no question": '{"id": 1}',
    "a question that is no text": '{"question": {"a": 1}}',
    "null": '{"question": null}',
    "history that is no list": '{"question": "kinh phí", "history": "năm nào"}',
    "history of numbers": '{"question": "kinh phí", "history": [1]}',
    "nested too deep": "[" * 200_000,
    "an endless number": '{"question": "kinh phí", "id": ' + "9" * 10_000 + "}",
}


@pytest.mark.parametrize("verb", ["search", "ask"])
@pytest.mark.parametrize("line", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_line_of_a_batch_gives_one_clear_line(data: Path, line: str, verb: str) -> None:
    status, out, err = run("batch", verb, "--data", str(data), given=f"{line}\n")
    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "òng 1" in err
    assert len(err) < 300


def test_lines_before_a_malformed_one_are_answered(data: Path) -> None:
    status, out, err = run("batch", "search", "--data", str(data), given='{"question": "kinh phí"}\n{"question": 1}\n')
    assert (status, len(out.splitlines())) == (2, 1)
    assert "Dòng 2" in err


def terminal(data: Path, *arguments: str | bytes, given: bytes = b"") -> tuple[int, str, str]:
    """Run the command line in a process of its own, where input and arguments are bytes."""
    command: list[str | bytes] = [sys.executable, "cli.py", *arguments, "--data", str(data)]
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def test_bytes_that_are_no_utf_8_give_one_clear_line(data: Path) -> None:
    for given in (b'{"question": "kinh ph\xed"}\n', b"\xff\xfe" + '{"question": "a"}'.encode("utf-16-le")):
        status, out, err = terminal(data, "batch", "search", given=given)
        assert (status, out, len(err.splitlines())) == (2, "", 1), err
    status, out, err = terminal(data, "ask", b"kinh ph\xed")
    assert (status, out, len(err.splitlines())) == (2, "", 1), err


def test_half_letters_are_answered_with_an_error_and_the_batch_goes_on(data: Path) -> None:
    lines = [r'{"id": "\ud800", "question": "kinh ph\ud800"}', r'{"id": "\udfff", "question": "kinh phí"}']
    lines.append(json.dumps({"id": 3, "question": "còn gì", "history": ["\ud800"]}))
    status, out, err = run("batch", "search", "-k", "1", "--data", str(data), given="\n".join(lines))
    assert (status, err) == (1, "")
    first, second, third = (json.loads(line) for line in out.splitlines())
    assert "ký tự hỏng" in first["error"]
    assert "ký tự hỏng" in third["error"]
    assert second["hits"]
    out.encode("utf-8")


STRANGE = [
    "a\x00b kinh phí",
    "kinh phí\x1b[2J\x07",
    "kinh phí ‮gnoc‬",
    "đ" + "\u0301" * 1500,
    '" OR 1=1 --',
    "field:* AND (a OR b) [1 TO 9] \\",
    "$(rm -rf /) `id` ; kinh phí",
    "{{7*7}} ${7*7} <%= 7*7 %> kinh phí",
    "%s %n %x kinh phí",
    "../../etc/passwd",
    "số " + "1/" * 900,
    "Điều " * 400,
    "((((" * 400 + "a",
    "ﷺ" * 1000 + "a",
    "𝕜𝕚𝕟𝕙 𝕡𝕙í",
]


@pytest.fixture(scope="module")
def library(data: Path) -> Library:
    return Library(Settings(data=data))


@pytest.mark.parametrize("question", STRANGE)
def test_a_strange_question_is_a_question(library: Library, question: str) -> None:
    started = time.process_time()
    library.search(question, k=3)
    answer = library.ask(question, k=3)
    assert time.process_time() - started < 5
    texts = [library.show(document.id).reading.text for document in library.documents()]
    for statement in answer.statements:
        assert any(statement.citations[0].quote in text for text in texts)


@pytest.mark.parametrize("length", [2_001, 10_000, 1_000_000])
def test_an_endless_question_is_refused_at_once(library: Library, length: int) -> None:
    library.search("kinh phí")
    started = time.process_time()
    for question, history in (("a" * length, ()), ("còn gì nữa", ("a" * length,))):
        for ask in (library.search, library.ask, library.understand):
            with pytest.raises(BadQuestion, match="vượt giới hạn"):
                ask(question, history=history)  # type: ignore[operator]
    assert time.process_time() - started < 1


NAMES = [
    "../../x.txt",
    "/etc/cron.d/x.txt",
    "..\\..\\x.txt",
    "C:\\Windows\\x.txt",
    "CON.txt",
    "a\nb.txt",
    "\u202etxt.exe.txt",
]
NAMES += ["-rf.txt", "a" * 300 + ".txt", "<b>.txt", "x." + "y" * 300, "x.a/b"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_leads_nowhere(tmp_path: Path, name: str) -> None:
    """A name is only told; where the file is kept depends on its content."""
    given = tmp_path / "tam.txt"
    given.write_text(STATE_PLAN, encoding="utf-8")
    library = Library(Settings(data=tmp_path / "library" / "data"))
    report = library.add([given], names={given: name})
    assert not report.failed
    document = report.added[0]
    original = library.original(document)
    assert original is not None
    assert original.parent == tmp_path / "library" / "data" / "originals"
    assert original.name == f"{document.sha256}.txt"
    assert library.verify() == []
    assert library.rebuild() == []
    outside = {path.name for path in tmp_path.iterdir()} | {path.name for path in (tmp_path / "library").iterdir()}
    assert outside == {"tam.txt", "library", "data"}


@pytest.mark.parametrize("name", ["a." + "x" * 240, "con.TXT", "a b'c\"d;e.txt", "tệp có dấu.txt", "...txt"])
def test_a_file_of_any_name_is_kept(tmp_path: Path, name: str) -> None:
    given = tmp_path / name
    given.write_text(STATE_PLAN, encoding="utf-8")
    library = Library(Settings(data=tmp_path / "data"))
    report = library.add([given])
    assert [document.source for document in report.added] == [name]
    assert library.original(report.added[0]) is not None
    assert library.verify() == []


def test_a_document_is_not_opened_by_a_path(data: Path) -> None:
    for identifier in ("../../etc/passwd", "/etc/passwd", "..\\x", "", "a\x00b", "*", "%"):
        status, out, err = run("show", identifier, "--data", str(data))
        assert (status, out, len(err.strip().splitlines())) == (2, "", 1), (identifier, err)
