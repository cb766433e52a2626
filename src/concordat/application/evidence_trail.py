"""A delivery stands on the disk, its entry in the database: what a crash leaves between the two is entered afterwards.

Before anything is taken in, a mark is put beside the store and held by a lock; it goes when the entry is committed. A mark
that nobody holds is what a process left that ended in between. Whoever opens the store next enters what has no entry, as the
act of whoever did it and with the word that it was entered later, and takes the mark away.
"""

import fcntl
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from concordat.application.actor import Actor
from concordat.application.audit import partnership_chain, record, take_turn
from concordat.data.events import Delivery, EvidenceStore
from concordat.data.events.deliveries import counted
from concordat.data.events.dismissals import Dismissal
from concordat.data.records.models import AuditEntry
from concordat.data.records.row_security import become

LATER = ", entered in the trail later than it was done"


def reached(point: str) -> None:
    """The points at which the tests kill the process."""


@contextmanager
def entered_or_marked(store: EvidenceStore, by: Actor) -> Iterator[None]:
    """One transaction, in which something is taken into the store and entered in the trail."""
    folder = _marks(store)
    folder.mkdir(exist_ok=True)
    with (folder / uuid.uuid4().hex).open("w", encoding="utf-8") as mark:
        json.dump({"by": by.person, "organisation": by.organisation}, mark)
        mark.flush()
        fcntl.flock(mark, fcntl.LOCK_EX)
        place = Path(mark.name).rename(f"{mark.name}.json")  # from now on it is seen, and seen to be held
        with transaction.atomic(durable=True):  # the outermost: when it ends, the entry is committed
            yield
            reached("entered")
        reached("committed")
        place.unlink()


def enter_delivery(d: Delivery, *, by: Actor, later: bool = False) -> None:
    record(
        by=by,
        act="evidence.delivered",
        about=f"{d.file} (delivery {d.number}){LATER if later else ''}",
        chain=partnership_chain(by),
        details=_details(d) | ({"later": True} if later else {}),
    )


def enter_dismissal(d: Dismissal, *, by: Actor, later: bool = False) -> None:
    deliveries = ", ".join(map(str, d.deliveries))
    record(
        by=by,
        act="evidence.dismissed",
        about=f"{counted(len(d.rows), 'row', 'rows')} of delivery {deliveries}{LATER if later else ''}",
        chain=partnership_chain(by),
        details=_details(d) | ({"later": True} if later else {}),
    )


def _details(d: Delivery | Dismissal) -> dict[str, Any]:
    if isinstance(d, Delivery):
        return {"number": d.number, "hash": d.hash, "rows": d.rows, "waiting": d.waiting, "table": d.table}
    return {"number": d.number, "rows": len(d.rows), "deliveries": list(d.deliveries)}


def enter_left_behind(store: EvidenceStore, *, by: Actor) -> None:
    """Enter what a process left in the store without its entry. Does nothing while anybody is just taking something in."""
    if not any(_marks(store).glob("*.json")):
        return
    # Read before the marks are: what is there by now and not yet entered has a mark that somebody holds.
    done: tuple[Delivery | Dismissal, ...] = (*store.deliveries(), *store.dismissals())
    held = [_held(place) for place in sorted(_marks(store).glob("*.json"))]
    try:
        if all(held):
            _enter(done, [mark for mark in held if mark is not None], by)
    finally:
        for mark in held:
            if mark is not None:
                mark.close()


def _marks(store: EvidenceStore) -> Path:
    return store.folder / "entering"


def _held(mark: Path) -> IO[str] | None:
    """The mark, held by us; None where somebody holds it, or it has just gone."""
    try:
        file = mark.open(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _enter(done: tuple[Delivery | Dismissal, ...], marks: list[IO[str]], by: Actor) -> None:
    whose = {(held["by"], held["organisation"]) for held in map(json.load, marks)}
    with transaction.atomic():
        become(by.viewer, by.partnership)
        take_turn(partnership_chain(by))
        for one in done:
            if (one.by, one.organisation) in whose and not _is_entered(one, by):
                actor = Actor(one.by, one.organisation, by.partnership)
                if isinstance(one, Delivery):
                    enter_delivery(one, by=actor, later=True)
                else:
                    enter_dismissal(one, by=actor, later=True)
        become(by.viewer, by.partnership)
        for mark in marks:
            transaction.on_commit(partial(Path(mark.name).unlink, missing_ok=True))


def _is_entered(one: Delivery | Dismissal, by: Actor) -> bool:
    act = "evidence.delivered" if isinstance(one, Delivery) else "evidence.dismissed"
    entries = AuditEntry.objects.filter(chain=partnership_chain(by), act=act, details__number=one.number)
    said = _details(one)
    return any({name: entry.details.get(name) for name in said} == said for entry in entries)
