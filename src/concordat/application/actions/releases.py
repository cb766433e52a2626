"""Releasing one's inputs for joint calculations, taking that back, and publishing."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from concordat.application.actions.documents import keep_to_one_keeper, next_version
from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, partnership_chain, record, take_turn
from concordat.application.errors import NotAccepted, NotFound, NotNow
from concordat.application.permissions import DUTIES, require
from concordat.application.queries.cases import visible_documents, visible_facts
from concordat.application.queries.joint import CALCULATIONS
from concordat.application.queries.partnerships import organisation_names, partnership_row
from concordat.application.stored import fact_from_row
from concordat.data.files import load_catalogue
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.domain.kernel.audience import CLOSED_TABLES, PARTNERS, Audience, Reach
from concordat.domain.kernel.findings import Where, error

WIDTH = (Reach.MINE, Reach.ORGANISATION, Reach.NAMED, Reach.PARTNERS, Reach.PARTNERS_AND_CONTRACTOR, Reach.PUBLIC)


@transaction.atomic
def release_inputs(*, by: Actor, table: str, calculations: Iterable[str], on: int | None = None) -> None:
    """Let the named joint calculations use the actor's organisation's rows of the table; none takes the release back.

    `on` is the revision of the release that was read before, 0 where there was none.
    """
    require(by, "inputs.release")
    named = tuple(calculations)
    if table not in load_catalogue() or table in CLOSED_TABLES or not set(named) <= set(CALCULATIONS):
        raise NotFound("There is no such table or calculation.")
    duty = ", ".join(DUTIES[held].lower() for held in DUTIES if held in by.duties)
    append_facts(
        by=by,
        table="releases",
        rows=[
            RowGiven(
                release_id(by, table),
                {"table": table, "calculations": named, "said_by": duty},
                audience=PARTNERS,
                on=on,
            )
        ],
    )
    title = load_catalogue()[table].title
    about = f"{title} for {', '.join(CALCULATIONS[name].title for name in named)}" if named else title
    record(
        by=by,
        act="inputs.released" if named else "inputs.taken-back",
        about=about,
        chain=partnership_chain(by),
        details={"table": table, "calculations": list(named)},
    )


def release_id(by: Actor, table: str) -> str:
    return f"{by.organisation}-{table}"


@transaction.atomic
def publish_rows(*, by: Actor, table: str, rows: Iterable[str], audience: Audience, on: int | None = None) -> int:
    """Show rows of the actor's organisation to more people: a new revision each, with name and date in the joint trail.

    `on` is the revision of a single row that was read before: nobody publishes what they have not seen.
    """
    require(by, "inputs.publish")
    latest: dict[str, models.Fact] = {}
    wanted = set(rows)
    for row in visible_facts(by).filter(table=table, organisation=by.organisation, row__in=wanted).order_by("revision"):
        latest[row.row] = row
    if not wanted or set(latest) != wanted:
        raise NotFound("There is no such row.")
    for row in latest.values():
        _wider(row.audience, audience)
    append_facts(
        by=by,
        table=table,
        rows=[
            RowGiven(row.row, fact_from_row(row).values, row.source, row.illustrative, audience, on=on)
            for row in latest.values()
        ],
    )
    _record_publishing(by, load_catalogue()[table].title, audience, len(latest))
    return len(latest)


@transaction.atomic
def publish_document(*, by: Actor, kind: str, name: str, audience: Audience, on: int | None = None) -> int:
    """Show the latest version of a document to more people, as a new version that says the same. Returns its number.

    `on` is the version that was read before: where another has come, `NotNow`. Nobody publishes what they have not seen.
    """
    require(by, "inputs.publish")
    take_turn(organisation_chain(by))
    keep_to_one_keeper(by, kind, name)
    latest = (
        visible_documents(by).filter(kind=kind, name=name, organisation=by.organisation).order_by("-version").first()
    )
    if latest is None:
        raise NotFound("There is no such document.")
    if on is not None and latest.version != on:
        raise NotNow(f"Version {latest.version} was saved while you had version {on} open. Read it, then publish it.")
    _wider(latest.audience, audience)
    now, partnership = timezone.now(), partnership_row(by.partnership)
    version = next_version(
        models.DocumentVersion.objects.filter(
            partnership=partnership, kind=kind, name=name, organisation=by.organisation
        )
    )
    models.DocumentVersion.objects.create(
        partnership=partnership,
        kind=kind,
        name=name,
        text=latest.text,
        hash=latest.hash,
        parent=latest.hash,
        version=version,
        organisation=by.organisation,
        author=by.person,
        illustrative=latest.illustrative,
        entered_at=now,
        recorded_at=now,
        **audience_fields(audience),
    )
    _record_publishing(by, f"{kind.replace('_', ' ').replace('-', ' ')} “{name}”", audience, 1)
    return version


def _wider(before: Audience, after: Audience) -> None:
    if WIDTH.index(after.reach) <= WIDTH.index(before.reach):
        raise NotAccepted(
            [
                error(
                    Where(column="Who can see this"),
                    "Publishing shows a thing to more people than before.",
                    "Choose a wider audience. What was seen cannot be unseen; to stop using it, withdraw it.",
                    code="publish.not_wider",
                )
            ]
        )


def _record_publishing(by: Actor, what: str, audience: Audience, count: int) -> None:
    record(
        by=by,
        act="inputs.published",
        about=f"{what} ({count}): {audience.in_words(owner=organisation_names(by).get(by.organisation, by.organisation))}",
        chain=partnership_chain(by),
        details={"what": what, "audience": str(audience), "count": count},
    )
