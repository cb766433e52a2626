"""Evidence in: one delivery, one entry in the partnership's trail."""

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import partnership_chain, record
from concordat.application.permissions import require
from concordat.application.queries.evidence import mapping_called, store_for
from concordat.data.events import DeliveryMade


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
        at=timezone.now(),
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
