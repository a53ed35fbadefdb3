"""Briefings over the five official plans: written, read back, and checked against the documents word for word."""

from __future__ import annotations

import shutil
import subprocess
import time
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest

from answers.briefing.records import Briefing, BriefingSection, Quotation
from errors import NothingOnTopic
from library import Library
from settings import load_settings
from tests.corpus_factories import real_file
from tests.test_briefing_word import check_against
from tests.word_reading import word_paragraphs

pytestmark = pytest.mark.real

TOPICS = (
    "mất cân bằng giới tính khi sinh",
    "già hóa dân số và chăm sóc sức khỏe người cao tuổi",
    "duy trì mức sinh thay thế",
    "tư vấn, khám sức khỏe trước khi kết hôn",
    "tầm soát, chẩn đoán bệnh tật trước sinh và sơ sinh",
    "tảo hôn và hôn nhân cận huyết thống",
    "truyền thông, vận động về công tác dân số",
    "kinh phí cho công tác dân số",
    "cơ sở dữ liệu dân cư và chuyển đổi số",
    "kiểm tra, giám sát và báo cáo thực hiện kế hoạch",
)
OTHER_TOPICS = ("tiền lương của công chức", "phòng cháy và chữa cháy", "giá điện sinh hoạt", "thi trung học phổ thông")
MILLIMETRE = 72 / 25.4
NARROWEST_MARGIN = 15 * MILLIMETRE


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = real_file("corpus/000_*.txt").parent
    library = Library(load_settings(data=tmp_path_factory.mktemp("plans") / "data"))
    library.add([folder])
    return library


def check(library: Library, topic: str, folder: Path) -> Path:
    """Write a proposal on a topic as Word and check all that it quotes; return the file."""
    briefing = library.propose_briefing(topic, audience="cán bộ dân số cấp xã")
    for one, other in combinations(briefing.citations, 2):
        apart = one.document_id != other.document_id or one.end <= other.start or other.end <= one.start
        assert apart, (one.quote, other.quote)
    assert len({one.document_id for one in briefing.citations}) > 1
    assert all(section.items for section in briefing.sections)
    assert library.checked_briefing(briefing) == (briefing, ())
    path = folder / f"{TOPICS.index(topic)}.docx"
    report = library.export_briefing(briefing, path)
    assert check_against(library, word_paragraphs(path)) == report.citations == len(briefing.citations)
    return path


def test_a_briefing_quotes_the_plans_word_for_word(library: Library, tmp_path: Path) -> None:
    check(library, TOPICS[1], tmp_path)


@pytest.mark.parametrize("topic", OTHER_TOPICS)
def test_what_the_plans_do_not_speak_of_is_refused(library: Library, topic: str) -> None:
    with pytest.raises(NothingOnTopic):
        library.propose_briefing(topic)


@pytest.mark.prove
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_ten_briefings_are_printed_within_their_pages(library: Library, tmp_path: Path) -> None:
    files = [check(library, topic, tmp_path) for topic in TOPICS]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    for path in files:
        pdf = pypdfium2.PdfDocument(path.with_suffix(".pdf"))
        printed = ""
        for page in pdf:
            width, height = page.get_size()
            assert (round(width / MILLIMETRE), round(height / MILLIMETRE)) == (210, 297)
            text = page.get_textpage()
            assert text.count_chars() > 0, f"{path}: an empty page"
            printed += text.get_text_range()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                assert left >= NARROWEST_MARGIN, (path, text.get_text_bounded(left, bottom, right, top))
                assert right <= width - NARROWEST_MARGIN, (path, text.get_text_bounded(left, bottom, right, top))
        squeezed = "".join(printed.split())
        quoted = ["".join(one.text.split()) for one in word_paragraphs(path) if one.style == "Trích dẫn"]
        # Where a page ends within a quotation, the footnotes stand between its lines.
        parted = [one for one in quoted if one not in squeezed]
        assert len(parted) < len(pdf), parted


@pytest.mark.prove
def test_fifty_passages_are_written_within_five_seconds(library: Library, tmp_path: Path) -> None:
    passages = [one for document in library.documents() for one in library.show(document.id).passages[:10]]
    quotations = tuple(Quotation(library.cite(one.document_id, one.start, one.end)) for one in passages)
    assert len(quotations) == 50
    briefing = Briefing("Năm mươi đoạn", sections=(BriefingSection("Các đoạn", quotations),))
    # Pandoc is another process, whose time only the clock on the wall holds; slides are made in this one.
    for ending, clock in (("docx", time.perf_counter), ("html", time.perf_counter), ("pptx", time.process_time)):
        before = clock()
        library.export_briefing(briefing, tmp_path / f"x.{ending}")
        spent = clock() - before
        print(f"50 passages as {ending}: {spent:.2f} s")
        assert spent < 5
