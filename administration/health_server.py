"""The health check over HTTP, for monitoring programs: GET /health gives JSON with status 200, or 503 for an error."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from administration.health import Check, healthy

_KEPT_SECONDS = 10.0


def health_form(checks: tuple[Check, ...]) -> dict[str, Any]:
    """Return the JSON object of a health check."""
    return {"ok": healthy(checks), "checks": [asdict(check) for check in checks]}


def health_server(check: Callable[[], tuple[Check, ...]], port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """Return a server to be run with `serve_forever`; it checks at most every ten seconds. Raises OSError (port taken).

    It has no sign-in and tells where the data lie, so it belongs on this machine only.
    """
    lock = threading.Lock()
    kept: tuple[float, tuple[Check, ...]] | None = None

    def current() -> tuple[Check, ...]:
        nonlocal kept
        with lock:
            if kept is None or time.monotonic() - kept[0] > _KEPT_SECONDS:
                kept = time.monotonic(), check()
            return kept[1]

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version, timeout = "TrichLuc", "", 10

        def do_GET(self) -> None:
            if self.path.partition("?")[0] != "/health":
                self.send_error(404)
                return
            form = health_form(current())
            content = json.dumps(form, ensure_ascii=False).encode("utf-8")
            self.send_response(200 if form["ok"] else 503)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Write nothing: a monitor asks every minute."""

    return ThreadingHTTPServer((host, port), Handler)
