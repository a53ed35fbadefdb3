"""One writer at a time, across processes and threads."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import WriterBusy

LOCK_NAME = "writer.lock"
_PAUSE = 0.05


@contextmanager
def writer_lock(folder: Path, name: str = LOCK_NAME, patience: float = 0.0) -> Iterator[None]:
    """Hold a lock of a data folder; the system releases it when the process dies.

    Raises WriterBusy when another process or thread still holds it after `patience` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, folder, time.monotonic() + patience)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, folder: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() < deadline:
                time.sleep(_PAUSE)
                continue
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            process = f" (tiến trình {holder})" if holder else ""
            raise WriterBusy(
                f"Thư viện {folder} đang được một chương trình khác ghi{process}. Hãy chờ việc đó xong rồi làm lại."
            ) from error
