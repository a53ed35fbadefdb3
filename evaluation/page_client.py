"""The web page served by a process of its own, and one visitor of it without a browser.

The visitor speaks the websocket of Streamlit: fills in the question, presses the button, and takes in what is drawn.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

_MOST_BYTES = 64 * 2**20


class PageFailed(Exception):
    """The page did not answer, or showed an error in place of an answer."""


class PageClient:
    """A session on the page of questions; use it as a context manager."""

    def __init__(self, address: str, seconds: float = 60.0) -> None:
        """Open a session at `address` (http://localhost:8501) and wait for the first page. Raises PageFailed."""
        self._seconds = seconds
        url = f"ws{address.removeprefix('http')}/_stcore/stream"
        try:
            self._socket: ClientConnection = connect(
                url, open_timeout=seconds, max_size=_MOST_BYTES, subprotocols=[Subprotocol("streamlit")], proxy=None
            )
        except (OSError, WebSocketException, TimeoutError) as error:
            raise PageFailed(str(error)) from error
        self._question, self._button = "", ""
        self._run(BackMsg())
        if not self._question or not self._button:
            raise PageFailed("no box for a question on the page")

    def ask(self, question: str) -> str:
        """Ask, wait until the page is drawn, and return the text on it. Raises PageFailed."""
        message = BackMsg()
        typed = message.rerun_script.widget_states.widgets.add()
        typed.id, typed.string_value = self._question, question
        pressed = message.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = self._button, True
        return self._run(message)

    def _run(self, message: BackMsg) -> str:
        if not message.HasField("rerun_script"):
            message.rerun_script.SetInParent()
        shown: list[str] = []
        try:
            self._socket.send(message.SerializeToString())
            while True:
                received = self._socket.recv(timeout=self._seconds)
                if isinstance(received, str):
                    continue
                told = ForwardMsg.FromString(received)
                kind = told.WhichOneof("type")
                if kind == "delta":
                    self._take(told, shown)
                elif kind == "script_finished":
                    # What was asked for may begin a second run at once; the run that is not cut short is the last.
                    if told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                        return "\n".join(shown)
                    if told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                        raise PageFailed("the page could not be run")
        except (OSError, WebSocketException, TimeoutError) as error:
            raise PageFailed(str(error) or type(error).__name__) from error

    def _take(self, told: ForwardMsg, shown: list[str]) -> None:
        element = told.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "text_input" and not self._question:
            self._question = element.text_input.id
        elif kind == "button" and element.button.is_form_submitter and not self._button:
            self._button = element.button.id
        elif kind == "exception":
            raise PageFailed(element.exception.message)
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            raise PageFailed(element.alert.body)
        elif kind == "markdown":
            shown.append(element.markdown.body)
        elif kind == "html":
            shown.append(element.html.body)
        elif kind == "heading":
            shown.append(element.heading.body)

    def __enter__(self) -> PageClient:
        """Return the client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the session."""
        self._socket.close()


@contextmanager
def page_server(data: Path, seconds: float = 60.0) -> Iterator[tuple[str, int]]:
    """Serve the page of a data folder on a free port; yield its address and process. Raises PageFailed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "streamlit", "run", "search_app.py", "--server.port", str(port)]
    environment = os.environ | {"TRICHLUC_DATA": str(data), "TRICHLUC_QUESTIONS_PER_MINUTE": "0"}
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=root, env=environment, stdout=silent, stderr=silent) as one:
        try:
            address = f"http://localhost:{port}"
            wait_until_up(address, one, seconds)
            yield address, one.pid
        finally:
            one.terminate()


def wait_until_up(address: str, server: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for the page of a server; raises PageFailed when the server ends or is not up in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise PageFailed("the page's server did not start")
