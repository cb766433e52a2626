"""A choice among columns by HiGHS, and how an answer and its progress are told.

The answer is columns, a bound that no plan can exceed, and the gap between the two.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.programme import Floats, Programme
from concordat.domain.sharing.rows import Rows, limits_of, matrix_of


@dataclass(frozen=True)
class Progress:
    """How far a search is: £1,000 of the best plan so far and of the bound, where there is one yet."""

    share: float
    message: str
    best: float | None = None
    bound: float | None = None
    columns: tuple[Column, ...] = ()


Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class Found:
    """Columns chosen, their value and a bound, £1,000. `columns` is None where no plan keeps every limit."""

    columns: tuple[Column, ...] | None
    value: float
    bound: float
    seconds: float
    pool: tuple[Column, ...] = ()
    method: str = "all columns"
    duals: Floats | None = field(default=None, compare=False)  # the prices of all rows, where columns were generated

    @property
    def gap(self) -> float:
        """The part of the best plan's value by which a better one could at most exceed it."""
        if self.columns is None:
            return float("inf")
        return max(0.0, (self.bound - self.value) / max(abs(self.value), 1e-9))

    @property
    def proven(self) -> bool:
        return self.columns is not None and self.bound - self.value <= max(1e-6 * abs(self.value), 1e-5)


def quiet(progress: Progress) -> None:
    """For a caller who does not watch."""


def choose(
    programme: Programme,
    columns: Sequence[Column],
    *,
    gap: float,
    seconds: float,
    cuts: Sequence[tuple[Sequence[int], float]] = (),
    rows: Rows | None = None,
) -> Found:
    """The best choice among the columns given. A cut is (places, most of them that may be chosen)."""
    begun = time.monotonic()
    rows = rows or Rows(programme)
    if not columns:
        empty = bool((programme.least_gain <= 0).all())
        return Found(() if empty else None, 0.0, 0.0, 0.0)
    constraints = [LinearConstraint(matrix_of(rows, list(columns)), -np.inf, limits_of(rows))]
    for places, most in cuts:
        row = np.zeros(len(columns))
        row[list(places)] = 1.0
        constraints.append(LinearConstraint(row, -np.inf, most))
    result = milp(
        -np.array([column.value for column in columns]),
        constraints=constraints,
        integrality=np.ones(len(columns), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": gap, "time_limit": max(seconds, 0.1)},
    )
    spent = time.monotonic() - begun
    bound = -float(result.mip_dual_bound) if result.mip_dual_bound is not None else float("inf")
    if result.x is None:
        if result.status == 1:  # out of time: nothing chosen is a plan wherever no council must gain
            idle = bool((programme.least_gain <= 0).all()) and not cuts
            return Found(() if idle else None, 0.0, bound, spent)
        return Found(None, 0.0, bound, spent)
    chosen = tuple(column for column, taken in zip(columns, result.x, strict=True) if taken > 0.5)
    return Found(chosen, sum(column.value for column in chosen), bound, spent)
