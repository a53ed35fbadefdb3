"""How values are written for a person: dates, numbers, names of documents; and text made safe for labels."""

from __future__ import annotations

import re

from app.texts import current_language, t
from corpus.records import SPECIAL_SECTIONS, Document, PartialDate, Section

# Every character that Markdown, LaTeX or the directives of Streamlit give a meaning to.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&@/])")


def plain(text: str) -> str:
    """Return `text` for a place that reads Markdown, so that every character is shown as it is."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def date_text(date: PartialDate) -> str:
    """Return dd/mm/yyyy, mm/yyyy or yyyy; empty when the year is unknown."""
    if date.year is None:
        return ""
    if date.month is None:
        return str(date.year)
    if date.day is None:
        return f"{date.month:02d}/{date.year}"
    return f"{date.day:02d}/{date.month:02d}/{date.year}"


def date_order(document: Document) -> tuple[int, int, int]:
    """Return the date of a document as a key for sorting; unknown parts come first."""
    date = document.issued_on
    return date.year or 0, date.month or 0, date.day or 0


def number_text(value: float, decimals: int = 0) -> str:
    """Return a number with the marks of the current language: 1.234,5 in Vietnamese, 1,234.5 in English."""
    text = f"{value:,.{decimals}f}"
    return text if current_language() == "en" else text.translate(str.maketrans(",.", ".,"))


def document_name(document: Document) -> str:
    """Return the short name of a document: "Kế hoạch số 12/KH-UBND"; without a number, by its issuer or its title."""
    kind = document.kind or t("document_word")
    if document.number:
        return t("numbered", kind=kind, number=document.number)
    if document.issuer:
        return t("issued_by", kind=kind, issuer=document.issuer)
    if document.title:
        return document.title if document.kind is None else f"{kind}: {document.title}"
    return f"{kind} ({source_name(document)})"


def name_and_issuer(document: Document) -> str:
    """Return the name of a document with its issuer, where the name does not say it."""
    issuer = document.issuer if document.number else None
    return ", ".join(part for part in (document_name(document), issuer) if part)


def document_choice(document: Document) -> str:
    """Return the line under which a document is chosen from a list."""
    return " – ".join(part for part in (name_and_issuer(document), document.title) if part)


def source_name(document: Document) -> str:
    """Return the name of the file a document came from, without folders."""
    return document.source.replace("\\", "/").rsplit("/", 1)[-1] or document.id


def document_line(document: Document) -> str:
    """Return what stands under a document's name: issuer and date, saying what is unknown."""
    issuer = document.issuer or t("unknown_issuer")
    date = date_text(document.issued_on)
    return f"{issuer} · {date or t('unknown_date')}"


def level_name(level: str | None) -> str:
    """Return the name of an issuer's level."""
    return t(f"level_{level}") if level else t("level_unknown")


def section_name(section: Section) -> str:
    """Return the words under which a section is listed."""
    if section.path in SPECIAL_SECTIONS:
        return t(f"section_{section.path}")
    return " ".join(part for part in (section.label, section.heading) if part) or section.path


def pages_text(pages: tuple[int, ...]) -> str:
    """Return "trang 3" or "trang 3-4"; empty without pages."""
    if not pages:
        return ""
    return t("page_one", page=pages[0]) if len(pages) == 1 else t("page_many", first=pages[0], last=pages[-1])
