"""One delivery as its file tells it, and what is said about it. A delivery's file never changes."""

import hashlib
import json
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


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows held against those held already. `lost`: of how many rows a column (by its title) said something before and is
    empty now because the file does not have it."""

    new: int = 0
    changed: int = 0
    same: int = 0
    overlaps: tuple[Overlap, ...] = ()
    lost: Mapping[str, int] = field(default_factory=dict)


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


def rows_held(read: FileRead) -> Finding:
    return error(
        Where(),
        f"{counted(len(read.quarantine), 'row breaks', 'rows break')} a rule, so nothing was taken in; "
        f"{counted(read.rows, 'row is', 'rows are')} good.",
        "Mend the rows and deliver again, or take the good rows now and leave the others in quarantine (--take-good-rows).",
        code="delivery.held",
    )


def no_rows(name: str) -> Finding:
    return error(
        Where(name),
        "The file has headings, but no rows.",
        "Check that it is the right file, and that the export was finished.",
        code="file.empty",
    )


def nothing_new(repeats: Delivery, rows: int) -> Finding:
    return note(
        Where(),
        f"{'The one row is' if rows == 1 else f'Every one of the {rows:,} rows is'} already held, word for word; the last "
        f"came in delivery {repeats.number} ({repeats.file}, {repeats.known_at:%d %B %Y}). Nothing was added.",
        code="delivery.repeated",
    )


def overlapping(found: Compared) -> list[Finding]:
    with_which = ", ".join(str(overlap.number) for overlap in found.overlaps)
    told = [
        warning(
            Where(),
            f"{counted(found.changed + found.same, 'row has the key of a row', 'rows have the keys of rows')} in delivery "
            f"{with_which}: {found.changed:,} say something else and correct them, {found.same:,} say the same.",
            "Nothing to do if the sender meant to correct them.",
            code="delivery.overlap",
        )
    ]
    if found.lost:
        columns = ", ".join(f"{title} ({rows:,})" for title, rows in found.lost.items())
        told.append(
            warning(
                Where(),
                f"A row is corrected as a whole, and the file has no column for what these said before: {columns}. "
                "They are empty now.",
                "If that was not meant, deliver the rows again with all their columns.",
                code="delivery.lost",
            )
        )
    return told


def counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def mends_nothing(names: Sequence[str]) -> Finding:
    return warning(
        Where(column="quarantine_row"),
        f"{counted(len(names), 'row says', 'rows say')} that it mends a row which does not wait: {', '.join(names[:5])}.",
        "Leave the first column as it was downloaded, so that the row it mends no longer waits.",
        code="quarantine.unknown",
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
