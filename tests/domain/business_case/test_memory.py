from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.ledgers import Step
from concordat.domain.business_case.memory import (
    Bridge,
    Cause,
    actuals_beside_forecasts,
    bridge,
    cash_with_actuals,
    versions,
)
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.kernel.case import Case, Fact
from tests.domain.business_case.cases import assume, business_case_of, cost, moment, saving


def bridged(before: list[dict[str, Any]], after: list[dict[str, Any]], **changed: Any) -> Bridge:
    tables = {name: value for name, value in changed.items() if isinstance(value, list)}
    said = {name: value for name, value in changed.items() if not isinstance(value, list)}
    return bridge(business_case_of(*before), business_case_of(*after, **said, **tables))


def test_each_cause_gets_what_it_changed_and_no_more():
    before = [saving("a", 100), saving("b", 100), saving("c", 100), saving("gone", 50), saving("same", 10)]
    after = [
        saving("a", 80),
        saving("b", 100, start=date(2026, 4, 1)),
        saving("c", 100, evidence_grade="6"),
        saving("new", 30),
        saving("same", 10),
    ]
    found = bridged(before, after)
    causes = {line.id: set(line.by_cause) for line in found.lines}
    assert causes == {
        "a": {Cause.AMOUNT},
        "b": {Cause.TIMING},
        "c": {Cause.EVIDENCE},
        "gone": {Cause.LINE_GONE},
        "new": {Cause.NEW_LINE},
        "same": set(),
    }
    assert found.by_cause[Cause.TIMING] == -10_000


def test_another_discount_rate_is_a_cause_of_its_own():
    found = bridged([saving("a", 100)], [saving("a", 100)], discounting="health", date=date(2026, 4, 1))
    assert set(found.by_cause) == {Cause.ASSUMPTIONS}


def test_calling_a_cost_a_transfer_is_a_change_of_treatment():
    found = bridged([cost("a", 100)], [cost("a", 100, economic="transfer")])
    assert set(found.by_cause) == {Cause.TREATMENT}


def test_a_plan_that_slips_is_a_cause_of_timing():
    def milestones(days: int) -> list[dict[str, Any]]:
        return [{"id": "live", "title": "Live", "days": days, "owner": "x"}]

    line = saving("a", 100, milestone="live")
    found = bridge(business_case_of(line, milestones=milestones(0)), business_case_of(line, milestones=milestones(200)))
    assert set(found.by_cause) == {Cause.TIMING}


@st.composite
def a_line(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from([saving, cost]))
    return kind(
        draw(st.sampled_from("abcd")),
        draw(st.integers(0, 10**6)),
        start=draw(st.sampled_from([None, date(2026, 10, 1)])),
        evidence_grade=draw(st.sampled_from(["", "3", "6"])),
        price_base=draw(st.sampled_from([None, "2019/20"])),
        economic=draw(st.sampled_from(["resource", "transfer"])),
        probability=draw(st.sampled_from([None, Decimal("0.5")])),
    )


def distinct(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({line["id"]: line for line in lines}.values())


@settings(max_examples=40, deadline=None)
@given(st.lists(a_line(), max_size=5), st.lists(a_line(), max_size=5), st.sampled_from(["standard", "health"]))
def test_a_bridge_adds_up_by_line_and_by_cause(before: list[dict[str, Any]], after: list[dict[str, Any]], rates: str):
    found = bridged(distinct(before), distinct(after), discounting=rates, date=date(2026, 4, 1))
    assert found.before + sum(found.by_cause.values()) == found.after
    assert all(line.before + sum(line.by_cause.values()) == line.after for line in found.lines)
    assert sum(line.after for line in found.lines) == found.after


def test_a_version_is_worked_out_from_what_was_known_when_it_was_written():
    facts = (
        Fact("case_lines", "a", {"title": "A", "kind": "saving", "likely": 100_00}, entered_at=moment(2025)),
        Fact("case_lines", "a", {"title": "A", "kind": "saving", "likely": 60_00}, entered_at=moment(2026), revision=2),
    )
    documents = (assume(1, at=moment(2025, 6), stage="outline"), assume(2, at=moment(2026, 6), stage="full"))
    first, second = versions(Case("c", "C", documents=documents, facts=facts), reference=load_reference())
    assert [version.assumptions.stage for version in (first, second)] == ["outline", "full"]
    assert [version.lines[0].likely for version in (first, second)] == [100_00, 60_00]
    assert bridge(first, second).by_cause == {
        Cause.AMOUNT: sum(open_ledgers(second).by_year(Step.ECONOMIC)) - sum(open_ledgers(first).by_year(Step.ECONOMIC))
    }


def test_a_case_without_a_document_has_no_versions():
    assert versions(Case("c", "C"), reference=load_reference()) == ()


def test_actuals_take_the_place_of_forecasts():
    actuals = [
        {"id": "x", "line": "rent", "year": "2025/26", "amount": 70_00},
        {"id": "y", "line": "move", "year": "2025/26", "amount": 90_00},
    ]
    held = business_case_of(
        saving("rent", 100, price_index="fixed"), cost("move", 50, recurring=False), actuals=actuals
    )
    ledgers = open_ledgers(held)
    rows = actuals_beside_forecasts(ledgers)
    assert [(row.forecast, row.actual, row.difference) for row in rows] == [
        (10_000, 7_000, -3_000),
        (-5_000, -9_000, -4_000),
    ]
    assert cash_with_actuals(ledgers)[:2] == (-2_000, 10_000)
