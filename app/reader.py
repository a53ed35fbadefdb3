"""Đọc văn bản: a document with its outline, opened at a place that can be cited."""

from __future__ import annotations

from bisect import bisect_right
from html import escape

import streamlit as st

from app.choosing import offered
from app.formats import document_choice, document_line, document_name
from app.identity_card import show_identity
from app.markup import chips, citation_buttons, title_line, warnings_block
from app.outline import outline_markup
from app.page_view import show_page_image
from app.reading import ReadingMarkup, Span
from app.session import errors_shown, library
from app.texts import t
from corpus.records import Document, ParsedDocument, Passage
from page_images import has_page_images

_LAST = "last-read"  # the address of the place read last, to which the page returns


def show() -> None:
    """Draw the page."""
    with errors_shown():
        documents = library().documents()
        if not documents:
            st.title(t("reader_title"), anchor=False)
            st.info(t("empty_library"), icon=":material/library_add:")
            return
        chosen = _chosen(documents)
        if chosen is not None:
            _show_document(library().show(chosen.id))


def place_key() -> str:
    """Return a key of the place in the address, empty when the address names a document alone."""
    parameters = st.query_params
    if "tu" not in parameters and "muc" not in parameters:
        return ""
    return "|".join(str(parameters.get(name, "")) for name in ("van-ban", "muc", "tu", "den"))


def _chosen(documents: tuple[Document, ...]) -> Document | None:
    """Return the document of the address; without one, let a person choose."""
    by_id = {document.id: document for document in documents}
    last = st.session_state.get(_LAST, {})
    if "van-ban" not in st.query_params and last.get("van-ban") in by_id:
        st.query_params.from_dict(last)
    asked = st.query_params.get("van-ban", "")
    if asked and asked not in by_id:
        st.warning(t("unknown_document"), icon=":material/link_off:")
        asked = ""
    if not asked:
        st.title(t("reader_title"), anchor=False)
        st.markdown(t("reader_intro"))
    with st.sidebar if asked else st.container():
        identifiers = [document.id for document in offered(documents, "reader", keep=(asked,))]
        picked = st.selectbox(
            t("choose_document"),
            identifiers,
            index=identifiers.index(asked) if asked else None,
            format_func=lambda identifier: document_choice(by_id[identifier]),
            placeholder=t("choose_document"),
            key=f"choose-{asked}",
        )
    if picked is None:
        return None
    if picked != asked:
        st.query_params.from_dict({"van-ban": picked})
        st.rerun()
    st.session_state[_LAST] = st.query_params.to_dict()
    return by_id[picked]


def _show_document(parsed: ParsedDocument) -> None:
    span = span_of(parsed, st.query_params.to_dict())
    document = parsed.document
    st.html(
        f'<h1 class="tl-name">{escape(document_name(document))}{chips(document)}</h1>'
        f'<div class="tl-faint">{escape(document_line(document))}</div>{title_line(document)}'
        f"{warnings_block(document, digest=True)}"
    )
    with st.sidebar:
        st.html(outline_markup(parsed, span))
    _place_bar(parsed, span)
    original = library().original(document)
    beside = has_page_images(original) and st.toggle(t("show_page"), value=True, key="show-page")
    if beside and original is not None:
        text, picture = st.columns(2)
        with picture, errors_shown():
            show_page_image(original, parsed, span)
    else:
        text = st.container()
    with text:
        around = _passage_around(parsed, span)
        set_off = (around.start, around.end) if around else None
        likely = library().likely_readings(parsed)
        st.html(ReadingMarkup(parsed, span, set_off, place_key(), likely).build())
    show_identity(document, original)


def span_of(parsed: ParsedDocument, parameters: dict[str, str]) -> Span | None:
    """Return the span that an address names, of a section its first line; None where it no longer fits the document."""
    text = parsed.reading.text
    try:
        start, end = int(parameters.get("tu", "")), int(parameters.get("den", ""))
    except ValueError:
        start, end = 0, 0
    if 0 <= start < end <= len(text):
        return start, end
    for section in parsed.sections:
        if section.path == parameters.get("muc"):
            line_end = text.find("\n", section.start)
            return section.start, line_end if line_end > section.start else section.end
    return None


def _passage_around(parsed: ParsedDocument, span: Span | None) -> Passage | None:
    if span is None:
        return None
    found = (passage for passage in parsed.passages if passage.start <= span[0] and span[1] <= passage.end)
    return next(found, None)


def _place_bar(parsed: ParsedDocument, span: Span | None) -> None:
    """Show the citation of the marked place with its copy buttons, and the way to the passages before and after."""
    copying = ""
    if span is not None:
        citation = library().cite(parsed.document.id, *span)
        copying = citation_buttons(citation)
        st.html(f'<div class="tl-citation">{escape(citation.text)}</div>')
    passages = sorted(parsed.passages, key=lambda passage: passage.start)
    index = bisect_right([passage.start for passage in passages], span[0]) - 1 if span else -1
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="place-bar"):
        st.html(
            f'<div class="tl-actions">{copying}'
            f'<button type="button" class="tl-quote-selection" data-document="{escape(parsed.document.id)}">'
            f"{escape(t('cite_selection'))}</button></div>",
            width="content",
        )
        _step(parsed, passages, index - 1, t("previous_passage"), ":material/arrow_upward:")
        _step(parsed, passages, index + 1, t("next_passage"), ":material/arrow_downward:")


def _step(parsed: ParsedDocument, passages: list[Passage], index: int, label: str, icon: str) -> None:
    inside = 0 <= index < len(passages)
    if st.button(label, icon=icon, disabled=not inside, key=f"step-{label}") and inside:
        passage = passages[index]
        st.query_params.from_dict(
            {
                "van-ban": parsed.document.id,
                "muc": passage.section,
                "tu": str(passage.start),
                "den": str(passage.end),
            }
        )
        st.rerun()
