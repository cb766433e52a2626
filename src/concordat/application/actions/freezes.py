"""A decision freezes: the inputs and results as decided, by hash, to be reopened and recomputed for ever."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, partnership_chain, record
from concordat.application.permissions import require
from concordat.application.queries.cases import case_of, readers_of, seen_by_all, visible_documents, visible_facts
from concordat.application.queries.partnerships import partnership_row
from concordat.application.queries.proposals import APPROVAL, proposals_for, results_of, worked_out_again
from concordat.application.results import hashes_of
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.domain.kernel.audience import CLOSED_TABLES, PARTNERS, Audience, Reach
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.provenance import engine_version


@transaction.atomic
def freeze_decision(*, by: Actor, title: str, audience: Audience = PARTNERS) -> int:
    """Keep what everybody in the audience sees now, with the hashes of the results it leads to. Returns the freeze's number."""
    require(by, "decision.freeze")
    return keep_frozen(by=by, title=title, work_out=hashes_of, audience=audience)


def freeze_approvals(*, by: Actor, rows: Sequence[Fact]) -> None:
    """What a body decided on, as it stood when its resolution was entered where its partners see it."""
    resolved = [row for row in rows if row.table == "resolutions" and not row.withdrawn]
    resolved = [row for row in resolved if row.audience.reach not in {Reach.MINE, Reach.ORGANISATION, Reach.NAMED}]
    if not resolved:
        return
    today = timezone.localdate()
    standings = {one.proposal.id: one for one in proposals_for(by, on=today)}
    for row in resolved:
        standing = standings.get(str(row.get("proposal")))
        if standing is None:
            continue
        body = next((one.called for one in standing.proposal.bodies if one.id == row.get("body")), by.organisation)
        keep_frozen(
            by=by,
            title=f"{standing.proposal.title}: {body}, {row.get('outcome')}"[:300],
            work_out=partial(worked_out_again, names={f"{APPROVAL}:{row.id}", *results_of(standing)}, on=today),
            audience=row.audience,
        )


def keep_frozen(
    *, by: Actor, title: str, work_out: Callable[[Case], Mapping[str, str]], audience: Audience = PARTNERS
) -> int:
    """The freeze itself, inside the transaction of the act that decides.

    It holds what everybody who may open it sees: what one partner keeps to itself is in nobody else's frozen decision, not as
    a row, a count or part of a hash, and all of them can work the results out again. What one party would settle for is no
    part of what several decide: closed tables are not frozen.
    """
    readers = readers_of(by, audience)
    facts = seen_by_all(visible_facts(by).exclude(table__in=CLOSED_TABLES), readers)
    documents = seen_by_all(visible_documents(by), readers)
    case = case_of(by.partnership, facts, documents)
    results = dict(work_out(case))
    frozen = models.Freeze.objects.create(
        partnership=partnership_row(by.partnership),
        title=title,
        case_hash=case.hash,
        facts=list(facts.values_list("pk", flat=True)),
        documents=list(documents.values_list("pk", flat=True)),
        results=results,
        engine=engine_version(),
        organisation=by.organisation,
        author=by.person,
        entered_at=timezone.now(),
        recorded_at=timezone.now(),
        **audience_fields(audience),
    )
    shared = audience.reach not in {Reach.MINE, Reach.ORGANISATION, Reach.NAMED}
    record(
        by=by,
        act="decision.frozen",
        about=title,
        chain=partnership_chain(by) if shared else organisation_chain(by),
        details={"case": case.hash, "results": results, "audience": str(audience)},
    )
    return frozen.pk
