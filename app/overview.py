"""The library at a glance: documents by year, by level of issuer and by issuer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import altair
import streamlit as st

from app.formats import level_name, number_text, plain
from app.session import library
from app.texts import t
from corpus.records import Document

_ISSUERS_SHOWN = 12
_DARK_INK, _LIGHT_INK = "#1c2329", "#e8ecef"
_BAR_COLOUR = "#2f7fb5"  # told apart from both the light and the dark page


def show_overview(documents: Sequence[Document]) -> None:
    """Show how many documents and passages there are, and the three charts."""
    passages = sum(document.passages for document in documents)
    warned = sum(bool(document.warnings) for document in documents)
    with st.container(horizontal=True):
        st.metric(t("metric_documents"), number_text(len(documents)), width="content")
        st.metric(t("metric_passages"), number_text(passages), width="content")
        st.metric(t("metric_digests"), number_text(sum(document.digest for document in documents)), width="content")
        st.metric(t("metric_warnings"), number_text(warned), width="content")
    left, right = st.columns(2)
    years = Counter(str(document.issued_on.year or t("unknown")) for document in documents)
    levels = Counter(level_name(document.issuer_level) for document in documents)
    issuers = Counter(document.issuer or t("unknown_issuer") for document in documents)
    with left:
        show_bars(sorted(years.items()), t("chart_years"), horizontal=False)
    with right:
        show_bars(levels.most_common(), t("chart_levels"))
    show_bars(issuers.most_common(_ISSUERS_SHOWN), t("chart_issuers"))
    if st.button(t("verify"), key="verify", icon=":material/health_and_safety:"):
        problems = library().verify()
        for problem in problems:
            st.error(plain(problem), icon=":material/error:")
        if not problems:
            st.success(t("verified"), icon=":material/check:")


def show_bars(counted: Sequence[tuple[str, float]], title: str, *, horizontal: bool = True, decimals: int = 0) -> None:
    """Show a bar for each named value, in the given order, with its value written at the end of the bar."""
    rows = [{"name": name, "value": value, "label": number_text(value, decimals)} for name, value in counted]
    ink = _LIGHT_INK if st.context.theme.type == "dark" else _DARK_INK
    names = altair.Axis(title=None, labelLimit=320, labelAngle=0, labelFontSize=14, labelColor=ink)
    text = altair.Text("label:N")
    chart = altair.Chart(altair.InlineData(values=rows))
    tooltip = [altair.Tooltip("name:N", title=title), altair.Tooltip("label:N", title=t("value"))]
    if horizontal:
        base = chart.encode(altair.X("value:Q", axis=None), altair.Y("name:N", sort=None, axis=names))
        labels = base.mark_text(fontSize=14, align="left", dx=4, color=ink).encode(text=text)
    else:
        base = chart.encode(altair.X("name:N", sort=None, axis=names), altair.Y("value:Q", axis=None))
        labels = base.mark_text(fontSize=14, align="center", dy=-8, color=ink).encode(text=text)
    bars = base.mark_bar(color=_BAR_COLOUR, size=22).encode(tooltip=tooltip)
    st.markdown(f"**{title}**")
    height = 34 * max(2, len(rows)) + 10 if horizontal else 220
    st.altair_chart((bars + labels).properties(height=height), width="stretch")
