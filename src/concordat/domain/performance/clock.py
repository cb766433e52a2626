"""When work was due and how long it took, as columns of a lazy table: the same whole-number sums on every engine.

Moments are whole seconds since 1970. Calendars come in as small tables joined by day; nothing here asks an engine what
day it is.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.operations import InMemoryTable
from ibis.formats.pyarrow import PyArrowTableProxy
from ibis.util import gen_name

from concordat.domain.performance.calendars import (
    DAY,
    Window,
    counted_days,
    dates_table,
    day_table,
    due_table,
    month_of,
    open_windows,
    start_of_day,
    suspended_windows,
)
from concordat.domain.performance.inputs import Clock, Suspension

Table = Any  # an ibis.Table; Ibis ships no types


@dataclass(frozen=True)
class CalendarTables:
    """`days` holds a row for each universal day; `dues` turns counted seconds into a moment; `ends` counted days.

    Where `dues_tell_month`, every window lies within one London day, so that a line of `dues` knows the month as well.
    `plain` is number 0, without any suspension. `areas` gives the number of the calendar that holds in an area; `other`
    that of all other areas.
    """

    days: Table
    pieces: int
    dues: Table
    due_pieces: int
    widths: tuple[int, ...]
    ends: Table
    areas: tuple[tuple[str, int], ...] = ()
    other: int = 0
    dues_tell_month: bool = False

    @property
    def suspends(self) -> bool:
        return bool(self.areas) or self.other > 0


@lru_cache(maxsize=64)
def calendar_tables(
    clock: Clock | None, *, first: date, last: date, suspensions: tuple[Suspension, ...] = ()
) -> CalendarTables:
    """Calendars that hold from `first` to `last`, one for each set of suspensions that holds in some area."""
    clock = clock or Clock("", "", "all hours")
    named = sorted({area for item in suspensions for area in item.areas})
    everywhere = suspended_windows(suspensions, None)
    sets: list[list[Window]] = [[]]
    areas: list[tuple[str, int]] = []
    other = _number_of(sets, everywhere)
    areas = [(area, _number_of(sets, suspended_windows(suspensions, area))) for area in named]
    day_rows: list[dict[str, int]] = []
    due_rows: list[dict[str, int]] = []
    end_rows: list[dict[str, int]] = []
    widths: list[int] = []
    for number, suspended in enumerate(sets):
        windows = open_windows(clock, first, last, suspended)
        counts = _counts(clock, first, last, suspended)
        day_rows += _day_rows(number, windows, counts, first, last)
        width, rows = _due_rows(number, windows)
        widths.append(width)
        due_rows += rows
        ends = dates_table(first, last, counts).ends
        end_rows += [{"cal": number, "ordinal": place, "ends": moment} for place, moment in enumerate(ends)]
    pieces = max(sum(1 for key in row if key.startswith("opens")) for row in day_rows)
    due_pieces = max(sum(1 for key in row if key.startswith("at")) for row in due_rows)
    return CalendarTables(
        days=_table(day_rows, opens=DAY, closes=DAY),
        pieces=pieces,
        dues=_table(due_rows, at=1 << 60, more=0),
        due_pieces=due_pieces,
        widths=tuple(widths),
        ends=_table(end_rows),
        areas=tuple(areas),
        other=other,
        dues_tell_month=clock.calendar == "working hours",
    )


def _number_of(sets: list[list[Window]], windows: list[Window]) -> int:
    if windows not in sets:
        sets.append(windows)
    return sets.index(windows)


def _counts(clock: Clock, first: date, last: date, suspended: Sequence[Window]) -> list[bool]:
    """A suspended day does not count where it is suspended from midnight to midnight."""
    counts = counted_days(clock, first, last)
    for start, end in suspended:
        for place in range(len(counts)):
            day = first + timedelta(place)
            if start <= start_of_day(day) and start_of_day(day + timedelta(1)) <= end:
                counts[place] = False
    return counts


def _day_rows(
    number: int, windows: Sequence[Window], counts: Sequence[bool], first: date, last: date
) -> list[dict[str, int]]:
    worked, dates = day_table(windows, first, last), dates_table(first, last, counts)
    rows = []
    for place, switch in enumerate(dates.switch):
        row = {
            "cal": number,
            "day": (dates.first + place) * DAY,
            "before": worked.before[place],
            "switch": switch,
            "month_before": dates.month_before[place],
            "month_after": dates.month_after[place],
            "counted_before": dates.counted_before[place],
            "counted_after": dates.counted_after[place],
        }
        for piece, (opens, closes) in enumerate(worked.windows[place]):
            row[f"opens{piece}"], row[f"closes{piece}"] = opens, closes
        rows.append(row)
    return rows


def _due_rows(number: int, windows: Sequence[Window]) -> tuple[int, list[dict[str, int]]]:
    """The month of a count is that of its window's first moment; see `dues_tell_month` for when it may be used."""
    found = due_table(windows)
    rows = []
    for place, offset in enumerate(found.offsets):
        count = place * found.width
        month = month_of(count + offset)
        row = {"cal": number, "counted": count, "offset": offset, "month": month}
        for piece, (at, more) in enumerate(found.breaks[place]):
            offset += more
            later = month_of(at + offset)
            row[f"at{piece}"], row[f"more{piece}"], row[f"months{piece}"] = at, more, later - month
            month = later
        rows.append(row)
    return found.width, rows


def _table(rows: list[dict[str, int]], **absent: int) -> Table:
    """Rows that lack a piece get what makes it count for nothing."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    blank = {name: absent.get(name.rstrip("0123456789"), 0) for name in names}
    return small_table({name: [row.get(name, blank[name]) for row in rows] for name in names})


def small_table(columns: Mapping[str, Sequence[int]]) -> Table:
    """Whole numbers as a lazy table. What `ibis.memtable` does, without loading pandas, which takes longer than most
    questions: from the bare bytes, and by the type that is known here."""
    held = pa.table(
        {
            name: pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(array("q", values))])
            for name, values in columns.items()
        }
    )
    schema = ibis.schema(dict.fromkeys(columns, "int64"))
    return InMemoryTable(name=gen_name("small_table"), schema=schema, data=PyArrowTableProxy(held)).to_expr()


def with_calendar(rows: Table, tables: CalendarTables) -> Table:
    """`cal`: the number of the calendar that holds for the row's area, where any is suspended."""
    if not tables.suspends:
        return rows
    held: dict[int, list[str]] = {}
    for area, number in tables.areas:
        held.setdefault(number, []).append(area)
    number = ibis.literal(tables.other, type="int64")
    for each, names in held.items():
        number = rows.area.isin(names).ifelse(ibis.literal(each, type="int64"), number)
    return rows.mutate(cal=number)


def _lines(table: Table, tables: CalendarTables, letter: str, columns: Sequence[str], many: bool) -> Table:
    """The columns of a small table that are needed, under names no row has; of number 0 alone, where rows name none."""
    if not many and len(tables.widths) > 1:
        table = table.filter(table.cal == 0)
    names = dict.fromkeys([*columns, *(["cal"] if many else [])])
    return table.select(**{f"{letter}_{name}": table[name] for name in names})


def _joined(rows: Table, key: Any, tables: Table, letter: str, column: str, many: bool) -> Table:
    """Every row with its line of the small table. By names, because two columns of a row may be the same field."""
    pairs = [("looked_for", f"{letter}_{column}")]
    if many:
        pairs.append(("cal", f"{letter}_cal"))
    return rows.mutate(looked_for=key).left_join(tables, pairs)


def looked_up(rows: Table, moment: str, tables: CalendarTables, *, wants: Sequence[str], plain: bool = False) -> Table:
    """Add what is wanted of a column of moments: ``<moment>_month``, ``<moment>_counted``, ``<moment>_cumulative``."""
    many = "cal" in rows.columns and not plain
    needed = ["day"]
    for name in ("month", "counted"):
        if name in wants:
            needed += ["switch", f"{name}_before", f"{name}_after"]
    if "cumulative" in wants:
        needed += ["before", *(f"{side}{piece}" for piece in range(tables.pieces) for side in ("opens", "closes"))]
    days = _lines(tables.days, tables, "c", needed, many)
    joined = _joined(rows, rows[moment] - rows[moment] % DAY, days, "c", "day", many)
    second = joined[moment] % DAY
    more = {}
    for name in ("month", "counted"):
        if name in wants:
            later = second >= joined.c_switch
            more[f"{moment}_{name}"] = later.ifelse(joined[f"c_{name}_after"], joined[f"c_{name}_before"])
    if "cumulative" in wants:
        total = joined.c_before
        for piece in range(tables.pieces):
            total = total + ibis.greatest(ibis.least(second, joined[f"c_closes{piece}"]) - joined[f"c_opens{piece}"], 0)
        # An engine's GREATEST may pass over a null; a moment that is not there has no count.
        more[f"{moment}_cumulative"] = joined[moment].isnull().ifelse(ibis.null("int64"), total)
    return joined.select(*rows.columns, **more)


def due_after(rows: Table, counted: str, tables: CalendarTables, *, name: str) -> Table:
    """Add the moment at which so many seconds will have counted, and its ``<name>_month`` where the lines tell it.

    A count of nought is due when the clock starts.
    """
    many = "cal" in rows.columns
    needed = ["counted", "offset", "month"]
    needed += [f"{column}{piece}" for piece in range(tables.due_pieces) for column in ("at", "more", "months")]
    dues = _lines(tables.dues, tables, "d", needed, many)
    width = ibis.literal(tables.widths[0], type="int64")
    if many:
        for number, each in enumerate(tables.widths[1:], 1):
            width = (rows.cal == number).ifelse(ibis.literal(each, type="int64"), width)
    last = ibis.greatest(rows[counted] - 1, 0)
    joined = _joined(rows, last - last % width, dues, "d", "counted", many)
    last = ibis.greatest(joined[counted] - 1, 0)
    offset, month = joined.d_offset, joined.d_month
    for piece in range(tables.due_pieces):
        beyond = last >= joined[f"d_at{piece}"]
        offset = offset + beyond.ifelse(joined[f"d_more{piece}"], 0)
        month = month + beyond.ifelse(joined[f"d_months{piece}"], 0)
    # GREATEST passes over a null: what has no due time has no month of it either.
    month = joined[counted].isnull().ifelse(ibis.null("int64"), month)
    more = {f"{name}_month": month} if tables.dues_tell_month else {}
    return joined.select(*rows.columns, **{name: joined[counted] + offset}, **more)


def day_ends(rows: Table, ordinal: str, tables: CalendarTables, *, name: str) -> Table:
    """Add the last second of the counted day with that number."""
    many = "cal" in rows.columns
    ends = _lines(tables.ends, tables, "e", ["ordinal", "ends"], many)
    joined = _joined(rows, rows[ordinal], ends, "e", "ordinal", many)
    return joined.select(*rows.columns, **{name: joined.e_ends - 1})


def with_clock(rows: Table, clock: Clock, tables: CalendarTables, *, keep: Sequence[str]) -> Table:
    """Add `due`, `elapsed` (seconds or counted days), `on_time`, `due_month` and `done_month`; keep the columns named.

    On time is done at or before the moment it was due. What is not done is not on time and has no elapsed time.
    """
    rows = with_calendar(rows, tables)
    # What is allowed is told before any join, while an engine still holds priorities as a short list of texts.
    early = {} if clock.due else {"allowed": _allowed(rows, clock)}
    rows = rows.mutate(started=rows[clock.starts], done=rows[clock.stops], **early)
    hours = clock.calendar == "working hours" or tables.suspends
    counts = hours and not clock.counts_days
    if clock.counts_days:
        rows = looked_up(rows, "started", tables, wants=("counted", "cumulative") if hours else ("counted",))
    elif counts:
        rows = looked_up(rows, "started", tables, wants=("cumulative",))
    unit = "counted" if clock.counts_days else "cumulative" if counts else "month"
    rows = looked_up(rows, "done", tables, wants=("month", unit))
    rows = _with_due(rows, clock, tables)
    if clock.extended:
        # GREATEST passes over a null: an extension without a first date is the date.
        rows = rows.mutate(due=ibis.greatest(rows.due, rows[clock.extended]))
    if clock.extended or "due_month" not in rows.columns:
        rows = rows.drop("due_month") if "due_month" in rows.columns else rows
        rows = looked_up(rows, "due", tables, wants=("month",), plain=True)
    if clock.counts_days:
        elapsed = rows.done_counted - rows.started_counted
    elif counts:
        elapsed = rows.done_cumulative - rows.started_cumulative
    else:
        elapsed = rows.done - rows.started
    on_time = (rows.done.notnull() & rows.due.notnull() & (rows.done <= rows.due)).fill_null(False)
    return rows.select(
        *[name for name in keep if name not in {"due", "done", "elapsed", "on_time", "due_month", "done_month"}],
        due=rows.due,
        done=rows.done,
        elapsed=elapsed,
        on_time=on_time,
        due_month=rows.due_month,
        done_month=rows.done_month,
    )


def _with_due(rows: Table, clock: Clock, tables: CalendarTables) -> Table:
    if clock.due:
        return _agreed_due(rows, clock, tables)
    if clock.counts_days:
        rows = rows.mutate(last_day=rows.started_counted + rows.allowed)
        return day_ends(rows, "last_day", tables, name="due")
    if clock.calendar == "working hours" or tables.suspends:
        rows = rows.mutate(allowed_to=rows.started_cumulative + rows.allowed)
        return due_after(rows, "allowed_to", tables, name="due")
    return rows.mutate(due=rows.started + rows.allowed)


def _agreed_due(rows: Table, clock: Clock, tables: CalendarTables) -> Table:
    """The contract's own date; where the clock stood still meanwhile, later by as much counted time as was agreed."""
    if not tables.suspends:
        return rows.mutate(due=rows[clock.due])
    rows = rows.mutate(agreed=rows[clock.due], plain_start=rows.started)
    rows = looked_up(rows, "plain_start", tables, wants=("cumulative",), plain=True)
    rows = looked_up(rows, "agreed", tables, wants=("cumulative",), plain=True)
    rows = rows.mutate(allowed_to=rows.started_cumulative + rows.agreed_cumulative - rows.plain_start_cumulative)
    rows = due_after(rows, "allowed_to", tables, name="moved")
    # A due date outside the working windows says more than its count does: it moves only if the clock really stood.
    return rows.mutate(due=ibis.greatest(rows.agreed, rows.moved))


def _allowed(rows: Table, clock: Clock) -> Any:
    by_priority = dict(clock.allowed)
    otherwise = ibis.literal(by_priority[""], type="int64") if "" in by_priority else ibis.null("int64")
    named = [(priority, ibis.literal(length, type="int64")) for priority, length in by_priority.items() if priority]
    return rows.priority.cases(*named, else_=otherwise) if named else otherwise
