"""A cap by the charges of the twelve months before: the first months, every edge, and a twin that adds months one by one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.money import round_to_pence
from concordat.domain.payment.evidence_types import Entry, Evidence
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.statement import Issued, make_statement, run_months
from concordat.domain.payment.thresholds import in_words, reached
from concordat.domain.performance.periods import Month
from tests.domain.payment.test_worked_mechanisms import months, worked


def test_the_cap_is_said_where_it_cuts_a_credit_off() -> None:
    done = months("credit-cap-by-twelve-months", until="2028-01")
    (may,) = (line for line in done["2026-05"].lines if line.group == "Performance")
    assert may.workings.endswith(
        "£12,500.00 limited to £10,500.00 (£4,500.00 of £15,000.00, the sum of the first twelve months, was taken in the "
        "eleven months before)"
    )
    (january,) = (line for line in done["2028-01"].lines if line.group == "Performance")
    assert january.workings.endswith(
        "£12,500.00 limited to £7,500.00 (£112,500.00 of £120,000.00, 10% of £1,200,000.00 charged in the twelve months "
        "before, was taken in the eleven months before)"
    )


def test_reaching_the_cap_gives_the_right_until_a_year_after_the_last_month_at_it() -> None:
    mechanism, _ = worked("credit-cap-by-twelve-months")
    done = months("credit-cap-by-twelve-months", until="2028-01")

    def right(until: str) -> tuple[bool, int]:
        (found,) = reached(mechanism, tuple(one for month, one in done.items() if month <= until))
        return found.passed, int(found.total or 0)

    assert right("2026-04") == (False, 0)
    assert right("2026-05") == (True, 1)
    assert right("2026-06") == (True, 2)  # nothing could be taken any more
    assert right("2027-05") == (True, 1)
    assert right("2027-06") == (False, 0)
    assert right("2027-12") == (False, 0)
    assert right("2028-01") == (True, 1)
    (found,) = reached(mechanism, tuple(one for month, one in done.items() if month <= "2026-06"))
    assert in_words(found) == (
        "Service credits at their cap, 12 months to June 2026: 2 months at the cap against more than 0: passed. A critical "
        "performance failure: the client may end the contract."
    )
    assert [part.says for part in found.parts] == ["below it", "at the cap", "at the cap"]


@pytest.mark.parametrize(("points", "at_cap"), [(19, False), (20, True), (21, True)])
def test_a_deduction_that_equals_its_cap_has_reached_it(points: int, at_cap: bool) -> None:
    """£5 a point against a cap of £100."""
    read = read_mechanism(
        {
            "title": "T", "client": "a", "contractor": "b", "starts": "2026-04-01",
            "measure": [{"id": "m", "title": "M", "points_for_each_failure": 1}],
            "deduction": [
                {"id": "d", "title": "D", "kind": "bands", "measures": ["m"], "value_of_a_point": "£5", "cap_amount": "£100",
                 "band": [{"above": 0, "multiple": 1}]}
            ],
        },
        name="t",
    )  # fmt: skip
    assert read.mechanism is not None, read.findings
    held = Evidence(entries=(Entry("failure", "m", FIRST, Decimal(points)),))
    (month,) = run_months(read.mechanism, held, until=FIRST)
    assert ("d" in month.carried.months[-1].at_cap) is at_cap


FIRST = Month(2026, 4)


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 60)), min_size=1, max_size=40),
    st.integers(1, 40), st.integers(0, 30_000), st.booleans(), st.booleans(),
)  # fmt: skip
def test_what_is_taken_agrees_with_a_twin_that_adds_months_one_by_one(
    series: list[tuple[int, int]], share: int, first: int, each_month: bool, carried: bool
) -> None:
    """Charges differ from month to month; £1 a unit, 1% of the month's charges a point."""
    read = read_mechanism(
        {
            "title": "T", "client": "a", "contractor": "b", "starts": "2026-04-01",
            "price": [{"id": "p", "title": "P", "kind": "schedule of rates", "rate": [{"item": "i", "rate": "£1"}]}],
            "measure": [{"id": "m", "title": "M", "points_for_each_failure": 1}],
            "deduction": [
                {"id": "d", "title": "D", "kind": "share of charges", "measures": ["m"], "share_for_a_point": "1%",
                 "carry_excess": carried,
                 "cap_by_twelve_months": {"share_of_charges": f"{share}%", "first_twelve_months": f"£{first}",
                                          "limits": "each month" if each_month else "twelve months together"}},
            ],
        },
        name="t",
    )  # fmt: skip
    assert read.mechanism is not None, read.findings
    entries = [
        entry
        for place, (units, points) in enumerate(series)
        for entry in (
            Entry("quantity", "p", FIRST.later(place), Decimal(units), "i"),
            Entry("failure", "m", FIRST.later(place), Decimal(points)),
        )
    ]
    results = run_months(read.mechanism, Evidence(entries=tuple(entries)), until=FIRST.later(len(series) - 1))
    taken: list[int] = []
    left_over = 0
    for place, (units, points) in enumerate(series):
        wanted = round_to_pence(Decimal(units * points)) + left_over  # 1% of £units a point, in pence
        if place < 12:
            limit = first * 100
        else:
            limit = round_to_pence(Decimal(share * sum(units for units, _ in series[place - 12 : place])))
        if not each_month:
            limit -= sum(taken[max(0, place - 11) : place])
        taken.append(min(wanted, max(0, limit)))
        left_over = wanted - taken[-1] if carried else 0
    assert [-result.total_of("Performance") for result in results] == taken


def test_an_earlier_month_that_is_put_right_moves_the_limit_and_is_corrected_in_the_next_statement() -> None:
    """Twelve months of £100 leave £60 of £65; £50 found late for June make it £62.50, so £2.50 more is taken back."""
    read = read_mechanism(
        {
            "title": "T", "client": "a", "contractor": "b", "starts": "2026-04-01",
            "price": [{"id": "p", "title": "P", "kind": "schedule of rates", "rate": [{"item": "i", "rate": "£1"}]}],
            "measure": [{"id": "m", "title": "M", "points_for_each_failure": 1}],
            "deduction": [
                {"id": "d", "title": "D", "kind": "share of charges", "measures": ["m"], "share_for_a_point": "1%",
                 "cap_by_twelve_months": {"share_of_charges": "5%", "first_twelve_months": "£100"}},
            ],
        },
        name="t",
    )  # fmt: skip
    assert read.mechanism is not None, read.findings
    entries = [Entry("quantity", "p", FIRST.later(place), Decimal(100), "i") for place in range(14)]
    entries.append(Entry("failure", "m", FIRST.later(12), Decimal(65)))
    issued: list[Issued] = []
    for place in range(13):
        month = FIRST.later(place)
        made = make_statement(read.mechanism, Evidence(entries=tuple(entries)), month=month, issued=issued)
        issued.append(Issued(month, made.statement, None))
    assert issued[-1].statement.total_of("Performance") == -6_000
    entries.append(Entry("quantity", "p", Month(2026, 6), Decimal(50), "i"))
    after = make_statement(read.mechanism, Evidence(entries=tuple(entries)), month=FIRST.later(13), issued=issued)
    assert [(line.corrects, line.pence) for line in after.statement.in_group("Corrections")] == [
        ("t-2026-06/price/p/i", 5_000),
        ("t-2027-04/performance/d/m", -250),
    ]
