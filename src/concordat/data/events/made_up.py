"""A made-up evidence store: monthly deliveries as a contractor would have sent them, the same for the same seed."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from concordat.data.events.columns import arrow_table, evidence_table, schema_of
from concordat.data.events.store import EvidenceStore
from concordat.domain.performance.made_up import as_known, job_records, touched_between
from concordat.domain.performance.made_up_others import STARTS, known_rows, other_records
from concordat.domain.performance.periods import Month

KIND = "made_up_records"


@dataclass(frozen=True, slots=True)
class Recipe:
    """So many orders reported from one month to another, by a seed; who sent them, and how much faster they become."""

    orders: int
    seed: int
    first: date
    last: date
    by: str = "contract-manager"
    organisation: str = "example-contractor"
    better: float = 0.0


def recipe_of(content: Mapping[str, Any]) -> Recipe:
    return Recipe(
        orders=int(content["orders"]),
        seed=int(content["seed"]),
        first=Month.from_text(str(content["first_month"])).first_day,
        last=Month.from_text(str(content["last_month"])).later(1).first_day - timedelta(days=1),
        by=str(content.get("by", "contract-manager")),
        organisation=str(content.get("organisation", "example-contractor")),
        better=float(content.get("better", 0)),
    )


def in_our_columns(table: pa.Table, name: str) -> pa.Table:
    """The declared columns in their order; those the generator does not fill are empty."""
    schema = schema_of(evidence_table(name))
    columns = [
        table[field.name].cast(field.type) if field.name in table.column_names else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def write_jobs(
    path: Path,
    *,
    rows: int,
    seed: int,
    first: date,
    last: date,
    known_at: datetime | None = None,
    told: Callable[[int], None] = lambda done: None,
) -> int:
    """One Parquet file of so many orders, written a million at a time: memory does not grow with the number."""
    written = 0
    with pq.ParquetWriter(path, schema_of(evidence_table("job_records")), compression="zstd") as out:
        for chunk in job_records(rows=rows, seed=seed, first=first, last=last):
            known = chunk if known_at is None else as_known(chunk, known_at)
            out.write_table(in_our_columns(known, "job_records"))
            written += known.num_rows
            told(written)
    return written


def fill(store: EvidenceStore, recipe: Recipe, *, told: Callable[[str], None] = lambda text: None) -> None:
    """A delivery of orders for each month, known at 9 on the fifth of the next; the other tables once a quarter."""
    chunks = list(
        job_records(rows=recipe.orders, seed=recipe.seed, first=recipe.first, last=recipe.last, better=recipe.better)
    )
    jobs = pa.concat_tables(chunks)
    others = {
        table: other_records(table=table, seed=recipe.seed, first=recipe.first, last=recipe.last, orders=recipe.orders)
        for table in STARTS
    }
    month, end = Month(recipe.first.year, recipe.first.month), Month(recipe.last.year, recipe.last.month)
    with tempfile.TemporaryDirectory() as place:
        since = month
        while month <= end:
            told(month.in_words())
            quarter_ends = month.number % 3 == 0 or month == end
            _deliver_month(store, recipe, month, jobs, others if quarter_ends else {}, since, Path(place))
            since = month.later(1) if quarter_ends else since
            month = month.later(1)


def _deliver_month(
    store: EvidenceStore,
    recipe: Recipe,
    month: Month,
    jobs: pa.Table,
    others: dict[str, list[dict[str, Any]]],
    since: Month,
    place: Path,
) -> None:
    period = month.period
    at = period.end + timedelta(days=4, hours=9)
    tables = {
        "job_records": in_our_columns(
            as_known(touched_between(jobs, period.start, period.end), period.end), "job_records"
        )
    }
    start, end = int(since.period.start.timestamp()), int(period.end.timestamp())
    for name, rows in others.items():
        known = known_rows(rows, table=name, start=start, end=end)
        if known:
            tables[name] = arrow_table(known, evidence_table(name))
    for number, (name, rows) in enumerate(tables.items()):
        file = place / f"{name.replace('_', '-')}-{month}.parquet"
        pq.write_table(rows, file, compression="zstd")
        store.deliver(
            file,
            table=name,
            by=recipe.by,
            organisation=recipe.organisation,
            at=at + timedelta(minutes=number),
            period=str(month),
            made_up=True,
            take_good_rows=True,
            note="Made up",
        )
        file.unlink()
