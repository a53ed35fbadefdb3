"""The note under an article of the codified law (pháp điển) that names the document the article was taken from.

    (Điều 1 Luật số 10/2012/QH13 Lao động ngày 18/06/2012 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/05/2013)
    (Điều 2 Luật số 10/2012/QH13, có hiệu lực thi hành kể từ ngày 01/05/2013)

Only the first note on a document gives its title; the notes after it give its number alone. Source: Nghị định
63/2013/NĐ-CP (notes to what is codified) and the published Bộ pháp điển.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vietnamese.document_numbers import canonical_key

_IN_FORCE = ", có hiệu lực"
# Refuses notes without a number ("Điều 3 Pháp lệnh Về Hàm …") and headings that stand where a note should.
_NAMED = re.compile(
    r"\(*\s*Điều\s+\S+\s+(?P<kind>[^\d(),]+?)\s+số\s+(?P<number>[^\s,)/-]+(?:\s?[/-]\s?[^\s,)/-]+)*)"
    r"(?:\s+(?P<title>\S.*)\s+ngày\s+\d{1,2}/\d{1,2}/\d{4}(?:\s+của\s.*)?)?\s*\)*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What a note says of a document; `title` is None where the number alone is given."""

    kind: str
    number: str
    title: str | None

    @property
    def key(self) -> str:
        """The canonical key of the number."""
        return canonical_key(self.number)


def read_source_note(note: str) -> SourceNote | None:
    """Return the document that a note names, None when it names none by number."""
    found = _NAMED.fullmatch(note.partition(_IN_FORCE)[0].strip())
    return None if found is None else SourceNote(found["kind"], found["number"], found["title"])


def titles_in(notes: Iterable[SourceNote | None]) -> dict[str, str]:
    """Return the titles that the notes give, by the canonical key of the document's number; the first one counts."""
    titles: dict[str, str] = {}
    for note in notes:
        if note is not None and note.title is not None:
            titles.setdefault(note.key, note.title)
    return titles
