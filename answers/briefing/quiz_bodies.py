"""The one body (agency, organisation) that a heading or the beginning of a sentence is about."""

from __future__ import annotations

import re

from answers.briefing.quiz_context import LEAD
from answers.facts import agencies
from answers.spans import words_in

# What a body does, in small letters: refuses "Ban Chỉ đạo", "Ban Tổ chức".
ACTS = re.compile(
    r"\s+(?=(?:chủ trì|chủ động|phối hợp|chịu trách nhiệm|có trách nhiệm|có nhiệm vụ|có chức năng|có quyền|lãnh đạo"
    r"|chỉ đạo|tham mưu|hướng dẫn|xây dựng|tổ chức|bảo đảm|đảm bảo|theo dõi|ban hành|bố trí|triển khai|thực hiện"
    r"|kiểm tra|giám sát|rà soát|cung cấp|báo cáo|tổng hợp|căn cứ|định kỳ|tăng cường|quyết định|quy định|thẩm định"
    r"|phê duyệt|ủy quyền|uỷ quyền)\b)"
)
_BEFORE_BODY = re.compile(r"(?:(?:Đề nghị|Giao cho|Giao|Các|Yêu cầu)\s+)+", re.IGNORECASE)
# What begins like the name of a body and is none, or is an office; and words that no name holds.
_NO_BODY = re.compile(
    r"(?:Chủ tịch|Phó|Bí thư|Thủ tướng|\S+ trưởng|Giám đốc|Ban hành|Bộ luật|Bộ tiêu chí|Hội nghị|Hội thảo|Báo cáo"
    r"|Đoàn viên|Ngành nghề|Trường hợp|Phòng,? (?:chống|ngừa|bệnh))\b"
    r"|.*\b(?:được|để|có|là|cho|khi|nếu|theo|trong|tại|từ|đến|này|đó|không|phải|bị|của|thuộc|với|về)\b"
)
# Several bodies, or bodies in general: "Sở Tài chính và UBND các xã", "Các sở, ban, ngành".
_SEVERAL = re.compile(
    r"(?:,|;|và|cùng|-)\s+(?:các\b|Sở|Ban\b|Bộ\b|UBND|Ủy ban|Uỷ ban|Phòng\b|Báo|Đài|Công an|Hội|Đoàn|Trung tâm|Trạm"
    r"|ngành|địa phương|đơn vị|cơ quan|tổ chức)|\bsở, |\b(?:cấp ủy|cấp uỷ|liên quan|trực thuộc|thuộc)\b"
)


def body_named(line: str) -> str:
    """Return the one body that a line is about, as written; empty where it names none, several, or bodies in general.

    The line is a heading ("5.2. Sở Tài chính") or the beginning of a sentence ("Giao Sở Y tế chủ trì …").
    """
    words = LEAD.sub("", line, count=1)
    before = _BEFORE_BODY.match(words)
    words = words[before.end() :] if before else words
    act = ACTS.search(words)
    if act is None and words.rstrip().endswith((".", ";", "!", "?", "…")):
        return ""  # a sentence, which does not say what the body does in words known here
    name = re.split(r"[:(]", words[: act.start()] if act else words)[0].strip(" .,;:")
    found = agencies(name)
    if not found or found[0].start or words_in(name[: found[0].end]) < 2 or words_in(name) > 12:
        return ""
    if re.search(r"\b(\w+) \1\b", name.lower()):
        return ""  # damaged: "Đảng ủy ủy ban"
    cut_short = words_in(name) < 3 and name not in ("Chính phủ", "Quốc hội")
    if cut_short or name.endswith((" Ban", " Bộ", " Sở")) or _NO_BODY.match(name) or _SEVERAL.search(name):
        return ""
    return name
