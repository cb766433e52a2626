"""One delivery as its file tells it, and what is said about it. A delivery's file never changes."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from concordat.data.events.quarantine import Quarantined
from concordat.data.events.reading import FileRead
from concordat.domain.kernel.findings import Finding, Where, error, note, warning


class StoreMisuse(ValueError):
    """What was asked cannot be done with this store; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """An earlier delivery with rows of the same keys, and how many."""

    number: int
    rows: int


@dataclass(frozen=True)
class Delivery:
    """One delivery as its file tells it. `rows` went in; `waiting` are in quarantine."""

    number: int
    table: str
    file: str  # what the sender called it
    source_hash: str  # SHA-256 of what was sent
    hash: str  # SHA-256 of the Parquet file; empty where no row went in
    rows: int
    new: int
    changed: int
    same: int
    waiting: int
    quarantine: str  # hash of the quarantine file; empty where none waits
    by: str
    organisation: str
    known_at: datetime
    period: str = ""
    note: str = ""
    made_up: bool = False
    mapping: str = ""
    overlaps: tuple[Overlap, ...] = ()
    replaces: str = ""  # hash of the list of earlier rows it takes the place of: key and delivery number
    mended: tuple[str, ...] = ()  # "delivery:row" of the quarantined rows it mends
    moments: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # column → earliest and latest, seconds
    previous: str = ""  # the hash of the delivery file before it

    @property
    def is_held(self) -> bool:
        """Nothing went in: the file waits until its rows are mended or its good rows are accepted."""
        return not self.hash


@dataclass(frozen=True)
class DeliveryMade:
    """What came of a delivery. `delivery` is None where the file could not be read or brought nothing new."""

    delivery: Delivery | None
    findings: tuple[Finding, ...]
    quarantine: tuple[Quarantined, ...] = ()
    repeats: Delivery | None = None


def rows_held(read: FileRead, good: int) -> Finding:
    return error(
        Where(),
        f"{len(read.quarantine)} rows break a rule, so nothing was taken in; {good} rows are good.",
        "Mend the rows and deliver again, or take the good rows now and leave the others in quarantine (--take-good-rows).",
        code="delivery.held",
    )


def nothing_new(repeats: Delivery, rows: int) -> Finding:
    return note(
        Where(),
        f"Every one of the {rows} rows is already held, word for word; the last came in delivery {repeats.number} "
        f"({repeats.file}, {repeats.known_at:%d %B %Y}). Nothing was added.",
        code="delivery.repeated",
    )


def overlapping(overlaps: Sequence[Overlap], counts: tuple[int, int, int]) -> Finding:
    with_which = ", ".join(str(overlap.number) for overlap in overlaps)
    return warning(
        Where(),
        f"{counts[1] + counts[2]} rows have the keys of rows in delivery {with_which}: "
        f"{counts[1]} say something else and correct them, {counts[2]} say the same.",
        "Nothing to do if the sender meant to correct them.",
        code="delivery.overlap",
    )


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def own_moment(earlier: Sequence[Delivery], at: datetime) -> datetime:
    """A moment of its own for every delivery, so that “as known at” can tell them apart."""
    if not earlier or at > earlier[-1].known_at:
        return at.astimezone(UTC)
    last = earlier[-1].known_at
    if last - at > timedelta(minutes=5):  # more than clocks of two machines differ by
        raise StoreMisuse(
            f"The last delivery became known at {last:%d %B %Y %H:%M}; a later one cannot have been known before it."
        )
    return last + timedelta(microseconds=1)


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


def as_text(delivery: Delivery) -> str:
    held = {
        **{name: getattr(delivery, name) for name in _PLAIN},
        "known_at": delivery.known_at.astimezone(UTC).isoformat(),
        "overlaps": [{"number": o.number, "rows": o.rows} for o in delivery.overlaps],
        "mended": list(delivery.mended),
        "moments": {name: list(pair) for name, pair in delivery.moments.items()},
    }
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


_PLAIN = (
    *("number", "table", "file", "source_hash", "hash", "rows", "new", "changed", "same", "waiting", "quarantine"),
    *("by", "organisation", "period", "note", "made_up", "mapping", "replaces", "previous"),
)


@lru_cache(maxsize=4096)
def read_delivery_file(path: Path, written_at: int) -> Delivery:
    """A delivery's file never changes, so it is read once."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return Delivery(
        **{name: held[name] for name in _PLAIN},
        known_at=datetime.fromisoformat(held["known_at"]),
        overlaps=tuple(Overlap(item["number"], item["rows"]) for item in held["overlaps"]),
        mended=tuple(held["mended"]),
        moments={name: (pair[0], pair[1]) for name, pair in held["moments"].items()},
    )
