"""Where a proposal stands with each body and as a whole, with what it rests on."""

from dataclasses import dataclass, field
from enum import StrEnum

from concordat.domain.kernel.provenance import Provenance
from concordat.domain.proposals.inputs import Body, Proposal


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    AGREED = "agreed"
    LIVE = "live"
    REFUSED = "refused"


@dataclass(frozen=True)
class Words:
    """A run of words: in the wording put and the resolution (`same`), only in the first (`removed`) or second (`added`)."""

    kind: str
    text: str


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
    proposal: Proposal
    state: State
    bodies: tuple[BodyStanding, ...]
    sentence: str
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def blocks(self) -> tuple[str, ...]:
        return tuple(block for body in self.bodies for block in body.blocks)

    @property
    def agreed(self) -> int:
        return sum(body.stands == "agreed" for body in self.bodies if body.body.must_agree)

    @property
    def needed(self) -> int:
        return sum(body.body.must_agree for body in self.bodies)
