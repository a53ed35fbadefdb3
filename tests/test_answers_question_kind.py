"""What a question asks for, read from its words with or without marks, formal or colloquial."""

from __future__ import annotations

import pytest

from answers.question_kind import asked_for, asking_tokens
from index.records import UnderstoodQuestion
from vietnamese.normal_forms import fold
from vietnamese.tokens import syllables

KINDS = [
    ("Tỷ lệ sinh con thứ ba là bao nhiêu phần trăm?", "figure", {"figure"}),
    ("Tuổi thọ bình quân đạt mấy tuổi", "figure", {"figure"}),
    ("Số điện thoại của Chi cục Dân số?", "figure", {"contact"}),
    ("Hạn nộp báo cáo là khi nào?", "deadline", {"date"}),
    ("chậm nhất tháng mấy phải xong", "deadline", {"date"}),
    ("Cơ quan nào chủ trì tuyên truyền?", "agency", {"agency"}),
    ("việc này ai lo", "agency", {"agency"}),
    ("Sở Y tế có nhiệm vụ gì?", "duties", set()),
    ("Vì sao mức sinh giảm?", "reason", {"cause"}),
    ("Nội dung gồm những mô hình nào?", "list", set()),
    ("Mức sinh thay thế nghĩa là gì?", "definition", set()),
    ("Tỉnh có hỗ trợ bà mẹ trẻ không?", "yes_no", set()),
    ("Ai là Chủ tịch tỉnh?", "matter", {"person"}),
    ("Văn bản nào quy định việc này?", "matter", set()),
    ("Xe đưa đón được nhắc đến ở những kế hoạch nào?", "list", set()),
    ("Sở Nội vụ chủ trì xây dựng kế hoạch gì?", "matter", set()),
    ("Căn cứ vào nghị quyết nào?", "document", {"document_number"}),
    ("Độ tuổi nghỉ hưu của công chức", "figure", {"figure"}),
    ("Mức hỗ trợ mỗi hộ", "figure", {"figure"}),
]


def understood(question: str) -> UnderstoodQuestion:
    return UnderstoodQuestion(question, question)


@pytest.mark.parametrize(("question", "kind", "wants"), KINDS)
def test_kind_and_type_of_the_answer(question: str, kind: str, wants: set[str]) -> None:
    asked = asked_for(understood(question))
    assert (asked.kind, set(asked.wants)) == (kind, wants)


@pytest.mark.parametrize(("question", "kind", "wants"), KINDS)
def test_marks_do_not_matter(question: str, kind: str, wants: set[str]) -> None:
    asked = asked_for(understood(fold(question)))
    assert (asked.kind, set(asked.wants)) == (kind, wants)


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("Đạt bao nhiêu phần trăm?", ("%", "phan tram")),
        ("Bao nhiêu % trẻ được tiêm?", ("%", "phan tram")),
        ("Kết hôn trước bao nhiêu tuổi?", ("tuoi",)),
        ("Nam cao bao nhiêu?", ("cm", "m", "met")),
        ("Ở mức nào?", ()),
    ],
)
def test_unit_of_the_figure(question: str, units: tuple[str, ...]) -> None:
    assert asked_for(understood(question)).units == units


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("Tỉnh có bao nhiêu trạm y tế?", "trạm"),
        ("Mấy nhóm cần tư vấn?", "nhóm"),
        ("Thủ tục xin cấp thẻ thế nào?", "thủ"),
        ("Tỷ lệ là bao nhiêu?", ""),
        ("Đến bao nhiêu năm 2030?", ""),
        ("Đạt bao nhiêu phần trăm?", ""),
        ("Sở Y tế làm gì?", ""),
    ],
)
def test_the_thing_that_an_answer_must_name(question: str, thing: str) -> None:
    place = asked_for(understood(question)).thing
    assert (syllables(question)[place] if place >= 0 else "") == thing


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Cơ quan nào bố trí kinh phí?", "bố trí kinh phí"),
        ("Khi nào hoàn thành kết nối dữ liệu?", "hoàn thành kết nối dữ liệu"),
        ("Chậm nhất tháng mấy phải báo cáo?", "chậm nhất phải báo cáo"),
    ],
)
def test_words_that_only_ask_are_told_from_the_topic(question: str, rest: str) -> None:
    asking = asking_tokens(understood(question))
    kept = [token for place, token in enumerate(syllables(question)) if place not in asking]
    assert kept == syllables(rest)
