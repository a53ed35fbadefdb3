"""How an answer is shown: statements with numbered citations, and the cited passages beside them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from answers.records import Answer, Statement
from app.formats import plain
from app.markup import citation_buttons, cited_card, marked, passage_card, place_address, place_link
from app.texts import t
from corpus.records import Citation
from index.records import Hit


def numbered_citations(answer: Answer) -> dict[tuple[str, int, int], int]:
    """Return the number of each cited span, counted from 1 in the order of the statements."""
    numbers: dict[tuple[str, int, int], int] = {}
    for statement in answer.statements:
        for citation in statement.citations:
            numbers.setdefault(_span(citation), len(numbers) + 1)
    return numbers


def _span(citation: Citation) -> tuple[str, int, int]:
    return citation.document_id, citation.start, citation.end


def show_answer(answer: Answer) -> DeltaGenerator:
    """Show an answer, or a refusal with what was looked for; return the place under it for what a person says of it."""
    if not answer.statements:
        _show_refusal(answer)
        return st.container()
    said, cited = st.columns([11, 9], gap="large")
    numbers = numbered_citations(answer)
    with said:
        if answer.note:
            st.warning(plain(answer.note), icon=":material/info:")
        st.html("".join(_statement(statement, numbers) for statement in answer.statements))
        if answer.method == "generative":
            st.caption(t("generated_note"))
    with cited:
        st.markdown(f"**{t('cited_passages')}**")
        st.html("".join(_cited_passages(answer, numbers)))
        _show_other_hits(answer, numbers)
    return said


def _statement(statement: Statement, numbers: dict[tuple[str, int, int], int]) -> str:
    citations = "".join(_citation(citation, numbers[_span(citation)]) for citation in statement.citations)
    return (
        f'<section class="tl-statement"><blockquote>{marked(statement.text, statement.emphasis, "b")}</blockquote>'
        f"{citations}</section>"
    )


def _citation(citation: Citation, number: int) -> str:
    address = place_address(citation.document_id, section=citation.section, start=citation.start, end=citation.end)
    return (
        f'<div><span class="tl-number">{number}</span>{place_link(citation.text, address, style="tl-citation")}'
        f'<div class="tl-actions">{citation_buttons(citation)}</div></div>'
    )


def _cited_passages(answer: Answer, numbers: dict[tuple[str, int, int], int]) -> list[str]:
    """Return a card for each citation whose passage was found, once for each quoted span."""
    cards: dict[int, str] = {}
    for statement in answer.statements:
        for citation in statement.citations:
            number = numbers[_span(citation)]
            hit = _hit_over(answer.hits, *_span(citation))
            if hit is not None and number not in cards:
                cards[number] = cited_card(hit.passage, citation, number)
    return list(cards.values())


def _hit_over(hits: Sequence[Hit], document_id: str, start: int, end: int) -> Hit | None:
    for hit in hits:
        passage = hit.passage
        if passage.document_id == document_id and passage.start <= start and end <= passage.end:
            return hit
    return None


def _show_other_hits(answer: Answer, numbers: dict[tuple[str, int, int], int]) -> None:
    cited = {id(_hit_over(answer.hits, *span)) for span in numbers}
    others = [hit for hit in answer.hits if id(hit) not in cited][:5]
    if others:
        with st.expander(t("other_passages", count=len(others))):
            st.html("".join(passage_card(hit.passage, hit.citation) for hit in others))


def _show_refusal(answer: Answer) -> None:
    st.warning(plain(answer.answer or t("no_answer")), icon=":material/search_off:")
    if answer.looked_for:
        st.html(f'<p><span class="tl-faint">{escape(t("looked_for"))}</span> {escape(answer.looked_for)}</p>')
    if answer.nearby:
        topics = "".join(f"<li>{escape(topic)}</li>" for topic in answer.nearby)
        st.html(f'<p class="tl-faint">{escape(t("nearby"))}</p><ul>{topics}</ul>')
    if answer.hits:
        with st.expander(t("nearest_passages")):
            st.html("".join(passage_card(hit.passage, hit.citation) for hit in answer.hits[:3]))
