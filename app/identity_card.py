"""The identity card of a document: what is known of it, and what is not."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from app.formats import date_text, level_name, number_text, source_name
from app.session import exporting
from app.texts import t
from corpus.records import Document


def identity_rows(document: Document) -> list[tuple[str, str]]:
    """Return the label and value of each thing known of a document, with "không rõ" where a person looks for it."""
    unknown = t("unknown")
    rows = [
        ("kind", document.kind or unknown),
        ("number", document.number or unknown),
        ("issuer", document.issuer or unknown),
        ("level", level_name(document.issuer_level) if document.issuer_level else unknown),
        ("date", date_text(document.issued_on) or unknown),
        ("title", document.title or unknown),
        ("signer", ", ".join(filter(None, (document.signer, document.signer_title))) or unknown),
    ]
    optional = [
        ("on_behalf_of", document.on_behalf_of or ""),
        ("place", document.place or ""),
        ("urgency", document.urgency or ""),
        ("secrecy", document.secrecy or ""),
        ("recipients", "; ".join(document.recipients)),
        ("pages", number_text(document.pages) if document.pages else ""),
        ("source", source_name(document)),
        ("obtained", t(f"obtained_{document.obtained_by}")),
    ]
    return [(t(f"identity_{name}"), value) for name, value in [*rows, *optional] if value]


def show_identity(document: Document, original: Path | None) -> None:
    """Show the card, with the original file to download when it is kept."""
    with st.expander(t("identity_card"), icon=":material/badge:"):
        rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in identity_rows(document))
        st.html(f'<dl class="tl-card">{rows}</dl>')
        if original is not None:
            st.download_button(
                t("download_original"),
                exporting(source_name(document), [document.id], original.read_bytes),
                file_name=source_name(document),
                icon=":material/download:",
                on_click="ignore",
            )
