"""Rows of quarantine that nobody will mend: who said so, when and why. Like a delivery, a dismissal is never changed."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from concordat.data.events.deliveries import Delivery, StoreMisuse, file_hash

_CHOSEN = re.compile(r"(\d{1,9})(?::(\d{1,12})(?:-(\d{1,12}))?)?")


@dataclass(frozen=True)
class Dismissal:
    """`rows` are "delivery:row"; `deliveries` the file hash of each delivery they wait in. `by` is a code, never a name."""

    number: int
    rows: tuple[str, ...]
    why: str
    by: str
    organisation: str
    known_at: datetime
    deliveries: Mapping[int, str]
    previous: str = ""  # the hash of the dismissal file before it

    def rows_of(self, delivery: int) -> tuple[int, ...]:
        """The rows of the delivery, by their places in its file."""
        return tuple(int(name.partition(":")[2]) for name in self.rows if delivery_of(name) == delivery)


def delivery_of(name: str) -> int:
    """The delivery of a "delivery:row"; 0 where it is none."""
    number = name.partition(":")[0]
    return int(number) if number.isascii() and number.isdigit() else 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows somebody named: ``3:2``, ``3:2-40``, or ``3`` for every row of delivery 3 that waits."""

    delivery: int
    first: int
    last: int | None

    def __str__(self) -> str:
        if self.first == self.last:
            return f"Row {self.delivery}:{self.first}"
        return f"Any row of {self.delivery}" + (f":{self.first}-{self.last}" if self.last is not None else "")

    def has(self, row: int) -> bool:
        return self.first <= row and (self.last is None or row <= self.last)


def chosen_rows(given: Iterable[str]) -> tuple[Chosen, ...]:
    """Raises `StoreMisuse` where one is not written so."""
    found = []
    for text in given:
        parts = _CHOSEN.fullmatch(text.strip())
        if parts is None:
            raise StoreMisuse(f"“{text}” names no row. Write 3:2 for row 2 of delivery 3, 3:2-40, or 3 for all of it.")
        delivery, first, last = parts.groups()
        found.append(Chosen(int(delivery), int(first or 0), int(last or first) if first else None))
    if not found:
        raise StoreMisuse("No row was chosen.")
    return tuple(found)


def deliveries_of(chosen: Sequence[Chosen], deliveries: Sequence[Delivery], organisation: str) -> set[int]:
    """The deliveries whose rows were chosen, which must be the organisation's own."""
    held = {delivery.number: delivery for delivery in deliveries}
    for one in chosen:
        if one.delivery not in held:
            raise StoreMisuse(f"There is no delivery {one.delivery}.")
        owner = held[one.delivery].organisation
        if owner != organisation:
            whose = owner or "somebody who named no organisation"
            raise StoreMisuse(f"Delivery {one.delivery} came from {whose}: only they say what becomes of its rows.")
    return {one.delivery for one in chosen}


def rows_of(chosen: Sequence[Chosen], waiting: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Those chosen of the rows that wait (delivery, row), as "delivery:row"; each choice must name one."""
    there, found = set(waiting), set()
    for one in chosen:
        if one.first == one.last:
            named = {(one.delivery, one.first)} & there
        else:
            named = {pair for pair in waiting if pair[0] == one.delivery and one.has(pair[1])}
        if not named:
            raise StoreMisuse(f"{one} does not wait in quarantine: it was mended or dismissed before, or never waited.")
        found |= named
    return tuple(f"{number}:{row}" for number, row in waiting if (number, row) in found)


def as_text(dismissal: Dismissal) -> str:
    held = {
        "number": dismissal.number,
        "rows": list(dismissal.rows),
        "why": dismissal.why,
        "by": dismissal.by,
        "organisation": dismissal.organisation,
        "known_at": dismissal.known_at.astimezone(UTC).isoformat(),
        "deliveries": {str(number): value for number, value in dismissal.deliveries.items()},
        "previous": dismissal.previous,
    }
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


@lru_cache(maxsize=1024)
def read_dismissal_file(path: Path, written_at: int) -> Dismissal:
    """A dismissal's file never changes, so it is read once."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return Dismissal(
        number=held["number"],
        rows=tuple(held["rows"]),
        why=held["why"],
        by=held["by"],
        organisation=held["organisation"],
        known_at=datetime.fromisoformat(held["known_at"]),
        deliveries={int(number): value for number, value in held["deliveries"].items()},
        previous=held["previous"],
    )


def dismissals_broken(folder: Path, dismissals: Sequence[Dismissal], deliveries: Sequence[Delivery]) -> list[str]:
    """One that does not follow the one before it, or names rows that were not its organisation's."""
    owners = {delivery.number: delivery.organisation for delivery in deliveries}
    found, previous = [], ""
    for place, one in enumerate(dismissals, 1):
        if one.number != place or one.previous != previous:
            found.append(f"Dismissal {one.number} does not follow the one before it.")
        previous = file_hash(folder / "dismissals" / f"{one.number:06d}.json")
        for number, value in one.deliveries.items():
            file = folder / "deliveries" / f"{number:06d}.json"
            if owners.get(number) != one.organisation or file_hash(file) != value:
                found.append(f"Dismissal {one.number} is not about delivery {number} as it stands.")
    return found
