"""Splits that start from what each adds by joining last, and share out what is left over.

R. J. Ransmeier, *The Tennessee Valley Authority*, 1942; P. D. Straffin and J. P. Heaney, 1981 (International Journal of
Game Theory 10); S. H. Tijs and T. S. H. Driessen, 1986, for the cost gap. All give exact `Fraction`s.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.keys import split_by


def in_proportion_to_alone(game: CostGame) -> tuple[Fraction, ...]:
    return split_by(game.total, game.alone)


def equal_savings(game: CostGame) -> tuple[Fraction, ...]:
    """Everybody saves the same amount against alone."""
    saved = Fraction(sum(game.alone) - game.total, game.size)
    return tuple(cost - saved for cost in game.alone)


def left_over(game: CostGame) -> int:
    """The cost that no single partner adds by joining last."""
    return game.total - sum(game.own_cost)


def equal_left_over(game: CostGame) -> tuple[Fraction, ...]:
    """Own cost, and an equal part of the rest (egalitarian non-separable costs)."""
    return tuple(own + Fraction(left_over(game), game.size) for own in game.own_cost)


def separable_cost_remaining_benefit(game: CostGame) -> tuple[Fraction, ...]:
    """Own cost, and the rest in proportion to what each would still save: its cost alone less its own cost.

    Where nobody has anything left to save, the rest is shared equally. A benefit below nought counts as nought.
    """
    return _share_rest(game, [max(a - own, 0) for a, own in zip(game.alone, game.own_cost, strict=True)])


def cost_gap(game: CostGame) -> tuple[Fraction, ...]:
    """Own cost, and the rest in proportion to the least gap of any group the partner is in.

    A group's gap is its cost less its members' own costs. Looks at every group, so up to 20 partners.
    """
    table = game.need_table()
    own = np.zeros(1, dtype=np.int64)
    for cost in game.own_cost:
        own = np.concatenate([own, own + cost])
    gaps = table - own
    masks = np.arange(len(table))
    least = [int(gaps[(masks >> i & 1).astype(bool)].min()) for i in range(game.size)]
    return _share_rest(game, [max(gap, 0) for gap in least])


def _share_rest(game: CostGame, by: Sequence[int]) -> tuple[Fraction, ...]:
    rest = split_by(left_over(game), by if any(by) else [1] * game.size)
    return tuple(own + part for own, part in zip(game.own_cost, rest, strict=True))
