"""One process of the soak: `python -m tests.soak_process read|write DATA`; it works until its standard input closes.

The documents of a pair are added, replaced and removed together, and bear the same stamp, so whoever sees one without
the other, or two stamps, has seen a torn library. Both print "ready", and in the end what they did or met.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

from corpus.records import ParsedDocument
from index.generations import commit
from library import Library
from settings import Settings
from tests.index_samples import make_document

MARKERS = ("bưởi", "chanh", "khế", "mận", "ổi", "xoài")
_FILLERS = 1_500
_SUBJECTS = ("mức sinh", "già hóa", "di cư", "tảo hôn", "bảo hiểm", "nhà ở", "việc làm", "trường học")


def open_library(data: Path) -> Library:
    """Return the library of the soak."""
    return Library(Settings(data=data, shipped_texts=data / "none"))


def fill(data: Path) -> None:
    """Make the documents that stay, and the pairs."""
    fillers = (
        make_document(f"nền-{number}", [f"{one} ở thôn {number}, đợt {place}" for place, one in enumerate(_SUBJECTS)])
        for number in range(_FILLERS)
    )
    pairs = itertools.chain.from_iterable(pair(marker, 0) for marker in MARKERS)
    commit(data, open_library(data).encoder, add=itertools.chain(fillers, pairs)).close()


def pair(marker: str, stamp: int) -> list[ParsedDocument]:
    """Return the two documents of a pair."""
    return [
        make_document(f"{marker}-một", [f"Trồng {marker} trên đất đồi.", "Tưới nước."], number=str(stamp)),
        make_document(f"{marker}-hai", [f"Bán {marker} ngoài chợ phiên.", "Ghi sổ."], number=str(stamp)),
    ]


def write(data: Path, stop: threading.Event) -> None:
    """Replace and remove pairs, one change after the other, and print how many were made."""
    draw, encoder, there = random.Random(5), open_library(data).encoder, set(MARKERS)
    print("ready", flush=True)
    changes = 0
    while not stop.is_set():
        changes += 1
        marker = draw.choice(MARKERS)
        if marker in there and draw.random() < 0.4:
            commit(data, encoder, remove=[f"{marker}-một", f"{marker}-hai"]).close()
            there.remove(marker)
        else:
            commit(data, encoder, add=pair(marker, changes)).close()
            there.add(marker)
    print(changes)


def read(data: Path, stop: threading.Event) -> None:
    """Ask, look at what is found, and print {"asked": [[when, milliseconds]…], "torn": […]}; times are monotonic."""
    library, draw = open_library(data), random.Random()
    library.search(MARKERS[0])
    print("ready", flush=True)
    asked, torn = [], []
    while not stop.is_set():
        marker = draw.choice(MARKERS)
        started = time.monotonic()
        hits = library.search(f"trồng và bán {marker}", k=20).hits
        asked.append((started, 1000 * (time.monotonic() - started)))
        seen = {(hit.document.id, hit.document.number) for hit in hits if hit.document.id.startswith(marker)}
        torn += _torn(f"search for {marker}", seen)
        if len(asked) % 10 == 0:
            torn += _torn_library(library)
        time.sleep(0.02)
    print(json.dumps({"asked": asked, "torn": torn}))


def _torn(where: str, seen: set[tuple[str, Any]]) -> list[str]:
    whole = len(seen) in (0, 2) and len({stamp for _, stamp in seen}) < 2
    return [] if whole else [f"{where}: {sorted(seen)}"]


def _torn_library(library: Library) -> list[str]:
    reader = library.reader()
    documents, torn = reader.documents(), []
    for marker in MARKERS:
        seen = {(one.id, one.number) for one in documents if one.id.startswith(marker)}
        torn += _torn(f"documents of {marker}", seen)
        for identity, stamp in seen:
            parsed = reader.parsed(identity)
            if parsed.document.number != stamp or len(parsed.passages) != 2 or marker not in parsed.reading.text:
                torn.append(f"{identity}: {parsed.document}")
    return torn if len(documents) == reader.document_count else [*torn, f"{len(documents)}/{reader.document_count}"]


def main() -> None:
    """Work until standard input closes."""
    stop = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    {"read": read, "write": write}[sys.argv[1]](Path(sys.argv[2]), stop)


if __name__ == "__main__":
    main()
