"""Improve a plan by taking a few services out of it and building them again, many thousand times.

Each step takes some services' groups out of the plan, wholly or in part, and divides each of those services again
among the groups that still fit: first at prices for what others need as well, then by what is left. Better plans are
kept, and worse ones too while the search is young, less and less readily (simulated annealing). What is drawn comes
from a seed and a round has a number of steps, not of seconds, so that a run that is not cut short can be repeated.

Ruin and recreate: Schrimpf, Schneider, Stamm-Wilbrandt and Dueck, Journal of Computational Physics 159 (2000).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from concordat.domain.sharing.choosing import Progress, Tell
from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.linear import MISSING_GAIN
from concordat.domain.sharing.programme import Floats
from concordat.domain.sharing.rows import Rows
from concordat.domain.sharing.standing import HAIR, Standing, divide, ways_of

LEAST_TAKEN, MOST_TAKEN = 2, 6  # services in one step
SHAKEN = 0.02  # how far a value is off where a step looks for something new
DEAREST, CHEAPEST = 1.05, 0.85  # times the prices
WARM = 0.06  # of what a service is worth on average: the first temperature of a round
TOLD_EVERY = 500  # steps
STEPS = 3_000  # in the first round; each later round has twice as many as the one before


@dataclass
class Rebuilding:
    """The search: `standing` moves about, `best` is the best plan that keeps every limit, with its value."""

    standing: Standing
    draw: np.random.Generator
    best: tuple[tuple[int, ...], ...] = ()
    value: float = -np.inf
    linked: frozenset[int] = frozenset()  # services that come after others, or that others come after

    def __post_init__(self) -> None:
        after = self.standing.programme.only_after
        self.linked = frozenset(item for _, one, other in after for item in (one, other))

    def columns(self) -> tuple[Column, ...]:
        """Those of the best plan."""
        return tuple(
            ways.columns[place] for ways, places in zip(self.standing.ways, self.best, strict=False) for place in places
        )

    def is_within(self, gap: float, bound: float) -> bool:
        return bool(self.best) and bound - self.value <= gap * abs(self.value)

    def worth(self) -> float:
        return self.standing.value - MISSING_GAIN * self.standing.missing

    def note(self) -> None:
        if self.standing.value > self.value + HAIR and self.standing.missing <= HAIR:
            self.value, self.best = self.standing.value, tuple(self.standing.taken)

    def step(self, warmth: float) -> None:
        """Take a few services out and build them again; keep it if it is better, or not too much worse."""
        before, was = self.worth(), dict[int, tuple[int, ...]]()
        for item in self._choose_items():
            was[item] = self.standing.taken[item]
            self.standing.take_out(item, was[item])
        self._build(list(was))
        if self.worth() - before <= warmth * np.log(self.draw.random()):
            for item, places in was.items():
                self.standing.take_out(item, self.standing.taken[item])
                self.standing.put(item, places)
        self.note()

    def _choose_items(self) -> list[int]:
        """Some services, and all that come after one of them."""
        count = len(self.standing.ways)
        some = self.draw.choice(count, min(int(self.draw.integers(LEAST_TAKEN, MOST_TAKEN + 1)), count), replace=False)
        items = dict.fromkeys(int(item) for item in some)
        for item in list(items):
            self._with_dependents(item, items)
        return list(items)

    def _with_dependents(self, item: int, items: dict[int, None]) -> None:
        for later, needs in self.standing.after.items():
            if later not in items and any(needed == item for _, needed in needs):
                items[later] = None
                self._with_dependents(later, items)

    def _build(self, items: list[int]) -> None:
        price, shaken = self.draw.uniform(CHEAPEST, DEAREST), self.draw.random() < 0.5
        self.draw.shuffle(items)
        items.sort(key=self._depth)
        for item in items:
            noise = 1 + SHAKEN * self.draw.standard_normal(len(self.standing.ways[item].columns)) if shaken else None
            self.standing.put(item, divide(self.standing, item, price, noise))
        for item in items:
            if item not in self.linked:  # what others come after may be worth having at a loss
                self.standing.take_out(item, self.standing.taken[item])
                self.standing.put(item, divide(self.standing, item, 0.0, None))

    def _depth(self, item: int) -> int:
        """Services that others come after are built first."""
        return sum(1 for _, one, _ in self.standing.programme.only_after if one == item)


def rebuild(
    rows: Rows,
    columns: Sequence[Column],
    chosen: Sequence[Column],
    *,
    duals: Floats,
    bound: float,
    gap: float,
    seconds: float,
    draw: np.random.Generator,
    tell: Tell,
    steps: int = STEPS,
) -> tuple[tuple[Column, ...], float]:
    """The best plan found and its value, £1,000: rounds of so many steps until the gap is as asked or the time is up.

    `columns` must hold all of `chosen`. `duals` are the prices of all rows.
    """
    begun = time.monotonic()
    programme = rows.programme
    if not programme.items:
        return tuple(chosen), 0.0
    held: list[list[Column]] = [[] for _ in programme.items]
    for column in columns:
        held[column.item].append(column)
    ways = [ways_of(rows, own, duals) for own in held]
    places = [tuple(held[at].index(c) for c in chosen if c.item == at) for at in range(len(held))]
    search = Rebuilding(Standing(programme, ways, places), draw)
    search.note()
    start = WARM * max(abs(bound), 1.0) / len(programme.items)
    number = 0
    while time.monotonic() - begun < seconds and not search.is_within(gap, bound):
        in_round = steps << number
        for step in range(in_round):
            if step % TOLD_EVERY == 0:
                spent = time.monotonic() - begun
                if spent > seconds:
                    break
                share = 0.5 + 0.5 * min(1.0, spent / seconds)
                best = search.value if search.best else None
                tell(Progress(share, "Building parts of the plan again", best, bound, search.columns()))
            search.step(start * (1 - step / in_round) + HAIR)
        number += 1
        if search.best:
            search.standing = Standing(programme, ways, list(search.best))
    return search.columns(), search.value
