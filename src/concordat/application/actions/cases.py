"""A case file into the records: the difference is shown first, and only what the actor confirms goes in."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from concordat.application.actions.documents import keep_to_its_own_act as keep_documents_to_their_act
from concordat.application.actions.documents import keep_to_one_keeper, next_version
from concordat.application.actions.facts import keep_to_its_own_act as keep_rows_to_their_act
from concordat.application.actions.facts import keep_to_one_side, no_text, out_of_order, too_wide
from concordat.application.actions.freezes import freeze_approvals
from concordat.application.actions.partnerships import start_partnership
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record, take_turn
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.permissions import require
from concordat.application.policies import require_decided_case, require_decided_moves, require_decided_version
from concordat.application.queries.cases import case_for, visible_documents, visible_facts
from concordat.application.queries.partnerships import partnership_row
from concordat.application.queries.references import unknown_in_file
from concordat.application.queries.standing import standing_beside
from concordat.application.stored import fact_from_row, stored_values
from concordat.data.files import load_catalogue
from concordat.data.files.case_folder import document_text, header_text
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.audience import may_have
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.findings import Where


@transaction.atomic
def start_partnership_from_case(*, by: Actor, case: Case) -> Actor:
    """A new partnership that holds the case as it stands: rows keep whose they are, who entered them and when."""
    _keep_closed_tables_closed(case.facts)
    require_decided_case(case)
    actor = start_partnership(
        by=by, title=case.title, name=case.name, header=_plain_header(case), header_text=header_text(case)
    )
    _keep(case, actor)
    return actor


@transaction.atomic
def import_case(*, by: Actor, case: Case, on: str = "") -> int:
    """Bring what is new in the case file into an existing partnership, for the actor's own organisation.

    A row that differs becomes a new revision; a row that is not in the file stays. Returns how many rows went in. `on` is
    what stood there when the difference was shown (`queries.standing.standing_beside`): `NotNow` where it is another by now.
    """
    require(by, "case.import")
    partnership = partnership_row(by.partnership)
    become(by.viewer, by.partnership)
    take_turn(organisation_chain(by))
    if on and on != standing_beside(case_for(by), case, organisation=by.organisation):
        raise NotNow("What the file would change was changed meanwhile. The difference is worked out again below.")
    now = timezone.now()
    incoming = [
        fact for name in case.table_names for fact in case.rows(name) if fact.organisation in {"", by.organisation}
    ]
    _keep_closed_tables_closed(incoming)
    keep_to_one_side(by, *(fact.table for fact in incoming))
    wrong = [
        finding
        for fact in incoming
        for finding in out_of_order(fact.values, Where(table=fact.table, item=fact.id, column="low"))
    ]
    wrong += [
        finding
        for fact in incoming
        for finding in no_text((fact.id, fact.source, *fact.values.values()), Where(table=fact.table))
    ]
    wrong += [finding for finding in unknown_in_file(by=by, case=case) if finding.is_error]
    if wrong:
        raise NotAccepted(wrong)
    own = models.Fact.objects.filter(partnership=partnership, organisation=by.organisation).order_by("revision")
    held = {(row.table, row.row): row for row in visible_facts(by).filter(pk__in=own).order_by("revision")}
    with as_the_system():  # the number of the next revision, also where the last one is a colleague's own
        last = {(row.table, row.row): row.revision for row in own.only("table", "row", "revision")}
    made = []
    for fact in incoming:
        earlier = held.get((fact.table, fact.id))
        row = _fact_row(fact, partnership, now, organisation=by.organisation)
        if earlier is not None and earlier.hash == row.hash:
            continue
        row.revision = last.get((fact.table, fact.id), 0) + 1
        keep_rows_to_their_act(fact.table)
        row.author, row.entered_at = by.person, now
        made.append(row)
    facts = [fact_from_row(row) for row in made]
    require_decided_moves(by=by, rows=facts)
    models.Fact.objects.bulk_create(made)
    freeze_approvals(by=by, rows=facts)
    count = len(made) + _import_documents(case, by, partnership)
    record(
        by=by,
        act="case.imported",
        about=case.title,
        chain=organisation_chain(by),
        details={"rows": len(made), "hash": case.hash},
    )
    return count


def _keep_closed_tables_closed(facts: Iterable[Fact]) -> None:
    wide = [fact for fact in facts if not may_have(fact.table, fact.audience)]
    if wide:
        raise NotAccepted([too_wide(Where(table=fact.table, item=fact.id)) for fact in wide])


def _import_documents(case: Case, by: Actor, partnership: models.Partnership) -> int:
    count = 0
    now = timezone.now()
    for document in case.documents:
        mine = models.DocumentVersion.objects.filter(
            partnership=partnership, kind=document.kind, name=document.name, organisation=by.organisation
        )
        seen = visible_documents(by).filter(pk__in=mine)
        if document.organisation not in {"", by.organisation} or seen.filter(hash=document.hash).exists():
            continue
        keep_documents_to_their_act(document.kind)
        latest, version = seen.order_by("-version").first(), next_version(mine)
        if version == 1:
            keep_to_one_keeper(by, document.kind, document.name)
        require_decided_version(by=by, kind=document.kind, name=document.name)
        row = _document_row(document, partnership, now, organisation=by.organisation)
        row.version = version
        row.parent = latest.hash if latest else ""
        row.author, row.entered_at = by.person, now
        row.save(force_insert=True)
        count += 1
    return count


def _keep(case: Case, by: Actor) -> None:
    partnership = partnership_row(by.partnership)
    now = timezone.now()
    with as_the_system():  # the rows keep whose they are, so most are not the actor's own
        models.Fact.objects.bulk_create([_fact_row(fact, partnership, now) for fact in case.facts], batch_size=1000)
        models.DocumentVersion.objects.bulk_create(
            [_document_row(document, partnership, now) for document in case.documents]
        )
    record(
        by=by,
        act="case.imported",
        about=case.title,
        chain=organisation_chain(by),
        details={"rows": len(case.facts), "hash": case.hash},
    )


def _fact_row(
    fact: Fact, partnership: models.Partnership, now: datetime, *, organisation: str | None = None
) -> models.Fact:
    owner = fact.organisation if organisation is None else organisation
    row = models.Fact(
        partnership=partnership,
        table=fact.table,
        row=fact.id,
        revision=fact.revision,
        values=stored_values(dict(fact.values), load_catalogue()[fact.table]),
        organisation=owner,
        author=fact.author,
        source=fact.source,
        illustrative=fact.illustrative,
        withdrawn=fact.withdrawn,
        entered_at=fact.entered_at,
        recorded_at=now,
        **audience_fields(fact.audience),
    )
    row.hash = Fact(
        fact.table,
        fact.id,
        fact.values,
        owner,
        source=fact.source,
        illustrative=fact.illustrative,
        withdrawn=fact.withdrawn,
    ).hash
    return row


def _document_row(
    document: Document, partnership: models.Partnership, now: datetime, *, organisation: str | None = None
) -> models.DocumentVersion:
    return models.DocumentVersion(
        partnership=partnership,
        kind=document.kind,
        name=document.name,
        version=document.version,
        text=document.text or document_text(document),
        hash=document.hash,
        parent=document.parent,
        illustrative=document.illustrative,
        organisation=document.organisation if organisation is None else organisation,
        author=document.author,
        entered_at=document.entered_at,
        recorded_at=now,
        **audience_fields(document.audience),
    )


def _plain_header(case: Case) -> dict[str, object]:
    from concordat.domain.kernel.hashing import plain

    return dict(plain(dict(case.header)))


def organisations_in(case: Case) -> Iterable[str]:
    return dict.fromkeys(fact.organisation for fact in case.facts if fact.organisation)
