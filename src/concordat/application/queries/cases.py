"""The case of a partnership as one viewer may see it."""

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.partnerships import partnership_row
from concordat.application.stored import document_from_row, fact_from_row
from concordat.data.records import models
from concordat.data.records.models.audience import AudienceQuerySet
from concordat.domain.kernel.case import Case, Withheld


def visible_facts(by: Actor) -> AudienceQuerySet:
    return models.Fact.objects.visible_to(by.viewer).filter(partnership__slug=by.partnership)


def visible_documents(by: Actor) -> AudienceQuerySet:
    return models.DocumentVersion.objects.visible_to(by.viewer).filter(partnership__slug=by.partnership)


def case_for(by: Actor) -> Case:
    """Everything the actor may see of the partnership: two queries, whatever its size."""
    partnership = partnership_row(by.partnership)
    facts = tuple(fact_from_row(row) for row in visible_facts(by).order_by("pk"))
    documents = tuple(document_from_row(row) for row in visible_documents(by).order_by("kind", "name", "version"))
    return Case(partnership.slug, partnership.title, partnership.header, partnership.header_text, documents, facts)


def export_for(by: Actor) -> Case:
    """The case for a file: with what is withheld named by hash only, so that a reader knows the extract is not all."""
    case = case_for(by)
    seen = set(visible_facts(by).values_list("pk", flat=True))
    hidden = (
        models.Fact.objects.filter(partnership__slug=by.partnership)
        .exclude(pk__in=seen)
        .filter(organisation=by.organisation)
        .values_list("table", "hash")
    )
    return Case(
        case.name,
        case.title,
        case.header,
        case.header_text,
        case.documents,
        case.facts,
        tuple(Withheld(table, hash) for table, hash in hidden),
    )


def frozen_case(*, by: Actor, freeze: int) -> tuple[Case, models.Freeze]:
    """A decision reopened: the case as decided, cut to what the viewer may see now."""
    found = models.Freeze.objects.visible_to(by.viewer).filter(partnership__slug=by.partnership, pk=freeze).first()
    if found is None:
        raise NotFound("There is no such decision.")
    partnership = partnership_row(by.partnership)
    facts = tuple(fact_from_row(row) for row in visible_facts(by).filter(pk__in=found.facts).order_by("pk"))
    documents = tuple(
        document_from_row(row)
        for row in visible_documents(by).filter(pk__in=found.documents).order_by("kind", "name", "version")
    )
    return Case(
        partnership.slug, partnership.title, partnership.header, partnership.header_text, documents, facts
    ), found
