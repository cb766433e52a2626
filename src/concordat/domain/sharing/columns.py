"""Every way a group can share an item on a schedule: what it is worth, and what it uses of each limit.

The numbers of many groups are worked out at once. A group is named by the places of its teams in the item.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np

from concordat.domain.sharing.programme import NEVER, NOT_AT_ALL, Floats, Item, Numbers, Programme, Whole


@dataclass(frozen=True, slots=True)
class Column:
    """One group sharing one item on one schedule. `value` is £1,000 of present value."""

    item: int
    group: tuple[int, ...]
    wave: int
    widened: int  # the wave of the whole service, or NOT_AT_ALL
    value: float

    @property
    def key(self) -> tuple[int, tuple[int, ...]]:
        return self.item, self.group


@dataclass(frozen=True)
class Groups:
    """Groups of one size of one item: what each is worth a year and costs once, £1,000."""

    places: Whole  # groups × size
    yearly_management: Floats
    yearly_service: Floats
    once_management: Floats
    once_service: Floats
    begins: Whole
    widens: Whole

    def value(self, numbers: Numbers, wave: int, widened: int) -> Floats:
        begun, paid_at = float(numbers.in_force[wave]), float(numbers.when[wave])
        if widened == NOT_AT_ALL:
            return begun * self.yearly_management - paid_at * self.once_management
        whole, later = float(numbers.in_force[widened]), float(numbers.when[widened])
        return (
            (begun - whole) * self.yearly_management
            + whole * self.yearly_service
            - paid_at * self.once_management
            - later * self.once_service
        )

    def allowed(self, wave: int, widened: int) -> np.ndarray:
        open_ = self.begins <= wave
        return open_ if widened == NOT_AT_ALL else open_ & (self.widens <= widened)


def value_groups(item: Item, numbers: Numbers, places: Whole) -> Groups:
    """The yearly and the once-only figures of groups given by their teams' places (groups × size)."""
    size = places.shape[1]
    count = len(item.services)
    members = item.size[places].sum(axis=1)
    saved = item.cost[places].sum(axis=1) * numbers.rates[:, min(size, numbers.rates.shape[1] - 1)]
    client = numbers.client * count * members
    extra = np.zeros(len(places))
    for systems in item.systems:
        if systems.shape[1]:
            extra += np.maximum(systems[places].any(axis=1).sum(axis=1) - 1, 0)
    farthest = item.distance[places[:, :, None], places[:, None, :]].max(axis=(1, 2))
    different = numbers.per_system * extra + numbers.per_kilometre * farthest * count
    once = (numbers.once[:, :1] + numbers.once[:, 1:2] * members) * count + numbers.once[:, 2:] * extra
    return Groups(
        places,
        saved[:, 0] - client,
        saved.sum(axis=1) - client - different,
        once[0],
        once[1],
        item.begins[places].max(axis=1),
        item.widens[places].max(axis=1),
    )


def group_count(programme: Programme) -> int:
    """How many groups there are over all items, before the limits on who with whom."""
    total = 0
    for item in programme.items:
        free = int((item.begins < NEVER).sum())
        total += sum(comb(free, size) for size in range(2, min(free, programme.largest_group) + 1))
    return total


def groups_of(programme: Programme, at: int) -> Iterator[Groups]:
    """Every group the item allows, size by size."""
    item = programme.items[at]
    free = np.flatnonzero(item.begins < NEVER)
    for size in range(2, min(len(free), programme.largest_group) + 1):
        places = free[_choices(len(free), size)]
        places = places[may_be_one_group(item, places, programme.largest_group)]
        if len(places):
            yield value_groups(item, programme.numbers, places)


@lru_cache(maxsize=128)
def _choices(count: int, size: int) -> Whole:
    return np.array(list(combinations(range(count), size)), dtype=np.int64)


def may_be_one_group(item: Item, places: Whole, largest: int) -> np.ndarray:
    """For each group whether its size and who is with whom allow it."""
    good: np.ndarray = item.size[places].sum(axis=1) <= largest
    if item.apart.any():
        good &= ~item.apart[places[:, :, None], places[:, None, :]].any(axis=(1, 2))
    for team, needed in item.needs:
        good &= ~((places == team).any(axis=1) & ~(places == needed).any(axis=1))
    return good


def every_column(programme: Programme) -> list[Column]:
    """All columns worth having: those with a value above nought, and any that lets another service be shared."""
    needed = {item for _, _, item in programme.only_after}
    found: list[Column] = []
    for at in range(len(programme.items)):
        for groups in groups_of(programme, at):
            for wave, widened in programme.schedules:
                value = groups.value(programme.numbers, wave, widened)
                keep = groups.allowed(wave, widened)
                if at not in needed:
                    keep = keep & (value > 1e-9)
                for place in np.flatnonzero(keep):
                    found.append(
                        Column(
                            at, tuple(int(team) for team in groups.places[place]), wave, widened, float(value[place])
                        )
                    )
    return found


def gains_of(programme: Programme, column: Column) -> dict[int, float]:
    """What each council gains inside the solver, by the declared linear rule."""
    item = programme.items[column.item]
    councils = [council for team in column.group for council in item.teams[team]]
    bases = np.array([item.base[council] for council in councils])
    if programme.equally or bases.sum() <= 0:
        bases = np.ones(len(councils))
    return {c: float(column.value * b / bases.sum()) for c, b in zip(councils, bases, strict=True)}


def once_of(programme: Programme, column: Column) -> dict[int, float]:
    """What the column pays once in each wave, £1,000, undiscounted."""
    groups = value_groups(programme.items[column.item], programme.numbers, np.array([column.group]))
    paid = {column.wave: float(groups.once_management[0])}
    if column.widened != NOT_AT_ALL:
        paid[column.widened] = paid.get(column.widened, 0.0) + float(groups.once_service[0])
    return paid


def with_dependents(programme: Programme, columns: Sequence[Column], out: set[int]) -> set[int]:
    """The places of columns taken out of a plan, and of those that may only be there after one of them."""
    while True:
        gone = {
            (columns[place].item, council)
            for place in out
            for team in columns[place].group
            for council in programme.items[columns[place].item].teams[team]
        }
        late = {(item, council) for council, item, needed in programme.only_after if (needed, council) in gone}
        more = {
            place
            for place, column in enumerate(columns)
            if place not in out
            and any((column.item, c) in late for team in column.group for c in programme.items[column.item].teams[team])
        }
        if not more:
            return out
        out = out | more


def keeps_gains(programme: Programme, columns: Sequence[Column]) -> bool:
    """Whether every council's minimum gain is met; the other limits hold by how a first plan is made."""
    gains = np.zeros(len(programme.councils))
    for column in columns:
        for council, gain in gains_of(programme, column).items():
            gains[council] += gain
    return bool((gains >= programme.least_gain - 1e-6).all())
