"""The quiz: every answer stands in its citation, no wrong choice is also right, and the files hold it all."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cli
from answers.briefing.quiz import make_quiz
from answers.briefing.quiz_bodies import body_named
from answers.briefing.quiz_check import check_question
from answers.briefing.quiz_facts import facts_of
from answers.briefing.quiz_files import quiz_aiken, quiz_csv, quiz_gift
from answers.briefing.quiz_values import date_value, made_dates, made_numbers, number_value
from answers.briefing.quiz_wording import BLANK
from answers.briefing.records import Briefing, QuizQuestion
from corpus.ingest import read_document
from corpus.records import Citation, ParsedDocument
from errors import InputError, NothingOnTopic, UnknownDocument
from tests.answers_library import BEN_TRE, CAO_BANG, small_library
from tests.corpus_factories import shared_files

HA_GIANG = (
    CAO_BANG.replace("CAO BẰNG", "HÀ GIANG")
    .replace("Cao Bằng", "Hà Giang")
    .replace("61/KH-UBND", "75/KH-UBND")
    .replace("hôn nhân đạt 71%", "hôn nhân đạt 58%")
    .replace("73,5 tuổi", "71,8 tuổi")
    .replace("sàng lọc trước sinh đạt 64%", "sàng lọc trước sinh đạt 52%")
    .replace("tháng 5 năm 2024", "tháng 9 năm 2024")
    .replace(
        "xây dựng mạng lưới tư vấn trước hôn nhân ở các xã vùng cao", "mở lớp dạy nghề cho phụ nữ đơn thân ở chợ phiên"
    )
)


@cache
def plans() -> tuple[ParsedDocument, ...]:
    """Return three invented plans, parsed."""
    with TemporaryDirectory() as folder:
        parsed = []
        for name, text in (("cao-bang", CAO_BANG), ("ben-tre", BEN_TRE), ("ha-giang", HA_GIANG)):
            path = Path(folder) / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            parsed.append(read_document(path))
        return tuple(parsed)


def asked(quiz: Sequence[QuizQuestion], words: str) -> QuizQuestion:
    """Return the first question about a document whose sentence holds the words and one blank."""
    return next(
        question
        for question in quiz
        if words in question.prompt and question.prompt.startswith("Theo") and question.prompt.count(BLANK) == 1
    )


def problems(quiz: Sequence[QuizQuestion], documents: Sequence[ParsedDocument]) -> list[tuple[str, list[str]]]:
    """Return the questions in which the checker finds anything."""
    return [(one.prompt, found) for one in quiz if (found := check_question(one, documents))]


def test_quiz_of_small_plans_is_right_and_varied() -> None:
    quiz = make_quiz(plans(), 30)
    assert len(quiz) >= 15
    assert problems(quiz, plans()) == []
    assert len({question.citation.document_id for question in quiz}) == 3
    assert len({question.prompt for question in quiz}) == len(quiz)
    kinds = Counter(re.sub(r".*, |\n.*|“.*", "", question.prompt, flags=re.DOTALL) for question in quiz)
    assert len(kinds) >= 4, kinds


def test_figure_is_asked_with_its_document_and_sentence() -> None:
    question = asked(make_quiz(plans(), 30), "Tuổi thọ bình quân")
    assert question.prompt.startswith("Theo Kế hoạch số ")
    assert "của Ủy ban nhân dân tỉnh" in question.prompt
    assert BLANK in question.prompt
    right = question.choices[question.answer]
    assert right in question.citation.quote
    assert all(re.fullmatch(r"\d+(,\d+)?", choice) for choice in question.choices)
    assert not {"73,5", "71,8", "65"} & (set(question.choices) - {right})  # stand in the same line, or elsewhere


def test_comparison_asks_for_the_highest_of_several_documents() -> None:
    quiz = make_quiz(plans(), 30)
    comparisons = [question for question in quiz if "mức cao nhất" in question.prompt]
    question = next(one for one in comparisons if "tư vấn trước hôn nhân" in one.prompt)
    assert question.choices[question.answer] == "Kế hoạch tháng 6/2024 của Ủy ban nhân dân tỉnh Bến Tre"
    assert "90%" in question.citation.quote
    assert all(citation is not None and re.search("71%|58%", citation.quote) for citation in question.wrong_from)


def test_bodies_come_from_documents_of_the_same_level() -> None:
    quiz = make_quiz(plans(), 60)
    question = next(
        one for one in quiz if "bố trí kinh phí cho các nhiệm vụ" in one.prompt and "giao cho" in one.prompt
    )
    assert question.choices[question.answer] == "Sở Tài chính"
    assert "Sở Y tế" not in question.choices  # is named in the task itself


def test_same_input_gives_the_same_quiz_and_another_seed_another() -> None:
    assert make_quiz(plans(), 8) == make_quiz(plans(), 8)
    assert make_quiz(plans(), 8) != make_quiz(plans(), 8, seed=1)


def test_questions_keep_to_the_stretches_of_a_topic() -> None:
    parsed = plans()[0]
    start = parsed.reading.text.index("Tỷ lệ cặp đôi được tư vấn")
    quiz = make_quiz(plans(), 10, stretches={parsed.document.id: [(start, start + 40)]})
    assert quiz
    assert all("71%" in question.citation.quote for question in quiz)


def test_one_document_alone_gives_questions_without_comparison() -> None:
    quiz = make_quiz(plans()[:1], 20)
    assert quiz
    assert problems(quiz, plans()[:1]) == []
    assert not any(re.search("từ văn bản nào|Trong các văn bản", question.prompt) for question in quiz)
    assert make_quiz((), 5) == ()


# -- the checker finds what is planted ---------------------------------------------------------------------------------


def planted() -> QuizQuestion:
    """Return a good question on a figure."""
    return asked(make_quiz(plans()[:2], 30), "Tuổi thọ bình quân")


def with_choice(question: QuizQuestion, choice: str) -> QuizQuestion:
    """Return the question with one wrong choice replaced."""
    place = next(index for index in range(len(question.choices)) if index != question.answer)
    choices = [choice if index == place else other for index, other in enumerate(question.choices)]
    return replace(question, choices=tuple(choices), wrong_from=(None,) * (len(choices) - 1))


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda q: q, None),
        (lambda q: replace(q, answer=(q.answer + 1) % len(q.choices)), "không có trong đoạn được dẫn"),
        (lambda q: with_choice(q, "65"), "cũng có trong đoạn được dẫn"),
        (lambda q: with_choice(q, q.choices[q.answer]), "Hai lựa chọn giống nhau"),
        (lambda q: replace(q, prompt=q.prompt.replace(BLANK, q.choices[q.answer])), "nằm ngay trong câu hỏi"),
        (lambda q: replace(q, prompt=q.prompt.replace("bình quân", "trung bình")), "không trùng nguyên văn"),
        (lambda q: replace(q, prompt=re.sub(r"^Theo .*?,", "Theo kế hoạch,", q.prompt)), "không nêu tên văn bản"),
        (lambda q: replace(q, citation=replace(q.citation, quote="khác")), "không khớp văn bản"),
        (lambda q: replace(q, citation=replace(q.citation, document_id="lạ")), "văn bản không có"),
        (lambda q: replace(q, wrong_from=()), "không đủ"),
    ],
)  # fmt: skip
def test_checker_finds_a_spoilt_question(spoil: object, found: str | None) -> None:
    assert callable(spoil)
    told = check_question(spoil(planted()), plans()[:2])
    assert told == [] if found is None else any(found in one for one in told), told


def test_checker_finds_a_choice_that_another_place_states() -> None:
    library = plans()
    question = asked(make_quiz(library[:2], 30), "sàng lọc trước sinh")
    assert check_question(question, library[:2]) == []
    assert any("cũng" in one for one in check_question(with_choice(question, "52%"), library))


# -- values and bodies -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12,5 %", "12.5%", True), ("1.250", "1250", True), ("2,0", "2", True), ("05", "5", True),
        ("106-108", "106 – 108", True), ("12,5%", "125%", False), ("1.250", "1,25", False), ("hai", "3", False),
    ],
)  # fmt: skip
def test_spellings_of_one_figure_meet(one: str, other: str, same: bool) -> None:
    first, second = number_value(one), number_value(other)
    assert first is not None
    assert second is not None
    assert (first.parts == second.parts) is same


@pytest.mark.parametrize(
    ("one", "other", "nested"),
    [
        ("tháng 6/2025", "2025", True), ("10/4/2025", "tháng 4 năm 2025", True), ("2026-2030", "2026 - 2035", True),
        ("2030", "2026-2035", True), ("tháng 6/2025", "tháng 7/2025", False), ("2026-2030", "2031-2035", False),
        ("15 tháng 11", "20 tháng 11", False),
    ],
)  # fmt: skip
def test_nested_dates_are_found(one: str, other: str, nested: bool) -> None:
    first, second = date_value(one), date_value(other)
    assert first is not None
    assert second is not None
    assert first.nests(second) is second.nests(first) is nested


@given(st.sampled_from(["71%", "2,0", "168,5", "1.250", "05", "12", "3,6", "100%", "106-108", "35"]), st.integers())
@settings(max_examples=40, deadline=None)
def test_made_figures_keep_the_form_and_differ(written: str, seed: int) -> None:
    right = number_value(written)
    for made in made_numbers(written, random.Random(seed)):
        assert number_value(made) != right
        assert ("%" in made, "," in made) == ("%" in written, "," in written)
        assert len(made) == len(written) or not written.startswith("0")
        assert not made.endswith("%") or number_value(made).parts[0] <= 100  # type: ignore[union-attr]


@pytest.mark.parametrize("written", ["10/4/2025", "24 tháng 9 năm 2025", "tháng 10 năm 2025", "2026-2035", "2030"])
def test_made_dates_keep_the_form_and_differ(written: str) -> None:
    made = list(made_dates(written, random.Random(3)))
    assert len(made) >= 3
    right = date_value(written)
    assert right is not None
    for one in made:
        value = date_value(one)
        assert value is not None
        assert value.form == right.form
        assert value != right


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("5.2. Sở Tài chính", "Sở Tài chính"),
        ("Giao Ban Tuyên giáo và Dân vận Tỉnh ủy chủ trì việc tuyên truyền.", "Ban Tuyên giáo và Dân vận Tỉnh ủy"),
        ("Đề nghị Ủy ban MTTQ tỉnh", "Ủy ban MTTQ tỉnh"),
        ("3. Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Kinh tế, Hạ tầng và Đô thị"),
        ("Ban Chỉ đạo tỉnh họp hằng quý.", ""),
        ("Các sở, ban, ngành tỉnh, Ủy ban nhân dân các xã", ""),
        ("Sở Tài chính và Ủy ban nhân dân các xã bảo đảm kinh phí.", ""),
        ("b) Phòng chống bệnh đường ruột", ""),
        ("Trường hợp cần thiết, Văn thư cơ quan báo cáo.", ""),
        ("Ban hành kế hoạch thực hiện.", ""),
        ("Chủ tịch Ủy ban nhân dân tỉnh quyết định.", ""),
    ],
)
def test_the_one_body_of_a_line(line: str, named: str) -> None:
    assert body_named(line) == named


def test_labels_parts_of_names_and_document_numbers_are_no_figures(tmp_path: Path) -> None:
    text = CAO_BANG.replace(
        "II. NHIỆM VỤ",
        "- Con thứ 3 trở lên còn cao ở vành đai 4 theo khoản 2 Điều 5 Nghị định số 66/2025/NĐ-CP của Chính phủ.\n\n"
        "II. NHIỆM VỤ",
    )
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    parsed = read_document(path)
    line = parsed.reading.text.index("Con thứ 3")
    found = [fact for fact in facts_of(parsed) if fact.kind in ("figure", "date")]
    assert not [fact for fact in found if line <= fact.blank[0] < line + 100 and (fact.fit or fact.clean)]


# -- files -------------------------------------------------------------------------------------------------------------


def hostile() -> QuizQuestion:
    """Return a question whose words would be markup or a formula."""
    citation = Citation("=1+1 {x} ~y", "d", "I", 0, 11, (), "mục I, Kế hoạch số 5/KH-UBND")
    return QuizQuestion("=Theo “a: {b}”\nsố nào #1?", ("@1", "~2", "=3"), 2, citation, (None, None))


def test_csv_guards_formulas_and_gives_the_letter() -> None:
    content = quiz_csv([hostile()], {})
    assert content.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert len(head) == len(row) == 8
    assert row[:6] == ["'=Theo “a: {b}” số nào #1?", "'@1", "~2", "'=3", "", "C"]
    assert row[6] == "mục I, Kế hoạch số 5/KH-UBND"


def test_gift_escapes_its_marks() -> None:
    text = quiz_gift([hostile()], {}).decode()
    assert text.startswith(r"::Câu 1::[plain]\=Theo “a\: \{b\}” số nào \#1? {")
    assert text.count("\n~") == 2
    assert "\n=\\=3\n" in text
    assert r"####mục I, Kế hoạch số 5/KH-UBND\: “\=1+1 \{x\} \~y”" in text


def test_aiken_has_one_line_a_question() -> None:
    lines = quiz_aiken([hostile(), hostile()]).decode().split("\n")
    assert lines[:5] == ["=Theo “a: {b}” số nào #1?", "A. @1", "B. ~2", "C. =3", "ANSWER: C"]
    assert lines[5] == ""


def test_word_file_holds_questions_then_the_key_with_sources(tmp_path: Path) -> None:
    library = small_library()
    quiz = library.quiz(6)
    assert len(quiz) == 6
    path = tmp_path / "cau-hoi.docx"
    library.export_briefing(Briefing("Câu hỏi"), path, quiz)
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    questions, key = text.split("Đáp án\n")
    for question in quiz:
        assert question.prompt.split("\n")[-1] in questions
        assert all(choice in questions for choice in question.choices)
        letter = "ABCD"[question.answer]
        assert f"{letter}. {question.choices[question.answer]} – “{question.citation.quote}”" in key


def test_quiz_alone_is_written_and_an_empty_one_refused(tmp_path: Path) -> None:
    library = small_library()
    for ending in (".csv", ".gift", ".txt"):
        report = library.export_briefing(Briefing("Câu hỏi"), tmp_path / f"a{ending}", library.quiz(3))
        assert (report.statements, report.citations) == (3, 3)
        with pytest.raises(InputError):
            library.export_briefing(Briefing("Câu hỏi"), tmp_path / f"b{ending}")
        assert not (tmp_path / f"b{ending}").exists()


def test_quiz_of_a_topic_and_of_nothing() -> None:
    library = small_library()
    quiz = library.quiz(4, topic="tư vấn trước hôn nhân")
    assert quiz
    assert all("hôn nhân" in question.citation.quote for question in quiz)
    with pytest.raises(NothingOnTopic):
        library.quiz(4, topic="giá vé tàu vũ trụ lên mặt trăng")
    with pytest.raises(UnknownDocument):
        library.quiz(4, documents=("không có",))
    with pytest.raises(InputError):
        library.quiz(0)


def test_terminal_prints_and_writes_a_quiz(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "open_library", lambda data: small_library())
    file = tmp_path / "a.csv"
    monkeypatch.setattr("sys.argv", ["cli.py", "quiz", "--count", "3", "--to", str(file), "--json"])
    assert cli.main() == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(file)
    assert len(told["questions"]) == 3
    assert {"prompt", "choices", "answer", "citation"} == set(told["questions"][0])
    assert file.read_bytes().count(b"\r\n") == 4
    monkeypatch.setattr("sys.argv", ["cli.py", "quiz", "--count", "500"])
    assert cli.main() == 0
    printed = capsys.readouterr()
    assert "Đáp án: " in printed.out
    assert "Chỉ đặt được" in printed.err


# -- real documents ----------------------------------------------------------------------------------------------------


@pytest.mark.real
@pytest.mark.parametrize(("pattern", "count"), [("corpus/*.txt", 100), ("documents/txt/[cdh]*KH-UBND*.txt", 40)])
def test_quiz_of_real_documents_passes_the_checker(pattern: str, count: int) -> None:
    documents = tuple(read_document(path) for path in shared_files(pattern))
    quiz = make_quiz(documents, count)
    assert len(quiz) == count
    assert problems(quiz, documents) == []
    assert len({question.prompt for question in quiz}) == count


@pytest.mark.prove
@pytest.mark.real
@pytest.mark.parametrize("pattern", ["corpus/*.txt", "documents/*/*.*"])
def test_other_quizzes_of_real_documents_pass_the_checker(pattern: str) -> None:
    documents = tuple(read_document(path) for path in shared_files(pattern) if path.parent.name != "scan")
    for seed in range(1, 11):
        quiz = make_quiz(documents, 100, seed=seed)
        assert len(quiz) == 100
        assert problems(quiz, documents) == []


def test_quiz_of_the_shipped_digests_passes_the_checker() -> None:
    texts = Path(__file__).resolve().parent.parent / "corpus" / "texts"
    documents = tuple(read_document(path) for path in sorted(texts.glob("*.md")))
    quiz = make_quiz(documents, 60)
    assert len(quiz) == 60
    assert problems(quiz, documents) == []
    assert all("(bản tóm lược)" in "".join([one.prompt, *one.choices]) for one in quiz)
