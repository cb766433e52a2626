"""One proposal through many sovereign bodies: who has decided what, in whose words, and what stands in the way.

A proposal is agreed only when every body that must agree has, their words have one effect and their conditions are
reconciled. Rules of notice and of joint committees are those of English local government; each says to take advice.
"""

from concordat.domain.proposals.checks import check_proposals
from concordat.domain.proposals.inputs import Outcome, Proposal, read_proposals
from concordat.domain.proposals.joint_committees import check_joint_committees
from concordat.domain.proposals.results import BodyStanding, ProposalStanding, State
from concordat.domain.proposals.standing import standing_of

__all__ = [
    "BodyStanding",
    "Outcome",
    "Proposal",
    "ProposalStanding",
    "State",
    "check_joint_committees",
    "check_proposals",
    "read_proposals",
    "standing_of",
]
