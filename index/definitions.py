"""Questions for what a term means, and passages that tell it: "Thế nào là bến đò?" and "2. Bến đò là nơi …".

Legal documents define their terms in an article of their own ("Giải thích từ ngữ"): a number, the term, "là".
Of a bare term ("Bến đò được quy định như thế nào?") the definition is the answer too, where there is one.
"""

from __future__ import annotations

import re

from vietnamese.flat_text import flat_lower
from vietnamese.normal_forms import compose, fold

_LONGEST_QUESTION = 300
_MOST_SYLLABLES = 12
_SHORTEST_TERM = 5
# What a question for a meaning begins with, without marks. Refuses a question that begins with the term.
_BEFORE = re.compile(
    r"(?:(?:xin|cho|toi|muon|hoi|biet|theo quy dinh|phap luat|hien nay)[ ,:]+)*"
    r"(?:khai niem|dinh nghia|(?:hieu )?(?:nhu )?the nao (?:duoc )?(?:goi |hieu )?(?:la|ve))(?: cua| ve)? "
)
# What it ends with. Refuses questions that ask for more than how a thing is regulated, what it is or consists of.
_AFTER = re.compile(
    r" (?:(?:duoc )?(?:hieu|quy dinh) )?(?:(?:nhu )?the nao|ra sao|(?:nghia )?la (?:gi|sao|(?:nhu )?the nao)"
    r"|(?:bao )?gom (?:(?:nhung|cac) )?(?:gi|[a-z ]{1,25} (?:gi|nao)))$"
)
# What is left of "… ở Huế" when the place has been taken out.
_DANGLING = re.compile(r" (?:ở|o|của|cua|tại|tai)$")
# What stands before a defined term: a line's beginning, a number or letter, a quotation mark. Refuses running text.
_LEADS = re.compile(r"(?:^|\n|[\"“]|\d[.)]|\b[a-zđ]\))[\s\"“]{0,3}$")
# What stands after it, with marks or without. Refuses "là" that does not follow at once, but for a name in brackets.
_TELLS = re.compile(
    r"[\"”]?\s{0,2}(?:\([^()\n]{1,80}\)\s{0,2})?(?:(?:được hiểu |nghĩa )?là|(?:bao )?gồm"
    r"|(?:duoc hieu |nghia )?la|(?:bao )?gom)[\s:]"
)


def asked_term(question: str) -> str:
    """Return the term whose meaning a question may ask for, in lower case; empty when it asks for something else."""
    text = " ".join(compose(question).lower().split()).strip(" ?!.")
    if len(text) > _LONGEST_QUESTION:
        return ""
    bare = flat_lower(text)
    before, after = _BEFORE.match(bare), _AFTER.search(bare)
    if before is None and after is None:
        return ""
    start, end = before.end() if before else 0, after.start() if after else len(text)
    term = _DANGLING.sub("", text[start:end].strip(' "“”'))
    return term if len(term) >= _SHORTEST_TERM and len(term.split()) <= _MOST_SYLLABLES else ""


def defines(text: str, term: str, *, marked: bool = True) -> bool:
    """Tell whether a passage says what a term, in lower case, means; marks aside unless `marked`."""
    lower = text.lower() if marked else fold(text).lower()
    at = lower.find(term)
    while at >= 0:
        if _TELLS.match(lower, at + len(term)) and _LEADS.search(lower[max(0, at - 6) : at]):
            return True
        at = lower.find(term, at + 1)
    return False
