"""The health check finds what is wrong with a library, tells it apart from what is only worth knowing; never raises."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from administration import health
from administration.health import Check, check_health, healthy
from administration.health_server import health_server
from embeddings.encoder import Encoder
from errors import EncoderError
from index.generations import commit
from tests.index_samples import HashEncoder, make_document
from tests.test_cli import run
from tests.test_index_crash import small_disk  # noqa: F401 - a fixture


@pytest.fixture
def data(tmp_path: Path) -> Path:
    source = tmp_path / "a.txt"
    parsed = make_document("a", ["mục tiêu về mức sinh"])
    source.write_text(parsed.reading.text, encoding="utf-8")
    commit(tmp_path / "data", HashEncoder(), add=[parsed], originals={parsed.document.sha256: source}).close()
    return tmp_path / "data"


def states(checks: tuple[Check, ...]) -> dict[str, str]:
    assert all(check.message.endswith((".", ")")) and "\n" not in check.message for check in checks)
    return {check.name: check.state for check in checks if check.state != "ok"}


def test_a_sound_library_is_healthy_and_is_not_changed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "has_tesseract", lambda: True)
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    checks = check_health(data, HashEncoder)
    assert (states(checks), healthy(checks)) == ({}, True)
    assert [check.name for check in checks] == ["data", "space", "encoder", "index", "age", "checksums", "tesseract"]
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def broken_model() -> Encoder:
    raise EncoderError("Thiếu tệp mô hình.")


def a_file(data: Path) -> Path:
    return next(data.glob("generations/1/segments/*/vectors.f32"))


def flip(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no generation": (lambda data: shutil.rmtree(data / "generations" / "1"), "index"),
    "no store": (lambda data: next(data.glob("generations/1/segments/*/documents.sqlite")).unlink(), "index"),
    "nonsense for a number": (lambda data: (data / "CURRENT").write_text("x"), "index"),
    "manifest": (lambda data: (data / "generations/1/manifest.json").write_text("{"), "index"),
    "vectors": (lambda data: flip(a_file(data)), "checksums"),
    "original": (lambda data: flip(next((data / "originals").iterdir())), "checksums"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_library_is_an_error(data: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_SAMPLED_FILES", 100)
    harm, name = FAULTS[fault]
    harm(data)
    checks = check_health(data, HashEncoder)
    assert (states(checks).get(name), healthy(checks)) == ("error", False)


def test_a_model_that_is_missing_or_another_one(data: Path) -> None:
    assert states(check_health(data, broken_model))["encoder"] == "error"
    assert states(check_health(data, lambda: HashEncoder(fingerprint="other")))["index"] == "error"


def test_an_empty_library_is_worth_knowing(tmp_path: Path) -> None:
    checks = check_health(tmp_path / "data", HashEncoder)
    assert states(checks)["index"] == "warning"
    assert healthy(checks)


def test_a_closed_and_a_full_disk_are_errors(small_disk: Path) -> None:  # noqa: F811 - the fixture
    assert states(check_health(small_disk / "data", HashEncoder))["space"] == "error"
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert states(check_health(small_disk / "data", HashEncoder))["data"] == "error"


@pytest.mark.parametrize(("free", "state"), [(100, "error"), (500, "warning"), (5000, None)])
def test_free_space(data: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str | None) -> None:
    usage = shutil.disk_usage(data)._replace(free=free * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert states(check_health(data, HashEncoder)).get("space") == state


def test_a_clock_that_was_set_back_is_pointed_out(data: Path) -> None:
    year = 365 * 86_400
    assert states(check_health(data, HashEncoder, now=lambda: time.time() - year))["age"] == "warning"
    later = check_health(data, HashEncoder, now=lambda: time.time() + year)
    assert "365 ngày trước" in next(check.message for check in later if check.name == "age")


def test_missing_tesseract_is_worth_knowing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "has_tesseract", lambda: False)
    checks = check_health(data, HashEncoder)
    assert states(checks) == {"tesseract": "warning"}
    assert healthy(checks)


class _Answering(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def endpoint() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@pytest.mark.parametrize(("status", "state"), [(200, None), (401, None), (404, None), (503, "warning")])
def test_the_endpoint_of_a_language_model(data: Path, endpoint: str, status: int, state: str | None) -> None:
    _Answering.status = status
    assert states(check_health(data, HashEncoder, endpoint=endpoint)).get("endpoint") == state


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/v1", "not an address", "ftp://127.0.0.1:1"])
def test_an_endpoint_that_is_down_leaves_the_library_healthy(data: Path, address: str) -> None:
    checks = check_health(data, HashEncoder, endpoint=address)
    assert states(checks).get("endpoint") == "warning"
    assert healthy(checks)


def test_the_check_over_http(data: Path) -> None:
    outcome: tuple[Check, ...] = (Check("data", "ok", "Tốt."),)
    asked: list[int] = []

    def check() -> tuple[Check, ...]:
        asked.append(1)
        return outcome

    for expected in (200, 503):
        with health_server(check, 0) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            address = f"http://127.0.0.1:{server.server_port}"
            got = [fetch(f"{address}/health") for _ in range(3)]
            assert {status for status, _ in got} == {expected}
            assert json.loads(got[0][1])["ok"] is (expected == 200)
            assert fetch(f"{address}/../etc/passwd")[0] == 404
            server.shutdown()
            thread.join()
        outcome = (Check("index", "error", "Hỏng."),)
    assert len(asked) == 2  # each server checks once in ten seconds


def fetch(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode("utf-8")


def test_the_terminal_tells_by_its_exit_status(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    assert run("documents", "--data", data)[0] == 0
    status, out, err = run("health", "--data", data, "--json")
    assert (status, json.loads(out)["ok"], err) == (0, True, "")
    (tmp_path / "data" / "CURRENT").write_text("77\n")
    status, out, err = run("health", "--data", data)
    assert status == 1
    assert "LỖI" in out
    assert "Traceback" not in out + err


def test_backup_and_restore_on_the_terminal(tmp_path: Path) -> None:
    data, file, new = (str(tmp_path / name) for name in ("data", "b.tar.zst", "new"))
    status, out, _ = run("backup", "--to", file, "--data", data, "--json")
    assert (status, json.loads(out)["file"]) == (0, file)
    assert run("backup", "--to", file, "--data", data)[0] == 2
    status, out, _ = run("restore", file, "--data", new, "--json")
    assert (status, json.loads(out)["notes"]) == (0, [])
    assert run("verify", "--data", new)[0] == 0
    status, out, err = run("restore", file, "--data", new)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
