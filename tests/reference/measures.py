"""A measure row by row in plain Python: slow, obvious, and without a calendar table. One day after another."""

import functools
import math
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from concordat.domain.performance.inputs import Clock, Condition, Measure, Quantity

LONDON = ZoneInfo("Europe/London")
_ENGLAND = """
2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
"""
# As published at www.gov.uk/bank-holidays, copied out by hand and by nation, so that nothing is shared with the engine.
BANK_HOLIDAYS = {
    "England": _ENGLAND,
    "Wales": _ENGLAND,
    "Scotland": """
2024-01-01 2024-01-02 2024-03-29 2024-05-06 2024-05-27 2024-08-05 2024-12-02 2024-12-25 2024-12-26
2025-01-01 2025-01-02 2025-04-18 2025-05-05 2025-05-26 2025-08-04 2025-12-01 2025-12-25 2025-12-26
2026-01-01 2026-01-02 2026-04-03 2026-05-04 2026-05-25 2026-06-15 2026-08-03 2026-11-30 2026-12-25 2026-12-28
2027-01-01 2027-01-04 2027-03-26 2027-05-03 2027-05-31 2027-08-02 2027-11-30 2027-12-27 2027-12-28
""",
    "Northern Ireland": """
2024-01-01 2024-03-18 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-07-12 2024-08-26 2024-12-25 2024-12-26
2025-01-01 2025-03-17 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-07-14 2025-08-25 2025-12-25 2025-12-26
2026-01-01 2026-03-17 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-07-13 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-17 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-07-12 2027-08-30 2027-12-27 2027-12-28
""",
}
CLOSED = {nation: {date.fromisoformat(day) for day in text.split()} for nation, text in BANK_HOLIDAYS.items()}
Row = dict[str, Any]
Interval = tuple[datetime, datetime]


def london(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(LONDON)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)


def suspensions_for(measure: Measure, row: Row) -> list[Interval]:
    return [(s.start, s.end) for s in measure.suspensions if not s.areas or row.get("area") in s.areas]


def day_counts(clock: Clock, day: date, suspended: list[Interval]) -> bool:
    start, end = midnight(day).timestamp(), midnight(day + timedelta(1)).timestamp()
    if any(a.timestamp() <= start and end <= b.timestamp() for a, b in suspended):
        return False
    if clock.calendar == "calendar days":
        return True
    assert 2024 <= day.year <= 2027, "no bank holidays were copied out for this year"
    return day.weekday() in clock.weekdays and day not in CLOSED[clock.nation]


def running(clock: Clock, day: date, suspended: list[Interval]) -> list[tuple[int, int]]:
    """The seconds of the London day in which the clock runs, as (from, to)."""
    if clock.calendar == "working hours":
        if not day_counts(clock, day, []):
            return []
        opens, closes = time.fromisoformat(clock.opens), time.fromisoformat(clock.closes)
        pieces = [
            (
                int(datetime.combine(day, opens, tzinfo=LONDON).timestamp()),
                int(datetime.combine(day, closes, tzinfo=LONDON).timestamp()),
            )
        ]
    else:
        pieces = [(int(midnight(day).timestamp()), int(midnight(day + timedelta(1)).timestamp()))]
    for start, end in suspended:
        a, b = int(start.timestamp()), int(end.timestamp())
        pieces = [p for f, t in pieces for p in ((f, min(t, a)), (max(f, b), t)) if p[0] < p[1]]
    return sorted(set(pieces))


def counted_between(clock: Clock, start: int, end: int, suspended: list[Interval]) -> int:
    if end < start:
        return -counted_between(clock, end, start, suspended)  # finished before it began
    total, day = 0, london(start).date()
    while day <= london(end).date():
        total += sum(max(0, min(t, end) - max(f, start)) for f, t in running(clock, day, suspended))
        day += timedelta(1)
    return total


def moment_after(clock: Clock, start: int, allowed: int, suspended: list[Interval]) -> int:
    """The first moment at which so many seconds have counted."""
    if allowed <= 0:
        return start  # nothing is allowed: due as it starts, wherever the clock stands
    left, day = allowed, london(start).date()
    while True:
        for opened, closed in running(clock, day, suspended):
            begin = max(opened, start)
            if begin < closed:
                if left <= closed - begin:
                    return begin + left
                left -= closed - begin
        day += timedelta(1)


def end_of_counted_day(clock: Clock, start: int, days: int, suspended: list[Interval]) -> int:
    day = london(start).date()
    while days > 0:
        day += timedelta(1)
        days -= day_counts(clock, day, suspended)
    return int(midnight(day + timedelta(1)).timestamp()) - 1


def counted_days_between(clock: Clock, start: int, end: int, suspended: list[Interval]) -> int:
    day, last, found = london(start).date(), london(end).date(), 0
    while day < last:
        day += timedelta(1)
        found += day_counts(clock, day, suspended)
    while last < day:  # finished before it began
        found -= day_counts(clock, day, suspended)
        day -= timedelta(1)
    return found


def due_of(clock: Clock, row: Row, suspended: list[Interval]) -> int | None:
    start = row[clock.starts]
    due: int | None
    if clock.due:
        due = row[clock.due]
        if due is not None and start is not None and suspended:
            hours = clock if clock.calendar == "working hours" else Clock("", "", "all hours")
            moved = moment_after(hours, start, counted_between(hours, start, due, []), suspended)
            due = max(due, moved)
    else:
        allowed = dict(clock.allowed)
        length = allowed.get(row.get("priority") or "", allowed.get(""))
        if start is None or length is None:
            return None
        if clock.counts_days:
            due = end_of_counted_day(clock, start, length, suspended)
        else:
            due = moment_after(clock, start, length, suspended)
    extended = row[clock.extended] if clock.extended else None
    if extended is None:
        return due
    return extended if due is None else max(due, extended)  # an extension without a first date is the date


def elapsed_of(clock: Clock, row: Row, suspended: list[Interval]) -> int | None:
    start, done = row[clock.starts], row[clock.stops]
    if start is None or done is None:
        return None
    if clock.counts_days:
        return counted_days_between(clock, start, done, suspended)
    return counted_between(clock, start, done, suspended)


def holds(test: Condition, row: Row, rows: list[Row]) -> bool:
    if test.test == "clock":
        on_time = row["_done"] is not None and row["_due"] is not None and row["_done"] <= row["_due"]
        if test.values[0] == "on time":
            return on_time
        return not on_time and row["_done"] is not None and row["_due"] is not None
    if test.test == "follow_up":
        later = [r["reported_at"] for r in rows if r["remedial_of"] == row["order_id"] and r["reported_at"] is not None]
        within = bool(later) and 0 <= min(later) - row[test.column] <= test.within_days * 86400
        return not within if test.values[0] == "none" else within
    value = row.get(test.column)
    if test.test == "filled":
        return value is not None
    if test.test == "empty":
        return value is None
    if test.test == "is":
        return value in test.values
    if test.test == "is_not":
        return value not in test.values
    other = row[test.values[0]] if test.values[0] in row else int(test.values[0])
    if value is None or other is None:
        return False
    return {"same_as": value == other, "at_most": value <= other, "at_least": value >= other}[test.test]


def amount(quantity: Quantity, row: Row) -> Decimal:
    if quantity.weights:
        return dict(quantity.weights).get(row.get("grade") or "", Decimal(0))
    if quantity.of == "rows":
        return Decimal(1)
    value = row["_elapsed"] if quantity.of == "elapsed" else row[quantity.of]
    less = row[quantity.less] if quantity.less else 0
    return Decimal(value or 0) - Decimal(less or 0)


def month_of(seconds: int | None) -> int | None:
    return None if seconds is None else london(seconds).year * 100 + london(seconds).month


def judged(measure: Measure, rows: list[Row]) -> list[Row]:
    """Each row that the measure is about, with its due time, its end, what it took and whether it counts and passes."""
    found = []
    for given in rows:
        row = dict(given)
        if not all(holds(test, row, rows) for test in measure.only):
            continue
        suspended = suspensions_for(measure, row)
        row |= {"_due": None, "_done": None if measure.clock else row[measure.cohort], "_elapsed": None}
        if measure.clock:
            row["_due"] = due_of(measure.clock, row, suspended)
            row["_done"] = row[measure.clock.stops]
            row["_elapsed"] = elapsed_of(measure.clock, row, suspended)
        bottom = measure.denominator
        row["_counts"] = bottom is None or all(holds(test, row, rows) for test in bottom.where)
        row["_passes"] = all(holds(test, row, rows) for test in measure.numerator.where)
        found.append(row)
    return found


def together(measure: Measure, rows: list[Row], *, by: str, start: int, end: int) -> tuple[Decimal, Decimal]:
    """Numerator and denominator of the judged rows whose `by` lies from start (in) to end (out)."""
    top = bottom = Decimal(0)
    for row in rows:
        if row[by] is None or not start <= row[by] < end:
            continue
        if by == "_done" and measure.cohort == "due" and row["_due"] is None:
            continue  # never due, so neither on time nor late
        top += amount(measure.numerator, row) if row["_passes"] else 0
        if row["_counts"]:
            bottom += amount(measure.denominator, row) if measure.denominator else 1
    return top, bottom


def value(measure: Measure, top: Decimal, bottom: Decimal) -> Decimal | None:
    """To six places, half away from nought, in whole numbers."""
    if measure.denominator is not None and bottom == 0:
        return None
    exact = Fraction(top) * Fraction(measure.scale) / (Fraction(bottom) if measure.denominator is not None else 1)
    millionths = int(abs(exact) * 1_000_000 + Fraction(1, 2))
    return Decimal(millionths if exact >= 0 else -millionths) / 1_000_000


def pairs(measure: Measure, rows: list[Row], *, by: str, start: int, end: int) -> list[tuple[Decimal, Decimal]]:
    """What each judged row adds to numerator and denominator, of the rows that `together` adds up."""
    found = []
    for row in rows:
        if row[by] is None or not start <= row[by] < end or not (row["_passes"] or row["_counts"]):
            continue
        if by == "_done" and measure.cohort == "due" and row["_due"] is None:
            continue
        top = amount(measure.numerator, row) if row["_passes"] else Decimal(0)
        bottom = amount(measure.denominator or Quantity(), row) if row["_counts"] else Decimal(0)
        found.append((top, bottom))
    return found


def ratio_bounds(records: list[tuple[Decimal, Decimal]]) -> tuple[float, float] | None:
    """The 95% interval of Σy ÷ Σx, residual by residual; None where the records put no bound to it."""
    n = len(records)
    top, bottom = (sum((Fraction(pair[side]) for pair in records), Fraction(0)) for side in (0, 1))
    if n < 2 or bottom <= 0:
        return None
    t = Fraction(student(n - 1))
    mean = bottom / n
    spread = sum((Fraction(x) - mean) ** 2 for _, x in records) / (n - 1)
    if mean * mean <= t * t * spread / n:
        return None
    ratio = top / bottom
    variance = Fraction(n, n - 1) * sum((Fraction(y) - ratio * Fraction(x)) ** 2 for y, x in records) / bottom**2
    if variance == 0 and n < 30:
        return None
    half = float(t) * math.sqrt(variance)
    low = float(ratio) - half
    return low if any(y < 0 for y, _ in records) else max(low, 0.0), float(ratio) + half


@functools.cache
def student(degrees: int) -> float:
    """Student's t that 2.5% lies beyond: the finite series for whole degrees of freedom (Abramowitz and Stegun, Handbook of
    Mathematical Functions, 26.7.3 and 26.7.4), halved again and again."""
    low, high = 0.0, 13.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle, degrees) < 0.95 else (low, middle)
    return (low + high) / 2


def within(t: float, degrees: int) -> float:
    """The probability that Student's t lies between −t and t."""
    angle = math.atan(t / math.sqrt(degrees))
    term, total = (1.0, 1.0) if degrees % 2 == 0 else (math.cos(angle), math.cos(angle))
    for place in range(2 + degrees % 2, degrees - 1, 2):
        term *= math.cos(angle) ** 2 * (place - 1) / place
        total += term
    if degrees % 2 == 0:
        return math.sin(angle) * total
    return 2 / math.pi * (angle + (math.sin(angle) * total if degrees > 1 else 0))


def overdue(rows: list[Row], *, end: int) -> int:
    """How many were due before the moment and not done before it."""
    return sum(
        row["_counts"]
        and row["_due"] is not None
        and row["_due"] < end
        and (row["_done"] is None or row["_done"] >= end)
        for row in rows
    )


HAPPENED = [
    "reported_at",
    "inspected_at",
    "ordered_at",
    "made_safe_at",
    "completed_at",
    "counted_at",
    "raised_at",
    "received_at",
    "answered_at",
    "certified_at",
    "paid_at",
]


def stock_counted_at(deliveries: list[tuple[datetime, list[Row]]], *, end: int) -> int:
    """The moment at which the overdue stock of a period that ends then is counted: not after the last day of which any row
    tells something, nor after the delivery that tells it. What a delivery dates after itself it cannot know."""
    told = 0
    for came, rows in deliveries:
        moments = [row[name] for row in rows for name in HAPPENED if row.get(name) is not None]
        if moments:
            day = london(min(max(moments), int(came.timestamp()))).date()
            told = max(told, min(int(midnight(day + timedelta(1)).timestamp()), int(came.timestamp())))
    return min(told, end) if told else end


def quantile(values: list[int], share: Fraction) -> Fraction:
    """Between the two nearest values, by how far it lies between their places."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def sums(
    measure: Measure, rows: list[Row], by: tuple[str, ...] = ()
) -> dict[tuple[Any, ...], tuple[int, Decimal, Decimal]]:
    """(month due, month done, cut …) → rows, numerator, denominator."""
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(lambda: [0, Decimal(0), Decimal(0)])
    for given in rows:
        row = dict(given)
        if not all(holds(test, row, rows) for test in measure.only):
            continue
        suspended = suspensions_for(measure, row)
        if measure.clock:
            row["_due"] = due_of(measure.clock, row, suspended)
            row["_done"] = row[measure.clock.stops]
            row["_elapsed"] = elapsed_of(measure.clock, row, suspended)
        if measure.cohort in {"due", "completed"}:
            key = (month_of(row["_due"]), month_of(row["_done"]))
        else:
            key = (None, month_of(row[measure.cohort]))
        bottom = measure.denominator
        counts = bottom is None or all(holds(test, row, rows) for test in bottom.where)
        passes = all(holds(test, row, rows) for test in measure.numerator.where)
        held = found[(*key, *(row.get(name) or "not said" for name in by))]
        held[0] += counts
        held[1] += amount(measure.numerator, row) if passes else 0
        held[2] += (amount(bottom, row) if bottom else 1) if counts else 0
    return {key: (held[0], held[1], held[2]) for key, held in found.items()}
