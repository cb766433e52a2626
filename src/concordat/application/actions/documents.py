"""Document versions: each immutable, each on its parent. A stale parent is a conflict to look at, never an overwrite."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record, take_turn
from concordat.application.errors import Conflict, NotAccepted, NotAllowed
from concordat.application.permissions import require
from concordat.application.policies import require_decided_version
from concordat.application.queries.cases import visible_documents
from concordat.application.queries.partnerships import partnership_row
from concordat.application.stored import document_from_row
from concordat.data.files.case_folder import parse_toml
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.audience import PARTNERS, Audience
from concordat.domain.kernel.case import Document
from concordat.domain.kernel.findings import Where, error


@transaction.atomic
def save_document(
    *,
    by: Actor,
    kind: str,
    name: str,
    text: str,
    parent: str = "",
    audience: Audience | None = None,
    illustrative: bool = False,
) -> Document:
    """Add a version of the actor's organisation's document. `parent` is the hash of the version it was written on."""
    keep_to_its_own_act(kind)
    return write_document(
        by=by, kind=kind, name=name, text=text, parent=parent, audience=audience, illustrative=illustrative
    )


# What is kept by an act that works it out, and never typed: a statement of money comes by `issue_payment` alone.
BY_ITS_OWN_ACT = frozenset({"statement"})


def keep_to_its_own_act(kind: str) -> None:
    if kind in BY_ITS_OWN_ACT:
        raise NotAllowed("A statement is issued on its own page, and nobody writes or changes it as a document.")


def keep_to_one_keeper(by: Actor, kind: str, name: str) -> None:
    """A name belongs to one organisation; nobody writes under that of a document they can see to be another's."""
    others = visible_documents(by).filter(kind=kind, name=name).exclude(organisation=by.organisation)
    if others.exists():
        raise NotAllowed(
            f"The document “{name}” belongs to another organisation. Only people acting for it may write its next version."
        )


def next_version(versions: QuerySet[models.DocumentVersion]) -> int:
    """The number of the next of one organisation's versions of a document, also where the last one is a colleague's own."""
    with as_the_system():
        newest = versions.order_by("-version").first()
    return newest.version + 1 if newest else 1


@transaction.atomic
def write_document(
    *,
    by: Actor,
    kind: str,
    name: str,
    text: str,
    parent: str = "",
    audience: Audience | None = None,
    illustrative: bool = False,
) -> Document:
    """The same for an act that has checked what it keeps."""
    require(by, "document.save")
    _, findings = parse_toml(text, Where(f"{kind}/{name}"))
    if findings:
        raise NotAccepted(findings)
    partnership = partnership_row(by.partnership)
    become(by.viewer, by.partnership)
    take_turn(organisation_chain(by))  # who comes second at the same moment sees the conflict
    mine = models.DocumentVersion.objects.filter(
        partnership=partnership, kind=kind, name=name, organisation=by.organisation
    )
    latest = visible_documents(by).filter(pk__in=mine).order_by("-version").first()
    version = next_version(mine)
    if version == 1:
        keep_to_one_keeper(by, kind, name)
    now = timezone.now()
    made = models.DocumentVersion(
        partnership=partnership,
        kind=kind,
        name=name,
        text=text,
        version=version,
        parent=latest.hash if latest else "",
        organisation=by.organisation,
        author=by.person,
        illustrative=illustrative,
        entered_at=now,
        recorded_at=now,
        **audience_fields(audience or (latest.audience if latest else PARTNERS)),
    )
    try:
        made.hash = document_from_row(made).hash
    except (TypeError, ValueError) as problem:
        says = "It holds a time without a day or a zone, or a number that is none (nan, inf)."
        fix = "Give a day alone, a time with its zone as 2026-04-01T09:00:00Z, or a number."
        raise NotAccepted([error(Where(f"{kind}/{name}"), says, fix, code="document.value")]) from problem
    if latest is not None and latest.hash != parent:
        raise Conflict(theirs=document_from_row(latest), yours=document_from_row(made))
    if latest is not None and latest.hash == made.hash and latest.version == version - 1:
        return document_from_row(latest)  # it says the same: no new version
    require_decided_version(by=by, kind=kind, name=name)
    made.save(force_insert=True)
    record(
        by=by,
        act="document.saved",
        about=f"{kind} “{name}”, version {made.version}",
        chain=organisation_chain(by),
        details={"kind": kind, "name": name, "version": made.version, "hash": made.hash},
    )
    return document_from_row(made)
