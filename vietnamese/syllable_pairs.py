"""How often Vietnamese syllables, and pairs of neighbouring syllables, occur in official texts and the Wikipedia.

The table beside this module holds counts only. It was built from the codified law, from legal documents and, for the
words of everyday life, from the Vietnamese Wikipedia by

    python -m vietnamese.syllable_pairs TEXTS.jsonl.xz…

Layout, compressed with zlib: the syllables in index form, one a line, a NUL; then, little-endian, the logarithm of each
syllable's count (uint8); the row of each syllable in the pair table (uint32, one more than there are syllables); the
second syllable of each pair (uint16), ascending within a row; the logarithm of the pair's count (uint8).
"""

from __future__ import annotations

import json
import lzma
import math
import re
import sys
import zlib
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

from vietnamese.normal_forms import compose, fold, index_form
from vietnamese.syllables import is_syllable

_TABLE = Path(__file__).parent / "syllable_pairs.bin"
# Counts are kept as steps of a logarithm: 8 steps a doubling, so that one byte holds any count.
_STEPS = 8
_LEAST_SYLLABLE = 3
_LEAST_PAIR = 2
# A run of letters; figures and punctuation part one run of syllables from the next.
_RUN = re.compile(r"[^\W\d_]+(?:[ \t\n]+[^\W\d_]+)*")


@dataclass(frozen=True)
class SyllablePairs:
    """The table: `count` of a syllable, `pair_count` of two neighbours, `alike` the syllables that differ in marks."""

    syllables: dict[str, int]
    _counts: array[int]
    _rows: array[int]
    _seconds: array[int]
    _pair_counts: array[int]
    _alike: dict[str, tuple[str, ...]]

    @cached_property
    def highest(self) -> float:
        """The highest `pair_count` of all."""
        return _restored(max(self._pair_counts, default=0))

    def count(self, syllable: str) -> float:
        """Return about how often a syllable in index form occurs; 0 when it does not."""
        at = self.syllables.get(syllable)
        return 0.0 if at is None else _restored(self._counts[at])

    def pair_count(self, first: str | None, second: str | None) -> float:
        """Return about how often `second` follows `first` at once; 0 when it does not, or when either is None."""
        row, column = self.syllables.get(first or ""), self.syllables.get(second or "")
        if row is None or column is None:
            return 0.0
        start, end = self._rows[row], self._rows[row + 1]
        at = bisect_left(self._seconds, column, start, end)
        return _restored(self._pair_counts[at]) if at < end and self._seconds[at] == column else 0.0

    def alike(self, syllable: str) -> tuple[str, ...]:
        """Return the syllables that are written with the same letters, marks aside; `syllable` may be any word."""
        return self._alike.get(fold(syllable), ())


def _restored(steps: int) -> float:
    return float(2.0 ** (steps / _STEPS))


def _steps(count: int) -> int:
    return min(255, round(math.log2(count) * _STEPS))


@cache
def syllable_pairs() -> SyllablePairs:
    """Return the table, read on first use."""
    raw = zlib.decompress(_TABLE.read_bytes())
    words, _, rest = raw.partition(b"\0")
    syllables = words.decode("utf-8").split("\n")
    size = len(syllables)
    counts = array("B", rest[:size])
    rows = _little_endian("I", rest[size : size + 4 * (size + 1)])
    pairs = rows[-1]
    at = size + 4 * (size + 1)
    seconds = _little_endian("H", rest[at : at + 2 * pairs])
    pair_counts = array("B", rest[at + 2 * pairs :])
    alike: dict[str, list[str]] = defaultdict(list)
    for syllable in syllables:
        alike[fold(syllable)].append(syllable)
    return SyllablePairs(
        {syllable: index for index, syllable in enumerate(syllables)},
        counts,
        rows,
        seconds,
        pair_counts,
        {bare: tuple(group) for bare, group in alike.items()},
    )


def _little_endian(code: str, data: bytes) -> array[int]:
    values: array[int] = array(code)
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def runs(text: str) -> Iterator[list[str]]:
    """Yield the runs of neighbouring syllables of `text`, in index form; figures and punctuation end a run."""
    for match in _RUN.finditer(compose(text)):
        yield [index_form(word) for word in match.group().split()]


def encode(texts: Iterable[str]) -> bytes:
    """Return the table of the given texts, in the layout above; rare and foreign words and rare pairs are left out."""
    syllables: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for run in runs(text):
            syllables.update(run)
            pairs.update(pairwise(run))
    kept = sorted(word for word, count in syllables.items() if count >= _LEAST_SYLLABLE and is_syllable(word))
    index = {word: at for at, word in enumerate(kept)}
    by_first: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (first, second), count in pairs.items():
        if count >= _LEAST_PAIR and first in index and second in index:
            by_first[index[first]].append((index[second], count))
    rows, seconds, pair_counts = array("I", [0]), array("H"), array("B")
    for at in range(len(kept)):
        for column, count in sorted(by_first[at]):
            seconds.append(column)
            pair_counts.append(_steps(count))
        rows.append(len(seconds))
    if sys.byteorder == "big":
        rows.byteswap()
        seconds.byteswap()
    counts = array("B", (_steps(syllables[word]) for word in kept))
    parts = ["\n".join(kept).encode("utf-8"), b"\0", *(part.tobytes() for part in (counts, rows, seconds, pair_counts))]
    return zlib.compress(b"".join(parts), 9)


def _texts(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the title and the text of every record of compressed JSON-lines files."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield f"{record.get('title', '')}\n{record['text']}"


if __name__ == "__main__":
    _TABLE.write_bytes(encode(_texts(map(Path, sys.argv[1:]))))
    print(f"{_TABLE.name}: {_TABLE.stat().st_size:,} bytes", file=sys.stderr)
