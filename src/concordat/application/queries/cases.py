"""The case of a partnership as one viewer may see it."""

from dataclasses import dataclass, replace
from datetime import datetime

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.partnerships import partnership_row
from concordat.application.stored import document_from_row, facts_from
from concordat.data.records import models
from concordat.data.records.models.audience import AudienceQuerySet
from concordat.domain.kernel.audience import Viewer, can_see
from concordat.domain.kernel.case import Case, Document, Fact, Withheld


def visible_facts(by: Actor) -> AudienceQuerySet[models.Fact]:
    return models.Fact.objects.visible_to(by.viewer, partnership=by.partnership)


def visible_documents(by: Actor) -> AudienceQuerySet[models.DocumentVersion]:
    return models.DocumentVersion.objects.visible_to(by.viewer, partnership=by.partnership)


def case_for(by: Actor) -> Case:
    """Everything the actor may see of the partnership: two queries, whatever its size."""
    partnership = partnership_row(by.partnership)
    facts = facts_from(visible_facts(by))
    documents = tuple(document_from_row(row) for row in visible_documents(by).order_by("kind", "name", "version"))
    return Case(partnership.slug, partnership.title, partnership.header, partnership.header_text, documents, facts)


def export_for(by: Actor, *, reader: Viewer | None = None) -> Case:
    """The case for a file. For a narrower `reader` (the public, say) what only the actor may see is named by hash alone.

    What the actor may not see leaves no trace at all: not a hash, not a count.
    """
    case = case_for(by)
    if reader is None:
        return case

    def open_to(item: Fact | Document) -> bool:
        return can_see(reader, audience=item.audience, organisation=item.organisation, author=item.author)

    withheld = [Withheld(fact.table, fact.hash) for fact in case.facts if not open_to(fact)]
    withheld += [Withheld(f"document:{doc.kind}", doc.hash) for doc in case.documents if not open_to(doc)]
    return replace(
        case,
        documents=tuple(doc for doc in case.documents if open_to(doc)),
        facts=tuple(fact for fact in case.facts if open_to(fact)),
        withheld=tuple(withheld),
    )


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    number: int
    title: str
    at: datetime | None
    organisation: str
    case_hash: str


def decisions_of(by: Actor) -> tuple[DecisionSeen, ...]:
    """Frozen decisions the actor may see, the latest first."""
    found = models.Freeze.objects.visible_to(by.viewer, partnership=by.partnership).order_by("-pk")
    return tuple(DecisionSeen(row.pk, row.title, row.entered_at, row.organisation, row.case_hash) for row in found)


def frozen_case(*, by: Actor, freeze: int) -> tuple[Case, models.Freeze]:
    """A decision reopened: the case as decided, cut to what the viewer may see now."""
    found = models.Freeze.objects.visible_to(by.viewer, partnership=by.partnership).filter(pk=freeze).first()
    if found is None:
        raise NotFound("There is no such decision.")
    partnership = partnership_row(by.partnership)
    facts = facts_from(visible_facts(by).filter(pk__in=found.facts))
    documents = tuple(
        document_from_row(row)
        for row in visible_documents(by).filter(pk__in=found.documents).order_by("kind", "name", "version")
    )
    return Case(
        partnership.slug, partnership.title, partnership.header, partnership.header_text, documents, facts
    ), found
