"""The store of deliveries: append only, readable as it was known at any moment, and whole whatever happens.

A delivery counts from the moment its small JSON file stands under ``deliveries/``: that is one atomic link, made after
everything it names is on the disk. A process killed before it leaves the old state and some unused files; killed after
it, the new state.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from concordat.data.events.arriving import About, Arrived, sweep, whole_and_ours
from concordat.data.events.columns import evidence_table, key_of, schema_of
from concordat.data.events.comparing import compare, ends_of_moments, holds_made_up
from concordat.data.events.deliveries import (
    Compared,
    Delivery,
    DeliveryMade,
    StoreMisuse,
    as_text,
    file_hash,
    mends_nothing,
    no_rows,
    nothing_new,
    overlapping,
    own_moment,
    read_delivery_file,
    rows_held,
)
from concordat.data.events.engine import duckdb_session, numbered_table_of, table_of
from concordat.data.events.keeping import (
    keep_quarantine,
    keep_replaced,
    keep_rows,
    read_quarantine,
    to_disk,
    write_quarantine,
)
from concordat.data.events.mapping import Mapping as ColumnMapping
from concordat.data.events.quarantine import Quarantined, quarantine_csv
from concordat.data.events.reading import FileRead, Told, nobody, read_delivery
from concordat.domain.kernel.findings import has_errors


def reached(point: str) -> None:
    """The points at which the tests kill the process."""


class EvidenceStore:
    """A folder of deliveries. Reading needs no lock file of its own and never waits for another reader."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self._sql: Any = None
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

    def waiting(self, *, table: str | None = None) -> tuple[tuple[int, Quarantined], ...]:
        """The rows still in quarantine, with the number of their delivery: not mended and not delivered again since."""
        deliveries = self.deliveries(table=table)
        return tuple(self._rows_waiting(self._that_wait(deliveries), deliveries))

    def first_waiting(
        self, *, table: str, organisation: str, most: int
    ) -> tuple[int, tuple[tuple[int, Quarantined], ...]]:
        """How many rows of the organisation's deliveries wait, and the first of them; however many, only those are read."""
        deliveries = self.deliveries(table=table)
        own = [one for one in self._that_wait(deliveries) if one.organisation == organisation]
        mended = {name.partition(":") for delivery in deliveries for name in delivery.mended}
        count = sum(one.waiting - sum(before == str(one.number) for before, _, _ in mended) for one in own)
        return count, tuple(islice(self._rows_waiting(own, deliveries), most))

    def _that_wait(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Those that left rows in quarantine; a file that was held and then taken in counts once."""
        taken = {delivery.source_hash for delivery in deliveries if delivery.hash}
        return [d for d in deliveries if d.quarantine and not (d.is_held and d.source_hash in taken)]

    def _rows_waiting(
        self, asked: Sequence[Delivery], deliveries: Sequence[Delivery]
    ) -> Iterator[tuple[int, Quarantined]]:
        mended = {name for delivery in deliveries for name in delivery.mended}
        for delivery in asked:
            for row in self.quarantined(delivery):
                if f"{delivery.number}:{row.row}" not in mended:
                    yield delivery.number, row

    def quarantined(self, delivery: Delivery) -> Iterator[Quarantined]:
        """Every row the delivery left in quarantine, mended since or not. None where the store is a copy that another than
        the sender took away: those rows stayed with the sender."""
        file = self.folder / "quarantine" / f"{delivery.quarantine}.json"
        return read_quarantine(file) if file.is_file() else iter(())

    def waiting_csv(self, table: str) -> str:
        return quarantine_csv(self.waiting(table=table), evidence_table(table))

    def bounds(self, *, known_at: datetime | None = None, table: str | None = None) -> tuple[int, int] | None:
        """The earliest and latest moment in any row, in seconds: how far a calendar must reach."""
        ends = [pair for item in self.deliveries(known_at=known_at, table=table) for pair in item.moments.values()]
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None

    def broken(self) -> tuple[str, ...]:
        """What does not fit: a delivery file changed, or rows that are not what their name says."""
        found, previous = [], ""
        for place, delivery in enumerate(self.deliveries(), 1):
            if delivery.number != place or delivery.previous != previous:
                found.append(f"Delivery {delivery.number} does not follow the one before it.")
            previous = file_hash(self.folder / "deliveries" / f"{delivery.number:06d}.json")
            if delivery.hash and (
                not self.path_of(delivery).is_file() or file_hash(self.path_of(delivery)) != delivery.hash
            ):
                found.append(f"The rows of delivery {delivery.number} are not those that were delivered.")
        return tuple(found)

    def deliver(
        self,
        path: Path,
        *,
        table: str,
        by: str,
        organisation: str,
        at: datetime | None = None,
        mapping: ColumnMapping | None = None,
        take_good_rows: bool = False,
        period: str = "",
        note: str = "",
        made_up: bool = False,
        name: str = "",
        told: Told = nobody,
    ) -> DeliveryMade:
        """Check the file and take it in. `at` is when it became known, which is now where it is not given.

        It may not lie before the last delivery. `told` hears how far the reading is, and may stop it by raising.
        """
        about = About(by, organisation, mapping.hash if mapping else "", period, note, made_up)
        with self.read(path, table=table, at=at, mapping=mapping, made_up=made_up, name=name, told=told) as arrived:
            return self.take_in(arrived, about, at=at, take_good_rows=take_good_rows)

    @contextmanager
    def read(
        self,
        path: Path,
        *,
        table: str,
        at: datetime | None = None,
        mapping: ColumnMapping | None = None,
        made_up: bool = False,
        name: str = "",
        told: Told = nobody,
    ) -> Iterator[Arrived]:
        """The file read and checked in a folder of its own, for `take_in`. Others read and deliver meanwhile."""
        definition = evidence_table(table)
        if not path.is_file():
            raise StoreMisuse(f"There is no file {path}.")
        folder = self.folder / "arriving" / uuid.uuid4().hex
        folder.mkdir(parents=True)
        sweep(folder.parent)
        try:
            reached("started")
            arrived = Arrived(definition, path, name or path.name, folder / "rows.parquet", FileRead())
            now = at or datetime.now(UTC)
            with self._session() as sql:
                whole = whole_and_ours(sql, arrived, now=now)
            if whole is None:
                arrived.read = read_delivery(
                    path,
                    table=table,
                    into=arrived.rows_file,
                    name=arrived.name,
                    mapping=mapping,
                    now=now,
                    made_up=made_up,
                    told=told,
                )
            else:
                arrived.read = whole
            reached("read")
            if arrived.read.quarantine:
                write_quarantine(arrived.quarantine_file, arrived.read.quarantine)
            reached("rows written")
            yield arrived
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def take_in(
        self, arrived: Arrived, about: About, *, at: datetime | None = None, take_good_rows: bool = False
    ) -> DeliveryMade:
        """Make one delivery of what was read, or say why not."""
        with self._lock(fcntl.LOCK_EX):
            # The moment is taken under the lock: whoever asked before it was known does not see it, now or later.
            return self._take_in(arrived, about, at or datetime.now(UTC), take_good_rows)

    def _take_in(self, arrived: Arrived, about: About, at: datetime, take_good_rows: bool) -> DeliveryMade:
        read, findings = arrived.read, list(arrived.read.findings)
        if has_errors(findings):
            return DeliveryMade(None, tuple(findings))
        earlier = self._deliveries()
        known_at = own_moment(earlier, at)
        held = bool(read.quarantine) and not take_good_rows
        goes_in = bool(read.rows) and not held
        if held:
            findings.append(rows_held(read))
        if not read.rows and not read.quarantine:
            return DeliveryMade(None, (*findings, no_rows(arrived.name)))
        found = self._compared(arrived, earlier) if goes_in else Compared()
        if goes_in and found.new == found.changed == 0 and not read.quarantine:
            repeats = next(d for d in reversed(earlier) if d.number in {o.number for o in found.overlaps})
            return DeliveryMade(None, (*findings, nothing_new(repeats, read.rows)), repeats=repeats)
        source = file_hash(arrived.path)
        if held and any(d.is_held and d.source_hash == source for d in earlier):
            return DeliveryMade(None, tuple(findings), tuple(read.quarantine))
        strays = self._strays(read.mended, earlier) if read.mended else []
        read.mended = [name for name in read.mended if name not in strays]
        delivery = self._kept(arrived, about, earlier, known_at, found if goes_in else None, source)
        self._commit(delivery, arrived.rows_file.parent)
        findings += overlapping(found) if found.overlaps else []
        findings += [mends_nothing(strays)] if strays else []
        return DeliveryMade(delivery, tuple(findings), tuple(read.quarantine))

    def _compared(self, arrived: Arrived, earlier: Sequence[Delivery]) -> Compared:
        held = {self.path_of(d): d.number for d in earlier if d.hash and d.table == arrived.table.name}
        with self._session() as sql:
            return compare(
                sql,
                arrived.rows_file,
                arrived.table,
                held,
                pairs=arrived.rows_file.parent / "replaced.parquet",
                brought=arrived.read.columns,
            )

    def _kept(
        self,
        arrived: Arrived,
        about: About,
        earlier: Sequence[Delivery],
        known_at: datetime,
        found: Compared | None,
        source: str,
    ) -> Delivery:
        """Everything the delivery names, put on the disk; `found` is None where no row goes in."""
        read, rows_file, moments, made_up = arrived.read, arrived.rows_file, {}, about.made_up
        rows_hash = replaces = ""
        if found is not None:
            with self._session() as sql:
                moments = ends_of_moments(sql, rows_file, arrived.table)
                made_up = made_up or holds_made_up(sql, rows_file)
            rows_hash = keep_rows(self.folder, rows_file, arrived.table.name)
            replaces = keep_replaced(self.folder, rows_file.parent / "replaced.parquet") if found.overlaps else ""
        counts = found or Compared()
        reached("rows kept")
        waiting_hash = keep_quarantine(self.folder, arrived.quarantine_file) if read.quarantine else ""
        reached("quarantine kept")
        return Delivery(
            number=len(earlier) + 1,
            table=arrived.table.name,
            file=arrived.name,
            source_hash=source,
            hash=rows_hash,
            rows=read.rows if rows_hash else 0,
            new=counts.new,
            changed=counts.changed,
            same=counts.same,
            waiting=len(read.quarantine),
            quarantine=waiting_hash,
            by=about.by,
            organisation=about.organisation,
            known_at=known_at,
            period=about.period,
            note=about.note,
            made_up=made_up,
            mapping=about.mapping,
            overlaps=counts.overlaps,
            replaces=replaces,
            mended=tuple(read.mended) if rows_hash else (),
            moments=moments,
            previous=file_hash(self.folder / "deliveries" / f"{len(earlier):06d}.json") if earlier else "",
        )

    def _strays(self, mended: Sequence[str], earlier: Sequence[Delivery]) -> list[str]:
        """The rows a file says to mend that never waited."""
        named = {name.partition(":")[0] for name in mended}
        asked = [d for d in earlier if d.quarantine and str(d.number) in named]
        waited = {f"{d.number}:{row.row}" for d in asked for row in self.quarantined(d)}
        return [name for name in mended if name not in waited]

    def _commit(self, delivery: Delivery, arriving: Path) -> None:
        """One link makes it count. It fails, changing nothing, if another delivery took the number."""
        waiting = arriving / "delivery.json"
        waiting.write_text(as_text(delivery), encoding="utf-8")
        to_disk(waiting)
        reached("before the link")
        os.link(waiting, self.folder / "deliveries" / f"{delivery.number:06d}.json")
        reached("after the link")
        to_disk(self.folder / "deliveries")

    @contextmanager
    def _session(self) -> Iterator[Any]:
        """One connection for the store's housekeeping: starting one costs more than most of what it is asked."""
        if self._sql is None:
            self._sql = duckdb_session(spill_to=self.folder / "arriving")
        yield self._sql

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Writers one at a time; readers together. The system lets go when a process ends, however it ends."""
        handle = os.open(self.folder / "deliveries", os.O_RDONLY)
        try:
            fcntl.flock(handle, kind)
            yield
        finally:
            os.close(handle)
