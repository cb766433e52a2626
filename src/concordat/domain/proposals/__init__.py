"""One proposal through many sovereign bodies: who has decided what, in whose words, and what stands in the way.

A proposal is agreed only when everybody it affects was asked, every body that must agree has, their words have one effect
and their conditions are reconciled. What it does to each partner's share is worked out before anybody votes. Rules of
notice, routes and joint committees are those of English local government; each says to take advice.
"""

from concordat.domain.proposals.affected import Affected
from concordat.domain.proposals.change import Change, proposed_kind, real_kind
from concordat.domain.proposals.checks import check_proposals
from concordat.domain.proposals.effect import Effect, effects_of
from concordat.domain.proposals.in_force import binding, check_shared_positions, position_after
from concordat.domain.proposals.inputs import Outcome, Proposal, read_proposals
from concordat.domain.proposals.joint_committees import check_joint_committees
from concordat.domain.proposals.results import BodyStanding, ProposalStanding, State
from concordat.domain.proposals.standing import standing_of, standings_in

__all__ = [
    "Affected",
    "BodyStanding",
    "Change",
    "Effect",
    "Outcome",
    "Proposal",
    "ProposalStanding",
    "State",
    "binding",
    "check_joint_committees",
    "check_proposals",
    "check_shared_positions",
    "effects_of",
    "position_after",
    "proposed_kind",
    "read_proposals",
    "real_kind",
    "standing_of",
    "standings_in",
]
