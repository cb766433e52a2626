"""Generated months through the whole engine, beside the slow twin: every measure of the catalogue, every figure.

The months hold a leap day, three changes of the clocks (one of them on Easter Sunday), both new years and every bank
holiday between. What could make the comparison empty is asserted too, and faults put in on purpose are found.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from concordat.data.events import EvidenceStore
from concordat.data.events.attain import Opened, attain, tables_for, tally
from concordat.data.events.columns import arrow_table, evidence_table, key_of
from concordat.data.events.engine import run
from concordat.data.files.definitions import definition_names
from concordat.domain.performance import calendars, clock
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.made_up import as_known, job_records
from concordat.domain.performance.made_up_others import other_records
from concordat.domain.performance.periods import Month, Span, month_span, rolling, year_to_date
from concordat.domain.performance.query import measure_rows
from concordat.domain.performance.results import Attainment
from tests.domain.performance.records import NOW, add, at, catalogue_measure
from tests.reference import measures as twin

MEASURES = definition_names("measures")
FIRST, LAST = date(2024, 1, 15), date(2025, 4, 30)
MONTHS = [Month(2024, 1).later(n) for n in range(16)]
SUSPENSIONS = [
    {
        "from": "2024-02-28T13:00",
        "to": "2024-03-04T09:30",
        "reason": "Snow over the leap day",
        "approved_by": "the Board",
    },
    {
        "from": "2024-03-29",
        "to": "2024-04-03",
        "reason": "Flood over Easter",
        "approved_by": "the Board",
        "areas": ["north"],
    },
    {
        "from": "2024-12-20T17:00",
        "to": "2025-01-06",
        "reason": "Strike",
        "approved_by": "the Board",
        "areas": ["vale", "town"],
    },
    {"from": "2025-03-29T20:00", "to": "2025-03-31T07:00", "reason": "Storm", "approved_by": "the Board"},
]
Rows = list[dict[str, Any]]


def odd_orders(like: dict[str, Any]) -> Rows:
    """What hardly ever happens and must still count: times on every edge, and ends before their beginnings."""
    edges = [
        ("2024-02-29 16:30", "2024-02-29 23:59", "2024-03-01 00:00"),
        ("2024-03-28 17:00", "2024-03-31 03:00", "2024-04-02 08:00"),
        ("2024-03-30 23:30", "2024-03-31 00:59", "2024-03-31 02:00"),
        ("2024-10-26 23:59", "2024-10-27 00:30", "2024-10-28 00:00"),
        ("2024-10-27 00:00", "2024-10-27 23:59", "2024-10-31 23:59"),
        ("2024-12-24 16:59", "2024-12-27 08:00", "2025-01-02 08:00"),
        ("2024-12-24 23:00", "2024-12-25 01:30", "2024-12-25 01:00"),
        ("2024-12-31 23:59", "2025-01-01 00:00", "2025-01-01 00:00"),
        ("2024-04-30 23:59", "2024-05-01 00:00", "2024-05-01 00:30"),
    ]
    rows = []
    for number, (begun, ended, due) in enumerate(edges * 5):
        service, activity = (
            ("highways", "Street light"),
            ("street cleansing", "Fly-tip"),
            ("grounds", "Tree"),
            ("winter", "Treatment run"),
            ("highways", "Pothole"),
        )[number // len(edges)]
        rows.append(
            like
            | {
                "order_id": f"X{number:03d}",
                "service": service,
                "activity": activity,
                "area": ["north", "vale", None][number % 3],
            }
            | {
                "priority": "P1" if activity == "Pothole" else ["P1", "P2", "P3", "P4", None][number % 5],
                "status": "completed",
                "programme": "2024/25 programme",
            }
            | {name: at(begun) for name in ("reported_at", "inspected_at", "ordered_at")}
            | {"due_at": at(due), "completed_at": at(ended), "extended_to": [None, at("2024-05-07 09:00")][number % 2]}
            # Wanted and made safe before it was ordered: an order in writing after the event.
            | {
                "made_safe_at": at(begun) + [-5400, 7201, 7200, 9000, 7201][number % 5],
                "wanted_at": at(begun) - 3 * 86400,
                "remedial_of": None,
                "audit_result": ["passed", "failed", None][number % 3],
            }
        )
    return rows


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> tuple[EvidenceStore, dict[str, Rows]]:
    folder = tmp_path_factory.mktemp("months")
    store = EvidenceStore(folder / "evidence", create=True)
    (made,) = job_records(rows=700, seed=11, first=FIRST, last=LAST)
    orders = as_known(made, NOW).to_pylist()
    held = {"job_records": [*orders, *odd_orders(orders[0])]}
    for table in ("invoices", "decisions", "enquiries", "inspections", "counts"):
        held[table] = other_records(table=table, seed=11, first=FIRST, last=LAST, orders=700)
    for table, rows in held.items():
        add(store, folder, rows, table=table)
        (delivery,) = store.deliveries(table=table)
        assert delivery.rows == len(rows) > 100, table
    return store, held


@pytest.fixture(scope="module", params=MEASURES)
def each(
    request: pytest.FixtureRequest, evidence: tuple[EvidenceStore, dict[str, Rows]]
) -> tuple[Measure, EvidenceStore, Rows, Rows]:
    """A measure of the catalogue, the store, all its rows, and those it is about as the twin judges them."""
    store, held = evidence
    measure = catalogue_measure(request.param)
    rows = held[measure.records]
    return measure, store, rows, twin.judged(measure, rows)


def test_every_table_and_measure_of_the_catalogue_is_compared(evidence: tuple[EvidenceStore, dict[str, Rows]]) -> None:
    assert len(MEASURES) >= 24
    assert {catalogue_measure(name).records for name in MEASURES} == set(evidence[1])


def test_the_months_hold_what_each_measure_could_get_wrong(each: tuple[Measure, EvidenceStore, Rows, Rows]) -> None:
    measure, _, _, judged = each
    assert sum(row["_counts"] for row in judged) >= 10
    assert any(row["_passes"] for row in judged)
    if measure.denominator is not None and measure.numerator.where:
        assert any(not row["_passes"] for row in judged)
    if measure.clock is None:
        return
    spans = [(row[measure.clock.starts], row["_due"]) for row in judged if row[measure.clock.starts] and row["_due"]]
    offsets = [(twin.london(a).utcoffset(), twin.london(b).utcoffset()) for a, b in spans]
    assert sum(a != b for a, b in offsets) >= 2, "no due time lies beyond a change of the clocks"
    easter, christmas = at("2024-03-29 00:00"), at("2024-12-25 00:00")
    assert any(a < day < b for a, b in spans for day in (easter, christmas)), "no clock runs over a bank holiday"
    if measure.clock.stops == "completed_at":
        leap = at("2024-02-29 23:00")
        assert any(a <= leap <= b for a, b in spans), "no clock runs over the leap day"
        assert any(row["_done"] == row["_due"] or row["_elapsed"] == 0 for row in judged) or measure.clock.counts_days
    if measure.clock.stops in {"made_safe_at", "wanted_at"}:
        assert any((row["_elapsed"] or 0) < 0 for row in judged), "nothing ended before it began"


@pytest.mark.parametrize("by", [(), ("service", "area"), ("partner",)])
def test_the_sums_agree(each: tuple[Measure, EvidenceStore, Rows, Rows], by: tuple[str, ...]) -> None:
    measure, store, rows, _ = each
    if "service" in by and measure.records == "decisions":
        by = ("area",)
    assert engine_sums(store, measure, by) == twin.sums(measure, rows, by)


def test_the_due_time_and_the_time_taken_of_each_record_agree(each: tuple[Measure, EvidenceStore, Rows, Rows]) -> None:
    measure, store, _, judged = each
    assert engine_rows(store, measure) == twin_rows(measure, judged)


def test_suspensions_agree_and_matter(each: tuple[Measure, EvidenceStore, Rows, Rows]) -> None:
    """Over the ends of months, the leap day, Easter and a change of the clocks, in some areas and in all."""
    measure, store, rows, _ = each
    if measure.clock is None:
        assert engine_sums(store, suspended(measure), ()) == twin.sums(measure, rows, ())
        return
    assert engine_sums(store, suspended(measure), ("area",)) == twin.sums(suspended(measure), rows, ("area",))
    with_them = engine_rows(store, suspended(measure))
    assert with_them == twin_rows(suspended(measure), twin.judged(suspended(measure), rows))
    without = engine_rows(store, measure)
    moved = [key for key, row in with_them.items() if row[0] != without[key][0]]
    assert moved
    assert all((with_them[key][0] or 0) > (without[key][0] or 0) for key in moved), (
        "a suspension brings no due time forward"
    )


def suspended(measure: Measure) -> Measure:
    name = next(name for name in MEASURES if catalogue_measure(name).id == measure.id)
    return catalogue_measure(name, suspensions=SUSPENSIONS)


def test_every_figure_of_every_month_year_and_twelve_months_agrees(
    each: tuple[Measure, EvidenceStore, Rows, Rows],
) -> None:
    measure, store, delivered, judged = each
    spans = [make(month) for month in MONTHS for make in (month_span, year_to_date, rolling)]
    found = attain(store, [measure], spans=spans, by=("area",), times=True)
    whole, cuts = [one for one in found if one.is_whole], [one for one in found if one.area]
    assert len(whole) == len(spans)
    for span, one in zip(spans, whole, strict=True):
        same_figure(measure, span, one, judged, delivered)
    assert {one.area for one in cuts} == {row["area"] or "not said" for row in judged}
    by_label = {span.label: span for span in spans}
    for one in cuts:
        in_area = [row for row in judged if (row["area"] or "not said") == one.area]
        same_figure(measure, by_label[one.label], one, in_area, delivered)
    assert sum(one.value is not None for one in whole) >= len(MONTHS)
    assert len({one.value for one in whole}) > 3


def same_figure(measure: Measure, span: Span, found: Attainment, rows: Rows, delivered: Rows) -> None:
    start, end = int(span.period.start.timestamp()), int(span.period.end.timestamp())
    by_due = twin.together(measure, rows, by="_due", start=start, end=end)
    by_done = twin.together(measure, rows, by="_done", start=start, end=end)
    top, bottom = by_due if measure.cohort == "due" else by_done
    assert (found.numerator, found.denominator) == (top, bottom), span.label
    assert found.value == twin.value(measure, top, bottom), span.label
    if measure.needs_spread:
        by = "_due" if measure.cohort == "due" else "_done"
        same_interval(found, twin.ratio_bounds(twin.pairs(measure, rows, by=by, start=start, end=end)), measure.scale)
    if measure.cohort in {"due", "completed"}:
        assert found.due is not None
        assert found.completed is not None
        assert (found.due.numerator, found.due.denominator) == by_due, span.label
        assert (found.completed.numerator, found.completed.denominator) == by_done, span.label
    if measure.cohort == "due":
        counted_at = twin.stock_counted_at([(NOW, delivered)], end=end)
        assert found.overdue == twin.overdue(rows, end=counted_at), span.label
        assert found.overdue_at == twin.london(counted_at - 1).date(), span.label
    if found.times is not None:
        assert measure.clock is not None
        took = [r["_elapsed"] for r in rows if r["_counts"] and r["_elapsed"] is not None and start <= r["_done"] < end]
        length = 1 if measure.clock.counts_days else 3600
        for said, share in ((found.times.median, Fraction(1, 2)), (found.times.ninety_fifth, Fraction(95, 100))):
            exact = twin.quantile(took, share) / length
            assert abs(Fraction(said) - exact) <= Fraction(51, 10_000), span.label


def same_interval(found: Attainment, bounds: tuple[float, float] | None, scale: Decimal) -> None:
    if bounds is None or found.interval is None:
        assert found.interval is bounds is None, found.label
        return
    assert abs(float(found.interval.low) - bounds[0] * float(scale)) < 2e-6, found.label
    assert abs(float(found.interval.high) - bounds[1] * float(scale)) < 2e-6, found.label


def engine_rows(store: EvidenceStore, measure: Measure) -> dict[str, tuple[Any, ...]]:
    """Key → due, time taken, counts, passes, as the engine works them out record by record."""
    opened, key = Opened(store), key_of(evidence_table(measure.records))
    rows = measure_rows(opened.records(measure.records, None), measure, tables_for(store, measure), keep=(key,))
    return {row[key]: (row["due"], row["elapsed"], row["counts"], row["passes"]) for row in run(opened.engine, rows)}


def twin_rows(measure: Measure, judged: Rows) -> dict[str, tuple[Any, ...]]:
    key = key_of(evidence_table(measure.records))
    return {row[key]: (row["_due"], row["_elapsed"], row["_counts"], row["_passes"]) for row in judged}


def engine_sums(store: EvidenceStore, measure: Measure, by: tuple[str, ...]) -> dict[Any, tuple[int, Decimal, Decimal]]:
    found = tally(store, measure, by=by).sums
    return {(one.due, one.done, *one.cut): (one.rows, one.numerator, one.denominator) for one in found}


@pytest.fixture
def fresh_calendars() -> Iterator[None]:
    """Calendars are kept between questions: a fault that is put in must not be hidden by them, nor stay behind."""
    clock.calendar_tables.cache_clear()
    calendars.start_of_day.cache_clear()
    yield
    clock.calendar_tables.cache_clear()
    calendars.start_of_day.cache_clear()


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_calendars")
def test_an_engine_that_forgets_bank_holidays_is_found_out(
    evidence: tuple[EvidenceStore, dict[str, Rows]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "bank_holidays", lambda *given: frozenset())
    wrong = differing(evidence)
    working = {name for name in MEASURES if "working" in getattr(catalogue_measure(name).clock, "calendar", "")}
    assert len(working) >= 4
    assert wrong == working


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_calendars")
def test_an_engine_that_forgets_summer_time_is_found_out(
    evidence: tuple[EvidenceStore, dict[str, Rows]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Months begin an hour late and working days too; only where no record lies in that hour can a measure stay right."""
    monkeypatch.setattr(calendars, "LONDON", ZoneInfo("UTC"))
    wrong = differing(evidence)
    clocked = {name for name in MEASURES if catalogue_measure(name).records == "job_records"}
    assert len(clocked - wrong) <= 3, clocked - wrong


def differing(evidence: tuple[EvidenceStore, dict[str, Rows]]) -> set[str]:
    """The measures of which any record, or any month's sum, is not what the twin says."""
    store, held = evidence
    found = set()
    for name in MEASURES:
        measure = catalogue_measure(name)
        rows = held[measure.records]
        if engine_rows(store, measure) != twin_rows(measure, twin.judged(measure, rows)) or engine_sums(
            store, measure, ()
        ) != twin.sums(measure, rows):
            found.add(name)
    return found


def test_an_order_finished_before_it_was_placed_waits_in_quarantine(tmp_path: Path) -> None:
    (made,) = job_records(rows=120, seed=3, first=FIRST, last=LAST)
    rows = as_known(made, NOW).to_pylist()
    rows[5] |= {"completed_at": rows[5]["ordered_at"] - 60, "reported_at": rows[5]["ordered_at"] - 120}
    rows[5] |= {"status": "completed", "inspected_at": None, "made_safe_at": None}
    store = EvidenceStore(tmp_path / "evidence", create=True)
    pq.write_table(arrow_table(rows, evidence_table("job_records")), tmp_path / "april.parquet")
    made_delivery = store.deliver(
        tmp_path / "april.parquet", table="job_records", by="p-1", organisation="brindle", at=NOW, take_good_rows=True
    )
    assert [row.given["order_id"] for row in made_delivery.quarantine] == [rows[5]["order_id"]]
