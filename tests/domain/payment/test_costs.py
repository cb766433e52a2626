"""A target cost whose cost nobody entered: nothing is shared as saved, and it is said."""

from dataclasses import replace
from decimal import Decimal

import pytest

from concordat.domain.payment.costs import NO_COST, check_costs
from concordat.domain.payment.evidence_types import Entry, Evidence
from concordat.domain.payment.inputs import Band, Mechanism, PriceLine
from concordat.domain.payment.statement import check_month, make_statement, run_months
from concordat.domain.performance.periods import Month

D = Decimal
APRIL = Month(2026, 4)
MARCH = APRIL.later(11)
MONTHLY = PriceLine(
    "works", "Works", "target cost", pence=120_000, assessed="month", bands=(Band(D(0), None, D("0.5")),)
)
YEARLY = replace(MONTHLY, assessed="year end")


def contract(line: PriceLine, starts: Month = APRIL) -> Mechanism:
    return Mechanism("m", "M", "m", "county", "works", starts.first_day, prices=(line,))


def cost(month: Month, pence: int) -> Entry:
    return Entry("cost", "works", month, D(pence))


def share(line: PriceLine, *entries: Entry, month: Month, starts: Month = APRIL) -> int | None:
    """Of the month; None where none is settled."""
    result = run_months(contract(line, starts), Evidence(entries=entries), until=month)[-1]
    return next((one.pence for one in result.lines if one.id == "price/works/share"), None)


def said(line: PriceLine, *entries: Entry, month: Month, starts: Month = APRIL) -> list[str]:
    return [one.message for one in check_costs(contract(line, starts), Evidence(entries=entries), month=month)]


def test_a_month_whose_cost_nobody_entered_has_no_share_of_a_saving() -> None:
    """A target of £1,200 a year is £100 a month: £50 were paid for a month of which nothing was known."""
    assert share(MONTHLY, cost(APRIL, 8_000), month=APRIL.later(1)) is None
    assert said(MONTHLY, cost(APRIL, 8_000), month=APRIL.later(1)) == [
        "No cost of Works is entered for May 2026: no share of what was saved or overspent is settled."
    ]
    assert share(MONTHLY, cost(APRIL, 8_000), month=APRIL) == 1_000
    assert said(MONTHLY, cost(APRIL, 8_000), month=APRIL) == []


def test_a_cost_of_nothing_that_somebody_entered_is_a_saving() -> None:
    assert share(MONTHLY, cost(APRIL, 0), month=APRIL) == 5_000
    assert said(MONTHLY, cost(APRIL, 0), month=APRIL) == []


@pytest.mark.parametrize("kind", ["change of target", "disallowed cost"])
def test_what_is_entered_beside_the_cost_is_not_the_cost(kind: str) -> None:
    beside = Entry(kind, "works", APRIL, D(100))
    assert share(MONTHLY, beside, month=APRIL) is None
    assert len(said(MONTHLY, beside, month=APRIL)) == 1


def test_a_year_of_which_no_cost_is_entered_is_not_settled() -> None:
    assert share(YEARLY, month=MARCH) is None
    assert "for its contract year to March 2027: no share" in said(YEARLY, month=MARCH)[0]
    assert "at the year's end it would count as saved" in said(YEARLY, month=APRIL)[0]


def test_a_year_with_the_cost_of_some_months_is_settled_and_the_others_are_named() -> None:
    entered = [cost(APRIL.later(n), 10_000) for n in range(12) if n not in {1, 7}]
    assert share(YEARLY, *entered, month=MARCH) == 10_000
    assert said(YEARLY, *entered, month=MARCH) == [
        "The share of Works is settled without the cost of May 2026, November 2026: none is entered, so it counts as saved."
    ]
    assert said(YEARLY, *entered, cost(APRIL.later(1), 1), cost(APRIL.later(7), 1), month=MARCH) == []


def test_of_a_year_only_the_months_of_the_contract_are_asked() -> None:
    starts = APRIL.later(9)
    entered = [cost(starts.later(n), 1) for n in range(3)]
    assert said(YEARLY, *entered, month=MARCH, starts=starts) == []


def test_the_statement_says_it_and_the_cost_that_comes_later_is_settled_then() -> None:
    rules = contract(MONTHLY)
    late = Evidence(entries=(cost(APRIL, 8_000), cost(APRIL.later(1), 7_000)))
    assert NO_COST in {one.code for one in check_month(rules, Evidence(entries=late.entries[:1]), month=APRIL.later(1))}
    assert make_statement(rules, late, month=APRIL.later(1)).statement.total == 7_000 + 1_500
