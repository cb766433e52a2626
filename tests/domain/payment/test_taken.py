"""What a statement takes from the records, and what of earlier months it corrects."""

from datetime import UTC, datetime
from decimal import Decimal

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.tables import Value
from concordat.domain.payment.evidence import entry_row, figure_row
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure
from concordat.domain.payment.inputs import ENTRIES, VALUES
from concordat.domain.payment.taken import FROM_RECORDS, Taken, rows_taken, taken_at
from concordat.domain.performance.periods import Month

MARCH, APRIL = Month(2026, 3), Month(2026, 4)


def figure(month: Month, value: int | None) -> Figure:
    return Figure("fly_tips", month, None if value is None else Decimal(value))


def orders(month: Month, pence: int) -> Entry:
    return Entry("orders", "highways", month, Decimal(pence))


def row(table: str, made: tuple[str, dict[str, Value]], source: str = FROM_RECORDS, day: int = 10) -> Fact:
    at = datetime(2026, 5, day, tzinfo=UTC)
    return Fact(table, made[0], made[1], "county", source=source, entered_at=at)


def held(source: str = FROM_RECORDS) -> list[Fact]:
    made = [row(VALUES, figure_row(figure(month, 90), contract="c"), source) for month in (MARCH, APRIL)]
    return [*made, *(row(ENTRIES, entry_row(orders(month, 500_00), contract="c"), source) for month in (MARCH, APRIL))]


def taken(evidence: Evidence, rows: list[Fact], first: Month = MARCH) -> tuple[Taken, ...]:
    return rows_taken(evidence, rows, contract="c", first=first, month=APRIL)


def test_late_orders_of_an_earlier_month_are_taken_with_the_months_own() -> None:
    late = Evidence(
        figures=(figure(MARCH, 90), figure(APRIL, 88)), entries=(orders(MARCH, 700_00), orders(APRIL, 500_00))
    )
    found = taken(late, held())
    assert [(one.table, one.month) for one in found] == [(ENTRIES, "2026-03"), (VALUES, "2026-04")]
    assert found[0].values is not None
    assert found[0].values["amount"] == 700_00


def test_what_a_person_entered_for_an_earlier_month_stands_and_for_the_month_itself_the_records_rule() -> None:
    other = Evidence(
        figures=(figure(MARCH, 80), figure(APRIL, 80)), entries=(orders(MARCH, 500_00), orders(APRIL, 500_00))
    )
    assert [one.month for one in taken(other, held(source="Agreed at the meeting"))] == ["2026-04"]


def test_what_the_records_no_longer_hold_is_withdrawn_if_it_came_from_them() -> None:
    corrected = Evidence(figures=(figure(MARCH, None), figure(APRIL, 90)), entries=(orders(MARCH, 500_00),))
    gone = taken(corrected, held())
    assert {(one.table, one.month, one.values) for one in gone} == {
        (VALUES, "2026-03", None),
        (ENTRIES, "2026-04", None),
    }
    assert taken(corrected, held(source="Agreed at the meeting")) == ()


def test_nothing_is_taken_outside_the_contracts_months_nor_twice() -> None:
    now = Evidence(
        figures=(figure(MARCH, 90), figure(APRIL, 90)), entries=(orders(MARCH, 500_00), orders(APRIL, 500_00))
    )
    assert taken(now, held()) == ()
    assert [one.month for one in taken(now, [], first=APRIL)] == ["2026-04", "2026-04"]


def test_the_moment_of_taking_is_the_latest_of_a_row_from_the_records() -> None:
    rows = [*held(), row(VALUES, figure_row(figure(APRIL, 88), contract="c"), "A letter", day=20)]
    assert taken_at(Case("c", "C", facts=tuple(rows)), contract="c") == datetime(2026, 5, 10, tzinfo=UTC)
    assert taken_at(Case("c", "C"), contract="c") is None


def test_two_contracts_with_a_measure_in_common_keep_each_its_own_rows() -> None:
    """And so do contracts whose names run into each other: “a-b” with “c”, and “a” with “b.c”."""
    evidence = Evidence(figures=(figure(APRIL, 88),), entries=(orders(APRIL, 500_00),))
    ids = {
        one.id
        for contract in ("north", "south")
        for one in rows_taken(evidence, [], contract=contract, first=APRIL, month=APRIL)
    }
    assert len(ids) == 4
    pairs = (("a-b", "c"), ("a", "b.c"), ("a", "b_c"))
    made = {
        rows_taken(
            Evidence(figures=(Figure(measure, APRIL, Decimal(1)),)), [], contract=contract, first=APRIL, month=APRIL
        )[0].id
        for contract, measure in pairs
    }
    assert len(made) == 2  # of one contract, “b.c” and “b_c” have always been one name


def test_a_row_taken_before_its_name_held_the_contract_is_revised_and_not_doubled() -> None:
    evidence = Evidence(figures=(figure(APRIL, 70),))
    (found,) = rows_taken(evidence, held()[1:2], contract="c", first=APRIL, month=APRIL)
    assert found.id == held()[1].id
    again = row(VALUES, ("c_fly-tips-2026-04", dict(found.values or {})))
    assert rows_taken(evidence, [again], contract="c", first=APRIL, month=APRIL) == ()


def test_services_and_areas_whose_names_are_written_alike_hide_nobody() -> None:
    alike = Evidence(
        figures=(Figure("a.b", APRIL, Decimal(1)), Figure("a_b", APRIL, Decimal(2))),
        entries=(
            Entry("orders", "tŷ", APRIL, Decimal(100)),
            Entry("orders", "tâ", APRIL, Decimal(200)),
            Entry("failure", "k", APRIL, Decimal(3), unit="North"),
            Entry("failure", "k", APRIL, Decimal(4), unit="north"),
        ),
    )
    found = taken(alike, [])
    assert len({one.id for one in found}) == len(found) == 6
    said = [one.values for one in found if one.values is not None]
    assert sorted(one["amount"] for one in said if one.get("amount")) == [100, 200]
    assert sorted(one["quantity"] for one in said if one.get("quantity")) == [3, 4]
    again = [Fact(one.table, one.id, one.values or {}, "county", source=FROM_RECORDS) for one in found]
    assert taken(alike, again) == ()
