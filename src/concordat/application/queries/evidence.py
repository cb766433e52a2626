"""The evidence of a partnership: one store for each, beside the database; made up for an example that says how.

Contract matters are seen by every organisation at the table, the contractor included; nobody else finds them.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO

from django.conf import settings

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.evidence_trail import enter_left_behind
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.application.queries.jobs import job_of
from concordat.application.queries.partnerships import people_named
from concordat.data.events import Delivery, DeliveryMade, EvidenceStore
from concordat.data.events.cases import evidence_of
from concordat.data.events.columns import evidence_table
from concordat.data.events.dismissals import Dismissal
from concordat.data.events.made_up import KIND
from concordat.data.events.mapping import KIND as MAPPING
from concordat.data.events.mapping import Mapping, MappingMistake, read_mapping
from concordat.data.events.quarantine import Quarantined, quarantine_csv
from concordat.data.events.take_away import write_archive
from concordat.data.files.definitions import definition_names, load_definition
from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding, Severity, Where

KEPT = "kept:"


def evidence_folder() -> Path:
    """Beside the uploads, so that a backup and a demonstration carry it with them."""
    return Path(settings.FOLDER) / "evidence"


def store_for(by: Actor, *, case: Case | None = None, create: bool = False) -> EvidenceStore | None:
    """The partnership's store, for those who see contract matters; None where nothing was delivered yet."""
    require(by, "evidence.see")
    own = evidence_folder() / by.partnership
    if (own / "deliveries").is_dir():
        store = EvidenceStore(own)
        enter_left_behind(store, by=by)
        return store
    case = case or case_for(by)
    if case.document(KIND) is not None:
        # A copy of its own: what is delivered here stays here.
        return _copied(evidence_of(case, keep_in=evidence_folder() / "made-up"), own)
    return EvidenceStore(own, create=True) if create else None


def _copied(made_up: EvidenceStore, own: Path) -> EvidenceStore:
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(dir=made_up.folder.parent) as beside:
        shutil.copytree(made_up.folder, Path(beside) / "store")
        if not own.exists():
            (Path(beside) / "store").rename(own)
    return EvidenceStore(own)


def evidence_archive(by: Actor, to: IO[bytes]) -> str | None:
    """Write every delivery into an archive that unpacks into the folder of the case; the case's name, or None where nothing
    was delivered yet."""
    case = case_for(by)
    store = store_for(by, case=case)
    if store is None:
        return None
    write_archive(store, to, reader=by.organisation, under=f"{case.name}/evidence")
    return case.name


def waiting_for(by: Actor, store: EvidenceStore, *, table: str) -> tuple[tuple[int, Quarantined], ...]:
    """The rows in quarantine that the actor's own organisation sent, with the number of their delivery.

    They stand there as they were sent, with whatever no rule has looked at yet, a person's name say: only the sender, who
    mends them, reads them.
    """
    return store.waiting(table=table, organisation=by.organisation)


def first_waiting_for(
    by: Actor, store: EvidenceStore, *, table: str, most: int, known_at: datetime | None = None
) -> tuple[int, tuple[tuple[int, Quarantined], ...]]:
    """How many there are, and the first of them: a page does not read a hundred thousand rows to show fifty."""
    return store.first_waiting(table=table, organisation=by.organisation, most=most, known_at=known_at)


def waiting_csv(by: Actor, store: EvidenceStore, *, table: str) -> str:
    """The same as a file to mend and deliver again."""
    return quarantine_csv(waiting_for(by, store, table=table), evidence_table(table))


@dataclass(frozen=True)
class DismissalSeen:
    """Rows of one delivery that were dismissed; `person` is named to their own organisation alone."""

    dismissal: Dismissal
    rows: tuple[int, ...]
    person: str


@dataclass(frozen=True)
class DeliverySeen:
    """One delivery, the later ones that took the place of some of its rows, and whether the actor's organisation sent it.

    `waiting` and `dismissed_rows`, what the rows say, are the sender's alone: how many wait, the first of each.
    """

    delivery: Delivery
    later: tuple[Delivery, ...]
    own: bool
    still: int = 0
    waiting: tuple[Quarantined, ...] = ()
    dismissals: tuple[DismissalSeen, ...] = ()
    dismissed_rows: tuple[Quarantined, ...] = ()


def delivery_seen(by: Actor, number: int, *, most: int) -> DeliverySeen:
    store = store_for(by)
    deliveries = store.deliveries() if store is not None else ()
    found = next((one for one in deliveries if one.number == number), None)
    if store is None or found is None:
        raise NotFound("There is no such delivery.")
    later = tuple(one for one in deliveries if number in {overlap.number for overlap in one.overlaps})
    dismissed = store.dismissed(found)
    people = people_named(((one.by, one.organisation) for one in dismissed), by=by)
    told = tuple(
        DismissalSeen(one, one.rows_of(number), people.get((one.by, one.organisation), "")) for one in dismissed
    )
    if found.organisation != by.organisation:
        return DeliverySeen(found, later, False, dismissals=told)
    still, waiting = store.first_waiting(organisation=by.organisation, number=number, most=most)
    rows = tuple(row for row, _ in islice(store.rows_dismissed(found), most))
    return DeliverySeen(found, later, True, still, tuple(row for _, row in waiting), told, rows)


@dataclass(frozen=True)
class DeliveryTold:
    """What came of a delivery, as its sender reads it. `state` is a job's where it was read beside the page."""

    number: int | None
    came_in: bool
    rows: int
    waiting: int
    findings: tuple[Finding, ...]
    made_up: bool = False
    state: str = "done"

    @property
    def warnings(self) -> bool:
        return any(finding.severity is not Severity.NOTE for finding in self.findings)


def told_of(made: DeliveryMade) -> DeliveryTold:
    d = made.delivery
    came_in = d is not None and not d.is_held
    number, rows, made_up = (d.number, d.rows, d.made_up) if d is not None else (None, 0, False)
    return DeliveryTold(number, came_in, rows, len(made.quarantine), made.findings, made_up)


def delivery_told(by: Actor, job: str) -> DeliveryTold | None:
    """What came of a delivery that was read beside the page; None where there is no such job of the actor's organisation."""
    if not job.isdecimal() or len(job) > 15:
        return None
    try:
        found = job_of(by, int(job))
    except NotFound:
        return None
    if found.kind != "delivery" or not found.result:
        return None
    held = found.result
    findings = tuple(
        Finding(Severity(one["severity"]), Where(**one["where"]), one["message"], one["fix"], one["code"])
        for one in held["findings"]
    )
    return DeliveryTold(
        held["number"], held["came_in"], held["rows"], held["waiting"], findings, held["made_up"], found.state
    )


def mapping_called(by: Actor, name: str) -> Mapping | None:
    """One kept here (``kept:`` and its document's name), or one that ships."""
    if not name:
        return None
    if name.startswith(KEPT):
        kept = kept_mappings(by).get(name.removeprefix(KEPT))
        if kept is None:
            raise NotFound("There is no such mapping.")
        return read_mapping(kept.content)
    if name not in definition_names("mappings"):
        raise NotFound("There is no such mapping.")
    return read_mapping(load_definition("mappings", name))


def kept_mappings(by: Actor) -> dict[str, Document]:
    """The mappings that were made here and whose latest version reads, by name."""
    require(by, "evidence.see")
    found = {}
    for document in case_for(by).documents_of(MAPPING):
        try:
            read_mapping(document.content)
        except MappingMistake:
            continue
        found[document.name] = document
    return found


def mapping_name(title: str) -> str:
    """The name under which a mapping of the title is kept; empty where the title has neither letter nor figure."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]


def mapping_titled(by: Actor, title: str) -> Document | None:
    """What stands under the title's name already, whoever keeps it and whether or not it reads."""
    require(by, "evidence.see")
    return case_for(by).document(MAPPING, mapping_name(title)) if mapping_name(title) else None


def mapping_choices(by: Actor) -> tuple[tuple[str, str], ...]:
    """Those kept here first: the next delivery of the same sender has the same columns."""
    kept = [(f"{KEPT}{name}", str(one.content.get("title", name))) for name, one in kept_mappings(by).items()]
    shipped = [(name, str(load_definition("mappings", name)["title"])) for name in definition_names("mappings")]
    return (*kept, *shipped)
