"""A hidden document is nowhere: in no result, count, suggestion, warning or error of any method of the library."""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from administration.access import ROLES
from administration.entrance import Entrance
from administration.office import Administration
from answers.briefing.records import Briefing
from errors import InputError, NotAllowed, UnknownDocument
from feedback import Feedback
from index.records import SearchFilters
from library import Library
from tests.access_library import (
    ADMINISTRATOR,
    CURATOR,
    GROUP,
    MEMBER,
    READER,
    library_with_a_secret,
    telling_parts,
)

QUESTIONS = (
    "Tỷ lệ sàng lọc trước sinh là bao nhiêu?",
    "Ai ký kế hoạch này?",
    "Sở Tài chính làm gì về kinh phí?",
    "Tỉnh Sóc Trăng đặt chỉ tiêu gì?",
    "soc trang dat chi tieu gi",
    "Kế hoạch số 8437/KH-UBND do ai ban hành?",
    "Kế hoạch 8437 nói gì?",
    "bố trí kinh phí khoắng ngoại",
    "bo tri kinh phi khoang ngoay",
    "So sánh chỉ tiêu của các tỉnh",
    "Các tỉnh nào có kế hoạch?",
    "What is the rate of prenatal screening?",
    "sóc chăng có chỉ tiêu gì",
)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Library, str]]:
    with library_with_a_secret() as made:
        yield made


@pytest.fixture(scope="module")
def without_it() -> Iterator[Library]:
    with library_with_a_secret(with_it=False) as (library, _):
        yield library


def public_methods(kind: type) -> dict[str, Callable[..., Any]]:
    return {name: one for name, one in vars(kind).items() if inspect.isfunction(one) and not name.startswith("_")}


RESTRICTED = {
    (kind, name): method.needed_role
    for kind in (Library, Administration)
    for name, method in public_methods(kind).items()
    if hasattr(method, "needed_role")
}


def test_every_public_method_says_who_may_call_it() -> None:
    open_to_all = {name for kind in (Library, Administration) for name in public_methods(kind)} - {
        name for _, name in RESTRICTED
    }
    assert open_to_all == {"acting_as"}
    assert set(RESTRICTED.values()) == set(ROLES)
    assert set(public_methods(Entrance)) == {
        "sign_in",
        "sign_in_with_claims",
        "user_with_claims",
        "seal",
        "signed_in",
        "signed_out",
    }


@pytest.mark.parametrize("user", [READER, CURATOR, ADMINISTRATOR], ids=lambda user: user.role)
@pytest.mark.parametrize(("kind", "name"), RESTRICTED, ids=lambda value: str(getattr(value, "__name__", value)))
def test_who_has_not_the_role_is_refused_before_anything_happens(
    both: tuple[Library, str], user: Any, kind: type, name: str
) -> None:
    library = both[0].acting_as(user)
    method = getattr(library if kind is Library else library.administration, name)
    if user.may(RESTRICTED[kind, name]):
        with pytest.raises(TypeError, match="takes"):
            method(*range(20))  # let in, and stopped by its own signature
    else:
        with pytest.raises(NotAllowed, match="cần quyền"):
            method(*range(20))


# One row for each method that a reader may call: what it gives a reader.
READER_SEES: dict[str, Callable[[Library, str], object]] = {
    "reader": lambda library, hidden: [
        library.reader().documents(),
        [library.reader().vocabulary(field) for field in ("marked", "folded", "headings", "numbers")],
        library.reader().history(),
        library.reader().near_duplicates(library.show(library.documents()[0].id), 0.1),
    ],
    "documents": lambda library, hidden: library.documents(),
    "localities": lambda library, hidden: library.localities(),
    "show": lambda library, hidden: [library.show(one.id) for one in library.documents()],
    "likely_readings": lambda library, hidden: [
        library.likely_readings(library.show(one.id)) for one in library.documents()
    ],
    "original": lambda library, hidden: [library.original(one) for one in library.documents()],
    "thesaurus_groups": lambda library, hidden: library.thesaurus_groups(),
    "thesaurus_problem": lambda library, hidden: library.thesaurus_problem(),
    "give_feedback": lambda library, hidden: library.give_feedback(Feedback("2026-01-01", "?", "right")),
    "record_export": lambda library, hidden: library.record_export("thử", []),
    "understand": lambda library, hidden: [
        _without_typed(library.understand(question), question) for question in QUESTIONS
    ],
    "search": lambda library, hidden: [
        _without_typed(library.search(question, k=60, filters=filters), question)
        for question in QUESTIONS
        for filters in (None, SearchFilters(kinds=("Kế hoạch",)), SearchFilters(issuers=("Ủy ban nhân dân",)))
    ],
    "ask": lambda library, hidden: [
        _without_typed(library.ask(question, history=history), question)
        for question in QUESTIONS
        for history in ((), ("Cao Bằng giao việc gì cho Sở Y tế?",))
    ],
    "compare": lambda library, hidden: library.compare(["sàng lọc trước sinh", "bố trí kinh phí"]),
    "cite": lambda library, hidden: [library.cite(one.id, 0, 40) for one in library.documents()],
    "propose_briefing": lambda library, hidden: library.propose_briefing(
        "sàng lọc trước sinh", questions=["Sở Tài chính làm gì về kinh phí?"]
    ),
    "checked_briefing": lambda library, hidden: library.checked_briefing(_briefing(library)),
    "open_briefing": lambda library, hidden: library.open_briefing(_exported(library, ".json")),
    "export_briefing": lambda library, hidden: _exported(library, ".md").decode("utf-8"),
    "quiz": lambda library, hidden: [library.quiz(40, seed=seed) for seed in range(3)],
}


def _briefing(library: Library) -> Briefing:
    return library.propose_briefing("sàng lọc trước sinh")


def _exported(library: Library, ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tai-lieu{ending}"
        library.export_briefing(_briefing(library), path)
        return path.read_bytes()


def test_a_briefing_of_a_member_loses_what_a_reader_may_not_see(both: tuple[Library, str], tmp_path: Path) -> None:
    library, hidden = both
    member, reader = library.acting_as(MEMBER), library.acting_as(READER)
    made = member.propose_briefing("bố trí kinh phí khoắng ngoạy", documents=[hidden])
    assert made.citations
    member.export_briefing(made, tmp_path / "x.json")
    opened, messages = reader.open_briefing((tmp_path / "x.json").read_bytes())
    assert (opened.citations, bool(messages)) == ((), True)
    with pytest.raises(InputError):
        reader.export_briefing(made, tmp_path / "x.md")


def _without_typed(result: object, question: str) -> str:
    """Return what came back without the words that were typed, which the answer repeats."""
    typed = {word.strip("?.,") for word in question.split()}
    telling = [word for word in typed if telling_parts(word, "-") or word.lower() in ("sóc", "trăng", "soc")]
    text = str(result)
    for repeated in (question, *telling):
        text = text.replace(repeated, "")
    return text.replace("Sóc Trăng", "") if "soc" in question.lower() or "Sóc" in question else text


def test_the_table_names_every_method_that_a_reader_may_call() -> None:
    assert set(READER_SEES) == {
        name for (kind, name), role in RESTRICTED.items() if kind is Library and role == "reader"
    }


@pytest.mark.parametrize("name", READER_SEES)
def test_nothing_of_a_hidden_document_reaches_a_reader(both: tuple[Library, str], name: str) -> None:
    library, hidden = both
    assert telling_parts(READER_SEES[name](library.acting_as(READER), hidden), hidden) == []


@pytest.mark.parametrize("user", [MEMBER, CURATOR, ADMINISTRATOR], ids=lambda user: user.name)
def test_members_and_curators_see_it(both: tuple[Library, str], user: Any) -> None:
    library, hidden = both
    seen = library.acting_as(user)
    assert hidden in {one.id for one in seen.documents()}
    assert seen.search("bố trí kinh phí khoắng ngoạy").hits[0].document.id == hidden
    assert any(hidden in warning for one in seen.documents() for warning in one.warnings)


@pytest.mark.parametrize(
    "call",
    [
        lambda library, identity: library.show(identity),
        lambda library, identity: library.cite(identity, 0, 10),
        lambda library, identity: library.compare(["kinh phí"], documents=[identity]),
        lambda library, identity: library.propose_briefing("kinh phí", documents=[identity]),
        lambda library, identity: library.quiz(3, documents=[identity]),
        lambda library, identity: library.original(replace(library.documents()[0], id=identity)),
        lambda library, identity: library.reader().parsed(identity),
        lambda library, identity: library.reader().document(identity),
        lambda library, identity: library.reader().rows_of(identity),
    ],
)
def test_a_hidden_id_and_an_unknown_one_give_the_same_error(
    both: tuple[Library, str], call: Callable[[Library, str], object]
) -> None:
    library, hidden = both
    errors = []
    for identity in (hidden, "khong-co"):
        with pytest.raises(UnknownDocument) as raised:
            call(library.acting_as(READER), identity)
        errors.append(str(raised.value).replace(identity, "…"))
    assert errors[0] == errors[1]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_reader_is_answered_as_if_it_had_never_been_added(
    both: tuple[Library, str], without_it: Library, question: str
) -> None:
    shown, expected = both[0].acting_as(READER), without_it.acting_as(READER)
    assert shown.understand(question) == expected.understand(question)
    found, wanted = shown.search(question, k=20), expected.search(question, k=20)
    assert [hit.passage.id for hit in found.hits] == [hit.passage.id for hit in wanted.hits]
    assert [hit.also_in for hit in found.hits] == [hit.also_in for hit in wanted.hits]
    # But for the average length of a passage, the scores too.
    assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in wanted.hits], abs=0.05)
    answered, expected_answer = shown.ask(question), expected.ask(question)
    assert (answered.abstained, answered.answer) == (expected_answer.abstained, expected_answer.answer)
    assert answered.statements == expected_answer.statements


def test_a_reference_to_a_hidden_document_leads_nowhere(both: tuple[Library, str]) -> None:
    library, hidden = both
    (naming,) = (one.id for one in library.documents() if one.issuer and "Bến Tre" in one.issuer)
    assert hidden in {one.document_id for one in library.show(naming).references}
    assert hidden not in {one.document_id for one in library.acting_as(READER).show(naming).references}


@pytest.mark.parametrize("verb", ["search", "ask"])
def test_a_filter_that_names_a_hidden_document_finds_nothing(both: tuple[Library, str], verb: str) -> None:
    library, hidden = both
    for user, finds in ((READER, False), (MEMBER, True)):
        ask = getattr(library.acting_as(user), verb)
        assert bool(ask("sàng lọc trước sinh", filters=SearchFilters(documents=(hidden,))).hits) == finds


def test_views_of_different_people_do_not_mix(both: tuple[Library, str]) -> None:
    library, hidden = both
    question = "bố trí kinh phí khoắng ngoạy"
    for user in (READER, MEMBER, READER, ADMINISTRATOR, READER):
        found = {hit.document.id for hit in library.acting_as(user).search(question).hits}
        assert (hidden in found) == (user is not READER)


def test_groups_take_effect_at_once_and_unknown_ones_are_refused() -> None:
    with library_with_a_secret() as (library, hidden):
        reader, office = library.acting_as(READER), library.administration
        assert len(reader.documents()) == 2
        office.take_from_group(GROUP, [hidden])
        assert len(reader.documents()) == 3
        office.put_in_group(GROUP, [hidden])
        assert len(reader.documents()) == 2
        with pytest.raises(UnknownDocument):
            office.put_in_group(GROUP, ["khong-co"])
        with pytest.raises(InputError, match="nhóm văn bản"):
            library.add([], groups=["Không có"])
        assert library.remove([hidden])
        assert len(library.restore(library.remove([]) or [])) == 0
        assert office.remove_group(GROUP) == (hidden,)
