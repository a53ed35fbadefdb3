"""What a quotation tells a trainee: the situation, an aim, who does what, by when. Decided by rule, from its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from answers.facts import figures
from answers.quoting import Span, governing_span, names_actor
from corpus.records import SPECIAL_SECTIONS, ParsedDocument
from vietnamese.normal_forms import fold

Aspect = Literal["context", "target", "task", "deadline"]

HEADINGS: dict[Aspect, str] = {
    "context": "Bối cảnh",
    "target": "Mục tiêu và chỉ tiêu",
    "task": "Nhiệm vụ theo cơ quan",
    "deadline": "Thời hạn",
}
# Words sought beside the topic, so that the passages of each aspect are found.
SOUGHT_WITH: dict[Aspect, str] = {
    "context": "thực trạng, tình hình, hạn chế, nguyên nhân",
    "target": "mục tiêu, chỉ tiêu cụ thể, tỷ lệ phấn đấu đạt",
    "task": "nhiệm vụ, chủ trì, phối hợp, trách nhiệm của các cơ quan",
    "deadline": "thời hạn hoàn thành, báo cáo trước ngày",
}

# Headings and texts folded and in lower case.
_SITUATION_HEADING = re.compile(
    r"\b(?:thuc trang|tinh hinh|ket qua|uu diem|han che|kho khan|ton tai|nguyen nhan|boi canh|su can thiet"
    r"|dat van de|danh gia chung|co so thuc tien)\b"
)
_SITUATION = re.compile(
    r"\b(?:thoi gian qua|nhung nam (?:qua|gan day)|hien nay|(?:da|duoc) dat duoc|van con|con cao"
    r"|con thap|chua dat|chua duoc|dang (?:co xu huong|giam|tang)|so voi nam|ghi nhan)\b"
)
_VIEW_HEADING = re.compile(r"\b(?:quan diem|y nghia)\b")
_PURPOSE_HEADING = re.compile(r"\bmuc dich\b(?!.*\byeu cau\b)")
# Refuses "Kết quả thực hiện mục tiêu …", which tells what was.
_AIM_HEADING = re.compile(r"^(?!.*\b(?:ket qua|tinh hinh|danh gia)\b).*\b(?:muc tieu|chi tieu)\b")
_AIM = re.compile(
    r"\b(?:phan dau|chi tieu|muc tieu|dat (?:tren|it nhat|toi thieu|khoang)?|duoi|khong qua|toi thieu|it nhat|tang len"
    r"|giam (?:xuong|con)|duy tri|on dinh)\b"
)
_TASK_HEADING = re.compile(
    r"\b(?:nhiem vu|giai phap|to chuc thuc hien|trach nhiem|phan cong|noi dung (?:cu the|thuc hien))\b"
)
_DAY = r"(?:ngay\s+\d{1,2}\b|\d{1,2}/\d{1,2}/\d{4}|thang\s+\d{1,2}|\d{1,2}/20\d\d|quy\s+(?:[1-4]|i{1,3}|iv)\b)"
_BY_WHEN = re.compile(
    rf"\b(?:truoc|cham nhat|muon nhat|han|hoan thanh|xong|trong|het|den|vao|tu|thoi gian)\s+(?:\S+\s+){{0,4}}?{_DAY}"
)
_REGULARLY = re.compile(
    r"\b(?:dinh ky|bao cao|tong hop|so ket|tong ket|hoan thanh|gui|trinh)\b(?:\s+\S+){0,12}?\s+"
    r"(?:hang (?:nam|quy|thang|tuan)|(?:6|sau) thang|nam 20\d\d)\b"
    r"|\b(?:hang (?:nam|quy|thang)|dinh ky)\b(?:\s+\S+){0,12}?\s+(?:bao cao|tong hop|so ket|danh gia)\b"
)
# A date that only names another document: "Kết luận số 149-KL/TW ngày 10/4/2025".
_NAMED_BY_DATE = re.compile(
    r"(?:so|luat|nghi quyet|ket luan|quyet dinh|chi thi|ke hoach)\s+[\w./-]*\d[\w./-]*,?\s+ngay\s+\d{1,2}[/.\s]\S*"
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a quotation serves each aspect, in [0, 1]; `governing` is the line above it that says who acts."""

    context: float = 0.0
    target: float = 0.0
    task: float = 0.0
    deadline: float = 0.0
    governing: Span | None = None

    def of(self, aspect: Aspect) -> float:
        """Return the fit to one aspect."""
        return float(getattr(self, aspect))


def fit(parsed: ParsedDocument, section: str, headings: tuple[str, ...], span: Span) -> Fit:
    """Return how well a span of a document serves each aspect; `headings` are those above it, from the top."""
    if section in SPECIAL_SECTIONS:
        return Fit(context=0.3 if section == "preamble" else 0.0)
    quote = parsed.reading.text[slice(*span)]
    text = " ".join(fold(quote).lower().split())
    above = [" ".join(fold(one).lower().split()) for one in headings]
    aim = any(map(_AIM_HEADING.search, above))
    situation = any(map(_SITUATION_HEADING.search, above))
    acts, governing = names_actor(quote), None
    if not acts and not situation and not aim:
        governing = governing_span(parsed, span[0])
        if governing is not None and not names_actor(parsed.reading.text[slice(*governing)]):
            governing = None
    return Fit(
        context=_context(text, above, situation=situation, aim=aim),
        target=0.0 if situation else _target(quote, text, above[-1:], aim=aim),
        task=0.0 if situation or aim else _task(above, acts=acts or governing is not None),
        deadline=0.0 if situation else _deadline(text),
        governing=governing,
    )


def _context(text: str, above: list[str], *, situation: bool, aim: bool) -> float:
    if situation:
        return 1.0
    if aim:
        return 0.0
    if _SITUATION.search(text):
        return 0.7
    return 0.5 if any(map(_VIEW_HEADING.search, above)) else 0.0


def _target(quote: str, text: str, above: list[str], *, aim: bool) -> float:
    counted = bool(figures(quote))
    if aim:
        return 1.0 if counted else 0.7
    if any(map(_PURPOSE_HEADING.search, above)):
        return 0.6
    percent = "%" in quote or "phan tram" in text
    return 0.8 if counted and percent and _AIM.search(text) else 0.0


def _task(above: list[str], *, acts: bool) -> float:
    if acts:
        return 1.0
    return 0.5 if any(map(_TASK_HEADING.search, above)) else 0.3


def _deadline(text: str) -> float:
    text = _NAMED_BY_DATE.sub(" ", text)
    if _BY_WHEN.search(text):
        return 1.0
    return 0.8 if _REGULARLY.search(text) else 0.0
