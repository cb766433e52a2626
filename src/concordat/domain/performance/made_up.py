"""Made-up but lifelike records of a county contract, the same for the same seed, every row marked made up.

Shapes: potholes rise in winter and fall in summer, gullies in autumn, grass in its season; work comes in on weekdays by
day; most of it is done well before it is due and some of it long after. Volumes follow what councils publish: a county
places 60 to 150 thousand orders a year. `as_known` cuts the records back to what had happened by a moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from concordat.domain.kernel.seeds import generator
from concordat.domain.performance.calendars import DAY, start_of_day

CHUNK = 1_000_000
Draw = np.random.Generator


@dataclass(frozen=True, slots=True)
class Activity:
    """A kind of work: its share of all orders, its weight in each month from January, and what one costs in pounds."""

    service: str
    name: str
    share: float
    months: tuple[float, ...]
    cost: float


_FLAT = (1.0,) * 12
_WINTER = (1.7, 1.8, 1.6, 1.2, 0.9, 0.7, 0.6, 0.6, 0.7, 0.8, 1.0, 1.4)
_AUTUMN = (0.9, 0.8, 0.8, 0.7, 0.7, 0.7, 0.8, 0.9, 1.2, 1.8, 1.9, 1.2)
_SUMMER = (0.1, 0.2, 0.6, 1.2, 1.9, 2.0, 1.7, 1.5, 1.3, 0.9, 0.4, 0.1)
_ICE = (2.9, 2.6, 1.6, 0.4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.3, 1.5, 2.7)
ACTIVITIES = (
    Activity("highways", "Pothole", 0.30, _WINTER, 122),
    Activity("highways", "Footway defect", 0.11, _FLAT, 168),
    Activity("highways", "Gully", 0.10, _AUTUMN, 64),
    Activity("highways", "Signs and lines", 0.07, _FLAT, 94),
    Activity("highways", "Street light", 0.10, _AUTUMN, 78),
    Activity("street cleansing", "Fly-tip", 0.10, _FLAT, 71),
    Activity("street cleansing", "Litter and detritus", 0.08, _FLAT, 38),
    Activity("grounds", "Verge or grass", 0.07, _SUMMER, 55),
    Activity("grounds", "Tree", 0.03, _AUTUMN, 240),
    Activity("winter", "Treatment run", 0.04, _ICE, 690),
)
# Priority → share, seconds allowed, median share of the time used, spread: P1 two hours, P2 a day, P3 five days, P4 28.
PRIORITIES = (
    ("P1", 0.06, 2 * 3600, 0.46, 0.44),
    ("P2", 0.16, DAY, 0.42, 0.52),
    ("P3", 0.40, 5 * DAY, 0.48, 0.46),
    ("P4", 0.38, 28 * DAY, 0.46, 0.48),
)
ROADS = ("A", "B", "C", "U", "footway")
_MONTH_BACKLOG = (1.10, 1.12, 1.05, 1.0, 0.96, 0.95, 0.95, 0.96, 0.98, 1.0, 1.03, 1.08)


@dataclass(frozen=True, slots=True)
class Place:
    """An area, the council it belongs to, its share of the work, and how much slower (above 1) it is served."""

    area: str
    partner: str
    share: float
    slower: float = 1.0


PLACES = (
    Place("north", "example-county", 0.22),
    Place("south", "example-county", 0.26),
    Place("town", "example-county", 0.24, 0.97),
    Place("vale", "example-district", 0.16, 1.12),
    Place("hills", "example-borough", 0.12, 1.03),
)


def job_records(
    *, rows: int, seed: int, first: date, last: date, places: Sequence[Place] = PLACES, better: float = 0.0
) -> Iterator[pa.Table]:
    """Finished histories of so many orders reported from `first` to `last`, in chunks of at most a million.

    `better` shortens every job by that share over the whole time: a contractor who improves (or, below nought, worsens).
    """
    for number, start in enumerate(range(0, rows, CHUNK)):
        size = min(CHUNK, rows - start)
        yield _jobs(generator(seed, "jobs", str(number)), start, size, rows, first, last, places, better)


def _jobs(
    draw: Draw, start: int, size: int, rows: int, first: date, last: date, places: Sequence[Place], better: float
) -> pa.Table:
    days = np.array([start_of_day(date.fromordinal(n)) for n in range(first.toordinal(), last.toordinal() + 1)])
    months = np.array([date.fromordinal(n).month - 1 for n in range(first.toordinal(), last.toordinal() + 1)])
    weekday = np.array([date.fromordinal(n).weekday() for n in range(first.toordinal(), last.toordinal() + 1)])
    activity, day = _what_and_when(draw, size, months, weekday)
    hour = np.where(weekday[day] < 5, draw.normal(12.0, 2.8, size), draw.uniform(6, 23, size))
    reported = (days[day] + np.clip(hour, 0.0, 23.9) * 3600).astype(np.int64)
    in_turn = np.argsort(reported, kind="stable")  # orders are numbered as they come in
    reported, day, activity = reported[in_turn], day[in_turn], activity[in_turn]
    winter = np.array([item.service == "winter" for item in ACTIVITIES])[activity]
    priority = _drawn(draw, [p[1] for p in PRIORITIES], size)
    priority[winter] = 1
    priority[np.array([item.name == "Fly-tip" for item in ACTIVITIES])[activity]] = 2
    place = _drawn(draw, [p.share for p in places], size)
    allowed = np.array([p[2] for p in PRIORITIES])[priority]
    urgent = priority == 0
    inspected = reported + (draw.exponential(np.where(urgent, 1500, 0.9 * DAY))).astype(np.int64)
    ordered = inspected + draw.exponential(np.where(urgent, 900, 0.5 * DAY)).astype(np.int64)
    due = ordered + allowed
    pace = np.array([p.slower for p in places])[place] * np.array(_MONTH_BACKLOG)[months[day]]
    pace = pace * (1.0 - better * day / max(len(days), 1))
    used = np.array([p[3] for p in PRIORITIES])[priority] * np.exp(
        np.array([p[4] for p in PRIORITIES])[priority] * draw.standard_normal(size)
    )
    forgotten = draw.random(size) < 0.012  # lost between two systems: found months later
    taken = allowed * used * pace + np.where(forgotten, draw.exponential(45 * DAY, size), 0.0)
    completed = ordered + np.maximum(taken, 600).astype(np.int64)
    state = draw.random(size)
    cancelled, duplicate = state < 0.03, (state >= 0.03) & (state < 0.045)
    estimate = np.array([a.cost for a in ACTIVITIES])[activity] * np.exp(0.45 * draw.standard_normal(size))
    claimed = estimate * np.exp(0.01 + 0.09 * draw.standard_normal(size))
    cut = draw.random(size) < 0.05
    certified = claimed * np.where(cut, draw.uniform(0.6, 0.95, size), 1.0)
    audited = draw.random(size) < 0.05
    planned = (draw.random(size) < 0.07) & ~urgent & ~winter
    lead = draw.normal(24, 11, size) * DAY
    wanted = np.where(planned, ordered + np.maximum(lead, DAY).astype(np.int64), 0)
    slip = draw.normal(2 * DAY, 6 * DAY, size)
    completed = np.where(planned, np.maximum(wanted + slip, ordered + 3600).astype(np.int64), completed)
    due = np.where(planned, wanted + 7 * DAY, due)
    mends = draw.random(size) < 0.02
    earlier = np.maximum(np.arange(size) + start - 1 - draw.integers(0, max(1, min(rows // 30 + 1, 9000)), size), 0)
    gone = cancelled | duplicate
    extended = (draw.random(size) < 0.015) & ~gone
    year = np.array(
        [
            date.fromordinal(n).year - (date.fromordinal(n).month < 4)
            for n in range(first.toordinal(), last.toordinal() + 1)
        ]
    )
    order = _identifiers(np.arange(start + 1, start + size + 1))
    nothing = pa.nulls(size, pa.string())
    columns: dict[str, Any] = {
        "order_id": order,
        "service": _words([a.service for a in ACTIVITIES], activity),
        "partner": _words([p.partner for p in places], place),
        "area": _words([p.area for p in places], place),
        "activity": _words([a.name for a in ACTIVITIES], activity),
        "priority": _words([p[0] for p in PRIORITIES], priority),
        "reported_at": reported,
        "inspected_at": inspected,
        "ordered_at": ordered,
        "wanted_at": _where(planned, wanted),
        "due_at": due,
        "made_safe_at": _where(urgent & ~gone, ordered + ((completed - ordered) * 0.7).astype(np.int64)),
        "completed_at": _where(~gone, completed),
        "status": _words(["completed", "cancelled", "duplicate"], cancelled.astype(int) + 2 * duplicate.astype(int)),
        "cancelled_reason": pc.if_else(pa.array(cancelled), pa.scalar("Not ours, or not found on site"), nothing),
        "superseded_by": nothing,
        "remedial_of": pc.if_else(pa.array(mends), _identifiers(earlier + 1), nothing),
        "programme": pc.if_else(pa.array(planned), _programmes(year[day]), nothing),
        "road_class": _words(list(ROADS), _drawn(draw, [0.12, 0.14, 0.27, 0.35, 0.12], size)),
        "gang": _words([f"G{n:02d}" for n in range(1, 25)], draw.integers(0, 24, size)),
        "target_value": _pence(estimate),
        "ordered_value": _pence(estimate),
        "claimed_value": _where(~gone, _pence(claimed)),
        "certified_value": _where(~gone, _pence(np.where(cut, certified, np.round(claimed, 2)))),
        "extended_to": _where(extended, due + 7 * DAY),
        "audit_result": pc.if_else(
            pa.array(audited & ~gone), _words(["passed", "failed"], (draw.random(size) < 0.06).astype(int)), nothing
        ),
        "withdrawn": np.zeros(size, bool),
        "made_up": np.ones(size, bool),
    }
    return pa.table(columns)


def _what_and_when(draw: Draw, size: int, months: Any, weekday: Any) -> tuple[Any, Any]:
    """The activity of each order, and the day's place: by the activity's season, fewer at weekends."""
    activity = _drawn(draw, [a.share for a in ACTIVITIES], size)
    day = np.empty(size, np.int64)
    quiet = np.where(weekday < 5, 1.0, 0.22)
    for number, item in enumerate(ACTIVITIES):
        mine = activity == number
        weight = np.array(item.months)[months] * (np.ones_like(quiet) if item.service == "winter" else quiet)
        weight = weight if weight.sum() > 0 else np.ones_like(quiet)
        day[mine] = np.searchsorted(np.cumsum(weight) / weight.sum(), draw.random(int(mine.sum())))
    return activity, np.minimum(day, len(months) - 1)


def _drawn(draw: Draw, shares: Sequence[float], size: int) -> Any:
    steps = np.cumsum(np.array(shares)) / sum(shares)
    return np.minimum(np.searchsorted(steps, draw.random(size)), len(shares) - 1)


def _words(words: Sequence[str], places: Any) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), pa.array(words)).cast(pa.string())


def _identifiers(numbers: Any) -> Any:
    text = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, "0")
    return pc.binary_join_element_wise(pa.scalar("J"), text, pa.scalar(""))


def _programmes(years: Any) -> Any:
    low = int(years.min())
    names = [f"{year}/{(year + 1) % 100:02d} programme" for year in range(low, int(years.max()) + 1)]
    return _words(names, years - low)


def _pence(pounds: Any) -> Any:
    return np.round(pounds * 100).astype(np.int64)


def _where(test: Any, values: Any) -> Any:
    return pa.array(values, mask=~np.asarray(test))


_EVENTS = ("reported_at", "inspected_at", "ordered_at", "made_safe_at", "completed_at")


def as_known(jobs: pa.Table, moment: datetime) -> pa.Table:
    """The records as they stood then: what had not happened yet is blank, orders not yet reported are not there."""
    limit = int(moment.timestamp())
    known = jobs.filter(pc.less_equal(jobs["reported_at"], limit))
    done = pc.fill_null(pc.less_equal(known["completed_at"], limit), False)
    ordered = pc.less_equal(known["ordered_at"], limit)
    gone = pc.not_equal(known["status"], "completed")
    status = pc.if_else(gone, known["status"], pc.if_else(done, "completed", pc.if_else(ordered, "ordered", "planned")))
    known = known.set_column(known.schema.get_field_index("status"), "status", status)
    for name in ("inspected_at", "ordered_at", "made_safe_at", "completed_at"):
        happened = pc.fill_null(pc.less_equal(known[name], limit), False)
        blank = pa.nulls(known.num_rows, pa.int64())
        known = known.set_column(known.schema.get_field_index(name), name, pc.if_else(happened, known[name], blank))
    for name in ("due_at", "wanted_at", "extended_to"):
        blank = pa.nulls(known.num_rows, pa.int64())
        known = known.set_column(known.schema.get_field_index(name), name, pc.if_else(ordered, known[name], blank))
    for name in ("claimed_value", "certified_value"):
        blank = pa.nulls(known.num_rows, pa.int64())
        known = known.set_column(known.schema.get_field_index(name), name, pc.if_else(done, known[name], blank))
    audit = pc.if_else(done, known["audit_result"], pa.nulls(known.num_rows, pa.string()))
    return known.set_column(known.schema.get_field_index("audit_result"), "audit_result", audit)


def touched_between(jobs: pa.Table, start: datetime, end: datetime) -> pa.Table:
    """The orders to which something happened from start (in) to end (out): what a monthly export holds."""
    low, high = int(start.timestamp()), int(end.timestamp())
    touched = pa.array(np.zeros(jobs.num_rows, bool))
    for name in _EVENTS:
        within = pc.and_(pc.greater_equal(jobs[name], low), pc.less(jobs[name], high))
        touched = pc.or_(touched, pc.fill_null(within, False))
    return jobs.filter(touched)
