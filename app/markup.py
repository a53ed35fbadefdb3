"""Markup that shows quotations, passages and citations. Text of documents is always escaped, never read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

from app.formats import document_line, document_name, pages_text
from app.texts import t
from corpus.records import Citation, Document, Passage
from index.records import Hit

Span = tuple[int, int]


def marked(text: str, spans: Iterable[Span], tag: str = "mark") -> str:
    """Return `text` escaped, with the given spans (offsets into it, any order) inside `tag`; overlaps are joined."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        pieces += [escape(text[at:start]), f"<{tag}>", escape(text[start:end]), f"</{tag}>"]
        at = end
    return "".join([*pieces, escape(text[at:])])


def excerpt(text: str, span: Span, around: int = 220) -> tuple[str, Span]:
    """Return the part of `text` about a span, cut between words and closed by "…", and the span within it."""
    start, end = span
    left = 0 if start <= around else text.rfind(" ", 0, start - around) + 1
    right = text.find(" ", end + around) if end + around < len(text) else -1
    before, after = "… " if left else "", " …" if right >= 0 else ""
    shown = f"{before}{text[left : right if right >= 0 else len(text)]}{after}"
    shift = len(before) - left
    return shown, (start + shift, end + shift)


def place_address(document_id: str, *, section: str = "", start: int | None = None, end: int | None = None) -> str:
    """Return the address that opens a document at a place."""
    query = {"van-ban": document_id}
    if section:
        query["muc"] = section
    if start is not None and end is not None:
        query |= {"tu": str(start), "den": str(end)}
    return "van-ban?" + urlencode(query)


def place_link(label: str, address: str, *, style: str = "", aria: str = "") -> str:
    """Return a link inside the application; `label` is plain text."""
    aria_label = f' aria-label="{escape(aria)}"' if aria else ""
    return f'<a class="tl-open {style}" href="{escape(address)}" target="_self"{aria_label}>{escape(label)}</a>'


def copy_button(label: str, text: str) -> str:
    """Return a button that copies `text`; it works by keyboard as any button does."""
    return f'<button type="button" class="tl-copy" data-copy="{escape(text)}">{escape(label)}</button>'


def quotation_with_citation(citation: Citation) -> str:
    """Return a quotation and its citation as they are pasted into a document."""
    return f"“{citation.quote.strip()}” ({citation.text})"


def collect_button(document_id: str, start: int, end: int) -> str:
    """Return a button that puts a span of a document into the briefing material."""
    return (
        f'<button type="button" class="tl-copy tl-collect" data-document="{escape(document_id)}" '
        f'data-start="{start}" data-end="{end}">{escape(t("collect"))}</button>'
    )


def citation_buttons(citation: Citation) -> str:
    """Return the buttons that copy a citation, copy the quotation with it, and collect the quotation."""
    return (
        copy_button(t("copy_citation"), citation.text)
        + copy_button(t("copy_quotation"), quotation_with_citation(citation))
        + collect_button(citation.document_id, citation.start, citation.end)
    )


def chips(document: Document) -> str:
    """Return the short marks of a document: digest, warnings."""
    found = []
    if document.digest:
        found.append(f'<span class="tl-chip tl-digest" title="{escape(t("digest_meaning"))}">{t("digest")}</span>')
    if document.warnings:
        words = t("warnings_count", count=len(document.warnings))
        found.append(f'<span class="tl-chip tl-warning" title="{escape(" ".join(document.warnings))}">{words}</span>')
    return "".join(found)


def headings_line(headings: Sequence[str]) -> str:
    """Return the headings above a passage, from the top, on one line."""
    if not headings:
        return ""
    return f'<div class="tl-headings">{" › ".join(escape(" ".join(words.split())) for words in headings)}</div>'


def passage_card(passage: Passage, citation: str, *, spans: Iterable[Span] = ()) -> str:
    """Return a passage with its citation (a link to the place), headings and text; `spans` are marked."""
    address = place_address(passage.document_id, section=passage.section, start=passage.start, end=passage.end)
    return (
        f'<article class="tl-passage">{place_link(citation, address, style="tl-citation")}'
        f'{headings_line(passage.headings)}<div class="tl-text">{marked(passage.text, spans)}</div>'
        f'<div class="tl-actions">{place_link(t("open_document"), address, style="tl-button")}'
        f"{copy_button(t('copy_citation'), citation)}"
        f"{copy_button(t('copy_quotation'), f'“{passage.text.strip()}” ({citation})')}"
        f"{collect_button(passage.document_id, passage.start, passage.end)}"
        f'<span class="tl-faint">{escape(pages_text(passage.pages))}</span></div></article>'
    )


def cited_card(passage: Passage, citation: Citation, number: int) -> str:
    """Return the words about a quotation in its passage, with the number under which the answer cites it."""
    address = place_address(citation.document_id, section=citation.section, start=citation.start, end=citation.end)
    shown, span = excerpt(passage.text, (citation.start - passage.start, citation.end - passage.start))
    return (
        f'<article class="tl-passage"><span class="tl-number">{number}</span>'
        f"{place_link(citation.text, address, style='tl-citation')}"
        f'{headings_line(passage.headings)}<div class="tl-text">{marked(shown, [span])}</div>'
        f'<div class="tl-actions">{place_link(t("open_document"), address, style="tl-button")}'
        f'<span class="tl-faint">{escape(pages_text(citation.pages))}</span></div></article>'
    )


def hit_card(hit: Hit, spans: Iterable[Span], also_in: Sequence[Document] = ()) -> str:
    """Return a found passage; `also_in` are other documents that hold the same words."""
    card = passage_card(hit.passage, hit.citation, spans=spans)
    if not also_in:
        return card
    links = ", ".join(place_link(document_name(document), place_address(document.id)) for document in also_in)
    return f'{card}<p class="tl-also">{t("also_in")} {links}.</p>'


def title_line(document: Document) -> str:
    """Return the title of a document on a line of its own; empty when it is unknown or is its name."""
    if not document.title or document.title in document_name(document):
        return ""
    return f'<div class="tl-title">{escape(document.title)}</div>'


def warnings_block(document: Document, *, digest: bool = False) -> str:
    """Return the warnings of a document, with `digest` also what it means that it is a digest."""
    told = [*([t("digest_meaning")] if digest and document.digest else []), *document.warnings]
    return "".join(f'<p class="tl-note">{escape(words)}</p>' for words in told)


def document_heading(document: Document) -> str:
    """Return the name of a document as a link, with issuer and date under it."""
    return (
        f'<div class="tl-document-heading">{place_link(document_name(document), place_address(document.id))}'
        f'{chips(document)}<div class="tl-faint">{escape(document_line(document))}</div>{title_line(document)}</div>'
    )
