"""A month whose job records are missing, or end before it does, is said before anybody is paid by it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from concordat.domain.kernel.findings import Severity
from concordat.domain.payment.check_records import NO_RECORDS, check_records, last_weekday
from concordat.domain.payment.evidence import joined
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure, RecordsHeld
from concordat.domain.payment.inputs import MeasureRule, Mechanism, PriceLine
from concordat.domain.payment.statement import check_month, make_statement
from concordat.domain.performance.periods import Month

APRIL, MAY = Month(2026, 4), Month(2026, 5)
DEFECTS = MeasureRule("defects", "Defects", unit="%", target=Decimal(95), minimum=Decimal(80))


def contract(*prices: PriceLine, measures: tuple[MeasureRule, ...] = (DEFECTS,)) -> Mechanism:
    return Mechanism(
        name="roads", title="Roads", contract="roads", client="county", contractor="highways-firm",
        starts=date(2026, 4, 1), prices=prices, measures=measures, names={"highways-firm": "The Highways Firm"},
    )  # fmt: skip


ORDERS = PriceLine("orders", "Orders", "orders", service="highways")
LUMP = PriceLine("core", "Core", "lump sum", pence=12_000_00)
OPEN_JOBS = Figure("defects", MAY, Decimal(20), Decimal(2), Decimal(10), Decimal(100))
PAID = Entry("orders", "highways", MAY, Decimal(500_00))


def held(until: datetime, *by: str) -> RecordsHeld:
    return RecordsHeld(until, by, frozenset({"defects"}))


def test_a_month_without_records_says_who_did_not_deliver_and_where_they_end() -> None:
    evidence = Evidence((OPEN_JOBS,), records=held(datetime(2026, 4, 30, 15, 12, tzinfo=UTC), "highways-firm"))
    (found,) = check_records(contract(ORDERS), evidence, month=MAY)
    assert (found.severity, found.code, found.where.item) == (Severity.WARNING, NO_RECORDS, "2026-05")
    assert found.message.startswith(
        "No job records of May 2026 have been delivered by The Highways Firm; the last are of 30 April 2026."
    )


def test_a_contract_of_measures_alone_warns_too_where_they_come_from_the_records() -> None:
    evidence = Evidence((OPEN_JOBS,), records=held(datetime(2026, 4, 30, tzinfo=UTC)))
    assert check_records(contract(LUMP), evidence, month=MAY)
    by_hand = MeasureRule("satisfied", "Satisfied")
    assert not check_records(contract(LUMP, measures=(by_hand,)), evidence, month=MAY)


@pytest.mark.parametrize(
    ("day", "warned"),
    [(1, True), (12, True), (28, True), (29, False), (30, False), (31, False)],  # 29 May 2026 is a Friday
)
def test_records_that_end_before_the_months_last_weekday_are_a_part_of_it(day: int, warned: bool) -> None:
    evidence = Evidence(
        (OPEN_JOBS,), (PAID,), records=held(datetime(2026, 5, day, 9, tzinfo=UTC), "highways-firm", "county")
    )
    found = check_records(contract(ORDERS), evidence, month=MAY)
    assert [one.code for one in found] == ([NO_RECORDS] if warned else [])
    if warned:
        assert (
            f"delivered by The Highways Firm and County end on {day} May 2026, before the month does"
            in found[0].message
        )


def test_a_record_of_the_night_belongs_to_the_day_in_london() -> None:
    evidence = Evidence((OPEN_JOBS,), records=held(datetime(2026, 4, 30, 23, 30, tzinfo=UTC)))  # 1 May, 0:30am
    assert "end on 1 May 2026" in check_records(contract(ORDERS), evidence, month=MAY)[0].message


def test_where_nobody_knows_what_was_delivered_a_month_without_a_finished_order_is_said() -> None:
    (found,) = check_records(contract(ORDERS), Evidence((OPEN_JOBS,)), month=MAY)
    assert found.message.startswith("No order finished in May 2026 is entered")
    assert not check_records(contract(ORDERS), Evidence((OPEN_JOBS,), (PAID,)), month=MAY)
    assert not check_records(contract(LUMP), Evidence((OPEN_JOBS,)), month=MAY)


def test_a_gap_between_two_deliveries_is_no_month_of_records() -> None:
    evidence = Evidence((OPEN_JOBS,), records=held(datetime(2026, 6, 30, tzinfo=UTC)))
    assert check_records(contract(ORDERS), evidence, month=MAY)[0].code == NO_RECORDS


def test_it_is_a_doubt_of_the_month_and_moves_no_pence() -> None:
    known = Evidence((OPEN_JOBS,), records=held(datetime(2026, 4, 30, tzinfo=UTC)))
    paid = make_statement(contract(LUMP), known, month=MAY)
    assert NO_RECORDS in {one.code for one in paid.findings}
    assert paid.statement.total == make_statement(contract(LUMP), Evidence((OPEN_JOBS,)), month=MAY).statement.total
    nothing = check_month(contract(LUMP), Evidence(records=known.records), month=MAY)
    assert NO_RECORDS not in {one.code for one in nothing}  # "Nothing is recorded" says it already


def test_joined_evidence_keeps_what_is_known_of_deliveries() -> None:
    records = held(datetime(2026, 4, 30, tzinfo=UTC))
    assert joined(Evidence(), Evidence(records=records)).records == records
    assert joined(Evidence(records=records), Evidence()).records == records


def test_the_last_weekday() -> None:
    assert [last_weekday(month).day for month in (APRIL, MAY, Month(2026, 1), Month(2026, 2))] == [30, 29, 30, 27]
