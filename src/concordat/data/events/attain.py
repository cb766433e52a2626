"""Run measures over a store: the one place where an expression of `domain.performance` meets an engine."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from concordat.data.events.engine import duckdb_engine, run
from concordat.data.events.store import Delivery, EvidenceStore
from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.performance.clock import CalendarTables, calendar_tables
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.periods import Month, Span, month_span
from concordat.domain.performance.query import WEIGHT_UNIT, grouped, measure_rows, times_taken
from concordat.domain.performance.results import Attainment, Times
from concordat.domain.performance.series import Sums, Tally, attainment, check_cuts, restated

# A calendar reaches so far beyond the records: a due time may lie that long after the last of them.
REACH = timedelta(days=400)


@dataclass(frozen=True)
class Vintage:
    """What was known at a moment: the deliveries, by which a result can be run again."""

    known_at: datetime | None
    deliveries: tuple[Delivery, ...]


def tally(
    store: EvidenceStore,
    measure: Measure,
    *,
    by: Sequence[str] = (),
    known_at: datetime | None = None,
    engine: Any = None,
    times: bool = False,
    suspended: bool = True,
) -> Tally:
    """The measure's sums from the rows known at the moment. `suspended=False` leaves the suspensions out."""
    engine = engine or duckdb_engine()
    by = check_cuts(by)
    counted = measure if suspended else replace(measure, suspensions=())
    deliveries = store.deliveries(known_at=known_at, table=measure.records)
    records = store.records(measure.records, engine=engine, known_at=known_at)
    tables = tables_for(store, counted, known_at=known_at)
    rows = measure_rows(records, counted, tables, by=by)
    return Tally(
        measure=measure,
        by=by,
        sums=tuple(_sums(row, measure, by) for row in run(engine, grouped(rows, by=by))),
        times=_times(run(engine, times_taken(rows, by=by)), measure, by) if times and measure.clock else {},
        inputs=tuple(inputs_of(measure, deliveries)),
    )


def tables_for(store: EvidenceStore, measure: Measure, *, known_at: datetime | None = None) -> CalendarTables:
    """Calendars wide enough for every row known."""
    bounds = store.bounds(known_at=known_at, table=measure.records)
    low, high = bounds or (0, 0)
    first = datetime.fromtimestamp(low, UTC).date() if bounds else date(2020, 1, 1)
    last = datetime.fromtimestamp(high, UTC).date() if bounds else date(2020, 12, 31)
    return calendar_tables(
        measure.clock, first=first - timedelta(days=40), last=last + REACH, suspensions=measure.suspensions
    )


def _sums(row: dict[str, Any], measure: Measure, by: Sequence[str]) -> Sums:
    top = Decimal(int(row["numerator"] or 0))
    if measure.numerator.weights:
        top /= WEIGHT_UNIT
    bottom = Decimal(int(row["denominator"] or 0))
    if measure.denominator is not None and measure.denominator.weights:
        bottom /= WEIGHT_UNIT
    return Sums(
        due=None if row["due_month"] is None else int(row["due_month"]),
        done=None if row["done_month"] is None else int(row["done_month"]),
        cut=tuple(str(row[name] or "not said") for name in by),
        rows=int(row["rows"] or 0),
        numerator=top,
        denominator=bottom,
    )


def _times(rows: list[dict[str, Any]], measure: Measure, by: Sequence[str]) -> dict[tuple[int, tuple[str, ...]], Times]:
    assert measure.clock is not None
    unit, length = ("days", Decimal(1)) if measure.clock.counts_days else ("hours", Decimal(3600))

    def as_unit(value: Any) -> Decimal:
        return (Decimal(str(value)) / length).quantize(Decimal("0.01"))

    return {
        (int(row["done_month"]), tuple(str(row[name] or "not said") for name in by)): Times(
            unit, as_unit(row["median"]), as_unit(row["ninety_fifth"])
        )
        for row in rows
    }


def inputs_of(measure: Measure, deliveries: Sequence[Delivery]) -> list[InputUsed]:
    """The measure's document and every delivery known, each by its hash."""
    used = [InputUsed.of_document(measure.document)] if measure.document else []
    for item in deliveries:
        if item.hash:
            says = f"{item.rows} rows of {item.file}, delivery {item.number}"
            used.append(
                InputUsed(
                    "delivery",
                    f"{item.table}/{item.number}",
                    item.hash,
                    says,
                    item.organisation,
                    item.by,
                    item.known_at,
                    item.note,
                    item.made_up,
                )
            )
    return used


def attain(
    store: EvidenceStore,
    measures: Sequence[Measure],
    *,
    spans: Sequence[Span],
    by: Sequence[str] = (),
    known_at: datetime | None = None,
    as_of: date | None = None,
    engine: Any = None,
    times: bool = False,
) -> tuple[Attainment, ...]:
    """Every measure over every span: the whole first, then, where `by` names cuts, each cut.

    As many months as are asked for come from one pass over the records. Figures of months that were final before the
    last delivery follow the measure's rule for late rows.
    """
    engine = engine or duckdb_engine()
    found: list[Attainment] = []
    for measure in measures:
        whole = tally(store, measure, known_at=known_at, engine=engine, times=times)
        plain = (
            tally(store, measure, known_at=known_at, engine=engine, suspended=False) if measure.suspensions else None
        )
        for span in spans:
            figure = _whole(store, whole, plain, span, known_at=known_at, as_of=as_of, engine=engine)
            found.append(figure)
        if by:
            cut_up = tally(store, measure, by=by, known_at=known_at, engine=engine, times=times)
            found += [
                attainment(cut_up, span, cut=cut, as_of=as_of or _day(known_at))
                for span in spans
                for cut in cut_up.cuts()
            ]
    return tuple(found)


def _whole(
    store: EvidenceStore,
    whole: Tally,
    plain: Tally | None,
    span: Span,
    *,
    known_at: datetime | None,
    as_of: date | None,
    engine: Any,
) -> Attainment:
    measure = whole.measure
    figure = attainment(whole, span, as_of=as_of or _day(known_at))
    if plain is not None:
        without = attainment(plain, span)
        touched = any(item.start < span.period.end and item.end > span.period.start for item in measure.suspensions)
        figure = replace(figure, unsuspended_value=without.value if touched else None, suspended=touched)
    final_at = span.period.end + timedelta(days=measure.final_after_days)
    later = [d for d in store.deliveries(known_at=known_at, table=measure.records) if d.hash and d.known_at > final_at]
    if later and any(
        d.hash and d.known_at <= final_at for d in store.deliveries(known_at=final_at, table=measure.records)
    ):
        when_final = tally(store, measure, known_at=final_at, engine=engine)
        figure = restated(figure, attainment(when_final, span), rule=measure.late_rows)
    return figure


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(LONDON).date()


def months_held(store: EvidenceStore, table: str, *, known_at: datetime | None = None) -> tuple[Month, ...]:
    """Every month from the first record to the last that had ended when the last delivery became known."""
    held = [d for d in store.deliveries(known_at=known_at, table=table) if d.moments]
    if not held:
        return ()
    happened = ("reported_at", "received_at", "raised_at", "inspected_at", "counted_at")
    low = min(pair[0] for d in held for name, pair in d.moments.items() if name in happened)
    first = datetime.fromtimestamp(low, LONDON)
    last = held[-1].known_at.astimezone(LONDON)
    at, end = Month(first.year, first.month), Month(last.year, last.month)
    found = []
    while at < end:
        found.append(at)
        at = at.later(1)
    return tuple(found)


def series(
    store: EvidenceStore, measure: Measure, *, known_at: datetime | None = None, engine: Any = None
) -> tuple[Attainment, ...]:
    """One figure a month, oldest first, for a chart: from one pass, by the latest known rows."""
    months = months_held(store, measure.records, known_at=known_at)
    whole = tally(store, measure, known_at=known_at, engine=engine, times=True)
    figures = [attainment(whole, month_span(month), as_of=_day(known_at)) for month in months]
    return tuple(figure for figure in figures if figure.value is not None)
