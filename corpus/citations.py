"""The administrative form of a citation: the place in the document, then the document.

"mục II.3.2.2, Kế hoạch số 174-KH/TU ngày 10/4/2018 của Tỉnh ủy Đồng Nai"; "điểm a khoản 2 Điều 3 Nghị định số …"
(Nghị định 30/2020/NĐ-CP, phụ lục I, mục II; order of điểm, khoản, điều as in legal drafting). What is unknown is left
out; where the number is, the title or "(không rõ số)" keeps documents apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Document, PartialDate
from vietnamese.document_kinds import LAWS

_SPECIAL = {
    "header": "phần đầu văn bản",
    "title": "tên văn bản",
    "preamble": "phần mở đầu",
    "closing": "phần kết",
    "signature": "phần ký",
    "recipients": "phần nơi nhận",
}
_LONGEST_TITLE = 140
# "Phụ lục I.II.1", "Phụ lục": an annex, then the path inside it. Refuses a path that merely holds the words.
_ANNEX = re.compile(r"(?P<annex>Phụ lục(?:\s+[^\s./]+)?)(?:[./](?P<inner>.+))?$")
# "Điều 3.2.a", perhaps below a chapter: the article, the clause, the point. An article that approves a programme may
# hold parts of its own: "Điều 1.II.2.a".
_ARTICLE = re.compile(
    r"(?:.*[./])?Điều (?P<article>\d+[a-zđ]?)"
    r"(?:[./](?P<part>[A-K](?:[./][IVX]+)?|[IVX]+))?"
    r"(?:[./](?P<clause>\d+[a-zđ]?))?(?:[./](?P<point>[a-zđ]\d?))?(?:[./].+)?$"
)
_WORDED = re.compile(r"(?:Phần|Chương|Mục|Tiểu mục|Quy chế|Quy định|Đề án|Kế hoạch)\b")


def administrative_citation(document: Document, section: str, label_path: Sequence[str] = ()) -> str:
    """Return the citation of the section with path `section` of `document`, as an official would write it.

    `label_path` are the printed labels from the top; they serve where the path itself has no words ("Chương I").
    An empty section cites the document as a whole.
    """
    name = document_name(document)
    if not section:
        return name
    if section in _SPECIAL:
        return f"{_SPECIAL[section]}, {name}"
    annex = _ANNEX.match(section)
    if annex:
        place = f"{_place(annex['inner'], label_path)}, " if annex["inner"] else ""
        return f"{place}{annex['annex']} kèm theo {name}"
    place = _place(section, label_path)
    return f"{place} {name}" if _ARTICLE.match(section) else f"{place}, {name}"


def _place(section: str, label_path: Sequence[str]) -> str:
    """Return where in the document a numbered section stands: "điểm a khoản 2 Điều 3", "Chương II", "mục II.1"."""
    article = _ARTICLE.match(section)
    if article:
        parts = [f"điểm {article['point']}"] if article["point"] else []
        parts += [f"khoản {article['clause']}"] if article["clause"] else []
        parts += [f"mục {article['part']}"] if article["part"] else []
        return " ".join([*parts, f"Điều {article['article']}"])
    if _WORDED.match(section):
        return " ".join(reversed(re.split(r"[./](?=\D)", section)))
    worded = [label.strip(" .:-") for label in label_path if _WORDED.match(label)]
    if worded and len(worded) == len(label_path):
        return " ".join(reversed(worded))
    return f"mục {section}"


def document_name(document: Document) -> str:
    """Return the document as it is named in a citation: kind, number, date, issuer; a law by its name."""
    kind = document.kind or "Văn bản"
    digest = " (bản tóm lược)" if document.digest else ""
    if kind in LAWS and (document.title or kind == "Hiến pháp"):
        return f"{_law_name(document)}{_numbered(document)}{digest}"
    words = [kind]
    if document.number:
        words.append(f"số {document.number}")
    elif document.title:
        words.append(f"“{_shortened(document.title)}”")
    else:
        words.append("(không rõ số)")
    words += [_dated(document.issued_on)] if document.issued_on != PartialDate() else []
    words += [f"của {document.issuer}"] if document.issuer else []
    if not (document.number or document.title or document.issuer) and document.source:
        words.append(f"(tệp “{document.source}”)")
    return " ".join(words) + digest


def _law_name(document: Document) -> str:
    title = " ".join((document.title or "").split())
    kind = document.kind or ""
    if title.isupper():
        title = title.capitalize()
    title = re.sub(rf"^{kind}\s+", "", title, flags=re.IGNORECASE)
    return f"{kind} {title[:1].upper()}{title[1:]}".strip()


def _numbered(document: Document) -> str:
    if document.number:
        return f" số {document.number}"
    return f" năm {document.issued_on.year}" if document.issued_on.year else ""


def _dated(date: PartialDate) -> str:
    if date.day is not None:
        return f"ngày {date}"
    return f"tháng {date}" if date.month is not None else f"năm {date.year}"


def _shortened(title: str) -> str:
    """Return the title on one line, cut between words where it is long."""
    title = " ".join(title.split())
    if len(title) <= _LONGEST_TITLE:
        return title
    return title[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;") + "…"
