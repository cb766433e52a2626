"""A measure over a table of records, as one lazy expression: counts and sums by month and cut.

Nothing is computed here. `data.events` runs the expression; on DuckDB and Spark it is the same.
"""

from collections.abc import Sequence
from typing import Any

import ibis

from concordat.domain.performance.clock import CalendarTables, Table, looked_up, with_clock
from concordat.domain.performance.inputs import CUTS, Condition, Measure, Quantity

# One part in a million: weights are added as whole numbers, so that every engine comes to the same sum.
WEIGHT_UNIT = 1_000_000
DAY = 86400


def columns_needed(measure: Measure, *, by: Sequence[str]) -> tuple[str, ...]:
    """The columns of the evidence table that the measure reads, so that a wide file is not read whole."""
    quantities = [measure.numerator, *([measure.denominator] if measure.denominator else [])]
    conditions = [*measure.only, *(test for quantity in quantities for test in quantity.where)]
    names = [test.column for test in conditions if test.column]
    names += [test.values[0] for test in conditions if test.test in {"at_most", "at_least", "same_as"}]
    names += [name for q in quantities for name in (q.of, q.less) if name not in {"", "rows", "elapsed"}]
    names += [name for q in quantities for name in (["grade"] if q.weights else [])]
    if measure.clock:
        names += [measure.clock.starts, measure.clock.stops, measure.clock.due, measure.clock.extended]
        names += ["priority"] if any(priority for priority, _ in measure.clock.allowed) else []
    if measure.cohort not in {"due", "completed"}:
        names.append(measure.cohort)
    if any(test.test == "follow_up" for test in conditions):
        names += ["order_id", "remedial_of", "reported_at"]
    names += ["area"] if any(item.areas for item in measure.suspensions) else []
    return tuple(dict.fromkeys(name for name in [*names, *by] if name))


def measure_rows(
    records: Table, measure: Measure, tables: CalendarTables, *, by: Sequence[str] = (), keep: Sequence[str] = ()
) -> Table:
    """One row for each record that counts: its months, its cuts, and what it adds to numerator and denominator."""
    unknown = set(by) - set(CUTS)
    if unknown:
        raise ValueError(f"Records are not cut by {', '.join(sorted(unknown))}. Use {', '.join(CUTS)}.")
    needed = dict.fromkeys([*columns_needed(measure, by=by), *keep])
    rows = records.select(*[name for name in needed if name in records.columns])
    if measure.only:
        rows = rows.filter(*[_holds(rows, test) for test in measure.only])
    if _follows_up(measure):
        rows = _with_follow_up(rows, records)
    if measure.clock is not None:
        rows = with_clock(rows, measure.clock, tables, keep=rows.columns)
    if measure.cohort not in {"due", "completed"}:
        rows = rows.drop(*[name for name in ("due_month", "done_month") if name in rows.columns])
        rows = looked_up(rows.mutate(held=rows[measure.cohort]), "held", tables, wants=("month",), plain=True)
        rows = rows.mutate(due_month=ibis.null("int64"), done_month=rows.held_month)
    counts = _all(rows, measure.denominator.where if measure.denominator else ())
    passes = _all(rows, measure.numerator.where)
    return rows.select(
        *dict.fromkeys([*by, *keep]),
        due_month=rows.due_month,
        done_month=rows.done_month,
        due=rows.due if "due" in rows.columns else ibis.null("int64"),
        done=rows.done if "done" in rows.columns else ibis.null("int64"),
        elapsed=rows.elapsed if "elapsed" in rows.columns else ibis.null("int64"),
        counts=counts,
        passes=passes,
        top=_amount(rows, measure.numerator),
        bottom=_amount(rows, measure.denominator) if measure.denominator else ibis.literal(1, type="int64"),
    )


def grouped(rows: Table, *, by: Sequence[str] = (), spread: bool = False, until: int | None = None) -> Table:
    """Sums by the month due, the month done and the cuts; from these both cohorts and the overdue stock follow.

    With `spread` also how many records stand in either sum (`records`), the sums of squares and of products, and how many
    records are `below` nought in the numerator. With `until`, where the records end, also how many that count were due before
    that moment and not done before it (`open`): what is due later in its month cannot be told from the sums.
    """
    return rows.group_by("due_month", "done_month", *by).agg(
        rows=rows.counts.ifelse(1, 0).sum(),
        numerator=rows.passes.ifelse(rows.top, 0).sum(),
        denominator=rows.counts.ifelse(rows.bottom, 0).sum(),
        **(_squares(rows) if spread else {}),
        **({} if until is None else {"open": _open(rows, until).ifelse(1, 0).sum()}),
    )


def _open(rows: Table, until: int) -> Any:
    due = (rows.due < until).fill_null(False)
    return rows.counts & due & ~(rows.done < until).fill_null(False)


def _squares(rows: Table) -> dict[str, Any]:
    """Whole numbers of 38 digits: the square of £31 million in pence is more than 64 bits hold.

    With one digit fewer in each factor DuckDB would multiply in 64 bits, and refuse.
    """
    top = rows.passes.ifelse(rows.top, 0).cast("decimal(19, 0)")
    bottom = rows.counts.ifelse(rows.bottom, 0).cast("decimal(19, 0)")
    return {
        "records": (rows.counts | rows.passes).ifelse(1, 0).sum(),
        "top_squared": (top * top).sum(),
        "crossed": (top * bottom).sum(),
        "bottom_squared": (bottom * bottom).sum(),
        "below": (rows.passes & (rows.top < 0)).ifelse(1, 0).sum(),
    }


def times_taken(rows: Table, *, by: Sequence[str] = (), month: str = "done_month") -> Table:
    """Median and 95th percentile of the time taken, by the month in which work was done and the cuts."""
    finished = rows.filter(rows.counts & rows.elapsed.notnull() & rows[month].notnull())
    return finished.group_by(month, *by).agg(
        rows=finished.count(), median=finished.elapsed.quantile(0.5), ninety_fifth=finished.elapsed.quantile(0.95)
    )


def by_month_due(rows: Table, *, by: Sequence[str] = ()) -> Table:
    """For a wide table: how many were due in each month and cut, how many passed, and the 95th percentile of the time taken."""
    counted = rows.filter(rows.counts & rows.due_month.notnull())
    return counted.group_by("due_month", *by).agg(
        jobs=counted.count(), passed=counted.passes.ifelse(1, 0).sum(), ninety_fifth=counted.elapsed.quantile(0.95)
    )


def _all(rows: Table, tests: Sequence[Condition]) -> Any:
    held = ibis.literal(True)
    for test in tests:
        held = held & _holds(rows, test)
    return held


def _holds(rows: Table, test: Condition) -> Any:
    """True or false, never null: a row without the figure does not pass."""
    if test.test == "clock":
        on_time = rows.on_time
        return on_time if test.values[0] == "on time" else (~on_time & rows.done.notnull() & rows.due.notnull())
    if test.test == "follow_up":
        within = rows.followed_at - rows[test.column or "completed_at"]
        followed = ((within >= 0) & (within <= test.within_days * DAY)).fill_null(False)
        return ~followed if test.values[0] == "none" else followed
    column = rows[test.column]
    if test.test == "empty":
        return column.isnull()
    if test.test == "filled":
        return column.notnull()
    if test.test in {"is", "is_not"}:
        among = column.cast("string").isin(test.values).fill_null(False)
        return among if test.test == "is" else ~among
    other = rows[test.values[0]] if test.values[0] in rows.columns else ibis.literal(int(test.values[0]))
    if test.test == "same_as":
        return (column == other).fill_null(False)
    return (column <= other if test.test == "at_most" else column >= other).fill_null(False)


def _amount(rows: Table, quantity: Quantity) -> Any:
    if quantity.weights:
        weight = ibis.literal(0, type="int64")
        for grade, value in quantity.weights:
            weight = (rows.grade == grade).fill_null(False).ifelse(int(value * WEIGHT_UNIT), weight)
        return weight
    if quantity.of == "rows":
        return ibis.literal(1, type="int64")
    amount = rows[quantity.of].fill_null(0)
    return amount - rows[quantity.less].fill_null(0) if quantity.less else amount


def _follows_up(measure: Measure) -> bool:
    quantities = [measure.numerator, *([measure.denominator] if measure.denominator else [])]
    return any(test.test == "follow_up" for quantity in quantities for test in quantity.where)


def _with_follow_up(rows: Table, records: Table) -> Table:
    """`followed_at`: when the first later order that mends this one was reported."""
    later = records.filter(records.remedial_of.notnull()).select("remedial_of", "reported_at")
    first = later.group_by("remedial_of").agg(followed_at=later.reported_at.min())
    first = first.rename(mended="remedial_of")
    joined = rows.left_join(first, rows.order_id == first.mended)
    return joined.select(*rows.columns, followed_at=joined.followed_at)
