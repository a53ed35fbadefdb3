"""Whether a library can do its work now: quick checks that change nothing, for a person or for a monitoring program.

A whole check of every file is `verify`; here only a sample is read, so that the check may run every minute.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy

from corpus.readers.scan import has_tesseract
from embeddings.encoder import Encoder
from errors import TrichLucError
from index.durable_files import sha256_of
from index.generations import open_reader
from index.manifest import MANIFEST_NAME, generation_folder, originals_folder, read_manifest

State = Literal["ok", "warning", "error"]
LEAST_FREE_MB = 200
COMFORTABLE_FREE_MB = 1024
_SAMPLED_FILES = 6
_SAMPLED_BYTES = 64 * 2**20
_ENDPOINT_SECONDS = 3.0
_CLOCK_TOLERANCE = 120.0  # seconds a file may lie in the future before the clock is doubted


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check: a warning leaves the library usable; `message` is one Vietnamese sentence."""

    name: str
    state: State
    message: str


def healthy(checks: tuple[Check, ...]) -> bool:
    """Tell whether no check found an error."""
    return all(check.state != "error" for check in checks)


def check_health(
    folder: Path, encoder: Callable[[], Encoder], *, endpoint: str = "", now: Callable[[], float] = time.time
) -> tuple[Check, ...]:
    """Check folder, disk, model, index, a sample of checksums, age, Tesseract and, when set, the endpoint's address.

    Never raises for what is wrong: that is an outcome. Takes about a second; an endpoint up to three more.
    """
    checks = [_writable(folder), _space(folder)]
    try:
        loaded = encoder()
        checks += [_encoding(loaded), *_index(folder, loaded, now())]
    except TrichLucError as error:
        checks.append(Check("encoder", "error", str(error)))
    checks.append(_tesseract())
    if endpoint:
        checks.append(_endpoint(endpoint))
    return tuple(checks)


def _writable(folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Check("data", "error", f"Không ghi được vào thư mục dữ liệu {folder}: {error.strerror}.")
    return Check("data", "ok", f"Ghi được vào thư mục dữ liệu {folder}.")


def _space(folder: Path) -> Check:
    place = next((one for one in (folder, *folder.parents) if one.exists()), Path("/"))
    free = shutil.disk_usage(place).free // 2**20
    message = f"Ổ đĩa của thư mục dữ liệu còn trống {free:,} MB".replace(",", ".")
    if free < LEAST_FREE_MB:
        return Check("space", "error", f"{message}, cần ít nhất {LEAST_FREE_MB} MB. Hãy giải phóng dung lượng.")
    if free < COMFORTABLE_FREE_MB:
        return Check("space", "warning", f"{message}, sắp hết. Hãy giải phóng dung lượng.")
    return Check("space", "ok", f"{message}.")


def _encoding(encoder: Encoder) -> Check:
    vector = encoder.encode_queries(["kế hoạch dân số"])[0]
    if vector.shape != (encoder.dimension,) or not numpy.isfinite(vector).all() or not vector.any():
        return Check("encoder", "error", "Mô hình nhúng cho kết quả sai. Hãy cài lại tệp mô hình.")
    return Check("encoder", "ok", f"Mô hình nhúng chạy được ({encoder.dimension} chiều).")


def _index(folder: Path, encoder: Encoder, now: float) -> Iterator[Check]:
    try:
        with open_reader(folder, encoder) as reader:
            if reader.generation is None:
                yield Check("index", "warning", "Thư viện chưa có văn bản nào.")
                return
            documents, passages = (f"{n:,}".replace(",", ".") for n in (reader.document_count, reader.passage_count))
            yield Check("index", "ok", f"Mở được chỉ mục: {documents} văn bản, {passages} đoạn.")
            changed = (reader.generation / MANIFEST_NAME).stat().st_mtime
            yield _age(changed, now)
            yield _checksums(folder, int(reader.generation.name))
    except TrichLucError as error:
        yield Check("index", "error", str(error))
    except OSError as error:
        yield Check("index", "error", f"Không đọc được chỉ mục: {error.strerror}.")


def _age(changed: float, now: float) -> Check:
    when = datetime.fromtimestamp(changed).strftime("%H:%M ngày %d/%m/%Y")
    if changed > now + _CLOCK_TOLERANCE:
        return Check(
            "age", "warning", f"Chỉ mục ghi lúc {when}, sau giờ hiện tại của máy. Hãy kiểm tra đồng hồ của máy."
        )
    days = int((now - changed) // 86_400)
    return Check("age", "ok", f"Chỉ mục thay đổi lần cuối lúc {when}" + (f" ({days} ngày trước)." if days else "."))


def _checksums(folder: Path, number: int) -> Check:
    """Compare a random sample of files with their checksums, so that repeated checks come round to all."""
    generation = generation_folder(folder, number)
    expected = {generation / file.path: file.sha256 for file in read_manifest(generation).files}
    if originals_folder(folder).is_dir():
        for path in originals_folder(folder).iterdir():
            if not path.name.startswith("."):
                expected[path] = path.name.partition(".")[0]
    left, compared = _SAMPLED_BYTES, 0
    for path in random.sample(sorted(expected), min(_SAMPLED_FILES, len(expected))):
        try:
            size = path.stat().st_size
            if size > left:
                continue
            left -= size
            compared += 1
            sound = sha256_of(path) == expected[path]
        except FileNotFoundError:
            continue  # a writer cleared it away meanwhile; what is missing for good is found by opening and by verify
        if not sound:
            return Check("checksums", "error", f"Tệp {path} không còn như lúc ghi. Hãy chạy kiểm tra (verify).")
    return Check("checksums", "ok", f"Đối chiếu tổng kiểm {compared} tệp lấy ngẫu nhiên: đúng.")


def _tesseract() -> Check:
    if has_tesseract():
        return Check("tesseract", "ok", "Có Tesseract với tiếng Việt: đọc được ảnh quét.")
    return Check(
        "tesseract", "warning", "Thiếu Tesseract tiếng Việt: chưa đọc được ảnh quét (apt install tesseract-ocr-vie)."
    )


def _endpoint(address: str) -> Check:
    """Ask an OpenAI-compatible endpoint for its models; any answer below 500 shows that it is there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address.rstrip('/')}/models", timeout=_ENDPOINT_SECONDS) as answer:
            status = int(answer.status)
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    except (OSError, ValueError):
        status = 0
    if 0 < status < 500:
        return Check("endpoint", "ok", "Máy chủ mô hình ngôn ngữ trả lời.")
    return Check(
        "endpoint", "warning", "Không nối được máy chủ mô hình ngôn ngữ; câu trả lời vẫn có bằng trích dẫn nguyên văn."
    )
