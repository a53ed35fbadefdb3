"""Measures one judged set: our search, its parts switched off, and peers, in one run over the same passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.loading import load_encoder
from errors import TrichLucError
from evaluation.collections import JudgedSet
from evaluation.judged import JudgedQuestion, Outcome, Retrieve, ask, judged_questions, sample, without_marks
from evaluation.measures import Values, paired, per_question
from evaluation.report import circumstances, figures, groups, row, tell
from evaluation.systems import (
    Passages,
    ablations,
    bm25,
    encoder_alone,
    own_search,
    pyvi_words,
    syllables_without_marks,
    vectors_alone,
    words_alone,
)
from library import Library
from vietnamese.tokens import syllables

OURS = "Trích Lục"
_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: folders of further models, whether parts are switched off, whether pyvi cuts words."""

    models: tuple[Path, ...] = ()
    ablations: bool = True
    pyvi: bool = True


def measure(judged: JudgedSet, extent: Extent, command: str) -> dict[str, Any]:
    """Return the report of one set, see `evaluation.report`. The set's files must be there."""
    questions = sample(judged_questions(judged.questions), judged.asked)
    bare = without_marks(questions)
    skipped: list[str] = []
    with judged.library() as library:
        own = own_search(library)
        own(questions[0], 1)  # opening the library is not part of a question's time
        tell(f"{judged.name}: {len(questions)} questions, {library.reader().passage_count} passages")
        ours, ours_bare = ask(own, questions, _DEPTH), ask(own, bare, _DEPTH)
        systems, systems_bare = _Comparison(judged.measures, ours), _Comparison(judged.measures, ours_bare)
        for name, retrieve in _peers(library, judged, extent, skipped):
            tell(f"  {name}")
            systems.add(name, ask(retrieve, questions, _DEPTH))
            systems_bare.add(name, ask(retrieve, bare, _DEPTH))
        ablated = judged.ablated if extent.ablations else 0
        if ablated == 0:
            skipped.append("parts switched off")
        report = circumstances(library, command)
        parts = [
            _switched_off(library, _taken(ours, ablated), judged),
            _switched_off(library, _taken(ours_bare, ablated), judged),
        ]
    return {
        "title": judged.title,
        "note": judged.note,
        **figures(ours, judged.measures),
        "without_marks": {
            "title": f"{judged.title}, gõ không dấu",
            "note": judged.note,
            **figures(ours_bare, judged.measures),
        },
        **report,
        "data": judged.data() | {"sampled": judged.asked, "ablated": ablated},
        "groups": groups(ours, judged.measures),
        "systems": systems.rows,
        "systems_without_marks": systems_bare.rows,
        "ablations": parts[0],
        "ablations_without_marks": parts[1],
        "skipped": skipped,
    }


class _Comparison:
    """Rows of systems asked the same questions, each compared with the first."""

    def __init__(self, measures: Sequence[str], ours: Sequence[Outcome]) -> None:
        self._measures = measures
        self._ours: dict[str, Values] = per_question(ours, measures)
        self.rows: list[dict[str, Any]] = [row(OURS, self._ours, None)]

    def add(self, name: str, outcomes: Sequence[Outcome]) -> None:
        values = per_question(outcomes, self._measures)
        self.rows.append(row(name, values, paired(values["mrr@10"], self._ours["mrr@10"])))


def _taken(outcomes: Sequence[Outcome], size: int | None) -> list[Outcome]:
    taken = {one.id for one in sample([one.question for one in outcomes], size)}
    return [one for one in outcomes if one.question.id in taken]


def _switched_off(library: Library, ours: Sequence[Outcome], judged: JudgedSet) -> list[dict[str, Any]]:
    """Return a row for each part switched off; a negative difference tells that the part helps."""
    if not ours:
        return []
    comparison = _Comparison(judged.measures, ours)
    questions: list[JudgedQuestion] = [one.question for one in ours]
    for name, retrieve in ablations(library):
        tell(f"  without {name}")
        comparison.add(f"without {name}", ask(retrieve, questions, _DEPTH))
    return comparison.rows


def _peers(library: Library, judged: JudgedSet, extent: Extent, skipped: list[str]) -> Iterator[tuple[str, Retrieve]]:
    """Yield the systems to compare with; what cannot be run is told in `skipped`."""
    passages = Passages.of(library)
    yield "BM25, syllables (bm25s)", bm25(passages, syllables)
    yield "BM25, syllables without marks (bm25s)", bm25(passages, syllables_without_marks)
    if judged.pyvi and extent.pyvi:
        yield "BM25, pyvi words (bm25s)", bm25(passages, pyvi_words)
    else:
        skipped.append("BM25 over pyvi words")
    yield "our word index alone (tantivy)", words_alone(library, passages)
    yield "our encoder alone (trich-luc-static)", vectors_alone(library, passages)
    for folder in extent.models:
        try:
            encoder = load_encoder(str(folder))
        except TrichLucError as error:
            tell(f"  skipped {folder.name}: {error}")
            skipped.append(f"encoder {folder.name}")
            continue
        yield f"encoder alone: {folder.name}", encoder_alone(encoder, passages)
