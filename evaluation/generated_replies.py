"""Generated replies with planted errors, and faithful ones: `python -m evaluation.generated_replies`.

Both are made by rule from a library's own passages, seeded. A faithful sentence is a sentence of a passage as it
stands, lightly reworded, cut at a clause, joined with its neighbour or introduced. An error is planted into a verbatim
sentence; each kind is listed at `ERRORS`. Told are the share of errors caught and of faithful sentences rejected.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answers.facts import agencies, canonical_dates, figures
from answers.generative import source_of
from answers.grounding import Source, checked_sentence
from answers.spans import is_heading_line, units_of
from corpus.records import SPECIAL_SECTIONS, Passage
from evaluation.report import circumstances, tell
from index.records import Hit
from library import Library
from settings import load_settings

_LEAST_WORDS, _MOST_WORDS = 8, 60
_BESIDE = 5  # further passages that the model was given


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, without its bullet, with the number of its passage among `sources` (from 1)."""

    text: str
    following: str
    number: int
    sources: tuple[Source, ...]

    @property
    def whole(self) -> str:
        """All that the cited passage says, its headings and the name of its document included."""
        source = self.sources[self.number - 1]
        return f"{source.text}\n{source.around}"


@dataclass(frozen=True, slots=True)
class Reply:
    """One sentence of a reply, which is faithful or not, and what kind of rewording or error it is."""

    kind: str
    faithful: bool
    text: str
    sources: tuple[Source, ...]


Change = Callable[[Sentence, random.Random], str | None]
"""Returns the sentence changed, without marker unless the change is about it; None where it does not apply."""

# -- faithful ----------------------------------------------------------------------------------------------------

_SAME_MEANING = (
    ("tỷ lệ", "tỉ lệ"), ("phấn đấu", "cố gắng"), ("triển khai", "thực hiện"), ("đẩy mạnh", "tăng cường"),
    ("nhằm", "để"), ("%", " phần trăm"), ("Ủy ban nhân dân", "UBND"), ("bảo đảm", "đảm bảo"), ("thành phố", "TP"),
    ("đến năm", "tới năm"), ("hằng năm", "hàng năm"), ("nâng cao", "cải thiện"), ("duy trì", "giữ"),
)  # fmt: skip
_INTRODUCTIONS = ("Theo văn bản, ", "Cụ thể, ", "Bên cạnh đó, ", "Ngoài ra, ", "Văn bản cũng nêu rõ: ")


def _verbatim(sentence: Sentence, _: random.Random) -> str:
    return sentence.text


def _reworded(sentence: Sentence, randomly: random.Random) -> str | None:
    fitting = [pair for pair in _SAME_MEANING if pair[0] in sentence.text]
    text = sentence.text
    for said, other in randomly.sample(fitting, min(2, len(fitting))):
        text = text.replace(said, other)
    return text if fitting else None


def _cut(sentence: Sentence, _: random.Random) -> str | None:
    first = re.split(r"[,;]\s", sentence.text)[0]
    return first if first != sentence.text and len(first.split()) >= 6 else None


def _joined(sentence: Sentence, _: random.Random) -> str | None:
    if not sentence.following:
        return None
    return f"{sentence.text.rstrip('.;')}; đồng thời {_uncapitalised(sentence.following)}"


def _introduced(sentence: Sentence, randomly: random.Random) -> str:
    return randomly.choice(_INTRODUCTIONS) + _uncapitalised(sentence.text)


def _quoted(sentence: Sentence, _: random.Random) -> str | None:
    return f"Văn bản ghi: “{sentence.text.rstrip('.;')}”" if not set('“”"') & set(sentence.text) else None


def _uncapitalised(text: str) -> str:
    """Return the text as it follows other words: the first letter small, unless a name begins it."""
    named = any(fact.start == 0 for fact in agencies(text)) or text[:2].isupper()
    return text if named else text[:1].lower() + text[1:]


REWORDINGS: dict[str, Change] = {
    "verbatim": _verbatim,
    "reworded": _reworded,
    "cut at a clause": _cut,
    "two joined": _joined,
    "introduced": _introduced,
    "quoted": _quoted,
}

# -- errors ------------------------------------------------------------------------------------------------------

_OTHER_AGENCIES = (
    "Sở Xây dựng", "Sở Công Thương", "Hội Chữ thập đỏ", "Kho bạc Nhà nước", "Thanh tra tỉnh", "Bộ Ngoại giao",
    "Viện kiểm sát nhân dân",
)  # fmt: skip
_OTHER_UNITS = {"%": " người", "tuổi": "tháng", "triệu": "tỷ", "người": "hộ", "con": "%", "năm": "tháng", "xã": "huyện"}
_UNSUPPORTED = (
    "Người dân được miễn học phí và tặng nhà ở xã hội",
    "Mỗi cặp vợ chồng sinh đủ hai con được vay vốn không lãi suất",
    "Học sinh dân tộc thiểu số được cấp xe đạp và máy tính bảng",
    "Lao động thất nghiệp được hưởng trợ cấp gấp đôi mức lương cơ sở",
    "Bệnh viện tư nhân phải dành một phần ba số giường cho sản phụ nghèo",
)
# Verbs before which a denial turns the sentence round.
_DENIABLE = re.compile(
    r"(?<!không )\b(đạt|tăng|giảm|chủ trì|phối hợp|thực hiện|triển khai|xây dựng|bảo đảm|đẩy mạnh|tổ chức|tăng cường)\b"
)


def _other_number(sentence: Sentence, randomly: random.Random) -> str | None:
    facts = [fact for fact in figures(sentence.text) if re.search(r"\d", sentence.text[fact.start : fact.end])]
    if not facts:
        return None
    fact = randomly.choice(facts)
    match = re.compile(r"\d+").search(sentence.text, fact.start, fact.end)
    assert match is not None
    for _ in range(20):
        other = str(int(match.group()) + randomly.randint(1, 30))
        if not re.search(rf"(?<!\d){other}(?!\d)", sentence.whole):
            return sentence.text[: match.start()] + other + sentence.text[match.end() :]
    return None


def _other_agency(sentence: Sentence, randomly: random.Random) -> str | None:
    facts = agencies(sentence.text)
    others = [name for name in _OTHER_AGENCIES if name.lower() not in sentence.whole.lower()]
    if not facts or not others:
        return None
    fact = randomly.choice(facts)
    return sentence.text[: fact.start] + randomly.choice(others) + sentence.text[fact.end :]


def _other_date(sentence: Sentence, randomly: random.Random) -> str | None:
    found = list(re.finditer(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<=ngày )\d{1,2}(?=/| tháng)", sentence.text))
    if not found:
        return None
    match = randomly.choice(found)
    other = int(match.group()) + randomly.randint(1, 9)
    if len(match.group()) < 4:
        other = (other - 1) % 28 + 1
    changed = sentence.text[: match.start()] + str(other) + sentence.text[match.end() :]
    known = canonical_dates(sentence.whole)
    fresh = str(other) not in sentence.whole if other > 99 else not canonical_dates(changed) <= known
    return changed if fresh else None


def _other_document(sentence: Sentence, randomly: random.Random) -> str | None:
    match = re.search(r"\b(\d+)(?=(?:/\d{4})?[-/](?:NQ|QĐ|KH|CT|KL|TT|CTr|HD|NĐ)\b)", sentence.text)
    if match is None:
        return None
    other = str(int(match[1]) + randomly.randint(1, 60))
    return None if other in sentence.whole else sentence.text[: match.start()] + other + sentence.text[match.end() :]


def _invented_citation(sentence: Sentence, randomly: random.Random) -> str:
    return randomly.choice([sentence.text, f"{sentence.text} [{len(sentence.sources) + randomly.randint(1, 9)}]"])


def _other_passage(sentence: Sentence, randomly: random.Random) -> str | None:
    words = set(sentence.text.lower().split())
    others = [
        number
        for number, source in enumerate(sentence.sources, 1)
        if len(words & set(f"{source.text}\n{source.around}".lower().split())) < 0.45 * len(words)
    ]
    return f"{sentence.text} [{randomly.choice(others)}]" if others else None


def _unsupported(sentence: Sentence, randomly: random.Random) -> str:
    return randomly.choice(_UNSUPPORTED)


def _misquoted(sentence: Sentence, randomly: random.Random) -> str | None:
    words = sentence.text.split()
    if len(words) < 10 or set('“”"') & set(sentence.text):
        return None
    place = randomly.randrange(2, len(words) - 2)
    return f"Văn bản ghi: “{' '.join([*words[:place], *words[place + 1 :]]).rstrip('.;')}”"


def _denied(sentence: Sentence, _: random.Random) -> str | None:
    changed = _DENIABLE.sub(r"không \1", sentence.text, count=1)
    return changed if changed != sentence.text else None


def _affirmed(sentence: Sentence, _: random.Random) -> str | None:
    changed = re.sub(r"\b[Kk]hông (?=(?:để|được|phải|có|sinh|kết hôn|lựa chọn)\b)", "", sentence.text, count=1)
    return changed if changed != sentence.text else None


def _other_unit(sentence: Sentence, randomly: random.Random) -> str | None:
    found = []
    for fact in figures(sentence.text):
        match = re.compile(rf"(?<=\d)\s*({'|'.join(_OTHER_UNITS)})(?!\w)").search(sentence.text, fact.start, fact.end)
        found += [match] if match else []
    if not found:
        return None
    match = randomly.choice(found)
    return f"{sentence.text[: match.start()]} {_OTHER_UNITS[match[1]].strip()}{sentence.text[match.end() :]}"


ERRORS: dict[str, Change] = {
    "changed number": _other_number,
    "wrong agency": _other_agency,
    "wrong date": _other_date,
    "changed document number": _other_document,
    "invented citation": _invented_citation,
    "citation of another passage": _other_passage,
    "unsupported sentence": _unsupported,
    "false quotation": _misquoted,
    "denied": _denied,
    "denial left out": _affirmed,
    "wrong unit": _other_unit,
}
_CITING = ("invented citation", "citation of another passage")


# -- both --------------------------------------------------------------------------------------------------------


def replies(library: Library, *, errors: int = 200, faithful: int = 120, seed: int = 0) -> list[Reply]:
    """Return replies of every kind, about equally many of each where the library has them; the same for a seed."""
    randomly = random.Random(seed)
    sentences = list(_sentences(library, randomly))
    randomly.shuffle(sentences)
    made = _made(sentences, ERRORS, errors, randomly, faithful=False)
    return made + _made(sentences, REWORDINGS, faithful, randomly, faithful=True)


def _made(
    sentences: Sequence[Sentence], changes: dict[str, Change], wanted: int, randomly: random.Random, *, faithful: bool
) -> list[Reply]:
    streams = {kind: _changed(sentences, kind, change, randomly, faithful) for kind, change in changes.items()}
    made: list[Reply] = []
    while streams and len(made) < wanted:
        for kind in list(streams):
            reply = next(streams[kind], None)
            if reply is None:
                del streams[kind]
            elif len(made) < wanted:
                made.append(reply)
    return made


def _changed(
    sentences: Sequence[Sentence], kind: str, change: Change, randomly: random.Random, faithful: bool
) -> Iterator[Reply]:
    for sentence in sentences:
        text = change(sentence, randomly)
        if text is not None:
            cited = text if kind in _CITING else f"{text.rstrip('.;')} [{sentence.number}]."
            yield Reply(kind, faithful, cited, sentence.sources)


def _sentences(library: Library, randomly: random.Random) -> Iterator[Sentence]:
    """Yield the sentences of all passages, each among passages as a model is given them."""
    hits = [
        Hit(0, 0.0, document, passage, "")
        for document in library.documents()
        for passage in library.show(document.id).passages
        if passage.section not in SPECIAL_SECTIONS
    ]
    for hit in hits:
        beside = randomly.sample(hits, min(_BESIDE, len(hits)))
        given = [hit, *(other for other in beside if other is not hit)]
        randomly.shuffle(given)
        sources = tuple(source_of(other) for other in given)
        texts = _plain_sentences(hit.passage)
        for place, text in enumerate(texts):
            yield Sentence(text, texts[place + 1] if place + 1 < len(texts) else "", given.index(hit) + 1, sources)


def _plain_sentences(passage: Passage) -> list[str]:
    text = passage.text
    plain = (
        re.sub(r"^(?:[-–+•*]|\d+(?:\.\d+)*[.)]|[a-zđ]\))\s+", "", " ".join(text[unit.start : unit.end].split()))
        for unit in units_of(text, 0, len(text))
        if not is_heading_line(text, unit.start, unit.end, passage.headings)
    )
    return [one for one in plain if _LEAST_WORDS <= len(one.split()) <= _MOST_WORDS]


def wrongly_judged(made: Sequence[Reply]) -> list[Reply]:
    """Return the errors that stand and the faithful sentences that fall."""
    return [one for one in made if checked_sentence(one.text, one.sources).stands != one.faithful]


def summary(made: Sequence[Reply]) -> dict[str, Any]:
    """Return how many errors were planted and caught, and faithful sentences made and rejected, in all and by kind."""
    wrong = wrongly_judged(made)

    def told(faithful: bool) -> dict[str, Any]:
        kinds = dict.fromkeys(one.kind for one in made if one.faithful == faithful)
        judged = {kind: [one for one in made if (one.kind, one.faithful) == (kind, faithful)] for kind in kinds}
        missed = {kind: sum(one in wrong for one in some) for kind, some in judged.items()}
        counts = {kind: {"made": len(some), "misjudged": missed[kind]} for kind, some in judged.items()}
        total = sum(map(len, judged.values()))
        share = sum(missed.values()) / max(total, 1)
        return {"made": total, "misjudged": sum(missed.values()), "share": round(share, 4), "kinds": counts}

    errors, faithful = told(False), told(True)
    return {
        "caught": round(1 - errors["share"], 4),
        "rejected": faithful["share"],
        "errors": errors,
        "faithful": faithful,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Make replies from the shipped texts or a folder of documents and print how they were judged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, help="documents to make replies from; without it the shipped texts")
    parser.add_argument("--errors", type=int, default=200)
    parser.add_argument("--faithful", type=int, default=120)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--misses", action="store_true", help="also print what was misjudged")
    parser.add_argument("--write", type=Path, help="write the figures into this folder, e.g. evaluation/results")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(load_settings(data=Path(folder)))
        if options.documents is not None:
            library.add([options.documents])
        made = replies(library, errors=options.errors, faithful=options.faithful, seed=options.seed)
        about = circumstances(library, "python -m evaluation.generated_replies --write evaluation/results")
    for one in wrongly_judged(made) if options.misses else ():
        tell(f"{'faithful' if one.faithful else 'error'}, {one.kind}: {one.text}")
        tell(f"    {', '.join(checked_sentence(one.text, one.sources).faults)}")
    figures_ = summary(made)
    print(json.dumps(figures_, ensure_ascii=False, indent=1))
    if options.write is not None:
        result = {**about, "seed": options.seed, "judged": figures_}
        target = options.write / "generated_replies.json"
        target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
