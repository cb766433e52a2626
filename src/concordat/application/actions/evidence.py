"""Evidence in: one delivery, one entry in the partnership's trail; and other people's columns, mapped once and kept."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from django.db import transaction
from django.utils import timezone

from concordat.application.actions.documents import save_document
from concordat.application.actor import Actor
from concordat.application.audit import partnership_chain, record
from concordat.application.errors import NotAccepted
from concordat.application.permissions import require
from concordat.application.queries.evidence import KEPT, kept_mappings, mapping_called, store_for
from concordat.data.events import DeliveryMade
from concordat.data.events.mapping import KIND, MappingMistake, read_mapping
from concordat.data.files.case_folder import toml_value
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.findings import Where, error


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
        mapping=mapping_called(by, mapping),
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


@transaction.atomic
def keep_mapping(*, by: Actor, content: Mapping[str, Any]) -> str:
    """Keep a mapping as a document of the partnership, for the next delivery; what `deliver_evidence` calls it.

    One of the same title becomes its next version. Raises `NotAccepted` where it does not read.
    """
    require(by, "evidence.deliver")
    title = str(content.get("title", "")).strip()
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
    try:
        read_mapping(content)
    except MappingMistake as problem:
        raise NotAccepted([error(Where(title), str(problem), "Choose again.", code="mapping.mistake")]) from problem
    if not name:
        raise NotAccepted([error(Where(), "The mapping has no name.", "Name the sender.", code="mapping.name")])
    text = tomlkit.document()
    for key, value in content.items():
        text[key] = toml_value(value)
    before = kept_mappings(by).get(name)
    save_document(
        by=by,
        kind=KIND,
        name=name,
        text=tomlkit.dumps(text),
        parent=before.hash if before is not None and before.organisation == by.organisation else "",
        audience=PARTNERS_AND_CONTRACTOR,
    )
    return f"{KEPT}{name}"
