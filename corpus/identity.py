"""The identity of a document, read from its letterhead, its opening sentence and its signature block.

What is blank or unreadable stays None and is named in a warning. A digest's front matter, which a person wrote, wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus import identity_patterns as patterns
from corpus.document_ids import document_id, same_document
from corpus.issuers import Issuer, issue_together, issuer_named, issuer_of_letterhead, level_of
from corpus.letterhead import Letterhead, read_certification, read_letterhead
from corpus.opening import read_opening
from corpus.records import Document, ObtainedBy, PartialDate, ReadingText, Section
from corpus.signature import Signature, read_recipients, read_signature
from vietnamese.document_kinds import kind_named
from vietnamese.document_numbers import find_numbers
from vietnamese.flat_text import flat_upper
from vietnamese.normal_forms import fold

__all__ = ["document_id", "identify", "same_document"]

# A consolidated text prints the kind of the text it consolidates; its number tells what it is itself.
_OF_NUMBER = frozenset({"Văn bản hợp nhất"})
_NO_FRONT_MATTER: Mapping[str, str] = {}
_TRUE = frozenset({"true", "yes", "co", "1", "x", "digest", "ban tom luoc"})
# Whose name an adopted text carries: its date is that of its adoption.
_ADOPTING = re.compile(r"QUOC HOI|HOI DONG NHAN DAN")


def identify(
    reading: ReadingText,
    sections: Sequence[Section],
    front_matter: Mapping[str, str] = _NO_FRONT_MATTER,
    source: str = "",
    obtained_by: ObtainedBy = "text",
) -> Document:
    """Return the identity of a document, its id included; sha256, pages and passages are left to the caller."""
    text = reading.text
    head = read_letterhead(reading, sections)
    certification = read_certification(text)
    if certification is not None and head.number is None:
        head = replace(certification, title=head.title, end=head.end, has_motto=head.has_motto)
    is_annex = head.annex_of is not None
    joint = "liên tịch" in (head.kind or "") or issue_together(head.issuer_lines)
    signature = Signature() if is_annex else read_signature(text, head.end, sections, joint=joint)
    issuer, opening_kind = _issuer(text, head, signature)
    number, number_kind = head.number, _kind_of_number(head.number)
    document = Document(
        id="",
        kind=number_kind if number_kind in _OF_NUMBER else head.kind or number_kind or opening_kind,
        number=number,
        issuer=issuer.name if issuer else None,
        issuer_level=issuer.level if issuer else None,
        place=head.place,
        issued_on=head.issued_on if head.issued_on != PartialDate() else _adoption_date(text, issuer),
        title=head.title,
        signer=signature.signer,
        signer_title=signature.title,
        on_behalf_of=signature.on_behalf_of,
        recipients=() if is_annex else read_recipients(text, head.end, sections),
        urgency=head.urgency,
        secrecy=head.secrecy,
        source=source,
        obtained_by=obtained_by,
    )
    document = _with_front_matter(document, front_matter)
    document = replace(document, warnings=tuple(_warnings(document, head, signature)))
    return replace(document, id=document_id(document))


def _issuer(text: str, head: Letterhead, signature: Signature) -> tuple[Issuer | None, str | None]:
    """Return the issuer, and the kind that the opening sentence names."""
    from_opening, kind = read_opening(text, head.end)
    issuer = issuer_of_letterhead(head.issuer_lines)
    if head.annex_of is not None:
        return None, kind
    if issuer is None:
        issuer = from_opening or _issuer_of_signature(signature)
    elif issuer.name.startswith("Ban Chấp hành Trung ương"):
        # Organs of the Central Committee print its name above and sign in their own ("T/M BAN BÍ THƯ").
        issuer = _issuer_of_signature(signature) or issuer
    elif from_opening and from_opening.name.startswith(f"{issuer.name} "):
        # The letterhead lost the place ("ỦY BAN NHÂN DÂN") that the text gives.
        issuer = from_opening
    return issuer, kind


def _issuer_of_signature(signature: Signature) -> Issuer | None:
    """Return the body on whose behalf the document is signed, where it is named in full."""
    if signature.on_behalf_of is None:
        return None
    mark = patterns.AUTHORITY.match(flat_upper(signature.on_behalf_of))
    if mark is None or not re.sub(r"\W", "", mark["mark"]).startswith("TM"):
        return None
    return issuer_named(signature.on_behalf_of[mark.end() :])


def _kind_of_number(number: str | None) -> str | None:
    found = find_numbers(number) if number else []
    return found[0].kind if found else None


def _adoption_date(text: str, issuer: Issuer | None) -> PartialDate:
    """Return the date on which an assembly passed the text, which its letterhead does not print."""
    if issuer is None or not _ADOPTING.search(flat_upper(issuer.name)):
        return PartialDate()
    found = list(patterns.ADOPTED.finditer(flat_upper(text)))
    if not found:
        return PartialDate()
    return PartialDate(int(found[-1]["year"]), int(found[-1]["month"]), int(found[-1]["day"]))


def _with_front_matter(document: Document, front: Mapping[str, str]) -> Document:
    given = {key.strip().lower(): value.strip() for key, value in front.items() if value and value.strip()}
    if not given:
        return document
    written = issuer_named(given.get("issuer", ""))
    issuer = written.name if written else given.get("issuer") or document.issuer
    return replace(
        document,
        kind=kind_named(given.get("kind", "")) or given.get("kind") or document.kind,
        number=given.get("number") or document.number,
        issuer=issuer,
        issuer_level=level_of(issuer) if issuer else None,
        place=given.get("place") or document.place,
        issued_on=_written_date(given["date"]) if "date" in given else document.issued_on,
        title=given.get("title") or document.title,
        signer=given.get("signer") or document.signer,
        signer_title=given.get("signer_title") or document.signer_title,
        digest=fold(given.get("digest", "")).lower() in _TRUE,
    )


def _written_date(text: str) -> PartialDate:
    """Return a date written 10/4/2018, 2018-04-10, 4/2018, 2018 or in words; what is not there stays None."""
    figures = [int(figure) for figure in re.findall(r"\d+", text)]
    if figures and figures[0] > 31:
        figures.reverse()
    year, month, day = ([*reversed(figures[:3]), None, None, None])[:3]
    return PartialDate(year, month if month and month <= 12 else None, day if day and day <= 31 else None)


def _warnings(document: Document, head: Letterhead, signature: Signature) -> list[str]:
    """Return what a person should look up, in Vietnamese, each with what to do."""
    found: list[str] = []
    if head.draft:
        found.append("Văn bản có ghi “Dự thảo”; hãy tìm bản chính thức trước khi trích dẫn.")
    if head.annex_of is not None:
        main = head.annex_of or "một văn bản khác"
        return [f"Đây là phụ lục kèm theo {main}; hãy trích dẫn cùng văn bản chính."]
    known = document.number or document.issued_on != PartialDate()
    if not known and not head.has_motto and not head.issuer_lines:
        found.append("Không có phần đầu văn bản: không rõ số, ngày; hãy xem bản gốc và bổ sung.")
        return found + _signature_warnings(signature)
    if document.number is None:
        blank = "Số văn bản để trống hoặc không đọc được" if head.number_blank else "Không tìm thấy số văn bản"
        found.append(f"{blank}; hãy xem bản gốc và bổ sung khi trích dẫn.")
    if document.issued_on.day is None:
        found.append(_date_warning(head))
    if document.issuer is None:
        found.append("Không xác định được cơ quan ban hành; hãy xem bản gốc và bổ sung.")
    if document.kind is None:
        found.append("Không xác định được tên loại văn bản; hãy xem bản gốc.")
    if document.kind == "Văn bản hợp nhất":
        found.append("Đây là văn bản hợp nhất; hãy đối chiếu với văn bản gốc và các văn bản sửa đổi khi trích dẫn.")
    return found + _signature_warnings(signature)


def _date_warning(head: Letterhead) -> str:
    if head.date_unread:
        return "Ngày ban hành viết tay hoặc không đọc được; hãy xem bản gốc và bổ sung."
    if head.date_blank:
        return "Ngày ban hành để trống; hãy xem bản gốc và bổ sung."
    return "Không tìm thấy ngày ban hành; hãy xem bản gốc và bổ sung."


def _signature_warnings(signature: Signature) -> list[str]:
    if signature.signer is None:
        return ["Không đọc được người ký; hãy xem bản gốc."]
    if signature.title_damaged or (signature.title is None and signature.on_behalf_of is None):
        return ["Không đọc được chức vụ người ký (có thể bị dấu che); hãy xem bản gốc."]
    return []
