from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.domain.business_case.ledgers import Corner, Step
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.results import BusinessCaseResult
from concordat.domain.business_case.work_out import reconcile, work_out
from tests.domain.business_case.cases import business_case_of, cost, saving
from tests.reference.business_case import cell_the_slow_way


def worked(*lines: dict[str, Any], **rest: Any) -> BusinessCaseResult:
    return work_out(business_case_of(*lines, **rest))


@st.composite
def some_line(draw: st.DrawFn, number: int = 0) -> dict[str, Any]:
    low = draw(st.integers(0, 10**9))
    likely = low + draw(st.integers(0, 10**8))
    start = draw(st.one_of(st.none(), st.dates(date(2025, 4, 1), date(2029, 12, 1))))
    return {
        "title": f"line {number}",
        "kind": draw(st.sampled_from(["saving", "income", "cost"])),
        "partner": draw(st.sampled_from(["", "a", "b", "c"])),
        "low": low,
        "likely": likely,
        "high": likely + draw(st.integers(0, 10**8)),
        "recurring": draw(st.booleans()),
        "start": start.replace(day=1) if start else None,
        "ramp_up_months": draw(st.integers(0, 30)),
        "price_base": draw(st.sampled_from([None, "2019/20", "2024/25", "2025/26"])),
        "price_index": draw(st.sampled_from(["", "gdp", "fixed"])),
        "cashable": draw(st.sampled_from(["cash-releasing", "not cash-releasing", "not stated"])),
        "economic": draw(st.sampled_from(["resource", "transfer"])),
        "vat": draw(st.sampled_from(["none", "recoverable", "not recoverable"])),
        "evidence_grade": draw(st.sampled_from(["", "1", "4", "6"])),
        "bias_type": draw(st.sampled_from(["", "outsourcing", "equipment and development"])),
        "probability": draw(st.sampled_from([None, Decimal("0.15")])),
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(some_line(), min_size=1, max_size=5))
def test_every_cell_of_both_ledgers_is_what_the_slow_way_gives(lines: list[dict[str, Any]]):
    ledgers = open_ledgers(business_case_of(*lines))
    for corner in Corner:
        for step in (Step.ECONOMIC, Step.FINANCIAL):
            found = ledgers.cells(step, corner)
            for place, line in enumerate(ledgers.lines):
                slow = [cell_the_slow_way(ledgers, line, year, step, corner) for year in range(5)]
                assert found[place].tolist() == slow


@settings(max_examples=40, deadline=None)
@given(
    st.lists(some_line(), min_size=1, max_size=6),
    st.sampled_from([{}, {"a": Decimal("0.5"), "b": Decimal("0.5")}, {"a": Decimal("0.3")}]),
)
def test_partners_and_what_nobody_bears_add_up_to_everybody(lines: list[dict[str, Any]], shares: dict[str, Decimal]):
    ledgers = open_ledgers(business_case_of(*lines, joint_shares=shares))
    for step in (Step.ECONOMIC, Step.FINANCIAL):
        parts = [ledgers.by_year(step, partner=partner) for partner in (*ledgers.partners, "")]
        assert [sum(column) for column in zip(*parts, strict=True)] == list(ledgers.by_year(step))


@settings(max_examples=40, deadline=None)
@given(st.lists(some_line(), min_size=1, max_size=6))
def test_the_ledgers_reconcile_line_by_line_to_the_penny(lines: list[dict[str, Any]]):
    ledgers = open_ledgers(business_case_of(*lines))
    rows = reconcile(ledgers)
    for row in rows:
        steps = row.discounting + row.transfers + row.not_cash + row.price_change + row.vat
        assert row.economic + steps == row.financial
    assert sum(row.economic for row in rows) == sum(ledgers.by_year(Step.ECONOMIC))
    assert sum(row.financial for row in rows) == sum(ledgers.by_year(Step.FINANCIAL))


def test_a_case_by_hand():
    """£100,000 a year from October 2025, £60,000 to set up; base 2025/26; 3.5%; prices fixed in the base year's pounds."""
    result = worked(saving("rent", 100_000, start=date(2025, 10, 1)), cost("move", 60_000, recurring=False), years=3)
    assert result.joint.economic.net == (
        5_000_000 - 6_000_000,
        round(10_000_000 / 1.035),
        round(10_000_000 / 1.035**2),
    )
    assert result.joint.financial.net == (-1_000_000, 10_200_000, 10_404_000)  # 2% a year after the published deflators
    assert result.joint.annual_saving.likely == 10_000_000
    assert result.joint.financial.payback.words == "1 year and 1 month"


def test_a_transfer_counts_in_cash_and_not_in_resources():
    result = worked(saving("rent", 100), cost("redundancy pay", 50, nature="redundancy", recurring=False), years=1)
    assert result.joint.economic.net == (10_000,)
    assert result.joint.financial.net == (5_000,)


def test_saved_time_that_cuts_no_budget_counts_in_resources_and_not_in_cash():
    result = worked(saving("quicker calls", 100, cashable="not cash-releasing"), years=1)
    assert (result.joint.economic.net, result.joint.financial.net) == ((10_000,), (0,))


def test_vat_that_sticks_is_added_in_cash_only():
    result = worked(cost("consultants", 100, vat="not recoverable"), years=1)
    assert (result.joint.economic.net, result.joint.financial.net) == ((-10_000,), (-12_000,))


def test_the_expected_cost_of_an_early_end_is_its_cost_times_its_chance():
    line = cost("early end", 1_000, nature="early termination", probability=Decimal("0.15"), recurring=False)
    assert worked(line, years=1).joint.economic.net == (-15_000,)


def test_a_residual_value_counts_in_the_year_it_is_left():
    line = saving(
        "depot’s value", 100_000, kind="income", nature="residual value", recurring=False, start=date(2027, 4, 1)
    )
    assert worked(line, years=3).joint.economic.net == (0, 0, round(10_000_000 / 1.035**2))


def test_bias_and_weak_evidence_make_a_cost_dearer_and_a_saving_smaller():
    lines = (saving("terms", 100, evidence_grade="3"), cost("contract", 100, bias_type="outsourcing"))
    assert worked(*lines, years=1).joint.economic.net == (9_000 - 14_100,)


def test_each_corner_takes_the_worse_and_the_better_end():
    result = worked(saving("rent", (80, 100, 130)), cost("team", (10, 20, 40)), years=1)
    value = result.joint.economic.net_present_value
    assert (value.worst, value.likely, value.best) == ((80 - 40) * 100, (100 - 20) * 100, (130 - 10) * 100)


def test_an_own_index_above_general_prices_makes_the_line_dearer_in_real_terms():
    indices = [
        {"index": "pay", "year": "2025/26", "change": Decimal(0)},
        {"index": "pay", "year": "2026/27", "change": Decimal("0.05")},
    ]
    result = worked(cost("team", 100, price_index="pay"), years=2, price_indices=indices)
    assert result.joint.financial.net == (-10_000, -10_500)
    assert result.joint.economic.net[1] == -round(10_500 / 1.02 / 1.035)


def test_each_partner_is_held_against_its_own_target():
    budgets = [
        {"partner": "a", "year": "2026/27", "net_budget": 1_000_000_00, "savings_target": 200_00},
        {"partner": "b", "year": "2026/27", "savings_target": 50_00},
    ]
    lines = (
        saving("ours", 100, partner="a", price_index="fixed"),
        saving("theirs", 100, partner="b", price_index="fixed"),
    )
    result = worked(*lines, partner_finances=budgets)
    assert [row.short for row in result.position_of("a").against_target] == [100_00]
    assert [row.short for row in result.position_of("b").against_target] == [-50_00]
    assert [row.short for row in result.joint.against_target] == [50_00]


def test_a_line_nobody_put_a_figure_on_is_named_and_in_no_ledger():
    result = worked(saving("pension premium", (None, None, None)), saving("rent", 100))
    assert [line.id for line in result.unquantified] == ["pension premium"]
    assert [line.id for line in result.lines] == ["rent"]


def test_two_conventions_discount_differently_and_both_are_kept():
    at_end, half_way = worked(saving("rent", 100)), worked(saving("rent", 100), convention="mid-year")
    assert at_end.joint.economic.net_present_value.likely > half_way.joint.economic.net_present_value.likely
    assert half_way.assumptions.convention == "mid-year"


@pytest.mark.parametrize(("name", "second"), [("standard", "1.035"), ("health", "1.015"), ("sensitivity-2026", "1.03")])
def test_the_schedule_is_the_one_asked_for(name: str, second: str):
    result = worked(saving("rent", 1_000), discounting=name, date=date(2026, 4, 1))
    assert result.joint.economic.net[1] == round(100_000 / float(second))


def test_the_same_case_has_the_same_hash_and_another_figure_another():
    one, same, other = (worked(saving("rent", amount)) for amount in (100, 100, 101))
    assert one.hash == same.hash != other.hash
