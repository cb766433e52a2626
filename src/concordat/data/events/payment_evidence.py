"""What a payment needs from the records: measure figures, certified orders by service, and the jobs behind a deduction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from concordat.data.events.attain import Opened, attain, counted_until, tables_for
from concordat.data.events.engine import run
from concordat.data.events.reach import JOB_RECORDS, records_reach
from concordat.data.events.store import EvidenceStore
from concordat.domain.kernel.periods import LONDON, FinancialYear
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.payment.evidence import figures_of
from concordat.domain.payment.evidence_types import Entry, Evidence, RecordsHeld
from concordat.domain.payment.inputs import MeasureRule, Mechanism, PriceLine
from concordat.domain.payment.orders import pays_by_orders, records_of, taken_up_by_none, takes_up
from concordat.domain.performance.clock import small_table
from concordat.domain.performance.inputs import Measure, Target
from concordat.domain.performance.periods import Month, month_span
from concordat.domain.performance.query import columns_needed, measure_rows
from concordat.domain.performance.results import Attainment

ORDERS = JOB_RECORDS


def evidence_from_store(
    store: EvidenceStore,
    mechanism: Mechanism,
    measures: Mapping[str, Measure],
    *,
    until: Month,
    known_at: datetime | None = None,
    others: Sequence[Mechanism] = (),
) -> Evidence:
    """Every month from the contract's start up to and with `until`, from one pass over the records for each measure.
    `others` are the contracts beside it: an order that one of them pays for is not named as paid by none.

    A measure without targets of its own is judged by the mechanism's, so that noise is told from a miss.
    """
    months = _months(mechanism.first_month, until)
    wanted = [_with_targets(measures[rule.id], rule, months) for rule in mechanism.measures if rule.id in measures]
    again = {rule.not_put_right_by for rule in mechanism.measures if rule.not_put_right_by in measures}
    wanted += [measures[id] for id in sorted(again - {measure.id for measure in wanted})]
    by = ("area",) if any(rule.each_unit for rule in mechanism.deductions) else ()
    columns: dict[str, set[str]] = {ORDERS: {*_CERTIFIED, "lot"}}
    for measure in wanted:
        columns.setdefault(measure.records, set()).update(columns_needed(measure, by=by))
    opened = Opened(store, columns=columns)
    held = {delivery.table for delivery in store.deliveries(known_at=known_at)}
    found = attain(
        opened,
        [measure for measure in wanted if measure.records in held],
        spans=[month_span(month) for month in months],
        by=by,
        known_at=known_at,
        beside=False,
    )
    lines, every = [line for line in mechanism.prices if line.kind == "orders"], (mechanism, *others)
    orders = certified(opened, known_at=known_at, by_lot=True) if any(pays_by_orders(one) for one in every) else ()
    paid = [entry for entry in _of_lines(lines, orders, mechanism) if entry.month <= until]
    records = records_held(store, measures.values(), known_at=known_at)
    return Evidence(
        figures=figures_of(found),
        entries=(*paid, *failures_of(mechanism, found)),
        records=replace(records, unpaid=taken_up_by_none(orders, every)) if records is not None else None,
    )


def records_held(
    store: EvidenceStore, measures: Iterable[Measure], *, known_at: datetime | None = None
) -> RecordsHeld | None:
    """How far the job records reach and who delivered them; None where none say when anything happened."""
    until = records_reach(store, known_at=known_at)
    if until is None:
        return None
    held = [one for one in store.deliveries(known_at=known_at, table=ORDERS) if one.hash]
    from_them = frozenset(measure.id for measure in measures if measure.records == ORDERS)
    return RecordsHeld(until, tuple(dict.fromkeys(one.organisation for one in held)), from_them)


def unpaid_orders(
    store: EvidenceStore, mechanisms: Sequence[Mechanism], *, known_at: datetime | None = None
) -> tuple[Entry, ...]:
    """The certified orders, by service, lot and month, that none of the contracts pays for."""
    if not any(pays_by_orders(one) for one in mechanisms):
        return ()
    opened = Opened(store, columns={ORDERS: {*_CERTIFIED, "lot"}})
    return taken_up_by_none(certified(opened, known_at=known_at, by_lot=True), mechanisms)


def failures_of(mechanism: Mechanism, found: Sequence[Attainment]) -> tuple[Entry, ...]:
    """Where a measure gives points for each failure: as many as its job records that failed, so that each point opens to
    its job. By area where a deduction counts each place alone."""
    by_area = {name for rule in mechanism.deductions if rule.each_unit for name in rule.measures}
    entries = []
    for rule in mechanism.measures:
        if not rule.per_failure:
            continue
        for kind, measure in (("failure", rule.id), ("failure not put right", rule.not_put_right_by)):
            for one in found:
                if one.measure == measure and one.is_whole != (rule.id in by_area) and len(one.label) == 7:
                    unit = "" if one.is_whole else one.area
                    entries.append(
                        Entry(
                            kind, rule.id, Month.from_text(one.label), one.denominator - one.numerator, unit=unit,
                            note="Job records that failed", inputs=one.provenance.inputs,
                        )
                    )  # fmt: skip
    return tuple(entries)


def _of_lines(lines: Sequence[PriceLine], orders: Sequence[Entry], mechanism: Mechanism) -> list[Entry]:
    """Certified orders under the service they are paid for; of a line in a lot, under the line."""
    sums: dict[tuple[str, Month], list[Entry]] = {}
    for line in lines:
        for entry in orders:
            if takes_up(mechanism, line, entry):
                held = sums.setdefault((line.id if line.lot else line.service, entry.month), [])
                if not any(one is entry for one in held):  # two lines of one service
                    held.append(entry)
    return [
        replace(held[0], about=about, quantity=sum((one.quantity for one in held), Decimal(0)), unit="",
                note=f"{sum(int(one.item) for one in held):,} orders", item="")
        for (about, _), held in sums.items()
    ]  # fmt: skip


def _months(first: Month, last: Month) -> list[Month]:
    found = []
    while first <= last:
        found.append(first)
        first = first.later(1)
    return found


def _with_targets(measure: Measure, rule: MeasureRule, months: Sequence[Month]) -> Measure:
    if measure.targets or rule.target is None:
        return measure
    years = dict.fromkeys(str(FinancialYear.containing(month.first_day)) for month in months)
    return replace(measure, targets=tuple(Target(year, rule.target, rule.minimum) for year in years))


_CERTIFIED = ("service", "completed_at", "certified_value", "made_up")


def certified(opened: Opened, *, known_at: datetime | None = None, by_lot: bool = False) -> tuple[Entry, ...]:
    """By service and month finished: how many orders (`item`), and what the client certified for them, in pence.

    `unit` is the lot as the records call it, where lots are asked for.
    """
    deliveries = [d for d in opened.store.deliveries(known_at=known_at, table=ORDERS) if d.hash]
    if not deliveries:
        return ()
    rows = opened.records(ORDERS, known_at)
    months = _month_table(rows, deliveries)
    paid = rows.filter(rows.completed_at.notnull() & rows.certified_value.notnull())
    joined = paid.join(months, (paid.completed_at >= months.begins) & (paid.completed_at < months.ends))
    cuts = ["service", *(["lot"] if by_lot else [])]
    sums = joined.group_by(*cuts, "month").agg(
        orders=joined.count(), pence=joined.certified_value.cast("int64").sum(), made_up=joined.made_up.any()
    )
    inputs = tuple(
        InputUsed("delivery", f"{d.table}/{d.number}", d.hash, f"{d.rows} rows of {d.file}", d.organisation, d.by,
                  d.known_at, d.note, d.made_up)
        for d in deliveries
    )  # fmt: skip
    found = run(opened.engine, sums.order_by([*cuts, "month"]))
    return tuple(
        Entry(
            "orders", str(row["service"]), Month.from_key(int(row["month"])), Decimal(int(row["pence"] or 0)),
            item=str(int(row["orders"])), unit=str(row.get("lot") or ""), inputs=inputs,
        )
        for row in found
    )  # fmt: skip


def _month_table(rows: Any, deliveries: Sequence[Any]) -> Any:
    """Where each month begins and ends in London, in seconds of universal time."""
    ends = [pair for d in deliveries for name, pair in d.moments.items() if name == "completed_at"]
    low = datetime.fromtimestamp(min((pair[0] for pair in ends), default=0), LONDON)
    high = datetime.fromtimestamp(max((pair[1] for pair in ends), default=0), LONDON)
    months = _months(Month(low.year, low.month), Month(high.year, high.month))
    return small_table(
        {
            "month": [month.key for month in months],
            "begins": [int(month.period.start.timestamp()) for month in months],
            "ends": [int(month.period.end.timestamp()) for month in months],
        }
    )


@dataclass(frozen=True, slots=True)
class JobBehind:
    """One record that counted in a measure's month. `due_at` is when it was due by the measure's own clock; where the
    measure has none, when the record says. `passed` is False for a failure."""

    order: str
    service: str
    area: str
    activity: str
    priority: str
    reported_at: datetime | None
    ordered_at: datetime | None
    due_at: datetime | None
    completed_at: datetime | None
    passed: bool


_KEPT = ("order_id", "service", "area", "activity", "priority", "reported_at", "ordered_at", "due_at", "completed_at")


def jobs_behind(
    store: EvidenceStore,
    measure: Measure,
    *,
    month: Month,
    known_at: datetime | None = None,
    only_failures: bool = True,
    limit: int = 500,
) -> tuple[JobBehind, ...]:
    """The records that counted in the month, failures first and oldest due first. Empty for measures of other tables."""
    if measure.records != ORDERS:
        return ()
    opened = Opened(store)
    known_at = counted_until(opened, measure, month_span(month), known_at)
    records = opened.records(measure.records, known_at)
    tables = tables_for(store, measure, known_at=known_at)
    rows = measure_rows(records, measure, tables, keep=_KEPT)
    cohort = "due_month" if measure.cohort == "due" else "done_month"
    rows = rows.filter((rows[cohort] == month.key) & rows.counts)
    if only_failures:
        rows = rows.filter(~rows.passes)
    rows = rows.mutate(by_clock=rows.due.fill_null(rows.due_at))
    found = run(opened.engine, rows.order_by(["passes", "by_clock", "order_id"]).limit(limit))
    return tuple(
        JobBehind(
            str(row["order_id"]), str(row["service"]), str(row["area"] or ""), str(row["activity"] or ""),
            str(row["priority"] or ""), _moment(row["reported_at"]), _moment(row["ordered_at"]), _moment(row["by_clock"]),
            _moment(row["completed_at"]), bool(row["passes"]),
        )
        for row in found
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """One order that its line paid for: what the client certified for it, in pence, and when it was finished."""

    order: str
    lot: str
    area: str
    activity: str
    priority: str
    ordered_at: datetime | None
    completed_at: datetime | None
    certified: int


@dataclass(frozen=True, slots=True)
class OrdersPaid:
    """The orders behind a line in the order they were finished, so many as were asked for; how many there are, and what
    all of them come to."""

    orders: tuple[OrderPaid, ...]
    count: int
    pence: int


def orders_paid(
    store: EvidenceStore,
    mechanism: Mechanism,
    line: PriceLine,
    *,
    month: Month,
    known_at: datetime | None = None,
    limit: int = 500,
    start: int = 0,
) -> OrdersPaid:
    """The certified orders finished in the month that the line pays for, as `certified` adds them up: `limit` of them after
    the first `start`."""
    opened = Opened(store)
    if not any(one.hash for one in store.deliveries(known_at=known_at, table=ORDERS)):
        return OrdersPaid((), 0, 0)
    rows = opened.records(ORDERS, known_at)
    begins, ends = (int(moment.timestamp()) for moment in (month.period.start, month.period.end))
    rows = rows.filter(rows.completed_at.notnull() & rows.certified_value.notnull() & (rows.service == line.service))
    rows = rows.filter((rows.completed_at >= begins) & (rows.completed_at < ends))
    if line.lot:
        rows = rows.filter(rows.lot.isin(sorted(records_of(mechanism, line.lot))))
    together = run(opened.engine, rows.agg(orders=rows.count(), pence=rows.certified_value.cast("int64").sum()))[0]
    names = ["order_id", "lot", "area", "activity", "priority", "ordered_at", "completed_at", "certified_value"]
    found = run(opened.engine, rows.select(*names).order_by(["completed_at", "order_id"]).limit(limit, offset=start))
    return OrdersPaid(
        tuple(
            OrderPaid(
                str(row["order_id"]), str(row["lot"] or ""), str(row["area"] or ""), str(row["activity"] or ""),
                str(row["priority"] or ""),
                _moment(row["ordered_at"]), _moment(row["completed_at"]), int(row["certified_value"]),
            )
            for row in found
        ),
        int(together["orders"]),
        int(together["pence"] or 0),
    )  # fmt: skip


def _moment(seconds: Any) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC).astimezone(LONDON)
