"""The best set of groupings: proven best, or the best found with its bound and gap.

Where every group can be written down, one set partitioning is handed to HiGHS with all its columns. Where there are
too many, `column_generation` prices them. Either way the answer is columns, a bound that no plan can exceed, and
the gap between the two.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from concordat.domain.sharing.columns import Column, every_column, group_count
from concordat.domain.sharing.programme import Programme
from concordat.domain.sharing.rows import Rows, limits_of, matrix_of

MOST_GROUPS_AT_ONCE = 6_000  # over all services: above it columns are generated


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


def best_groupings(
    programme: Programme, *, gap: float = 0.001, seconds: float = 120.0, seed: int = 1, tell: Tell = quiet
) -> Found:
    """The best set of groupings to within `gap`, or the best found in `seconds`."""
    from concordat.domain.sharing.column_generation import generate_and_search

    if group_count(programme) <= MOST_GROUPS_AT_ONCE:
        return _all_at_once(programme, gap=gap, seconds=seconds, tell=tell)
    return generate_and_search(programme, gap=gap, seconds=seconds, seed=seed, tell=tell)


def _all_at_once(programme: Programme, *, gap: float, seconds: float, tell: Tell) -> Found:
    begun = time.monotonic()
    columns = every_column(programme)
    tell(Progress(0.1, f"Comparing {len(columns)} ways of sharing a service"))
    found = choose(programme, columns, gap=gap, seconds=seconds)
    return Found(found.columns, found.value, found.bound, time.monotonic() - begun, tuple(columns))


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
