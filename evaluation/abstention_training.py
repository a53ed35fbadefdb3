"""Fit when to answer and when to refuse, on generated questions: `python -m evaluation.abstention_training`.

Collections: the shipped digests of population plans, and laws of the training texts. A question is answerable when it
was made from a clause that is in the collection and one of the first quotations holds most of that clause. It is
unanswerable when no clause says what it asks (see generated_questions), when it is asked of other laws than its own,
or of the other collection. The weights go to answers/abstention.json; the evaluation questions are not read.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold

from answers.abstention import Signals, signals
from answers.matching import sought_in
from answers.question_kind import asked_for, asking_tokens
from answers.ranking import candidates, chosen_from
from evaluation.generated_questions import Generated, generated, sample
from index.records import SearchFilters
from library import Library
from settings import PROJECT_ROOT, load_settings
from vietnamese.tokens import syllables

SHARED = PROJECT_ROOT.parent / "shared"
WEIGHTS = PROJECT_ROOT / "answers" / "abstention.json"
_FOUND = 0.7  # of the clause's words in one quotation
_OTHER_LAWS = 40


@dataclass(frozen=True, slots=True)
class Example:
    """One question asked: its signals, whether the collection answers it, and what was asked of what."""

    values: Signals
    answerable: bool
    kind: str
    collection: str
    question: str


def law_files(folder: Path, count: int, randomly: random.Random) -> list[Path]:
    """Write the articles of `count` laws, one file a law, and return the files."""
    articles: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with lzma.open(SHARED / "training" / "van-ban-phap-luat.jsonl.xz", "rt", encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            articles[record["law"]].append(record)
    laws = sorted(law for law, own in articles.items() if 4 <= len(own) <= 30)
    files = []
    for law in randomly.sample(laws, min(count, len(laws))):
        path = folder / f"{law.replace('/', '-')}.txt"
        body = "\n\n".join(f"Điều {one['article']}. {one['title']}\n\n{one['text']}" for one in articles[law])
        path.write_text(f"LUẬT\n\nSố: {law.upper()}\n\n{body}\n", encoding="utf-8")
        files.append(path)
    return files


def asked(library: Library, one: Generated, filters: SearchFilters | None) -> tuple[Signals, bool] | None:
    """Return the signals of a question and whether its clause is among the quotations; None when nothing was found."""
    understood = library.understand(one.question)
    if filters is not None:
        understood = replace(understood, filters=filters, unknown_places=())
    reader, searcher = library._search_parts()
    wanted = asked_for(understood)
    sought = sought_in(understood, reader.vocabulary, reader.passage_count, asking_tokens(understood))
    hits = searcher.search(understood, 10)
    ranked = candidates(understood, wanted, sought, hits, library._parts.similarity)
    if not ranked or not sought.concepts:
        return None
    chosen = chosen_from(ranked)
    clause = set(syllables(one.evidence))
    found = bool(clause) and any(len(clause & set(syllables(quote.text))) >= _FOUND * len(clause) for quote in chosen)
    return signals(understood, wanted, hits, chosen), found


def examples(library: Library, name: str, questions: Sequence[Generated], randomly: random.Random) -> Iterator[Example]:
    """Yield the questions asked of their own collection and, where it makes them unanswerable, of other documents."""
    documents = [document.id for document in library.documents()]
    for one in questions:
        answerable = bool(one.evidence)
        read = asked(library, one, None)
        # A clause that was not found is no example: the fault is of the search, not of the documents.
        if read is not None and (read[1] or not answerable):
            yield Example(read[0], answerable, one.kind, name, one.question)
        others = [identifier for identifier in documents if identifier != one.document_id]
        # Laws repeat one another in general clauses and in when they enter into force, less so in figures and bodies.
        if one.kind in ("figure", "agency") and name == "laws":
            filters = SearchFilters(documents=tuple(randomly.sample(others, min(_OTHER_LAWS, len(others)))))
            read = asked(library, one, filters)
            if read is not None:
                yield Example(read[0], False, f"{one.kind}, source removed", name, one.question)


def foreign(library: Library, name: str, questions: Sequence[Generated]) -> Iterator[Example]:
    """Yield questions of another collection, which this one does not answer."""
    for one in questions:
        read = asked(library, one, None)
        if read is not None:
            yield Example(read[0], False, "foreign", name, one.question)


def collect(count: int, laws: int, seed: int) -> list[Example]:
    """Return the examples of both collections."""
    randomly = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "texts").mkdir()
        plans = Library(load_settings(data=Path(folder) / "plans"))
        other = Library(load_settings(data=Path(folder) / "laws"))
        other.add(law_files(Path(folder) / "texts", laws, randomly))
        made = {}
        for name, library in (("plans", plans), ("laws", other)):
            own = [
                one
                for document in library.documents()
                for one in generated(library.show(document.id), library.thesaurus, randomly)
            ]
            made[name] = sample(own, count, randomly)
        found = [
            one
            for name, library in (("plans", plans), ("laws", other))
            for one in examples(library, name, made[name], randomly)
        ]
        strange = [one for one in made["laws"] if one.evidence]
        found += foreign(plans, "plans", randomly.sample(strange, min(len(strange), count)))
        return found


def bounds() -> list[tuple[float | None, float | None]]:
    """Return the range of each weight and of the constant: a signal may not count against its sense.

    Generated questions hold too few of three cases, names asked for that are not listed, places that are not in the
    library and words that nothing says, so their weights are held to at least a moderate doubt.
    """
    ranges: dict[str, tuple[float | None, float | None]] = {
        "missing": (None, 0.0),
        "missing_share": (None, 0.0),
        "unsaid": (None, 0.0),
        "unsaid_share": (None, -1.0),
        "lacks": (None, 0.0),
        "unlisted": (None, -1.5),
        "unknown_place": (None, -2.5),
        "wants": (None, None),
        "few_words": (None, None),
    }
    return [ranges.get(field.name, (0.0, None)) for field in fields(Signals)] + [(None, None)]


def fit(inputs: NDArray[numpy.float64], labels: NDArray[numpy.bool_]) -> NDArray[numpy.float64]:
    """Return the weights, then the constant, of a logistic regression with both classes of equal weight."""
    signs = numpy.where(labels, 1.0, -1.0)
    share = numpy.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    extended = numpy.hstack([inputs, numpy.ones((len(inputs), 1))])

    def loss(coefficients: NDArray[numpy.float64]) -> tuple[float, NDArray[numpy.float64]]:
        margins = signs * (extended @ coefficients)
        value = (share * numpy.logaddexp(0, -margins)).sum() + 0.5 * (coefficients[:-1] ** 2).sum()
        slope = -(share * signs / (1 + numpy.exp(margins))) @ extended
        return float(value), slope + numpy.append(coefficients[:-1], 0.0)

    start = numpy.array([0.0 if low is None and high is None else high or low or 0.0 for low, high in bounds()])
    return numpy.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds()).x)


def predicted(coefficients: NDArray[numpy.float64], inputs: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """Return the probability of each row."""
    return numpy.asarray(1 / (1 + numpy.exp(-(inputs @ coefficients[:-1] + coefficients[-1]))))


def main(arguments: Sequence[str] | None = None) -> None:
    """Collect examples, fit, print the quality by kind and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=250, help="questions of each kind and collection")
    parser.add_argument("--laws", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threshold", type=float, default=0.3, help="chosen on the development questions")
    options = parser.parse_args(arguments)
    found = collect(options.count, options.laws, options.seed)
    inputs = numpy.array([astuple(one.values) for one in found])
    labels = numpy.array([one.answerable for one in found])
    guessed = numpy.zeros(len(found))
    for train, test in KFold(5, shuffle=True, random_state=0).split(inputs):
        guessed[test] = predicted(fit(inputs[train], labels[train]), inputs[test])
    print(f"{len(found)} examples, {labels.sum()} answerable, AUC {roc_auc_score(labels, guessed):.3f}")
    groups: dict[tuple[str, str, bool], list[float]] = defaultdict(list)
    for one, value in zip(found, guessed, strict=True):
        groups[one.collection, one.kind, one.answerable].append(value)
    for (collection, kind, answerable), values in sorted(groups.items()):
        share = numpy.mean(numpy.array(values) >= options.threshold)
        print(
            f"{collection:6} {kind:24} {'answerable' if answerable else 'not':10} n={len(values):4}"
            f" answered {share:.3f}"
        )
    coefficients = fit(inputs, labels)
    names = [field.name for field in fields(Signals)]
    data = {
        "made_by": "python -m evaluation.abstention_training",
        "examples": len(found),
        "threshold": options.threshold,
        "constant": round(float(coefficients[-1]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, coefficients, strict=False)},
    }
    WEIGHTS.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(data, indent=1))


if __name__ == "__main__":
    main()
