"""What people say of answers: one JSON line each, kept in the data folder and sent nowhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from errors import StorageError
from index.durable_files import storage_errors, write_durably

Verdict = Literal["right", "wrong", "incomplete"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_FILE = "feedback.jsonl"
_WRITING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Feedback:
    """One judgement of one answer; `at` is the local time in ISO 8601, `citations` are in the administrative form."""

    at: str
    question: str
    verdict: Verdict
    note: str = ""
    abstained: bool = False
    citations: tuple[str, ...] = ()


def append_feedback(data: Path, feedback: Feedback) -> None:
    """Add one judgement to the file in the data folder. Raises StorageError."""
    line = json.dumps(asdict(feedback), ensure_ascii=False) + "\n"
    try:
        with _WRITING:
            data.mkdir(parents=True, exist_ok=True)
            with (data / _FILE).open("a", encoding="utf-8") as stream:
                stream.write(line)
    except OSError as error:
        raise StorageError(f"Không ghi được góp ý vào thư mục dữ liệu: {error.strerror}.") from error


def prune_feedback(data: Path, days: int, now: datetime) -> int:
    """Delete the judgements made more than `days` days before `now` and return how many; 0 days keeps all.

    Raises StorageError.
    """
    if days <= 0:
        return 0
    with _WRITING:
        kept = read_feedback(data)
        recent = [one for one in kept if not _made_before(one, now - timedelta(days=days))]
        if len(recent) < len(kept):
            lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in recent)
            with storage_errors(data):
                write_durably(data / _FILE, lines.encode("utf-8"))
    return len(kept) - len(recent)


def _made_before(one: Feedback, limit: datetime) -> bool:
    try:
        return datetime.fromisoformat(one.at).astimezone() < limit
    except ValueError:
        return False  # not for us to judge how old it is


def read_feedback(data: Path) -> Sequence[Feedback]:
    """Return the judgements kept, oldest first; a line cut short by a power failure is passed over."""
    try:
        lines = (data / _FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"Không đọc được tệp góp ý trong thư mục dữ liệu: {error}.") from error
    kept = []
    for line in lines:
        try:
            value = json.loads(line)
            kept.append(Feedback(**(value | {"citations": tuple(value.get("citations", ()))})))
        except (json.JSONDecodeError, TypeError, AttributeError):
            continue
    return tuple(kept)
