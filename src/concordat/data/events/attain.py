"""Run measures over a store: the one place where an expression of `domain.performance` meets an engine."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

from concordat.data.events.columns import evidence_table, key_of, moment, moments_of
from concordat.data.events.deliveries import Delivery
from concordat.data.events.engine import duckdb_engine, run
from concordat.data.events.reach import HAPPENED, told_until
from concordat.data.events.store import EvidenceStore
from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.performance.clock import CalendarTables, calendar_tables
from concordat.domain.performance.fairness import Fairness, Stratum, compare
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.periods import Month, Span
from concordat.domain.performance.programme import ProgrammeLine, programme_lines, programme_sums
from concordat.domain.performance.query import WEIGHT_UNIT, grouped, measure_rows, times_taken
from concordat.domain.performance.results import EXACT, Attainment, Spread, Times
from concordat.domain.performance.series import Sums, Tally, attainment, check_cuts, cohort_of, restated

# A calendar reaches so far beyond the records: a due time may lie that long after the last of them.
REACH = timedelta(days=400)
# Up to so many rows are held in memory for the measures that follow; beyond it each measure reads the files again.
MOST_HELD = 2_000_000


class Opened:
    """A store as known at a moment, on one engine. Tables of moderate size are read once and kept for every measure.

    `columns` says for a table which columns will be asked for, where that is known: the others are not read.
    """

    def __init__(
        self, store: EvidenceStore, *, engine: Any = None, columns: Mapping[str, Collection[str]] | None = None
    ) -> None:
        self.store = store
        self.engine = engine or duckdb_engine()
        self._columns = columns or {}
        self._held: dict[tuple[str, datetime | None], Any] = {}

    def records(self, table: str, known_at: datetime | None) -> Any:
        if (table, known_at) not in self._held:
            rows = self.store.records(table, engine=self.engine, known_at=known_at)
            size = sum(item.rows for item in self.store.deliveries(known_at=known_at, table=table))
            if table in self._columns:
                rows = rows.select(*[name for name in rows.columns if name in self._columns[table]])
            if 0 < size <= MOST_HELD and self.engine.name == "duckdb":
                rows = self.engine.create_table(f"held_{len(self._held)}_{table}", rows, temp=True)
            self._held[table, known_at] = rows
        return self._held[table, known_at]


@dataclass(frozen=True)
class Vintage:
    """What was known at a moment: the deliveries, by which a result can be run again."""

    known_at: datetime | None
    deliveries: tuple[Delivery, ...]


def tally(
    store: EvidenceStore | Opened,
    measure: Measure,
    *,
    by: Sequence[str] = (),
    known_at: datetime | None = None,
    times: bool = False,
    suspended: bool = True,
) -> Tally:
    """The measure's sums from the rows known at the moment. `suspended=False` leaves the suspensions out."""
    opened = store if isinstance(store, Opened) else Opened(store)
    store, engine = opened.store, opened.engine
    by = check_cuts(by)
    counted = measure if suspended else replace(measure, suspensions=())
    deliveries = store.deliveries(known_at=known_at, table=measure.records)
    records = opened.records(measure.records, known_at)
    tables = tables_for(store, counted, known_at=known_at)
    rows = measure_rows(records, counted, tables, by=by)
    until = told_until(store, table=measure.records, known_at=known_at) if measure.has_stock else None
    groups = grouped(rows, by=by, spread=measure.needs_spread, until=None if until is None else int(until.timestamp()))
    return Tally(
        measure=measure,
        by=by,
        sums=tuple(_sums(row, measure, by) for row in run(engine, groups)),
        times=_times(run(engine, times_taken(rows, by=by)), measure, by) if times and measure.clock else {},
        inputs=tuple(inputs_of(measure, deliveries)),
        until=until,
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
        spread=_spread(row, measure) if measure.needs_spread else None,
        open=int(row.get("open") or 0),
    )


def _spread(row: dict[str, Any], measure: Measure) -> Spread:
    top = WEIGHT_UNIT if measure.numerator.weights else 1
    bottom = WEIGHT_UNIT if measure.denominator is not None and measure.denominator.weights else 1
    with localcontext(prec=EXACT):
        return Spread(
            int(row["records"] or 0),
            Decimal(int(row["top_squared"] or 0)) / (top * top),
            Decimal(int(row["crossed"] or 0)) / (top * bottom),
            Decimal(int(row["bottom_squared"] or 0)) / (bottom * bottom),
            int(row["below"] or 0),
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
    store: EvidenceStore | Opened,
    measures: Sequence[Measure],
    *,
    spans: Sequence[Span],
    by: Sequence[str] = (),
    known_at: datetime | None = None,
    as_of: date | None = None,
    engine: Any = None,
    times: bool = False,
    restatements: bool = False,
    beside: bool = True,
) -> tuple[Attainment, ...]:
    """Every measure over every span: the whole first, then, where `by` names cuts, each cut.

    `beside` works out, for a measure with suspensions, what it would have been without them as well.

    As many months as are asked for come from one pass over the records. A measure that freezes its figures is read a
    second time, as known when the period was final; `restatements` does so for every measure, and marks what changed.
    """
    opened = store if isinstance(store, Opened) else Opened(store, engine=engine)
    found: list[Attainment] = []
    for measure in measures:
        whole = tally(opened, measure, known_at=known_at, times=times)
        plain = tally(opened, measure, known_at=known_at, suspended=False) if beside and measure.suspensions else None
        finals = {}
        if restatements or measure.late_rows == "freeze":
            finals = {span: _final_moment(opened, measure, span, known_at) for span in spans}
        day = as_of or _day(known_at)
        for span in spans:
            now, final_at = _whole(whole, plain, span, as_of=day), finals.get(span)
            if final_at is not None:
                then = tally(opened, measure, known_at=final_at, times=times)
                plain_then = tally(opened, measure, known_at=final_at, suspended=False) if plain else None
                now = restated(now, _whole(then, plain_then, span, as_of=day), rule=measure.late_rows)
            found.append(now)
        if by:
            cut_up = tally(opened, measure, by=by, known_at=known_at, times=times)
            for span in spans:
                found += _cut_up(opened, cut_up, span, final_at=finals.get(span), day=day, times=times)
    return tuple(found)


def _cut_up(
    opened: Opened, now: Tally, span: Span, *, final_at: datetime | None, day: date | None, times: bool
) -> list[Attainment]:
    """One figure for each cut, those too that were there when the period was final and are no longer."""
    if final_at is None:
        return [attainment(now, span, cut=cut, as_of=day) for cut in now.cuts()]
    then = tally(opened, now.measure, by=now.by, known_at=final_at, times=times)
    return [
        restated(*(attainment(one, span, cut=cut, as_of=day) for one in (now, then)), rule=now.measure.late_rows)
        for cut in sorted({*now.cuts(), *then.cuts()})
    ]


def _whole(whole: Tally, plain: Tally | None, span: Span, *, as_of: date | None) -> Attainment:
    """With the suspensions, and beside it what it would have been without them."""
    figure = attainment(whole, span, as_of=as_of)
    if plain is None:
        return figure
    touched = any(s.start < span.period.end and s.end > span.period.start for s in whole.measure.suspensions)
    without = attainment(plain, span)
    return replace(figure, unsuspended_value=without.value if touched else None, suspended=touched)


def _final_moment(opened: Opened, measure: Measure, span: Span, known_at: datetime | None) -> datetime | None:
    """When the period became final, where records had come by then and more have come since; otherwise None."""
    final_at = span.period.end + timedelta(days=measure.final_after_days)
    deliveries = [d for d in opened.store.deliveries(known_at=known_at, table=measure.records) if d.hash]
    came = {d.known_at > final_at for d in deliveries}
    return final_at if len(came) == 2 else None


def counted_until(opened: Opened, measure: Measure, span: Span, known_at: datetime | None) -> datetime | None:
    """The moment whose knowledge the measure's figure of the span rests on, under its rule for late rows."""
    frozen = _final_moment(opened, measure, span, known_at) if measure.late_rows == "freeze" else None
    return frozen or known_at


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(LONDON).date()


def months_held(store: EvidenceStore, table: str, *, known_at: datetime | None = None) -> tuple[Month, ...]:
    """Every month from the first record to the last of which something is recorded, if it had ended when the last delivery
    became known. A due date still to come is no record of its month."""
    held = [d for d in store.deliveries(known_at=known_at, table=table) if d.moments]
    if not held:
        return ()
    happened = ("reported_at", "received_at", "raised_at", "inspected_at", "counted_at", "ordered_at")
    low = min(pair[0] for d in held for name, pair in d.moments.items() if name in happened)
    first = datetime.fromtimestamp(low, LONDON)
    high = max(pair[1] for d in held for name, pair in d.moments.items() if name in HAPPENED)
    known, latest = held[-1].known_at.astimezone(LONDON), datetime.fromtimestamp(high, LONDON)
    at = Month(first.year, first.month)
    end = min(Month(known.year, known.month), Month(latest.year, latest.month).later(1))
    found = []
    while at < end:
        found.append(at)
        at = at.later(1)
    return tuple(found)


def jobs_behind(
    store: EvidenceStore | Opened,
    measure: Measure,
    span: Span,
    *,
    known_at: datetime | None = None,
    failing: bool = True,
    most: int | None = None,
) -> tuple[dict[str, Any], ...]:
    """The records behind a figure: those that count in the span and pass, or (the usual question) do not.

    Moments come back as aware times, money as pence. `most` limits how many, the earliest due first.
    """
    opened = store if isinstance(store, Opened) else Opened(store)
    known_at = counted_until(opened, measure, span, known_at)
    table = evidence_table(measure.records)
    key = key_of(table)
    records = opened.records(measure.records, known_at)
    rows = measure_rows(records, measure, tables_for(opened.store, measure, known_at=known_at), keep=(key,))
    month = rows.due_month if measure.cohort == "due" else rows.done_month
    wanted = rows.filter(rows.counts & (~rows.passes if failing else rows.passes))
    wanted = wanted.filter(month.between(span.first.key, span.last.key)).select(
        key, worked_out_due="due", elapsed="elapsed"
    )
    found = wanted.inner_join(records, key).order_by(["worked_out_due", key])
    moments = {*moments_of(table), "worked_out_due"}
    return tuple(
        {name: moment(value) if name in moments else value for name, value in row.items()}
        for row in run(opened.engine, found.limit(most) if most else found)
    )


def programme(
    store: EvidenceStore | Opened, *, now: datetime, known_at: datetime | None = None
) -> tuple[ProgrammeLine, ...]:
    """The works programme as known at the moment; what is due by `now` should be done."""
    opened = store if isinstance(store, Opened) else Opened(store)
    rows = opened.records("job_records", known_at)
    return programme_lines(run(opened.engine, programme_sums(rows, by_now=int(now.timestamp()))))


def fairness(
    store: EvidenceStore | Opened,
    measure: Measure,
    span: Span,
    *,
    lead: str,
    known_at: datetime | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Fairness, ...]:
    """Each partner's share on time against the lead's over the span, like work with like."""
    opened = store if isinstance(store, Opened) else Opened(store)
    found = tally(opened, measure, by=("partner", "service", "priority"), known_at=known_at)
    held: dict[str, dict[str, tuple[int, int]]] = {}
    for partner, service, priority in found.cuts():
        sums = [one for one in found.sums if one.cut == (partner, service, priority)]
        counted = cohort_of(sums, span, by_due=measure.cohort == "due")
        held.setdefault(partner, {})[f"{service}, {priority}"] = int(counted.numerator), int(counted.denominator)
    at_home = held.pop(lead, {})
    return tuple(
        compare(
            [
                Stratum(kind, *strata.get(kind, (0, 0)), *at_home.get(kind, (0, 0)))
                for kind in sorted({*strata, *at_home})
            ],
            partner=partner,
            lead=lead,
            inputs=found.inputs,
            names=names,
        )
        for partner, strata in sorted(held.items())
    )
