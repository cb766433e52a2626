"""One delivery as its file tells it, and what is said about it. A delivery's file never changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from concordat.data.events.quarantine import Quarantined
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.periods import LONDON, day_in_words


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
    of_others: int = 0  # rows that say what another organisation's rows say, which stay as they are
    again: tuple[str, ...] = ()  # "delivery:row" of the quarantined rows whose place rows take that wait in this one

    @property
    def is_held(self) -> bool:
        """Nothing went in: the file waits until its rows are mended or its good rows are accepted."""
        return not self.hash


@dataclass(frozen=True)
class DeliveryMade:
    """What came of a delivery. `delivery` is None where the file could not be read or brought nothing new."""

    delivery: Delivery | None
    findings: tuple[Finding, ...]
    quarantine: Sequence[Quarantined] = ()
    repeats: Delivery | None = None


def rows_held(waiting: int, good: int) -> Finding:
    return error(
        Where(),
        f"{counted(waiting, 'row breaks', 'rows break')} a rule, so nothing was taken in; "
        f"{counted(good, 'row is', 'rows are')} good.",
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
        f"came in delivery {repeats.number} ({repeats.file}, {day_in_words(repeats.known_at.astimezone(LONDON))}). Nothing was added.",
        code="delivery.repeated",
    )


def sent_before(before: Delivery) -> Finding:
    return note(
        Where(),
        f"The file is that of delivery {before.number} ({before.file}, {day_in_words(before.known_at.astimezone(LONDON))}): its good rows are held, "
        "and what waits of it waits there. Nothing was added.",
        code="delivery.repeated",
    )


def overlapping(found: Compared) -> list[Finding]:
    told = [_corrects(found)] if found.changed else []
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


def _corrects(found: Compared) -> Finding:
    which = ", ".join(str(overlap.number) for overlap in found.overlaps)
    does = "row says something else and corrects it", "rows say something else and correct them"
    same = f", {counted(found.same, 'says', 'say')} the same" if found.same else ""
    return warning(
        Where(),
        f"{counted(found.changed + found.same, 'row has the key of a row', 'rows have the keys of rows')} in delivery "
        f"{which}: {counted(found.changed, *does)}{same}.",
        "Nothing to do if the sender meant to correct them.",
        code="delivery.overlap",
    )


def given_up(rows: int) -> Finding:
    return note(
        Where(column="Withdrawn"),
        f"{counted(rows, 'row is', 'rows are')} withdrawn: {'it counts' if rows == 1 else 'they count'} no longer, and whoever "
        f"delivers {'it' if rows == 1 else 'one'} next holds it.",
        code="delivery.given_up",
    )


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


def of_others(same: int, refused: int, claims: int) -> list[Finding]:
    """What is said of rows that are another organisation's: `claims` of those refused only say so by what they mend."""
    return [tell(rows) for tell, rows in ((_held, same), (_theirs, refused), (_waits_for_them, claims)) if rows]


def _held(rows: int) -> Finding:
    return note(
        Where(),
        f"{counted(rows, 'row says', 'rows say')} what the row of another organisation says that is held already: "
        f"{'it stays' if rows == 1 else 'they stay'} as that one delivered {'it' if rows == 1 else 'them'}.",
        code="delivery.of_others",
    )


def _theirs(rows: int) -> Finding:
    return warning(
        Where(),
        f"{counted(rows, 'row was', 'rows were')} first delivered by another organisation and {'says' if rows == 1 else 'say'} "
        "something else here. Only they correct what they delivered: nothing of theirs was changed.",
        "Each waits in quarantine with who delivered it and when. Ask them, or dispute the line of the statement.",
        code="row.of_others",
    )


def _waits_for_them(rows: int) -> Finding:
    return error(
        Where(column="quarantine_row"),
        f"{counted(rows, 'row says that it mends', 'rows say that they mend')} what waits for another organisation. Only "
        "the organisation that sent a row mends it.",
        "Deliver rows of your own without the first column.",
        code="quarantine.of_others",
    )


def own_moment(lasts: Iterable[datetime], at: datetime) -> datetime:
    """A moment of its own for every delivery and dismissal, so that “as known at” can tell them apart."""
    last = max(lasts, default=None)
    if last is None or at > last:
        return at.astimezone(UTC)
    if last - at > timedelta(minutes=5):  # more than clocks of two machines differ by
        raise StoreMisuse(
            f"What came last became known at {day_in_words(last)} {last:%H:%M}; what comes now cannot have been known before it."
        )
    return last + timedelta(microseconds=1)


def as_text(delivery: Delivery) -> str:
    held = {
        **{name: getattr(delivery, name) for name in _PLAIN},
        "known_at": delivery.known_at.astimezone(UTC).isoformat(),
        "overlaps": [{"number": o.number, "rows": o.rows} for o in delivery.overlaps],
        "mended": list(delivery.mended),
        "of_others": delivery.of_others,
        "again": list(delivery.again),
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
        of_others=held.get("of_others", 0),
        again=tuple(held.get("again", ())),
    )
