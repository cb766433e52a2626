"""The choice of groupings as numbers: services, teams, waves and limits, ready for a solver.

A *team* is a council, or councils that share the service already and move together. A *schedule* is the wave in which
a group begins to share the management and the one, if any, in which it shares the whole service. Values are thousands
of pounds as floats, because a solver works in floats; every figure that is shown is worked out again exactly by
`group_value`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concordat.domain.sharing.assumptions import EQUAL, LIKELY, UNLIMITED, Assumptions
from concordat.domain.sharing.inputs import DEPTH, LAYERS, Position, SharingCase, Stance

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
THOUSAND_POUNDS = 100_000  # pence
NEVER = 99  # a wave that never comes
NOT_AT_ALL = -1  # the service wave of a group that shares no more than the management


@dataclass(frozen=True)
class Item:
    """One service, or several that move together. Teams hold the places of councils; costs are £1,000 a year."""

    id: str
    services: tuple[str, ...]
    teams: tuple[tuple[int, ...], ...]
    cost: Floats  # teams × layers
    base: Floats  # councils: the weight by which gains are divided
    begins: Whole  # teams: the first wave in which the management may be shared, or NEVER
    widens: Whole  # teams: the first wave in which the whole service may be shared, or NEVER
    systems: tuple[npt.NDArray[np.bool_], ...]  # for each service: teams × systems
    apart: npt.NDArray[np.bool_]  # teams × teams: never in one group
    needs: tuple[tuple[int, int], ...]  # (team, team that must be in the same group)
    distance: Floats  # teams × teams, kilometres between their members farthest apart

    @cached_property
    def size(self) -> Floats:
        return np.array([len(team) for team in self.teams], dtype=float)


@dataclass(frozen=True)
class Numbers:
    """The declared parts as arrays, £1,000. Rates are layers × teams, place 0 and 1 saving nothing."""

    rates: Floats
    in_force: Floats  # wave: discounted years of benefit
    when: Floats  # wave: discount factor of what is paid once
    client: float
    per_system: float
    per_kilometre: float
    once: Floats  # (management, service) × (per group, per council, per extra system)


@dataclass(frozen=True)
class Programme:
    """What is maximised: the sum of the groups' values, one group at most for each council and item, within the limits."""

    councils: tuple[str, ...]
    items: tuple[Item, ...]
    waves: int
    numbers: Numbers
    largest_group: int
    capacity: Floats  # councils × waves: steps of change; inf where unlimited
    budget: Floats  # waves: what may be spent once, £1,000; inf where unlimited
    least_gain: Floats  # councils, £1,000 over the period; -inf where none
    equally: bool = False
    only_after: tuple[tuple[int, int, int], ...] = ()  # (council, item, item it needs)
    dropped: tuple[str, ...] = field(default=(), compare=False)  # limits left out, for the record

    @cached_property
    def schedules(self) -> tuple[tuple[int, int], ...]:
        return tuple(
            (wave, widened) for wave in range(self.waves) for widened in (*range(wave, self.waves), NOT_AT_ALL)
        )

    def of(self, item: int, team: int) -> tuple[int, ...]:
        return self.items[item].teams[team]


def build_programme(sharing: SharingCase, assumptions: Assumptions, *, which: str = LIKELY) -> Programme:
    """Positions, baselines and declared parts → numbers. Councils without a position on a service keep it."""
    councils = tuple(partner.id for partner in sharing.partners)
    bundles = bundles_of(sharing)
    items = tuple(_item(sharing, assumptions, bundle, councils) for bundle in bundles)
    return Programme(
        councils=councils,
        items=items,
        waves=len(assumptions.waves),
        numbers=_numbers(assumptions, len(councils), which),
        largest_group=assumptions.largest_group,
        capacity=np.array([[_limit(wave.changes_of(c)) for wave in assumptions.waves] for c in councils], dtype=float),
        budget=np.array([_limit(wave.one_off_budget, THOUSAND_POUNDS) for wave in assumptions.waves], dtype=float),
        least_gain=np.array([assumptions.minimum_gain_of(c) / THOUSAND_POUNDS for c in councils], dtype=float),
        equally=assumptions.gains == EQUAL,
        only_after=_only_after(sharing, bundles, councils),
    )


def _limit(given: int, unit: int = 1) -> float:
    return float("inf") if given >= UNLIMITED else given / unit


def bundles_of(sharing: SharingCase) -> tuple[tuple[str, ...], ...]:
    """Services that move together as one, in the order of the services; most stand alone."""
    known = {service.id for service in sharing.services}
    leader = {id: id for id in known}

    def find(id: str) -> str:
        while leader[id] != id:
            id = leader[id]
        return id

    for service in sharing.services:
        for other in service.moves_with:
            if other in known:
                leader[find(other)] = find(service.id)
    bundles: dict[str, list[str]] = {}
    for service in sharing.services:
        bundles.setdefault(find(service.id), []).append(service.id)
    return tuple(tuple(bundle) for bundle in bundles.values())


def teams_of(sharing: SharingCase, services: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Councils that both say they share one of the services already are one team; every other is its own."""
    ids = [partner.id for partner in sharing.partners]
    leader = {id: id for id in ids}

    def find(id: str) -> str:
        while leader[id] != id:
            id = leader[id]
        return id

    for service in services:
        said = {id: shared_already_with(sharing, id, service) for id in ids}
        for one in ids:
            for other in said[one] & set(ids):
                if one in said[other]:
                    leader[find(other)] = find(one)
    teams: dict[str, list[str]] = {}
    for id in ids:
        teams.setdefault(find(id), []).append(id)
    return tuple(tuple(team) for team in teams.values())


def shared_already_with(sharing: SharingCase, council: str, service: str) -> set[str]:
    """The councils with which this one shares the service at any time on its path."""
    return {
        other
        for position in sharing.path(council, service)
        if position.stance is Stance.ALREADY_SHARED
        for other in position.shared_with
    }


def _numbers(assumptions: Assumptions, councils: int, which: str) -> Numbers:
    rates = [[float(assumptions.rate(layer, teams, which)) for teams in range(councils + 1)] for layer in LAYERS]
    factors = [float(assumptions.discount_factor(year)) for year in range(assumptions.years)]
    waves = range(len(assumptions.waves))
    begun = [
        sum(float(part) * factor for part, factor in zip(assumptions.years_of_benefit(wave), factors, strict=True))
        for wave in waves
    ]
    once = [
        [part / THOUSAND_POUNDS for part in (given.per_group, given.per_council, given.per_extra_system)]
        for given in (assumptions.management_once, assumptions.service_once)
    ]
    return Numbers(
        rates=np.array(rates),
        in_force=np.array(begun),
        when=np.array([factors[min(int(assumptions.offset_years(wave)), assumptions.years - 1)] for wave in waves]),
        client=assumptions.client_side_per_council / THOUSAND_POUNDS,
        per_system=assumptions.difference_per_extra_system / THOUSAND_POUNDS,
        per_kilometre=assumptions.difference_per_kilometre / THOUSAND_POUNDS,
        once=np.array(once),
    )


def _item(sharing: SharingCase, assumptions: Assumptions, services: tuple[str, ...], councils: tuple[str, ...]) -> Item:
    place = {id: at for at, id in enumerate(councils)}
    teams = teams_of(sharing, services)
    rows = [[sharing.latest_baseline.get((c, s)) for s in services] for c in councils]
    layers = np.array(
        [[sum(row.layers.get(layer, 0) for row in of if row) / THOUSAND_POUNDS for layer in LAYERS] for of in rows],
        dtype=float,
    )
    cost = np.array([layers[[place[c] for c in team]].sum(axis=0) for team in teams])
    open_from = [
        _opens(sharing, assumptions, team, services, complete=all(row for c in team for row in rows[place[c]]))
        for team in teams
    ]
    begins, widens = np.array([one for one, _ in open_from]), np.array([two for _, two in open_from])
    apart, needs = _who_with_whom(sharing, services, teams, begins, widens)
    return Item(
        id=services[0],
        services=services,
        teams=tuple(tuple(place[c] for c in team) for team in teams),
        cost=cost,
        base=layers.sum(axis=1),
        begins=begins,
        widens=widens,
        systems=tuple(_systems(sharing, service, teams) for service in services),
        apart=apart,
        needs=needs,
        distance=_distances(sharing, teams),
    )


def _opens(
    sharing: SharingCase, assumptions: Assumptions, team: Iterable[str], services: Sequence[str], *, complete: bool
) -> tuple[int, int]:
    """The first waves from which the positions of every council in the team allow each depth for good."""
    if not complete:
        return NEVER, NEVER  # without a baseline nobody can say what sharing is worth
    depths = [
        min(depth_on(sharing, council, service, assumptions, wave) for council in team for service in services)
        for wave in range(len(assumptions.waves))
    ]
    return _from_then_on(depths, 1), _from_then_on(depths, 2)


def depth_on(sharing: SharingCase, council: str, service: str, assumptions: Assumptions, wave: int) -> int:
    """How deep the council would share the service in the wave: 0, 1 (management) or 2 (the whole service)."""
    day = assumptions.waves[wave].starts
    position = sharing.position_on(council, service, day)
    if position is None:
        return 0
    waits = [held.not_before for held in sharing.path(council, service) if held.not_before is not None]
    return 0 if any(day < until for until in waits) else DEPTH[position.stance]


def _from_then_on(depths: Sequence[int], wanted: int) -> int:
    first = NEVER
    for wave in reversed(range(len(depths))):
        if depths[wave] < wanted:
            break
        first = wave
    return first


def _who_with_whom(
    sharing: SharingCase, services: Sequence[str], teams: tuple[tuple[str, ...], ...], begins: Whole, widens: Whole
) -> tuple[npt.NDArray[np.bool_], tuple[tuple[int, int], ...]]:
    """Never-with pairs and needed partners. A team that needs somebody who is not there can never share."""
    held = {id: at for at, team in enumerate(teams) for id in team}
    apart = np.zeros((len(teams), len(teams)), dtype=bool)
    needs: set[tuple[int, int]] = set()
    for at, team in enumerate(teams):
        for position in _positions_of(sharing, team, services):
            for other in position.never_with:
                if other in held and held[other] != at:
                    apart[at, held[other]] = apart[held[other], at] = True
            for other in position.only_with:
                if other not in held:
                    begins[at] = widens[at] = NEVER
                elif held[other] != at:
                    needs.add((at, held[other]))
    return apart, tuple(sorted(needs))


def _positions_of(sharing: SharingCase, team: Iterable[str], services: Iterable[str]) -> list[Position]:
    return [position for council in team for service in services for position in sharing.path(council, service)]


def _systems(sharing: SharingCase, service: str, teams: tuple[tuple[str, ...], ...]) -> npt.NDArray[np.bool_]:
    named = [
        {
            row.system.strip().casefold()
            for council in team
            if (row := sharing.latest_baseline.get((council, service))) is not None and row.system.strip()
        }
        for team in teams
    ]
    known = sorted(set().union(*named))
    return np.array([[system in held for system in known] for held in named], dtype=bool).reshape(
        len(teams), len(known)
    )


def _distances(sharing: SharingCase, teams: tuple[tuple[str, ...], ...]) -> Floats:
    partner = {found.id: found for found in sharing.partners}
    found = np.zeros((len(teams), len(teams)))
    for at, team in enumerate(teams):
        for to, other in enumerate(teams):
            apart = [partner[a].kilometres_to(partner[b]) or 0.0 for a in team for b in other if a != b]
            found[at, to] = round(max(apart, default=0.0), 1)
    return found


def _only_after(
    sharing: SharingCase, bundles: Sequence[tuple[str, ...]], councils: Sequence[str]
) -> tuple[tuple[int, int, int], ...]:
    of = {service: at for at, bundle in enumerate(bundles) for service in bundle}
    found = {
        (councils.index(position.council), of[position.service], of[needed])
        for position in sharing.positions
        if position.council in councils and position.service in of
        for needed in position.only_after
        if needed in of and of[needed] != of[position.service]
    }
    return tuple(sorted(found))


def without_capacity(programme: Programme, wave: int) -> Programme:
    capacity = programme.capacity.copy()
    capacity[:, wave] = np.inf
    return replace(programme, capacity=capacity)


def without_budget(programme: Programme, wave: int) -> Programme:
    budget = programme.budget.copy()
    budget[wave] = np.inf
    return replace(programme, budget=budget)
