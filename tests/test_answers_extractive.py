"""Answers quote what was asked, verbatim, or are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answers.spans import MAX_QUOTE_WORDS
from tests.answers_library import small_library

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

ANSWERED = [
    ("Tuổi thọ bình quân của Cao Bằng đến năm 2027 là bao nhiêu tuổi?", ["73,5 tuổi"]),
    ("cao bang ti le sang loc truoc sinh dat bao nhieu", ["64%"]),
    ("Ở Cao Bằng sở nào bố trí kinh phí?", ["Sở Tài chính"]),
    ("Các huyện của Cao Bằng phải ban hành kế hoạch chậm nhất khi nào?", ["tháng 5 năm 2024"]),
    ("Hội Liên hiệp Phụ nữ tỉnh Cao Bằng có nhiệm vụ gì?", ["sàng lọc trước sinh", "tảo hôn"]),
    ("Ai ký kế hoạch của UBND tỉnh Cao Bằng?", ["Nông Văn Tuấn", "PHÓ CHỦ TỊCH"]),
    ("Kế hoạch 61/KH-UBND ban hành ngày nào?", ["ngày 12 tháng 3 năm 2024"]),
    ("Chương trình 19-CTr/TU ngày nào?", ["05/02/2024"]),
    ("Kế hoạch của UBND tỉnh Cao Bằng gửi tới những nơi nào?", ["Bộ Y tế", "Thường trực Tỉnh ủy"]),
    ("Ở Bến Tre cơ quan nào xây dựng chế độ cho cộng tác viên dân số?", ["Sở Nội vụ"]),
]

REFUSED = [
    "Số hiệu kế hoạch của UBND tỉnh Bến Tre là gì?",
    "Kế hoạch của UBND tỉnh Bến Tre ban hành ngày nào?",
    "Số điện thoại của Sở Y tế Cao Bằng là bao nhiêu?",
    "Cao Bằng có bao nhiêu cộng tác viên dân số?",
    "Mức phạt nồng độ cồn khi lái xe máy là bao nhiêu tiền?",
    "Ai là Giám đốc Sở Y tế Cao Bằng?",
    "Tỷ lệ sử dụng biện pháp tránh thai ở Bến Tre là bao nhiêu phần trăm?",
    "Giá vàng hôm nay thế nào?",
    "Kế hoạch của tỉnh Thanh Hóa về dân số nói gì?",
    "Vì sao Cao Bằng bố trí kinh phí cho các nhiệm vụ?",
    "UBND tỉnh Bến Tre ban hành kế hoạch vào ngày nào?",
]


@pytest.mark.parametrize(("question", "expected"), ANSWERED)
def test_a_question_is_answered_by_quoting(question: str, expected: list[str]) -> None:
    answer = small_library().ask(question)
    quotes = [citation.quote for statement in answer.statements for citation in statement.citations]
    assert not answer.abstained
    for words in expected:
        assert any(words in quote for quote in quotes), quotes
    assert all(len(quote.split()) <= MAX_QUOTE_WORDS for quote in quotes)
    assert answer.answer


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_documents_do_not_say_is_refused_with_what_was_looked_for(question: str) -> None:
    answer = small_library().ask(question)
    assert answer.abstained
    assert answer.statements == ()
    assert answer.looked_for
    assert len(answer.nearby) <= 3


def test_a_single_fact_needs_few_quotations() -> None:
    answer = small_library().ask("Tuổi thọ bình quân của Cao Bằng là bao nhiêu?")
    assert len([citation for statement in answer.statements for citation in statement.citations]) <= 3


def test_the_deciding_figure_is_marked_with_its_unit() -> None:
    statement = small_library().ask("Tuổi thọ bình quân của Cao Bằng là bao nhiêu tuổi?").statements[0]
    assert "73,5 tuổi" in [statement.text[start:end] for start, end in statement.emphasis]


def test_party_and_state_bodies_of_one_province_are_kept_apart() -> None:
    answer = small_library().ask("Kế hoạch của UBND tỉnh Cao Bằng do ai ký?")
    cited = {citation.text for statement in answer.statements for citation in statement.citations}
    assert cited == {"phần ký, Kế hoạch số 61/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân tỉnh Cao Bằng"}


def test_a_fact_asked_of_the_wrong_place_is_corrected() -> None:
    answer = small_library().ask("Hạn tháng 5/2024 là của Bến Tre đúng không?")
    assert not answer.abstained
    assert "tháng 5 năm 2024" in answer.statements[0].text
    assert answer.answer.startswith("Không thấy điều này trong văn bản được hỏi")
    assert "Cao Bằng" in answer.answer


def test_a_wrong_year_is_corrected_with_the_date_of_the_document() -> None:
    answer = small_library().ask("Theo kế hoạch năm 2021 của Cao Bằng, tỷ lệ sàng lọc trước sinh là bao nhiêu?")
    quotes = [statement.text for statement in answer.statements]
    assert answer.answer.startswith("Thư viện không có văn bản năm 2021")
    assert any("64%" in quote for quote in quotes)
    assert any("ngày 12 tháng 3 năm 2024" in quote for quote in quotes)


@pytest.mark.real
def test_every_quotation_of_the_official_plans_is_verbatim(tmp_path: Path) -> None:
    questions = SHARED / "evaluation" / "plan-questions-dev.jsonl"
    if not questions.is_file():
        pytest.skip("the official plans are not beside the project")
    from library import Library
    from settings import load_settings

    library = Library(load_settings(data=tmp_path))
    library.add([SHARED / "corpus"])
    checked = 0
    for line in questions.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        answer = library.ask(item["question"], history=item.get("history") or ())
        assert answer.abstained == (not answer.statements)
        for statement in answer.statements:
            assert statement.citations
            assert statement.text == statement.citations[0].quote
            for citation in statement.citations:
                text = library.show(citation.document_id).reading.text
                assert text[citation.start : citation.end] == citation.quote
                assert citation.quote == citation.quote.strip()
                assert 0 < len(citation.quote.split()) <= MAX_QUOTE_WORDS
                checked += 1
    assert checked > 100
