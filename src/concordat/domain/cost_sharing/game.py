"""A cost game: what each group of councils would pay for the service if it ran it by itself.

Costs are whole pence (or the smallest unit stated for a game in another currency). A group is a bit mask: bit i stands
for partner i. Up to `EXACT_LIMIT` partners every group is looked at; beyond, only rules that need no such table work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from concordat.domain.kernel.hashing import content_hash

EXACT_LIMIT = 20
MILLION = 1_000_000


class TooManyPartners(ValueError):
    """The computation looks at every group, and there are too many groups to do so."""


@dataclass(frozen=True, slots=True)
class SavingBySize:
    """A cost rule that needs no table: a group of s pays the sum of its members' costs alone less a rate that grows with
    s, and `difference` pence more for each partner after the first. `rates` are millionths by size, from size 1 on."""

    alone: tuple[int, ...]
    rates: tuple[int, ...]
    difference: int = 0

    def cost_of(self, members: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Pence for each row of an m × n membership matrix, rounded half up once; an empty group costs nothing."""
        sums = members.astype(np.int64) @ np.asarray(self.alone, dtype=np.int64)
        sizes = members.sum(axis=1)
        rates = np.asarray((0, *self.rates), dtype=np.int64)[np.minimum(sizes, len(self.rates))]
        saved = (sums * rates + MILLION // 2) // MILLION
        costs: NDArray[np.int64] = sums - saved + self.difference * np.maximum(sizes - 1, 0)
        return costs


@dataclass(frozen=True, eq=False)
class CostGame:
    """`table` has one cost for each of the 2ⁿ groups, by mask, or is empty where `rule` gives the costs."""

    partners: tuple[str, ...]
    table: NDArray[np.int64] = field(repr=False)
    rule: SavingBySize | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rule is None and self.table.shape != (1 << self.size,):
            raise ValueError(f"A game of {self.size} needs {1 << self.size} costs, one for each group.")
        if self.table.size and self.table[0] != 0:
            raise ValueError("A group of nobody costs nothing.")

    @classmethod
    def from_costs(
        cls, costs: Mapping[Iterable[str], int], *, partners: Sequence[str], names: Mapping[str, str] | None = None
    ) -> "CostGame":
        """`costs` names each group by its members, in any order; raises `ValueError` where one is missing."""
        place = {partner: 1 << i for i, partner in enumerate(partners)}
        table = np.zeros(1 << len(partners), dtype=np.int64)
        seen = np.zeros(1 << len(partners), dtype=bool)
        seen[0] = True
        for group, cost in costs.items():
            mask = sum(place[member] for member in group)
            table[mask], seen[mask] = cost, True
        if not seen.all():
            raise ValueError(f"{int((~seen).sum())} groups have no cost.")
        return cls(tuple(partners), table, None, dict(names or {}))

    @classmethod
    def from_rule(
        cls, rule: SavingBySize, *, partners: Sequence[str], names: Mapping[str, str] | None = None
    ) -> "CostGame":
        """For any number of partners; the table is filled where every group can be looked at."""
        table = np.zeros(0, dtype=np.int64)
        if len(partners) <= EXACT_LIMIT:
            table = _by_chunks(rule, len(partners))
        return cls(tuple(partners), table, rule, dict(names or {}))

    @property
    def size(self) -> int:
        return len(self.partners)

    @property
    def is_exact(self) -> bool:
        """True where every group's cost is at hand."""
        return bool(self.table.size)

    @property
    def everybody(self) -> int:
        """The mask of all partners together."""
        return (1 << self.size) - 1

    @cached_property
    def total(self) -> int:
        return self.cost(self.everybody)

    @cached_property
    def alone(self) -> tuple[int, ...]:
        return tuple(self.cost(1 << i) for i in range(self.size))

    @cached_property
    def own_cost(self) -> tuple[int, ...]:
        """What each adds to the others' cost by joining last (its separable, or marginal, cost)."""
        return tuple(self.total - self.cost(self.everybody ^ (1 << i)) for i in range(self.size))

    def cost(self, mask: int) -> int:
        if self.is_exact:
            return int(self.table[mask])
        return int(self.costs_of(self.members_matrix([mask]))[0])

    def costs_of(self, members: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Costs of many groups, each a row of an m × n membership matrix."""
        if self.rule is not None:
            return self.rule.cost_of(members)
        return self.table[members @ (1 << np.arange(self.size, dtype=np.int64))]

    def members_matrix(self, masks: Sequence[int]) -> NDArray[np.bool_]:
        return np.array([[bool(mask >> i & 1) for i in range(self.size)] for mask in masks], dtype=bool)

    def members(self, mask: int) -> tuple[str, ...]:
        return tuple(partner for i, partner in enumerate(self.partners) if mask >> i & 1)

    def mask_of(self, members: Iterable[str]) -> int:
        return sum(1 << self.partners.index(member) for member in set(members))

    def name(self, partner: str) -> str:
        return self.names.get(partner, partner)

    def need_table(self) -> NDArray[np.int64]:
        if not self.is_exact:
            raise TooManyPartners(f"{self.size} partners make {1 << self.size} groups: too many to look at each.")
        return self.table

    @cached_property
    def hash(self) -> str:
        costs = sha256(self.table.astype("<i8").tobytes()).hexdigest() if self.is_exact else content_hash(self.rule)
        return content_hash({"partners": self.partners, "costs": costs})


def _by_chunks(rule: SavingBySize, size: int) -> NDArray[np.int64]:
    """The whole table without holding a 2ⁿ × n matrix at once."""
    bits = np.arange(size, dtype=np.int64)
    step = 1 << 16
    return np.concatenate(
        [
            rule.cost_of((np.arange(start, min(start + step, 1 << size))[:, None] >> bits & 1).astype(bool))
            for start in range(0, 1 << size, step)
        ]
    )


def subset_sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum over every group's members, by mask: 2ⁿ numbers by n doublings."""
    size = len(values)
    sums = np.empty(1 << size)
    sums[0] = 0.0
    for i in range(size):
        np.add(sums[: 1 << i], values[i], out=sums[1 << i : 1 << (i + 1)])
    return sums


def group_sizes(size: int) -> NDArray[np.int64]:
    """How many members each group has, by mask."""
    sizes = np.zeros(1 << size, dtype=np.int64)
    for i in range(size):
        np.add(sizes[: 1 << i], 1, out=sizes[1 << i : 1 << (i + 1)])
    return sizes


def every_group(partners: Sequence[str]) -> list[tuple[str, ...]]:
    """All groups but the empty one, small ones first, in the order of the partners."""
    return [group for size in range(1, len(partners) + 1) for group in combinations(partners, size)]
