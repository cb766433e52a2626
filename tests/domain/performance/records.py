"""A small evidence store for tests: rows in, measures out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from concordat.data.events import EvidenceStore
from concordat.data.events.columns import arrow_table, evidence_table
from concordat.data.files.definitions import load_definition
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.reading import read_measure

NOW = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)


def at(text: str) -> int:
    """London wall time → seconds."""
    from concordat.domain.kernel.periods import LONDON

    return int(datetime.fromisoformat(text).replace(tzinfo=LONDON).timestamp())


def catalogue_measure(name: str, **more: Any) -> Measure:
    measure, findings = read_measure({**load_definition("measures", name), **more}, name=name)
    assert measure is not None, findings
    return measure


def store_with(
    folder: Path, rows: Sequence[dict[str, Any]], *, table: str = "job_records", now: datetime = NOW
) -> EvidenceStore:
    store = EvidenceStore(folder / "evidence", create=True)
    add(store, folder, rows, table=table, now=now)
    return store


def add(
    store: EvidenceStore,
    folder: Path,
    rows: Sequence[dict[str, Any]],
    *,
    table: str = "job_records",
    now: datetime = NOW,
) -> None:
    file = folder / f"{table}-{now:%Y%m%d%H%M%S}.parquet"
    pq.write_table(arrow_table(rows, evidence_table(table)), file)
    made = store.deliver(file, table=table, by="p-1", organisation="brindle", at=now)
    assert made.delivery is not None, (made.findings, made.quarantine[:3])
