"""What a delivery names, put where it stays: onto the disk, then into place by one rename, named by its hash."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from concordat.data.events.deliveries import file_hash
from concordat.data.events.quarantine import Quarantined
from concordat.domain.kernel.hashing import content_hash


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


def keep_quarantine(folder: Path, rows: Sequence[Quarantined], arriving: Path) -> str:
    held = [
        {
            "row": row.row,
            "given": row.given,
            "reasons": [{"column": r.column, "message": r.message, "fix": r.fix} for r in row.reasons],
        }
        for row in rows
    ]
    name = content_hash(held)
    file = arriving / "quarantine.json"
    file.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
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
