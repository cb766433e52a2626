"""A decision freezes: the inputs and results as decided, by hash, to be reopened and recomputed for ever."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import partnership_chain, record
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for, visible_documents, visible_facts
from concordat.application.queries.partnerships import partnership_row
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.domain.kernel.audience import PARTNERS, Audience
from concordat.domain.kernel.provenance import engine_version


@transaction.atomic
def freeze_decision(*, by: Actor, title: str, results: Mapping[str, str], audience: Audience = PARTNERS) -> int:
    """Keep what the actor sees now, with the hashes of the results it led to. Returns the freeze's number."""
    require(by, "decision.freeze")
    case = case_for(by)
    frozen = models.Freeze.objects.create(
        partnership=partnership_row(by.partnership),
        title=title,
        case_hash=case.hash,
        facts=list(visible_facts(by).values_list("pk", flat=True)),
        documents=list(visible_documents(by).values_list("pk", flat=True)),
        results=dict(results),
        engine=engine_version(),
        organisation=by.organisation,
        author=by.person,
        entered_at=timezone.now(),
        recorded_at=timezone.now(),
        **audience_fields(audience),
    )
    record(
        by=by,
        act="decision.frozen",
        about=title,
        chain=partnership_chain(by),
        details={"case": case.hash, "results": dict(results)},
    )
    return frozen.pk
