"""The evidence of a partnership: one store for each, beside the database; made up for an example that says how.

Contract matters are seen by every organisation at the table, the contractor included; nobody else finds them.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import partnership_chain, record
from concordat.application.errors import NotFound
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.data.events import DeliveryMade, EvidenceStore
from concordat.data.events.cases import evidence_of
from concordat.data.events.made_up import KIND
from concordat.data.events.mapping import Mapping, read_mapping
from concordat.data.files.definitions import definition_names, load_definition
from concordat.domain.kernel.case import Case


def evidence_folder() -> Path:
    """Beside the uploads, so that a backup and a demonstration carry it with them."""
    return Path(settings.FOLDER) / "evidence"


def store_for(by: Actor, *, case: Case | None = None, create: bool = False) -> EvidenceStore | None:
    """The partnership's store, for those who see contract matters; None where nothing was delivered yet."""
    require(by, "evidence.see")
    own = evidence_folder() / by.partnership
    if (own / "deliveries").is_dir():
        return EvidenceStore(own)
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


@transaction.atomic
def deliver_evidence(
    *,
    by: Actor,
    path: Path,
    name: str,
    table: str,
    mapping: str = "",
    take_good_rows: bool = False,
    note: str = "",
    period: str = "",
) -> DeliveryMade:
    """Take a file into the partnership's store as one delivery, and say so in the partnership's trail."""
    require(by, "evidence.deliver")
    store = store_for(by, create=True)
    assert store is not None
    made = store.deliver(
        path,
        table=table,
        by=by.person,
        organisation=by.organisation,
        at=_now(store),
        mapping=mapping_called(mapping),
        take_good_rows=take_good_rows,
        note=note,
        period=period,
        name=name,
    )
    if made.delivery is not None:
        d = made.delivery
        record(
            by=by,
            act="evidence.delivered",
            about=f"{d.file} (delivery {d.number})",
            chain=partnership_chain(by),
            details={"number": d.number, "hash": d.hash, "rows": d.rows, "waiting": d.waiting, "table": d.table},
        )
    return made


def _now(store: EvidenceStore) -> datetime:
    return timezone.now()


def mapping_called(name: str) -> Mapping | None:
    if not name:
        return None
    if name not in definition_names("mappings"):
        raise NotFound("There is no such mapping.")
    return read_mapping(load_definition("mappings", name))


def mapping_choices() -> tuple[tuple[str, str], ...]:
    return tuple((name, str(load_definition("mappings", name)["title"])) for name in definition_names("mappings"))
