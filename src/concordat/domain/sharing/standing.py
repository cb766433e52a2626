"""A plan that is taken apart and built again, service by service: what it uses of the limits and what still fits.

The columns of each service are held as arrays, and a column is named by its place in them.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from concordat.domain.sharing.columns import Column, gains_of, once_of
from concordat.domain.sharing.programme import NOT_AT_ALL, Floats, Programme
from concordat.domain.sharing.rows import Rows

MOST_TRIED = 600  # sets of groups for one service, in one division
HAIR = 1e-6


@dataclass
class Ways:
    """The columns of one item as arrays, and what each uses. Places in them name columns."""

    columns: list[Column]
    value: Floats
    priced: Floats  # what the linking rows a column uses cost
    team_bits: list[int]
    teams: list[int]  # how many
    members: Floats  # columns × councils, 0 or 1
    steps: Floats  # columns × waves: changes of each council
    once: Floats  # columns × waves
    gains: Floats  # columns × councils, only where a minimum gain is asked
    begins: npt.NDArray[np.int64]
    levels: list[tuple[int, float, npt.NDArray[np.bool_]]]  # (wave, changes, the columns that make so many then)


def ways_of(rows: Rows, columns: list[Column], duals: Floats) -> Ways:
    """The columns as arrays: members and gains (column × council), steps and one-off cost (column × wave)."""
    programme = rows.programme
    count, councils, waves = len(columns), len(programme.councils), programme.waves
    members, steps = np.zeros((count, councils)), np.zeros((count, waves))
    once, gains, priced = np.zeros((count, waves)), np.zeros((count, councils)), np.zeros(count)
    linking = sum(len(item.teams) for item in programme.items) + len(rows.sizes)
    for at, column in enumerate(columns):
        item = programme.items[column.item]
        members[at, [council for team in column.group for council in item.teams[team]]] = 1.0
        steps[at, column.wave] += len(item.services)
        if column.widened != NOT_AT_ALL:
            steps[at, column.widened] += len(item.services)
        if rows.budget:
            for wave, paid in once_of(programme, column).items():
                once[at, wave] = paid
        if rows.gain:
            for council, gain in gains_of(programme, column).items():
                gains[at, council] = gain
        for row, amount in zip(*rows.uses(column), strict=True):
            if row >= linking:
                priced[at] += duals[row] * amount
    return Ways(
        columns,
        np.array([column.value for column in columns]),
        priced,
        [sum(1 << team for team in column.group) for column in columns],
        [len(column.group) for column in columns],
        members,
        steps,
        once,
        gains,
        np.array([column.wave for column in columns], dtype=np.int64),
        [
            (wave, float(level), steps[:, wave] == level)
            for wave in range(waves)
            for level in np.unique(steps[:, wave])
            if level > 0
        ],
    )


@dataclass
class Standing:
    """A plan as it stands while it is taken apart and built again."""

    programme: Programme
    ways: list[Ways]
    taken: list[tuple[int, ...]]  # item → places of its columns
    capacity: Floats = field(init=False)  # what is left
    money: Floats = field(init=False)
    gains: Floats = field(init=False)
    value: float = 0.0
    after: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # item → (council, item it needs)

    def __post_init__(self) -> None:
        self.capacity, self.money = self.programme.capacity.copy(), self.programme.budget.copy()
        self.gains = np.zeros(len(self.programme.councils))
        for council, item, needed in self.programme.only_after:
            self.after.setdefault(item, []).append((council, needed))
        taken, self.taken = self.taken, [()] * len(self.ways)
        for item, places in enumerate(taken):
            self.put(item, places)

    def put(self, item: int, places: tuple[int, ...]) -> None:
        self._count(item, places, 1.0)
        self.taken[item] = (*self.taken[item], *places)

    def take_out(self, item: int, places: tuple[int, ...]) -> None:
        self._count(item, places, -1.0)
        self.taken[item] = tuple(place for place in self.taken[item] if place not in places)

    def _count(self, item: int, places: tuple[int, ...], sign: float) -> None:
        ways = self.ways[item]
        for place in places:
            self.capacity -= sign * ways.members[place][:, None] * ways.steps[place]
            self.money -= sign * ways.once[place]
            self.gains += sign * ways.gains[place]
            self.value += sign * float(ways.value[place])

    @property
    def missing(self) -> float:
        """How far councils are below their minimum gains, £1,000."""
        return float(np.maximum(self.programme.least_gain - self.gains, 0.0).sum())

    def columns(self) -> tuple[Column, ...]:
        return tuple(
            ways.columns[place] for ways, places in zip(self.ways, self.taken, strict=True) for place in places
        )

    def fits(self, item: int) -> npt.NDArray[np.bool_]:
        """Which of the item's columns fit beside all that is in the plan, each by itself."""
        ways, good = self.ways[item], np.ones(len(self.ways[item].columns), dtype=bool)
        for wave, level, of_level in ways.levels:
            short = self.capacity[:, wave] < level - HAIR
            if short.any():
                good &= ~(of_level & (ways.members @ short > 0))
        if np.isfinite(self.money).any():
            good &= (ways.once <= self.money + HAIR).all(axis=1)
        for council, needed in self.after.get(item, ()):
            other = self.ways[needed]
            there = [other.begins[place] for place in self.taken[needed] if other.members[place, council]]
            first = min(there, default=self.programme.waves)
            good &= (ways.members[:, council] == 0) | (ways.begins >= first)
        return good


def divide(standing: Standing, item: int, price: float, noise: Floats | None) -> tuple[int, ...]:
    """Groups to add for the teams of the item that are in none: the best sum found of value less prices."""
    ways = standing.ways[item]
    worth = ways.value - price * ways.priced
    if noise is not None:
        worth = worth * noise
    held = 0
    for place in standing.taken[item]:
        held |= ways.team_bits[place]
    open_ = np.flatnonzero(standing.fits(item) & (worth > HAIR))
    order = open_[np.argsort(-worth[open_], kind="stable")].tolist()
    seen: set[int] = set()
    places: list[int] = []
    for place in order:  # the dearest schedule of each group is enough
        bits = ways.team_bits[place]
        if not bits & held and bits not in seen:
            seen.add(bits)
            places.append(place)
    return _best_apart(
        [ways.team_bits[place] for place in places],
        [float(worth[place]) for place in places],
        [ways.teams[place] for place in places],
        places,
        [ways.once[place] for place in places] if np.isfinite(standing.money).any() else None,
        standing.money,
    )


def _best_apart(
    bits: list[int], worth: list[float], sizes: list[int], places: list[int], once: list[Floats] | None, money: Floats
) -> tuple[int, ...]:
    """Depth first among groups with no team in common, dearest first; a branch that cannot catch up is left."""
    count, best, tried = len(bits), 0.0, 0
    chosen: tuple[int, ...] = ()
    per_team = [0.0] * (count + 1)
    everybody = 0
    for at in reversed(range(count)):
        per_team[at] = max(per_team[at + 1], worth[at] / sizes[at])
        everybody |= bits[at]
    stack: list[tuple[int, int, int, float, tuple[int, ...], Floats]] = [(0, 0, everybody.bit_count(), 0.0, (), money)]
    while stack and tried < MOST_TRIED:
        start, used, left, total, taken, purse = stack.pop()
        if total > best:
            best, chosen = total, taken
        for at in range(start, count):
            if total + left * per_team[at] <= best:
                break
            if bits[at] & used or (once is not None and (once[at] > purse + HAIR).any()):
                continue
            tried += 1
            stack.append((at + 1, used, left, total, taken, purse))
            rest = purse if once is None else purse - once[at]
            stack.append((at + 1, used | bits[at], left - sizes[at], total + worth[at], (*taken, places[at]), rest))
            break
    return chosen
