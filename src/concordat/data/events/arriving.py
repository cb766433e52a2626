"""A file on its way into a store: it counts for nothing yet, and goes without a trace where the process ends."""

import shutil
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

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

    `named` gives an organisation's name, for reasons that name one. `known` are, for a column, the names the sender's own
    contract, measures and partnership know: those a sender may see, because a suggestion is taken from them.
    """

    by: str
    organisation: str
    mapping: str = ""
    period: str = ""
    note: str = ""
    made_up: bool = False
    named: Callable[[str], str] = str
    known: Mapping[str, Collection[str]] = field(default_factory=dict)


def sweep(folder: Path) -> None:
    """Take away what a killed process left."""
    for left in folder.iterdir():
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFT_BEHIND:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
