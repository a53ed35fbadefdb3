"""The files of deploy/ work as they are: systemd takes the units, and nginx serves the page with TLS and websockets."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPSConnection
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.app_server import CHROMIUM, running_page

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("trich-luc*.*"))
SITE = "tra-cuu.example.vn"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")


def unit(name: str) -> list[str]:
    return (DEPLOY / name).read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_a_service_runs_unprivileged_and_sees_no_home(name: str) -> None:
    lines = unit(name)
    assert {
        "User=trich-luc",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
    } <= set(lines)
    assert "CapabilityBoundingSet=" in lines
    assert {"IPAddressDeny=any", "PrivateNetwork=yes"} & set(lines)


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_names_programs_and_settings_that_exist(name: str) -> None:
    text = "\n".join(unit(name))
    for program in re.findall(r"/opt/trich-luc/(?!\.venv)([\w./-]+)", text):
        assert (ROOT / program).exists(), program
    for program in re.findall(r"\b(\w+\.py)\b", text):
        assert (ROOT / program).is_file(), program
    for variable in re.findall(r"\bTRICHLUC_[A-Z_]+", text):
        assert f"`{variable}`" in (ROOT / "docs" / "settings.md").read_text("utf-8")


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit(name: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    for path in DEPLOY.glob("trich-luc*.*"):
        moved = path.read_text("utf-8").replace("/opt/trich-luc", str(ROOT))
        (tmp_path / path.name).write_text(moved, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running_nginx(folder: Path, page_port: int) -> Iterator[int]:
    """Run nginx with the example on a free port, with a certificate of its own; yield the port."""
    port, plain = free_port(), free_port()
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={SITE}"]
    certificate += ["-addext", f"subjectAltName=DNS:{SITE}", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(certificate, cwd=folder, check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("/etc/ssl/trich-luc", str(folder)),
        ("127.0.0.1:8501", f"127.0.0.1:{page_port}"),
    ):
        assert old in site
        site = site.replace(old, new)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    around = f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
    main = f"{around} http {{ access_log off; {paths} {site} }}"
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    assert NGINX is not None
    with subprocess.Popen(
        [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE
    ) as server:
        try:
            for _ in range(100):
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield port
        finally:
            server.send_signal(signal.SIGQUIT if server.poll() is None else 0)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    if NGINX is None:
        pytest.skip("nginx is not here (apt install nginx-light)")
    os.chmod(tmp_path, 0o755)
    monkeypatch.setenv("STREAMLIT_BROWSER_SERVER_ADDRESS", SITE)
    with running_page(tmp_path / "data") as address:
        page_port = int(address.rsplit(":", 1)[1])
        with running_nginx(tmp_path, page_port) as port:
            yield SimpleNamespace(port=port, trusted=tmp_path / "fullchain.pem")


def context(trusted: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(trusted))


def ask(
    site: SimpleNamespace, method: str, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str]]:
    """Ask the site as a browser elsewhere would, by its name and over TLS; return the status and the headers."""
    raw = socket.create_connection(("127.0.0.1", site.port), timeout=20)
    connection = HTTPSConnection(SITE, context=context(site.trusted), timeout=20)
    connection.sock = context(site.trusted).wrap_socket(raw, server_hostname=SITE)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return found


def upgrade(site: SimpleNamespace, origin: str) -> int:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Origin": origin, "Sec-WebSocket-Version": "13"}
    headers["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    return ask(site, "GET", "/_stcore/stream", headers)[0]


@pytest.mark.prove
def test_nginx_serves_the_page_with_tls_and_websockets(site: SimpleNamespace) -> None:
    status, headers = ask(site, "GET", "/")
    assert status == 200
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "server" not in headers or not re.search(r"\d", headers["server"])
    assert ask(site, "GET", "/_stcore/health")[0] == 200
    assert upgrade(site, f"https://{SITE}") == 101
    assert upgrade(site, "https://elsewhere.example") == 403
    assert ask(site, "GET", "/health")[0] == 502  # its service does not run here
    # What is too large is refused by its announced size, before anything of it is sent.
    assert ask(site, "PUT", "/_stcore/upload_file/a/b", {"Content-Length": str(300 * 2**20)})[0] == 413


@pytest.mark.prove
@pytest.mark.browser
def test_a_browser_asks_through_nginx(site: SimpleNamespace) -> None:
    if CHROMIUM is None:
        pytest.skip("chromium is not here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        rules = f"--host-resolver-rules=MAP {SITE} 127.0.0.1"
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic", rules]
        )
        try:
            page = opened.new_context(ignore_https_errors=True).new_page()
            page.goto(f"https://{SITE}:{site.port}/")
            page.get_by_role("heading", level=1).first.wait_for(timeout=60_000)
            box = page.get_by_role("textbox").first
            box.fill("Lai Châu giao cơ quan nào đôn đốc việc thực hiện kế hoạch?")
            box.press("Enter")
            page.get_by_text("đôn đốc").nth(1).wait_for(timeout=60_000)
        finally:
            opened.close()
