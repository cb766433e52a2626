"""One vectorised pass over all 2ⁿ groups: how much each pays above what it would pay alone, and who is worst off.

Linear programmes over all groups are solved by adding only the groups that such a pass finds broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from concordat.domain.cost_sharing.game import CostGame, group_sizes, subset_sums

TOLERANCE = 1e-9  # of the largest cost
_GROUPS_A_PASS = 40
# Irrational steps: a direction that no group's membership cancels by accident.
_GENERIC = np.sqrt(np.array([2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71.0])) % 1 - 0.5


@dataclass(frozen=True, eq=False)
class ScaledGame:
    """Costs as fractions of the largest, and the weight by which each group's overpayment is divided."""

    size: int
    scale: float
    costs: NDArray[np.float64] = field(repr=False)
    weights: NDArray[np.float64] | None = field(default=None, repr=False)  # None: every group weighs 1

    def excess(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each group: (what it pays less what it would pay alone) ÷ its weight; −∞ for nobody and for everybody."""
        found = subset_sums(shares)
        found -= self.costs
        if self.weights is not None:
            found /= self.weights
        found[0] = found[-1] = -np.inf
        return found

    def weight(self, mask: int) -> float:
        return 1.0 if self.weights is None else float(self.weights[mask])

    def row(self, mask: int) -> NDArray[np.float64]:
        return (np.int64(mask) >> np.arange(self.size) & 1).astype(float)

    def rows(self, masks: Sequence[int]) -> NDArray[np.float64]:
        return (np.asarray(masks, dtype=np.int64)[:, None] >> np.arange(self.size) & 1).astype(float)


def scaled(game: CostGame, weights: NDArray[np.float64] | None = None) -> ScaledGame:
    table = game.need_table()
    scale = float(np.abs(table).max(initial=0)) or 1.0
    return ScaledGame(game.size, scale, table / scale, weights)


def per_head(game: CostGame) -> NDArray[np.float64]:
    """Group sizes as weights; nobody counts as one, so that nothing divides by nought."""
    return np.maximum(group_sizes(game.size), 1).astype(float)


def worst(excess: NDArray[np.float64], above: float) -> list[int]:
    """The masks of the groups most above the level: at most as many as one pass may add."""
    found = np.flatnonzero(excess > above)
    if len(found) > _GROUPS_A_PASS:
        found = found[np.argpartition(-excess[found], _GROUPS_A_PASS)[:_GROUPS_A_PASS]]
    return [int(mask) for mask in found]


def inside_span(basis: NDArray[np.float64], size: int) -> NDArray[np.bool_]:
    """Which groups' payments follow from those of the groups in `basis` (rows of 0 and 1)."""
    rest = _complement(basis)
    if rest.shape[1] == 0:
        return np.ones(1 << size, dtype=bool)
    first, second = rest @ _GENERIC[: rest.shape[1]], rest @ _GENERIC[::-1][: rest.shape[1]]
    return (np.abs(subset_sums(first)) < 1e-11) & (np.abs(subset_sums(second)) < 1e-11)


def _complement(basis: NDArray[np.float64]) -> NDArray[np.float64]:
    _, values, right = np.linalg.svd(basis)
    rank = int((values > 1e-9).sum())
    return right[rank:].T


def rank_of(rows: NDArray[np.float64]) -> int:
    return int(np.linalg.matrix_rank(rows, tol=1e-9)) if len(rows) else 0


@dataclass(frozen=True, eq=False)
class Optimum:
    """The best value, where it is, and the prices of the inequalities and of the variables' upper bounds (≥ 0)."""

    value: float
    at: NDArray[np.float64]
    prices: NDArray[np.float64]
    bound_prices: NDArray[np.float64]


class SolverFailed(RuntimeError):
    """The linear programme gave no optimum: the engine cannot answer, and says so rather than guess."""


def solve(objective: NDArray[np.float64], **constraints: Any) -> Optimum:
    """HiGHS through SciPy, at its finest tolerances; the least value of the objective. Raises `SolverFailed`."""
    options = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    programme: Any = linprog  # its stub has one overload for each method, none for constraints passed on
    found = programme(objective, method="highs", options=options, **constraints)
    if found.status != 0:
        raise SolverFailed(str(found.message))
    return Optimum(float(found.fun), found.x, -found.ineqlin.marginals, -found.upper.marginals)
