"""The judged sets: which questions over which documents, with the titles that the quality page shows.

The files lie beside the project, in `shared/`; a set whose files are absent is skipped, and the skipping is told.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.retrieval import collection_library
from library import Library
from settings import PROJECT_ROOT, Settings, load_settings

SHARED = PROJECT_ROOT.parent / "shared"
_SEEN = " Bộ câu hỏi này đã dùng khi phát triển; câu hỏi mới có thể cho kết quả thấp hơn."
_EVIDENCE_MEASURES = ("hit@1", "hit@5", "hit@10", "all@5", "mrr@10")
_RECORD_MEASURES = ("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "recall@100")


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Questions over one corpus: a folder of documents, or a .jsonl(.xz) file of records.

    `asked` limits the questions to a seeded sample; `ablated` those on which parts are switched off; `pyvi` tells
    whether the slow peer that cuts words is run.
    """

    name: str
    title: str
    note: str
    corpus: Path
    questions: Path
    measures: tuple[str, ...] = _RECORD_MEASURES
    asked: int | None = None
    ablated: int | None = None
    peers: bool = True
    pyvi: bool = True

    @property
    def missing(self) -> tuple[Path, ...]:
        """The files that are not there."""
        return tuple(path for path in (self.corpus, self.questions) if not path.exists())

    @contextmanager
    def library(self) -> Iterator[Library]:
        """Open a temporary library of the corpus."""
        if self.corpus.is_dir():
            with folder_library(self.corpus) as library:
                yield library
        else:
            with collection_library(self.corpus, load_settings()) as (library, _):
                yield library

    def data(self) -> dict[str, object]:
        """Return what names the data without a path of this machine: file names and checksums of the questions."""
        return {
            "corpus": self.corpus.name,
            "questions": self.questions.name,
            "questions_sha256": hashlib.sha256(self.questions.read_bytes()).hexdigest(),
        }


def plan_settings(folder: Path) -> Settings:
    """Return the settings of a temporary library without the shipped digests, which would answer too."""
    return replace(load_settings(data=folder), shipped_texts=folder / "none")


@contextmanager
def folder_library(documents: Path) -> Iterator[Library]:
    """Add a folder of documents to a temporary library and yield it."""
    with tempfile.TemporaryDirectory(prefix="trich-luc-") as folder:
        library = Library(plan_settings(Path(folder)))
        library.add([documents])
        yield library


def judged_sets(shared: Path = SHARED) -> tuple[JudgedSet, ...]:
    """Return the known sets, in the order in which they are measured."""
    questions = shared / "evaluation"
    return (
        JudgedSet(
            name="plans",
            title="Kế hoạch về dân số",
            note="Câu hỏi về năm kế hoạch của địa phương; đúng khi đoạn tìm được chứa nguyên văn câu trả lời." + _SEEN,
            corpus=shared / "corpus",
            questions=questions / "plan-questions-dev.jsonl",
            measures=_EVIDENCE_MEASURES,
        ),
        JudgedSet(
            name="alqac",
            title="Điều luật (ALQAC)",
            note="Câu hỏi pháp luật trên 5.882 điều luật; đúng khi tìm được điều luật trả lời." + _SEEN,
            corpus=questions / "alqac-corpus.jsonl.xz",
            questions=questions / "alqac-dev.jsonl",
            ablated=150,
        ),
        JudgedSet(
            name="legal",
            title="Pháp điển",
            note="Câu hỏi pháp luật có thật trên 58.219 điều của Bộ pháp điển; đúng khi tìm được điều luật trả lời."
            + _SEEN,
            corpus=shared / "training" / "phap-dien.jsonl.xz",
            questions=questions / "legal-questions-dev.jsonl",
            ablated=0,
            pyvi=False,
        ),
    )
