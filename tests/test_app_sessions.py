"""One process, many sessions: the model and the index are loaded once, and nothing of one person reaches another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import library_parts
from library import Library
from settings import Settings
from tests.samples import PARTY_PLAN, STATE_PLAN

PROJECT = Path(__file__).resolve().parent.parent
QUESTION = "Tỷ số giới tính khi sinh của xã Tân Hòa là bao nhiêu?"


@pytest.fixture
def loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Serve a warm library of two plans, and note each loading of the model and each opening of the index."""
    for name, text in (("xa.txt", STATE_PLAN), ("tinh-uy.txt", PARTY_PLAN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert not Library(Settings(data=tmp_path / "data", workers=1)).add(sorted(tmp_path.glob("*.txt"))).failed
    noted: list[str] = []
    for name in ("load_encoder", "open_reader"):
        real = getattr(library_parts, name)

        def noting(*given: object, name: str = name, real: object = real, **named: object) -> object:
            noted.append(name)
            return real(*given, **named)  # type: ignore[operator]

        monkeypatch.setattr(library_parts, name, noting)
    monkeypatch.setenv("TRICHLUC_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    yield noted
    st.cache_resource.clear()


def visit() -> AppTest:
    test = AppTest.from_file(str(PROJECT / "search_app.py"), default_timeout=60).run()
    assert not test.exception
    return test


def ask(test: AppTest) -> None:
    test.text_input(key="question").set_value(QUESTION)
    next(button for button in test.button if button.label == "Hỏi").click().run()
    assert not test.exception


def test_model_and_index_are_loaded_once_for_all_sessions(loads: list[str]) -> None:
    one, other = visit(), visit()
    ask(one)
    ask(other)
    one.run()
    assert sorted(loads) == ["load_encoder", "open_reader"]


def test_sessions_share_no_state(loads: list[str]) -> None:
    one, other = visit(), visit()
    ask(one)
    next(button for button in one.button if "Thêm cả câu trả lời" in button.label).click().run()
    one.button(key="switch-language").click().run()
    other.run()
    assert [title.value for title in other.title] == ["Hỏi đáp"]
    assert not other.subheader
    assert "turns" not in other.session_state or not other.session_state["turns"]
    assert not other.session_state["briefing"].sections
    assert one.session_state["briefing"].sections
