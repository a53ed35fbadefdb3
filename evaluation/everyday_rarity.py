"""Count how rare each syllable is in everyday Vietnamese: `python -m evaluation.everyday_rarity`.

From paragraphs of the Vietnamese Wikipedia (CC BY-SA 4.0; counts only). The numbers go to answers/everyday_rarity.json
and keep a small library from taking every everyday word that it lacks for a telling one.
"""

from __future__ import annotations

import json
import lzma
import math
from collections import Counter

from settings import PROJECT_ROOT
from vietnamese.tokens import syllables

SOURCE = PROJECT_ROOT.parent / "shared" / "training" / "wikipedia-vi.jsonl.xz"
TARGET = PROJECT_ROOT / "answers" / "everyday_rarity.json"
_LEAST_LENGTH = 120  # characters of a paragraph
_LEAST_COUNT = 20
_PARAGRAPHS = 60_000


def main() -> None:
    """Count and write."""
    counts: Counter[str] = Counter()
    paragraphs = 0
    with lzma.open(SOURCE, "rt", encoding="utf-8") as stream:
        for line in stream:
            for paragraph in json.loads(line)["text"].split("\n"):
                if len(paragraph) >= _LEAST_LENGTH and paragraphs < _PARAGRAPHS:
                    paragraphs += 1
                    counts.update(token for token in set(syllables(paragraph)) if token.isalpha())
    scale = math.log((paragraphs + 1) / 0.5)
    rarity = {
        token: round(math.log((paragraphs + 1) / (count + 0.5)) / scale, 2)
        for token, count in sorted(counts.items())
        if count >= _LEAST_COUNT
    }
    TARGET.write_text(json.dumps(rarity, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{paragraphs} paragraphs, {len(rarity)} syllables → {TARGET}")


if __name__ == "__main__":
    main()
