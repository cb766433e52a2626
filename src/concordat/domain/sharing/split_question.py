"""What each group of councils would pay for a service by itself, from the baseline and the declared savings rates.

A group's cost a year is its members' gross baseline less what sharing the whole service would save it, once everything has
begun and before discounting; a group that would lose by sharing pays what its members pay apart. The joint cost has the
range of the rates, low and high.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from concordat.domain.cost_sharing.game import CostGame, TooManyPartners
from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.kernel.estimates import Estimate
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.sharing.assumptions import LIKELY, Assumptions
from concordat.domain.sharing.group_value import group_value
from concordat.domain.sharing.inputs import SharingCase
from concordat.domain.sharing.programme import teams_of

MOST_COUNCILS = 12


def services_to_split(sharing: SharingCase) -> dict[str, tuple[str, ...]]:
    """Services with a baseline of two councils or more, and those councils, in the case's order."""
    held = {
        service.id: tuple(p.id for p in sharing.partners if (p.id, service.id) in sharing.latest_baseline)
        for service in sharing.services
    }
    return {service: councils for service, councils in held.items() if len(councils) > 1}


def split_question(
    sharing: SharingCase, assumptions: Assumptions, *, service: str, councils: Sequence[str]
) -> SplitQuestion:
    """Raises `LookupError` where a council has no baseline of the service, `TooManyPartners` above `MOST_COUNCILS`."""
    if len(councils) > MOST_COUNCILS:
        raise TooManyPartners(
            f"{len(councils)} councils make {2 ** len(councils):,} groups, and each group's value is worked out from the "
            f"baseline: choose {MOST_COUNCILS} or fewer."
        )
    missing = [council for council in councils if (council, service) not in sharing.latest_baseline]
    if missing:
        raise LookupError(f"{missing[0]} has no baseline of {service}.")
    costs: dict[Iterable[str], int] = {
        members: _cost(sharing, assumptions, service, members, LIKELY)
        for size in range(1, len(councils) + 1)
        for members in combinations(councils, size)
    }
    rows = [sharing.latest_baseline[(council, service)] for council in councils]
    everybody = tuple(councils)
    ends = [_cost(sharing, assumptions, service, everybody, which) for which in ("high", "low")]
    population = {partner.id: partner.population for partner in sharing.partners}
    known = [population.get(council) for council in councils]
    keys = {"population": tuple(Fraction(count or 0) for count in known)} if all(known) else {}
    return SplitQuestion(
        name=service,
        title=f"{sharing.service_titles.get(service, service)}: who pays what",
        game=CostGame.from_costs(costs, partners=everybody, names=sharing.partner_titles),
        keys=keys,
        today=tuple(row.gross for row in rows),
        total_range=Estimate(min(ends[0], costs[everybody]), costs[everybody], max(ends[1], costs[everybody])),
        source="Worked out from the baseline and the declared savings rates",
        illustrative=any(row.fact.illustrative for row in rows) or assumptions.document.illustrative,
        inputs=(*(InputUsed.of_fact(row.fact) for row in rows), InputUsed.of_document(assumptions.document)),
    )


def _cost(sharing: SharingCase, assumptions: Assumptions, service: str, members: tuple[str, ...], which: str) -> int:
    apart = sum(sharing.latest_baseline[(council, service)].gross for council in members)
    teams = {team for team in teams_of(sharing, (service,)) for council in team if council in members}
    if len(teams) < 2:
        return apart
    value = group_value(sharing, assumptions, services=(service,), councils=members, teams=len(teams), which=which)
    return apart - max(0, value.yearly_service)
