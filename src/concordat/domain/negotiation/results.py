"""Where each point stands, and how each recommended feature fares on its way to a clause."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from concordat.domain.kernel.provenance import Provenance
from concordat.domain.negotiation.inputs import Negotiation, Point, Term


class Settled(StrEnum):
    """A point is agreed only when every party says the same; in the contract once they name the same clause."""

    OPEN = "open"
    SAID_BY_SOME = "said by some parties"
    DIFFERS = "parties say different things"
    AGREED = "agreed, no clause yet"
    IN_CONTRACT = "in the contract"
    GIVEN_UP = "given up"

    @property
    def is_agreed(self) -> bool:
        return self in {Settled.AGREED, Settled.IN_CONTRACT}


@dataclass(frozen=True)
class PointStanding:
    """`term` is what was agreed, None until it is; `differs` are the parts on which parties say different things."""

    point: Point
    settled: Settled
    term: Term | None
    waiting_for: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def clause(self) -> str:
        """``Term contract, clause 12 Profit``; empty until the point stands in a contract."""
        if self.settled is not Settled.IN_CONTRACT or self.term is None:
            return ""
        return ", ".join(part for part in (self.term.contract, self.term.clause) if part)


@dataclass(frozen=True)
class NegotiationStanding:
    negotiation: Negotiation
    points: tuple[PointStanding, ...]
    sentence: str
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def agreed(self) -> int:
        return sum(point.settled.is_agreed for point in self.points)


@dataclass(frozen=True)
class TraceRow:
    """A thing that was recommended, the points that carry it out, and how far it has come."""

    kind: str  # "service area", "clause" or "feature"
    id: str
    title: str
    says: str
    must: bool  # False for a feature that only may be taken
    points: tuple[PointStanding, ...]
    stands: str


@dataclass(frozen=True)
class Trace:
    """`not_recommended` are points that carry out nothing that was recommended."""

    recommendation: str
    rows: tuple[TraceRow, ...]
    not_recommended: tuple[PointStanding, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def needed(self) -> int:
        return sum(row.must for row in self.rows)

    @property
    def in_contract(self) -> int:
        return sum(row.must and row.stands == Settled.IN_CONTRACT.value for row in self.rows)


@dataclass(frozen=True)
class AgainstMandate:
    """One's own mandate on a point beside what was agreed. Figures are in the point's unit; a difference above nothing is
    better for the party than it asked, aimed at or would have stopped at. None where one side of it is not known.

    `way` is how much of the way from `stops_at` to `aims_for` was won: 1 is the whole of it.
    """

    point: Point
    better: str
    asks_first: Decimal | None
    aims_for: Decimal | None
    stops_at: Decimal | None
    wants: str
    must_have: bool
    gives_in_return: str
    because: str
    given_by: str
    agreed: Decimal | None
    from_first: Decimal | None
    from_aim: Decimal | None
    from_stop: Decimal | None
    way: Decimal | None
    within: bool | None
    sentence: str
    written_after: bool
    provenance: Provenance = field(repr=False)
    hash: str = ""
