"""Other ways of putting scores together, for an analyst's second look and never for the answer itself.

The answer is the weighted total: it can be taken apart criterion by criterion, and does not change when an option that
cannot win is left out. These cannot promise that. Sources stand with each function.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def weighted_sum_of(matrix: Numbers, weights: Numbers, *, more_is_better: Sequence[bool]) -> Numbers:
    """Fishburn 1967. Raises where less is better on a criterion: turn it round first."""
    if not all(more_is_better):
        raise ValueError("A weighted sum needs criteria where more is better.")
    return np.asarray(matrix @ weights, dtype=np.float64)


def weighted_product(matrix: Numbers, weights: Numbers) -> Numbers:
    """Bridgman 1922, as logarithms to base 10. Raises where a figure is nought or below."""
    if (matrix <= 0).any():
        raise ValueError("A weighted product needs figures above nought.")
    return np.asarray(np.log10(matrix) @ weights, dtype=np.float64)


def topsis(matrix: Numbers, weights: Numbers, *, more_is_better: Sequence[bool], by_range: bool = False) -> Numbers:
    """Hwang and Yoon 1981: how near the ideal, from 0 to 1. All options the same: each is a half.

    Columns are scaled by their length, or with `by_range` from their least (0) to their largest (1).
    """
    lengths = np.ptp(matrix, axis=0) if by_range else np.sqrt((matrix**2).sum(axis=0))
    start = matrix.min(axis=0) if by_range else np.zeros(matrix.shape[1])
    scaled = weights * (matrix - start) / np.where(lengths > 0, lengths, 1.0)
    better = np.asarray(more_is_better)
    ideal = np.where(better, scaled.max(axis=0), scaled.min(axis=0))
    worst = np.where(better, scaled.min(axis=0), scaled.max(axis=0))
    to_ideal = np.sqrt(((scaled - ideal) ** 2).sum(axis=1))
    to_worst = np.sqrt(((scaled - worst) ** 2).sum(axis=1))
    apart = to_ideal + to_worst
    return np.asarray(np.where(apart > 0, to_worst / np.where(apart > 0, apart, 1.0), 0.5), dtype=np.float64)


def promethee_ii(matrix: Numbers, weights: Numbers, *, more_is_better: Sequence[bool]) -> Numbers:
    """Brans 1982, net flows with the usual preference function (any difference counts whole), from −1 to 1."""
    if len(matrix) < 2:
        return np.zeros(len(matrix))
    turned = np.where(np.asarray(more_is_better), matrix, -matrix)
    prefers = ((turned[:, None, :] > turned[None, :, :]) * weights).sum(axis=2)
    return np.asarray((prefers.sum(axis=1) - prefers.sum(axis=0)) / (len(matrix) - 1), dtype=np.float64)


def vikor(
    matrix: Numbers, weights: Numbers, *, more_is_better: Sequence[bool], majority: float = 0.5
) -> tuple[Numbers, Numbers, Numbers]:
    """Opricovic and Tzeng 2004: group regret S, worst regret R, compromise Q; the least is the best."""
    better = np.asarray(more_is_better)
    best = np.where(better, matrix.max(axis=0), matrix.min(axis=0))
    worst = np.where(better, matrix.min(axis=0), matrix.max(axis=0))
    reach = np.where(best == worst, 1.0, best - worst)
    regret = weights * (best - matrix) / reach
    s, r = regret.sum(axis=1), regret.max(axis=1)
    return s, r, majority * _from_least(s) + (1 - majority) * _from_least(r)


def _from_least(figures: Numbers) -> Numbers:
    reach = np.ptp(figures)
    return np.asarray((figures - figures.min()) / (reach if reach else 1.0), dtype=np.float64)


def entropy_weights(matrix: Numbers) -> Numbers:
    """Shannon 1948: criteria on which options differ more get more weight."""
    shares = matrix / matrix.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(shares > 0, shares * np.log(shares), 0.0)
    spread = 1 + parts.sum(axis=0) / np.log(len(matrix))
    return np.asarray(spread / spread.sum(), dtype=np.float64)


def deviation_weights(matrix: Numbers) -> Numbers:
    """Diakoulaki 1995: weights in proportion to the standard deviations."""
    spread = matrix.std(axis=0, ddof=1)
    return np.asarray(spread / spread.sum(), dtype=np.float64)


def critic_weights(matrix: Numbers) -> Numbers:
    """Diakoulaki 1995 (CRITIC): criteria that differ much and agree little with the others get more weight."""
    reach = np.ptp(matrix, axis=0)
    scaled = (matrix - matrix.min(axis=0)) / np.where(reach > 0, reach, 1.0)
    spread = scaled.std(axis=0, ddof=1)
    conflict = (1 - np.corrcoef(scaled.T)).sum(axis=0)
    return np.asarray(spread * conflict / (spread * conflict).sum(), dtype=np.float64)
