"""Questions do not wait for a change that another thread is making to the same library."""

from __future__ import annotations

import threading
from pathlib import Path

from library import Library
from settings import Settings
from tests.samples import STATE_PLAN


def test_a_question_is_answered_while_files_are_being_read(tmp_path: Path) -> None:
    library = Library(Settings(data=tmp_path / "data", shipped_texts=tmp_path / "none", workers=1))
    paths = [tmp_path / f"{number}.txt" for number in (1, 2)]
    for number, path in enumerate(paths, start=1):
        path.write_text(STATE_PLAN.replace("27/KH", f"{number}/KH"), encoding="utf-8")
    library.add(paths[:1])
    reading, answered = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        reading.set()
        assert answered.wait(20), "the question waited for the change"

    adding = threading.Thread(target=library.add, args=(paths[1:],), kwargs={"progress": hold})
    adding.start()
    try:
        assert reading.wait(20)
        asking = threading.Thread(target=lambda: library.search("khám sức khỏe") and answered.set())
        asking.start()
        asking.join(10)
        assert answered.is_set()
    finally:
        answered.set()
        adding.join()
    assert len(library.documents()) == 2


def test_shipped_texts_are_loaded_once_by_many_first_readers(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "mot.md").write_text(STATE_PLAN, encoding="utf-8")
    library = Library(Settings(data=tmp_path / "data", shipped_texts=tmp_path / "texts", workers=1))
    counts: list[int] = []
    readers = [threading.Thread(target=lambda: counts.append(len(library.documents()))) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert counts == [1] * 6
    assert len(library.search("khám sức khỏe").hits) > 0
