"""Choosing documents of a library of any size: all are offered when few, else those that match what is sought."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from unicodedata import combining, normalize

import streamlit as st

from app.formats import number_text
from app.texts import t
from corpus.records import Document

_FEW = 60  # documents that one list shows without a search box
_OFFERED = 40


def bare(text: str) -> str:
    """Return `text` in lower case without marks, đ as d, so that a name is found however it is typed."""
    letters = (letter for letter in normalize("NFD", text.lower()) if not combining(letter))
    return "".join(letters).replace("đ", "d")


@lru_cache(maxsize=20_000)
def _searched_text(document: Document) -> str:
    fields = (document.kind, document.number, document.issuer, document.title, document.place, document.source)
    return bare(" ".join([*(field for field in fields if field), str(document.issued_on)]))


def matches(document: Document, sought: str) -> bool:
    """Tell whether every word of `sought`, typed with or without marks, stands in what is known of a document."""
    text = _searched_text(document)
    return all(word in text for word in bare(sought).split())


def offered(documents: Sequence[Document], key: str, keep: Collection[str] = ()) -> list[Document]:
    """Return the documents to choose from; of many, those that match a search box shown here.

    Documents whose ids are in `keep` are always among them, so that what is chosen stays chosen.
    """
    if len(documents) <= _FEW:
        return list(documents)
    sought = st.text_input(
        t("choose_among", count=number_text(len(documents))),
        key=f"sought-{key}",
        placeholder=t("filter_hint"),
        persist_state="session",
    )
    found = [document for document in documents if matches(document, sought)]
    if len(found) > _OFFERED:
        st.caption(t("choose_first", shown=_OFFERED, count=number_text(len(found))))
    elif not found:
        st.caption(t("no_such_document"))
    shown = {document.id for document in found[:_OFFERED]} | set(keep)
    return [document for document in documents if document.id in shown]
