"""Any sentence-transformers model behind the encoder protocol, by name or folder. Imported only when asked for."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy

from embeddings.encoder import Vectors
from errors import EncoderError, MissingComponent

QUERY_PROMPT_NAMES = ("query", "question", "search_query")
PASSAGE_PROMPT_NAMES = ("passage", "document", "search_document", "corpus")


class SentenceTransformerEncoder:
    """Encodes with a sentence-transformers model, a prompt before queries and before passages where it wants them."""

    def __init__(
        self,
        name_or_folder: str,
        *,
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
        batch_size: int = 32,
        device: str = "cpu",
    ) -> None:
        """Load the model. Prompts left None are taken from the model's own configuration (none there: no prompt).

        Raises MissingComponent without the library, EncoderError when the model is absent or broken.
        """
        self._model = _load(name_or_folder, device)
        self._name = name_or_folder
        self._batch_size = batch_size
        self.query_prompt = _prompt(self._model, QUERY_PROMPT_NAMES) if query_prompt is None else query_prompt
        self.passage_prompt = _prompt(self._model, PASSAGE_PROMPT_NAMES) if passage_prompt is None else passage_prompt
        self._fingerprint = self._compute_fingerprint()

    @property
    def fingerprint(self) -> str:
        """Name, prompts and a SHA-256 over every weight of the model."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Number of components of a vector."""
        return int(self._model.get_embedding_dimension())

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimension) of rows of length 1, or 0 for a blank text."""
        return self._encode(texts, self.passage_prompt)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the same for questions."""
        return self._encode(texts, self.query_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = numpy.zeros((len(texts), self.dimension), dtype=numpy.float32)
        filled = [index for index, text in enumerate(texts) if text.strip()]
        if not filled:
            return vectors
        try:
            vectors[filled] = self._model.encode(
                [texts[index] for index in filled],
                prompt=prompt or None,
                batch_size=self._batch_size,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        except Exception as error:  # the library raises whatever torch or a tokenizer raises
            raise EncoderError(f"Mô hình nhúng “{self._name}” không chạy được: {error}.") from error
        return vectors

    def _compute_fingerprint(self) -> str:
        digest = hashlib.sha256(json.dumps([self.query_prompt, self.passage_prompt]).encode())
        state = self._model.state_dict()
        for key in sorted(state):
            digest.update(key.encode())
            digest.update(state[key].detach().cpu().float().numpy().tobytes())
        return f"sentence-transformers:{Path(self._name).name}:{digest.hexdigest()}"


def _load(name_or_folder: str, device: str) -> Any:
    """Return the model; without HF_HUB_OFFLINE=0 only what is on this machine is looked at."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingComponent(
            f"Mô hình nhúng “{name_or_folder}” cần gói sentence-transformers: "
            "hãy cài bằng lệnh `pip install sentence-transformers`."
        ) from error
    try:
        return SentenceTransformer(name_or_folder, device=device)
    except Exception as error:  # the library raises OSError, ValueError, KeyError, RuntimeError … for a bad folder
        if Path(name_or_folder).is_dir():
            message = f"Không nạp được mô hình nhúng trong thư mục “{name_or_folder}”: thư mục thiếu tệp hoặc hỏng."
        elif os.environ.get("HF_HUB_OFFLINE", "1") not in {"0", "", "false", "False"}:
            message = (
                f"Không thấy mô hình nhúng “{name_or_folder}” trên máy này và chương trình đang ở chế độ ngoại tuyến. "
                "Hãy chỉ một thư mục mô hình có sẵn, hoặc nối mạng rồi đặt HF_HUB_OFFLINE=0 để tải về một lần."
            )
        else:
            message = f"Không tải được mô hình nhúng “{name_or_folder}”: hãy kiểm tra tên mô hình và đường mạng."
        raise EncoderError(message) from error


def _prompt(model: Any, names: Sequence[str]) -> str:
    """Return the first prompt of the model's configuration that goes by one of the names, else none."""
    prompts: dict[str, str] = getattr(model, "prompts", None) or {}
    return next((prompts[name] for name in names if prompts.get(name)), "")
