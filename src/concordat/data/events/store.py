"""The store of deliveries: append only, readable as it was known at any moment, and whole whatever happens.

A delivery counts from the moment its small JSON file stands under ``deliveries/``: that is one atomic link, made after
everything it names is on the disk. A process killed before it leaves the old state and some unused files; killed after
it, the new state. A dismissal of rows in quarantine comes in by the same link, under ``dismissals/``.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from concordat.data.events import dismissals as dismissing
from concordat.data.events.arriving import About, Arrived, sweep
from concordat.data.events.columns import evidence_table
from concordat.data.events.comparing import compare, ends_of_moments, holds_made_up, withdrawn_in
from concordat.data.events.deliveries import (
    Compared,
    Delivery,
    DeliveryMade,
    StoreMisuse,
    as_text,
    file_hash,
    given_up,
    mends_nothing,
    no_rows,
    nothing_new,
    of_others,
    overlapping,
    own_moment,
    rows_held,
    sent_before,
)
from concordat.data.events.engine import duckdb_session
from concordat.data.events.keeping import (
    KeptRows,
    keep_quarantine,
    keep_replaced,
    keep_rows,
    to_disk,
    write_quarantine,
)
from concordat.data.events.mapping import Mapping as ColumnMapping
from concordat.data.events.opened import OpenedStore, that_wait
from concordat.data.events.own_parquet import read_ours
from concordat.data.events.ownership import SetApart, set_apart
from concordat.data.events.reading import FileRead, Told, nobody, read_delivery
from concordat.data.events.screening import screened
from concordat.data.events.unknown_names import doubtful_names
from concordat.domain.kernel.findings import has_errors


def reached(point: str) -> None:
    """The points at which the tests kill the process."""


class EvidenceStore(OpenedStore):
    """A folder of deliveries that takes in more of them."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        super().__init__(folder, create=create)
        self._sql: Any = None

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
                ours = arrived.path.suffix.lower() == ".parquet"
                whole = read_ours(sql, arrived, now=now, made_up=made_up, told=told) if ours else None
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
        if not read.rows and not read.quarantine:
            return DeliveryMade(None, (*findings, no_rows(arrived.name)))
        earlier, dismissed = self._deliveries(), self._dismissals()
        known_at = own_moment([*(one.known_at for one in earlier), *(one.known_at for one in dismissed)], at)
        apart = self._set_apart(arrived, about, earlier)
        reached("others set apart")
        found = self._compared(arrived, about, earlier) if read.rows else Compared()
        waiting, source = len(read.quarantine) + apart.refused, file_hash(arrived.path)
        held = bool(waiting) and not take_good_rows
        findings += of_others(apart.same, apart.refused - apart.claims, apart.claims)
        findings += [rows_held(waiting, read.rows)] if held else []
        strays = self._own_waiting_only(read, about, earlier)
        gone, named = self._gone(earlier, dismissed), {*read.mended.values(), *read.again.values()}
        is_new = bool(found.new or found.changed) or not named <= gone
        before = self._sent_before(arrived, about, earlier, source) if waiting else None
        if before is not None and held and before.is_held:
            return DeliveryMade(None, tuple(findings), self._kept_rows(before, waiting))
        if not is_new and waiting and before is not None:
            findings.append(sent_before(before))
            return DeliveryMade(None, tuple(findings), self._kept_rows(before, waiting), repeats=before)
        if not is_new and not waiting:
            latest = max((overlap.number for overlap in found.overlaps), default=apart.latest)
            repeats = next(one for one in earlier if one.number == latest)
            return DeliveryMade(None, (*findings, nothing_new(repeats, read.rows + apart.same)), repeats=repeats)
        if read.rows:
            with self._session() as sql:
                findings += doubtful_names(sql, arrived, about, [(self.path_of(d), d) for d in earlier if d.hash])
                withdrawn = withdrawn_in(sql, arrived.rows_file)
                findings += [given_up(withdrawn)] if withdrawn and not held else []
        delivery = self._kept(arrived, about, earlier, known_at, None if held else found, source, apart, waiting)
        self._commit(as_text(delivery), arrived.rows_file.parent, f"deliveries/{delivery.number:06d}.json")
        findings += overlapping(found) if found.overlaps and not held else []
        findings += [mends_nothing(strays)] if strays else []
        return DeliveryMade(delivery, tuple(findings), self._kept_rows(delivery, waiting))

    def _set_apart(self, arrived: Arrived, about: About, earlier: Sequence[Delivery]) -> SetApart:
        if not arrived.read.rows:
            return SetApart()
        held = [(self.path_of(one), one) for one in earlier if one.hash and one.table == arrived.table.name]
        with self._session() as sql:
            return set_apart(sql, arrived, about, held, {one.number: one for one in earlier})

    def _sent_before(self, arrived: Arrived, about: About, earlier: Sequence[Delivery], source: str) -> Delivery | None:
        """The last delivery by the same organisation of the same file, with the same rows left in quarantine."""
        waits = file_hash(arrived.quarantine_file)
        same = (source, waits, about.organisation, arrived.table.name)
        return next(
            (d for d in reversed(earlier) if (d.source_hash, d.quarantine, d.organisation, d.table) == same), None
        )

    def _kept_rows(self, delivery: Delivery, count: int) -> Sequence[Any]:
        return KeptRows(self.folder / "quarantine" / f"{delivery.quarantine}.json", count) if count else ()

    def _compared(self, arrived: Arrived, about: About, earlier: Sequence[Delivery]) -> Compared:
        held = [(self.path_of(d), d.number) for d in earlier if d.hash and d.table == arrived.table.name]
        others = {d.number for d in earlier if d.organisation != about.organisation}
        with self._session() as sql:
            return compare(
                sql,
                arrived.rows_file,
                arrived.table,
                held,
                pairs=arrived.rows_file.parent / "replaced.parquet",
                brought=arrived.read.columns,
                of_others=others,
            )

    def _kept(
        self,
        arrived: Arrived,
        about: About,
        earlier: Sequence[Delivery],
        known_at: datetime,
        found: Compared | None,
        source: str,
        apart: SetApart,
        waiting: int,
    ) -> Delivery:
        """Everything the delivery names, put on the disk; `found` is None where the file is held."""
        read, rows_file, moments, made_up = arrived.read, arrived.rows_file, {}, about.made_up
        rows_hash = replaces = ""
        if found is not None and read.rows:
            with self._session() as sql:
                moments = ends_of_moments(sql, rows_file, arrived.table)
                made_up = made_up or holds_made_up(sql, rows_file)
            rows_hash = keep_rows(self.folder, rows_file, arrived.table.name)
            replaces = keep_replaced(self.folder, rows_file.parent / "replaced.parquet") if found.overlaps else ""
        counts = found or Compared()
        reached("rows kept")
        waiting_hash = keep_quarantine(self.folder, arrived.quarantine_file) if waiting else ""
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
            waiting=waiting,
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
            mended=() if found is None else tuple(read.mended.values()),
            moments=moments,
            previous=file_hash(self.folder / "deliveries" / f"{len(earlier):06d}.json") if earlier else "",
            of_others=0 if found is None else apart.same,
            again=tuple(dict.fromkeys(read.again.values())),
        )

    def _own_waiting_only(self, read: FileRead, about: About, earlier: Sequence[Delivery]) -> list[str]:
        """Leave of what the file says to mend the rows that waited; those that never did. A row that waits itself takes the
        place of one of its own sender's alone."""
        named = (*read.mended.values(), *read.again.values())
        strays = self._strays(named, earlier) if named else []
        own = {one.number for one in earlier if one.organisation == about.organisation}
        read.mended = {row: name for row, name in read.mended.items() if name not in strays}
        read.again = {
            row: name for row, name in read.again.items() if name not in strays and dismissing.delivery_of(name) in own
        }
        return strays

    def _strays(self, mended: Sequence[str], earlier: Sequence[Delivery]) -> list[str]:
        """The rows a file says to mend that never waited."""
        named = {name.partition(":")[0] for name in mended}
        asked = [d for d in earlier if d.quarantine and str(d.number) in named]
        waited = {f"{d.number}:{row.row}" for d in asked for row in self.quarantined(d)}
        return [name for name in mended if name not in waited]

    def dismiss(
        self, rows: Iterable[str], *, why: str, by: str, organisation: str, at: datetime | None = None
    ) -> dismissing.Dismissal:
        """Say of rows in quarantine that nobody will mend them, and why. They wait no longer; nothing of them is deleted.

        `rows` are ``3:2``, ``3:2-40`` or ``3`` (every row of delivery 3 that waits), of the organisation's own deliveries.
        """
        chosen, reason = dismissing.chosen_rows(rows), screened(why)[0].strip()
        if not reason:
            raise StoreMisuse("Say why the rows are not wanted: whoever looks later has only that.")
        with self._lock(fcntl.LOCK_EX):
            return self._dismiss(chosen, reason, by, organisation, at or datetime.now(UTC))

    def _dismiss(
        self, chosen: Sequence[dismissing.Chosen], why: str, by: str, organisation: str, at: datetime
    ) -> dismissing.Dismissal:
        deliveries, earlier = self._deliveries(), self._dismissals()
        asked = dismissing.deliveries_of(chosen, deliveries, organisation)
        waiting = self._rows_waiting(that_wait(deliveries, asked), self._gone(deliveries, earlier))
        made = dismissing.Dismissal(
            number=len(earlier) + 1,
            rows=dismissing.rows_of(chosen, [(number, row.row) for number, row in waiting]),
            why=why,
            by=by,
            organisation=organisation,
            known_at=own_moment([*(one.known_at for one in deliveries), *(one.known_at for one in earlier)], at),
            deliveries={n: file_hash(self.folder / "deliveries" / f"{n:06d}.json") for n in sorted(asked)},
            previous=file_hash(self.folder / "dismissals" / f"{len(earlier):06d}.json") if earlier else "",
        )
        (self.folder / "dismissals").mkdir(exist_ok=True)
        beside = self.folder / "arriving" / uuid.uuid4().hex
        beside.mkdir(parents=True)
        try:
            self._commit(dismissing.as_text(made), beside, f"dismissals/{made.number:06d}.json")
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return made

    def _commit(self, text: str, beside: Path, place: str) -> None:
        """One link makes it count. It fails, changing nothing, if another took the number."""
        waiting = beside / "committed.json"
        waiting.write_text(text, encoding="utf-8")
        to_disk(waiting)
        reached("before the link")
        os.link(waiting, self.folder / place)
        reached("after the link")
        to_disk((self.folder / place).parent)

    @contextmanager
    def _session(self) -> Iterator[Any]:
        """One connection for the store's housekeeping: starting one costs more than most of what it is asked."""
        if self._sql is None:
            self._sql = duckdb_session(spill_to=self.folder / "arriving")
        yield self._sql
