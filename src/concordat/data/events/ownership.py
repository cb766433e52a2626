"""Whose row is it? A key belongs to the organisation whose delivery first brought it; only that one corrects it, until it
gives the row up by delivering it as withdrawn. Then the key is nobody's, and belongs to whoever delivers it next.

What another delivers with that key does not go in: word for word the same, it is known already; otherwise it waits in
that delivery's quarantine. All of it in sets: a file may have as many rows as it likes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from pathlib import Path
from typing import Any

from concordat.data.events.arriving import About, Arrived
from concordat.data.events.columns import ADDED, WITHDRAWN, all_columns, key_of, schema_of
from concordat.data.events.deliveries import Delivery
from concordat.data.events.dismissals import delivery_of
from concordat.data.events.keeping import write_quarantine
from concordat.data.events.quarantine import Quarantined, Reason
from concordat.domain.kernel.cells import write_cell
from concordat.domain.kernel.periods import LONDON, day_in_words
from concordat.domain.kernel.tables import Column, ColumnType

AT_ONCE = 20_000
ASK_THEM = (
    "Ask them to correct it, or to give it up by delivering it again with “yes” under Withdrawn: then deliver yours again. "
    "Or dispute the line of the statement it counts in. Dismiss it here if it is not wanted."
)
OWN_ROW = "Deliver it without the first column if it is a row of your own."


@dataclass(frozen=True, slots=True)
class SetApart:
    """Rows that did not go in. `same` say what another organisation's rows say; `latest` is the last delivery of those."""

    same: int = 0
    latest: int = 0
    refused: int = 0
    claims: int = 0  # of those refused: they say that they mend a row of another organisation


def set_apart(
    sql: Any, arrived: Arrived, about: About, earlier: Sequence[tuple[Path, Delivery]], all_of: Mapping[int, Delivery]
) -> SetApart:
    """Take out of the rows that arrived those that are another organisation's, and write the quarantine anew with them.

    `earlier` are the deliveries of the table that brought rows, each with its file; `all_of` every delivery of the store.
    """
    claims = _claims(arrived, about, all_of)
    if not claims and all(one.organisation == about.organisation for _, one in earlier):
        return SetApart()
    _list_apart(sql, arrived, about, earlier, claims)
    same, latest, refused, claimed = sql.execute(
        "SELECT count(*) FILTER (WHERE NOT refused), coalesce(max(latest) FILTER (WHERE NOT refused), 0), "
        "count(*) FILTER (WHERE refused), count(claimed) FROM apart"
    ).fetchone()
    if same or refused:
        if refused:
            rows = merge(arrived.read.quarantine, _refused(sql, arrived, all_of, about.named), key=_row_of)
            write_quarantine(arrived.quarantine_file, rows)
            _unmend(sql, arrived)
        _keep_the_others(sql, arrived)
        arrived.read.rows -= same + refused
    return SetApart(same, latest, refused, claimed)


def _row_of(row: Quarantined) -> int:
    return row.row


def _claims(arrived: Arrived, about: About, all_of: Mapping[int, Delivery]) -> dict[int, int]:
    """Row → the delivery of another organisation whose waiting row it says to mend."""
    others = {number for number, one in all_of.items() if one.organisation != about.organisation}
    return {row: number for row, name in arrived.read.mended.items() if (number := delivery_of(name)) in others}


def _list_apart(
    sql: Any, arrived: Arrived, about: About, earlier: Sequence[tuple[Path, Delivery]], claims: Mapping[int, int]
) -> None:
    """The temporary table ``apart``: the place of each row in the file, who brought its key first and what it claims."""
    import pyarrow as pa

    key = key_of(arrived.table)
    own = [one.organisation == about.organisation for _, one in earlier]
    files = {"path": [str(path) for path, _ in earlier], "delivery": [one.number for _, one in earlier], "own": own}
    kinds = pa.schema([("path", pa.string()), ("delivery", pa.int64()), ("own", pa.bool_())])
    sql.register("files_given", pa.table(files, schema=kinds))
    rows = {"row": list(claims), "claimed": list(claims.values())}
    sql.register("claims_given", pa.table(rows, schema=pa.schema([("row", pa.int64()), ("claimed", pa.int64())])))
    given = {"given": str(arrived.rows_file)}
    numbered = numbered_rows(arrived, given)
    # Column names are our own declarations; paths go in as values.
    sql.execute("CREATE OR REPLACE TEMP TABLE apart (place BIGINT, row BIGINT, first BIGINT, latest BIGINT, claimed BIGINT, refused BOOLEAN)")  # fmt: skip
    if earlier:
        paths = {**given, "held": list({str(path): None for path, _ in earlier})}
        held = "read_parquet($held, filename=true) h JOIN files_given f ON f.path = h.filename"
        sql.execute(
            f"INSERT INTO apart WITH said AS (SELECT h.{key} AS key, f.delivery, h.{WITHDRAWN.name} AS gone FROM {held} "  # noqa: S608
            f"WHERE h.{key} IN (SELECT {key} FROM read_parquet($given))), "
            "given_up AS (SELECT key, max(delivery) AS at FROM said WHERE gone GROUP BY 1), "
            "brought AS (SELECT s.key, min(s.delivery) AS first, max(s.delivery) AS latest FROM said s "
            "LEFT JOIN given_up u ON u.key = s.key WHERE s.delivery > coalesce(u.at, 0) GROUP BY 1), "
            "theirs AS (SELECT b.* FROM brought b JOIN files_given f ON f.delivery = b.first WHERE NOT f.own) "
            f"SELECT g.place, g.row, t.first, t.latest, c.claimed, c.claimed IS NOT NULL OR {_differs(arrived)} "
            f"FROM ({numbered}) g JOIN theirs t ON t.key = g.{key} "
            f"JOIN (SELECT h.*, f.delivery FROM {held}) h ON h.{key} = t.key AND h.delivery = t.latest "
            "LEFT JOIN claims_given c ON c.row = g.row",
            paths,
        )
    sql.execute(
        f"INSERT INTO apart SELECT g.place, g.row, NULL, NULL, c.claimed, true FROM ({numbered}) g "  # noqa: S608
        "JOIN claims_given c ON c.row = g.row WHERE g.place NOT IN (SELECT place FROM apart)",
        given,
    )


def numbered_rows(arrived: Arrived, values: dict[str, Any]) -> str:
    """The rows that arrived, each with its place among them and its row in the file that was sent."""
    given = "SELECT *, file_row_number AS place FROM read_parquet($given, file_row_number=true)"
    if not arrived.numbers_file.is_file():  # our own Parquet, in which every row is there
        return f"SELECT *, place + 2 AS row FROM ({given})"  # noqa: S608
    values["numbers"] = str(arrived.numbers_file)
    return (
        f"SELECT g.*, n.row AS row FROM ({given}) g JOIN read_parquet($numbers, file_row_number=true) n "  # noqa: S608
        "ON n.file_row_number = g.place"
    )


def _differs(arrived: Arrived) -> str:
    """Does the row say anything else than the one that is held? A column the file does not have says nothing."""
    key = key_of(arrived.table)
    brought = [name for name in arrived.table.column_names if name in arrived.read.columns and name != key]
    tests = [f"coalesce(g.{WITHDRAWN.name}, false) <> coalesce(h.{WITHDRAWN.name}, false)"]
    tests += [f"g.{name} IS DISTINCT FROM h.{name}" for name in brought]
    return f"({' OR '.join(tests)})"


def _refused(
    sql: Any,
    arrived: Arrived,
    all_of: Mapping[int, Delivery],
    named: Callable[[str], str],
) -> Iterator[Quarantined]:
    """The rows as they were to go in, with why they wait; read a part at a time."""
    columns = all_columns(arrived.table)
    names = ", ".join(f"g.{column.name}" for column in columns)
    found = sql.execute(
        f"SELECT a.row, a.first, a.claimed, {names} FROM read_parquet($given, file_row_number=true) g "  # noqa: S608
        "JOIN apart a ON a.place = g.file_row_number WHERE a.refused ORDER BY a.row",
        {"given": str(arrived.rows_file)},
    )
    told = {one.number: _brought(one, named) for one in all_of.values()}
    while rows := found.fetchmany(AT_ONCE):
        for row, first, claimed, *values in rows:
            reasons = []
            if claimed is not None:
                message = f"The row it says to mend waits for {_who(all_of[claimed], named)}; only they mend it."
                reasons.append(Reason("quarantine_row", message, OWN_ROW))
            if first is not None:
                title = arrived.table.columns[0].title
                message = f"{title} {values[0]} was delivered by {told[first]}; only they correct it."
                reasons.append(Reason(title, message, ASK_THEM))
            yield Quarantined(row, _as_given(columns, values), tuple(reasons))


def _who(one: Delivery, named: Callable[[str], str]) -> str:
    return named(one.organisation) if one.organisation else "somebody who named no organisation"


def _brought(one: Delivery, named: Callable[[str], str]) -> str:
    return f"{_who(one, named)} on {day_in_words(one.known_at.astimezone(LONDON))}"


def _as_given(columns: tuple[Column, ...], values: list[Any]) -> dict[str, str]:
    """What goes in, in our words; a mark that says no says nothing."""
    return {
        column.name: _text(value, column)
        for column, value in zip(columns, values, strict=True)
        if value is not None and not (value is False and column in ADDED)
    }


def _text(value: Any, column: Column) -> str:
    if column.type is ColumnType.DATETIME:
        return datetime.fromtimestamp(value, LONDON).isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else write_cell(value, column)


def _unmend(sql: Any, arrived: Arrived) -> None:
    """A row that does not go in mends nothing: it waits in the place of the one it was to mend, where that is its sender's."""
    if arrived.read.mended:
        for row, claimed in sql.execute("SELECT row, claimed FROM apart WHERE refused").fetchall():
            name = arrived.read.mended.pop(row, None)
            if name is not None and claimed is None:
                arrived.read.again[row] = name


def _keep_the_others(sql: Any, arrived: Arrived) -> None:
    """The rows file written again, in its order, without those set apart."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, kept = schema_of(arrived.table), arrived.rows_file.with_name("kept.parquet")
    names = ", ".join(f"g.{name}" for name in schema.names)
    batches = sql.execute(
        f"SELECT {names} FROM read_parquet($given, file_row_number=true) g "  # noqa: S608
        "ANTI JOIN apart a ON a.place = g.file_row_number ORDER BY g.file_row_number",
        {"given": str(arrived.rows_file)},
    ).fetch_record_batch(AT_ONCE)
    with pq.ParquetWriter(kept, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))
    numbers = {"given": str(arrived.rows_file), "kept": str(arrived.rows_file.with_name("kept-numbers.parquet"))}
    sql.execute(
        f"COPY (SELECT g.row FROM ({numbered_rows(arrived, numbers)}) g ANTI JOIN apart a ON a.place = g.place "  # noqa: S608
        "ORDER BY g.place) TO $kept (FORMAT parquet)",
        numbers,
    )
    kept.replace(arrived.rows_file)
    Path(numbers["kept"]).replace(arrived.numbers_file)
