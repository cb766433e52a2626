"""The nucleolus: make the group that overpays most overpay as little as can be, then the next, and so on.

D. Schmeidler, “The nucleolus of a characteristic function game”, 1969. Exact to 20 partners: linear programmes whose
constraints are added by a sweep over all groups; a group is fixed only where its dual price proves that it is at the
level in every optimum. The shares are then solved again in Fractions, and held to Kohlberg's criterion (1971) each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.kohlberg import is_nucleolus
from concordat.domain.cost_sharing.level_search import Fixed, LevelSearch
from concordat.domain.cost_sharing.sweep import per_head, scaled


class Weighing(StrEnum):
    """What a group's overpayment is divided by before groups are compared."""

    NONE = "none"
    PER_HEAD = "per head"
    BY_COST = "by cost"


@dataclass(frozen=True)
class Nucleolus:
    """`levels` are the overpayments (in the game's unit, divided by the weight) settled one after the other.

    `verified` says that the shares passed Kohlberg's criterion; a result that did not is never shown as the nucleolus.
    """

    shares: tuple[Fraction, ...]
    levels: tuple[Fraction, ...]
    settled: tuple[Fixed, ...]
    keeps_each_below_alone: bool
    verified: bool
    passes: int


def nucleolus(game: CostGame, *, weighing: Weighing = Weighing.NONE) -> Nucleolus:
    """No council pays more than alone where that is possible at all; where the costs alone do not even cover the
    whole, that condition is dropped (the prenucleolus) and `keeps_each_below_alone` is False.

    Raises `TooManyPartners` above 20, and `ValueError` where costs that are not positive should be weighed by cost.
    """
    if game.size == 1:
        return Nucleolus((Fraction(game.total),), (), (), True, True, 0)
    game.need_table()
    weights = _weights(game, weighing)
    bounded = sum(game.alone) >= game.total
    search = LevelSearch(scaled(game, weights), bounded=bounded)
    fixed = search.run()
    shares, levels = _exactly(game, fixed, weighing) or _as_found(search)
    verified = is_nucleolus(search.game, np.array([float(x) for x in shares]) / search.game.scale, bounded=bounded)
    return Nucleolus(shares, levels, tuple(fixed), bounded, verified, search.passes)


def _weights(game: CostGame, weighing: Weighing) -> NDArray[np.float64] | None:
    if weighing is Weighing.NONE:
        return None
    if weighing is Weighing.PER_HEAD:
        return per_head(game)
    table = game.need_table()
    if (table[1:] <= 0).any():
        raise ValueError("Weighing by cost needs every group to cost more than nothing.")
    weights = table.astype(float)
    weights[0] = 1.0
    return weights / float(weights.max())


def _as_found(search: LevelSearch) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    scale = Fraction(search.game.scale)
    return (
        tuple(Fraction(float(share)) * scale for share in search.centre),
        tuple(Fraction(level) * scale for level in search.levels),
    )


def _exactly(
    game: CostGame, fixed: Sequence[Fixed], weighing: Weighing
) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]] | None:
    """The same shares without rounding: payment = cost + level × weight for each settled group, and all pay the whole.

    None where those equations do not give one answer.
    """
    numbers = sorted({item.level for item in fixed if item.level is not None})
    unknowns = game.size + len(numbers)
    rows = [[Fraction(1)] * game.size + [Fraction(0)] * len(numbers) + [Fraction(game.total)]]
    for item in fixed:
        row = [Fraction(item.mask >> i & 1) for i in range(game.size)]
        row += [Fraction(0)] * len(numbers)
        if item.level is not None:
            row[game.size + numbers.index(item.level)] = -_exact_weight(game, item.mask, weighing)
        rows.append([*row, Fraction(game.cost(item.mask))])
    solved = _solve_exactly(rows, unknowns)
    return None if solved is None else (tuple(solved[: game.size]), tuple(solved[game.size :]))


def _exact_weight(game: CostGame, mask: int, weighing: Weighing) -> Fraction:
    if weighing is Weighing.PER_HEAD:
        return Fraction(mask.bit_count())
    return Fraction(game.cost(mask)) if weighing is Weighing.BY_COST else Fraction(1)


def _solve_exactly(rows: list[list[Fraction]], unknowns: int) -> list[Fraction] | None:
    """Gauss–Jordan on the augmented rows; None where they contradict each other or leave something open."""
    rows = [list(row) for row in rows]
    for column in range(unknowns):
        pivot = next((place for place in range(column, len(rows)) if rows[place][column] != 0), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        scale = rows[column][column]
        rows[column] = [value / scale for value in rows[column]]
        for place, row in enumerate(rows):
            if place != column and row[column] != 0:
                factor = row[column]
                rows[place] = [value - factor * base for value, base in zip(row, rows[column], strict=True)]
    if any(row[-1] != 0 for row in rows[unknowns:]):
        return None
    return [rows[place][-1] for place in range(unknowns)]
