"""A file on its way into a store: it counts for nothing yet, and goes without a trace where the process ends."""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from concordat.data.events.parquet import broken_rows, is_ours
from concordat.data.events.reading import FileRead, numbers_beside
from concordat.domain.kernel.tables import TableDefinition

LEFT_BEHIND = 86_400  # seconds after which what lies there is nobody's


@dataclass
class Arrived:
    """A file that was read and checked: its good rows lie in `rows_file`, what was found in `read`."""

    table: TableDefinition
    path: Path
    name: str
    rows_file: Path
    read: FileRead

    @property
    def quarantine_file(self) -> Path:
        return self.rows_file.with_name("quarantine.json")

    @property
    def numbers_file(self) -> Path:
        """Which row of the file each good row was; none for our own Parquet, every row of which is there."""
        return numbers_beside(self.rows_file)


@dataclass(frozen=True)
class About:
    """What the sender says of a delivery. `by` is a code, never a name; `mapping` the hash of the one it was read with.

    `named` gives an organisation's name, for reasons that name one.
    """

    by: str
    organisation: str
    mapping: str = ""
    period: str = ""
    note: str = ""
    made_up: bool = False
    named: Callable[[str], str] = str


def whole_and_ours(sql: Any, arrived: Arrived, *, now: datetime) -> FileRead | None:
    """Our own Parquet without a fault goes in byte for byte, however many rows it has; None where it is not that."""
    import pyarrow.parquet as pq

    if arrived.path.suffix.lower() != ".parquet" or not is_ours(arrived.path, arrived.table):
        return None
    bad, repeated = broken_rows(sql, arrived.path, arrived.table, now=now)
    if bad:
        return None
    shutil.copyfile(arrived.path, arrived.rows_file)
    rows = pq.read_metadata(arrived.rows_file).num_rows
    return FileRead(rows=rows, columns=frozenset(arrived.table.column_names), repeated=repeated)


def sweep(folder: Path) -> None:
    """Take away what a killed process left."""
    for left in folder.iterdir():
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFT_BEHIND:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
