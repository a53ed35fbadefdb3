"""The parts of administration by themselves: accounts on disk, the record, allowances, figures, the log."""

from __future__ import annotations

import json
import logging
import os
import stat
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from administration import passwords
from administration.access import AccessRules, Account, DocumentGroup, Mapping, User
from administration.access_file import ACCESS_NAME, AccessFile
from administration.audit import BEGINNING, AuditLog
from administration.logs import FIELDS, ROOT, JsonLines, configure
from administration.metrics import METRICS_NAME, Day, Metrics
from administration.rate_limits import SignInDelays, TokenBuckets
from errors import BadQuestion, InputError, NotAllowed, SignInFailed, StorageError, TooManyQuestions
from feedback import Feedback, append_feedback, prune_feedback, read_feedback
from library import Library
from settings import load_settings
from tests.access_library import ADMINISTRATOR, CURATOR, READER, library_with_a_secret

PASSWORD = "ba con mèo đi chợ"


pytestmark = pytest.mark.usefixtures("quick_passwords")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# -- who sees what ---------------------------------------------------------------------------------------------------

RULES = AccessRules(
    groups=(DocumentGroup("Thanh tra", ("a", "b")), DocumentGroup("Lãnh đạo", ("b", "c"))),
    mappings=(
        Mapping("domain", "tinh.example", "reader"),
        Mapping("email", "An@tinh.example", "curator", ("Lãnh đạo",)),
        Mapping("groups", "thanh-tra", "reader", ("Thanh tra",)),
        Mapping("department", "", "administrator"),
    ),
)


@pytest.mark.parametrize(
    ("user", "hidden"),
    [
        (User("x", "reader"), {"a", "b", "c"}),
        (User("x", "reader", ("thanh TRA",)), {"c"}),
        (User("x", "reader", ("Lãnh đạo",)), {"a"}),
        (User("x", "reader", ("Thanh tra", "Lãnh đạo")), set()),
        (User("x", "reader", ("không có",)), {"a", "b", "c"}),
        (User("x", "curator"), set()),
        (User("x", "administrator"), set()),
    ],
)
def test_readers_see_what_one_of_their_groups_has(user: User, hidden: set[str]) -> None:
    assert RULES.hidden_from(user) == hidden


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"email": "binh@tinh.example"}, User("binh@tinh.example", "reader")),
        ({"email": "AN@TINH.example"}, User("an@tinh.example", "curator", ("Lãnh đạo",))),
        ({"email": "an@tinh.example", "email_verified": False}, None),
        ({"email": "an@tinh.example.evil.example"}, None),
        ({"email": "an@khac.example"}, None),
        ({"sub": "7", "groups": ["khac", "Thanh-Tra"]}, User("7", "reader", ("Thanh tra",))),
        ({"sub": "7", "department": ""}, None),
        ({"sub": "7", "department": None}, None),
        ({}, None),
    ],
)
def test_claims_give_the_role_of_what_fits(claims: dict[str, Any], expected: User | None) -> None:
    assert RULES.user_of(claims) == expected


# -- accounts on disk ------------------------------------------------------------------------------------------------


def test_accounts_are_followed_across_programs_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    one, other = AccessFile(tmp_path), AccessFile(tmp_path)
    assert one.rules() == AccessRules()
    assert not (tmp_path / ACCESS_NAME).exists()
    other.change(lambda rules: replace(rules, accounts=(Account("an", "curator", ("x",), "hash", True),)))
    assert one.rules().accounts == (Account("an", "curator", ("x",), "hash", True),)
    assert stat.S_IMODE((tmp_path / ACCESS_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"accounts":[{"name":"x","role":"emperor"}]}',
        '{"accounts":[{"name":1,"role":"reader"}]}',
        '{"groups":[{"name":"g","documents":[1]}]}',
        '{"accounts":[{"name":"x","role":["reader"]}]}',
    ],
)
def test_a_broken_file_of_accounts_opens_nothing(tmp_path: Path, content: str) -> None:
    library = Library(load_settings({"TRICHLUC_SHIPPED_TEXTS": str(tmp_path / "none")}, data=tmp_path))
    (tmp_path / ACCESS_NAME).write_text(content, encoding="utf-8")
    with pytest.raises(StorageError, match="tệp phân quyền"):
        library.acting_as(READER).documents()
    with pytest.raises(StorageError, match="tệp phân quyền"):
        library.entrance.sign_in("x", "mật khẩu nào đó")
    with pytest.raises(StorageError, match="tệp phân quyền"):
        library.administration.make_group("g")
    assert (tmp_path / ACCESS_NAME).read_text(encoding="utf-8") == content


def test_changes_made_side_by_side_are_all_kept(tmp_path: Path) -> None:
    def add(number: int) -> None:
        group = DocumentGroup(str(number))
        AccessFile(tmp_path).change(lambda rules: replace(rules, groups=(*rules.groups, group)))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {group.name for group in AccessFile(tmp_path).rules().groups} == {str(number) for number in range(8)}


def test_passwords_are_hashed_as_slowly_as_rfc_9106_asks(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("monkeypatch").undo()
    assert passwords.hashed(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_passwords_are_hashed_and_short_ones_refused() -> None:
    hash_ = passwords.hashed(PASSWORD)
    assert hash_.startswith("$argon2id$")
    assert PASSWORD not in hash_
    assert passwords.matches(PASSWORD, hash_)
    assert not passwords.matches(PASSWORD + " ", hash_)
    assert not passwords.matches(PASSWORD, "")
    assert not passwords.matches(PASSWORD, "no hash")
    for bad in ("", "ngắn", "x" * 257):
        with pytest.raises(InputError, match="Mật khẩu"):
            passwords.hashed(bad)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(load_settings({"TRICHLUC_SHIPPED_TEXTS": str(tmp_path / "none")}, data=tmp_path / "data"))


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda office: office.add_account("", "reader", PASSWORD), "Tên"),
        (lambda office: office.add_account("x" * 81, "reader", PASSWORD), "Tên"),
        (lambda office: office.add_account("b", "boss", PASSWORD), "quyền"),
        (lambda office: office.add_account("AN", "reader", PASSWORD), "Đã có"),
        (lambda office: office.add_account("b", "reader", PASSWORD, ["không có"]), "nhóm"),
        (lambda office: office.change_account("an", role="reader"), "ít nhất một"),
        (lambda office: office.change_account("an", disabled=True), "ít nhất một"),
        (lambda office: office.remove_account("an"), "ít nhất một"),
        (lambda office: office.remove_account("ai"), "Không có tài khoản"),
        (lambda office: office.set_mapping(Mapping("email", "", "reader")), "Tên"),
        (lambda office: office.remove_mapping("email", "x"), "Không có quy tắc"),
        (lambda office: office.make_group(" \t"), "Tên"),
        (lambda office: office.take_from_group("không có", []), "Không có nhóm"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    library: Library, act: Callable[[Any], None], message: str
) -> None:
    office = library.administration
    office.add_account("an", "administrator", PASSWORD)
    office.add_account("bình", "reader", PASSWORD)
    before = AccessFile(library.settings.data).rules(), office.audit()
    with pytest.raises(InputError, match=message):
        act(office)
    assert (AccessFile(library.settings.data).rules(), office.audit()) == before


def test_removing_a_group_leaves_no_member_of_it(library: Library) -> None:
    office = library.administration
    office.make_group("Thanh tra")
    office.add_account("an", "reader", PASSWORD, ["Thanh tra"])
    office.set_mapping(Mapping("domain", "tinh.example", "reader", ("Thanh tra",)))
    office.remove_group("thanh tra")
    rules = AccessFile(library.settings.data).rules()
    assert [*rules.accounts[0].groups, *rules.mappings[0].groups, *rules.groups] == []


# -- signing in ------------------------------------------------------------------------------------------------------


def test_wrong_passwords_have_to_wait_ever_longer() -> None:
    clock = Clock()
    delays = SignInDelays(clock)
    for _ in range(5):
        delays.attempt("An")
    waits = []
    for _ in range(9):
        with pytest.raises(SignInFailed, match="chờ") as raised:
            delays.attempt("an ")  # the same name
        waits.append(int("".join(filter(str.isdigit, str(raised.value)))))
        clock.now += waits[-1]
        delays.attempt("an")
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900]
    delays.attempt("bình")  # nobody else waits
    delays.succeeded("an")
    delays.attempt("an")


def test_signing_in_says_the_same_of_a_wrong_name_and_a_wrong_password_and_records_both(library: Library) -> None:
    library.administration.add_account("an", "reader", PASSWORD)
    library.administration.add_account("khóa", "reader", PASSWORD)
    library.administration.change_account("khóa", disabled=True)
    said = set()
    for name, password in (("an", "sai mật khẩu rồi"), ("mật khẩu gõ nhầm ô", PASSWORD), ("khóa", PASSWORD)):
        with pytest.raises(SignInFailed) as raised:
            library.entrance.sign_in(name, password)
        said.add(str(raised.value))
    assert len(said) == 1
    assert library.entrance.sign_in("AN", PASSWORD) == User("an", "reader")
    recorded = [(one.who, one.what) for one in library.administration.audit()][-4:]
    failed = "sign-in-failed"
    assert recorded == [("an", failed), ("—", failed), ("khóa", failed), ("an", "signed-in")]
    assert "gõ nhầm" not in (library.settings.data / "audit").joinpath(f"{datetime.now():%Y-%m}.jsonl").read_text(
        "utf-8"
    )


# -- allowances ------------------------------------------------------------------------------------------------------


def test_an_allowance_comes_back_evenly() -> None:
    clock = Clock()
    buckets = TokenBuckets(6, clock)
    for _ in range(6):
        buckets.take("an")
    with pytest.raises(TooManyQuestions, match="chờ 10 giây"):
        buckets.take("an")
    buckets.take("bình")
    clock.now += 10
    buckets.take("an")
    with pytest.raises(TooManyQuestions):
        buckets.take("an")
    unlimited = TokenBuckets(0, clock)
    for _ in range(1000):
        unlimited.take("an")


def test_people_are_limited_and_the_program_itself_is_not() -> None:
    with library_with_a_secret() as (library, _):
        limited = Library(replace(library.settings, questions_per_minute=2))
        for _ in range(3):
            limited.search("kinh phí")
        reader = limited.acting_as(READER)
        # A comparison searches many times and is one question.
        reader.compare(["kinh phí"])
        reader.ask("Kinh phí bao nhiêu?")
        with pytest.raises(TooManyQuestions, match="quá 2 câu"):
            reader.search("kinh phí")
        limited.acting_as(CURATOR).search("kinh phí")


def test_briefings_and_quizzes_are_limited_in_size(tmp_path: Path) -> None:
    with library_with_a_secret() as (library, _):
        limited = Library(replace(library.settings, max_briefing_items=3))
        material = limited.propose_briefing("sàng lọc trước sinh")
        assert sum(len(section.items) for section in material.sections) > 3
        with pytest.raises(InputError, match="vượt giới hạn 3"):
            limited.export_briefing(material, tmp_path / "x.md")
        with pytest.raises(InputError, match="vượt giới hạn 3"):
            limited.quiz(4)
        assert not list(tmp_path.iterdir())
        assert len(limited.quiz(2)) == 2


# -- the record ------------------------------------------------------------------------------------------------------


def filled(folder: Path) -> AuditLog:
    log = AuditLog(folder, now=lambda: datetime(2026, 11, 22, 8, 0, tzinfo=timezone(timedelta(hours=7))))
    for number in range(6):
        log.append("an", "added", [f"van-ban-{number}"])
    return log


def lines_of(log: AuditLog, folder: Path) -> list[str]:
    return (folder / "audit" / "2026-11.jsonl").read_text("utf-8").splitlines(keepends=True)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda lines: lines, []),
        (lambda lines: [*lines[:2], lines[2].replace("van-ban-2", "van-ban-9"), *lines[3:]], ["dòng 3: nội dung"]),
        (lambda lines: [*lines[:2], *lines[3:]], ["dòng 3: thiếu"]),
        (lambda lines: [*lines[:3], lines[1], *lines[3:]], ["dòng 4: thiếu", "dòng 5: thiếu"]),
        (lambda lines: [lines[1], lines[0], *lines[2:]], ["dòng 1: thiếu", "dòng 2: thiếu", "dòng 3: thiếu"]),
        (lambda lines: lines[1:], ["dòng 1: thiếu"]),
        (lambda lines: [*lines[:-1], lines[-1][:40]], ["dòng 6: không đọc", "đã bị cắt"]),
        (lambda lines: lines[:-1], ["đã bị cắt"]),
        (lambda lines: [], ["đã bị cắt"]),
    ],
)
def test_a_record_that_was_tampered_with_is_seen(
    tmp_path: Path, tamper: Callable[[list[str]], list[str]], found: list[str]
) -> None:
    log = filled(tmp_path)
    problems, known = log.verify()
    assert problems == []
    path = tmp_path / "audit" / "2026-11.jsonl"
    path.write_text("".join(tamper(lines_of(log, tmp_path))), encoding="utf-8")
    problems, _ = log.verify(known)
    assert len(problems) == len(found), problems
    assert all(expected in problem for expected, problem in zip(found, problems, strict=True))


def test_a_line_cut_short_by_a_power_failure_does_not_stop_the_record(tmp_path: Path) -> None:
    log = filled(tmp_path)
    path = tmp_path / "audit" / "2026-11.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    log.append("an", "removed", ["x"])
    assert [entry.what for entry in log.entries()] == ["added"] * 5 + ["removed"]
    assert log.verify()[0] == ["2026-11.jsonl, dòng 6: không đọc được (bị cắt cụt hoặc bị sửa)."]


def test_the_record_turns_over_by_month_and_old_months_can_go(tmp_path: Path) -> None:
    at = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)
    log = AuditLog(tmp_path, now=lambda: at)
    for month in (1, 2, 3, 4):
        at = datetime(2026, month, 20, tzinfo=UTC)
        log.append("an", "added", [f"thang-{month}"])
    at = datetime(2026, 3, 1, tzinfo=UTC)  # a clock set back does not put a line before older ones
    log.append("an", "removed")
    assert log.months() == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert [one.what for one in log.entries("2026-04")] == ["added", "removed"]
    at = datetime(2026, 4, 21, tzinfo=UTC)
    known = log.verify()[1]
    assert log.prune(0, "trich-luc") == 0
    assert log.prune(30, "trich-luc") == 2
    assert log.months() == ["2026-03", "2026-04"]
    assert log.verify(known)[0] == []
    (tmp_path / "audit" / "2026-03.jsonl").unlink()  # by hand, which is not recorded
    assert "thiếu" in log.verify()[0][0]


def test_entries_of_several_programs_make_one_chain_and_large_additions_several_lines(tmp_path: Path) -> None:
    def append(who: str) -> None:
        for _ in range(10):
            AuditLog(tmp_path).append(who, "exported")

    threads = [threading.Thread(target=append, args=(who,)) for who in ("an", "bình", "chi")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    AuditLog(tmp_path).append("an", "added", [f"van-ban-{number}" for number in range(2500)])
    entries = list(AuditLog(tmp_path).entries())
    assert Counter(entry.who for entry in entries) == {"an": 13, "bình": 10, "chi": 10}
    assert sum(len(entry.documents) for entry in entries) == 2500
    assert AuditLog(tmp_path).verify()[0] == []
    assert entries[0].previous == BEGINNING


def test_every_change_of_a_library_is_recorded_without_any_text() -> None:
    with library_with_a_secret() as (library, hidden):
        curator = library.acting_as(CURATOR)
        removed = curator.remove([hidden])
        curator.restore(removed)
        curator.add_thesaurus_group("trạm lưu động", synonyms=["đội khám lưu động"])
        curator.remove_thesaurus_group("trạm lưu động")
        curator.record_export("doan-trich.csv", [hidden])
        entries = library.acting_as(ADMINISTRATOR).administration.audit()
        assert [(one.who, one.what, one.documents) for one in entries if one.who == CURATOR.name] == [
            (CURATOR.name, "removed", (hidden,)),
            (CURATOR.name, "restored", (hidden,)),
            (CURATOR.name, "near-words-added", ()),
            (CURATOR.name, "near-words-removed", ()),
            (CURATOR.name, "exported", (hidden,)),
        ]
        assert [one.what for one in entries][:3] == ["group-made", "added", "added"]
        recorded = "".join(path.read_text("utf-8") for path in library.settings.data.glob("audit/*"))
        assert "sàng lọc" not in recorded
        assert library.administration.verify_audit()[0] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_export_goes_on_where_the_record_cannot_be_written(library: Library) -> None:
    library.settings.data.mkdir()
    library.settings.data.chmod(0o500)
    library.record_export("x.csv", [])


# -- figures -- ------------------------------------------------------------------------------------------------------


def test_percentiles_are_right_to_a_fifth() -> None:
    metrics = Metrics(Path("/nonexistent"))
    for milliseconds in range(1, 1001):
        metrics.question(float(milliseconds), refused=milliseconds % 10 == 0)
    (day,) = metrics.days().values()
    assert (day.questions, day.refusals, day.errors) == (1000, 100, 0)
    assert day.percentile(0.5) == pytest.approx(500, rel=0.2)
    assert day.percentile(0.95) == pytest.approx(950, rel=0.2)
    assert Day().percentile(0.5) is None


def test_figures_of_several_programs_add_up_and_a_broken_file_is_done_without(tmp_path: Path) -> None:
    clock, day = Clock(), date(2026, 11, 22)
    for _ in range(2):
        metrics = Metrics(tmp_path, clock, lambda: day)
        metrics.question(10, refused=False)
        assert not (tmp_path / METRICS_NAME).exists() or metrics.days()["2026-11-22"].questions == 3
        clock.now += 61
        metrics.question(20, refused=True)  # a minute later: written
    assert metrics.days()["2026-11-22"].questions == 4
    assert metrics.days()["2026-11-22"].refusals == 2
    (tmp_path / METRICS_NAME).write_text("{", encoding="utf-8")
    assert Metrics(tmp_path, clock, lambda: day).days() == {}


def test_questions_refusals_and_errors_are_counted() -> None:
    with library_with_a_secret() as (library, _):
        library.ask("Tỷ lệ sàng lọc trước sinh là bao nhiêu?")
        assert library.ask("Giá vàng hôm nay thế nào?").abstained
        with pytest.raises(BadQuestion):
            library.ask("?")
        library._parts.search_parts = lambda hidden: 1 / 0  # type: ignore[assignment, return-value]
        with pytest.raises(ZeroDivisionError):
            library.search("kinh phí")
        figures = library.administration.figures()
        (day,) = figures.days.values()
        assert (day.questions, day.refusals, day.errors) == (2, 1, 1)
        assert (figures.documents, figures.memory is None) == (3, False)


# -- the log and what is kept of people ------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [False, True])
def test_the_log_times_questions_and_keeps_their_words_out_unless_told(told: bool) -> None:
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    logger = logging.getLogger(ROOT)
    with library_with_a_secret() as (library, _):
        asked = Library(replace(library.settings, log_questions=told)).acting_as(READER)
        logger.addHandler(handler)
        before = logger.level
        logger.setLevel(logging.INFO)
        try:
            asked.ask("Tỷ lệ sàng lọc trước sinh là bao nhiêu?")
        finally:
            logger.removeHandler(handler)
            logger.setLevel(before)
    (line,) = [json.loads(JsonLines().format(record)) for record in records if record.name.endswith("questions")]
    assert (line["user"], line["refused"], line["level"]) == (READER.name, False, "info")
    assert line["milliseconds"] > 0
    assert ("sàng lọc" in json.dumps(line, ensure_ascii=False)) == told


def test_log_lines_are_json_and_the_style_can_be_taken_back() -> None:
    record = logging.LogRecord("trichluc.x", logging.WARNING, "", 0, "hai\ndòng %s", ("“a”",), None)
    setattr(record, FIELDS, {"path": Path("/x")})
    assert "\n" not in JsonLines().format(record)
    assert json.loads(JsonLines().format(record))["message"] == "hai\ndòng “a”"
    logger = logging.getLogger(ROOT)
    before = (list(logger.handlers), logger.propagate, logger.level)
    try:
        configure("json")
        configure("json")
        assert len(logger.handlers) == len(before[0]) + 1
        configure("text")
        assert logger.handlers == before[0]
        assert logger.propagate
    finally:
        logger.handlers, logger.propagate, logger.level = before


def test_old_judgements_are_deleted_when_a_setting_says_so(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    for days in (40, 20, 1):
        append_feedback(tmp_path, Feedback((now - timedelta(days=days)).isoformat(), "?", "right"))
    append_feedback(tmp_path, Feedback("không rõ", "?", "right"))
    assert prune_feedback(tmp_path, 0, now) == 0
    assert prune_feedback(tmp_path, 30, now) == 1
    assert len(read_feedback(tmp_path)) == 3


def test_not_allowed_is_no_input_error() -> None:
    assert not issubclass(NotAllowed, InputError)  # a page that mends input must not swallow a refusal
