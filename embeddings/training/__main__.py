"""`python -m embeddings.training`: train the shipped model again from the texts beside the project."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from pathlib import Path

from embeddings.segmentation import UnitVocabulary
from embeddings.training.export import save_model
from embeddings.training.pairs import PairRecipe, PairSampler, folded_numbers, segment_articles
from embeddings.training.texts import read_articles
from embeddings.training.train import Components, TrainingRecipe, train
from embeddings.training.vocabulary import VocabularyRecipe, learn_vocabulary
from embeddings.training.wordings import WordingSampler, concepts_of
from vietnamese.thesaurus import load_thesaurus

PROJECT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Train and write the model; returns 2 when the texts are absent."""
    parser = argparse.ArgumentParser(prog="python -m embeddings.training", description=main.__doc__)
    parser.add_argument("--texts", type=Path, default=PROJECT.parent / "shared" / "training", help="folder of texts")
    parser.add_argument("--to", type=Path, default=PROJECT / "embeddings" / "trich-luc-static", help="model folder")
    parser.add_argument("--steps", type=int, default=TrainingRecipe().steps, help="batches of the training")
    arguments = parser.parse_args()
    if not arguments.texts.is_dir():
        print(f"Không thấy thư mục văn bản huấn luyện “{arguments.texts}”; hãy chỉ ra bằng --texts.", file=sys.stderr)
        return 2
    started = time.monotonic()

    def report(message: str) -> None:
        print(f"[{time.monotonic() - started:5.0f} s] {message}", file=sys.stderr, flush=True)

    articles = read_articles(arguments.texts)
    report(f"{len(articles)} articles, {sum(len(article.passages) for article in articles)} passages")
    texts = [text for article in articles for text in (article.title, *article.passages)]
    concepts = concepts_of(load_thesaurus())
    spoken = {token for concept in concepts for wording in concept.wordings for token in wording}
    pieces = learn_vocabulary(texts, VocabularyRecipe(), spoken)
    report(f"{len(pieces)} units")
    units = UnitVocabulary(pieces)
    segmented, wordings = segment_articles(articles, units), WordingSampler(articles, concepts, units)
    recipe = dataclasses.replace(TrainingRecipe(), steps=arguments.steps)
    sampler = PairSampler(segmented, folded_numbers(pieces), PairRecipe(), recipe.seed, wordings)
    vectors = train(sampler, Components(pieces), len(pieces), recipe)
    save_model(arguments.to, pieces, vectors)
    report(f"written to {arguments.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
