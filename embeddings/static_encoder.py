"""The shipped model run with numpy alone: a bag of static unit vectors.

The folder is in sentence-transformers' own format (`StaticEmbedding`, then `Normalize`), so
`SentenceTransformer(folder)` gives the same vectors; this reader exists because importing that library takes seconds,
which a cold question should not pay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy
from numpy.typing import NDArray

from embeddings.batch_segmentation import BatchSegmenter
from embeddings.encoder import Vectors
from embeddings.segmentation import UnitVocabulary
from errors import EncoderError
from vietnamese.tokens import syllables

WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
FORMAT_FILE = "trich-luc-static.json"
"""Marks a folder whose tokenizer is a unigram model over bracketed syllables; other programs pass over it."""
# So many texts are worth the tables that segment them together, which take a tenth of a second to make.
_BATCH = 256


def is_static_model(folder: Path) -> bool:
    """Tell whether the folder holds a model that `StaticEncoder` can run."""
    return (folder / FORMAT_FILE).is_file()


class StaticEncoder:
    """Encodes a text as the sum of the vectors of its units, scaled to length 1.

    Weights are int8 rows with one float32 scale a row. Queries and passages are embedded alike.
    """

    def __init__(self, folder: Path | str) -> None:
        """Open the model in `folder`; raises EncoderError when a file is absent or not what it should be."""
        self._folder = Path(folder)
        try:
            self._rows, self._scales = _read_weights(self._folder / WEIGHTS_FILE)
            self._units = UnitVocabulary.read(self._folder / TOKENIZER_FILE)
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise EncoderError(
                f"Không đọc được mô hình nhúng trong thư mục “{self._folder}”: tệp thiếu hoặc hỏng. "
                "Hãy cài lại chương trình hoặc huấn luyện lại bằng lệnh `make model`."
            ) from error
        if len(self._units) + 1 != len(self._rows):
            raise EncoderError(
                f"Mô hình nhúng trong thư mục “{self._folder}” không khớp: {len(self._units) + 1} đơn vị từ nhưng "
                f"{len(self._rows)} véc-tơ. Hãy cài lại chương trình hoặc huấn luyện lại bằng lệnh `make model`."
            )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the weights and the vocabulary."""
        digest = hashlib.sha256()
        for name in (WEIGHTS_FILE, TOKENIZER_FILE):
            digest.update((self._folder / name).read_bytes())
        return f"static:{digest.hexdigest()}"

    @cached_property
    def _batch_segmenter(self) -> BatchSegmenter:
        return BatchSegmenter(self._units.units())

    @property
    def dimension(self) -> int:
        """Number of components of a vector."""
        return int(self._rows.shape[1])

    @property
    def units(self) -> UnitVocabulary:
        """The vocabulary, for those who compare units one by one."""
        return self._units

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimension); rows have length 1, or 0 for a text without known units."""
        texts_in_syllables = [syllables(text) for text in texts]
        if len(texts) < _BATCH:
            return self.encode_units([self._units.segment(text) for text in texts_in_syllables])
        return self.encode_units(self._batch_segmenter.segment(texts_in_syllables))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the same for questions."""
        return self.encode_passages(texts)

    def encode_units(self, texts: Sequence[Sequence[int] | NDArray[numpy.int64]]) -> Vectors:
        """Return unit vectors of texts that are segmented already."""
        vectors = numpy.zeros((len(texts), self.dimension), dtype=numpy.float32)
        for row, numbers in enumerate(texts):
            if len(numbers):
                chosen = numpy.asarray(numbers)
                vectors[row] = self._scales[chosen] @ self._rows[chosen].astype(numpy.float32)
        lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
        numpy.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors

    def unit_vectors(self, numbers: Sequence[int]) -> Vectors:
        """Return the vectors of single units, not scaled: their length is the weight of the unit in a text."""
        chosen = numpy.asarray(numbers, dtype=numpy.int64)
        vectors: Vectors = self._scales[chosen][:, None] * self._rows[chosen].astype(numpy.float32)
        return vectors


def _read_weights(file: Path) -> tuple[NDArray[numpy.int8], Vectors]:
    """Return rows of shape (units, dimension) and scales of shape (units,); raises ValueError for another layout."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(file)
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    rows, scales = tensors["embeddings"], tensors["weights"]
    if rows.dtype != numpy.int8 or rows.ndim != 2 or scales.shape != (len(rows),):
        raise ValueError(f"rows {rows.dtype} {rows.shape}, scales {scales.shape}")
    return rows, scales.astype(numpy.float32)
