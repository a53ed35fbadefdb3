"""Measures vector search from 10,000 to 1,000,000 generated passages: time, recall and memory of the engine.

    python -m evaluation.engine_scale --sizes 10000 100000 1000000 --to evaluation/results/engine_scale.json

The vectors are generated with the structure of real ones: the spectrum, the mean and the nearness of neighbours were
fitted to 113,648 passages of the codified law and 620 questions under the shipped encoder (256 dimensions): cosine of
a question to its 1st, 10th and 100th passage 0.68, 0.56 and 0.45 (generated: 0.70, 0.56, 0.46), of a passage to its
1st, 10th and 100th other 0.85, 0.73 and 0.60 (generated: 0.84, 0.75, 0.59).
Each size is measured in a process of its own, on one core.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from index.approximate import train
from index.faiss_engine import EXACT_LIMIT, FaissEngine, VectorSegment, VectorSegmentWriter

DIMENSION = 256
_QUERIES = 500
_BLOCK = 65_536
# Share of the variance along the 1st, 2nd, 4th … 256th direction of the real vectors, and the length of their mean.
_SPECTRUM = ((1, 0.0601), (2, 0.0468), (4, 0.0356), (8, 0.0262), (16, 0.0147), (32, 0.0079), (64, 0.0037))
_SPECTRUM_END = ((128, 0.0014), (256, 0.0002))
_MEAN_LENGTH = 0.386
_PASSAGES_PER_TOPIC, _PASSAGES_PER_DOCUMENT = 400, 12
_TOPIC, _DOCUMENT, _PASSAGE, _QUESTION = 0.62, 0.50, 0.46, 1.08


class Generator:
    """Generates unit vectors of passages and questions; the same seed gives the same vectors."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self._draw = numpy.random.default_rng(seed)
        places, shares = zip(*_SPECTRUM, *_SPECTRUM_END, strict=True)
        spectrum = numpy.exp(
            numpy.interp(numpy.log(numpy.arange(1, DIMENSION + 1)), numpy.log(places), numpy.log(shares))
        )
        self._scale = numpy.sqrt(spectrum / spectrum.sum()).astype(numpy.float32)
        self._turn = numpy.linalg.qr(self._draw.standard_normal((DIMENSION, DIMENSION)))[0].astype(numpy.float32)
        topics = self._noise(max(50, size // _PASSAGES_PER_TOPIC)) * _TOPIC
        documents = max(1, size // _PASSAGES_PER_DOCUMENT)
        self._documents = topics[self._draw.integers(0, len(topics), documents)] + self._noise(documents) * _DOCUMENT
        self._mean = numpy.zeros(DIMENSION, numpy.float32)
        self._mean[-1] = _MEAN_LENGTH

    def passages(self, owners: NDArray[numpy.int64]) -> Vectors:
        """Return one passage of each document named by its number."""
        return self._unit(self._documents[owners] + self._noise(len(owners)) * _PASSAGE)

    def questions(self, passages: Vectors) -> Vectors:
        """Return one question about each passage."""
        return self._unit((passages @ self._turn.T) + self._noise(len(passages)) * _QUESTION, mean=False)

    def owners(self, size: int) -> NDArray[numpy.int64]:
        """Return the document of each of `size` passages, in order."""
        return numpy.sort(self._draw.integers(0, len(self._documents), size))

    def choose(self, size: int, count: int) -> NDArray[numpy.int64]:
        """Return `count` different positions below `size`."""
        return numpy.sort(self._draw.choice(size, count, replace=False))

    def _noise(self, count: int) -> Vectors:
        return numpy.asarray(self._draw.standard_normal((count, DIMENSION), dtype=numpy.float32) * self._scale)

    def _unit(self, vectors: Vectors, *, mean: bool = True) -> Vectors:
        turned = (vectors + self._mean if mean else vectors) @ self._turn
        return numpy.asarray(turned / numpy.linalg.norm(turned, axis=1, keepdims=True), numpy.float32)


def measure(size: int, folder: Path) -> dict[str, Any]:
    """Return what one size costs, with recall@10 against the exact search."""
    faiss.omp_set_num_threads(1)
    generator = Generator(size)
    owners, writer = generator.owners(size), VectorSegmentWriter(folder)
    for start in range(0, size, _BLOCK):
        block = owners[start : start + _BLOCK]
        writer.add(numpy.arange(start + 1, start + 1 + len(block)), generator.passages(block))
    writer.finish()
    exact = VectorSegment(folder, DIMENSION)
    questions = generator.questions(numpy.asarray(exact.vectors[generator.choose(size, _QUERIES)]))
    started, approximation = time.perf_counter(), None
    if size > EXACT_LIMIT:
        approximation = train(exact.vectors, folder / "vectors.faiss")
    training_seconds = time.perf_counter() - started
    before = _memory()
    engine = FaissEngine([VectorSegment(folder, DIMENSION, (), approximation)], DIMENSION)
    found, engine_ms = _timed(lambda query: engine.search(query, 10), questions)
    after = _memory()
    reference, exact_ms = _timed(lambda query: FaissEngine([exact], DIMENSION).search(query, 10), questions)
    plain = faiss.IndexFlatIP(DIMENSION)
    plain.add(numpy.asarray(exact.vectors))
    _, plain_ms = _timed(lambda query: plain.search(query.reshape(1, -1), 10), questions)
    hits = sum(
        len({row for row, _ in one} & {row for row, _ in other}) for one, other in zip(found, reference, strict=True)
    )
    scores = numpy.array([[score for _, score in one] for one in reference])
    return {
        "passages": size,
        "engine": "exact" if approximation is None else "approximate",
        "lists": approximation.lists if approximation else None,
        "probes": approximation.probes if approximation else None,
        "recall_at_build": approximation.recall if approximation else None,
        "recall@10": round(hits / (10 * _QUERIES), 4),
        "training_seconds": round(training_seconds, 1),
        "cosine_of_1st_and_10th": [round(float(scores[:, place].mean()), 3) for place in (0, 9)],
        "engine_ms": engine_ms,
        "exact_ms": exact_ms,
        "plain_IndexFlatIP_ms": plain_ms,
        "ratio_to_exact": round(exact_ms["cpu_p50"] / engine_ms["cpu_p50"], 1),
        "ratio_to_plain": round(plain_ms["cpu_p50"] / engine_ms["cpu_p50"], 1),
        "bytes_a_passage": {name: round((after[name] - before[name]) / size) for name in after},
        "bytes_a_passage_on_disk": round(sum(path.stat().st_size for path in folder.iterdir()) / size),
    }


def _timed(search: Callable[[NDArray[numpy.float32]], Any], questions: Vectors) -> tuple[list[Any], dict[str, float]]:
    """Return what each question finds, and quantiles of its times in milliseconds.

    `p50` and `p95` are by the clock, `cpu_p50` and `cpu_p95` are processor time. `undisturbed_p95` is by the clock,
    of the questions during which no other program took the processor; `disturbed` is the share of the others.
    `page_faults` is the mean number of pages a question brought into memory, `page_reads` of those read from disk.
    """
    import resource  # not on every system, and this module is also asked for the name of the machine

    search(questions[0])
    found, wall, processor, usage = [], [], [], [resource.getrusage(resource.RUSAGE_THREAD)]
    for question in questions:
        started, used = time.perf_counter(), time.thread_time()
        found.append(search(question))
        processor.append((time.thread_time() - used) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
        usage.append(resource.getrusage(resource.RUSAGE_THREAD))
    counted = numpy.diff([(one.ru_nivcsw, one.ru_minflt, one.ru_majflt) for one in usage], axis=0)
    undisturbed = numpy.array(wall)[counted[:, 0] == 0]
    figures = {
        "p50": numpy.quantile(wall, 0.5),
        "p95": numpy.quantile(wall, 0.95),
        "cpu_p50": numpy.quantile(processor, 0.5),
        "cpu_p95": numpy.quantile(processor, 0.95),
        "undisturbed_p95": numpy.quantile(undisturbed, 0.95) if len(undisturbed) else math.nan,
        "disturbed": 1 - len(undisturbed) / len(wall),
        "page_faults": counted[:, 1].mean(),
        "page_reads": counted[:, 2].mean(),
    }
    return found, {name: round(float(value), 3) for name, value in figures.items()}


def _growth(results: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return how many times as much the largest library takes as the smallest; times are processor time."""
    small, large = (choose(results, key=lambda one: one["passages"]) for choose in (min, max))
    memory = [one["passages"] * sum(one["bytes_a_passage"].values()) for one in (small, large)]
    times = {
        name: large[f"{name}_ms"]["cpu_p50"] / small[f"{name}_ms"]["cpu_p50"]
        for name in ("engine", "exact", "plain_IndexFlatIP")
    }
    growth = {"passages": large["passages"] / small["passages"], "memory": memory[1] / memory[0], **times}
    return {name: round(value, 1) for name, value in growth.items()}


def _memory() -> dict[str, int]:
    """Return the bytes of this process that are its own, and those of mapped files that it has touched."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return {name: int(lines[key].split()[0]) * 1024 for name, key in (("own", "RssAnon"), ("mapped", "RssFile"))}


def machine() -> str:
    """Return the processor, the number of cores and the system in one line."""
    models = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    processor = models[0] if models else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def main() -> None:
    """Measure each size in a process of its own and write the results."""
    parser = argparse.ArgumentParser(description="Measure vector search at size.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--to", type=Path)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(arguments.one, Path(folder))))
        return
    results = []
    for size in arguments.sizes:
        command = [sys.executable, "-m", "evaluation.engine_scale", "--one", str(size)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
        results.append(json.loads(output))
        print(output.strip(), file=sys.stderr)
    report = {
        "what": "FaissEngine over one segment of generated vectors, 500 questions, k = 10, one core",
        "load_average": os.getloadavg()[0],
        "machine": machine(),
        "dimension": DIMENSION,
        "command": "python -m evaluation.engine_scale --sizes " + " ".join(str(size) for size in arguments.sizes),
        "growth": _growth(results),
        "sizes": results,
    }
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    if arguments.to:
        arguments.to.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
