"""Changes a library step by step until it is killed: `python -m tests.index_writer_process DATA FIRST_STEP`.

Prints the number of each step before it begins. The steps are the same in every run, so the tests know what the
library holds after each of them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.records import ParsedDocument
from index.generations import commit
from tests.index_samples import HashEncoder, make_document

_IDS = 5


def document_of(step: int) -> ParsedDocument:
    paragraphs = [f"đoạn {place} của bước {step} về mức sinh" for place in range(1 + step % 7)]
    return make_document(f"d{step % _IDS}", paragraphs)


def contents_after(steps: int) -> dict[str, str]:
    """Return the texts by id after that many steps."""
    contents: dict[str, str] = {}
    for step in range(steps):
        removed, parsed = removed_at(step, contents), document_of(step)
        contents = {key: text for key, text in contents.items() if key not in removed}
        contents[parsed.document.id] = parsed.reading.text
    return contents


def removed_at(step: int, contents: dict[str, str]) -> list[str]:
    """Return what a step removes: every third one takes away the document added before the last."""
    gone = f"d{(step - 2) % _IDS}"
    return [gone] if step % 3 == 2 and gone in contents else []


def run(data: Path, first: int) -> None:
    encoder = HashEncoder()
    contents = contents_after(first)
    step = first
    while True:
        parsed = document_of(step)
        source = data.parent / f"{parsed.document.id}.txt"
        source.write_text(parsed.reading.text, encoding="utf-8")
        print(step, flush=True)
        removed = removed_at(step, contents)
        commit(data, encoder, add=[parsed], remove=removed, originals={parsed.document.sha256: source}).close()
        step += 1
        contents = contents_after(step)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
