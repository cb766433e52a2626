"""What comes out of the choice of groupings: plans, what limits cost, what leaving costs. Money is whole pence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.provenance import Provenance
from concordat.domain.sharing.group_value import GroupValue

VENTURE = "Partnership venture"


@dataclass(frozen=True)
class Grouping:
    """Some councils sharing some services from a wave on. `low`, `likely` and `high` are present values."""

    services: tuple[str, ...]
    title: str
    councils: tuple[str, ...]
    wave: int
    service_wave: int | None
    value: GroupValue = field(repr=False)
    low: int
    likely: int
    high: int
    gains: Mapping[str, int]  # the declared linear rule

    @property
    def is_venture(self) -> bool:
        """“Any service with a shared manager involving three or more partners” (West Oxfordshire 2015, Definitions)."""
        return len(self.councils) >= 3

    @property
    def whole_service(self) -> bool:
        return self.service_wave is not None

    @property
    def yearly(self) -> int:
        """A year's value once everything has begun, before discounting."""
        return self.value.yearly_service if self.whole_service else self.value.yearly_management


@dataclass(frozen=True)
class Plan:
    """Who shares what with whom, in which wave."""

    groupings: tuple[Grouping, ...]
    low: int
    likely: int
    high: int
    gains: Mapping[str, int]
    once: tuple[int, ...]  # by wave, undiscounted
    changes: Mapping[str, tuple[int, ...]]  # council: steps by wave

    @property
    def yearly(self) -> int:
        return sum(grouping.yearly for grouping in self.groupings)

    @property
    def ventures(self) -> int:
        return sum(grouping.is_venture for grouping in self.groupings)


@dataclass(frozen=True)
class NextBest:
    """A plan that really differs, and in what: (service, partners in the best plan, partners in this one)."""

    plan: Plan
    behind: int
    differs: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    proven: bool


@dataclass(frozen=True)
class LimitCost:
    """What the partnership would gain without one hard limit.

    Where it is not `exact`, `cost` is the least by which a plan without the limit is worth more than the plan found, and no
    plan without it is worth more than `at_most` above that plan.
    """

    kind: str
    says: str
    council: str
    service: str
    cost: int  # present value, pence
    cost_a_year: int
    exact: bool = True
    at_most: int | None = None


@dataclass(frozen=True)
class Leaving:
    """What happens when one council leaves: its own loss, the others' as the groups stand, and the best they can do.

    Where it is not `exact`, the others lose no more than `others_loss_replanned` if they plan again, and no less than
    `at_least` of what they have in the plan found; below nought the others might even do better.
    """

    council: str
    own_loss: int
    others_loss: int  # groups it was in go on without it where that still pays
    others_loss_replanned: int  # the others choose again
    groups_that_end: int
    exact: bool = True
    at_least: int | None = None


@dataclass(frozen=True)
class FairShare:
    """Gains under the declared linear rule and under the Shapley value of each group, which a fair split starts from."""

    linear: Mapping[str, int]
    fair: Mapping[str, int]
    keeps_minimum: bool
    ranking_changes: bool
    best_under_fair: int  # 0 for the best plan, 1 for the first of the next best …; -1 where no plan keeps the minimum
    plans: int = 1  # compared
    sampled_error: int = 0  # pence; 0 where every group's fair split is exact

    @property
    def words(self) -> str:
        """Whether the fair split changes which plan is first, and how exact that is."""
        if self.best_under_fair == -1:
            said = "If gains were split fairly, none of the plans found would keep every council's minimum gain."
        elif self.ranking_changes:
            said = (
                f"If gains were split fairly, another plan would be first: the next best number {self.best_under_fair}."
            )
        elif self.plans == 1:
            said = "A fair split keeps every council's minimum gain; there is no other plan to compare."
        else:
            said = f"A fair split of the gains would not change which of the {self.plans} plans found is first."
        if self.sampled_error:
            error = format_pounds(self.sampled_error)
            said += f" Large groups are sampled: one gain of one group may be off by about {error} (standard error)."
        return said


@dataclass(frozen=True)
class Groupings:
    """The whole answer. `seconds` is not part of it."""

    plan: Plan | None
    bound: int
    gap: float
    proven: bool
    method: str
    next_best: tuple[NextBest, ...]
    limits: tuple[LimitCost, ...] | None  # None where they were not asked for
    leaving: tuple[Leaving, ...]
    fair: FairShare | None
    provenance: Provenance
    hash: str
    seconds: float = field(default=0.0, compare=False)

    @property
    def words(self) -> str:
        """How sure we are that there is no better plan."""
        if self.plan is None:
            return "No plan keeps every limit."
        if self.proven:
            return "Proven best: no other plan within the limits is worth more."
        return f"The best found. No plan within the limits can be worth more than {self.gap:.1%} above it."
