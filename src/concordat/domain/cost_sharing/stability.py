"""Would anybody rather leave? Each council and each group held against what it would pay without the others.

A split is *stable* (in the core) where no group pays more than it would alone; then nobody is subsidised either. There
may be no such split: then the least that some group must overpay (the least core) is the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.level_search import LevelSearch
from concordat.domain.cost_sharing.sweep import TOLERANCE, ScaledGame, scaled, solve, worst

SHOWN = 10


@dataclass(frozen=True, slots=True)
class BetterAlone:
    """A group that pays more than it would by itself, and by how much (in the game's unit)."""

    members: tuple[str, ...]
    pays: Fraction
    alone: int

    @property
    def gain(self) -> Fraction:
        return self.pays - self.alone


@dataclass(frozen=True, slots=True)
class Subsidised:
    """A council that pays less than it adds to the others' cost: they would pay `by` less without it."""

    partner: str
    pays: Fraction
    adds: int

    @property
    def by(self) -> Fraction:
        return self.adds - self.pays


@dataclass(frozen=True)
class Stability:
    """`leaving` has the worst ten groups, most to gain first; `groups_better_alone` counts all that were found.

    `looked_at` says whether every group was looked at. `distance` is the money that would have to move between councils
    to reach the nearest stable split (or, where there is none, the nearest to it), and `nearest` is that split.
    """

    is_stable: bool
    leaving: tuple[BetterAlone, ...]
    groups_better_alone: int
    subsidised: tuple[Subsidised, ...]
    every_group_looked_at: bool
    distance: Fraction | None
    nearest: tuple[Fraction, ...] | None

    @property
    def councils_leaving(self) -> tuple[BetterAlone, ...]:
        return tuple(group for group in self.leaving if len(group.members) == 1)


@dataclass(frozen=True)
class Core:
    """`exists`: a stable split can be found. `least_overpayment`: the most that the worst-off group then overpays; below
    nought where every group saves at least something. None where there are too many partners to look at each group."""

    exists: bool | None
    least_overpayment: Fraction | None


def find_core(game: CostGame) -> Core:
    """Whether a stable split exists, by the least that the worst-off group must overpay (the least core)."""
    if not game.is_exact:
        return Core(None, None)
    if game.size == 1:
        return Core(True, Fraction(0))
    held = scaled(game)
    level = LevelSearch(held, bounded=False).lowest()
    unit = Fraction(level).limit_denominator(10**13) * Fraction(held.scale)
    overpayment = unit.limit_denominator(10**4)
    return Core(level <= TOLERANCE, overpayment)


def stability_of(game: CostGame, shares: Sequence[Fraction], *, core: Core | None = None) -> Stability:
    """Hold shares (adding up to the whole) against every group, or above 20 partners against groups of one, two and
    all but one or two, which is said. Pass `core` where it is known already."""
    if not game.is_exact:
        return _looked_at_some(game, shares)
    held = scaled(game)
    excess = held.excess(np.array([float(share) for share in shares]) / held.scale)
    better = np.flatnonzero(excess > TOLERANCE)
    most = better[np.argsort(-excess[better], kind="stable")][:SHOWN]
    # A council by itself is what people ask about first: it is always shown, however small its gain.
    single = [1 << i for i in range(game.size) if excess[1 << i] > TOLERANCE and 1 << i not in most]
    leaving = tuple(_group(game, shares, int(mask)) for mask in [*most, *single])
    distance, nearest = _nearest(game, held, shares, core or find_core(game)) if len(better) else (Fraction(0), None)
    return Stability(
        not len(better), leaving, len(better), _subsidised(game, shares), True, distance, nearest or tuple(shares)
    )


def _group(game: CostGame, shares: Sequence[Fraction], mask: int) -> BetterAlone:
    pays = sum((share for i, share in enumerate(shares) if mask >> i & 1), Fraction(0))
    return BetterAlone(game.members(mask), pays, game.cost(mask))


def _subsidised(game: CostGame, shares: Sequence[Fraction]) -> tuple[Subsidised, ...]:
    found = (Subsidised(*said) for said in zip(game.partners, shares, game.own_cost, strict=True))
    return tuple(partner for partner in found if float(partner.by) > TOLERANCE * max(1, abs(game.total)))


def _looked_at_some(game: CostGame, shares: Sequence[Fraction]) -> Stability:
    n = game.size
    small = [1 << i for i in range(n)] + [1 << i | 1 << j for i in range(n) for j in range(i)]
    masks = [*small, *(game.everybody ^ mask for mask in small)]
    members = game.members_matrix(masks)
    pays = members @ np.array([float(share) for share in shares])
    gains = pays - game.costs_of(members)
    better = [int(place) for place in np.argsort(-gains) if gains[place] > TOLERANCE * abs(game.total)]
    return Stability(
        not better,
        tuple(_group(game, shares, masks[place]) for place in better[:SHOWN]),
        len(better),
        _subsidised(game, shares),
        False,
        None,
        None,
    )


def _nearest(
    game: CostGame, held: ScaledGame, shares: Sequence[Fraction], core: Core
) -> tuple[Fraction, tuple[Fraction, ...]]:
    """The stable split that moves least money, by linear programme: y = x + up − down, least Σ(up + down) ÷ 2."""
    n = held.size
    slack = 0.0 if core.exists else float(core.least_overpayment or 0) / held.scale + TOLERANCE
    start = np.array([float(share) for share in shares]) / held.scale
    groups = [1 << i for i in range(n)]
    while True:
        rows = held.rows(groups)
        found = solve(
            np.full(2 * n, 0.5),
            A_ub=np.hstack([rows, -rows]),
            b_ub=held.costs[groups] + slack - rows @ start,
            A_eq=np.append(np.ones(n), -np.ones(n))[None, :],
            b_eq=np.zeros(1),
            bounds=[(0, None)] * (2 * n),
        )
        nearest = start + found.at[:n] - found.at[n:]
        broken = _fresh(held, nearest, slack, groups)
        if not broken:
            scale = Fraction(held.scale)
            split = tuple((Fraction(float(y)) * scale).limit_denominator(10**4) for y in nearest)
            return (Fraction(float(found.value)) * scale).limit_denominator(10**4), split
        groups += broken


def _fresh(game: ScaledGame, shares: NDArray[np.float64], level: float, groups: Sequence[int]) -> list[int]:
    known = set(groups)
    return [mask for mask in worst(game.excess(shares), level + TOLERANCE) if mask not in known]
