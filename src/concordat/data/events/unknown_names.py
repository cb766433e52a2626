"""What goes in silently and is never counted or paid: a name that nobody knows, a sum below nought. Told, never refused.

A name is known where a row that went in before says it, whoever delivered that (every organisation at the table reads those
rows; what waits in quarantine is its sender's alone and tells nothing here), or where `About.known` has it.
"""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from concordat.data.events.arriving import About, Arrived
from concordat.data.events.columns import evidence_table
from concordat.data.events.deliveries import Delivery, counted
from concordat.data.events.ownership import numbered_rows
from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.kernel.tables import Column

NAMES = ("service", "lot", "partner", "area", "priority")
SUM = "certified_value"
MOST = 10  # names of a column told one by one; the others together, each by its name
NEAR = 0.7
LISTED = 8


def doubtful_names(sql: Any, arrived: Arrived, about: About, held: Mapping[Path, Delivery]) -> list[Finding]:
    """A warning for each name that is not known, and for sums below nought. `held` are the deliveries whose rows went in.

    A column of which nothing is known yet is not looked at.
    """
    found: list[Finding] = []
    for column in arrived.table.columns:
        if column.name in NAMES and column.name in arrived.read.columns:
            found += _names(
                sql, arrived, column, _said_before(sql, column.name, held), about.known.get(column.name, ())
            )
        elif column.name == SUM and column.name in arrived.read.columns:
            found += _below_nought(sql, arrived, column)
    return found


def _said_before(sql: Any, name: str, held: Mapping[Path, Delivery]) -> list[str]:
    """Every name the rows of earlier deliveries say, the most frequent first."""
    paths = [str(path) for path, one in held.items() if name in evidence_table(one.table).column_names]
    if not paths:
        return []
    rows = sql.execute(
        f"SELECT {name} FROM read_parquet($held, union_by_name=true) WHERE {name} IS NOT NULL "  # noqa: S608 - our own name
        "GROUP BY 1 ORDER BY count(*) DESC, 1",
        {"held": paths},
    )
    return [value for (value,) in rows.fetchall()]


def _names(sql: Any, arrived: Arrived, column: Column, before: Sequence[str], known: Collection[str]) -> list[Finding]:
    names = list(dict.fromkeys((*sorted(known), *before)))  # what is agreed is meant before what was merely delivered
    if not names:
        return []
    values: dict[str, Any] = {"given": str(arrived.rows_file), "known": names}
    rows = sql.execute(
        f"SELECT {column.name}, count(*), min(row) FROM ({numbered_rows(arrived, values)}) "  # noqa: S608 - our own name
        f"WHERE {column.name} IS NOT NULL AND NOT list_contains($known, {column.name}) GROUP BY 1 ORDER BY 3, 1",
        values,
    ).fetchall()
    found = [
        _told(arrived.name, column, value, count, first, names, bool(known)) for value, count, first in rows[:MOST]
    ]
    if others := rows[MOST:]:
        told = f"Nobody knows these either: {', '.join(value for value, _, _ in others)}"
        count = counted(sum(count for _, count, _ in others), "row", "rows")
        where = Where(arrived.name, row=others[0][2], column=column.title)
        found.append(warning(where, f"{told} ({count}).", _or_new(column), code="name.unknown"))
    return found


def _told(file: str, column: Column, value: str, count: int, first: int, names: Sequence[str], agreed: bool) -> Finding:
    whom = "no earlier delivery, contract, measure or partner knows" if agreed else "no earlier delivery knows"
    rows = "1 row" if count == 1 else f"{count:,} rows, the first of them row {first}"
    message = f"“{value}” is a name that {whom} ({rows}). Such rows are taken as they stand; measures and prices that go by the name leave them out."
    return warning(
        Where(file, row=first, column=column.title), message, _mend(column, value, names), code="name.unknown"
    )


def _mend(column: Column, value: str, names: Sequence[str]) -> str:
    plain = {name.lower(): name for name in reversed(names)}
    near = get_close_matches(value.lower(), plain, n=1, cutoff=NEAR)
    if near:
        return f"“{plain[near[0]]}” was probably meant: deliver the rows again with it. {_or_new(column)}"
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return f"Known are {', '.join(names[:LISTED])}{more}. {_or_new(column)}"


def _or_new(column: Column) -> str:
    return f"Nothing to do if the {column.title.lower()} is new."


def _below_nought(sql: Any, arrived: Arrived, column: Column) -> list[Finding]:
    values: dict[str, Any] = {"given": str(arrived.rows_file)}
    count, first = sql.execute(
        f"SELECT count(*), min(row) FROM ({numbered_rows(arrived, values)}) WHERE {column.name} < 0",  # noqa: S608 - our own name
        values,
    ).fetchone()
    if not count:
        return []
    rows = "A row is" if count == 1 else f"{count:,} rows are"
    message = f"{rows} certified below nought{'' if count == 1 else f', the first of them row {first}'}. It lowers what is paid."
    fix = "Nothing to do if money is to come back; otherwise deliver the order again with its sum."
    return [warning(Where(arrived.name, row=first, column=column.title), message, fix, code="value.below_nought")]
