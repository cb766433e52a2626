"""A sharper bound: prices stand on the linking limits only, and each service is divided among groups exactly.

At given prices the best division of one service's teams into groups is found by going through all sets of teams, each
made from a group with its first team and the best division of the rest. The sum of these, with the prices of the
limits, is a bound (a Lagrangian relaxation) that fractions of groups cannot raise. The prices are then moved where
they make it lower, by a linear programme over the divisions found so far (Dantzig and Wolfe), smoothed.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from concordat.domain.sharing.choosing import Progress, Tell
from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.linear import MISSING_GAIN
from concordat.domain.sharing.pricing import Pricer, Prices
from concordat.domain.sharing.programme import NEVER, Floats, Programme, Whole
from concordat.domain.sharing.rows import Rows

MOST_TEAMS = 13
SMOOTHING = 0.7
NOTHING = -1e12


@dataclass(frozen=True)
class Division:
    """How one item's teams are divided: its columns, their value and their use of each linking row."""

    columns: tuple[Column, ...]
    value: float
    uses: Floats


class WholeItems:
    """Divides items exactly, again and again, at changing prices."""

    def __init__(self, programme: Programme, rows: Rows, pricer: Pricer) -> None:
        self.programme, self.rows, self.pricer = programme, rows, pricer
        packing = sum(len(item.teams) for item in programme.items)
        self.linking = np.arange(packing + len(rows.sizes), rows.count)

    @staticmethod
    def can(programme: Programme) -> bool:
        """Whether every item has few enough teams that could share."""
        return all(int((item.begins < NEVER).sum()) <= MOST_TEAMS for item in programme.items)

    def divide(self, at: int, prices: Prices) -> tuple[float, tuple[Column, ...]]:
        """The highest reduced value of a division of the item, and its columns."""
        item = self.programme.items[at]
        free = np.flatnonzero(item.begins < NEVER)
        bit = np.zeros(len(item.teams), dtype=np.int64)
        bit[free] = 1 << np.arange(len(free))
        worth = np.full(1 << len(free), NOTHING)
        made: list[tuple[tuple[int, ...], int, int, float]] = []
        which = np.full(1 << len(free), -1, dtype=np.int64)
        for groups in self.pricer.groups(at):
            masks = bit[groups.places].sum(axis=1)
            for wave, widened in self.programme.schedules:
                value = groups.value(self.programme.numbers, wave, widened)
                reduced = self.pricer.reduced(at, groups, value, prices, wave, widened)
                better = np.flatnonzero(groups.allowed(wave, widened) & (reduced > np.maximum(worth[masks], 1e-9)))
                worth[masks[better]] = reduced[better]
                which[masks[better]] = len(made) + np.arange(len(better))
                made.extend(
                    (tuple(groups.places[place].tolist()), wave, widened, float(value[place])) for place in better
                )
        best, taken = _best_division(worth, len(free))
        columns = []
        left = (1 << len(free)) - 1
        while left:
            if taken[left]:
                columns.append(Column(at, *made[which[taken[left]]]))
                left ^= int(taken[left])
            else:
                left &= left - 1
        return float(best[-1]), tuple(columns)

    def near(self, at: int, prices: Prices, *, within: float) -> list[tuple[float, Column]]:
        """Columns with what the item's best division would lose by having to contain them, £1,000, up to `within`."""
        item = self.programme.items[at]
        free = np.flatnonzero(item.begins < NEVER)
        bit = np.zeros(len(item.teams), dtype=np.int64)
        bit[free] = 1 << np.arange(len(free))
        worth = np.zeros(1 << len(free))
        seen = []
        for groups in self.pricer.groups(at):
            masks = bit[groups.places].sum(axis=1)
            for wave, widened in self.programme.schedules:
                value = groups.value(self.programme.numbers, wave, widened)
                reduced = self.pricer.reduced(at, groups, value, prices, wave, widened)
                allowed = np.flatnonzero(groups.allowed(wave, widened))
                np.maximum.at(worth, masks[allowed], reduced[allowed])
                seen.append((groups.places, masks, value, reduced, allowed, (wave, widened)))
        best, _ = _best_division(worth, len(free))
        found: list[tuple[float, Column]] = []
        for places, masks, value, reduced, allowed, schedule in seen:
            loses = best[-1] - reduced - best[(1 << len(free)) - 1 - masks]
            found.extend(
                (float(loses[place]), Column(at, tuple(places[place].tolist()), *schedule, float(value[place])))
                for place in allowed[loses[allowed] <= within]
            )
        return found

    def division_of(self, columns: tuple[Column, ...]) -> Division:
        uses = np.zeros(self.rows.count)
        for column in columns:
            at, amounts = self.rows.uses(column)
            uses[at] += amounts
        return Division(columns, sum(column.value for column in columns), uses[self.linking])


def _best_division(worth: Floats, teams: int) -> tuple[Floats, Whole]:
    """For every set of teams the best sum over disjoint groups inside it, and the group of its first team (0: none)."""
    best = np.zeros(1 << teams)
    taken = np.zeros(1 << teams, dtype=np.int64)
    good = np.flatnonzero(worth > 0)
    for first in reversed(range(teams)):
        own = 1 << first
        rest = np.arange(0, 1 << teams, own << 1)  # sets of later teams
        value, group = best[rest].copy(), np.zeros(len(rest), dtype=np.int64)
        for mask in good[(good & (own - 1) == 0) & (good & own > 0)]:
            others = mask ^ own
            fits = (rest & others) == others
            total = worth[mask] + best[rest[fits] ^ others]
            better = total > value[fits]
            places = np.flatnonzero(fits)[better]
            value[places], group[places] = total[better], mask
        best[rest | own], taken[rest | own] = value, group
    return best, taken


def lower_the_bound(
    whole: WholeItems, *, duals: Floats, bound: float, value: float, gap: float, seconds: float, tell: Tell
) -> tuple[float, list[Column], Floats]:
    """The lowest bound reached, the columns of all divisions found on the way, and the prices of the lowest bound."""
    begun = time.monotonic()
    programme, limits = whole.programme, np.array(whole.rows.limits)[whole.linking]
    divisions: list[list[Division]] = [[whole.division_of(())] for _ in programme.items]
    best_prices = duals[whole.linking].copy()
    asked, fruitless = best_prices, 0
    while time.monotonic() - begun < seconds and fruitless < 12:
        prices = Prices.of(whole.rows, _whole_duals(whole, asked))
        total = float(asked @ limits)
        for at in range(len(programme.items)):
            reduced, columns = whole.divide(at, prices)
            total += reduced
            divisions[at].append(whole.division_of(columns))
        fruitless += 1
        if total < bound - 1e-4 * abs(bound):
            fruitless = 0
        if total < bound:
            bound, best_prices = total, asked
        tell(Progress(0.35, "Lowering the bound", value or None, bound))
        if bound - value <= gap * abs(value):
            break
        master = _master_prices(divisions, whole, limits)
        asked = SMOOTHING * best_prices + (1 - SMOOTHING) * master
    found = [column for held in divisions for division in held for column in division.columns]
    return bound, found, _whole_duals(whole, best_prices)


def _whole_duals(whole: WholeItems, linking: Floats) -> Floats:
    duals = np.zeros(whole.rows.count)
    duals[whole.linking] = np.maximum(linking, 0.0)
    return duals


def _master_prices(divisions: list[list[Division]], whole: WholeItems, limits: Floats) -> Floats:
    """The prices of the linking rows in the best mixture of the divisions found so far."""
    flat = [division for held in divisions for division in held]
    gains = [at for at, row in enumerate(whole.linking) if row in set(whole.rows.gain.values())]
    slack = np.zeros((len(limits), len(gains)))
    slack[gains, range(len(gains))] = -1.0
    use = np.hstack([np.array([division.uses for division in flat]).T, slack])
    one = np.zeros((len(divisions), use.shape[1]))
    start = 0
    for at, held in enumerate(divisions):
        one[at, start : start + len(held)] = 1.0
        start += len(held)
    result = linprog(
        [*(-division.value for division in flat), *([MISSING_GAIN] * len(gains))],
        A_ub=use,
        b_ub=limits,
        A_eq=one,
        b_eq=np.ones(len(divisions)),
        bounds=(0, None),
        method="highs",
    )
    found: Floats = np.maximum(-np.asarray(result.ineqlin.marginals), 0.0)
    return found
