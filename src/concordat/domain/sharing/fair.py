"""Whether a fair split of the gains would change which plan is best.

Inside the solver a group's value is divided by a declared linear rule. The fair split used here is the Shapley value
of each group's own game: what some of its councils could make of the service by themselves is their value.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.shapley import shapley_value
from concordat.domain.kernel.money import round_to_pence
from concordat.domain.sharing.assumptions import Assumptions
from concordat.domain.sharing.inputs import SharingCase
from concordat.domain.sharing.leaving import value_among
from concordat.domain.sharing.results import FairShare, Grouping, Plan


def fair_gains(sharing: SharingCase, assumptions: Assumptions, plan: Plan) -> dict[str, int]:
    """Each council's Shapley gain over all groups of the plan, whole pence."""
    exact = dict.fromkeys(plan.gains, Fraction(0))
    for grouping in plan.groupings:
        for council, gain in zip(grouping.councils, _shapley(sharing, assumptions, grouping), strict=True):
            exact[council] += gain
    return {council: round_to_pence(gain) for council, gain in exact.items()}


def _shapley(sharing: SharingCase, assumptions: Assumptions, grouping: Grouping) -> tuple[Fraction, ...]:
    costs: dict[Iterable[str], int] = {
        members: -(
            grouping.likely
            if len(members) == len(grouping.councils)
            else value_among(sharing, assumptions, grouping, members)
        )
        for size in range(1, len(grouping.councils) + 1)
        for members in combinations(grouping.councils, size)
    }
    game = CostGame.from_costs(costs, partners=grouping.councils)
    return tuple(-share for share in shapley_value(game))


def compare_with_fair_split(
    sharing: SharingCase, assumptions: Assumptions, best: Plan, others: Sequence[Plan]
) -> FairShare:
    """The best plan's gains both ways, and whether another plan would be first if gains were split fairly.

    Plans are ranked by what they are worth together; one that leaves a council below its minimum gain does not count.
    """
    plans = [best, *others]
    fair = [fair_gains(sharing, assumptions, plan) for plan in plans]
    keeps = [all(gain >= assumptions.minimum_gain_of(council) for council, gain in gains.items()) for gains in fair]
    fitting = [place for place, kept in enumerate(keeps) if kept]
    first = max(fitting, key=lambda place: (plans[place].likely, -place)) if fitting else -1
    return FairShare(best.gains, fair[0], keeps[0], first != 0, first)
