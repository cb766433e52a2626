"""What a delivery names, put where it stays: onto the disk, then into place by one rename, named by its hash."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from concordat.data.events.deliveries import file_hash
from concordat.data.events.quarantine import Quarantined, Reason


def keep_rows(folder: Path, rows_file: Path, table: str) -> str:
    name = file_hash(rows_file)
    place = folder / "records" / table
    place.mkdir(parents=True, exist_ok=True)
    move_into(rows_file, place / f"{name}.parquet")
    return name


def keep_replaced(folder: Path, pairs: Path) -> str:
    name = file_hash(pairs)
    (folder / "replaced").mkdir(exist_ok=True)
    move_into(pairs, folder / "replaced" / f"{name}.parquet")
    return name


def write_quarantine(file: Path, rows: Iterable[Quarantined]) -> None:
    """A row a line, so that the first of many are read without the others. What stood there is replaced when all is written."""
    whole = file.with_suffix(".whole")
    with whole.open("w", encoding="utf-8") as out:
        out.write("[")
        for place, row in enumerate(rows):
            reasons = [{"column": r.column, "message": r.message, "fix": r.fix} for r in row.reasons]
            held = {"row": row.row, "given": row.given, "reasons": reasons}
            out.write(("," if place else "") + "\n" + json.dumps(held, ensure_ascii=False))
        out.write("\n]\n")
    whole.replace(file)


def read_quarantine(file: Path) -> Iterator[Quarantined]:
    """The rows in their order. A file of an earlier form, in which a row takes several lines, is read whole."""
    with file.open(encoding="utf-8") as lines:
        first, second = next(lines, ""), next(lines, "")
        if first == "[\n" and second.startswith("{"):
            for line in chain((second,), lines):
                if line.startswith("{"):
                    yield _row(json.loads(line.rstrip().rstrip(",")))
            return
    for held in json.loads(file.read_text(encoding="utf-8")):
        yield _row(held)


class KeptRows(Sequence[Quarantined]):
    """The rows of a quarantine file, read as they are asked for: there may be more than memory wants to hold."""

    def __init__(self, file: Path, count: int) -> None:
        self._file, self._count = file, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Quarantined]:
        return read_quarantine(self._file)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return tuple(islice(self, *place.indices(len(self))))
        return next(islice(self, range(len(self))[place], None))


def _row(held: dict[str, Any]) -> Quarantined:
    return Quarantined(held["row"], held["given"], tuple(Reason(**reason) for reason in held["reasons"]))


def keep_quarantine(folder: Path, file: Path) -> str:
    name = file_hash(file)
    move_into(file, folder / "quarantine" / f"{name}.json")
    return name


def to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move_into(path: Path, place: Path) -> None:
    """Onto the disk, then into place by one rename. The same content under the same name is the same file."""
    to_disk(path)
    path.replace(place)
    to_disk(place.parent)
