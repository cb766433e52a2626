"""Whether a fair split of the gains would change which plan is best.

Inside the solver a group's value is divided by a declared linear rule. The fair split used here is the Shapley value
of each group's own game: what some of its councils could make of the service by themselves is their value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

import numpy as np

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.shapley import shapley_value
from concordat.domain.kernel.money import round_to_pence
from concordat.domain.kernel.seeds import generator
from concordat.domain.sharing.assumptions import Assumptions
from concordat.domain.sharing.inputs import SharingCase
from concordat.domain.sharing.leaving import value_among
from concordat.domain.sharing.results import FairShare, Grouping, Plan

MOST_EXACT = 10  # councils in a group: above it orders are sampled
ORDERS = 200

Key = tuple[tuple[str, ...], tuple[str, ...], int, int | None]


@dataclass
class FairGains:
    """Shapley gains of groups, each worked out once. `error` is the largest standard error of a sampled one, pence."""

    sharing: SharingCase
    assumptions: Assumptions
    seed: int = 1
    error: float = 0.0
    known: dict[Key, tuple[Fraction, ...]] = field(default_factory=dict)

    def of_plan(self, plan: Plan) -> dict[str, int]:
        """Each council's Shapley gain over all groups of the plan, whole pence."""
        exact = dict.fromkeys(plan.gains, Fraction(0))
        for grouping in plan.groupings:
            for council, gain in zip(grouping.councils, self.of_group(grouping), strict=True):
                exact[council] += gain
        return {council: round_to_pence(gain) for council, gain in exact.items()}

    def of_group(self, grouping: Grouping) -> tuple[Fraction, ...]:
        key = (grouping.services, grouping.councils, grouping.wave, grouping.service_wave)
        if key not in self.known:
            exactly = len(grouping.councils) <= MOST_EXACT
            self.known[key] = self._exact(grouping) if exactly else self._sampled(grouping)
        return self.known[key]

    def _worth(self, grouping: Grouping, members: tuple[str, ...]) -> int:
        if len(members) == len(grouping.councils):
            return grouping.likely
        return value_among(self.sharing, self.assumptions, grouping, members)

    def _exact(self, grouping: Grouping) -> tuple[Fraction, ...]:
        costs: dict[Iterable[str], int] = {
            members: -self._worth(grouping, members)
            for size in range(1, len(grouping.councils) + 1)
            for members in combinations(grouping.councils, size)
        }
        return tuple(-share for share in shapley_value(CostGame.from_costs(costs, partners=grouping.councils)))

    def _sampled(self, grouping: Grouping) -> tuple[Fraction, ...]:
        """The mean over orders drawn of what each council adds to those before it: sums to the group's value."""
        councils = grouping.councils
        draw = generator(self.seed, "groupings.fair", *grouping.services, *councils)
        added = np.zeros((ORDERS, len(councils)), dtype=np.int64)
        for number in range(ORDERS):
            before, members = 0, set[str]()
            for at in draw.permutation(len(councils)).tolist():
                members.add(councils[at])
                now = self._worth(grouping, tuple(council for council in councils if council in members))
                added[number, at], before = now - before, now
        self.error = max(self.error, float(added.std(axis=0, ddof=1).max()) / ORDERS**0.5)
        return tuple(Fraction(int(total), ORDERS) for total in added.sum(axis=0))


def compare_with_fair_split(
    sharing: SharingCase, assumptions: Assumptions, best: Plan, others: Sequence[Plan], *, seed: int = 1
) -> FairShare:
    """The best plan's gains both ways, and whether another plan would be first if gains were split fairly.

    Plans are ranked by what they are worth together; one that leaves a council below its minimum gain does not count.
    """
    plans, gains_of = [best, *others], FairGains(sharing, assumptions, seed)
    fair = [gains_of.of_plan(plan) for plan in plans]
    keeps = [all(gain >= assumptions.minimum_gain_of(council) for council, gain in gains.items()) for gains in fair]
    fitting = [place for place, kept in enumerate(keeps) if kept]
    first = max(fitting, key=lambda place: (plans[place].likely, -place)) if fitting else -1
    return FairShare(best.gains, fair[0], keeps[0], first != 0, first, len(plans), round(gains_of.error))
