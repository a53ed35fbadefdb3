"""Writes the trained model as a sentence-transformers folder: StaticEmbedding, then Normalize."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers

from embeddings.segmentation import UNKNOWN
from embeddings.static_encoder import FORMAT_FILE, TOKENIZER_FILE, WEIGHTS_FILE

MODULES = (
    ("sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding", ""),
    ("sentence_transformers.sentence_transformer.modules.normalize.Normalize", "1_Normalize"),
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LETTER = r"\p{L}\p{Nl}\p{No}"
# What stands between tokens: anything but letters and figures; a comma or point only where no figure goes on.
_BETWEEN = rf"(?:[^{_LETTER}\p{{Nd}}.,]|(?<!\p{{Nd}})[.,]|[.,](?!\p{{Nd}}))+"
# A letter next to a figure, which are two tokens ("2030tỷ").
_LETTER_BESIDE_FIGURE = rf"(?<=[{_LETTER}])(?=\p{{Nd}})|(?<=\p{{Nd}})(?=[{_LETTER}])"


def save_model(folder: Path, pieces: Sequence[tuple[str, float]], vectors: NDArray[numpy.float32]) -> None:
    """Write the model folder; the rows of `vectors` become int8 with one scale a row."""
    (folder / MODULES[1][1]).mkdir(parents=True, exist_ok=True)
    rows, scales = quantise(vectors)
    save_file({"embeddings": rows, "weights": scales}, folder / WEIGHTS_FILE)
    build_tokenizer(pieces).save(str(folder / TOKENIZER_FILE), pretty=False)
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": kind} for index, (kind, path) in enumerate(MODULES)
    ]
    _write_json(folder / "modules.json", modules)
    _write_json(folder / MODULES[1][1] / "config.json", {"module_input_name": "sentence_embedding"})
    _write_json(folder / FORMAT_FILE, {"format": 1})
    _write_json(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"},
    )


def quantise(vectors: NDArray[numpy.float32]) -> tuple[NDArray[numpy.int8], NDArray[numpy.float32]]:
    """Return rows in -127…127 and the float32 scale of each row; a zero row has scale 0."""
    scales = numpy.abs(vectors).max(axis=1) / 127
    divisors = numpy.where(scales > 0, scales, 1)
    return numpy.round(vectors / divisors[:, None]).astype(numpy.int8), scales.astype(numpy.float32)


def build_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """Return a tokenizer whose ids equal `UnitVocabulary.segment(syllables(text))`, but for unknown units.

    Unknown units appear as id 0, whose vector is zero.
    """
    tokenizer = Tokenizer(models.Unigram([(spelling, score) for spelling, score in pieces], UNKNOWN, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Replace(Regex("[\u200b\ufeff\u00ad]"), ""),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(_BETWEEN), "><"),
            normalizers.Replace(Regex(_LETTER_BESIDE_FIGURE), "><"),
            normalizers.Replace(Regex(r"\A(?:><)?"), "<"),
            normalizers.Replace(Regex(r"(?:><)?\z"), ">"),
            *_index_forms(),
        ]
    )
    return tokenizer


def _index_forms() -> list[normalizers.Normalizer]:
    """Return the steps of `vietnamese.normal_forms.index_form`: place of the tone mark, i for y."""
    compose = normalizers.NFC().normalize_str
    steps: list[normalizers.Normalizer] = []
    for tone in _TONES:
        for nucleus in ("oa", "oe", "uy"):
            older, newer = compose(nucleus + tone), compose(nucleus[0] + tone + nucleus[1])
            steps.append(normalizers.Replace(Regex(f"(?<!q){older}(?=>)"), newer))
    for tone in ("", *_TONES):
        steps.append(normalizers.Replace(Regex(f"(?<=<[hklmst]){compose('y' + tone)}(?=>)"), compose("i" + tone)))
    return steps


def _write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
