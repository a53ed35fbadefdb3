"""Retrieval quality on a judged collection of records, in a temporary library."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.article import article_documents
from errors import InputError
from evaluation.judged import Found, JudgedQuestion, ask, judged_questions, records
from evaluation.measures import means, per_question
from index.generations import approximate, commit
from index.records import Hit
from library import Library
from settings import Settings

DEPTH = 100


def place_of(hit: Hit) -> Found:
    """Return a hit as a place of a ranking, with the documents of the same wording that are shown once with it."""
    twins = tuple(passage_id.rpartition(":")[0] for passage_id in hit.also_in)
    return Found((hit.document.id, *twins), hit.passage.text)


@contextmanager
def collection_library(corpus: Path, settings: Settings) -> Iterator[tuple[Library, float]]:
    """Index the records of a file (see `corpus.article`) in a temporary library; yield it and the seconds it took.

    Approximate vectors are trained where the library would train them beside the work; that is not in the seconds.
    """
    with tempfile.TemporaryDirectory(prefix="trich-luc-") as folder:
        library = Library(replace(settings, data=Path(folder), shipped_texts=Path(folder) / "none"))

        started = time.perf_counter()
        commit(library.settings.data, library.encoder, add=article_documents(records(corpus)))
        index_seconds = time.perf_counter() - started
        if settings.engine == "faiss":
            approximate(library.settings.data, library.encoder)
        yield library, index_seconds


def evaluate_collection(corpus: Path, questions: Path, settings: Settings, *, engine: str = "faiss") -> dict[str, Any]:
    """Index the records, ask the questions, return the measures of the command-line contract.

    `corpus` holds {"id", "title"?, "text", "source"?}, `questions` {"id", "question", "relevant_ids"}. A record's rank
    is that of its best passage. Times are milliseconds of one whole search, model included.
    """
    asked = judged_questions(questions)
    if not asked:
        raise InputError(f"{questions} không có câu hỏi nào.")
    with collection_library(corpus, replace(settings, engine=engine)) as (library, index_seconds):

        def retrieve(question: JudgedQuestion, k: int) -> list[Found]:
            return [place_of(hit) for hit in library.search(question.question, k=k, history=question.history).hits]

        library.search("khởi động")  # opening the library is not part of a question's time
        outcomes = ask(retrieve, asked, DEPTH)
        passages = library.reader().passage_count
    times = sorted(one.milliseconds for one in outcomes)
    return {
        **means(per_question(outcomes, ("hit@1", "hit@10", "mrr@10", "ndcg@10", "recall@100"))),
        "index_seconds": round(index_seconds, 3),
        "passages": passages,
        "questions": len(times),
        "p50_ms": round(times[len(times) // 2], 3),
        "p95_ms": round(times[int(0.95 * len(times))], 3),
    }
