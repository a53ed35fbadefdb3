"""The file that keeps accounts, mappings and groups of documents: `access.json` in the data folder.

A running program follows changes made by another one. A file that cannot be read opens nothing: whoever is no curator
sees an error until it is mended.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from administration.access import ROLES, AccessRules
from errors import StorageError
from index.durable_files import storage_errors, write_durably
from index.record_codec import from_json, to_json
from index.writer_lock import writer_lock

ACCESS_NAME = "access.json"
_LOCK = "access.lock"
_PATIENCE = 10.0


class AccessFile:
    """The rules of one data folder; safe to use from several threads and processes."""

    def __init__(self, data: Path) -> None:
        """Take the data folder; nothing is read before it is needed."""
        self._data = data
        self._path = data / ACCESS_NAME
        self._lock = threading.Lock()
        self._stamp: object = None
        self._rules = AccessRules()

    def rules(self) -> AccessRules:
        """Return the rules as they are now; none when there is no file. Raises StorageError for a broken file."""
        with self._lock:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._rules = AccessRules() if stamp is None else self._read()
                self._stamp = stamp
            return self._rules

    def change(self, changed: Callable[[AccessRules], AccessRules]) -> AccessRules:
        """Replace the rules by what `changed` makes of them, durably, and return them.

        Raises what `changed` raises, and StorageError; then nothing has changed.
        """
        with storage_errors(self._data), writer_lock(self._data, _LOCK, patience=_PATIENCE):
            rules = changed(self.rules())
            if rules != self._rules:
                write_durably(self._path, (to_json(rules) + "\n").encode("utf-8"), mode=0o600)
            return self.rules()

    def _read(self) -> AccessRules:
        try:
            rules = from_json(AccessRules, self._path.read_text("utf-8"))
            _require_sound(rules)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise StorageError(
                f"Không đọc được tệp phân quyền {self._path}. Hãy khôi phục tệp này từ bản sao lưu, "
                "hoặc xóa đi rồi tạo lại tài khoản và nhóm."
            ) from error
        return rules


def _stamp(path: Path) -> object:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"Không đọc được tệp phân quyền {path}: {error.strerror}.") from error
    return status.st_mtime_ns, status.st_size, status.st_ino


def _require_sound(rules: AccessRules) -> None:
    """Raise ValueError for rules that no program wrote."""
    roles = [one.role for one in rules.accounts] + [one.role for one in rules.mappings]
    texts = [text for account in rules.accounts for text in (account.name, account.password, *account.groups)]
    texts += [text for mapping in rules.mappings for text in (mapping.claim, mapping.value, *mapping.groups)]
    texts += [text for group in rules.groups for text in (group.name, *group.documents)]
    if not set(roles) <= set(ROLES) or not all(isinstance(text, str) for text in texts):
        raise ValueError("not rules of access")
