from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.cost_sharing.recharge.charges import instalments
from concordat.domain.cost_sharing.recharge.inputs import Books
from concordat.domain.cost_sharing.recharge.leaving import exit_sum
from concordat.domain.cost_sharing.recharge.recovery import standard_rate_recovery
from concordat.domain.cost_sharing.recharge.results import YearOfRecharge
from concordat.domain.cost_sharing.recharge.year import charge_year, years_in
from concordat.domain.kernel.periods import FinancialYear
from tests.domain.cost_sharing.recharge.schemes import YEAR, books, cost, counts, scheme


def year_of(held: Books, **more: Any) -> YearOfRecharge:
    return charge_year(scheme(**more), held, year=YEAR)


BUDGET_45_35_20 = {"pool": "team", "year": "2026/27", "shares": {"a": "45%", "b": "35%", "c": "20%"}}
USE = counts("calls", {"a": 4_700, "b": 3_100, "c": 2_200})
MILLION = books(cost("team", "budget", 1_000_000), cost("team", "actual", 1_040_000), USE)


def test_a_true_up_pays_what_was_due_and_splits_into_price_and_volume():
    """A budget of £1.0m at 45/35/20, a cost of £1.04m and use of 4,700/3,100/2,200."""
    found = year_of(MILLION, estimate=[BUDGET_45_35_20])
    due = {t.partner: t.due for t in found.true_ups}
    assert due == {"a": 48_880_000, "b": 32_240_000, "c": 22_880_000}
    assert [t.settlement for t in found.true_ups] == [3_880_000, -2_760_000, 2_880_000]
    assert [t.price for t in found.true_ups] == [1_800_000, 1_400_000, 800_000]
    assert sum(t.volume for t in found.true_ups) == 0


def test_every_line_of_a_statement_names_its_pool_share_and_count():
    found = year_of(MILLION, estimate=[BUDGET_45_35_20])
    statement = found.statement("true-up-2026-b")
    assert statement is not None
    assert statement.total == -2_760_000
    assert [line.title for line in statement.lines] == ["Team: cost", "Team: share of use"]
    use = statement.line("team/use")
    assert use.workings == "Share 31% instead of 35%, of £1,040,000"
    assert (use.quantity, use.unit) == (3_100, "Calls")
    assert use.provenance is not None
    assert {item.name for item in use.provenance.inputs} >= {"recharge_drivers/calls-b-2026/27-actual"}


amounts = st.integers(-(10**9), 10**9)


@given(
    budget=st.lists(amounts, min_size=2, max_size=2),
    actual=st.lists(amounts, min_size=2, max_size=2),
    use=st.lists(st.integers(0, 10**5), min_size=3, max_size=3).filter(any),
    estimate=st.lists(st.integers(0, 10**5), min_size=3, max_size=3).filter(any),
    whole=st.sampled_from(["exact", "whole per cents", "tenths of a per cent"]),
)
def test_every_sum_is_exact(budget: list[int], actual: list[int], use: list[int], estimate: list[int], whole: str):
    """Credits and corrections too: statements add up to the cost, to the penny."""
    pools = [{"id": "x", "key": "calls"}, {"id": "y", "key": "half"}, {"id": "own", "retained_by": "b"}]
    held = books(
        *(cost(p, "budget", b / 100) for p, b in zip("xy", budget, strict=True)),
        *(cost(p, "actual", b / 100) for p, b in zip("xy", actual, strict=True)),
        cost("own", "budget", 10),
        cost("own", "actual", 12.34),
        counts("calls", dict(zip("abc", use, strict=True))),
        counts("calls", dict(zip("abc", estimate, strict=True)), estimate=True),
    )
    found = year_of(held, pools=pools, keys=[{"id": "half", "equal": True}], shares_in=whole, tolerance_points=3)
    total_budget = sum(s.total for s in found.statements if s.id.startswith("budget"))
    total_true_up = sum(s.total for s in found.statements if s.id.startswith("true-up"))
    assert total_budget == found.budget == sum(budget) + 1_000
    assert found.actual is not None
    assert total_true_up == found.actual - found.budget == sum(t.settlement for t in found.true_ups)
    for t in found.true_ups:
        assert t.charged + t.settlement == t.due


def test_a_retained_cost_stays_with_its_council_and_says_so():
    pools = [{"id": "team", "key": "calls"}, {"id": "planning", "title": "Planning", "retained_by": "b"}]
    held = books(cost("team", "budget", 90), cost("planning", "budget", 50), counts("calls", {"a": 1, "b": 1, "c": 1}))
    found = year_of(held, pools=pools)
    assert [found.charged(name) for name in "abc"] == [3_000, 8_000, 3_000]
    statement = found.statement("budget-2026-b")
    assert statement is not None
    assert statement.groups == ("Shared services", "Retained: this council alone")
    assert statement.line("planning").workings == "100% of £50"


def test_before_the_actual_cost_is_known_there_is_a_charge_and_no_true_up():
    found = year_of(books(cost("team", "budget", 90), USE))
    assert found.actual is None
    assert not found.is_trued_up
    assert {s.id for s in found.statements} == {"budget-2026-a", "budget-2026-b", "budget-2026-c"}


def test_a_year_with_a_change_of_key_is_charged_by_days():
    found = charge_year(
        scheme(
            partners="ab",
            change_of_key=[{"pool": "team", "from": date(2022, 10, 3), "before": {"a": "74%", "b": "26%"}}],
        ),
        books(
            cost("team", "budget", 365, year="2022/23"),
            cost("team", "actual", 365, year="2022/23"),
            counts("calls", {"a": 82, "b": 18}, year="2022/23"),
        ),
        year=FinancialYear(2022),
    )
    assert [charge.budget for charge in found.charges] == [18_500, 18_000]
    assert found.true_ups[0].due == 18_500 * 74 // 100 + 18_000 * 82 // 100


def test_a_correction_in_the_year_is_added_to_the_cost():
    held = books(cost("team", "budget", 90), cost("team", "actual", 90), cost("team", "correction", -30), USE)
    assert year_of(held).actual == 6_000


def test_a_correction_of_an_earlier_year_goes_by_that_years_shares():
    held = books(
        cost("team", "budget", 100),
        cost("team", "actual", 100),
        counts("calls", {"a": 1, "b": 0, "c": 0}),
        counts("calls", {"a": 0, "b": 1, "c": 1}, year="2025/26"),
        cost("team", "correction", -8, corrects="2025/26", id="credit"),
    )
    found = year_of(held)
    assert [t.settlement for t in found.true_ups] == [0, -400, -400]
    statement = found.statement("true-up-2026-b")
    assert statement is not None
    assert statement.line("correction-credit").corrects == "true-up-2025/team"


def test_a_surplus_fills_the_reserve_to_its_cap_and_the_rest_goes_back():
    """As Worcestershire Regulatory Services kept part of a £57k surplus: here a cap of 2% of a budget of £3.0m."""
    held = books(
        cost("team", "budget", 3_000_000), cost("team", "actual", 2_943_000), counts("calls", {"a": 1, "b": 1, "c": 1})
    )
    found = year_of(held, reserve={"opening": 40_000, "cap": "2%"})
    assert found.reserve is not None
    assert (found.reserve.kept, found.reserve.closing) == (2_000_000, 6_000_000)
    assert sum(t.settlement for t in found.true_ups) == -5_700_000 + 2_000_000


def test_a_deficit_is_met_from_the_reserve_first():
    """A tribunal cost of £42.5k, taken from reserves of £60k."""
    held = books(cost("team", "budget", 1_000_000), cost("team", "actual", 1_042_500), USE)
    found = year_of(held, reserve={"opening": 60_000, "cap": "5%"})
    assert found.reserve is not None
    assert (found.reserve.drawn, found.reserve.closing) == (4_250_000, 1_750_000)
    assert sum(t.settlement for t in found.true_ups) == 0


def test_dampening_keeps_everybodys_charge_from_rising_and_the_others_carry_it():
    held = books(cost("team", "budget", 900), cost("team", "actual", 900), counts("calls", {"a": 2, "b": 1, "c": 0}))
    last_year = {"a": 500, "b": 300, "c": 100}
    found = year_of(held, dampening={"last_year": last_year, "rise": "0%"})
    assert [found.charged(name) for name in "abc"] == [50_000, 30_000, 10_000]
    statement = found.statement("budget-2026-a")
    assert statement is not None
    assert statement.line("dampening").pence == -10_000
    assert sum(t.settlement for t in found.true_ups) == 0


def test_a_client_council_pays_by_unit_and_lowers_the_cost_of_the_partners():
    held = books(
        cost("team", "budget", 1_000),
        cost("team", "actual", 1_000),
        counts("calls", {"a": 1, "b": 1, "c": 1}),
        counts("jobs", {"parish": 10}, estimate=True),
        counts("jobs", {"parish": 12}),
    )
    price = {"council": "parish", "pool": "team", "driver": "jobs", "price": 10}
    found = year_of(held, client_price=[price])
    assert (found.budget, found.actual) == (90_000, 88_000)
    (client,) = found.clients
    assert (client.charged, client.due) == (10_000, 12_000)
    statement = found.statement("client-true-up-2026-parish-team")
    assert statement is not None
    assert statement.total == 2_000
    ring_fenced = year_of(held, client_price=[{**price, "ring_fenced": True}])
    assert ring_fenced.budget == 100_000


def test_a_client_may_pay_full_cost_with_overhead_and_margin():
    held = books(cost("team", "budget", 1_000), counts("calls", {"a": 40, "b": 30, "c": 20, "parish": 10}))
    price = {
        "council": "parish",
        "pool": "team",
        "driver": "calls",
        "full_cost": True,
        "overhead": "10%",
        "margin": "5%",
    }
    (client,) = year_of(held, client_price=[price]).clients
    assert client.full_cost == 1_000
    assert client.charged == 11_550


def test_leaving_costs_a_share_of_what_stays_behind_less_the_reserve():
    held = books(cost("team", "budget", 1_200), counts("calls", {"a": 1, "b": 1, "c": 1}))
    found = year_of(
        held,
        notice_months=12,
        reserve={"opening": 30, "cap": "5%"},
        notice=[{"partner": "c", "given": date(2026, 6, 30), "effective": date(2027, 3, 30)}],
        exit=[
            {"title": "Premises", "amount": 900, "taper": ["100%", "50%"]},
            {"title": "Redundancy", "amount": 50, "whole": True},
        ],
    )
    left = exit_sum(found, partner="c")
    assert [(line.title, line.pence) for line in left.lines] == [
        ("Premises", 45_000),
        ("Redundancy", 5_000),
        ("Notice not given", 10_000),
        ("Its part of the reserve", -1_000),
    ]
    assert left.after == {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    with pytest.raises(LookupError):
        exit_sum(found, partner="nobody")


def test_a_standard_rate_that_recovers_too_little_says_whether_cost_or_volume_did_it():
    """£540k for 9,000 hours planned (£60 an hour); 8,400 hours and £530k in the end: £26k short."""
    found = standard_rate_recovery(planned_cost=540_000, planned_units=9_000, actual_cost=530_000, actual_units=8_400)
    assert (found.standard_rate, found.recovered, found.over_recovery) == (60, 504_000, -26_000)
    assert (found.volume, found.cost) == (-36_000, 10_000)


def test_instalments_add_up_with_the_odd_pennies_first():
    assert instalments(1_001, number=4) == (251, 250, 250, 250)


def test_the_years_are_those_with_a_cost_or_a_count():
    held = books(cost("team", "budget", 1, year="2024/25"), counts("calls", {"a": 1}))
    assert years_in(held) == (FinancialYear(2024), YEAR)


def test_the_same_inputs_give_the_same_result():
    assert year_of(MILLION).hash == year_of(MILLION).hash
