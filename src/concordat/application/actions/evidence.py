"""Evidence in: one delivery, one entry in the partnership's trail; and other people's columns, mapped once and kept."""

import shutil
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from django.db import transaction

from concordat.application.actions.documents import save_document
from concordat.application.actions.jobs import ask_for
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotFound
from concordat.application.evidence_trail import enter_delivery, enter_dismissal, entered_or_marked
from concordat.application.permissions import require
from concordat.application.queries.evidence import KEPT, mapping_called, mapping_name, mapping_titled, store_for
from concordat.application.queries.evidence_names import names_known
from concordat.application.queries.partnerships import organisation_names
from concordat.data.events import DeliveryMade
from concordat.data.events.arriving import About
from concordat.data.events.columns import evidence_table
from concordat.data.events.dismissals import Dismissal
from concordat.data.events.mapping import KIND, MappingMistake, read_mapping
from concordat.data.events.reading import Told, nobody
from concordat.data.files.case_folder import toml_value
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.findings import Where, error


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
    told: Told = nobody,
) -> DeliveryMade:
    """Take a file into the partnership's store as one delivery, and say so in the partnership's trail.

    Reading a large file takes a minute: only what makes it count stands in a transaction, so that nobody waits for it.
    """
    require(by, "evidence.deliver")
    store = store_for(by, create=True)
    assert store is not None
    found = mapping_called(by, mapping)
    if found is not None and found.table != table:
        wanted = evidence_table(found.table).title
        told_so = error(
            Where(name),
            f"The columns chosen are those of {wanted.lower()}.",
            f"Choose “{wanted}” as what the file holds.",
            code="mapping.table",
        )
        return DeliveryMade(None, (told_so,))
    names = organisation_names(by)
    about = About(
        by.person,
        by.organisation,
        mapping=found.hash if found else "",
        period=period,
        note=note,
        named=lambda organisation: names.get(organisation, organisation),
        known=names_known(by),
    )
    with (
        store.read(path, table=table, mapping=found, name=name, told=told) as arrived,
        entered_or_marked(store, by),
    ):
        made = store.take_in(arrived, about, take_good_rows=take_good_rows)
        if made.delivery is not None:
            enter_delivery(made.delivery, by=by)
    return made


def dismiss_rows(*, by: Actor, rows: Iterable[str], why: str) -> Dismissal:
    """Say of rows of the actor's own organisation in quarantine that nobody will mend them, and why.

    `rows` are ``3:2``, ``3:2-40`` or ``3``. Raises `StoreMisuse` where one does not wait, is another's, or no reason is given.
    """
    require(by, "evidence.deliver")
    store = store_for(by)
    if store is None:
        raise NotFound("Nothing was delivered yet.")
    with entered_or_marked(store, by):
        made = store.dismiss(rows, why=why, by=by.person, organisation=by.organisation)
        enter_dismissal(made, by=by)
    return made


def ask_to_deliver(*, by: Actor, given: Iterable[bytes], name: str, arguments: Mapping[str, Any]) -> int:
    """Put a large file down and queue its reading; the number of the job, whose page shows how far it is.

    The file is as it was sent, persons' details and all: it lies in the store's own folder and goes as soon as it is read.
    """
    require(by, "evidence.deliver")
    store = store_for(by, create=True)
    assert store is not None
    folder = store.folder / "arriving" / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        held = folder / f"given{Path(name).suffix.lower()[:8]}"
        with held.open("wb") as out:
            for block in given:
                out.write(block)
        return ask_for(
            by=by,
            kind="delivery",
            title=f"Delivery of {name}",
            arguments={**arguments, "name": name, "held": f"{folder.name}/{held.name}"},
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@transaction.atomic
def keep_mapping(*, by: Actor, content: Mapping[str, Any], on: str = "") -> str:
    """Keep a mapping as a document of the partnership, for the next delivery; what `deliver_evidence` calls it.

    `on` is the hash of the version of that title it is to follow; none where the title is new. Raises `Conflict` where
    another version stands there, `NotAccepted` where it does not read or another organisation keeps one of that title.
    """
    require(by, "evidence.deliver")
    title = str(content.get("title", "")).strip()
    name = mapping_name(title)
    try:
        read_mapping(content)
    except MappingMistake as problem:
        raise NotAccepted([error(Where(title), str(problem), "Choose again.", code="mapping.mistake")]) from problem
    if not name:
        raise NotAccepted([error(Where(), "The mapping has no name.", "Name the sender.", code="mapping.name")])
    before = mapping_titled(by, title)
    if before is not None and before.organisation != by.organisation:
        whose = organisation_names(by).get(before.organisation, before.organisation)
        told = f"{whose} keeps a mapping named “{before.title}”. Nothing of theirs was changed."
        raise NotAccepted(
            [error(Where(title), told, "Deliver with it, or give yours another name.", code="mapping.taken")]
        )
    text = tomlkit.document()
    for key, value in content.items():
        text[key] = toml_value(value)
    save_document(
        by=by,
        kind=KIND,
        name=name,
        text=tomlkit.dumps(text),
        parent=on,
        audience=PARTNERS_AND_CONTRACTOR,
    )
    return f"{KEPT}{name}"
