"""What each council loses by leaving the plan, and what that does to the others."""

from collections.abc import Sequence
from dataclasses import replace

from concordat.domain.sharing.around import Around, without_council, worth
from concordat.domain.sharing.assumptions import Assumptions
from concordat.domain.sharing.columns import with_dependents
from concordat.domain.sharing.group_value import group_value
from concordat.domain.sharing.inputs import SharingCase
from concordat.domain.sharing.programme import THOUSAND_POUNDS, Programme, teams_of
from concordat.domain.sharing.results import Grouping, Leaving, Plan
from concordat.domain.sharing.rows import Rows, keeps_limits
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
    stands = _as_groups_stand(sharing, assumptions, plan, council)
    again = best_groupings(without_council(programme, programme.councils.index(council)), gap=gap, seconds=seconds)
    replanned = round(again.value * THOUSAND_POUNDS) if again.columns is not None else 0
    return replace(stands, others_loss_replanned=plan.likely - plan.gains[council] - replanned)


def leaving_near(sharing: SharingCase, assumptions: Assumptions, plan: Plan, around: Around, council: str) -> Leaving:
    """The same near the plan: what the others lose if they plan again is at most so much, and at least so much."""
    stands = _as_groups_stand(sharing, assumptions, plan, council)
    at = around.programme.councils.index(council)
    changed = without_council(around.programme, at)
    teams = [item.teams for item in around.programme.items]
    hit = {place for place, c in enumerate(around.columns) if any(at in teams[c.item][team] for team in c.group)}
    out = with_dependents(around.programme, around.columns, hit)
    stays = [column for place, column in enumerate(around.columns) if place not in out]
    hit_items = sorted({around.columns[place].item for place in out})
    plans = [
        around.planned_without(changed, stays, hit_items),
        (*stays, *around.gone_on(changed, [around.columns[place] for place in sorted(out)])),
    ]
    rows = Rows(changed)
    found = max((worth(again) for again in plans if keeps_limits(rows, again)), default=0.0)
    others_now = plan.likely - plan.gains[council]
    most = others_now - round(found * THOUSAND_POUNDS)
    least = others_now - round(around.bound_without(changed, range(len(changed.items))) * THOUSAND_POUNDS)
    return replace(stands, others_loss_replanned=most, at_least=min(least, most), exact=False)


def _as_groups_stand(sharing: SharingCase, assumptions: Assumptions, plan: Plan, council: str) -> Leaving:
    touched = [grouping for grouping in plan.groupings if council in grouping.councils]
    gained = sum(gain for g in touched for who, gain in g.gains.items() if who != council)
    without = [value_without(sharing, assumptions, grouping, council) for grouping in touched]
    return Leaving(
        council=council,
        own_loss=plan.gains[council],
        others_loss=gained - sum(without),
        others_loss_replanned=gained - sum(without),
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
