"""Rows of docs/faults.md that no other test tries: a broken index, a closed disk, a missing model, a changed clock."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from administration.audit import AuditLog
from embeddings.loading import SHIPPED_MODEL
from errors import EncoderError, StorageError, TrichLucError
from index.generations import verify
from library import Library
from settings import Settings
from tests.samples import PARTY_PLAN, STATE_PLAN
from tests.test_cli import run
from tests.test_index_crash import small_disk  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "Mỗi năm bố trí bao nhiêu tiền từ ngân sách xã?"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("faults")
    (folder / "xa.txt").write_text(STATE_PLAN, encoding="utf-8")
    (folder / "tinh.txt").write_text(PARTY_PLAN, encoding="utf-8")
    library = Library(Settings(data=folder / "data"))
    assert len(library.add([folder]).added) == 2
    return library


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


HARMS: dict[str, Callable[[bytes], bytes | None]] = {
    "flipped": flipped,
    "first byte": lambda content: bytes([content[0] ^ 0xFF]) + content[1:],
    "last byte": lambda content: content[:-1] + bytes([content[-1] ^ 0xFF]),
    "cut": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "gone": lambda content: None,
}


def files_of(data: Path) -> list[str]:
    """Return the files of the live generation, relative to it; the lock of the words is no part of it."""
    (generation,) = (path for path in (data / "generations").iterdir() if path.name.isdecimal())
    return sorted(
        path.relative_to(generation).as_posix()
        for path in generation.rglob("*")
        if path.is_file() and path.suffix != ".lock" and path.stat().st_size
    )


def told(library: Library, texts: list[str]) -> str:
    """Ask; check that what is quoted stands in a document, and return the error when there is one instead."""
    try:
        answer = library.ask(QUESTION)
    except TrichLucError as error:
        return str(error)
    quotes = [citation.quote for statement in answer.statements for citation in statement.citations]
    assert all(any(quote in text for text in texts) for quote in quotes)
    return ""


def prove_found_and_mended(whole: Library, harm: str, folder: Path, names: list[str]) -> None:
    texts = [whole.show(document.id).reading.text for document in whole.documents()]
    for name in names:
        data = folder / f"{harm}-{name.replace('/', '-')}"
        shutil.copytree(whole.settings.data, data)
        (path,) = data.glob(f"generations/[0-9]*/{name}")
        harmed = HARMS[harm](path.read_bytes())
        path.unlink() if harmed is None else path.write_bytes(harmed)
        library = Library(Settings(data=data), whole.encoder)
        assert "\n" not in told(library, texts)
        assert verify(data, whole.encoder), f"{name} {harm}: not found by verify"
        library.rebuild()
        assert verify(data, whole.encoder) == [], f"{name} {harm}: not mended by rebuild"
        assert len(library.documents()) == 2, f"{name} {harm}: a document lost"
        assert told(library, texts) == ""


@pytest.mark.parametrize("harm", ["flipped", "gone"])
def test_a_broken_file_of_the_index_is_found_and_mended(whole: Library, harm: str, tmp_path: Path) -> None:
    names = files_of(whole.settings.data)
    prove_found_and_mended(whole, harm, tmp_path, names[:: max(1, len(names) // 4)])


@pytest.mark.prove
@pytest.mark.parametrize("harm", HARMS)
def test_any_broken_file_of_the_index_is_found_and_mended(whole: Library, harm: str, tmp_path: Path) -> None:
    prove_found_and_mended(whole, harm, tmp_path, files_of(whole.settings.data))


def test_a_closed_disk_still_answers_and_says_why_it_cannot_change(small_disk: Path) -> None:  # noqa: F811
    (small_disk / "xa.txt").write_text(STATE_PLAN, encoding="utf-8")
    data = small_disk / "data"
    Library(Settings(data=data)).add([small_disk / "xa.txt"])
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    library = Library(Settings(data=data))
    assert "150 triệu" in library.ask(QUESTION).answer
    identifier = library.documents()[0].id
    for change in (lambda: library.remove([identifier]), lambda: library.back_up(small_disk.parent / "b.tar.gz")):
        with pytest.raises(StorageError, match="quyền ghi"):
            change()
    status, out, err = run("remove", identifier, "--data", str(data))
    assert (status, out, len(err.splitlines())) == (2, "", 1)


MODEL_FILES = sorted(path.name for path in SHIPPED_MODEL.iterdir() if path.is_file() and path.suffix != ".md")


@pytest.mark.prove
@pytest.mark.parametrize("name", MODEL_FILES)
@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_a_model_without_a_file_is_refused_or_not_missed(whole: Library, name: str, harm: str, tmp_path: Path) -> None:
    """A file that is only read by other programs may be missing; the answer is then the same."""
    model = tmp_path / "model"
    shutil.copytree(SHIPPED_MODEL, model)
    path = model / name
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    library = Library(Settings(data=whole.settings.data, encoder=str(model)))
    try:
        found = library.search(QUESTION).hits
    except (EncoderError, StorageError):
        states = {check.name: check.state for check in library.health()}
        assert "error" in {states.get("encoder"), states.get("index")}
    else:
        assert [hit.passage.id for hit in found] == [hit.passage.id for hit in whole.search(QUESTION).hits]


def test_a_cut_model_gives_one_clear_line(whole: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SHIPPED_MODEL, tmp_path / "model")
    weights = tmp_path / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    monkeypatch.setenv("TRICHLUC_ENCODER", str(tmp_path / "model"))
    for command in (["ask", QUESTION], ["verify"]):
        status, out, err = run(*command, "--data", str(whole.settings.data))
        assert status in (1, 2)
        assert len((out + err).strip().splitlines()) == 1


def test_a_clock_set_back_leaves_the_record_of_changes_whole(tmp_path: Path) -> None:
    at = [datetime(2026, 3, 5, 9, tzinfo=UTC)]
    log = AuditLog(tmp_path, now=lambda: at[0])
    for year in (2026, 2019, 2031, 2025):
        at[0] = at[0].replace(year=year)
        log.append("an", f"did {year}")
    assert log.verify()[0] == []
    assert [entry.what for entry in log.entries()] == ["did 2026", "did 2019", "did 2031", "did 2025"]
