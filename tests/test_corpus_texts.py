"""The shipped digests: complete in themselves, true to the plans they shorten, and in words of their own."""

import re
import unicodedata
from pathlib import Path

import pytest

from corpus.identity import identify
from corpus.layout import reading_text
from corpus.outline import outline
from corpus.readers import read

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "corpus" / "texts"
PLANS = ROOT.parent / "shared" / "corpus"

PLAN_OF = {
    "ke-hoach-tinh-uy-quang-ninh-6-2025.md": "000_*.txt",
    "ke-hoach-ubnd-phuong-nam-do-son.md": "001_*.txt",
    "ke-hoach-ubnd-tinh-lai-chau-8-2025.md": "002_*.txt",
    "ke-hoach-ubnd-thanh-pho-ha-noi.md": "003_*.txt",
    "ke-hoach-174-kh-tu-dong-nai-2018.md": "004_*.txt",
}
KEYS = ["kind", "number", "issuer", "date", "place", "title", "signer", "signer_title", "digest"]
# What a plan may fail to print, and what its digest then leaves empty.
MAY_BE_EMPTY = {"number", "date", "place", "signer_title"}

RUN = 14
# Signature blocks and titles of documents may stand as printed; nothing else does.
MOST_RUNS = 5

# A label at the start of a line, followed by words: "I-", "2.", "5.1.", "a)". Refuses "21-NQ/TW" and "2,15%".
_LABEL = re.compile(r"(?P<label>[IVX]{1,4}[.\-]|\d{1,2}(?:\.\d{1,2})*\.|[a-zđ]\))\s+(?=[^\W\d_])")
# A document number, broken by white space or not: "149-KL/TW", "149- KL/TW", "1745/QĐ-TTg". Refuses a date.
_DOCUMENT_NUMBER = re.compile(r"\d+\s*[-/]\s*[A-ZĐ]{2,3}\s*[-/]\s*(?:TTg|[A-ZĐ]{2,4})\b")
_DATE = re.compile(r"\b(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})\b")
_MONTH = re.compile(r"\btháng\s+(\d{1,2})\s+năm\s+(\d{4})\b")
_YEAR = re.compile(r"\b[Nn]ăm\s+(\d{4})\b")
_PERIOD = re.compile(r"\b(\d{4})\s*-\s*(\d{4})\b")
# A figure with its unit. Refuses a year ("năm 2017" has its unit in front).
_FIGURE = re.compile(
    r"(?<![\d.,])(\d+(?:[.,/]\d+)?)\)?\s*(%|tuổi\b|con\b|cm\b|năm\b|triệu\b|bé\b|loại\b|bệnh\b|cấp\b|số\b|vị\b)",
)

digests = pytest.mark.parametrize("name", sorted(PLAN_OF))


def parts_of(name: str) -> tuple[dict[str, str], str]:
    """Return the front matter and the body of a digest."""
    _, front, body = (TEXTS / name).read_text(encoding="utf-8").split("---\n", 2)
    pairs = [line.partition(":") for line in front.strip().split("\n")]
    return {key: value.strip() for key, _, value in pairs}, body


def plan_of(name: str) -> str:
    """Return the text of the plan that the digest shortens; skips the test where it is absent."""
    found = sorted(PLANS.glob(PLAN_OF[name]))
    if not found:
        pytest.skip(f"no plan {PLAN_OF[name]} in {PLANS}")
    return unicodedata.normalize("NFC", found[0].read_text(encoding="utf-8"))


def labels_of(text: str) -> list[str]:
    """Return the labels of the sections, in order; a heading mark or emphasis before a label is passed over."""
    lines = (line.strip().lstrip("#*").strip().lstrip("*").strip() for line in text.replace("****", "\n").split("\n"))
    return [match["label"] for line in lines if (match := _LABEL.match(line))]


def facts_of(text: str) -> set[str]:
    """Return document numbers, dates, periods, years and figures with their units, each in one form."""
    facts = {re.sub(r"\s+", "", number) for number in _DOCUMENT_NUMBER.findall(text)}
    facts |= {f"{int(day)}/{int(month)}/{year}" for day, month, year in _DATE.findall(text)}
    facts |= {f"tháng {month}/{year}" for month, year in _MONTH.findall(text)}
    facts |= {f"năm {year}" for year in _YEAR.findall(text)}
    facts |= {f"{start}-{end}" for start, end in _PERIOD.findall(text)}
    for number, unit in _FIGURE.findall(text):
        # "4 loại bệnh tật" and "4 bệnh tật" count the same thing; "2 con", "2 cấp" do not.
        facts.add(f"{number} {'bệnh' if unit == 'loại' else unit}")
    return facts


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def runs_of(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def test_every_digest_is_known() -> None:
    assert sorted(path.name for path in TEXTS.glob("*.md")) == sorted(PLAN_OF)


@digests
def test_front_matter_is_complete(name: str) -> None:
    front, body = parts_of(name)
    assert list(front) == KEYS
    assert front["digest"] == "true"
    assert {key for key, value in front.items() if not value} <= MAY_BE_EMPTY
    assert unicodedata.is_normalized("NFC", body)
    for printed in (front["signer"], front["title"], front["number"]):
        assert printed in body
    assert re.fullmatch(r"|\d{4}|\d{1,2}/\d{4}|\d{1,2}/\d{1,2}/\d{4}", front["date"])


@digests
def test_program_reads_what_the_digest_says(name: str) -> None:
    front, body = parts_of(name)
    extraction = read(TEXTS / name)
    reading = reading_text(extraction)
    sections = outline(reading)
    document = identify(reading, sections, extraction.front_matter, name, extraction.obtained_by)
    assert document.digest
    assert (document.kind, document.issuer, document.title) == (front["kind"], front["issuer"], front["title"])
    assert (document.number or "", document.place or "", str(document.issued_on)) == (
        front["number"],
        front["place"],
        front["date"],
    )
    assert (document.signer, document.signer_title or "") == (front["signer"], front["signer_title"])
    assert [section.label for section in sections if section.label] == labels_of(body)
    assert {"title", "preamble", "recipients", "signature"} <= {section.path for section in sections}
    # Every paragraph of the digest is a paragraph of its reading text.
    assert len(reading.text.split("\n")) == sum(bool(line.strip()) for line in body.split("\n"))


@digests
def test_body_has_the_parts_of_a_plan(name: str) -> None:
    lines = [line for line in parts_of(name)[1].split("\n") if line]
    assert "KẾ HOẠCH" in lines
    assert "Nơi nhận:" in lines
    assert any(re.match(r"T(?:M\.|/M) ", line) for line in lines)
    assert any(line.startswith("Thực hiện ") for line in lines[: lines.index("KẾ HOẠCH") + 4])


def test_the_checks_see_what_they_should() -> None:
    assert labels_of("**I. KẾT QUẢ****1. Đạt được**\n### **3. Nguyên nhân**\n21-NQ/TW\n2,15% dân\nb) Sở\nII- VIỆC") == [
        "I.",
        "1.",
        "3.",
        "b)",
        "II-",
    ]
    assert facts_of("ngày 05/08/2025, số 149-\nKL/TW, đạt 168,5 cm, giai đoạn 2026 - 2035, ít nhất 4 loại bệnh") == {
        "5/8/2025",
        "149-KL/TW",
        "168,5 cm",
        "2026-2035",
        "4 bệnh",
    }


@pytest.mark.real
@digests
def test_sections_are_those_of_the_plan(name: str) -> None:
    labels = labels_of(plan_of(name))
    assert len(labels) > 10
    assert labels_of(parts_of(name)[1]) == labels


@pytest.mark.real
@digests
def test_every_fact_of_the_plan_is_in_the_digest(name: str) -> None:
    assert facts_of(plan_of(name)) - facts_of(parts_of(name)[1]) == set()


@pytest.mark.real
@digests
def test_no_fact_of_the_digest_is_invented(name: str) -> None:
    assert facts_of(parts_of(name)[1]) - facts_of(plan_of(name)) == set()


@pytest.mark.real
@digests
def test_words_are_its_own(name: str) -> None:
    text = (TEXTS / name).read_text(encoding="utf-8")
    copied = runs_of(words_of(text)) & runs_of(words_of(plan_of(name)))
    assert len(copied) <= MOST_RUNS, sorted(" ".join(run) for run in copied)
