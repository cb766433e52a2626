"""The linear programme over the columns so far, and the bound its prices give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linprog

from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.pricing import Pricer, Prices
from concordat.domain.sharing.programme import NEVER, Floats
from concordat.domain.sharing.rows import Rows, limits_of, stack

MISSING_GAIN = 10.0  # price of a pound by which a council's minimum gain is missed while columns are still lacking


@dataclass
class Pool:
    """The columns known so far, each once."""

    rows: Rows
    columns: list[Column] = field(default_factory=list)
    uses: list[tuple[list[int], list[float]]] = field(default_factory=list)
    held: set[tuple[int, tuple[int, ...], int, int]] = field(default_factory=set)

    def add(self, columns: Sequence[Column]) -> int:
        """How many of them were new."""
        before = len(self.columns)
        for column in columns:
            key = (column.item, column.group, column.wave, column.widened)
            if key not in self.held:
                self.held.add(key)
                self.columns.append(column)
                self.uses.append(self.rows.uses(column))
        return len(self.columns) - before

    def keep_near(self, duals: Floats, *, within: float) -> None:
        """Drop columns whose reduced value is further below nought; the pricer finds any of them again."""
        near = [
            place
            for place, (column, (rows, amounts)) in enumerate(zip(self.columns, self.uses, strict=True))
            if column.value - float(np.dot(duals[rows], amounts)) > -within
        ]
        self.columns = [self.columns[place] for place in near]
        self.uses = [self.uses[place] for place in near]
        self.held = {(column.item, column.group, column.wave, column.widened) for column in self.columns}


def linear_programme(pool: Pool) -> tuple[float, Floats]:
    """The best mixture of the columns so far, £1,000, and the price of each row."""
    worth, duals, _ = linear_solution(pool)
    return worth, duals


def linear_solution(pool: Pool) -> tuple[float, Floats, Floats]:
    """The same, and how much of each column is in the mixture."""
    rows = pool.rows
    gains = list(rows.gain.values())
    uses = [*pool.uses, *(([row], [-1.0]) for row in gains)]  # a minimum gain may be missed, dearly
    value = [*(column.value for column in pool.columns), *([-MISSING_GAIN] * len(gains))]
    matrix: Any = stack(uses, rows.count)  # scipy takes sparse matrices; its type stubs do not say so
    limits = np.maximum(limits_of(rows), [-np.inf if row in set(gains) else 0.0 for row in range(rows.count)])
    result = linprog(-np.array(value), A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs")
    duals = np.maximum(-np.asarray(result.ineqlin.marginals), 0.0)
    return -float(result.fun or 0.0), duals, np.asarray(result.x)[: len(pool.columns)]


def price_all(
    pool: Pool,
    pricer: Pricer,
    duals: Floats,
    *,
    exactly: bool,
    items: Iterable[int] | None = None,
) -> tuple[int, float]:
    """Add every item's best columns at the prices. Returns how many were new, and the bound at these prices.

    The bound is the prices of all limits, and for each item the most its missing groups could add: the best reduced
    value of each size, as often as groups of those sizes fit side by side.
    """
    rows, prices, programme = pool.rows, Prices.of(pool.rows, duals), pool.rows.programme
    added, missing = 0, 0.0
    for at in range(len(programme.items)) if items is None else items:
        item = programme.items[at]
        priced = pricer.price(at, prices, exactly=exactly)
        added += pool.add(priced.columns)
        missing += side_by_side(priced.highest, int((item.begins < NEVER).sum()))
    return added, float(duals @ limits_of(rows)) + missing


def side_by_side(highest: Mapping[int, float], teams: int) -> float:
    """The most that groups of given sizes and values can add among so many teams, each size as often as it fits."""
    most = [0.0] * (teams + 1)
    for held in range(1, teams + 1):
        most[held] = max(
            [most[held - 1], *(worth + most[held - size] for size, worth in highest.items() if size <= held)]
        )
    return most[-1]
