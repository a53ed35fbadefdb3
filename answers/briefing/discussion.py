"""Questions for discussion, made by rule from what the sections hold; the trainer decides which stay."""

from __future__ import annotations

from collections.abc import Sequence

from answers.briefing.aspects import HEADINGS
from answers.briefing.records import BriefingSection, ComparisonTable, FigureChart, Item, Quotation, Remark
from answers.facts import agencies, figures

_LONGEST_NAME = 60


def discussion(sections: Sequence[BriefingSection], audience: str = "") -> tuple[Remark, ...]:
    """Return the proposed questions; each rests on a section that is there."""
    by_heading = {section.heading: section.items for section in sections}
    asked = []
    items = by_heading.get(HEADINGS["context"], ())
    if items:
        asked.append(
            "Tình hình nêu trong phần “Bối cảnh” giống và khác địa phương mình ở điểm nào? Nguyên nhân do đâu?"
        )
    items = by_heading.get(HEADINGS["target"], ())
    if items:
        counted = any(isinstance(item, FigureChart) or _holds_figures(item) for item in items)
        asked.append(
            "Địa phương mình đang ở mức nào so với từng chỉ tiêu nêu trên? Cần số liệu gì, lấy từ đâu để trả lời?"
            if counted
            else "Để biết mục tiêu nêu trên đã đạt hay chưa, địa phương mình cần theo dõi những số liệu nào?"
        )
    items = by_heading.get(HEADINGS["task"], ())
    bodies = _bodies(items)
    if bodies:
        asked.append(f"Để thực hiện nhiệm vụ nêu trên, {bodies} cần phối hợp với những ai, bằng cách nào?")
    elif items:
        asked.append("Nhiệm vụ nào nêu trên thuộc trách nhiệm của cơ quan, đơn vị mình? Việc nào cần làm trước?")
    if any(isinstance(item, ComparisonTable) for section in sections for item in section.items):
        asked.append("Các địa phương quy định giống và khác nhau ở điểm nào? Cách làm của nơi nào vận dụng được ở đây?")
    if by_heading.get(HEADINGS["deadline"]):
        asked.append("Việc nào phải xong trước tiên? Ai theo dõi tiến độ và báo cáo với ai?")
    who = f"Với vai trò là {audience}" if audience else "Sau buổi học"
    asked.append(f"{who}, anh (chị) có thể làm ngay việc gì trong tháng tới?")
    return tuple(Remark(text, proposed=True) for text in asked)


def _holds_figures(item: Item) -> bool:
    return isinstance(item, Quotation) and bool(figures(item.citation.quote))


def _bodies(items: Sequence[Item]) -> str:
    """Return one or two agencies named in the quotations, as they are written there."""
    named: dict[str, None] = {}
    for item in items:
        if isinstance(item, Quotation):
            quote = item.citation.quote
            for fact in agencies(quote)[:1]:
                name = quote[fact.start : fact.end].split("\n")[0].strip()
                if len(name) <= _LONGEST_NAME and " " in name:
                    named[name] = None
    return " và ".join(list(named)[:2])
