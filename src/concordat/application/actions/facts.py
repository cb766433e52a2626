"""Rows in, never over: a change is a new revision, a withdrawal is a revision that no longer counts."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from concordat.application.actions.freezes import freeze_approvals
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record, take_turn
from concordat.application.errors import NotAccepted, NotAllowed, RowChanged
from concordat.application.permissions import require
from concordat.application.policies import require_decided_moves
from concordat.application.queries.partnerships import acts_for_several, partnership_row
from concordat.application.stored import fact_from_row, stored_values
from concordat.data.files import load_catalogue
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.audience import CLOSED_TABLES, Audience, Reach, may_have, usual_audience
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.estimates import Estimate
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.domain.kernel.tables import TableDefinition, Value

_GUARDED = re.compile(r"--[0-9a-f]{8}$")


@dataclass(frozen=True)
class RowGiven:
    """One row as somebody enters it: typed values (money in pence). `audience` None keeps the earlier revision's.

    A `new` row is never a revision: where somebody took its identifier a moment before, it gets a longer one. `on` is the
    revision it was written on, where that is known: if another one has come since, `RowChanged` shows it.
    """

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)
    source: str = ""
    illustrative: bool = False
    audience: Audience | None = None
    withdrawn: bool = False
    new: bool = False
    on: int | None = None


@transaction.atomic
def append_facts(*, by: Actor, table: str, rows: Sequence[RowGiven]) -> tuple[Fact, ...]:
    """Add a revision of each row for the actor's organisation. All rows go in, or none and `NotAccepted` says why."""
    keep_to_its_own_act(table)
    return add_rows(by=by, table=table, rows=rows)


# Rows that one act alone writes, because of what it checks, and that nothing changes or takes back afterwards.
BY_ITS_OWN_ACT = frozenset({"statement_answers"})


def keep_to_its_own_act(table: str) -> None:
    if table in BY_ITS_OWN_ACT:
        raise NotAllowed(
            "A statement is answered on its own page, and what was answered stands: answer again to change it."
        )


@transaction.atomic
def add_rows(*, by: Actor, table: str, rows: Sequence[RowGiven]) -> tuple[Fact, ...]:
    """The same for an act that has checked what it adds."""
    require(by, "facts.append")
    keep_to_one_side(by, table)
    definition = load_catalogue()[table]
    partnership = partnership_row(by.partnership)
    findings = [finding for row in rows for finding in _check(row, definition)]
    if findings:
        raise NotAccepted(findings)
    become(by.viewer, by.partnership)
    take_turn(
        organisation_chain(by)
    )  # two colleagues who change one row at once make two revisions, one after the other
    rows = [_named(row) for row in _not_taken(rows, partnership, table, by)]
    latest = _latest(partnership, table, by.organisation, [row.id for row in rows])
    _keep_to_one_owner(partnership, table, by, [row.id for row in rows if row.id not in latest and not row.new])
    for row in rows:
        _keep_to_its_revision(by, row, latest.get(row.id))
    seen = _latest_seen(by, table, list(latest))
    made = [_revision(row, by, partnership, definition, seen.get(row.id), latest.get(row.id)) for row in rows]
    require_decided_moves(by=by, rows=[fact_from_row(row) for row in made])
    models.Fact.objects.bulk_create(made)
    record(
        by=by,
        act="facts.appended",
        about=definition.title,
        chain=organisation_chain(by),
        details={"table": table, "rows": [{"id": row.row, "revision": row.revision, "hash": row.hash} for row in made]},
    )
    facts = tuple(fact_from_row(row) for row in made)
    freeze_approvals(by=by, rows=facts)
    return facts


def _check(row: RowGiven, table: TableDefinition) -> list[Finding]:
    if not row.id.strip():
        return [
            error(Where(table=table.title), "The row has no identifier.", "Give it a short name.", code="row.no_id")
        ]
    unknown = set(row.values) - set(table.column_names)
    if unknown:
        raise ValueError(f"{table.name} has no columns {', '.join(sorted(unknown))}.")
    if row.audience is not None and not may_have(table.name, row.audience):
        return [too_wide(Where(table=table.title, item=row.id, column="Who can see this"))]
    unwritable = no_text((row.id, row.source, *row.values.values()), Where(table=table.title))
    if row.withdrawn or unwritable:
        return unwritable
    return _missing(row, table) + out_of_order(row.values, Where(table=table.title, item=row.id, column="Low"))


def no_text(said: Iterable[Value], where: Where) -> list[Finding]:
    """Refuse the character that no database keeps in a text: some keep what stands before it, others nothing."""
    texts = [text for one in said for text in (one if isinstance(one, tuple) else (one,)) if isinstance(text, str)]
    if not any("\0" in text for text in texts):
        return []
    return [
        error(
            where,
            "It holds a character that is no text (a null character).",
            "Type it again, or paste it as plain text.",
            code="cell.no_text",
        )
    ]


def keep_to_one_side(by: Actor, *tables: str) -> None:
    """Refuse rows of closed tables from somebody who acts for several organisations of the partnership."""
    if CLOSED_TABLES & set(tables) and acts_for_several(by):
        raise NotAllowed(
            "You act for several organisations of this partnership, so you cannot read or write what one of them would "
            "settle for. Somebody who acts for it alone must."
        )


def too_wide(where: Where) -> Finding:
    return error(
        where,
        "This is its organisation's alone: nobody else may see it, whoever says so.",
        "Choose “My organisation” or “Only me”. To tell others something, write it where they may read it.",
        code="row.closed",
    )


def out_of_order(values: Mapping[str, Value], where: Where) -> list[Finding]:
    """A range whose low stands above its likely or high: what is worked out from it would be wrong and look right."""
    corners = [values.get(name) for name in ("low", "likely", "high")]
    known = [corner for corner in corners if isinstance(corner, int | Decimal) and not isinstance(corner, bool)]
    return (
        [item for item in Estimate(*_three(corners), source="-").checks(where) if item.is_error]
        if len(known) > 1
        else []
    )


def _three(corners: Sequence[Value]) -> tuple[int | Decimal | None, int | Decimal | None, int | Decimal | None]:
    low, likely, high = (corner if isinstance(corner, int | Decimal) else None for corner in corners)
    return low, likely, high


def _missing(row: RowGiven, table: TableDefinition) -> list[Finding]:
    return [
        error(
            Where(table=table.title, item=row.id, column=column.title),
            f"{column.title} is missing.",
            f"Enter {column.meaning[:1].lower()}{column.meaning[1:]}.",
            code="cell.missing",
        )
        for column in table.columns
        if column.required and row.values.get(column.name) in (None, "")
    ]


def _latest(partnership: models.Partnership, table: str, organisation: str, ids: list[str]) -> dict[str, models.Fact]:
    found = models.Fact.objects.filter(
        partnership=partnership, table=table, organisation=organisation, row__in=ids
    ).order_by("revision")
    with as_the_system():  # the number of the next revision, also where the last one is a colleague's own
        return {row.row: row for row in found}


def _latest_seen(by: Actor, table: str, ids: list[str]) -> dict[str, models.Fact]:
    """The latest revisions that the actor may see: what a new one goes on from, where it does not say itself."""
    found = models.Fact.objects.visible_to(by.viewer, partnership=by.partnership).filter(
        table=table, organisation=by.organisation, row__in=ids
    )
    return {row.row: row for row in found.order_by("revision")}


def _not_taken(rows: Sequence[RowGiven], partnership: models.Partnership, table: str, by: Actor) -> list[RowGiven]:
    """New rows under identifiers that nobody has, so that one is never taken for a change of another. At the same instant
    another organisation may still take the same one: then both have it, each its own."""
    new = [row.id for row in rows if row.new]
    if not new:
        return list(rows)
    taken = set(_latest(partnership, table, by.organisation, new)) | set(
        models.Fact.objects.visible_to(by.viewer, partnership=by.partnership)
        .filter(table=table, row__in=new)
        .values_list("row", flat=True)
    )
    return [replace(row, id=f"{row.id}-{secrets.token_hex(4)}") if row.new and row.id in taken else row for row in rows]


def _named(row: RowGiven) -> RowGiven:
    """A row for its author's eyes only gets a name nobody can guess: a colleague who chose the same would learn of it."""
    if row.audience is None or row.audience.reach is not Reach.MINE or _GUARDED.search(row.id) or row.withdrawn:
        return row
    return replace(row, id=f"{row.id}--{secrets.token_hex(4)}")


def _keep_to_one_owner(partnership: models.Partnership, table: str, by: Actor, new_ids: list[str]) -> None:
    """A row belongs to one organisation; nobody writes under an identifier of a row they can see to be another's."""
    taken = (
        models.Fact.objects.visible_to(by.viewer, partnership=by.partnership)
        .filter(table=table, row__in=new_ids)
        .exclude(organisation=by.organisation)
        .values_list("row", flat=True)
        .first()
    )
    if taken:
        raise NotAllowed(f"The row “{taken}” belongs to another organisation. Only people acting for it may change it.")


def _keep_to_its_revision(by: Actor, row: RowGiven, latest: models.Fact | None) -> None:
    """What was written on an older revision is not added to a newer one that its writer can see and has not seen."""
    if row.on is None or latest is None or latest.revision == row.on:
        return
    seen = models.Fact.objects.visible_to(by.viewer, partnership=by.partnership).filter(
        table=latest.table, row=latest.row, organisation=latest.organisation
    )
    newest = seen.order_by("-revision").first()
    if newest is not None and newest.revision != row.on:
        raise RowChanged(fact_from_row(newest))


def _revision(
    row: RowGiven,
    by: Actor,
    partnership: models.Partnership,
    table: TableDefinition,
    earlier: models.Fact | None,
    newest: models.Fact | None,
) -> models.Fact:
    """`earlier` is the latest revision that the actor may see; `newest` may be a colleague's own, and gives the number alone."""
    now = timezone.now()
    audience = row.audience or (earlier.audience if earlier else usual_audience(table.name))
    # What is not given is what a file that leaves the cell empty says: the same row has the same hash either way.
    values = {
        column.name: column.default if row.values.get(column.name) is None else row.values[column.name]
        for column in table.columns
    }
    if row.withdrawn and earlier is not None and not row.values:
        values = dict(fact_from_row(earlier).values)
    made = models.Fact(
        partnership=partnership,
        table=table.name,
        row=row.id,
        revision=newest.revision + 1 if newest else 1,
        values=stored_values(values, table),
        organisation=by.organisation,
        author=by.person,
        source=row.source,
        illustrative=row.illustrative,
        withdrawn=row.withdrawn,
        entered_at=now,
        recorded_at=now,
        **audience_fields(audience),
    )
    made.hash = fact_from_row(made).hash
    return made
