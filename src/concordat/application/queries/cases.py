"""The case of a partnership as one viewer may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self, TypeVar

from django.db.models import QuerySet

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.partnerships import partnership_row
from concordat.application.sealing import unguessable
from concordat.application.stored import document_from_row, facts_from
from concordat.data.files.case_folder import with_defaults_of_its_rows
from concordat.data.records import models
from concordat.data.records.models.audience import AudienceQuerySet, may_see
from concordat.domain.kernel.audience import ANYBODY, Audience, Reach, Viewer, can_see
from concordat.domain.kernel.case import Case, Document, Fact, Withheld
from concordat.domain.kernel.organisations import Role


def visible_facts(by: Actor) -> AudienceQuerySet[models.Fact]:
    return models.Fact.objects.visible_to(by.viewer, partnership=by.partnership)


def visible_documents(by: Actor) -> AudienceQuerySet[models.DocumentVersion]:
    return models.DocumentVersion.objects.visible_to(by.viewer, partnership=by.partnership)


def case_for(by: Actor) -> Case:
    """Everything the actor may see of the partnership: two queries, whatever its size."""
    return case_of(by.partnership, visible_facts(by), visible_documents(by))


def case_of(slug: str, facts: QuerySet[models.Fact], documents: QuerySet[models.DocumentVersion]) -> Case:
    partnership = partnership_row(slug)
    return Case(
        partnership.slug,
        partnership.title,
        partnership.header,
        partnership.header_text,
        tuple(document_from_row(row) for row in documents.order_by("kind", "name", "version")),
        facts_from(facts),
    )


def readers_of(by: Actor, audience: Audience) -> tuple[Viewer, ...]:
    """Everybody who may see what `by` gives this audience: a viewer for each organisation, whoever acts for it."""
    own = Viewer(organisation=by.organisation, role=by.role)
    if audience.reach is Reach.PUBLIC:
        return (ANYBODY,)
    if audience.reach is Reach.MINE:
        return (by.viewer,)
    members = models.Membership.objects.filter(partnership__slug=by.partnership).exclude(organisation=by.organisation)
    others = (Viewer(organisation=row.organisation_id, role=Role(row.role)) for row in members)
    return own, *(one for one in others if can_see(one, audience=audience, organisation=by.organisation, author=""))


_Row = TypeVar("_Row", models.Fact, models.DocumentVersion)


def seen_by_all(rows: AudienceQuerySet[_Row], readers: Iterable[Viewer]) -> AudienceQuerySet[_Row]:
    """Of the rows, those that every one of the readers may see."""
    for reader in readers:
        rows = rows.filter(may_see(reader))
    return rows


def export_for(by: Actor, *, reader: Viewer | None = None, closed_tables: bool = False) -> Case:
    """The case for a file. For a narrower `reader` (the public, say) what only the actor may see is named by an `unguessable` hash alone.

    What the actor may not see leaves no trace at all: not a hash, not a count. Files are handed on, so what the actor's own
    organisation would settle for is left out in the same way, unless it is asked for by name and no other reader is meant.
    The header is for everybody who belongs; the defaults beside it only as far as a row or document in the file says them.
    """
    case = case_for(by)
    if not closed_tables or reader is not None:
        case = case.without_closed_tables()
    if reader is None:
        return with_defaults_of_its_rows(case)

    def open_to(item: Fact | Document) -> bool:
        return can_see(reader, audience=item.audience, organisation=item.organisation, author=item.author)

    withheld = [Withheld(fact.table, unguessable(fact.hash)) for fact in case.facts if not open_to(fact)]
    withheld += [Withheld(f"document:{doc.kind}", unguessable(doc.hash)) for doc in case.documents if not open_to(doc)]
    cut = replace(
        case,
        documents=tuple(doc for doc in case.documents if open_to(doc)),
        facts=tuple(fact for fact in case.facts if open_to(fact)),
        withheld=tuple(withheld),
    )
    return with_defaults_of_its_rows(cut)


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    number: int
    title: str
    at: datetime | None
    organisation: str
    case_hash: str
    audience: Audience
    engine: str
    results: Mapping[str, str]  # name of a result → its hash then

    @classmethod
    def of(cls, row: models.Freeze) -> Self:
        return cls(
            number=row.pk,
            title=row.title,
            at=row.entered_at,
            organisation=row.organisation,
            case_hash=row.case_hash,
            audience=row.audience,
            engine=row.engine,
            results=row.results,
        )


def decisions_of(by: Actor) -> tuple[DecisionSeen, ...]:
    """Frozen decisions the actor may see, the latest first."""
    found = models.Freeze.objects.visible_to(by.viewer, partnership=by.partnership).order_by("-pk")
    return tuple(DecisionSeen.of(row) for row in found)


def frozen_case(*, by: Actor, freeze: int) -> tuple[Case, DecisionSeen]:
    """A decision reopened: the case as decided, cut to what the viewer may see now."""
    found = models.Freeze.objects.visible_to(by.viewer, partnership=by.partnership).filter(pk=freeze).first()
    if found is None:
        raise NotFound("There is no such decision.")
    facts, documents = visible_facts(by), visible_documents(by)
    case = case_of(by.partnership, facts.filter(pk__in=found.facts), documents.filter(pk__in=found.documents))
    return case, DecisionSeen.of(found)
