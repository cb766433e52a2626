"""What a body resolves, with its conditions, and what each council accepts of another's words."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.actor import Actor
from concordat.application.errors import NotFound, NotNow
from concordat.application.permissions import require
from concordat.application.queries.proposals import proposal_for
from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.tables import Value
from concordat.domain.proposals import Proposal, State


@transaction.atomic
def resolve(
    *,
    by: Actor,
    proposal: str,
    body: str,
    values: dict[str, Value],
    conditions: Sequence[str] = (),
    source: str = "",
    on: int | None = None,
) -> str:
    """Enter what one body of the actor's own council resolved, with its conditions. Returns the resolution's identifier.
    `on` is the revision of what was entered before, 0 where nothing was: if another one has come since, `RowChanged`.

    Nobody votes on a change whose effect cannot be shown, or while somebody it affects was not asked: `NotNow` says why.
    """
    require(by, "facts.append")
    standing = proposal_for(by, proposal=proposal, on=timezone.localdate())
    asked = next((one for one in standing.proposal.bodies if (one.id, one.council) == (body, by.organisation)), None)
    if asked is None:
        raise NotFound("There is no such body of your organisation.")
    if standing.state is State.DRAFT:
        raise NotNow("It has not been put to anybody yet: enter the day on which it is sent out.")
    if standing.gaps:
        raise NotNow(" ".join(standing.gaps))
    audience = standing.proposal.fact.audience
    row = asked.resolution.fact.id if asked.resolution is not None else f"{body}-resolution"
    given = {"proposal": proposal, "body": body, **values}
    append_facts(by=by, table="resolutions", rows=[RowGiven(row, given, source, audience=audience, on=on)])
    if conditions:
        rows = _condition_rows(proposal, body, conditions, audience, first=len(asked.conditions) + 1)
        append_facts(by=by, table="resolution_conditions", rows=rows)
    return row


def _condition_rows(
    proposal: str, body: str, conditions: Sequence[str], audience: Audience, *, first: int
) -> list[RowGiven]:
    return [
        RowGiven(
            f"{body}-condition-{place}",
            {"proposal": proposal, "body": body, "says": says, "state": "open"},
            audience=audience,
            new=True,
        )
        for place, says in enumerate(conditions, start=first)
    ]


@transaction.atomic
def accept(
    *,
    by: Actor,
    proposal: str,
    about: str,
    accepts: bool,
    reason: str = "",
    reads: str | None = None,
    on: int | None = None,
) -> None:
    """Say for the actor's own council whether it accepts another's condition or other wording, as it reads now.

    `reads` is how it read to the actor, `on` the revision of what their council had said: `NotNow` where it reads
    otherwise by now, `RowChanged` where a colleague has answered since. Nobody accepts what they have not seen.
    """
    require(by, "facts.append")
    found = proposal_for(by, proposal=proposal, on=timezone.localdate()).proposal
    if by.organisation not in found.deciding:
        raise NotFound("No body of your organisation decides on this proposal.")
    wording = _reads(found, about, but_not=by.organisation)
    if reads is not None and reads != wording:
        raise NotNow("It was put in other words while you had it open. Read it again, then say whether you accept it.")
    values = {
        "proposal": proposal,
        "about": about,
        "says": "accepted" if accepts else "not accepted",
        "wording": wording,
        "said_on": timezone.localdate(),
        "reason": reason or None,
    }
    row = RowGiven(acceptance_id(by, about), values, audience=found.fact.audience, on=on)
    append_facts(by=by, table="acceptances", rows=[row])


def acceptance_id(by: Actor, about: str) -> str:
    """One row for what a council says about one condition or wording."""
    return f"{by.organisation}-{about}"[:200]


def _reads(proposal: Proposal, about: str, *, but_not: str) -> str:
    """The words of another council's condition or resolution. Raises `NotFound`."""
    for body in proposal.bodies:
        if body.council == but_not:
            continue
        for condition in body.conditions:
            if condition.id == about:
                return condition.reads
        if body.resolution is not None and body.resolution.fact.id == about:
            return body.resolution.wording
    raise NotFound("There is no such condition or wording of another council.")
