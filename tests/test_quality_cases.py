"""What a search of the shipped digests must find, must not find, and is known not to find yet.

The questions are the project's own. What is known not to work is a strict xfail of its table.
"""
# ruff: noqa: E501 (one case a line)

from __future__ import annotations

from dataclasses import dataclass

import pytest

from evaluation.judged import ask, judged_questions, squeeze
from evaluation.systems import own_search
from index.records import Hit, SearchFilters
from library import Library
from settings import PROJECT_ROOT, load_settings

DONG_NAI = "Tỉnh ủy Đồng Nai"
QUANG_NINH = "Tỉnh ủy Quảng Ninh"
NAM_DO_SON = "Ủy ban nhân dân phường Nam Đồ Sơn"
HA_NOI = "Ủy ban nhân dân thành phố Hà Nội"
LAI_CHAU = "Ủy ban nhân dân tỉnh Lai Châu"


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and the wording that must stand in one of the first `within` passages, of this issuer."""

    style: str
    question: str
    issuer: str
    wording: str
    within: int = 3
    history: tuple[str, ...] = ()


FOUND = (
    # formal
    Case("formal", "Tỉnh Đồng Nai đặt chỉ tiêu chiều cao của nam 18 tuổi vào năm 2030 là bao nhiêu?", DONG_NAI, "nam 168,5 cm"),
    Case("formal", "Quy mô dân số tỉnh Đồng Nai đến năm 2030 dự kiến khoảng bao nhiêu người?", DONG_NAI, "khoảng 3,6 triệu người"),
    Case("formal", "Tỷ lệ phụ thuộc chung của Đồng Nai năm 2030 là bao nhiêu phần trăm?", DONG_NAI, "tỷ lệ phụ thuộc chung khoảng 49%"),
    Case("formal", "Tuổi thọ trung bình của người dân Đồng Nai năm 2017 là bao nhiêu?", DONG_NAI, "Tuổi thọ trung bình năm 2017 là 74 tuổi"),
    Case("formal", "Nguyên nhân của những khó khăn trong công tác dân số ở Đồng Nai là gì?", DONG_NAI, "trọng nam hơn nữ vẫn tồn tại"),
    Case("formal", "Quảng Ninh khuyến khích nam, nữ thanh niên kết hôn trước bao nhiêu tuổi?", QUANG_NINH, "kết hôn trước 30 tuổi"),
    Case("formal", "Cơ quan nào của Quảng Ninh phối hợp với ngành Y tế để kết nối dữ liệu về con người?", QUANG_NINH, "Đảng ủy Công an tỉnh"),
    Case("formal", "Ban Tuyên giáo và Dân vận Tỉnh ủy Quảng Ninh được giao nhiệm vụ gì?", QUANG_NINH, "Ban Tuyên giáo và Dân vận Tỉnh ủy: chủ trì"),
    Case("formal", "Đơn vị nào của phường Nam Đồ Sơn tham mưu bố trí kinh phí tuyên truyền dân số?", NAM_DO_SON, "Tham mưu bố trí kinh phí"),
    Case("formal", "Các tổ dân phố của phường Nam Đồ Sơn có nhiệm vụ gì?", NAM_DO_SON, "hình thức sân khấu hóa"),
    Case("formal", "Kế hoạch giảm chênh lệch bé trai, bé gái khi sinh giai đoạn 2026-2030 của Hà Nội được trình ai phê duyệt?", HA_NOI, "Kế hoạch kiểm soát mất cân bằng giới tính khi sinh"),
    Case("formal", "Sở Nội vụ Hà Nội chủ trì những việc gì về việc làm và dạy nghề?", HA_NOI, "đẩy mạnh tạo việc làm"),
    Case("formal", "Sở Tài chính tỉnh Lai Châu bố trí kinh phí ưu tiên cho vùng nào?", LAI_CHAU, "ưu tiên vùng đồng bào dân tộc thiểu số"),
    Case("formal", "Ở Lai Châu, các sở, ban, ngành gửi báo cáo sơ kết, tổng kết về cơ quan nào?", LAI_CHAU, "gửi báo cáo cho Sở Y tế tổng hợp"),
    Case("formal", "Sở Giáo dục và Đào tạo Lai Châu đổi mới giáo dục về những nội dung nào?", LAI_CHAU, "giới và giới tính"),
    Case("formal", "Sở Tài chính Hà Nội cân đối kinh phí theo luật nào?", HA_NOI, "Luật Ngân sách nhà nước, Luật Đầu tư công"),
    # colloquial and paraphrased
    Case("colloquial", "Đồng Nai hồi 2007 sinh con trai nhiều hơn con gái cỡ nào vậy?", DONG_NAI, "119 bé trai/100 bé gái"),
    Case("colloquial", "ở Hà Nội đẻ đủ hai đứa trước 35 tuổi thì được lo gì không", HA_NOI, "sinh đủ hai con trước 35 tuổi"),
    Case("colloquial", "ông bà già ở Quảng Ninh có chỗ sinh hoạt, tập luyện gì không?", QUANG_NINH, "các câu lạc bộ để họ chăm sóc"),
    Case("colloquial", "Hà Nội bắt các phường xã phải ra kế hoạch trễ nhất khi nào?", HA_NOI, "chậm nhất trong tháng 10 năm 2025"),
    Case("colloquial", "cụ già Đồng Nai có thẻ khám bệnh miễn phí hết không?", DONG_NAI, "100% người cao tuổi có thẻ bảo hiểm y tế"),
    Case("colloquial", "nạn bỏ thai con gái ở Hà Nội xử lý ra sao", HA_NOI, "chọn giới tính thai nhi"),
    Case("colloquial", "Đồng Nai có bao nhiêu phần trăm bà bầu được khám dị tật thai?", DONG_NAI, "70% bà mẹ mang thai được tầm soát"),
    Case("colloquial", "Tỉnh nào muốn mở khoa chữa bệnh cho người già?", LAI_CHAU, "chuyên ngành lão khoa", within=5),
    Case("colloquial", "Phường Nam Đồ Sơn loan tin về dân số qua mấy nhóm chat nào thế?", NAM_DO_SON, "nhóm Zalo của tổ dân phố"),
    Case("colloquial", "tiền làm công tác dân số ở Hà Nội lấy ở đâu ra?", HA_NOI, "Kinh phí lấy từ ngân sách nhà nước"),
    # without marks
    Case("no marks", "dong nai muc tieu tuoi tho binh quan nam 2030", DONG_NAI, "Tuổi thọ bình quân khoảng 75 tuổi"),
    Case("no marks", "ty le sinh con thu 3 cua dong nai nam 1993", DONG_NAI, "29,08% (1993)"),
    Case("no marks", "quang ninh chuan bi chuong trinh muc tieu quoc gia 2026 2035 nhu the nao", QUANG_NINH, "Chương trình mục tiêu quốc gia giai đoạn 2026 - 2035"),
    Case("no marks", "phuong nam do son phong chong tao hon hon nhan can huyet", NAM_DO_SON, "phòng chống tảo hôn"),
    Case("no marks", "lai chau giam sat viec thuc hien ke hoach la co quan nao", LAI_CHAU, "giám sát"),
    Case("no marks", "lai chau noi gi ve ket noi du lieu dan cu", LAI_CHAU, "kết nối liên thông, đồng bộ dữ liệu"),
    Case("no marks", "so tai chinh ha noi can doi kinh phi theo luat nao", HA_NOI, "Luật Ngân sách nhà nước, Luật Đầu tư công"),
    # abbreviations
    Case("abbreviation", "BTV TU Quảng Ninh giao UBMTTQ tỉnh làm gì?", QUANG_NINH, "Mặt trận Tổ quốc tỉnh"),
    Case("abbreviation", "SYT Lai Châu chủ trì việc gì về CSSKSS?", LAI_CHAU, "chăm sóc sức khỏe sinh sản"),
    Case("abbreviation", "Lai Châu: NCT được mở CLB gì?", LAI_CHAU, "câu lạc bộ rèn luyện sức khỏe"),
    Case("abbreviation", "cán bộ DS cơ sở phường Nam Đồ Sơn có được tập huấn ko", NAM_DO_SON, "Cán bộ dân số cơ sở được bồi dưỡng, tập huấn"),
    # typing errors
    Case("typo", "chỉ tiêu sàng lọc trẻ sơ sinhh của Đồng Nai", DONG_NAI, "90% trẻ sơ sinh được tầm soát"),
    Case("typo", "Quảng Nin hỗ trợ người lao độg sinh con thế nào?", QUANG_NINH, "hỗ trợ người lao động sinh con"),
    Case("typo", "dân sôs vàng ở Hà Nội do sở nào lo", HA_NOI, "phát huy thời kỳ dân số vàng"),
    # by document number
    Case("number", "Kế hoạch 16-KH/TU là của cơ quan nào, ban hành ngày nào?", NAM_DO_SON, "Ban Thường vụ Thành ủy Hải Phòng ban hành ngày 20/9/2025"),
    Case("number", "công văn 9244/VP-VX", NAM_DO_SON, "Công văn số 9244/VP-VX"),
    Case("number", "Kế hoạch số 454/KH-UBND nói về chuyện gì?", LAI_CHAU, "Kế hoạch số 454/KH-UBND"),
    Case("number", "30-KH/ĐU ban hành ngày bao nhiêu", LAI_CHAU, "ban hành ngày 16/6/2025"),
    Case("number", "237/KH-UBND ngày 08/12/2020 là kế hoạch gì?", HA_NOI, "Kế hoạch số 237/KH-UBND (08/12/2020)"),
    Case("number", "174-KH/TU do ai ký?", DONG_NAI, "Nguyễn Phú Cường"),
    Case("number", "QĐ 1745 ký hôm nào", LAI_CHAU, "15/8/2025"),
    # about the document
    Case("document", "Ai ký kế hoạch của Ủy ban nhân dân tỉnh Lai Châu?", LAI_CHAU, "Tống Thanh Hải"),
    Case("document", "Kế hoạch của Hà Nội gửi cho những nơi nào?", HA_NOI, "Ủy ban MTTQ Việt Nam Thành phố;"),
    # in English
    Case("English", "What height should 18-year-old women reach in Dong Nai by 2030?", DONG_NAI, "nữ 157,5 cm"),
    Case("English", "Which department of Lai Chau is responsible for the budget?", LAI_CHAU, "cân đối, bố trí kinh phí"),
    Case("English", "elderly care network in Hanoi", HA_NOI, "mạng lưới chăm sóc người cao tuổi"),
    Case("English", "Which province expects a population of 3.6 million?", DONG_NAI, "3,6 triệu người"),
    # follow-ups
    Case("follow-up", "Còn Hà Nội thì sao?", HA_NOI, "Sở Giáo dục và Đào tạo", history=("Sở Giáo dục và Đào tạo Lai Châu có nhiệm vụ gì?",)),
    Case("follow-up", "thế năm 2017 thì bao nhiêu?", DONG_NAI, "77,49% (2017)", history=("Tỷ lệ cặp vợ chồng dùng biện pháp tránh thai ở Đồng Nai năm 1993?",)),
    Case("follow-up", "Tỉnh ấy có chỉ tiêu về tuổi thọ không?", DONG_NAI, "Tuổi thọ bình quân khoảng 75 tuổi", history=("Đồng Nai đặt mục tiêu dân số bao nhiêu người?",)),
    Case("follow-up", "Còn nữ?", DONG_NAI, "nữ 157,5 cm", history=("Chỉ tiêu chiều cao của nam 18 tuổi ở Đồng Nai?",)),
)  # fmt: skip

FILTERED_OUT = (
    SearchFilters(years=(1999,)),
    SearchFilters(issuers=("Ủy ban nhân dân tỉnh Cà Mau",)),
    SearchFilters(kinds=("Luật",)),
    SearchFilters(years=(2018,), issuers=(QUANG_NINH,)),
)

OF_ONE_ISSUER = (
    ("Lai Châu giao Sở Nội vụ làm gì?", LAI_CHAU),
    ("phuong nam do son tuyen truyen the nao", NAM_DO_SON),
    ("Đồng Nai nói gì về người di cư?", DONG_NAI),
    ("Hà Nội làm gì cho bà mẹ và trẻ em?", HA_NOI),
)

NOT_IN_THE_LIBRARY = (
    ("Cà Mau có chỉ tiêu gì về mức sinh?", "Cà Mau"),
    ("Thanh Hóa giao Sở Y tế làm gì?", "Thanh Hóa"),
    # Without marks "nghe an" may also be "nghe" and "an" or "ăn".
    pytest.param("nghe an khuyen khich sinh con the nao", "Nghệ An", marks=pytest.mark.xfail(strict=True)),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library as it is shipped: five digests."""
    return Library(load_settings({}, data=tmp_path_factory.mktemp("cases")))


def place(library: Library, case: Case, depth: int = 20) -> int | None:
    """Return the place of the first passage that answers, None beyond `depth`."""
    hits = library.search(case.question, k=depth, history=case.history).hits
    return next((hit.rank for hit in hits if answers(hit, case)), None)


def answers(hit: Hit, case: Case) -> bool:
    """Tell whether a passage is of the issuer and holds the wording."""
    return hit.document.issuer == case.issuer and squeeze(case.wording) in squeeze(hit.passage.text)


@pytest.mark.parametrize("case", FOUND, ids=lambda case: f"{case.style}: {case.question}")
def test_what_must_be_found_is_among_the_first(library: Library, case: Case) -> None:
    found = place(library, case)
    assert found is not None, "not found"
    assert found <= case.within


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.question)
def test_the_wording_of_a_case_stands_in_a_passage_of_the_digest(library: Library, case: Case) -> None:
    reader = library.reader()
    (document,) = [one for one in library.documents() if one.issuer == case.issuer]
    texts = [passage.text for passage in reader.passages(list(reader.rows_of(document.id)))]
    assert any(squeeze(case.wording) in squeeze(text) for text in texts)


@pytest.mark.parametrize("filters", FILTERED_OUT)
def test_a_filter_that_matches_nothing_finds_nothing(library: Library, filters: SearchFilters) -> None:
    assert library.search("Chỉ tiêu về tỷ số giới tính khi sinh?", filters=filters).hits == ()


@pytest.mark.parametrize(("question", "issuer"), OF_ONE_ISSUER)
def test_a_question_about_one_place_finds_no_other(library: Library, question: str, issuer: str) -> None:
    hits = library.search(question, k=10).hits
    assert {hit.document.issuer for hit in hits} == {issuer}


@pytest.mark.parametrize(("question", "place_name"), NOT_IN_THE_LIBRARY)
def test_a_place_without_documents_is_told(library: Library, question: str, place_name: str) -> None:
    assert library.search(question, k=3).understood.unknown_places == (place_name,)


DIGEST_QUESTIONS = judged_questions(PROJECT_ROOT / "evaluation" / "digest_questions.jsonl")


@pytest.mark.parametrize(("style", "least"), [("english", 0.85), ("paraphrase", 0.80)])
def test_questions_about_the_digests(library: Library, style: str, least: float) -> None:
    """English, and everyday wording that shares next to no word with the text."""
    outcomes = ask(own_search(library), [one for one in DIGEST_QUESTIONS if one.style == style], 5)
    missed = [one.question.question for one in outcomes if one.first is None]
    assert len(outcomes) >= 20
    assert len(missed) <= (1 - least) * len(outcomes), missed


def test_evidence_of_the_questions_about_the_digests_stands_in_a_passage(library: Library) -> None:
    reader = library.reader()
    passages = [reader.passages(list(reader.rows_of(document.id))) for document in library.documents()]
    texts = [squeeze(passage.text) for own in passages for passage in own]
    wanted = [text for question in DIGEST_QUESTIONS for text in question.evidence]
    assert [text for text in wanted if not any(squeeze(text) in held for held in texts)] == []


def test_a_comparison_finds_both_places_and_no_third(library: Library) -> None:
    hits = library.search("Đồng Nai và Hà Nội làm gì cho người cao tuổi?", k=10).hits
    assert {hit.document.issuer for hit in hits} == {DONG_NAI, HA_NOI}
