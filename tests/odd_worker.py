"""A worker process that does what it is told, good or bad: for the tests of the pool."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import IO

from corpus.ingest_pool import receive, send
from corpus.ingest_worker import limit_memory, own_output


def main() -> None:
    answers = own_output()
    assert receive(sys.stdin.buffer) == "setup"
    limit_memory(512 * 2**20)
    while True:
        try:
            task = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(answers, (True, _do(task, answers)))


def _do(task: str, answers: IO[bytes]) -> object:
    match task:
        case "die":
            os._exit(11)
        case "hang":
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            time.sleep(60)
        case "print":
            print("chữ do thư viện in ra", flush=True)
        case "swell":
            try:
                held = [bytearray(64 * 2**20) for _ in range(64)]
                return len(held)
            except MemoryError:
                return "MEMORY"
        case "pid":
            return os.getpid()
        case "slow":
            time.sleep(1.5)
        case "crawl":
            for _ in range(5):
                time.sleep(0.7)
                send(answers, (False, "step"))
        case "step":
            send(answers, (False, "step"))
    return task.upper()


if __name__ == "__main__":
    main()
