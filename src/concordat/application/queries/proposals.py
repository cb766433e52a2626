"""Proposals as a viewer may see them: where each stands, what it does to each share, and what was frozen at each step."""

from datetime import date

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.cases import case_for
from concordat.data.records import models
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding
from concordat.domain.kernel.hashing import content_hash
from concordat.domain.kernel.organisations import Membership, Role
from concordat.domain.payment.change_effect import effect_of_mechanism
from concordat.domain.proposals import ProposalStanding, check_proposals, standings_in

OTHERS = (effect_of_mechanism,)  # beside what the proposals themselves know
APPROVAL, STANDING, SHARES, EFFECT = "approval", "proposal", "shares", "took-effect"


def members_known(by: Actor) -> tuple[Membership, ...]:
    """Who belongs to the partnership, also where the case itself does not say so."""
    found = models.Membership.objects.filter(partnership__slug=by.partnership)
    return tuple(
        Membership(row.organisation_id, Role(row.role), row.from_date, row.to_date, row.notice_months) for row in found
    )


def proposals_for(by: Actor, *, on: date) -> tuple[ProposalStanding, ...]:
    return standings_in(case_for(by), on=on, members=members_known(by), others=OTHERS)


def proposal_findings(by: Actor) -> list[Finding]:
    return check_proposals(case_for(by), members_known(by), OTHERS)


def proposal_for(by: Actor, *, proposal: str, on: date) -> ProposalStanding:
    """Raises `NotFound` where there is none that the viewer may see."""
    found = next((one for one in proposals_for(by, on=on) if one.proposal.id == proposal), None)
    if found is None:
        raise NotFound("There is no such proposal.")
    return found


def frozen_on(by: Actor) -> dict[str, int]:
    """What was frozen for a resolution (``approval:…``) or when a proposal took effect: its name → the decision's number."""
    seen = models.Freeze.objects.visible_to(by.viewer, partnership=by.partnership).order_by("pk")
    found: dict[str, int] = {}
    for number, results in seen.values_list("pk", "results"):
        found |= {name: number for name in results if name.partition(":")[0] in {APPROVAL, EFFECT}}
    return found


def results_of(standing: ProposalStanding) -> dict[str, str]:
    """Where a proposal stands and what it does to each share, by hash: what a decision on it keeps."""
    found = {f"{STANDING}:{standing.proposal.id}": standing.hash}
    if standing.effects:
        found[f"{SHARES}:{standing.proposal.id}"] = content_hash([effect.hash for effect in standing.effects])
    return found


def proposals_then(case: Case, *, names: set[str], on: date) -> tuple[ProposalStanding, ...]:
    """The proposals a frozen decision is about, as they stood in the case as it was then."""
    return tuple(one for one in standings_in(case, on=on, others=OTHERS) if f"{STANDING}:{one.proposal.id}" in names)


def worked_out_again(case: Case, *, names: set[str], on: date) -> dict[str, str]:
    """The same names as a frozen decision keeps, from the case as it was then."""
    found: dict[str, str] = {}
    for standing in standings_in(case, on=on, others=OTHERS):
        found |= results_of(standing)
        found[f"{EFFECT}:{standing.proposal.id}"] = standing.hash
        for body in standing.proposal.bodies:
            if body.resolution is not None:
                found[f"{APPROVAL}:{body.resolution.fact.id}"] = body.resolution.fact.hash
    return {name: hash for name, hash in found.items() if name in names}
