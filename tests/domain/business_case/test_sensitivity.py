from typing import Any

from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.ledgers import Step
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.results import Scenario
from concordat.domain.business_case.sensitivity import scenarios, switching_values
from tests.domain.business_case.cases import business_case_of, cost, saving


def of(business_case: BusinessCase) -> dict[str, Scenario]:
    return {row.title: row for row in scenarios(open_ledgers(business_case))}


def case(**rest: Any) -> BusinessCase:
    return business_case_of(
        saving("rent", 100, partner="a", price_index="fixed"),
        saving("posts", 200, partner="b", price_index="fixed"),
        cost("move", 300, recurring=False, nature="set-up"),
        cost("pay", 100, recurring=False, nature="redundancy", partner="a", price_index="fixed"),
        **rest,
    )


def test_a_switching_value_brings_the_whole_to_nought():
    ledgers = open_ledgers(case())
    net = sum(ledgers.by_year(Step.ECONOMIC))
    for row in switching_values(ledgers):
        assert row.change is not None
        assert net + row.change * row.present_value == 0


def test_a_quarter_less_is_a_quarter_less_of_every_benefit():
    ledgers = open_ledgers(case(years=1))
    assert of(case(years=1))["A quarter less is saved"].change == -(10_000 + 20_000) // 4
    assert sum(ledgers.by_year(Step.ECONOMIC)) == 0


def test_a_year_later_loses_the_first_year_and_keeps_the_costs():
    found = of(case())["Savings come a year later"]
    assert found.cash_change == -30_000


def test_set_up_twice_as_dear_and_more_redundancy():
    found = of(case())
    assert found["Set-up costs twice as much"].change == -30_000
    assert found["More people leave"].change == 0  # a transfer: nothing is used up
    assert found["More people leave"].cash_change == -5_000


def test_a_partner_may_never_join_or_leave_in_year_three():
    found = of(case())
    assert found["a never joins"].cash_change == -(5 * 10_000 - 10_000)
    assert found["b leaves in year 3"].cash_change == -2 * 20_000
    alone = of(business_case_of(saving("rent", 100, partner="a")))
    assert not any("joins" in title for title in alone)
