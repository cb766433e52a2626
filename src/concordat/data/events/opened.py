"""A store as it is read: what was delivered, which rows counted at a moment, which wait, and whether all of it fits."""

import fcntl
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from concordat.data.events.columns import evidence_table, key_of, schema_of
from concordat.data.events.deliveries import Delivery, StoreMisuse, file_hash, read_delivery_file
from concordat.data.events.dismissals import Dismissal, delivery_of, dismissals_broken, read_dismissal_file
from concordat.data.events.engine import numbered_table_of, table_of
from concordat.data.events.keeping import read_quarantine
from concordat.data.events.quarantine import Quarantined, quarantine_csv


class OpenedStore:
    """A folder of deliveries. Reading needs no lock file of its own and never waits for another reader."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        if create:
            for part in ("deliveries", "records", "quarantine", "arriving"):
                (folder / part).mkdir(parents=True, exist_ok=True)
        elif not (folder / "deliveries").is_dir():
            raise StoreMisuse(
                f"{folder} is not an evidence store. Deliver a file into it first: concordat evidence deliver."
            )

    def deliveries(self, *, known_at: datetime | None = None, table: str | None = None) -> tuple[Delivery, ...]:
        """Oldest first: those known at the moment (all, where none is given)."""
        with self._lock(fcntl.LOCK_SH):
            return self._deliveries(known_at=known_at, table=table)

    def _deliveries(self, *, known_at: datetime | None = None, table: str | None = None) -> tuple[Delivery, ...]:
        found = [
            read_delivery_file(file, file.stat().st_mtime_ns)
            for file in sorted((self.folder / "deliveries").glob("*.json"))
        ]
        return tuple(
            item for item in found if (known_at is None or item.known_at <= known_at) and table in {None, item.table}
        )

    def dismissals(self, *, known_at: datetime | None = None) -> tuple[Dismissal, ...]:
        """Oldest first: those known at the moment (all, where none is given)."""
        with self._lock(fcntl.LOCK_SH):
            return self._dismissals(known_at=known_at)

    def _dismissals(self, *, known_at: datetime | None = None) -> tuple[Dismissal, ...]:
        files = sorted((self.folder / "dismissals").glob("*.json"))
        found = [read_dismissal_file(file, file.stat().st_mtime_ns) for file in files]
        return tuple(one for one in found if known_at is None or one.known_at <= known_at)

    def path_of(self, delivery: Delivery) -> Path:
        return self.folder / "records" / delivery.table / f"{delivery.hash}.parquet"

    def records(self, table: str, *, engine: Any, known_at: datetime | None = None) -> Any:
        """A lazy table of the rows that counted at the moment: of each key the latest, without those withdrawn."""
        return self._records(table, engine=engine, deliveries=self.deliveries(known_at=known_at, table=table))

    def _records(self, table: str, *, engine: Any, deliveries: Sequence[Delivery]) -> Any:
        import ibis

        held = [delivery for delivery in deliveries if delivery.hash]
        if not held:
            return ibis.memtable(schema_of(evidence_table(table)).empty_table())
        key = key_of(evidence_table(table))
        replaced = {overlap.number for delivery in held for overlap in delivery.overlaps}
        whole = [self.path_of(delivery) for delivery in held if delivery.number not in replaced]
        parts = [table_of(engine, whole)] if whole else []
        if replaced:
            numbers = {self.path_of(delivery): delivery.number for delivery in held if delivery.number in replaced}
            older = numbered_table_of(engine, numbers)
            gone = table_of(engine, [self._replaced_path(delivery) for delivery in held if delivery.replaces])
            kept = older.anti_join(gone, [("delivery", "number"), (key, "key")])
            parts.append(kept.drop("delivery"))
        rows = ibis.union(*parts) if len(parts) > 1 else parts[0]
        return rows.filter(~rows.withdrawn.fill_null(False))

    def _replaced_path(self, delivery: Delivery) -> Path:
        return self.folder / "replaced" / f"{delivery.replaces}.parquet"

    def waiting(
        self, *, table: str | None = None, known_at: datetime | None = None, organisation: str | None = None
    ) -> tuple[tuple[int, Quarantined], ...]:
        """The rows in quarantine at the moment, with the number of their delivery: not mended, delivered again or
        dismissed since. Of one organisation's deliveries where it is given."""
        deliveries = self.deliveries(table=table, known_at=known_at)
        asked = [d for d in that_wait(deliveries) if organisation in {None, d.organisation}]
        return tuple(self._rows_waiting(asked, self._gone(deliveries, self.dismissals(known_at=known_at))))

    def first_waiting(
        self,
        *,
        organisation: str,
        most: int,
        table: str | None = None,
        number: int | None = None,
        known_at: datetime | None = None,
    ) -> tuple[int, tuple[tuple[int, Quarantined], ...]]:
        """How many rows of the organisation's deliveries wait, and the first of them; however many, only those are read.

        Of one table or of one delivery, and as it was at a moment, where they are given.
        """
        deliveries = self.deliveries(table=table, known_at=known_at)
        own = [d for d in that_wait(deliveries) if d.organisation == organisation and number in {None, d.number}]
        gone = self._gone(deliveries, self.dismissals(known_at=known_at))
        numbers = {one.number for one in own}
        count = sum(one.waiting for one in own) - sum(delivery_of(name) in numbers for name in gone)
        return count, tuple(islice(self._rows_waiting(own, gone), most))

    def _gone(self, deliveries: Sequence[Delivery], dismissals: Sequence[Dismissal]) -> set[str]:
        """The rows of quarantine that were mended, sent again or dismissed by the organisation they wait for."""
        owners = {delivery.number: delivery.organisation for delivery in deliveries}
        named = [(d.organisation, (*d.mended, *d.again)) for d in deliveries]
        named += [(d.organisation, d.rows) for d in dismissals]
        return {name for whose, names in named for name in names if owners.get(delivery_of(name)) == whose}

    def _rows_waiting(self, asked: Sequence[Delivery], gone: Collection[str]) -> Iterator[tuple[int, Quarantined]]:
        for delivery in asked:
            for row in self.quarantined(delivery):
                if f"{delivery.number}:{row.row}" not in gone:
                    yield delivery.number, row

    def quarantined(self, delivery: Delivery) -> Iterator[Quarantined]:
        """Every row the delivery left in quarantine, mended since or not. None where the store is a copy that another than
        the sender took away: those rows stayed with the sender."""
        file = self.folder / "quarantine" / f"{delivery.quarantine}.json"
        return read_quarantine(file) if file.is_file() else iter(())

    def dismissed(self, delivery: Delivery, *, known_at: datetime | None = None) -> tuple[Dismissal, ...]:
        """The dismissals of rows of the delivery, by the organisation that sent it."""
        return tuple(
            one
            for one in self.dismissals(known_at=known_at)
            if delivery.number in one.deliveries and one.organisation == delivery.organisation
        )

    def rows_dismissed(
        self, delivery: Delivery, *, known_at: datetime | None = None
    ) -> Iterator[tuple[Quarantined, Dismissal]]:
        """The rows themselves, each with its dismissal."""
        by_name = {name: one for one in self.dismissed(delivery, known_at=known_at) for name in one.rows}
        for row in self.quarantined(delivery) if by_name else ():
            one = by_name.get(f"{delivery.number}:{row.row}")
            if one is not None:
                yield row, one

    def waiting_csv(self, table: str, *, organisation: str | None = None) -> str:
        return quarantine_csv(self.waiting(table=table, organisation=organisation), evidence_table(table))

    def bounds(self, *, known_at: datetime | None = None, table: str | None = None) -> tuple[int, int] | None:
        """The earliest and latest moment in any row, in seconds: how far a calendar must reach."""
        ends = [pair for item in self.deliveries(known_at=known_at, table=table) for pair in item.moments.values()]
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None

    def broken(self) -> tuple[str, ...]:
        """What does not fit: a file changed, rows that are not what their name says, a row that took another party's place."""
        found, previous = [], ""
        deliveries, dismissals = self.deliveries(), self.dismissals()
        owners = {delivery.number: delivery.organisation for delivery in deliveries}
        for place, delivery in enumerate(deliveries, 1):
            if delivery.number != place or delivery.previous != previous:
                found.append(f"Delivery {delivery.number} does not follow the one before it.")
            previous = file_hash(self.folder / "deliveries" / f"{delivery.number:06d}.json")
            if delivery.hash and not _is_whole(self.path_of(delivery), delivery.hash):
                found.append(f"The rows of delivery {delivery.number} are not those that were delivered.")
            waits = self.folder / "quarantine" / f"{delivery.quarantine}.json"
            if delivery.quarantine and waits.is_file() and not _is_whole(waits, delivery.quarantine):
                found.append(f"The rows of delivery {delivery.number} in quarantine are not those that were delivered.")
            found += [
                f"Delivery {delivery.number} takes the place of {overlap.rows:,} rows of delivery {overlap.number}, which "
                "another organisation sent."
                for overlap in delivery.overlaps
                if owners.get(overlap.number) != delivery.organisation
            ]
        return (*found, *dismissals_broken(self.folder, dismissals, deliveries))

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Writers one at a time; readers together. The system lets go when a process ends, however it ends."""
        handle = os.open(self.folder / "deliveries", os.O_RDONLY)
        try:
            fcntl.flock(handle, kind)
            yield
        finally:
            os.close(handle)


def that_wait(deliveries: Sequence[Delivery], asked: Collection[int] | None = None) -> list[Delivery]:
    """Those (of the numbers asked for) that left rows in quarantine; a file that was held and then sent again by the same
    organisation counts once."""
    taken = {_sent(d) for d in deliveries if d.hash and d.quarantine}  # its rows wait there
    last = {_sent(d): d.number for d in deliveries}
    return [
        d
        for d in deliveries
        if d.quarantine
        and not (d.is_held and (_sent(d) in taken or last[_sent(d)] > d.number))
        and (asked is None or d.number in asked)
    ]


def _sent(delivery: Delivery) -> tuple[str, str, str]:
    return delivery.organisation, delivery.table, delivery.source_hash


def _is_whole(file: Path, name: str) -> bool:
    return file.is_file() and file_hash(file) == name
