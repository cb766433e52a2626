"""What people said and what it changed, on the published review of 2008 and on small cases."""

from datetime import date

import pytest

from concordat.data.files import read_case
from concordat.domain.consultation import check_consultation, outcome_of
from concordat.domain.consultation.checks import days_between
from concordat.domain.kernel.case import Case, Document, Fact
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def herefordshire() -> Case:
    case = read_case(EXAMPLES / "herefordshire-2008").case
    assert case is not None
    return case


def test_four_comments_moved_the_recommendation_of_2008_to_another_model_for_highways(herefordshire: Case) -> None:
    """Herefordshire Council, Service Delivery Review, Phase 2 report, 11 September 2008, para 84: doubts about
    practicability, culture and taking in property, and Amey's own proposal, changed what was recommended."""
    found = outcome_of(herefordshire)
    moved = {one.heard.id for one in found.comments if one.effects}
    assert moved == {"practicality", "culture", "property-now", "amey-proposal"}
    assert found.moved == 4
    highways = [one for one in found.comments if any(e.title == "Highways and related work" for e in one.effects)]
    assert {one.heard.id for one in highways} == {"practicality", "culture", "amey-proposal"}
    assert {effect.version for one in found.comments for effect in one.effects} == {2}


def test_every_comment_stands_once_whether_under_a_theme_or_not(herefordshire: Case) -> None:
    found = outcome_of(herefordshire)
    assert sorted(one.heard.id for one in found.comments) == sorted(row.id for row in herefordshire.rows("comments"))
    assert dict(found.groups) == {"not said": 4, "scrutiny": 1, "members": 1, "contractor": 1, "staff": 1}
    assert [finding for finding in check_consultation(herefordshire) if finding.is_error] == []


def comment(name: str, **values: object) -> Fact:
    return Fact("comments", name, {"title": name, **values})


def theme(name: str, **values: object) -> Fact:
    return Fact("comment_themes", name, {"title": name, **values})


def asked(**values: object) -> Fact:
    return Fact("consultations", "round", {"title": "Round", **values})


def version(number: int, day: date, *, status: str = "draft", says: str = "One", **content: object) -> Document:
    areas = [{"service_area": "roads", "answer": says, "because": content.pop("because", [])}]
    return Document(
        "recommendation",
        "main",
        {"title": f"v{number}", "date": day, "status": status, "areas": areas, **content},
        version=number,
    )


def case(*facts: Fact, documents: tuple[Document, ...] = ()) -> Case:
    return Case("c", "C", documents=documents, facts=facts)


def codes(made: Case) -> set[str]:
    found = check_consultation(made)
    assert all(one.fix for one in found)
    return {one.code for one in found}


def test_a_theme_answers_those_of_its_comments_that_have_no_answer_of_their_own() -> None:
    found = outcome_of(
        case(
            comment("a", theme="t"),
            comment("b", theme="t", answer="Yes"),
            comment("c"),
            theme("t", answer="To all"),
        )
    )
    assert [(one.heard.id, one.answer, one.answered_by) for one in found.comments] == [
        ("a", "To all", "theme"),
        ("b", "Yes", "comment"),
        ("c", "", ""),
    ]
    assert found.answered == 2


def test_a_theme_counts_comments_and_the_people_they_speak_for() -> None:
    (found,) = outcome_of(
        case(comment("a", theme="t", people=310, from_group="union"), comment("b", theme="t"), theme("t"))
    ).themes
    assert (len(found.comments), found.people, found.groups) == (2, 311, (("union", 1), ("not said", 1)))


def test_a_comment_named_as_a_mover_without_a_part_still_moved_its_version() -> None:
    documents = (version(1, date(2026, 1, 1)), version(2, date(2026, 2, 1), says="Two", moved_by=["a"]))
    (found,) = outcome_of(case(comment("a"), documents=documents)).comments
    assert [(effect.version, effect.kind, effect.part) for effect in found.effects] == [(2, "moved", "")]


def test_a_later_version_that_changes_nothing_because_of_a_comment_leaves_it_without_effect() -> None:
    documents = (version(1, date(2026, 1, 1)), version(2, date(2026, 2, 1), because=["a"]))
    assert outcome_of(case(comment("a"), documents=documents)).moved == 0


FINAL = (version(1, date(2026, 1, 1)), version(2, date(2026, 3, 1), status="final", says="Two", because=["a"]))


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (case(asked(opened_on=date(2026, 2, 2), closed_on=date(2026, 2, 1))), "consultation.days"),
        (case(asked(opened_on=date(2026, 3, 2)), documents=FINAL), "consultation.not_formative"),
        (case(asked(opened_on=date(2026, 1, 2), closed_on=date(2026, 3, 1)), documents=FINAL), "consultation.no_time"),
        (case(asked(recommendation_version=9), documents=FINAL), "consultation.unknown"),
        (case(asked()), "consultation.nobody_asked"),
        (case(comment("a", theme="nothing")), "consultation.unknown"),
        (case(comment("a", consultation="nothing")), "consultation.unknown"),
        (
            case(asked(closed_on=date(2026, 2, 1)), comment("a", consultation="round", given_on=date(2026, 2, 2))),
            "consultation.late",
        ),
        (case(comment("a", given_on=date(2026, 3, 5)), documents=FINAL), "consultation.moved_before"),
        (case(comment("a", theme="t"), comment("b"), theme("t")), "consultation.ungrouped"),
        (case(theme("t")), "consultation.empty_theme"),
        (
            case(comment("b", theme="t"), theme("t", outcome="changed the recommendation")),
            "consultation.change_not_found",
        ),
        (
            case(comment("a", theme="t"), theme("t", outcome="changed nothing"), documents=FINAL),
            "consultation.change_denied",
        ),
        (case(comment("a"), documents=FINAL), "consultation.unanswered"),
        (case(Fact("dissents", "d", {"body": "Union", "says": "No"})), "consultation.dissent_about"),
        (case(Fact("dissents", "d", {"body": "Union", "says": "No", "proposal": "p"})), "consultation.unknown"),
    ],
)
def test_what_a_court_or_scrutiny_would_ask_is_found(made: Case, code: str) -> None:
    assert code in codes(made)


def test_nothing_is_wrong_with_a_consultation_that_was_heard() -> None:
    made = case(
        asked(opened_on=date(2026, 1, 5), closed_on=date(2026, 2, 1), asked=("Staff",), recommendation_version=1),
        comment("a", consultation="round", given_on=date(2026, 1, 20), theme="t", from_group="staff"),
        theme("t", answer="Heard", outcome="changed the recommendation"),
        Fact("dissents", "d", {"body": "Union", "says": "No", "recommendation_version": 2}),
        documents=FINAL,
    )
    assert codes(made) == set()


def test_days_count_the_first_and_the_last() -> None:
    assert days_between(date(2026, 1, 1), date(2026, 1, 28)) == 28
    assert days_between(None, date(2026, 1, 28)) is None
