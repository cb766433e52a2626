"""The limits as rows of a linear programme: each column's use of each row, all of them ≤.

Besides the limits people set stand the *size rows*, which every plan keeps anyway and mixtures of plans break: ten
councils hold one group of six, not ten sixths of one. For each item and each q from 2, with n teams that could share,
the groups' sizes divided by q and rounded down come to no more than n divided by q and rounded down (a Chvátal cut of
the packing rows). They bring the bound down to where a plan can reach it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sparse

from concordat.domain.sharing.columns import Column, gains_of, once_of
from concordat.domain.sharing.programme import NEVER, NOT_AT_ALL, Floats, Programme


@dataclass
class Rows:
    """Where each limit's row is. A limit that can never bind has none."""

    programme: Programme
    pack: list[int] = field(default_factory=list)  # item → row of its first team
    sizes: dict[tuple[int, int], int] = field(default_factory=dict)  # (item, q)
    capacity: dict[tuple[int, int], int] = field(default_factory=dict)
    budget: dict[int, int] = field(default_factory=dict)
    gain: dict[int, int] = field(default_factory=dict)
    after: dict[tuple[int, int, int, int], int] = field(default_factory=dict)
    limits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        programme = self.programme
        for item in programme.items:
            self.pack.append(len(self.limits))
            self.limits.extend([1.0] * len(item.teams))
        for at, item in enumerate(programme.items):
            free = int((item.begins < NEVER).sum())
            for q in range(2, min(free, programme.largest_group) + 1):
                if free % q:  # where it divides, the packing rows say as much already
                    self._row(self.sizes, (at, q), free // q)
        for council in range(len(programme.councils)):
            for wave in range(programme.waves):
                self._row(self.capacity, (council, wave), programme.capacity[council, wave])
        for wave in range(programme.waves):
            self._row(self.budget, wave, programme.budget[wave])
        for council in range(len(programme.councils)):
            least = programme.least_gain[council]
            if least > 0 or programme.only_after:
                self._row(self.gain, council, -least)
        for council, later, needed in programme.only_after:
            for wave in range(programme.waves):
                self._row(self.after, (council, later, needed, wave), 0.0)

    def _row(self, rows: dict[Any, int], key: Any, limit: float) -> None:
        if np.isfinite(limit):
            rows[key] = len(self.limits)
            self.limits.append(float(limit))

    def less(self, columns: Iterable[Column]) -> "Rows":
        """The rows with what the columns use taken off the limits: what is open to the others."""
        left = Rows(self.programme)
        for column in columns:
            for row, amount in zip(*left.uses(column), strict=True):
                left.limits[row] -= amount
        return left

    @property
    def count(self) -> int:
        return len(self.limits)

    def uses(self, column: Column) -> tuple[list[int], list[float]]:
        """The rows a column stands in and how much of each it uses."""
        programme, item = self.programme, self.programme.items[column.item]
        rows = [self.pack[column.item] + team for team in column.group]
        amounts = [1.0] * len(rows)
        for q in range(2, len(column.group) + 1):
            if (column.item, q) in self.sizes:
                rows.append(self.sizes[column.item, q])
                amounts.append(float(len(column.group) // q))
        steps = {column.wave: float(len(item.services))}
        if column.widened != NOT_AT_ALL:
            steps[column.widened] = steps.get(column.widened, 0.0) + len(item.services)
        councils = [council for team in column.group for council in item.teams[team]]
        used: dict[int, float] = {}
        for council in councils:
            for wave, count in steps.items():
                if (council, wave) in self.capacity:
                    used[self.capacity[council, wave]] = count
        if self.budget:
            for wave, paid in once_of(programme, column).items():
                if wave in self.budget:
                    used[self.budget[wave]] = paid
        if self.gain:
            for council, gain in gains_of(programme, column).items():
                if council in self.gain:
                    used[self.gain[council]] = -gain
        for (council, with_, needed, wave), row in self.after.items():
            if council in councils and column.wave <= wave:
                if column.item == with_:
                    used[row] = used.get(row, 0.0) + 1.0
                if column.item == needed:
                    used[row] = used.get(row, 0.0) - 1.0
        return rows + list(used), amounts + list(used.values())


def matrix_of(rows: Rows, columns: list[Column]) -> sparse.csc_matrix:
    """rows × columns."""
    uses = [rows.uses(column) for column in columns]
    return stack(uses, rows.count)


def stack(uses: list[tuple[list[int], list[float]]], count: int) -> sparse.csc_matrix:
    starts = np.cumsum([0] + [len(at) for at, _ in uses])
    at = np.array([row for rows, _ in uses for row in rows], dtype=np.int64)
    amounts = np.array([amount for _, given in uses for amount in given], dtype=float)
    return sparse.csc_matrix((amounts, at, starts), shape=(count, len(uses)))


def limits_of(rows: Rows) -> Floats:
    return np.array(rows.limits)


def keeps_limits(rows: Rows, columns: Iterable[Column]) -> bool:
    """Whether the columns together keep every row's limit."""
    left = np.array(rows.limits)
    for column in columns:
        at, amounts = rows.uses(column)
        left[at] -= amounts
    return bool((left >= -1e-6).all())
