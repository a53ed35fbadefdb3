"""Generations: what a commit changes, what stays, who sees what."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy
import pytest

from corpus.records import Document, ParsedDocument, PartialDate
from errors import CorruptLibrary, IndexMismatch, StorageError, UnknownDocument, UnreadableFile, WriterBusy
from index.engine import WeightedTerm
from index.generations import commit, open_reader, rebuild, verify
from index.library_reader import LibraryReader
from index.manifest import CURRENT_NAME, generation_folder, generations_folder, originals_folder
from index.records import SearchFilters
from index.writer_lock import writer_lock
from tests.index_samples import HashEncoder, full_document, make_document, sha256_of_text

ENCODER = HashEncoder()


def ids(reader: LibraryReader) -> list[str]:
    return [document.id for document in reader.documents()]


def texts_found(reader: LibraryReader, word: str) -> list[str]:
    return [passage.text for passage in reader.passages([row for row, _ in reader.words([term(word)], 50)])]


def term(word: str) -> WeightedTerm:
    return WeightedTerm("marked", word)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_empty_library_finds_nothing_and_creates_nothing(data: Path) -> None:
    reader = open_reader(data, ENCODER)
    assert (reader.documents(), reader.passage_count, dict(reader.vocabulary())) == ((), 0, {})
    assert reader.dense(numpy.ones(32, numpy.float32), 5) == []
    assert reader.words([term("dân")], 5) == []
    assert reader.near_duplicates(full_document()) == []
    assert list(reader.allowed(SearchFilters(years=(2026,)))) == []
    assert verify(data, ENCODER) == []
    assert not data.exists()


def test_document_comes_back_as_it_went_in(data: Path) -> None:
    parsed = full_document()
    reader = commit(data, ENCODER, add=[parsed])
    assert reader.parsed("đầy-đủ") == parsed
    assert reader.document("đầy-đủ") == parsed.document
    assert reader.passages(reader.rows_of("đầy-đủ")) == list(parsed.passages)
    assert reader.by_sha256(parsed.document.sha256) == parsed.document
    assert reader.by_sha256("0" * 64) is None


def test_document_without_passages_is_kept(data: Path) -> None:
    parsed = replace(make_document("trống", [""]), passages=())
    reader = commit(data, ENCODER, add=[parsed])
    assert (ids(reader), reader.passage_count, reader.words([term("dân")], 5)) == (["trống"], 0, [])
    assert verify(data, ENCODER) == []


def test_add_replace_and_remove_reach_every_part(data: Path) -> None:
    commit(data, ENCODER, add=[make_document("a", ["mức sinh"]), make_document("b", ["mức chết", "di cư"])])
    reader = commit(
        data, ENCODER, add=[make_document("a", ["tuổi thọ"]), make_document("c", ["mức sống"])], remove=["b"]
    )
    assert ids(reader) == ["a", "c"]
    assert (reader.document_count, reader.passage_count) == (2, 2)
    assert texts_found(reader, "mức") == ["mức sống"]
    assert texts_found(reader, "tuổi") == ["tuổi thọ"]
    assert sorted(reader.vocabulary()) == ["mức", "sống", "thọ", "tuổi"]
    assert reader.document_frequency("marked", "sinh") == 0
    found = [row for row, _ in reader.dense(ENCODER.encode_queries(["mức sinh"])[0], 10)]
    assert {passage.document_id for passage in reader.passages(found)} == {"a", "c"}
    with pytest.raises(UnknownDocument):
        reader.parsed("b")
    assert verify(data, ENCODER) == []


def test_last_of_several_with_one_id_stays(data: Path) -> None:
    reader = commit(data, ENCODER, add=[make_document("a", ["bản một"]), make_document("a", ["bản hai"])])
    assert (ids(reader), texts_found(reader, "bản")) == (["a"], ["bản hai"])
    assert verify(data, ENCODER) == []


def test_replaced_text_stays_on_record_until_the_document_is_removed(data: Path) -> None:
    first, second = make_document("a", ["bản một"]), make_document("a", ["bản hai"])
    commit(data, ENCODER, add=[first])
    reader = commit(data, ENCODER, add=[second], today=date(2026, 5, 4))
    (past,) = reader.history("a")
    assert (past.sha256, past.source, past.replaced_on) == (first.document.sha256, "a.txt", "2026-05-04")
    assert commit(data, ENCODER, add=[second]).history() == (past,)
    assert commit(data, ENCODER, remove=["a"]).history() == ()
    assert commit(data, ENCODER, add=[first]).history("a") == ()


def test_reading_the_same_file_again_is_no_new_version(data: Path) -> None:
    parsed = make_document("a", ["bản một"])
    commit(data, ENCODER, add=[parsed])
    assert commit(data, ENCODER, add=[replace(parsed, passages=())]).history() == ()


def test_commit_without_change_makes_no_generation(data: Path) -> None:
    commit(data, ENCODER, add=[make_document("a", ["một"])])
    commit(data, ENCODER)
    assert (data / CURRENT_NAME).read_text() == "1\n"
    assert [entry.name for entry in generations_folder(data).iterdir()] == ["1"]


def test_rows_of_a_document_do_not_change_while_others_come_and_go(data: Path) -> None:
    rows = commit(data, ENCODER, add=[make_document("a", ["một", "hai"])]).rows_of("a")
    for step in range(6):
        remove = [f"b{step - 1}"] if step else []
        reader = commit(data, ENCODER, add=[make_document(f"b{step}", ["ba"] * 3)], remove=remove)
        assert reader.rows_of("a") == rows
        assert [passage.text for passage in reader.passages(rows)] == ["một", "hai"]
    assert verify(data, ENCODER) == []


def test_open_reader_keeps_its_generation_while_writers_go_on(data: Path) -> None:
    old = commit(data, ENCODER, add=[make_document("a", ["mức sinh"])])
    for step in range(5):
        commit(data, ENCODER, add=[make_document(f"b{step}", ["mức chết"])])
    commit(data, ENCODER, remove=["a"])
    assert not generation_folder(data, 1).exists()
    assert texts_found(old, "mức") == ["mức sinh"]
    assert old.parsed("a").reading.text == "mức sinh"
    assert [row for row, _ in old.dense(ENCODER.encode_queries(["mức sinh"])[0], 9)] == list(old.rows_of("a"))


def test_removed_text_is_in_no_file_of_the_data_folder(data: Path, tmp_path: Path) -> None:
    parsed = make_document("a", ["câu này phải biến mất"])
    originals = {parsed.document.sha256: write_original(tmp_path, "câu này phải biến mất")}
    commit(data, ENCODER, add=[parsed, make_document("b", ["câu này ở lại"])], originals=originals).close()
    commit(data, ENCODER, remove=["a"]).close()
    contents = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert "câu này ở lại".encode() in contents
    assert "phải biến mất".encode() not in contents


def test_original_stays_with_a_document_that_is_read_anew(data: Path, tmp_path: Path) -> None:
    parsed = make_document("a", ["một"])
    commit(data, ENCODER, add=[parsed], originals={parsed.document.sha256: write_original(tmp_path, "một")}).close()
    reader = commit(data, ENCODER, add=[parsed])
    stored = reader.stored("a")
    assert stored is not None
    assert (originals_folder(data) / stored.original).read_text() == "một"


def test_last_two_generations_are_kept(data: Path) -> None:
    for step in range(4):
        commit(data, ENCODER, add=[make_document(f"a{step}", ["một"])])
    assert sorted(entry.name for entry in generations_folder(data).iterdir()) == ["3", "4"]


def test_failing_source_leaves_the_library_as_it_was(data: Path) -> None:
    def documents():  # type: ignore[no-untyped-def]
        yield make_document("b", ["hai"])
        raise UnreadableFile("Tệp hỏng.")

    commit(data, ENCODER, add=[make_document("a", ["một"])])
    before = sorted(path for path in data.rglob("*") if path.name != "writer.lock")
    with pytest.raises(UnreadableFile):
        commit(data, ENCODER, add=documents(), remove=["a"])
    assert sorted(path for path in data.rglob("*") if path.name != "writer.lock") == before
    assert ids(open_reader(data, ENCODER)) == ["a"]


def test_removing_an_unknown_document_changes_nothing(data: Path) -> None:
    commit(data, ENCODER, add=[make_document("a", ["một"])])
    with pytest.raises(UnknownDocument, match="“x”"):
        commit(data, ENCODER, add=[make_document("b", ["hai"])], remove=["a", "x"])
    assert ids(open_reader(data, ENCODER)) == ["a"]


@pytest.mark.parametrize("encoder", [HashEncoder(fingerprint="other"), HashEncoder(dimension=16)])
def test_other_encoder_is_refused_until_the_rebuild(data: Path, encoder: HashEncoder) -> None:
    parsed = make_document("a", ["mức sinh"])
    commit(data, ENCODER, add=[parsed])
    for attempt in (open_reader, commit):
        with pytest.raises(IndexMismatch, match="dựng lại"):
            attempt(data, encoder)
    assert len(verify(data, encoder)) == 1
    reader, problems = rebuild(data, encoder)
    assert (problems, reader.parsed("a"), verify(data, encoder)) == ([], parsed, [])


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [("format", 999, IndexMismatch), ("words", "other", IndexMismatch), ("segments", "x", CorruptLibrary)],
)
def test_manifest_of_another_make_is_refused(data: Path, field: str, value: object, error: type[Exception]) -> None:
    commit(data, ENCODER, add=[make_document("a", ["một"])])
    path = generation_folder(data, 1) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    with pytest.raises(error):
        open_reader(data, ENCODER)


def test_second_writer_is_refused_and_readers_are_not(data: Path) -> None:
    commit(data, ENCODER, add=[make_document("a", ["một"])])
    with writer_lock(data):
        with pytest.raises(WriterBusy, match=str(os.getpid())):
            commit(data, ENCODER, remove=["a"], patience=0.1)
        assert ids(open_reader(data, ENCODER)) == ["a"]
    assert ids(commit(data, ENCODER, remove=["a"])) == []


def test_writer_waits_for_another_that_is_soon_done(data: Path) -> None:
    commit(data, ENCODER, add=[make_document("a", ["một"])])
    held = ExitStack()
    held.enter_context(writer_lock(data))
    timer = threading.Timer(0.2, held.close)
    timer.start()
    assert ids(commit(data, ENCODER, remove=["a"], patience=30)) == []
    timer.join()


def test_rebuild_of_nothing_is_an_empty_library(data: Path) -> None:
    reader, problems = rebuild(data, ENCODER)
    assert (reader.documents(), problems, verify(data, ENCODER)) == ((), [], [])
    assert ids(commit(data, ENCODER, add=[make_document("a", ["một"])])) == ["a"]


def test_writer_of_another_process_is_refused(data: Path) -> None:
    script = (
        "import sys, pathlib\nfrom index.writer_lock import writer_lock\n"
        "with writer_lock(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(WriterBusy, match=str(process.pid)):
            commit(data, ENCODER, add=[make_document("a", ["một"])], patience=0)
        process.communicate("")
    assert ids(commit(data, ENCODER, add=[make_document("a", ["một"])])) == ["a"]


def test_leftovers_of_a_killed_writer_are_cleared(data: Path) -> None:
    commit(data, ENCODER, add=[make_document("a", ["một"])])
    for name in ("2.partial", "2"):
        folder = generations_folder(data) / name
        folder.mkdir()
        (folder / "originals.jsonl").write_text(json.dumps(["copied", "f00.pdf"]) + '\n["copi')
    originals_folder(data).mkdir()
    for orphan in (originals_folder(data) / "f00.pdf", originals_folder(data) / ".f01.pdf.1.partial"):
        orphan.write_bytes(b"x")
    (data / ".CURRENT.1.partial").write_text("9\n")
    commit(data, ENCODER, add=[make_document("b", ["hai"])])
    assert sorted(entry.name for entry in data.iterdir()) == ["CURRENT", "generations", "originals", "writer.lock"]
    assert sorted(entry.name for entry in generations_folder(data).iterdir()) == ["1", "2"]
    assert list(originals_folder(data).iterdir()) == []


def write_original(folder: Path, text: str, name: str = "nguồn.TXT") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_originals_are_kept_unchanged_and_go_with_the_last_document_that_needs_them(data: Path, tmp_path: Path) -> None:
    first, second, twin = make_document("a", ["một"]), make_document("a", ["hai"]), make_document("b", ["một"])
    source = write_original(tmp_path, "một")
    name = f"{sha256_of_text('một')}.txt"
    commit(data, ENCODER, add=[first], originals={first.document.sha256: source})
    commit(data, ENCODER, add=[twin], originals={first.document.sha256: source})
    assert [(path.name, path.read_text()) for path in originals_folder(data).iterdir()] == [(name, "một")]
    other = write_original(tmp_path, "hai", "hai.txt")
    reader = commit(data, ENCODER, add=[second], originals={second.document.sha256: other})
    assert [past.original for past in reader.history()] == [name]
    commit(data, ENCODER, remove=["b"])
    assert (originals_folder(data) / name).exists()
    commit(data, ENCODER, remove=["a"])
    assert list(originals_folder(data).iterdir()) == []
    assert verify(data, ENCODER) == []


def test_file_changed_while_it_was_read_is_refused(data: Path, tmp_path: Path) -> None:
    parsed = make_document("a", ["một"])
    with pytest.raises(UnreadableFile):
        commit(data, ENCODER, add=[parsed], originals={parsed.document.sha256: write_original(tmp_path, "khác")})
    assert list(originals_folder(data).iterdir()) == []


def test_space_of_removed_documents_is_given_back(data: Path) -> None:
    documents = [
        make_document(f"a{number}", [f"{word} {number}" for word in ("một", "hai", "ba")]) for number in range(9)
    ]
    commit(data, ENCODER, add=documents)
    full = sum(path.stat().st_size for path in (generation_folder(data, 1) / "segments").rglob("*"))
    reader = commit(data, ENCODER, remove=[f"a{number}" for number in range(8)])
    left = sum(path.stat().st_size for path in (generation_folder(data, 2) / "segments").rglob("vectors.f32"))
    assert left == 3 * ENCODER.dimension * 4 < full
    assert len(reader.removed) == 0
    assert [passage.text for passage in reader.passages(reader.rows_of("a8"))] == ["một 8", "hai 8", "ba 8"]
    assert verify(data, ENCODER) == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (SearchFilters(), None),
        (SearchFilters(years=(2025,)), ["a:1", "a:2"]),
        (SearchFilters(years=(2025, 2026)), ["a:1", "a:2", "b:1", "b:2"]),
        (SearchFilters(kinds=("ke hoach",)), ["a:1", "a:2"]),
        (SearchFilters(kinds=("hoach",)), []),
        (SearchFilters(issuers=("QUẢNG NINH",)), ["a:1", "a:2"]),
        (SearchFilters(issuers=("Tỉnh ủy Quảng Ninh", "Bộ Y tế")), ["a:1", "a:2", "b:1", "b:2"]),
        (SearchFilters(issuers=("Quảng",), kinds=("Thông tư",)), []),
        (SearchFilters(levels=("central",)), ["b:1", "b:2"]),
        (SearchFilters(documents=("B",)), ["b:1", "b:2"]),
        (SearchFilters(sections=("I.1",)), ["a:1", "b:1", "c:1"]),
        (SearchFilters(sections=("i",), documents=("c",)), ["c:1"]),
        (SearchFilters(sections=("I.",)), []),
        (SearchFilters(years=(1999,)), []),
    ],
)
def test_filters_allow(data: Path, filters: SearchFilters, found: list[str] | None) -> None:
    plan = {"kind": "Kế hoạch", "issuer": "Tỉnh ủy Quảng Ninh", "issuer_level": "province"}
    circular = {"kind": "Thông tư", "issuer": "Bộ Y tế", "issuer_level": "central"}

    reader = commit(
        data,
        ENCODER,
        add=[
            make_document("a", ["một", "hai"], issued_on=PartialDate(2025, 1), **plan),
            make_document("b", ["một", "hai"], issued_on=PartialDate(2026), **circular),
            make_document("c", ["một"]),
        ],
    )
    allowed = reader.allowed(filters)
    assert (None if allowed is None else [passage.id for passage in reader.passages(allowed.tolist())]) == found


def test_near_duplicates_are_found_by_wording(data: Path) -> None:
    words = [f"từ{number}" for number in range(40)]
    reader = commit(
        data,
        ENCODER,
        add=[
            make_document("same", [" ".join(words)]),
            make_document("half", [" ".join([*words[:22], *(f"khác{number}" for number in range(18))])]),
            make_document("other", [" ".join(f"lạ{number}" for number in range(40))]),
        ],
    )
    sought = make_document("new", [" ".join(words)])
    # "từ7" is two tokens, so 76 runs of five each; the half shares its first 40: 40 / (76 + 76 - 40).
    assert reader.near_duplicates(sought, 0.1) == [("same", 1.0), ("half", pytest.approx(40 / 112))]
    assert reader.near_duplicates(sought) == [("same", 1.0)]
    assert reader.near_duplicates(replace(sought, document=replace(sought.document, id="same"))) == []


def test_new_reader_takes_over_the_records_of_shared_segments(data: Path) -> None:
    many = [make_document(f"d{number}", ["một hai"]) for number in range(2500)]
    earlier = commit(data, ENCODER, add=many)
    before = {document.id: document for document in earlier.documents()}
    later = commit(data, ENCODER, add=[make_document("d7", ["ba bốn"]), make_document("new", ["năm"])], remove=["d8"])
    later.take_from(earlier)
    after = {document.id: document for document in later.documents()}
    assert set(after) == {*before, "new"} - {"d8"}
    assert after["d9"] is before["d9"]
    assert after["d7"].sha256 != before["d7"].sha256
    anew, _ = rebuild(data, ENCODER)
    anew.take_from(later)
    assert {document.id: document for document in anew.documents()} == after


def replaced(file: Path, content: bytes) -> None:
    """Put another file in the place of one. A mapped file cut short in place would end whoever still reads it."""
    file.unlink()
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda data: replaced(next(data.glob("generations/1/words/*.idx")), b"x"), "words"),
        (lambda data: replaced(next(data.rglob("vectors.f32")), b"short"), "vectors.f32"),
        (lambda data: next(data.rglob("documents.sqlite")).unlink(), "documents.sqlite"),
        (lambda data: replaced(next(data.rglob("documents.sqlite")), b"x" * 9000), "documents.sqlite"),
        (lambda data: next(data.rglob("manifest.json")).write_text("{"), "manifest.json"),
        (lambda data: next(data.rglob("manifest.json")).unlink(), "manifest.json"),
        (lambda data: (data / "CURRENT").write_text("nonsense"), "CURRENT"),
        (lambda data: (data / "CURRENT").write_text("7"), "7"),
    ],
)
def test_damage_is_found_and_mended_by_a_rebuild(
    data: Path, tmp_path: Path, damage: Callable[[Path], object], complaint: str
) -> None:
    parsed = make_document("a", ["mức sinh", "mức chết"])
    source = write_original(tmp_path, parsed.reading.text)
    commit(data, ENCODER, add=[parsed], originals={parsed.document.sha256: source}).close()
    assert verify(data, ENCODER) == []
    damage(data)
    problems = verify(data, ENCODER)
    assert problems
    assert complaint in problems[0]
    assert "ựng lại" in problems[0]

    def read(path: Path, known: Document | None) -> ParsedDocument:
        assert path.read_text(encoding="utf-8") == parsed.reading.text
        return replace(parsed, document=replace(parsed.document, source=known.source if known else path.name))

    reader, _ = rebuild(data, ENCODER, read=read)
    assert reader.parsed("a").reading == parsed.reading
    assert texts_found(reader, "chết") == ["mức chết"]
    assert verify(data, ENCODER) == []


def test_rebuild_reads_originals_anew_and_keeps_history_and_what_has_no_original(data: Path, tmp_path: Path) -> None:
    first, second, bare = make_document("a", ["một"]), make_document("a", ["hai"]), make_document("b", ["ba"])
    for parsed, name in ((first, "một.txt"), (second, "hai.txt")):
        source = write_original(tmp_path, parsed.reading.text, name)
        commit(data, ENCODER, add=[parsed], originals={parsed.document.sha256: source})
    history = commit(data, ENCODER, add=[bare, make_document("c", ["bốn"])], remove=[]).history()
    commit(data, ENCODER, remove=["c"])

    def read(path: Path, known: Document | None) -> ParsedDocument:
        assert known == second.document
        return make_document("a", ["hai đọc lại"])

    reader, problems = rebuild(data, ENCODER, read=read)
    assert problems == []
    assert [reader.parsed(one).reading.text for one in ids(reader)] == ["hai đọc lại", "ba"]
    assert reader.history() == history
    assert verify(data, ENCODER) == []


def test_missing_and_altered_originals_are_reported(data: Path, tmp_path: Path) -> None:
    parsed = make_document("a", ["một"])
    originals = {parsed.document.sha256: write_original(tmp_path, "một")}
    commit(data, ENCODER, add=[parsed], originals=originals)
    (original,) = originals_folder(data).iterdir()
    original.write_text("sửa")
    assert [("đã bị sửa" in problem) for problem in verify(data, ENCODER)] == [True]
    original.unlink()
    assert [("Thiếu tệp gốc" in problem) for problem in verify(data, ENCODER)] == [True]


def test_file_in_place_of_the_data_folder_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(StorageError):
        commit(tmp_path / "data", ENCODER, add=[make_document("a", ["một"])])
