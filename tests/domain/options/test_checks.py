from datetime import date
from typing import Any

from concordat.domain.kernel.case import Case, Withheld
from concordat.domain.kernel.findings import Severity
from concordat.domain.options import check_options
from tests.domain.options.cases import CRITERIA, make_case, mark, options, recommendation

NOW = options("now", kind="business as usual")
"""Business as usual beside what is tested, so that its absence is not a finding."""


def codes(case: Case, **kwargs: Any) -> list[str]:
    return [finding.code for finding in check_options(case, **kwargs)]


def found(case: Case, code: str):
    return next(finding for finding in check_options(case) if finding.code == code)


def good() -> dict[str, list[dict[str, Any]]]:
    return {
        "objectives": [{"id": "save", "title": "Save"}],
        "screen_criteria": [{"id": "saves", "title": "Saves enough", "objective": "save"}],
        "options": [*NOW, *options("a", "b")],
        "screen_marks": [mark("a", "saves", "green"), mark("b", "saves", "red"), mark("now", "saves", "red")],
    }


def test_a_complete_review_has_no_findings():
    assert codes(make_case(**good())) == []


def test_an_empty_case_has_no_findings():
    assert codes(make_case()) == []


def test_a_row_about_an_option_that_is_not_there_is_an_error():
    case = make_case(**{**good(), "pros_and_cons": [{"option": "z", "kind": "pro", "statement": "Good"}]})
    finding = found(case, "options.unknown")
    assert finding.severity is Severity.ERROR
    assert (finding.where.table, finding.where.column) == ("pros_and_cons", "option")
    assert "“z”" in finding.message


def test_an_option_neither_marked_nor_explained_is_found():
    case = make_case(**{**good(), "options": [*NOW, *options("a", "b", "c")]})
    finding = found(case, "options.neither_marked_nor_explained")
    assert finding.where.item == "c"
    explained = {**good(), "options": [*NOW, *options("a", "b"), *options("c", decision_reason="Found too late")]}
    assert "options.neither_marked_nor_explained" not in codes(make_case(**explained))


def test_carried_forward_against_a_red_mark_is_an_error_unless_a_challenge_put_it_back():
    tables = {**good(), "options": [*NOW, *options("a"), *options("b", decision="carried forward")]}
    assert found(make_case(**tables), "options.red_carried_forward").severity is Severity.ERROR
    rescued = {
        **tables,
        "challenges": [
            {
                "option": "b",
                "ground": "It works elsewhere",
                "raised_by": "staff",
                "raised_on": date(2026, 1, 5),
                "outcome": "accepted",
                "decided_by": "board",
                "decided_on": date(2026, 1, 9),
            }
        ],
    }
    assert codes(make_case(**rescued)) == []


def test_dropping_without_a_reason_is_found_whether_by_mark_or_by_decision():
    tables = {**good(), "options": [*NOW, *options("a", "b"), *options("c", decision="dropped")]}
    tables["screen_marks"] = [mark("a", "saves", "green"), mark("b", "saves", "red", "")]
    assert {"options.dropped_without_reason", "options.red_without_reason"} <= set(codes(make_case(**tables)))


def test_different_marks_for_one_cell_are_found():
    tables = good()
    tables["screen_marks"] += [mark("a", "saves", "amber")]
    assert "green, amber" in found(make_case(**tables), "options.marks_differ").message


def test_a_missing_mark_is_named():
    tables = {**good(), "screen_criteria": CRITERIA, "objectives": []}
    assert "no mark on Lawful" in found(make_case(**tables), "options.mark_missing").message


def test_a_short_list_without_business_as_usual_is_found():
    tables = {**good(), "options": options("a", "b")}
    tables["screen_marks"] = [mark("a", "saves", "green"), mark("b", "saves", "green")]
    assert codes(make_case(**tables)) == ["options.no_business_as_usual"]


def test_a_short_list_with_no_choice_left_is_found():
    tables = {**good(), "screen_marks": [mark(id, "saves", "red") for id in ("a", "b", "now")]}
    assert "one option only" in found(make_case(**tables), "options.short_list_too_short").message


def test_our_count_is_held_against_the_one_the_source_states():
    right = {**good(), "phases": [{"title": "One", "options_listed": 3, "options_taken_forward": 2}]}
    assert codes(make_case(**right)) == []
    wrong = {**good(), "phases": [{"title": "One", "options_listed": 18, "options_taken_forward": 2}]}
    assert (
        "counts 18 options listed, but the case holds 3" in found(make_case(**wrong), "options.count_differs").message
    )


def test_an_objective_nothing_tests_is_noted():
    tables = {**good(), "objectives": [*good()["objectives"], {"id": "better", "title": "Better service"}]}
    assert found(make_case(**tables), "options.objective_not_tested").where.item == "better"


def test_options_that_are_not_published_are_noted():
    rest = {"id": "rest", "title": "Rest", "published": False, "stands_for": 15, "decision": "dropped"}
    tables = {**good(), "options": [*NOW, *options("a", "b"), {**rest, "decision_reason": "Not said"}]}
    assert "15 of 18" in found(make_case(**tables), "options.not_published").message


def test_a_challenge_says_who_decided_and_when_and_is_not_decided_by_its_author():
    base = {"option": "b", "ground": "Works elsewhere", "raised_by": "staff"}
    waiting = make_case(**{**good(), "challenges": [base]})
    assert codes(waiting) == ["options.challenge_waiting"]
    own = {**base, "outcome": "refused", "decided_by": "staff"}
    case = make_case(**{**good(), "challenges": [own]})
    assert codes(case) == ["options.challenge_incomplete", "options.challenge_own_judge"]
    assert "when it was raised and when it was decided" in found(case, "options.challenge_incomplete").message


def test_putting_back_what_nothing_had_dropped_is_noted():
    row = {"option": "a", "ground": "Works", "raised_by": "staff", "outcome": "accepted"}
    assert "options.challenge_without_effect" in codes(make_case(**{**good(), "challenges": [row]}))


def test_an_option_from_a_challenge_needs_the_challenge():
    tables = {**good(), "options": [*NOW, *options("a", "b"), *options("c", origin="challenge")]}
    assert "options.challenge_missing" in codes(make_case(**tables))


def test_an_option_added_by_a_challenge_is_held_to_the_criteria_too():
    row = {
        "option": "c",
        "asks_for": "add",
        "ground": "Works",
        "raised_by": "staff",
        "raised_on": date(2026, 1, 5),
        "outcome": "accepted",
        "decided_by": "board",
        "decided_on": date(2026, 1, 9),
    }
    tables = {**good(), "options": [*NOW, *options("a", "b"), *options("c", origin="challenge")], "challenges": [row]}
    assert codes(make_case(**tables)) == ["options.added_not_marked"]
    tables["screen_marks"] = [*tables["screen_marks"], mark("c", "saves", "amber")]
    assert codes(make_case(**tables)) == []


def test_a_hybrid_names_its_features_and_a_feature_its_origin():
    made = options("mix", origin="made from others")
    assert "options.hybrid_without_features" in codes(make_case(**{**good(), "options": [*good()["options"], *made]}))
    tables = {**good(), "options": [*good()["options"], *made], "features": [{"title": "Thin client", "into": "mix"}]}
    assert codes(make_case(**tables)) == ["options.feature_without_origin"]


def test_rows_withheld_from_the_viewer_are_told_of():
    case = make_case(**good())
    cut = Case(case.name, case.title, facts=case.facts, withheld=(Withheld("screen_marks", "a" * 64),))
    assert codes(cut) == ["options.withheld"]


def decided(*documents: Any, **tables: Any) -> Case:
    areas = [{"id": "roads", "title": "Roads"}]
    services = [{"title": "Gritting", "service_area": "roads"}]
    return make_case(documents, **{**good(), "service_areas": areas, "services_in_scope": services, **tables})


ROADS = {"service_area": "roads", "option": "a"}


def test_a_complete_recommendation_has_no_findings():
    assert codes(decided(recommendation(1, areas=[ROADS]))) == []


def test_a_recommendation_of_something_that_is_not_in_the_case_is_an_error():
    document = recommendation(
        1,
        areas=[{"service_area": "roads", "option": "z", "because": ["no-comment"]}],
        moved_by=["none"],
        conditions=["nothing"],
    )
    unknown = [finding for finding in check_options(decided(document)) if finding.code == "recommendation.unknown"]
    assert [finding.where.column for finding in unknown] == ["areas.option", "because", "moved_by", "conditions"]
    assert all(finding.is_error for finding in unknown)


def test_a_recommended_option_that_was_dropped_is_an_error():
    finding = found(decided(recommendation(1, areas=[{**ROADS, "option": "b"}])), "recommendation.dropped_option")
    assert finding.is_error


def test_services_without_a_recommendation_are_named():
    services = [
        {"title": "Gritting", "service_area": "roads"},
        {"title": "Courier"},
        {"title": "Tax", "in_scope": "no"},
    ]
    case = decided(recommendation(1, areas=[ROADS]), services_in_scope=services)
    assert "1 of 2 services in scope have no recommendation: Courier." in (
        found(case, "recommendation.services_left_out").message
    )


def test_an_area_with_two_answers_or_none_is_found():
    case = decided(recommendation(1, areas=[ROADS, ROADS]))
    assert "recommendation.area_twice" in codes(case)
    case = decided(recommendation(1, areas=[{"service_area": "roads"}]))
    assert "recommendation.area_without_answer" in codes(case)


def test_a_change_between_versions_that_no_comment_explains_is_noted():
    comments = [{"id": "c", "title": "Too hard", "says": "Too hard", "given_by": "Members"}]
    first = recommendation(1, day=date(2026, 1, 1), areas=[{**ROADS, "answer": "Now"}])
    unexplained = recommendation(2, day=date(2026, 2, 1), areas=[{**ROADS, "answer": "Later"}])
    explained = recommendation(2, day=date(2026, 2, 1), areas=[{**ROADS, "answer": "Later", "because": ["c"]}])
    assert codes(decided(first, unexplained, comments=comments)) == ["recommendation.change_unexplained"]
    assert codes(decided(first, explained, comments=comments)) == []


def test_versions_are_dated_and_in_order():
    first = recommendation(1, day=None, areas=[ROADS])
    assert codes(decided(first)) == ["recommendation.no_date"]
    backwards = (
        recommendation(1, day=date(2026, 2, 1), areas=[ROADS]),
        recommendation(2, day=date(2026, 1, 1), areas=[ROADS]),
    )
    assert codes(decided(*backwards)) == ["recommendation.date_order"]


def test_open_conditions_are_found_on_the_recommendation_that_rests_on_them():
    conditions = [
        {
            "id": "will",
            "statement": "Both sides want it",
            "how_tested": "A vote of both boards",
            "responsible": "programme-manager",
            "test_by": date(2026, 6, 30),
        }
    ]
    case = decided(recommendation(1, areas=[ROADS], conditions=["will"]), conditions=conditions)
    assert codes(case) == ["recommendation.conditions_open"]
    assert "conditions.overdue" in codes(case, on=date(2026, 7, 1))
    met = [{**conditions[0], "state": "met", "evidence": "Both voted for it"}]
    assert codes(decided(recommendation(1, areas=[ROADS], conditions=["will"]), conditions=met)) == []


def test_a_condition_that_cannot_be_tested_is_found():
    case = decided(recommendation(1, areas=[ROADS]), conditions=[{"statement": "Both sides want it"}])
    assert "how it is tested or who tests it or by when" in found(case, "conditions.not_testable").message


def test_every_finding_says_where_and_how_to_mend_it():
    """Notes may only inform; an error or a warning never leaves its reader without a next step."""
    tables = {**good(), "options": [*options("a", "b", "c"), *options("mix", origin="made from others")]}
    findings = check_options(decided(recommendation(1, day=None, areas=[{"service_area": "x"}]), **tables))
    assert findings
    assert all(finding.where.table and finding.code for finding in findings)
    assert all(finding.fix for finding in findings if finding.severity is not Severity.NOTE)
