"""Overdue work where the records end within the month: counted at their last day, in sets and row by row alike."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from concordat.data.events import EvidenceStore
from concordat.data.events.attain import attain
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.made_up import as_known, job_records
from concordat.domain.performance.periods import Month, Span, month_span
from concordat.domain.performance.results import Attainment
from tests.domain.performance.records import add, catalogue_measure, store_with
from tests.domain.performance.test_query import job
from tests.reference import measures as twin

APRIL, MAY = month_span(Month(2025, 4)), month_span(Month(2025, 5))
MEASURE = catalogue_measure("highways-defects-on-time", fewest=0)
Deliveries = list[tuple[datetime, list[dict[str, Any]]]]


def moment(day: int, hour: int = 9, month: int = 4) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=UTC)


# The depot's export of 15 April, in the afternoon: three are open, of which one was due on the 10th.
EXPORT = [
    job("J1", "2025-04-10 12:00", None),
    job("J2", "2025-04-20 12:00", None),
    job("J3", "2025-04-12 12:00", "2025-04-14 16:00"),
    job("J4", "2025-05-06 12:00", None),
]
# An old order that was forgotten; it comes in July.
FORGOTTEN = [job("J5", "2025-03-12 12:00", "2025-03-10 12:00")]


def figure(
    store: EvidenceStore, span: Span, *, known_at: datetime | None = None, measure: Measure = MEASURE
) -> Attainment:
    (found,) = attain(store, [measure], spans=[span], known_at=known_at)
    return found


def by_rows(deliveries: Deliveries, span: Span, *, measure: Measure = MEASURE) -> tuple[int, date]:
    """The same by the slow twin."""
    at = twin.stock_counted_at(deliveries, end=int(span.period.end.timestamp()))
    rows = list({row["order_id"]: {"extended_to": None} | row for _, rows in deliveries for row in rows}.values())
    return twin.overdue(twin.judged(measure, rows), end=at), twin.london(at - 1).date()


def test_a_late_delivery_of_old_rows_does_not_make_the_month_end(tmp_path: Path) -> None:
    """J2 was due on the 20th. Nobody has recorded anything since the 14th, so nobody knows whether it is overdue."""
    store = store_with(tmp_path, EXPORT, now=moment(16))
    add(store, tmp_path, FORGOTTEN, now=moment(1, month=7))
    found = figure(store, APRIL)
    assert (found.overdue, found.overdue_at, found.overdue_before_end) == (1, date(2025, 4, 14), date(2025, 4, 14))
    assert by_rows([(moment(16), EXPORT), (moment(1, month=7), FORGOTTEN)], APRIL) == (1, date(2025, 4, 14))
    later = figure(store, MAY)
    assert (later.overdue, later.overdue_at) == (1, date(2025, 4, 14)), "nor is anything known of May"


def test_as_the_records_go_on_the_stock_is_counted_further_and_the_past_stays_as_it_was_known(tmp_path: Path) -> None:
    store = store_with(tmp_path, EXPORT, now=moment(16))
    may = [job("J6", "2025-05-02 12:00", "2025-05-02 10:00", "2025-05-01 08:00")]
    add(store, tmp_path, may, now=moment(3, month=6))
    found = figure(store, APRIL)
    assert (found.overdue, found.overdue_at, found.overdue_before_end) == (2, date(2025, 4, 30), None)
    assert by_rows([(moment(16), EXPORT), (moment(3, month=6), may)], APRIL) == (2, date(2025, 4, 30))
    before = figure(store, APRIL, known_at=moment(2, month=6))
    assert (before.overdue, before.overdue_at) == (1, date(2025, 4, 14))


@pytest.mark.parametrize(
    ("came", "stock"),
    [
        (datetime(2025, 4, 14, 15, 30, tzinfo=UTC), 1),  # half past four in London: J7 is due at five
        (datetime(2025, 4, 14, 16, 0, tzinfo=UTC), 1),  # on the stroke it is not overdue yet
        (datetime(2025, 4, 14, 16, 0, 1, tzinfo=UTC), 2),
        (datetime(2025, 4, 15, 9, 0, tzinfo=UTC), 2),  # the day is over
    ],
)
def test_what_comes_on_the_day_itself_tells_no_further_than_the_moment_it_came(
    tmp_path: Path, came: datetime, stock: int
) -> None:
    rows = [*EXPORT, job("J7", "2025-04-14 17:00", None)]
    rows[2] = rows[2] | {"completed_at": rows[2]["completed_at"] - 7200}
    store = store_with(tmp_path, rows, now=came)
    found = figure(store, APRIL)
    assert (found.overdue, found.overdue_at) == (stock, date(2025, 4, 14))
    assert by_rows([(came, rows)], APRIL) == (stock, date(2025, 4, 14))


def test_the_parts_add_up_to_the_whole_on_a_day_within_the_month(tmp_path: Path) -> None:
    store = store_with(tmp_path, EXPORT, now=moment(16))
    whole, *parts = attain(store, [MEASURE], spans=[APRIL], by=("service",))
    assert whole.overdue == sum(one.overdue or 0 for one in parts) == 1
    assert {one.overdue_at for one in parts} == {date(2025, 4, 14)}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "name", ["highways-defects-on-time", "highways-response-working-hours", "street-cleansing-fly-tips"]
)
def test_made_up_months_cut_off_anywhere_agree_row_by_row(tmp_path: Path, name: str, seed: int) -> None:
    """Three exports, each with what was known when it was made, and the last one late."""
    measure = catalogue_measure(name)
    (made,) = job_records(rows=240, seed=seed, first=date(2025, 1, 10), last=date(2025, 6, 30))
    cuts = [datetime(2025, 3, 13, 11, 20, tzinfo=UTC), datetime(2025, 4, 24, 23, 30, tzinfo=UTC)]
    deliveries: Deliveries = []
    store = EvidenceStore(tmp_path / "evidence", create=True)
    for cut in cuts:
        rows = [row for row in as_known(made, cut).to_pylist() if row["reported_at"] < cut.timestamp()]
        came = cut + timedelta(days=33 if cut is cuts[-1] else 0)
        deliveries.append((came, rows))
        add(store, tmp_path, rows, now=came)
    months = [month_span(Month(2025, 1).later(n)) for n in range(6)]
    stocks = set()
    for known in (1, 2):
        for span in months:
            found = figure(store, span, known_at=deliveries[known - 1][0], measure=measure)
            expected = by_rows(deliveries[:known], span, measure=measure)
            assert (found.overdue, found.overdue_at) == expected, (span.label, known)
            stocks.add(expected)
    assert len(stocks) > 4
    assert any(day.day not in {28, 30, 31} for _, day in stocks), "no month was cut off"
