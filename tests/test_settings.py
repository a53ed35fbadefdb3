"""Settings: defaults, the TOML file, the environment, and one clear error for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import InputError
from settings import Settings, load_settings


def test_defaults_without_environment_or_file() -> None:
    assert load_settings({}) == Settings()


def test_environment_wins_over_file_and_command_line_over_both(tmp_path: Path) -> None:
    config = tmp_path / "trich-luc.toml"
    config.write_text('data = "/from/file"\nmax_file_mb = 7\nallow_restricted = true\n', encoding="utf-8")
    environment = {"TRICHLUC_CONFIG": str(config), "TRICHLUC_DATA": "/from/environment"}
    settings = load_settings(environment)
    assert settings.data == Path("/from/environment")
    assert settings.max_file_mb == 7
    assert settings.allow_restricted is True
    assert load_settings(environment, data=Path("/from/option")).data == Path("/from/option")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('dta = "x"', "dta"),
        ('max_file_mb = "nhiều"', "max_file_mb"),
        ('allow_restricted = "có lẽ"', "allow_restricted"),
        ("data = ", "TOML"),
    ],
)
def test_a_bad_file_names_what_is_wrong(tmp_path: Path, content: str, expected: str) -> None:
    config = tmp_path / "bad.toml"
    config.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=expected):
        load_settings({}, toml_path=config)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="vang-mat"):
        load_settings({}, toml_path=tmp_path / "vang-mat.toml")
