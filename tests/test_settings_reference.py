"""The reference of settings agrees with settings.py, and what it says of each setting is true."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from docs.write_settings import MEANINGS, PAGE, page
from errors import InputError
from settings import Settings, load_settings

NAMES = [field.name for field in fields(Settings)]


def test_the_page_is_what_the_settings_are_now() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `make settings`"


def test_every_setting_of_the_program_and_no_other_has_its_words() -> None:
    assert set(NAMES) <= set(MEANINGS)
    assert set(MEANINGS) <= set(NAMES), "words of a setting that is no more"


def rows() -> dict[str, list[str]]:
    table = [line.strip("|\n").split(" | ") for line in page().splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells] for cells in table}


@pytest.mark.parametrize("name", NAMES)
def test_the_variable_of_the_page_sets_the_setting(name: str) -> None:
    variable = rows()[name][1].strip("`")
    default = getattr(Settings(), name)
    for value in ("1", "faiss", "password", "json", "none", "có"):
        try:
            changed = getattr(load_settings({variable: value}), name)
        except InputError:
            continue
        if changed != default:
            assert isinstance(changed, Path) if isinstance(default, Path) else type(changed) is type(default)
            return
    pytest.fail(f"no value of {variable} changes {name}")


@pytest.mark.parametrize("name", [name for name in NAMES if isinstance(getattr(Settings(), name), (int, float))])
def test_numbers_have_a_unit_and_their_default(name: str) -> None:
    default = getattr(Settings(), name)
    _, _, kind, unit, shown, _ = rows()[name]
    if isinstance(default, bool):
        assert (kind, shown) == ("có/không", "có" if default else "không")
    else:
        assert unit != "–"
        assert float(re.sub("[`]", "", shown)) == default


def test_no_path_of_this_machine_is_on_the_page() -> None:
    assert str(PAGE.parent.parent) not in page()
