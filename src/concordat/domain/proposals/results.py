"""Where a proposal stands with each body and as a whole, with what it rests on."""

from dataclasses import dataclass, field
from enum import StrEnum

from concordat.domain.kernel.provenance import Provenance
from concordat.domain.proposals.effect import Effect
from concordat.domain.proposals.inputs import Body, Proposal
from concordat.domain.proposals.wordings import Wording, Words, side_by_side


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    AGREED = "agreed"
    LIVE = "live"
    REFUSED = "refused"


@dataclass(frozen=True)
class BodyStanding:
    """`words` compares its wording with what was put; empty where it took that. `blocks` are sentences."""

    body: Body
    stands: str
    words: tuple[Words, ...]
    blocks: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class ProposalStanding:
    """`gaps` are sentences about the proposal as a whole: who was not asked, what cannot be voted on."""

    proposal: Proposal
    state: State
    bodies: tuple[BodyStanding, ...]
    sentence: str
    provenance: Provenance = field(repr=False)
    hash: str = ""
    gaps: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def blocks(self) -> tuple[str, ...]:
        return (*self.gaps, *(block for body in self.bodies for block in body.blocks))

    @property
    def agreed(self) -> int:
        return sum(body.stands == "agreed" for body in self.bodies if body.body.must_agree)

    @property
    def needed(self) -> int:
        return sum(body.body.must_agree for body in self.bodies)

    @property
    def is_in_force(self) -> bool:
        """Agreed, and its day has come or none was set."""
        return self.state is State.LIVE or (self.state is State.AGREED and self.proposal.takes_effect is None)

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """What was put, and each other wording once with whose it is; empty where all took it as put."""
        said = [(one.body.called, one.body.resolution.wording) for one in self.bodies if one.body.resolution]
        found = side_by_side(self.proposal.says, said)
        return found if len(found) > 1 else ()
