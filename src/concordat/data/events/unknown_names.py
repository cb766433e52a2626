"""What goes in silently and is never counted or paid: a name that nobody knows, a sum below nought. Told, never refused.

A name is known where `About.known` has it: what is agreed. Of names that only rows say (whoever delivered them: every
organisation at the table reads those rows; what waits in quarantine is its sender's alone and tells nothing here), those are
known that ten rows say which still stand, and three deliveries; and of the first delivery of a table, which had nobody to tell
it, those that ten of its rows said, or a tenth of them, if any still stands. So a slip is told again for as long as it is one.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from concordat.data.events.arriving import About, Arrived
from concordat.data.events.columns import evidence_table, key_of
from concordat.data.events.deliveries import Delivery, counted
from concordat.data.events.ownership import numbered_rows
from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.kernel.tables import Column

NAMES = ("service", "lot", "partner", "area", "priority")
SUM = "certified_value"
MOST = 10  # names of a column told one by one; the others together, each by its name
NEAR = 0.7
LISTED = 8
ENOUGH_ROWS, ENOUGH_DELIVERIES = 10, 3


@dataclass(frozen=True)
class Said:
    """What rows of earlier deliveries say: of each name how many rows stand that say it; and those that count as known, the
    most frequent first."""

    rows: Mapping[str, int]
    known: tuple[str, ...]


def doubtful_names(sql: Any, arrived: Arrived, about: About, held: Sequence[tuple[Path, Delivery]]) -> list[Finding]:
    """A warning for each name that is not known, and for sums below nought. `held` are the deliveries whose rows went in.

    A column of which nothing is known yet is not looked at.
    """
    found: list[Finding] = []
    for column in arrived.table.columns:
        if column.name in NAMES and column.name in arrived.read.columns:
            said = _said_before(sql, column.name, held)
            found += _names(sql, arrived, column, said, about.known.get(column.name, ()))
        elif column.name == SUM and column.name in arrived.read.columns:
            found += _below_nought(sql, arrived, column)
    return found


def _said_before(sql: Any, name: str, held: Sequence[tuple[Path, Delivery]]) -> Said:
    """Of the tables that have the column: what their rows say in it, and which of it counts as known."""
    rows: Counter[str] = Counter()
    deliveries: Counter[str] = Counter()
    first: set[str] = set()
    for table in {one.table for _, one in held if name in evidence_table(one.table).column_names}:
        counts = _counts(sql, name, [(path, one) for path, one in held if one.table == table])
        number = min((number for number, *_ in counts), default=0)
        begun = {value: ever for at, value, ever, _ in counts if at == number}
        first |= {value for value, ever in begun.items() if ever >= min(ENOUGH_ROWS, sum(begun.values()) / 10)}
        for _, value, _, stand in counts:
            rows[value] += stand
            deliveries[value] += 1
    often = {value for value in rows if rows[value] >= ENOUGH_ROWS and deliveries[value] >= ENOUGH_DELIVERIES}
    ordered = sorted((value for value in rows if rows[value]), key=lambda value: (-rows[value], value))
    return Said(rows, tuple(value for value in ordered if value in first | often))


def _counts(sql: Any, name: str, held: Sequence[tuple[Path, Delivery]]) -> list[tuple[int, str, int, int]]:
    """Of the deliveries of one table: number, name, how many rows said it, and how many of those still stand."""
    values: dict[str, Any] = {"paths": [str(path) for path, _ in held], "numbers": [one.number for _, one in held]}
    values["held"] = list(dict.fromkeys(values["paths"]))  # two deliveries of the same rows have one file
    gone = [str(_replaced(path, one)) for path, one in held if one.replaces]
    corrected, stands = "", "NOT coalesce(h.withdrawn, false)"
    if gone:
        key, values["gone"] = key_of(evidence_table(held[0][1].table)), gone
        pairs = "SELECT DISTINCT number, key FROM read_parquet($gone)"
        corrected = f"LEFT JOIN ({pairs}) r ON r.number = f.number AND r.key = h.{key} "
        stands += " AND r.key IS NULL"
    found: list[tuple[int, str, int, int]] = sql.execute(
        f"SELECT f.number, h.{name}, count(*), count(*) FILTER ({stands}) "  # noqa: S608 - our own names
        "FROM read_parquet($held, filename=true, union_by_name=true) h "
        "JOIN (SELECT unnest($paths) AS path, unnest($numbers) AS number) f ON f.path = h.filename "
        f"{corrected}WHERE h.{name} IS NOT NULL GROUP BY 1, 2",
        values,
    ).fetchall()
    return found


def _replaced(path: Path, one: Delivery) -> Path:
    return path.parents[2] / "replaced" / f"{one.replaces}.parquet"


def _names(sql: Any, arrived: Arrived, column: Column, before: Said, agreed: Collection[str]) -> list[Finding]:
    names = list(dict.fromkeys((*sorted(agreed), *before.known)))  # what is agreed is meant before what was delivered
    if not names:
        return []
    values: dict[str, Any] = {"given": str(arrived.rows_file), "known": names}
    rows = sql.execute(
        f"SELECT {column.name}, count(*), min(row) FROM ({numbered_rows(arrived, values)}) "  # noqa: S608 - our own name
        f"WHERE {column.name} IS NOT NULL AND NOT list_contains($known, {column.name}) GROUP BY 1 ORDER BY 3, 1",
        values,
    ).fetchall()
    found = [
        _told(arrived.name, column, value, count, first, names, _by_whom(before.rows.get(value, 0), bool(agreed)))
        for value, count, first in rows[:MOST]
    ]
    if others := rows[MOST:]:
        told = f"Nobody knows these either: {', '.join(value for value, _, _ in others)}"
        count = counted(sum(count for _, count, _ in others), "row", "rows")
        where = Where(arrived.name, row=others[0][2], column=column.title)
        found.append(warning(where, f"{told} ({count}).", _or_new(column), code="name.unknown"))
    return found


def _by_whom(earlier: int, agreed: bool) -> str:
    """Who does not know the name; a few earlier rows that say it may be the same slip."""
    others = "no contract, measure or partner knows" if agreed else "too few to count as known"
    if earlier:
        return f"only {counted(earlier, 'earlier row says', 'earlier rows say')}{' and' if agreed else ','} {others}"
    return "no earlier delivery, contract, measure or partner knows" if agreed else "no earlier delivery knows"


def _told(file: str, column: Column, value: str, count: int, first: int, names: Sequence[str], whom: str) -> Finding:
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
