"""Chooses the encoder for a model name or folder."""

from __future__ import annotations

from pathlib import Path

from embeddings.encoder import Encoder
from embeddings.static_encoder import StaticEncoder, is_static_model
from errors import EncoderError

SHIPPED_MODEL = Path(__file__).resolve().parent / "trich-luc-static"
"""Folder of the model that comes with the program."""


def load_encoder(name_or_folder: str) -> Encoder:
    """Return the encoder of a model folder or of a sentence-transformers model's name.

    `trich-luc-static` and an empty name mean the shipped model. A folder in the static format is run by numpy alone;
    everything else imports sentence-transformers. Raises EncoderError or MissingComponent.
    """
    if name_or_folder in {"", SHIPPED_MODEL.name}:
        return StaticEncoder(SHIPPED_MODEL)
    folder = Path(name_or_folder).expanduser()
    if folder.is_dir():
        if is_static_model(folder):
            return StaticEncoder(folder)
        if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
            raise EncoderError(
                f"Thư mục “{folder}” không chứa mô hình nhúng: cần tệp modules.json hoặc config.json "
                "theo định dạng sentence-transformers."
            )
        name_or_folder = str(folder)
    from embeddings.sentence_transformer_encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name_or_folder)
