"""What each council loses by leaving the plan, and what that does to the others."""

from collections.abc import Sequence
from dataclasses import replace

from concordat.domain.sharing.assumptions import Assumptions
from concordat.domain.sharing.group_value import group_value
from concordat.domain.sharing.inputs import SharingCase
from concordat.domain.sharing.programme import NEVER, Programme, teams_of
from concordat.domain.sharing.results import Grouping, Leaving, Plan
from concordat.domain.sharing.solve import best_groupings


def leaving_of(
    sharing: SharingCase,
    assumptions: Assumptions,
    programme: Programme,
    plan: Plan,
    council: str,
    *,
    gap: float,
    seconds: float,
) -> Leaving:
    """The others' loss is counted on what they gained beside the leaver under the declared rule."""
    touched = [grouping for grouping in plan.groupings if council in grouping.councils]
    gained = sum(gain for g in touched for who, gain in g.gains.items() if who != council)
    without = [value_without(sharing, assumptions, grouping, council) for grouping in touched]
    others_now = plan.likely - plan.gains[council]
    again = best_groupings(_without_council(programme, council), gap=gap, seconds=seconds)
    replanned = round(again.value * 100_000) if again.columns is not None else 0
    return Leaving(
        council=council,
        own_loss=plan.gains[council],
        others_loss=gained - sum(without),
        others_loss_replanned=others_now - replanned,
        groups_that_end=sum(value == 0 for value in without),
    )


def value_without(sharing: SharingCase, assumptions: Assumptions, grouping: Grouping, council: str) -> int:
    """What the rest of a group is worth on the same schedule, pence; nought where it would rather stop."""
    return value_among(sharing, assumptions, grouping, [c for c in grouping.councils if c != council])


def value_among(sharing: SharingCase, assumptions: Assumptions, grouping: Grouping, councils: Sequence[str]) -> int:
    """What some of a group's councils could make of it by themselves: at least nought, because they need not."""
    teams = {team for team in teams_of(sharing, grouping.services) for member in team if member in councils}
    if len(teams) < 2 or _lacks_company(sharing, grouping, councils):
        return 0
    value = group_value(sharing, assumptions, services=grouping.services, councils=tuple(councils), teams=len(teams))
    schedules = [(grouping.wave, grouping.service_wave), (grouping.wave, None)]
    return max(0, *(value.present_value(assumptions, wave=w, service_wave=s) for w, s in schedules))


def _lacks_company(sharing: SharingCase, grouping: Grouping, councils: Sequence[str]) -> bool:
    """True where one of them would only share with a council that is not among them."""
    return any(
        not set(position.only_with) <= set(councils)
        for council in councils
        for service in grouping.services
        for position in sharing.path(council, service)
    )


def _without_council(programme: Programme, council: str) -> Programme:
    at = programme.councils.index(council)
    items = []
    for item in programme.items:
        begins, widens = item.begins.copy(), item.widens.copy()
        for place, team in enumerate(item.teams):
            if at in team:
                begins[place] = widens[place] = NEVER
        items.append(replace(item, begins=begins, widens=widens))
    least = programme.least_gain.copy()
    least[at] = min(0.0, least[at])
    needs = tuple(need for need in programme.only_after if need[0] != at)
    return replace(programme, items=tuple(items), least_gain=least, only_after=needs)
