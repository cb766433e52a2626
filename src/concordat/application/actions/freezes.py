"""A decision freezes: the inputs and results as decided, by hash, to be reopened and recomputed for ever."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import partnership_chain, record
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for, visible_documents, visible_facts
from concordat.application.queries.partnerships import partnership_row
from concordat.application.queries.proposals import APPROVAL, proposals_for, results_of
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.domain.kernel.audience import PARTNERS, Audience, Reach
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.provenance import engine_version


@transaction.atomic
def freeze_decision(*, by: Actor, title: str, results: Mapping[str, str], audience: Audience = PARTNERS) -> int:
    """Keep what the actor sees now, with the hashes of the results it led to. Returns the freeze's number."""
    require(by, "decision.freeze")
    return keep_frozen(by=by, title=title, results=results, audience=audience)


def freeze_approvals(*, by: Actor, rows: Sequence[Fact]) -> None:
    """What a body decided on, as it stood when its resolution was entered where its partners see it."""
    resolved = [row for row in rows if row.table == "resolutions" and not row.withdrawn]
    resolved = [row for row in resolved if row.audience.reach not in {Reach.MINE, Reach.ORGANISATION, Reach.NAMED}]
    if not resolved:
        return
    standings = {one.proposal.id: one for one in proposals_for(by, on=timezone.localdate())}
    for row in resolved:
        standing = standings.get(str(row.get("proposal")))
        if standing is None:
            continue
        body = next((one.called for one in standing.proposal.bodies if one.id == row.get("body")), by.organisation)
        keep_frozen(
            by=by,
            title=f"{standing.proposal.title}: {body}, {row.get('outcome')}"[:300],
            results={f"{APPROVAL}:{row.id}": row.hash, **results_of(standing)},
            audience=row.audience,
        )


def keep_frozen(*, by: Actor, title: str, results: Mapping[str, str], audience: Audience = PARTNERS) -> int:
    """The freeze itself, inside the transaction of the act that decides."""
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
