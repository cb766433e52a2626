"""Measures, programme and fairness of a partnership's evidence, as its members see them.

Sums are kept for as long as the store and the measure are what they were: a delivery or a new version starts afresh.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.cases import case_for
from concordat.application.queries.evidence import store_for
from concordat.data.events import EvidenceStore
from concordat.data.events.attain import Opened, attain, fairness, jobs_behind, months_held, programme, tally
from concordat.data.events.columns import evidence_table
from concordat.data.events.reach import records_reach
from concordat.data.files.measures import evidence_columns, load_measure_catalogue
from concordat.domain.kernel.findings import Finding
from concordat.domain.kernel.periods import LONDON
from concordat.domain.performance.checks import check_measures
from concordat.domain.performance.fairness import NOT_SAID, Fairness, lead_of, organisation_names, work_compared
from concordat.domain.performance.inputs import FREQUENCIES, Measure
from concordat.domain.performance.periods import Month, Span, block_span, rolling, year_to_date
from concordat.domain.performance.programme import ProgrammeLine
from concordat.domain.performance.reading import measures_of
from concordat.domain.performance.results import Attainment
from concordat.domain.performance.series import Tally, attainment, is_ripe, last_record, stale

_KEPT = 800
MOST_JOBS = 200
PARTS = ("service", "area", "partner")
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
    """`parts` by the name of the cut; `span` is the measure's own period: the month chosen, or the last quarter by then."""

    row: MeasureRow
    series: tuple[Attainment, ...]
    parts: dict[str, tuple[Attainment, ...]]
    jobs: tuple[dict[str, Any], ...]
    months: tuple[Month, ...]
    month: Month
    span: Span
    names: dict[str, str]  # what people call the partners


@dataclass(frozen=True)
class FairnessSeen:
    """Which measure is compared, over what, whose area leads, each other partner against it, and how many orders name none."""

    measure: Measure | None
    span: Span | None
    lead: str
    found: tuple[Fairness, ...]
    unsaid: int


def measures_seen(by: Actor, *, month: str = "") -> MeasuresSeen:
    case = case_for(by)
    store = store_for(by, case=case)
    found, findings = measures_of(case, catalogue=load_measure_catalogue(), columns=evidence_columns())
    if store is None or not found:
        return MeasuresSeen((), None, (), findings, False)
    months = _months(store, found)
    chosen = _chosen(months, month)
    if chosen is None:
        return MeasuresSeen(months, None, (), findings, False)
    opened = Opened(store)
    rows = tuple(_row(opened, measure, chosen, newest=chosen == months[0]) for measure in found)
    findings = (*findings, *check_measures(found, on=chosen.first_day))
    return MeasuresSeen(months, chosen, rows, findings, any(row.month.illustrative for row in rows))


def measure_seen(by: Actor, name: str, *, month: str = "") -> MeasureSeen:
    """One measure: its series, its parts in the period, and the records that did not pass."""
    case = case_for(by)
    store = store_for(by, case=case)
    found, _ = measures_of(case, catalogue=load_measure_catalogue(), columns=evidence_columns())
    measure = next((one for one in found if one.document and one.document.name == name), None)
    if store is None or measure is None:
        raise NotFound("There is no such measure.")
    months = _months(store, found)
    chosen = _chosen(months, month)
    if chosen is None:
        raise NotFound("There are no records for it yet.")
    opened = Opened(store)
    row = _row(opened, measure, chosen, newest=chosen == months[0], restated=True)
    span = block_span(chosen, FREQUENCIES[measure.frequency])
    jobs = remembered(
        store, ("jobs", _hash(measure), span.label),
        lambda: jobs_behind(opened, measure, span, most=MOST_JOBS) if measure.is_share else (),
    )  # fmt: skip
    parts = {cut: _parts(opened, measure, span, cut) for cut in PARTS}
    series, names = _series(opened, measure, months), organisation_names(case)
    return MeasureSeen(row, series, parts, jobs, months, chosen, span, names)


def _series(opened: Opened, measure: Measure, months: tuple[Month, ...]) -> tuple[Attainment, ...]:
    """One figure for each of the measure's own periods, oldest first, under its rule for late rows; those too young to be
    judged are left out, because repairs that have had no time to fail would look like an improvement."""
    size, today = FREQUENCIES[measure.frequency], _today()
    spans = list(dict.fromkeys(block_span(month, size) for month in reversed(months)))
    first = min(months)
    spans = [span for span in spans if span.first >= first and is_ripe(measure, span, today)]
    figures: tuple[Attainment, ...] = remembered(
        opened.store, ("series", _hash(measure), today, len(spans)),
        lambda: attain(opened, [measure], spans=spans, as_of=today, beside=False),
    )  # fmt: skip
    return tuple(one for one in figures if one.value is not None)


def _parts(opened: Opened, measure: Measure, span: Span, cut: str) -> tuple[Attainment, ...]:
    """The measure by area, service or partner; nothing where its records do not say, or where there is only one."""
    if cut not in evidence_table(measure.records).column_names:
        return ()
    if measure.late_rows == "freeze":
        every: tuple[Attainment, ...] = remembered(
            opened.store, ("parts", _hash(measure), span.label, _today(), cut),
            lambda: attain(opened, [measure], spans=[span], by=(cut,), as_of=_today(), beside=False),
        )  # fmt: skip
        found = [one for one in every if not one.is_whole]
    else:
        cut_up = _tally(opened, measure, by=(cut,))
        found = [attainment(cut_up, span, cut=each, as_of=_today()) for each in cut_up.cuts()]
    held = tuple(one for one in found if one.value is not None and (one.denominator or one.overdue))
    return held if len(held) > 1 else ()


def evidence_is_made_up(by: Actor) -> bool:
    store = store_for(by)
    return store is not None and any(delivery.made_up for delivery in store.deliveries())


def programme_seen(by: Actor) -> tuple[tuple[ProgrammeLine, ...], datetime]:
    """The works programme, and the moment up to which it is judged: how far the job records reach. Nobody knows yet what
    was done after it, however late the last delivery came."""
    store = store_for(by)
    at = records_reach(store) if store is not None else None
    if store is None or at is None:
        return (), timezone.now()
    lines: tuple[ProgrammeLine, ...] = remembered(store, ("programme",), lambda: programme(store, now=at))
    return lines, at


def fairness_seen(by: Actor) -> FairnessSeen:
    """Each other partner's work on time against the lead's, over the last twelve months."""
    case = case_for(by)
    store = store_for(by, case=case)
    found, _ = measures_of(case, catalogue=load_measure_catalogue(), columns=evidence_columns())
    measure, lead = work_compared(found), lead_of(case) or by.organisation
    names = organisation_names(case)
    months = months_held(store, "job_records") if store is not None else ()
    if store is None or measure is None or not months:
        return FairnessSeen(measure, None, names.get(lead, lead), (), 0)
    span = rolling(months[-1])
    # What a viewer calls the partners is part of what is kept: another viewer may not see that row.
    compared: tuple[Fairness, ...] = remembered(
        store,
        ("fairness", _hash(measure), span.label, lead, tuple(sorted(names.items()))),
        lambda: fairness(store, measure, span, lead=lead, names=names),
    )
    said = tuple(one for one in compared if one.partner != NOT_SAID)
    unsaid = sum(one.jobs for one in compared if one.partner == NOT_SAID)
    return FairnessSeen(measure, span, names.get(lead, lead), said, unsaid)


def _chosen(months: tuple[Month, ...], given: str) -> Month | None:
    """The month asked for, or the latest there is. `months` are newest first."""
    return next((month for month in months if str(month) == given), months[0] if months else None)


def _months(store: EvidenceStore, measures: Sequence[Measure]) -> tuple[Month, ...]:
    """Every month that any of the measures' tables covers, newest first: late invoices hide no month of orders."""
    tables = dict.fromkeys(measure.records for measure in measures)
    found = {month for table in tables for month in months_held(store, table)}
    return tuple(sorted(found, reverse=True))


def _row(opened: Opened, measure: Measure, month: Month, *, newest: bool, restated: bool = False) -> MeasureRow:
    """The figures as they stand, under the measure's rule for late rows and with its suspensions beside it. `restated` also
    compares each with what it was when its period became final, which reads the records once more."""
    today, whole = _today(), _tally(opened, measure)
    spans = [block_span(month, FREQUENCIES[measure.frequency]), year_to_date(month), rolling(month)]
    own, to_date, year = (
        remembered(
            opened.store, ("row", _hash(measure), month.key, today, restated),
            lambda: attain(opened, [measure], spans=spans, as_of=today, times=True, restatements=restated),
        )
        if restated or measure.suspensions or measure.late_rows == "freeze"
        else [attainment(whole, span, as_of=today) for span in spans]
    )  # fmt: skip
    return MeasureRow(
        name=measure.document.name if measure.document else measure.id,
        measure=measure,
        month=own,
        to_date=to_date,
        year=year,
        # An old month is judged by what had come by its end; the newest by what has come by now.
        doubt=stale(measure, last_record(whole, month), as_of=timezone.now() if newest else month.period.end),
    )


def _today() -> date:
    return timezone.now().astimezone(LONDON).date()


def _hash(measure: Measure) -> str:
    return measure.document.hash if measure.document else measure.id


def _tally(opened: Opened, measure: Measure, by: tuple[str, ...] = ()) -> Tally:
    found: Tally = remembered(
        opened.store, ("tally", _hash(measure), by), lambda: tally(opened, measure, by=by, times=not by)
    )
    return found


def remembered(store: EvidenceStore, key: tuple[Any, ...], work_out: Callable[[], Any]) -> Any:
    """What was worked out before from the same deliveries, by the key."""
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
