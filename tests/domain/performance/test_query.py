import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pytest

from concordat.data.events.attain import attain, tally
from concordat.data.events.engine import duckdb_engine, run
from concordat.data.events.row_rules import IN_ORDER
from concordat.data.files.definitions import definition_names
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.periods import Month, month_span
from concordat.domain.performance.query import grouped
from concordat.domain.performance.results import Attainment, Rating
from tests.domain.performance.records import at, catalogue_measure, store_with
from tests.reference import measures as twin

MEASURES = definition_names("measures")


def job(
    name: str, due: str | None, done: str | None, ordered: str = "2025-03-01 08:00", status: str = ""
) -> dict[str, Any]:
    return {
        "order_id": name,
        "service": "highways",
        "ordered_at": at(ordered),
        "due_at": at(due) if due else None,
        "completed_at": at(done) if done else None,
        "status": status or ("completed" if done else "ordered"),
        "withdrawn": False,
        "made_up": True,
    }


APRIL_2025 = [
    job("J01", "2025-04-01 10:10", "2025-04-01 09:40", "2025-04-01 08:10"),
    job("J02", "2025-04-04 00:15", "2025-04-04 00:50", "2025-04-03 22:15"),
    job("J03", "2025-04-06 09:00", "2025-04-05 16:30", "2025-04-05 09:00"),
    job("J04", "2025-04-07 09:00", "2025-04-07 09:00", "2025-03-10 09:00"),
    job("J05", "2025-04-17 12:00", "2025-05-02 12:00"),
    job("J06", "2025-04-22 12:00", None),
    job("J07", "2025-05-13 12:00", "2025-04-28 12:00"),
    job("J08", "2025-05-18 12:00", None),
    job("J09", "2025-04-25 12:00", None, status="cancelled"),
    job("J10", "2025-03-20 12:00", "2025-04-10 12:00"),
]


def test_both_cohorts_and_the_overdue_stock_of_one_month(tmp_path: Path) -> None:
    """Due exactly at the deadline is on time; an open overdue job fails; a cancelled one does not count."""
    measure = catalogue_measure("highways-defects-on-time", fewest=0)
    (found,) = attain(store_with(tmp_path, APRIL_2025), [measure], spans=[month_span(Month(2025, 4))])
    assert found.due is not None
    assert found.completed is not None
    assert (found.due.numerator, found.due.denominator) == (3, 6)
    assert (found.completed.numerator, found.completed.denominator) == (4, 6)
    assert found.value == 50
    assert found.overdue == 2
    assert found.interval is not None
    assert [d.table for d in store_with(tmp_path / "other", APRIL_2025).deliveries()] == ["job_records"]


def some_rows(table: str, seed: int, size: int = 90) -> list[dict[str, Any]]:
    """Rows around both changes of clock, Christmas, Easter and the year's end, every third at an awkward moment."""
    draw = random.Random(f"{table}{seed}")
    awkward = [
        *("2026-03-28 17:00", "2026-03-29 00:30", "2026-03-29 03:00", "2026-10-24 23:59", "2026-10-25 00:00"),
        *("2026-10-25 02:30", "2026-12-24 16:59", "2026-12-25 09:00", "2026-12-31 23:59", "2027-01-01 00:00"),
        *("2026-04-02 17:00", "2026-04-03 09:00", "2026-04-06 08:00", "2026-04-07 08:00", "2026-03-31 23:30"),
        *("2026-04-30 23:59", "2026-05-01 00:00", "2026-05-04 12:00", "2026-08-31 10:00", "2026-06-30 23:30"),
    ]
    from concordat.data.events.columns import evidence_table, key_of
    from concordat.domain.kernel.tables import ColumnType

    definition = evidence_table(table)
    starts = {earlier for earlier, _ in IN_ORDER.get(table, ())}
    rows = []
    for number in range(size):
        begin = at(draw.choice(awkward)) if number % 3 == 0 else at("2026-02-20 00:00") + draw.randrange(330 * 86400)
        row: dict[str, Any] = {"withdrawn": False, "made_up": True}
        for column in definition.columns:
            if column.type is ColumnType.DATETIME:
                later = draw.choice([0, 60, 3600, 7200, 86400, 5 * 86400, 9 * 3600, draw.randrange(50 * 86400)])
                early = column.name in starts
                row[column.name] = (
                    begin - (draw.randrange(7200) if column.name == "reported_at" else 0) if early else begin + later
                )
                if not early and draw.random() < 0.2:
                    row[column.name] = None
            elif column.choices:
                row[column.name] = draw.choice(column.choices)
            elif column.type in {ColumnType.MONEY, ColumnType.INTEGER}:
                row[column.name] = draw.randrange(1, 5) if column.maximum else draw.choice([100, 250, 250, 7_777, None])
        row[key_of(definition)] = f"K{number:04d}"
        row |= {
            "service": draw.choice(["highways", "street cleansing", "grounds", "winter", "waste"]),
            "area": draw.choice(["north", "south", None]),
            "priority": draw.choice(["P1", "P2", "P3", "P4"]),
            "activity": draw.choice(["Street light", "Fly-tip", "Pothole"]),
            "programme": draw.choice([None, "2026/27 programme"]),
            "remedial_of": f"K{draw.randrange(size):04d}" if draw.random() < 0.3 else None,
            "what": draw.choice(["collections scheduled", "collections missed", "cuts made", "cuts scheduled"]),
            "description": None,
        }
        for column in definition.columns:
            if column.required and row.get(column.name) is None:
                row[column.name] = begin if column.type is ColumnType.DATETIME else 100
        if table == "job_records":
            row["status"] = draw.choice(
                ["cancelled", "ordered"] if row["completed_at"] is None else ["completed"] * 5 + ["duplicate"]
            )
        rows.append({name: row.get(name) for name in (*definition.column_names, "withdrawn", "made_up")})
    return rows


SUSPENSIONS = [
    {"from": "2026-03-28T12:00", "to": "2026-04-02T09:30", "reason": "Flood", "approved_by": "the Board"},
    {"from": "2026-10-24", "to": "2026-10-27", "reason": "Storm", "approved_by": "the Board", "areas": ["north"]},
]


def agree(store: Any, measure: Measure, rows: list[dict[str, Any]], by: tuple[str, ...]) -> None:
    found = tally(store, measure, by=by)
    engine = {(one.due, one.done, *one.cut): (one.rows, one.numerator, one.denominator) for one in found.sums}
    slow = twin.sums(measure, rows, by)
    assert engine == slow
    assert slow


@pytest.mark.parametrize("name", MEASURES)
def test_each_measure_of_the_catalogue_agrees_with_the_slow_twin(name: str, tmp_path: Path) -> None:
    """Through both changes of the clocks, bank holidays and the turn of the year, cut by area, and with suspensions."""
    measure = catalogue_measure(name)
    rows = some_rows(measure.records, 1)
    store = (
        store_with(tmp_path, rows)
        if measure.records == "job_records"
        else store_with(tmp_path, rows, table=measure.records)
    )
    agree(store, measure, rows, ("area",))
    agree(store, catalogue_measure(name, suspensions=SUSPENSIONS), rows, ())


@pytest.mark.parametrize("nation", ["England", "Wales", "Scotland", "Northern Ireland"])
@pytest.mark.parametrize("calendar", ["all hours", "working hours", "calendar days", "working days"])
def test_each_calendar_agrees_with_the_slow_twin_in_each_nation(calendar: str, nation: str, tmp_path: Path) -> None:
    allowed = "3 days" if calendar.endswith("days") else "14 hours"
    clock = {
        "starts": "ordered_at",
        "stops": "completed_at",
        "calendar": calendar,
        "nation": nation,
        "allowed": allowed,
    }
    given = {
        "id": "x",
        "title": "X",
        "records": "job_records",
        "unit": "%",
        "cohort": "due",
        "clock": clock,
        "numerator": {"of": "rows", "where": [{"clock": "on time"}]},
        "denominator": {"of": "rows"},
    }
    from concordat.domain.performance.reading import read_measure

    rows = some_rows("job_records", 2)
    store = store_with(tmp_path, rows)
    for suspensions in ([], SUSPENSIONS):
        measure, _ = read_measure({**given, "suspensions": suspensions}, name="x")
        assert measure is not None
        agree(store, measure, rows, ("area",))


def paid(number: int, estimated: int, certified: int) -> dict[str, Any]:
    """An order finished in April 2025, estimated and certified in pence."""
    row = job(f"C{number:03d}", "2025-04-20 12:00", "2025-04-18 12:00")
    return row | {"target_value": estimated, "certified_value": certified}


def predictability(folder: Path, rows: list[dict[str, Any]], **more: Any) -> Attainment:
    year = {"year": "2025/26", "target": 3, "minimum": 8}
    measure = catalogue_measure("finance-cost-predictability", targets=[year], **more)
    (found,) = attain(store_with(folder, rows), [measure], spans=[month_span(Month(2025, 4))])
    return found


def test_a_dear_month_of_few_orders_is_not_assessable_and_of_many_it_is_judged(tmp_path: Path) -> None:
    """The four projects of Constructing Excellence's reckoning, which are 5.45% over together, then the same forty times."""
    four = [(1_000_000, 1_040_000), (2_500_000, 2_400_000), (400_000, 400_000), (6_000_000, 6_600_000)]
    few = predictability(tmp_path / "few", [paid(n, *pair) for n, pair in enumerate(four)])
    assert round(few.value or 0, 2) == Decimal("5.45")
    assert (few.rating, few.interval) == (Rating.NOT_ASSESSABLE, None)
    assert "tell too little of what chance" in few.why
    many = predictability(tmp_path / "many", [paid(n, *four[n % 4]) for n in range(160)])
    assert many.value == few.value
    assert many.rating is Rating.MISSED
    assert many.interval is not None
    assert 3 < many.interval.low < 5.45 < many.interval.high < 8


def test_the_smallest_number_counts_orders_and_not_what_they_cost(tmp_path: Path) -> None:
    rows = [paid(n, 100_000, 100_500) for n in range(19)]
    assert predictability(tmp_path / "few", rows, fewest=20).why == "Only 19 to judge by; at least 20 are needed."
    enough = predictability(tmp_path / "enough", [*rows, paid(19, 100_000, 100_500)], fewest=20)
    assert (enough.rating, enough.value) == (Rating.MET, Decimal("0.5"))


def test_one_order_tells_nothing_of_chance_and_moves_no_money(tmp_path: Path) -> None:
    found = predictability(tmp_path, [paid(1, 100_000, 190_000)])
    assert (found.value, found.interval, found.rating) == (90, None, Rating.NOT_ASSESSABLE)
    kept = predictability(tmp_path / "kept", [paid(1, 100_000, 100_000)])
    assert kept.rating is Rating.MET
    assert "tell too little of what chance" in kept.why


def test_a_document_may_do_without_the_interval_of_its_ratio(tmp_path: Path) -> None:
    found = predictability(tmp_path, [paid(1, 100_000, 190_000)], interval="none")
    assert (found.interval, found.rating) == (None, Rating.BELOW_MINIMUM)


def test_shares_and_counts_ask_for_no_sums_of_squares(tmp_path: Path) -> None:
    """What nothing needs is not added up: the columns are those that both sums need, and no more."""
    plain = run(duckdb_engine(), grouped(LARGE))
    assert {name for row in plain for name in row} == {"due_month", "done_month", "rows", "numerator", "denominator"}
    share = catalogue_measure("highways-defects-on-time")
    assert all(one.spread is None for one in tally(store_with(tmp_path, APRIL_2025), share).sums)


# Pence of nine million million pounds each: the square of one has 30 digits, far beyond 64 bits.
PENCE = 9 * 10**14
LARGE = ibis.memtable(
    {
        "due_month": [202504] * 3,
        "done_month": [202504] * 3,
        "counts": [True, True, False],
        "passes": [True, False, True],
        "top": [PENCE, 5, -PENCE],
        "bottom": [PENCE + 1, PENCE, 7],
    }
)


def squares_of_large(engine: Any) -> dict[str, int]:
    (row,) = run(engine, grouped(LARGE, spread=True))
    return {name: int(value) for name, value in row.items()}


def test_squares_of_great_sums_of_money_are_exact() -> None:
    assert squares_of_large(duckdb_engine()) == SQUARES


SQUARES = {
    "due_month": 202504,
    "done_month": 202504,
    "rows": 2,
    "numerator": 0,
    "denominator": 2 * PENCE + 1,
    "records": 3,
    "top_squared": 2 * PENCE**2,
    "crossed": PENCE * (PENCE + 1),
    "bottom_squared": (PENCE + 1) ** 2 + PENCE**2,
    "below": 1,
}
