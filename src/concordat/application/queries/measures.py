"""Measures, programme and fairness of a partnership's evidence, as its members see them.

Sums are kept for as long as the store and the measure are what they were: a delivery or a new version starts afresh.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.cases import case_for
from concordat.application.queries.evidence import store_for
from concordat.data.events import EvidenceStore
from concordat.data.events.attain import Opened, fairness, jobs_behind, months_held, programme, tally
from concordat.data.files.measures import load_measure_catalogue
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding
from concordat.domain.kernel.organisations import Role
from concordat.domain.performance.checks import check_measures
from concordat.domain.performance.fairness import Fairness
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.periods import Month, Span, month_span, rolling, year_to_date
from concordat.domain.performance.programme import ProgrammeLine
from concordat.domain.performance.reading import measures_of
from concordat.domain.performance.results import Attainment
from concordat.domain.performance.series import Tally, attainment, stale

_KEPT = 400
_held: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class MeasureRow:
    """One measure on the list: the month, the year so far, the last twelve months, and whether it can be relied on."""

    name: str
    measure: Measure
    month: Attainment
    to_date: Attainment
    year: Attainment
    doubt: str


@dataclass(frozen=True)
class MeasuresSeen:
    months: tuple[Month, ...]
    month: Month | None
    rows: tuple[MeasureRow, ...]
    findings: tuple[Finding, ...]
    made_up: bool


@dataclass(frozen=True)
class MeasureSeen:
    row: MeasureRow
    series: tuple[Attainment, ...]
    areas: tuple[Attainment, ...]
    jobs: tuple[dict[str, Any], ...]
    months: tuple[Month, ...]
    month: Month


def measures_seen(by: Actor, *, month: str = "") -> MeasuresSeen:
    case = case_for(by)
    store = store_for(by, case=case)
    found, findings = measures_of(case, catalogue=load_measure_catalogue())
    if store is None or not found:
        return MeasuresSeen((), None, (), findings, False)
    months = tuple(reversed(months_held(store, "job_records")))
    chosen = _chosen(months, month)
    if chosen is None:
        return MeasuresSeen(months, None, (), findings, False)
    opened = Opened(store)
    rows = tuple(_row(opened, measure, chosen) for measure in found)
    findings = (*findings, *check_measures(found, on=chosen.first_day))
    return MeasuresSeen(months, chosen, rows, findings, any(row.month.illustrative for row in rows))


def measure_seen(by: Actor, name: str, *, month: str = "") -> MeasureSeen:
    """One measure: its series, its areas in the month, and the records that did not pass."""
    case = case_for(by)
    store = store_for(by, case=case)
    found, _ = measures_of(case, catalogue=load_measure_catalogue())
    measure = next((one for one in found if one.document and one.document.name == name), None)
    if store is None or measure is None:
        raise NotFound("There is no such measure.")
    months = months_held(store, measure.records)
    chosen = _chosen(tuple(reversed(months)), month)
    if chosen is None:
        raise NotFound("There are no records for it yet.")
    opened = Opened(store)
    whole = _tally(opened, measure)
    today = timezone.now().date()
    series = [attainment(whole, month_span(one), as_of=today) for one in months]
    by_area = _tally(opened, measure, by=("area",))
    areas = tuple(attainment(by_area, month_span(chosen), cut=cut) for cut in by_area.cuts())
    jobs = _remembered(
        opened.store, ("jobs", measure.document.hash if measure.document else "", chosen.key),
        lambda: jobs_behind(opened, measure, month_span(chosen), most=200) if measure.is_share else (),
    )  # fmt: skip
    row = _row(opened, measure, chosen)
    return MeasureSeen(
        row, tuple(one for one in series if one.value is not None), areas, jobs, tuple(reversed(months)), chosen
    )


def evidence_is_made_up(by: Actor) -> bool:
    store = store_for(by)
    return store is not None and any(delivery.made_up for delivery in store.deliveries())


def programme_seen(by: Actor) -> tuple[ProgrammeLine, ...]:
    store = store_for(by)
    if store is None:
        return ()
    at = store.deliveries()[-1].known_at if store.deliveries() else timezone.now()
    lines: tuple[ProgrammeLine, ...] = _remembered(store, ("programme",), lambda: programme(store, now=at))
    return lines


def fairness_seen(by: Actor) -> tuple[Measure | None, Span | None, str, tuple[Fairness, ...]]:
    """The measure compared, over what, whose area leads, and each other partner against it, over the last twelve months."""
    case = case_for(by)
    store = store_for(by, case=case)
    found, _ = measures_of(case, catalogue=load_measure_catalogue())
    measure = next(
        (one for one in found if one.records == "job_records" and one.cohort == "due" and one.is_share), None
    )
    if store is None or measure is None:
        return None, None, "", ()
    months = months_held(store, "job_records")
    if not months:
        return measure, None, "", ()
    span = rolling(months[-1])
    leads = [str(r.values["partner"]) for r in case.rows("memberships") if r.values.get("role") == Role.LEAD.value]
    lead = leads[0] if leads else by.organisation
    every, names = _all_work(measure), _names(case)
    # What a viewer calls the partners is part of what is kept: another viewer may not see that row.
    compared: tuple[Fairness, ...] = _remembered(
        store,
        ("fairness", measure.document.hash if measure.document else "", span.label, lead, tuple(sorted(names.items()))),
        lambda: fairness(store, every, span, lead=lead, names=names),
    )
    return every, span, names.get(lead, lead), compared


def _all_work(measure: Measure) -> Measure:
    """The same measure over every service: fairness is about all the work, like with like."""
    from dataclasses import replace

    return replace(
        measure,
        title="Work finished by its due time, all services",
        only=tuple(t for t in measure.only if t.column == "status"),
    )


def _names(case: Case) -> dict[str, str]:
    return {row.id: str(row.get("name") or row.id) for row in case.rows("organisations")}


def _chosen(months: tuple[Month, ...], given: str) -> Month | None:
    """The month asked for, or the latest there is. `months` are newest first."""
    return next((month for month in months if str(month) == given), months[0] if months else None)


def _row(opened: Opened, measure: Measure, month: Month) -> MeasureRow:
    whole = _tally(opened, measure)
    today = timezone.now()
    latest = max((key for one in whole.sums for key in (one.due, one.done) if key and key <= month.key), default=None)
    doubt = stale(measure, Month.from_key(latest).period.end.date() if latest else None, as_of=month.period.end)
    return MeasureRow(
        name=measure.document.name if measure.document else measure.id,
        measure=measure,
        month=attainment(whole, month_span(month), as_of=today.date()),
        to_date=attainment(whole, year_to_date(month), as_of=today.date()),
        year=attainment(whole, rolling(month), as_of=today.date()),
        doubt=doubt,
    )


def _tally(opened: Opened, measure: Measure, by: tuple[str, ...] = ()) -> Tally:
    key = ("tally", measure.document.hash if measure.document else measure.id, by)
    found: Tally = _remembered(opened.store, key, lambda: tally(opened, measure, by=by, times=not by))
    return found


def _remembered(store: EvidenceStore, key: tuple[Any, ...], work_out: Callable[[], Any]) -> Any:
    deliveries = store.deliveries()
    whole = (str(store.folder), len(deliveries), deliveries[-1].hash if deliveries else "", *key)
    with _lock:
        if whole in _held:
            _held.move_to_end(whole)
            return _held[whole]
    found = work_out()
    with _lock:
        _held[whole] = found
        while len(_held) > _KEPT:
            _held.popitem(last=False)
    return found
