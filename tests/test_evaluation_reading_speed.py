"""The measurement of reading speed runs, and counts what it read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation import reading_speed
from tests.pdf_samples import Text, make_pdf


def test_three_readers_are_measured_on_the_same_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = [Text(85, 100, "Kế hoạch dân số của xã Tân Hòa")]
    make_pdf(tmp_path / "a.pdf", page, page)
    make_pdf(tmp_path / "trang.pdf", [])
    reading_speed.main([str(tmp_path), "--json"])
    speeds = json.loads(capsys.readouterr().out)["speeds"]
    assert [(speed["reader"], speed["pages"]) for speed in speeds if speed["what"] == "a.pdf"] == [
        ("trich-luc", 2), ("pypdf", 2), ("pdfplumber", 2),
    ]  # fmt: skip
    assert not any(speed["what"] == "trang.pdf" for speed in speeds)
    assert all(speed["megabytes_a_second"] > 3 for speed in speeds if speed["what"].startswith("văn bản"))
