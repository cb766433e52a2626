"""New rows held against those held already: which are new, which correct, which say the same, and what they lose."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from concordat.data.events.columns import WITHDRAWN, key_of, moments_of, schema_of
from concordat.data.events.deliveries import Compared, Overlap
from concordat.domain.kernel.tables import TableDefinition


def compare(
    sql: Any,
    rows_file: Path,
    table: TableDefinition,
    held: Sequence[tuple[Path, int]],
    *,
    pairs: Path,
    brought: frozenset[str] | None = None,
    of_others: Collection[int] = (),
) -> Compared:
    """How many rows are new, changed and the same; which of the deliveries `held` (file, number) have rows of their keys.
    Two deliveries of the same rows have one file.

    What another organisation gave up keeps its place: `of_others` are the deliveries of others among them.

    The earlier rows that lose their place are listed in `pairs`, so that no reader has to look for them. `brought` are
    the columns the new file has; what the others said before is counted as lost, because a row is replaced as a whole.
    """
    key, columns = key_of(table), schema_of(table).names
    total = int(sql.execute("SELECT count(*) FROM read_parquet(?)", [str(rows_file)]).fetchone()[0])
    if not held:
        return Compared(new=total)
    paths = {"held": list(dict.fromkeys(str(path) for path, _ in held)), "given": str(rows_file)}
    sql.execute("CREATE OR REPLACE TEMP TABLE numbers (filename VARCHAR, number BIGINT)")
    sql.executemany("INSERT INTO numbers VALUES (?, ?)", [(str(path), number) for path, number in held])
    # Column names are our own declarations; paths go in as values.
    sql.execute(
        f"CREATE OR REPLACE TEMP TABLE pairs AS SELECT h.{key} AS key, n.number, h.{WITHDRAWN.name} AS gone "  # noqa: S608
        f"FROM read_parquet($held, filename=true) h JOIN numbers n USING (filename) "
        f"WHERE h.{key} IN (SELECT {key} FROM read_parquet($given))",
        paths,
    )
    if of_others:
        sql.execute(
            "DELETE FROM pairs p WHERE list_contains($others, p.number) "
            "AND p.number <= (SELECT max(q.number) FROM pairs q WHERE q.gone AND q.key = p.key)",
            {"others": [*of_others]},
        )
    found = sql.execute("SELECT number, count(*) FROM pairs GROUP BY 1 ORDER BY 1").fetchall()
    if not found:
        return Compared(new=total)
    sql.execute(
        "COPY (SELECT key, number FROM pairs ORDER BY number, key) TO $pairs (FORMAT parquet)", {"pairs": str(pairs)}
    )
    differs = " OR ".join(f"g.{name} IS DISTINCT FROM h.{name}" for name in columns if name != key)
    absent = [column.name for column in table.columns if brought is not None and column.name not in brought]
    lost = ", ".join(f"count(*) FILTER (WHERE h.{name} IS NOT NULL AND g.{name} IS NULL)" for name in absent)
    both, changed, *losses = sql.execute(
        f"SELECT count(*), count(*) FILTER (WHERE {differs}){f', {lost}' if lost else ''} "  # noqa: S608
        f"FROM read_parquet($held, filename=true) h "
        f"JOIN numbers n USING (filename) JOIN (SELECT key, max(number) AS number FROM pairs GROUP BY 1) l "
        f"ON l.key = h.{key} AND l.number = n.number JOIN read_parquet($given) g ON g.{key} = h.{key}",
        paths,
    ).fetchone()
    return Compared(
        total - both,
        changed,
        both - changed,
        tuple(Overlap(number, rows) for number, rows in found),
        {table.column(name).title: rows for name, rows in zip(absent, losses, strict=True) if rows},
    )


def withdrawn_in(sql: Any, rows_file: Path) -> int:
    """How many of the rows say that they no longer count."""
    return int(
        sql.execute(
            f"SELECT count(*) FROM read_parquet(?) WHERE {WITHDRAWN.name}",  # noqa: S608 - our own name
            [str(rows_file)],
        ).fetchone()[0]
    )


def ends_of_moments(sql: Any, rows_file: Path, table: TableDefinition) -> dict[str, tuple[int, int]]:
    """For each column of moments its earliest and latest, in seconds."""
    names = moments_of(table)
    ends = ", ".join(f"min({name}), max({name})" for name in names)
    row = sql.execute(f"SELECT {ends} FROM read_parquet(?)", [str(rows_file)]).fetchone()  # noqa: S608
    pairs = {name: (row[2 * place], row[2 * place + 1]) for place, name in enumerate(names)}
    return {name: (int(low), int(high)) for name, (low, high) in pairs.items() if low is not None}


def holds_made_up(sql: Any, rows_file: Path) -> bool:
    """Was any of the rows generated? Then the delivery says so, whoever brings it."""
    return bool(
        sql.execute("SELECT coalesce(bool_or(made_up), false) FROM read_parquet(?)", [str(rows_file)]).fetchone()[0]
    )
