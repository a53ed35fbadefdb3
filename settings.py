"""Settings: read here and nowhere else, from an optional TOML file and from the environment, which wins."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from errors import InputError

PROJECT_ROOT = Path(__file__).resolve().parent
_PREFIX = "TRICHLUC_"
_CHOICES = {
    "sign_in": ("off", "password", "oidc"),
    "network_role": ("none", "reader", "curator", "administrator"),
    "log_format": ("text", "json"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. The variable of a field is TRICHLUC_ and its name in capitals.

    data: the data folder; encoder: a folder or name of an embedding model; engine: `faiss` or `milvus`;
    allow_restricted: read documents marked MẬT, TỐI MẬT, TUYỆT MẬT; max_file_mb: size limit of one file, in MiB;
    max_pages: limit of pages in one file; max_expanded_mb: what an archive may unpack to, in MiB; max_upload_files:
    files of one upload on the page; max_question_chars: limit of a question, in characters; max_briefing_items: what
    one briefing or quiz may hold (quotations, remarks, tables, charts, questions); reading_seconds: time limit of one
    file, in seconds without a page read; reading_memory_mb: memory of one process that reads files, in MiB;
    workers: processes that read files (0: one a core);
    sign_in: who may use the page: `off`, `password` (accounts of this library) or `oidc` (an OpenID Connect provider);
    network_role: with sign_in off, what visitors from other computers may do: `none`, `reader`, `curator` or
    `administrator`; questions_per_minute: of one signed-in person or visitor (0: any number);
    log_format: `text` or `json` (one object a line, each question timed); log_questions: put the words of questions
    into the log; audit_days, feedback_days: how long the record of changes and what people say of answers are kept, in
    days (0: for ever);
    llm_url, llm_model, llm_key, llm_seconds: an OpenAI-compatible endpoint for generated answers, none by default.
    """

    data: Path = PROJECT_ROOT / "data"
    encoder: str = str(PROJECT_ROOT / "embeddings" / "trich-luc-static")
    engine: str = "faiss"
    milvus_uri: str = ""
    shipped_texts: Path = PROJECT_ROOT / "corpus" / "texts"
    allow_restricted: bool = False
    max_file_mb: int = 200
    max_pages: int = 3000
    max_expanded_mb: int = 500
    max_upload_files: int = 500
    max_question_chars: int = 2000
    max_briefing_items: int = 500
    reading_seconds: int = 600
    reading_memory_mb: int = 2048
    workers: int = 0
    sign_in: str = "off"
    network_role: str = "reader"
    questions_per_minute: int = 120
    log_format: str = "text"
    log_questions: bool = False
    audit_days: int = 0
    feedback_days: int = 0
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = ""
    llm_seconds: float = 60.0


def load_settings(
    environment: Mapping[str, str] | None = None, toml_path: Path | None = None, data: Path | None = None
) -> Settings:
    """Return the settings; `data` (from the command line) wins over the environment, which wins over the file.

    The file is `toml_path`, or TRICHLUC_CONFIG, or none. Raises InputError for an unknown key or a bad value.
    """
    environment = os.environ if environment is None else environment
    settings = Settings()
    if toml_path is None and environment.get(_PREFIX + "CONFIG"):
        toml_path = Path(environment[_PREFIX + "CONFIG"])
    if toml_path is not None:
        settings = _with_values(settings, _read_toml(toml_path), str(toml_path))
    named = {field.name: environment.get(_PREFIX + field.name.upper()) for field in fields(Settings)}
    settings = _with_values(settings, {name: value for name, value in named.items() if value}, "biến môi trường")
    return settings if data is None else replace(settings, data=data)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"Không đọc được tệp cấu hình {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"Tệp cấu hình {path} không đúng dạng TOML: {error}.") from error


def _with_values(settings: Settings, values: Mapping[str, Any], source: str) -> Settings:
    kinds = {field.name: type(getattr(settings, field.name)) for field in fields(Settings)}
    converted: dict[str, Any] = {}
    for name, value in values.items():
        if name not in kinds:
            raise InputError(f"Thiết lập không có: “{name}” ({source}). Có: {', '.join(kinds)}.")
        try:
            converted[name] = _convert(value, kinds[name])
        except ValueError as error:
            raise InputError(f"Thiết lập “{name}” ({source}) có giá trị không hợp lệ: {value!r}.") from error
        choices = _CHOICES.get(name)
        if choices and converted[name] not in choices:
            raise InputError(f"Thiết lập “{name}” ({source}) là {value!r}; phải là một trong: {', '.join(choices)}.")
    return replace(settings, **converted)


def _convert(value: Any, kind: type[Any]) -> Any:
    if kind is bool:
        if isinstance(value, bool):
            return value
        lowered = str(value).strip().lower()
        if lowered in {"1", "true", "yes", "co", "có"}:
            return True
        if lowered in {"0", "false", "no", "khong", "không"}:
            return False
        raise ValueError(value)
    if issubclass(kind, Path):
        return Path(value)
    return kind(value)
