"""Document numbers in a question: cut out of the words, and the documents of the library that bear them."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.query_names import LibraryNames, folded_form
from vietnamese.document_numbers import ShortNumber, find_numbers, find_short_numbers

# The word before a number, cut out with it. Refuses "số" that goes with another word ("tỷ số", "dân số").
_SAID_NUMBER = re.compile(r"(?<!\w)(?<!tỷ )(?<!tỉ )(?<!dân )(?:số|so|sô)\s*:?\s*$", re.I)
# What is done under a document: it is then what others carry out, not where the answer stands.
_CARRIED_OUT = re.compile(
    r"\b(?:thuc hien|trien khai|thi hanh|cu the hoa|quan triet|can cu|hoc tap|pho bien|tuyen truyen|so ket|tong ket)"
    r"(?: \S+){0,4}$"
)


class QuestionNumbers(NamedTuple):
    """The question without its document numbers, the canonical keys, and the library's own documents that bear them.

    `subject` are those asked about; the others are only carried out or cited in what is asked.
    """

    text: str
    keys: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def cut_numbers(text: str, names: LibraryNames) -> QuestionNumbers:
    """Return `text` (NFC) without its document numbers; a short form counts only if the library knows its number.

    The kind that a short form says stays in the words ("NQ 21" → "nghị quyết").
    """
    keys: list[str] = []
    subject: list[str] = []
    own: list[str] = []
    notes: list[str] = []
    full = {number.start: number.key for number in find_numbers(text)}
    cut = text
    for short in sorted(find_short_numbers(text), key=lambda short: -short.start):
        found = [full[short.start]] if short.start in full else names.keys_of(short)
        if not found:
            continue
        if len(found) > 1:
            notes.append(f"“{short.text}” có thể là nhiều văn bản; nên ghi đủ số và ký hiệu.")
        held = [document.id for key in found for document in names.by_number.get(key, ())]
        keys, own = [*found, *keys], [*held, *own]
        if not _CARRIED_OUT.search(folded_form(text[: short.start])):
            subject = [*held, *subject]
        cut = _without(cut, short, named_in_full=short.start in full)
    cut = re.sub(r"\s+([?.,;:])", r"\1", re.sub(r"\s+", " ", cut)).strip()
    return QuestionNumbers(cut, *(tuple(dict.fromkeys(values)) for values in (keys, subject, own, notes)))


def _without(text: str, short: ShortNumber, *, named_in_full: bool) -> str:
    before = text[: short.start]
    if named_in_full:
        return f"{_SAID_NUMBER.sub('', before)} {text[short.end :]}"
    words = short.kinds[0].lower() if len(short.kinds) == 1 else ""
    return f"{before} {words} {text[short.end :]}"
