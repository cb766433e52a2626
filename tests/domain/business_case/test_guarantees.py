from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.business_case.guarantees import guarantee_outcomes, recover_set_up, recovery_of, settle
from concordat.domain.business_case.ledgers import Corner, Step
from concordat.domain.business_case.opening import open_ledgers
from tests.domain.business_case.cases import business_case_of, cost, saving

# Northgate guaranteed South Derbyshire £2.1m of savings over seven years from August 2010, as quoted in Harborough District
# Council, Best Practice Reflections, September 2011.
NORTHGATE = {
    "id": "northgate",
    "title": "Northgate’s guarantee",
    "guarantor": "Northgate",
    "partner": "south-derbyshire",
    "amount": 2_100_000_00,
    "from_year": "2010/11",
    "years": 7,
}


def test_south_derbyshires_guarantee_is_300_thousand_a_year_and_pays_what_is_missing():
    line = saving("corporate services", 250_000, partner="south-derbyshire", price_index="fixed")
    held = business_case_of(line, base_year="2010/11", years=7, guarantees=[NORTHGATE])
    outcome = guarantee_outcomes(open_ledgers(held))[0]
    assert [row.guaranteed for row in outcome.years] == [300_000_00] * 7
    assert [row.paid for row in outcome.years] == [50_000_00] * 7
    assert outcome.paid + sum(row.saved for row in outcome.years) == 2_100_000_00


def test_a_guarantee_pays_nothing_where_the_saving_comes():
    line = saving("corporate services", (250_000, 320_000, 350_000), partner="south-derbyshire", price_index="fixed")
    held = business_case_of(line, base_year="2010/11", years=7, guarantees=[NORTHGATE])
    ledgers = open_ledgers(held)
    assert guarantee_outcomes(ledgers)[0].paid == 0
    assert guarantee_outcomes(ledgers, Corner.WORST)[0].paid == 350_000_00


def test_a_good_year_carries_a_bad_one():
    assert settle([100, 100, 100], [150, 60, 80]) == (0, 0, 10)
    assert settle([100, 100, 100], [0, 300, 0]) == (100, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(-1000, 2000)), min_size=1, max_size=20))
def test_with_the_guarantee_nobody_ever_has_less_than_was_guaranteed(years: list[tuple[int, int]]):
    guaranteed, saved = [row[0] for row in years], [row[1] for row in years]
    paid = settle(guaranteed, saved)
    for place in range(1, len(years) + 1):
        assert sum(saved[:place]) + sum(paid[:place]) >= sum(guaranteed[:place])
    assert all(amount >= 0 for amount in paid)


def test_years_beyond_the_case_are_counted_as_outside():
    held = business_case_of(
        saving("a", 1, partner="south-derbyshire"), base_year="2010/11", years=3, guarantees=[NORTHGATE]
    )
    outcome = guarantee_outcomes(open_ledgers(held))[0]
    assert (len(outcome.years), outcome.years_outside) == (3, 4)


def test_lines_can_be_named_and_costs_never_count():
    lines = (saving("in", 100, price_index="fixed"), saving("out", 900, price_index="fixed"), cost("c", 500))
    guarantee = {**NORTHGATE, "partner": "", "amount": 700_00, "lines": ("in",)}
    held = business_case_of(*lines, base_year="2010/11", years=7, guarantees=[guarantee])
    assert [row.saved for row in guarantee_outcomes(open_ledgers(held))[0].years] == [100_00] * 7


def test_set_up_is_paid_back_before_anything_is_shared():
    """£400,000 laid out three to one, £120,000 a year: nothing is shared until the fourth year, then £80,000."""
    set_up = {"a": [30_000_000, 0, 0, 0, 0], "b": [10_000_000, 0, 0, 0, 0]}
    found = recover_set_up([12_000_000] * 5, set_up=set_up, shares={"a": 1, "b": 1})
    assert found.repaid["a"] == (9_000_000, 9_000_000, 9_000_000, 3_000_000, 0)
    assert found.shared["b"] == (0, 0, 0, 4_000_000, 6_000_000)
    assert found.recovered_in == 3
    assert found.net("a")[0] == 9_000_000 - 30_000_000


Years = st.lists(
    st.tuples(st.integers(-(10**8), 10**9), st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=12
)


@given(Years)
def test_what_is_repaid_and_shared_is_what_was_saved(years: list[tuple[int, int, int]]):
    savings, first, second = (list(column) for column in zip(*years, strict=True))
    shares = {"a": Fraction(1, 3), "b": Fraction(2, 3)}
    found = recover_set_up(savings, set_up={"a": first, "b": second}, shares=shares)
    for year, saving_of_year in enumerate(savings):
        parts = [amounts[year] for amounts in (*found.repaid.values(), *found.shared.values())]
        assert sum(parts) == saving_of_year
    assert all(left >= 0 for left in found.outstanding)


def test_the_pot_of_a_case_holds_all_its_cash():
    lines = (
        saving("ours", 100, partner="a", price_index="fixed"),
        saving("theirs", 50, partner="b", price_index="fixed"),
        cost("programme", 120, nature="set-up", recurring=False, price_index="fixed"),
    )
    held = {"joint_shares": {"a": Decimal("0.6"), "b": Decimal("0.4")}, "set_up_recovered_first": True}
    ledgers = open_ledgers(business_case_of(*lines, **held))
    found = recovery_of(ledgers)
    assert found is not None
    assert found.recovered_in == 0
    assert sum(sum(found.net(partner)) for partner in "ab") == sum(ledgers.by_year(Step.FINANCIAL))
    assert found.net("a")[0] == 18_00
    assert recovery_of(open_ledgers(business_case_of(*lines))) is None
