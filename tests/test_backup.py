"""Backups are taken while others write and restore to a verified library; a damaged one is refused."""

from __future__ import annotations

import gzip
import io
import json
import random
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from administration import backup_archive
from administration.backup import HELD_NAME, back_up, restore
from errors import CorruptLibrary, DamagedBackup, DiskFull, InputError, TrichLucError, WriterBusy
from index.generations import commit, open_reader, verify
from index.manifest import current_generation
from index.writer_lock import writer_lock
from library import Library
from settings import Settings
from tests.index_samples import HashEncoder, make_document
from tests.index_writer_process import contents_after
from tests.samples import PARTY_PLAN, STATE_PLAN

ENCODER = HashEncoder()
ROOT = Path(__file__).resolve().parent.parent
ENDINGS = ("tar.zst", "tar.gz")


def verified(folder: Path) -> tuple[list[str], list[str]]:
    return verify(folder, ENCODER), []


def texts(folder: Path) -> dict[str, str]:
    with open_reader(folder, ENCODER) as reader:
        return {document.id: reader.parsed(document.id).reading.text for document in reader.documents()}


def small_library(folder: Path, documents: int = 3) -> Path:
    for number in range(documents):
        source = folder.parent / f"d{number}.txt"
        parsed = make_document(f"d{number}", [f"mục tiêu {number} về mức sinh", "kinh phí"])
        source.write_text(parsed.reading.text, encoding="utf-8")
        commit(folder, ENCODER, add=[parsed], originals={parsed.document.sha256: source}).close()
    return folder


def everything_under(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_restored_library_holds_all_that_the_first_held(tmp_path: Path, ending: str) -> None:
    data = small_library(tmp_path / "data")
    (data / "thesaurus.toml").write_text("# từ thêm\n", encoding="utf-8")
    (data / "feedback.jsonl").write_text('{"a": 1}\n{"half', encoding="utf-8")
    (data / "nhat-ky").mkdir()
    (data / "nhat-ky" / "2026-03.jsonl").write_text('{"b": 2}\n', encoding="utf-8")
    (data / "milvus.db").write_text("gương", encoding="utf-8")
    with sqlite3.connect(data / "so-lieu.sqlite") as table:
        table.execute("CREATE TABLE t (x)")
        table.execute("INSERT INTO t VALUES (7)")
    steps: list[tuple[int, int]] = []
    made = back_up(data, tmp_path / f"b.{ending}", progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (made.content.size, made.content.size)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    restored = restore(made.path, tmp_path / "new", verify=verified)
    new = restored.folder
    assert (restored.content, texts(new), verify(new, ENCODER)) == (made.content, texts(data), [])
    assert names_in(new / "originals") == names_in(data / "originals")
    assert (new / "thesaurus.toml").read_text("utf-8") == "# từ thêm\n"
    assert (new / "feedback.jsonl").read_text("utf-8") == '{"a": 1}\n'
    assert (new / "nhat-ky" / "2026-03.jsonl").is_file()
    assert not (new / "milvus.db").exists()
    assert sqlite3.connect(new / "so-lieu.sqlite").execute("SELECT x FROM t").fetchall() == [(7,)]
    assert not list(new.glob("*.lock"))
    assert not (data / HELD_NAME).exists()
    commit(new, ENCODER, add=[make_document("d9", ["thêm sau"])]).close()
    assert "d9" in texts(new)


def test_times_of_originals_are_kept_for_a_rebuild_from_them_alone(tmp_path: Path) -> None:
    data = small_library(tmp_path / "data", 1)
    original = next((data / "originals").iterdir())
    restored = restore(back_up(data, tmp_path / "b.tar.gz").path, tmp_path / "new", verify=verified).folder
    assert int((restored / "originals" / original.name).stat().st_mtime) == int(original.stat().st_mtime)


@pytest.mark.parametrize(
    ("name", "message"),
    [("b.zip", "kết thúc bằng"), ("co-san.tar.gz", "đã có"), ("data/b.tar.gz", "chính thư mục dữ liệu")],
)
def test_where_a_backup_may_not_be_written(tmp_path: Path, name: str, message: str) -> None:
    data = small_library(tmp_path / "data", 1)
    (tmp_path / "co-san.tar.gz").write_bytes(b"cu")
    with pytest.raises(InputError, match=message):
        back_up(data, tmp_path / name)
    assert (tmp_path / "co-san.tar.gz").read_bytes() == b"cu"


def test_nothing_to_back_up_and_another_backup_under_way(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="chưa có thư viện"):
        back_up(tmp_path / "none", tmp_path / "b.tar.gz")
    data = small_library(tmp_path / "data", 1)
    with writer_lock(data, "backup.lock"), pytest.raises(WriterBusy, match="sao lưu khác"):
        back_up(data, tmp_path / "b.tar.gz")
    with writer_lock(data):  # a writer at work does not keep a backup waiting
        back_up(data, tmp_path / "b.tar.gz")


@pytest.mark.parametrize("harm", ["flipped", "shortened", "lengthened", "missing", "original"])
def test_a_library_that_is_not_as_written_is_not_backed_up(tmp_path: Path, harm: str) -> None:
    data = small_library(tmp_path / "data", 1)
    inside = "originals/*" if harm == "original" else "generations/1/segments/*/vectors.f32"
    path = next(data.glob(inside))
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        damaged = {"shortened": content[:-1], "lengthened": content + b"x"}
        path.write_bytes(damaged.get(harm, bytes([content[0] ^ 1]) + content[1:]))
    with pytest.raises(CorruptLibrary, match="sao lưu"):
        back_up(data, tmp_path / "b.tar.gz")
    assert not (data / HELD_NAME).exists()
    assert not [path for path in tmp_path.iterdir() if "tar" in path.name]


def backups_while_writing(folder: Path, seconds: float) -> int:
    """Take backups for a while beside a writing process; check that each restores to a state between two changes."""
    data, made = folder / "data", 0
    command = [sys.executable, "-m", "tests.index_writer_process", str(data), "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        begun = [0]

        def follow() -> None:
            begun.extend(int(line) for line in writer.stdout or ())

        follower = threading.Thread(target=follow)
        follower.start()
        try:
            deadline = time.monotonic() + seconds
            while current_generation(data) is None and time.monotonic() < deadline + 30:
                time.sleep(0.02)
            while time.monotonic() < deadline or made < 3 or begun[-1] < 3:
                first = begun[-1]
                target = folder / f"{made}.{ENDINGS[made % 2]}"
                back_up(data, target)
                last = begun[-1]
                restored = restore(target, folder / f"restored-{made}", verify=verified).folder
                assert texts(restored) in [contents_after(step) for step in range(first, last + 2)]
                made += 1
        finally:
            writer.kill()
            follower.join()
    assert verify(data, ENCODER) == []
    return made


def test_backups_taken_while_another_process_writes_are_whole(tmp_path: Path) -> None:
    assert backups_while_writing(tmp_path, 1.5) >= 3


@pytest.mark.prove
def test_many_backups_taken_while_another_process_writes_are_whole(tmp_path: Path) -> None:
    assert backups_while_writing(tmp_path, 60) > 20


def refused(backup: Path, folder: Path, error: type[TrichLucError] = DamagedBackup) -> str:
    """Check that a backup is refused and that nothing is left where it would have gone; return the message."""
    before = {path.name for path in folder.parent.iterdir()}
    with pytest.raises(error) as caught:
        restore(backup, folder, verify=verified)
    assert {path.name for path in folder.parent.iterdir()} == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    data = small_library(folder / "data", 2)
    return {ending: back_up(data, folder / f"b.{ending}").path.read_bytes() for ending in ENDINGS}


def prove_refused(ending: str, folder: Path, damages: list[bytes]) -> None:
    for damaged in damages:
        (folder / f"damaged.{ending}").write_bytes(damaged)
        refused(folder / f"damaged.{ending}", folder / "new")


def flipped(content: bytes, places: list[int]) -> list[bytes]:
    return [content[:place] + bytes([content[place] ^ (1 << place % 8)]) + content[place + 1 :] for place in places]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_flipped_bit_is_refused(whole: dict[str, bytes], tmp_path: Path, ending: str) -> None:
    content, draw = whole[ending], random.Random(9)
    places = draw.sample(range(len(content)), 25)
    prove_refused(ending, tmp_path, flipped(content, places))


@pytest.mark.prove
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_flipped_bit_anywhere_is_refused(whole: dict[str, bytes], tmp_path: Path, ending: str) -> None:
    content = whole[ending]
    ends = len(content) - 64
    places = [*range(64), *range(64, ends, max(1, len(content) // 2000)), *range(ends, len(content))]
    prove_refused(ending, tmp_path, flipped(content, places))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_backup_cut_short_or_with_something_added_is_refused(
    whole: dict[str, bytes], tmp_path: Path, ending: str
) -> None:
    content = whole[ending]
    lengths = [0, 1, 10, 100, len(content) // 2, len(content) - 100, *range(len(content) - 8, len(content))]
    damages = [content[:length] for length in lengths] + [content + b"x", content + content]
    prove_refused(ending, tmp_path, damages)


def crafted(path: Path, members: list[tarfile.TarInfo | tuple[str, bytes]], listed: list[tuple[str, int, str]]) -> Path:
    """Write a backup by hand: a list that says what we like, then members of any kind."""
    files = [{"path": name, "size": size, "sha256": digest} for name, size, digest in listed]
    head = {"format": 1, "made": "2026-03-05T08:00:00+07:00", "generation": 1, "encoder": "hash-32"}
    content = json.dumps(head | {"documents": 1, "passages": 1, "files": files}).encode()
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        for member in [("sao-luu.json", content), *members]:
            if isinstance(member, tarfile.TarInfo):
                tar.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                tar.addfile(info, io.BytesIO(member[1]))
    with path.open("r+b") as file:
        backup_archive.seal(file, path.name)
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


EMPTY = sha256(b"").hexdigest()
X = sha256(b"x").hexdigest()
HOSTILE_NAMES = ["../thoat", "/tmp/trich-luc-thoat", "a/../../thoat", "..", "", ".", "a//b", "a\\..\\b", "C:\\x", "c:x"]
HOSTILE_NAMES += ["a\x00b", "a\nb", "con/../..", "x ", "x.", "a/" * 3000 + "b"]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    file = crafted(tmp_path / "b.tar.gz", [(name.replace("\x00", ""), b"x")], [(name, 1, X)])
    (tmp_path / "inside").mkdir()
    refused(file, tmp_path / "inside" / "new")
    assert not Path("/tmp/trich-luc-thoat").exists()
    assert not (tmp_path / "thoat").exists()


@pytest.mark.parametrize(
    ("members", "listed"),
    [
        ([special("a", tarfile.SYMTYPE, "/etc/passwd")], [("a", 0, EMPTY)]),
        ([special("a", tarfile.LNKTYPE, "sao-luu.json")], [("a", 0, EMPTY)]),
        ([special("a", tarfile.SYMTYPE, "/tmp"), ("a/b", b"x")], [("a", 0, EMPTY), ("a/b", 1, X)]),
        ([special("a", tarfile.CHRTYPE)], [("a", 0, EMPTY)]),
        ([special("a", tarfile.FIFOTYPE)], [("a", 0, EMPTY)]),
        ([special("a", tarfile.DIRTYPE)], [("a", 0, EMPTY)]),
        ([("a", b"x")], [("a", 1, EMPTY)]),
        ([("a", b"x")], [("a", 2, X)]),
        ([("b", b"x")], [("a", 1, X)]),
        ([("a", b"x"), ("b", b"x")], [("a", 1, X)]),
        ([("a", b"x")], [("a", 1, X), ("b", 1, X)]),
        ([("a", b"x"), ("a", b"x")], [("a", 1, X), ("a", 1, X)]),
        ([("a", b"x"), ("a/b", b"x")], [("a", 1, X), ("a/b", 1, X)]),
        ([("a", b"\0" * 50_000_000)], [("a", 1, X)]),
        ([("a", b"x")], [("a", -1, X)]),
    ],
)
def test_crafted_backups_are_refused(
    tmp_path: Path, members: list[tarfile.TarInfo | tuple[str, bytes]], listed: list[tuple[str, int, str]]
) -> None:
    refused(crafted(tmp_path / "b.tar.gz", members, listed), tmp_path / "new")


def test_a_header_of_any_length_is_not_read_into_memory(tmp_path: Path) -> None:
    bomb = special("././@PaxHeader", tarfile.XHDTYPE)
    bomb.size = 2**40
    refused(crafted(tmp_path / "b.tar.gz", [bomb], [("a", 1, X)]), tmp_path / "new")


def test_a_list_that_promises_more_than_the_disk_holds_is_refused_before_unpacking(tmp_path: Path) -> None:
    file = crafted(tmp_path / "b.tar.gz", [("a", b"x")], [("a", 2**60, X)])
    assert "còn" in refused(file, tmp_path / "new", DiskFull)


@pytest.mark.parametrize(
    "content",
    [b"", b"not compressed", gzip.compress(b"not a tar"), gzip.compress(b"\0" * 10_240)],
)
@pytest.mark.parametrize("sealed", [False, True])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes, sealed: bool) -> None:
    for ending in ENDINGS:
        (tmp_path / f"b.{ending}").write_bytes(content)
        with (tmp_path / f"b.{ending}").open("r+b") as file:
            if sealed:
                backup_archive.seal(file, f"b.{ending}")
        refused(tmp_path / f"b.{ending}", tmp_path / "new")


@pytest.mark.parametrize("change", [{"format": 2}, {"files": None}, {"files": [{"path": 1}]}, {"generation": "x"}])
def test_a_list_of_another_form_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    data = small_library(tmp_path / "data", 1)
    written: Callable[[object], str] = backup_archive.to_json
    monkeypatch.setattr(
        backup_archive, "to_json", lambda listed: json.dumps(json.loads(written(listed)) | change, ensure_ascii=False)
    )
    refused(back_up(data, tmp_path / "b.tar.zst").path, tmp_path / "new")


def test_a_sound_backup_of_a_broken_library_is_refused(tmp_path: Path) -> None:
    data = small_library(tmp_path / "data", 1)
    (data / "CURRENT").write_text("1\n")
    listed = [(path, len(content), sha256(content).hexdigest()) for path, content in everything_under(data).items()]
    members: list[tarfile.TarInfo | tuple[str, bytes]] = list(everything_under(data).items())
    vectors = next(place for place, (path, _, _) in enumerate(listed) if path.endswith("vectors.f32"))
    damaged = bytes(listed[vectors][1])
    members[vectors] = (listed[vectors][0], damaged)
    listed[vectors] = (listed[vectors][0], len(damaged), sha256(damaged).hexdigest())
    message = refused(crafted(tmp_path / "b.tar.gz", members, listed), tmp_path / "new", CorruptLibrary)
    assert "chưa khôi phục gì" in message


def test_a_folder_in_use_is_never_restored_into(tmp_path: Path, whole: dict[str, bytes]) -> None:
    (tmp_path / "b.tar.zst").write_bytes(whole["tar.zst"])
    data = tmp_path / "data"
    data.mkdir()
    assert restore(tmp_path / "b.tar.zst", data, verify=verified).folder == data  # an empty one will do
    before = everything_under(data)
    with pytest.raises(InputError, match="đã có dữ liệu"):
        restore(tmp_path / "b.tar.zst", data, verify=verified)
    with pytest.raises(InputError, match="Không tìm thấy"):
        restore(tmp_path / "vang.tar.zst", tmp_path / "x", verify=verified)
    assert everything_under(data) == before


def test_the_library_moves_to_a_machine_with_another_model(tmp_path: Path) -> None:
    (tmp_path / "xa.txt").write_text(STATE_PLAN, encoding="utf-8")
    (tmp_path / "tinh.txt").write_text(PARTY_PLAN, encoding="utf-8")
    here = Library(Settings(data=tmp_path / "data"))
    here.add([tmp_path / "xa.txt", tmp_path / "tinh.txt"])
    made = here.back_up(tmp_path / "b.tar.zst")
    same = Library(Settings(data=tmp_path / "same"))
    assert same.restore_backup(made.path).notes == ()
    assert same.documents() == here.documents()
    other = Library(Settings(data=tmp_path / "other"), HashEncoder())
    notes = other.restore_backup(made.path).notes
    assert "mô hình nhúng khác" in notes[0]
    assert other.rebuild() == []
    assert [document.id for document in other.documents()] == [document.id for document in here.documents()]
