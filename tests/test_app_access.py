"""The pages as different people see them: signing in, what is offered, and a hidden document that is nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from administration.access import Mapping, User
from app import session, visitor
from library import Library
from settings import Settings, load_settings
from tests.access_library import (
    ADMINISTRATOR,
    CURATOR,
    GROUP,
    MEMBER,
    READER,
    library_with_a_secret,
    telling_parts,
)
from tests.test_app_pages import PAGES, documents_page, opened, press, quality_page, reader_page, search_page

PROJECT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.usefixtures("quick_passwords")
PASSWORD = "một cụm từ dễ nhớ"


def thesaurus_page() -> None:
    from app import thesaurus

    thesaurus.show()


def administration_page() -> None:
    from app import administration

    administration.show()


ALL_PAGES = (*PAGES, thesaurus_page)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Library, str]]:
    with library_with_a_secret() as made:
        yield made


@pytest.fixture(autouse=True)
def fresh_caches() -> None:
    st.cache_data.clear()


def everything_drawn(test: AppTest) -> str:
    """Return all that a page sent to the browser, escaped letters written out."""
    found, left = [], [test._tree]
    while left:
        node = left.pop()
        left += getattr(node, "children", {}).values()
        if getattr(node, "proto", None) is not None:
            found.append(node.proto.SerializeToString().decode("utf-8", "replace"))
    drawn = "\n".join(found)
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), drawn)


def asked(page: Callable[[], None], library: Library, key: str, question: str, **parameters: str) -> AppTest:
    test = opened(page, library, **parameters)  # type: ignore[arg-type]
    test.text_input(key=key).set_value(question)
    test.button[0].click().run()
    assert not test.exception
    return test


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.__name__)
def test_no_page_shows_a_reader_anything_of_a_hidden_document(
    both: tuple[Library, str], page: Callable[[], None]
) -> None:
    library, hidden = both
    # A member looks first, so that nothing kept for one person is there for the other.
    seen = opened(page, library.acting_as(MEMBER))  # type: ignore[arg-type]
    if page is documents_page:
        assert telling_parts(everything_drawn(seen), hidden)
    test = opened(page, library.acting_as(READER))  # type: ignore[arg-type]
    assert telling_parts(everything_drawn(test), hidden) == []


@pytest.mark.parametrize("parameters", [{}, {"tu": "0", "den": "40"}, {"muc": "II.1"}], ids=str)
def test_a_link_to_a_hidden_document_says_what_one_to_an_unknown_document_says(
    both: tuple[Library, str], parameters: dict[str, str]
) -> None:
    library, hidden = both
    shown = []
    for identity in (hidden, "khong-co"):
        test = opened(reader_page, library.acting_as(READER), **{"van-ban": identity, **parameters})  # type: ignore[arg-type]
        shown.append(everything_drawn(test).replace(identity, "…"))
        assert test.warning
    assert shown[0] == shown[1]
    assert telling_parts(shown[0], hidden) == []
    seen = opened(reader_page, library.acting_as(MEMBER), **{"van-ban": hidden, **parameters})  # type: ignore[arg-type]
    assert telling_parts(everything_drawn(seen), hidden)


@pytest.mark.parametrize("question", ["sàng lọc trước sinh", "Sở Tài chính làm gì về kinh phí?"])
def test_searching_on_the_page_shows_nothing_of_it(both: tuple[Library, str], question: str) -> None:
    library, hidden = both
    for user, shown in ((MEMBER, True), (READER, False)):
        test = asked(search_page, library.acting_as(user), "search-question", question)
        assert bool(telling_parts(everything_drawn(test), hidden)) == shown


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.__name__)
def test_a_reader_is_offered_no_change(both: tuple[Library, str], page: Callable[[], None]) -> None:
    test = opened(page, both[0].acting_as(READER))  # type: ignore[arg-type]
    offered = {button.key or "" for button in test.button}
    changing = ("remove-", "replace-", "add-", "undo", "verify", "rebuild", "thesaurus-open-", "thesaurus-remove-")
    assert not [key for key in offered if key.startswith(changing)]
    # A saved briefing may be opened again: that changes nothing but this session.
    assert not [one for one in test.get("file_uploader") if "briefing-upload" not in one.proto.id]


def test_a_curator_is_offered_changes(both: tuple[Library, str]) -> None:
    test = opened(documents_page, both[0].acting_as(CURATOR))  # type: ignore[arg-type]
    assert [button for button in test.button if (button.key or "").startswith("remove-")]
    assert test.get("file_uploader")


@pytest.mark.parametrize("pending", ["remove", "replace"])
def test_a_change_begun_by_a_crafted_session_is_not_offered_either(both: tuple[Library, str], pending: str) -> None:
    library = both[0].acting_as(READER)
    test = AppTest.from_function(documents_page, default_timeout=20)
    test.session_state["library"] = library
    test.session_state["pending-change"] = (pending, library.documents()[0].id)
    test.run()
    assert not test.exception
    assert not [button for button in test.button if button.key == "confirm-remove"]
    assert not test.get("file_uploader")


def test_judgements_of_others_are_for_curators(both: tuple[Library, str]) -> None:
    for user, shown in ((READER, False), (CURATOR, True)):
        test = opened(quality_page, both[0].acting_as(user))  # type: ignore[arg-type]
        assert any("Góp ý" in one.value for one in test.subheader) == shown


# -- the administration page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", [READER, CURATOR])
def test_the_administration_page_is_for_administrators(both: tuple[Library, str], user: User) -> None:
    test = opened(administration_page, both[0].acting_as(user))  # type: ignore[arg-type]
    assert "cần quyền quản trị" in test.error[0].value
    assert not test.tabs


def test_an_administrator_makes_accounts_and_groups() -> None:
    with library_with_a_secret() as (library, hidden):
        test = opened(administration_page, library.acting_as(ADMINISTRATOR))  # type: ignore[arg-type]
        test.text_input(key="new-name").set_value("an")
        test.text_input(key="new-password").set_value("ngắn")
        press(test, "Thêm tài khoản")
        assert "từ 10" in test.error[0].value
        test.text_input(key="new-password").set_value(PASSWORD)
        press(test, "Thêm tài khoản")
        assert library.administration.accounts()[0].role == "administrator"  # the first one
        test.text_input(key="group-name").set_value("Thanh tra")
        press(test, "Tạo nhóm")
        open_one = next(one.id for one in library.documents() if one.id != hidden)
        test.multiselect(key="group-documents-Thanh tra-0").set_value([open_one])
        test.button(key="group-save-Thanh tra").click().run()
        assert not test.exception
        assert open_one not in {one.id for one in library.acting_as(READER).documents()}
        done = [entry.what for entry in library.administration.audit()]
        assert done[-3:] == ["account-added", "group-made", "group-filled"]
        assert PASSWORD not in "".join(path.read_text("utf-8") for path in library.settings.data.glob("audit/*"))
        test.button(key="record-verify").click().run()
        assert "nguyên vẹn" in test.success[-1].value


def test_removing_a_group_asks_first_since_it_shows_its_documents() -> None:
    with library_with_a_secret() as (library, hidden):
        test = opened(administration_page, library)  # type: ignore[arg-type]
        test.button(key=f"group-remove-{GROUP}").click().run()
        assert "hiện với mọi người" in test.warning[0].value
        assert hidden not in {one.id for one in library.acting_as(READER).documents()}
        test.button(key="group-remove-confirm").click().run()
        assert not test.exception
        assert hidden in {one.id for one in library.acting_as(READER).documents()}


# -- signing in -----------------------------------------------------------------------------------------------------


@pytest.fixture
def served(both: tuple[Library, str], monkeypatch: pytest.MonkeyPatch) -> Library:
    """The library of an app that asks for a password, with two accounts."""
    library = both[0]
    monkeypatch.setenv("TRICHLUC_DATA", str(library.settings.data))
    monkeypatch.setenv("TRICHLUC_SIGN_IN", "password")
    monkeypatch.setattr(session, "whole_library", lambda: library)
    office = library.administration
    for account in office.accounts():
        office.remove_account(account.name)
    office.add_account("bình", "reader", PASSWORD)
    office.add_account("chi", "administrator", PASSWORD)
    return library


def whole_app(**parameters: str) -> AppTest:
    test = AppTest.from_file(str(PROJECT / "search_app.py"), default_timeout=30)
    for name, value in parameters.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def sign_in(test: AppTest, name: str, password: str = PASSWORD) -> AppTest:
    test.text_input(key="sign-in-name").set_value(name)
    test.text_input(key="sign-in-password").set_value(password)
    press(test, "Đăng nhập")
    assert not test.exception
    return test


def test_nothing_is_shown_before_signing_in(served: Library, both: tuple[Library, str]) -> None:
    test = whole_app(**{"van-ban": both[1]})
    assert [one.value for one in test.title] == ["Đăng nhập Trích Lục"]
    drawn = everything_drawn(test)
    assert not [one.id for one in served.documents() if one.id in drawn]
    wrong = sign_in(test, "bình", "không phải mật khẩu này")
    unknown = sign_in(whole_app(), "ai đó", "không phải mật khẩu này")
    assert wrong.error[0].value == unknown.error[0].value
    assert [one.value for one in wrong.title] == ["Đăng nhập Trích Lục"]


def test_signing_in_and_out(served: Library) -> None:
    test = sign_in(whole_app(), "Bình")  # names are the same in any case
    assert "bình · người đọc" in [one.value for one in test.caption]
    test.text_input(key="question").set_value("Ai ký?")
    test.button(key="sign-out").click().run()
    assert [one.value for one in test.title] == ["Đăng nhập Trích Lục"]
    assert "question" not in test.session_state
    done = [(one.who, one.what) for one in served.administration.audit()]
    assert done[-2:] == [("bình", "signed-in"), ("bình", "signed-out")]


@pytest.mark.parametrize(
    "change",
    [
        lambda office: office.change_account("bình", disabled=True),
        lambda office: office.change_account("bình", password="một mật khẩu khác"),
        lambda office: office.remove_account("bình"),
    ],
)
def test_who_loses_their_account_loses_their_session(served: Library, change: Callable[[Any], None]) -> None:
    test = sign_in(whole_app(), "bình")
    change(served.administration)
    test.run()
    assert [one.value for one in test.title] == ["Đăng nhập Trích Lục"]


def test_new_rights_count_at_once_and_forget_what_was_found_before(served: Library) -> None:
    test = sign_in(whole_app(), "bình")
    test.session_state["turns"] = ["a turn"]
    served.administration.change_account("bình", groups=[GROUP])
    test.run()
    assert "bình · người đọc" in [one.value for one in test.caption]
    assert not test.session_state["turns"]


def test_the_password_can_be_changed_by_its_owner(served: Library) -> None:
    test = sign_in(whole_app(), "bình")
    test.text_input(key="password-old").set_value("sai mật khẩu rồi")
    test.text_input(key="password-new").set_value("một mật khẩu khác")
    press(test, "Đổi mật khẩu")
    assert "không đúng" in test.error[0].value
    test.text_input(key="password-old").set_value(PASSWORD)
    test.text_input(key="password-new").set_value("một mật khẩu khác")
    press(test, "Đổi mật khẩu")
    assert "bình · người đọc" in [one.value for one in test.run().caption]  # this session goes on
    assert served.entrance.sign_in("bình", "một mật khẩu khác").name == "bình"


@pytest.mark.parametrize(
    ("claims", "title"),
    [
        (None, "Đăng nhập Trích Lục"),
        ({"email": "x@elsewhere.example"}, "Đăng nhập Trích Lục"),
        ({"email": "mai@so-y-te.example", "email_verified": False}, "Đăng nhập Trích Lục"),
        ({"email": "Mai@so-y-te.example", "email_verified": True}, "Hỏi đáp văn bản dân số"),
    ],
)
def test_signing_in_at_a_provider(
    served: Library, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any] | None, title: str
) -> None:
    served.administration.set_mapping(Mapping("domain", "so-y-te.example", "reader"))
    monkeypatch.setenv("TRICHLUC_SIGN_IN", "oidc")
    monkeypatch.setattr(st, "user", SimpleNamespace(is_logged_in=claims is not None, to_dict=lambda: claims))
    test = whole_app()
    assert len(test.title) == 1
    assert (test.title[0].value == "Đăng nhập Trích Lục") == (title == "Đăng nhập Trích Lục")


@pytest.mark.parametrize(
    ("headers", "address", "local"),
    [
        ({}, None, True),
        ({"Host": "localhost:8501"}, None, True),
        ({"Host": "127.0.0.1:8501"}, None, True),
        ({"Host": "[::1]:8501"}, None, True),
        ({"Host": "192.168.1.9:8501"}, "192.168.1.20", False),
        ({"Host": "localhost:8501"}, "192.168.1.20", False),
        ({"Host": "thu-vien.xa.example"}, None, False),
        ({"Host": "localhost", "X-Forwarded-For": "192.168.1.20"}, None, False),
        ({"Host": "localhost", "X-Real-Ip": "192.168.1.20"}, None, False),
    ],
)
@pytest.mark.parametrize("role", ["none", "reader", "administrator"])
def test_visitors_from_other_computers_have_the_role_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], address: str | None, local: bool, role: str
) -> None:
    monkeypatch.setattr(visitor.st, "context", SimpleNamespace(headers=headers, ip_address=address))
    monkeypatch.setattr(visitor.st, "session_state", {})
    user = visitor.visitor(load_settings({"TRICHLUC_NETWORK_ROLE": role}))
    if local:
        assert user is not None
        assert user.role == "administrator"
    elif role == "none":
        assert user is None
    else:
        assert user is not None
        assert user.role == role


def test_a_visitor_from_elsewhere_is_no_administrator_unless_a_setting_says_so() -> None:
    assert Settings().network_role == "reader"
