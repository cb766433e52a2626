"""Certified orders that no price line takes up: named for their month, and for the months before it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from concordat.domain.kernel.findings import Severity
from concordat.domain.kernel.statement import Statement, StatementLine
from concordat.domain.payment.check_evidence import unpaid_entries
from concordat.domain.payment.evidence_types import Entry, Evidence, RecordsHeld
from concordat.domain.payment.inputs import Lot, Mechanism, PriceLine
from concordat.domain.payment.month import work_out_month
from concordat.domain.payment.orders import check_orders, stated_for, taken_up_by_none, takes_up
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.performance.periods import Month

APRIL, MAY = Month(2026, 4), Month(2026, 5)
LINE = PriceLine("h", "Highways", "orders", "highways", lot="planned")
RULES = Mechanism(
    name="m", title="M", contract="m", client="ashdale", contractor="brindle", starts=APRIL.first_day,
    lots=(Lot("planned", "Planned", "A"),), prices=(LINE,),
)  # fmt: skip


def order(service: str, month: Month, *, lot: str = "", pence: int = 100, count: int = 1) -> Entry:
    return Entry("orders", service, month, Decimal(pence), item=str(count), unit=lot)


def test_a_line_in_a_lot_takes_up_the_orders_that_the_records_give_to_the_lot() -> None:
    assert takes_up(RULES, LINE, order("highways", MAY, lot="A"))
    assert takes_up(RULES, LINE, order("highways", MAY, lot="planned"))
    assert not takes_up(RULES, LINE, order("highways", MAY, lot="B"))
    assert not takes_up(RULES, LINE, order("trees", MAY, lot="A"))
    assert takes_up(RULES, replace(LINE, lot=""), order("highways", MAY, lot="B"))
    assert not takes_up(RULES, replace(LINE, kind="lump sum"), order("highways", MAY, lot="A"))


def test_another_contract_pays_only_from_its_first_month() -> None:
    trees = replace(
        RULES, name="t", contract="t", starts=MAY.first_day, prices=(PriceLine("t", "T", "orders", "trees"),)
    )
    orders = (order("trees", APRIL), order("trees", MAY))
    assert taken_up_by_none(orders, (RULES, trees)) == (orders[0],)
    assert taken_up_by_none(orders, (RULES,)) == orders


def test_the_month_is_named_and_what_was_left_before_it_with_how_many_and_how_much() -> None:
    unpaid = (
        order("trees", APRIL, pence=5_000, count=2),
        order("trees", MAY, pence=123_456, count=1_200),
        order("trees", MAY.later(1), pence=1),
        order("trees", APRIL.later(-1), pence=1),  # before the contract began
    )
    held = RecordsHeld(datetime(2026, 7, 1, tzinfo=UTC), unpaid=unpaid)
    own, before = check_orders(RULES, Evidence(records=held), month=MAY)
    assert own.message == (
        "1,200 certified orders are paid by no price line of any contract here: service “trees”, £1,234.56, finished in "
        "May 2026."
    )
    assert "2 certified orders are" in before.message
    assert "£50.00, finished in April 2026" in before.message
    assert own.severity is Severity.WARNING
    assert "Add a price line" in own.fix
    assert check_orders(RULES, Evidence(), month=MAY) == ()


LOTS = [{"id": "planned", "title": "Planned", "record": "A"}, {"id": "reactive", "title": "Reactive", "record": "E"}]
SAME = [*LOTS, {"id": "urgent", "title": "Urgent", "record": "E"}]


@pytest.mark.parametrize(
    ("first", "second", "lots", "twice"),
    [
        ({}, {}, LOTS, True),
        ({"lot": "planned"}, {"lot": "planned"}, LOTS, True),
        ({"lot": "planned"}, {}, LOTS, True),
        ({"lot": "planned"}, {"lot": "reactive"}, LOTS, False),
        ({"lot": "reactive"}, {"lot": "urgent"}, SAME, True),  # the records call both E
        ({}, {"service": "trees"}, LOTS, False),
        ({"service": ""}, {"service": ""}, LOTS, False),  # paid by what is entered under the line
        ({}, {"id": "highways", "service": "trees"}, LOTS, True),
        ({}, {"kind": "cost plus fee", "fee": "8%"}, LOTS, False),
    ],
)
def test_two_lines_that_would_pay_for_the_same_order_are_an_error(
    first: dict[str, str], second: dict[str, str], lots: list[dict[str, str]], twice: bool
) -> None:
    line = {"id": "one", "title": "One", "kind": "orders", "service": "highways"}
    content = {
        "title": "M", "client": "ashdale", "contractor": "brindle", "starts": "2026-04-01", "lot": lots,
        "price": [line | first, line | {"id": "two", "title": "Two"} | second],
    }  # fmt: skip
    read = read_mechanism(content, name="m")
    assert [one.code for one in read.findings] == (["mechanism.twice"] if twice else [])
    assert (read.mechanism is None) == twice
    if twice:
        assert "the same orders as “One”" in read.findings[0].message
        assert read.findings[0].where.item == second.get("id", "two")


def paid(mechanism: Mechanism, *orders: Entry) -> dict[str, int]:
    result = work_out_month(mechanism, Evidence(entries=orders), month=MAY)
    return {line.id: line.pence for line in result.lines}


def test_what_is_entered_about_the_line_is_paid_beside_what_is_about_its_service_as_one_line() -> None:
    """A certified sum under the line, such as agreed interest, hid every order of the service in the month."""
    plain = replace(RULES, lots=(), prices=(replace(LINE, lot=""),))
    of_service, agreed = Entry("orders", "highways", MAY, Decimal(50_000)), Entry("orders", "h", MAY, Decimal(123))
    assert paid(plain, of_service, agreed) == paid(plain, agreed, of_service) == {"price/h": 50_123}
    assert paid(plain, of_service) == {"price/h": 50_000}
    named_alike = replace(plain, prices=(replace(LINE, id="highways", lot=""),))
    assert paid(named_alike, of_service) == {"price/highways": 50_000}


def test_of_several_lots_an_entry_about_the_service_is_paid_to_the_lot_it_names_and_to_none_twice() -> None:
    reactive = PriceLine("r", "Reactive", "orders", "highways", lot="reactive")
    lots = replace(RULES, lots=(*RULES.lots, Lot("reactive", "Reactive", "E")), prices=(LINE, reactive))
    of_lot = Entry("orders", "highways", MAY, Decimal(700), unit="E")
    of_none = Entry("orders", "highways", MAY, Decimal(900))
    of_line = Entry("orders", "h", MAY, Decimal(11))
    assert paid(lots, of_lot, of_none, of_line) == {"price/h": 11, "price/r": 700}
    (told,) = unpaid_entries(lots, Evidence(entries=(of_lot, of_none, of_line)), month=MAY)
    assert "£9.00 are not paid: 2 price lines pay for the service by lot, and the entry names no lot" in told.message
    assert "about one of: h, r" in told.fix
    (told,) = unpaid_entries(lots, Evidence(entries=(replace(of_lot, unit="north"),)), month=MAY)
    assert "names lot “north”, which none of them pays for" in told.message


def test_what_is_stated_for_a_price_line_is_the_line_and_its_parts_and_not_its_namesake() -> None:
    held = {"price/h": 100, "price/h/kerbs": 20, "price/highways": 4000, "index/h": 7}
    lines = tuple(StatementLine(id=id, title=id, pence=pence) for id, pence in held.items())
    statement = Statement("m-2026-05", "contract payment", "M", "ashdale", "brindle", "2026-05", lines)
    assert stated_for(statement, "h") == 120
