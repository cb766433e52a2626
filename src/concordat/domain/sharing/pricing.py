"""The groups worth most at given prices: which columns a plan might still lack.

A price stands on each team of each item (it can be in one group only) and on each limit that links items: changes,
money spent once, minimum gains, services that come after others. A group's reduced value is what it is worth less the
prices of what it uses. Where the groups of an item can be written down, all are priced; where they are too many, they
are built team by team, dropping whatever cannot reach the best any more, so that the best is still found for certain.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from concordat.domain.sharing.columns import Column, Groups, groups_of, may_be_one_group, value_groups
from concordat.domain.sharing.programme import NEVER, NOT_AT_ALL, Floats, Item, Programme, Whole
from concordat.domain.sharing.rows import Rows

MOST_WRITTEN_DOWN = 20_000  # groups of one item
KEPT_EACH = 4  # columns kept for each item, schedule and size in a round


@dataclass(frozen=True)
class Prices:
    """What a unit of each row costs, £1,000; all at least nought."""

    teams: tuple[Floats, ...]  # item: price of each team
    sizes: Floats  # items × size of group
    steps: Floats  # councils × waves
    money: Floats  # waves
    gains: Floats  # councils
    after: Floats  # items × councils × waves: what it costs (or brings) that the council shares it from that wave

    @classmethod
    def of(cls, rows: Rows, duals: Floats) -> "Prices":
        programme = rows.programme
        councils, waves = len(programme.councils), programme.waves
        teams = tuple(
            duals[start : start + len(item.teams)] for start, item in zip(rows.pack, programme.items, strict=True)
        )
        steps, money, gains = np.zeros((councils, waves)), np.zeros(waves), np.zeros(councils)
        for (council, wave), row in rows.capacity.items():
            steps[council, wave] = duals[row]
        for wave, row in rows.budget.items():
            money[wave] = duals[row]
        for council, row in rows.gain.items():
            gains[council] = duals[row]
        after = np.zeros((len(programme.items), councils, waves))
        for (council, item, needed, wave), row in rows.after.items():
            after[item, council, : wave + 1] += duals[row]
            after[needed, council, : wave + 1] -= duals[row]
        sizes = np.zeros((len(programme.items), programme.largest_group + 2))
        for (item, q), row in rows.sizes.items():
            sizes[item] += duals[row] * (np.arange(sizes.shape[1]) // q)
        return cls(teams, sizes, steps, money, gains, after)


@dataclass(frozen=True)
class Priced:
    """The best columns of one item, and for each size the highest reduced value any group can have."""

    columns: tuple[Column, ...]
    highest: dict[int, float]


class Pricer:
    """Prices items again and again; what does not depend on prices is worked out once."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._written: dict[int, list[Groups]] = {}

    def price(self, at: int, prices: Prices, *, exactly: bool, below: float = 0.0, most: int = KEPT_EACH) -> Priced:
        """The item's columns with a reduced value above nought, or above -`below`: `most` of each schedule and size.

        Not `exactly`, an item with too many groups is only searched among its likeliest, and `highest` is then no
        bound.
        """
        if self._can_be_written(at):
            return self._price_written(at, prices, below, most)
        return self._price_built(at, prices, None if exactly else max(60, most), below, most)

    def _can_be_written(self, at: int) -> bool:
        free = int((self.programme.items[at].begins < NEVER).sum())
        count, total = 1, 0
        for size in range(1, min(free, self.programme.largest_group) + 1):
            count = count * (free - size + 1) // size
            total += count if size > 1 else 0
        return total <= MOST_WRITTEN_DOWN

    def groups(self, at: int) -> list[Groups]:
        if at not in self._written:
            self._written[at] = list(groups_of(self.programme, at))
        return self._written[at]

    def _price_written(self, at: int, prices: Prices, below: float, most: int) -> Priced:
        columns, highest = list[Column](), dict[int, float]()
        for groups in self.groups(at):
            for wave, widened in self.programme.schedules:
                allowed = np.flatnonzero(groups.allowed(wave, widened))
                if len(allowed) == 0:
                    continue
                value = groups.value(self.programme.numbers, wave, widened)
                reduced = self.reduced(at, groups, value, prices, wave, widened)[allowed]
                value = value[allowed]
                self._keep(at, groups.places[allowed], value, reduced, (wave, widened), columns, highest, below, most)
        return Priced(tuple(columns), highest)

    def reduced(self, at: int, groups: Groups, value: Floats, prices: Prices, wave: int, widened: int) -> Floats:
        """What each group is worth on the schedule less the prices of what it uses."""
        item = self.programme.items[at]
        reduced = value * (1 + self._gain_price(item, groups.places, prices))
        reduced -= self._team_prices(at, prices, wave, widened)[groups.places].sum(axis=1)
        reduced -= float(prices.money[wave]) * groups.once_management + float(prices.sizes[at, groups.places.shape[1]])
        if widened != NOT_AT_ALL:
            reduced -= float(prices.money[widened]) * groups.once_service
        return reduced

    def _keep(
        self,
        at: int,
        places: Whole,
        value: Floats,
        reduced: Floats,
        schedule: tuple[int, int],
        columns: list[Column],
        highest: dict[int, float],
        below: float,
        most: int,
    ) -> None:
        size = places.shape[1]
        highest[size] = max(highest.get(size, 0.0), float(reduced.max(initial=0.0)))
        good = np.flatnonzero(reduced > 1e-6 - below)
        if len(good) > most:
            good = good[np.argpartition(-reduced[good], most)[:most]]
        for place in good:
            group = tuple(sorted(int(team) for team in places[place]))
            columns.append(Column(at, group, *schedule, float(value[place])))

    def _team_prices(self, at: int, prices: Prices, wave: int, widened: int) -> Floats:
        """For each team what its place, its councils' steps and its being before or after others cost."""
        item = self.programme.items[at]
        council = prices.steps[:, wave] * len(item.services) + prices.after[at, :, wave]
        if widened != NOT_AT_ALL:
            council = council + prices.steps[:, widened] * len(item.services)
        own = np.array([sum(council[c] for c in team) for team in item.teams])
        together: Floats = prices.teams[at] + own
        return together

    def _gain_price(self, item: Item, places: Whole, prices: Prices) -> Floats:
        """The price of a gain averaged over each group as the linear rule divides it."""
        if not prices.gains.any():
            return np.zeros(len(places))
        base = np.ones_like(item.base) if self.programme.equally else item.base
        weight = np.array([sum(base[c] for c in team) for team in item.teams])
        priced = np.array([sum(base[c] * prices.gains[c] for c in team) for team in item.teams])
        averaged: Floats = priced[places].sum(axis=1) / np.maximum(weight[places].sum(axis=1), 1e-12)
        return averaged

    def _price_built(self, at: int, prices: Prices, width: int | None, below: float, most: int) -> Priced:
        item, columns, highest = self.programme.items[at], list[Column](), dict[int, float]()
        largest_gain_price = float(prices.gains.max(initial=0.0))
        for wave, widened in self.programme.schedules:
            open_ = item.begins <= wave
            if widened != NOT_AT_ALL:
                open_ = open_ & (item.widens <= widened)
            free = np.flatnonzero(open_)
            own = self._team_prices(at, prices, wave, widened)
            for size in range(2, min(len(free), self.programme.largest_group) + 1):
                score, fixed, per_system, per_kilometre = self._scores(
                    item, prices, wave, widened, size, 1 + largest_gain_price
                )
                built = _build(
                    item,
                    free,
                    score - own,
                    fixed + prices.sizes[at, size],
                    size,
                    per_system,
                    per_kilometre,
                    floor=-below if below else highest.get(size, 0.0),
                    width=width,
                )
                if len(built) == 0:
                    continue
                built = built[may_be_one_group(item, built, self.programme.largest_group)]
                if len(built) == 0:
                    continue
                groups = value_groups(item, self.programme.numbers, built)
                value = groups.value(self.programme.numbers, wave, widened)
                reduced = self.reduced(at, groups, value, prices, wave, widened)
                self._keep(at, built, value, reduced, (wave, widened), columns, highest, below, most)
        return Priced(tuple(columns), highest)

    def _scores(
        self, item: Item, prices: Prices, wave: int, widened: int, size: int, factor: float
    ) -> tuple[Floats, float, float, float]:
        """What each team adds, what a group costs whatever its teams, and what an extra system and a kilometre cost.

        `factor` is one and the highest price of a gain: with it the sum is never below the reduced value of a group
        that is worth something, and exactly that where no gain has a price.
        """
        numbers, count = self.programme.numbers, len(item.services)
        begun = numbers.in_force[wave]
        whole = numbers.in_force[widened] if widened != NOT_AT_ALL else 0.0
        rates = numbers.rates[:, min(size, numbers.rates.shape[1] - 1)]
        saved = (begun - whole) * item.cost[:, 0] * rates[0] + whole * (item.cost @ rates)
        client = begun * numbers.client * count * item.size
        at_once = factor * numbers.when[wave] + prices.money[wave]
        later = factor * numbers.when[widened] + prices.money[widened] if widened != NOT_AT_ALL else 0.0
        once = numbers.once
        paid = (at_once * once[0, 1] + later * once[1, 1]) * count * item.size
        fixed = (at_once * once[0, 0] + later * once[1, 0]) * count
        per_system = factor * whole * numbers.per_system + at_once * once[0, 2] + later * once[1, 2]
        return factor * (saved - client) - paid, fixed, per_system, factor * whole * numbers.per_kilometre * count


def _build(
    item: Item,
    free: Whole,
    score: Floats,
    fixed: float,
    size: int,
    per_system: float,
    per_kilometre: float,
    *,
    floor: float,
    width: int | None,
) -> Whole:
    """Groups of the size whose score can exceed `floor`, team by team, likeliest teams first.

    A part of a group is dropped when even the best teams still to come cannot lift it above the floor: what it pays
    for systems and distance only grows. With a `width` only so many parts are kept at each step.
    """
    order = free[np.argsort(-score[free])]
    own = score[order]
    total = np.concatenate(([0.0], np.cumsum(own)))
    if total[size] - fixed <= floor + 1e-6:
        return np.empty((0, size), dtype=np.int64)
    parts = np.arange(len(order) - size + 1)[:, None]
    for taken in range(1, size + 1):
        if taken > 1:
            parts = _lengthen(parts, len(order) - size + taken)
            if item.apart.any():
                teams = order[parts]
                parts = parts[~item.apart[teams[:, :-1], teams[:, -1:]].any(axis=1)]
        left = size - taken
        last = parts[:, -1]
        could = own[parts].sum(axis=1) + total[last + 1 + left] - total[last + 1] - fixed
        could -= _different(item, order[parts], per_system, per_kilometre)
        keep = could > floor + 1e-6
        parts, could = parts[keep], could[keep]
        if len(parts) == 0:
            return np.empty((0, size), dtype=np.int64)
        if width is not None and len(parts) > width:
            parts = parts[np.argpartition(-could, width)[:width]]
    found: Whole = order[parts]
    return found


def _lengthen(parts: Whole, end: int) -> Whole:
    """Every part with each later place below `end` added."""
    more = np.maximum(end - 1 - parts[:, -1], 0)
    again = np.repeat(parts, more, axis=0)
    starts = np.repeat(np.cumsum(more) - more, more)
    following = np.arange(int(more.sum())) - starts + again[:, -1] + 1
    return np.concatenate([again, following[:, None]], axis=1)


def _different(item: Item, teams: Whole, per_system: float, per_kilometre: float) -> Floats:
    cost = np.zeros(len(teams))
    if per_system:
        for systems in item.systems:
            if systems.shape[1]:
                cost += per_system * np.maximum(systems[teams].any(axis=1).sum(axis=1) - 1, 0)
    if per_kilometre and teams.shape[1] > 1:
        cost += per_kilometre * item.distance[teams[:, :, None], teams[:, None, :]].max(axis=(1, 2))
    return cost


def first_columns(programme: Programme, pricer: Pricer) -> Iterator[Column]:
    """Something to begin with: the best groups while nothing has a price but a team's own part of the value."""
    nothing = Prices(
        tuple(np.zeros(len(item.teams)) for item in programme.items),
        np.zeros((len(programme.items), programme.largest_group + 2)),
        np.zeros((len(programme.councils), programme.waves)),
        np.zeros(programme.waves),
        np.zeros(len(programme.councils)),
        np.zeros((len(programme.items), len(programme.councils), programme.waves)),
    )
    for at in range(len(programme.items)):
        yield from pricer.price(at, nothing, exactly=False).columns
