"""The nucleolus: make the group that overpays most overpay as little as can be, then the next, and so on.

D. Schmeidler, “The nucleolus of a characteristic function game”, 1969. Exact to 20 partners: linear programmes whose
constraints are added by a sweep over all groups; a group is fixed only where its dual price proves that it is at the
level in every optimum. The shares are then solved again in Fractions, and held to Kohlberg's criterion (1971) each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.kohlberg import is_nucleolus
from concordat.domain.cost_sharing.sweep import (
    TOLERANCE,
    Optimum,
    ScaledGame,
    SolverFailed,
    inside_span,
    per_head,
    rank_of,
    scaled,
    solve,
    worst,
)


class Weighing(StrEnum):
    """What a group's overpayment is divided by before groups are compared."""

    NONE = "none"
    PER_HEAD = "per head"
    BY_COST = "by cost"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A group whose payment is settled: at `level` (an index into the levels), or at its own cost where level is None."""

    mask: int
    level: int | None


@dataclass(frozen=True)
class Nucleolus:
    """`levels` are the overpayments (in the game's unit, divided by the weight) settled one after the other.

    `verified` says that the shares passed Kohlberg's criterion; a result that did not is never shown as the nucleolus.
    """

    shares: tuple[Fraction, ...]
    levels: tuple[Fraction, ...]
    settled: tuple[Fixed, ...]
    keeps_each_below_alone: bool
    verified: bool
    passes: int


def nucleolus(game: CostGame, *, weighing: Weighing = Weighing.NONE) -> Nucleolus:
    """No council pays more than alone where that is possible at all; where the costs alone do not even cover the
    whole, that condition is dropped (the prenucleolus) and `keeps_each_below_alone` is False.

    Raises `TooManyPartners` above 20, and `ValueError` where costs that are not positive should be weighed by cost.
    """
    if game.size == 1:
        return Nucleolus((Fraction(game.total),), (), (), True, True, 0)
    game.need_table()
    weights = _weights(game, weighing)
    bounded = sum(game.alone) >= game.total
    search = _Search(scaled(game, weights), bounded=bounded)
    fixed = search.run()
    shares, levels = _exactly(game, fixed, weighing) or _as_found(search)
    verified = is_nucleolus(search.game, np.array([float(x) for x in shares]) / search.game.scale, bounded=bounded)
    return Nucleolus(shares, levels, tuple(fixed), bounded, verified, search.passes)


def _weights(game: CostGame, weighing: Weighing) -> NDArray[np.float64] | None:
    if weighing is Weighing.NONE:
        return None
    if weighing is Weighing.PER_HEAD:
        return per_head(game)
    table = game.need_table()
    if (table[1:] <= 0).any():
        raise ValueError("Weighing by cost needs every group to cost more than nothing.")
    weights = table.astype(float)
    weights[0] = 1.0
    return weights / float(weights.max())


class _Search:
    """The sequence of linear programmes, in the scaled unit. Variables: a share for each partner, then the level."""

    def __init__(self, game: ScaledGame, *, bounded: bool) -> None:
        self.game, self.bounded = game, bounded
        everybody = (1 << game.size) - 1
        self.groups = list(
            dict.fromkeys([1 << i for i in range(game.size)] + [everybody ^ 1 << i for i in range(game.size)])
        )
        self.shares = np.zeros(game.size)
        self.levels: list[float] = []
        self.fixed: list[Fixed] = []
        self.basis = np.ones((1, game.size))
        self.targets = [float(game.costs[-1])]
        self.settled = inside_span(self.basis, game.size)
        self.passes = 0

    def run(self) -> list[Fixed]:
        while len(self.basis) < self.game.size:
            before = len(self.basis)
            self._settle(self._level())
            if len(self.basis) == before:
                raise SolverFailed("No group could be settled at this level.")
        return self.fixed

    def _level(self) -> tuple[list[int], NDArray[np.float64], NDArray[np.float64]]:
        """The lowest level that holds for every open group; returns the groups, their prices and the bounds' prices."""
        self.groups = [mask for mask in self.groups if not self.settled[mask]]
        while True:
            found = self._solve_over(self.groups)
            self.shares, level = found.at[:-1], float(found.at[-1])
            self.passes += 1
            excess = self.game.excess(self.shares)
            excess[self.settled] = -np.inf
            known = set(self.groups)
            broken = [mask for mask in worst(excess, level + TOLERANCE) if mask not in known]
            if not broken:
                self.levels.append(level)
                return self.groups, found.prices, found.bound_prices[:-1]
            self.groups = [*self.groups, *broken]

    def _solve_over(self, groups: Sequence[int]) -> Optimum:
        game = self.game
        rows = np.hstack([game.rows(groups), -np.array([[game.weight(mask)] for mask in groups])])
        upper = game.costs[1 << np.arange(game.size)] if self.bounded else [None] * game.size
        return solve(
            np.append(np.zeros(game.size), 1.0),
            A_ub=rows,
            b_ub=game.costs[list(groups)],
            A_eq=np.hstack([self.basis, np.zeros((len(self.basis), 1))]),
            b_eq=np.array(self.targets),
            bounds=[*((None, top) for top in upper), (None, None)],
        )

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


def _as_found(search: _Search) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    scale = Fraction(search.game.scale)
    return (
        tuple(Fraction(float(share)) * scale for share in search.shares),
        tuple(Fraction(level) * scale for level in search.levels),
    )


def _exactly(
    game: CostGame, fixed: Sequence[Fixed], weighing: Weighing
) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]] | None:
    """The same shares without rounding: payment = cost + level × weight for each settled group, and all pay the whole.

    None where those equations do not give one answer.
    """
    numbers = sorted({item.level for item in fixed if item.level is not None})
    unknowns = game.size + len(numbers)
    rows = [[Fraction(1)] * game.size + [Fraction(0)] * len(numbers) + [Fraction(game.total)]]
    for item in fixed:
        row = [Fraction(item.mask >> i & 1) for i in range(game.size)]
        row += [Fraction(0)] * len(numbers)
        if item.level is not None:
            row[game.size + numbers.index(item.level)] = -_exact_weight(game, item.mask, weighing)
        rows.append([*row, Fraction(game.cost(item.mask))])
    solved = _solve_exactly(rows, unknowns)
    return None if solved is None else (tuple(solved[: game.size]), tuple(solved[game.size :]))


def _exact_weight(game: CostGame, mask: int, weighing: Weighing) -> Fraction:
    if weighing is Weighing.PER_HEAD:
        return Fraction(mask.bit_count())
    return Fraction(game.cost(mask)) if weighing is Weighing.BY_COST else Fraction(1)


def _solve_exactly(rows: list[list[Fraction]], unknowns: int) -> list[Fraction] | None:
    """Gauss–Jordan on the augmented rows; None where they contradict each other or leave something open."""
    rows = [list(row) for row in rows]
    for column in range(unknowns):
        pivot = next((place for place in range(column, len(rows)) if rows[place][column] != 0), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        scale = rows[column][column]
        rows[column] = [value / scale for value in rows[column]]
        for place, row in enumerate(rows):
            if place != column and row[column] != 0:
                factor = row[column]
                rows[place] = [value - factor * base for value, base in zip(row, rows[column], strict=True)]
    if any(row[-1] != 0 for row in rows[unknowns:]):
        return None
    return [rows[place][-1] for place in range(unknowns)]
