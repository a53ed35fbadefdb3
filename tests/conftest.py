"""No test reaches the network: a connection beyond this machine is refused before it is tried."""

from __future__ import annotations

import os
import sys
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")


def refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise RuntimeError when a socket is about to connect, or a name to be looked up, beyond this machine."""
    if event == "socket.connect":
        address = arguments[1]
    elif event == "socket.getaddrinfo":
        address = arguments
    else:
        return
    host = address[0] if isinstance(address, tuple) else None  # a Unix socket has a path for an address
    if host is not None and str(host) not in {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}:
        raise RuntimeError(f"connection beyond this machine refused: {host}")


sys.addaudithook(refuse_the_network)
