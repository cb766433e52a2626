"""A proposal takes effect: only when every body has agreed, and what was decided is frozen with it."""

from django.db import transaction
from django.utils import timezone

from concordat.application.actions.freezes import freeze_decision
from concordat.application.actor import Actor
from concordat.application.audit import partnership_chain, record
from concordat.application.errors import NotFound, NotNow
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.domain.proposals import State, read_proposals, standing_of


@transaction.atomic
def take_effect(*, by: Actor, proposal: str) -> int:
    """Freeze what every body agreed. Returns the number of the frozen decision; `NotNow` says what stands in the way."""
    require(by, "proposal.take-effect")
    found = next((one for one in read_proposals(case_for(by)) if one.id == proposal), None)
    if found is None:
        raise NotFound("There is no such proposal.")
    standing = standing_of(found, on=timezone.localdate())
    if standing.state not in {State.AGREED, State.LIVE}:
        raise NotNow(" ".join([standing.sentence, *standing.blocks]))
    number = freeze_decision(
        by=by, title=f"{found.title}: agreed by every body", results={f"proposal:{found.id}": standing.hash}
    )
    record(
        by=by,
        act="proposal.took-effect",
        about=found.title,
        chain=partnership_chain(by),
        details={"proposal": found.id, "standing": standing.hash, "decision": number},
    )
    return number
