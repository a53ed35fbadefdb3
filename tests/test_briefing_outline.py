"""A proposed outline: every item on the topic and quoted once, documents in turn, a refusal when none speaks."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

import cli
from answers.briefing.aspects import fit
from answers.briefing.figures import value_of
from answers.briefing.finding import Found
from answers.briefing.indicators import charts
from answers.briefing.records import Briefing, ComparisonTable, FigureChart, Quotation, Remark
from answers.briefing.relevance import topic_of_briefing
from answers.quoting import citation
from corpus.records import Document, ParsedDocument, ReadingText, Section
from errors import NothingOnTopic, UnknownDocument
from index.records import Expansion, UnderstoodQuestion
from library import Library
from settings import load_settings
from tests.answers_library import small_library
from tests.briefing_library import opening
from tests.test_answers_generative import model

DISCUSSION = "Câu hỏi thảo luận"


def headings(briefing: Briefing) -> list[str]:
    return [section.heading for section in briefing.sections]


def items_under(briefing: Briefing, heading: str) -> tuple[object, ...]:
    return next(section.items for section in briefing.sections if section.heading == heading)


def emphasised(item: object) -> list[str]:
    assert isinstance(item, Quotation)
    return [item.citation.quote[start:end] for start, end in item.emphasis]


@pytest.fixture(scope="module")
def proposal() -> Briefing:
    return small_library().propose_briefing("tư vấn trước hôn nhân", audience="cộng tác viên")


def test_localities_are_set_side_by_side(proposal: Briefing) -> None:
    (table,) = items_under(proposal, "So sánh địa phương")
    assert isinstance(table, ComparisonTable)
    quoted = {row.name: " ".join(one.quote for one in row.citations) for row in table.rows}
    assert sorted(name.split()[-2:] for name in quoted) == [["Bến", "Tre"], ["Cao", "Bằng"]]
    assert all("tư vấn trước hôn nhân" in words for words in quoted.values())


def test_no_word_is_quoted_twice_and_every_quotation_stands(proposal: Briefing) -> None:
    library = small_library()
    for one, other in combinations(proposal.citations, 2):
        assert one.document_id != other.document_id or one.end <= other.start or other.end <= one.start
    for one in proposal.citations:
        assert library.show(one.document_id).reading.text[one.start : one.end] == one.quote
    assert library.checked_briefing(proposal) == (proposal, ())


def test_discussion_is_marked_as_proposed(proposal: Briefing) -> None:
    asked = items_under(proposal, DISCUSSION)
    assert asked
    assert all(isinstance(one, Remark) and one.proposed and one.text.endswith("?") for one in asked)
    assert any(isinstance(one, Remark) and "cộng tác viên" in one.text for one in asked)


def test_a_section_left_out_is_told(proposal: Briefing) -> None:
    assert "Bối cảnh" not in headings(proposal)
    assert any("“Bối cảnh”" in one for one in proposal.omitted)


def test_who_acts_stands_above_what_is_to_be_done() -> None:
    briefing = small_library().propose_briefing("vận động hội viên đi sàng lọc trước sinh")
    quotes = [
        one.citation.quote for one in items_under(briefing, "Nhiệm vụ theo cơ quan") if isinstance(one, Quotation)
    ]
    said = "\n".join(quotes)
    assert said.index("Hội Liên hiệp Phụ nữ tỉnh") < said.index("Vận động hội viên đi sàng lọc trước sinh")
    body = {name for one in items_under(briefing, "Nhiệm vụ theo cơ quan") for name in emphasised(one)}
    assert "Hội Liên hiệp Phụ nữ tỉnh" in body


def test_a_deadline_has_its_section() -> None:
    briefing = small_library().propose_briefing("mạng lưới tư vấn trước hôn nhân ở các xã vùng cao")
    (deadline,) = items_under(briefing, "Thời hạn")
    assert isinstance(deadline, Quotation)
    assert "trước ngày 15 tháng 11 hằng năm" in deadline.citation.quote
    assert any("tháng 11" in words for words in emphasised(deadline))


@pytest.mark.parametrize("topic", ["giá vàng trong nước", "xử phạt vi phạm giao thông", "trồng rừng phòng hộ"])
def test_a_topic_of_no_document_is_refused(topic: str) -> None:
    with pytest.raises(NothingOnTopic, match=topic):
        small_library().propose_briefing(topic)


def test_questions_become_sections_and_an_unanswered_one_is_told() -> None:
    asked = ("Sở Tài chính của Cao Bằng làm gì?", "Giá vàng hôm nay bao nhiêu?")
    briefing = small_library().propose_briefing("xử phạt vi phạm giao thông", questions=asked)
    assert headings(briefing) == [asked[0], DISCUSSION]
    (answer, *_) = items_under(briefing, asked[0])
    assert isinstance(answer, Quotation)
    assert "bố trí kinh phí" in answer.citation.quote
    assert any(asked[1] in one for one in briefing.omitted)


def test_sentences_of_a_language_model_stand_above_what_they_cite() -> None:
    question = "Tuổi thọ bình quân của Cao Bằng là bao nhiêu tuổi?"
    with model(
        "Tuổi thọ bình quân của Cao Bằng đạt 73,5 tuổi [1]. Mỗi gia đình được thưởng 5 triệu đồng [1]."
    ) as server:
        settings = load_settings(data=small_library().settings.data)
        library = Library(replace(settings, llm_url=f"http://127.0.0.1:{server.server_port}/v1", llm_model="m"))
        briefing = library.propose_briefing("xử phạt vi phạm giao thông", questions=[question])
    written, quoted = items_under(briefing, question)
    assert isinstance(written, Remark)
    assert isinstance(quoted, Quotation)
    assert (written.text, written.generated) == ("Tuổi thọ bình quân của Cao Bằng đạt 73,5 tuổi.", True)
    assert written.citations == (quoted.citation,)
    assert library.checked_briefing(briefing) == (briefing, ())


def test_only_the_documents_chosen_are_quoted() -> None:
    library = small_library()
    chosen = next(one.id for one in library.documents() if one.place == "Bến Tre")
    briefing = library.propose_briefing("tư vấn trước hôn nhân", documents=[chosen], questions=["Sở Nội vụ làm gì?"])
    assert set(briefing.document_ids) == {chosen}
    with pytest.raises(UnknownDocument):
        library.propose_briefing("tư vấn trước hôn nhân", documents=[chosen, "khong-co"])


def test_a_place_in_the_topic_chooses_its_documents() -> None:
    briefing = small_library().propose_briefing("tư vấn trước hôn nhân của tỉnh Bến Tre")
    assert {one.place for one in small_library().documents() if one.id in briefing.document_ids} == {"Bến Tre"}
    assert any("90%" in one.quote for one in briefing.citations)


# -- what is on a topic ----------------------------------------------------------------------------------------------

LINES = [
    *("Chăm sóc sức khỏe sinh sản cho thanh niên.", "Khám sức khỏe định kỳ cho người lao động.") * 4,
    *("Công tác dân số được quan tâm.", "Nâng cao chất lượng dân số.") * 10,
    *("Người cao tuổi có thẻ bảo hiểm y tế.", "Thích ứng với già hóa dân số.") * 2,
]


@pytest.mark.parametrize(
    ("topic", "text", "said"),
    [
        ("chăm sóc sức khỏe người cao tuổi", "Mở nơi chăm sóc sức khỏe cho người cao tuổi.", True),
        ("chăm sóc sức khỏe người cao tuổi", "Mở rộng dịch vụ chăm sóc sức khỏe sinh sản.", False),
        ("già hóa dân số và chăm sóc người cao tuổi", "Chủ động thích ứng với già hóa dân số.", True),
        ("già hóa dân số và chăm sóc người cao tuổi", "Nâng cao chất lượng dân số.", False),
        ("tư vấn, khám sức khỏe trước khi cưới", "Tư vấn cho công nhân về nhà ở.", False),
        ("tư vấn, khám sức khỏe trước khi cưới", "Vận động khám sức khỏe trước khi cưới.", True),
        ("kết hôn sớm", "Ngăn chặn tảo hôn ở vùng cao.", True),
        ("kinh phí", "Bố trí kinh phí hằng năm.", True),
        ("gia hoa dan so", "Thích ứng với già hóa dân số.", True),
        ("tiêm chủng cho trẻ em", "Trạm y tế tổ chức tiêm chủng cho người lao động.", False),
        ("tiêm chủng cho trẻ em", "Trạm y tế tổ chức tiêm chủng cho TE.", True),
    ],
)
def test_a_topic_is_said_by_its_pairs_of_syllables(topic: str, text: str, said: bool) -> None:
    expansions = (Expansion("kết hôn sớm", "tảo hôn", 0.8, "synonym"), Expansion("trẻ em", "TE", 0.8, "abbreviation"))
    understood = UnderstoodQuestion(topic, topic, expansions=expansions)
    assert topic_of_briefing(understood, LINES).is_said(text, (), 0.4) is said


def test_of_whom_or_what_is_said_in_each_sentence_or_by_the_whole_text() -> None:
    understood = UnderstoodQuestion("xử phạt vi phạm về dân số", "xử phạt vi phạm về dân số")
    topic = topic_of_briefing(understood, LINES)
    text = "Quy định mức xử phạt vi phạm hành chính."
    assert not topic.is_said(text, (), 0.4)
    assert topic.is_said(text, ("II. CÔNG TÁC DÂN SỐ", "2. Thanh tra"), 0.4)
    assert topic.within(LINES).is_said(text, (), 0.4)
    assert not topic.within(["Quản lý thị trường chứng khoán."] * 30).is_said(text, (), 0.4)
    protected = UnderstoodQuestion("bảo vệ trẻ em gái", "bảo vệ trẻ em gái")
    assert topic_of_briefing(protected, LINES).parts[0].subject == 0


def test_a_heading_announces_what_stands_below_it() -> None:
    topic = topic_of_briefing(UnderstoodQuestion("già hóa dân số", "già hóa dân số"), LINES)
    assert topic.is_said("Mở câu lạc bộ dưỡng sinh ở từng ấp.", ("3. Thích ứng với già hóa dân số",), 0.3)
    assert not topic.is_said("Mở câu lạc bộ dưỡng sinh ở từng ấp.", ("3. Thích ứng với già hóa dân số",), 0.0)


@pytest.mark.parametrize(
    ("heading", "text", "aspect"),
    [
        ("2. Khó khăn, hạn chế", "Tỷ lệ sinh con thứ ba là 12%.", "context"),
        ("1. Nhiệm vụ", "Thời gian qua việc tư vấn chưa được quan tâm.", "context"),
        ("II. MỤC TIÊU", "Tỷ lệ tư vấn đạt 71%.", "target"),
        ("III. Giải pháp", "Phấn đấu tỷ lệ tư vấn đạt 71%.", "target"),
        ("III. NHIỆM VỤ", "Sở Y tế chủ trì tư vấn.", "task"),
        ("III. NHIỆM VỤ", "Báo cáo kết quả trước ngày 25 tháng 11 hằng năm.", "deadline"),
        ("III. NHIỆM VỤ", "Thực hiện Kết luận số 149-KL/TW ngày 10/4/2025 của Bộ Chính trị.", "task"),
        ("Kết quả thực hiện mục tiêu", "Tỷ lệ tư vấn đạt 71%.", "context"),
    ],
)
def test_what_a_quotation_tells(heading: str, text: str, aspect: str) -> None:
    parsed = ParsedDocument(Document("a"), ReadingText(text), (Section("I", "I.", heading, 1, 0, len(text)),), (), ())
    read = fit(parsed, "I", (heading,), (0, len(text)))
    served = {"context": read.context, "target": read.target, "deadline": read.deadline, "task": read.task}
    assert max(served, key=lambda name: served[name]) == aspect, served


# -- charts ----------------------------------------------------------------------------------------------------------


def found(identifier: str, text: str, year: str = "") -> tuple[Found, ParsedDocument]:
    document = Document(identifier, "Kế hoạch", issuer=f"Ủy ban nhân dân tỉnh {identifier.upper()}")
    parsed = ParsedDocument(document, ReadingText(text), (Section("I", "I.", "", 1, 0, len(text)),), (), ())
    span = (0, len(text))
    return Found(document, "I", span, 1.0, fit(parsed, "I", ("I. CHỈ TIÊU",), span), text, year), parsed


def drawn(*stated: tuple[Found, ParsedDocument]) -> list[FigureChart]:
    open_document = opening(*(parsed for _, parsed in stated))
    return charts(
        (one for one, _ in stated), lambda one: citation(open_document(one.document.id), one.section, *one.span)
    )


def test_one_indicator_of_two_documents_is_charted() -> None:
    (chart,) = drawn(
        found("a", "Tỷ lệ người cao tuổi được khám sức khỏe định kỳ đạt 70,5%.", "2030"),
        found("b", "Phấn đấu tỷ lệ người cao tuổi được khám sức khỏe định kỳ đạt 80%.", "2030"),
    )
    assert chart.title == "Tỷ lệ người cao tuổi được khám sức khỏe định kỳ, năm 2030"
    assert (chart.unit, [point.value for point in chart.points]) == ("%", [70.5, 80])


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Tỷ lệ người cao tuổi được khám sức khỏe định kỳ đạt 80%.", "2025"),
        ("Tỷ lệ trẻ em dưới năm tuổi được tiêm chủng đầy đủ đạt 80%.", "2030"),
        ("Khám sức khỏe định kỳ cho 80 người cao tuổi.", "2030"),
    ],
)
def test_figures_that_cannot_be_compared_are_not_charted(text: str, year: str) -> None:
    assert (
        drawn(found("a", "Tỷ lệ người cao tuổi được khám sức khỏe định kỳ đạt 70%.", "2030"), found("b", text, year))
        == []
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [("73,5", 73.5), ("10.500 người", 10500), ("1.250,5", 1250.5), ("85%", 85), ("2.05", 2.05), ("106-108", None)],
)
def test_values_are_read_as_vietnamese_texts_write_them(written: str, value: float | None) -> None:
    assert value_of(written) == value


# -- the command line ------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "open_library", lambda data: small_library())


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["cli.py", "brief", *arguments])
    status = cli.main()
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_brief_writes_and_reopens(
    terminal: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, word = tmp_path / "x.json", tmp_path / "x.docx"
    status, out, _ = run(capsys, monkeypatch, "--topic", "tư vấn trước hôn nhân", "--to", str(saved), "--json")
    first = json.loads(out)
    assert (status, first["file"]) == (0, str(saved))
    assert first["statements"] >= 1
    assert first["citations"] >= 2
    status, out, _ = run(capsys, monkeypatch, "--from", str(saved), "--to", str(word), "--json")
    assert (status, json.loads(out)) == (0, first | {"file": str(word)})
    assert word.read_bytes()[:2] == b"PK"
    page = tmp_path / "x.html"
    status, out, _ = run(capsys, monkeypatch, "--from", str(saved), "--quiz", "2", "--to", str(page), "--json")
    assert json.loads(out)["citations"] == first["citations"] + page.read_text("utf-8").count('câu-hỏi"')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--topic", "giá vàng trong nước", "--to", "x.docx"), "giá vàng"),
        (("--topic", "tư vấn trước hôn nhân", "--to", "x.odt"), ".docx"),
        (("--topic", "tư vấn trước hôn nhân", "--document", "la", "--to", "x.docx"), "la"),
        (("--to", "x.docx"), "--topic"),
        (("--topic", "a", "--from", "x.json", "--to", "x.docx"), "--from"),
        (("--from", "khong-co.json", "--to", "x.docx"), "khong-co.json"),
    ],
)
def test_brief_says_what_is_wrong(
    terminal: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, monkeypatch, *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert err.startswith("Lỗi: ") or err.startswith("(")
    assert list(tmp_path.iterdir()) == []
