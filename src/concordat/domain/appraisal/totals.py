"""Totals, what each criterion contributes, and which option another beats whatever matters."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.performance import Performance

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Dominated:
    """`by` is at least as good on every criterion and better on one. `surely`: also at the ends of both ranges."""

    option: int
    by: int
    surely: bool


def contributions(values: Numbers, weights: Numbers) -> Numbers:
    """Option × leaf: weight times value; a row adds to the option's total."""
    return np.asarray(values * weights, dtype=np.float64)


def weighted_sum(values: Numbers, weights: Numbers) -> Numbers:
    """The total of each option, from 0 to 100 where the values are and the weights add to 1."""
    return np.asarray(values @ weights, dtype=np.float64)


def ranks(totals: Numbers, *, same: float = 1e-9) -> tuple[int, ...]:
    """Places from 1; options with the same total share the better place."""
    return tuple(1 + int((totals > total + same).sum()) for total in totals)


def dominated(performance: Performance) -> tuple[Dominated, ...]:
    """Options no weighting of these criteria can bring to the front, with what beats them. Missing cells beat nobody."""
    found = []
    means, lows, highs = performance.means, performance.lows, performance.highs
    for i in range(len(means)):
        for j in range(len(means)):
            if i == j or (means[j] < means[i] - 1e-9).any() or not (means[j] > means[i] + 1e-9).any():
                continue
            if any(cell.is_missing for cell in (*performance.cells[i], *performance.cells[j])):
                continue
            found.append(Dominated(i, j, bool((lows[j] >= highs[i] - 1e-9).all())))
    return tuple(found)
