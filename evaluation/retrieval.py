"""Retrieval quality on a judged collection of records, in a temporary library."""

from __future__ import annotations

import json
import lzma
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from corpus.article import article_document
from corpus.records import ParsedDocument
from errors import InputError
from index.generations import commit
from index.records import Hit
from library import Library
from settings import Settings

DEPTH = 100


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a .jsonl or .jsonl.xz file. Raises InputError naming the line of a bad one."""
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    try:
                        yield json.loads(line)
                    except json.JSONDecodeError as error:
                        raise InputError(f"Dòng {number} của {path} không phải JSON: {error.msg}.") from error
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise InputError(f"Không đọc được {path}: {error}.") from error


def documents_of(hit: Hit) -> Iterator[str]:
    """Yield the record of a hit, then those with the same wording, which are shown once with it."""
    yield hit.document.id
    for passage_id in hit.also_in:
        yield passage_id.rpartition(":")[0]


def evaluate_collection(corpus: Path, questions: Path, settings: Settings, *, engine: str = "faiss") -> dict[str, Any]:
    """Index the records, ask the questions, return the measures of the command-line contract.

    `corpus` holds {"id", "title"?, "text"}, `questions` {"id", "question", "relevant_ids"}. A record's rank is that of
    its best passage. Times are milliseconds of one whole search, model included.
    """
    with tempfile.TemporaryDirectory(prefix="trich-luc-") as folder:
        settings = replace(settings, data=Path(folder), engine=engine, shipped_texts=Path(folder) / "none")
        library = Library(settings)

        def documents() -> Iterator[ParsedDocument]:
            for record in records(corpus):
                yield article_document(str(record["id"]), record.get("title"), record["text"])

        started = time.perf_counter()
        commit(settings.data, library.encoder, add=documents())
        index_seconds = time.perf_counter() - started
        qrels: list[Qrel] = []
        run: list[ScoredDoc] = []
        times: list[float] = []
        library.search("khởi động")  # opening the library is not part of a question's time
        for item in records(questions):
            question_id = str(item["id"])
            started = time.perf_counter()
            hits = library.search(item["question"], k=DEPTH, history=item.get("history") or ()).hits
            times.append(1000 * (time.perf_counter() - started))
            ranked = list(dict.fromkeys(document for hit in hits for document in documents_of(hit)))
            run.extend(ScoredDoc(question_id, document, -float(rank)) for rank, document in enumerate(ranked))
            qrels.extend(Qrel(question_id, str(relevant), 1) for relevant in item["relevant_ids"])
        passages = library.reader().passage_count
    if not times:
        raise InputError(f"{questions} không có câu hỏi nào.")
    measured = ir_measures.calc_aggregate([Success @ 1, Success @ 10, RR @ 10, nDCG @ 10, R @ 100], qrels, run)
    times.sort()
    return {
        "hit@1": measured[Success @ 1],
        "hit@10": measured[Success @ 10],
        "mrr@10": measured[RR @ 10],
        "ndcg@10": measured[nDCG @ 10],
        "recall@100": measured[R @ 100],
        "index_seconds": round(index_seconds, 3),
        "passages": passages,
        "questions": len(times),
        "p50_ms": round(times[len(times) // 2], 3),
        "p95_ms": round(times[int(0.95 * len(times))], 3),
    }
