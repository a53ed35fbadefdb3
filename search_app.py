"""The web door: navigation only. Run with `streamlit run search_app.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from administration.access import User
from administration.logs import configure
from app import (
    administration,
    ask,
    basket,
    briefing,
    briefing_editor,
    compare,
    documents,
    quality,
    reader,
    search,
    thesaurus,
)
from app.behaviour import Happened, page_behaviour, page_style
from app.session import errors_shown, settings, whole_library
from app.sign_in import show_sign_in, show_who
from app.texts import current_language, t
from app.visitor import visitor

if TYPE_CHECKING:
    from library import Library
    from settings import Settings

_ICON = Path(__file__).resolve().parent / "app" / "icon.png"  # an icon by name would be fetched from the internet
_FOCUS = {"": ask.FOCUS, "tra-cuu": search.FOCUS, "so-sanh": compare.FOCUS, "tai-lieu": briefing.FOCUS}


def main() -> None:
    """Draw the page that the address names, with the navigation above it."""
    st.set_page_config(page_title="Trích Lục", page_icon=_ICON, layout="wide")
    with errors_shown():
        chosen = settings()
        configure(chosen.log_format)
        whole = None if chosen.sign_in == "off" else whole_library()
        _draw(visitor(chosen, whole), whole, chosen)


def _draw(user: User | None, whole: Library | None, chosen: Settings) -> None:
    pages = [
        st.Page(ask.show, title=t("nav_ask"), url_path="hoi-dap", icon=":material/question_answer:", default=True),
        st.Page(search.show, title=t("nav_search"), url_path="tra-cuu", icon=":material/search:"),
        st.Page(reader.show, title=t("nav_reader"), url_path="van-ban", icon=":material/menu_book:"),
        st.Page(documents.show, title=t("nav_documents"), url_path="kho-van-ban", icon=":material/folder:"),
        st.Page(compare.show, title=t("nav_compare"), url_path="so-sanh", icon=":material/compare:"),
        st.Page(briefing.show, title=_briefing_title(), url_path="tai-lieu", icon=":material/co_present:"),
        st.Page(thesaurus.show, title=t("nav_thesaurus"), url_path="tu-dong-nghia", icon=":material/translate:"),
        st.Page(quality.show, title=t("nav_quality"), url_path="chat-luong", icon=":material/query_stats:"),
        st.Page(
            administration.show,
            title=t("nav_administration"),
            url_path="quan-tri",
            icon=":material/admin_panel_settings:",
            visibility="visible" if user is not None and user.may("administrator") else "hidden",
        ),
    ]
    # Before someone signs in the address stays, so that a link opens its place afterwards.
    page = st.navigation(pages, position="hidden" if user is None else "top")
    by_address = {known.url_path: known for known in pages}
    page_style()
    _language_switch()
    if user is None:
        show_sign_in(whole, chosen)
        return
    show_who(user, whole, chosen)
    if page.url_path == "" and "van-ban" in st.query_params:  # an address without a page still opens its place
        st.switch_page(by_address["van-ban"], query_params=st.query_params.to_dict())
    scroll_key = reader.place_key() if page.url_path == "van-ban" else ""
    happened = page_behaviour(page.url_path or "hoi-dap", focus=_FOCUS.get(page.url_path, ""), scroll_key=scroll_key)
    if happened.opened is not None and happened.opened.page in by_address:
        st.switch_page(by_address[happened.opened.page], query_params=happened.opened.parameters)
    with errors_shown():
        _take_in(happened)
    with errors_shown():
        page.run()
    st.html(f'<footer class="tl-foot">{t("footer")}</footer>')


def _take_in(happened: Happened) -> None:
    """Do what was asked of the briefing material, and tell it once the page is drawn again."""
    if happened.collected is not None:
        collected = happened.collected
        basket.add_span(collected.document_id, collected.start, collected.end)
        st.rerun()
    if happened.acted is not None:
        briefing_editor.act(happened.acted.action, happened.acted.section, happened.acted.item)
        st.rerun()
    if told := basket.told():
        st.toast(told, icon=":material/playlist_add_check:")


def _briefing_title() -> str:
    held = basket.count()
    return f"{t('nav_briefing')} ({held})" if held else t("nav_briefing")


def _language_switch() -> None:
    other = "vi" if current_language() == "en" else "en"
    with st.container(key="language"):
        if st.button(t("other_language"), key="switch-language", type="tertiary", help=t("other_language_help")):
            st.session_state["language"] = other
            st.rerun()


main()
