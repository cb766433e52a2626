"""The levels of overpayment, lowest first: linear programmes over the groups that a sweep finds broken.

A level is proved where what some groups cannot beat meets what a split reaches; a group whose price is above nought is then
at the level in every optimum, and is settled.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concordat.domain.cost_sharing.sweep import (
    TOLERANCE,
    Optimum,
    ScaledGame,
    SolverFailed,
    inside_span,
    rank_of,
    solve,
    worst,
)

# How far from the best split, as fractions of the largest cost, the next one is sought at first and at least.
_FIRST_REACH, _LEAST_REACH = 0.02, 1e-6


@dataclass(frozen=True, slots=True)
class Fixed:
    """A group whose payment is settled: at `level` (an index into the levels), or at its own cost where level is None."""

    mask: int
    level: int | None


class LevelSearch:
    """The sequence of linear programmes, in the scaled unit. Variables: a share for each partner, then the level."""

    def __init__(self, game: ScaledGame, *, bounded: bool) -> None:
        self.game, self.bounded = game, bounded
        everybody = (1 << game.size) - 1
        self.groups = list(
            dict.fromkeys([1 << i for i in range(game.size)] + [everybody ^ 1 << i for i in range(game.size)])
        )
        alone = game.costs[1 << np.arange(game.size)]
        self.centre = alone - (alone.sum() - game.costs[-1]) / game.size  # the same saving for each: within every bound
        self.levels: list[float] = []
        self.fixed: list[Fixed] = []
        self.basis = np.ones((1, game.size))
        self.targets = [float(game.costs[-1])]
        self.settled = inside_span(self.basis, game.size)
        self.passes = 0

    def lowest(self) -> float:
        """The least that the worst-off group overpays (the least core), in the scaled unit; nothing is settled."""
        self._level()
        return self.levels[0]

    def run(self) -> list[Fixed]:
        """Level after level until every share is settled."""
        while len(self.basis) < self.game.size:
            before = len(self.basis)
            self._settle(self._level())
            if len(self.basis) == before:
                raise SolverFailed("No group could be settled at this level.")
        return self.fixed

    def _level(self) -> tuple[list[int], NDArray[np.float64], NDArray[np.float64]]:
        """The lowest level that holds for every open group; returns the groups, their prices and the bounds' prices.

        A programme over some groups gives a level that cannot be beaten, and prices; the best split known so far gives
        one that is reached. Where they meet, the level is proved, and by duality a group with a price is at it in every
        optimum. Splits are sought within `reach` of the best one, or they would swing to and fro between optima.
        """
        self.groups = [mask for mask in self.groups if not self.settled[mask]]
        reached, reach = float(self._open_excess(self.centre).max()), _FIRST_REACH
        while True:
            groups = self.groups
            found = self._solve_over(groups)
            far = self._add_broken(found)
            if far < reached:
                reached, self.centre = far, found.at[:-1]
            if reached <= found.value + TOLERANCE:
                self.levels.append(found.value)
                return groups, found.prices, found.bound_prices[:-1]
            near = self._solve_over(self.groups, reach=reach)
            there = self._add_broken(near)
            at_edge = bool((np.abs(near.at[:-1] - self.centre) > 0.999 * reach).any())
            if there < reached:
                reached, self.centre = there, near.at[:-1]
                reach *= 2 if at_edge else 1
            else:
                reach = max(reach / 2, _LEAST_REACH)

    def _add_broken(self, found: Optimum) -> float:
        """The highest level at the programme's split over all open groups; the worst above its own are added."""
        self.passes += 1
        excess = self._open_excess(found.at[:-1])
        broken = worst(excess, found.value + TOLERANCE)
        self.groups = list(dict.fromkeys([*self.groups, *broken]))
        return float(excess.max())

    def _open_excess(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        excess = self.game.excess(shares)
        excess[self.settled] = -np.inf
        return excess

    def _solve_over(self, groups: Sequence[int], *, reach: float | None = None) -> Optimum:
        game = self.game
        rows = np.hstack([game.rows(groups), -np.array([[game.weight(mask)] for mask in groups])])
        return solve(
            np.append(np.zeros(game.size), 1.0),
            A_ub=rows,
            b_ub=game.costs[list(groups)],
            A_eq=np.hstack([self.basis, np.zeros((len(self.basis), 1))]),
            b_eq=np.array(self.targets),
            bounds=[*self._limits(reach), (None, None)],
        )

    def _limits(self, reach: float | None) -> list[tuple[float | None, float | None]]:
        """Least and most each partner may pay: no more than alone, and within reach of the best split where asked."""
        tops: list[float | None] = [None] * self.game.size
        if self.bounded:
            tops = [float(self.game.costs[1 << i]) for i in range(self.game.size)]
        if reach is None:
            return [(None, top) for top in tops]
        ends = [share + reach for share in self.centre.tolist()]
        return [(end - 2 * reach, end if top is None else min(top, end)) for end, top in zip(ends, tops, strict=True)]

    def _settle(self, found: tuple[list[int], NDArray[np.float64], NDArray[np.float64]]) -> None:
        """Fix the groups whose price is above nought: by duality they are at the level in every optimum."""
        groups, prices, bound_prices = found
        here = len(self.levels) - 1
        for i in np.flatnonzero(bound_prices > 1e-8):
            self._fix(Fixed(1 << int(i), None), float(self.game.costs[1 << int(i)]))
        for place in np.argsort(-prices):
            if prices[place] > 1e-8:
                mask = groups[int(place)]
                self._fix(Fixed(mask, here), float(self.game.costs[mask]) + self.levels[here] * self.game.weight(mask))
        self.settled = inside_span(self.basis, self.game.size)

    def _fix(self, fixed: Fixed, target: float) -> None:
        self.fixed.append(fixed)
        wider = np.vstack([self.basis, self.game.row(fixed.mask)])
        if rank_of(wider) > len(self.basis):
            self.basis = wider
            self.targets.append(target)
