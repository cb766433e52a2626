"""What each hard limit costs: the best plan without it, less the best plan with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from concordat.domain.sharing.around import Around
from concordat.domain.sharing.assumptions import Assumptions
from concordat.domain.sharing.choosing import Found, Progress, Tell, quiet
from concordat.domain.sharing.columns import Column, value_groups
from concordat.domain.sharing.inputs import Position, SharingCase, Stance
from concordat.domain.sharing.programme import (
    NEVER,
    NOT_AT_ALL,
    Item,
    Programme,
    build_programme,
    without_budget,
    without_capacity,
)
from concordat.domain.sharing.solve import best_groupings


@dataclass(frozen=True)
class Limit:
    """A hard limit in words, and the programme without it."""

    kind: str
    says: str
    council: str
    service: str
    without: Programme


def limits_in(sharing: SharingCase, assumptions: Assumptions, programme: Programme) -> Iterator[Limit]:
    """Every limit somebody set that may bind: positions first, then capacity, money, minimum gain and size."""
    titles, services = sharing.partner_titles, sharing.service_titles
    for at, item in enumerate(programme.items):
        for council_at, council in enumerate(programme.councils):
            path = [position for service in item.services for position in sharing.path(council, service)]
            name = f"{titles[council]}: {' and '.join(services[s] for s in item.services)}"
            if path and not _open_from_the_start(item, council_at):
                says, kind = _wish(path, assumptions)
                freed = _opened(programme, at, council_at)
                if freed is not None:
                    yield Limit(kind, f"{name}: {says}", council, item.id, freed)
            yield from _company(sharing, assumptions, council, item, name)
    yield from _after(sharing, programme)
    yield from _joint(assumptions, programme)


def _open_from_the_start(item: Item, council: int) -> bool:
    team = next(at for at, members in enumerate(item.teams) if council in members)
    return int(item.begins[team]) == 0 and int(item.widens[team]) == 0


def _wish(path: list[Position], assumptions: Assumptions) -> tuple[str, str]:
    waits = [position.not_before for position in path if position.not_before is not None]
    first = assumptions.waves[0].starts
    if any(first < day for day in waits):
        day = max(waits)
        return f"not before {day.day} {day:%B %Y}", "not before"
    stances = {position.stance for position in path}
    if stances == {Stance.RETAIN}:
        return "retain", "retain"
    if Stance.SHARE_SERVICE in stances or Stance.ALREADY_SHARED in stances:
        return "share the whole service only later", "later"
    return "share the management only", "management only"


def _opened(programme: Programme, at: int, council: int) -> Programme | None:
    """The programme in which the council would share the item from the first wave; None where nobody else would."""
    item = programme.items[at]
    team = next(place for place, members in enumerate(item.teams) if council in members)
    others = np.delete(item.begins, team)
    if not (others < NEVER).any():
        return None
    begins, widens = item.begins.copy(), item.widens.copy()
    begins[team] = widens[team] = 0
    items = list(programme.items)
    items[at] = replace(item, begins=begins, widens=widens)
    return replace(programme, items=tuple(items))


def _company(sharing: SharingCase, assumptions: Assumptions, council: str, item: Item, name: str) -> Iterator[Limit]:
    """Never with X, only with Y: the programme is built again from positions without the wish."""
    for column, words in (("never_with", "never with"), ("only_with", "only with")):
        positions = [p for s in item.services for p in sharing.path(council, s) if getattr(p, column)]
        if positions:
            partners = sorted({sharing.partner_titles.get(x, x) for p in positions for x in getattr(p, column)})
            changed = tuple(_without(p, column) if p in positions else p for p in sharing.positions)
            without = build_programme(replace(sharing, positions=changed), assumptions)
            yield Limit(words, f"{name}: {words} {' and '.join(partners)}", council, item.id, without)


def _without(position: Position, column: str) -> Position:
    return replace(position, never_with=()) if column == "never_with" else replace(position, only_with=())


def _after(sharing: SharingCase, programme: Programme) -> Iterator[Limit]:
    for council, item, needed in programme.only_after:
        name, service = programme.councils[council], programme.items[item]
        other = sharing.service_titles[programme.items[needed].id]
        rest = tuple(need for need in programme.only_after if need != (council, item, needed))
        says = f"{sharing.partner_titles[name]}: {sharing.service_titles[service.id]}: only after {other}"
        yield Limit("only after", says, name, service.id, replace(programme, only_after=rest))


def _joint(assumptions: Assumptions, programme: Programme) -> Iterator[Limit]:
    for at, wave in enumerate(assumptions.waves):
        if np.isfinite(programme.capacity[:, at]).any():
            yield Limit(
                "capacity", f"Changes a council can carry in {wave.title}", "", "", without_capacity(programme, at)
            )
        if np.isfinite(programme.budget[at]):
            yield Limit("money", f"Money to spend once in {wave.title}", "", "", without_budget(programme, at))
    if (programme.least_gain > 0).any():
        free = replace(programme, least_gain=np.full(len(programme.councils), -np.inf))
        yield Limit("minimum gain", "The minimum gain of every council", "", "", free)
    if programme.largest_group < len(programme.councils):
        free = replace(programme, largest_group=len(programme.councils))
        yield Limit("size", f"Groups of at most {programme.largest_group} councils", "", "", free)


def costs_of_limits(
    limits: list[Limit], best: Found, *, gap: float, seconds: float, tell: Tell = quiet
) -> list[tuple[Limit, float, float, bool]]:
    """(limit, £1,000 of present value it costs, £1,000 a year as the plans end, whether both plans are proven)."""
    found = []
    for number, limit in enumerate(limits):
        without = best_groupings(limit.without, gap=gap, seconds=seconds / max(len(limits), 1) + 1)
        cost = max(0.0, without.value - best.value) if without.columns is not None else 0.0
        yearly = _yearly(limit.without, without) if without.columns else 0.0
        found.append((limit, cost, yearly, without.proven and best.proven))
        tell(Progress((number + 1) / len(limits), f"What limits cost: {number + 1} of {len(limits)}"))
    return found


def _yearly(programme: Programme, found: Found) -> float:
    return sum(yearly_of(programme, column) for column in found.columns or ())


def yearly_of(programme: Programme, column: Column) -> float:
    """£1,000 a year once the column's sharing has fully begun."""
    groups = value_groups(programme.items[column.item], programme.numbers, np.array([column.group]))
    yearly = groups.yearly_management if column.widened == NOT_AT_ALL else groups.yearly_service
    return float(yearly[0])


WORTH_TELLING = 0.01  # £1,000
JOINT = ("capacity", "money", "minimum gain", "size")  # limits on everything at once: only a search of its own tells


def costs_near(
    limits: list[Limit], around: Around, *, seconds: float, tell: Tell = quiet
) -> list[tuple[Limit, float, float, float]]:
    """(limit, £1,000 it costs at least, £1,000 a year as the plans end, £1,000 it costs at most), near the plan.

    Joint limits get a search each, and share the time.
    """
    joint = sum(limit.kind in JOINT for limit in limits)
    found, before = [], sum(yearly_of(around.programme, column) for column in around.columns)
    for number, limit in enumerate(limits):
        if limit.kind in JOINT:
            again = best_groupings(limit.without, gap=0.01, seconds=seconds / joint)
            columns, bound = again.columns or (), again.bound
        else:
            items = _items_of(around.programme, limit)
            columns = around.made_again(limit.without, items)
            bound = around.bound_without(limit.without, items)
        more = sum(column.value for column in columns) - around.best.value
        more = more if more > WORTH_TELLING else 0.0
        yearly = sum(yearly_of(limit.without, column) for column in columns) - before if more else 0.0
        found.append((limit, more, yearly, max(more, bound - around.best.value)))
        tell(Progress((number + 1) / len(limits), f"What limits cost: {number + 1} of {len(limits)}"))
    return found


def _items_of(programme: Programme, limit: Limit) -> list[int]:
    """The items a limit is about: its service, and for “only after” the one it waits for."""
    own = next(at for at, item in enumerate(programme.items) if limit.service in item.services)
    gone = set(programme.only_after) - set(limit.without.only_after)
    return sorted({own, *(at for _, one, other in gone for at in (one, other))})
