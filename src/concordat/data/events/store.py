"""The store of deliveries: append only, readable as it was known at any moment, and whole whatever happens.

A delivery counts from the moment its small JSON file stands under ``deliveries/``: that is one atomic link, made after
everything it names is on the disk. A process killed before it leaves the old state and some unused files; killed after
it, the new state.
"""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from concordat.data.events.columns import arrow_table, evidence_table, key_of, moments_of, schema_of
from concordat.data.events.deliveries import (
    Delivery,
    DeliveryMade,
    Overlap,
    StoreMisuse,
    as_text,
    file_hash,
    move_into,
    nothing_new,
    overlapping,
    own_moment,
    read_delivery_file,
    rows_held,
    to_disk,
)
from concordat.data.events.engine import duckdb_session, numbered_table_of, table_of
from concordat.data.events.mapping import Mapping as ColumnMapping
from concordat.data.events.parquet import broken_rows, is_ours
from concordat.data.events.quarantine import Quarantined, Reason, quarantine_csv
from concordat.data.events.reading import FileRead, read_delivery
from concordat.domain.kernel.findings import Where, error, has_errors
from concordat.domain.kernel.hashing import content_hash


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
        mended = {name for delivery in deliveries for name in delivery.mended}
        taken = {delivery.source_hash for delivery in deliveries if delivery.hash}
        found = []
        for delivery in deliveries:
            if not delivery.quarantine or (delivery.is_held and delivery.source_hash in taken):
                continue
            for row in self.quarantined(delivery):
                if f"{delivery.number}:{row.row}" not in mended:
                    found.append((delivery.number, row))
        return tuple(found)

    def quarantined(self, delivery: Delivery) -> tuple[Quarantined, ...]:
        """Every row the delivery left in quarantine, mended since or not."""
        text = (self.folder / "quarantine" / f"{delivery.quarantine}.json").read_text(encoding="utf-8")
        return tuple(
            Quarantined(row["row"], row["given"], tuple(Reason(**reason) for reason in row["reasons"]))
            for row in json.loads(text)
        )

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
        at: datetime,
        mapping: ColumnMapping | None = None,
        take_good_rows: bool = False,
        period: str = "",
        note: str = "",
        made_up: bool = False,
        name: str = "",
    ) -> DeliveryMade:
        """Check the file and take it in. `at` is when it became known; it may not lie before the last delivery."""
        definition = evidence_table(table)
        if not path.is_file():
            raise StoreMisuse(f"There is no file {path}.")
        with self._lock(fcntl.LOCK_EX):
            arriving = self.folder / "arriving" / uuid.uuid4().hex
            arriving.mkdir(parents=True)
            try:
                reached("started")
                prepared = self._prepare(path, definition.name, mapping, at, arriving, made_up)
                made = self._take_in(
                    prepared,
                    path,
                    definition.name,
                    by,
                    organisation,
                    at,
                    mapping,
                    take_good_rows,
                    period,
                    note,
                    made_up,
                    name,
                )
            finally:
                shutil.rmtree(arriving, ignore_errors=True)
            return made

    def _prepare(
        self, path: Path, table: str, mapping: ColumnMapping | None, at: datetime, arriving: Path, made_up: bool
    ) -> "_Prepared":
        import pyarrow.parquet as pq

        rows_file = arriving / "rows.parquet"
        if path.suffix.lower() == ".parquet" and is_ours(path, evidence_table(table)):
            with self._session() as sql:
                bad, repeated = broken_rows(sql, path, evidence_table(table), now=at)
            if not bad:
                shutil.copyfile(path, rows_file)
                return _Prepared(FileRead(repeated=repeated), rows_file, pq.read_metadata(rows_file).num_rows)
        read = read_delivery(path, table=table, mapping=mapping, now=at)
        reached("read")
        if made_up:
            for row in read.good:
                row["made_up"] = True
        if read.good:
            pq.write_table(arrow_table(read.good, evidence_table(table)), rows_file, compression="zstd")
        reached("rows written")
        return _Prepared(read, rows_file, len(read.good))

    def _take_in(
        self,
        prepared: "_Prepared",
        path: Path,
        table: str,
        by: str,
        organisation: str,
        at: datetime,
        mapping: ColumnMapping | None,
        take_good_rows: bool,
        period: str,
        note_given: str,
        made_up: bool,
        name: str,
    ) -> DeliveryMade:
        read, findings = prepared.read, list(prepared.read.findings)
        if has_errors(findings):
            return DeliveryMade(None, tuple(findings))
        earlier = self._deliveries()
        known_at = own_moment(earlier, at)
        held = bool(read.quarantine) and not take_good_rows
        if held:
            findings.append(rows_held(read, prepared.rows))
        counts: tuple[int, int, int] = (0, 0, 0)
        overlaps: tuple[Overlap, ...] = ()
        if prepared.rows and not held:
            counts, overlaps = self._compare(prepared.rows_file, table, [d for d in earlier if d.table == table])
            if counts[0] == counts[1] == 0 and not read.quarantine:
                repeats = next(d for d in reversed(earlier) if d.number in {o.number for o in overlaps})
                findings.append(nothing_new(repeats, prepared.rows))
                return DeliveryMade(None, tuple(findings), repeats=repeats)
        elif not read.quarantine:
            findings.append(
                error(
                    Where(name or path.name),
                    "The file holds no rows.",
                    "Check that it is the right file.",
                    code="file.empty",
                )
            )
            return DeliveryMade(None, tuple(findings))
        source = file_hash(path)
        if held and any(d.is_held and d.source_hash == source for d in earlier):
            return DeliveryMade(None, tuple(findings), tuple(read.quarantine))
        goes_in = bool(prepared.rows) and not held
        moments = self._moments(prepared.rows_file, table) if goes_in else {}
        rows_hash = self._keep_rows(prepared.rows_file, table) if goes_in else ""
        replaces = self._keep_replaced(prepared.rows_file.parent / "replaced.parquet") if goes_in and overlaps else ""
        reached("rows kept")
        waiting_hash = self._keep_quarantine(read.quarantine) if read.quarantine else ""
        reached("quarantine kept")
        delivery = Delivery(
            number=len(earlier) + 1,
            table=table,
            file=name or path.name,
            source_hash=source,
            hash=rows_hash,
            rows=prepared.rows if rows_hash else 0,
            new=counts[0],
            changed=counts[1],
            same=counts[2],
            waiting=len(read.quarantine),
            quarantine=waiting_hash,
            by=by,
            organisation=organisation,
            known_at=known_at,
            period=period,
            note=note_given,
            made_up=made_up,
            mapping=mapping.hash if mapping else "",
            overlaps=overlaps,
            replaces=replaces,
            mended=tuple(read.mended) if rows_hash else (),
            moments=moments,
            previous=file_hash(self.folder / "deliveries" / f"{len(earlier):06d}.json") if earlier else "",
        )
        self._commit(delivery, prepared.rows_file.parent)
        if overlaps:
            findings.append(overlapping(overlaps, counts))
        return DeliveryMade(delivery, tuple(findings), tuple(read.quarantine))

    def _compare(
        self, rows_file: Path, table: str, earlier: Sequence[Delivery]
    ) -> tuple[tuple[int, int, int], tuple[Overlap, ...]]:
        """How many rows are new, changed and the same; and which earlier deliveries hold rows of the same keys.

        The earlier rows that lose their place are listed beside the new ones, so that no reader has to look for them.
        """
        key, columns = key_of(evidence_table(table)), schema_of(evidence_table(table)).names
        held = {str(self.path_of(item)): item.number for item in earlier if item.hash}
        with self._session() as sql:
            total = int(sql.execute("SELECT count(*) FROM read_parquet(?)", [str(rows_file)]).fetchone()[0])
            if not held:
                return (total, 0, 0), ()
            pairs = rows_file.parent / "replaced.parquet"
            sql.execute("CREATE OR REPLACE TEMP TABLE numbers (filename VARCHAR, number BIGINT)")
            sql.executemany("INSERT INTO numbers VALUES (?, ?)", list(held.items()))
            # Column names are our own declarations; paths go in as values.
            sql.execute(
                f"CREATE OR REPLACE TEMP TABLE pairs AS SELECT h.{key} AS key, n.number FROM read_parquet($held, filename=true) h "  # noqa: S608
                f"JOIN numbers n USING (filename) WHERE h.{key} IN (SELECT {key} FROM read_parquet($given))",
                {"held": list(held), "given": str(rows_file)},
            )
            found = sql.execute("SELECT number, count(*) FROM pairs GROUP BY 1 ORDER BY 1").fetchall()
            if not found:
                return (total, 0, 0), ()
            sql.execute("COPY (FROM pairs ORDER BY number, key) TO $pairs (FORMAT parquet)", {"pairs": str(pairs)})
            differs = " OR ".join(f"g.{name} IS DISTINCT FROM h.{name}" for name in columns if name != key)
            both, changed = sql.execute(
                f"SELECT count(*), count(*) FILTER (WHERE {differs}) FROM read_parquet($held, filename=true) h "  # noqa: S608
                f"JOIN numbers n USING (filename) JOIN (SELECT key, max(number) AS number FROM pairs GROUP BY 1) l "
                f"ON l.key = h.{key} AND l.number = n.number JOIN read_parquet($given) g ON g.{key} = h.{key}",
                {"held": list(held), "given": str(rows_file)},
            ).fetchone()
        return (total - both, changed, both - changed), tuple(Overlap(number, rows) for number, rows in found)

    def _moments(self, rows_file: Path, table: str) -> dict[str, tuple[int, int]]:
        names = moments_of(evidence_table(table))
        ends = ", ".join(f"min({name}), max({name})" for name in names)
        with self._session() as sql:
            row = sql.execute(f"SELECT {ends} FROM read_parquet(?)", [str(rows_file)]).fetchone()  # noqa: S608
        pairs = {name: (row[2 * place], row[2 * place + 1]) for place, name in enumerate(names)}
        return {name: (int(low), int(high)) for name, (low, high) in pairs.items() if low is not None}

    def _keep_rows(self, rows_file: Path, table: str) -> str:
        name = file_hash(rows_file)
        place = self.folder / "records" / table
        place.mkdir(parents=True, exist_ok=True)
        move_into(rows_file, place / f"{name}.parquet")
        return name

    def _keep_replaced(self, pairs: Path) -> str:
        name = file_hash(pairs)
        (self.folder / "replaced").mkdir(exist_ok=True)
        move_into(pairs, self.folder / "replaced" / f"{name}.parquet")
        return name

    def _keep_quarantine(self, rows: Sequence[Quarantined]) -> str:
        held = [
            {
                "row": row.row,
                "given": row.given,
                "reasons": [{"column": r.column, "message": r.message, "fix": r.fix} for r in row.reasons],
            }
            for row in rows
        ]
        name = content_hash(held)
        arriving = self.folder / "arriving" / f"{uuid.uuid4().hex}.json"
        arriving.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
        move_into(arriving, self.folder / "quarantine" / f"{name}.json")
        return name

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


@dataclass(frozen=True)
class _Prepared:
    read: FileRead
    rows_file: Path
    rows: int
