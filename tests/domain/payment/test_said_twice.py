"""Rows that say the same matter: which counts, whatever the order, and what would be paid twice."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.inputs import ENTRIES, INDICES, VALUES, Mechanism, PriceLine
from concordat.domain.payment.said_twice import TWICE, said_twice
from concordat.domain.payment.taken import FROM_RECORDS
from concordat.domain.performance.periods import Month

MECHANISM = Mechanism("m", "M", "m", "county", "works", datetime(2026, 4, 1, tzinfo=UTC).date())


def row(table: str, id: str, day: int, *, source: str = "Somebody", by: str = "county", **values: object) -> Fact:
    at = datetime(2026, 5, day, tzinfo=UTC)
    return Fact(table, id, {"month": "2026-04", **values}, by, source=source, entered_at=at)


def case(*rows: Fact) -> Case:
    return Case(name="x", title="X", facts=rows)


PROVISIONAL = row(INDICES, "a", 1, index="CPI", value=Decimal(100), status="provisional")
FIRM = row(INDICES, "b", 3, index="CPI", value=Decimal(103))
OTHER = row(INDICES, "c", 2, index="pay", value=Decimal(7))


@pytest.mark.parametrize("rows", permutations((PROVISIONAL, FIRM, OTHER)))
def test_of_two_rows_for_one_index_the_one_entered_last_counts_and_it_is_said(rows: tuple[Fact, ...]) -> None:
    held = case(*rows)
    found = evidence_from_case(held, contract="m", client="county").index("CPI", Month(2026, 4))
    assert found is not None
    assert found.value == 103
    told = said_twice(held, MECHANISM)
    assert [one.code for one in told] == [TWICE]
    assert "CPI, 2026-04 stands in 2 rows" in told[0].message
    assert "103 (b)" in told[0].message


def test_a_figure_said_twice_is_told_and_one_of_each_area_is_not() -> None:
    of_areas = [row(VALUES, unit, 1, measure="k", unit=unit, value=Decimal(9)) for unit in ("north", "south")]
    assert said_twice(case(*of_areas), MECHANISM) == ()
    again = row(VALUES, "again", 2, measure="k", unit="south", value=Decimal(8))
    assert [
        "k, 2026-04, south stands in 2 rows" in one.message for one in said_twice(case(*of_areas, again), MECHANISM)
    ] == [True]


def test_orders_entered_by_hand_beside_those_of_the_records_are_told_because_both_are_paid() -> None:
    taken = row(ENTRIES, "taken", 1, kind="orders", about="highways", amount=100, source=FROM_RECORDS)
    entered = row(ENTRIES, "by-hand", 2, kind="orders", about="highways", amount=100)
    held = case(taken, entered)
    paid = evidence_from_case(held, contract="m", client="county").entries_of("orders", "highways", Month(2026, 4))
    assert sum(one.quantity for one in paid) == 200
    told = said_twice(held, MECHANISM)
    assert len(told) == 1
    assert "(by-hand): both are paid." in told[0].message
    assert (
        said_twice(case(entered, row(ENTRIES, "more", 3, kind="orders", about="highways", amount=1)), MECHANISM) == ()
    )
    assert said_twice(case(taken, row(ENTRIES, "x", 3, by="works", kind="orders", about="highways")), MECHANISM) == ()


def test_an_entry_about_the_price_line_beside_the_records_of_its_service_is_told_too() -> None:
    held = replace(MECHANISM, prices=(PriceLine("h", "Highways", "orders", "highways"),))
    taken = row(ENTRIES, "taken", 1, kind="orders", about="highways", amount=100, source=FROM_RECORDS)
    entered = row(ENTRIES, "by-hand", 2, kind="orders", about="h", amount=100)
    assert ["(by-hand): both are paid." in one.message for one in said_twice(case(taken, entered), held)] == [True]
    assert (
        said_twice(case(taken, entered), MECHANISM) == ()
    )  # nothing pays what is about “h”, and that is said elsewhere
